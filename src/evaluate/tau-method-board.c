/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-method-board.h"

#include "base/tau-random.h"
#include "evaluate/tau-evaluate-private.h"
#include "model/tau-session-cost.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Views that go to the target together: between them it can be cancelled. */
#define VIEWS_AT_ONCE 8

/* The most steps of the chains that it knows. */
#define CHAIN_STEPS   2

#define RANDOM_STREAM 0x626f617264 /* "board" */

struct _TauMethodBoard {
  guint n_classes;
  float *rows; /* TAU_N_VIEWS x n_classes probabilities */
  int label;
  gboolean label_given, predicted;
  guint ours[TAU_N_TRANSFORMS], flip[TAU_N_TRANSFORMS], random[TAU_N_TRANSFORMS];
  double predicted_losses[2][TAU_N_TRANSFORMS]; /* those that `ours` and `flip` are ordered by */
  TauChain chains[TAU_N_TRANSFORMS];
  guint oracle;
  TauPolicies policies;
  double target_cost, predictor_cost;
};

void
tau_method_board_free (TauMethodBoard *self)
{
  if (self == NULL)
    return;
  g_free (self->rows);
  g_free (self);
}

static float *
row (const TauMethodBoard *self, guint view)
{
  return self->rows + (gsize)view * self->n_classes;
}

/* -- asking the networks -------------------------------------------------------------------- */

static gboolean
run_views (TauMethodBoard *self, TauSession *session, TauViewMaker *maker, guint first, guint n,
           GCancellable *cancellable, GError **error)
{
  const TauPack *pack = session->pack;
  const gsize pixels = (gsize)pack->target.input_size * pack->target.input_size;
  g_autofree guint8 *view = g_malloc (3 * pixels);
  float *planes = session->torch->buffer_new (n * 3 * pixels, error);
  if (planes == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    tau_view_maker_make (maker, first + i, view);
    tau_pixels_to_planes (view, pixels, pack->target.mean, pack->target.std,
                          planes + i * 3 * pixels);
  }
  const gboolean done =
      session->torch->model_run (session->target, planes, n, row (self, first), cancellable, error);
  session->torch->buffer_free (planes);
  for (guint i = 0; done && i < n && !pack->probabilities; i++)
    tau_softmax (row (self, first + i), self->n_classes, row (self, first + i));
  return done;
}

/* The predictor about the image, or about its mirror image, at its own size. */
static gboolean
predict (TauSession *session, TauViewMaker *maker, guint view, float values[TAU_N_TRANSFORMS],
         GCancellable *cancellable, GError **error)
{
  const TauPackModel *model = &session->pack->predictor;
  const int size = session->pack->target.input_size, seen = model->input_size;
  const gsize pixels = (gsize)seen * seen;
  g_autoptr (TauImage) identity = tau_image_new (size, size);
  tau_view_maker_make (maker, view, identity->data);
  g_autoptr (TauImage) small =
      seen == size ? tau_image_ref (identity) : tau_image_resize_bicubic (identity, seen, seen);
  float *planes = session->torch->buffer_new (3 * pixels, error);
  if (planes == NULL)
    return FALSE;
  tau_pixels_to_planes (small->data, pixels, model->mean, model->std, planes);
  const gboolean done =
      session->torch->model_run (session->predictor, planes, 1, values, cancellable, error);
  session->torch->buffer_free (planes);
  return done;
}

static void
order_by (const float *values, double wide[TAU_N_TRANSFORMS], guint order[TAU_N_TRANSFORMS])
{
  tau_widen (values, TAU_N_TRANSFORMS, wide);
  tau_argsort (wide, TAU_N_TRANSFORMS, order);
}

static gboolean
run_predictor (TauMethodBoard *self, TauSession *session, TauViewMaker *maker,
               GCancellable *cancellable, GError **error)
{
  float plain[TAU_N_TRANSFORMS], mirrored[TAU_N_TRANSFORMS], mean[TAU_N_TRANSFORMS];
  guint mirror[TAU_N_TRANSFORMS];
  if (session->predictor == NULL)
    return TRUE;
  if (!predict (session, maker, TAU_VIEW (0), plain, cancellable, error) ||
      !predict (session, maker, TAU_VIEW_MIRROR (0), mirrored, cancellable, error))
    return FALSE;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    mirror[t] = tau_transform_mirror (t);
  tau_mirror_average (plain, mirrored, mirror, TAU_N_TRANSFORMS, mean);
  order_by (plain, self->predicted_losses[0], self->ours);
  order_by (mean, self->predicted_losses[1], self->flip);
  self->predicted = TRUE;
  return TRUE;
}

static gboolean
run_all_views (TauMethodBoard *self, TauSession *session, TauViewMaker *maker, guint first,
               guint end, GCancellable *cancellable, GError **error)
{
  for (; first < end; first += VIEWS_AT_ONCE)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_views (self, session, maker, first, MIN (VIEWS_AT_ONCE, end - first), cancellable,
                    error))
      return FALSE;
  return TRUE;
}

