/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/sets/tau-medmnist.h"

#include <string.h>

#define MAX_CLASSES 11

#define ORGANS                                                                                     \
  {                                                                                                \
    "bladder", "femur-left", "femur-right", "heart", "kidney-left", "kidney-right", "liver",       \
        "lung-left", "lung-right", "pancreas", "spleen"                                            \
  }

/* Sets with one label an image; the grades of RetinaMNIST have no names. */
static const struct {
  const char *name;
  const char *classes[MAX_CLASSES + 1];
} sets[] = {
  { "pathmnist",
    { "adipose", "background", "debris", "lymphocytes", "mucus", "smooth muscle",
      "normal colon mucosa", "cancer-associated stroma", "colorectal adenocarcinoma epithelium" } },
  { "dermamnist",
    { "actinic keratoses and intraepithelial carcinoma", "basal cell carcinoma",
      "benign keratosis-like lesions", "dermatofibroma", "melanoma", "melanocytic nevi",
      "vascular lesions" } },
  { "octmnist", { "choroidal neovascularization", "diabetic macular edema", "drusen", "normal" } },
  { "pneumoniamnist", { "normal", "pneumonia" } },
  { "breastmnist", { "malignant", "normal, benign" } },
  { "bloodmnist",
    { "basophil", "eosinophil", "erythroblast",
      "immature granulocytes(myelocytes, metamyelocytes and promyelocytes)", "lymphocyte",
      "monocyte", "neutrophil", "platelet" } },
  { "tissuemnist",
    { "Collecting Duct, Connecting Tubule", "Distal Convoluted Tubule",
      "Glomerular endothelial cells", "Interstitial endothelial cells", "Leukocytes", "Podocytes",
      "Proximal Tubule Segments", "Thick Ascending Limb" } },
  { "organamnist", ORGANS },
  { "organcmnist", ORGANS },
  { "organsmnist", ORGANS },
};

const char *const *
tau_medmnist_get_classes (const char *path)
{
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *lower = g_ascii_strdown (file, -1);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (g_str_has_prefix (lower, sets[i].name)) {
      const char *rest = lower + strlen (sets[i].name);
      rest += *rest == '_' ? 1 + strspn (rest + 1, "0123456789") : 0;
      return g_str_equal (rest, ".npz") ? sets[i].classes : NULL;
    }
  return NULL;
}
