/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "engine/tau-train.h"

#include <glib/gi18n.h>
#include <math.h>

static void
on_status (const TauTrainStatus *status, gpointer data)
{
  TauCli *cli = data;
  g_autofree char *left = tau_cli_duration (status->seconds_left);
  tau_cli_progress (cli, _ ("%s: %3.0f %%, loss %.4f, %.0f images/s, %s left"), status->phase,
                    100 * status->fraction, status->loss, status->images_per_second, left);
}

/* Words for Ctrl-C that say how to go on. */
static gboolean
finish (gboolean done, GError **error)
{
  if (!done && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("Stopped; the same command with --resume goes on from the last "
                            "finished epoch"));
  }
  return done;
}

static void
on_target_status (const TauTrainStatus *status, gpointer data)
{
  TauCli *cli = data;
  on_status (status, cli);
  if (status->epoch_done && !cli->quiet) {
    tau_cli_progress_end (cli);
    g_print (_ ("epoch %u of %u: training loss %.4f, test error %.2f %%, %.0f images/s\n"),
             status->epoch, status->n_epochs, status->loss, status->measure,
             status->images_per_second);
  }
}

static gboolean
run_train_target (TauCli *cli, int argc, char **argv, GError **error)
{
  TauTrainTargetOptions options;
  tau_train_target_options_init (&options);
  g_autofree char *dataset = NULL, *test = NULL, *out = NULL, *name = NULL, *arch = NULL,
                  *description = NULL, *init = NULL;
  int epochs = options.epochs, batch = options.batch, limit = 0, size = 0;
  gboolean no_flip = FALSE;
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &dataset, N_ ("Images to train on"), "DATASET" },
    { "test", 0, 0, G_OPTION_ARG_STRING, &test, N_ ("Images to measure on after each epoch"),
      "DATASET" },
    { "arch", 0, 0, G_OPTION_ARG_STRING, &arch, N_ ("resnet20 (default), resnet8, … any 6n + 2"),
      "NAME" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Folder of the pack to make"), "DIR" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Name of the pack"), "NAME" },
    { "description", 0, 0, G_OPTION_ARG_STRING, &description, N_ ("Description of the pack"),
      "TEXT" },
    { "input-size", 0, 0, G_OPTION_ARG_INT, &size, N_ ("Side of the model's input in pixels"),
      "N" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &epochs, N_ ("Passes over the images"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &batch, N_ ("Images in a step"), "N" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("Use only N images"), "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.learning_rate, N_ ("Highest learning rate"),
      "X" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &options.weight_decay, N_ ("Weight decay"), "X" },
    { "smoothing", 0, 0, G_OPTION_ARG_DOUBLE, &options.smoothing, N_ ("Label smoothing"), "X" },
    { "no-flip", 0, 0, G_OPTION_ARG_NONE, &no_flip, N_ ("Never mirror the images"), NULL },
    { "bfloat16", 0, 0, G_OPTION_ARG_NONE, &options.bfloat16,
      N_ ("Convolutions in bfloat16 (faster on CPUs with AMX)"), NULL },
    { "init", 0, 0, G_OPTION_ARG_FILENAME, &init, N_ ("Start from the weights of this target.pt"),
      "FILE" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume, N_ ("Go on from the checkpoint in DIR"),
      NULL },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_train_target, entries, &argc, &argv, error))
    return FALSE;
  if (dataset == NULL || out == NULL || argc > 1 || epochs < 1 || batch < 2 || limit < 0 ||
      size < 0 || !(options.learning_rate > 0) || !(options.weight_decay >= 0) ||
      !(options.smoothing >= 0 && options.smoothing < 1)) {
    g_set_error (error, TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE,
                 _ ("train-target needs --dataset and --out, positive numbers, and a --smoothing "
                    "below 1"));
    return FALSE;
  }
  options.dataset = dataset;
  options.test = test;
  options.out = out;
  options.name = name;
  options.description = description;
  options.command = cli->line;
  if (arch != NULL)
    options.architecture = arch;
  options.init = init;
  options.input_size = size;
  options.epochs = epochs;
  options.batch = batch;
  options.limit = limit;
  options.flip = !no_flip && !g_str_has_prefix (dataset, "signs");
  options.seed = cli->seed;
  options.n_threads = cli->n_threads;
  gboolean done = tau_train_target (&options, on_target_status, cli, cli->cancellable, error);
  tau_cli_progress_end (cli);
  return finish (done, error);
}

const TauCliCommand tau_cli_train_target = {
  "train-target",
  "--dataset DATASET --out DIR",
  N_ ("Train a classifier and make a pack of it"),
  run_train_target,
};

static void
on_predictor_status (const TauTrainStatus *status, gpointer data)
{
  TauCli *cli = data;
  on_status (status, cli);
  if (status->epoch_done && !cli->quiet) {
    tau_cli_progress_end (cli);
    g_print (
        _ ("epoch %u of %u: loss %.4f, validation correlation %.3f, error: center %.2f %%, ours:1 "
           "%.2f %%, oracle %.2f %%, %.0f images/s\n"),
        status->epoch, status->n_epochs, status->loss, status->measure, status->error_center,
        status->error_ours, status->error_oracle, status->images_per_second);
  }
}

