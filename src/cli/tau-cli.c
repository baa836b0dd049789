/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-language.h"
#include "base/tau-similar.h"
#include "host/tau-host.h"
#include "store/tau-versions.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

G_DEFINE_QUARK (tau_cli_error, tau_cli_error)

const TauCliCommand *const tau_cli_commands[] = {
  &tau_cli_transforms,   &tau_cli_corruptions,     &tau_cli_packs,    &tau_cli_pack,
  &tau_cli_transform,    &tau_cli_corrupt,         &tau_cli_inspect,  &tau_cli_figure,
  &tau_cli_classify,     &tau_cli_sweep,           &tau_cli_render,   &tau_cli_dataset,
  &tau_cli_train_target, &tau_cli_train_predictor, &tau_cli_evaluate, &tau_cli_compare,
  &tau_cli_merge,        &tau_cli_history,         &tau_cli_explain,  NULL,
};

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

gboolean
tau_cli_refuse_word (GError **error, const char *message, const char *word,
                     const char *const *names)
{
  g_autofree char *text = tau_similar_ask (message, word, names);
  return tau_cli_refuse (error, "%s", text);
}

const char *
tau_cli_word (const TauCliCommand *command)
{
  const char *space = strrchr (command->name, ' ');
  return space != NULL ? space + 1 : command->name;
}

const TauCliCommand *
tau_cli_find (const TauCliCommand *const *commands, const char *word)
{
  for (; *commands != NULL; commands++)
    if (g_str_equal (tau_cli_word (*commands), word))
      return *commands;
  return NULL;
}

void
tau_cli_say_device (const TauCli *cli)
{
  if (cli->quiet || !(cli->device_given || isatty (STDERR_FILENO)))
    return;
  g_autofree char *text = tau_torch_describe (tau_host_get (), cli->n_threads);
  tau_cli_say ("%s", text);
}

static void
print_help (void)
{
  g_print (_ ("Usage: tauscope-cli COMMAND [OPTIONS]\n\nCommands:\n"));
  for (guint i = 0; tau_cli_commands[i] != NULL; i++)
    g_print ("  %-16s %s\n", tau_cli_commands[i]->name, _ (tau_cli_commands[i]->summary));
  g_print ("  %-16s %s\n", "help", _ ("Describe a command and its options"));
  g_print (
      _ ("\nEach command describes its options with --help. The manual is tauscope-cli(1).\n"));
}

/* A separate thread waits for Ctrl-C, SIGTERM and SIGHUP, since cancelling is allowed there: the
 * first stops the command cleanly, the second at once. */
typedef struct {
  sigset_t signals;
  TauCli *cli;
} Interrupts;

static gpointer
wait_for_interrupts (gpointer data)
{
  Interrupts *interrupts = data;
  int number;
  TauCli *cli = interrupts->cli;
  sigwait (&interrupts->signals, &number);
  g_cancellable_cancel (cli->cancellable);
  if (g_atomic_int_get (&cli->at_once)) {
    g_mutex_lock (&cli->writing);
    tau_cli_say ("%s", _ ("Stopped"));
    _exit (1);
  }
  sigwait (&interrupts->signals, &number);
  _exit (128 + number);
}

static int
refuse_command (const char *word)
{
  const char *names[G_N_ELEMENTS (tau_cli_commands) + 1] = { "help" };
  for (guint i = 0; tau_cli_commands[i] != NULL; i++)
    names[i + 1] = tau_cli_commands[i]->name;
  g_autofree char *message =
      g_strdup_printf (_ ("there is no command “%s”; “tauscope-cli --help” lists them"), word);
  g_autofree char *text = tau_similar_ask (message, word, names);
  tau_cli_say ("%s", text);
  return 2;
}

static int
run_command (TauCli *cli, int argc, char **argv)
{
  const TauCliCommand *command = tau_cli_find (tau_cli_commands, argv[0]);
  g_autoptr (GError) error = NULL;
  if (command == NULL)
    return refuse_command (argv[0]);
  g_atomic_int_set (&cli->at_once, (command->flags & TAU_CLI_AT_ONCE) != 0);
  if (command->run (cli, argc, argv, &error))
    return cli->failed ? 1 : 0;
  tau_cli_say ("%s", error->message);
  return g_error_matches (error, TAU_CLI_ERROR, TAU_CLI_ERROR_USAGE) ? 2 : 1;
}

/* help COMMAND is COMMAND --help. */
static int
run_help (TauCli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (int i = 0; i < argc; i++)
    g_ptr_array_add (words, argv[i]);
  g_ptr_array_add (words, (gpointer) "--help");
  g_ptr_array_add (words, NULL);
  return run_command (cli, argc + 1, (char **)words->pdata);
}

static int
run (TauCli *cli, int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : "";
  const gboolean helps = g_str_equal (word, "help");
  if (argc < 2 || g_str_equal (word, "--help") || g_str_equal (word, "-h") ||
      (helps && (argc < 3 || argv[2][0] == '-'))) {
    print_help ();
    return argc < 2 ? 2 : 0;
  }
  if (helps)
    return run_help (cli, argc - 2, argv + 2);
  if (g_str_equal (word, "--version")) {
    g_autofree char *libraries = tau_versions_describe ();
    g_print ("tauscope-cli %s\n%s", TAU_VERSION, libraries);
    return 0;
  }
  if (g_str_equal (word, "--complete")) { /* for data/completion */
    tau_cli_complete (cli, argc - 2, argv + 2);
    return 0;
  }
  return run_command (cli, argc - 1, argv + 1);
}

/* The shell can close them (`<&-`), and then the next file opened would take their place. Those
 * opened instead fail as closed ones do: the input cannot be read, and the outputs not written. */
static void
open_standard_files (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int
main (int argc, char **argv)
{
  open_standard_files ();
  static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
  g_autofree char *line = g_strjoinv (" ", argv + (argc > 0));
  g_autofree char *named = g_strconcat ("tauscope-cli ", line, NULL);
  /* Not freed: a signal may come until the very end. */
  TauCli *cli = g_new0 (TauCli, 1);
  Interrupts *interrupts = g_new0 (Interrupts, 1);
  *cli = (TauCli){
    .n_threads = g_get_num_processors (),
    .cancellable = g_cancellable_new (),
    .line = named,
  };
  g_mutex_init (&cli->writing);
  interrupts->cli = cli;
  tau_torch_prepare ();
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* numbers have one form, on the command line and in the output */
  tau_cli_prepare_output ();
  tau_language_prepare ();

  signal (SIGXFSZ, SIG_IGN); /* a file size limit is an error like a full disk */
  sigemptyset (&interrupts->signals);
  for (guint i = 0; i < G_N_ELEMENTS (stopping); i++) {
    struct sigaction before; /* nohup and a shell's background jobs ignore some */
    if (sigaction (stopping[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
      sigaddset (&interrupts->signals, stopping[i]);
  }
  pthread_sigmask (SIG_BLOCK, &interrupts->signals, NULL);
  g_thread_unref (g_thread_new ("tau-interrupts", wait_for_interrupts, interrupts));

  int status = run (cli, argc, argv);
  /* A full disk behind redirected output shows only here. */
  if (status == 0 && (fflush (stdout) != 0 || ferror (stdout))) {
    tau_cli_say ("%s", _ ("cannot write to the standard output"));
    status = 1;
  }
  g_clear_pointer (&cli->db, g_free);
  return status;
}
