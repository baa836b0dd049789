/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the object that is being built. A NULL text or a number that is not finite becomes
 * null: JSON has no NaN. */
void tau_json_add_string (JsonBuilder *b, const char *name, const char *value);
void tau_json_add_int (JsonBuilder *b, const char *name, gint64 value);
void tau_json_add_double (JsonBuilder *b, const char *name, double value);
void tau_json_add_bool (JsonBuilder *b, const char *name, gboolean value);
void tau_json_begin_object (JsonBuilder *b, const char *name);
void tau_json_begin_array (JsonBuilder *b, const char *name);
void tau_json_add_triple (JsonBuilder *b, const char *name, const float v[3]); /* an array */

G_END_DECLS
