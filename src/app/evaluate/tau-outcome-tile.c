/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-outcome-tile.h"

#include "app/evaluate/tau-outcome-item.h"
#include "app/widgets/image/tau-image-menu.h"
#include "app/widgets/tau-tell.h"

#include <adwaita.h>

#define ITEM         "tau-outcome-item"
#define PICTURE_SIDE 112 /* px */

static GtkWidget *
caption_new (const char *css_class, int lines)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           PANGO_ELLIPSIZE_MIDDLE); /* numbers stand at the end */
  tau_tell_shortened (label);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static TauImage *
get_image_cb (GtkWidget *box, const char **name)
{
  TauOutcomeItem *item = g_object_get_data (G_OBJECT (box), ITEM);
  if (item == NULL)
    return NULL;
  const TauCorruption *type = tau_outcome_item_get_corruption (item).type;
  *name = type != NULL ? type->name : "clean";
  return tau_outcome_item_get_image (item);
}

static void
on_setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *picture = gtk_picture_new ();
  GtkWidget *subtitle = caption_new ("caption", 5);
  /* Where a neighbour's words need another line, the image would take the height. */
  GtkWidget *clamp =
      g_object_new (ADW_TYPE_CLAMP, "orientation", GTK_ORIENTATION_VERTICAL, "maximum-size",
                    PICTURE_SIDE, "tightening-threshold", PICTURE_SIDE, "child", picture, "halign",
                    GTK_ALIGN_CENTER, "valign", GTK_ALIGN_START, NULL);
  gtk_widget_set_size_request (picture, PICTURE_SIDE, PICTURE_SIDE);
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_box_append (GTK_BOX (box), clamp);
  gtk_box_append (GTK_BOX (box), caption_new ("caption-heading", 2));
  gtk_box_append (GTK_BOX (box), subtitle);
  tau_image_menu_add (box, get_image_cb, FALSE);
  gtk_list_item_set_child (item, box);
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  TauOutcomeItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *clamp = gtk_widget_get_first_child (box);
  GtkWidget *picture = adw_clamp_get_child (ADW_CLAMP (clamp));
  GtkWidget *title = gtk_widget_get_next_sibling (clamp);
  GtkWidget *subtitle = gtk_widget_get_next_sibling (title);
  g_autofree char *title_text = tau_outcome_item_get_title (item);
  g_autofree char *subtitle_text = tau_outcome_item_get_subtitle (item);
  g_autofree char *spoken = g_strdup_printf ("%s. %s", title_text, subtitle_text);

  GBinding *binding =
      g_object_bind_property (item, "thumbnail", picture, "paintable", G_BINDING_SYNC_CREATE);
  g_object_set_data (G_OBJECT (list_item), "binding", binding);
  g_object_set_data_full (G_OBJECT (box), ITEM, g_object_ref (item), g_object_unref);
  gtk_label_set_label (GTK_LABEL (title), title_text);
  gtk_label_set_label (GTK_LABEL (subtitle), subtitle_text);
  gtk_widget_set_tooltip_text (box, spoken);
  /* GTK 4.8 has no accessible labels for list items, so the cell gets one here. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
on_unbind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  g_binding_unbind (g_object_get_data (G_OBJECT (item), "binding"));
  g_object_set_data (G_OBJECT (item), "binding", NULL);
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (item)), ITEM, NULL);
}

GtkListItemFactory *
tau_outcome_tile_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  return factory;
}
