/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-model.h"

#include "base/tau-duration.h"
#include "dataset/tau-dataset-reader.h"
#include "torch/tau-torch.h"
#include "train/tau-train-job.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The log of a training, on standard output, begins with what it runs on. */
static void
on_status (const TauTrainStatus *status, gpointer data)
{
  TauCli *cli = data;
  const TauEpoch *last = tau_train_status_last (status);
  if (last != NULL)
    cli->measure = last->measure;
  if (status->started && !cli->started) {
    const TauTorchApi *torch = tau_torch_open (NULL);
    g_autofree char *device = tau_torch_describe (&torch->models, cli->n_threads);
    cli->started = TRUE;
    if (!cli->quiet)
      g_print ("%s\n", device);
    for (char **remark = status->remarks; remark != NULL && *remark != NULL; remark++)
      if (!cli->quiet)
        g_print ("%s\n", *remark);
  }
  g_autofree char *left = tau_duration_format (status->seconds_left);
  if (isnan (status->loss) && isnan (status->seconds_left))
    tau_cli_progress (cli, _ ("%s: %3.0f %%"), status->phase, 100 * status->fraction);
  else if (isnan (status->loss)) /* before the first step */
    tau_cli_progress (cli, _ ("%s: %3.0f %%, %s left"), status->phase, 100 * status->fraction,
                      left);
  else
    tau_cli_progress (cli, _ ("%s: %3.0f %%, loss %.4f, %.0f images/s, %s left"), status->phase,
                      100 * status->fraction, status->loss, status->images_per_second, left);
}

