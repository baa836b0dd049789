/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-class-list.h"

#include "base/tau-file.h"
#include "base/tau-json.h"
#include "dataset/sets/tau-cifar.h"
#include "dataset/sets/tau-synsets.h"
#include "torch/model/model-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BYTES (16 << 20)
#define NUMBERS   "numbers"

G_DEFINE_QUARK (tau_class_list_error, tau_class_list_error)

/* The known list that a file of data/classes holds. */
#define IMAGENET "imagenet1k"

const char *const *
tau_class_list_names (void)
{
  static const char *const names[] = { NUMBERS, "cifar10", "cifar100", IMAGENET, NULL };
  return names;
}

const char *
tau_class_list_propose (guint n_classes)
{
  return n_classes == 10     ? "cifar10"
         : n_classes == 100  ? "cifar100"
         : n_classes == 1000 ? IMAGENET
                             : NUMBERS;
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static void
refuse (const char *name, const char *why, GError **error)
{
  g_set_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_FORMAT,
               _ ("“%s” is no list of classes: %s"), name, why);
}

/* -- JSON ------------------------------------------------------------------------------------ */

/* A name, of itself or as the last element of a list such as ["n01440764", "tench"]. */
static const char *
get_name (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    const guint n = json_array_get_length (array);
    node = n > 0 ? json_array_get_element (array, n - 1) : NULL;
  }
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static GPtrArray *
read_json_list (JsonArray *array, const char *name, GError **error)
{
  g_autoptr (GPtrArray) classes = new_list ();
  for (guint i = 0; i < json_array_get_length (array); i++) {
    const char *text = get_name (json_array_get_element (array, i));
    if (text == NULL) {
      refuse (name, _ ("its JSON list holds something else than text"), error);
      return NULL;
    }
    g_ptr_array_add (classes, g_strdup (text));
  }
  return g_steal_pointer (&classes);
}

/* From number to name, {"0": "tench"}, or from name to number, {"tench": 0}. */
static GPtrArray *
read_json_object (JsonObject *object, const char *name, GError **error)
{
  const guint n = json_object_get_size (object);
  g_autoptr (GPtrArray) classes = new_list ();
  g_autoptr (GList) keys = json_object_get_members (object);
  g_ptr_array_set_size (classes, MIN (n, TAU_MAX_OUTPUTS));
  for (GList *l = keys; l != NULL; l = l->next) {
    JsonNode *value = json_object_get_member (object, l->data);
    const gboolean reversed =
        JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_INT64;
    const char *text = reversed ? l->data : get_name (value);
    guint64 number = reversed ? (guint64)json_node_get_int (value) : G_MAXUINT64;
    if (!reversed && !g_ascii_string_to_unsigned (l->data, 10, 0, G_MAXINT64, &number, NULL))
      number = G_MAXUINT64;
    if (text == NULL || number >= classes->len || g_ptr_array_index (classes, number) != NULL) {
      refuse (name, _ ("its JSON object does not give each number from 0 on one name"), error);
      return NULL;
    }
    g_ptr_array_index (classes, number) = g_strdup (text);
  }
  return g_steal_pointer (&classes);
}

static GPtrArray *
read_json (const char *text, const char *name, GError **error)
{
  g_autoptr (JsonNode) root = tau_json_parse (text, NULL);
  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    return read_json_list (json_node_get_array (root), name, error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    refuse (name, _ ("it is not valid JSON"), error);
    return NULL;
  }
  JsonObject *object = json_node_get_object (root);
  JsonNode *id2label = json_object_get_member (object, "id2label");
  if (id2label != NULL && JSON_NODE_HOLDS_OBJECT (id2label))
    object = json_node_get_object (id2label);
  else if (id2label != NULL && JSON_NODE_HOLDS_ARRAY (id2label))
    return read_json_list (json_node_get_array (id2label), name, error);
  return read_json_object (object, name, error);
}

/* -- lines ----------------------------------------------------------------------------------- */

/* A field of CSV at *at, without its quotation marks; moves *at behind its comma, or to NULL. */
static char *
take_field (const char **at)
{
  const char *p = *at;
  GString *field = g_string_new (NULL);
  if (*p == '"') {
    for (p++; *p != '\0' && !(p[0] == '"' && p[1] != '"'); p++) {
      p += *p == '"';
      g_string_append_c (field, *p);
    }
    p += *p == '"';
  }
  for (; *p != '\0' && *p != ','; p++)
    g_string_append_c (field, *p);
  *at = *p == ',' ? p + 1 : NULL;
  return g_strstrip (g_string_free (field, FALSE));
}

static gboolean
read_number (const char *text, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, number, NULL);
}

/* Whether the line is a number, a comma and a name, or a name, a comma and a number. In the first
 * case the name may have commas in it. */
static gboolean
split_numbered (const char *line, guint64 *number, char **name)
{
  const char *rest = line;
  g_autofree char *first = take_field (&rest);
  if (rest == NULL)
    return FALSE;
  while (*rest == ' ' || *rest == '\t')
    rest++;
  g_autofree char *second = rest[0] == '"' ? take_field (&rest) : g_strdup (rest);
  const gboolean reversed = !read_number (first, number);
  if (reversed && !read_number (second, number))
    return FALSE;
  *name = reversed ? g_steal_pointer (&first) : g_steal_pointer (&second);
  return TRUE;
}

/* What the lines from `first` on say as a table of numbers and names: FALSE if one of them is not
 * like that. *classes stays NULL, with an error, if the numbers are not those from 0 on. */
