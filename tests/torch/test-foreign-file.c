/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that people take for a model are named for what they are, with what to do. */

#include "torch-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *name, *content;
  gsize length;
  const char *member;         /* of a zip file with that content; NULL: the content is the file */
  const char *says, *command; /* what it is, and what to do */
} File;

#define FILE_OF(name, content, says, command)                                                      \
  {                                                                                                \
    name, content, sizeof (content) - 1, NULL, says, command                                       \
  }
#define ZIP_OF(name, member, content, says, command)                                               \
  {                                                                                                \
    name, content, sizeof (content) - 1, member, says, command                                     \
  }

/* Beginnings of pickles as torch.save() writes them. */
#define TENSOR "ctorch._utils\n_rebuild_tensor_v2\nq\x04"
#define STATE_DICT                                                                                 \
  "\x80\x02"                                                                                       \
  "ccollections\nOrderedDict\nq\0)Rq\x01(X\x08\0\0\0fc.modelq\x02" TENSOR
#define PLAIN_DICT "\x80\x02}q\0X\x08\0\0\0fc.epochq\x02" TENSOR
#define CHECKPOINT                                                                                 \
  "\x80\x02}q\0(X\x05\0\0\0epochq\x01K\x03X\x05\0\0\0modelq\x02"                                   \
  "ccollections\nOrderedDict\nq\x03" TENSOR
#define NESTED                                                                                     \
  "\x80\x02}q\0X\x05\0\0\0modelq\x02"                                                              \
  "ccollections\nOrderedDict\nq\x03)Rq\x05X\x04\0\0\0fc.aq\x06" TENSOR
#define MODULE                                                                                     \
  "\x80\x02"                                                                                       \
  "cmynet\nNet\nq\0)\x81q\x01}q\x02(X\x0b\0\0\0_parametersq\x04X\x08\0\0\0_modulesq\x05" TENSOR
#define OLD                                                                                        \
  "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}q\0("                     \
  "X\x10\0\0\0protocol_versionq\x01M\xe9\x03X\n\0\0\0type_sizesq\x03}q\x04u."
#define OF_WEIGHTS "export-target.py --model MODULE:FACTORY --weights "
#define OF_MODULE  "export-target.py --model torch:load --argument f="
#define CONVERT    "export-target.py --model /"
#define KERAS      "tf2onnx.convert --keras /"

static const File files[] = {
  FILE_OF ("empty", "", "empty", "download it again"),
  FILE_OF ("git-lfs", "version https://git-lfs.example/spec/v1\noid sha256:00\nsize 46830571\n",
           "Git LFS", "git lfs pull"),
  FILE_OF ("web-page", "<!DOCTYPE html>\n<html><body>Not found</body></html>", "web page",
           "download"),
  FILE_OF ("web-page-later", "\r\n  <HTML><head></head></HTML>", "web page", "download"),
  FILE_OF ("web-page-of-a-comment", "<!-- saved --><html>", "web page", "download"),
  FILE_OF ("json", "{\"error\": \"Not Found\"}", "a text file", "download"),
  FILE_OF ("anything", "something else entirely", "a text file", "download"),
  FILE_OF ("gzip", "\x1f\x8b\x08\0\0\0\0\0", "archive", "tar xf"),
  FILE_OF ("onnx",
           "\x08\x07\x12\x07pytorch\x1a\x05"
           "2.1.0:\x10",
           "ONNX", CONVERT),
  FILE_OF ("onnx-without-a-name", "\x08\x07:\xb1\x01\n\x1f\n\x01x\x12\x01y\x1a", "ONNX", CONVERT),
  FILE_OF ("safetensors", "\x20\0\0\0\0\0\0\0{\"fc.weight\":{\"dtype\":\"F32\"}}", "safetensors",
           OF_WEIGHTS),
  FILE_OF ("hdf5", "\x89HDF\r\n\x1a\n........", "HDF5", KERAS),
  FILE_OF ("tflite", "\x1c\0\0\0TFL3........", "TensorFlow Lite", "tf2onnx.convert --tflite /"),
  FILE_OF ("saved-model", "\x08\x01\x12\xd5\x01\x12\x12\n\x05serve......", "SavedModel",
           "tf2onnx.convert --saved-model /"),
  FILE_OF ("frozen-graph", "\n:\n\x05input\x12\x0bPlaceholder*.......", "frozen graph",
           "tf2onnx.convert --graphdef /"),
  ZIP_OF ("keras", "model.weights.h5", "\x89HDF\r\n\x1a\n", "Keras", KERAS),
  ZIP_OF ("saved-model-in-a-zip", "saved/saved_model.pb", "\x08\x01", "SavedModel", "unzip"),
  ZIP_OF ("torch-export", "serialized_exported_program.json", "{}", ".pt2", CONVERT),
  ZIP_OF ("torch-export-later", "net/archive_format", "pt2", ".pt2", CONVERT),
  ZIP_OF ("numpy", "arr_0.npy", "\x93NUMPY", "NumPy", "file of the model"),
  ZIP_OF ("any-zip", "a.png", "\x89PNG", "not a TorchScript file", "torch.jit.trace"),
  ZIP_OF ("state-dict", "net/data.pkl", STATE_DICT, "a state dict", OF_WEIGHTS),
  ZIP_OF ("state-dict-as-a-dict", "net/data.pkl", PLAIN_DICT, "a state dict", OF_WEIGHTS),
  ZIP_OF ("checkpoint", "archive/data.pkl", CHECKPOINT, "a training checkpoint", OF_WEIGHTS),
  ZIP_OF ("checkpoint-of-a-state-dict", "net/data.pkl", NESTED, "a training checkpoint",
          OF_WEIGHTS),
  ZIP_OF ("module", "net/data.pkl", MODULE, "a pickled Python module", OF_MODULE),
  ZIP_OF ("list", "net/data.pkl",
          "\x80\x02]q\0(K\x01K\x02"
          "e.",
          "a Python pickle", "file of the model"),
  FILE_OF ("old-state-dict", OLD STATE_DICT, "a state dict", OF_WEIGHTS),
  FILE_OF ("old-checkpoint", OLD CHECKPOINT, "a training checkpoint", OF_WEIGHTS),
  FILE_OF ("old-module", OLD MODULE, "a pickled Python module", OF_MODULE),
  FILE_OF ("cut-short", OLD, "a Python pickle", "file of the model"),
  FILE_OF ("pickled-with-pickle",
           "\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x05mynet\x94\x8c\x03Net\x94\x93\x94)\x81\x94}\x94("
           "\x8c\x0b_parameters\x94\x8c\x08_modules\x94",
           "a pickled Python module", OF_MODULE),
};

