/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/image/tau-frame.h"
#include "app/jobs/tau-picture.h"
#include "app/jobs/tau-scene.h"

G_BEGIN_DECLS

/* The state of the Explore view, without any widget: the open pack, the opened image, the settings,
 * and the resulting inspection. Every change sends the worker a new request; an answer to a
 * replaced request is dropped.
 *
 * Signals: "pack-changed" (another pack is open), "picture-changed", "settings-changed",
 * "inspected", "problem" (a sentence). Properties "busy", and "original", which can be set: the
 * image is shown without the corruption, which stays set; changing that ends it. */
#define TAU_TYPE_EXPLORER (tau_explorer_get_type ())
G_DECLARE_FINAL_TYPE (TauExplorer, tau_explorer, TAU, EXPLORER, GObject)

typedef struct {
  TauCorruptionSpec corruption; /* of the preset "auto" */
  int label;                    /* class picked by the user, or -1 */
  TauFrame frame; /* the square that the model sees; side 0: as it is, of an image to be opened:
                     that in the centre */
  guint ensemble; /* how many transforms are averaged, 1 to 12; 0: as many as now */
  const char *label_name; /* with TAU_EXPLORER_NAMED; not copied with the value */
  gboolean keep;          /* when an image is opened: label and frame are kept for it from now on */
} TauExplorerSettings;

/* As label of an image to be opened: label and frame are those that the user last set for it, in
 * this session or an earlier one. */
#define TAU_EXPLORER_KEPT (-2)
/* As label: the class of the name `label_name` (NULL: none). The name stays, also where the open
 * pack has no such class. */
#define TAU_EXPLORER_NAMED (-3)

TauExplorer *tau_explorer_new (TauWorker *worker);
TauWorker *tau_explorer_get_worker (TauExplorer *self);

void tau_explorer_open_pack (TauExplorer *self, TauPack *pack);
/* The pack that is being opened is not wanted any more, nor is an image that was to come with it:
 * "pack-changed", for the open pack stays. */
void tau_explorer_drop_pack (TauExplorer *self);
/* `settings` take effect together with the image. NULL keeps the current ones, with the image's own
 * label and frame (TAU_EXPLORER_KEPT). */
void tau_explorer_open_sample (TauExplorer *self, TauSample *sample,
                               const TauExplorerSettings *settings);
/* The next image of a series: with the present frame too, where it fits and the image has none of
 * its own. */
void tau_explorer_step_to (TauExplorer *self, TauSample *sample);
/* As tau_explorer_open_sample() for what the program opens by itself: it does not go to the history
 * until the user has changed something. */
void tau_explorer_open_first (TauExplorer *self, TauSample *sample,
                              const TauExplorerSettings *settings);
/* Label and frame are kept for the image. */
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
gboolean tau_explorer_shows_original (TauExplorer *self);
void tau_explorer_set_original (TauExplorer *self, gboolean original);
/* The state as it is now, to come back to; NULL: no pack or image is open, or one is being opened.
 */
TauScene *tau_explorer_get_scene (TauExplorer *self);
gboolean tau_explorer_is_busy (TauExplorer *self);
gboolean tau_explorer_is_opening_picture (TauExplorer *self);
/* How many images were asked for so far, except by tau_explorer_open_first(). */
guint tau_explorer_count_openings (TauExplorer *self);

G_END_DECLS
