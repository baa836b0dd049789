/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-compact.h"

#include "ranking/tau-fixed.h"
#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

/* An answer is: the label's number (all ones: none), its probability (float32), the entropy / 16,
 * the probability of the rest (16 bits each), then the entries, each the class's number and its
 * probability in 24 bits (the first few) or 16. A number of a class takes one byte for up to 255
 * classes, else two. All little-endian. 31 views and the predictions of an image then take less
 * than 2 kB for 100 classes and 4 kB for 1000. */
#define N_FINE       3
#define MAX_ENTRIES  27
#define SMALL_LIST   16 /* entries for up to 255 classes */
#define ENTROPY_UNIT 16

/* The probabilities have no sign, 5 bits of exponent, and the rest of mantissa; from 2^-30 down
 * they are evenly spaced, as subnormal floats are. */
#define FINE_BITS   19
#define COARSE_BITS 11
#define BIAS        31

/* A softmax may sum to a little more than 1. */
#define LARGEST 1.5

static guint
id_bytes (guint n_classes)
{
  return n_classes <= 255 ? 1 : 2;
}

static guint
count_entries (guint n_classes)
{
  return n_classes <= 255 ? SMALL_LIST : MAX_ENTRIES;
}

gsize
tau_compact_n_bytes (guint n_classes)
{
  if (n_classes < TAU_COMPACT_MIN_CLASSES || n_classes > G_MAXUINT16)
    return 0;
  const gsize id = id_bytes (n_classes), n = count_entries (n_classes);
  return id + 4 + 2 + 2 + n * (id + 2) + N_FINE;
}

/* ---- numbers ---- */

/* value: 0..LARGEST. */
static guint32
to_bits (double value, int mantissa)
{
  int exponent;
  const double fraction = 2 * frexp (value, &exponent); /* 1..2 */
  const int biased = exponent - 1 + BIAS;
  /* Rounding up may carry into the exponent, which then is right. */
  if (value == 0 || biased < 1)
    return (guint32)nearbyint (ldexp (value, mantissa + BIAS - 1));
  return ((guint32)biased << mantissa) + (guint32)nearbyint (ldexp (fraction - 1, mantissa));
}

static float
from_bits (guint32 bits, int mantissa)
{
  const guint32 one = 1u << mantissa;
  const int exponent = (int)(bits >> mantissa);
  const guint32 fraction = bits & (one - 1);
  return exponent == 0 ? (float)ldexp (fraction, 1 - BIAS - mantissa)
                       : (float)ldexp (one + fraction, exponent - BIAS - mantissa);
}

static guint8 *
put (guint8 *out, guint32 value, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    *out++ = (guint8)(value >> 8 * i);
  return out;
}

static guint32
take (const guint8 **in, guint n_bytes)
{
  guint32 value = 0;
  for (guint i = 0; i < n_bytes; i++)
    value |= (guint32) * (*in)++ << 8 * i;
  return value;
}

/* ---- writing ---- */

static gboolean
is_distribution (const float *row, guint n_classes)
{
  for (guint c = 0; c < n_classes; c++)
    if (!(row[c] >= 0 && row[c] <= LARGEST))
      return FALSE;
  return TRUE;
}

/* The probability of the classes that are not among the entries. */
static double
find_rest (const float *row, guint n_classes, const guint *entries, guint n)
{
  g_autofree guint8 *listed = g_malloc0 (n_classes);
  double rest = 0;
  for (guint i = 0; i < n; i++)
    listed[entries[i]] = 1;
  for (guint c = 0; c < n_classes; c++)
    if (!listed[c])
      rest += row[c];
  return rest;
}

