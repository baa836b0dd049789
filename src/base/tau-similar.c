/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-similar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer words are not names. */
#define LONGEST 64

static char
plain (char c)
{
  return c == '-' || c == ' ' ? '_' : g_ascii_tolower (c);
}

/* Wrong, missing, added and swapped characters ("optimal string alignment"). */
static guint
count_mistakes (const char *a, gsize n_a, const char *b, gsize n_b)
{
  guint rows[3][LONGEST + 1];
  for (gsize j = 0; j <= n_b; j++)
    rows[0][j] = j;
  for (gsize i = 1; i <= n_a; i++) {
    guint *row = rows[i % 3];
    const guint *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
    row[0] = i;
    for (gsize j = 1; j <= n_b; j++) {
      const char x = plain (a[i - 1]), y = plain (b[j - 1]);
      row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
      if (i > 1 && j > 1 && x == plain (b[j - 2]) && plain (a[i - 2]) == y)
        row[j] = MIN (row[j], before[j - 2] + 1);
    }
  }
  return rows[n_a % 3][n_b];
}

static gboolean
begins_with (const char *name, const char *word)
{
  for (; *word != '\0'; word++, name++)
    if (plain (*word) != plain (*name))
      return FALSE;
  return TRUE;
}

const char *
tau_similar_find (const char *word, const char *const *names)
{
  const char *best = NULL, *longer = NULL;
  const gsize n = strlen (word);
  guint least = G_MAXUINT;
  if (n < 2 || n > LONGEST)
    return NULL;
  for (; *names != NULL; names++) {
    const gsize n_name = strlen (*names);
    if (g_str_equal (word, *names))
      return NULL;
    if (n_name > LONGEST)
      continue;
    const guint mistakes = count_mistakes (word, n, *names, n_name);
    if (mistakes < least && mistakes <= MAX (1, MIN (n, n_name) / 3)) {
      least = mistakes;
      best = *names;
    }
    if (longer == NULL && n >= 3 && begins_with (*names, word))
      longer = *names;
  }
  return best != NULL ? best : longer;
}

char *
tau_similar_ask (const char *message, const char *word, const char *const *names)
{
  const char *meant = tau_similar_find (word, names);
  if (meant == NULL)
    return g_strdup (message);
  /* Translators: a message that says that there is no such name, and one that is like it. */
  return g_strdup_printf (_ ("%s. Did you mean “%s”?"), message, meant);
}
