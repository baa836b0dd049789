/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* An evaluation with known numbers on signs:test: clean, fog and saturate (held out) at severities
 * 1 and 3; methods center, ours:1, oracle. Errors in percent, center / ours:1 / oracle: clean 10
 * / 10.5 / 5, fog 30 and 50 / 20 and 44 / 10, saturate 20 and 40 / 25 and 39 / 10. `shift` is added
 * to every error of ours:1. One example per outcome, images 0 to 2 under fog 3. */
TauEvaluation *evaluation_fixture_new (double shift);

G_END_DECLS
