/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a name is that of a synset of ImageNet: n and eight digits. */
gboolean tau_is_synset (const char *name);

/* For readers: the names in a file of lines “n01440764 tench, Tinca tinca” (words.txt,
 * LOC_synset_mapping.txt); by synset. NULL if there is no such file, or it is another kind. */
GHashTable *tau_synsets_read_names (const char *path);

/* For readers: the names of classes that are synsets, of char*; a class without a name keeps its
 * own. NULL if `names` is NULL. */
GPtrArray *tau_synsets_get_titles (GHashTable *names, const GPtrArray *classes);

G_END_DECLS
