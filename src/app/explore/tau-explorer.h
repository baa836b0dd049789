/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/tau-frame.h"
#include "app/jobs/tau-picture.h"

G_BEGIN_DECLS

/* The state of the Explore view, without any widget: the open pack, the opened image, the settings,
 * and the resulting inspection. Every change sends the worker a new request; an answer to a
 * replaced request is dropped.
 *
 * Signals: "pack-changed" (another pack is open), "picture-changed", "settings-changed",
 * "inspected", "problem" (a sentence). Property "busy". */
#define TAU_TYPE_EXPLORER (tau_explorer_get_type ())
G_DECLARE_FINAL_TYPE (TauExplorer, tau_explorer, TAU, EXPLORER, GObject)

typedef struct {
  TauCorruptionSpec corruption; /* of the preset "auto" */
  int label;                    /* class picked by the user, or -1 */
} TauExplorerSettings;

TauExplorer *tau_explorer_new (TauWorker *worker);
TauWorker *tau_explorer_get_worker (TauExplorer *self);

void tau_explorer_open_pack (TauExplorer *self, TauPack *pack);
/* `settings` take effect together with the image. NULL keeps the current ones, with no label. */
void tau_explorer_open_sample (TauExplorer *self, TauSample *sample,
                               const TauExplorerSettings *settings);
void tau_explorer_set_settings (TauExplorer *self, const TauExplorerSettings *settings);
/* During a drag, the next position is sent only after the last one is answered, so that the drag
 * shows what happens and nothing queues. */
void tau_explorer_set_frame (TauExplorer *self, const TauFrame *frame);
/* Stops whatever is in progress; what is shown stays. */
void tau_explorer_cancel (TauExplorer *self);

TauPack *tau_explorer_get_pack (TauExplorer *self);             /* NULL: none open yet */
TauPicture *tau_explorer_get_picture (TauExplorer *self);       /* NULL: none opened yet */
TauInspection *tau_explorer_get_inspection (TauExplorer *self); /* NULL: none yet */
const TauExplorerSettings *tau_explorer_get_settings (TauExplorer *self);
const TauFrame *tau_explorer_get_frame (TauExplorer *self);
/* The frame of the current inspection, which may lag behind. */
const TauFrame *tau_explorer_get_inspected_frame (TauExplorer *self);
/* The class given by the data set, else the one picked, else -1. */
int tau_explorer_get_label (TauExplorer *self);
/* Whether that comes from the data set. */
gboolean tau_explorer_has_given_label (TauExplorer *self);
gboolean tau_explorer_is_busy (TauExplorer *self);
gboolean tau_explorer_is_opening_picture (TauExplorer *self);

G_END_DECLS
