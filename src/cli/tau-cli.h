/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

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
} TauCli;

/* One command: `argv[0]` is its name. Prints to standard output; returns FALSE with `error` set. */
typedef gboolean (*TauCliFunc) (TauCli *cli, int argc, char **argv, GError **error);

typedef struct {
  const char *name;
  const char *synopsis; /* the arguments, for the help */
  const char *summary;  /* translatable */
  TauCliFunc run;
  gboolean runs_models; /* takes --device */
} TauCliCommand;

extern const TauCliCommand tau_cli_transforms, tau_cli_corruptions, tau_cli_packs;
extern const TauCliCommand tau_cli_transform, tau_cli_corrupt, tau_cli_render, tau_cli_dataset;
extern const TauCliCommand tau_cli_inspect, tau_cli_figure, tau_cli_history;
extern const TauCliCommand tau_cli_train_target, tau_cli_train_predictor;
extern const TauCliCommand tau_cli_evaluate, tau_cli_merge;

/* Parses the options of a command, and those of all commands. Positional arguments stay in argv. */
gboolean tau_cli_parse (TauCli *cli, const TauCliCommand *command, const GOptionEntry *entries,
                        int *argc, char ***argv, GError **error);

/* Whether `least` to `most` arguments are left after the command's name. */
gboolean tau_cli_expect_arguments (const TauCliCommand *command, int argc, int least, int most,
                                   GError **error);

/* Sets a usage error; always FALSE. */
gboolean tau_cli_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Prints what was built on standard output, with a newline. */
void tau_cli_print_json (JsonBuilder *b, gboolean pretty);

/* A progress line on standard error (when it is a terminal and --quiet is not given). */
void tau_cli_progress (TauCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tau_cli_progress_end (TauCli *cli);

/* Prints what the models run on, once nothing more can be refused: a line on standard error, off
 * a terminal only with --device; nothing with --quiet. */
void tau_cli_say_device (const TauCli *cli);

G_END_DECLS
