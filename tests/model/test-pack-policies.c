/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pack-fixture.h"
#include "model/tau-pack-policies.h"

#include "torch/torch-fixture.h"

#include <glib/gstdio.h>

/* The policies in pack.json: written, read, and refused when they are not what they should be. */

static void
write_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, name, -1, NULL));
}

static TauPack *
load (const char *folder)
{
  g_autoptr (GError) error = NULL;
  TauPack *pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  return pack;
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  TauPolicies written = { { TAU_N_TRANSFORMS, TAU_N_TRANSFORMS }, { { 0 } } }, read;
  write_file (folder, "target.pt");
  fixture_write_pack_json (folder);
  g_autoptr (TauPack) before = load (folder);
  tau_pack_get_policies (before, &read);
  g_assert_cmpuint (read.n[0] + read.n[1], ==, 0);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    written.order[0][i] = TAU_N_TRANSFORMS - 1 - i;
    written.order[1][i] = (i + 4) % TAU_N_TRANSFORMS;
  }
  g_assert_true (tau_pack_store_policies (before, &written, "signs:train", 990, &error));
  g_assert_no_error (error);
  g_autoptr (TauPack) after = load (folder);
  tau_pack_get_policies (after, &read);
  g_assert_cmpmem (&read, sizeof read, &written, sizeof written);
  /* Everything else is as it was. */
  g_assert_cmpstr (after->target.sha256, ==, before->target.sha256);
  JsonObject *json = json_node_get_object (after->json);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (json, "policies"), "images"), ==,
      990);
  json_object_remove_member (json, "policies");
  g_assert_true (json_node_equal (after->json, before->json));
  fixture_remove_folder (folder);
}

static guint
count (const char *policies)
{
  TauPolicies read;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{ \"policies\": %s }", policies);
  TauPack pack = { .json = json_from_string (text, &error) };
  g_assert_no_error (error);
  tau_pack_get_policies (&pack, &read);
  json_node_unref (pack.json);
  return read.n[0];
}

/* The file may come from anywhere. */
static void
test_damaged (void)
{
  g_autoptr (GString) good = g_string_new ("[");
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    g_string_append_printf (good, "%s\"%s\"", i > 0 ? "," : "", tau_transform_get (i)->id);
  g_string_append (good, "]");
  g_autofree char *right = g_strdup_printf ("{ \"clean\": %s }", good->str);
  g_auto (GStrv) parts = g_strsplit (right, "rotate+20", 2);
  g_autofree char *twice = g_strjoinv ("rotate-20", parts);
  g_autofree char *unknown = g_strjoinv ("rotate+21", parts);
  g_assert_cmpuint (count (right), ==, TAU_N_TRANSFORMS);
  g_assert_cmpuint (count (twice), ==, 0);
  g_assert_cmpuint (count (unknown), ==, 0);
  g_assert_cmpuint (count ("{ \"clean\": [\"identity\"] }"), ==, 0);
  g_assert_cmpuint (count ("{ \"clean\": [1, null, {}, [], 2, 3, 4, 5, 6, 7, 8, 9] }"), ==, 0);
  g_assert_cmpuint (count ("{ \"clean\": 7 }"), ==, 0);
  g_assert_cmpuint (count ("[]"), ==, 0);
  g_assert_cmpuint (count ("null"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack-policies/round-trip", test_round_trip);
  g_test_add_func ("/pack-policies/damaged", test_damaged);
  return g_test_run ();
}
