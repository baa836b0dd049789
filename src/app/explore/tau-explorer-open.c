/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explorer's packs and images, and what they bring with them. */
#include "app/explore/tau-explorer-private.h"

/* Looked up once: among a thousand classes, or through the names of synsets, this takes too long
 * for each step of a slider. */
static void
find_given_label (TauExplorer *self)
{
  const char *given =
      self->picture != NULL ? tau_sample_get_class_name (self->picture->sample) : NULL;
  self->given_label =
      given != NULL && self->pack != NULL ? tau_pack_find_class (self->pack, given) : -1;
}

/* A class of the same name may be there in another pack. */
static int
find_picked_label (TauExplorer *self)
{
  return self->label_name != NULL && self->pack != NULL
             ? tau_pack_find_class (self->pack, self->label_name)
             : -1;
}

void
tau_explorer_name_label (TauExplorer *self, const char *name)
{
  g_autofree char *former = self->label_name;
  self->label_name = g_strdup (name);
  self->settings.label = find_picked_label (self);
}

void
tau_explorer_pick_label (TauExplorer *self, int label)
{
  self->settings.label = label;
  g_free (self->label_name);
  self->label_name = label >= 0 && self->pack != NULL
                         ? g_strdup (tau_pack_class (self->pack, (guint)label))
                         : NULL;
}

/* What the store kept, if it fits the image; or else the frame of the image before, if that is to
 * stay, or what an image has at first. */
static void
take_kept (TauExplorer *self)
{
  const TauStoreImage *kept = &self->picture->kept;
  const TauImage *image = self->picture->image;
  tau_explorer_name_label (self, kept->label);
  if (kept->side > 0 || !self->picture_takes_frame)
    self->settings.frame = (TauFrame){ kept->x, kept->y, kept->side };
  if (!tau_frame_fits (&self->settings.frame, image->width, image->height))
    tau_frame_center (&self->settings.frame, image->width, image->height);
}

/* The settings of an image that has been opened, which may come with their own. */
static void
take_settings (TauExplorer *self, const TauExplorerSettings *given)
{
  const TauImage *image = self->picture->image;
  const guint ensemble = self->settings.ensemble;
  if (given != NULL)
    self->settings = *given;
  self->settings.label_name = NULL;
  if (self->settings.ensemble == 0)
    self->settings.ensemble = ensemble;
  if (given == NULL || given->label == TAU_EXPLORER_KEPT) {
    take_kept (self);
    return;
  }
  if (given->label == TAU_EXPLORER_NAMED)
    tau_explorer_name_label (self, given->label_name);
  else
    tau_explorer_pick_label (self, given->label);
  if (!tau_frame_fits (&self->settings.frame, image->width, image->height))
    tau_frame_center (&self->settings.frame, image->width, image->height);
  if (given->keep)
    tau_explorer_keep_later (self);
}

static void
on_pack_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauExplorerRequest) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autofree char *store_problem = NULL;
  g_autoptr (GError) error = NULL;
  gboolean opened = tau_worker_open_pack_finish (result, &store_problem, &error);
  if (self == NULL || !tau_explorer_request_done (self, request, &self->pack_request))
    return;
  if (opened) {
    const gboolean same = self->pack != NULL &&
                          g_strcmp0 (self->pack->target.sha256, request->pack->target.sha256) == 0;
    g_clear_pointer (&self->pack, tau_pack_unref);
    self->pack = tau_pack_ref (request->pack);
    find_given_label (self);
    if (!same) /* other classes */
      self->settings.label = find_picked_label (self);
    tau_explorer_set_inspection (self, NULL);
    tau_explorer_look (self);
  } else {
    if (self->picture_needs_pack)
      g_cancellable_cancel (self->picture_request);
    tau_explorer_report (self, error);
  }
  if (store_problem != NULL)
    g_signal_emit_by_name (self, "problem", store_problem);
  /* Also on failure: the drop-down has to go back to the pack that is still open. */
  g_signal_emit_by_name (self, "pack-changed");
  g_object_notify (G_OBJECT (self), "busy");
}

static void
on_picture_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauExplorerRequest) request = data;
  g_autoptr (TauExplorer) self = g_weak_ref_get (&request->explorer);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPicture) picture = tau_worker_answer (result, &error);
  if (self == NULL || !tau_explorer_request_done (self, request, &self->picture_request))
    return;
  if (picture != NULL) {
    tau_explorer_keep_now (self);
    g_clear_pointer (&self->picture, tau_picture_unref);
    self->picture = g_steal_pointer (&picture);
    find_given_label (self);
    take_settings (self, request->settings);
    tau_explorer_set_inspection (self, NULL);
    tau_explorer_look (self);
    g_signal_emit_by_name (self, "picture-changed");
    g_signal_emit_by_name (self, "settings-changed");
  } else {
    tau_explorer_report (self, error);
  }
  g_object_notify (G_OBJECT (self), "busy");
}

void
tau_explorer_open_pack (TauExplorer *self, TauPack *pack)
{
  TauExplorerRequest *request = tau_explorer_request_new (self, &self->pack_request);
  request->pack = tau_pack_ref (pack);
  if (self->pack != NULL)
    self->untouched = FALSE;
  tau_worker_open_pack_async (self->worker, pack, request->cancellable, on_pack_opened_cb, request);
}

void
tau_explorer_drop_pack (TauExplorer *self)
{
  if (self->pack_request == NULL)
    return;
  g_cancellable_cancel (self->pack_request);
  g_clear_object (&self->pack_request);
  if (self->picture_needs_pack) {
    g_cancellable_cancel (self->picture_request);
    g_clear_object (&self->picture_request);
  }
  g_signal_emit_by_name (self, "pack-changed");
  g_object_notify (G_OBJECT (self), "busy");
}

void
tau_explorer_open_sample (TauExplorer *self, TauSample *sample, const TauExplorerSettings *settings)
{
  TauExplorerRequest *request = tau_explorer_request_new (self, &self->picture_request);
  self->picture_needs_pack = settings != NULL && self->pack_request != NULL;
  self->picture_takes_frame = FALSE;
  self->untouched = FALSE;
  self->n_openings++;
  if (settings != NULL) {
    request->settings = g_memdup2 (settings, sizeof *settings);
    request->settings->label_name = request->label_name = g_strdup (settings->label_name);
  }
  tau_explorer_keep_now (self); /* the image may be this one again */
  tau_picture_load_async (self->worker, sample, request->cancellable, on_picture_loaded_cb,
                          request);
}

/* A frame that nobody moved is that in the centre, of each image its own. */
void
tau_explorer_step_to (TauExplorer *self, TauSample *sample)
{
  TauFrame center = { 0 };
  if (self->picture != NULL)
    tau_frame_center (&center, self->picture->image->width, self->picture->image->height);
  tau_explorer_open_sample (self, sample, NULL);
  self->picture_takes_frame = !tau_frame_equal (&center, &self->settings.frame);
}

void
tau_explorer_open_first (TauExplorer *self, TauSample *sample, const TauExplorerSettings *settings)
{
  tau_explorer_open_sample (self, sample, settings);
  self->picture_needs_pack = FALSE;
  self->untouched = TRUE;
  self->n_openings--;
}
