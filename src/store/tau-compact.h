/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A target's answer to one view in few bytes, for packs of many classes: the label and its exact
 * probability, the entropy of the answer, its largest entries in falling order, and the
 * probability of the rest. What is read back has the same answer (the first of the largest), the
 * same probability of the label, the largest entries to 20 bits (the first three) or 12, and the
 * rest spread evenly over the other classes. Machines of either byte order write the same bytes. */

/* Packs of fewer classes keep the probabilities of all. */
#define TAU_COMPACT_MIN_CLASSES 27

#define TAU_COMPACT_NO_LABEL    (-1)

/* Bytes of an answer; 0: answers of so few (or more than 65535) classes are not made compact. */
gsize tau_compact_n_bytes (guint n_classes);

/* label: the true class, or TAU_COMPACT_NO_LABEL. FALSE: the row is no distribution (a NaN, a
 * negative value, far more than 1), and is to be kept as it is. */
gboolean tau_compact_encode (const float *row, guint n_classes, gint32 label, guint8 *out);

/* row: n_classes; entropy: in nats. FALSE: damaged. */
gboolean tau_compact_decode (const guint8 *in, guint n_classes, float *row, float *entropy);

G_END_DECLS
