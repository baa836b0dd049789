/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-model-file.h"

#include "model/tau-pack-shelf.h"

struct _TauModelFile {
  TauProbe *probe;
};

typedef struct {
  char *path;
  int input_size; /* 0: looked for */
} Opening;

typedef struct {
  TauModelFile *file;
  TauModelChoices *choices;
  TauImage *image; /* or NULL */
} Request;

TauModelFile *
tau_model_file_ref (TauModelFile *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
model_file_clear (TauModelFile *self)
{
  tau_probe_free (self->probe);
}

void
tau_model_file_unref (TauModelFile *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify)model_file_clear);
}

const TauProbe *
tau_model_file_get_probe (TauModelFile *self)
{
  return self->probe;
}

void
tau_model_trial_free (TauModelTrial *self)
{
  g_clear_pointer (&self->trial, tau_trial_free);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self->failure);
  g_free (self);
}

static void
opening_free (Opening *self)
{
  g_free (self->path);
  g_free (self);
}

static void
request_free (Request *self)
{
  tau_model_file_unref (self->file);
  tau_model_choices_free (self->choices);
  g_clear_pointer (&self->image, tau_image_unref);
  g_free (self);
}

static Request *
request_new (TauModelFile *file, const TauModelChoices *choices, TauImage *image)
{
  Request *self = g_new (Request, 1);
  *self = (Request){ tau_model_file_ref (file), tau_model_choices_copy (choices),
                     image != NULL ? tau_image_ref (image) : NULL };
  return self;
}

/* -- jobs ----------------------------------------------------------------------------------- */

static gpointer
open_file (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Opening *opening = data;
  g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
  choices->input_size = opening->input_size;
  TauProbe *probe = tau_probe_file (opening->path, choices, cancellable, error);
  if (probe == NULL)
    return NULL;
  TauModelFile *self = g_atomic_rc_box_new (TauModelFile);
  self->probe = probe;
  return self;
}

static gpointer
try_file (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *self = data;
  g_autoptr (GError) local = NULL;
  TauModelTrial *out = g_new0 (TauModelTrial, 1);
  out->problems = tau_probe_check (self->file->probe, self->choices);
  if (self->image != NULL)
    out->trial = tau_probe_try (self->file->probe, self->choices, self->image, cancellable, &local);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error)) {
    out->failure = local != NULL ? g_strdup (local->message) : NULL;
    return out;
  }
  tau_model_trial_free (out);
  return NULL;
}

static gpointer
make_pack (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *self = data;
  /* A name that no other pack has: lists show nothing else. */
  char *name = tau_pack_choose_name (self->choices->name != NULL ? self->choices->name : "");
  g_free (self->choices->name);
  self->choices->name = name;
  g_autofree char *folder = tau_pack_shelf_path (name);
  if (!tau_probe_write_pack (self->file->probe, self->choices, folder, NULL, error))
    return NULL;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    return g_steal_pointer (&folder);
  tau_pack_delete_folder (folder); /* nobody has seen it */
  return NULL;
}

/* -- requests ------------------------------------------------------------------------------- */

void
tau_model_file_open_async (TauWorker *worker, const char *path, int input_size,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, open_file, (GDestroyNotify)opening_free,
                                      (GDestroyNotify)tau_model_file_unref };
  Opening *opening = g_new (Opening, 1);
  *opening = (Opening){ g_strdup (path), input_size };
  tau_worker_ask (worker, &kind, opening, cancellable, callback, data);
}

void
tau_model_file_try_async (TauWorker *worker, TauModelFile *file, const TauModelChoices *choices,
                          TauImage *image, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, try_file, (GDestroyNotify)request_free,
                                      (GDestroyNotify)tau_model_trial_free };
  tau_worker_ask (worker, &kind, request_new (file, choices, image), cancellable, callback, data);
}

void
tau_model_file_make_async (TauWorker *worker, TauModelFile *file, const TauModelChoices *choices,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, make_pack, (GDestroyNotify)request_free,
                                      g_free };
  tau_worker_ask (worker, &kind, request_new (file, choices, NULL), cancellable, callback, data);
}
