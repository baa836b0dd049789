/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-classify.h"

#include "cli/tau-cli-model.h"
#include "dataset/tau-samples.h"
#include "host/tau-host.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n.h>
#include <string.h>

/* classify: what a method answers for images, at its cost. Threads take the images that are there,
 * up to a batch, load and classify them; the main thread writes the answers in order. */

typedef struct {
  char *pack_name, *target, *predictor, *method_name, *dataset, *list, *format;
  char **corruption_names, **severities; /* one for all images or one for each; NULL: none */
  int limit, top;
  TauCliModel model;

  GArray *corruptions; /* of TauCorruptionSpec */
  TauMethod method;
  TauCliImages *images;
  TauPack *pack;
  TauSession *session;
  TauClassifier *classifier;
  gint32 *map; /* classes of the data set to those of the pack; NULL: they are others */
} Classify;

static void
classify_clear (Classify *self)
{
  char *const texts[] = { self->pack_name, self->target, self->predictor, self->method_name,
                          self->dataset,   self->list,   self->format };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_strfreev (self->corruption_names);
  g_strfreev (self->severities);
  tau_cli_model_clear (&self->model);
  g_clear_pointer (&self->corruptions, g_array_unref);
  tau_classifier_free (self->classifier);
  tau_session_free (self->session);
  tau_cli_images_free (self->images);
  tau_pack_unref (self->pack);
  g_free (self->map);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Classify, classify_clear)

/* -- the work ------------------------------------------------------------------------------ */

/* Images that go to the models together, and their answers. */
typedef struct {
  guint number, n; /* n 0: a thread has ended */
  TauCliAnswer *answers;
  GError *error; /* that ends the command */
} Batch;

static void
batch_free (Batch *self)
{
  for (guint i = 0; i < self->n; i++) {
    TauCliAnswer *answer = &self->answers[i];
    tau_cli_image_clear (&answer->image);
    g_clear_error (&answer->error);
    g_free (answer->classes);
    g_free (answer->confidences);
  }
  g_free (self->answers);
  g_clear_error (&self->error);
  g_free (self);
}

/* What the threads share. */
typedef struct {
  Classify *job;
  TauCli *cli;
  guint batch, threads_each;
  GCancellable *stop;
  GMutex taking;     /* of the images, and of the next number */
  guint next_number; /* of a batch */
  GMutex lock;
  GCond written;
  guint n_written; /* batches */
  guint ahead;     /* so many batches may be under way */
  GAsyncQueue *finished;
} Work;

/* The next images; their number is 0 at the end. */
static Batch *
take_batch (Work *self)
{
  Batch *batch = g_new0 (Batch, 1);
  TauCorruptionSpec corruption = { 0 };
  g_autofree TauCliImage *images = g_new0 (TauCliImage, self->batch);
  g_mutex_lock (&self->taking);
  g_mutex_lock (&self->lock);
  while (self->next_number >= self->n_written + self->ahead &&
         !g_cancellable_is_cancelled (self->stop))
    g_cond_wait (&self->written, &self->lock);
  g_mutex_unlock (&self->lock);
  batch->n = tau_cli_images_take (self->job->images, self->batch, images, &corruption, self->stop,
                                  &batch->error);
  batch->number = self->next_number;
  self->next_number += batch->n > 0;
  g_mutex_unlock (&self->taking);
  batch->answers = g_new0 (TauCliAnswer, MAX (batch->n, 1));
  for (guint i = 0; i < batch->n; i++) {
    batch->answers[i].image = images[i];
    batch->answers[i].corruption = corruption;
  }
  return batch;
}

/* The class that the data set gives to an image, by the pack's name if it has that class. */
static const char *
find_label (const Classify *self, guint number)
{
  const TauDataset *dataset = tau_cli_images_dataset (self->images);
  if (dataset == NULL || dataset->classes->len == 0)
    return NULL;
  return self->map != NULL ? tau_pack_class (self->pack, self->map[dataset->labels[number]])
                           : tau_dataset_class (dataset, number);
}

/* Keeps the likeliest classes. */
static void
set_answer (const Classify *self, TauCliAnswer *answer, TauClassification *from)
{
  const guint n_classes = self->session->n_classes;
  answer->n_top = MIN ((guint)self->top, n_classes);
  answer->classes = g_new (guint, answer->n_top);
  answer->confidences = g_new (float, answer->n_top);
  for (guint i = 0; i < answer->n_top; i++) {
    const guint best = tau_argmax (from->probabilities, n_classes);
    answer->classes[i] = best;
    answer->confidences[i] = from->probabilities[best];
    from->probabilities[best] = -1;
  }
  answer->n_choices = from->n_choices;
  memcpy (answer->choices, from->choices, sizeof answer->choices);
  tau_classification_clear (from);
}

