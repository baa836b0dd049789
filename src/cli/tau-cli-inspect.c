/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "engine/tau-figure.h"
#include "engine/tau-inspect.h"
#include "engine/tau-samples.h"

#include <glib/gi18n.h>
#include <math.h>

/* Figure 3 of images: as data (inspect) and as a picture (figure). */
typedef struct {
  char *pack_name, *target, *predictor, *label_name, *corruption, *output;
  int severity, input_size;
  double width_mm, height_mm;
  gboolean json, dark;

  TauPack *pack;
  TauStore *store;
  TauSession *session;
  int label;
  const TauCorruption *chosen_corruption;
} Inspect;

static void
inspect_clear (Inspect *self)
{
  tau_session_free (self->session);
  tau_store_close (self->store);
  tau_pack_unref (self->pack);
  g_free (self->pack_name);
  g_free (self->target);
  g_free (self->predictor);
  g_free (self->label_name);
  g_free (self->corruption);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inspect, inspect_clear)

static gboolean
usage (GError **error, const char *text)
{
  g_set_error_literal (error, TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE, text);
  return FALSE;
}

static gboolean
parse (Inspect *self, TauCli *cli, const TauCliCommand *command, int *argc, char ***argv,
       GError **error)
{
  self->severity = 3;
  self->input_size = 32;
  self->width_mm = TAU_FIGURE_WIDTH_MM;
  self->height_mm = TAU_FIGURE_HEIGHT_MM;
  gboolean is_figure = command == &tau_cli_figure;
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &self->pack_name, N_ ("Model pack: a folder or a name"),
      "DIR" },
    { "target", 0, 0, G_OPTION_ARG_FILENAME, &self->target,
      N_ ("TorchScript classifier, instead of a pack"), "FILE" },
    { "predictor", 0, 0, G_OPTION_ARG_FILENAME, &self->predictor,
      N_ ("TorchScript loss predictor for it"), "FILE" },
    { "input-size", 0, 0, G_OPTION_ARG_INT, &self->input_size,
      N_ ("Side of their input (default: 32)"), "N" },
    { "label", 0, 0, G_OPTION_ARG_STRING, &self->label_name, N_ ("The true class"), "CLASS" },
    { "corruption", 0, 0, G_OPTION_ARG_STRING, &self->corruption, N_ ("Corrupt the images first"),
      "NAME" },
    { "severity", 0, 0, G_OPTION_ARG_INT, &self->severity,
      N_ ("Of the corruption, 0 to 5 (default: 3)"), "S" },
    is_figure ? (GOptionEntry){ "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
                                N_ ("Picture to write: .svg, .pdf or .png"), "FILE" }
              : (GOptionEntry){ "json", 0, 0, G_OPTION_ARG_NONE, &self->json,
                                N_ ("Print one JSON object per image and line"), NULL },
    is_figure
        ? (GOptionEntry){ "dark", 0, 0, G_OPTION_ARG_NONE, &self->dark, N_ ("Dark colours"), NULL }
        : (GOptionEntry){ NULL },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &self->width_mm, N_ ("Width in millimetres"), "MM" },
    { "height", 0, 0, G_OPTION_ARG_DOUBLE, &self->height_mm, N_ ("Height in millimetres"), "MM" },
    { NULL },
  };
  if (!tau_cli_parse (cli, command, entries, argc, argv, error) ||
      !tau_cli_expect_arguments (command, *argc, 1, is_figure ? 1 : G_MAXINT, error))
    return FALSE;
  if (is_figure && self->output == NULL)
    return usage (error, _ ("figure needs -o FILE"));
  if (self->severity < 0 || self->severity > TAU_N_SEVERITIES)
    return usage (error, _ ("--severity goes from 0 to 5"));
  if ((self->target == NULL) != (self->predictor == NULL) || (self->target && self->pack_name))
    return usage (error, _ ("Give --pack, or --target and --predictor together"));
  if (self->input_size < TAU_IMAGE_MIN_SIDE || self->input_size > 1024)
    return usage (error, _ ("--input-size goes from 16 to 1024"));
  if (self->corruption != NULL && !g_str_equal (self->corruption, "none")) {
    int index = tau_corruption_find (self->corruption);
    if (index < 0)
      return usage (error, _ ("--corruption needs a name that “tauscope-cli corruptions” lists"));
    self->chosen_corruption = tau_corruption_get (index);
  }
  return TRUE;
}

/* Opens pack, store and models. A store that cannot be opened costs the cache only. */
static gboolean
open_session (Inspect *self, TauCli *cli, GError **error)
{
  if (self->target != NULL)
    self->pack =
        tau_pack_new_from_files (self->target, self->predictor, self->input_size, 0, error);
  else if (self->pack_name != NULL)
    self->pack = tau_pack_find (self->pack_name, error);
  else
    self->pack = tau_pack_load_default (error);
  if (self->pack == NULL)
    return FALSE;

  g_autoptr (GError) local = NULL;
  g_autofree char *path = cli->db != NULL ? g_strdup (cli->db) : tau_store_default_path ();
  self->store = tau_store_open (path, &local);
  if (self->store == NULL)
    g_printerr (_ ("tauscope-cli: %s (going on without the cache)\n"), local->message);
  else if (tau_store_get_warning (self->store) != NULL)
    g_printerr ("tauscope-cli: %s\n", tau_store_get_warning (self->store));
  self->session = tau_session_open (self->pack, self->store, cli->n_threads, FALSE, error);
  if (self->session == NULL)
    return FALSE;

  self->label = -1;
  if (self->label_name == NULL)
    return TRUE;
  self->label = tau_pack_find_class (self->pack, self->label_name);
  if (self->label >= 0)
    return TRUE;
  g_set_error (error, TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE,
               _ ("“%s” is not a class of the pack “%s”; its pack.json lists them"),
               self->label_name, self->pack->name);
  return FALSE;
}

