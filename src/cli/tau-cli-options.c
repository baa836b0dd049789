/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-number.h"
#include "corruption/tau-frost.h"
#include "dataset/tau-dataset-reader.h"
#include "host/tau-host.h"
#include "store/tau-store.h"

#include <glib/gi18n.h>
#include <string.h>

/* -- entries ------------------------------------------------------------------------------- */

/* The value that an option has before the command line is read, or NULL. */
static char *
dup_default (const GOptionEntry *entry)
{
  switch (entry->arg) {
  case G_OPTION_ARG_INT: { /* 0 stands for something else, which the description says */
    const int value = *(const int *)entry->arg_data;
    return value != 0 ? g_strdup_printf ("%d", value) : NULL;
  }
  case G_OPTION_ARG_DOUBLE:
    return tau_number_text (*(const double *)entry->arg_data, 6);
  case G_OPTION_ARG_STRING:
    return g_strdup (*(char *const *)entry->arg_data);
  default:
    return NULL;
  }
}

/* Text is taken as it is typed and made UTF-8 later: GLib would refuse what the locale lacks. */
static GOptionArg
raw_arg (GOptionArg arg)
{
  return arg == G_OPTION_ARG_STRING         ? G_OPTION_ARG_FILENAME
         : arg == G_OPTION_ARG_STRING_ARRAY ? G_OPTION_ARG_FILENAME_ARRAY
                                            : arg;
}

/* The command's entries with their defaults in the descriptions, which `texts` keeps. */
static GArray *
describe_entries (const GOptionEntry *entries, GPtrArray *texts)
{
  GArray *out = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  for (const GOptionEntry *e = entries; e->long_name != NULL; e++) {
    GOptionEntry entry = *e;
    g_autofree char *value = strstr (e->description, "default") == NULL ? dup_default (e) : NULL;
    if (value != NULL) {
      /* Translators: an option's description, and its value if it is not given. */
      char *text = g_strdup_printf (_ ("%s (default: %s)"), _ (e->description), value);
      g_ptr_array_add (texts, text);
      entry.description = text;
    }
    if (e->arg_description != NULL) {
      const gsize n = strcspn (e->arg_description, TAU_CLI_TAKES);
      char *argument = g_strndup (e->arg_description, n);
      g_ptr_array_add (texts, argument);
      entry.arg_description = argument;
    }
    entry.arg = raw_arg (e->arg);
    g_array_append_val (out, entry);
  }
  return out;
}

/* Other bytes than UTF-8 are either letters of the locale or belong to a file's name. */
static void
make_utf8 (char **text)
{
  if (*text == NULL || g_utf8_validate (*text, -1, NULL) || g_get_charset (NULL))
    return;
  char *converted = g_locale_to_utf8 (*text, -1, NULL, NULL, NULL);
  if (converted == NULL)
    return;
  g_free (*text);
  *text = converted;
}

static void
make_texts_utf8 (const GOptionEntry *entries)
{
  for (const GOptionEntry *e = entries; e->long_name != NULL; e++)
    if (e->arg == G_OPTION_ARG_STRING) {
      make_utf8 (e->arg_data);
    } else if (e->arg == G_OPTION_ARG_STRING_ARRAY) {
      char **list = *(char ***)e->arg_data;
      for (guint i = 0; list != NULL && list[i] != NULL; i++)
        make_utf8 (&list[i]);
    }
}

/* -- the list of options ------------------------------------------------------------------- */

static void
option_free (gpointer data)
{
  TauCliOption *option = data;
  g_free (option->name);
  g_free (option->argument);
  g_free (option->takes);
  g_free (option->text);
  g_free (option);
}

/* `described`: the same entries as the help shows them. */
static void
list_entries (GPtrArray *listing, const GOptionEntry *entries, const GOptionEntry *described)
{
  for (; entries->long_name != NULL; entries++, described++) {
    const char *takes =
        entries->arg_description != NULL ? strstr (entries->arg_description, TAU_CLI_TAKES) : NULL;
    TauCliOption *option = g_new (TauCliOption, 1);
    *option = (TauCliOption){
      .name = g_strdup (entries->long_name),
      .letter = entries->short_name,
      .argument = g_strdup (described->arg_description),
      .takes = takes != NULL ? g_strdup (takes + strlen (TAU_CLI_TAKES)) : NULL,
      .text = g_strdup (_ (described->description)),
    };
    g_ptr_array_add (listing, option);
  }
}