static gboolean
run_train_predictor (TauCli *cli, int argc, char **argv, GError **error)
{
  TauTrainPredictorOptions options;
  tau_train_predictor_options_init (&options);
  g_autofree char *pack = NULL, *dataset = NULL, *test = NULL, *out = NULL, *arch = NULL,
                  *loss = NULL, *corruptions = NULL, *cache = NULL;
  int epochs = options.epochs, batch = options.batch, copies = options.copies, limit = 0, size = 0,
      test_limit = 0;
  gboolean no_flip = FALSE;
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &pack, N_ ("Pack with the target: a folder or a name"),
      "DIR" },
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &dataset, N_ ("Images the target was trained on"),
      "DATASET" },
    { "test", 0, 0, G_OPTION_ARG_STRING, &test, N_ ("Images to measure on at the end"), "DATASET" },
    { "test-limit", 0, 0, G_OPTION_ARG_INT, &test_limit, N_ ("Measure on N of them"), "N" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out,
      N_ ("Folder of the pack to make (default: that of --pack)"), "DIR" },
    { "arch", 0, 0, G_OPTION_ARG_STRING, &arch, N_ ("compact (default) or efficientnet-b0"),
      "NAME" },
    { "loss", 0, 0, G_OPTION_ARG_STRING, &loss,
      N_ ("blend (default), softrank, listwise or regret"), "NAME" },
    { "corruptions", 0, 0, G_OPTION_ARG_STRING, &corruptions,
      N_ ("all (default), none, a group (noise, blur, weather, digital), or names with commas"),
      "LIST" },
    { "corruption-share", 0, 0, G_OPTION_ARG_DOUBLE, &options.corruption_share,
      N_ ("Share of the images that are corrupted, 0 to 1"), "X" },
    { "copies", 0, 0, G_OPTION_ARG_INT, &copies, N_ ("Differently corrupted copies of each image"),
      "N" },
    { "input-size", 0, 0, G_OPTION_ARG_INT, &size, N_ ("Side of the predictor's input in pixels"),
      "N" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &epochs, N_ ("Passes over the images"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &batch, N_ ("Images in a step"), "N" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("Use only N images"), "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.learning_rate, N_ ("Highest learning rate"),
      "X" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &options.weight_decay, N_ ("Weight decay"), "X" },
    { "average", 0, 0, G_OPTION_ARG_DOUBLE, &options.average,
      N_ ("Decay of the weights' moving average"), "X" },
    { "no-flip", 0, 0, G_OPTION_ARG_NONE, &no_flip, N_ ("Never mirror the images"), NULL },
    { "bfloat16", 0, 0, G_OPTION_ARG_NONE, &options.bfloat16,
      N_ ("Convolutions in bfloat16 (faster on CPUs with AMX)"), NULL },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &cache,
      N_ ("Folder that keeps the actual losses for the next training"), "DIR" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume, N_ ("Go on from the checkpoint in DIR"),
      NULL },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_train_predictor, entries, &argc, &argv, error))
    return FALSE;
  if (pack == NULL || dataset == NULL || argc > 1 || epochs < 1 || batch < 2 || limit < 0 ||
      copies < 1 || test_limit < 0 || size < 0 || !(options.learning_rate > 0) ||
      !(options.weight_decay >= 0) || !(options.average >= 0 && options.average < 1) ||
      !(options.corruption_share >= 0 && options.corruption_share <= 1)) {
    g_set_error (error, TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE,
                 _ ("train-predictor needs --pack and --dataset, positive numbers, an --average "
                    "below 1 and a --corruption-share up to 1"));
    return FALSE;
  }
  options.pack = pack;
  options.dataset = dataset;
  options.test = test;
  options.out = out != NULL ? out : pack;
  options.command = cli->line;
  if (arch != NULL)
    options.architecture = arch;
  if (loss != NULL)
    options.loss = loss;
  if (corruptions != NULL)
    options.corruptions = corruptions;
  options.cache = cache;
  options.input_size = size;
  options.epochs = epochs;
  options.batch = batch;
  options.limit = limit;
  options.test_limit = test_limit;
  options.copies = copies;
  options.mirror = !no_flip && !g_str_has_prefix (dataset, "signs");
  options.seed = cli->seed;
  options.n_threads = cli->n_threads;
  gboolean done = tau_train_predictor (&options, on_predictor_status, cli, cli->cancellable, error);
  tau_cli_progress_end (cli);
  return finish (done, error);
}

const TauCliCommand tau_cli_train_predictor = {
  "train-predictor",
  "--pack DIR --dataset DATASET",
  N_ ("Train a loss predictor for the target of a pack"),
  run_train_predictor,
};
