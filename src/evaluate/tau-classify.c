/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-classify.h"

#include "evaluate/tau-evaluate-private.h"
#include "model/tau-session-cost.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TauClassifier {
  TauSession *session;
  TauMethod method;
  TauPolicies policies;
  TauPlan *plan;
};

static gboolean
check (const TauClassifier *self, GError **error)
{
  const TauMethod *method = &self->method;
  const TauPack *pack = self->session->pack;
  if (method->kind == TAU_METHOD_ORACLE || method->kind == TAU_METHOD_FIXED ||
      method->kind == TAU_METHOD_PER_CORRUPTION)
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("%s needs images with labels; use evaluate, or another method"), method->id);
  else if (method->kind == TAU_METHOD_BN_ADAPT)
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("%s needs %d other images under the same corruption; use evaluate, or another "
                    "method"),
                 method->id, TAU_ADAPT_IMAGES);
  else if (tau_method_n_predictions (method) > 0 && !pack->has_predictor)
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("%s needs a loss predictor, which the pack “%s” lacks; make one with "
                    "tauscope-cli train-predictor, or use another method"),
                 method->id, pack->name);
  else if (method->kind == TAU_METHOD_GPS && self->policies.n[method->corrupted] == 0)
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("%s needs policies, which the pack “%s” lacks; search them with "
                    "tauscope-cli pack policies, or use another method"),
                 method->id, pack->name);
  else
    return TRUE;
  return FALSE;
}

TauClassifier *
tau_classifier_new (TauSession *session, const TauMethod *method, guint64 seed, GError **error)
{
  g_autoptr (TauClassifier) self = g_new0 (TauClassifier, 1);
  self->session = session;
  self->method = *method;
  tau_pack_get_policies (session->pack, &self->policies);
  if (!check (self, error))
    return NULL;
  self->plan = tau_plan_new_for_method (session, method, &self->policies, seed);
  return g_steal_pointer (&self);
}

void
tau_classifier_free (TauClassifier *self)
{
  if (self == NULL)
    return;
  tau_plan_free (self->plan);
  g_free (self);
}

guint
tau_classifier_batch (const TauClassifier *self)
{
  return tau_model_batch (&self->session->pack->target);
}

double
tau_classifier_cost (const TauClassifier *self)
{
  return tau_method_cost (&self->method, tau_session_target_cost (self->session),
                          tau_session_predictor_cost (self->session));
}

void
tau_classification_clear (TauClassification *self)
{
  g_clear_pointer (&self->probabilities, g_free);
}

/* Averages the method's views of an image. */
static void
classify (const TauClassifier *self, const TauUnit *unit, guint image, TauClassification *out)
{
  const TauMethod *method = &self->method;
  const guint n_classes = unit->answers->n_classes;
  const float *rows = tau_answers_row (unit->answers, image, 0);
  guint views[TAU_N_VIEWS], ours[TAU_N_TRANSFORMS], random[TAU_N_TRANSFORMS];
  double predicted[TAU_N_TRANSFORMS];
  TauChain chains[TAU_N_TRANSFORMS];
  if (method->chain > 0)
    tau_answers_get_chains (unit->answers, image, chains);
  if (method->kind == TAU_METHOD_OURS)
    tau_answers_order (unit->answers, image, method->flip, predicted, ours);
  else if (method->kind == TAU_METHOD_RANDOM)
    tau_unit_draw_random (unit, image, random);
  const TauMethodChoices choices = {
    .ours = ours,
    .flip = ours,
    .predicted = predicted,
    .predicted_flip = predicted,
    .chains = chains,
    .random = random,
    .policy = { self->policies.order[0], self->policies.order[1] },
    .decided =
        method->kind == TAU_METHOD_ENTROPY ? tau_method_find_decided (rows, NULL, n_classes) : 0,
  };
  const guint n = tau_method_find_views (method, &choices, views);
  for (guint i = 0; i < n; i++)
    /* The others are of these transforms too. */
    if (views[i] < TAU_VIEW_MIRROR (0) || views[i] >= TAU_N_PLAIN_VIEWS)
      out->choices[out->n_choices++] = tau_chain_compose (chains, views[i]);
  out->probabilities = g_new (float, n_classes);
  tau_method_average (method, rows, NULL, n_classes, views, n, out->probabilities);
}

gboolean
tau_classifier_run (const TauClassifier *self, TauImage *const *images, const guint *numbers,
                    guint n, const TauCorruptionSpec *corruption, TauClassification *out,
                    GCancellable *cancellable, GError **error)
{
  TauBlock block = { .n = n };
  TauCorruptionSpec cell = *corruption;
  g_return_val_if_fail (n >= 1 && n <= TAU_BLOCK, FALSE);
  for (guint i = 0; i < n; i++) {
    block.pictures[i] = images[i];
    block.indices[i] = numbers[i];
    block.readable |= G_GUINT64_CONSTANT (1) << i;
  }
  block.wanted = block.readable;
  if (cell.type != NULL && cell.type->textured)
    cell.textures = self->plan->textures;
  g_autoptr (TauUnit) unit = tau_unit_new (self->plan, &block, &cell, FALSE);
  tau_unit_compute (unit, cancellable);
  if (unit->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&unit->error));
    return FALSE;
  }
  for (guint i = 0; i < n; i++)
    classify (self, unit, i, &out[i]);
  return TRUE;
}
