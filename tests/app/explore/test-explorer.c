/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of an exploration without any widget: what belongs to an image, what a session keeps,
 * what is undone. Needs libtorch. */
#include "app/app-fixture.h"
#include "app/explore/explorer-fixture.h"

#include "app/explore/tau-explorer.h"
#include "app/explore/gallery/tau-gallery-scan.h"
#include "app/explore/tau-undo.h"
#include "app/jobs/tau-scene-state.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <glib/gstdio.h>

/* Label and frame belong to the image, corruption and ensemble to the session. */
static void
test_kept (ExplorerFixture *self, gconstpointer data)
{
  const TauFrame frame = { 20, 10, 40 }, center_a = { 15, 0, 60 }, center_b = { 0, 0, 50 };
  explorer_fixture_open (self, self->a);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, -1);
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (self->explorer), &center_a));
  explorer_fixture_set (self, "fog", 3, 2);
  tau_explorer_set_frame (self->explorer, &frame);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));

  explorer_fixture_open (self, self->b);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, -1);
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (self->explorer), &center_b));
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 3);
  explorer_fixture_set (self, "fog", 4, 1);

  explorer_fixture_open (self, self->a);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 2);
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (self->explorer), &frame));
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 4);

  /* In another session, too; and a label that is taken back stays away. */
  explorer_fixture_end (self);
  explorer_fixture_begin (self);
  explorer_fixture_open (self, self->b);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 1);
  explorer_fixture_set (self, "fog", 4, -1);
  explorer_fixture_open (self, self->a);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 2);
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (self->explorer), &frame));
  explorer_fixture_open (self, self->b);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, -1);
}

/* The original is shown, and the corruption stays set. A change of that ends it. */
static void
test_original (ExplorerFixture *self, gconstpointer data)
{
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, "fog", 3, -1);
  g_object_set (self->explorer, "original", TRUE, NULL);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  const TauInspection *shown = tau_explorer_get_inspection (self->explorer);
  g_assert_true (tau_corruption_spec_is_none (&shown->request.corruption));
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 3);
  explorer_fixture_set (self, "fog", 2, -1);
  g_assert_false (tau_explorer_shows_original (self->explorer));
  shown = tau_explorer_get_inspection (self->explorer);
  g_assert_cmpint (shown->request.corruption.severity, ==, 2);
}

static guint
count_runs (ExplorerFixture *self)
{
  TauStore *store = tau_store_open (self->db, NULL);
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, NULL, 0, 99, NULL);
  tau_store_close (store);
  return runs->len;
}

static gboolean
on_waited_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint ms)
{
  gboolean waited = FALSE;
  g_timeout_add (ms, on_waited_cb, &waited);
  app_fixture_wait (waited);
}

/* What one stays at goes to the history, once; what one passes does not, nor does a start. */
static void
test_stay (ExplorerFixture *self, gconstpointer data)
{
  tau_explorer_open_pack (self->explorer, self->pack);
  tau_explorer_open_first (self->explorer, self->a, NULL);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  wait_ms (6000);
  g_assert_cmpuint (count_runs (self), ==, 0);
  for (int severity = 1; severity <= 3; severity++)
    explorer_fixture_set (self, "fog", severity, 2);
  wait_ms (6000);
  app_fixture_wait (count_runs (self) == 1);
  explorer_fixture_set (self, "fog", 1, 2);
  explorer_fixture_set (self, "fog", 3, 2);
  wait_ms (6000);
  TauStore *store = tau_store_open (self->db, NULL);
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, NULL, 0, 99, NULL);
  g_assert_cmpuint (runs->len, ==, 1);
  const TauStoreRun *run = g_ptr_array_index (runs, 0);
  g_assert_cmpint (run->corruption.severity, ==, 3);
  g_assert_cmpstr (run->label, ==, "cat");
  g_assert_cmpint (run->x, ==, 15);
  g_assert_cmpint (run->side, ==, 60);
  g_assert_cmpuint (run->ensemble, ==, 1);
  g_autoptr (GBytes) thumbnail = tau_store_get_thumbnail (store, run->image_sha256, NULL);
  g_assert_nonnull (thumbnail);
  tau_store_close (store);
}

static void
go (ExplorerFixture *self, TauOpener *opener, TauUndo *undo, int by)
{
  tau_undo_go (undo, by);
  app_fixture_wait (!tau_opener_is_busy (opener) && !tau_explorer_is_busy (self->explorer));
}

