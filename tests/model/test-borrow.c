/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pack-fixture.h"

#include "torch/torch-fixture.h"

#include <glib/gstdio.h>

/* Packs with the predictor of another one. The model files are not opened here. */

typedef struct {
  char *folder;
  TauPack *bare, *lender, *other; /* without a predictor, and two with one */
} Fixture;

static TauPack *
make_pack (const char *folder, const char *name, const char *target, const char *predictor)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *target_file = g_build_filename (path, "target.pt", NULL);
  g_autofree char *predictor_file = g_build_filename (path, "predictor.pt", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  g_assert_true (g_file_set_contents (target_file, target, -1, NULL));
  if (predictor != NULL)
    g_assert_true (g_file_set_contents (predictor_file, predictor, -1, NULL));
  g_autoptr (JsonNode) json = fixture_pack_json (path);
  json_object_set_string_member (json_node_get_object (json), "name", name);
  g_assert_true (tau_pack_write (path, json, NULL));
  TauPack *pack = tau_pack_load (path, &error);
  g_assert_no_error (error);
  return pack;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->bare = make_pack (self->folder, "bare", "one target", NULL);
  self->lender = make_pack (self->folder, "lender", "two targets", "a predictor");
  self->other = make_pack (self->folder, "other", "three targets", "another predictor");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tau_pack_unref (self->bare);
  tau_pack_unref (self->lender);
  tau_pack_unref (self->other);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

/* Everything of the one pack but the predictor, and that of the other. */
static void
assert_borrowed (const Fixture *self, TauPack *pack)
{
  g_assert_cmpstr (pack->folder, ==, self->bare->folder);
  g_assert_cmpstr (pack->name, ==, "bare");
  g_assert_cmpstr (pack->target.sha256, ==, self->bare->target.sha256);
  g_assert_cmpint (pack->margin, ==, self->bare->margin);
  g_assert_cmpuint (pack->classes->len, ==, 5);
  g_assert_cmpstr (tau_pack_class (pack, 4), ==, "elk");
  g_assert_true (pack->has_predictor);
  g_assert_cmpstr (pack->predictor.sha256, ==, self->lender->predictor.sha256);
  g_assert_cmpfloat (pack->predictor.mean[1], ==, 0.5f);
  g_assert_cmpstr (pack->lender, ==, "lender");
  g_assert_false (tau_pack_has_own_predictor (pack));
  g_assert_false (tau_pack_is_same (pack, self->bare));
  g_autofree char *title = tau_pack_get_title (pack);
  g_autofree char *folder = tau_pack_get_lender_folder (pack);
  g_assert_cmpstr (title, ==, "bare with the predictor of lender");
  g_assert_cmpstr (folder, ==, self->lender->folder);
  g_assert_true (tau_pack_verify (pack, NULL));
}

static void
test_borrow (Fixture *self, gconstpointer data)
{
  g_autoptr (TauPack) pack = tau_pack_borrow (self->bare, self->lender);
  assert_borrowed (self, pack);
  /* From the copy, another one and none. */
  g_autoptr (TauPack) second = tau_pack_borrow (pack, self->other);
  g_assert_cmpstr (second->lender, ==, "other");
  g_autoptr (TauPack) none = tau_pack_borrow (second, NULL);
  g_assert_false (none->has_predictor);
  g_assert_null (none->lender);
  g_assert_true (tau_pack_is_same (none, self->bare));
  /* What has none lends none. */
  g_autoptr (TauPack) empty = tau_pack_borrow (self->lender, self->bare);
  g_assert_false (empty->has_predictor);
  g_assert_true (tau_pack_has_own_predictor (empty));
  /* Its own is not borrowed. */
  g_autoptr (TauPack) own = tau_pack_borrow (empty, self->lender);
  g_assert_true (own == self->lender);
}

static void
test_named (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *loose = g_build_filename (self->folder, "loose.pt", NULL);
  g_autoptr (TauPack) folder = tau_pack_borrow_named (self->bare, self->lender->folder, &error);
  assert_borrowed (self, folder);
  /* A file of a pack is prepared for as that says. */
  g_autoptr (TauPack) file =
      tau_pack_borrow_named (self->bare, self->lender->predictor.path, &error);
  assert_borrowed (self, file);
  g_assert_true (g_file_set_contents (loose, "loose", -1, NULL));
  g_autoptr (TauPack) other = tau_pack_borrow_named (self->bare, loose, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (other->lender, ==, "loose.pt");
  g_assert_cmpint (other->predictor.input_size, ==, 32);
  g_assert_cmpfloat (other->predictor.mean[2], ==, 0.5f);
  g_autoptr (TauPack) none = tau_pack_borrow_named (self->lender, "none", &error);
  g_assert_false (none->has_predictor);

  g_assert_null (tau_pack_borrow_named (self->lender, self->bare->folder, &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
  fixture_assert_sentence (error, "bare");
  g_clear_error (&error);
  g_assert_null (tau_pack_borrow_named (self->lender, "zork", &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
}

/* The two files of a pack, given separately: the predictor is that target's own, and the classes
 * stay numbers. */
static void
test_separate (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) target =
      tau_pack_new_from_files (self->lender->target.path, NULL, 48, 5, &error);
  g_autoptr (TauPack) pack = tau_pack_borrow_named (target, self->lender->predictor.path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pack->name, ==, "target.pt");
  g_assert_cmpint (pack->target.input_size, ==, 48);
  g_assert_cmpstr (tau_pack_class (pack, 4), ==, "4");
  g_assert_cmpstr (pack->predictor.sha256, ==, self->lender->predictor.sha256);
  g_assert_cmpint (pack->predictor.input_size, ==, 32);
  g_assert_null (pack->lender);
  /* That of another pack is borrowed. */
  g_autoptr (TauPack) other = tau_pack_borrow_named (target, self->other->folder, &error);
  g_assert_cmpstr (other->lender, ==, "other");
}

static void
test_find (Fixture *self, gconstpointer data)
{
  TauPack *const all[] = { self->other, self->bare, self->lender };
  g_autoptr (GPtrArray) packs = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (packs, all[i]);
  g_autoptr (TauPack) own =
      tau_pack_find_models (packs, self->lender->target.sha256, self->lender->predictor.sha256);
  g_assert_true (own == self->lender);
  g_autoptr (TauPack) bare = tau_pack_find_models (packs, self->bare->target.sha256, NULL);
  g_assert_true (bare == self->bare);
  g_autoptr (TauPack) borrowed =
      tau_pack_find_models (packs, self->bare->target.sha256, self->lender->predictor.sha256);
  assert_borrowed (self, borrowed);
  g_assert_null (tau_pack_find_models (packs, self->bare->target.sha256, "another"));
  g_assert_null (tau_pack_find_models (packs, "another", NULL));

  g_autoptr (TauPack) listed = tau_pack_borrow_listed (self->bare, packs, self->lender->folder);
  assert_borrowed (self, listed);
  g_autoptr (TauPack) gone = tau_pack_borrow_listed (self->bare, packs, "/nowhere");
  g_assert_true (gone == self->bare);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/borrow/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("borrow", test_borrow);
  ADD ("named", test_named);
  ADD ("separate", test_separate);
  ADD ("find", test_find);
  return g_test_run ();
}
