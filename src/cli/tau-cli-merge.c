/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "store/tau-store.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

static gboolean
merge (TauCli *cli, TauStore *store, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  guint64 n_added;
  if (!tau_store_merge_parts (store, path, &n_added, cli->cancellable, error))
    return FALSE;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_added);
  if (!cli->quiet)
    g_print (_ ("%s: %s parts added\n"), name, number);
  return TRUE;
}

static gboolean
run_merge (TauCli *cli, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  if (!tau_cli_parse (cli, &tau_cli_merge, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_merge, argc, 2, G_MAXINT, error))
    return FALSE;
  /* Check before creating anything. */
  for (int i = 2; i < argc; i++) {
    g_autofree char *name = g_filename_display_name (argv[i]);
    if (!g_file_test (argv[i], G_FILE_TEST_EXISTS)) {
      g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
                   _ ("There is no database “%s”."), name);
      return FALSE;
    }
    if (!tau_store_check_file (argv[i], error))
      return FALSE;
  }
  const gboolean is_new = !g_file_test (argv[1], G_FILE_TEST_EXISTS);
  TauStore *store = tau_store_open (argv[1], error);
  gboolean good = store != NULL;
  for (int i = 2; good && i < argc; i++)
    good = merge (cli, store, argv[i], error);
  const guint n_damaged = store != NULL ? tau_store_get_n_damaged (store) : 0;
  tau_store_close (store);
  if (n_damaged > 0)
    tau_cli_say (ngettext ("%u part is damaged and was left out",
                           "%u parts are damaged and were left out", n_damaged),
                 n_damaged);
  /* A sum of a part of the files would be taken for the whole. */
  if (!good && is_new && store != NULL)
    g_unlink (argv[1]);
  return good;
}

const TauCliCommand tau_cli_merge = {
  .name = "merge",
  .synopsis = "OUT.db IN.db…",
  .summary = N_ ("Join the stored answers of the slices of an evaluation"),
  .run = run_merge,
  .takes = ".db…",
};
