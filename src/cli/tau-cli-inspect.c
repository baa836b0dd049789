/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-model.h"

#include "base/tau-table.h"
#include "base/tau-text.h"
#include "plot/figure/tau-figure-page.h"
#include "plot/tau-plot-export.h"
#include "inspect/tau-inspect.h"
#include "dataset/tau-samples.h"

#include <glib/gi18n.h>
#include <math.h>

/* Figure 3 of images: as data (inspect) and as an image (figure). */
typedef struct {
  char *pack_name, *target, *predictor, *output;
  char **labels, **corruptions, **severities; /* one for all images or one for each; NULL: none */
  TauCliModel model;
  gboolean json;
  TauFigurePage page;

  TauPack *pack;
  TauStore *store;
  TauSession *session;
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
  g_free (self->output);
  tau_cli_model_clear (&self->model);
  g_strfreev (self->labels);
  g_strfreev (self->corruptions);
  g_strfreev (self->severities);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inspect, inspect_clear)

static gboolean
parse_palette (const char *name, gboolean *safe)
{
  *safe = g_strcmp0 (name, "colour-blind") == 0 || g_strcmp0 (name, "color-blind") == 0;
  return *safe || name == NULL || g_str_equal (name, "standard");
}

static gboolean
check_options (Inspect *self, const char *palette, int n_images, GError **error)
{
  if (!tau_cli_check_list (self->labels, "--label", n_images, error) ||
      !tau_cli_check_list (self->corruptions, "--corruption", n_images, error) ||
      !tau_cli_check_list (self->severities, "--severity", n_images, error))
    return FALSE;
  if (self->target != NULL && self->pack_name != NULL)
    return tau_cli_refuse (error, _ ("Give --pack or --target, not both"));
  if (self->predictor != NULL && self->target == NULL && self->pack_name == NULL)
    return tau_cli_refuse (error, _ ("--predictor needs --pack or --target"));
  if (!tau_cli_model_check (&self->model, self->target != NULL, error))
    return FALSE;
  if (!parse_palette (palette, &self->page.safe))
    return tau_cli_refuse (error, _ ("--palette must be standard or colour-blind"));
  return TRUE;
}

/* Before anything is computed. */
static gboolean
check_output (const char *path, GError **error)
{
  return g_str_equal (path, "-") || tau_plot_export_check_path (path, error);
}

static gboolean
parse (Inspect *self, TauCli *cli, const TauCliCommand *command, int *argc, char ***argv,
       GError **error)
{
  gboolean is_figure = command == &tau_cli_figure;
  g_autofree char *palette = NULL;
  tau_figure_page_init (&self->page);
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
    { "label", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->labels,
      N_ ("The true class (this and the next two: once for all images, or once for each; default: "
          "the target's own answer)"),
      "CLASS" },
    { "corruption", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->corruptions,
      N_ ("Corrupt the images first (default: none)"), "NAME" TAU_CLI_TAKES "CORRUPTION|none" },
    { "severity", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->severities,
      N_ ("Severity of the corruption, 0 to 5 (default: 3)"), "S" TAU_CLI_TAKES "0-5" },
    is_figure
        ? (GOptionEntry){ "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
                          N_ ("File to write: .svg, .pdf or .png; - writes PNG to standard output "
                              "(required)"),
                          "FILE" TAU_CLI_TAKES ".svg|.pdf|.png" }
        : (GOptionEntry){ "json", 0, 0, G_OPTION_ARG_NONE, &self->json,
                          N_ ("Print one JSON object per image and line"), NULL },
    is_figure ? (GOptionEntry){ "dark", 0, 0, G_OPTION_ARG_NONE, &self->page.dark,
                                N_ ("Dark colours"), NULL }
              : (GOptionEntry){ NULL }, /* the rest is for figures */
    { "width-mm", 0, 0, G_OPTION_ARG_DOUBLE, &self->page.width_mm,
      N_ ("Width of the page in millimetres (default: 180)"), "MM" },
    { "height-mm", 0, 0, G_OPTION_ARG_DOUBLE, &self->page.height_mm,
      N_ ("Height of the page (default: what its images need)"), "MM" },
    { "dpi", 0, 0, G_OPTION_ARG_INT, &self->page.dpi, N_ ("Dots per inch of a PNG (default: 300)"),
      "N" },
    { "palette", 0, 0, G_OPTION_ARG_STRING, &palette, N_ ("standard (default) or colour-blind"),
      "NAME" TAU_CLI_TAKES "standard|colour-blind" },
    { NULL },
  };
  g_autoptr (GArray) all = tau_cli_model_entries (&self->model, entries);
  if (!tau_cli_parse (cli, command, (const GOptionEntry *)all->data, argc, argv, error) ||
      !tau_cli_expect_arguments (command, *argc, 1, G_MAXINT, error) ||
      !tau_cli_expect_one_dash (*argc, *argv, error))
    return FALSE;
  if (is_figure && self->output == NULL)
    return tau_cli_refuse (error, _ ("figure needs -o FILE"));
  if (is_figure && !check_output (self->output, error))
    return FALSE;
  return check_options (self, palette, *argc - 1, error);
}