static void
run_batch (Work *self, Batch *batch)
{
  Classify *job = self->job;
  const int side = job->pack->target.input_size + job->pack->margin;
  TauImage **images = g_new0 (TauImage *, batch->n);
  g_autofree guint *numbers = g_new (guint, batch->n), *places = g_new (guint, batch->n);
  g_autofree TauClassification *out = g_new0 (TauClassification, batch->n);
  guint n = 0;
  for (guint i = 0; i < batch->n && !g_cancellable_is_cancelled (self->stop); i++) {
    TauCliAnswer *answer = &batch->answers[i];
    g_autoptr (TauImage) image =
        tau_cli_images_load (job->images, self->cli, &answer->image, &answer->error);
    answer->label = find_label (job, answer->image.number);
    if (image == NULL)
      continue;
    images[n] = tau_prepare_image (image, side);
    numbers[n] = answer->image.number;
    places[n++] = i;
  }
  if (n > 0 && tau_classifier_run (job->classifier, images, numbers, n,
                                   &batch->answers[0].corruption, out, self->stop, &batch->error))
    for (guint i = 0; i < n; i++)
      set_answer (job, &batch->answers[places[i]], &out[i]);
  for (guint i = 0; i < n; i++)
    tau_image_unref (images[i]);
  g_free (images);
}

static gpointer
run_thread (gpointer data)
{
  Work *self = data;
  self->job->session->torch->set_threads (self->threads_each); /* of this thread */
  for (;;) {
    Batch *batch = take_batch (self);
    const gboolean ends = batch->n == 0;
    if (!ends)
      run_batch (self, batch);
    g_async_queue_push (self->finished, batch);
    if (ends)
      return NULL;
  }
}

/* A bad image among several is reported; alone it is the command's error. */
static gboolean
write_batch (Work *self, const TauCliAnswerWriter *writer, Batch *batch, GError **error)
{
  TauDataset *dataset = tau_cli_images_dataset (self->job->images);
  if (batch->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&batch->error));
    return FALSE;
  }
  if (dataset != NULL && !tau_dataset_check (dataset, error))
    return FALSE;
  for (guint i = 0; i < batch->n; i++) {
    TauCliAnswer *answer = &batch->answers[i];
    if (answer->error != NULL && tau_cli_images_count (self->job->images) == 1) {
      g_propagate_error (error, g_steal_pointer (&answer->error));
      return FALSE;
    }
    if (answer->error != NULL) {
      tau_cli_say ("%s", answer->error->message);
      self->cli->failed = TRUE;
    }
    if (batch->number == 0 && i == 0)
      tau_cli_answers_begin (writer);
    tau_cli_answers_write (writer, answer);
  }
  return tau_cli_check_output (error);
}

/* Writes the batches in order as they are finished. */
static gboolean
write_batches (Work *self, const TauCliAnswerWriter *writer, guint n_threads, GError **error)
{
  g_autoptr (GHashTable) waiting =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)batch_free);
  gboolean good = TRUE;
  for (guint n_ended = 0; n_ended < n_threads;) {
    Batch *batch = g_async_queue_pop (self->finished);
    if (batch->n == 0) {
      n_ended++;
      if (batch->error != NULL &&
          *error == NULL) /* the list; what was taken is written nevertheless */
        g_propagate_error (error, g_steal_pointer (&batch->error));
      batch_free (batch);
      continue;
    }
    g_hash_table_insert (waiting, GUINT_TO_POINTER (batch->number), batch);
    while (good && (batch = g_hash_table_lookup (waiting, GUINT_TO_POINTER (self->n_written)))) {
      g_autoptr (GError) local = NULL;
      good = write_batch (self, writer, batch, &local);
      if (!good) {
        g_clear_error (error);
        g_propagate_error (error, g_steal_pointer (&local));
        g_cancellable_cancel (self->stop);
      }
      g_hash_table_remove (waiting, GUINT_TO_POINTER (self->n_written));
      g_mutex_lock (&self->lock);
      self->n_written++;
      g_cond_broadcast (&self->written);
      g_mutex_unlock (&self->lock);
    }
  }
  if (good && *error == NULL && self->n_written == 0 && writer->format == TAU_FORMAT_CSV)
    tau_cli_answers_begin (writer); /* a table of no rows */
  return good && *error == NULL;
}

