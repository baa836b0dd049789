/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets a drop-down with a GtkStringList be narrower than its names: a long one ends in dots, and
 * the list shows it in full. */
void tau_drop_down_shorten (GtkDropDown *self);

/* Adds a name to the list of a drop-down. `tooltip`: what is said about it at the pointer; NULL:
 * the name itself, where it may be cut off. */
void tau_drop_down_add (GtkStringList *names, const char *name, const char *tooltip);

/* The packs (of TauPack), told apart where their names are the same, with their folders. */
GtkStringList *tau_drop_down_list_packs (const GPtrArray *packs);

/* Lets people type what they look for as soon as the list opens: Return takes the first name that
 * is left, Escape closes. */
void tau_drop_down_search (GtkDropDown *self);

/* For the whole program: every drop-down keeps the accessible name that the interface gives it.
 * Since GTK 4.12 it is otherwise called by what is selected, so that nobody hears what it chooses.
 */
void tau_drop_downs_keep_names (void);

G_END_DECLS
