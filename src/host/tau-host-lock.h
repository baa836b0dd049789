/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sanitizer maps terabytes, and needs system calls of its own, so such a build, which nobody uses
 * but the tests, is never locked and does not warn of it. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TAU_HOST_SANITIZED TRUE
#else
#define TAU_HOST_SANITIZED FALSE
#endif

/* Locks this process and all its threads for good, as GNOME's image loaders do: from now on it
 * opens no file, uses no network, starts no program and sends no signal to others (seccomp, and
 * Landlock where the kernel has it). It computes, and reads and writes what is already open.
 * FALSE if the kernel does not do that; `reason`, if not NULL, receives why. */
gboolean tau_host_lock (char **reason);

/* At most `bytes` of memory of its own; 0: no limit. Call it before libtorch is opened. */
void tau_host_limit_memory (guint64 bytes);

typedef enum {
  TAU_HOST_DENIED_NOTHING,
  TAU_HOST_DENIED_READING, /* a file was to be opened for reading */
  TAU_HOST_DENIED_WRITING, /* a file was to be written, made, moved or removed */
  TAU_HOST_DENIED_OTHER,   /* network, programs, signals */
} TauHostDenied;

/* The gravest of what has been denied since the last tau_host_forget_denied(). */
TauHostDenied tau_host_get_denied (void);
void tau_host_forget_denied (void);

G_END_DECLS
