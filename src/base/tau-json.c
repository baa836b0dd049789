/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-json.h"

#include "base/tau-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Far more than this program nests. */
#define MAX_DEPTH 64

static void
set_name (JsonBuilder *b, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  json_builder_set_member_name (b, valid);
}

void
tau_json_add_string (JsonBuilder *b, const char *name, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;
  set_name (b, name);
  if (valid != NULL)
    json_builder_add_string_value (b, valid);
  else
    json_builder_add_null_value (b);
}

void
tau_json_add_element (JsonBuilder *b, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);
  json_builder_add_string_value (b, valid);
}

void
tau_json_add_int (JsonBuilder *b, const char *name, gint64 value)
{
  set_name (b, name);
  json_builder_add_int_value (b, value);
}

void
tau_json_add_double (JsonBuilder *b, const char *name, double value)
{
  set_name (b, name);
  if (isfinite (value))
    json_builder_add_double_value (b, value);
  else
    json_builder_add_null_value (b);
}

void
tau_json_add_bool (JsonBuilder *b, const char *name, gboolean value)
{
  set_name (b, name);
  json_builder_add_boolean_value (b, value);
}

void
tau_json_begin_object (JsonBuilder *b, const char *name)
{
  set_name (b, name);
  json_builder_begin_object (b);
}

void
tau_json_begin_array (JsonBuilder *b, const char *name)
{
  set_name (b, name);
  json_builder_begin_array (b);
}

void
tau_json_add_triple (JsonBuilder *b, const char *name, const float v[3])
{
  tau_json_begin_array (b, name);
  for (int i = 0; i < 3; i++)
    json_builder_add_double_value (b, v[i]);
  json_builder_end_array (b);
}

void
tau_json_add_seed (JsonBuilder *b, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  if (seed <= G_MAXINT64)
    tau_json_add_int (b, "seed", (gint64)seed);
  else
    tau_json_add_string (b, "seed", text);
}

void
tau_json_add_stored (JsonBuilder *b, const char *name, const char *json)
{
  JsonNode *node = json != NULL ? tau_json_parse (json, NULL) : NULL;
  set_name (b, name);
  json_builder_add_value (b, node != NULL ? node : json_node_new (JSON_NODE_NULL));
}

void
tau_json_add_time (JsonBuilder *b, const char *name, gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *text = date != NULL ? g_date_time_format_iso8601 (date) : NULL;
  tau_json_add_string (b, name, text);
}

char *
tau_json_end (JsonBuilder *b)
{
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, FALSE);
  return tau_text_json (text);
}

/* Outside of strings json-glib also accepts comments and strings in single quotation marks, in
 * which brackets could hide. This program writes neither. */
static gboolean
is_shallow (const char *text)
{
  gboolean in_string = FALSE;
  int depth = 0;
  for (; *text != '\0'; text++)
    if (in_string) {
      if (*text == '\\' && text[1] != '\0')
        text++;
      else if (*text == '"')
        in_string = FALSE;
    } else if (*text == '"') {
      in_string = TRUE;
    } else if (*text == '[' || *text == '{') {
      if (++depth > MAX_DEPTH)
        return FALSE;
    } else if (*text == ']' || *text == '}') {
      depth--;
    } else if (*text == '/' || *text == '#' || *text == '\'') {
      return FALSE;
    }
  return TRUE;
}

JsonNode *
tau_json_parse (const char *text, GError **error)
{
  if (is_shallow (text))
    return json_from_string (text, error);
  g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE,
                       _ ("lists are nested too deeply, or this is no JSON of Tauscope"));
  return NULL;
}

gboolean
tau_json_get_seed (JsonObject *object, guint64 *seed)
{
  JsonNode *node = json_object_get_member (object, "seed");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    *seed = (guint64)json_node_get_int (node);
    return TRUE;
  }
  const char *text = json_node_get_string (node);
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, seed, NULL);
}

double
tau_json_get_double (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}