static gboolean
read_numbered (char **lines, guint first, const char *name, GPtrArray **classes, GError **error)
{
  const guint n = g_strv_length (lines) - MIN (first, g_strv_length (lines));
  g_autoptr (GPtrArray) out = new_list ();
  guint64 lowest = G_MAXUINT64, highest = 0;
  guint n_placed = 0;
  g_ptr_array_set_size (out, n);
  for (guint i = 0; i < n; i++) {
    guint64 number;
    g_autofree char *text = NULL;
    if (!split_numbered (lines[first + i], &number, &text))
      return FALSE;
    lowest = MIN (lowest, number);
    highest = MAX (highest, number);
    if (number < n && g_ptr_array_index (out, number) == NULL) {
      g_ptr_array_index (out, number) = g_steal_pointer (&text);
      n_placed++;
    }
  }
  if (n > 0 && n_placed == n) {
    *classes = g_steal_pointer (&out);
  } else if (n > 0) {
    g_autofree char *low = g_strdup_printf ("%" G_GUINT64_FORMAT, lowest);
    g_autofree char *high = g_strdup_printf ("%" G_GUINT64_FORMAT, highest);
    g_autofree char *why =
        g_strdup_printf (_ ("its numbers go from %s to %s over %u lines; number them from 0 to %u"),
                         low, high, n, n - 1);
    refuse (name, why, error);
  }
  return n > 0;
}

/* The lines that are not empty, without the white space around them. */
static char **
split_lines (const char *text)
{
  g_auto (GStrv) all = g_strsplit_set (text, "\r\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  for (guint i = 0; all[i] != NULL; i++) {
    g_strstrip (all[i]);
    if (all[i][0] != '\0')
      g_ptr_array_add (lines, g_strdup (all[i]));
  }
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

static GPtrArray *
read_lines (const char *text, const char *name, GError **error)
{
  g_auto (GStrv) lines = split_lines (text);
  if (lines[0] == NULL) {
    refuse (name, _ ("it is empty"), error);
    return NULL;
  }
  GPtrArray *classes = NULL;
  if (read_numbered (lines, 0, name, &classes, error) ||
      read_numbered (lines, 1, name, &classes, error)) /* with a header */
    return classes;
  g_autofree char *joined = g_strjoinv ("\n", lines); /* whatever ended the lines */
  g_autoptr (TauSynsets) synsets = tau_synsets_parse (joined);
  if (synsets != NULL)
    return g_ptr_array_ref (synsets->names);
  classes = new_list ();
  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (classes, g_strdup (lines[i]));
  return classes;
}

/* -- loading --------------------------------------------------------------------------------- */

static gboolean
check (const GPtrArray *classes, const char *name, guint n_classes, GError **error)
{
  for (guint i = 0; i < classes->len; i++) {
    const char *text = g_ptr_array_index (classes, i);
    if (text == NULL || text[0] == '\0') {
      g_autofree char *why = g_strdup_printf (_ ("number %u has no name"), i);
      refuse (name, why, error);
      return FALSE;
    }
  }
  if (classes->len == n_classes)
    return TRUE;
  g_set_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_COUNT,
               _ ("“%s” names %u classes, but the model answers with %u; choose the list that it "
                  "was trained with"),
               name, classes->len, n_classes);
  return FALSE;
}

GPtrArray *
tau_class_list_parse (const char *text, gsize length, const char *name, guint n_classes,
                      GError **error)
{
  static const char bom[] = "\xef\xbb\xbf";
  g_autofree char *copy = g_strndup (text, length);
  char *start = g_str_has_prefix (copy, bom) ? copy + strlen (bom) : copy;
  if (!g_utf8_validate (copy, length, NULL)) {
    refuse (name, _ ("it is not text in UTF-8"), error);
    return NULL;
  }
  g_strchug (start);
  g_autoptr (GPtrArray) classes = start[0] == '[' || start[0] == '{'
                                      ? read_json (start, name, error)
                                      : read_lines (start, name, error);
  return classes != NULL && check (classes, name, n_classes, error) ? g_steal_pointer (&classes)
                                                                    : NULL;
}

static GPtrArray *
count_numbers (guint n_classes)
{
  GPtrArray *classes = new_list ();
  for (guint i = 0; i < n_classes; i++)
    g_ptr_array_add (classes, g_strdup_printf ("%u", i));
  return classes;
}

static GPtrArray *
read_file (const char *path, const char *name, guint n_classes, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *names = g_strjoinv (", ", (char **)tau_class_list_names ());
    g_set_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_NOT_FOUND,
                 _ ("There is no list of classes “%s”; give a file, or one of: %s"), name, names);
    return NULL;
  }
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_BYTES, &local);
  if (bytes == NULL) {
    refuse (name, local->message, error);
    return NULL;
  }
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  return tau_class_list_parse (text != NULL ? text : "", length, name, n_classes, error);
}

GPtrArray *
tau_class_list_load (const char *list, guint n_classes, GError **error)
{
  g_autofree char *name = g_filename_display_name (list);
  g_autofree char *imagenet = tau_synsets_path ();
  if (!g_str_equal (list, NUMBERS) && !g_str_equal (list, "cifar10") &&
      !g_str_equal (list, "cifar100"))
    return read_file (g_str_equal (list, IMAGENET) ? imagenet : list, name, n_classes, error);
  g_autoptr (GPtrArray) classes =
      g_str_equal (list, "cifar10")    ? tau_cifar_usual_names (&tau_cifar_10)
      : g_str_equal (list, "cifar100") ? tau_cifar_usual_names (&tau_cifar_100)
                                       : count_numbers (n_classes);
  return check (classes, name, n_classes, error) ? g_steal_pointer (&classes) : NULL;
}
