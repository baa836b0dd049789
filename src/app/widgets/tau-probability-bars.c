/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-probability-bars.h"

#include "app/widgets/table/tau-numeric.h"
#include "app/widgets/tau-bin-layout.h"
#include "app/widgets/tau-tell.h"

#include <glib/gi18n-lib.h>

/* The bar lies behind the row, so that in a narrow pane neither the name nor the bar gives way. */
typedef struct {
  GtkWidget *bar;   /* GtkLevelBar */
  GtkWidget *name;  /* GtkLabel */
  GtkWidget *share; /* GtkLabel */
} Row;

struct _TauProbabilityBars {
  GtkWidget parent_instance;

  GtkGrid *grid;
  Row rows[TAU_N_PROBABILITY_BARS];
};

G_DEFINE_FINAL_TYPE (TauProbabilityBars, tau_probability_bars, GTK_TYPE_WIDGET)

static void
set_row (Row *row, const char *name, double probability, gboolean right)
{
  g_autofree char *share =
      name != NULL ? g_strdup_printf (_ ("%.1f %%"), 100 * probability) : g_strdup ("");
  gtk_label_set_label (GTK_LABEL (row->name), name != NULL ? name : "");
  gtk_label_set_label (GTK_LABEL (row->share), share);
  gtk_widget_set_tooltip_text (row->name, name);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (row->bar), CLAMP (probability, 0, 1));
  gtk_widget_set_visible (row->bar, name != NULL);
  if (right)
    gtk_widget_add_css_class (row->name, "label-class");
  else
    gtk_widget_remove_css_class (row->name, "label-class");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  share, -1);
}

static void
tau_probability_bars_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAU_TYPE_PROBABILITY_BARS);
  G_OBJECT_CLASS (tau_probability_bars_parent_class)->dispose (object);
}

static void
tau_probability_bars_class_init (TauProbabilityBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_probability_bars_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-probability-bars.ui");
  gtk_widget_class_bind_template_child (widget_class, TauProbabilityBars, grid);
  gtk_widget_class_set_layout_manager_type (widget_class, TAU_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

/* The rows are alike, so they are made here instead of five times in the template. */
static void
make_row (TauProbabilityBars *self, guint index)
{
  Row *row = &self->rows[index];
  row->name = gtk_label_new (NULL);
  row->bar = gtk_level_bar_new ();
  row->share = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (row->name), 0);
  gtk_label_set_wrap (GTK_LABEL (row->name), TRUE);
  gtk_label_set_lines (GTK_LABEL (row->name), 2);
  /* Of “speed limit 50” and “speed limit 30” the end is what matters. */
  gtk_label_set_ellipsize (GTK_LABEL (row->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (row->name), 6);
  gtk_widget_set_hexpand (row->name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (row->share), 1);
  tau_numeric_set (row->share);
  tau_tell_shortened (row->name);
  /* The colours of the usual steps (low, high, full) would suggest that a low share is bad. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (row->bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (row->bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (row->bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_grid_attach (self->grid, row->bar, 0, index, 2, 1);
  gtk_grid_attach (self->grid, row->name, 0, index, 1, 1);
  gtk_grid_attach (self->grid, row->share, 1, index, 1, 1);
  set_row (row, NULL, 0, FALSE);
}

static void
tau_probability_bars_init (TauProbabilityBars *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TAU_N_PROBABILITY_BARS; i++)
    make_row (self, i);
}

guint
tau_probability_bars_top (const float *values, guint n_values, guint n, guint *indices)
{
  guint found = 0;
  for (guint i = 0; i < n_values; i++) {
    guint place = found;
    while (place > 0 && values[i] > values[indices[place - 1]])
      place--;
    if (place >= n)
      continue;
    found = MIN (found + 1, n);
    for (guint j = found - 1; j > place; j--)
      indices[j] = indices[j - 1];
    indices[place] = i;
  }
  return found;
}

void
tau_probability_bars_set (TauProbabilityBars *self, const float *probabilities, TauPack *pack,
                          int label)
{
  guint top[TAU_N_PROBABILITY_BARS];
  guint n = probabilities != NULL ? tau_probability_bars_top (probabilities, pack->classes->len,
                                                              TAU_N_PROBABILITY_BARS, top)
                                  : 0;
  for (guint i = 0; i < TAU_N_PROBABILITY_BARS; i++)
    if (i < n)
      set_row (&self->rows[i], tau_pack_class_title (pack, top[i]), probabilities[top[i]],
               (int)top[i] == label);
    else
      set_row (&self->rows[i], NULL, 0, FALSE);
}

void
tau_probability_bars_set_best (TauProbabilityBars *self, const char *const *names,
                               const double *probabilities, guint n)
{
  for (guint i = 0; i < TAU_N_PROBABILITY_BARS; i++)
    set_row (&self->rows[i], i < n ? names[i] : NULL, i < n ? probabilities[i] : 0, FALSE);
}
