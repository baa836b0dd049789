/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack.h"

#include "base/tau-file.h"
#include "base/tau-json.h"
#include "dataset/sets/tau-synsets.h"
#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_BRACKETS   10000
#define MAX_JSON_BYTES (16 << 20)

G_DEFINE_QUARK (tau_pack_error, tau_pack_error)

static void
model_clear (TauPackModel *model)
{
  g_free (model->file);
  g_free (model->path);
  g_free (model->sha256);
  g_free (model->architecture);
}

TauPack *
tau_pack_ref (TauPack *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_pack_unref (TauPack *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->folder);
  g_free (self->name);
  g_free (self->description);
  g_free (self->lender);
  model_clear (&self->target);
  model_clear (&self->predictor);
  g_clear_pointer (&self->classes, g_ptr_array_unref);
  g_clear_pointer (&self->titles, g_ptr_array_unref);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}

/* -- reading ----------------------------------------------------- */

/* The file and the place in it where a value is looked up, for error messages. */
typedef struct {
  JsonObject *object;
  const char *path;  /* of pack.json */
  const char *where; /* "target." or "" */
  GError **error;
} Reader;

static gboolean
fail (Reader *reader, const char *key, const char *wanted)
{
  g_set_error (reader->error, TAU_PACK_ERROR, TAU_PACK_ERROR_JSON,
               _ ("“%s”: the key %s%s must be %s; correct it or export the pack again"),
               reader->path, reader->where, key, wanted);
  return FALSE;
}

static JsonNode *
member (Reader *reader, const char *key, GType type)
{
  JsonNode *node = json_object_get_member (reader->object, key);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  GType held = json_node_get_value_type (node);
  gboolean number = type == G_TYPE_DOUBLE && held == G_TYPE_INT64;
  return held == type || number ? node : NULL;
}

static gboolean
read_string (Reader *reader, const char *key, char **out)
{
  JsonNode *node = member (reader, key, G_TYPE_STRING);
  if (node == NULL)
    return fail (reader, key, _ ("a string"));
  *out = json_node_dup_string (node);
  return TRUE;
}

static gboolean
read_int (Reader *reader, const char *key, gint64 low, gint64 high, gint64 *out)
{
  JsonNode *node = member (reader, key, G_TYPE_INT64);
  if (node == NULL || json_node_get_int (node) < low || json_node_get_int (node) > high) {
    g_autofree char *range = g_strdup_printf ("%" G_GINT64_FORMAT "–%" G_GINT64_FORMAT, low, high);
    g_autofree char *wanted = g_strdup_printf (_ ("a whole number in %s"), range);
    return fail (reader, key, wanted);
  }
  *out = json_node_get_int (node);
  return TRUE;
}

static gboolean
read_triple (Reader *reader, const char *key, float out[3], gboolean positive)
{
  JsonNode *node = json_object_get_member (reader->object, key);
  const char *wanted =
      positive
          ? _ ("three positive numbers")
          : _ ("three numbers from 0 to 1, because pixels are scaled from 0..255 to 0..1 first");
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) != 3)
    return fail (reader, key, wanted);
  for (guint i = 0; i < 3; i++) {
    JsonNode *item = json_array_get_element (json_node_get_array (node), i);
    if (!JSON_NODE_HOLDS_VALUE (item) || (json_node_get_value_type (item) != G_TYPE_DOUBLE &&
                                          json_node_get_value_type (item) != G_TYPE_INT64))
      return fail (reader, key, wanted);
    out[i] = json_node_get_double (item);
    if (!isfinite (out[i]) || (positive ? !(out[i] > 0) : !(out[i] >= 0 && out[i] <= 1)))
      return fail (reader, key, wanted);
  }
  return TRUE;
}

static gboolean
read_strings (Reader *reader, const char *key, guint at_least, GPtrArray *out)
{
  JsonNode *node = json_object_get_member (reader->object, key);
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) < at_least)
    return fail (reader, key, _ ("a list of strings"));
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *item = json_array_get_element (array, i);
    if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_STRING)
      return fail (reader, key, _ ("a list of strings"));
    g_ptr_array_add (out, json_node_dup_string (item));
  }
  return TRUE;
}

