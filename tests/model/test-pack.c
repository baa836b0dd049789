/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pack-fixture.h"

#include "torch/torch-fixture.h"
#include "transform/tau-transform.h"

#include <glib/gstdio.h>
#include <string.h>

/* pack.json: what is read, what is refused and how. The model files are not opened here. */

typedef struct {
  char *folder;
  char *path; /* of pack.json */
  JsonNode *json;
} Fixture;

static void
put (const char *folder, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, "pack.json", NULL);
  put (self->folder, "target.pt", "the target");
  put (self->folder, "predictor.pt", "the predictor");
  self->json = fixture_pack_json (self->folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  json_node_unref (self->json);
  g_free (self->folder);
  g_free (self->path);
}

static JsonObject *
object (Fixture *self, const char *where)
{
  JsonObject *root = json_node_get_object (self->json);
  return where != NULL ? json_object_get_object_member (root, where) : root;
}

static TauPack *
load (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (tau_pack_write (self->folder, self->json, &error));
  TauPack *pack = tau_pack_load (self->folder, &error);
  g_assert_no_error (error);
  g_assert_nonnull (pack);
  return pack;
}

/* pack.json as it stands is refused with this code and a sentence that names the file. */
static void
refuse_file (Fixture *self, TauPackError code, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_pack_load (self->folder, &error));
  g_assert_error (error, TAU_PACK_ERROR, (int)code);
  fixture_assert_sentence (error, self->folder);
  fixture_assert_sentence (error, named);
}

static void
refuse (Fixture *self, TauPackError code, const char *named)
{
  g_assert_true (tau_pack_write (self->folder, self->json, NULL));
  refuse_file (self, code, named);
}

static void
test_valid (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPack) pack = load (self);
  g_assert_cmpstr (pack->name, ==, "zoo");
  g_assert_cmpstr (pack->description, ==, "Random networks");
  g_assert_cmpint (pack->target.input_size, ==, 32);
  g_assert_cmpint (pack->margin, ==, 4);
  g_assert_false (pack->has_least_energy);
  g_assert_cmpfloat (pack->target.mean[2], ==, 0.6f);
  g_assert_cmpfloat (pack->predictor.std[0], ==, 0.25f);
  g_assert_cmpuint (pack->classes->len, ==, 5);
  g_assert_true (pack->has_predictor);
  g_assert_cmpuint (pack->split_seed, ==, 1);
  g_assert_false (pack->probabilities);
  g_assert_true (g_file_test (pack->target.path, G_FILE_TEST_IS_REGULAR));
  g_assert_true (tau_pack_verify (pack, &error));
  g_assert_no_error (error);

  g_assert_cmpint (tau_pack_find_class (pack, "dog"), ==, 3);
  g_assert_cmpint (tau_pack_find_class (pack, "DOG"), ==, 3);
  g_assert_cmpint (tau_pack_find_class (pack, "4"), ==, 4);
  g_assert_cmpint (tau_pack_find_class (pack, "5"), ==, -1);
  g_assert_cmpint (tau_pack_find_class (pack, "-1"), ==, -1);
  g_assert_cmpint (tau_pack_find_class (pack, ""), ==, -1);
  g_assert_cmpint (tau_pack_find_class (pack, "cow"), ==, -1);
  g_assert_cmpstr (tau_pack_class (pack, 0), ==, "ape");
  g_assert_cmpstr (tau_pack_class (pack, 5), ==, "?");
}

static void
test_without_predictor (Fixture *self, gconstpointer data)
{
  json_object_remove_member (object (self, NULL), "predictor");
  g_autoptr (TauPack) none = load (self);
  g_assert_false (none->has_predictor);
  json_object_set_null_member (object (self, NULL), "predictor");
  g_autoptr (TauPack) null = load (self);
  g_assert_false (null->has_predictor);
  g_assert_true (tau_pack_verify (null, NULL));
}

