/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TAU_CLASS_LIST_ERROR (tau_class_list_error_quark ())

typedef enum {
  TAU_CLASS_LIST_ERROR_NOT_FOUND = 1, /* neither a known list nor a file */
  TAU_CLASS_LIST_ERROR_FORMAT,        /* the file is not a list of names */
  TAU_CLASS_LIST_ERROR_COUNT,         /* another number of classes than the model's */
} TauClassListError;

GQuark tau_class_list_error_quark (void);

/* The lists that the program knows, "numbers" first; NULL ends them. */
const char *const *tau_class_list_names (void);

/* The list to propose for that many classes: one of those names. Only a proposal: other classes may
 * be as many. */
const char *tau_class_list_propose (guint n_classes);

/* The names of n_classes classes, char*, in the order of the model's answers. `list` is a known
 * name or the path of a file: one name a line, `label,name` (CSV, with a header or without), a
 * synset and a name a line (n01440764 tench), a JSON list, a JSON object from number to name, or an
 * object with such an "id2label" in it (Hugging Face's config.json). The error is a sentence that
 * names the list. */
GPtrArray *tau_class_list_load (const char *list, guint n_classes, GError **error);

/* The same for the contents of a file called `name`. */
GPtrArray *tau_class_list_parse (const char *text, gsize length, const char *name, guint n_classes,
                                 GError **error);

G_END_DECLS
