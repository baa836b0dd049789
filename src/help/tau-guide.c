/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help/tau-guide.h"

#include <glib/gi18n-lib.h>

const TauGuideBlock tau_guide[] = {
  { TAU_GUIDE_HEADING, N_ ("The question"), NULL },
  { TAU_GUIDE_PARAGRAPH,
    N_ ("A classifier may fail on an image and answer rightly when the image is turned a little, "
        "zoomed, sharpened or recoloured first. Which change helps depends on the image. Averaging "
        "the answers to all of them costs twelve inferences, and lets the bad ones vote as well."),
    NULL },
  { TAU_GUIDE_HEADING, N_ ("The answer of the paper"), NULL },
  { TAU_GUIDE_PARAGRAPH,
    N_ ("A second, small network, the loss predictor, looks at the image once. It predicts for "
        "each of the twelve transforms how large the classifier's loss would be. The transforms of "
        "lowest predicted loss are applied, and the classifier's answers to them are averaged. The "
        "classifier itself is never changed."),
    NULL },
  { TAU_GUIDE_PICTURE,
    N_ ("A corrupted sign, its scatter, and the sign after the transform chosen"), "figure" },
  { TAU_GUIDE_HEADING, N_ ("How to read the scatter"), NULL },
  { TAU_GUIDE_PARAGRAPH,
    N_ ("Each mark is one transform. Its place across is the loss that the predictor expects; its "
        "place up is the loss that the classifier really has. A circle means that the answer is "
        "right under this transform, a triangle that it is wrong. The marks of a good predictor "
        "lie on a rising line. The ring marks the transform that the predictor chose, and the star "
        "the best one; what lies between them in height is the regret."),
    NULL },
  { TAU_GUIDE_HEADING, N_ ("How the predictor learns"), NULL },
  { TAU_GUIDE_PARAGRAPH,
    N_ ("Training images are corrupted at random. Each is shown to the classifier under all twelve "
        "transforms, and the twelve losses are what the predictor has to predict from the image "
        "alone. Only their order matters for the choice, so the predictor is trained on order: its "
        "values have no unit, and a low one only means lower than the others."),
    NULL },
  { TAU_GUIDE_HEADING, N_ ("What it gains, and what limits it"), NULL },
  { TAU_GUIDE_PARAGRAPH,
    N_ ("The gain is on corrupted images, above all on strongly corrupted ones. Clean images gain "
        "next to nothing, or lose a little. The prediction is weak, so a good part of what a "
        "perfect choice could gain stays out of reach. Only the twelve transforms are chosen from, "
        "and none of them undoes a corruption. A predictor belongs to one classifier, and a choice "
        "costs one inference of the predictor."),
    NULL },
  { 0 },
};

void
tau_guide_write (GString *text)
{
  for (const TauGuideBlock *block = tau_guide; block->text != NULL; block++)
    if (block->kind != TAU_GUIDE_PICTURE)
      g_string_append_printf (text, "%s%s%s\n", block == tau_guide ? "" : "\n",
                              block->kind == TAU_GUIDE_HEADING ? "### " : "", _ (block->text));
}
