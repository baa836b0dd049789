/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs of the same name in one list. */
#include "model/tau-pack.h"

#include <glib/gi18n-lib.h>

/* The names of the folders around it, the innermost first. */
static char **
split_backwards (const char *folder)
{
  g_auto (GStrv) names = g_strsplit (folder, G_DIR_SEPARATOR_S, -1);
  g_autoptr (GStrvBuilder) backwards = g_strv_builder_new ();
  for (guint i = g_strv_length (names); i-- > 0;)
    if (*names[i] != '\0')
      g_strv_builder_add (backwards, names[i]);
  return g_strv_builder_end (backwards);
}

static const char *
get_name (const GPtrArray *folders, guint i, guint k)
{
  char **names = g_ptr_array_index (folders, i);
  return k < g_strv_length (names) ? names[k] : "";
}

/* Whether the first folder's name there is that of no other. */
static gboolean
is_unique (const GPtrArray *folders, guint k)
{
  for (guint i = 1; i < folders->len; i++)
    if (g_str_equal (get_name (folders, 0, k), get_name (folders, i, k)))
      return FALSE;
  return TRUE;
}

/* What tells the first folder from the others: one name, or else all of it. */
static char *
tell_apart (const GPtrArray *folders, const char *folder)
{
  char **names = g_ptr_array_index (folders, 0);
  for (guint k = 0; names[k] != NULL; k++)
    if (is_unique (folders, k))
      return g_filename_display_name (names[k]);
  return g_filename_display_name (folder);
}

char *
tau_pack_tell_apart (const TauPack *self, const GPtrArray *packs)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autofree char *title = tau_pack_get_title (self);
  g_ptr_array_add (folders, split_backwards (self->folder));
  for (guint i = 0; i < packs->len; i++) {
    const TauPack *other = g_ptr_array_index (packs, i);
    g_autofree char *other_title = tau_pack_get_title (other);
    if (!g_str_equal (other->folder, self->folder) && g_str_equal (other_title, title))
      g_ptr_array_add (folders, split_backwards (other->folder));
  }
  return folders->len > 1 ? tell_apart (folders, self->folder) : NULL;
}

char *
tau_pack_get_title_among (const TauPack *self, const GPtrArray *packs)
{
  g_autofree char *title = tau_pack_get_title (self);
  g_autofree char *which = tau_pack_tell_apart (self, packs);
  return which != NULL ? g_strdup_printf (C_ ("pack, its folder", "%s (%s)"), title, which)
                       : g_steal_pointer (&title);
}
