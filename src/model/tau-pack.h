/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TAU_PACK_ERROR (tau_pack_error_quark ())

typedef enum {
  TAU_PACK_ERROR_NOT_FOUND = 1, /* no folder, or no pack.json in it */
  TAU_PACK_ERROR_JSON,     /* pack.json is not JSON, or a key is missing or of the wrong type */
  TAU_PACK_ERROR_CHECKSUM, /* a file is not the one that pack.json describes */
  TAU_PACK_ERROR_MISMATCH, /* another transform space, or sizes that do not fit */
  TAU_PACK_ERROR_WRITE,
} TauPackError;

GQuark tau_pack_error_quark (void);

/* One network of a pack: its file and how pictures are brought to it. */
typedef struct {
  char *file;   /* name inside the pack's folder */
  char *path;   /* the same with the folder */
  char *sha256; /* of the file, 64 hex digits */
  int input_size;
  float mean[3], std[3]; /* of values 0..1 */
  guint64 multiply_adds; /* of one image */
  char *architecture;    /* may be NULL */
} TauPackModel;

/* A model pack (DESIGN "Model packs"): a folder with pack.json, target.pt and predictor.pt. */
typedef struct {
  gint ref_count;
  char *folder;
  char *name;
  char *description;
  TauPackModel target;
  int margin;             /* pixels of picture around the target's input that transforms may use */
  gboolean probabilities; /* the target gives probabilities, not logits */
  GPtrArray *classes;     /* of char* */
  gboolean has_predictor; /* FALSE for a target without a predictor yet */
  TauPackModel predictor;
  guint64 split_seed; /* by which D_train was split in two folds for the predictor; 1: not told */
  JsonNode *json;     /* the whole of pack.json: keys that this version does not know are kept */
} TauPack;

/* Reads and checks FOLDER/pack.json, and that the files are there; tau_pack_verify() checks their
 * sums. */
TauPack *tau_pack_load (const char *folder, GError **error);
/* The same for a text that is, or would be, FOLDER/pack.json. */
TauPack *tau_pack_parse (const char *folder, const char *text, gsize length, GError **error);
/* A pack out of two loose files. `predictor` may be NULL. Class names are numbers. */
TauPack *tau_pack_new_from_files (const char *target, const char *predictor, int input_size,
                                  int n_classes, GError **error);
TauPack *tau_pack_ref (TauPack *self);
void tau_pack_unref (TauPack *self);

/* A wrong checksum is refused: libtorch itself loads a file with a flipped byte without a word. */
gboolean tau_pack_verify (TauPack *self, GError **error);

int tau_pack_find_class (TauPack *self, const char *name); /* by name or number; -1 when unknown */
const char *tau_pack_class (TauPack *self, guint index);

/* Writes FOLDER/pack.json (to a temporary file, then renamed). */
gboolean tau_pack_write (const char *folder, JsonNode *json, GError **error);

/* All packs of the build, of the installation, and of the user's data folder; of TauPack*. Broken
 * ones are left out, with a warning in `problems` (of char*), which may be NULL. */
GPtrArray *tau_pack_list (GPtrArray *problems);
/* The shipped pack that is opened first: "signs". */
TauPack *tau_pack_load_default (GError **error);
/* By folder, or by the name of a listed pack. */
TauPack *tau_pack_find (const char *folder_or_name, GError **error);

char *tau_file_sha256 (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPack, tau_pack_unref)

G_END_DECLS
