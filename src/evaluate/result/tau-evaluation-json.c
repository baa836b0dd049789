/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include "base/tau-json.h"

#include <math.h>
#include <string.h>

/* "SET_NAME": value, for each set. */
static void
add_sets (JsonBuilder *b, const char *name, const double values[TAU_N_SETS])
{
  for (guint s = 0; s < TAU_N_SETS; s++) {
    g_autofree char *key = g_strdup_printf ("%s_%s", tau_set_name (s), name);
    tau_json_add_double (b, key, values[s]);
  }
}

static void
add_number (JsonBuilder *b, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (b, value);
  else
    json_builder_add_null_value (b);
}

/* Mean over the sets, weighted by their cells. */
static double
over_all (const TauEvaluation *self, const double values[TAU_N_SETS])
{
  double sum = 0;
  for (guint i = 0; i < self->n_cells; i++)
    sum += values[tau_cell_set (&self->cells[i])];
  return sum / self->n_cells;
}

/* Nothing if it is not known. */
static void
add_interval (JsonBuilder *b, const char *name, const TauInterval *interval)
{
  if (isnan (interval->low))
    return;
  tau_json_begin_array (b, name);
  json_builder_add_double_value (b, interval->low);
  json_builder_add_double_value (b, interval->high);
  json_builder_end_array (b);
}

/* Of the method's errors minus those of center. */
static void
add_differences (JsonBuilder *b, const TauEvaluation *self, const TauMethodResult *method)
{
  tau_json_begin_object (b, "difference_interval");
  for (guint s = 0; s < TAU_N_SETS; s++)
    add_interval (b, tau_set_name (s), &method->difference[s]);
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    add_interval (b, tau_corruption_group_name (g), &method->group_difference[g]);
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    add_interval (b, tau_corruption_get (c)->name, &method->ce_difference[c]);
  for (guint s = 0; s < TAU_N_SEEN_BY && self->knows_seen_by; s++) {
    g_autofree char *name = g_strconcat ("seen_by_", tau_seen_by_name (s), NULL);
    add_interval (b, name, &method->seen_by_difference[s]);
  }
  for (guint h = 0; h < 2; h++)
    for (guint s = 0; s < TAU_N_SEVERITIES; s++) {
      g_autofree char *name = tau_severity_name (h, s + 1);
      add_interval (b, name, &method->severity_difference[h][s]);
    }
  json_builder_end_object (b);
}

static void
add_cells (JsonBuilder *b, const TauEvaluation *self, const TauMethodResult *method)
{
  tau_json_begin_object (b, "per_corruption");
  for (guint i = 0; i < self->n_cells;) {
    const TauCorruption *type = self->cells[i].type;
    tau_json_begin_array (b, tau_cell_name (type));
    for (; i < self->n_cells && self->cells[i].type == type; i++)
      add_number (b, method->cell_error[i]);
    json_builder_end_array (b);
  }
  json_builder_end_object (b);
}

static void
add_seen_by_means (JsonBuilder *b, const TauMethodResult *method)
{
  tau_json_begin_object (b, "seen_by");
  for (guint s = 0; s < TAU_N_SEEN_BY; s++)
    if (!isnan (method->seen_by[s]))
      tau_json_add_double (b, tau_seen_by_name (s), method->seen_by[s]);
  json_builder_end_object (b);
}

static void
add_severities (JsonBuilder *b, const TauMethodResult *method)
{
  tau_json_begin_object (b, "severities");
  for (guint h = 0; h < 2; h++)
    for (guint s = 0; s < TAU_N_SEVERITIES; s++) {
      g_autofree char *name = tau_severity_name (h, s + 1);
      if (!isnan (method->severity[h][s]))
        tau_json_add_double (b, name, method->severity[h][s]);
    }
  json_builder_end_object (b);
}

/* The method's bits of `wrong`: rows of images, each of whole bytes. */
static void
add_wrong (JsonBuilder *b, const TauEvaluation *self, const TauMethodResult *method)
{
  const gsize bytes = tau_answer_bytes (self->n_cells), place = method - self->methods;
  if (self->wrong == NULL)
    return;
  const guint8 *wrong = g_bytes_get_data (self->wrong, NULL);
  g_autofree guint8 *own = g_malloc (MAX (self->n_images * bytes, 1));
  for (gsize i = 0; i < self->n_images; i++)
    memcpy (own + i * bytes, wrong + (i * self->n_methods + place) * bytes, bytes);
  g_autofree char *text = g_base64_encode (own, self->n_images * bytes);
  tau_json_add_string (b, "wrong", text);
}

