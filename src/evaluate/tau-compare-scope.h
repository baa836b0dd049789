/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/result/tau-evaluation-compare.h"

G_BEGIN_DECLS

#define TAU_N_COMPARE_BY 5

/* What an error is a mean over: cells that two evaluations have in common. */
typedef struct {
  guint by; /* of TauCompareBy */
  TauEvaluateSet set;
  const TauCorruption *type; /* of a corruption or a cell */
  int group, severity;       /* -1, 0: any */
  GArray *cells[2];          /* of guint: their numbers in each evaluation */
} TauCompareScope;

/* Those of the kinds `by` of whose cells both evaluations have all or none, and at least one; of
 * TauCompareScope. */
GPtrArray *tau_compare_scopes_new (const TauEvaluation *const both[2], guint by);

/* As the command line and the tables of evaluate name it. */
char *tau_compare_scope_dup_title (const TauCompareScope *self, const TauEvaluation *evaluation);
/* The corruption or the group; NULL: of neither. */
const char *tau_compare_scope_get_name (const TauCompareScope *self);
const char *tau_compare_by_name (TauCompareBy by); /* of one bit */

G_END_DECLS
