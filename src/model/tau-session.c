/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-session.h"

#include "base/tau-number.h"
#include "host/tau-host.h"
#include "model/tau-session-cost.h"
#include "model/tau-output.h"
#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

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

/* A network of bytes gets them as they are in the image. */
static gboolean
check_bytes (TauSession *self, GError **error)
{
  const TauPackModel *target = &self->pack->target;
  gboolean good = TRUE;
  for (int c = 0; c < 3; c++)
    good = good && target->mean[c] == 0 && fabsf (target->std[c] * 255 - 1) < 1e-4f;
  if (good || !self->torch->model_form (self->target)->bytes)
    return TRUE;
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
               _ ("“%s” takes bytes from 0 to 255, which it scales itself, but pack.json in “%s” "
                  "scales them; set target.mean there to 0, 0, 0 and target.std to three times "
                  "0.00392156862745098"),
               target->path, self->pack->folder);
  return FALSE;
}

/* Whether the numbers are probabilities is seen from them. A file without a pack.json is taken as
 * what it is; a pack that says something else is refused. */
static gboolean
check_output (TauSession *self, GCancellable *cancellable, GError **error)
{
  TauPack *pack = self->pack;
  const int kind = tau_output_try (self->torch, self->target, pack->target.input_size,
                                   pack->target.mean, pack->target.std, cancellable, error);
  if (kind < 0)
    return FALSE;
  const gboolean probabilities = kind == TAU_OUTPUT_PROBABILITIES;
  if (pack->json == NULL && kind == TAU_OUTPUT_SIGMOID) {
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
  if (pack->has_predictor)
    self->predictor_setup = setup_digest (&pack->predictor, pack->margin, FALSE, '.');
  if (self->store == NULL)
    return;
  g_autofree char *target = setup_digest (&pack->target, pack->margin, pack->probabilities, ',');
  tau_store_rename_setup (self->store, target, self->target_setup, NULL);
  if (!pack->has_predictor)
    return;
  g_autofree char *predictor = setup_digest (&pack->predictor, pack->margin, FALSE, ',');
  tau_store_rename_setup (self->store, predictor, self->predictor_setup, NULL);
}

TauSession *
tau_session_open (TauPack *pack, TauStore *store, int n_threads, GCancellable *cancellable,
                  GError **error)
{
  tau_host_start ();
  if (!tau_pack_verify (pack, error))
    return NULL;

  g_autoptr (TauSession) self = g_new0 (TauSession, 1);
  self->pack = tau_pack_ref (pack);
  self->store = store;
  self->torch = tau_host_get ();
  self->torch->set_threads (n_threads);
  if (!load_target (self, cancellable, error) || !check_bytes (self, error) ||
      !check_output (self, cancellable, error) ||
      (pack->has_predictor && !load_predictor (self, cancellable, error)))
    return NULL;
  tau_torch_announce (self->torch, n_threads);
  tau_session_check_costs (self);
  set_setups (self);
  return g_steal_pointer (&self);
}

TauSession *
tau_session_new_unloaded (TauPack *pack, TauStore *store)
{
  TauSession *self = g_new0 (TauSession, 1);
  self->pack = tau_pack_ref (pack);
  self->store = store;
  self->n_classes = pack->classes->len;
  set_setups (self);
  self->store = NULL; /* it may be closed before the session is freed */
  return self;
}

/* A view that takes less is not worth a request of its own. */
#define SLOW_VIEW_MS 20

/* Several views that take no longer than this many times one are known as soon as that one. */
#define ALIKE 1.25

/* How long n views take, in ms, or a negative number. */
static double
time_views (TauSession *self, guint n, GCancellable *cancellable, GError **error)
{
  const gsize size = self->pack->target.input_size;
  g_autofree float *answers = g_new (float, n * self->n_classes);
  float *planes = self->torch->buffer_new (n * 3 * size * size, error);
  if (planes == NULL)
    return -1;
  for (gsize i = 0; i < n * 3 * size * size; i++)
    planes[i] = i % 17 / 17.0f;
  const gint64 began = g_get_monotonic_time ();
  const gboolean done =
      self->torch->model_run (self->target, planes, n, answers, cancellable, error);
  self->torch->buffer_free (planes);
  return done ? (g_get_monotonic_time () - began) / 1e3 : -1;
}

gboolean
tau_session_measure_views (TauSession *self, int n_threads, GCancellable *cancellable,
                           GError **error)
{
  const guint together = CLAMP (n_threads, 2, TAU_N_TRANSFORMS - 1);
  double one = time_views (self, 1, cancellable, error);
  self->views_at_once = 0;
  if (one > SLOW_VIEW_MS) /* the first time may be longer */
    one = time_views (self, 1, cancellable, error);
  if (one <= SLOW_VIEW_MS)
    return one >= 0;
  /* As many at once as there are threads take much less than one after the other (ResNet-50, two
   * cores: 66 against 104 ms each), unless there is not enough memory. A target that multiplies
   * matrices runs each image on one core, and then the first need not be alone. */
  double several = time_views (self, together, cancellable, NULL);
  if (several >= 0) /* here too */
    several = MIN (several, time_views (self, together, cancellable, NULL));
  self->views_at_once = several >= 0 ? together : 1;
  self->first_alone = several > ALIKE * one;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
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
