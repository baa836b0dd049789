/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "cli/tau-cli-images.h"
#include "evaluate/tau-classify.h"

G_BEGIN_DECLS

/* What classify says of one image. */
typedef struct {
  TauCliImage image;
  TauCorruptionSpec corruption;
  const char *label; /* that the data set gives; NULL: none */
  GError *error;     /* the image cannot be read; the rest is empty then */
  guint n_top;
  guint *classes; /* n_top, the likeliest first */
  float *confidences;
  guint n_choices;
  TauComposition choices[TAU_N_TRANSFORMS];
} TauCliAnswer;

/* How answers are written: as text, JSON or CSV; each is written out at once. */
typedef struct {
  TauTableFormat format;
  TauPack *pack;
  const TauMethod *method;
  double cost;
  guint top;
} TauCliAnswerWriter;

/* A line before the answers, if the format has one. */
void tau_cli_answers_begin (const TauCliAnswerWriter *self);
void tau_cli_answers_write (const TauCliAnswerWriter *self, const TauCliAnswer *answer);

G_END_DECLS
