/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-session.h"

G_BEGIN_DECLS

/* Multiply-adds of one inference: those that pack.json gives, or else those that libtorch counted;
 * NaN when neither is known. Of the predictor: 0 when there is none. */
double tau_session_target_cost (const TauSession *self);
double tau_session_predictor_cost (const TauSession *self);

/* Says in the log when pack.json gives another figure than libtorch counted. */
void tau_session_check_costs (const TauSession *self);

G_END_DECLS