static void
assert_undoes (TauUndo *undo, int by, const char *what)
{
  g_autofree char *text = tau_undo_describe (undo, by);
  g_assert_cmpstr (text, ==, what);
}

/* Back and forth over images, labels and predictors, each with all that belonged to it. */
static void
test_undo (ExplorerFixture *self, gconstpointer data)
{
  TauOpener *opener = tau_opener_new (self->explorer);
  TauUndo *undo = tau_undo_new (self->explorer, opener);
  g_autoptr (TauPack) bare = tau_pack_borrow (self->pack, NULL);
  explorer_fixture_open (self, self->a);
  assert_undoes (undo, -1, NULL);
  explorer_fixture_set (self, "fog", 3, -1);
  explorer_fixture_set (self, "fog", 3, 2);
  explorer_fixture_open (self, self->b);
  tau_explorer_open_pack (self->explorer, bare);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  assert_undoes (undo, -1, "No Predictor");

  go (self, opener, undo, -1);
  g_assert_true (tau_explorer_get_pack (self->explorer)->has_predictor);
  assert_undoes (undo, -1, "Image b.png");
  assert_undoes (undo, 1, "No Predictor");
  go (self, opener, undo, -1);
  g_assert_true (tau_explorer_get_picture (self->explorer)->sample == self->a);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 2);
  assert_undoes (undo, -1, "Label cat");
  go (self, opener, undo, -1);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, -1);
  go (self, opener, undo, -1);
  assert_undoes (undo, -1, NULL);
  g_assert_null (tau_explorer_get_settings (self->explorer)->corruption.type);
  for (int i = 0; i < 4; i++)
    go (self, opener, undo, 1);
  assert_undoes (undo, 1, NULL);
  g_assert_false (tau_explorer_get_pack (self->explorer)->has_predictor);
  g_assert_true (tau_explorer_get_picture (self->explorer)->sample == self->b);
  g_assert_finalize_object (undo);
  app_fixture_finalize (opener);
}

/* A pack whose classes have other names. */
static TauPack *
make_other_pack (ExplorerFixture *self)
{
  static const char *const names[] = { "ant", "bat", "cod", "doe", "eel" };
  g_autofree char *folder = g_build_filename (self->folder, "packs", "farm", NULL);
  g_autofree char *file = g_build_filename (folder, "pack.json", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  fixture_write_pack (folder, 5, 4);
  g_autoptr (JsonNode) json = fixture_pack_json (folder);
  JsonArray *classes = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_array_add_string_element (classes, names[i]);
  JsonObject *root = json_node_get_object (json);
  json_object_set_array_member (json_object_get_object_member (root, "target"), "classes", classes);
  json_object_set_string_member (root, "name", "farm");
  g_autofree char *text = json_to_string (json, TRUE);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_autoptr (GError) error = NULL;
  TauPack *pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  return pack;
}

static void
open_pack (ExplorerFixture *self, TauPack *pack)
{
  tau_explorer_open_pack (self->explorer, pack);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  g_assert_true (tau_explorer_get_pack (self->explorer) == pack);
}

/* A label that the open pack does not know stays the image's. */
static void
test_undo_label (ExplorerFixture *self, gconstpointer data)
{
  TauOpener *opener = tau_opener_new (self->explorer);
  TauUndo *undo = tau_undo_new (self->explorer, opener);
  g_autoptr (TauPack) other = make_other_pack (self);
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, NULL, 0, 2);
  open_pack (self, other);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, -1);
  explorer_fixture_open (self, self->b);
  go (self, opener, undo, -1);
  assert_undoes (undo, -1, "Model Pack farm");
  assert_undoes (undo, 1, "Image b.png");
  go (self, opener, undo, -1);
  g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 2);
  go (self, opener, undo, 1);
  go (self, opener, undo, 1);
  g_assert_true (tau_explorer_get_picture (self->explorer)->sample == self->b);
  g_assert_finalize_object (undo);
  app_fixture_finalize (opener);
}

/* What undo brings back with an image is kept for it, as if the user had set it; what is looked up
 * in the history is not. */
static void
test_scene_kept (ExplorerFixture *self, gconstpointer data)
{
  const TauFrame frame = { 20, 10, 40 };
  TauOpener *opener = tau_opener_new (self->explorer);
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, NULL, 0, 2);
  g_autoptr (TauScene) scene = tau_explorer_get_scene (self->explorer);
  tau_scene_set_label (scene, "dog");
  scene->frame = frame;
  for (scene->keep = FALSE;; scene->keep = TRUE) { /* of the history, and of undo */
    explorer_fixture_open (self, self->b);
    tau_opener_open_scene (opener, scene);
    app_fixture_wait (!tau_explorer_is_busy (self->explorer));
    g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, 3);
    explorer_fixture_open (self, self->b);
    explorer_fixture_open (self, self->a);
    g_assert_cmpint (tau_explorer_get_label (self->explorer), ==, scene->keep ? 3 : 2);
    if (scene->keep)
      break;
  }
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (self->explorer), &frame));
  app_fixture_finalize (opener);
}

