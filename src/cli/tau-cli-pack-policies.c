/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-text.h"
#include "evaluate/tau-evaluate.h"
#include "model/tau-pack-policies.h"

#include <glib/gi18n.h>

/* pack policies: greedy policy search, kept in pack.json for those who look at a single image. */

#define METHODS "gps:12,gps:12+corrupted"
/* A fifth of them is the fold. */
#define LIMIT 5120

static void
on_status (const TauEvaluateStatus *status, gpointer cli)
{
  tau_cli_progress (cli, "%s %.0f %%", status->phase, 100 * status->fraction);
}

/* The policies as the evaluation found them. */
static gboolean
take_policies (const TauEvaluation *result, TauPolicies *out)
{
  *out = (TauPolicies){ 0 };
  for (guint m = 0; m < result->n_methods; m++) {
    const TauMethodResult *one = &result->methods[m];
    if (one->method.kind != TAU_METHOD_GPS)
      continue;
    out->n[one->method.corrupted] = one->n_policy;
    for (int i = 0; i < one->n_policy; i++)
      out->order[one->method.corrupted][i] = one->policy[i];
  }
  return out->n[0] == TAU_N_TRANSFORMS && out->n[1] == TAU_N_TRANSFORMS;
}

static void
print_policy (const char *title, const TauPolicies *policies, guint which)
{
  g_autoptr (GString) text = g_string_new (title);
  for (guint i = 0; i < policies->n[which]; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : ": ",
                            tau_transform_get (policies->order[which][i])->id);
  g_print ("%s\n", text->str);
}

static gboolean
search (TauCli *cli, TauPack *pack, const char *dataset, int limit, GError **error)
{
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new (dataset);
  TauPolicies policies;
  spec->limit = limit;
  /* With this seed the images left out for the search are the fold that validates predictors. */
  spec->seed = pack->split_seed;
  spec->n_threads = cli->n_threads;
  if (!tau_evaluate_spec_set_corruptions (spec, "clean", error) ||
      !tau_evaluate_spec_set_methods (spec, METHODS, error))
    return FALSE;
  g_autoptr (TauStore) store = tau_store_open (cli->db, error);
  if (store == NULL)
    return FALSE;
  g_autoptr (TauSession) session = tau_session_open (pack, store, 1, cli->cancellable, error);
  if (session == NULL)
    return FALSE;
  tau_cli_say_device (cli);
  g_autoptr (TauEvaluation) result =
      tau_evaluate (session, spec, on_status, cli, cli->cancellable, error);
  tau_cli_progress_end (cli);
  if (result == NULL)
    return FALSE;
  if (!take_policies (result, &policies)) {
    g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_VALIDATION,
                         _ ("The search found no policies; give a data set with more images"));
    return FALSE;
  }
  if (!tau_pack_store_policies (pack, &policies, dataset, result->n_validation, error))
    return FALSE;
  if (!cli->quiet) {
    print_policy (_ ("clean images"), &policies, 0);
    print_policy (_ ("corrupted images"), &policies, 1);
  }
  return TRUE;
}

static gboolean run (TauCli *cli, int argc, char **argv, GError **error);

const TauCliCommand tau_cli_pack_policies = {
  .name = "pack policies",
  .synopsis = "PACK",
  .summary = N_ ("Search the policies of gps and keep them in the pack"),
  .run = run,
  .flags = TAU_CLI_RUNS_MODELS,
  .takes = "PACK|DIR",
};

static gboolean
run (TauCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *dataset = NULL;
  int limit = LIMIT;
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &dataset,
      N_ ("Data set that the predictor was trained on (required): the fifth of it that validates "
          "predictors is searched on"),
      "DATASET" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit,
      N_ ("Use only N images of it, spread evenly; 0: all (default: 5120)"), "N" },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_pack_policies, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_pack_policies, argc, 1, 1, error))
    return FALSE;
  if (dataset == NULL || limit < 0)
    return tau_cli_refuse (error, _ ("pack policies needs --dataset, and a --limit from 0"));
  g_autoptr (TauPack) pack = tau_pack_find (argv[1], error);
  return pack != NULL && search (cli, pack, dataset, limit, error);
}
