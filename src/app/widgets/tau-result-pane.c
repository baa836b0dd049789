/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-result-pane.h"

#include "app/widgets/tau-plot-view.h"
#include "app/widgets/tau-notify.h"
#include "app/widgets/image/tau-texture.h"
#include "app/widgets/table/tau-table-view.h"
#include "plot/kinds/tau-plot-table.h"

#include <glib/gi18n-lib.h>

#define EXPORT_WIDTH_MM 140.0 /* a chart for a text page */
#define COPY_WIDTH      1200  /* px, a chart for the clipboard */
#define COPY_FONT_SIZE  22.0

struct _TauResultPane {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *title;
  GtkBox *extra;
  GtkWidget *switcher;
  GtkToggleButton *show_table;
  GtkMenuButton *menu;
  GtkStack *stack;
  TauPlotView *chart;
  TauTableView *table_view;

  TauTable *table;
  const char *drawn; /* the page of the stack that shows the chart */
};

G_DEFINE_FINAL_TYPE (TauResultPane, tau_result_pane, GTK_TYPE_WIDGET)

enum { PROBLEM, PICKED, ROW_PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

const TauFileKind tau_table_kinds[TAU_N_FORMATS] = {
  { N_ ("CSV Table"), ".csv" }, { N_ ("Markdown Table"), ".md" }, { N_ ("LaTeX Table"), ".tex" },
  { N_ ("JSON"), ".json" },     { N_ ("Plain Text"), ".txt" },
};
const TauTableFormat tau_table_kind_formats[TAU_N_FORMATS] = {
  TAU_FORMAT_CSV, TAU_FORMAT_MARKDOWN, TAU_FORMAT_LATEX, TAU_FORMAT_JSON, TAU_FORMAT_TEXT,
};

static const TauFileKind chart_kinds[] = {
  { N_ ("SVG Image"), ".svg" },
  { N_ ("PDF Document"), ".pdf" },
  { N_ ("PNG Image"), ".png" },
};

/* -- the table ------------------------------------------------------------------------------ */

static void
copy_table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauResultPane *self = TAU_RESULT_PANE (widget);
  int format = tau_table_format_find (g_variant_get_string (parameter, NULL));
  if (self->table == NULL || format < 0)
    return;
  g_autofree char *text = tau_table_write (self->table, (TauTableFormat)format);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  tau_notify (widget, _ ("Table copied"));
}

void
tau_result_pane_save_table (TauResultPane *self, GFile *file, TauTableFormat format)
{
  g_autofree char *text = tau_table_write (self->table, format);
  tau_file_save_text (self, file, text);
}

static void
save_table (gpointer self, GFile *file, guint kind)
{
  if (TAU_RESULT_PANE (self)->table != NULL)
    tau_result_pane_save_table (self, file, tau_table_kind_formats[kind]);
}

static void
save_table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  /* Every kind but plain text. */
  tau_file_dialog_save (widget, _ ("Save Table"), "table.csv", tau_table_kinds, TAU_N_FORMATS - 1,
                        save_table);
}

/* -- the chart ------------------------------------------------------------------------------ */

static void
write_chart_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  TauPlot *chart = g_object_get_data (G_OBJECT (task), "chart");
  if (tau_plot_write (chart, task_data, EXPORT_WIDTH_MM, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_chart_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  tau_release_program ();
  if (g_task_propagate_boolean (G_TASK (result), &error))
    tau_notify (GTK_WIDGET (source), _ ("Saved"));
  else
    g_signal_emit (source, signals[PROBLEM], 0, error->message);
}

void
tau_result_pane_save_chart (TauResultPane *self, const char *path)
{
  /* A chart never changes, so another thread may draw it. */
  g_autoptr (GTask) task = g_task_new (self, NULL, on_chart_saved_cb, NULL);
  g_task_set_source_tag (task, tau_result_pane_save_chart);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_object_set_data_full (G_OBJECT (task), "chart",
                          g_object_ref (tau_plot_view_get_plot (self->chart)), g_object_unref);
  tau_hold_program ();
  g_task_run_in_thread (task, write_chart_cb);
}

static void
save_chart (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL)
    tau_result_pane_save_chart (self, path);
  else
    g_signal_emit (
        self, signals[PROBLEM], 0,
        _ ("Charts can only be saved to a folder on this computer; choose another place."));
}

static void
save_chart_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_file_dialog_save (widget, _ ("Save Chart"), "chart.svg", chart_kinds,
                        G_N_ELEMENTS (chart_kinds), save_chart);
}

