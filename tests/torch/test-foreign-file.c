/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that people take for a model are named for what they are, with what to do. */

#include "torch-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *name, *content;
  gsize length;
  const char *says;
} File;

#define FILE_OF(name, content, says)                                                               \
  {                                                                                                \
    name, content, sizeof (content) - 1, says                                                      \
  }

static const File files[] = {
  FILE_OF ("empty", "", "empty"),
  FILE_OF ("git-lfs", "version https://git-lfs.example/spec/v1\noid sha256:00\nsize 46830571\n",
           "git lfs pull"),
  FILE_OF ("web-page", "<!DOCTYPE html>\n<html><body>Not found</body></html>", "web page"),
  FILE_OF ("web-page-later", "\r\n  <HTML><head></head></HTML>", "web page"),
  FILE_OF ("onnx",
           "\x08\x07\x12\x07pytorch\x1a\x05"
           "2.1.0:\x10",
           "ONNX"),
  FILE_OF ("safetensors", "\x20\0\0\0\0\0\0\0{\"fc.weight\":{\"dtype\":\"F32\"}}", "safetensors"),
  FILE_OF ("hdf5", "\x89HDF\r\n\x1a\n........", "HDF5"),
  FILE_OF ("tflite", "\x1c\0\0\0TFL3........", "TensorFlow Lite"),
  FILE_OF ("old-pickle", "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02", "weights only"),
  FILE_OF ("pickled-module",
           "\x80\x02"
           "ctorch.nn.modules.container\nSequential\n",
           "pickled Python"),
  FILE_OF ("zip-of-weights", "PK\x03\x04................weights/data.pkl", "weights only"),
  FILE_OF ("anything", "something else entirely", "not a TorchScript file"),
};

static void
test_file (gconstpointer data)
{
  const File *file = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.pt", NULL);
  g_assert_true (g_file_set_contents (path, file->content, file->length, NULL));
  g_assert_null (fixture_torch ()->models.model_load (path, -1, 32, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE);
  fixture_assert_sentence (error, path);
  if (strstr (error->message, file->says) == NULL)
    g_error ("%s: “%s” is not said in: %s", file->name, file->says, error->message);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_strconcat ("/torch/foreign-file/", files[i].name, NULL);
    g_test_add_data_func (path, &files[i], test_file);
  }
  return g_test_run ();
}
