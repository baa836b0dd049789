/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/sweep/tau-sweep-window.h"

#include "app/explore/sweep/tau-sweep-sheet.h"
#include "app/explore/sweep/tau-sweeper.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-notify.h"
#include "app/widgets/tau-result-pane.h"
#include "app/widgets/tau-scale-value.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-wheel.h"
#include "app/widgets/tau-safe-colours.h"
#include "app/widgets/tau-hyphens.h"
#include "inspect/tau-sweep-plots.h"
#include "plot/kinds/tau-plot-lines.h"

#include <glib/gi18n-lib.h>

/* Results are drawn as they come, but not more often: each cell by itself would keep the main loop
 * busy with drawing. */
#define DRAW_MS 100

struct _TauSweepWindow {
  AdwWindow parent_instance;

  GtkWidget *box;
  AdwViewSwitcherTitle *title;
  AdwViewStack *pages;
  GtkToggleButton *pause;
  GtkCheckButton *log; /* beside the buttons of the lines */
  GtkScale *ensemble;
  GtkLabel *subject, *status;
  GtkProgressBar *progress;
  GtkLabel *severities_note, *corruptions_note, *seeds_note, *sheet_note, *methods_note;
  TauResultPane *severities, *corruptions, *seeds, *sheet_pane, *methods;
  TauSweepSheet *sheet; /* in the sheet_pane */

  TauSweeper *sweeper;
  guint draw_source;
};

G_DEFINE_FINAL_TYPE (TauSweepWindow, tau_sweep_window, ADW_TYPE_WINDOW)

/* In the order of the wishes; the last has none. */
static const char *const page_names[] = { "severities", "corruptions", "seeds", "sheet",
                                          "methods" };
G_STATIC_ASSERT (G_N_ELEMENTS (page_names) == TAU_SWEEP_N_WISHES + 1);

static TauSweepWish
get_wish (TauSweepWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->pages);
  for (guint i = 0; i < TAU_SWEEP_N_WISHES; i++)
    if (g_strcmp0 (page, page_names[i]) == 0)
      return i;
  return TAU_SWEEP_WISH_SEVERITIES;
}

static guint
get_ensemble_size (TauSweepWindow *self)
{
  return (guint)(gtk_range_get_value (GTK_RANGE (self->ensemble)) + 0.5);
}

/* -- drawing -------------------------------------------------------------------------------- */

static void
show_summary (TauSweepWindow *self, GtkLabel *label, TauSweepWish wish)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  g_autofree char *text = tau_sweep_summary (sweep, wish, get_ensemble_size (self));
  gtk_label_set_label (label, text != NULL ? text : _ ("No values yet."));
}

static void
draw_severities (TauSweepWindow *self)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  if (sweep->present.type == NULL) {
    gtk_label_set_label (self->severities_note,
                         _ ("Choose a corruption in Explore to see its severities."));
    tau_result_pane_set (self->severities, NULL, NULL);
    return;
  }
  g_autoptr (TauPlot) plot =
      tau_sweep_plot_severities (sweep, gtk_check_button_get_active (self->log));
  g_autoptr (TauTable) table = tau_sweep_table_severities (sweep);
  tau_result_pane_set (self->severities, plot, table);
  show_summary (self, self->severities_note, TAU_SWEEP_WISH_SEVERITIES);
}

static void
draw_corruptions (TauSweepWindow *self)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  TauPack *pack = tau_sweeper_get_pack (self->sweeper);
  g_autoptr (TauPlot) plot = tau_sweep_plot_map (sweep, pack, get_ensemble_size (self));
  g_autoptr (TauTable) table = tau_sweep_table_map (sweep, pack, get_ensemble_size (self));
  tau_result_pane_set (self->corruptions, plot, table);
  show_summary (self, self->corruptions_note, TAU_SWEEP_WISH_CORRUPTIONS);
}

