/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "corruption/tau-corruption-spec.h"
#include "image/tau-image.h"
#include "store/tau-store.h"
#include "train/tau-measure.h"

G_BEGIN_DECLS

#define TAU_CLI_ERROR (tau_cli_error_quark ())

typedef enum {
  TAU_CLI_ERROR_USAGE = 1, /* exit status 2; every other error is 1 */
} TauCliError;

GQuark tau_cli_error_quark (void);

/* The options of all commands. */
typedef struct {
  int n_threads;
  guint64 seed;
  gboolean quiet;
  char *db;                  /* --db, or in the user's data folder */
  GCancellable *cancellable; /* Ctrl-C */
  char *line;                /* the command line as typed, for pack.json */
  gboolean device_given;     /* --device */
  gboolean started;          /* a training has said what it runs on */
  TauMeasure measure;        /* what a training measured last */
  gboolean failed;           /* at some of several files, which was printed */
  GPtrArray *listing;        /* of TauCliOption; NULL, except in tau_cli_list_options() */
  /* Ctrl-C ends a command at once that has nothing to keep, but not while it writes its file. */
  gint at_once; /* atomic */
  GMutex writing;
} TauCli;

/* One command: `argv[0]` is its name. Prints to standard output; returns FALSE with `error` set. */
typedef gboolean (*TauCliFunc) (TauCli *cli, int argc, char **argv, GError **error);

typedef enum {
  TAU_CLI_PLAIN = 0,
  TAU_CLI_RUNS_MODELS = 1 << 0, /* takes --device */
  TAU_CLI_AT_ONCE = 1 << 1,     /* see TauCli */
} TauCliFlags;

typedef struct _TauCliCommand TauCliCommand;
struct _TauCliCommand {
  const char *name;
  const char *synopsis; /* the arguments, for the help */
  const char *summary;  /* translatable */
  TauCliFunc run;
  TauCliFlags flags;
  /* For completion: what each argument can be (see tau_cli_complete), with spaces between them; the
   * last may end with "…", which means any number. NULL: there are none. */
  const char *takes;
  const TauCliCommand *const *subcommands; /* ended by NULL; NULL: none */
};

/* All commands, ended by NULL. */
extern const TauCliCommand *const tau_cli_commands[];
/* The one of that name among such commands, or NULL. A subcommand is found by its own word, the
 * last of its name. */
const TauCliCommand *tau_cli_find (const TauCliCommand *const *commands, const char *word);
const char *tau_cli_word (const TauCliCommand *command); /* "make" of "pack make" */

extern const TauCliCommand tau_cli_transforms, tau_cli_corruptions, tau_cli_packs, tau_cli_pack,
    tau_cli_explain;
extern const TauCliCommand tau_cli_pack_policies; /* a subcommand of pack */
extern const TauCliCommand tau_cli_transform, tau_cli_corrupt, tau_cli_render, tau_cli_dataset;
extern const TauCliCommand tau_cli_inspect, tau_cli_figure, tau_cli_classify, tau_cli_sweep;
extern const TauCliCommand tau_cli_history;
extern const TauCliCommand tau_cli_train_target, tau_cli_train_predictor;
extern const TauCliCommand tau_cli_evaluate, tau_cli_compare, tau_cli_merge, tau_cli_explain;

/* One option as the help shows it. */
typedef struct {
  char *name;
  char letter;    /* 0: none */
  char *argument; /* "FILE"; NULL: it takes none */
  char *takes;    /* for completion: what the argument can be; NULL: the argument's name */
  char *text;     /* translated */
} TauCliOption;

/* The end of an option's argument, as an entry describes it, which says what it can be. It is for
 * completion, and the help leaves it out: "NAME" TAU_CLI_TAKES "cpu|cuda". */
#define TAU_CLI_TAKES "\n"

/* The options of a command, those of all commands included, without running it; of
 * TauCliOption. */
GPtrArray *tau_cli_list_options (TauCli *cli, const TauCliCommand *command);