/* The request for one image, without the image itself. */
static gboolean
parse_request (Inspect *self, TauCli *cli, int image, TauInspectRequest *request, GError **error)
{
  const char *label = tau_cli_nth (self->labels, image);
  *request = (TauInspectRequest){ .corruption.seed = cli->seed, .label = -1 };
  if (!tau_cli_read_corruption (tau_cli_nth (self->corruptions, image),
                                tau_cli_nth (self->severities, image), &request->corruption, error))
    return FALSE;
  if (label == NULL || self->pack == NULL)
    return TRUE;
  request->label = tau_pack_find_class (self->pack, label);
  if (request->label >= 0)
    return TRUE;
  return tau_cli_refuse (error,
                         _ ("“%s” is not a class of the pack “%s”; its pack.json lists them"),
                         label, self->pack->name);
}

/* Checks all requests, before and after there is a pack, so that mistakes on the command line
 * are reported before networks are loaded. */
static gboolean
check_requests (Inspect *self, TauCli *cli, int n_images, GError **error)
{
  TauInspectRequest request;
  for (int i = 0; i < n_images; i++)
    if (!parse_request (self, cli, i, &request, error))
      return FALSE;
  return TRUE;
}

/* The pack of the command line, with the predictor of the command line. */
static TauPack *
open_pack (const Inspect *self, TauCli *cli, GError **error)
{
  g_autoptr (TauPack) pack = NULL;
  if (self->target != NULL)
    pack = tau_cli_model_open (cli, &self->model, self->target, error);
  else if (self->pack_name != NULL)
    pack = tau_pack_find (self->pack_name, error);
  else
    pack = tau_pack_load_default (error);
  return pack == NULL || self->predictor == NULL
             ? g_steal_pointer (&pack)
             : tau_pack_borrow_named (pack, self->predictor, error);
}

/* Opens pack, store and models. */
static gboolean
open_session (Inspect *self, TauCli *cli, GError **error)
{
  self->pack = open_pack (self, cli, error);
  if (self->pack == NULL)
    return FALSE;

  if (!tau_cli_open_store (cli, &self->store, error))
    return FALSE;
  self->session =
      tau_session_open (self->pack, self->store, cli->n_threads, cli->cancellable, error);
  return self->session != NULL;
}

/* Image number `image` of the command line. */
static TauInspection *
inspect_file (Inspect *self, TauCli *cli, int image, const char *path, TauImageInfo *info,
              GError **error)
{
  TauInspectRequest request;
  if (!parse_request (self, cli, image, &request, error))
    return NULL;
  g_autoptr (TauImage) opened = tau_cli_load_image (cli, path, error);
  if (opened == NULL)
    return NULL;
  g_autoptr (TauImage) picture =
      tau_prepare_image (opened, self->pack->target.input_size + self->pack->margin);
  request.picture = picture;
  *info = (TauImageInfo){
    .path = path,
    .sha256 = tau_image_sha256 (opened),
    .width = opened->width,
    .height = opened->height,
  };
  return tau_inspect (self->session, &request, cli->cancellable, error);
}

