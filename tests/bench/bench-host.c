/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host.h"
#include "model/tau-pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the model process costs: the same models in it and in this process, asked in turns. Prints a
 * Markdown table: median time of 12 views of one image and of 256 images in batches of 64, and the
 * memory that this process holds with each. Arguments: packs. */

#define N_REQUESTS 50
#define N_VIEWS    12
#define N_IMAGES   256
#define N_ROUNDS   31

typedef struct {
  const TauModelApi *api;
  TauTorchModel *model;
  float *in, *out;
  double ms[N_REQUESTS], many_ms[N_ROUNDS], memory;
} Side;

static double
resident_mib (void)
{
  g_autofree char *text = NULL;
  long total = 0, resident = 0;
  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%ld %ld", &total, &resident);
  return resident * (double)sysconf (_SC_PAGESIZE) / (1 << 20);
}

static double
run (Side *self, guint n)
{
  g_autoptr (GError) error = NULL;
  const gint64 began = g_get_monotonic_time ();
  if (!self->api->model_run (self->model, self->in, n, self->out, NULL, &error))
    g_error ("%s", error->message);
  return (g_get_monotonic_time () - began) / 1e3;
}

static void
side_open (Side *self, const TauModelApi *api, const TauPackModel *model, int n_threads)
{
  g_autoptr (GError) error = NULL;
  const gsize values = (gsize)N_IMAGES * 3 * model->input_size * model->input_size;
  self->api = api;
  api->set_threads (n_threads);
  self->model = api->model_load (model->path, -1, model->input_size, NULL, &error);
  if (self->model == NULL)
    g_error ("%s", error->message);
  self->in = api->buffer_new (values, NULL);
  self->out = g_new (float, (gsize)N_IMAGES * api->model_n_outputs (self->model));
  for (gsize i = 0; i < values; i++)
    self->in[i] = (i * 37 % 101) / 50.0f - 1;
  run (self, N_IMAGES);
  self->memory = resident_mib ();
}

static int
compare_times (const void *a, const void *b)
{
  return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static void
measure (const char *name, int n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = tau_pack_find (name, &error);
  Side sides[2] = { 0 };
  const TauTorchApi *torch = NULL;
  if (pack == NULL)
    g_error ("%s", error->message);
  side_open (&sides[0], tau_host_get (), &pack->target, n_threads);
  if ((torch = tau_torch_open (&error)) == NULL)
    g_error ("%s", error->message);
  side_open (&sides[1], &torch->models, &pack->target, n_threads);
  for (guint i = 0; i < N_REQUESTS; i++)
    for (guint s = 0; s < 2; s++)
      sides[s].ms[i] = run (&sides[s], N_VIEWS);
  for (guint i = 0; i < N_ROUNDS; i++)
    for (guint s = 0; s < 2; s++)
      sides[(i + s) % 2].many_ms[i] = run (&sides[(i + s) % 2], N_IMAGES);
  for (guint s = 0; s < 2; s++) {
    qsort (sides[s].ms, N_REQUESTS, sizeof (double), compare_times);
    qsort (sides[s].many_ms, N_ROUNDS, sizeof (double), compare_times);
    g_print ("| %s | %s | %.2f | %.1f | %.0f |\n", pack->name, s == 0 ? "own process" : "here",
             sides[s].ms[N_REQUESTS / 2], sides[s].many_ms[N_ROUNDS / 2], sides[s].memory);
    sides[s].api->model_free (sides[s].model);
    sides[s].api->buffer_free (sides[s].in);
    g_free (sides[s].out);
  }
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  g_print ("| pack | models run in | 12 views, ms | 256 images, ms | memory here, MiB |\n"
           "|---|---|--:|--:|--:|\n");
  for (int i = 1; i < MAX (argc, 2); i++)
    measure (argc > 1 ? argv[i] : "signs", g_get_num_processors ());
  return 0;
}
