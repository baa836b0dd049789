/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-corruption-set.h"

#include "base/tau-similar.h"
#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>

gboolean
tau_corruption_set_has (const TauCorruptionSet *set, guint index)
{
  for (guint i = 0; i < set->n; i++)
    if (set->list[i] == index)
      return TRUE;
  return FALSE;
}

void
tau_corruption_set_add (TauCorruptionSet *set, guint index)
{
  if (!tau_corruption_set_has (set, index))
    set->list[set->n++] = index;
}

static void
add_corruptions (TauCorruptionSet *set, gboolean held_out, int group)
{
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    if (corruption->held_out == held_out && (group < 0 || (int)corruption->group == group))
      tau_corruption_set_add (set, i);
  }
}

static int
find_group (const char *name)
{
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    if (g_str_equal (name, tau_corruption_group_name (g)))
      return g;
  return -1;
}

/* The error for a word that is in no list. */
static gboolean
refuse (const char *word, GError **error)
{
  const char *names[3 + TAU_N_CORRUPTION_GROUPS + TAU_N_CORRUPTIONS + 1] = { "all", "heldout",
                                                                             "none" };
  guint n = 3;
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    names[n++] = tau_corruption_group_name (g);
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    names[n++] = tau_corruption_get (c)->name;
  g_autofree char *message = g_strdup_printf (
      _ ("“%s” is not a corruption; use all, heldout, none, a group (noise, blur, weather, "
         "digital) or names that “tauscope-cli corruptions” lists"),
      word);
  g_autofree char *text = tau_similar_ask (message, word, names);
  g_set_error_literal (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC, text);
  return FALSE;
}

gboolean
tau_corruption_set_parse (const char *text, TauCorruptionSet *set, GError **error)
{
  set->n = 0;
  if (g_str_equal (text, "none"))
    return TRUE;
  if (g_str_equal (text, "all") || g_str_equal (text, "heldout")) {
    add_corruptions (set, text[0] == 'h', -1);
    return TRUE;
  }
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  for (guint w = 0; words[w] != NULL; w++) {
    int group = find_group (words[w]), index = tau_corruption_find (words[w]);
    if (group >= 0) {
      add_corruptions (set, FALSE, group);
    } else if (index >= 0) {
      tau_corruption_set_add (set, index);
    } else {
      return refuse (words[w], error);
    }
  }
  if (set->n > 0)
    return TRUE;
  g_set_error_literal (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                       _ ("The list of corruptions is empty; write none to use none"));
  return FALSE;
}
