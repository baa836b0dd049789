/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-variant-strip.h"

#include "app/explore/tau-variant-tile.h"

#include <glib/gi18n-lib.h>

struct _TauVariantStrip {
  GtkWidget parent_instance;

  GtkFlowBox *box;
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

static void
tau_variant_strip_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAU_TYPE_VARIANT_STRIP);
  G_OBJECT_CLASS (tau_variant_strip_parent_class)->dispose (object);
}

static void
tau_variant_strip_class_init (TauVariantStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_variant_strip_dispose;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_VARIANT_STRIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-variant-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, TauVariantStrip, box);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
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
tau_variant_strip_set_selected (TauVariantStrip *self, int transform)
{
  gtk_flow_box_unselect_all (self->box);
  for (guint i = 0; i < TAU_N_TRANSFORMS && transform >= 0; i++)
    if (tau_variant_tile_get_transform (self->tiles[i]) == transform)
      gtk_flow_box_select_child (self->box, GTK_FLOW_BOX_CHILD (self->tiles[i]));
}
