/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The names of the classes of a data set of MedMNIST, whose files hold only numbers; known by the
 * beginning of the file's name, as in “bloodmnist.npz” and “bloodmnist_224.npz”. Ends with NULL;
 * NULL for any other file. Source: info.py of the Python package medmnist, 3.0. */
const char *const *tau_medmnist_get_classes (const char *path);

G_END_DECLS
