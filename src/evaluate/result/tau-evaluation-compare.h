/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* Whether methods err differently on the same images, with how sure that is. */

/* Over which cells errors are compared: bits of one number. */
typedef enum {
  TAU_COMPARE_SET = 1 << 0,        /* clean, corrupted, held out */
  TAU_COMPARE_GROUP = 1 << 1,      /* noise, blur, weather, digital: those evaluated whole */
  TAU_COMPARE_SEVERITY = 1 << 2,   /* held-out corruptions apart */
  TAU_COMPARE_CORRUPTION = 1 << 3, /* over its severities */
  TAU_COMPARE_CELL = 1 << 4,       /* each corruption at each severity */
} TauCompareBy;

#define TAU_COMPARE_DEFAULT "set,group,severity,corruption"

/* A comma-separated list of the names in small letters; 0 with TAU_EVALUATE_ERROR_SPEC. */
guint tau_compare_by_parse (const char *text, GError **error);

typedef struct {
  const TauEvaluation *a, *b; /* b NULL: the methods of `a` against its center */
  const char *name_a, *name_b;
  const GArray *methods; /* of TauMethod: only these; NULL: all that both have */
  guint by;              /* of TauCompareBy */
} TauComparison;

/* For each method and what the means are over: the two errors, the difference (b minus a; or the
 * method minus center) with its 95 % interval by bootstrap over the images, how many answers only
 * one of the two has wrong, and the p of McNemar's test (tau-mcnemar.h): exact where each image has
 * one answer, else clustered by image. Text that ends with a newline.
 *
 * NULL with TAU_EVALUATE_ERROR_SPEC, which says what differs, unless both are complete, of the same
 * images, seed and number of classes, and have a method and cells in common. Rows are only there
 * where both have the same cells; and, if an older version stored a result, only of sets, without
 * the numbers of answers. */
char *tau_comparison_write (const TauComparison *self, TauTableFormat format, GError **error);

G_END_DECLS