/* Every chain of two steps, since each transform is the first of one if K is large. */
static gboolean
run_chains (TauMethodBoard *self, TauSession *session, TauViewMaker *maker,
            GCancellable *cancellable, GError **error)
{
  G_STATIC_ASSERT (CHAIN_STEPS == 2);
  float predicted[TAU_N_TRANSFORMS];
  if (session->predictor == NULL)
    return TRUE;
  for (guint t = 1; t < TAU_N_TRANSFORMS; t++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !predict (session, maker, TAU_VIEW (t), predicted, cancellable, error))
      return FALSE;
    tau_chain_set (&self->chains[t], 1, predicted);
  }
  maker->chains = self->chains;
  return run_all_views (self, session, maker, TAU_VIEW_CHAIN (0, 2), TAU_VIEW_CHAIN (0, 3),
                        cancellable, error);
}

static void
finish (TauMethodBoard *self, TauSession *session, guint64 seed, int label)
{
  double losses[TAU_N_TRANSFORMS];
  TauRandom random;
  self->label_given = label >= 0;
  self->label = label >= 0 ? label : (int)tau_argmax (row (self, 0), self->n_classes);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    losses[t] = tau_cross_entropy_probabilities (row (self, t), self->n_classes, self->label);
  self->oracle = tau_argmin (losses, TAU_N_TRANSFORMS);
  tau_random_init (&random, seed, RANDOM_STREAM);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    self->random[i] = tau_random_below (&random, TAU_N_TRANSFORMS);
  tau_pack_get_policies (session->pack, &self->policies);
  self->target_cost = tau_session_target_cost (session);
  self->predictor_cost = tau_session_predictor_cost (session);
}

TauMethodBoard *
tau_method_board_new (TauSession *session, TauImage *picture, const TauCorruptionSpec *corruption,
                      int label, GCancellable *cancellable, GError **error)
{
  const TauPack *pack = session->pack;
  TauCorruptionSpec spec = *corruption;
  g_return_val_if_fail (picture->width == pack->target.input_size + pack->margin &&
                            label < (int)session->n_classes,
                        NULL);
  g_autoptr (TauImage) input = tau_corruption_spec_apply (&spec, picture);
  g_autoptr (TauMethodBoard) self = g_new0 (TauMethodBoard, 1);
  g_auto (TauViewMaker) maker;
  self->n_classes = session->n_classes;
  self->rows = g_new (float, (gsize)TAU_N_VIEWS * self->n_classes);
  tau_view_maker_init (&maker, input, pack->target.input_size, pack->margin, FALSE);
  if (!run_all_views (self, session, &maker, 0, TAU_N_PLAIN_VIEWS, cancellable, error) ||
      !run_predictor (self, session, &maker, cancellable, error) ||
      !run_chains (self, session, &maker, cancellable, error))
    return NULL;
  finish (self, session, corruption->seed, label);
  return g_steal_pointer (&self);
}

/* -- answering ------------------------------------------------------------------------------ */

static void
answer (const TauMethodBoard *self, const TauMethod *method, const guint *views, guint n,
        double cost, TauMethodVerdict *out)
{
  g_autofree float *mean = g_new (float, self->n_classes);
  tau_method_average (method, self->rows, NULL, self->n_classes, views, n, mean);
  const int found = tau_argmax (mean, self->n_classes);
  *out = (TauMethodVerdict){
    .answer = found,
    .confidence = mean[found],
    .loss = tau_cross_entropy_probabilities (mean, self->n_classes, self->label),
    .correct = found == self->label,
    .relative_cost = cost,
  };
}

gboolean
tau_method_board_ask (const TauMethodBoard *self, const TauMethod *method, TauMethodVerdict *out)
{
  const TauMethodChoices choices = {
    .ours = self->ours,
    .flip = self->flip,
    .predicted = self->predicted_losses[0],
    .predicted_flip = self->predicted_losses[1],
    .chains = self->chains,
    .random = self->random,
    .policy = { self->policies.order[0], self->policies.order[1] },
    .oracle = self->oracle,
    .decided = method->kind == TAU_METHOD_ENTROPY
                   ? tau_method_find_decided (self->rows, NULL, self->n_classes)
                   : 0,
  };
  guint views[TAU_N_VIEWS];
  if ((tau_method_n_predictions (method) > 0 && !self->predicted) ||
      (method->kind == TAU_METHOD_GPS && self->policies.n[method->corrupted] < method->k) ||
      method->kind == TAU_METHOD_FIXED || method->kind == TAU_METHOD_PER_CORRUPTION ||
      method->kind == TAU_METHOD_BN_ADAPT || method->chain > CHAIN_STEPS)
    return FALSE;
  const guint n = tau_method_find_views (method, &choices, views);
  answer (self, method, views, n, tau_method_cost (method, self->target_cost, self->predictor_cost),
          out);
  return TRUE;
}

void
tau_method_board_ask_fixed (const TauMethodBoard *self, guint transform, TauMethodVerdict *out)
{
  const TauMethod fixed = { .kind = TAU_METHOD_FIXED, .k = 1 };
  answer (self, &fixed, &transform, 1, 1, out);
}

gboolean
tau_method_board_has_policies (const TauMethodBoard *self)
{
  return self->policies.n[0] > 0 && self->policies.n[1] > 0;
}

gboolean
tau_method_board_label_given (const TauMethodBoard *self)
{
  return self->label_given;
}
