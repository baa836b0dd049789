/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/sweep/tau-sweep-sheet.h"

#include "app/explore/sweep/tau-sweep-tile.h"
#include "inspect/tau-sweep-plots.h"

#include <glib/gi18n-lib.h>

struct _TauSweepSheet {
  GtkWidget parent_instance;

  GtkWidget *box;
  TauSweepTile *tiles[TAU_N_CORRUPTIONS]; /* by corruption; owned by the box */
};

G_DEFINE_FINAL_TYPE (TauSweepSheet, tau_sweep_sheet, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_activated_cb (TauSweepSheet *self, GtkFlowBoxChild *child)
{
  g_signal_emit (self, signals[PICKED], 0, tau_sweep_tile_get_corruption (TAU_SWEEP_TILE (child)));
}

static void
tau_sweep_sheet_dispose (GObject *object)
{
  TauSweepSheet *self = TAU_SWEEP_SHEET (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (tau_sweep_sheet_parent_class)->dispose (object);
}

static void
tau_sweep_sheet_class_init (TauSweepSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_sweep_sheet_dispose;
  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_SWEEP_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_family (TauSweepSheet *self, guint family)
{
  const char *title = tau_sweep_family_title (family);
  GtkWidget *heading = gtk_label_new (title), *flow = gtk_flow_box_new ();
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_activate_on_single_click (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 8);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_widget_set_halign (flow, GTK_ALIGN_START);
  gtk_widget_add_css_class (flow, "variants");
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (flow, "child-activated", G_CALLBACK (on_activated_cb), self);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), flow);
  return flow;
}

static void
tau_sweep_sheet_init (TauSweepSheet *self)
{
  guint8 order[TAU_N_CORRUPTIONS];
  GtkWidget *flow = NULL;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "contact-sheet");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  tau_sweep_order_corruptions (order);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const guint family = tau_sweep_family (order[i]);
    if (i == 0 || family != tau_sweep_family (order[i - 1]))
      flow = add_family (self, family);
    GtkWidget *tile = tau_sweep_tile_new (order[i]);
    self->tiles[order[i]] = TAU_SWEEP_TILE (tile);
    gtk_flow_box_append (GTK_FLOW_BOX (flow), tile);
  }
}

void
tau_sweep_sheet_set (TauSweepSheet *self, const TauSweep *sweep, TauPack *pack, guint k)
{
  const int severity = tau_sweep_get_sheet_severity (sweep);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    tau_sweep_tile_set (self->tiles[i],
                        pack != NULL ? sweep->cells[tau_sweep_place (i, severity)] : NULL, pack, k);
}
