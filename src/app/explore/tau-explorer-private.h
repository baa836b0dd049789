/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explorer.h"

G_BEGIN_DECLS

/* Shared by the files of the explorer: tau-explorer.c (the state and its inspection), -open.c
 * (packs and images), -store.c (what is stored). */
struct _TauExplorer {
  GObject parent_instance;

  TauWorker *worker;
  TauPack *pack;
  TauPicture *picture;
  TauInspection *inspection;
  int given_label;  /* the class that the data set gives the image, or -1 */
  char *label_name; /* of the class that the user picked for the image, in this pack or another */
  TauExplorerSettings settings;
  TauFrame inspected_frame;
  gboolean original;
  gboolean untouched; /* nothing but what the program opened by itself */
  guint n_openings;   /* of images, except by the program itself */

  /* Of the requests in progress; NULL if none. */
  GCancellable *pack_request, *picture_request, *look_request;
  gboolean picture_needs_pack;  /* the pending image makes sense only with the pending pack */
  gboolean picture_takes_frame; /* the frame stays for the pending image */
  gboolean look_again;          /* the frame moved while waiting for an answer */
  guint record_source, keep_source;
};

/* Data of a request: a weak reference, and its cancellable, which tells whether it was replaced. */
typedef struct {
  GWeakRef explorer;
  GCancellable *cancellable;
  TauPack *pack;
  TauFrame frame;
  TauExplorerSettings *settings; /* that come with an image, or NULL */
  char *label_name;              /* of the settings */
} TauExplorerRequest;

/* Replaces the request in the slot. */
TauExplorerRequest *tau_explorer_request_new (TauExplorer *self, GCancellable **slot);
void tau_explorer_request_free (TauExplorerRequest *request);
/* Whether the answer is still wanted; if so, frees the slot. */
gboolean tau_explorer_request_done (TauExplorer *self, TauExplorerRequest *request,
                                    GCancellable **slot);

/* Emits "problem", unless the request was cancelled. */
void tau_explorer_report (TauExplorer *self, const GError *error);

/* Inspects the current state; cancels an inspection in progress. */
void tau_explorer_look (TauExplorer *self);
/* Takes ownership; NULL: none. */
void tau_explorer_set_inspection (TauExplorer *self, TauInspection *inspection);
/* Also of the name by which the class is found in another pack; -1: none. */
void tau_explorer_pick_label (TauExplorer *self, int label);
/* The class of this name in the open pack, or none. NULL: none. */
void tau_explorer_name_label (TauExplorer *self, const char *name);

/* Records what is shown once it has been for a while; each change begins the wait anew. */
void tau_explorer_record_later (TauExplorer *self);
/* Keeps label and frame; not each step of a drag. */
void tau_explorer_keep_later (TauExplorer *self);
void tau_explorer_keep_now (TauExplorer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauExplorerRequest, tau_explorer_request_free)

G_END_DECLS