gboolean
tau_compact_encode (const float *row, guint n_classes, gint32 label, guint8 *out)
{
  const guint id = id_bytes (n_classes), n = count_entries (n_classes);
  guint entries[MAX_ENTRIES];
  guint32 bits = 0;
  g_return_val_if_fail (tau_compact_n_bytes (n_classes) > 0, FALSE);
  g_return_val_if_fail (label < (gint32)n_classes, FALSE);
  if (!is_distribution (row, n_classes))
    return FALSE;
  tau_find_largest (row, n_classes, n, entries);
  const double rest = find_rest (row, n_classes, entries, n);
  const double entropy = tau_entropy (row, n_classes) / ENTROPY_UNIT;
  if (!(rest <= LARGEST && entropy <= LARGEST))
    return FALSE;

  if (label >= 0)
    memcpy (&bits, &row[label], sizeof bits);
  out = put (out, label >= 0 ? (guint32)label : G_MAXUINT32, id);
  out = put (out, bits, 4);
  out = put (out, to_bits (entropy, COARSE_BITS), 2);
  out = put (out, to_bits (rest, COARSE_BITS), 2);
  for (guint i = 0; i < n; i++) {
    out = put (out, entries[i], id);
    out = put (out, to_bits (row[entries[i]], i < N_FINE ? FINE_BITS : COARSE_BITS),
               i < N_FINE ? 3 : 2);
  }
  return TRUE;
}

/* ---- reading ---- */

typedef struct {
  guint n;
  guint ids[MAX_ENTRIES];
  float values[MAX_ENTRIES];
  gint32 label; /* or TAU_COMPACT_NO_LABEL */
  float likelihood;
  guint at; /* where the label is among the entries; n: nowhere */
  float entropy, rest;
} Answer;

static gboolean
read_answer (Answer *self, const guint8 *in, guint n_classes)
{
  const guint id = id_bytes (n_classes);
  const guint32 label = take (&in, id), none = id == 1 ? G_MAXUINT8 : G_MAXUINT16;
  const guint32 bits = take (&in, 4);
  memcpy (&self->likelihood, &bits, sizeof bits);
  self->label = label == none ? TAU_COMPACT_NO_LABEL : (gint32)label;
  self->entropy = from_bits (take (&in, 2), COARSE_BITS) * ENTROPY_UNIT;
  self->rest = from_bits (take (&in, 2), COARSE_BITS);
  self->n = self->at = count_entries (n_classes);
  for (guint i = 0; i < self->n; i++) {
    self->ids[i] = take (&in, id);
    self->values[i] =
        from_bits (take (&in, i < N_FINE ? 3 : 2), i < N_FINE ? FINE_BITS : COARSE_BITS);
    if (self->ids[i] >= n_classes)
      return FALSE;
    if (self->ids[i] == label)
      self->at = i;
  }
  return (label == none || label < n_classes) && self->likelihood >= 0 &&
         self->likelihood <= LARGEST;
}

/* The least value that is found before one of `value`, whose class is the earlier one or not. */
static float
above (float value, gboolean earlier)
{
  return earlier ? nextafterf (value, 2) : value;
}

static float
below (float value, gboolean earlier)
{
  return earlier || value == 0 ? value : nextafterf (value, 0);
}

/* Rounding may have made equal what was not, or the label's exact value larger than what precedes
 * it: restores the order by the least steps that floats have. */
static void
restore_order (Answer *self)
{
  const guint anchor = self->label < 0 ? 0 : self->at;
  float least = self->label < 0 ? self->values[0] : self->likelihood;
  guint id = self->label < 0 ? self->ids[0] : (guint)self->label;
  if (anchor < self->n)
    self->values[anchor] = least;
  for (guint i = anchor; i-- > 0; id = self->ids[i]) {
    self->values[i] = MAX (self->values[i], above (least, id < self->ids[i]));
    least = self->values[i];
  }
  for (guint i = anchor + 1; i < self->n; i++)
    self->values[i] =
        MIN (self->values[i], below (self->values[i - 1], self->ids[i - 1] < self->ids[i]));
}

gboolean
tau_compact_decode (const guint8 *in, guint n_classes, float *row, float *entropy)
{
  Answer answer;
  if (!read_answer (&answer, in, n_classes))
    return FALSE;
  restore_order (&answer);
  guint n_rest = n_classes - answer.n;
  float rest = answer.rest;
  if (answer.label >= 0 && answer.at == answer.n) {
    rest = MAX (rest - answer.likelihood, 0);
    n_rest--;
  }
  const float each = MIN (rest / n_rest, below (answer.values[answer.n - 1], FALSE));
  for (guint c = 0; c < n_classes; c++)
    row[c] = each;
  if (answer.label >= 0)
    row[answer.label] = answer.likelihood;
  for (guint i = 0; i < answer.n; i++)
    row[answer.ids[i]] = answer.values[i];
  *entropy = answer.entropy;
  return TRUE;
}
