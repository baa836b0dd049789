/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the explorer has stored: the history, and what belongs to an image. */
#include "app/explore/tau-explorer-private.h"

#include "app/jobs/tau-keep.h"
#include "app/jobs/tau-stay.h"

/* A result shown for this long goes to the history; what one passes does not. */
#define RECORD_AFTER_MS 5000
#define KEEP_AFTER_MS   500

static void
on_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauExplorerRequest) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autoptr (GError) error = NULL;
  if (tau_worker_answer (result, &error) == NULL && self != NULL)
    tau_explorer_report (self, error);
}

/* A request that nothing replaces. */
static TauExplorerRequest *
request_new (TauExplorer *self)
{
  TauExplorerRequest *request = g_new0 (TauExplorerRequest, 1);
  g_weak_ref_init (&request->explorer, self);
  return request;
}

static gboolean
on_record_cb (gpointer data)
{
  TauExplorer *self = data;
  const TauStay stay = { self->inspection, self->pack, self->picture, self->inspected_frame,
                         self->settings.ensemble };
  tau_stay_record_async (self->worker, &stay, on_stored_cb, request_new (self));
  self->record_source = 0;
  return G_SOURCE_REMOVE;
}

/* Each change begins the wait anew. */
void
tau_explorer_record_later (TauExplorer *self)
{
  g_clear_handle_id (&self->record_source, g_source_remove);
  if (self->inspection != NULL && tau_inspection_is_complete (self->inspection) &&
      !self->untouched && !self->original)
    self->record_source = g_timeout_add (RECORD_AFTER_MS, on_record_cb, self);
}

static gboolean
is_centered (TauExplorer *self)
{
  TauFrame center;
  tau_frame_center (&center, self->picture->image->width, self->picture->image->height);
  return tau_frame_equal (&self->settings.frame, &center);
}

static gboolean
on_keep_cb (gpointer data)
{
  TauExplorer *self = data;
  self->keep_source = 0;
  tau_keep_async (self->worker, self->picture->sha256, self->label_name,
                  is_centered (self) ? NULL : &self->settings.frame, on_stored_cb,
                  request_new (self));
  return G_SOURCE_REMOVE;
}

/* Keeps label and frame; not each step of a drag. */
void
tau_explorer_keep_later (TauExplorer *self)
{
  if (self->picture != NULL && self->keep_source == 0)
    self->keep_source = g_timeout_add (KEEP_AFTER_MS, on_keep_cb, self);
}

void
tau_explorer_keep_now (TauExplorer *self)
{
  if (self->keep_source != 0) {
    g_clear_handle_id (&self->keep_source, g_source_remove);
    on_keep_cb (self);
  }
}