static gboolean
run_work (Classify *self, TauCli *cli, const TauCliAnswerWriter *writer, GError **error)
{
  const guint n = tau_cli_images_count (self->images);
  const guint n_threads = n > 0 ? MIN (n, (guint)cli->n_threads) : (guint)cli->n_threads;
  const guint batch = tau_classifier_batch (self->classifier);
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GAsyncQueue) finished = g_async_queue_new_full ((GDestroyNotify)batch_free);
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  Work work = {
    .job = self,
    .cli = cli,
    /* A few images are shared out. */
    .batch = n > 0 ? CLAMP ((n + n_threads - 1) / n_threads, 1, batch) : batch,
    .threads_each = cli->n_threads / n_threads,
    .stop = stop,
    .ahead = 2 * n_threads,
    .finished = finished,
  };
  g_mutex_init (&work.taking);
  g_mutex_init (&work.lock);
  g_cond_init (&work.written);
  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_add (threads, g_thread_new ("tau-classify", run_thread, &work));
  const gboolean good = write_batches (&work, writer, n_threads, &failure);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (g_ptr_array_index (threads, i));
  g_mutex_clear (&work.taking);
  g_mutex_clear (&work.lock);
  g_cond_clear (&work.written);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return good;
}

/* -- the command line ---------------------------------------------------------------------- */

static gboolean
read_corruption (Classify *self, TauCli *cli, guint i, GError **error)
{
  TauCorruptionSpec corruption = { .seed = cli->seed };
  const char *name = tau_cli_nth (self->corruption_names, i);
  const char *severity = tau_cli_nth (self->severities, i);
  if (!tau_cli_read_corruption (name, severity, &corruption, error))
    return FALSE;
  if (tau_corruption_spec_is_none (&corruption))
    corruption.type = NULL;
  g_array_append_val (self->corruptions, corruption);
  return TRUE;
}

/* One for all images, or one for each. */
static gboolean
read_corruptions (Classify *self, TauCli *cli, guint n_paths, GError **error)
{
  const guint n_names = self->corruption_names ? g_strv_length (self->corruption_names) : 0;
  const guint n_severities = self->severities ? g_strv_length (self->severities) : 0;
  const gboolean several = n_names > 1 || n_severities > 1;
  self->corruptions = g_array_new (FALSE, FALSE, sizeof (TauCorruptionSpec));
  if (several && n_paths == 0)
    return tau_cli_refuse (error, _ ("Only for images named one by one can --corruption and "
                                     "--severity be given several times"));
  if (!tau_cli_check_list (self->corruption_names, "--corruption", n_paths, error) ||
      !tau_cli_check_list (self->severities, "--severity", n_paths, error))
    return FALSE;
  for (guint i = 0; i < (several ? n_paths : 1); i++)
    if (!read_corruption (self, cli, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_method (Classify *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  if (self->method_name == NULL)
    return TRUE;
  g_autoptr (GArray) methods = tau_methods_parse (self->method_name, &cause);
  if (methods == NULL)
    return tau_cli_refuse (error, "%s", cause->message);
  /* center comes first in every list. */
  self->method = g_array_index (methods, TauMethod, methods->len - 1);
  if (strchr (self->method_name, ',') == NULL)
    return TRUE;
  return tau_cli_refuse (error, _ ("--method takes one method; evaluate compares several"));
}

static gboolean
check_options (Classify *self, int n_paths, GError **error)
{
  if ((n_paths > 0) + (self->list != NULL) + (self->dataset != NULL) != 1)
    return tau_cli_refuse (error, _ ("classify needs images, or --files-from, or --dataset; one "
                                     "of the three"));
  if (self->limit < 0 || (self->limit > 0 && self->dataset == NULL))
    return tau_cli_refuse (error, _ ("--limit is for --dataset, from 0"));
  if (self->top < 1)
    return tau_cli_refuse (error, _ ("--top must be 1 or more"));
  if (self->target != NULL && self->pack_name != NULL)
    return tau_cli_refuse (error, _ ("Give --pack or --target, not both"));
  const int format = self->format != NULL ? tau_table_format_find (self->format) : TAU_FORMAT_TEXT;
  if (format < 0 || format > TAU_FORMAT_CSV)
    return tau_cli_refuse (error, _ ("“%s” is not a format of classify; use text, json or csv"),
                           self->format);
  return tau_cli_model_check (&self->model, self->target != NULL, error);
}

static gboolean
parse (Classify *self, TauCli *cli, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &self->pack_name,
      N_ ("Model pack: a folder or a name (default: signs, unless --target is given)"),
      "DIR" TAU_CLI_TAKES "PACK|DIR" },
    { "target", 0, 0, G_OPTION_ARG_FILENAME, &self->target,
      N_ ("TorchScript classifier, instead of a pack (default: that of --pack)"),
      "FILE" TAU_CLI_TAKES "MODEL" },
    { "predictor", 0, 0, G_OPTION_ARG_FILENAME, &self->predictor,
      N_ ("Loss predictor: a TorchScript file, another pack, or none (default: the pack's own)"),
      "FILE" TAU_CLI_TAKES "MODEL|PACK|none" },
    { "method", 0, 0, G_OPTION_ARG_STRING, &self->method_name,
      N_ ("How to answer: center, hflip, 5crop, 10crop, random:K, gps:K, gps:K+corrupted, ours:K, "
          "ours:K+flip, ours:K+5crop, ours:K+chain:N, ours:K+threshold:T, "
          "ours:K+temperature:T, ours:K+entropy, entropy:1 or all (default: ours:1, or center "
          "without a predictor)"),
      "METHOD" },
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &self->dataset,
      N_ ("Classify the images of a data set (default: those that are named)"), "DATASET" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &self->limit,
      N_ ("Use only N images of it, spread evenly (default: all)"), "N" },
    { "files-from", 0, 0, G_OPTION_ARG_FILENAME, &self->list,
      N_ ("Classify the files named in FILE, one a line; - is standard input (default: those that "
          "are named)"),
      "FILE" },
    { "corruption", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->corruption_names,
      N_ ("Corrupt the images first (this and the next: once for all images, or once for each; "
          "default: none)"),
      "NAME" TAU_CLI_TAKES "CORRUPTION|none" },
    { "severity", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->severities,
      N_ ("Severity of the corruption, 0 to 5 (default: 3)"), "S" TAU_CLI_TAKES "0-5" },
    { "top", 0, 0, G_OPTION_ARG_INT, &self->top, N_ ("Name the K likeliest classes"), "K" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format,
      N_ ("text (default), csv, or json with an object on each line"),
      "NAME" TAU_CLI_TAKES "text|json|csv" },
    { NULL },
  };
  g_autoptr (GArray) all = tau_cli_model_entries (&self->model, entries);
  return tau_cli_parse (cli, &tau_cli_classify, (const GOptionEntry *)all->data, argc, argv,
                        error) &&
         check_options (self, *argc - 1, error) && tau_cli_expect_one_dash (*argc, *argv, error) &&
         read_method (self, error) && read_corruptions (self, cli, *argc - 1, error);
}

