/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-corruption-set.h"
#include "dataset/tau-dataset.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TAU_PACK_ERROR (tau_pack_error_quark ())

typedef enum {
  TAU_PACK_ERROR_NOT_FOUND = 1, /* no folder, or no pack.json in it */
  TAU_PACK_ERROR_JSON,     /* pack.json is not JSON, or a key is missing or of the wrong type */
  TAU_PACK_ERROR_CHECKSUM, /* a file's checksum is not the one in pack.json */
  TAU_PACK_ERROR_MISMATCH, /* a different transform space, or sizes that do not match */
  TAU_PACK_ERROR_WRITE,
  TAU_PACK_ERROR_EXISTS,  /* a pack's folder would replace something */
  TAU_PACK_ERROR_CLASSES, /* a class of a data set that is not one of the pack */
} TauPackError;

GQuark tau_pack_error_quark (void);

/* One network of a model pack: its file and how its input is prepared. */
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
  int margin;             /* pixels of image around the target's input that transforms may use */
  gboolean probabilities; /* the target gives probabilities, not logits */
  GPtrArray *classes;     /* of char*, as in pack.json */
  GPtrArray *titles;      /* of char*: the readable names of ImageNet's synsets; or NULL */
  /* An image whose logits have less energy (the logarithm of the sum of their exponentials) is
   * likely none of the classes: measured (data/docs/packs.md). */
  gboolean has_least_energy;
  double least_energy;
  /* Whether pack.json says on which corruptions the target was trained, and those. */
  gboolean knows_target_corruptions;
  TauCorruptionSet target_trained_on;
  gboolean has_predictor; /* FALSE for a target without a predictor yet */
  TauPackModel predictor;
  /* The name of the pack, or of the file, that the predictor was borrowed from; NULL if it is the
   * target's own, or that of another pack with the same target. */
  char *lender;
  /* The corruptions that the predictor was trained on; empty if pack.json does not say. */
  TauCorruptionSet trained_on;
  guint64 split_seed; /* of the split of D_train into two folds for the predictor; 1: not given */
  JsonNode *json;     /* all of pack.json, to keep keys unknown to this version */
} TauPack;

/* Reads and checks FOLDER/pack.json, and checks that its files exist; tau_pack_verify() checks
 * their checksums. */
TauPack *tau_pack_load (const char *folder, GError **error);
/* The same for the text of FOLDER/pack.json, which need not exist. */
TauPack *tau_pack_parse (const char *folder, const char *text, gsize length, GError **error);
/* A pack made from two separate files. `predictor` may be NULL. Class names are numbers. */
TauPack *tau_pack_new_from_files (const char *target, const char *predictor, int input_size,
                                  int n_classes, GError **error);

/* The pack with the predictor of another one, which was trained for another target; its answers
 * tell how far that carries. `lender` NULL, or one without a predictor: no predictor. */
TauPack *tau_pack_borrow (TauPack *self, TauPack *lender);
/* The same from the pack of that folder among `packs` (of TauPack). If it is not there, or NULL,
 * the pack as it is. */
TauPack *tau_pack_borrow_listed (TauPack *self, GPtrArray *packs, const char *folder);
/* The same by a pack's name or folder, a TorchScript file, or "none". A file that a pack.json
 * beside it names is prepared for as that says; any other like the target's input, of mean 0.5 and
 * standard deviation 0.25. */
TauPack *tau_pack_borrow_named (TauPack *self, const char *from, GError **error);
/* Whether both have the same folder and models. */
gboolean tau_pack_is_same (const TauPack *a, const TauPack *b);
/* Whether its folder holds a predictor, borrowed or left out as it may be. */
gboolean tau_pack_has_own_predictor (const TauPack *self);
/* The folder of the pack whose predictor it borrows; NULL if it does not. */
char *tau_pack_get_lender_folder (const TauPack *self);
/* Of these packs (of TauPack), the one with these models; if need be, it borrows the predictor from
 * another of them. `predictor_sha256` NULL: any. NULL: there is none. */
TauPack *tau_pack_find_models (GPtrArray *packs, const char *target_sha256,
                               const char *predictor_sha256);
/* Its name, and whose predictor it has if that is borrowed. */
char *tau_pack_get_title (const TauPack *self);
char *tau_pack_title (const char *name, const char *lender); /* the same for stored names */
/* The same in a list of packs (of TauPack): where others have the same title, with what tells its
 * folder from theirs; and only that, NULL: no other one has it. */
char *tau_pack_get_title_among (const TauPack *self, const GPtrArray *packs);
char *tau_pack_tell_apart (const TauPack *self, const GPtrArray *packs);

TauPack *tau_pack_ref (TauPack *self);
void tau_pack_unref (TauPack *self);

/* Fails if a checksum is wrong: libtorch itself loads a file with a flipped byte without complaint.
 */
gboolean tau_pack_verify (TauPack *self, GError **error);

/* Whether the corruption is one of those held out, and the predictor was trained on it anyway. */
gboolean tau_pack_has_seen (const TauPack *self, guint corruption);

/* The class of this name: written exactly so, or else the only one that differs by case alone, or
 * else, of a synset of ImageNet (n01440764), the one of its readable name in data/classes, or else
 * the one with this number. -1 when there is none. */
int tau_pack_find_class (TauPack *self, const char *name);
/* For each class of the data set, in its order, the class of the pack; owned by the caller. Classes
 * are found by name as above, synsets of ImageNet (n01440764) also by their readable names, and by
 * number only where the names of the pack are numbers. A pack
 * without names (its classes are called 0, 1, 2…) takes the names of a data set with as many
 * classes in their order, if none of them is a number. Anything else, also a data set without
 * classes, is TAU_PACK_ERROR_CLASSES.
 * Before this, tau_session_open() completes the list of classes of a pack without pack.json. */
gint32 *tau_pack_map_classes (TauPack *self, const TauDataset *dataset, GError **error);
/* What a person should know before such data are used: what was left out, what the reader assumed,
 * and how numbers were matched. Translated sentences; owned by the caller, maybe empty. */
char **tau_pack_get_remarks (TauPack *self, const TauDataset *dataset);
/* The name of a class as files, the command line's JSON and the database have it; and as people
 * read it. "?": there is none. */
const char *tau_pack_class (TauPack *self, guint index);
const char *tau_pack_class_title (TauPack *self, guint index);

/* Writes FOLDER/pack.json (to a temporary file, then renamed). */
gboolean tau_pack_write (const char *folder, JsonNode *json, GError **error);

/* All packs of the build, the installation, and the user's data folder, as TauPack*. Broken ones
 * are left out, with a warning for each in `problems` (of char*), which may be NULL. */
GPtrArray *tau_pack_list (GPtrArray *problems);
/* The shipped pack opened by default: "signs". */
TauPack *tau_pack_load_default (GError **error);
/* Finds a pack by its folder, or by its name in the list of packs. A folder without pack.json does
 * not hide the pack of its name. */
TauPack *tau_pack_find (const char *folder_or_name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPack, tau_pack_unref)

G_END_DECLS