static void
add_method (JsonBuilder *b, const TauEvaluation *self, const TauMethodResult *method)
{
  json_builder_begin_object (b);
  tau_json_add_string (b, "id", method->method.id);
  tau_json_add_int (b, "images_seen", tau_method_n_images (&method->method));
  tau_json_add_double (b, "relative_cost", method->relative_cost);
  tau_json_add_double (b, "time_cost", method->time_cost);
  add_sets (b, "error", method->error);
  add_sets (b, "error_low", method->error_low);
  add_sets (b, "error_high", method->error_high);
  tau_json_add_double (b, "nll", over_all (self, method->nll));
  tau_json_add_double (b, "ece", over_all (self, method->ece));
  add_sets (b, "nll", method->nll);
  add_sets (b, "ece", method->ece);
  tau_json_add_double (b, "mce", method->mce);
  tau_json_add_double (b, "mce_alexnet", method->mce_alexnet);
  tau_json_add_double (b, "heldout_mce", method->heldout_mce);
  tau_json_add_double (b, "heldout_mce_alexnet", method->heldout_mce_alexnet);
  tau_json_begin_object (b, "ce");
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    if (!isnan (method->ce[c]))
      tau_json_add_double (b, tau_corruption_get (c)->name, method->ce[c]);
  json_builder_end_object (b);
  tau_json_begin_object (b, "groups");
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    if (!isnan (method->group[g]))
      tau_json_add_double (b, tau_corruption_group_name (g), method->group[g]);
  json_builder_end_object (b);
  if (self->knows_seen_by)
    add_seen_by_means (b, method);
  add_severities (b, method);
  add_differences (b, self, method);
  add_cells (b, self, method);
  add_wrong (b, self, method);
  if (method->n_policy > 0) {
    tau_json_begin_array (b, "policy");
    for (int i = 0; i < method->n_policy; i++)
      json_builder_add_string_value (b, tau_transform_get (method->policy[i])->id);
    json_builder_end_array (b);
  }
  json_builder_end_object (b);
}

/* The curve of cost against error: ids by rising cost. */
static void
add_front (JsonBuilder *b, const TauEvaluation *self)
{
  const TauEvaluateSet set = tau_evaluation_main_set (self);
  g_autofree guint *front = g_new (guint, MAX (self->n_methods, 1));
  const guint n = tau_evaluation_get_front (self, set, front);
  tau_json_begin_object (b, "front");
  tau_json_add_string (b, "set", tau_set_name (set));
  tau_json_begin_array (b, "methods");
  for (guint i = 0; i < n; i++)
    tau_json_add_element (b, self->methods[front[i]].method.id);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static void
add_correlation (JsonBuilder *b, const char *name, const double values[TAU_N_SETS])
{
  tau_json_begin_object (b, name);
  for (guint s = 0; s < TAU_N_SETS; s++)
    tau_json_add_double (b, tau_set_name (s), values[s]);
  json_builder_end_object (b);
}

static void
add_choices (JsonBuilder *b, const TauEvaluation *self)
{
  tau_json_begin_object (b, "choices");
  for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++) {
    if (isnan (self->choices[c][0]))
      continue;
    tau_json_begin_object (b, tau_cell_name (c == 0 ? NULL : tau_corruption_get (c - 1)));
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      tau_json_add_double (b, tau_transform_get (t)->id, self->choices[c][t]);
    json_builder_end_object (b);
  }
  json_builder_end_object (b);
}

/* How many images of each cell the choice rescued, broke, or missed; null if nothing was chosen, or
 * the oracle is not known. */
