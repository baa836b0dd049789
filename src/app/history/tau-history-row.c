/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-row.h"

#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-hyphens.h"

#define THUMBNAIL_SIDE 48

struct _TauHistoryRow {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title, *subtitle, *note, *date;

  TauHistoryItem *item;
};

G_DEFINE_FINAL_TYPE (TauHistoryRow, tau_history_row, GTK_TYPE_WIDGET)

static void
show_note (TauHistoryRow *self)
{
  const char *note = tau_history_item_get_note (self->item);
  gtk_label_set_label (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *note != '\0');
}

/* An image shows itself. */
static void
show_picture (TauHistoryRow *self, TauHistoryItem *item)
{
  GdkPaintable *thumbnail = tau_history_item_get_thumbnail (item);
  const char *icon = tau_history_item_get_icon_name (item);
  if (thumbnail != NULL)
    gtk_image_set_from_paintable (self->icon, thumbnail);
  else
    gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), thumbnail != NULL || icon != NULL);
  gtk_image_set_pixel_size (self->icon, thumbnail != NULL ? THUMBNAIL_SIDE : -1);
}

static void
tau_history_row_dispose (GObject *object)
{
  TauHistoryRow *self = TAU_HISTORY_ROW (object);
  tau_history_row_set (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_HISTORY_ROW);
  G_OBJECT_CLASS (tau_history_row_parent_class)->dispose (object);
}

static void
tau_history_row_class_init (TauHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_history_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-history-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TauHistoryRow, box);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryRow, title);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryRow, note);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryRow, date);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_history_row_init (TauHistoryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  tau_tell_shortened (GTK_WIDGET (self));
}

GtkWidget *
tau_history_row_new (void)
{
  return g_object_new (TAU_TYPE_HISTORY_ROW, NULL);
}

void
tau_history_row_set (TauHistoryRow *self, TauHistoryItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_autofree char *date = tau_history_item_format_date (item);
  show_picture (self, item);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), tau_history_item_get_kind_title (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tau_history_item_get_kind_title (item), -1);
  gtk_label_set_label (self->title, tau_history_item_get_title (item));
  gtk_label_set_label (self->subtitle, tau_history_item_get_subtitle (item));
  gtk_label_set_label (self->date, date);
  show_note (self);
  g_signal_connect_object (item, "notify::note", G_CALLBACK (show_note), self, G_CONNECT_SWAPPED);
}
