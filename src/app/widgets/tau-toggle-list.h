/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Check buttons side by side, as many per line as fit; several may be on.
 *
 * Signal "changed". */
#define TAU_TYPE_TOGGLE_LIST (tau_toggle_list_get_type ())
G_DECLARE_FINAL_TYPE (TauToggleList, tau_toggle_list, TAU, TOGGLE_LIST, GtkWidget)

/* Adds a button, which is on at first. */
void tau_toggle_list_add (TauToggleList *self, const char *id, const char *title);
/* Keeps it on. */
void tau_toggle_list_lock (TauToggleList *self, const char *id);
void tau_toggle_list_set (TauToggleList *self, const char *id, gboolean on);
/* Hides the buttons that are not available; they count as off, and are as before when they come
 * back. */
void tau_toggle_list_filter (TauToggleList *self, gboolean (*is_available) (const char *, gpointer),
                             gpointer data);
void tau_toggle_list_clear (TauToggleList *self); /* all off but the locked ones */

/* The ids that are on, separated by commas. */
char *tau_toggle_list_get (TauToggleList *self);
/* "All 20", "None", "Clean, Fog" or "7 of 20". */
char *tau_toggle_list_describe (TauToggleList *self);

G_END_DECLS
