/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-session.h"

#include "base/tau-number.h"
#include "host/tau-host.h"
#include "image/tau-image.h"
#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Images that show what the target's numbers are. */
#define N_TRIALS 4

/* A digest of everything that a model's answers depend on, except its file and the image. `point`
 * is
 * '.'; earlier versions wrote ',' under some locales. */
static char *
setup_digest (const TauPackModel *model, int margin, gboolean probabilities, char point)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, "%d %d %d", model->input_size, margin, probabilities);
  for (int c = 0; c < 3; c++) {
    tau_number_append (g_string_append_c (text, ' '), model->mean[c], 9);
    tau_number_append (g_string_append_c (text, ' '), model->std[c], 9);
  }
  g_strdelimit (text->str, ".", point);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    g_string_append_printf (text, " %s", tau_transform_get (i)->id);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, text->len);
}

static gboolean
load_target (TauSession *self, GCancellable *cancellable, GError **error)
{
  TauPack *pack = self->pack;
  self->target =
      self->torch->model_load (pack->target.path, -1, pack->target.input_size, cancellable, error);
  if (self->target == NULL)
    return FALSE;
  self->n_classes = self->torch->model_n_outputs (self->target);
  /* Separate files have no class names, so numbers serve as names. */
  while (pack->json == NULL && pack->classes->len < self->n_classes)
    g_ptr_array_add (pack->classes, g_strdup_printf ("%u", pack->classes->len));
  if (self->n_classes == pack->classes->len)
    return TRUE;
  g_set_error (
      error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
      _ ("“%s” answers with %u classes, but pack.json names %u; correct the list of classes"),
      pack->target.path, self->n_classes, pack->classes->len);
  return FALSE;
}

/* What the target's answers to a few images are: all within 0 to 1, and rows that add up to 1. */
static void
judge_answers (const float *answers, guint n_classes, gboolean *within, gboolean *sums)
{
  *within = *sums = TRUE;
  for (guint t = 0; t < N_TRIALS; t++) {
    double sum = 0;
    for (guint i = 0; i < n_classes; i++) {
      const float value = answers[t * n_classes + i];
      *within = *within && value >= 0 && value <= 1;
      sum += value;
    }
    *sums = *sums && fabs (sum - 1) < 1e-3;
  }
}

/* Whether the numbers are probabilities is seen from them. A file without a pack.json is taken as
 * what it is; a pack that says something else is refused. */
static gboolean
check_output (TauSession *self, GCancellable *cancellable, GError **error)
{
  TauPack *pack = self->pack;
  const gsize pixels = (gsize)pack->target.input_size * pack->target.input_size;
  g_autofree guint8 *image = g_malloc (pixels * 3);
  g_autofree float *planes = g_new (float, N_TRIALS * 3 * pixels);
  g_autofree float *answers = g_new (float, N_TRIALS * self->n_classes);
  gboolean within, sums;
  for (guint t = 0; t < N_TRIALS; t++) {
    for (gsize i = 0; i < pixels * 3; i++)
      image[i] = i / 3 * (t + 1) * 7 % 256;
    tau_pixels_to_planes (image, pixels, pack->target.mean, pack->target.std,
                          planes + t * 3 * pixels);
  }
  if (!self->torch->model_run (self->target, planes, N_TRIALS, answers, cancellable, error))
    return FALSE;
  judge_answers (answers, self->n_classes, &within, &sums);
  const gboolean probabilities = within && sums;
  if (pack->json == NULL && within && !sums) {
    g_set_error (
        error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
        _ ("“%s” answers with numbers between 0 and 1 that do not add up to 1, as a "
           "multi-label classifier with a sigmoid does; it needs logits or probabilities of "
           "one class"),
        pack->target.path);
    return FALSE;
  }
  if (pack->json == NULL)
    pack->probabilities = probabilities;
  if (pack->probabilities == probabilities)
    return TRUE;
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
               probabilities
                   ? _ ("“%s” answers with probabilities, but pack.json in “%s” says that "
                        "the output is logits; correct target.output there")
                   : _ ("“%s” answers with logits, but pack.json in “%s” says that the "
                        "output is probabilities; correct target.output there"),
               pack->target.path, pack->folder);
  return FALSE;
}

static gboolean
load_predictor (TauSession *self, GCancellable *cancellable, GError **error)
{
  TauPackModel *model = &self->pack->predictor;
  self->predictor =
      self->torch->model_load (model->path, -1, model->input_size, cancellable, error);
  if (self->predictor == NULL)
    return FALSE;
  int n = self->torch->model_n_outputs (self->predictor);
  if (n == TAU_N_TRANSFORMS)
    return TRUE;
  g_set_error (
      error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
      _ ("“%s” gives %d numbers for an image; a loss predictor gives %d, one for each transform"),
      model->path, n, TAU_N_TRANSFORMS);
  return FALSE;
}

/* Without a store that can be written, what was stored under a comma is just not found. */
static void
set_setups (TauSession *self)
{
  const TauPack *pack = self->pack;
  self->target_setup = setup_digest (&pack->target, pack->margin, pack->probabilities, '.');
  self->predictor_setup = setup_digest (&pack->predictor, pack->margin, FALSE, '.');
  if (self->store == NULL)
    return;
  g_autofree char *target = setup_digest (&pack->target, pack->margin, pack->probabilities, ',');
  g_autofree char *predictor = setup_digest (&pack->predictor, pack->margin, FALSE, ',');
  tau_store_rename_setup (self->store, target, self->target_setup, NULL);
  tau_store_rename_setup (self->store, predictor, self->predictor_setup, NULL);
}

TauSession *
tau_session_open (TauPack *pack, TauStore *store, int n_threads, gboolean predictor_optional,
                  GCancellable *cancellable, GError **error)
{
  if (!pack->has_predictor && !predictor_optional) {
    g_set_error (
        error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
        _ ("The pack “%s” has no loss predictor; make one with tauscope-cli train-predictor"),
        pack->name);
    return NULL;
  }
  tau_host_start ();
  if (!tau_pack_verify (pack, error))
    return NULL;

  g_autoptr (TauSession) self = g_new0 (TauSession, 1);
  self->pack = tau_pack_ref (pack);
  self->store = store;
  self->torch = tau_host_get ();
  self->torch->set_threads (n_threads);
  if (!load_target (self, cancellable, error) || !check_output (self, cancellable, error) ||
      (pack->has_predictor && !load_predictor (self, cancellable, error)))
    return NULL;
  tau_torch_announce (self->torch, n_threads);
  set_setups (self);
  return g_steal_pointer (&self);
}

void
tau_session_free (TauSession *self)
{
  if (self == NULL)
    return;
  if (self->target != NULL)
    self->torch->model_free (self->target);
  if (self->predictor != NULL)
    self->torch->model_free (self->predictor);
  g_free (self->target_setup);
  g_free (self->predictor_setup);
  tau_pack_unref (self->pack);
  g_free (self);
}
