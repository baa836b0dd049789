/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-variant-strip.h"

#include "app/explore/tau-variant-tile.h"
#include "app/widgets/tau-text-scale.h"

#include <glib/gi18n-lib.h>

#define TILE_WIDTH  100 /* px at the usual size of text: an answer such as “speed limit 50” fits */
#define MARGIN      12 /* px on each side of an image, at least */
#define MAX_COLUMNS (TAU_N_TRANSFORMS / 2)

struct _TauVariantStrip {
  GtkWidget parent_instance;

  GtkFlowBox *box;
  guint n_columns;
  int side;                                /* of the images, px */
  guint columns_source;                    /* both are set after the layout that needs others */
  TauVariantTile *tiles[TAU_N_TRANSFORMS]; /* by position; owned by the box */
};

G_DEFINE_FINAL_TYPE (TauVariantStrip, tau_variant_strip, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_activated_cb (TauVariantStrip *self, GtkFlowBoxChild *child)
{
  int transform = tau_variant_tile_get_transform (TAU_VARIANT_TILE (child));
  if (transform >= 0)
    g_signal_emit (self, signals[PICKED], 0, transform);
}

static gboolean
on_columns_cb (gpointer data)
{
  TauVariantStrip *self = data;
  self->columns_source = 0;
  gtk_flow_box_set_min_children_per_line (self->box, self->n_columns);
  gtk_flow_box_set_max_children_per_line (self->box, self->n_columns);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    tau_variant_tile_set_side (self->tiles[i], self->side);
  return G_SOURCE_REMOVE;
}

/* With the space beside it; so that no tile is ever narrower than its badge. */
static int
get_tile_width (TauVariantStrip *self)
{
  int width = tau_text_scale (GTK_WIDGET (self), TILE_WIDTH);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    int minimum;
    gtk_widget_measure (GTK_WIDGET (self->tiles[i]), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                        NULL, NULL);
    width = MAX (width, minimum + (int)gtk_flow_box_get_column_spacing (self->box));
  }
  return width;
}

static int
get_box_minimum (TauVariantStrip *self)
{
  int minimum;
  gtk_widget_measure (GTK_WIDGET (self->box), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  return minimum;
}

/* All rows are full, and the number of columns and the size of the images depend on nothing but the
 * width. Until they are set, the box is as wide as the columns need that it still has. */
static void
tau_variant_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TauVariantStrip *self = TAU_VARIANT_STRIP (widget);
  guint n = CLAMP (width / get_tile_width (self), 1, MAX_COLUMNS);
  while (n > 1 && TAU_N_TRANSFORMS % n != 0)
    n--;
  const int side = tau_variant_tile_fit_side (width / (int)n - 2 * MARGIN);
  if (n != self->n_columns || side != self->side) {
    self->n_columns = n;
    self->side = side;
    if (self->columns_source == 0)
      self->columns_source = g_idle_add (on_columns_cb, self);
  }
  gtk_widget_allocate (GTK_WIDGET (self->box), MAX (width, get_box_minimum (self)), height,
                       baseline, NULL);
}

static void
tau_variant_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TauVariantStrip *self = TAU_VARIANT_STRIP (widget);
  /* The box would answer for its least width, in which it is highest. */
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    for_size = G_MAXINT16;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    for_size = MAX (for_size, get_box_minimum (self));
  gtk_widget_measure (GTK_WIDGET (self->box), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* In a narrower window there are fewer columns, though there are not yet. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 2 * get_tile_width (self));
}

static GtkSizeRequestMode
tau_variant_strip_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tau_variant_strip_dispose (GObject *object)
{
  g_clear_handle_id (&TAU_VARIANT_STRIP (object)->columns_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), TAU_TYPE_VARIANT_STRIP);
  G_OBJECT_CLASS (tau_variant_strip_parent_class)->dispose (object);
}

static void
tau_variant_strip_class_init (TauVariantStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_variant_strip_dispose;
  widget_class->get_request_mode = tau_variant_strip_get_request_mode;
  widget_class->measure = tau_variant_strip_measure;
  widget_class->size_allocate = tau_variant_strip_size_allocate;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_VARIANT_STRIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-variant-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, TauVariantStrip, box);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
}

static void
tau_variant_strip_init (TauVariantStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    self->tiles[i] = TAU_VARIANT_TILE (tau_variant_tile_new ());
    gtk_flow_box_append (self->box, GTK_WIDGET (self->tiles[i]));
  }
}

void
tau_variant_strip_set (TauVariantStrip *self, const TauInspection *inspection, TauPack *pack,
                       guint n_ensemble)
{
  gtk_widget_set_visible (GTK_WIDGET (self->box), inspection != NULL);
  if (inspection == NULL)
    return;
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    tau_variant_tile_set (self->tiles[i], inspection, pack, inspection->order[i], i < n_ensemble);
}

void
tau_variant_strip_set_quiz (TauVariantStrip *self, const TauInspection *inspection, TauPack *pack,
                            gboolean answered)
{
  gtk_widget_set_visible (GTK_WIDGET (self->box), inspection != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Transforms to Pick From"), -1);
  for (guint i = 0; i < TAU_N_TRANSFORMS && inspection != NULL; i++)
    if (answered)
      tau_variant_tile_set (self->tiles[i], inspection, pack, i, FALSE);
    else
      tau_variant_tile_ask (self->tiles[i], inspection, i);
}

void
tau_variant_strip_set_selected (TauVariantStrip *self, int transform)
{
  gtk_flow_box_unselect_all (self->box);
  for (guint i = 0; i < TAU_N_TRANSFORMS && transform >= 0; i++)
    if (tau_variant_tile_get_transform (self->tiles[i]) == transform)
      gtk_flow_box_select_child (self->box, GTK_FLOW_BOX_CHILD (self->tiles[i]));
}
