/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of an exploration at another start. Needs libtorch. */
#include "app/app-fixture.h"
#include "app/explore/explorer-fixture.h"

#include "app/explore/tau-opener.h"
#include "app/jobs/tau-scene-state.h"

#include <glib/gstdio.h>
#include <string.h>

static void
on_remark_cb (char **told, const char *sentence)
{
  g_assert_null (*told);
  *told = g_strdup (sentence);
}

/* Comes back to the state; what was told about it. */
static char *
restore (ExplorerFixture *self, GVariant *state)
{
  char *told = NULL;
  TauOpener *opener = tau_opener_new (self->explorer);
  g_signal_connect_swapped (opener, "remark", G_CALLBACK (on_remark_cb), &told);
  tau_opener_open_pack (opener, self->pack->folder, NULL);
  tau_opener_restore (opener, state);
  app_fixture_wait (tau_explorer_get_pack (self->explorer) != NULL &&
                    !tau_opener_is_busy (opener) && !tau_explorer_is_busy (self->explorer));
  app_fixture_finalize (opener);
  return told;
}

/* The state at the end is that at the next start. */
static void
test_restored (ExplorerFixture *self, gconstpointer data)
{
  const TauFrame frame = { 20, 10, 40 };
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, "fog", 3, 2);
  tau_explorer_set_frame (self->explorer, &frame);
  TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
  settings.ensemble = 5;
  settings.corruption.seed = G_MAXUINT64;
  tau_explorer_set_settings (self->explorer, &settings);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  g_autoptr (TauScene) scene = tau_explorer_get_scene (self->explorer);
  g_autoptr (GVariant) state = g_variant_ref_sink (tau_scene_to_variant (scene));
  explorer_fixture_end (self);

  explorer_fixture_begin (self);
  TauOpener *opener = tau_opener_new (self->explorer);
  tau_opener_open_pack (opener, self->pack->folder, NULL);
  tau_opener_restore (opener, state);
  app_fixture_wait (tau_explorer_get_inspection (self->explorer) != NULL &&
                    !tau_explorer_is_busy (self->explorer));
  const TauExplorerSettings *now = tau_explorer_get_settings (self->explorer);
  g_assert_cmpstr (tau_sample_get_path (tau_explorer_get_picture (self->explorer)->sample), ==,
                   tau_sample_get_path (self->a));
  g_assert_true (tau_corruption_spec_equal (&now->corruption, &settings.corruption));
  g_assert_cmpint (now->label, ==, 2);
  g_assert_true (tau_frame_equal (&now->frame, &frame));
  g_assert_cmpuint (now->ensemble, ==, 5);
  app_fixture_finalize (opener);
  explorer_fixture_end (self);

  /* An image that is gone is told, and takes nothing with it. */
  explorer_fixture_begin (self);
  g_remove (tau_sample_get_path (self->a));
  g_autofree char *told = restore (self, state);
  now = tau_explorer_get_settings (self->explorer);
  g_assert_null (tau_explorer_get_picture (self->explorer));
  g_assert_nonnull (strstr (told, tau_sample_get_path (self->a)));
  g_assert_true (tau_corruption_spec_equal (&now->corruption, &settings.corruption));
  g_assert_cmpuint (now->ensemble, ==, 5);
}

/* The same of a pack: another one stands in. */
static void
test_pack_gone (ExplorerFixture *self, gconstpointer data)
{
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, "fog", 3, 2);
  g_autoptr (TauScene) scene = tau_explorer_get_scene (self->explorer);
  g_free (scene->pack);
  scene->pack = g_strdup ("/nowhere/circus");
  g_autoptr (GVariant) state = g_variant_ref_sink (tau_scene_to_variant (scene));
  explorer_fixture_end (self);

  explorer_fixture_begin (self);
  g_autofree char *told = restore (self, state);
  g_assert_nonnull (strstr (told, "“/nowhere/circus” is no longer there, so “zoo” is used"));
  g_assert_cmpstr (tau_sample_get_path (tau_explorer_get_picture (self->explorer)->sample), ==,
                   tau_sample_get_path (self->a));
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 3);

  /* From the history. */
  TauOpener *opener = tau_opener_new (self->explorer);
  g_autofree char *remark = NULL;
  g_signal_connect_swapped (opener, "remark", G_CALLBACK (on_remark_cb), &remark);
  scene->corruption.severity = 5;
  g_set_object (&scene->sample, self->b);
  tau_opener_open_scene (opener, scene);
  app_fixture_wait (!tau_opener_is_busy (opener) && !tau_explorer_is_busy (self->explorer));
  g_assert_cmpstr (remark, ==, told);
  g_assert_true (tau_explorer_get_picture (self->explorer)->sample == self->b);
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 5);
  app_fixture_finalize (opener);
}

/* An image of the pack's own samples comes back with its class. */
static void
test_restored_sample (ExplorerFixture *self, gconstpointer data)
{
  const char *const classes[] = { "ape", "cat" };
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    g_autofree char *folder = g_build_filename (self->pack->folder, "samples", classes[i], NULL);
    g_autofree char *file = g_build_filename (folder, "x.png", NULL);
    g_autoptr (TauImage) image = app_fixture_image (40, 40 + (int)i);
    g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
    g_assert_true (tau_image_save_png (image, file, NULL));
  }
  g_autofree char *path = g_build_filename (self->pack->folder, "samples", "cat", "x.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TauSample) sample = tau_sample_new_for_file (file);
  const TauCorruptionSpec none = { 0 };
  g_autoptr (TauScene) scene = tau_scene_new (sample, &none);
  TauOpener *opener = tau_opener_new (self->explorer);
  tau_opener_open_pack (opener, self->pack->folder, NULL);
  tau_opener_restore (opener, tau_scene_to_variant (scene));
  app_fixture_wait (tau_explorer_get_inspection (self->explorer) != NULL &&
                    !tau_explorer_is_busy (self->explorer));
  g_assert_true (tau_explorer_has_given_label (self->explorer));
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 2);
  app_fixture_finalize (opener);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add (path, ExplorerFixture, NULL, explorer_fixture_set_up, function,                      \
              explorer_fixture_tear_down)
  ADD ("/restored/state", test_restored);
  ADD ("/restored/pack-gone", test_pack_gone);
  ADD ("/restored/sample", test_restored_sample);
  return g_test_run ();
}
