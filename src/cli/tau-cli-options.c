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

/* -- parsing ------------------------------------------------------------------------------- */

static GOptionContext *
make_context (const TauCliCommand *command)
{
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, command->synopsis);
  GOptionContext *context = g_option_context_new (usage);
  g_option_context_set_summary (context, _ (command->summary));
  if (strstr (command->synopsis, "DATASET") != NULL) {
    g_autofree char *readers = tau_dataset_readers_describe (TRUE);
    g_autofree char *text = g_strdup_printf (_ ("A DATASET is one of\n%s"), readers);
    g_option_context_set_description (context, text);
  }
  return context;
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
      N_ ("Folder with the benchmark's frost files"), "DIR" },
    { NULL },
  };
  const GOptionEntry models[] = {
    { "device", 0, 0, G_OPTION_ARG_FILENAME, &device,
      N_ ("Device of the models: cpu (default) or cuda"), "NAME" },
    { "model-memory", 0, 0, G_OPTION_ARG_INT, &memory,
      N_ ("Memory that models may use (default: half of the machine's)"), "GIB" },
    { NULL },
  };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) described = describe_entries (entries, texts);
  g_autoptr (GOptionContext) context = make_context (command);
  g_autoptr (GError) local = NULL;
  g_option_context_add_main_entries (context, (const GOptionEntry *)described->data,
                                     GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (command->flags & TAU_CLI_RUNS_MODELS)
    g_option_context_add_main_entries (context, models, GETTEXT_PACKAGE);
  const gboolean parsed = g_option_context_parse (context, argc, argv, &local);
  make_texts_utf8 (entries); /* in any case: the caller frees them */
  if (!parsed)
    return tau_cli_refuse (error, _ ("%s; try tauscope-cli %s --help"), local->message,
                           command->name);
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