static void
copy_chart_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TauResultPane *self = TAU_RESULT_PANE (widget);
  TauPlot *chart = tau_plot_view_get_plot (self->chart);
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, COPY_FONT_SIZE);
  int height = (int)tau_plot_get_natural_height (chart, &style, COPY_WIDTH);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, COPY_WIDTH, height);
  cairo_t *cr = cairo_create (surface);
  tau_plot_paint (chart, cr, &style, COPY_WIDTH, height);
  cairo_destroy (cr);
  g_autoptr (GdkTexture) texture = tau_texture_take_surface (surface);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  tau_notify (widget, _ ("Chart copied"));
}

/* -- the widget ----------------------------------------------------------------------------- */

static void
on_show_table_cb (TauResultPane *self)
{
  gboolean table = gtk_toggle_button_get_active (self->show_table);
  if (table) /* rows of labels cost more than a drawing: only when they are shown */
    tau_table_view_set_table (self->table_view, self->table);
  gtk_stack_set_visible_child_name (self->stack, table ? "table" : self->drawn);
  /* A chart contains its own title. */
  gtk_label_set_label (self->title, table && self->table != NULL ? self->table->title : "");
}

static void
on_picked_cb (TauResultPane *self, int item)
{
  g_signal_emit (self, signals[PICKED], 0, item);
}

static void
on_activated_cb (TauResultPane *self, guint row)
{
  g_signal_emit (self, signals[ROW_PICKED], 0, row);
}

static void
tau_result_pane_dispose (GObject *object)
{
  TauResultPane *self = TAU_RESULT_PANE (object);
  g_clear_pointer (&self->table, tau_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_RESULT_PANE);
  G_OBJECT_CLASS (tau_result_pane_parent_class)->dispose (object);
}

static void
tau_result_pane_class_init (TauResultPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_result_pane_dispose;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_RESULT_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_RESULT_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[ROW_PICKED] = g_signal_new ("row-picked", TAU_TYPE_RESULT_PANE, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (TAU_TYPE_PLOT_VIEW);
  g_type_ensure (TAU_TYPE_TABLE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-result-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, box);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, title);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, extra);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, switcher);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, show_table);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, menu);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, chart);
  gtk_widget_class_bind_template_child (widget_class, TauResultPane, table_view);
  gtk_widget_class_bind_template_callback (widget_class, on_show_table_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_install_action (widget_class, "pane.copy-table", "s", copy_table_action);
  gtk_widget_class_install_action (widget_class, "pane.save-table", NULL, save_table_action);
  gtk_widget_class_install_action (widget_class, "pane.copy-chart", NULL, copy_chart_action);
  gtk_widget_class_install_action (widget_class, "pane.save-chart", NULL, save_chart_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_result_pane_init (TauResultPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->drawn = "chart";
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
set_content (TauResultPane *self, TauPlot *chart, TauTable *table)
{
  gboolean drawn = chart != NULL;
  g_clear_pointer (&self->table, tau_table_unref);
  self->table = table != NULL ? tau_table_ref (table) : NULL;
  tau_plot_view_set_plot (self->chart, chart);
  if (!drawn)
    tau_table_view_set_table (self->table_view, table);
  gtk_widget_set_visible (GTK_WIDGET (self), table != NULL);
  gtk_widget_set_visible (self->switcher, drawn);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pane.copy-chart", drawn);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pane.save-chart", drawn);
  if (table != NULL) {
    g_autofree char *menu = g_strdup_printf (_ ("Copy and Save: %s"), table->title);
    gtk_label_set_label (self->title, table->title);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    menu, -1);
  }
  if (!drawn)
    gtk_stack_set_visible_child_name (self->stack, "table");
  else
    on_show_table_cb (self);
}

void
tau_result_pane_set_chart (TauResultPane *self, TauPlot *chart)
{
  g_autoptr (TauTable) table = chart != NULL ? tau_plot_to_table (chart) : NULL;
  set_content (self, chart, table);
}

void
tau_result_pane_set (TauResultPane *self, TauPlot *chart, TauTable *table)
{
  set_content (self, chart, table);
}

void
tau_result_pane_set_table (TauResultPane *self, TauTable *table)
{
  set_content (self, NULL, table);
}

void
tau_result_pane_set_view (TauResultPane *self, GtkWidget *view)
{
  gtk_stack_add_named (self->stack, view, "view");
  self->drawn = "view";
}

void
tau_result_pane_set_rows_pickable (TauResultPane *self)
{
  tau_table_view_set_activatable (self->table_view, TRUE);
}

guint
tau_result_pane_get_n_columns (TauResultPane *self)
{
  return self->table != NULL ? self->table->columns->len - 1 : 0;
}

void
tau_result_pane_set_extra (TauResultPane *self, GtkWidget *extra)
{
  gtk_box_append (self->extra, extra);
}