/* A line of the table of transforms. */
static void
print_columns (const char *rank, const char *transform, const char *predicted, const char *actual,
               const char *answer, const char *confidence, const char *rest)
{
  const int number =
      MAX (10, MAX (tau_text_width (_ ("predicted")), tau_text_width (_ ("actual"))));
  g_autoptr (GString) line = g_string_new (NULL);
  tau_text_append_padded (line, rank, 4);
  g_string_append_c (line, ' ');
  tau_text_append_padded (line, transform, 14);
  g_string_append_c (line, ' ');
  tau_text_append_padded (line, predicted, -number);
  g_string_append_c (line, ' ');
  tau_text_append_padded (line, actual, -number);
  g_string_append (line, "  ");
  tau_text_append_padded (line, answer, 24);
  g_string_append_c (line, ' ');
  tau_text_append_padded (line, confidence, -MAX (10, tau_text_width (_ ("confidence"))));
  g_print ("%s%s\n", line->str, rest);
}

static void
print_line (const Inspect *self, const TauInspection *result, guint rank)
{
  const guint i = result->order[rank];
  g_autofree char *predicted = tau_cli_number (result->predicted[i], 3);
  g_autofree char *actual = tau_cli_number (result->actual[i], 3);
  g_autofree char *confidence = tau_cli_number (100 * result->confidence[i], 1);
  g_autofree char *percent = g_strconcat (confidence, "%", NULL);
  g_autofree char *number = g_strdup_printf ("%4u", rank + 1);
  g_autofree char *answer = tau_text_line (tau_pack_class_title (self->pack, result->answer[i]));
  g_autofree char *rest =
      g_strconcat (" ", tau_plot_scatter_verdict (result->label_given, result->correct[i]),
                   (int)i == result->best ? _ (", best") : "", NULL);
  print_columns (number, tau_transform_get (i)->id, predicted, actual, answer, percent, rest);
}

static void
print_method (const Inspect *self, const TauInspection *result, const TauMethodAnswer *method)
{
  g_autofree char *confidence = tau_cli_number (100 * method->confidence, 1);
  g_autofree char *cost = tau_table_format_cost (method->relative_cost, 2);
  g_autofree char *answer = tau_text_line (tau_pack_class_title (self->pack, method->answer));
  g_autoptr (GString) line = g_string_new (NULL);
  tau_text_append_padded (line, method->id, 9);
  tau_text_append_padded (line, answer, 24);
  g_string_append_printf (line, " %5s%% ", confidence);
  tau_text_append_padded (line, tau_plot_scatter_verdict (result->label_given, method->correct), 9);
  g_print ("%s %s %s\n", line->str, _ ("cost"), cost);
}

static void
print_measures (const TauPack *pack, const TauInspection *result)
{
  const char *cached = result->cached ? _ (", from the cache") : "";
  if (pack->lender != NULL) {
    g_autofree char *lender = tau_text_line (pack->lender);
    g_print (_ ("\nThe predictor is that of “%s”, trained for another target\n"), lender);
  }
  if (result->chosen < 0) {
    g_print (_ ("\nRanked by actual loss, without a predictor%s\n"), cached);
    return;
  }
  g_autofree char *spearman = tau_cli_number (result->spearman, 2);
  g_autofree char *regret = tau_cli_number (result->regret, 3);
  g_print (_ ("\nSpearman correlation %s, regret %s nats%s\n"), spearman, regret, cached);
}

static void
print_table (const Inspect *self, const TauInspection *result, const TauImageInfo *info)
{
  g_autofree char *sentence = tau_inspection_sentence (result, self->pack);
  g_autofree char *path = tau_text_line (info->path), *line = tau_text_line (sentence);
  g_autofree char *label = tau_text_line (tau_pack_class_title (self->pack, result->label));
  g_print ("%s (%d × %d)", path, info->width, info->height);
  if (!tau_corruption_spec_is_none (&result->request.corruption)) {
    g_autofree char *corruption = tau_corruption_spec_to_text (&result->request.corruption);
    g_print (", %s", corruption);
  }
  g_print (_ ("\nlabel: %s%s\n\n"), label,
           result->label_given ? "" : _ (" (the target's own answer on the untransformed image)"));
  print_columns (_ ("rank"), _ ("transform"), _ ("predicted"), _ ("actual"), _ ("answer"),
                 _ ("confidence"), "");
  for (guint r = 0; r < TAU_N_TRANSFORMS; r++)
    print_line (self, result, r);
  print_measures (self->pack, result);
  for (guint m = 0; m < result->n_methods; m++)
    print_method (self, result, &result->methods[m]);
  g_print ("\n%s\n", line);
}

