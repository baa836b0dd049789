/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A program that is run from its build folder takes its packs, its settings schema and its libtorch
 * module from there and from the source. meson writes a marker file into the build folder; an
 * installed program finds no marker above itself and knows neither path. */

/* Name of the marker: a key file, group "build", key "source" (the absolute path of the source). */
#define TAU_BUILD_MARKER "tauscope-build-folder.ini"

/* The build folder that contains `program`, up to four levels above it; NULL if there is none. A
 * marker whose owner differs from the program's is ignored: a user who can write to /tmp must not
 * choose the module of a program below it. */
char *tau_build_folder_above (const char *program);

/* The path of a file in this program's build folder. `path` is relative to that folder. NULL for an
 * installed program. */
char *tau_build_folder_file (const char *path);

/* Like tau_build_folder_file(), but relative to the top of the source tree. */
char *tau_source_folder_file (const char *path);
