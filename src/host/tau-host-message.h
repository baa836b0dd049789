/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"

G_BEGIN_DECLS

/* What the program and its model process say to each other, over sockets that keep the boundaries
 * of messages (SOCK_SEQPACKET). Both are parts of one build, so a message is a struct.
 *
 * The control socket carries TAU_HOST_CHANNEL and TAU_HOST_CANCEL, and its end ends the process.
 * Each channel is served by a thread of the model process, one request after the other. */

typedef enum {
  TAU_HOST_CHANNEL = 1, /* a new channel; with its socket */
  TAU_HOST_CANCEL,      /* gives up the request `id`, between two batches */
  TAU_HOST_LOAD,        /* text: path, to be named in errors; with the open file */
  TAU_HOST_FREE,        /* `model`; no reply */
  TAU_HOST_BUFFER,      /* makes known `buffer` of `size` bytes; with its memory; no reply */
  TAU_HOST_FORGET,      /* `buffer`; no reply */
  TAU_HOST_RUN,         /* `model` on `n` images at `in`; answers at `out` of the same or another
                           buffer */
  TAU_HOST_WEIGHTS,     /* text: path; the weights go to `out`; with the open file */
  TAU_HOST_DESCRIBE,    /* text: path, to be named in errors; with the open file */
} TauHostRequestType;

typedef struct {
  guint32 buffer;
  guint64 at; /* bytes */
} TauHostPlace;

/* Followed by text without a final 0. */
typedef struct {
  guint32 type, id;
  gint32 n_threads;
  gint32 input_size;
  guint64 model; /* as in the reply to TAU_HOST_LOAD */
  guint64 n, size;
  guint32 buffer;
  TauHostPlace in, out;
} TauHostRequest;

/* Followed by text: the error, or the version of libtorch in the first message of all. */
typedef struct {
  guint32 id;
  gint32 failed; /* a TauTorchError or 0; negative: cancelled */
  guint64 model, size;
  TauModelForm form; /* of TAU_HOST_LOAD and TAU_HOST_DESCRIBE */
  gint32 fast_blas;
  gint32 locked;
} TauHostReply;

/* More than any path or sentence. */
#define TAU_HOST_MAX_TEXT 8192

/* Sends a struct, a text (may be NULL) and an open file (or -1). FALSE if the other end is gone, or
 * does not read what it is sent. */
gboolean tau_host_send (int socket, gconstpointer head, gsize size, const char *text, int fd);

/* Waits for a message with a struct of that size. `text` receives the rest of the message and is
 * freed by the caller; `fd` receives the open file that came with it or -1. Either may be NULL.
 * FALSE if the other end is gone or sent something else. */
gboolean tau_host_receive (int socket, gpointer head, gsize size, char **text, int *fd);

G_END_DECLS