static void
draw_seeds (TauSweepWindow *self)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  if (!tau_sweep_has_seeds (sweep)) {
    gtk_label_set_label (
        self->seeds_note,
        _ ("Here every seed gives the same image: nothing is drawn at random. Choose a corruption "
           "that draws, for example Gaussian noise, and a severity from 1."));
    tau_result_pane_set (self->seeds, NULL, NULL);
    return;
  }
  g_autoptr (TauPlot) plot = tau_sweep_plot_seeds (sweep);
  g_autoptr (TauTable) table = tau_sweep_table_seeds (sweep);
  tau_result_pane_set (self->seeds, plot, table);
  show_summary (self, self->seeds_note, TAU_SWEEP_WISH_SEEDS);
}

static void
draw_sheet (TauSweepWindow *self)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  TauPack *pack = tau_sweeper_get_pack (self->sweeper);
  const guint k = get_ensemble_size (self);
  g_autoptr (TauPlot) plot = tau_sweep_plot_sheet (sweep, pack, k);
  g_autoptr (TauTable) table = tau_sweep_table_sheet (sweep, pack, k);
  tau_sweep_sheet_set (self->sheet, sweep, pack, k);
  tau_result_pane_set (self->sheet_pane, plot, table);
  show_summary (self, self->sheet_note, TAU_SWEEP_WISH_SHEET);
}

static void
draw_methods (TauSweepWindow *self)
{
  const TauMethodBoard *board = tau_sweeper_get_methods (self->sweeper);
  TauPack *pack = tau_sweeper_get_pack (self->sweeper);
  g_autoptr (TauTable) table =
      board != NULL ? tau_method_board_to_table (board, pack, get_ensemble_size (self)) : NULL;
  tau_result_pane_set_table (self->methods, table);
  gtk_label_set_label (
      self->methods_note,
      board == NULL ? _ ("The model answers every view of the image…")
      : tau_method_board_has_policies (board)
          ? _ ("What each method answers for this image. Methods with a number average over "
               "as many transforms as the ensemble size says.")
          : _ ("What each method answers for this image. This pack has no policies for GPS: "
               "“tauscope-cli pack policies” searches them."));
}

static void
show_subject (TauSweepWindow *self)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  TauPicture *picture = tau_explorer_get_picture (tau_sweeper_get_explorer (self->sweeper));
  g_autofree char *corruption = tau_corruption_spec_to_text (&sweep->present);
  g_autofree char *text =
      picture != NULL
          ? g_strdup_printf ("%s – %s", tau_sample_get_title (picture->sample), corruption)
          : g_strdup (_ ("Open an image in Explore."));
  gtk_label_set_label (self->subject, text);
}

static gboolean
shows_methods (TauSweepWindow *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "methods") == 0;
}

static void
show_progress (TauSweepWindow *self)
{
  guint n = 1, n_known = tau_sweeper_get_methods (self->sweeper) != NULL, n_map_known;
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  const guint n_map = tau_sweep_count (sweep, TAU_SWEEP_WISH_CORRUPTIONS, &n_map_known);
  const gboolean methods = shows_methods (self);
  if (!methods)
    n = tau_sweep_count (sweep, get_wish (self), &n_known);
  g_autofree char *text =
      n > 0 && !methods ? g_strdup_printf (_ ("This page: %u of %u images. All pages: %u of %u."),
                                           n_known, n, n_map_known, n_map)
                        : g_strdup_printf (_ ("All pages: %u of %u images."), n_map_known, n_map);
  gtk_label_set_label (self->status, text);
  gtk_progress_bar_set_fraction (self->progress, (double)(n_known + n_map_known) / (n + n_map));
}

static void
draw_page (TauSweepWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->pages);
  TauPack *pack = tau_sweeper_get_pack (self->sweeper);
  show_subject (self);
  show_progress (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->ensemble), pack == NULL || pack->has_predictor);
  if (pack == NULL)
    return;
  if (g_str_equal (page, "severities"))
    draw_severities (self);
  else if (g_str_equal (page, "corruptions"))
    draw_corruptions (self);
  else if (g_str_equal (page, "seeds"))
    draw_seeds (self);
  else if (g_str_equal (page, "sheet"))
    draw_sheet (self);
  else if (g_str_equal (page, "methods"))
    draw_methods (self);
}