static void
append (GByteArray *out, gsize value, int width)
{
  for (int i = 0; i < width; i++)
    g_byte_array_append (out, (const guint8[]){ value >> 8 * i }, 1);
}

/* What a local header and a listing have in common. */
static void
append_member (GByteArray *out, const File *file)
{
  append (out, 0, 6); /* flags, stored, time */
  append (out, 0, 6); /* date, checksum */
  append (out, file->length, 4);
  append (out, file->length, 4);
  append (out, strlen (file->member), 2);
  append (out, 0, 2);
}

/* A zip file of one member. */
static GByteArray *
make_zip (const File *file)
{
  GByteArray *out = g_byte_array_new ();
  g_byte_array_append (out, (const guint8 *)"PK\3\4", 4);
  append (out, 10, 2);
  append_member (out, file);
  g_byte_array_append (out, (const guint8 *)file->member, strlen (file->member));
  g_byte_array_append (out, (const guint8 *)file->content, file->length);
  const guint listing = out->len;
  g_byte_array_append (out, (const guint8 *)"PK\1\2", 4);
  append (out, 10, 2);
  append (out, 10, 2);
  append_member (out, file);
  append (out, 0, 14); /* comment, disk, attributes, place of the local header */
  g_byte_array_append (out, (const guint8 *)file->member, strlen (file->member));
  const guint size = out->len - listing;
  g_byte_array_append (out, (const guint8 *)"PK\5\6", 4);
  append (out, 0, 4);
  append (out, 1, 2);
  append (out, 1, 2);
  append (out, size, 4);
  append (out, listing, 4);
  append (out, 0, 2);
  return out;
}

static void
test_file (gconstpointer data)
{
  const File *file = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.pt", NULL);
  g_autoptr (GByteArray) zip = file->member != NULL ? make_zip (file) : NULL;
  if (zip != NULL)
    g_assert_true (g_file_set_contents (path, (const char *)zip->data, zip->len, NULL));
  else
    g_assert_true (g_file_set_contents (path, file->content, file->length, NULL));
  g_assert_null (fixture_torch ()->models.model_load (path, -1, 32, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FILE);
  fixture_assert_sentence (error, path);
  if (strstr (error->message, file->says) == NULL || strstr (error->message, file->command) == NULL)
    g_error ("%s: “%s” and “%s” are not said in: %s", file->name, file->says, file->command,
             error->message);
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
