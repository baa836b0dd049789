/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to an image: what the user has set for it, its runs together, its thumbnail. */
#include "store-fixture.h"

#include "store/tau-store-private.h"

#include <string.h>

static const TauStoreRun *
set_run (TauStoreRun *run, const char *path, const char *sha256, int severity)
{
  *run = make_run (path);
  run->image_sha256 = (char *)sha256;
  run->corruption.severity = severity;
  return run;
}

/* A label and a square come back in another session; without both, nothing is kept. */
static void
test_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauStore *store = open_store (f->path);
  g_auto (TauStoreImage) image = { 0 };
  g_assert_false (tau_store_get_image (store, "aa", &image, &error));
  g_assert_no_error (error);
  const TauStoreImage first = { (char *)"stop", 3, 4, 50 }, second = { (char *)"yield", 0, 0, 0 };
  g_assert_true (tau_store_set_image (store, "aa", &first, &error));
  g_assert_true (tau_store_set_image (store, "bb", &second, &error));
  tau_store_close (store);

  store = open_store (f->path);
  g_assert_true (tau_store_get_image (store, "aa", &image, &error));
  g_assert_cmpstr (image.label, ==, "stop");
  g_assert_cmpint (image.x, ==, 3);
  g_assert_cmpint (image.y, ==, 4);
  g_assert_cmpint (image.side, ==, 50);
  tau_store_image_clear (&image);
  g_assert_true (tau_store_get_image (store, "bb", &image, &error));
  g_assert_cmpstr (image.label, ==, "yield");
  g_assert_cmpint (image.side, ==, 0);
  tau_store_image_clear (&image);
  g_assert_true (tau_store_set_image (store, "aa", &(TauStoreImage){ 0 }, &error));
  g_assert_false (tau_store_get_image (store, "aa", &image, &error));
  g_assert_no_error (error);
  tau_store_close (store);
}

/* Images by their newest run, each once, with the number of its runs; a page at a time. */
static void
test_grouped (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  TauStoreRun run;
  for (int i = 0; i < 12; i++) {
    const char *name = i % 3 == 0 ? "a.png" : "b.png";
    g_assert_cmpint (
        tau_store_add_run (store, set_run (&run, name, i % 3 == 0 ? "aa" : "bb", i % 6), NULL), ==,
        i + 1);
  }
  set_run (&run, "nameless", NULL, 1);
  g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, 13);
  g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, 14);

  g_autoptr (GPtrArray) first = tau_store_list_images (store, NULL, 0, 3, NULL);
  g_assert_cmpuint (first->len, ==, 3);
  const TauStoreRun *newest = g_ptr_array_index (first, 2);
  g_assert_cmpint (newest->id, ==, 12);
  g_assert_cmpstr (newest->path, ==, "b.png");
  g_assert_cmpint (newest->corruption.severity, ==, 5);
  g_assert_cmpuint (newest->n_of_image, ==, 8);
  g_assert_cmpuint (((TauStoreRun *)g_ptr_array_index (first, 0))->n_of_image, ==, 1);
  g_autoptr (GPtrArray) rest = tau_store_list_images (store, NULL, newest->id, 3, NULL);
  g_assert_cmpuint (rest->len, ==, 1);
  newest = g_ptr_array_index (rest, 0);
  g_assert_cmpint (newest->id, ==, 10);
  g_assert_cmpuint (newest->n_of_image, ==, 4);

  g_autoptr (GPtrArray) found = tau_store_list_images (store, "a.png", 0, 9, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_autoptr (GPtrArray) runs = tau_store_list_runs_of_image (store, "aa", NULL, NULL);
  g_assert_cmpuint (runs->len, ==, 4);
  g_assert_cmpint (((TauStoreRun *)g_ptr_array_index (runs, 1))->id, ==, 7);
  g_assert_true (tau_store_move_image (store, "aa", "elsewhere.png", NULL));
  g_autoptr (TauStoreRun) moved = tau_store_get_run (store, 7, NULL);
  g_assert_cmpstr (moved->path, ==, "elsewhere.png");
}

