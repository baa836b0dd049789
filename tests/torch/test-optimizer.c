/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* The optimisers step by step, beside their formulas. A trainer shows no gradients, but one step of
 * plain gradient descent does: what it takes off the weights, over its learning rate. */

#define SIZE    16
#define N       12
#define N_STEPS 25

typedef struct {
  float in[N * 3 * SIZE * SIZE];
  gint32 labels[N];
  char *folder, *path;
  float *decay; /* which weights decay: all but batch norm */
  gsize n;      /* weights */
} Fixture;

/* The weights in an exported file: a zip archive of stored entries, of which "data/0" is the one
 * storage that all parameters are views of. */
static float *
weights_of (GBytes *file, gsize *n)
{
  static const char end[] = "data/0";
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  for (const guint8 *at = data; at + 46 < data + size; at++) {
    if (memcmp (at, "PK\1\2", 4) != 0) /* an entry of the directory */
      continue;
    guint32 length, offset;
    guint16 name_length, local[2];
    memcpy (&length, at + 24, 4);
    memcpy (&name_length, at + 28, 2);
    memcpy (&offset, at + 42, 4);
    if (name_length < strlen (end) ||
        memcmp (at + 46 + name_length - strlen (end), end, strlen (end)) != 0)
      continue;
    memcpy (local, data + offset + 26, sizeof local);
    *n = length / sizeof (float);
    return g_memdup2 (data + offset + 30 + local[0] + local[1], length);
  }
  g_error ("no weights in the exported file");
}

static float *
weights (Fixture *self, TauTorchTrainer *trainer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = fixture_torch ()->trainer_export (trainer, FALSE, &error);
  g_assert_no_error (error);
  gsize size;
  const char *data = g_bytes_get_data (file, &size);
  g_assert_true (g_file_set_contents (self->path, data, size, NULL));
  float *values = weights_of (file, &self->n);
  g_assert_cmpuint (self->n, ==, fixture_torch ()->trainer_n_parameters (trainer));
  return values;
}

static void
step (const Fixture *self, TauTorchTrainer *trainer, float rate)
{
  g_autoptr (GError) error = NULL;
  fixture_torch ()->trainer_step_labels (trainer, self->in, self->labels, N, 0, rate, NULL, &error);
  g_assert_no_error (error);
}

static TauTrainerSpec
plain_spec (void)
{
  TauTrainerSpec spec = fixture_spec ("resnet8", SIZE, 3);
  spec.optimizer = TAU_OPTIMIZER_SGD;
  spec.momentum = 0;
  spec.weight_decay = 0;
  return spec;
}

/* The gradient at the weights in self->path, which are `w`. A large rate keeps the digits. */
static float *
gradient (Fixture *self, const float *w)
{
  const float rate = 4096;
  g_autoptr (GError) error = NULL;
  TauTrainerSpec spec = plain_spec ();
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  fixture_load_weights (trainer, self->path, &error);
  g_assert_no_error (error);
  step (self, trainer, rate);
  float *g = weights (self, trainer);
  for (gsize i = 0; i < self->n; i++)
    g[i] = (w[i] - g[i]) / rate;
  fixture_torch ()->trainer_free (trainer);
  return g;
}

/* From weights that are not zero any more, one step at a rate of 1 with a decay of 1/2 and one
 * without: they differ by half of what decays. */