GPtrArray *
tau_cli_list_options (TauCli *cli, const TauCliCommand *command)
{
  char *argv[] = { (char *)command->name, NULL };
  GPtrArray *listing = g_ptr_array_new_with_free_func (option_free);
  g_autoptr (GError) error = NULL;
  cli->listing = listing;
  command->run (cli, 1, argv, &error);
  cli->listing = NULL;
  return listing;
}

/* -- values -------------------------------------------------------------------------------- */

static gboolean
set_device (TauCli *cli, const char *device, GError **error)
{
  if (device == NULL)
    return TRUE;
  if (!g_str_equal (device, "cpu") && !g_str_equal (device, "cuda"))
    return tau_cli_refuse (error, _ ("“%s” is not a device; --device takes cpu or cuda"), device);
  cli->device_given = TRUE;
  return tau_host_get ()->set_device (device, error);
}

/* All 64 bits; a negative number stands for the one with the same bits, as it always did. */
static gboolean
set_seed (TauCli *cli, const char *text, GError **error)
{
  gint64 negative;
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &cli->seed, NULL))
    return TRUE;
  if (!g_ascii_string_to_signed (text, 10, G_MININT64, -1, &negative, NULL))
    return tau_cli_refuse (
        error, _ ("“%s” is not a seed; --seed takes a whole number below 2 to the power of 64"),
        text);
  cli->seed = (guint64)negative;
  return TRUE;
}

/* GLib leaves the “--” that ends the options. */
static void
drop_dashes (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], "--")) {
      memmove (argv + i, argv + i + 1, (*argc - i) * sizeof *argv);
      --*argc;
      return;
    }
}

gboolean
tau_cli_check_list (char **list, const char *option, int n_images, GError **error)
{
  int n = list != NULL ? g_strv_length (list) : 0;
  if (n <= 1 || n == n_images)
    return TRUE;
  return tau_cli_refuse (
      error, _ ("%s is given %d times for %d images: give it once for all, or once for each"),
      option, n, n_images);
}

const char *
tau_cli_nth (char **list, int image)
{
  if (list == NULL || list[0] == NULL)
    return NULL;
  return list[1] == NULL ? list[0] : list[image];
}

gboolean
tau_cli_read_corruption (const char *name, const char *severity, TauCorruptionSpec *out,
                         GError **error)
{
  guint64 number = 3;
  if (severity != NULL &&
      !g_ascii_string_to_unsigned (severity, 10, 0, TAU_N_SEVERITIES, &number, NULL))
    return tau_cli_refuse (error, _ ("--severity must be 0 to 5"));
  if (name == NULL || g_str_equal (name, "none"))
    return TRUE;
  const int index = tau_corruption_find (name);
  if (index < 0)
    return tau_cli_refuse_corruption (
        error, _ ("--corruption needs a name that “tauscope-cli corruptions” lists"), name);
  out->type = tau_corruption_get (index);
  out->severity = number;
  return TRUE;
}

/* -- parsing ------------------------------------------------------------------------------- */

static GOptionContext *
make_context (const TauCliCommand *command)
{
  g_autofree char *program = g_strdup_printf ("tauscope-cli %s", command->name);
  g_set_prgname (program); /* in the first line of the help */
  GOptionContext *context = g_option_context_new (command->synopsis);
  g_option_context_set_summary (context, _ (command->summary));
  if (strstr (command->synopsis, "DATASET") != NULL) {
    g_autofree char *readers = tau_dataset_readers_describe (TRUE);
    g_autofree char *text = g_strdup_printf (_ ("A DATASET is one of\n%s"), readers);
    g_option_context_set_description (context, text);
  }
  return context;
}

/* The option that GLib does not know, or NULL. */
static char *
find_unknown (int argc, char **argv, const char *const *names)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++) {
    g_autofree char *word = g_strndup (argv[i], strcspn (argv[i], "="));
    if (g_str_has_prefix (word, "--") && !g_strv_contains (names, word))
      return g_steal_pointer (&word);
  }
  return NULL;
}