/* A word of a command as a shell takes it. */
static char *
quote (const char *word)
{
  const gboolean plain =
      *word != '\0' && word[strspn (word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-+=:,./@%")] == '\0';
  return plain ? g_strdup (word) : g_shell_quote (word);
}

/* After a training: where the pack is, what was measured last, and the command that comes next. */
static void
say_end (const TauCli *cli, const char *out, const char *figures, const char *next)
{
  if (cli->quiet)
    return;
  g_autofree char *folder = g_filename_display_name (out);
  g_print (_ ("The model pack is in “%s”. %s\n"), folder, figures);
  g_print (_ ("Next: %s\n"), next);
}

/* The message after Ctrl-C says how to continue. */
static gboolean
finish (gboolean done, TauCli *cli, GError **error)
{
  tau_cli_progress_end (cli);
  if (!done && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("Stopped; the same command with --resume continues from here"));
  }
  return done;
}

static void
on_target_status (const TauTrainStatus *status, gpointer data)
{
  TauCli *cli = data;
  on_status (status, cli);
  if (status->epoch_done && !cli->quiet) {
    const TauEpoch *last = tau_train_status_last (status);
    tau_cli_progress_end (cli);
    g_autofree char *loss = tau_cli_number (last->loss, 4);
    g_autofree char *tested = tau_cli_number (last->measure.error_center, 2);
    g_autofree char *speed = tau_cli_number (status->images_per_second, 0);
    if (isnan (last->measure.error_center))
      g_print (_ ("epoch %u of %u: training loss %s, %s images/s\n"), last->epoch, status->n_epochs,
               loss, speed);
    else
      g_print (_ ("epoch %u of %u: training loss %s, test error %s %%, %s images/s\n"), last->epoch,
               status->n_epochs, loss, tested, speed);
  }
}

/* Frees the strings among the options that came from the command line: those that are no longer
 * the defaults. */
static void
free_texts (const GOptionEntry *entries, gpointer options, gconstpointer defaults)
{
  for (const GOptionEntry *e = entries; e->long_name != NULL; e++) {
    if (e->arg != G_OPTION_ARG_STRING && e->arg != G_OPTION_ARG_FILENAME)
      continue;
    char *text = *(char **)e->arg_data;
    gsize offset = (char *)e->arg_data - (char *)options;
    if (text != G_STRUCT_MEMBER (char *, defaults, offset))
      g_free (text);
  }
}

static gboolean
check_target_options (const TauTrainTargetOptions *o, int argc, GError **error)
{
  if (o->dataset != NULL && o->out != NULL && argc <= 1 && (int)o->epochs >= 1 &&
      (int)o->batch >= 2 && (int)o->limit >= 0 && o->input_size >= 0 &&
      (int)o->checkpoint_seconds >= 1 && o->learning_rate > 0 && o->weight_decay >= 0 &&
      o->smoothing >= 0 && o->smoothing < 1)
    return TRUE;
  return tau_cli_refuse (error,
                         _ ("train-target needs --dataset and --out, positive numbers, and a "
                            "--smoothing below 1"));
}

/* The views of AugMix that are compared: with --jsd, which is the default, or --no-jsd. */
static gboolean
check_jsd (const TauTrainTargetOptions *o, gboolean with, gboolean without, GError **error)
{
  if (with && without)
    return tau_cli_refuse (error, _ ("--jsd and --no-jsd exclude each other; give one of them"));
  if ((with || without) && !g_str_equal (o->augment, "augmix"))
    return tau_cli_refuse (error, _ ("--jsd and --no-jsd belong to AugMix; add --augment augmix"));
  return TRUE;
}

static gboolean
may_mirror (const char *dataset)
{
  const TauDatasetReader *reader = tau_dataset_reader_find (dataset);
  return reader == NULL || reader->mirrorable;
}

static void
say_target_end (const TauCli *cli, const TauTrainTargetOptions *o)
{
  g_autofree char *out = quote (o->out), *dataset = quote (o->dataset);
  g_autofree char *next =
      g_strdup_printf ("tauscope-cli train-predictor --pack %s --dataset %s", out, dataset);
  g_autofree char *error = tau_cli_number (cli->measure.error_center, 2);
  g_autofree char *figures =
      isnan (cli->measure.error_center)
          ? g_strdup (_ ("Its error is not known: no --test was given."))
          : g_strdup_printf (_ ("Its error on the test images is %s %%."), error);
  say_end (cli, o->out, figures, next);
}

static gboolean
run_train_target (TauCli *cli, int argc, char **argv, GError **error)
{
  TauTrainTargetOptions o;
  tau_train_target_options_init (&o);
  const TauTrainTargetOptions defaults = o;
  gboolean no_flip = FALSE, jsd = FALSE, no_jsd = FALSE;
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &o.dataset, N_ ("Images to train on (required)"),
      "DATASET" },
    { "test", 0, 0, G_OPTION_ARG_STRING, &o.test,
      N_ ("Images to measure on after each epoch (default: none)"), "DATASET" },
    { "arch", 0, 0, G_OPTION_ARG_STRING, &o.architecture,
      N_ ("resnet20 (default), resnet8, … any 6n + 2; or a Wide-ResNet wrn-D-K, D any 6n + 4"),
      "NAME" TAU_CLI_TAKES "resnet20|resnet8|resnet14|resnet32|wrn-16-2|wrn-28-10|wrn-40-2" },
    { "augment", 0, 0, G_OPTION_ARG_STRING, &o.augment,
      N_ ("standard (default): images are shifted and mirrored; augmix: and mixed with distorted "
          "copies"),
      "NAME" TAU_CLI_TAKES "standard|augmix" },
    { "jsd", 0, 0, G_OPTION_ARG_NONE, &jsd,
      N_ ("AugMix with the Jensen–Shannon term, three views of each image (default with augmix)"),
      NULL },
    { "no-jsd", 0, 0, G_OPTION_ARG_NONE, &no_jsd,
      N_ ("AugMix without that term, one view of each image"), NULL },
    { "corruptions", 0, 0, G_OPTION_ARG_STRING, &o.corruptions,
      N_ ("Corruptions that are operations of AugMix too: all, heldout, none, groups or names"),
      "LIST" TAU_CLI_TAKES "none|all|heldout|GROUP|CORRUPTION,…" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &o.out,
      N_ ("Folder of the model pack to create (required)"), "DIR" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name,
      N_ ("Name of the pack (default: that of its folder)"), "NAME" },
    { "description", 0, 0, G_OPTION_ARG_STRING, &o.description,
      N_ ("Description of the pack (default: none)"), "TEXT" },
    { "input-size", 0, 0, G_OPTION_ARG_INT, &o.input_size,
      N_ ("Side of the model's input in pixels (default: 64 for signs, 32 for other images)"),
      "N" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o.epochs, N_ ("Passes over the images"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &o.batch, N_ ("Images in a batch"), "N" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &o.limit, N_ ("Use only N images (default: all)"), "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &o.learning_rate, N_ ("Highest learning rate"), "X" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &o.weight_decay, N_ ("Weight decay"), "X" },
    { "smoothing", 0, 0, G_OPTION_ARG_DOUBLE, &o.smoothing, N_ ("Label smoothing"), "X" },
    { "no-flip", 0, 0, G_OPTION_ARG_NONE, &no_flip, N_ ("Never mirror the images"), NULL },
    { "bfloat16", 0, 0, G_OPTION_ARG_NONE, &o.bfloat16,
      N_ ("Convolutions in bfloat16 (faster on CPUs with AMX)"), NULL },
    { "init", 0, 0, G_OPTION_ARG_FILENAME, &o.init,
      N_ ("Start from the weights of this target.pt (default: random weights)"),
      "FILE" TAU_CLI_TAKES "MODEL" },
    { "checkpoint-seconds", 0, 0, G_OPTION_ARG_INT, &o.checkpoint_seconds,
      N_ ("Write a checkpoint at least every N seconds"), "N" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &o.resume, N_ ("Continue from the checkpoint in DIR"),
      NULL },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &o.overwrite,
      N_ ("Replace what an earlier training left in DIR"), NULL },
    { NULL },
  };
  gboolean done = tau_cli_parse (cli, &tau_cli_train_target, entries, &argc, &argv, error) &&
                  check_target_options (&o, argc, error) && check_jsd (&o, jsd, no_jsd, error);
  if (done) {
    TauTrainTargetOptions full = o;
    full.jsd = !no_jsd;
    full.command = cli->line;
    full.flip = !no_flip && may_mirror (full.dataset);
    full.seed = cli->seed;
    full.n_threads = cli->n_threads;
    tau_measure_init (&cli->measure);
    done = finish (tau_train_target (&full, on_target_status, cli, cli->cancellable, error), cli,
                   error);
    if (done)
      say_target_end (cli, &full);
  }
  free_texts (entries, &o, &defaults);
  return done;
}

