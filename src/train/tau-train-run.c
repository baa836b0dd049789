/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-common.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/file.h>
#include <unistd.h>

G_DEFINE_QUARK (tau_train_error, tau_train_error)

const float tau_train_mean[3] = { 0.5f, 0.5f, 0.5f };
const float tau_train_std[3] = { 0.25f, 0.25f, 0.25f };

double
tau_train_rate (double peak, double up, double progress)
{
  if (progress < up)
    return peak * (0.05 + 0.95 * progress / up);
  return peak * 0.5 * (1 + cos (G_PI * (progress - up) / (1 - up)));
}

/* g_file_set_contents_full() writes to NAME.XXXXXX first; nobody else writes now. */
static void
remove_leftovers (const char *folder, const char *checkpoint)
{
  g_autofree char *pattern = g_strconcat (checkpoint, ".??????", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!g_pattern_match_simple (pattern, name))
      continue;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
}

int
tau_train_take_folder (const char *folder, const char *checkpoint, GError **error)
{
  int fd = g_mkdir_with_parents (folder, 0755) == 0
               ? g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
               : -1;
  if (fd < 0) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE,
                 _ ("The folder “%s” cannot be made; choose another one with --out"), folder);
    return -1;
  }
  /* The folder, as the checkpoint itself is another file each time. File systems without locks
   * (some over a network) refuse otherwise; then it goes on without. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE,
                 _ ("Another training works in the folder “%s”; wait until it ends, or choose "
                    "another folder with --out"),
                 folder);
    close (fd);
    return -1;
  }
  remove_leftovers (folder, checkpoint);
  return fd;
}

gboolean
tau_train_check_classes (TauDataset *dataset, GPtrArray *classes, GError **error)
{
  gboolean same = dataset->classes->len == classes->len;
  for (guint i = 0; same && i < classes->len; i++)
    same = g_str_equal (g_ptr_array_index (dataset->classes, i), g_ptr_array_index (classes, i));
  if (!same)
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("“%s” has other classes than the images to train on; give a test set with the "
                    "same ones"),
                 dataset->spec);
  return same;
}