static gboolean
read_model (const char *folder, Reader *reader, TauPackModel *model)
{
  gint64 size, multiply_adds = 0;
  if (!read_string (reader, "file", &model->file) ||
      !read_string (reader, "sha256", &model->sha256) ||
      !read_int (reader, "input_size", TAU_IMAGE_MIN_SIDE, 1024, &size) ||
      !read_triple (reader, "mean", model->mean, FALSE) ||
      !read_triple (reader, "std", model->std, TRUE))
    return FALSE;
  if (strchr (model->file, '/') != NULL)
    return fail (reader, "file", _ ("a file name without folders"));
  if (json_object_has_member (reader->object, "multiply_adds") &&
      !read_int (reader, "multiply_adds", 0, G_MAXINT64, &multiply_adds))
    return FALSE;
  if (member (reader, "architecture", G_TYPE_STRING) != NULL)
    read_string (reader, "architecture", &model->architecture);
  model->input_size = size;
  model->multiply_adds = multiply_adds;
  model->path = g_build_filename (folder, model->file, NULL);
  if (!g_file_test (model->path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (
        reader->error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND,
        _ ("“%s” names the file “%s”, which is not there; copy the whole folder of the pack"),
        reader->path, model->path);
    return FALSE;
  }
  return TRUE;
}

static JsonObject *
object_member (Reader *reader, const char *key)
{
  JsonNode *node = json_object_get_member (reader->object, key);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
check_transforms (Reader *reader)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  if (!read_strings (reader, "transforms", 1, ids))
    return FALSE;
  gboolean same = ids->len == TAU_N_TRANSFORMS;
  for (guint i = 0; same && i < ids->len; i++)
    same = g_str_equal (g_ptr_array_index (ids, i), tau_transform_get (i)->id);
  if (!same)
    g_set_error (reader->error, TAU_PACK_ERROR, TAU_PACK_ERROR_MISMATCH,
                 _ ("“%s” was made for transforms other than the %d of Tauscope; its predictor "
                    "cannot be used"),
                 reader->path, TAU_N_TRANSFORMS);
  return same;
}

/* The seed of the predictor's training. Packs of older versions have one seed for all trainings. */
static guint64
read_split_seed (Reader *reader)
{
  static const char *const parents[] = { "predictor", "provenance" };
  for (guint i = 0; i < G_N_ELEMENTS (parents); i++) {
    Reader parent = { object_member (reader, parents[i]), reader->path, parents[i], NULL };
    guint64 seed;
    if (parent.object != NULL && tau_json_get_seed (parent.object, &seed))
      return seed;
  }
  return 1;
}

/* Names that this version does not know are left out. */
static gboolean
read_corruptions (Reader *model, TauCorruptionSet *out)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  if (json_object_has_member (model->object, "corruptions") &&
      !read_strings (model, "corruptions", 0, names))
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    const int index = tau_corruption_find (g_ptr_array_index (names, i));
    if (index >= 0)
      tau_corruption_set_add (out, index);
  }
  return TRUE;
}

/* Optional. Probabilities have no energy: a target that gives them is not judged by it. */
static gboolean
read_least_energy (Reader *target, TauPack *self)
{
  if (!json_object_has_member (target->object, "least_energy"))
    return TRUE;
  JsonNode *node = member (target, "least_energy", G_TYPE_DOUBLE);
  self->least_energy = node != NULL ? json_node_get_double (node) : NAN;
  if (!isfinite (self->least_energy))
    return fail (target, "least_energy", _ ("a number, and the output “logits”"));
  self->has_least_energy = !self->probabilities;
  return TRUE;
}

static gboolean
read_pack (TauPack *self, Reader *reader)
{
  g_autofree char *output = NULL;
  gint64 margin;
  if (!read_string (reader, "name", &self->name) || !check_transforms (reader))
    return FALSE;
  if (member (reader, "description", G_TYPE_STRING) != NULL)
    read_string (reader, "description", &self->description);

  Reader target = { object_member (reader, "target"), reader->path, "target.", reader->error };
  if (target.object == NULL)
    return fail (reader, "target", _ ("an object"));
  if (!read_model (self->folder, &target, &self->target) ||
      !read_int (&target, "margin", 0, 256, &margin) ||
      !read_strings (&target, "classes", 2, self->classes) ||
      !read_string (&target, "output", &output))
    return FALSE;
  self->margin = margin;
  self->probabilities = g_str_equal (output, "probabilities");
  if (!self->probabilities && !g_str_equal (output, "logits"))
    return fail (&target, "output", _ ("“logits” or “probabilities”"));
  if (margin % 2 != 0)
    return fail (&target, "margin", _ ("an even number"));
  if (!read_least_energy (&target, self) || !read_corruptions (&target, &self->target_trained_on))
    return FALSE;
  self->knows_target_corruptions = json_object_has_member (target.object, "corruptions");

  Reader predictor = { object_member (reader, "predictor"), reader->path, "predictor.",
                       reader->error };
  JsonNode *node = json_object_get_member (reader->object, "predictor");
  if (node != NULL && !JSON_NODE_HOLDS_NULL (node) && predictor.object == NULL)
    return fail (reader, "predictor", _ ("an object"));
  self->has_predictor = predictor.object != NULL;
  self->split_seed = read_split_seed (reader);
  return !self->has_predictor || (read_model (self->folder, &predictor, &self->predictor) &&
                                  read_corruptions (&predictor, &self->trained_on));
}

/* json-glib reads nested lists recursively, without a limit, so a file of brackets overflows its
 * stack. Brackets inside strings count too: to tell them apart, this would have to follow
 * everything that json-glib accepts as JSON. */