static TauInspection *
inspect_file (Inspect *self, TauCli *cli, const char *path, TauImageInfo *info, GError **error)
{
  g_autoptr (TauImage) image = tau_image_load (path, error);
  if (image == NULL)
    return NULL;
  g_autoptr (TauImage) picture =
      tau_prepare_image (image, self->pack->target.input_size + self->pack->margin);
  TauInspectRequest request = {
    .picture = picture,
    .corruption = self->chosen_corruption,
    .severity = self->chosen_corruption != NULL ? self->severity : 0,
    .seed = cli->seed,
    .label = self->label,
  };
  *info = (TauImageInfo){
    .path = path,
    .sha256 = tau_image_sha256 (image),
    .width = image->width,
    .height = image->height,
  };
  return tau_inspect (self->session, &request, cli->cancellable, error);
}

static void
print_table (const Inspect *self, const TauInspection *result, const TauImageInfo *info)
{
  g_autofree char *sentence = tau_inspection_sentence (result, self->pack);
  g_print ("%s (%d × %d)", info->path, info->width, info->height);
  if (result->request.corruption != NULL) {
    g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, result->request.seed);
    g_print (_ (", %s, severity %d, seed %s"), _ (result->request.corruption->title),
             result->request.severity, seed);
  }
  g_print (_ ("\nlabel: %s%s\n\n"), tau_pack_class (self->pack, result->label),
           result->label_given ? "" : _ (" (the target's own answer on the untransformed image)"));
  g_print ("%-4s %-14s %10s %10s  %-24s %10s\n", _ ("rank"), _ ("transform"), _ ("predicted"),
           _ ("actual"), _ ("answer"), _ ("confidence"));
  for (guint r = 0; r < TAU_N_TRANSFORMS; r++) {
    guint i = result->order[r];
    g_print ("%4u %-14s %10.3f %10.3f  %-24s %9.1f%% %s%s\n", r + 1, tau_transform_get (i)->id,
             result->predicted[i], result->actual[i],
             tau_pack_class (self->pack, result->answer[i]), 100 * result->confidence[i],
             result->correct[i] ? _ ("right") : _ ("wrong"),
             (int)i == result->best ? _ (", best") : "");
  }
  g_print (_ ("\nSpearman correlation %.2f, regret %.3f nats%s\n"), result->spearman,
           result->regret, result->cached ? _ (", from the cache") : "");
  for (guint m = 0; m < TAU_N_METHODS; m++)
    g_print ("%-8s %-24s %5.1f%% %-6s %s %.2f\n", result->methods[m].id,
             tau_pack_class (self->pack, result->methods[m].answer),
             100 * result->methods[m].confidence,
             result->methods[m].correct ? _ ("right") : _ ("wrong"), _ ("cost"),
             result->methods[m].relative_cost);
  g_print ("\n%s\n", sentence);
}

static gboolean
run_inspect (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Inspect) self = { 0 };
  if (!parse (&self, cli, &tau_cli_inspect, &argc, &argv, error) ||
      !open_session (&self, cli, error))
    return FALSE;
  for (int i = 1; i < argc; i++) {
    TauImageInfo info = { 0 };
    g_autoptr (TauInspection) result = inspect_file (&self, cli, argv[i], &info, error);
    g_autofree char *sha256 = (char *)info.sha256;
    if (result == NULL)
      return FALSE;
    g_autoptr (GError) local = NULL;
    if (self.store != NULL && !tau_inspection_record (result, self.pack, &info, self.store, &local))
      g_printerr ("tauscope-cli: %s\n", local->message);
    if (self.json) {
      g_autofree char *line = tau_inspection_to_json (result, self.pack, &info);
      g_print ("%s\n", line);
    } else {
      print_table (&self, result, &info);
    }
  }
  return TRUE;
}

static gboolean
run_figure (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Inspect) self = { 0 };
  if (!parse (&self, cli, &tau_cli_figure, &argc, &argv, error) ||
      !open_session (&self, cli, error))
    return FALSE;
  TauImageInfo info = { 0 };
  g_autoptr (TauInspection) result = inspect_file (&self, cli, argv[1], &info, error);
  g_autofree char *sha256 = (char *)info.sha256;
  if (result == NULL)
    return FALSE;
  TauFigureSpec spec;
  tau_inspection_to_figure (result, self.pack, &spec);
  spec.dark = self.dark;
  return tau_figure_write (&spec, self.output, self.width_mm, self.height_mm, error);
}

const TauCliCommand tau_cli_inspect = {
  "inspect",
  "IN…",
  N_ ("Predicted and actual losses of all transforms of an image"),
  run_inspect,
};

const TauCliCommand tau_cli_figure = {
  "figure",
  "IN -o FILE",
  N_ ("The same as a picture: Figure 3 of the paper"),
  run_figure,
};
