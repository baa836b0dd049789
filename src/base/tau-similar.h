/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one of `names` (ended by NULL) that was probably meant by a mistyped word: the first of those
 * with the fewest wrong, missing, added or swapped characters, at most one in three, or one; or
 * else the first that begins with the word. Case, and whether words are joined by “_” or “-”, do
 * not count. NULL: none is similar, or the word is one of them. */
const char *tau_similar_find (const char *word, const char *const *names);

/* A message that says that there is no such word, with the question whether the similar name was
 * meant. Without one, the message as it is. */
char *tau_similar_ask (const char *message, const char *word, const char *const *names);

G_END_DECLS