static TauPack *
open_pack (const Classify *self, TauCli *cli, GError **error)
{
  g_autoptr (TauPack) pack = self->target != NULL
                                 ? tau_cli_model_open (cli, &self->model, self->target, error)
                             : self->pack_name != NULL ? tau_pack_find (self->pack_name, error)
                                                       : tau_pack_load_default (error);
  return pack == NULL || self->predictor == NULL
             ? g_steal_pointer (&pack)
             : tau_pack_borrow_named (pack, self->predictor, error);
}

static gboolean
open_all (Classify *self, TauCli *cli, const TauCliImagesSpec *spec, GError **error)
{
  self->images = tau_cli_images_open (spec, error);
  self->pack = self->images != NULL ? open_pack (self, cli, error) : NULL;
  if (self->pack == NULL)
    return FALSE;
  if (self->method_name == NULL) {
    g_autoptr (GArray) methods =
        tau_methods_parse (self->pack->has_predictor ? "ours:1" : "center", NULL);
    self->method = g_array_index (methods, TauMethod, methods->len - 1);
  }
  self->session = tau_session_open (self->pack, NULL, cli->n_threads, cli->cancellable, error);
  if (self->session == NULL)
    return FALSE;
  self->classifier = tau_classifier_new (self->session, &self->method, cli->seed, error);
  TauDataset *dataset = tau_cli_images_dataset (self->images);
  if (dataset != NULL)
    self->map = tau_pack_map_classes (self->pack, dataset, NULL);
  return self->classifier != NULL;
}

static gboolean
run_classify (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Classify) self = { .top = 1 };
  if (!parse (&self, cli, &argc, &argv, error))
    return FALSE;
  const TauCliImagesSpec spec = {
    .paths = argv + 1,
    .n_paths = argc - 1,
    .list = self.list,
    .dataset = self.dataset,
    .limit = self.limit,
    .corruptions = (const TauCorruptionSpec *)(gpointer)self.corruptions->data,
    .n_corruptions = self.corruptions->len,
  };
  if (!open_all (&self, cli, &spec, error))
    return FALSE;
  tau_cli_say_device (cli);
  const TauCliAnswerWriter writer = {
    .format = self.format != NULL ? tau_table_format_find (self.format) : TAU_FORMAT_TEXT,
    .pack = self.pack,
    .method = &self.method,
    .cost = tau_classifier_cost (self.classifier),
    .top = MIN ((guint)self.top, self.session->n_classes),
  };
  return run_work (&self, cli, &writer, error);
}

const TauCliCommand tau_cli_classify = {
  .name = "classify",
  .synopsis = "IN… | --files-from FILE | --dataset DATASET",
  .summary = N_ ("What a method answers for images, at no more than its cost"),
  .run = run_classify,
  .flags = TAU_CLI_RUNS_MODELS | TAU_CLI_AT_ONCE,
  .takes = "IMAGE…",
};
