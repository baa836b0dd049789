/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-file.h"
#include "evaluate/result/tau-evaluation-compare.h"
#include "evaluate/result/tau-evaluation-seeds.h"

#include <glib/gi18n.h>

/* Far more than an evaluation of 50,000 images by every method takes. */
#define LARGEST_RESULT ((guint64)1 << 30)

typedef struct {
  char *by, *methods, *format;
  gboolean seeds;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->by);
  g_free (self->methods);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static TauEvaluation *
read_file (const char *path, const char *name, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) bytes = tau_file_read (path, LARGEST_RESULT, &cause);
  if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                 _ ("There is no file “%s”; “tauscope-cli history” lists the stored evaluations"),
                 name);
    return NULL;
  }
  if (bytes == NULL) {
    g_propagate_prefixed_error (error, g_steal_pointer (&cause), "“%s”: ", name);
    return NULL;
  }
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);
  TauEvaluation *evaluation = tau_evaluation_parse (text, NULL);
  if (evaluation == NULL)
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("“%s” is not what “tauscope-cli evaluate --format json” writes"), name);
  return evaluation;
}

static TauEvaluation *
read_stored (TauCli *cli, gint64 id, GError **error)
{
  g_autoptr (TauStore) store = tau_store_open_read (cli->db, error);
  g_autoptr (TauStoreJob) job = store != NULL ? tau_store_get_job (store, id, error) : NULL;
  if (job == NULL)
    return NULL;
  if (job->kind == TAU_JOB_EVALUATION && job->summary != NULL)
    return tau_evaluation_parse (job->summary, error);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               job->kind == TAU_JOB_EVALUATION
                   ? _ ("Evaluation %s has no result; “tauscope-cli history” lists those that have")
                   : _ ("%s is not an evaluation; “tauscope-cli history” lists them"),
               number);
  return NULL;
}

/* A number names what is stored; anything else, also "./12", is a file. */
static TauEvaluation *
read_evaluation (TauCli *cli, const char *word, char **name, GError **error)
{
  gint64 id;
  if (!g_ascii_string_to_signed (word, 10, 1, G_MAXINT64, &id, NULL)) {
    *name = g_filename_display_name (word);
    return read_file (word, *name, error);
  }
  *name = g_strconcat ("#", word, NULL);
  return read_stored (cli, id, error);
}

static gboolean
compare (TauCli *cli, int argc, char **argv, TauComparison *comparison, TauTableFormat format,
         GError **error)
{
  g_autofree char *name_a = NULL, *name_b = NULL;
  g_autoptr (TauEvaluation) a = read_evaluation (cli, argv[1], &name_a, error);
  g_autoptr (TauEvaluation) b =
      a != NULL && argc > 2 ? read_evaluation (cli, argv[2], &name_b, error) : NULL;
  if (a == NULL || (argc > 2 && b == NULL))
    return FALSE;
  comparison->a = a;
  comparison->b = b;
  comparison->name_a = name_a;
  comparison->name_b = name_b;
  g_autofree char *text = tau_comparison_write (comparison, format, error);
  if (text != NULL)
    g_print ("%s", text);
  return text != NULL;
}

static gboolean
summarise (TauCli *cli, int argc, char **argv, const GArray *methods, TauTableFormat format,
           GError **error)
{
  g_autoptr (GPtrArray) evaluations =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tau_evaluation_unref);
  for (int i = 1; i < argc; i++) {
    g_autofree char *name = NULL;
    TauEvaluation *evaluation = read_evaluation (cli, argv[i], &name, error);
    if (evaluation == NULL)
      return FALSE;
    g_ptr_array_add (evaluations, evaluation);
  }
  g_autoptr (TauTable) table = tau_evaluation_seeds_table (evaluations, methods, error);
  if (table == NULL)
    return FALSE;
  g_autofree char *text = tau_table_write (table, format);
  g_print ("%s", text);
  return TRUE;
}

static gboolean
run_compare (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Options) o = { 0 };
  const GOptionEntry entries[] = {
    { "by", 0, 0, G_OPTION_ARG_STRING, &o.by,
      N_ ("What the errors are means over: set, group, severity, corruption, cell (default: "
          "set,group,severity,corruption)"),
      "LIST" TAU_CLI_TAKES "set|group|severity|corruption|cell,…" },
    { "methods", 0, 0, G_OPTION_ARG_STRING, &o.methods,
      N_ ("Only these methods (default: all that both have)"), "LIST" TAU_CLI_TAKES "METHOD,…" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &o.format,
      N_ ("text (default), json, csv, markdown or latex"),
      "NAME" TAU_CLI_TAKES "text|json|csv|markdown|latex" },
    { "seeds", 0, 0, G_OPTION_ARG_NONE, &o.seeds,
      N_ ("Mean and standard deviation over any number of evaluations, each with a predictor that "
          "was trained with another seed"),
      NULL },
    { NULL },
  };
  g_autoptr (GError) cause = NULL;
  if (!tau_cli_parse (cli, &tau_cli_compare, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_compare, argc, 1, o.seeds ? G_MAXINT : 2, error))
    return FALSE;
  const int format = tau_table_format_find (o.format != NULL ? o.format : "text");
  if (format < 0)
    return tau_cli_refuse (
        error, _ ("“%s” is not a format; use text, json, csv, markdown or latex"), o.format);
  g_autoptr (GArray) methods = o.methods != NULL ? tau_methods_parse (o.methods, &cause) : NULL;
  TauComparison comparison = {
    .methods = methods,
    .by = cause == NULL ? tau_compare_by_parse (o.by != NULL ? o.by : TAU_COMPARE_DEFAULT, &cause)
                        : 0,
  };
  if (cause != NULL)
    return tau_cli_refuse (error, "%s", cause->message);
  if (o.seeds && o.by != NULL)
    return tau_cli_refuse (error, _ ("--by has no meaning with --seeds; leave one of them out"));
  return o.seeds ? summarise (cli, argc, argv, methods, format, error)
                 : compare (cli, argc, argv, &comparison, format, error);
}

const TauCliCommand tau_cli_compare = {
  .name = "compare",
  .synopsis = "A [B…]",
  .summary = N_ ("Compare two evaluations, or the methods of one, with intervals and tests"),
  .run = run_compare,
  .flags = TAU_CLI_AT_ONCE,
  .takes = ".json .json",
};
