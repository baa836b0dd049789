/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-scatter-pane.h"

#include "plot/scatter/tau-plot-scatter-draw.h"

#include <glib/gi18n-lib.h>

struct _TauScatterPane {
  GtkWidget parent_instance;

  GtkWidget *box;
  TauPlotView *view;
  GtkDropDown *loss_scale;
  GtkToggleButton *pin;
  GtkLabel *pinned_text;

  TauInspection *inspection; /* shown, or NULL */
  guint k;
  char *state;
  TauInspection *pinned; /* or NULL */

  gboolean holds;
  TauPlotScatterBounds held;
  int held_label; /* what the losses held are measured by */
  gboolean held_ranked;
};

G_DEFINE_FINAL_TYPE (TauScatterPane, tau_scatter_pane, GTK_TYPE_WIDGET)

enum { PICKED, PINNED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* As in the schema and in the drop-down. */
static const char *const scale_names[] = {
  [TAU_PLOT_LOSS_LINEAR] = "linear",
  [TAU_PLOT_LOSS_LOG] = "logarithmic",
  [TAU_PLOT_LOSS_RELATIVE] = "relative",
};

/* -- showing -------------------------------------------------------------------------------- */

/* The limits of before, unless they belong to other losses. */
static void
hold (TauScatterPane *self, TauPlotScatter *plot)
{
  const int label = self->inspection->label;
  self->holds &= self->held_label == label && self->held_ranked == plot->ranked;
  plot->holds = self->holds;
  plot->held = self->held;
  self->held_label = label;
  self->held_ranked = plot->ranked;
  self->holds = tau_plot_scatter_get_bounds (plot, &self->held);
}

static void
show (TauScatterPane *self)
{
  TauPlotScatter plot, pinned;
  if (self->inspection == NULL) {
    tau_plot_view_take_plot (self->view, tau_plot_new_for_scatter (NULL));
    return;
  }
  tau_inspection_to_plot (self->inspection, &plot);
  tau_inspection_mark_ensemble (self->inspection, self->k, &plot);
  tau_plot_scatter_set_loss_scale (&plot, tau_scatter_pane_get_loss_scale (self));
  if (self->pinned != NULL && self->pinned != self->inspection) {
    tau_inspection_to_plot (self->pinned, &pinned);
    tau_plot_scatter_set_ghosts (&plot, &pinned);
  }
  hold (self, &plot);
  tau_plot_view_take_plot (self->view, tau_plot_new_for_scatter (&plot));
}

static void
on_picked_cb (TauScatterPane *self, int transform)
{
  g_signal_emit (self, signals[PICKED], 0, transform);
}

static void
on_loss_scale_cb (TauScatterPane *self)
{
  tau_scatter_pane_forget (self);
}

/* -- pinning -------------------------------------------------------------------------------- */

static void
on_pin_cb (TauScatterPane *self)
{
  const gboolean pins = gtk_toggle_button_get_active (self->pin);
  g_autofree char *text =
      pins && self->state != NULL ? g_strdup_printf (_ ("Pinned: %s"), self->state) : g_strdup ("");
  g_clear_pointer (&self->pinned, tau_inspection_unref);
  if (pins && self->inspection != NULL)
    self->pinned = tau_inspection_ref (self->inspection);
  gtk_label_set_label (self->pinned_text, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pinned_text), pins ? text : NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pin), pins || self->inspection != NULL);
  show (self);
  g_signal_emit (self, signals[PINNED], 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_scatter_pane_dispose (GObject *object)
{
  TauScatterPane *self = TAU_SCATTER_PANE (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_SCATTER_PANE);
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  g_clear_pointer (&self->pinned, tau_inspection_unref);
  g_clear_pointer (&self->state, g_free);
  G_OBJECT_CLASS (tau_scatter_pane_parent_class)->dispose (object);
}

static void
tau_scatter_pane_class_init (TauScatterPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_scatter_pane_dispose;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_SCATTER_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[PINNED] = g_signal_new ("pinned", TAU_TYPE_SCATTER_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  g_type_ensure (TAU_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-scatter-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TauScatterPane, box);
  gtk_widget_class_bind_template_child (widget_class, TauScatterPane, view);
  gtk_widget_class_bind_template_child (widget_class, TauScatterPane, loss_scale);
  gtk_widget_class_bind_template_child (widget_class, TauScatterPane, pin);
  gtk_widget_class_bind_template_child (widget_class, TauScatterPane, pinned_text);
  gtk_widget_class_bind_template_callback (widget_class, on_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_loss_scale_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pin_cb);
  gtk_widget_class_bind_template_callback (widget_class, tau_scatter_pane_forget);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_scatter_pane_init (TauScatterPane *self)
{
  self->k = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  show (self);
}

static gboolean
scale_from_name (GValue *value, GVariant *variant, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (scale_names); i++)
    if (g_str_equal (g_variant_get_string (variant, NULL), scale_names[i]))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
scale_to_name (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_string (
      scale_names[MIN (g_value_get_uint (value), G_N_ELEMENTS (scale_names) - 1)]);
}

void
tau_scatter_pane_set_settings (TauScatterPane *self, GSettings *settings)
{
  if (settings != NULL)
    g_settings_bind_with_mapping (settings, "loss-axis", self->loss_scale, "selected",
                                  G_SETTINGS_BIND_DEFAULT, scale_from_name, scale_to_name, NULL,
                                  NULL);
}

void
tau_scatter_pane_set (TauScatterPane *self, TauInspection *inspection, guint k, const char *state)
{
  if (inspection != NULL)
    tau_inspection_ref (inspection);
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  self->inspection = inspection;
  self->k = k;
  g_free (self->state);
  self->state = g_strdup (state);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pin), self->pinned != NULL || inspection != NULL);
  show (self);
}

void
tau_scatter_pane_forget (TauScatterPane *self)
{
  self->holds = FALSE;
  show (self);
}

void
tau_scatter_pane_toggle_pin (TauScatterPane *self)
{
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->pin)))
    gtk_toggle_button_set_active (self->pin, !gtk_toggle_button_get_active (self->pin));
}

TauInspection *
tau_scatter_pane_get_pinned (TauScatterPane *self)
{
  return self->pinned;
}

TauPlotLossScale
tau_scatter_pane_get_loss_scale (TauScatterPane *self)
{
  const guint selected = gtk_drop_down_get_selected (self->loss_scale);
  return selected < G_N_ELEMENTS (scale_names) ? (TauPlotLossScale)selected : TAU_PLOT_LOSS_LINEAR;
}

TauPlotView *
tau_scatter_pane_get_view (TauScatterPane *self)
{
  return self->view;
}
