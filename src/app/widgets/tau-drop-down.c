/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-drop-down.h"

#define LEAST_CHARS 5
#define MOST_CHARS  18

#define TOOLTIP     "tau-tooltip"

static void
on_setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), LEAST_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARS);
  gtk_list_item_set_child (item, label);
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
  const char *tooltip = g_object_get_data (gtk_list_item_get_item (item), TOOLTIP);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), tooltip != NULL ? tooltip : text);
}

/* In the list, where names are not cut off. */
static void
on_list_bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item),
                               g_object_get_data (gtk_list_item_get_item (item), TOOLTIP));
}

void
tau_drop_down_add (GtkStringList *names, const char *name, const char *tooltip)
{
  gtk_string_list_append (names, name);
  g_autoptr (GObject) item = g_list_model_get_item (
      G_LIST_MODEL (names), g_list_model_get_n_items (G_LIST_MODEL (names)) - 1);
  g_object_set_data_full (item, TOOLTIP, g_strdup (tooltip), g_free);
}

GtkStringList *
tau_drop_down_list_packs (const GPtrArray *packs)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  for (guint i = 0; i < packs->len; i++) {
    const TauPack *pack = g_ptr_array_index (packs, i);
    g_autofree char *title = tau_pack_get_title_among (pack, packs);
    g_autofree char *folder = g_filename_display_name (pack->folder);
    tau_drop_down_add (names, title, folder);
  }
  return names;
}

void
tau_drop_down_shorten (GtkDropDown *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  /* The list keeps GTK's own, which marks the selected item. */
  g_signal_connect_after (gtk_drop_down_get_factory (self), "bind", G_CALLBACK (on_list_bind_cb),
                          NULL);
  gtk_drop_down_set_list_factory (self, gtk_drop_down_get_factory (self));
  gtk_drop_down_set_factory (self, factory);
}

/* -- searching ------------------------------------------------------------------------------ */

static GtkWidget *
find_part (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_part (child, type);
  return found;
}

static gboolean
on_opened_cb (gpointer search)
{
  if (gtk_widget_get_mapped (search))
    gtk_widget_grab_focus (search);
  return G_SOURCE_REMOVE;
}

/* After GTK's own handlers, which give the focus to the list when it opens for the first time. */
static void
on_map_cb (GtkWidget *search)
{
  g_idle_add_full (G_PRIORITY_LOW, on_opened_cb, g_object_ref (search), g_object_unref);
}

static void
on_search_activate_cb (GtkDropDown *self)
{
  GtkWidget *list = find_part (GTK_WIDGET (self), GTK_TYPE_LIST_VIEW);
  GtkSelectionModel *found = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  if (g_list_model_get_n_items (G_LIST_MODEL (found)) == 0)
    return;
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (found), 0);
  g_signal_emit_by_name (list, "activate", 0);
}

static void
on_stop_search_cb (GtkDropDown *self)
{
  gtk_popover_popdown (GTK_POPOVER (find_part (GTK_WIDGET (self), GTK_TYPE_POPOVER)));
}

void
tau_drop_down_search (GtkDropDown *self)
{
  gtk_drop_down_set_enable_search (self, TRUE);
  GtkWidget *search = find_part (GTK_WIDGET (self), GTK_TYPE_SEARCH_ENTRY);
  g_signal_connect (search, "map", G_CALLBACK (on_map_cb), NULL);
  g_signal_connect_object (search, "activate", G_CALLBACK (on_search_activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (search, "stop-search", G_CALLBACK (on_stop_search_cb), self,
                           G_CONNECT_SWAPPED);
}

/* -- names ---------------------------------------------------------------------------------- */

static gboolean
on_realize_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *widget = g_value_get_object (&values[0]);
  if (GTK_IS_DROP_DOWN (widget))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  return G_SOURCE_CONTINUE;
}

void
tau_drop_downs_keep_names (void)
{
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* which defines the signal */
  g_signal_add_emission_hook (g_signal_lookup ("realize", GTK_TYPE_WIDGET), 0, on_realize_cb, NULL,
                              NULL);
}