static void
find_decay (Fixture *self)
{
  float *after[2];
  TauTrainerSpec spec = plain_spec ();
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  step (self, trainer, 0.1f);
  self->decay = weights (self, trainer);
  fixture_torch ()->trainer_free (trainer);
  for (guint i = 0; i < 2; i++) {
    spec.weight_decay = i == 0 ? 0 : 0.5f;
    trainer = fixture_trainer (&spec);
    g_autofree char *start = g_strconcat (self->path, ".start", NULL);
    if (i == 0)
      g_assert_cmpint (g_rename (self->path, start), ==, 0);
    g_assert_true (fixture_load_weights (trainer, start, NULL));
    step (self, trainer, 1);
    after[i] = weights (self, trainer);
    fixture_torch ()->trainer_free (trainer);
  }
  for (gsize i = 0; i < self->n; i++) {
    g_assert_cmpfloat (self->decay[i], !=, 0);
    self->decay[i] = fabsf (after[0][i] - after[1][i]) > 0.4f * fabsf (self->decay[i]);
  }
  g_free (after[0]);
  g_free (after[1]);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree float *in = fixture_pictures (N, SIZE);
  memcpy (self->in, in, sizeof self->in);
  for (gint32 i = 0; i < N; i++)
    self->labels[i] = i % 3;
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, "weights.pt", NULL);
  find_decay (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->decay);
}

/* resnet8's 3 x 3 convolutions and its head decay; the scales and shifts of its batch norms do not
 * (METHOD "Training"). */
static void
test_decay (Fixture *self, gconstpointer data)
{
  gsize n = 0;
  for (gsize i = 0; i < self->n; i++)
    n += self->decay[i] == 1;
  const gsize convolutions = 9 * (3 * 16 + 2 * 16 * 16 + 16 * 32 + 32 * 32 + 32 * 64 + 64 * 64);
  const gsize scales = 3 * 16 + 2 * 32 + 2 * 64;
  g_assert_cmpuint (self->n, ==, convolutions + 2 * scales + 64 * 3 + 3);
  g_assert_cmpuint (n, ==, convolutions + 64 * 3 + 3);
}

typedef struct {
  double w, square, moment;
} State;

/* METHOD "Training": TensorFlow's RMSProp, decay 0.9, momentum 0.9, epsilon 1e-3 added before the
 * root is taken; the mean square begins at one. */
static void
rmsprop (State *s, double g, double rate, double inside, double outside)
{
  s->square = 0.9 * s->square + 0.1 * g * g;
  s->moment = 0.9 * s->moment + rate * g / (sqrt (s->square + inside) + outside);
  s->w -= s->moment;
}

static void
test_rmsprop (Fixture *self, gconstpointer data)
{
  const double rate = 0.01, decay = 1e-2;
  TauTrainerSpec spec = fixture_spec ("resnet8", SIZE, 3);
  spec.optimizer = TAU_OPTIMIZER_RMSPROP;
  spec.weight_decay = decay;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  float *w = weights (self, trainer);
  const gsize n = self->n;
  g_autofree State *wanted = g_new0 (State, n), *other = g_new0 (State, n);
  g_autofree float *first = g_memdup2 (w, n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    wanted[i] = other[i] = (State){ .w = w[i], .square = 1 };

  for (guint s = 0; s < N_STEPS; s++) {
    g_autofree float *g = gradient (self, w);
    for (gsize i = 0; i < n; i++) {
      double whole = g[i] + (self->decay[i] == 1 ? decay * w[i] : 0);
      rmsprop (&wanted[i], whole, rate, 1e-3, 0);
      rmsprop (&other[i], whole, rate, 0, 1e-3); /* as PyTorch has it */
    }
    step (self, trainer, rate);
    g_free (w);
    w = weights (self, trainer);
  }
  double farthest = 0, moved = 0, difference = 0;
  for (gsize i = 0; i < n; i++) {
    farthest = MAX (farthest, fabs (w[i] - wanted[i].w));
    moved = MAX (moved, fabs (w[i] - first[i]));
    difference = MAX (difference, fabs (wanted[i].w - other[i].w));
  }
  g_test_message ("off by %g at most; moved by %g; the other epsilon by %g", farthest, moved,
                  difference);
  g_assert_cmpfloat (farthest, <, 1e-5 * moved);
  g_assert_cmpfloat (difference, >, 1e-4 * moved); /* the test would see it */
  g_free (w);
  fixture_torch ()->trainer_free (trainer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/torch/optimizer/decay", test_decay);
  ADD ("/torch/optimizer/rmsprop", test_rmsprop);
  return g_test_run ();
}
