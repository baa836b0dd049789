/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A program that is run from its build folder takes its packs, its settings schema and its libtorch
 * module from there and from the source. meson writes a marker file into the build folder; an
 * installed program finds none above itself, and knows neither path. */

/* Name of the marker: a key file, group "build", key "source" (the absolute path of the source). */
#define TAU_BUILD_MARKER "tauscope-build-folder.ini"

/* The build folder that `program` lies in, up to four levels above it; NULL where there is none. A
 * marker of another owner than the program's does not count: who can write into /tmp must not
 * choose the module of a program below it. */
char *tau_build_folder_above (const char *program);

/* Of this program, joined with `path` (relative to the build folder); NULL for an installed
 * program. */
char *tau_build_folder_file (const char *path);

/* As tau_build_folder_file(), relative to the top of the source. */
char *tau_source_folder_file (const char *path);
