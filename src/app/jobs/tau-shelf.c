/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-shelf.h"

#include "model/tau-pack-file.h"
#include "model/tau-pack-shelf.h"

#include <glib/gstdio.h>

typedef struct {
  TauShelfChange change;
  TauPack *pack;
  char *text;
} Request;

static void
request_free (Request *self)
{
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_free (self->text);
  g_free (self);
}

/* The folder of a pack that is no longer needed, or NULL. */
static char *
take_folder (TauPack *pack)
{
  char *folder = pack != NULL ? g_strdup (pack->folder) : NULL;
  g_clear_pointer (&pack, tau_pack_unref);
  return folder;
}

static gpointer
change (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *self = data;
  switch (self->change) {
  case TAU_SHELF_IMPORT:
    return take_folder (tau_pack_import (self->text, cancellable, error));
  case TAU_SHELF_EXPORT:
    return tau_pack_export (self->pack, self->text, cancellable, error) ? g_strdup ("") : NULL;
  case TAU_SHELF_RENAME:
    return take_folder (tau_pack_rename (self->pack, self->text, error));
  case TAU_SHELF_DUPLICATE:
    return take_folder (tau_pack_copy (self->pack, self->pack->name, cancellable, error));
  case TAU_SHELF_REMOVE:
    return tau_pack_remove (self->pack, error);
  case TAU_SHELF_RESTORE:
    return tau_pack_restore (self->text, self->pack->folder, error) ? g_strdup ("") : NULL;
  case TAU_SHELF_PURGE:
    tau_pack_purge (self->text);
    return g_strdup ("");
  }
  g_return_val_if_reached (NULL);
}

static guint64
file_size (const TauPackModel *model)
{
  GStatBuf info;
  return model->path != NULL && g_stat (model->path, &info) == 0 ? info.st_size : 0;
}

static gpointer
check (TauWorkerState *state, gpointer pack, GCancellable *cancellable, GError **error)
{
  const TauPack *self = pack;
  TauShelfState *out = g_new (TauShelfState, 1);
  out->n_bytes = file_size (&self->target) + file_size (&self->predictor);
  out->whole = tau_pack_verify (pack, NULL);
  return out;
}

void
tau_shelf_change_async (TauWorker *worker, TauShelfChange kind_of_change, TauPack *pack,
                        const char *text, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, change, (GDestroyNotify)request_free,
                                      g_free };
  Request *request = g_new (Request, 1);
  *request =
      (Request){ kind_of_change, pack != NULL ? tau_pack_ref (pack) : NULL, g_strdup (text) };
  tau_worker_ask (worker, &kind, request, cancellable, callback, data);
}

void
tau_shelf_check_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, check, (GDestroyNotify)tau_pack_unref,
                                      g_free };
  tau_worker_ask (worker, &kind, tau_pack_ref (pack), cancellable, callback, data);
}