/* To undo while a pack is still being opened is to do without it. */
static void
test_undo_loading (ExplorerFixture *self, gconstpointer data)
{
  TauOpener *opener = tau_opener_new (self->explorer);
  TauUndo *undo = tau_undo_new (self->explorer, opener);
  g_autoptr (TauPack) other = make_other_pack (self);
  explorer_fixture_open (self, self->a);
  for (int severity = 1; severity <= 4; severity++)
    explorer_fixture_set (self, severity % 2 ? "fog" : "frost", severity, -1);
  tau_explorer_open_pack (self->explorer, other);
  go (self, opener, undo, -1);
  g_assert_true (tau_explorer_get_pack (self->explorer) == self->pack);
  assert_undoes (undo, -1, "Fog");
  assert_undoes (undo, 1, "Frost");

  /* Looked up by name, when it is still being found, or its samples are. */
  tau_opener_open_pack (opener, other->folder, NULL);
  go (self, opener, undo, -1);
  g_assert_true (tau_explorer_get_pack (self->explorer) == self->pack);
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 2);
  assert_undoes (undo, 1, "Fog");
  go (self, opener, undo, 1);
  g_assert_cmpint (tau_explorer_get_settings (self->explorer)->corruption.severity, ==, 3);
  assert_undoes (undo, 1, "Frost");
  g_assert_finalize_object (undo);
  app_fixture_finalize (opener);
}

/* A second step that comes while the first one's pack is still being opened begins there. */
static void
test_undo_twice (ExplorerFixture *self, gconstpointer data)
{
  TauOpener *opener = tau_opener_new (self->explorer);
  TauUndo *undo = tau_undo_new (self->explorer, opener);
  g_autoptr (TauPack) other = make_other_pack (self);
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, "fog", 3, -1);
  open_pack (self, other);
  tau_undo_go (undo, -1);
  go (self, opener, undo, -1);
  g_assert_cmpstr (tau_explorer_get_pack (self->explorer)->folder, ==, self->pack->folder);
  g_assert_null (tau_explorer_get_settings (self->explorer)->corruption.type);
  assert_undoes (undo, 1, "Fog");
  g_assert_finalize_object (undo);
  app_fixture_finalize (opener);
}

static void
on_problem_cb (guint *n)
{
  (*n)++;
}

/* What cannot be opened any more is told once, left out, and everything stays as it is. */
static void
test_undo_gone (ExplorerFixture *self, gconstpointer data)
{
  guint n_told = 0;
  TauOpener *opener = tau_opener_new (self->explorer);
  TauUndo *undo = tau_undo_new (self->explorer, opener);
  g_autoptr (TauPack) other = make_other_pack (self);
  g_signal_connect_swapped (self->explorer, "problem", G_CALLBACK (on_problem_cb), &n_told);
  g_signal_connect_swapped (opener, "problem", G_CALLBACK (on_problem_cb), &n_told);
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, "fog", 3, -1);
  open_pack (self, other);
  explorer_fixture_open (self, self->b);
  explorer_fixture_set (self, "snow", 2, -1);
  explorer_fixture_open (self, self->a);
  explorer_fixture_set (self, "frost", 1, -1);
  go (self, opener, undo, -1);

  /* The image: at two steps, and the pack is not left for it. */
  g_assert_cmpint (g_remove (tau_sample_get_path (self->b)), ==, 0);
  go (self, opener, undo, -1);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_true (tau_explorer_get_picture (self->explorer)->sample == self->a);
  g_assert_true (tau_explorer_get_pack (self->explorer) == other);
  assert_undoes (undo, 1, "Frost");

  /* The pack. */
  g_autofree char *file = g_build_filename (self->pack->folder, "target.pt", NULL);
  g_assert_cmpint (g_remove (file), ==, 0);
  go (self, opener, undo, -1); /* “Snow” */
  assert_undoes (undo, -1, "Model Pack farm");
  go (self, opener, undo, -1);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_true (tau_explorer_get_pack (self->explorer) == other);
  g_assert_cmpstr (tau_explorer_get_settings (self->explorer)->corruption.type->name, ==, "fog");
  assert_undoes (undo, -1, NULL);
  assert_undoes (undo, 1, "Snow");
  go (self, opener, undo, 1);
  go (self, opener, undo, 1);
  g_assert_cmpstr (tau_explorer_get_settings (self->explorer)->corruption.type->name, ==, "frost");
  assert_undoes (undo, 1, NULL);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_finalize_object (undo);
  app_fixture_finalize (opener);
}

