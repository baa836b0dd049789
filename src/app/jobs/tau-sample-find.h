/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Finds what tau_sample_get_path() named: a file, or "signs:test 12", "cifar-c:PATH 12". Opens data
 * sets: call on the worker's thread. */
TauSample *tau_sample_find (const char *path, GError **error);

G_END_DECLS
