/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "image/tau-image.h"

G_BEGIN_DECLS

/* The same work in Python on this machine: a script of tests/compare, started once, asked for times
 * line by line in between our own measurements, so that both meet the same load. */
typedef struct _BenchPython BenchPython;

/* tests/compare/SCRIPT --serve FOLDER. NULL, and a sentence on standard error, where Python or what
 * the script imports is not installed. */
BenchPython *bench_python_start (const char *script, const char *folder);
void bench_python_stop (BenchPython *self);

/* The answer to one line, in CPU milliseconds; NAN once something went wrong. */
double bench_python_ask (BenchPython *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* For the script: a new folder, a picture in it, the folder's end. */
char *bench_folder_new (void);
void bench_folder_add (const char *folder, const TauImage *image, const char *name);
void bench_folder_remove (char *folder);

/* CPU milliseconds of this thread so far. */
double bench_cpu_ms (void);

G_END_DECLS
