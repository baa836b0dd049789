/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Corruptions that are held out elsewhere are no test of what the predictor has not seen. */
static void
add_seen (const TauEvaluation *self, GPtrArray *lines)
{
  const TauCorruptionSet *corruptions = &self->spec->corruptions;
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < corruptions->n; i++)
    if (self->seen[corruptions->list[i]])
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              tau_corruption_get (corruptions->list[i])->name);
  if (names->len > 0)
    g_ptr_array_add (lines, g_strdup_printf (_ ("The predictor was trained on %s: seen, and not "
                                                "held out"),
                                             names->str));
}

/* Describes the tables: lines without markup. */
static GPtrArray *
notes (const TauEvaluation *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->spec->seed);
  g_ptr_array_add (lines, g_strdup_printf (_ ("%s on %s: %u images, seed %s"), self->pack_name,
                                           self->spec->dataset, self->n_images, seed));
  if (self->lender != NULL)
    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("The predictor is that of “%s”, trained for another "
                                         "target"),
                                      self->lender));
  if (tau_evaluation_is_given (self))
    g_ptr_array_add (lines, g_strdup (_ ("The corruptions are those of the data set's files; "
                                         "nothing was added to the images")));
  add_seen (self, lines);
  if (self->n_unreadable > 0)
    g_ptr_array_add (lines,
                     g_strdup_printf (ngettext ("%u image could not be read and is left out",
                                                "%u images could not be read and are left out",
                                                self->n_unreadable),
                                      self->n_unreadable));
  for (char **remark = self->remarks; remark != NULL && *remark != NULL; remark++)
    g_ptr_array_add (lines, g_strdup (*remark));
  g_ptr_array_add (
      lines, g_strdup (/* xgettext:no-c-format */ _ (
                 "Errors in percent, with 95 % intervals (bootstrap over the images; Wilson's "
                 "where no answer was wrong); cost in multiply-adds of one target inference")));
  g_ptr_array_add (lines, g_strdup (/* xgettext:no-c-format */ _ (
                              "By more than chance: the 95 % interval of the difference, paired by "
                              "image, leaves 0 out")));
  for (guint m = 0; m < self->n_methods; m++)
    if (tau_method_n_images (&self->methods[m].method) > 1)
      g_ptr_array_add (
          lines,
          g_strdup_printf (_ ("%s%s sees more than one image: %d others of the same corruption and "
                              "severity, none of which is scored; the cost leaves them out"),
                           self->methods[m].method.id, TAU_MARK_IMAGES, TAU_ADAPT_IMAGES));
  if (self->n_validation > 0 && tau_evaluation_is_given (self) && self->spec->validation == NULL)
    g_ptr_array_add (lines, g_strdup_printf (_ ("gps and fixed searched on %u images of %s, as "
                                                "corrupted there"),
                                             self->n_validation, self->validation));
  else if (self->n_validation > 0)
    g_ptr_array_add (lines, g_strdup_printf (_ ("gps and fixed searched on %u images of %s; with "
                                                "+corrupted, on corrupted copies of them"),
                                             self->n_validation, self->validation));
  return lines;
}

void
tau_evaluation_append_note (GString *out, const char *note, TauTableFormat format)
{
  /* Characters that begin a list or underline a title in Markdown. */
  const gsize digits = strspn (note, "0123456789");
  const gboolean list = digits > 0 ? strchr (".)", note[digits]) != NULL
                                   : *note != '\0' && strchr ("+-=", *note) != NULL;
  if (format == TAU_FORMAT_MARKDOWN && list) {
    g_string_append_printf (out, "%.*s\\", (int)digits, note);
    note += digits;
  }
  if (format == TAU_FORMAT_LATEX) /* a comment */
    g_string_append (out, "% ");
  tau_table_append_escaped (out, note, format == TAU_FORMAT_MARKDOWN ? format : TAU_FORMAT_TEXT);
  g_string_append (out, format == TAU_FORMAT_MARKDOWN ? ".\n" : "\n");
}

static char *
write_tables (const TauEvaluation *self, TauTableFormat format, TauTableFlags flags)
{
  const char *const marks[TAU_N_FORMATS] = {
    [TAU_FORMAT_TEXT] =
        _ ("↓ lower than center by more than a point, and by more than chance (better); ↑ "
           "higher (worse)"),
    [TAU_FORMAT_MARKDOWN] =
        _ ("**Bold**: lower than `center` by more than a point, and by more than chance (better); "
           "↑: higher (worse)."),
    [TAU_FORMAT_LATEX] =
        _ ("Bold: lower than center by more than a point, and by more than chance (better); red: "
           "higher (worse)"),
  };
  GString *out =
      g_string_new (format == TAU_FORMAT_LATEX ? "% \\usepackage{booktabs,xcolor}\n" : NULL);
  g_autoptr (GPtrArray) tables = tau_evaluation_get_report_tables (self, flags);
  g_autoptr (GPtrArray) lines = notes (self);
  for (guint i = 0; i < lines->len; i++)
    tau_evaluation_append_note (out, g_ptr_array_index (lines, i), format);
  g_string_append_printf (out, "%s%s\n", format == TAU_FORMAT_LATEX ? "% " : "", marks[format]);
  for (guint t = 0; t < tables->len; t++) {
    g_string_append_c (out, '\n');
    tau_table_append_to_report (g_ptr_array_index (tables, t), format, out);
  }
  return g_string_free (out, FALSE);
}