static gboolean
begin (Inspect *self, TauCli *cli, const TauCliCommand *command, int *argc, char ***argv,
       GError **error)
{
  if (!parse (self, cli, command, argc, argv, error) ||
      !check_requests (self, cli, *argc - 1, error) || !open_session (self, cli, error) ||
      !check_requests (self, cli, *argc - 1, error))
    return FALSE;
  tau_cli_say_device (cli);
  return TRUE;
}

/* After an image that cannot be read come the others, if there are several. FALSE: the command ends
 * here. */
static gboolean
skip_image (TauCli *cli, int n_images, GError **error)
{
  if (n_images < 2 || error == NULL || *error == NULL || (*error)->domain != TAU_IMAGE_ERROR)
    return FALSE;
  tau_cli_say ("%s", (*error)->message);
  g_clear_error (error);
  cli->failed = TRUE;
  return TRUE;
}

static gboolean
run_inspect (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Inspect) self = { 0 };
  if (!begin (&self, cli, &tau_cli_inspect, &argc, &argv, error))
    return FALSE;
  for (int i = 1; i < argc; i++) {
    TauImageInfo info = { 0 };
    g_autoptr (TauInspection) result = inspect_file (&self, cli, i - 1, argv[i], &info, error);
    g_autofree char *sha256 = (char *)info.sha256;
    if (result == NULL && skip_image (cli, argc - 1, error))
      continue;
    if (result == NULL)
      return FALSE;
    g_autoptr (GError) local = NULL;
    if (self.store != NULL &&
        !tau_inspection_record (result, self.pack, &info, self.store, &local)) {
      tau_cli_say ("%s", local->message);
      /* Damage in a large database is met only now. */
      cli->failed |= g_error_matches (local, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED);
    }
    if (self.json) {
      g_autofree char *line = tau_inspection_to_json (result, self.pack, &info);
      g_print ("%s\n", line);
    } else {
      print_table (&self, result, &info);
    }
  }
  if (self.store != NULL)
    tau_cli_say_damaged (self.store);
  return TRUE;
}

static gboolean
write_figures (Inspect *self, TauCli *cli, const TauFigureSpec *figures, guint n, GError **error)
{
  const char *kind = g_str_equal (self->output, "-") ? ".png" : self->output;
  /* The models are done: what is left has nothing to keep. */
  g_atomic_int_set (&cli->at_once, TRUE);
  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return FALSE;
  g_autoptr (GBytes) bytes = tau_figure_page_render (&self->page, figures, n, kind, error);
  return bytes != NULL && tau_cli_write (cli, self->output, bytes, error);
}

static gboolean
run_figure (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Inspect) self = { 0 };
  if (!begin (&self, cli, &tau_cli_figure, &argc, &argv, error))
    return FALSE;
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tau_inspection_unref);
  g_autofree TauFigureSpec *figures = g_new (TauFigureSpec, argc - 1);
  for (int i = 0; i < argc - 1; i++) {
    TauImageInfo info = { 0 };
    TauInspection *result = inspect_file (&self, cli, i, argv[i + 1], &info, error);
    g_free ((char *)info.sha256);
    if (result == NULL && skip_image (cli, argc - 1, error))
      continue;
    if (result == NULL)
      return FALSE;
    tau_inspection_to_figure (result, self.pack, &figures[results->len]);
    g_ptr_array_add (results, result);
  }
  if (results->len == 0)
    return TRUE; /* each was reported */
  return write_figures (&self, cli, figures, results->len, error);
}

const TauCliCommand tau_cli_inspect = {
  .name = "inspect",
  .synopsis = "IN…",
  .summary = N_ ("Predicted and actual losses of all transforms of an image"),
  .run = run_inspect,
  .flags = TAU_CLI_RUNS_MODELS,
  .takes = "IMAGE…",
};

const TauCliCommand tau_cli_figure = {
  .name = "figure",
  .synopsis = "IN… -o FILE",
  .summary = N_ ("The same as a figure: Figure 3 of the paper"),
  .run = run_figure,
  .flags = TAU_CLI_RUNS_MODELS,
  .takes = "IMAGE…",
};
