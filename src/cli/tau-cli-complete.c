/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-text.h"
#include "corruption/tau-corruption.h"
#include "dataset/tau-dataset-reader.h"
#include "dataset/files/tau-image-walk.h"
#include "evaluate/tau-evaluate-spec.h"
#include "model/tau-pack.h"
#include "transform/tau-transform.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* The word that is completed: what stays as it is, such as "--op=" or "fog,", and what is begun. */
typedef struct {
  const char *before, *begun;
} Word;

/* -- output -------------------------------------------------------------------------------- */

/* One line each: a word that holds something else is never typed. Not by g_print(), which replaces
 * tabs. */
static void
add (const Word *word, const char *value, const char *text)
{
  if (!g_str_has_prefix (value, word->begun) || strpbrk (value, "\t\n") != NULL)
    return;
  g_autofree char *line = tau_text_line (text);
  printf ("%s%s\t%s\n", word->before, value, line);
}

static void
add_files (const Word *word, const char *endings)
{
  printf ("\t%s\t%s\n", word->before, endings);
}

/* -- what there is to choose from ---------------------------------------------------------- */

static void
add_transforms (const Word *word)
{
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    add (word, tau_transform_get (i)->id, _ (tau_transform_get (i)->title));
}

static void
add_corruptions (const Word *word)
{
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    add (word, tau_corruption_get (i)->name, _ (tau_corruption_get (i)->title));
}

static void
add_groups (const Word *word)
{
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    add (word, tau_corruption_group_name (g), tau_corruption_group_title (g));
}

static void
add_methods (const Word *word)
{
  g_autoptr (GArray) methods = tau_methods_parse (TAU_METHODS_DEFAULT "," TAU_METHODS_OTHER, NULL);
  for (guint m = 0; methods != NULL && m < methods->len; m++) {
    const TauMethod *method = &g_array_index (methods, TauMethod, m);
    g_autofree char *title = tau_method_get_title (method);
    add (word, method->id, title);
  }
}

static void
add_packs (const Word *word)
{
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  for (guint i = 0; i < packs->len; i++) {
    const TauPack *pack = g_ptr_array_index (packs, i);
    add (word, pack->name, pack->description);
  }
}

static void
add_images (const Word *word)
{
  g_auto (TauImageWalk) walk = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer ending;
  tau_image_walk_init (&walk, ".");
  g_hash_table_iter_init (&iter, walk.endings);
  while (g_hash_table_iter_next (&iter, &ending, NULL))
    g_string_append_printf (text, "%s.%s", text->len > 0 ? " " : "", (char *)ending);
  add_files (word, text->str);
}

static void
add_models (const Word *word)
{
  add_files (word, ".pt .pth .ts .jit .torchscript");
}

/* Of "cifar10:PATH", what comes after the colon is a file's name. */
static void
add_datasets (const Word *word)
{
  const TauDatasetReader *reader;
  for (guint i = 0; (reader = tau_dataset_reader_get (i)) != NULL; i++) {
    g_autofree char *colon = g_strconcat (reader->name, ":", NULL);
    if (!reader->built_in && g_str_has_prefix (word->begun, colon)) {
      g_autofree char *before = g_strconcat (word->before, colon, NULL);
      const Word path = { before, word->begun + strlen (colon) };
      add_files (&path, reader->file_ending == NULL ? "/" : "");
      return;
    }
    add (word, reader->built_in ? reader->name : colon, _ (reader->description));
    for (guint p = 0; reader->built_in && reader->has_parts && p < 2; p++) {
      g_autofree char *part = g_strconcat (colon, p == 0 ? "train" : "test", NULL);
      add (word, part, _ (reader->description));
    }
  }
  add_files (word, ""); /* a path alone is enough */
}

static const struct {
  const char *name;
  void (*add) (const Word *word);
} kinds[] = {
  { "TRANSFORM", add_transforms }, { "CORRUPTION", add_corruptions },
  { "GROUP", add_groups },         { "METHOD", add_methods },
  { "PACK", add_packs },           { "IMAGE", add_images },
  { "MODEL", add_models },         { "DATASET", add_datasets },
};

/* -- one word ------------------------------------------------------------------------------ */

/* One of the choices of "text|.db|1-5|PACK". */
static void
add_choice (const Word *word, const char *choice)
{
  if (g_str_equal (choice, "FILE") || g_str_equal (choice, "DIR"))
    add_files (word, choice[0] == 'D' ? "/" : "");
  else if (choice[0] == '.')
    add_files (word, choice);
  else if (g_ascii_isdigit (choice[0]) && choice[1] == '-')
    for (char digit[2] = { choice[0], '\0' }; digit[0] <= choice[2]; digit[0]++)
      add (word, digit, "");
  else if (!g_ascii_isupper (choice[0]))
    add (word, choice, "");
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    if (g_str_equal (choice, kinds[k].name))
      kinds[k].add (word);
}