static gboolean
has_too_many_brackets (const char *text, gsize length)
{
  int n = 0;
  for (gsize i = 0; i < length && n <= MAX_BRACKETS; i++)
    n += text[i] == '[' || text[i] == '{';
  return n > MAX_BRACKETS;
}

TauPack *
tau_pack_parse (const char *folder, const char *text, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "pack.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  gboolean parsed = length > 0 && !has_too_many_brackets (text, length) &&
                    json_parser_load_from_data (parser, text, length, &local);
  JsonNode *root = parsed ? json_parser_get_root (parser) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_JSON,
                 _ ("“%s” is not valid JSON (%s); correct it or export the pack again"), path,
                 local != NULL ? local->message : _ ("an object is expected"));
    return NULL;
  }

  g_autoptr (TauPack) self = g_new0 (TauPack, 1);
  self->ref_count = 1;
  self->folder = g_canonicalize_filename (folder, NULL);
  self->classes = g_ptr_array_new_with_free_func (g_free);
  self->json = json_node_copy (root);
  Reader reader = { json_node_get_object (self->json), path, "", error };
  if (!read_pack (self, &reader))
    return NULL;
  self->titles = tau_synsets_find_titles (self->classes);
  return g_steal_pointer (&self);
}

TauPack *
tau_pack_load (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "pack.json", NULL);
  g_autoptr (GError) local = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND,
                 _ ("“%s” is not a model pack: there is no pack.json in it"), folder);
    return NULL;
  }
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_JSON_BYTES, &local);
  if (bytes == NULL) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_JSON, _ ("“%s” cannot be read: %s"), path,
                 local->message);
    return NULL;
  }
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  return tau_pack_parse (folder, text != NULL ? text : "", length, error);
}

static void
fill_loose_model (TauPackModel *model, const char *path, char *sha256, int input_size)
{
  model->path = g_canonicalize_filename (path, NULL);
  model->file = g_path_get_basename (path);
  model->sha256 = sha256;
  model->input_size = input_size;
  for (int c = 0; c < 3; c++) {
    model->mean[c] = 0.5f;
    model->std[c] = 0.25f;
  }
}

TauPack *
tau_pack_new_from_files (const char *target, const char *predictor, int input_size, int n_classes,
                         GError **error)
{
  g_autofree char *target_sum = tau_file_sha256 (target, error);
  if (target_sum == NULL)
    return NULL;
  g_autofree char *predictor_sum = NULL;
  if (predictor != NULL && (predictor_sum = tau_file_sha256 (predictor, error)) == NULL)
    return NULL;

  TauPack *self = g_new0 (TauPack, 1);
  self->ref_count = 1;
  self->folder = g_path_get_dirname (target);
  self->name = g_path_get_basename (target);
  self->classes = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < n_classes; i++)
    g_ptr_array_add (self->classes, g_strdup_printf ("%d", i));
  fill_loose_model (&self->target, target, g_steal_pointer (&target_sum), input_size);
  if (predictor != NULL)
    fill_loose_model (&self->predictor, predictor, g_steal_pointer (&predictor_sum), input_size);
  self->has_predictor = predictor != NULL;
  self->split_seed = 1;
  return self;
}

/* -- checks and look-ups ----------------------------------------- */

static gboolean
verify_model (const TauPackModel *model, GError **error)
{
  g_autofree char *sum = tau_file_sha256 (model->path, error);
  if (sum == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (sum, model->sha256) == 0)
    return TRUE;
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_CHECKSUM,
               _ ("“%s” is not the file that pack.json describes (its SHA-256 differs); it may be "
                  "damaged: copy the pack again"),
               model->path);
  return FALSE;
}

gboolean
tau_pack_verify (TauPack *self, GError **error)
{
  return verify_model (&self->target, error) &&
         (!self->has_predictor || verify_model (&self->predictor, error));
}

const char *
tau_pack_class (TauPack *self, guint index)
{
  return index < self->classes->len ? g_ptr_array_index (self->classes, index) : "?";
}

const char *
tau_pack_class_title (TauPack *self, guint index)
{
  return self->titles != NULL && index < self->titles->len ? g_ptr_array_index (self->titles, index)
                                                           : tau_pack_class (self, index);
}

gboolean
tau_pack_has_seen (const TauPack *self, guint corruption)
{
  return tau_corruption_get (corruption)->held_out &&
         tau_corruption_set_has (&self->trained_on, corruption);
}

gboolean
tau_pack_write (const char *folder, JsonNode *json, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "pack.json", NULL);
  g_autofree char *text = json_to_string (json, TRUE);
  char *line = g_strconcat (text, "\n", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (line, strlen (line));
  return tau_file_write (path, bytes, TAU_PACK_ERROR, TAU_PACK_ERROR_WRITE, error);
}