static void
add_outcomes (JsonBuilder *b, const TauEvaluation *self)
{
  tau_json_begin_array (b, "outcomes");
  for (guint i = 0; i < self->n_cells; i++) {
    const TauCorruptionSpec *cell = &self->cells[i];
    json_builder_begin_object (b);
    tau_json_add_string (b, "corruption", tau_cell_name (cell->type));
    tau_json_add_int (b, "severity", cell->severity);
    const gboolean known =
        self->all_losses && isfinite (self->choices[tau_corruption_get_index (cell->type) + 1][0]);
    for (guint o = 0; o < TAU_N_OUTCOMES; o++)
      if (known)
        tau_json_add_int (b, tau_outcome_names[o], self->outcomes[i * TAU_N_OUTCOMES + o]);
      else
        tau_json_add_double (b, tau_outcome_names[o], NAN);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

/* Rows of numbers, since there are thousands. */
static void
add_examples (JsonBuilder *b, const TauEvaluation *self)
{
  tau_json_begin_array (b, "examples");
  for (guint i = 0; i < self->examples->len; i++) {
    const TauExample *e = &g_array_index (self->examples, TauExample, i);
    const gint64 values[] = { e->index, e->cell,   e->outcome, e->label, e->center,
                              e->ours,  e->oracle, e->chosen,  e->best };
    json_builder_begin_array (b);
    for (guint v = 0; v < G_N_ELEMENTS (values); v++)
      json_builder_add_int_value (b, values[v]);
    json_builder_end_array (b);
  }
  json_builder_end_array (b);
}

/* Who was trained on each corruption, evaluated or not. */
static void
add_seen_by (JsonBuilder *b, const TauEvaluation *self)
{
  tau_json_begin_object (b, "seen_by");
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    tau_json_add_string (b, tau_corruption_get (c)->name, tau_seen_by_name (self->seen_by[c]));
  json_builder_end_object (b);
}

static void
add_head (JsonBuilder *b, const TauEvaluation *self)
{
  tau_json_add_string (b, "dataset", self->spec->dataset);
  tau_json_add_int (b, "images", self->n_images);
  tau_json_add_int (b, "images_wanted", self->n_wanted);
  tau_json_add_int (b, "unreadable", self->n_unreadable);
  if (self->images_sha256 != NULL) {
    tau_json_add_string (b, "images_sha256", self->images_sha256);
    tau_json_add_int (b, "images_side", self->images_side);
  }
  tau_json_begin_array (b, "remarks");
  for (char **remark = self->remarks; remark != NULL && *remark != NULL; remark++)
    tau_json_add_element (b, *remark);
  json_builder_end_array (b);
  tau_json_add_bool (b, "complete", self->complete);
  tau_json_add_seed (b, self->spec->seed);
  tau_json_add_int (b, "classes", self->n_classes);
  tau_json_begin_object (b, "pack");
  tau_json_add_string (b, "name", self->pack_name);
  tau_json_add_string (b, "target_sha256", self->target_sha256);
  tau_json_add_string (b, "predictor_sha256", self->predictor_sha256);
  if (self->lender != NULL)
    tau_json_add_string (b, "predictor_of", self->lender);
  tau_json_begin_array (b, "seen");
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    if (self->seen[c])
      json_builder_add_string_value (b, tau_corruption_get (c)->name);
  json_builder_end_array (b);
  if (self->knows_seen_by)
    add_seen_by (b, self);
  json_builder_end_object (b);
  tau_json_begin_object (b, "validation");
  tau_json_add_int (b, "images", self->n_validation);
  tau_json_add_string (b, "dataset", self->validation);
  json_builder_end_object (b);
}

static void
add_run (JsonBuilder *b, const TauEvaluation *self)
{
  tau_json_add_double (b, "images_per_second", self->images_per_second);
  tau_json_add_double (b, "seconds", self->seconds);
  tau_json_add_int (b, "inferences", self->n_inferences);
  tau_json_add_int (b, "reused", self->n_reused);
  tau_json_add_double (b, "ms_target", self->ms_target);
  tau_json_add_double (b, "ms_predictor", self->ms_predictor);
}

char *
tau_evaluation_write_json (const TauEvaluation *self, gboolean stored)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  add_head (b, self);
  tau_json_begin_array (b, "methods");
  for (guint m = 0; m < self->n_methods; m++)
    add_method (b, self, &self->methods[m]);
  json_builder_end_array (b);
  add_front (b, self);
  add_correlation (b, "spearman", self->spearman);
  add_correlation (b, "pearson", self->pearson);
  tau_json_add_string (b, "pearson_of", TAU_PEARSON_OF);
  add_choices (b, self);
  add_outcomes (b, self);
  add_run (b, self);
  if (stored)
    add_examples (b, self);
  g_autofree char *spec = tau_evaluate_spec_to_json (self->spec, NULL);
  tau_json_add_stored (b, "spec", spec);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, !stored);
  return g_strconcat (text, "\n", NULL);
}

char *
tau_evaluation_to_summary (const TauEvaluation *self)
{
  return tau_evaluation_write_json (self, TRUE);
}
