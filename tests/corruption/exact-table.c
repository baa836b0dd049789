/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `make exact`: prints what differs between the corruptions and the reference's outputs, as a
 * Markdown table; ends with 1 where a difference is more than a tie. */
#include "replay.h"

#include <locale.h>

#define MAX_TIES_PERCENT 1.0

typedef struct {
  int n_images;
  gsize values, different;
  int largest;
} Row;

static void
add_row (const Replay *replay, gpointer data)
{
  Row *row = (Row *)data + replay->severity - 1;
  row->n_images++;
  row->values += replay->n;
  for (gsize i = 0; i < replay->n; i++) {
    int difference = ABS ((int)replay->expected[i] - replay->got[i]);
    row->largest = MAX (row->largest, difference);
    row->different += difference > 0;
  }
}

/* Returns how many rows are not the reference's. */
static int
print_rows (const TauCorruption *corruption, TauPreset preset)
{
  Row rows[TAU_N_SEVERITIES] = { 0 };
  int n_wrong = 0;
  replay_compare (corruption, preset, add_row, rows);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    const Row *row = &rows[severity - 1];
    if (row->n_images == 0) {
      g_print ("| %s | %d | %s | 0 | not recorded | – |\n", corruption->name, severity,
               preset == TAU_PRESET_CIFAR ? "cifar" : "imagenet");
      continue;
    }
    double percent = 100.0 * row->different / row->values;
    g_print ("| %s | %d | %s | %d | %.4f %% | %d |\n", corruption->name, severity,
             preset == TAU_PRESET_CIFAR ? "cifar" : "imagenet", row->n_images, percent,
             row->largest);
    n_wrong += row->largest > 1 || percent > MAX_TIES_PERCENT;
  }
  return n_wrong;
}

int
main (void)
{
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  const char *shared = g_getenv ("TAUSCOPE_SHARED");
  g_autofree char *folder =
      g_build_filename (shared != NULL ? shared : "../shared", "reference", NULL);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_printerr ("There is no folder “%s” with the reference's outputs: nothing to compare with.\n",
                folder);
    return 0;
  }
  g_print ("| corruption | severity | preset | images | values that differ | largest difference |\n"
           "|---|--:|---|--:|--:|--:|\n");
  int n_wrong = 0;
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    for (TauPreset preset = TAU_PRESET_CIFAR; preset <= TAU_PRESET_IMAGENET; preset++)
      n_wrong += print_rows (tau_corruption_get (i), preset);
  g_print ("\n%d rows differ by more than a tie (1 level in 1 %% of the values).\n", n_wrong);
  return n_wrong > 0;
}