/* Staying again at the same is one run, the newest, with the note of the former. */
static void
test_renewed (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  TauStoreRun run;
  set_run (&run, "a.png", "aa", 3);
  run.x = 1;
  run.y = 2;
  run.side = 30;
  run.ensemble = 4;
  g_assert_cmpint (tau_store_renew_run (store, &run, NULL), ==, 1);
  g_assert_true (tau_store_set_note (store, 1, "look", NULL));
  run.side = 31;
  g_assert_cmpint (tau_store_renew_run (store, &run, NULL), ==, 2);
  run.side = 30;
  g_assert_cmpint (tau_store_renew_run (store, &run, NULL), ==, 3);
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, NULL, 0, 9, NULL);
  g_assert_cmpuint (runs->len, ==, 2);
  const TauStoreRun *newest = g_ptr_array_index (runs, 0);
  g_assert_cmpstr (newest->note, ==, "look");
  g_assert_cmpint (newest->x, ==, 1);
  g_assert_cmpint (newest->y, ==, 2);
  g_assert_cmpint (newest->side, ==, 30);
  g_assert_cmpuint (newest->ensemble, ==, 4);
  g_autofree char *json = tau_store_run_to_json (newest);
  g_assert_nonnull (strstr (json, "\"square\":[1,2,30],\"ensemble\":4"));
}

/* The same corruption of another preset gives another image. */
static void
test_renewed_preset (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  TauStoreRun run;
  set_run (&run, "a.png", "aa", 3);
  run.corruption.preset = TAU_PRESET_CIFAR;
  g_assert_cmpint (tau_store_renew_run (store, &run, NULL), ==, 1);
  run.corruption.preset = TAU_PRESET_IMAGENET;
  g_assert_cmpint (tau_store_renew_run (store, &run, NULL), ==, 2);
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, NULL, 0, 9, NULL);
  g_assert_cmpuint (runs->len, ==, 2);
}

/* A thumbnail stays as long as its image has runs, also deleted ones that can be restored. */
static void
test_thumbnail (Fixture *f, gconstpointer data)
{
  TauStore *store = open_store (f->path);
  g_autoptr (GBytes) png = g_bytes_new_static ("pixels", 6);
  TauStoreRun run;
  for (int i = 0; i < 2; i++)
    g_assert_cmpint (tau_store_add_run (store, set_run (&run, "a.png", "aa", i), NULL), ==, i + 1);
  g_assert_true (tau_store_add_thumbnail (store, "aa", png, NULL));
  g_assert_null (tau_store_get_thumbnail (store, "bb", NULL));
  g_assert_true (tau_store_delete_runs (store, (gint64[]){ 1, 2 }, 2, NULL, NULL));
  g_autoptr (GBytes) kept = tau_store_get_thumbnail (store, "aa", NULL);
  g_assert_true (g_bytes_equal (kept, png));
  tau_store_close (store);

  sqlite3_close (open_raw (f->path, "UPDATE run SET deleted = 1 WHERE id = 1"));
  store = open_store (f->path); /* removes it for good */
  g_clear_pointer (&kept, g_bytes_unref);
  g_assert_nonnull (kept = tau_store_get_thumbnail (store, "aa", NULL));
  tau_store_close (store);
  sqlite3_close (open_raw (f->path, "UPDATE run SET deleted = 1"));
  store = open_store (f->path);
  g_assert_null (tau_store_get_thumbnail (store, "aa", NULL));
  tau_store_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/images/kept", test_kept);
  add_test ("/store/images/grouped", test_grouped);
  add_test ("/store/images/renewed", test_renewed);
  add_test ("/store/images/renewed-preset", test_renewed_preset);
  add_test ("/store/images/thumbnail", test_thumbnail);
  return g_test_run ();
}
