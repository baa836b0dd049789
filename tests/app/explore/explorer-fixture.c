/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/explorer-fixture.h"

#include "app/app-fixture.h"
#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

TauSample *
explorer_fixture_make_sample (ExplorerFixture *self, const char *name, int width, int height)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (TauImage) image = app_fixture_image (width, height);
  g_assert_true (tau_image_save_png (image, path, NULL));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  return tau_sample_new_for_file (file);
}

void
explorer_fixture_begin (ExplorerFixture *self)
{
  self->worker = tau_worker_new (self->db, 1);
  self->explorer = tau_explorer_new (self->worker);
}

void
explorer_fixture_end (ExplorerFixture *self)
{
  g_clear_object (&self->explorer);
  app_fixture_finalize (self->worker);
}

void
explorer_fixture_set_up (ExplorerFixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  g_autofree char *packs = g_build_filename (self->folder, "packs", NULL);
  g_autofree char *zoo = g_build_filename (packs, "zoo", NULL);
  g_assert_cmpint (g_mkdir_with_parents (zoo, 0755), ==, 0);
  fixture_write_pack (zoo, 3, 2);
  g_setenv ("TAUSCOPE_PACKS", packs, TRUE);
  self->pack = tau_pack_load (zoo, NULL);
  g_assert_nonnull (self->pack);
  self->db = g_build_filename (self->folder, "db", NULL);
  self->a = explorer_fixture_make_sample (self, "a.png", 90, 60);
  self->b = explorer_fixture_make_sample (self, "b.png", 50, 50);
  explorer_fixture_begin (self);
}

void
explorer_fixture_tear_down (ExplorerFixture *self, gconstpointer data)
{
  explorer_fixture_end (self);
  g_object_unref (self->a);
  g_object_unref (self->b);
  tau_pack_unref (self->pack);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->db);
}

void
explorer_fixture_open (ExplorerFixture *self, TauSample *sample)
{
  if (tau_explorer_get_pack (self->explorer) == NULL)
    tau_explorer_open_pack (self->explorer, self->pack);
  tau_explorer_open_sample (self->explorer, sample, NULL);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  g_assert_nonnull (tau_explorer_get_inspection (self->explorer));
}

void
explorer_fixture_set (ExplorerFixture *self, const char *corruption, int severity, int label)
{
  TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
  settings.corruption = tau_corruption_spec_parse (corruption, severity, 7, TAU_PRESET_AUTO);
  settings.label = label;
  tau_explorer_set_settings (self->explorer, &settings);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
}