const TauCliCommand tau_cli_train_target = {
  .name = "train-target",
  .synopsis = "--dataset DATASET --out DIR",
  .summary = N_ ("Train a classifier and make a model pack of it"),
  .run = run_train_target,
  .flags = TAU_CLI_RUNS_MODELS,
};

static void
on_predictor_status (const TauTrainStatus *status, gpointer data)
{
  TauCli *cli = data;
  on_status (status, cli);
  if (status->epoch_done && !cli->quiet) {
    const TauEpoch *last = tau_train_status_last (status);
    const TauMeasure *m = &last->measure;
    tau_cli_progress_end (cli);
    g_autofree char *loss = tau_cli_number (last->loss, 4);
    g_autofree char *spearman = tau_cli_number (m->spearman, 3);
    g_autofree char *center = tau_cli_number (m->error_center, 2);
    g_autofree char *ours1 = tau_cli_number (m->error_ours1, 2);
    g_autofree char *ours2 = tau_cli_number (m->error_ours2, 2);
    g_autofree char *oracle = tau_cli_number (m->error_oracle, 2);
    g_autofree char *speed = tau_cli_number (status->images_per_second, 0);
    g_print (_ ("epoch %u of %u: loss %s, validation correlation %s, error: center %s %%, "
                "ours:1 %s %%, ours:2 %s %%, oracle %s %%, %s images/s\n"),
             last->epoch, status->n_epochs, loss, spearman, center, ours1, ours2, oracle, speed);
  }
}

/* Without a usable database there is no cache and no record, but the training runs. */
static gboolean
train_predictor (TauCli *cli, const TauTrainPredictorOptions *options, gboolean with_store,
                 GError **error)
{
  g_autoptr (TauStore) store = NULL;
  if (with_store && !tau_cli_open_store (cli, &store, error))
    return FALSE;
  gboolean done = tau_train_job_run (store, 0, options, on_predictor_status, cli, cli->cancellable,
                                     NULL, error);
  if (store != NULL)
    tau_cli_say_damaged (store);
  return finish (done, cli, error);
}

