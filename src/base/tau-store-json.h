/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the object that is being built, for the lines of an export. */

/* NULL becomes null; file names need not be UTF-8, JSON must. */
void tau_store_json_text (JsonBuilder *builder, const char *name, const char *text);
void tau_store_json_int (JsonBuilder *builder, const char *name, gint64 value);
void tau_store_json_real (JsonBuilder *builder, const char *name, double value); /* NaN: null */
/* "seed". json-glib's integers are signed: one of more than 63 bits goes as text. */
void tau_store_json_seed (JsonBuilder *builder, guint64 seed);
/* Stored JSON as what it is; what is no JSON as null. */
void tau_store_json_object (JsonBuilder *builder, const char *name, const char *json);
/* Microseconds since 1970 as ISO 8601 in UTC. */
void tau_store_json_time (JsonBuilder *builder, const char *name, gint64 time);

/* Ends the object: its line. */
char *tau_store_json_end (JsonBuilder *builder);

G_END_DECLS
