/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the libtorch module and the program that asks it must agree on. */

/* Images in one batch of model_run(). Large enough to keep all cores busy, small enough that the
 * allocator reuses the memory of the activations. In batches of 256 this memory is returned to the
 * kernel each time, and clearing fresh pages took three quarters of the time (bench-target). */
#define TAU_BATCH 64

/* More answers than any list of classes has; memory is reserved for each. */
#define TAU_MAX_OUTPUTS 100000
