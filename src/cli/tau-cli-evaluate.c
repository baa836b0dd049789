/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-model.h"

#include "base/tau-duration.h"
#include "evaluate/tau-evaluate.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A spec that cannot be read is a usage error. */
static gboolean
refuse_spec (GError **error, GError *cause)
{
  g_autoptr (GError) owned = cause;
  return tau_cli_refuse (error, "%s", owned->message);
}

static gboolean
read_shard (const char *text, TauEvaluateSpec *spec, GError **error)
{
  guint64 shard = 0, n = 0;
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  if (g_strv_length (parts) == 2 &&
      g_ascii_string_to_unsigned (parts[1], 10, 1, 1000000, &n, NULL) &&
      g_ascii_string_to_unsigned (parts[0], 10, 1, n, &shard, NULL)) {
    spec->shard = shard;
    spec->n_shards = n;
    return TRUE;
  }
  return tau_cli_refuse (error, _ ("--shard takes I/N for slice I of N, such as 1/4"));
}

static void
on_status (const TauEvaluateStatus *status, gpointer data)
{
  TauCli *cli = data;
  g_autofree char *left = tau_duration_format (status->seconds_left);
  if (status->images_per_second > 0)
    tau_cli_progress (cli, _ ("%s: %3.0f %%, %.1f images/s, %s left"), status->phase,
                      100 * status->fraction, status->images_per_second, left);
  else
    tau_cli_progress (cli, _ ("%s: %3.0f %%"), status->phase, 100 * status->fraction);
}

/* Without --methods, evaluates everything that the pack allows. */
static gboolean
set_methods (TauCli *cli, TauEvaluateSpec *spec, const char *methods, const TauPack *pack,
             GError **error)
{
  GError *cause = NULL;
  if (methods != NULL)
    return tau_evaluate_spec_set_methods (spec, methods, &cause) || refuse_spec (error, cause);
  if (pack->has_predictor)
    return TRUE;
  tau_evaluate_spec_drop_predicted (spec);
  if (!cli->quiet)
    tau_cli_say (_ ("“%s” has no loss predictor, so the methods ours:K are left out; make one with "
                    "tauscope-cli train-predictor"),
                 pack->name);
  return TRUE;
}

#define NO_THRESHOLD (-INFINITY)

typedef struct {
  char *pack, *target, *predictor, *dataset, *validation, *methods, *corruptions, *severities,
      *format, *shard, *per_image;
  int limit;
  TauCliModel model;
  double threshold; /* NO_THRESHOLD: none */
  gboolean alexnet, times, correlation;
} Options;

static void
options_clear (Options *self)
{
  char *const texts[] = { self->pack,       self->target,  self->predictor,   self->dataset,
                          self->validation, self->methods, self->corruptions, self->severities,
                          self->format,     self->shard,   self->per_image };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  tau_cli_model_clear (&self->model);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
set_threshold (TauEvaluateSpec *spec, double threshold, GError **error)
{
  gboolean any = FALSE;
  for (guint m = 0; m < spec->n_methods; m++)
    any = any || spec->methods[m].kind == TAU_METHOD_OURS;
  if (!any)
    return tau_cli_refuse (error, _ ("--threshold is for ours:K, which --methods does not have"));
  return tau_evaluate_spec_set_threshold (spec, threshold) ||
         tau_cli_refuse (error, _ ("--threshold takes a number from 0 to 1000"));
}

static gboolean
read_spec (TauCli *cli, const Options *o, const TauPack *pack, TauEvaluateSpec *spec,
           GError **error)
{
  GError *cause = NULL;
  if ((o->corruptions != NULL &&
       !tau_evaluate_spec_set_corruptions (spec, o->corruptions, &cause)) ||
      (o->severities != NULL && !tau_evaluate_spec_set_severities (spec, o->severities, &cause)))
    return refuse_spec (error, cause);
  if (!set_methods (cli, spec, o->methods, pack, error))
    return FALSE;
  if (o->threshold != NO_THRESHOLD && !set_threshold (spec, o->threshold, error))
    return FALSE;
  if (o->shard != NULL && !read_shard (o->shard, spec, error))
    return FALSE;
  spec->validation = g_strdup (o->validation);
  spec->limit = o->limit;
  spec->seed = cli->seed;
  spec->correlation = o->correlation;
  spec->n_threads = cli->n_threads;
  return TRUE;
}

static TauPack *
open_pack (TauCli *cli, const Options *o, GError **error)
{
  g_autoptr (TauPack) pack = o->target != NULL
                                 ? tau_cli_model_open (cli, &o->model, o->target, error)
                                 : tau_pack_find (o->pack, error);
  return pack == NULL || o->predictor == NULL ? g_steal_pointer (&pack)
                                              : tau_pack_borrow_named (pack, o->predictor, error);
}

/* Says how to continue after Ctrl-C or a full disk. */
static void
explain_stop (GError **error)
{
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (error);
    g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
        _ ("Stopped; the answers so far are kept, and the same command continues from there"));
  }
}

