/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-mcnemar.h"

#include <math.h>

/* With exponents of its own: 2^-n has none that a double could hold. */
typedef struct {
  double value;
  gint64 exponent;
} Wide;

static void
wide_multiply (Wide *self, double factor)
{
  int exponent;
  self->value = frexp (self->value * factor, &exponent);
  self->exponent += exponent;
}

double
tau_mcnemar_exact (guint64 a, guint64 b)
{
  const guint64 n = a + b, k = MIN (a, b);
  Wide last = { 1, 0 }; /* probability that the smaller side gets k: (n over k) / 2^n */
  double sum = 1, term = 1;
  for (guint64 i = 1; i <= k; i++)
    wide_multiply (&last, (double)(n - k + i) / i);
  last.exponent -= (gint64)MIN (n, G_MAXINT32);
  /* The terms below k, each over that of k, until they no longer count. */
  for (guint64 i = k; i > 0 && term > 1e-20; i--) {
    term *= (double)i / (n - i + 1);
    sum += term;
  }
  wide_multiply (&last, 2 * sum);
  return last.exponent < -1070 ? 0 : MIN (ldexp (last.value, last.exponent), 1);
}

double
tau_mcnemar_clustered (const gint8 *differences, gsize n)
{
  gint64 sum = 0, squares = 0;
  for (gsize i = 0; i < n; i++) {
    sum += differences[i];
    squares += differences[i] * differences[i];
  }
  return squares == 0 ? 1 : erfc (sqrt ((double)sum * sum / squares / 2));
}
