/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack-file.h"
#include "model/tau-pack-shelf.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The user's own packs: copied, renamed, removed and put back; written as one file and read. The
 * models are not opened here. */

typedef struct {
  char *folder; /* holds the pack and the user's data */
  char *made;   /* the pack's folder */
  char *file;   /* where it is exported to */
  TauPack *pack;
} Fixture;

static char *data_folder; /* the user's, of this test program */

static void
put (const char *folder, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->made = g_build_filename (self->folder, "mine", NULL);
  self->file = g_build_filename (self->folder, "mine.tauscope", NULL);
  put (self->made, "target.pt", "the target");
  put (self->made, "predictor.pt", "the predictor");
  put (self->made, "samples/ape/a.png", "an image");
  fixture_write_pack_json (self->made);
  self->pack = tau_pack_load (self->made, NULL);
  g_assert_nonnull (self->pack);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tau_pack_unref (self->pack);
  fixture_remove_folder (self->folder);
  g_autofree char *shelf = tau_pack_shelf_folder ();
  tau_pack_delete_folder (shelf);
  g_free (self->folder);
  g_free (self->made);
  g_free (self->file);
}

static guint
count_on_shelf (void)
{
  g_autofree char *shelf = tau_pack_shelf_folder ();
  g_autoptr (GDir) dir = g_dir_open (shelf, 0, NULL);
  guint n = 0;
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static TauPack *
copy (Fixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  TauPack *pack = tau_pack_copy (self->pack, name, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_is_on_shelf (pack));
  return pack;
}

static gboolean
has (const TauPack *pack, const char *name)
{
  g_autofree char *path = g_build_filename (pack->folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (TauPack) first = copy (self, "new/name");
  g_autoptr (TauPack) second = copy (self, "new/name");
  g_assert_false (tau_pack_is_on_shelf (self->pack));
  g_assert_cmpstr (first->name, ==, "new/name");
  g_assert_cmpstr (second->name, ==, "new/name-2");
  g_assert_true (has (first, "samples/ape/a.png"));
  g_assert_true (tau_pack_verify (second, NULL));
  g_assert_cmpuint (count_on_shelf (), ==, 2);
}

static void
test_rename (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) one = copy (self, "one"), two = copy (self, "two");
  g_autoptr (TauPack) renamed = tau_pack_rename (one, "other", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (renamed->name, ==, "other");
  g_assert_cmpstr (renamed->folder, ==, one->folder);
  g_assert_null (tau_pack_rename (two, "other", &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE);
  fixture_assert_sentence (error, "other");
}

static void
test_remove (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = copy (self, "one");
  g_autofree char *removed = tau_pack_remove (pack, &error);
  g_assert_no_error (error);
  g_autoptr (TauPack) found = tau_pack_find ("one", NULL);
  g_assert_null (found);
  g_assert_true (tau_pack_restore (removed, pack->folder, &error));
  g_autoptr (TauPack) again = tau_pack_find ("one", NULL);
  g_assert_nonnull (again);

  /* Something else may have taken its place meanwhile. */
  g_autofree char *gone = tau_pack_remove (again, &error);
  g_autoptr (TauPack) other = copy (self, "one");
  g_assert_false (tau_pack_restore (gone, other->folder, &error));
  fixture_assert_sentence (error, "one");
  tau_pack_delete_folder (gone);
  g_assert_cmpuint (count_on_shelf (), ==, 1);
}

static char *
read_sum (const char *path)
{
  g_autofree char *contents = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)contents, length);
}

static void
test_file (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_build_filename (self->made, "samples", "ape", "b.png", NULL);
  g_assert_cmpint (symlink ("a.png", link), ==, 0); /* it might lead anywhere */
  g_assert_true (tau_pack_export (self->pack, self->file, NULL, &error));
  g_assert_no_error (error);
  g_autofree char *first = read_sum (self->file);
  g_assert_true (tau_pack_export (self->pack, self->file, NULL, &error));
  g_autofree char *second = read_sum (self->file);
  g_assert_cmpstr (first, ==, second);

  g_autoptr (TauPack) read = tau_pack_import (self->file, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_is_on_shelf (read));
  g_assert_cmpstr (read->target.sha256, ==, self->pack->target.sha256);
  g_assert_true (has (read, "samples/ape/a.png"));
  g_assert_true (has (read, "predictor.pt"));
  g_assert_false (has (read, "samples/ape/b.png"));
  g_autoptr (TauPack) copied = copy (self, "copied");
  g_assert_false (has (copied, "samples/ape/b.png"));
}

static void
test_export_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  put (self->folder, "mine.tauscope", "what was there");
  g_cancellable_cancel (cancelled);
  g_assert_false (tau_pack_export (self->pack, self->file, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (g_remove (self->pack->predictor.path), ==, 0);
  g_assert_false (tau_pack_export (self->pack, self->file, NULL, &error));
  fixture_assert_sentence (error, "predictor.pt");
  g_autofree char *kept = NULL;
  g_assert_true (g_file_get_contents (self->file, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "what was there");
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    g_assert_true (g_str_equal (name, "mine") || g_str_equal (name, "mine.tauscope"));
}

/* -- files that are refused ---------------------------------------------------------------- */

static void
add (struct archive *archive, const char *name, int type, const char *contents)
{
  struct archive_entry *entry = archive_entry_new ();
  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, type);
  archive_entry_set_perm (entry, 0644);
  if (type == AE_IFLNK)
    archive_entry_set_symlink (entry, contents);
  else
    archive_entry_set_size (entry, strlen (contents));
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  if (type == AE_IFREG)
    archive_write_data (archive, contents, strlen (contents));
  archive_entry_free (entry);
}

typedef struct {
  const char *name;
  int type;
  const char *contents;
  const char *word; /* of the sentence */
} Bad;

static const Bad bad[] = {
  { "../outside", AE_IFREG, "x", "elsewhere" },
  { "/tmp/outside", AE_IFREG, "x", "elsewhere" },
  { "samples/../../outside", AE_IFREG, "x", "elsewhere" },
  { "samples", AE_IFLNK, "/tmp", "link" },
  { "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", AE_IFREG, "x", "elsewhere" },
  { "notes.txt", AE_IFREG, "x", "pack.json" },
};

static void
assert_refused (Fixture *self, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_pack_import (self->file, NULL, &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH);
  fixture_assert_sentence (error, "mine.tauscope");
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (count_on_shelf (), ==, 0);
}

static void
test_bad_members (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    struct archive *archive = archive_write_new ();
    archive_write_set_format_zip (archive);
    g_assert_cmpint (archive_write_open_filename (archive, self->file), ==, ARCHIVE_OK);
    add (archive, bad[i].name, bad[i].type, bad[i].contents);
    archive_write_free (archive);
    assert_refused (self, bad[i].word);
  }
}

static void
test_bad_files (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  put (self->folder, "mine.tauscope", "this is text");
  assert_refused (self, "zip");

  put (self->made, "target.pt", "another target");
  g_assert_true (tau_pack_export (self->pack, self->file, NULL, &error));
  assert_refused (self, "checksum");

  g_autofree char *contents = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (self->file, &contents, &length, NULL));
  for (gsize n = 0; n < length; n += 37) {
    g_assert_true (g_file_set_contents (self->file, contents, n, NULL));
    assert_refused (self, "");
  }
  g_assert_cmpint (g_remove (self->file), ==, 0);
  assert_refused (self, "");
}

int
main (int argc, char **argv)
{
  data_folder = fixture_make_folder ();
  g_setenv ("XDG_DATA_HOME", data_folder, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)
  ADD ("/pack-shelf/copy", test_copy);
  ADD ("/pack-shelf/rename", test_rename);
  ADD ("/pack-shelf/remove", test_remove);
  ADD ("/pack-shelf/file", test_file);
  ADD ("/pack-shelf/export-refused", test_export_refused);
  ADD ("/pack-shelf/bad-members", test_bad_members);
  ADD ("/pack-shelf/bad-files", test_bad_files);
  const int status = g_test_run ();
  fixture_remove_folder (data_folder);
  g_free (data_folder);
  return status;
}
