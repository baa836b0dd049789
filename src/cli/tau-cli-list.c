/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "corruption/tau-corruption.h"
#include "base/tau-json.h"
#include "base/tau-text.h"
#include "model/tau-pack.h"
#include "transform/tau-transform.h"

#include <glib/gi18n.h>

/* The lists: transforms, corruptions, packs. */

static gboolean
parse_list (TauCli *cli, const TauCliCommand *command, int argc, char **argv, gboolean *json,
            GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  return tau_cli_parse (cli, command, entries, &argc, &argv, error) &&
         tau_cli_expect_arguments (command, argc, 0, 0, error);
}

static gboolean
run_transforms (TauCli *cli, int argc, char **argv, GError **error)
{
  gboolean json = FALSE;
  if (!parse_list (cli, &tau_cli_transforms, argc, argv, &json, error))
    return FALSE;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    const TauTransform *transform = tau_transform_get (i);
    if (!json)
      g_print ("%-14s %s\n", transform->id, _ (transform->title));
    json_builder_begin_object (b);
    tau_json_add_string (b, "id", transform->id);
    tau_json_add_string (b, "title", transform->title);
    tau_json_add_string (b, "family", transform->family);
    tau_json_add_string (b, "mirrored", tau_transform_get (tau_transform_mirror (i))->id);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  if (json)
    tau_cli_print_json (b, TRUE);
  return TRUE;
}

static gboolean
run_corruptions (TauCli *cli, int argc, char **argv, GError **error)
{
  static const char *const groups[] = { "noise", "blur", "weather", "digital" };
  gboolean json = FALSE;
  if (!parse_list (cli, &tau_cli_corruptions, argc, argv, &json, error))
    return FALSE;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    if (!json)
      g_print ("%-18s %-8s %s%s\n", corruption->name, groups[corruption->group],
               _ (corruption->title), corruption->held_out ? _ (" (held out)") : "");
    json_builder_begin_object (b);
    tau_json_add_string (b, "name", corruption->name);
    tau_json_add_string (b, "title", corruption->title);
    tau_json_add_string (b, "group", groups[corruption->group]);
    tau_json_add_bool (b, "held_out", corruption->held_out);
    tau_json_add_bool (b, "random", corruption->random);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  if (json)
    tau_cli_print_json (b, TRUE);
  return TRUE;
}

static gboolean
run_packs (TauCli *cli, int argc, char **argv, GError **error)
{
  gboolean json = FALSE;
  if (!parse_list (cli, &tau_cli_packs, argc, argv, &json, error))
    return FALSE;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) packs = tau_pack_list (problems);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (guint i = 0; i < packs->len; i++) {
    TauPack *pack = g_ptr_array_index (packs, i);
    g_autofree char *name = tau_text_line (pack->name);
    g_autofree char *description = tau_text_line (pack->description);
    g_autofree char *folder = tau_text_line (pack->folder);
    if (!json)
      g_print (_ ("%-12s %u classes, %d px%s; %s\n             %s\n"), name, pack->classes->len,
               pack->target.input_size, pack->has_predictor ? "" : _ (", no predictor"),
               description, folder);
    json_builder_begin_object (b);
    tau_json_add_string (b, "name", pack->name);
    tau_json_add_string (b, "description", pack->description);
    tau_json_add_string (b, "folder", pack->folder);
    tau_json_add_int (b, "classes", pack->classes->len);
    tau_json_add_int (b, "input_size", pack->target.input_size);
    tau_json_add_bool (b, "predictor", pack->has_predictor);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  if (json)
    tau_cli_print_json (b, TRUE);
  else if (packs->len == 0)
    g_print (_ ("No pack was found.\n"));
  for (guint i = 0; i < problems->len; i++)
    tau_cli_say ("%s", (const char *)g_ptr_array_index (problems, i));
  return TRUE;
}

const TauCliCommand tau_cli_transforms = {
  .name = "transforms",
  .synopsis = "",
  .summary = N_ ("List the transforms"),
  .run = run_transforms,
};
const TauCliCommand tau_cli_corruptions = {
  .name = "corruptions",
  .synopsis = "",
  .summary = N_ ("List the corruptions"),
  .run = run_corruptions,
};
const TauCliCommand tau_cli_packs = {
  .name = "packs",
  .synopsis = "",
  .summary = N_ ("List the model packs that were found"),
  .run = run_packs,
};