/* That of the predictor before that of the provenance; no number is none. */
static void
test_split_seed (Fixture *self, gconstpointer data)
{
  JsonObject *provenance = json_object_new ();
  json_object_set_object_member (object (self, NULL), "provenance", provenance);
  json_object_set_int_member (provenance, "seed", 7);
  g_autoptr (TauPack) old = load (self);
  g_assert_cmpuint (old->split_seed, ==, 7);
  json_object_set_int_member (object (self, "predictor"), "seed", 9);
  g_autoptr (TauPack) both = load (self);
  g_assert_cmpuint (both->split_seed, ==, 9);
  json_object_set_string_member (object (self, "predictor"), "seed", "nine");
  json_object_set_string_member (object (self, NULL), "provenance", "somewhere");
  g_autoptr (TauPack) none = load (self);
  g_assert_cmpuint (none->split_seed, ==, 1);
}

static const struct {
  const char *where, *key;
} needed[] = {
  { NULL, "name" },          { NULL, "transforms" },        { NULL, "target" },
  { "target", "file" },      { "target", "sha256" },        { "target", "input_size" },
  { "target", "margin" },    { "target", "mean" },          { "target", "std" },
  { "target", "classes" },   { "target", "output" },        { "predictor", "file" },
  { "predictor", "sha256" }, { "predictor", "input_size" }, { "predictor", "mean" },
  { "predictor", "std" },
};

/* Each needed key in turn: missing, null, of each wrong type. Then the file is good again. */
static void
test_needed_keys (Fixture *self, gconstpointer data)
{
  const char *const values[] = { "null", "true", "-7", "1.5", "[]", "[1]", "[\"a\", 2, {}]", "{}" };
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    const char *key = needed[i].key;
    g_autofree char *named = g_strconcat (needed[i].where != NULL ? needed[i].where : "",
                                          needed[i].where != NULL ? "." : "", key, NULL);
    JsonObject *parent = object (self, needed[i].where);
    g_autoptr (JsonNode) good = json_node_copy (json_object_get_member (parent, key));
    json_object_remove_member (parent, key);
    refuse (self, TAU_PACK_ERROR_JSON, named);
    for (guint v = 0; v < G_N_ELEMENTS (values); v++) {
      json_object_set_member (parent, key, json_from_string (values[v], NULL));
      g_autoptr (GError) error = NULL;
      g_assert_true (tau_pack_write (self->folder, self->json, NULL));
      g_assert_null (tau_pack_load (self->folder, &error));
      g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_JSON);
      fixture_assert_sentence (error, key);
    }
    json_object_set_member (parent, key, json_node_copy (good));
  }
  g_autoptr (TauPack) pack = load (self);
}

/* Values of the right type that make no sense. */
static void
test_wrong_values (Fixture *self, gconstpointer data)
{
  const struct {
    const char *where, *key, *value;
    TauPackError code;
  } cases[] = {
    { "target", "input_size", "0", TAU_PACK_ERROR_JSON },
    { "target", "input_size", "15", TAU_PACK_ERROR_JSON },
    { "target", "input_size", "1000000000000", TAU_PACK_ERROR_JSON },
    { "target", "margin", "3", TAU_PACK_ERROR_JSON },
    { "target", "margin", "-2", TAU_PACK_ERROR_JSON },
    { "target", "margin", "1000", TAU_PACK_ERROR_JSON },
    { "target", "std", "[0.2, 0, 0.2]", TAU_PACK_ERROR_JSON },
    { "target", "std", "[0.2, -1, 0.2]", TAU_PACK_ERROR_JSON },
    { "target", "mean", "[0.2, 0.3]", TAU_PACK_ERROR_JSON },
    { "target", "mean", "[0.2, \"a\", 0.3]", TAU_PACK_ERROR_JSON },
    { "target", "classes", "[\"one\"]", TAU_PACK_ERROR_JSON },
    { "target", "output", "\"losses\"", TAU_PACK_ERROR_JSON },
    { "target", "file", "\"../target.pt\"", TAU_PACK_ERROR_JSON },
    { "target", "file", "\"/etc/hostname\"", TAU_PACK_ERROR_JSON },
    { "target", "file", "\"absent.pt\"", TAU_PACK_ERROR_NOT_FOUND },
    { "target", "file", "\"..\"", TAU_PACK_ERROR_NOT_FOUND },
    { "target", "multiply_adds", "\"many\"", TAU_PACK_ERROR_JSON },
    { "target", "least_energy", "\"low\"", TAU_PACK_ERROR_JSON },
    { "target", "least_energy", "1e999", TAU_PACK_ERROR_JSON },
    { "predictor", "file", "\"absent.pt\"", TAU_PACK_ERROR_NOT_FOUND },
    { NULL, "predictor", "5", TAU_PACK_ERROR_JSON },
    { NULL, "predictor", "\"predictor.pt\"", TAU_PACK_ERROR_JSON },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    JsonObject *parent = object (self, cases[i].where);
    JsonNode *before = json_object_get_member (parent, cases[i].key);
    g_autoptr (JsonNode) good = before != NULL ? json_node_copy (before) : NULL;
    json_object_set_member (parent, cases[i].key, json_from_string (cases[i].value, NULL));
    refuse (self, cases[i].code, NULL);
    if (good != NULL)
      json_object_set_member (parent, cases[i].key, json_node_copy (good));
    else
      json_object_remove_member (parent, cases[i].key);
  }
  /* Whole numbers are numbers too. */
  json_object_set_member (object (self, "target"), "mean", json_from_string ("[0, 1, 0.5]", NULL));
  g_autoptr (TauPack) pack = load (self);
  g_assert_cmpfloat (pack->target.mean[1], ==, 1);
}

