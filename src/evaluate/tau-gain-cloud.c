/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-gain-cloud.h"

#include "base/tau-number.h"
#include "base/tau-random.h"
#include "plot/kinds/tau-plot-cloud.h"
#include "plot/scatter/tau-plot-scatter.h"
#include "ranking/tau-ranking.h"
#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SAMPLE_SEED 17

void
tau_gain_cloud_free (TauGainCloud *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->plot);
  g_clear_pointer (&self->table, tau_table_unref);
  g_clear_pointer (&self->gains, g_array_unref);
  g_free (self);
}

static TauGainKind
get_kind (const TauGain *gain)
{
  return gain->right_before == gain->right_chosen ? TAU_GAINS_UNCHANGED
         : gain->right_chosen                     ? TAU_GAINS_RESCUED
                                                  : TAU_GAINS_BROKEN;
}

static gboolean
is_moved (const TauGain *gain)
{
  return gain->chosen != TAU_TRANSFORM_IDENTITY && isfinite (gain->predicted) &&
         isfinite (gain->actual);
}

static const TauGain *
get (const GArray *gains, guint index)
{
  return &g_array_index (gains, TauGain, index);
}

static guint64
get_id (const TauGain *gain)
{
  return (guint64)gain->cell << 32 | gain->index;
}

/* -- which are drawn ------------------------------------------------------------------------ */

typedef struct {
  guint32 draw;
  guint index;
} Ticket;

static int
compare_draws (gconstpointer a, gconstpointer b)
{
  const Ticket *first = a, *second = b;
  return first->draw != second->draw
             ? (first->draw > second->draw) - (first->draw < second->draw)
             : (first->index > second->index) - (first->index < second->index);
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  const Ticket *first = a, *second = b;
  return (first->index > second->index) - (first->index < second->index);
}

/* The lowest draws win. A gain has the same draw however many others there are, so that a sample
 * changes little while an evaluation goes on. Returns how many there are to draw from. */
static guint
draw_sample (TauGainCloud *self, const GArray *gains, TauGainKind kind, guint most)
{
  g_autoptr (GArray) tickets = g_array_new (FALSE, FALSE, sizeof (Ticket));
  TauRandom random;
  tau_random_init (&random, SAMPLE_SEED, 0);
  for (guint i = 0; i < gains->len; i++) {
    const TauGain *gain = get (gains, i);
    if (!is_moved (gain) || (kind != TAU_GAINS_ALL && kind != get_kind (gain)))
      continue;
    const Ticket ticket = { tau_random_u32_at (&random, get_id (gain)), i };
    g_array_append_val (tickets, ticket);
  }
  const guint n = tickets->len;
  if (n > most) {
    g_array_sort (tickets, compare_draws);
    g_array_set_size (tickets, most);
    g_array_sort (tickets, compare_indices);
  }
  for (guint i = 0; i < tickets->len; i++)
    g_array_append_val (self->gains, *get (gains, g_array_index (tickets, Ticket, i).index));
  return n;
}

static void
count (TauGainCloud *self, const GArray *gains)
{
  g_autofree double *predicted = g_new (double, MAX (gains->len, 1));
  g_autofree double *actual = g_new (double, MAX (gains->len, 1));
  for (guint i = 0; i < gains->len; i++) {
    const TauGain *gain = get (gains, i);
    self->counts[TAU_GAINS_ALL]++;
    if (!is_moved (gain))
      continue;
    predicted[self->n_moved] = gain->predicted;
    actual[self->n_moved++] = gain->actual;
    self->counts[get_kind (gain)]++;
  }
  self->correlation =
      self->n_moved > 1 ? tau_spearman (predicted, actual, self->n_moved) : (double)NAN;
}

/* -- words ---------------------------------------------------------------------------------- */

static const char *
get_verdict (const TauGain *gain)
{
  if (gain->right_before != gain->right_chosen)
    return gain->right_chosen ? C_ ("image", "rescued") : C_ ("image", "broken");
  return tau_plot_scatter_verdict (TRUE, gain->right_chosen);
}

/* A file's name without its folders. */
static char *
get_image_name (const TauGainReader *reader, const TauGain *gain)
{
  g_autofree char *name = tau_dataset_describe (tau_gain_reader_get_dataset (reader), gain->index);
  return g_path_get_basename (name);
}

static char *
get_cell_title (const TauGainReader *reader, const TauGain *gain)
{
  return tau_corruption_spec_to_title (tau_gain_reader_get_cell (reader, gain->cell), _ ("Clean"));
}

