/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explore-view-private.h"

#include "app/jobs/tau-library.h"

/* Opens the pack, then the sample wanted in it; the worker does one after the other. */
static void
open_next (TauExploreView *self, TauPack *pack)
{
  g_autoptr (TauSample) sample = g_steal_pointer (&self->next_sample);
  tau_explorer_open_pack (self->explorer, pack);
  if (sample != NULL)
    tau_explorer_open_sample (self->explorer, sample, &self->next_settings);
}

static void
on_samples_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauExploreView) self = data; /* reference held by the request */
  g_autoptr (GPtrArray) samples = tau_worker_answer (result, NULL);
  g_autoptr (TauPack) next_pack = g_steal_pointer (&self->next_pack);
  if (samples == NULL || self->explorer == NULL)
    return;
  gtk_widget_set_visible (self->gallery_group,
                          samples->len > 0 || tau_sample_gallery_has_opened (self->gallery));
  tau_sample_gallery_set_samples (self->gallery, samples);
  if (samples->len > 0 && tau_explorer_get_picture (self->explorer) == NULL &&
      !tau_explorer_is_opening_picture (self->explorer))
    tau_explorer_open_sample (self->explorer, g_ptr_array_index (samples, 0), NULL);
  if (next_pack != NULL)
    open_next (self, next_pack);
}

gboolean
tau_explore_view_list_samples (TauExploreView *self, TauPack *pack)
{
  if (self->samples_of != NULL && g_str_equal (self->samples_of->folder, pack->folder))
    return FALSE;
  g_clear_pointer (&self->samples_of, tau_pack_unref);
  self->samples_of = tau_pack_ref (pack);
  tau_library_list_samples_async (tau_explorer_get_worker (self->explorer), pack, NULL,
                                  on_samples_listed_cb, g_object_ref (self));
  return TRUE;
}

static void
on_packs_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauExploreView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, &error);
  g_clear_object (&self->looking_up);
  if (self->explorer == NULL)
    return;
  if (packs == NULL) {
    g_clear_object (&self->next_sample);
    tau_explore_view_show_nothing (self);
    g_signal_emit_by_name (self, "problem", error->message);
    return;
  }
  tau_explore_controls_set_packs (self->controls, packs);
  /* Samples first: the user can look at them while the models load. */
  g_clear_pointer (&self->next_pack, tau_pack_unref);
  self->next_pack = tau_pack_borrow_listed (g_ptr_array_index (packs, 0), packs, self->next_lender);
  g_clear_pointer (&self->next_lender, g_free);
  if (!tau_explore_view_list_samples (self, self->next_pack)) {
    g_autoptr (TauPack) next_pack = g_steal_pointer (&self->next_pack);
    open_next (self, next_pack);
  }
}

void
tau_explore_view_list_packs (TauExploreView *self, const char *pack, GCancellable *cancellable)
{
  tau_library_list_packs_async (tau_explorer_get_worker (self->explorer), pack, cancellable,
                                on_packs_listed_cb, g_object_ref (self));
}

void
tau_explore_view_open_pack (TauExploreView *self, const char *pack, const char *lender)
{
  g_free (self->next_lender);
  self->next_lender = g_strdup (lender);
  tau_explore_view_list_packs (self, pack, NULL);
}

void
tau_explore_view_add (TauExploreView *self, GPtrArray *samples)
{
  gtk_widget_set_visible (self->gallery_group, TRUE);
  tau_sample_gallery_add (self->gallery, samples);
}
