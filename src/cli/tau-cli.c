/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "corruption/tau-frost.h"
#include "dataset/tau-dataset-reader.h"
#include "host/tau-host.h"
#include "store/tau-store.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

G_DEFINE_QUARK (tau_cli_error, tau_cli_error)

static const TauCliCommand *const commands[] = {
  &tau_cli_transforms, &tau_cli_corruptions,  &tau_cli_packs,           &tau_cli_transform,
  &tau_cli_corrupt,    &tau_cli_inspect,      &tau_cli_figure,          &tau_cli_render,
  &tau_cli_dataset,    &tau_cli_train_target, &tau_cli_train_predictor, &tau_cli_evaluate,
  &tau_cli_merge,      &tau_cli_history,
};

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

gboolean
tau_cli_parse (TauCli *cli, const TauCliCommand *command, const GOptionEntry *entries, int *argc,
               char ***argv, GError **error)
{
  gint64 seed = cli->seed;
  g_autofree char *frost = NULL, *device = NULL;
  int memory = 0;
  const GOptionEntry common[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &cli->n_threads, N_ ("Threads (default: all cores)"),
      "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("Seed of every random choice (default: 0)"),
      "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, N_ ("Print results only"), NULL },
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &cli->db, N_ ("Database file"), "FILE" },
    { "frost-textures", 0, 0, G_OPTION_ARG_FILENAME, &frost,
      N_ ("Folder with the benchmark's frost files"), "DIR" },
    { NULL },
  };
  const GOptionEntry models[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING, &device,
      N_ ("Device of the models: cpu (default) or cuda"), "NAME" },
    { "model-memory", 0, 0, G_OPTION_ARG_INT, &memory,
      N_ ("Memory that models may use (default: half of the machine's)"), "GIB" },
    { NULL },
  };
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, command->synopsis);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) local = NULL;
  g_option_context_set_summary (context, _ (command->summary));
  if (strstr (command->synopsis, "DATASET") != NULL) {
    g_autofree char *readers = tau_dataset_readers_describe (TRUE);
    g_autofree char *text = g_strdup_printf (_ ("A DATASET is one of\n%s"), readers);
    g_option_context_set_description (context, text);
  }
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (command->runs_models)
    g_option_context_add_main_entries (context, models, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &local))
    return tau_cli_refuse (error, _ ("%s; try tauscope-cli %s --help"), local->message,
                           command->name);
  if (cli->n_threads < 1 || cli->n_threads > 1024)
    return tau_cli_refuse (error, _ ("--threads must be 1 or more"));
  cli->seed = seed;
  if (cli->db == NULL)
    cli->db = tau_store_default_path ();
  if (memory < 0 || memory > 1 << 20)
    return tau_cli_refuse (error, _ ("--model-memory must be 1 or more"));
  tau_host_set_memory ((guint64)memory << 30);
  if (!set_device (cli, device, error))
    return FALSE;
  return frost == NULL || tau_frost_set_textures_folder (frost, error);
}

gboolean
tau_cli_expect_arguments (const TauCliCommand *command, int argc, int least, int most,
                          GError **error)
{
  if (argc - 1 >= least && argc - 1 <= most)
    return TRUE;
  return tau_cli_refuse (error, _ ("usage: tauscope-cli %s %s"), command->name, command->synopsis);
}

gboolean
tau_cli_refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE, format, arguments));
  va_end (arguments);
  return FALSE;
}

void
tau_cli_print_json (JsonBuilder *b, gboolean pretty)
{
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, pretty);
  g_print ("%s\n", text);
}

void
tau_cli_progress (TauCli *cli, const char *format, ...)
{
  if (cli->quiet || !isatty (STDERR_FILENO))
    return;
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (stderr, "\r\033[K%s", text);
  fflush (stderr);
}

void
tau_cli_progress_end (TauCli *cli)
{
  if (!cli->quiet && isatty (STDERR_FILENO))
    fprintf (stderr, "\r\033[K");
}

void
tau_cli_say_device (const TauCli *cli)
{
  if (cli->quiet || !(cli->device_given || isatty (STDERR_FILENO)))
    return;
  g_autofree char *text = tau_torch_describe (tau_host_get (), cli->n_threads);
  g_printerr ("tauscope-cli: %s\n", text);
}

static void
print_help (void)
{
  g_print (_ ("Usage: tauscope-cli COMMAND [OPTIONS]\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-16s %s\n", commands[i]->name, _ (commands[i]->summary));
  g_print (
      _ ("\nEach command describes its options with --help. The manual is tauscope-cli(1).\n"));
}

/* A separate thread waits for Ctrl-C and SIGTERM, since cancelling is allowed there: the first
 * stops the command cleanly, the second at once. */
typedef struct {
  sigset_t signals;
  GCancellable *cancellable;
} Interrupts;

static gpointer
wait_for_interrupts (gpointer data)
{
  Interrupts *interrupts = data;
  int number;
  sigwait (&interrupts->signals, &number);
  g_cancellable_cancel (interrupts->cancellable);
  sigwait (&interrupts->signals, &number);
  _exit (128 + number);
}

static int
run (TauCli *cli, int argc, char **argv)
{
  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")) {
    print_help ();
    return argc < 2 ? 2 : 0;
  }
  if (g_str_equal (argv[1], "--version")) {
    g_print ("tauscope-cli %s\n", TAU_VERSION);
    return 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (GError) error = NULL;
    if (!g_str_equal (argv[1], commands[i]->name))
      continue;
    if (commands[i]->run (cli, argc - 1, argv + 1, &error))
      return 0;
    g_printerr ("tauscope-cli: %s\n", error->message);
    return g_error_matches (error, TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE) ? 2 : 1;
  }
  g_printerr (_ ("tauscope-cli: there is no command “%s”; “tauscope-cli --help” lists them\n"),
              argv[1]);
  return 2;
}

int
main (int argc, char **argv)
{
  Interrupts interrupts = { .cancellable = g_cancellable_new () };
  g_autofree char *line = g_strjoinv (" ", argv + (argc > 0));
  g_autofree char *named = g_strconcat ("tauscope-cli ", line, NULL);
  TauCli cli = {
    .n_threads = g_get_num_processors (),
    .cancellable = interrupts.cancellable,
    .line = named,
  };

  tau_torch_prepare ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TAU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  signal (SIGXFSZ, SIG_IGN); /* a file size limit is an error like a full disk */
  sigemptyset (&interrupts.signals);
  sigaddset (&interrupts.signals, SIGINT);
  sigaddset (&interrupts.signals, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &interrupts.signals, NULL);
  g_thread_unref (g_thread_new ("tau-interrupts", wait_for_interrupts, &interrupts));

  int status = run (&cli, argc, argv);
  /* A full disk behind redirected output shows only here. */
  if (status == 0 && (fflush (stdout) != 0 || ferror (stdout))) {
    g_printerr (_ ("tauscope-cli: cannot write to the standard output\n"));
    status = 1;
  }
  g_free (cli.db);
  return status;
}
