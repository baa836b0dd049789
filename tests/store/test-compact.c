/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compact form of answers: how few bytes it takes, and what of an answer it keeps. */
#include "store/tau-compact.h"

#include "base/tau-random.h"
#include "ranking/tau-fixed.h"
#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

#define MAX_CLASSES 1000
#define N_VIEWS     31

static const guint counts[] = { 27, 100, 255, 256, 1000 };

/* From nearly certain to nearly even. */
static void
draw_answer (TauRandom *random, guint n_classes, double scale, float *row)
{
  for (guint c = 0; c < n_classes; c++)
    row[c] = (float)(tau_random_normal (random, 0, scale));
  tau_softmax (row, n_classes, row);
}

static void
pack (const float *row, guint n_classes, gint32 label, float *out, float *entropy)
{
  guint8 bytes[256];
  g_assert_cmpuint (tau_compact_n_bytes (n_classes), <=, sizeof bytes);
  g_assert_true (tau_compact_encode (row, n_classes, label, bytes));
  g_assert_true (tau_compact_decode (bytes, n_classes, out, entropy));
}

/* What is promised: an image and corruption with 31 views, and the predictions for it and its
 * mirror image (96 bytes), in less than 2 kB for 100 classes and 4 kB for 1000. */
static void
test_bytes (void)
{
  g_assert_cmpuint (tau_compact_n_bytes (1), ==, 0);
  g_assert_cmpuint (tau_compact_n_bytes (26), ==, 0);
  g_assert_cmpuint (tau_compact_n_bytes (27), ==, 60);
  g_assert_cmpuint (tau_compact_n_bytes (100), ==, 60);
  g_assert_cmpuint (N_VIEWS * tau_compact_n_bytes (100) + 96, <, 2000);
  g_assert_cmpuint (tau_compact_n_bytes (255), ==, 60);
  g_assert_cmpuint (tau_compact_n_bytes (256), ==, 121);
  g_assert_cmpuint (tau_compact_n_bytes (1000), ==, 121);
  g_assert_cmpuint (N_VIEWS * tau_compact_n_bytes (1000) + 96, <, 4000);
  g_assert_cmpuint (tau_compact_n_bytes (65535), ==, 121);
  g_assert_cmpuint (tau_compact_n_bytes (65536), ==, 0);
}

static void
assert_kept (const float *row, guint n, gint32 label, const float *back, float entropy)
{
  guint largest[16];
  double sum = 0, before = 0;
  g_assert_cmpuint (tau_argmax (back, n), ==, tau_argmax (row, n));
  if (label >= 0)
    g_assert_cmpfloat (back[label], ==, row[label]);
  g_assert_cmpfloat_with_epsilon (entropy, tau_entropy (row, n), 3e-4 * entropy + 1e-9);
  tau_find_largest (row, n, 16, largest);
  for (guint i = 0; i < 16; i++)
    g_assert_cmpfloat_with_epsilon (back[largest[i]], row[largest[i]],
                                    (i < 3 ? 1.1e-6 : 2.6e-4) * row[largest[i]] + 1e-12);
  for (guint c = 0; c < n; c++) {
    g_assert_cmpfloat (back[c], >=, 0);
    sum += back[c];
    before += row[c];
  }
  g_assert_cmpfloat_with_epsilon (sum, before, 5e-4);
}

static void
test_round_trip (void)
{
  static const double scales[] = { 0.01, 0.3, 1, 3, 10, 60 };
  float row[MAX_CLASSES], back[MAX_CLASSES], entropy;
  TauRandom random;
  tau_random_init (&random, 3, 1);
  for (guint n = 0; n < G_N_ELEMENTS (counts); n++)
    for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
      for (guint i = 0; i < 60; i++) {
        draw_answer (&random, counts[n], scales[s], row);
        const gint32 label = i % 3 == 0   ? TAU_COMPACT_NO_LABEL
                             : i % 3 == 1 ? (gint32)tau_random_below (&random, counts[n])
                                          : (gint32)tau_argmax (row, counts[n]);
        pack (row, counts[n], label, back, &entropy);
        assert_kept (row, counts[n], label, back, entropy);
      }
}

/* Neighbouring floats round to the same number: the answer must stay, wherever the label is. */
static void
test_ties (void)
{
  float row[100], back[100], entropy;
  for (guint first = 0; first < 60; first += 7)
    for (gint32 label = TAU_COMPACT_NO_LABEL; label < 100; label++) {
      float value = 1 / 100.0f;
      for (guint i = 0; i < 100; i++)
        row[(first + 37 * i) % 100] = value = nextafterf (value, i % 5 == 0 ? 0 : value);
      pack (row, 100, label, back, &entropy);
      assert_kept (row, 100, label, back, entropy);
    }
  for (guint c = 0; c < 100; c++)
    row[c] = 0.01f;
  pack (row, 100, 99, back, &entropy);
  assert_kept (row, 100, 99, back, entropy);
  memset (row, 0, sizeof row);
  row[70] = 1;
  for (gint32 label = TAU_COMPACT_NO_LABEL; label < 100; label++) {
    pack (row, 100, label, back, &entropy);
    g_assert_cmpmem (back, sizeof back, row, sizeof row);
    g_assert_cmpfloat (entropy, ==, 0);
  }
}

/* The mean over views, which methods answer with: the same answer, though the views differ much,
 * and the likelihood of the label as if nothing had been left out, also where it is among the
 * largest of no view. */
