/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the network that a training with --init would start from, without training it:
 * write-started WEIGHTS ARCHITECTURE SIZE auto|symmetric|same MODEL. The images are those of
 * src/train: values of 0..1, less 0.5, by 0.25. With --refused FOLDER it prints why it takes none
 * of the folder's files. */

#include "torch-fixture.h"

#include <stdlib.h>

/* Prints what is said of each file of the folder, none of which fits. */
static int
refuse_all (const char *folder)
{
  const TauTrainerSpec spec = fixture_spec ("compact", 32, 12);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_false (fixture_load_weights (trainer, path, &error));
    fixture_assert_sentence (error, name);
    g_print ("%s\n", error->message);
  }
  fixture_torch ()->trainer_free (trainer);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  if (argc == 3)
    return refuse_all (argv[2]);
  g_assert_cmpint (argc, ==, 6);
  const TauTorchApi *torch = fixture_torch ();
  TauTrainerSpec spec = fixture_spec (argv[2], atoi (argv[3]), 12);
  spec.padding = g_str_equal (argv[4], "same")        ? TAU_PADDING_SAME
                 : g_str_equal (argv[4], "symmetric") ? TAU_PADDING_SYMMETRIC
                                                      : TAU_PADDING_AUTO;
  spec.average = 0.9f;
  for (guint c = 0; c < 3; c++)
    spec.mean[c] = 0.5f, spec.std[c] = 0.25f;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  gboolean done = fixture_load_weights (trainer, argv[1], &error);
  g_autoptr (GBytes) bytes = done ? torch->trainer_export (trainer, TRUE, &error) : NULL;
  done = bytes != NULL && g_file_set_contents (argv[5], g_bytes_get_data (bytes, NULL),
                                               g_bytes_get_size (bytes), &error);
  torch->trainer_free (trainer);
  if (!done)
    g_printerr ("%s\n", error->message);
  return done ? 0 : 1;
}