/* Parses the options of a command, and those of all commands. Positional arguments stay in argv. */
gboolean tau_cli_parse (TauCli *cli, const TauCliCommand *command, const GOptionEntry *entries,
                        int *argc, char ***argv, GError **error);

/* Whether `least` to `most` arguments are left after the command's name. */
gboolean tau_cli_expect_arguments (const TauCliCommand *command, int argc, int least, int most,
                                   GError **error);

/* Prints what can be the last of these words of a command line, which comes after the program's
 * name and is begun, perhaps empty. A line is a word, a tab and what it is; or a tab, the beginning
 * of the word, a tab, and endings with spaces between them, for: after that beginning follows a
 * file or folder, or with endings a file with one of them, or with "/" a folder. The scripts of
 * data/completion give it to the shells.
 *
 * What an argument can be is a choice of these with "|" between them: CORRUPTION, DATASET, GROUP
 * (of corruptions), IMAGE, METHOD, MODEL, PACK, TRANSFORM: such a name or file; FILE, DIR: any;
 * .db: a file with that ending; 1-5: each of the numbers; a word in small letters: itself. A list
 * of them with commas ends with ",…". All else is not completed. */
void tau_cli_complete (TauCli *cli, int argc, char **argv);

/* Sets a usage error; always FALSE. */
gboolean tau_cli_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The same with a message about a word that is none of `names`; asks whether a similar one was
 * meant. */
gboolean tau_cli_refuse_word (GError **error, const char *message, const char *word,
                              const char *const *names);

/* The same of a corruption (NULL: none was named). */
gboolean tau_cli_refuse_corruption (GError **error, const char *message, const char *name);

/* Lets g_print and g_printerr write UTF-8 whatever the locale, ASCII stand-ins for the program's
 * own signs to a terminal that lacks them, and never a control character but the end of a line. */
void tau_cli_prepare_output (void);

/* Prints "tauscope-cli: …" as one line on standard error. */
void tau_cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Opens --db, the cache and the history. Without one that can be opened the command goes on, and
 * *store is NULL; but it is an error if the file is damaged or no database. */
gboolean tau_cli_open_store (TauCli *cli, TauStore **store, GError **error);
/* Says how many answers were damaged; does not close. */
void tau_cli_say_damaged (TauStore *store);

/* Whether “-”, standard input, is given at most once. */
gboolean tau_cli_expect_one_dash (int argc, char **argv, GError **error);

/* An option that is given once for all images, or once for each: whether it is (with none it is, as
 * NULL), and the value for an image. */
gboolean tau_cli_check_list (char **list, const char *option, int n_images, GError **error);
const char *tau_cli_nth (char **list, int image);

/* --corruption and --severity (NULL: not given) as a user gives them; the seed stays. */
gboolean tau_cli_read_corruption (const char *name, const char *severity, TauCorruptionSpec *out,
                                  GError **error);

/* Reads an image from a file, or from standard input if `path` is "-". */
TauImage *tau_cli_load_image (TauCli *cli, const char *path, GError **error);

/* Refuses an OUT that ends in something else than .png; "-" is standard output. */
gboolean tau_cli_expect_png (const char *path, GError **error);

/* Writes a whole file, or to standard output if `path` is "-". */
gboolean tau_cli_write (TauCli *cli, const char *path, GBytes *bytes, GError **error);
gboolean tau_cli_save_png (TauCli *cli, const TauImage *image, const char *path, GError **error);

/* FALSE, with the error, once standard output could not be written. */
gboolean tau_cli_check_output (GError **error);

/* A number with a decimal point; "–" if it is not finite. */
char *tau_cli_number (double value, int decimals);

/* Prints what was built on standard output, with a newline. */
void tau_cli_print_json (JsonBuilder *b, gboolean pretty);

/* A progress line on standard error (when it is a terminal and --quiet is not given). */
void tau_cli_progress (TauCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tau_cli_progress_end (TauCli *cli);

/* Prints what the models run on, once nothing more can be refused: a line on standard error, off
 * a terminal only with --device; nothing with --quiet. */
void tau_cli_say_device (const TauCli *cli);

G_END_DECLS
