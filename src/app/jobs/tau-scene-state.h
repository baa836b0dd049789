/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-scene.h"

G_BEGIN_DECLS

/* A scene as a setting (a{sv}), to be found again at another start: where its image is, the class
 * that its data set gave it, the pack, corruption and ensemble. A label that the user picked and
 * the frame are not in it: the store keeps them for the image. */
GVariant *tau_scene_to_variant (const TauScene *scene);

/* Where its image was. */
char *tau_scene_state_get_image (GVariant *state);

/* The answer is the TauScene of such a setting; without a sample if its image is gone. */
void tau_scene_find_async (TauWorker *worker, GVariant *state, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
