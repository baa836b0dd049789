/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/sweep/tau-sweep-tile.h"

#include "app/explore/tau-variant-tile.h"
#include "app/widgets/image/tau-image-menu.h"
#include "app/widgets/image/tau-pixels.h"

#include <glib/gi18n-lib.h>

#define PICTURE_SIDE 96 /* px */

struct _TauSweepTile {
  GtkFlowBoxChild parent_instance;

  GtkPicture *picture;
  GtkLabel *title, *mark, *answer, *verdict;
  guint corruption;
  TauImage *shown; /* the image that the picture shows; or NULL */
};

G_DEFINE_FINAL_TYPE (TauSweepTile, tau_sweep_tile, GTK_TYPE_FLOW_BOX_CHILD)

static void
tau_sweep_tile_dispose (GObject *object)
{
  TauSweepTile *self = TAU_SWEEP_TILE (object);
  if (self->shown != NULL)
    tau_image_unref (self->shown);
  self->shown = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), TAU_TYPE_SWEEP_TILE);
  G_OBJECT_CLASS (tau_sweep_tile_parent_class)->dispose (object);
}

static void
tau_sweep_tile_class_init (TauSweepTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = tau_sweep_tile_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-sweep-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, TauSweepTile, picture);
  gtk_widget_class_bind_template_child (widget_class, TauSweepTile, title);
  gtk_widget_class_bind_template_child (widget_class, TauSweepTile, mark);
  gtk_widget_class_bind_template_child (widget_class, TauSweepTile, answer);
  gtk_widget_class_bind_template_child (widget_class, TauSweepTile, verdict);
}

static TauImage *
get_image_cb (GtkWidget *widget, const char **name)
{
  TauSweepTile *self = TAU_SWEEP_TILE (widget);
  *name = tau_corruption_get (self->corruption)->name;
  return self->shown;
}

static void
tau_sweep_tile_init (TauSweepTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_image_menu_add (GTK_WIDGET (self), get_image_cb, FALSE);
}

GtkWidget *
tau_sweep_tile_new (guint corruption)
{
  TauSweepTile *self = g_object_new (TAU_TYPE_SWEEP_TILE, NULL);
  const char *title = _ (tau_corruption_get (corruption)->title);
  self->corruption = corruption;
  gtk_label_set_label (self->title, title);
  tau_sweep_tile_set (self, NULL, NULL, 1);
  return GTK_WIDGET (self);
}

guint
tau_sweep_tile_get_corruption (TauSweepTile *self)
{
  return self->corruption;
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* The same pixels are not drawn again. */
static void
show_image (TauSweepTile *self, TauImage *image)
{
  if (self->shown == image)
    return;
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (GdkPaintable) pixels =
      image != NULL ? tau_pixels_new (image, PICTURE_SIDE, scale) : NULL;
  gtk_picture_set_paintable (self->picture, pixels);
  if (self->shown != NULL)
    tau_image_unref (self->shown);
  self->shown = image != NULL ? tau_image_ref (image) : NULL;
}

void
tau_sweep_tile_set (TauSweepTile *self, const TauSweepCell *cell, TauPack *pack, guint k)
{
  const char *title = _ (tau_corruption_get (self->corruption)->title);
  const TauSweepAnswer *answer = cell == NULL        ? NULL
                                 : cell->chosen >= 0 ? &cell->ours[k - 1]
                                                     : &cell->transforms[TAU_TRANSFORM_IDENTITY];
  const gboolean right = answer != NULL && answer->correct, wrong = answer != NULL && !right;
  g_autofree char *text = cell != NULL ? tau_sweep_cell_describe (cell, pack, k) : NULL;
  g_autofree char *name = g_strdup_printf (
      "%s: %s%s%s", title, cell != NULL ? tau_sweep_cell_verdict (cell, k) : _ ("not known yet"),
      cell != NULL ? "; " : "", cell != NULL ? text : "");
  show_image (self, cell != NULL ? cell->seen : NULL);
  gtk_label_set_label (self->mark, right ? TAU_MARK_RIGHT : wrong ? TAU_MARK_WRONG : "");
  gtk_label_set_label (self->answer,
                       answer != NULL ? tau_pack_class_title (pack, answer->answer) : "…");
  gtk_label_set_label (self->verdict, cell != NULL ? tau_sweep_cell_verdict (cell, k) : "");
  set_css_class (GTK_WIDGET (self->mark), "mark-right", right);
  set_css_class (GTK_WIDGET (self->mark), "mark-wrong", wrong);
  set_css_class (GTK_WIDGET (self), "right", right);
  set_css_class (GTK_WIDGET (self), "wrong", wrong);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