/* Other transforms than ours, or another order: the predictor's numbers would mean others. */
static void
test_wrong_transforms (Fixture *self, gconstpointer data)
{
  JsonArray *ids = json_object_get_array_member (object (self, NULL), "transforms");
  g_autofree char *first = g_strdup (json_array_get_string_element (ids, 0));
  json_array_remove_element (ids, 0);
  g_autofree char *number = g_strdup_printf ("%d", TAU_N_TRANSFORMS);
  refuse (self, TAU_PACK_ERROR_MISMATCH, number);
  json_array_add_string_element (ids, first);
  refuse (self, TAU_PACK_ERROR_MISMATCH, NULL);
}

static void
test_no_pack (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  refuse_file (self, TAU_PACK_ERROR_NOT_FOUND, "pack.json");
  g_assert_null (tau_pack_load ("/nowhere/at all", &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
  fixture_assert_sentence (error, "/nowhere/at all");
  g_assert_cmpint (g_mkdir (self->path, 0755), ==, 0); /* pack.json is a folder */
  refuse_file (self, TAU_PACK_ERROR_NOT_FOUND, NULL);
}

static void
test_broken_json (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (TauPack) pack = load (self);
  g_assert_true (g_file_get_contents (self->path, &text, &length, NULL));
  for (gsize cut = 0; cut + 2 < length; cut += 1 + length / 60) {
    g_assert_true (g_file_set_contents (self->path, text, cut, NULL));
    refuse_file (self, TAU_PACK_ERROR_JSON, NULL);
  }
  const char *const others[] = { "[]", "7", "null", "\"pack\"", "not JSON\nat all\n", "\xff\xfe" };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    put (self->folder, "pack.json", others[i]);
    refuse_file (self, TAU_PACK_ERROR_JSON, NULL);
  }
}

static void
test_checksum (Fixture *self, gconstpointer data)
{
  const char *const files[] = { "target.pt", "predictor.pt" };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (TauPack) pack = load (self);
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (self->folder, files[i], NULL);
    g_autofree char *before = NULL;
    g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
    put (self->folder, files[i], "the targeT");
    g_assert_false (tau_pack_verify (pack, &error));
    g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_CHECKSUM);
    fixture_assert_sentence (error, path);
    g_clear_error (&error);
    g_remove (path);
    g_assert_false (tau_pack_verify (pack, &error));
    fixture_assert_sentence (error, path);
    put (self->folder, files[i], before);
    g_assert_true (tau_pack_verify (pack, NULL));
  }
}

/* What this version does not know stays in the file when it is written again. */
static void
test_unknown_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  json_object_set_int_member (object (self, NULL), "of_the_future", 42);
  json_object_set_string_member (object (self, "target"), "colour_space", "sRGB");
  g_autoptr (TauPack) pack = load (self);
  g_assert_true (tau_pack_write (self->folder, pack->json, &error));
  g_assert_no_error (error);
  g_autoptr (TauPack) again = tau_pack_load (self->folder, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (again->json, self->json));
}

