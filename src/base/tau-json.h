/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Add members to the object being built. A NULL text or a number that is not finite becomes null:
 * JSON has no NaN. Names and texts that are not valid UTF-8 (file names may not be) are made valid.
 */
void tau_json_add_string (JsonBuilder *b, const char *name, const char *value);
void tau_json_add_element (JsonBuilder *b, const char *value); /* to the array being built */
void tau_json_add_int (JsonBuilder *b, const char *name, gint64 value);
void tau_json_add_double (JsonBuilder *b, const char *name, double value);
void tau_json_add_bool (JsonBuilder *b, const char *name, gboolean value);
void tau_json_begin_object (JsonBuilder *b, const char *name);
void tau_json_begin_array (JsonBuilder *b, const char *name);
void tau_json_add_triple (JsonBuilder *b, const char *name, const float v[3]); /* an array */
/* "seed". json-glib's integers are signed: a seed of more than 63 bits is written as text. */
void tau_json_add_seed (JsonBuilder *b, guint64 seed);
/* Adds stored JSON text as a JSON value; null if tau_json_parse() refuses it. */
void tau_json_add_stored (JsonBuilder *b, const char *name, const char *json);
/* Microseconds since 1970, as ISO 8601 in UTC. */
void tau_json_add_time (JsonBuilder *b, const char *name, gint64 time);

/* Ends the outermost object. Returns it as one line, without a newline or other control characters.
 */
char *tau_json_end (JsonBuilder *b);

/* Reads JSON that this program wrote, as a database or a file keeps it: NULL for anything else,
 * such as lists nested so deeply that json-glib, which reads them recursively, would overflow its
 * stack.
 */
JsonNode *tau_json_parse (const char *text, GError **error);

/* Reads what tau_json_add_seed() wrote, and the negative numbers of earlier versions. FALSE: there
 * is no seed. */
gboolean tau_json_get_seed (JsonObject *object, guint64 *seed);

/* A numeric member of the object; NAN if it has none of that name. */
double tau_json_get_double (JsonObject *object, const char *name);

G_END_DECLS
