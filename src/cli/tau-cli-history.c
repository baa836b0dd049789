/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-json.h"
#include "base/tau-text.h"
#include "inspect/tau-inspect.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

/* The columns that runs and evaluations share. */
static GString *
begin_line (gint64 id, gint64 time, const char *pack, const char *name)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (when, "%F %R");
  GString *line = g_string_new (NULL);
  g_string_append_printf (line, "%5" G_GINT64_FORMAT "  %s  ", id, date);
  tau_text_append_padded (line, pack, 10);
  g_string_append_c (line, ' ');
  tau_text_append_padded (line, name, 18);
  return line;
}

static gboolean
list_runs (TauStore *store, GError **error)
{
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, NULL, 0, 100, error);
  if (runs == NULL)
    return FALSE;
  for (guint i = 0; i < runs->len; i++) {
    const TauStoreRun *run = g_ptr_array_index (runs, i);
    const char *corruption = tau_store_run_get_corruption_name (run);
    g_autofree char *pack = tau_text_line (run->pack), *path = tau_text_line (run->path);
    g_autofree char *name = tau_text_line (corruption != NULL ? corruption : "-");
    g_autofree char *chosen = tau_text_line (run->chosen != NULL ? run->chosen : "-");
    g_autoptr (GString) line = begin_line (run->id, run->created, pack, name);
    g_print ("%s %-14s %s %s\n", line->str, chosen, tau_run_verdict (run), path);
  }
  return TRUE;
}

/* The text of a member of the job's description, or "". */
static char *
dup_member (JsonNode *spec, const char *name)
{
  if (spec == NULL || !JSON_NODE_HOLDS_OBJECT (spec))
    return g_strdup ("");
  return tau_text_line (
      json_object_get_string_member_with_default (json_node_get_object (spec), name, ""));
}

static gboolean
list_evaluations (TauStore *store, GError **error)
{
  const char *const states[] = { "?", _ ("unfinished"), _ ("done"), _ ("stopped"), _ ("failed") };
  g_autoptr (GPtrArray) jobs = tau_store_list_jobs (store, TAU_JOB_EVALUATION, 100, error);
  if (jobs == NULL)
    return FALSE;
  if (jobs->len > 0)
    g_print ("%s\n", _ ("Evaluations:"));
  for (guint i = 0; i < jobs->len; i++) {
    const TauStoreJob *job = g_ptr_array_index (jobs, i);
    g_autoptr (JsonNode) spec = job->spec != NULL ? tau_json_parse (job->spec, NULL) : NULL;
    g_autofree char *pack = dup_member (spec, "pack"), *dataset = dup_member (spec, "dataset");
    g_autoptr (GString) line = begin_line (
        job->id, job->changed, pack, states[job->state < G_N_ELEMENTS (states) ? job->state : 0]);
    g_print ("%s %s\n", line->str, dataset);
  }
  return TRUE;
}

static gboolean
show_run (TauStore *store, gint64 id, GError **error)
{
  g_autoptr (TauStoreRun) run = tau_store_get_run (store, id, error);
  if (run == NULL)
    return FALSE;
  g_autofree char *json = tau_store_run_to_json (run);
  g_print ("%s\n", json);
  g_autofree char *problem = tau_run_check_file (run);
  if (problem != NULL)
    tau_cli_say ("%s", problem);
  return TRUE;
}

/* Removes what can be computed again. */
static gboolean
clear (TauCli *cli, TauStore *store, GError **error)
{
  const gint64 before = tau_store_get_size (store, error);
  if (before < 0 || !tau_store_trim (store, 0, NULL, error))
    return FALSE;
  const gint64 after = tau_store_get_size (store, error);
  g_autofree char *freed = g_format_size ((guint64)MAX (before - after, 0));
  g_autofree char *left = g_format_size ((guint64)MAX (after, 0));
  if (after >= 0 && !cli->quiet)
    g_print (_ ("%s freed, %s in use\n"), freed, left);
  return after >= 0;
}

static gboolean
export_runs (TauStore *store, GError **error)
{
  g_autoptr (GOutputStream) out = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  return tau_store_export_runs (store, out, error);
}

static gboolean
run_history (TauCli *cli, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  if (!tau_cli_parse (cli, &tau_cli_history, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_history, argc, 0, 2, error))
    return FALSE;
  const char *verb = argc > 1 ? argv[1] : "list";
  const gboolean takes_id = g_str_equal (verb, "show") || g_str_equal (verb, "delete");
  const gboolean writes = g_str_equal (verb, "delete") || g_str_equal (verb, "clear");
  gint64 id = 0;
  static const char *const verbs[] = { "list", "show", "delete", "export", "clear", NULL };
  if (takes_id != (argc == 3) ||
      (takes_id && !g_ascii_string_to_signed (argv[2], 10, 1, G_MAXINT64, &id, NULL)) ||
      !g_strv_contains (verbs, verb))
    return tau_cli_refuse_word (
        error, _ ("history takes list, show ID, delete ID, export or clear"), verb, verbs);

  g_autoptr (TauStore) store =
      writes ? tau_store_open (cli->db, error) : tau_store_open_read (cli->db, error);
  if (store == NULL)
    return FALSE;
  if (g_str_equal (verb, "list"))
    return list_runs (store, error) && list_evaluations (store, error);
  if (g_str_equal (verb, "delete"))
    return tau_store_delete_runs (store, &id, 1, NULL, error);
  if (g_str_equal (verb, "clear"))
    return clear (cli, store, error);
  return g_str_equal (verb, "export") ? export_runs (store, error) : show_run (store, id, error);
}

const TauCliCommand tau_cli_history = {
  .name = "history",
  .synopsis = "[list | show ID | delete ID | export | clear]",
  .summary = N_ ("The stored runs"),
  .run = run_history,
  .flags = TAU_CLI_AT_ONCE,
  .takes = "list|show|delete|export|clear",
};