/* Always FALSE. Of an option that does not exist, asks for one that is like it. */
static gboolean
refuse_options (TauCli *cli, const TauCliCommand *command, int argc, char **argv,
                const GError *cause, GError **error)
{
  g_autoptr (GPtrArray) options = tau_cli_list_options (cli, command);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < options->len; i++) {
    const TauCliOption *option = g_ptr_array_index (options, i);
    g_ptr_array_add (names, g_strconcat ("--", option->name, NULL));
  }
  g_ptr_array_add (names, NULL);
  const char *const *list = (const char *const *)names->pdata;
  g_autofree char *message =
      g_strdup_printf (_ ("%s; try tauscope-cli %s --help"), cause->message, command->name);
  g_autofree char *unknown = g_error_matches (cause, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)
                                 ? find_unknown (argc, argv, list)
                                 : NULL;
  if (unknown == NULL)
    return tau_cli_refuse (error, "%s", message);
  return tau_cli_refuse_word (error, message, unknown, list);
}

gboolean
tau_cli_parse (TauCli *cli, const TauCliCommand *command, const GOptionEntry *entries, int *argc,
               char ***argv, GError **error)
{
  g_autofree char *seed = NULL, *frost = NULL, *device = NULL;
  int memory = 0;
  const GOptionEntry common[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &cli->n_threads, N_ ("Threads (default: all cores)"),
      "N" },
    { "seed", 0, 0, G_OPTION_ARG_FILENAME, &seed, N_ ("Seed of every random choice (default: 0)"),
      "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, N_ ("Print results only"), NULL },
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &cli->db,
      N_ ("Database file (default: tauscope.db in the user's data folder)"), "FILE" },
    { "frost-textures", 0, 0, G_OPTION_ARG_FILENAME, &frost,
      N_ ("Folder with the benchmark's frost files (default: Tauscope draws ice)"), "DIR" },
    { NULL },
  };
  const GOptionEntry models[] = {
    { "device", 0, 0, G_OPTION_ARG_FILENAME, &device,
      N_ ("Device of the models: cpu (default) or cuda"), "NAME" TAU_CLI_TAKES "cpu|cuda" },
    { "model-memory", 0, 0, G_OPTION_ARG_INT, &memory,
      N_ ("Memory that models may use (default: half of the machine's)"), "GIB" },
    { NULL },
  };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) described = describe_entries (entries, texts);
  g_autoptr (GArray) common_described = describe_entries (common, texts);
  g_autoptr (GArray) models_described = describe_entries (models, texts);
  const gboolean runs_models = (command->flags & TAU_CLI_RUNS_MODELS) != 0;
  if (cli->listing != NULL) {
    list_entries (cli->listing, entries, (const GOptionEntry *)described->data);
    list_entries (cli->listing, common, (const GOptionEntry *)common_described->data);
    if (runs_models)
      list_entries (cli->listing, models, (const GOptionEntry *)models_described->data);
    return FALSE;
  }
  g_autoptr (GOptionContext) context = make_context (command);
  g_autoptr (GError) local = NULL;
  g_option_context_add_main_entries (context, (const GOptionEntry *)described->data,
                                     GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, (const GOptionEntry *)common_described->data,
                                     GETTEXT_PACKAGE);
  if (runs_models)
    g_option_context_add_main_entries (context, (const GOptionEntry *)models_described->data,
                                       GETTEXT_PACKAGE);
  const gboolean parsed = g_option_context_parse (context, argc, argv, &local);
  make_texts_utf8 (entries); /* in any case: the caller frees them */
  if (!parsed)
    return refuse_options (cli, command, *argc, *argv, local, error);
  drop_dashes (argc, *argv);
  if (cli->n_threads < 1 || cli->n_threads > 1024)
    return tau_cli_refuse (error, _ ("--threads must be 1 or more"));
  if (cli->db == NULL)
    cli->db = tau_store_default_path ();
  if (memory < 0 || memory > 1 << 20)
    return tau_cli_refuse (error, _ ("--model-memory must be 1 or more"));
  tau_host_set_memory ((guint64)memory << 30);
  if (!set_seed (cli, seed, error) || !set_device (cli, device, error))
    return FALSE;
  return frost == NULL || tau_frost_set_textures_folder (frost, error);
}
