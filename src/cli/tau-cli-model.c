/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-model.h"

#include <glib/gi18n.h>
#include <string.h>

void
tau_cli_model_clear (TauCliModel *self)
{
  g_free (self->mean);
  g_free (self->std);
  g_free (self->scale);
  g_free (self->classes);
  g_free (self->output);
}

static gboolean
has_entry (const GOptionEntry *entries, const char *name)
{
  for (; entries->long_name != NULL; entries++)
    if (g_str_equal (entries->long_name, name))
      return TRUE;
  return FALSE;
}

GArray *
tau_cli_model_entries (TauCliModel *self, const GOptionEntry *entries)
{
  const GOptionEntry more[] = {
    { "input-size", 0, 0, G_OPTION_ARG_INT, &self->input_size,
      N_ ("Side of the model's input in pixels (default: found by trying)"), "N" },
    { "resize", 0, 0, G_OPTION_ARG_INT, &self->resize,
      N_ ("Resize images to N pixels before the middle is cut out (default: as is usual for the "
          "size)"),
      "N" },
    { "mean", 0, 0, G_OPTION_ARG_STRING, &self->mean,
      N_ ("Mean of the pixels, one number or three; or a name for mean and deviation: none, "
          "imagenet, half, quarter, bytes (default: imagenet from 1000 classes on, or quarter)"),
      "A,B,C" TAU_CLI_TAKES "none|imagenet|half|quarter|bytes" },
    { "std", 0, 0, G_OPTION_ARG_STRING, &self->std,
      N_ ("Their standard deviation, one number or three (required with numbers as --mean)"),
      "A,B,C" },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &self->scale,
      N_ ("Scale of mean and deviation: 1 (default) for pixels from 0 to 1, or 255"),
      "MAX" TAU_CLI_TAKES "1|255" },
    { "classes", 0, 0, G_OPTION_ARG_FILENAME, &self->classes,
      N_ ("Names of the classes: a file, cifar10, cifar100, imagenet1k or numbers (default)"),
      "LIST" TAU_CLI_TAKES "cifar10|cifar100|imagenet1k|numbers|FILE" },
    { "output", 0, 0, G_OPTION_ARG_STRING, &self->output,
      N_ ("What the model gives: logits, probabilities, log-probabilities or auto (default)"),
      "KIND" TAU_CLI_TAKES "logits|probabilities|log-probabilities|auto" },
    { "channels", 0, 0, G_OPTION_ARG_INT, &self->channels,
      N_ ("Channels of the model's input, 1 or 3 (default: found by trying)"),
      "N" TAU_CLI_TAKES "1|3" },
  };
  GArray *all = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  for (const GOptionEntry *e = entries; e->long_name != NULL; e++)
    g_array_append_val (all, *e);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++) {
    GOptionEntry entry = more[i];
    if (has_entry (entries, entry.long_name))
      entry.long_name = g_str_equal (entry.long_name, "output") ? "target-output" : NULL;
    if (entry.long_name != NULL)
      g_array_append_val (all, entry);
  }
  return all;
}

gboolean
tau_cli_model_check (const TauCliModel *self, gboolean with_target, GError **error)
{
  g_autoptr (TauModelChoices) choices = tau_cli_model_read (self, error);
  if (choices == NULL)
    return FALSE;
  if (with_target ||
      (self->resize == 0 && self->channels == 0 && self->mean == NULL && self->std == NULL &&
       self->scale == NULL && self->classes == NULL && self->output == NULL))
    return TRUE;
  return tau_cli_refuse (error, _ ("--resize, --mean, --std, --scale, --classes, --output and "
                                   "--channels are for --target; a pack says all that itself"));
}

/* One number for all channels, or three. */
static gboolean
read_triple (const char *text, const char *option, float out[3], GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  const guint n = g_strv_length (parts);
  gboolean good = n == 1 || n == 3;
  for (guint c = 0; good && c < 3; c++) {
    const char *part = parts[n == 1 ? 0 : c];
    char *end;
    out[c] = g_ascii_strtod (part, &end);
    good = end != part && *end == '\0';
  }
  return good || tau_cli_refuse (error,
                                 _ ("“%s” is not for %s, which takes one number or three with "
                                    "commas between them, such as 0.485,0.456,0.406"),
                                 text, option);
}

static gboolean
read_scale (const TauCliModel *self, TauModelChoices *out, GError **error)
{
  const int named = self->mean != NULL ? tau_normalization_find (self->mean) : -1;
  const gboolean numbers = self->mean != NULL && named < 0;
  if (self->scale != NULL && !g_str_equal (self->scale, "1") && !g_str_equal (self->scale, "255"))
    return tau_cli_refuse (error, _ ("--scale must be 1 or 255"));
  if (self->std != NULL && !numbers)
    return tau_cli_refuse (error, _ ("--std needs the numbers of --mean too"));
  if (self->scale != NULL && !numbers)
    return tau_cli_refuse (error, _ ("--scale needs --mean and --std"));
  if (named >= 0 && named < TAU_NORMALIZATION_OWN)
    out->normalization = named;
  if (!numbers)
    return TRUE;
  out->normalization = TAU_NORMALIZATION_OWN;
  out->bytes_scale = g_strcmp0 (self->scale, "255") == 0;
  if (!read_triple (self->mean, "--mean", out->mean, error))
    return FALSE;
  if (self->std == NULL)
    return tau_cli_refuse (error, _ ("--mean needs --std too, or a name such as imagenet"));
  return read_triple (self->std, "--std", out->std, error);
}

TauModelChoices *
tau_cli_model_read (const TauCliModel *self, GError **error)
{
  g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
  choices->input_size = self->input_size;
  choices->resize = self->resize;
  choices->channels = self->channels;
  choices->classes_list = g_strdup (self->classes);
  if (!read_scale (self, choices, error))
    return NULL;
  const int output = self->output != NULL ? tau_output_find (self->output) : TAU_OUTPUT_AUTO;
  if (output < 0) {
    tau_cli_refuse (error, _ ("--output must be logits, probabilities, log-probabilities or auto"));
    return NULL;
  }
  choices->output = output;
  g_autofree char *wrong = tau_model_choices_check (choices);
  if (wrong == NULL)
    return g_steal_pointer (&choices);
  tau_cli_refuse (error, "%s", wrong);
  return NULL;
}

TauPack *
tau_cli_model_open (TauCli *cli, const TauCliModel *self, const char *target, GError **error)
{
  g_autoptr (TauModelChoices) choices = tau_cli_model_read (self, error);
  if (choices == NULL)
    return NULL;
  g_autoptr (TauProbe) probe = tau_probe_file (target, choices, cli->cancellable, error);
  TauPack *pack = probe != NULL ? tau_probe_make_pack (probe, choices, error) : NULL;
  if (pack == NULL || cli->quiet)
    return pack;
  g_autoptr (TauModelChoices) full = tau_probe_propose (probe, choices);
  g_autofree char *text = tau_model_choices_describe (full);
  g_autofree char *name = g_path_get_basename (target);
  tau_cli_say (_ ("“%s” gets images of %s"), name, text);
  if (probe->form.any_size) /* only looked for if the size is not given */
    tau_cli_say (_ ("“%s” takes images of any size; give its own with --input-size"), name);
  return pack;
}