static void
test_write_fails (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *below = g_build_filename (self->folder, "target.pt", "folder", NULL);
  g_assert_false (tau_pack_write (below, self->json, &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE);
  fixture_assert_sentence (error, below);
}

/* Packs are found by name in the folders of packs; broken ones are named, and left out. */
static void
test_find (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *packs = fixture_make_folder ();
  const char *const names[] = { "zebras", "signs", "apes" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *folder = g_build_filename (packs, names[i], NULL);
    g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
    put (folder, "target.pt", "the target");
    g_autoptr (JsonNode) json = fixture_pack_json (folder);
    json_object_set_string_member (json_node_get_object (json), "name", names[i]);
    g_assert_true (tau_pack_write (folder, json, NULL));
  }
  g_autofree char *broken = g_build_filename (packs, "broken", NULL);
  g_assert_cmpint (g_mkdir (broken, 0755), ==, 0);
  put (packs, "a file", "not a pack");
  g_setenv ("TAUSCOPE_PACKS", packs, TRUE);

  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) list = tau_pack_list (problems);
  g_assert_cmpuint (list->len, >=, 3);
  g_assert_cmpstr (((TauPack *)list->pdata[0])->name, ==, "signs"); /* first, whatever its letter */
  gboolean named = FALSE;
  for (guint i = 0; i < problems->len; i++)
    named |= strstr (problems->pdata[i], broken) != NULL;
  g_assert_true (named);

  g_autoptr (TauPack) apes = tau_pack_find ("apes", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (apes->name, ==, "apes");
  g_assert_null (tau_pack_find ("wolves", &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
  fixture_assert_sentence (error, "wolves");
  g_clear_error (&error);
  g_autoptr (TauPack) by_folder = tau_pack_find (apes->folder, &error);
  g_assert_no_error (error);

  /* A folder in the current one hides the pack of its name only if it is a pack. */
  g_autofree char *before = g_get_current_dir ();
  g_assert_cmpint (g_chdir (self->folder), ==, 0);
  g_assert_cmpint (g_mkdir ("apes", 0755), ==, 0);
  g_autoptr (TauPack) not_hidden = tau_pack_find ("apes", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (not_hidden->folder, ==, apes->folder);
  g_assert_null (tau_pack_find ("./apes", &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  put ("apes", "pack.json", "{");
  g_assert_null (tau_pack_find ("apes", &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_JSON);
  g_clear_error (&error);
  g_assert_cmpint (g_remove ("apes/pack.json"), ==, 0);
  g_assert_cmpint (g_rmdir ("apes"), ==, 0);
  g_assert_cmpint (g_chdir (before), ==, 0);

  g_autoptr (TauPack) first = tau_pack_load_default (&error);
  g_assert_cmpstr (first->name, ==, "signs");
  g_unsetenv ("TAUSCOPE_PACKS");
  fixture_remove_folder (packs);
}

/* Maps folders of these names, parted by commas, to classes of these names. Gives the numbers, or
 * NULL with an error. */
static char *
map (TauPack *pack, const char *classes, const char *folders, GError **error)
{
  g_auto (GStrv) names = g_strsplit (folders, ",", -1), own = g_strsplit (classes, ",", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_ptr_array_set_size (pack->classes, 0);
  for (guint i = 0; own[i] != NULL; i++)
    g_ptr_array_add (pack->classes, g_strdup (own[i]));
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (list, names[i]);
  const TauDataset dataset = { .spec = (char *)"folder:x", .classes = list };
  g_autofree gint32 *found = tau_pack_map_classes (pack, &dataset, error);
  GString *text = g_string_new (NULL);
  for (guint i = 0; found != NULL && i < list->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", found[i]);
  return g_string_free (text, found == NULL);
}

/* Which class of a pack a folder is: the same everywhere. */
static void
test_classes (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *classes, *folders, *found; /* or, after a “!”, a part of the refusal */
  } cases[] = {
    { "ape,bee,cat", "bee,ape", "1,0" },
    { "a,A,b", "A,B,a", "1,2,0" },
    { "ape,APE,cat", "Ape", "!case" },
    { "a\xcc\x88,b", "\xc3\x84,b", "0,1" }, /* two ways to write an accent */
    { "ape,bee", "cat,bee", "!“cat”" },
    { "ape,bee", "0,1", "!number 0" },
    { "ape,bee", "ape,1", "!“1”" },
    { "0,1,2", "1,2", "1,2" },
    { "0,1,2", "00,01,02", "0,1,2" },
    { "0,1,2", "1,2,3", "!from 1 to 3" },
    { "1,2,3", "1,2,3", "0,1,2" },
    { "1,2,3", "003", "2" },
    { "1,2,3", "ape,bee,cat", "!“ape”" }, /* those are names */
    { "0,1,2", "ape,bee,cat", "0,1,2" },
    { "0,1,2", "ape,bee", "!2 classes" },
    { "0,1,2", "0,bee,cat", "!“bee”" },
    { "0,1,10,2", "10,2", "2,3" },
    /* Synsets of ImageNet and their readable names. */
    { "tench,goldfish", "n01443537,n01440764", "1,0" },
    { "ape,Great_White_Shark", "n01484850", "1" },
    { "n01440764,n01443537", "goldfish,n01440764", "1,0" },
    { "tench,goldfish", "n01484850", "!“n01484850”" },
    { "0,1,2", "n01440764,n01443537", "!2 classes" },
    { "ape,bee", "", "!no classes" },
    { "7,07,1", "007", "!7" }, /* not one number each */
    { "18446744073709551616,1", "18446744073709551616", "0" },
    { "goldfish,tench", "n01440764,n01443537", "1,0" }, /* synsets of ImageNet */
    { "goldfish,tench", "n01440764,n01484850", "!“n01484850”" },
    { "n01443537,tench", "n01443537", "0" },
  };
  g_autoptr (TauPack) pack = load (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *found = map (pack, cases[i].classes, cases[i].folders, &error);
    if (cases[i].found[0] == '!') {
      g_assert_null (found);
      g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_CLASSES);
      fixture_assert_sentence (error, cases[i].found + 1);
    } else {
      g_assert_no_error (error);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
  }
  g_assert_cmpint (tau_pack_find_class (pack, "1"), ==, 1);
}

/* Packs of one name are told apart by the one name in their folders that differs from all others.
 */
static void
test_twins (void)
{
  static const char *const cases[][2] = {
    { "/a/packs/signs", "signs" },
    { "/b/packs/mine", "mine" },
    { "/home/x/packs/old/cifar", "x" },
    { "/home/y/packs/old/cifar", "y" },
    { "/home/y/packs/alone", NULL },
    { "/p/q/odd", "/p/q/odd" },
    { "/p/r/odd", "r" },
    { "/s/q/odd", "s" },
  };
  static const char *const names[] = { "signs", "signs", "cifar", "cifar",
                                       "alone", "odd",   "odd",   "odd" };
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TauPack *pack = g_new0 (TauPack, 1);
    pack->folder = (char *)cases[i][0];
    pack->name = (char *)names[i];
    g_ptr_array_add (packs, pack);
  }
  for (guint i = 0; i < packs->len; i++) {
    g_autofree char *which = tau_pack_tell_apart (g_ptr_array_index (packs, i), packs);
    g_assert_cmpstr (which, ==, cases[i][1]);
  }
  g_autofree char *title = tau_pack_get_title_among (g_ptr_array_index (packs, 2), packs);
  g_assert_cmpstr (title, ==, "cifar (x)");
}

/* Synsets have readable names, which people see; files keep the synsets. */
static void
test_class_titles (Fixture *self, gconstpointer data)
{
  static const char *const synsets[] = { "n01440764", "n02012849", "n03126707", "n99999999",
                                         "n01443537" };
  static const char *const titles[] = { "tench", "crane (bird)", "crane (machine)", "n99999999",
                                        "goldfish" };
  g_autoptr (TauPack) named = load (self);
  g_assert_cmpstr (tau_pack_class_title (named, 0), ==, tau_pack_class (named, 0));
  JsonArray *classes = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (synsets); i++)
    json_array_add_string_element (classes, synsets[i]);
  json_object_set_array_member (object (self, "target"), "classes", classes);
  g_autoptr (TauPack) pack = load (self);
  g_autoptr (TauPack) borrowed = tau_pack_borrow (pack, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (synsets); i++) {
    g_assert_cmpstr (tau_pack_class (pack, i), ==, synsets[i]);
    g_assert_cmpstr (tau_pack_class_title (pack, i), ==, titles[i]);
    g_assert_cmpstr (tau_pack_class_title (borrowed, i), ==, titles[i]);
  }
  g_assert_cmpstr (tau_pack_class_title (pack, G_N_ELEMENTS (synsets)), ==, "?");
}

static void
test_loose_files (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = g_build_filename (self->folder, "target.pt", NULL);
  g_autofree char *absent = g_build_filename (self->folder, "absent.pt", NULL);
  g_autoptr (TauPack) pack = tau_pack_new_from_files (target, NULL, 32, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pack->name, ==, "target.pt");
  g_assert_false (pack->has_predictor);
  g_assert_cmpuint (pack->classes->len, ==, 3);
  g_assert_true (tau_pack_verify (pack, &error));
  g_assert_null (tau_pack_new_from_files (absent, NULL, 32, 3, &error));
  fixture_assert_sentence (error, absent);
  g_clear_error (&error);
  g_assert_null (tau_pack_new_from_files (target, absent, 32, 3, &error));
  fixture_assert_sentence (error, absent);
}

/* Two halves of the reference counting; the sanitizers see the rest. */
static void
test_references (Fixture *self, gconstpointer data)
{
  TauPack *pack = load (self);
  TauPack *same = tau_pack_ref (pack);
  tau_pack_unref (pack);
  g_assert_cmpstr (same->name, ==, "zoo");
  tau_pack_unref (same);
  tau_pack_unref (NULL);
}

/* Numbers from 1 where those of the pack begin with 0 are taken as they are, and that is said. */
static void
test_numbers_said (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *classes, *folders;
    gboolean said;
  } cases[] = {
    { "0,1,2", "1,2", TRUE },    { "0,1,2", "0,1", FALSE },   { "0,1,2", "2", FALSE },
    { "1,2,3", "1,2", FALSE },   { "ape,bee", "1,2", FALSE }, { "0,1,2", "ape,bee,cat", FALSE },
    { "00,01,02", "1,2", TRUE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) classes = g_strsplit (cases[i].classes, ",", -1);
    g_auto (GStrv) folders = g_strsplit (cases[i].folders, ",", -1);
    g_autoptr (GPtrArray) names = g_ptr_array_new (), of_pack = g_ptr_array_new ();
    for (guint f = 0; folders[f] != NULL; f++)
      g_ptr_array_add (names, folders[f]);
    for (guint c = 0; classes[c] != NULL; c++)
      g_ptr_array_add (of_pack, classes[c]);
    const TauDataset dataset = { .spec = (char *)"folder:x", .classes = names };
    TauPack pack = { .name = (char *)"pack", .classes = of_pack };
    g_auto (GStrv) remarks = tau_pack_get_remarks (&pack, &dataset);
    g_assert_cmpuint (g_strv_length (remarks), ==, cases[i].said);
    if (cases[i].said)
      g_assert_nonnull (strstr (remarks[0], "numbers from 1 to 2"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/model/pack/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("valid", test_valid);
  ADD ("classes", test_classes);
  ADD ("class-titles", test_class_titles);
  ADD ("numbers-said", test_numbers_said);
  ADD ("split-seed", test_split_seed);
  ADD ("without-predictor", test_without_predictor);
  ADD ("needed-keys", test_needed_keys);
  ADD ("wrong-values", test_wrong_values);
  ADD ("wrong-transforms", test_wrong_transforms);
  ADD ("no-pack", test_no_pack);
  ADD ("broken-json", test_broken_json);
  ADD ("checksum", test_checksum);
  ADD ("unknown-keys", test_unknown_keys);
  ADD ("write-fails", test_write_fails);
  ADD ("find", test_find);
  ADD ("loose-files", test_loose_files);
  ADD ("references", test_references);
  g_test_add_func ("/pack/twins", test_twins);
  return g_test_run ();
}