/* The loss named on the command line chooses the defaults of the other options. */
static const char *
find_loss (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--loss="))
      return argv[i] + strlen ("--loss=");
    else if (g_str_equal (argv[i], "--loss") && i + 1 < argc)
      return argv[i + 1];
  return NULL;
}

static gboolean
is_share (double value)
{
  return value >= 0 && value <= 1;
}

static gboolean
check_predictor_options (const TauTrainPredictorOptions *o, int argc, GError **error)
{
  const char *wrong = NULL;
  if ((o->pack == NULL) == (o->target == NULL) || o->dataset == NULL || argc > 1)
    wrong = _ ("train-predictor needs --pack or --target, and --dataset");
  else if (o->target != NULL && o->out == NULL)
    wrong = _ ("--target needs --out, the folder of the model pack to create");
  else if ((int)o->epochs < 1 || (int)o->batch < 2 || (int)o->limit < 0 || (int)o->copies < 1 ||
           (int)o->first_copy < 0 || (int)o->test_limit < 0 || o->input_size < 0 ||
           o->target_size < 0 || (int)o->checkpoint_seconds < 1)
    wrong = _ ("train-predictor needs positive numbers, and a --batch of 2 or more");
  else if (!(o->learning_rate > 0) || !(o->weight_decay >= 0) || !(o->momentum >= 0) ||
           !(o->average >= 0 && o->average < 1) || !(o->imitation >= 0) ||
           !(o->identity_margin >= 0))
    wrong = _ ("--rate must be above 0; --weight-decay, --momentum, --imitation and "
               "--identity-margin must not be negative; --average must be at least 0 and below 1");
  else if (!is_share (o->corruption_share) || !is_share (o->distort) || !is_share (o->flip) ||
           !is_share (o->cut_out) || !is_share (o->warm_up))
    wrong = _ ("--corruption-share, --distort, --flip, --cut-out and --warm-up must be 0 to 1");
  return wrong == NULL || tau_cli_refuse (error, "%s", wrong);
}

/* Says what the target gets, before hours of work; its choices are kept with the training. */
static gboolean
check_target (TauCli *cli, TauCliModel *model, const TauTrainPredictorOptions *o, char **json,
              GError **error)
{
  model->input_size = o->target_size;
  if (!tau_cli_model_check (model, o->target != NULL, error))
    return FALSE;
  if (o->target == NULL)
    return TRUE;
  g_autoptr (TauModelChoices) choices = tau_cli_model_read (model, error);
  g_autoptr (TauPack) pack = tau_cli_model_open (cli, model, o->target, error);
  *json = tau_model_choices_to_json (choices);
  return pack != NULL;
}

static void
say_predictor_end (const TauCli *cli, const TauTrainPredictorOptions *o)
{
  g_autofree char *out = quote (o->out), *dataset = quote (o->test != NULL ? o->test : o->dataset);
  g_autofree char *next =
      g_strdup_printf ("tauscope-cli evaluate --pack %s --dataset %s", out, dataset);
  g_autofree char *center = tau_cli_number (cli->measure.error_center, 2);
  g_autofree char *ours1 = tau_cli_number (cli->measure.error_ours1, 2);
  g_autofree char *spearman = tau_cli_number (cli->measure.spearman, 3);
  g_autofree char *figures = g_strdup_printf (
      _ ("On the validation images, ours:1 errs on %s %%, center on %s %%; Spearman "
         "correlation %s."),
      ours1, center, spearman);
  say_end (cli, o->out, figures, next);
}

/* The argument of an option that takes one of "a, b". */
static char *
take_choice (const char *choices)
{
  g_auto (GStrv) words = g_strsplit (choices, ", ", -1);
  g_autofree char *list = g_strjoinv ("|", words);
  return g_strconcat ("NAME" TAU_CLI_TAKES, list, NULL);
}

