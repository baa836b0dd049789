/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "dataset/tau-samples.h"
#include "inspect/tau-sweep-plots.h"

#include <glib/gi18n.h>

/* sweep: one image under every corruption and severity. */

typedef struct {
  char *pack_name, *label, *format;
  int ensemble;

  TauPack *pack;
  TauStore *store;
  TauSession *session;
  TauSweep *sweep;
} Sweep;

static void
sweep_clear (Sweep *self)
{
  tau_sweep_free (self->sweep);
  tau_session_free (self->session);
  tau_store_close (self->store);
  tau_pack_unref (self->pack);
  g_free (self->pack_name);
  g_free (self->label);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sweep, sweep_clear)

static gboolean
find_label (const Sweep *self, int *label, GError **error)
{
  *label = self->label != NULL ? tau_pack_find_class (self->pack, self->label) : -1;
  return self->label == NULL || *label >= 0 ||
         tau_cli_refuse (error,
                         _ ("“%s” is not a class of the pack “%s”; its pack.json lists them"),
                         self->label, self->pack->name);
}

/* Every cell of the map. */
static gboolean
sweep (Sweep *self, TauCli *cli, TauImage *picture, int label, GError **error)
{
  const TauCorruptionSpec present = { .seed = cli->seed };
  guint n_known;
  self->sweep = tau_sweep_new (label);
  tau_sweep_set_present (self->sweep, &present);
  for (int place; (place = tau_sweep_next (self->sweep, TAU_SWEEP_WISH_CORRUPTIONS)) >= 0;) {
    TauInspectRequest request = { .picture = picture };
    tau_sweep_fill_request (self->sweep, place, &request);
    g_autoptr (TauInspection) inspection =
        tau_inspect (self->session, &request, cli->cancellable, error);
    if (inspection == NULL) {
      tau_cli_progress_end (cli);
      return FALSE;
    }
    tau_sweep_take (self->sweep, place, tau_sweep_cell_new (inspection));
    const guint n = tau_sweep_count (self->sweep, TAU_SWEEP_WISH_CORRUPTIONS, &n_known);
    tau_cli_progress (cli, _ ("%u of %u corruptions and severities"), n_known, n);
  }
  tau_cli_progress_end (cli);
  return TRUE;
}

static void
print (const Sweep *self, const TauImageInfo *info)
{
  const int format = tau_table_format_find (self->format != NULL ? self->format : "text");
  if (format == TAU_FORMAT_JSON) {
    g_autofree char *line = tau_sweep_to_json (self->sweep, self->pack, info, self->ensemble);
    g_print ("%s\n", line);
    return;
  }
  g_autoptr (TauTable) table = tau_sweep_table_map (self->sweep, self->pack, self->ensemble);
  g_autofree char *text = tau_table_write (table, format);
  g_print ("%s", text);
  if (format != TAU_FORMAT_TEXT)
    return;
  g_autofree char *summary =
      tau_sweep_summary (self->sweep, TAU_SWEEP_WISH_CORRUPTIONS, self->ensemble);
  g_print ("\n%s\n", summary);
}

static gboolean
run_file (Sweep *self, TauCli *cli, const char *path, GError **error)
{
  int label;
  self->pack = self->pack_name != NULL ? tau_pack_find (self->pack_name, error)
                                       : tau_pack_load_default (error);
  if (self->pack == NULL || !find_label (self, &label, error))
    return FALSE;
  g_autoptr (TauImage) opened = tau_cli_load_image (cli, path, error);
  if (opened == NULL || !tau_cli_open_store (cli, &self->store, error))
    return FALSE;
  self->session =
      tau_session_open (self->pack, self->store, cli->n_threads, cli->cancellable, error);
  if (self->session == NULL)
    return FALSE;
  g_autoptr (TauImage) picture =
      tau_prepare_image (opened, self->pack->target.input_size + self->pack->margin);
  if (!sweep (self, cli, picture, label, error))
    return FALSE;
  g_autofree char *sha256 = tau_image_sha256 (opened);
  const TauImageInfo info = {
    .path = path, .sha256 = sha256, .width = opened->width, .height = opened->height
  };
  print (self, &info);
  if (self->store != NULL)
    tau_cli_say_damaged (self->store);
  return TRUE;
}

static gboolean
run_sweep (TauCli *cli, int argc, char **argv, GError **error)
{
  g_auto (Sweep) self = { .ensemble = 1 };
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &self.pack_name,
      N_ ("Model pack: a folder or a name (default: signs)"), "DIR" TAU_CLI_TAKES "PACK|DIR" },
    { "label", 0, 0, G_OPTION_ARG_STRING, &self.label,
      N_ ("The true class (default: the target's answer for the image as it is)"), "CLASS" },
    { "ensemble", 0, 0, G_OPTION_ARG_INT, &self.ensemble,
      N_ ("Average over K transforms, 1 to 12 (default: 1)"), "K" TAU_CLI_TAKES "1-12" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self.format,
      N_ ("text, json, csv, markdown or latex (default: text)"),
      "NAME" TAU_CLI_TAKES "text|json|csv|markdown|latex" },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_sweep, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_sweep, argc, 1, 1, error))
    return FALSE;
  if (self.ensemble < 1 || self.ensemble > TAU_N_TRANSFORMS)
    return tau_cli_refuse (error, _ ("--ensemble must be 1 to %d"), TAU_N_TRANSFORMS);
  if (self.format != NULL && tau_table_format_find (self.format) < 0)
    return tau_cli_refuse (
        error, _ ("“%s” is not a format; use text, json, csv, markdown or latex"), self.format);
  return run_file (&self, cli, argv[1], error);
}

const TauCliCommand tau_cli_sweep = {
  .name = "sweep",
  .synopsis = "IN",
  .summary = N_ ("An image under every corruption and severity"),
  .run = run_sweep,
  .flags = TAU_CLI_RUNS_MODELS,
  .takes = "IMAGE",
};
