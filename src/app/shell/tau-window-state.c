/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of Explore and of its gallery, kept for the next start. */
#include "app/jobs/tau-scene-state.h"
#include "app/shell/tau-window-private.h"

/* Not each step: a setting is written to the disk. */
#define KEEP_AFTER_MS 1000

void
tau_window_keep_state (TauWindow *self)
{
  if (self->state_source == 0)
    return;
  g_clear_handle_id (&self->state_source, g_source_remove);
  g_autoptr (TauScene) scene = tau_explore_view_get_scene (self->explore);
  g_autoptr (GVariant) gallery = g_variant_ref_sink (tau_explore_view_get_gallery (self->explore));
  if (scene != NULL)
    g_settings_set_value (self->settings, "last-state", tau_scene_to_variant (scene));
  if (gallery != NULL)
    g_settings_set_value (self->settings, "last-gallery", gallery);
}

static gboolean
on_keep_cb (gpointer data)
{
  tau_window_keep_state (data);
  return G_SOURCE_REMOVE;
}

static void
keep_later (TauWindow *self)
{
  if (self->state_source == 0 && self->cancellable != NULL) /* not disposed of */
    self->state_source = g_timeout_add (KEEP_AFTER_MS, on_keep_cb, self);
}

void
tau_window_init_state (TauWindow *self)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  g_signal_connect_object (explorer, "pack-changed", G_CALLBACK (keep_later), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "settings-changed", G_CALLBACK (keep_later), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explore, "gallery-changed", G_CALLBACK (keep_later), self,
                           G_CONNECT_SWAPPED);
}

void
tau_window_restore_state (TauWindow *self)
{
  g_autoptr (GVariant) state = g_settings_get_value (self->settings, "last-state");
  g_autoptr (GVariant) gallery = g_settings_get_value (self->settings, "last-gallery");
  if (g_variant_n_children (state) > 0)
    tau_explore_view_restore (self->explore, state, gallery);
}