/* `takes`: see tau_cli_complete(). */
static void
add_values (const char *before, const char *begun, const char *takes)
{
  const char *comma = g_str_has_suffix (takes, ",…") ? strrchr (begun, ',') : NULL;
  const gsize n = comma != NULL ? (gsize)(comma - begun) + 1 : 0;
  g_autofree char *list = g_strndup (begun, n), *full = g_strconcat (before, list, NULL);
  g_autofree char *choices = g_strndup (takes, strcspn (takes, ","));
  g_auto (GStrv) words = g_strsplit (choices, "|", -1);
  const Word word = { full, begun + n };
  for (guint i = 0; words[i] != NULL; i++)
    add_choice (&word, words[i]);
}

/* -- the command line ---------------------------------------------------------------------- */

static const TauCliOption *
find_option (GPtrArray *options, const char *word)
{
  for (guint i = 0; i < options->len; i++) {
    const TauCliOption *option = g_ptr_array_index (options, i);
    const gboolean is_letter = word[0] == '-' && word[1] == option->letter && word[1] != '\0';
    if ((is_letter && word[2] == '\0') ||
        (g_str_has_prefix (word, "--") && g_str_equal (word + 2, option->name)))
      return option;
  }
  return NULL;
}

static void
add_options (GPtrArray *options, const char *begun)
{
  const Word word = { "", begun };
  for (guint i = 0; i < options->len; i++) {
    const TauCliOption *option = g_ptr_array_index (options, i);
    g_autofree char *name = g_strconcat ("--", option->name, NULL);
    const char letter[] = { '-', option->letter, '\0' };
    add (&word, name, option->text);
    if (option->letter != 0 && g_str_equal (begun, letter))
      add (&word, letter, option->text);
  }
  add (&word, "--help", _ ("Describe the command and its options"));
}

static void
add_value (const TauCliOption *option, const char *before, const char *begun)
{
  if (option != NULL && option->argument != NULL)
    add_values (before, begun, option->takes != NULL ? option->takes : option->argument);
}

static void
add_argument (const TauCliCommand *command, guint index, const char *begun)
{
  g_auto (GStrv) takes = g_strsplit (command->takes != NULL ? command->takes : "", " ", -1);
  const guint n = g_strv_length (takes);
  const gboolean any = n > 0 && g_str_has_suffix (takes[n - 1], "…");
  if (any)
    takes[n - 1][strlen (takes[n - 1]) - strlen ("…")] = '\0';
  if (index < n || any)
    add_values ("", begun, takes[MIN (index, n - 1)]);
}

/* `words[n - 1]` is begun; words[0] is the command. */
static void
complete_command (TauCli *cli, const TauCliCommand *command, guint n, char **words)
{
  g_autoptr (GPtrArray) options = tau_cli_list_options (cli, command);
  const TauCliOption *open = NULL; /* waits for its argument */
  const char *begun = words[n - 1], *equals = strchr (begun, '=');
  gboolean ended = FALSE;
  guint n_arguments = 0;
  for (guint i = 1; i < n - 1; i++) {
    const TauCliOption *option = ended || open != NULL ? NULL : find_option (options, words[i]);
    if (open == NULL && !ended && g_str_equal (words[i], "--"))
      ended = TRUE;
    else if (open == NULL && (ended || words[i][0] != '-' || words[i][1] == '\0'))
      n_arguments++;
    open = option != NULL && option->argument != NULL ? option : NULL;
  }
  if (open != NULL) {
    add_value (open, "", begun);
  } else if (!ended && g_str_has_prefix (begun, "--") && equals != NULL) {
    g_autofree char *name = g_strndup (begun, equals - begun);
    g_autofree char *before = g_strndup (begun, equals - begun + 1);
    add_value (find_option (options, name), before, equals + 1);
  } else if (!ended && begun[0] == '-') {
    add_options (options, begun);
  } else {
    add_argument (command, n_arguments, begun);
  }
}

static void
add_commands (const TauCliCommand *const *commands, const char *begun)
{
  const Word word = { "", begun };
  for (; *commands != NULL; commands++)
    add (&word, tau_cli_word (*commands), _ ((*commands)->summary));
}

void
tau_cli_complete (TauCli *cli, int argc, char **argv)
{
  const TauCliCommand *const *commands = tau_cli_commands;
  const TauCliCommand *command = NULL;
  const gboolean help = argc > 1 && g_str_equal (argv[0], "help");
  guint n = MAX (argc, 0);
  const Word word = { "", n > 0 ? argv[n - 1] : "" };
  if (n < 2) {
    add_commands (commands, word.begun);
    add (&word, "help", _ ("Describe a command and its options"));
    if (word.begun[0] == '-') {
      add (&word, "--help", _ ("List the commands"));
      add (&word, "--version", _ ("Print the versions of the program and its libraries"));
    }
    return;
  }
  char **words = argv + help;
  n -= help;
  while (n > 1 && commands != NULL && (command = tau_cli_find (commands, words[0])) != NULL &&
         command->subcommands != NULL) {
    commands = command->subcommands;
    words++;
    n--;
  }
  if (n == 1 && commands != NULL) {
    add_commands (commands, word.begun);
    if (word.begun[0] == '-')
      add (&word, "--help", _ ("Describe the command and its options"));
  } else if (n > 1 && command != NULL && !help) {
    complete_command (cli, command, n, words);
  }
}
