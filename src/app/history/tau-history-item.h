/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "store/tau-store.h"

G_BEGIN_DECLS

/* An entry of the history: an image with one or more runs of inspect, an evaluation or a training.
 * Of an image with several it stands for the newest, and has them all as entries of their own.
 * Property "note". */
#define TAU_TYPE_HISTORY_ITEM (tau_history_item_get_type ())
G_DECLARE_FINAL_TYPE (TauHistoryItem, tau_history_item, TAU, HISTORY_ITEM, GObject)

typedef enum {
  TAU_HISTORY_RUN,
  TAU_HISTORY_EVALUATION,
  TAU_HISTORY_TRAINING,
} TauHistoryKind;

/* These take ownership of their argument. */
TauHistoryItem *tau_history_item_new_for_run (TauStoreRun *run);
TauHistoryItem *tau_history_item_new_for_job (TauStoreJob *job);
/* The runs of an image (of TauStoreRun, which are taken out), newest first; at least one. */
TauHistoryItem *tau_history_item_new_for_image (GPtrArray *runs);

TauHistoryKind tau_history_item_get_kind (TauHistoryItem *self);
gint64 tau_history_item_get_id (TauHistoryItem *self);

/* Of TauHistoryItem: the runs of an image that has several; NULL: it is one entry. */
GListModel *tau_history_item_get_children (TauHistoryItem *self);
/* The image, small; NULL: there is none. */
GdkPaintable *tau_history_item_get_thumbnail (TauHistoryItem *self);
void tau_history_item_set_thumbnail (TauHistoryItem *self, GdkTexture *thumbnail);

/* NULL: the entry of its image shows it. */
const char *tau_history_item_get_icon_name (TauHistoryItem *self);
const char *tau_history_item_get_kind_title (TauHistoryItem *self); /* translated */
/* What it is about, and its outcome. */
const char *tau_history_item_get_title (TauHistoryItem *self);
const char *tau_history_item_get_subtitle (TauHistoryItem *self);
/* All of it in one line, for who cannot see the row. */
char *tau_history_item_describe (TauHistoryItem *self);
/* "today, 14:05", or the day. */
char *tau_history_item_format_date (TauHistoryItem *self);

const char *tau_history_item_get_note (TauHistoryItem *self); /* never NULL */
void tau_history_item_set_note (TauHistoryItem *self, const char *note);

G_END_DECLS
