/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-model.h"

#include "base/tau-text.h"
#include "model/tau-pack-shelf.h"

#include <glib/gi18n.h>

/* pack: what is done with model packs. Each subcommand is a command of its own. */

/* -- make ---------------------------------------------------------------------------------- */

typedef struct {
  char *out, *name, *description;
  TauCliModel model;
} Make;

static void
make_clear (Make *self)
{
  g_free (self->out);
  g_free (self->name);
  g_free (self->description);
  tau_cli_model_clear (&self->model);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Make, make_clear)

/* What was found and used, what to know, and where the pack is. */
static void
print_made (const TauProbe *probe, const TauModelChoices *full, gboolean named, const char *folder)
{
  g_autofree char *found = tau_probe_describe (probe), *used = tau_model_choices_describe (full);
  g_autofree char *line = tau_text_line (folder);
  const char *proposed = tau_class_list_propose (probe->form.n_outputs);
  g_print (_ ("%s\ngets: %s\n"), found, used);
  for (guint i = 0; i < probe->problems->len; i++) {
    const TauProbeProblem *problem = g_ptr_array_index (probe->problems, i);
    g_print ("%s.\n", problem->text);
  }
  if (!named && !g_str_equal (proposed, "numbers"))
    g_print (_ ("The classes are called by their numbers. There are as many in %s: if they are "
                "these, give --classes %s.\n"),
             proposed, proposed);
  g_print (_ ("The model pack is in “%s”.\n"), line);
}

static char *
choose_folder (const Make *self, const TauModelChoices *full, GError **error)
{
  if (self->out != NULL)
    return g_strdup (self->out);
  if (self->name == NULL) {
    g_autofree char *name = tau_pack_choose_name (full->name);
    return tau_pack_shelf_path (name);
  }
  g_autoptr (TauPack) same = tau_pack_find (self->name, NULL);
  if (same == NULL && self->name[0] != '\0')
    return tau_pack_shelf_path (self->name);
  if (same != NULL)
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_EXISTS,
                 _ ("There is a model pack “%s” already; choose another name"), self->name);
  else
    tau_cli_refuse (error, _ ("--name must not be empty"));
  return NULL;
}

static gboolean
make (TauCli *cli, const Make *self, const char *path, GError **error)
{
  g_autoptr (TauModelChoices) choices = tau_cli_model_read (&self->model, error);
  if (choices == NULL)
    return FALSE;
  const gboolean named = choices->classes_list != NULL;
  if (!named)
    choices->classes_list = g_strdup ("numbers");
  choices->name = g_strdup (self->name);
  choices->description = g_strdup (self->description);
  g_autoptr (TauProbe) probe = tau_probe_file (path, choices, cli->cancellable, error);
  if (probe == NULL)
    return FALSE;
  g_autoptr (TauModelChoices) full = tau_probe_propose (probe, choices);
  g_autofree char *folder = choose_folder (self, full, error);
  if (folder != NULL && self->name == NULL) {
    g_free (full->name);
    full->name = g_path_get_basename (folder);
  }
  if (folder == NULL || !tau_probe_write_pack (probe, full, folder, cli->line, error))
    return FALSE;
  if (!cli->quiet)
    print_made (probe, full, named, folder);
  return TRUE;
}

static gboolean run_make (TauCli *cli, int argc, char **argv, GError **error);

static const TauCliCommand pack_make = {
  .name = "pack make",
  .synopsis = "FILE",
  .summary = N_ ("Make a model pack of a classifier, a TorchScript file"),
  .run = run_make,
  .flags = TAU_CLI_RUNS_MODELS,
  .takes = "MODEL",
};

static gboolean
run_make (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Make) self = { 0 };
  const GOptionEntry entries[] = {
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &self.out,
      N_ ("Folder to make (default: in the user's folder of packs)"), "DIR" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self.name,
      N_ ("Name of the pack (default: that of the folder or file)"), "NAME" },
    { "description", 0, 0, G_OPTION_ARG_STRING, &self.description,
      N_ ("What it is (default: none)"), "TEXT" },
    { NULL },
  };
  g_autoptr (GArray) all = tau_cli_model_entries (&self.model, entries);
  if (!tau_cli_parse (cli, &pack_make, (const GOptionEntry *)all->data, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&pack_make, argc, 1, 1, error))
    return FALSE;
  return make (cli, &self, argv[1], error);
}

/* -- pack ---------------------------------------------------------------------------------- */

static const TauCliCommand *const subcommands[] = { &pack_make, &tau_cli_pack_policies, NULL };

static void
print_help (void)
{
  g_print (_ ("Usage: tauscope-cli pack SUBCOMMAND [OPTIONS]\n\nSubcommands:\n"));
  for (guint i = 0; subcommands[i] != NULL; i++)
    g_print ("  %-16s %s\n", subcommands[i]->name, _ (subcommands[i]->summary));
}

static gboolean
run_pack (TauCli *cli, int argc, char **argv, GError **error)
{
  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))) {
    print_help ();
    return TRUE;
  }
  const TauCliCommand *command = argc >= 2 ? tau_cli_find (subcommands, argv[1]) : NULL;
  if (command != NULL)
    return command->run (cli, argc - 1, argv + 1, error);
  const char *names[G_N_ELEMENTS (subcommands)] = { NULL };
  for (guint i = 0; subcommands[i] != NULL; i++)
    names[i] = tau_cli_word (subcommands[i]);
  return tau_cli_refuse_word (error, _ ("“tauscope-cli pack --help” lists what pack can do"),
                              argc >= 2 ? argv[1] : "", names);
}

const TauCliCommand tau_cli_pack = {
  .name = "pack",
  .synopsis = "make FILE | policies PACK",
  .summary = N_ ("Make a model pack of a classifier, or add the policies of gps to one"),
  .run = run_pack,
  .flags = TAU_CLI_RUNS_MODELS,
  .subcommands = subcommands,
};
