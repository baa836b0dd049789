/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recent files: the desktop's list, of which the main menu offers those that were opened here. */
#include "app/shell/tau-window-private.h"

#include <glib/gi18n-lib.h>

/* When this program opened it last; NULL: others did. */
static GDateTime *
get_time (GtkRecentInfo *info)
{
  const char *command;
  guint n;
  GDateTime *time = NULL;
  if (!gtk_recent_info_has_application (info, TAU_APP_ID))
    return NULL; /* GTK would warn */
  gtk_recent_info_get_application_info (info, TAU_APP_ID, &command, &n, &time);
  return time;
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (get_time ((gpointer)b), get_time ((gpointer)a));
}

char *
tau_window_escape_label (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);
  return g_strjoinv ("__", parts);
}

static void
append (GMenu *menu, GtkRecentInfo *info)
{
  g_autofree char *label = tau_window_escape_label (gtk_recent_info_get_display_name (info));
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, "win.open-recent", "s", gtk_recent_info_get_uri (info));
  g_menu_append_item (menu, item);
}

static void
fill (TauWindow *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), *own = NULL;
  guint n = 0;
  for (GList *l = items; l != NULL; l = l->next) /* whether it exists could take long to learn */
    if (get_time (l->data) != NULL)
      own = g_list_prepend (own, l->data);
  own = g_list_sort (own, compare_times);
  g_menu_remove_all (self->recent_menu);
  for (GList *l = own; l != NULL && n < TAU_WINDOW_N_RECENT; l = l->next, n++)
    append (self->recent_menu, l->data);
  if (n == 0)
    g_menu_append (self->recent_menu, _ ("No Recent Files"), "win.none");
  g_list_free (own);
  g_list_free_full (items, (GDestroyNotify)gtk_recent_info_unref);
}

void
tau_window_init_recent (TauWindow *self)
{
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  fill (self);
}

void
tau_window_remember (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file), *name = g_file_get_basename (file);
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);
  const GtkRecentData data = { .mime_type = mime,
                               .app_name = (char *)TAU_APP_ID,
                               .app_exec = (char *)"tauscope %u" };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}
