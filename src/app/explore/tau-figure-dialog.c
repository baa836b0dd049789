/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-figure-dialog.h"

#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/tau-wheel.h"
#include "app/widgets/tau-hyphens.h"

#include <glib/gi18n-lib.h>

struct _TauFigureDialog {
  AdwWindow parent_instance;

  GtkListBox *images;
  GtkWidget *export_button;
  GtkLabel *problem;
  GtkSpinButton *width, *height, *dpi;
  GtkDropDown *colors;

  GPtrArray *items;  /* of TauFigureItem */
  GPtrArray *checks; /* the GtkCheckButton of each, borrowed */
  char *name;
  gboolean height_given; /* by the user: no longer computed */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (TauFigureDialog, tau_figure_dialog, ADW_TYPE_WINDOW)

enum { WRITE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- the file ------------------------------------------------------------------------------- */

static const TauFileKind kinds[] = {
  { N_ ("PDF Document"), ".pdf" },
  { N_ ("SVG Image"), ".svg" },
  { N_ ("PNG Image"), ".png" },
};

static void
write_to (gpointer widget, GFile *file, guint kind)
{
  TauFigureDialog *self = TAU_FIGURE_DIALOG (widget);
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    g_signal_emit (self, signals[WRITE], 0, path);
    gtk_window_destroy (GTK_WINDOW (self));
  } else {
    gtk_label_set_text (
        self->problem,
        _ ("Figures can only be exported to a folder on this computer; choose another place."));
    gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  }
}

static void
on_export_cb (TauFigureDialog *self)
{
  tau_file_dialog_save (self, _ ("Save Figure"), self->name, kinds, G_N_ELEMENTS (kinds), write_to);
}

/* -- the page ------------------------------------------------------------------------------- */

static guint
count_chosen (TauFigureDialog *self)
{
  guint n = 0;
  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
  return n;
}

/* The height follows width and images until it is set by hand. */
static void
update (TauFigureDialog *self)
{
  guint n = count_chosen (self);
  gtk_widget_set_sensitive (self->export_button, n > 0);
  if (self->height_given || n == 0)
    return;
  self->updating = TRUE;
  gtk_spin_button_set_value (
      self->height, tau_figure_page_get_height_mm (gtk_spin_button_get_value (self->width), n));
  self->updating = FALSE;
}

static void
on_height_cb (TauFigureDialog *self)
{
  self->height_given |= !self->updating;
}

static void
add_row (TauFigureDialog *self, const TauFigureItem *item)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *subtitle = tau_corruption_spec_to_text (&item->inspection->request.corruption);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  item->title, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->checks, check);
  tau_hyphens_remove (row);
  gtk_list_box_append (self->images, row);
}

/* Return must continue, so focus is not on “Cancel”, which comes first. */
static void
on_map_cb (TauFigureDialog *self)
{
  gtk_widget_grab_focus (self->export_button);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_figure_dialog_dispose (GObject *object)
{
  TauFigureDialog *self = TAU_FIGURE_DIALOG (object);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_FIGURE_DIALOG);
  G_OBJECT_CLASS (tau_figure_dialog_parent_class)->dispose (object);
}

static void
tau_figure_dialog_class_init (TauFigureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_figure_dialog_dispose;
  signals[WRITE] = g_signal_new ("write", TAU_TYPE_FIGURE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-figure-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, images);
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, width);
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, height);
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, dpi);
  gtk_widget_class_bind_template_child (widget_class, TauFigureDialog, colors);
  gtk_widget_class_bind_template_callback (widget_class, on_export_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_height_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_map_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tau_figure_dialog_init (TauFigureDialog *self)
{
  self->updating = TRUE; /* setup does not count as user input */
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_figure_item_free);
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  tau_wheel_scrolls_only (GTK_WIDGET (self));
  gtk_spin_button_set_range (self->width, TAU_FIGURE_MIN_MM, TAU_FIGURE_MAX_MM);
  gtk_spin_button_set_range (self->height, TAU_FIGURE_MIN_MM, TAU_FIGURE_MAX_MM);
  gtk_spin_button_set_range (self->dpi, TAU_FIGURE_MIN_DPI, TAU_FIGURE_MAX_DPI);
  gtk_spin_button_set_value (self->dpi, TAU_FIGURE_PNG_DPI);
  gtk_spin_button_set_value (self->width, TAU_FIGURE_WIDTH_MM);
  self->updating = FALSE;
}

TauFigureDialog *
tau_figure_dialog_new (GtkWindow *parent, GPtrArray *items, const char *name)
{
  TauFigureDialog *self = g_object_new (TAU_TYPE_FIGURE_DIALOG, "transient-for", parent, NULL);
  self->name = g_strdup (name);
  for (guint i = 0; i < items->len; i++) {
    const TauFigureItem *item = g_ptr_array_index (items, i);
    g_ptr_array_add (self->items, tau_figure_item_copy (item));
    add_row (self, item);
  }
  update (self);
  return self;
}

static gboolean
choice_from_safe (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_uint (value, g_variant_get_boolean (variant) ? 1 : 0);
  return TRUE;
}

static GVariant *
choice_to_safe (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_boolean (g_value_get_uint (value) == 1);
}

void
tau_figure_dialog_set_settings (TauFigureDialog *self, GSettings *settings)
{
  if (settings != NULL)
    g_settings_bind_with_mapping (settings, "safe-colours", self->colors, "selected",
                                  G_SETTINGS_BIND_DEFAULT, choice_from_safe, choice_to_safe, NULL,
                                  NULL);
}

GPtrArray *
tau_figure_dialog_get_items (TauFigureDialog *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_figure_item_free);
  for (guint i = 0; i < self->items->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      g_ptr_array_add (chosen, tau_figure_item_copy (g_ptr_array_index (self->items, i)));
  return chosen;
}

void
tau_figure_dialog_get_page (TauFigureDialog *self, TauFigurePage *page)
{
  tau_figure_page_init (page);
  page->width_mm = gtk_spin_button_get_value (self->width);
  if (self->height_given) /* else a little more, if the text needs it */
    page->height_mm = gtk_spin_button_get_value (self->height);
  page->dpi = gtk_spin_button_get_value_as_int (self->dpi);
  page->safe = gtk_drop_down_get_selected (self->colors) == 1;
}
