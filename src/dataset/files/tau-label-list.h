/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For readers: makes classes of the labels that a list gives as text. */
typedef struct {
  GPtrArray *names;    /* of char*, owned */
  GHashTable *indices; /* of a name, + 1 */
  GArray *labels;      /* of guint16: one for each tau_label_list_add() */
} TauLabelList;

void tau_label_list_init (TauLabelList *self);
void tau_label_list_clear (TauLabelList *self);

/* FALSE if there would be more classes than labels can number. */
gboolean tau_label_list_add (TauLabelList *self, const char *name);

/* Puts the classes in order: that of the numbers if all are numbers, else byte order. */
void tau_label_list_sort (TauLabelList *self);

/* Whether all names are whole numbers, not negative; which the lowest and the highest are. */
gboolean tau_label_list_get_range (const TauLabelList *self, guint64 *lowest, guint64 *highest);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauLabelList, tau_label_list_clear)

G_END_DECLS