static gboolean
on_draw_cb (gpointer data)
{
  TauSweepWindow *self = data;
  self->draw_source = 0;
  draw_page (self);
  return G_SOURCE_REMOVE;
}

static void
draw_soon (TauSweepWindow *self)
{
  if (self->draw_source == 0)
    self->draw_source = g_timeout_add (DRAW_MS, on_draw_cb, self);
}

static void
draw_now (TauSweepWindow *self)
{
  g_clear_handle_id (&self->draw_source, g_source_remove);
  draw_page (self);
}

/* -- what the user does --------------------------------------------------------------------- */

static void
on_page_cb (TauSweepWindow *self)
{
  if (self->sweeper == NULL || adw_view_stack_get_visible_child_name (self->pages) == NULL)
    return;
  tau_sweeper_set_wish (self->sweeper, get_wish (self));
  tau_sweeper_set_wants_methods (self->sweeper, shows_methods (self));
  draw_now (self);
}

/* The size of the ensemble is Explore's: both sliders are one. */
static void
on_ensemble_cb (TauSweepWindow *self)
{
  if (self->sweeper == NULL)
    return;
  TauExplorer *explorer = tau_sweeper_get_explorer (self->sweeper);
  TauExplorerSettings settings = *tau_explorer_get_settings (explorer);
  if (settings.ensemble == get_ensemble_size (self))
    return;
  settings.ensemble = get_ensemble_size (self);
  tau_explorer_set_settings (explorer, &settings);
  draw_now (self);
}

static void
on_settings_cb (TauSweepWindow *self)
{
  const TauExplorerSettings *settings =
      tau_explorer_get_settings (tau_sweeper_get_explorer (self->sweeper));
  if (settings->ensemble == get_ensemble_size (self))
    return;
  gtk_range_set_value (GTK_RANGE (self->ensemble), settings->ensemble);
  draw_soon (self);
}

static void
on_pause_cb (TauSweepWindow *self)
{
  if (self->sweeper != NULL)
    tau_sweeper_set_running (self->sweeper, !gtk_toggle_button_get_active (self->pause));
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_sweep_window_show_page (TAU_SWEEP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Takes the explorer to a place of the map. */
static void
go_to (TauSweepWindow *self, guint place)
{
  TauExplorer *explorer = tau_sweeper_get_explorer (self->sweeper);
  TauExplorerSettings settings = *tau_explorer_get_settings (explorer);
  settings.corruption = tau_sweep_get_corruption (tau_sweeper_get_sweep (self->sweeper), place);
  tau_explorer_set_settings (explorer, &settings);
}

static void
on_severity_picked_cb (TauSweepWindow *self, int item)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  const int corruption = tau_corruption_get_index (sweep->present.type);
  if (corruption >= 0)
    go_to (self, tau_sweep_place (corruption, item % TAU_PLOT_LINES_STEPS));
}

static void
on_map_picked_cb (TauSweepWindow *self, int item)
{
  go_to (self, tau_sweep_map_place (item));
}

static void
on_seed_picked_cb (TauSweepWindow *self, int transform)
{
  const int place = tau_sweep_find_seed (tau_sweeper_get_sweep (self->sweeper), transform);
  if (place >= 0)
    go_to (self, place);
}

static void
on_sheet_picked_cb (TauSweepWindow *self, guint corruption)
{
  const TauSweep *sweep = tau_sweeper_get_sweep (self->sweeper);
  go_to (self, tau_sweep_place (corruption, tau_sweep_get_sheet_severity (sweep)));
}

static void
on_sheet_row_cb (TauSweepWindow *self, guint row)
{
  guint8 order[TAU_N_CORRUPTIONS];
  tau_sweep_order_corruptions (order);
  on_sheet_picked_cb (self, order[row]);
}

static void
on_problem_cb (TauSweepWindow *self, const char *sentence)
{
  tau_notify (GTK_WIDGET (self->pages), sentence);
}

static void
on_stopped_cb (TauSweepWindow *self, const char *sentence)
{
  gtk_toggle_button_set_active (self->pause, TRUE);
  on_problem_cb (self, sentence);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_sweep_window_dispose (GObject *object)
{
  TauSweepWindow *self = TAU_SWEEP_WINDOW (object);
  g_clear_handle_id (&self->draw_source, g_source_remove);
  if (self->sweeper != NULL) {
    g_signal_handlers_disconnect_by_data (self->sweeper, self);
    tau_sweeper_set_running (self->sweeper, FALSE);
  }
  g_clear_object (&self->sweeper);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_SWEEP_WINDOW);
  G_OBJECT_CLASS (tau_sweep_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, box);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, title);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, ensemble);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, subject);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, status);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, severities_note);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, corruptions_note);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, seeds_note);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, sheet_note);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, methods_note);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, severities);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, corruptions);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, seeds);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, methods);
  gtk_widget_class_bind_template_child (widget_class, TauSweepWindow, sheet_pane);
}

