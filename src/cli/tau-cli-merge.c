/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "store/tau-store.h"

#include <glib/gi18n.h>

static gboolean
merge (TauCli *cli, TauStore *store, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  guint64 n_added;
  if (!tau_store_merge_parts (store, path, &n_added, error))
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
  for (int i = 2; i < argc; i++)
    if (!g_file_test (argv[i], G_FILE_TEST_IS_REGULAR)) {
      g_autofree char *name = g_filename_display_name (argv[i]);
      g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
                   _ ("There is no database “%s”."), name);
      return FALSE;
    }
  g_autoptr (TauStore) store = tau_store_open (argv[1], error);
  if (store == NULL)
    return FALSE;
  for (int i = 2; i < argc; i++)
    if (!merge (cli, store, argv[i], error))
      return FALSE;
  return TRUE;
}

const TauCliCommand tau_cli_merge = {
  "merge",   "OUT.db IN.db…", N_ ("Join the stored answers of the slices of an evaluation"),
  run_merge, FALSE,
};
