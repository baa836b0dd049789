/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-variant-tile.h"

#include "app/widgets/image/tau-image-menu.h"
#include "app/widgets/image/tau-pixels.h"

#include <glib/gi18n-lib.h>

/* px. Steps: another size needs another texture, and a window that is being widened passes many. */
#define MIN_SIDE  80
#define MAX_SIDE  112
#define SIDE_STEP 16

struct _TauVariantTile {
  GtkFlowBoxChild parent_instance;

  GtkPicture *picture;
  GtkWidget *chosen, *best; /* badges */
  GtkLabel *title;
  GtkLabel *answer;
  GtkLabel *mark;
  int transform;
  TauImage *image; /* or NULL */
  int side;        /* of what is shown of it, px */
};

G_DEFINE_FINAL_TYPE (TauVariantTile, tau_variant_tile, GTK_TYPE_FLOW_BOX_CHILD)

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* One below the other: side by side they would be wider than the picture in some languages. */
static void
set_badges (TauVariantTile *self, gboolean chosen, gboolean best, gboolean label_given)
{
  gtk_widget_set_visible (self->chosen, chosen);
  gtk_widget_set_visible (self->best, best);
  /* Without a label it is where the model is surest of its own answer; the tooltip says so. */
  gtk_label_set_label (GTK_LABEL (self->best), label_given ? _ ("best") : _ ("own best"));
}

static void
tau_variant_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAU_TYPE_VARIANT_TILE);
  g_clear_pointer (&TAU_VARIANT_TILE (object)->image, tau_image_unref);
  G_OBJECT_CLASS (tau_variant_tile_parent_class)->dispose (object);
}

static void
tau_variant_tile_class_init (TauVariantTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_variant_tile_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-variant-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, TauVariantTile, picture);
  gtk_widget_class_bind_template_child (widget_class, TauVariantTile, chosen);
  gtk_widget_class_bind_template_child (widget_class, TauVariantTile, best);
  gtk_widget_class_bind_template_child (widget_class, TauVariantTile, title);
  gtk_widget_class_bind_template_child (widget_class, TauVariantTile, answer);
  gtk_widget_class_bind_template_child (widget_class, TauVariantTile, mark);
}

static TauImage *
get_image_cb (GtkWidget *widget, const char **name)
{
  TauVariantTile *self = TAU_VARIANT_TILE (widget);
  if (self->transform >= 0)
    *name = tau_transform_get (self->transform)->id;
  return self->image;
}

static void
tau_variant_tile_init (TauVariantTile *self)
{
  self->transform = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_variant_tile_set_side (self, MIN_SIDE);
  tau_image_menu_add (GTK_WIDGET (self), get_image_cb, FALSE);
}

GtkWidget *
tau_variant_tile_new (void)
{
  return g_object_new (TAU_TYPE_VARIANT_TILE, NULL);
}

static void
draw (TauVariantTile *self)
{
  g_autoptr (GdkPaintable) pixels =
      tau_pixels_new (self->image, self->side, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  gtk_picture_set_paintable (self->picture, pixels);
}

int
tau_variant_tile_fit_side (int space)
{
  return CLAMP (space / SIDE_STEP * SIDE_STEP, MIN_SIDE, MAX_SIDE);
}

void
tau_variant_tile_set_side (TauVariantTile *self, int side)
{
  if (side == self->side)
    return;
  self->side = side;
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), side, side);
  if (self->image != NULL)
    draw (self);
}

static void
show_image (TauVariantTile *self, const TauInspection *inspection, guint transform)
{
  self->transform = transform;
  tau_image_ref (inspection->variants[transform]);
  g_clear_pointer (&self->image, tau_image_unref);
  self->image = inspection->variants[transform];
  draw (self);
  gtk_label_set_label (self->title, _ (tau_transform_get (transform)->title));
}

static void
set_name (TauVariantTile *self, const char *name)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
tau_variant_tile_ask (TauVariantTile *self, const TauInspection *inspection, guint transform)
{
  show_image (self, inspection, transform);
  gtk_label_set_label (self->answer, "");
  gtk_label_set_label (self->mark, "");
  set_badges (self, FALSE, FALSE, TRUE);
  set_css_class (GTK_WIDGET (self), "in-ensemble", FALSE);
  set_name (self, _ (tau_transform_get (transform)->title));
}

void
tau_variant_tile_set (TauVariantTile *self, const TauInspection *inspection, TauPack *pack,
                      guint transform, gboolean in_ensemble)
{
  const char *title = _ (tau_transform_get (transform)->title);
  const char *answer = tau_inspection_answer (inspection, pack, transform);
  const gboolean known = inspection->known[transform];
  const gboolean right = known && inspection->correct[transform], wrong = known && !right;
  gboolean chosen = (int)transform == inspection->chosen;
  gboolean best = (int)transform == inspection->best;
  g_autofree char *name =
      g_strdup_printf (_ ("%u. %s: %s, %s%s%s"), inspection->rank[transform], title, answer,
                       tau_inspection_verdict (inspection, transform), chosen ? _ (", chosen") : "",
                       !best                     ? ""
                       : inspection->label_given ? _ (", best")
                                                 : _ (", best against own answer"));

  show_image (self, inspection, transform);
  gtk_label_set_label (self->answer, answer);
  gtk_label_set_label (self->mark, right ? TAU_MARK_RIGHT : wrong ? TAU_MARK_WRONG : "");
  set_badges (self, chosen, best, inspection->label_given);
  set_css_class (GTK_WIDGET (self->mark), "mark-right", right);
  set_css_class (GTK_WIDGET (self->mark), "mark-wrong", wrong);
  set_css_class (GTK_WIDGET (self), "in-ensemble", in_ensemble);
  set_name (self, name);
}

int
tau_variant_tile_get_transform (TauVariantTile *self)
{
  return self->transform;
}