static char *
describe_gain (const TauGainReader *reader, const TauGain *gain)
{
  g_autofree char *image = get_image_name (reader, gain);
  g_autofree char *cell = get_cell_title (reader, gain);
  g_autofree char *predicted = tau_number_significant (gain->predicted, 3);
  g_autofree char *actual = tau_number_significant (gain->actual, 3);
  return g_strdup_printf (_ ("%s, %s, %s: predicted gain %s, actual gain %s, %s"), image, cell,
                          _ (tau_transform_get (gain->chosen)->title), predicted, actual,
                          get_verdict (gain));
}

static char *
describe (const TauGainCloud *self, guint n_drawable)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *correlation = tau_table_format_number (self->correlation, 2);
  g_string_printf (text, _ ("Spearman correlation %s. Rescued: %u, broken: %u, unchanged: %u."),
                   correlation, self->counts[TAU_GAINS_RESCUED], self->counts[TAU_GAINS_BROKEN],
                   self->counts[TAU_GAINS_UNCHANGED]);
  if (self->counts[TAU_GAINS_ALL] > self->n_moved)
    g_string_append_printf (g_string_append_c (text, ' '),
                            _ ("Not drawn, because the choice left them unchanged: %u."),
                            self->counts[TAU_GAINS_ALL] - self->n_moved);
  if (n_drawable > self->gains->len)
    g_string_append_printf (g_string_append_c (text, ' '), _ ("Drawn: a random sample, %u of %u."),
                            self->gains->len, n_drawable);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* -- chart and table ------------------------------------------------------------------------ */

static void
make_plot (TauGainCloud *self, const TauGainReader *reader, guint n_drawable)
{
  static const TauPlotCloudKind marks[] = { 0, TAU_PLOT_CLOUD_BETTER, TAU_PLOT_CLOUD_WORSE,
                                            TAU_PLOT_CLOUD_SAME };
  TauPlotCloud *cloud = tau_plot_cloud_new ();
  cloud->title = g_strdup (_ ("Predicted against actual gain of the first choice"));
  cloud->note = describe (self, n_drawable);
  cloud->x_title = g_strdup (_ ("Predicted gain (predictor’s scale)"));
  cloud->y_title = g_strdup (_ ("Actual gain (nats)"));
  cloud->keys[TAU_PLOT_CLOUD_BETTER] = g_strdup (C_ ("images", "Rescued"));
  cloud->keys[TAU_PLOT_CLOUD_WORSE] = g_strdup (C_ ("images", "Broken"));
  cloud->keys[TAU_PLOT_CLOUD_SAME] = g_strdup (C_ ("images", "Unchanged"));
  for (guint i = 0; i < self->gains->len; i++) {
    const TauGain *gain = get (self->gains, i);
    tau_plot_cloud_add (cloud, gain->predicted, gain->actual, marks[get_kind (gain)], get_id (gain),
                        describe_gain (reader, gain));
  }
  self->plot = tau_plot_new_for_cloud (cloud);
}

static void
make_table (TauGainCloud *self, const TauGainReader *reader)
{
  const char *const columns[] = {
    _ ("Image"),          _ ("Corruption"),  _ ("Transform"),
    _ ("Predicted Gain"), _ ("Actual Gain"), C_ ("column", "Verdict"),
  };
  self->table = tau_table_new (_ ("Predicted against actual gain of the first choice"));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    tau_table_add_column (self->table, columns[i]);
  for (guint i = 0; i < self->gains->len; i++) {
    const TauGain *gain = get (self->gains, i);
    g_autofree char *image = get_image_name (reader, gain);
    g_autofree char *cell = get_cell_title (reader, gain);
    const int mark = get_kind (gain) == TAU_GAINS_RESCUED  ? -1
                     : get_kind (gain) == TAU_GAINS_BROKEN ? 1
                                                           : 0;
    const guint row = tau_table_add_row (self->table, image);
    tau_table_set_text (self->table, row, 1, cell);
    tau_table_set_text (self->table, row, 2, _ (tau_transform_get (gain->chosen)->title));
    tau_table_take (self->table, row, 3, tau_number_significant (gain->predicted, 3),
                    gain->predicted, 0);
    tau_table_take (self->table, row, 4, tau_number_significant (gain->actual, 3), gain->actual, 0);
    tau_table_take (self->table, row, 5, g_strdup (get_verdict (gain)), NAN, mark);
  }
}

TauGainCloud *
tau_gain_cloud_new (const TauGainReader *reader, TauGainKind kind, guint most)
{
  const GArray *gains = tau_gain_reader_get (reader);
  TauGainCloud *self = g_new0 (TauGainCloud, 1);
  self->gains = g_array_new (FALSE, FALSE, sizeof (TauGain));
  count (self, gains);
  const guint n_drawable = draw_sample (self, gains, kind, MIN (most, TAU_PLOT_CLOUD_MOST));
  make_plot (self, reader, n_drawable);
  make_table (self, reader);
  return self;
}