/* ---- The long table of CSV ---- */

/* The columns of the cost, and of who was trained on the corruption, if the pack says so. */
#define COST    9
#define SEEN_BY 14

/* A row's numbers. */
typedef struct {
  double error, low, high, nll, ece, spearman, pearson;
  const TauInterval *difference;
} Observation;

/* The name of a set, or of the set of one corruption (NULL: any of the set). */
static const char *
name_set (const TauEvaluation *self, TauEvaluateSet set, const TauCorruption *type)
{
  guint n_unseen, n_seen;
  tau_evaluation_count_seen (self, &n_unseen, &n_seen);
  if (set != TAU_SET_HELDOUT || n_seen == 0)
    return tau_set_name (set);
  if (type != NULL)
    return self->seen[tau_corruption_get_index (type)] ? "seen" : tau_set_name (set);
  return n_unseen == 0 ? "seen" : "heldout and seen";
}

static void
add_observation (TauTable *table, const TauMethodResult *method, const char *set,
                 const char *corruption, int severity, const Observation *values)
{
  const guint row = tau_table_add_row (table, method->method.id);
  tau_table_set_text (table, row, 1, set);
  if (corruption != NULL)
    tau_table_set_text (table, row, 2, corruption);
  if (severity > 0)
    tau_table_take (table, row, 3, NULL, severity, 0);
  const double numbers[] = { values->error,
                             values->low,
                             values->high,
                             values->nll,
                             values->ece,
                             method->relative_cost,
                             values->spearman,
                             values->pearson,
                             values->difference->low,
                             values->difference->high };
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    tau_table_take (table, row, 4 + i, NULL, numbers[i], 0);
  if (isnan (method->relative_cost))
    tau_table_set_text (table, row, COST, "unknown");
}

static void
add_observations (TauTable *table, const TauEvaluation *self, const TauMethodResult *method)
{
  const TauInterval unknown = { NAN, NAN };
  for (guint s = 0; s < TAU_N_SETS; s++) {
    const Observation values = { method->error[s], method->error_low[s],  method->error_high[s],
                                 method->nll[s],   method->ece[s],        self->spearman[s],
                                 self->pearson[s], &method->difference[s] };
    if (!isnan (method->error[s]))
      add_observation (table, method, name_set (self, s, NULL), NULL, 0, &values);
  }
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++) {
    const Observation values = {
      method->group[g], NAN, NAN, NAN, NAN, NAN, NAN, &method->group_difference[g]
    };
    if (!isnan (method->group[g]))
      add_observation (table, method, tau_set_name (TAU_SET_CORRUPTED),
                       tau_corruption_group_name (g), 0, &values);
  }
  for (guint s = 0; s < TAU_N_SEEN_BY; s++) {
    const Observation values = {
      method->seen_by[s], NAN, NAN, NAN, NAN, NAN, NAN, &method->seen_by_difference[s]
    };
    g_autofree char *set = g_strconcat ("seen by ", tau_seen_by_name (s), NULL);
    if (!tau_evaluation_has_seen_by (self, s))
      continue;
    add_observation (table, method, set, NULL, 0, &values);
    tau_table_set_text (table, table->n_rows - 1, SEEN_BY, tau_seen_by_name (s));
  }
  for (guint i = 0; i < self->n_cells; i++) {
    const TauCorruptionSpec *cell = &self->cells[i];
    const Observation values = { method->cell_error[i], NAN, NAN, NAN, NAN, NAN, NAN, &unknown };
    if (cell->type == NULL)
      continue;
    add_observation (table, method, name_set (self, tau_cell_set (cell), cell->type),
                     cell->type->name, cell->severity, &values);
    if (self->knows_seen_by)
      tau_table_set_text (table, table->n_rows - 1, SEEN_BY,
                          tau_seen_by_name (self->seen_by[tau_corruption_get_index (cell->type)]));
  }
}

/* One observation per row: a method on a set, then on each group of corruptions, on those that the
 * target, the predictor, both or neither saw, then on each corruption and severity. The two
 * correlations are the predictor's on the set, whatever the method. */
static char *
write_csv (const TauEvaluation *self)
{
  static const char *const columns[] = {
    "method", "set", "corruption",    "severity", "error",   "error_low",      "error_high",
    "nll",    "ece", "relative_cost", "spearman", "pearson", "difference_low", "difference_high",
  };
  g_autoptr (TauTable) table = tau_table_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    tau_table_add_column (table, columns[i]);
  if (self->knows_seen_by)
    tau_table_add_column (table, "seen_by");
  for (guint m = 0; m < self->n_methods; m++)
    add_observations (table, self, &self->methods[m]);
  return tau_table_write (table, TAU_FORMAT_CSV);
}

char *
tau_evaluation_write (const TauEvaluation *self, TauTableFormat format, TauTableFlags flags)
{
  if (format == TAU_FORMAT_JSON)
    return tau_evaluation_write_json (self, FALSE);
  return format == TAU_FORMAT_CSV ? write_csv (self) : write_tables (self, format, flags);
}

char *
tau_evaluation_write_report (const TauEvaluation *self, TauTableFormat format)
{
  return tau_evaluation_write (self, format,
                               tau_evaluation_is_imagenet (self) ? TAU_TABLE_ALEXNET : 0);
}