static void
test_ensembles (void)
{
  g_autofree float *rows = g_new (float, 12 * MAX_CLASSES), *back = g_new (float, 12 * MAX_CLASSES);
  float base[MAX_CLASSES], mean[MAX_CLASSES], found[MAX_CLASSES], entropy;
  TauRandom random;
  guint n_outside = 0, n_others = 0;
  tau_random_init (&random, 3, 2);
  for (guint n = 0; n < G_N_ELEMENTS (counts); n++)
    for (guint i = 0; i < 200; i++) {
      const guint n_classes = counts[n], k = 2 + i % 11;
      const gint32 label = (gint32)tau_random_below (&random, n_classes);
      for (guint c = 0; c < n_classes; c++)
        base[c] = (float)tau_random_normal (&random, 0, 2);
      for (guint v = 0; v < k; v++) {
        float *row = rows + v * n_classes;
        draw_answer (&random, n_classes, 1, row);
        for (guint c = 0; c < n_classes; c++)
          row[c] = logf (row[c]) + base[c];
        tau_softmax (row, n_classes, row);
        pack (row, n_classes, label, back + v * n_classes, &entropy);
      }
      tau_ensemble_mean (rows, n_classes, NULL, k, mean);
      tau_ensemble_mean (back, n_classes, NULL, k, found);
      const gsize answer = tau_argmax (mean, n_classes), other = tau_argmax (found, n_classes);
      n_others += answer != other;
      g_assert_cmpfloat (mean[other], >, 0.98f * mean[answer]);
      g_assert_cmpfloat (found[label], ==, mean[label]);
      n_outside += mean[label] < 1e-4;
    }
  g_assert_cmpuint (n_outside, >, 20);
  /* One of 1000, where an unlikely class of one view was the answer of the rest by a hair. */
  g_assert_cmpuint (n_others, <=, 1);
}

/* A label that is set later, or that another data set gives: from the entries, or a share of the
 * rest. */
static void
test_other_label (void)
{
  float row[100], back[100], entropy;
  guint order[100];
  TauRandom random;
  tau_random_init (&random, 3, 3);
  for (guint i = 0; i < 100; i++) {
    double rest = 0;
    draw_answer (&random, 100, 1.5, row);
    tau_find_largest (row, 100, 100, order);
    pack (row, 100, i % 2 == 0 ? TAU_COMPACT_NO_LABEL : (gint32)order[99], back, &entropy);
    for (guint place = 0; place < 16; place++)
      g_assert_cmpfloat_with_epsilon (log (back[order[place]]), log (row[order[place]]), 3e-4);
    for (guint place = 16; place < 99; place++) {
      rest += row[order[place]];
      g_assert_cmpfloat (back[order[place]], ==, back[order[16]]);
      g_assert_cmpfloat (back[order[place]], <, back[order[15]]);
    }
    g_assert_cmpfloat_with_epsilon (back[order[16]], rest / 83, 0.03 * back[order[16]]);
  }
}

static void
test_no_distribution (void)
{
  static const float bad[] = { NAN, -1e-9f, -NAN, 2, INFINITY, -INFINITY };
  guint8 bytes[60];
  float row[100] = { 1 };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    row[99] = bad[i];
    g_assert_false (tau_compact_encode (row, 100, 0, bytes));
  }
  for (guint c = 0; c < 100; c++)
    row[c] = 1;
  g_assert_false (tau_compact_encode (row, 100, 0, bytes));
}

static void
test_damage (void)
{
  static const guint8 wrong[][2] = {
    { 0, 100 }, { 9, 100 }, { 13, 255 }, { 57, 101 }, { 4, 0xff }
  };
  guint8 bytes[60];
  float row[100] = { 1 }, entropy;
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    memset (row, 0, sizeof row);
    row[0] = 1;
    g_assert_true (tau_compact_encode (row, 100, 0, bytes));
    bytes[wrong[i][0]] = wrong[i][1];
    g_assert_false (tau_compact_decode (bytes, 100, row, &entropy));
  }
}

/* The same on every machine. */
static void
test_layout (void)
{
  guint8 bytes[60];
  float row[100] = { 0 };
  row[5] = 0.5f;
  row[2] = 0.25f;
  row[7] = 0.125f;
  row[9] = 0.125f;
  g_assert_true (tau_compact_encode (row, 100, 7, bytes));
  g_autoptr (GString) hex = g_string_new (NULL);
  for (guint i = 0; i < 24; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  /* Label 7 with 0.125; entropy 1.213 / 16; no rest; the entries 5, 2, 7 (24 bits), 9, 0 (16). */
  g_assert_cmpstr (hex->str, ==,
                   "07"
                   "0000003e"
                   "b4d9"
                   "0000"
                   "050000f0"
                   "020000e8"
                   "070000e0"
                   "0900e0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/compact/bytes", test_bytes);
  g_test_add_func ("/store/compact/round-trip", test_round_trip);
  g_test_add_func ("/store/compact/ties", test_ties);
  g_test_add_func ("/store/compact/ensembles", test_ensembles);
  g_test_add_func ("/store/compact/other-label", test_other_label);
  g_test_add_func ("/store/compact/no-distribution", test_no_distribution);
  g_test_add_func ("/store/compact/damage", test_damage);
  g_test_add_func ("/store/compact/layout", test_layout);
  return g_test_run ();
}