static void
tau_sweep_window_class_init (TauSweepWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_sweep_window_dispose;
  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_RESULT_PANE);
  g_type_ensure (TAU_TYPE_SWEEP_SHEET);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-sweep-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_ensemble_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_severity_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_map_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_seed_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sheet_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_install_action (widget_class, "sweep.show-page", "s", show_page_action);
  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK,
                                         "sweep.show-page", "s", page_names[i]);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tau_sweep_window_init (TauSweepWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  gtk_range_set_range (GTK_RANGE (self->ensemble), 1, TAU_N_TRANSFORMS);
  tau_scale_show_value_last (self->ensemble);
  self->log = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("Logarithmic")));
  gtk_check_button_set_active (self->log, TRUE); /* most losses are far below 1 */
  g_signal_connect_swapped (self->log, "toggled", G_CALLBACK (on_page_cb), self);
  tau_result_pane_set_rows_pickable (self->sheet_pane);
  self->sheet = g_object_new (TAU_TYPE_SWEEP_SHEET, "margin-start", 12, "margin-end", 12,
                              "margin-top", 12, "margin-bottom", 12, NULL);
  g_signal_connect_object (self->sheet, "picked", G_CALLBACK (on_sheet_picked_cb), self,
                           G_CONNECT_SWAPPED);
  tau_result_pane_set_view (self->sheet_pane, GTK_WIDGET (self->sheet));
  tau_result_pane_set_extra (self->severities, GTK_WIDGET (self->log));
  tau_tell_shortened (GTK_WIDGET (self));
  tau_wheel_scrolls_only (GTK_WIDGET (self));
}

TauSweepWindow *
tau_sweep_window_new (GtkWindow *parent, TauExplorer *explorer)
{
  TauSweepWindow *self = g_object_new (TAU_TYPE_SWEEP_WINDOW, NULL);
  /* Beside its parent, which the user goes on using; it ends with it. */
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  tau_safe_colours_follow (GTK_WINDOW (self), parent);
  gtk_window_set_application (GTK_WINDOW (self), gtk_window_get_application (parent));
  self->sweeper = tau_sweeper_new (explorer);
  g_signal_connect_swapped (self->sweeper, "changed", G_CALLBACK (draw_soon), self);
  g_signal_connect_swapped (self->sweeper, "problem", G_CALLBACK (on_stopped_cb), self);
  g_signal_connect_object (explorer, "settings-changed", G_CALLBACK (on_settings_cb), self,
                           G_CONNECT_SWAPPED);
  on_settings_cb (self);
  tau_sweeper_set_running (self->sweeper, TRUE);
  on_page_cb (self);
  return self;
}

void
tau_sweep_window_show_page (TauSweepWindow *self, const char *name)
{
  adw_view_stack_set_visible_child_name (self->pages, name);
}

gboolean
tau_sweep_window_is_done (TauSweepWindow *self)
{
  return self->draw_source == 0 && tau_sweeper_is_done (self->sweeper);
}
