/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "corruption/tau-corruption-spec.h"
#include "evaluate/tau-method.h"
#include "model/tau-pack-policies.h"
#include "model/tau-session.h"

G_BEGIN_DECLS

/* Every method on one image: the target has seen every view that a method may use, so that each
 * method, whatever its k, is arithmetic on its answers. Never changes once made. */
typedef struct _TauMethodBoard TauMethodBoard;

/* picture: prepared (side = input size + margin), not yet corrupted. label -1: the target's own
 * answer without a transform. The gps methods use the policies of pack.json. Runs on the thread
 * that owns the session, and checks `cancellable` every few views. */
TauMethodBoard *tau_method_board_new (TauSession *session, TauImage *picture,
                                      const TauCorruptionSpec *corruption, int label,
                                      GCancellable *cancellable, GError **error);
void tau_method_board_free (TauMethodBoard *self);

/* What a method answers. */
typedef struct {
  int answer; /* class */
  double confidence;
  double loss; /* nats */
  gboolean correct;
  double relative_cost; /* multiply-adds over those of one target inference; NAN: not known */
} TauMethodVerdict;

/* FALSE: it needs a predictor, or a policy, that the pack does not have; or, like fixed:K and
 * per-corruption:1, other images; or its chains may have more than two steps. */
gboolean tau_method_board_ask (const TauMethodBoard *self, const TauMethod *method,
                               TauMethodVerdict *out);
/* One transform, the same for every image. */
void tau_method_board_ask_fixed (const TauMethodBoard *self, guint transform,
                                 TauMethodVerdict *out);
gboolean tau_method_board_has_policies (const TauMethodBoard *self);
gboolean tau_method_board_label_given (const TauMethodBoard *self);

/* Every method, those with a K with this one (1..12), and each fixed transform: answer, verdict,
 * confidence, loss, cost. */
TauTable *tau_method_board_to_table (const TauMethodBoard *self, TauPack *pack, guint k);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauMethodBoard, tau_method_board_free)

G_END_DECLS