static gboolean
run_train_predictor (TauCli *cli, int argc, char **argv, GError **error)
{
  TauTrainPredictorOptions o;
  tau_train_predictor_options_init (&o, find_loss (argc, argv));
  const TauTrainPredictorOptions defaults = o;
  gboolean no_flip = FALSE, no_store = FALSE;
  g_autofree char *architectures = tau_choices_join (tau_architectures);
  g_autofree char *takes_architecture = take_choice (architectures);
  g_autofree char *loss_names = tau_choices_join (tau_losses);
  g_autofree char *losses =
      g_strdup_printf (_ ("%s; the first is the default, and sodeep, the paper's loss, comes with "
                          "the paper's other settings"),
                       loss_names);
  g_autofree char *takes_loss = take_choice (loss_names);
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &o.pack,
      N_ ("Model pack with the target: a folder or a name (this or --target is required)"),
      "DIR" TAU_CLI_TAKES "PACK|DIR" },
    { "target", 0, 0, G_OPTION_ARG_FILENAME, &o.target,
      N_ ("The target alone, as TorchScript, instead of a model pack (this or --pack is required)"),
      "FILE" TAU_CLI_TAKES "MODEL" },
    { "target-size", 0, 0, G_OPTION_ARG_INT, &o.target_size,
      N_ ("Side of the target's input in pixels (default: found by trying)"), "N" },
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &o.dataset,
      N_ ("Images the target was trained on (required)"), "DATASET" },
    { "test", 0, 0, G_OPTION_ARG_STRING, &o.test,
      N_ ("Images to measure on at the end (default: none)"), "DATASET" },
    { "test-limit", 0, 0, G_OPTION_ARG_INT, &o.test_limit,
      N_ ("Use only N of the test images (default: all)"), "N" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &o.out,
      N_ ("Folder of the model pack to create (default: that of --pack; required with --target)"),
      "DIR" },
    { "arch", 0, 0, G_OPTION_ARG_STRING, &o.architecture, architectures, takes_architecture },
    { "init", 0, 0, G_OPTION_ARG_FILENAME, &o.init,
      N_ ("Start from the weights of this predictor.pt, or of an EfficientNet-B0 of torchvision or "
          "timm (default: random weights)"),
      "FILE" TAU_CLI_TAKES ".pt .pth .safetensors" },
    { "padding", 0, 0, G_OPTION_ARG_STRING, &o.padding,
      N_ ("symmetric, or same as TensorFlow pads (default: that of the weights of --init)"),
      "NAME" TAU_CLI_TAKES "symmetric|same" },
    { "loss", 0, 0, G_OPTION_ARG_STRING, &o.loss, losses, takes_loss },
    { "corruptions", 0, 0, G_OPTION_ARG_STRING, &o.corruptions,
      N_ ("all (default), none, a group (noise, blur, weather, digital), or names with commas"),
      "LIST" TAU_CLI_TAKES "all|none|heldout|GROUP|CORRUPTION,…" },
    { "corruption-share", 0, 0, G_OPTION_ARG_DOUBLE, &o.corruption_share,
      N_ ("Share of the images that are corrupted, 0 to 1"), "X" },
    { "copies", 0, 0, G_OPTION_ARG_INT, &o.copies,
      N_ ("Differently corrupted copies of each image"), "N" },
    { "first-copy", 0, 0, G_OPTION_ARG_INT, &o.first_copy,
      N_ ("Number of the first copy; with --init, training can continue with copies not seen "
          "before (default: 0)"),
      "N" },
    { "fresh", 0, 0, G_OPTION_ARG_NONE, &o.fresh, N_ ("Draw new copies for each epoch"), NULL },
    { "keep-copies", 0, G_OPTION_FLAG_REVERSE, G_OPTION_ARG_NONE, &o.fresh,
      N_ ("Draw the copies once for all epochs"), NULL },
    { "distort", 0, 0, G_OPTION_ARG_DOUBLE, &o.distort,
      N_ ("Share of the images that are rotated; likewise zoomed and brightened"), "X" },
    { "flip", 0, 0, G_OPTION_ARG_DOUBLE, &o.flip,
      N_ ("Share of the images that are mirrored for the target and the predictor"), "X" },
    { "no-flip", 0, 0, G_OPTION_ARG_NONE, &no_flip, N_ ("Never mirror the images"), NULL },
    { "cut-out", 0, 0, G_OPTION_ARG_DOUBLE, &o.cut_out,
      N_ ("Share of the predictor's images with a grey square"), "X" },
    { "input-size", 0, 0, G_OPTION_ARG_INT, &o.input_size,
      N_ ("Side of the predictor's input in pixels (default: the target's, at most 64)"), "N" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o.epochs, N_ ("Passes over the images"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &o.batch, N_ ("Images in a batch"), "N" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &o.limit, N_ ("Use only N images (default: all)"), "N" },
    { "optimizer", 0, 0, G_OPTION_ARG_STRING, &o.optimizer, N_ ("adamw or rmsprop"),
      "NAME" TAU_CLI_TAKES "adamw|rmsprop" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &o.learning_rate, N_ ("Highest learning rate"), "X" },
    { "warm-up", 0, 0, G_OPTION_ARG_DOUBLE, &o.warm_up,
      N_ ("Share of the training in which the learning rate rises"), "X" },
    { "momentum", 0, 0, G_OPTION_ARG_DOUBLE, &o.momentum, N_ ("Momentum of rmsprop"), "X" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &o.weight_decay, N_ ("Weight decay"), "X" },
    { "average", 0, 0, G_OPTION_ARG_DOUBLE, &o.average, N_ ("Decay of the weights' moving average"),
      "X" },
    { "identity-margin", 0, 0, G_OPTION_ARG_DOUBLE, &o.identity_margin,
      N_ ("Subtract X from the loss predicted for identity when the training is over"), "X" },
    { "imitation", 0, 0, G_OPTION_ARG_DOUBLE, &o.imitation,
      N_ ("Weight of learning the target's answers beside the losses; 0: off"), "X" },
    { "bfloat16", 0, 0, G_OPTION_ARG_NONE, &o.bfloat16,
      N_ ("Convolutions in bfloat16 (faster on CPUs with AMX)"), NULL },
    { "no-cache", 0, 0, G_OPTION_ARG_NONE, &no_store,
      N_ ("Neither read nor store actual losses in the database"), NULL },
    { "checkpoint-seconds", 0, 0, G_OPTION_ARG_INT, &o.checkpoint_seconds,
      N_ ("Write a checkpoint at least every N seconds"), "N" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &o.resume, N_ ("Continue from the checkpoint in DIR"),
      NULL },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &o.overwrite,
      N_ ("Replace what an earlier training left in DIR"), NULL },
    { NULL },
  };
  g_auto (TauCliModel) model = { 0 };
  g_autoptr (GArray) all = tau_cli_model_entries (&model, entries);
  g_autofree char *target_choices = NULL;
  gboolean done = tau_cli_parse (cli, &tau_cli_train_predictor, (const GOptionEntry *)all->data,
                                 &argc, &argv, error) &&
                  check_predictor_options (&o, argc, error) &&
                  check_target (cli, &model, &o, &target_choices, error);
  if (done) {
    TauTrainPredictorOptions full = o;
    if (full.out == NULL)
      full.out = full.pack;
    if (full.init != NULL && full.padding == defaults.padding) /* not given: the weights decide */
      full.padding = NULL;
    full.command = cli->line;
    full.target_choices = target_choices;
    if (no_flip || !may_mirror (full.dataset)) {
      full.mirror = FALSE;
      full.flip = 0;
    }
    full.seed = cli->seed;
    full.n_threads = cli->n_threads;
    tau_measure_init (&cli->measure);
    done = train_predictor (cli, &full, !no_store, error);
    if (done)
      say_predictor_end (cli, &full);
  }
  free_texts (entries, &o, &defaults);
  return done;
}

const TauCliCommand tau_cli_train_predictor = {
  .name = "train-predictor",
  .synopsis = "(--pack DIR | --target FILE) --dataset DATASET",
  .summary = N_ ("Train a loss predictor for the target of a pack"),
  .run = run_train_predictor,
  .flags = TAU_CLI_RUNS_MODELS,
};