static void
print_result (TauCli *cli, const TauEvaluation *result, TauTableFormat format, TauTableFlags flags,
              const char *db)
{
  if (result->spec->n_shards > 1) {
    if (!cli->quiet)
      g_print (_ ("Slice %u of %u: the answers for %u images are in “%s”. Join the slices with "
                  "“tauscope-cli merge”, then evaluate without --shard.\n"),
               result->spec->shard, result->spec->n_shards, result->n_images, db);
    return;
  }
  g_autofree char *text = tau_evaluation_write (result, format, flags);
  g_print ("%s", text);
}

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf one, other;
  if (g_stat (a, &one) == 0 && g_stat (b, &other) == 0)
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
  g_autofree char *path = g_canonicalize_filename (a, NULL);
  g_autofree char *second = g_canonicalize_filename (b, NULL);
  return g_str_equal (path, second);
}

/* Whether a data set, “READER:FILE” or “READER:FILE:PART”, is read from the file. */
static gboolean
is_read_from (const char *dataset, const char *path)
{
  const char *colon = dataset != NULL ? strchr (dataset, ':') : NULL;
  if (colon == NULL)
    return dataset != NULL && is_same_file (dataset, path);
  const char *last = strrchr (colon, ':');
  g_autofree char *file = g_strndup (colon + 1, last > colon ? last - colon - 1 : 0);
  return is_same_file (colon + 1, path) || (last > colon && is_same_file (file, path));
}

/* Checked before anything is computed. */
static gboolean
check_per_image (const Options *o, const char *db, GError **error)
{
  GError *cause = NULL;
  if (o->per_image == NULL)
    return TRUE;
  if (o->shard != NULL)
    return tau_cli_refuse (error, _ ("--per-image is for a whole evaluation; join the slices with "
                                     "merge first"));
  if (!tau_image_rows_check_path (o->per_image, &cause))
    return refuse_spec (error, cause);
  if (is_same_file (o->per_image, db) || is_read_from (o->dataset, o->per_image) ||
      is_read_from (o->validation, o->per_image)) {
    g_autofree char *name = g_filename_display_name (o->per_image);
    return tau_cli_refuse (
        error, _ ("“%s” is read by this evaluation; give --per-image another file"), name);
  }
  return tau_image_rows_check_folder (o->per_image, error);
}

static gboolean
evaluate (TauCli *cli, const Options *o, GError **error)
{
  const int format = tau_table_format_find (o->format != NULL ? o->format : "text");
  g_autoptr (TauPack) pack = open_pack (cli, o, error);
  g_autoptr (TauEvaluateSpec) spec = pack != NULL ? tau_evaluate_spec_new (o->dataset) : NULL;
  if (spec == NULL || !read_spec (cli, o, pack, spec, error))
    return FALSE;
  g_autoptr (TauStore) store = tau_store_open (cli->db, error);
  if (store == NULL)
    return FALSE;
  /* Load on one thread: the evaluation has its own threads. */
  g_autoptr (TauSession) session = tau_session_open (pack, store, 1, cli->cancellable, error);
  if (session == NULL)
    return FALSE;
  tau_cli_say_device (cli);
  g_autoptr (TauImageRows) rows = o->per_image != NULL ? tau_image_rows_new () : NULL;
  spec->rows = rows;
  g_autoptr (TauEvaluation) result =
      tau_evaluate (session, spec, on_status, cli, cli->cancellable, error);
  tau_cli_progress_end (cli);
  tau_cli_say_damaged (store);
  if (result == NULL) {
    explain_stop (error);
    return FALSE;
  }
  g_autofree char *name = g_filename_display_name (cli->db);
  print_result (cli, result, format,
                (o->alexnet ? TAU_TABLE_ALEXNET : 0) | (o->times ? TAU_TABLE_TIMES : 0), name);
  if (rows == NULL || tau_image_rows_write (rows, o->per_image, error))
    return TRUE;
  g_autofree char *file = g_filename_display_name (o->per_image);
  if (error != NULL && strstr ((*error)->message, file) == NULL)
    g_prefix_error (error, "“%s”: ", file); /* as on a full disk */
  return FALSE;
}

