/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a name is that of a synset of ImageNet: n and eight digits. */
gboolean tau_is_synset (const char *name);

/* For readers: the names in a file of lines “n01440764 tench, Tinca tinca” or “n01440764,tench”
 * (words.txt, LOC_synset_mapping.txt); by synset. NULL if there is no such file, or it is another
 * kind. */
GHashTable *tau_synsets_read_names (const char *path);

/* For readers: the names of classes that are synsets, of char*; a class without a name keeps its
 * own. NULL if `names` is NULL. */
GPtrArray *tau_synsets_get_titles (GHashTable *names, const GPtrArray *classes);

/* The names from the program's own list, for people. NULL if a class is no synset, or the list is
 * not installed. */
GPtrArray *tau_synsets_find_titles (const GPtrArray *classes);

/* The 1000 classes of ImageNet in the order of their synsets, which is that of most classifiers'
 * answers. */
typedef struct {
  GPtrArray *synsets, *names; /* of char*, owned; as many of each */
} TauSynsets;

/* Where the program's own list is, whether or not it is installed. */
char *tau_synsets_path (void);
/* That list; NULL if it is not installed. */
TauSynsets *tau_synsets_load (void);
/* The same from text of lines “n01440764,tench”; NULL if it is something else. */
TauSynsets *tau_synsets_parse (const char *text);
void tau_synsets_free (TauSynsets *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSynsets, tau_synsets_free)

G_END_DECLS