static void
on_answered_cb (guint *n)
{
  (*n)++;
}

/* The result of an image in the gallery is judged by the label that the user has just given it. */
static void
test_scan_label (ExplorerFixture *self, gconstpointer data)
{
  guint n_answered = 0;
  g_autoptr (GPtrArray) samples = g_ptr_array_new ();
  g_ptr_array_add (samples, self->a);
  g_ptr_array_add (samples, self->b);
  TauGalleryScan *scan = tau_gallery_scan_new (self->explorer);
  g_signal_connect_swapped (scan, "answered", G_CALLBACK (on_answered_cb), &n_answered);
  explorer_fixture_open (self, self->a);
  g_assert_null (tau_gallery_scan_get (scan, self->a)); /* nobody asked */
  tau_gallery_scan_set_samples (scan, samples);
  app_fixture_wait (tau_gallery_scan_get (scan, self->a) != NULL &&
                    tau_gallery_scan_get (scan, self->b) != NULL);
  g_assert_false (tau_gallery_scan_get (scan, self->a)->label_given);
  n_answered = 0;
  explorer_fixture_set (self, NULL, 0, 2);
  app_fixture_wait (tau_gallery_scan_get (scan, self->a) != NULL &&
                    tau_gallery_scan_get (scan, self->b) != NULL);
  g_assert_true (tau_gallery_scan_get (scan, self->a)->label_given);

  /* With the corruption unchanged. */
  n_answered = 0;
  explorer_fixture_set (self, NULL, 0, -1);
  g_assert_cmpuint (n_answered, ==, 1);
  g_assert_false (tau_gallery_scan_get (scan, self->a)->label_given);
  g_object_run_dispose (G_OBJECT (scan));
  app_fixture_finalize (scan);
}

static void
on_answered_now_cb (TauGalleryScan *scan, TauSample *sample, ExplorerFixture *self)
{
  g_assert_true (tau_frame_equal (tau_explorer_get_frame (self->explorer),
                                  tau_explorer_get_inspected_frame (self->explorer)));
}

/* During a drag of the frame, what the explorer finds out is of an earlier frame: no answer. */
static void
test_scan_drag (ExplorerFixture *self, gconstpointer data)
{
  const TauFrame first = { 20, 10, 40 }, second = { 25, 10, 40 };
  g_autoptr (GPtrArray) samples = g_ptr_array_new ();
  g_ptr_array_add (samples, self->a);
  TauGalleryScan *scan = tau_gallery_scan_new (self->explorer);
  tau_gallery_scan_set_samples (scan, samples);
  explorer_fixture_open (self, self->a);
  g_signal_connect (scan, "answered", G_CALLBACK (on_answered_now_cb), self);
  tau_explorer_set_frame (self->explorer, &first);
  tau_explorer_set_frame (self->explorer, &second);
  app_fixture_wait (!tau_explorer_is_busy (self->explorer));
  g_assert_nonnull (tau_gallery_scan_get (scan, self->a));

  explorer_fixture_set (self, "fog", 3, -1);
  app_fixture_wait (tau_gallery_scan_get (scan, self->a) != NULL);
  g_object_run_dispose (G_OBJECT (scan));
  app_fixture_finalize (scan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add (path, ExplorerFixture, NULL, explorer_fixture_set_up, function,                      \
              explorer_fixture_tear_down)
  ADD ("/explorer/kept", test_kept);
  ADD ("/explorer/original", test_original);
  ADD ("/explorer/stay", test_stay);
  ADD ("/explorer/undo", test_undo);
  ADD ("/explorer/undo-label", test_undo_label);
  ADD ("/explorer/scene-kept", test_scene_kept);
  ADD ("/explorer/undo-loading", test_undo_loading);
  ADD ("/explorer/undo-twice", test_undo_twice);
  ADD ("/explorer/undo-gone", test_undo_gone);
  ADD ("/explorer/scan-label", test_scan_label);
  ADD ("/explorer/scan-drag", test_scan_drag);
  return g_test_run ();
}
