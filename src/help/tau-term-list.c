/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help/tau-term.h"

#include <glib/gi18n-lib.h>

/* Sorted by id. */
const TauTerm tau_terms[] = {
  { "actual-loss", NC_ ("term", "Actual loss"),
    N_ ("How wrong the classifier is on the image after a transform: the cross-entropy of its "
        "answer "
        "against the label. It is 0 when the classifier is certain and right."),
    "ℓ(τ) = −ln p(label | τ(x))", "3.4" },
  { "all", NC_ ("term", "All"),
    N_ ("Averages the classifier's answers over all transforms. It costs as many inferences as "
        "there are transforms, and bad ones count as much as good ones."),
    "p = 1/12 · Σ p(· | τ(x))", NULL },
  { "blend", NC_ ("term", "Blend"),
    N_ ("A loss of Tauscope's own for training the predictor: it compares the order of the "
        "transforms and also "
        "how far apart they are. It learns faster than the paper's loss."),
    NULL, NULL },
  { "bn-adapt", NC_ ("term", "BN adaptation"),
    N_ ("Batch-norm adaptation: the classifier gets the means and variances of 256 other images "
        "under the same corruption in place of those that it was trained with. It sees more than "
        "one image before it answers, which no other method does."),
    "(x − μ₂₅₆) / σ₂₅₆", NULL },
  { "center", NC_ ("term", "Center"),
    N_ ("The classifier alone, on the unchanged image. Every other method is compared with it."),
    "p(· | x)", "4" },
  { "chain", NC_ ("term", "Chain"),
    N_ ("Transforms one after the other: the predictor is asked again about the image that it had "
        "transformed, until it says that nothing helps more or the steps are used up. The image "
        "at the end is what the classifier sees."),
    "τₙ(… τ₂(τ₁(x)))", NULL },
  { "confidence", NC_ ("term", "Confidence"),
    N_ ("The probability that the classifier gives to its answer. A wrong answer can have a high "
        "one."),
    "max p(class)", NULL },
  { "corruption", NC_ ("term", "Corruption"),
    N_ ("A disturbance as cameras and files know it: noise, blur, weather or compression, in five "
        "severities. The seed decides its random draws."),
    NULL, "4" },
  { "cost", NC_ ("term", "Cost"),
    N_ ("What an answer costs, compared with one inference of the classifier, counted in "
        "multiply-adds. The transforms themselves are not counted."),
    "(k · target + predictor) / target", "3.3" },
  { "crops", NC_ ("term", "Crops"),
    N_ ("The oldest way to augment at test time: averages the answers for the center and the four "
        "corners of the image. 10 crops also use their mirror images."),
    NULL, "4" },
  { "ece", NC_ ("term", "ECE"),
    N_ ("Expected calibration error: how far the confidence is from the share of right answers, "
        "over bins of similar confidence. 0 means that of the answers given with 80 %, 80 % are "
        "right."),
    "Σ nᵦ/n · |accuracyᵦ − confidenceᵦ|", NULL },
  { "ensemble", NC_ ("term", "Ensemble"),
    N_ ("The answers to several transforms of one image, averaged. The predictor chooses which."),
    "p = 1/k · Σ p(· | τᵢ(x))", "3.1" },
  { "entropy", NC_ ("term", "Entropy"),
    N_ ("How undecided an answer is: 0 when one class has all the probability. Lowest entropy, a "
        "method, asks the classifier about every transform and takes the most decided answer; "
        "+entropy lets decided answers count more in an average."),
    "H = −Σ p(class) · ln p(class)", NULL },
  { "fixed", NC_ ("term", "Fixed"),
    N_ ("The best K transforms for all images alike: of all sets the one that is wrong about the "
        "fewest validation images. Fixed† searches on corrupted images. What chooses for each "
        "image has to be better than this."),
    NULL, NULL },
  { "flip", NC_ ("term", "Horizontal flip"),
    N_ ("Averages the answers for the image and its mirror image."), NULL, "4" },
  { "gps", NC_ ("term", "GPS"),
    N_ ("Greedy policy search: looks on validation images for the few transforms whose average "
        "answers best, and uses the same ones for every image. GPS† searches on corrupted images."),
    "max Σ ln p(label)", "4.2" },
  { "held-out", NC_ ("term", "Held out"),
    N_ ("Corruptions that the predictor never saw in training. They show whether it learned what "
        "images need, or only what the corruptions of its training need."),
    NULL, "4" },
  { "interval", /* xgettext:no-c-format */ NC_ ("term", "95 % interval"),
    N_ ("A range computed so that 95 of 100 such ranges, from other images of the same kind, hold "
        "the true value. A method is marked as better or worse if it differs from the classifier "
        "alone by more than a point and the interval of the difference leaves zero out."),
    NULL, NULL },
  { "listwise", NC_ ("term", "Listwise"),
    N_ ("A loss for training the predictor: the cross-entropy between the relative losses that it "
        "predicts and the actual ones."),
    NULL, NULL },
  { "mce", NC_ ("term", "mCE"),
    N_ ("Mean corruption error: the error of each corruption, averaged over its five severities, "
        "and "
        "then over the corruptions. mCE/AlexNet divides the error of each corruption by that of "
        "AlexNet first."),
    "mCE = mean over c of (mean over s of error(c, s))", "4" },
  { "mcnemar", NC_ ("term", "McNemar's test"),
    N_ ("Asks whether two methods are wrong equally often, by the answers that only one of the two "
        "has wrong. p is how often chance alone makes a difference at least as large. Where an "
        "image has several answers, they count together."),
    NULL, NULL },
  { "nats", NC_ ("term", "Nats"),
    N_ ("The unit of a loss with the natural logarithm. A loss of 0.7 nats means that the right "
        "class got half of the probability; 2.3 nats, a tenth."),
    "p = e^(−loss)", NULL },
  { "nll", NC_ ("term", "NLL"),
    N_ ("Negative log-likelihood: the mean actual loss. Unlike the error, it also counts how "
        "certain "
        "the answers are."),
    "−1/n · Σ ln p(label)", NULL },
  { "oracle", NC_ ("term", "Oracle"),
    N_ ("Takes the transform of lowest actual loss. It has to know the label, so nobody can use "
        "it; "
        "it shows how much choosing could gain at most."),
    "argmin ℓ(τ)", NULL },
  { "ours", NC_ ("term", "Ours"),
    N_ ("The paper's method: averages the answers for the K transforms of lowest predicted loss, "
        "chosen for each image."),
    "p = 1/K · Σ p(· | τᵢ(x)), τᵢ of lowest predicted loss", "3.1" },
  { "pearson", NC_ ("term", "Pearson correlation"),
    N_ ("How well the predicted relative losses follow the actual ones on a straight line. It is "
        "the "
        "correlation that the paper reports, 0.30 on the test images of ImageNet."),
    "r = cov(a, b) / (σₐ · σᵦ)", "4.2" },
  { "per-corruption", NC_ ("term", "Best for the corruption"),
    N_ ("Knows the type of the corruption, and takes for each type the transform that was wrong "
        "about the fewest of other images. What looks at the image has to be better than this."),
    NULL, NULL },
  { "predicted-loss", NC_ ("term", "Predicted loss"),
    N_ ("The predictor's output for a transform. It learns the order of the transforms and not "
        "their losses, so its scale is its own: only what is lower and higher counts."),
    NULL, "3.4" },
  { "predictor", NC_ ("term", "Loss predictor"),
    N_ ("A small network that sees the image once and predicts for each transform how large the "
        "classifier's loss would be. It belongs to one classifier."),
    "ŷ = Θ_loss(x)", "3.3" },
  { "random", NC_ ("term", "Random"),
    N_ ("Averages over K transforms drawn at random for each image. What chooses well has to be "
        "better than this."),
    NULL, "4" },
  { "regret", NC_ ("term", "Regret"),
    N_ ("What the choice lost: the actual loss under the transform chosen, minus the lowest one. "
        "It "
        "is 0 when the predictor chose the best."),
    "ℓ(chosen) − min ℓ(τ)", NULL },
  { "relative-loss", NC_ ("term", "Relative losses"),
    N_ ("The losses of all transforms of an image, turned into shares that sum to 1: the lower the "
        "loss, the larger the share. The paper's correlation compares the predicted shares with "
        "the actual ones."),
    "softmax(−ℓ)", "3.4" },
  { "sodeep", NC_ ("term", "SoDeep"),
    N_ ("The paper's loss: a small recurrent network that has learned to sort stands in for the "
        "ranks, so that Spearman's correlation can be trained."),
    NULL, "3.4" },
  { "softrank", NC_ ("term", "Soft rank"),
    N_ ("A loss for training the predictor: Spearman's correlation with ranks that have been "
        "smoothed, so that it has a gradient."),
    NULL, NULL },
  { "spearman", NC_ ("term", "Spearman correlation"),
    N_ ("How well the order of the predicted losses matches the order of the actual ones: 1 is the "
        "same order, 0 no relation, −1 the reverse."),
    "ρ = correlation of the ranks", "3.4" },
  { "target", NC_ ("term", "Target"), N_ ("The classifier under study. It is never changed."),
    "Θ_target", "3.1" },
  { "threshold", NC_ ("term", "Threshold"),
    N_ ("Leaves the image as it is unless the predicted loss falls by more than this. It is in the "
        "units of the predictor's output."),
    "ŷ(identity) − ŷ(τ) > T", NULL },
  { "transform", NC_ ("term", "Transform"),
    N_ ("A change of the image before the classifier sees it: rotation, zoom, sharpness, colour or "
        "contrast. There are twelve; identity leaves the image as it is."),
    NULL, "3.2" },
  { 0 },
};