static gboolean
run_evaluate (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { .threshold = NO_THRESHOLD };
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &o.pack,
      N_ ("Model pack: a folder or a name (this or --target is required)"),
      "DIR" TAU_CLI_TAKES "PACK|DIR" },
    { "target", 0, 0, G_OPTION_ARG_FILENAME, &o.target,
      N_ ("Classifier, a TorchScript file, instead of a pack (this or --pack is required)"),
      "FILE" TAU_CLI_TAKES "MODEL" },
    { "predictor", 0, 0, G_OPTION_ARG_FILENAME, &o.predictor,
      N_ ("Loss predictor: a TorchScript file, another pack, or none (default: the pack's own)"),
      "FILE" TAU_CLI_TAKES "MODEL|PACK|none" },
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &o.dataset, N_ ("Images to evaluate on (required)"),
      "DATASET" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &o.limit, N_ ("Use only N images (default: all)"), "N" },
    { "methods", 0, 0, G_OPTION_ARG_STRING, &o.methods,
      N_ ("center, hflip, 5crop, 10crop, random:K, gps:K, gps:K+corrupted, ours:K, ours:K+flip, "
          "ours:K+5crop, per-corruption:1, all, oracle (default: all of these); and fixed:K, "
          "fixed:K+corrupted, entropy:1, bn-adapt; ours:K also takes +chain:N, +threshold:T, "
          "+temperature:T and +entropy"),
      "LIST" TAU_CLI_TAKES "METHOD,…" },
    { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &o.threshold,
      N_ ("Stay with the image as it is unless ours:K predicts to gain more than T (default: "
          "none)"),
      "T" },
    { "corruptions", 0, 0, G_OPTION_ARG_STRING, &o.corruptions,
      N_ ("clean, all, heldout, a group, or names (default: clean,all,heldout)"),
      "LIST" TAU_CLI_TAKES "clean|all|heldout|GROUP|CORRUPTION,…" },
    { "severities", 0, 0, G_OPTION_ARG_STRING, &o.severities, N_ ("1 to 5 (default: 1-5)"),
      "LIST" TAU_CLI_TAKES "1-5,…" },
    { "validation", 0, 0, G_OPTION_ARG_STRING, &o.validation,
      N_ ("Images on which gps and fixed are searched (default: a fold of the training part, or a "
          "fifth of the images)"),
      "DATASET" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &o.format,
      N_ ("text (default), json, csv, markdown or latex"),
      "NAME" TAU_CLI_TAKES "text|json|csv|markdown|latex" },
    { "correlation", 0, 0, G_OPTION_ARG_NONE, &o.correlation,
      N_ ("Compute every transform, not only those that the methods need: for the correlations, "
          "and "
          "how many images were rescued (default: only with all, oracle or gps)"),
      NULL },
    { "alexnet", 0, 0, G_OPTION_ARG_NONE, &o.alexnet,
      N_ ("Also normalise by AlexNet's errors (for ImageNet)"), NULL },
    { "times", 0, 0, G_OPTION_ARG_NONE, &o.times,
      N_ ("Also print the cost in measured time, which differs from run to run"), NULL },
    { "per-image", 0, 0, G_OPTION_ARG_FILENAME, &o.per_image,
      N_ ("Also write what was found for each image: .npz for NumPy, or .csv (default: nothing)"),
      "FILE" TAU_CLI_TAKES ".csv|.npz" },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &o.shard,
      N_ ("Evaluate slice I of N only (default: 1/1, all)"), "I/N" },
    { NULL },
  };
  g_autoptr (GArray) all = tau_cli_model_entries (&o.model, entries);
  if (!tau_cli_parse (cli, &tau_cli_evaluate, (const GOptionEntry *)all->data, &argc, &argv,
                      error) ||
      !tau_cli_expect_arguments (&tau_cli_evaluate, argc, 0, 0, error))
    return FALSE;
  if (o.dataset == NULL || (o.pack == NULL) == (o.target == NULL) || o.limit < 0)
    return tau_cli_refuse (
        error, _ ("evaluate needs --dataset, and --pack or --target, and a --limit from 0"));
  if (!tau_cli_model_check (&o.model, o.target != NULL, error))
    return FALSE;
  if (o.format != NULL && tau_table_format_find (o.format) < 0)
    return tau_cli_refuse (
        error, _ ("“%s” is not a format; use text, json, csv, markdown or latex"), o.format);
  return check_per_image (&o, cli->db, error) && evaluate (cli, &o, error);
}

const TauCliCommand tau_cli_evaluate = {
  .name = "evaluate",
  .synopsis = "--pack DIR --dataset DATASET",
  .summary = N_ ("The paper's tables: methods compared on clean and corrupted images"),
  .run = run_evaluate,
  .flags = TAU_CLI_RUNS_MODELS,
};
