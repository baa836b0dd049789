/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include <glib/gi18n-lib.h>

/* Without a predictor nothing is chosen. */
static char *
describe_best (const TauInspection *self, TauPack *pack)
{
  const char *answer = tau_pack_class_title (pack, self->answer[self->best]);
  const char *verdict = tau_plot_scatter_verdict (self->label_given, self->correct[self->best]);
  if (self->best == TAU_TRANSFORM_IDENTITY)
    return g_strdup_printf (
        _ ("No transform has a lower loss than the image as it is; the answer is “%s”: %s."),
        answer, verdict);
  /* Translators: a transform, a class, and right, wrong, changed or unchanged. */
  return g_strdup_printf (_ ("“%s” has the lowest loss; the answer is “%s”: %s."),
                          _ (tau_transform_get (self->best)->title), answer, verdict);
}

/* While a slow target answers. */
static char *
describe_partial (const TauInspection *self, TauPack *pack)
{
  guint n = 0;
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    n += self->known[i];
  return g_strdup_printf (
      _ ("The image as it is gets the answer “%s”; %u of %u transforms are done."),
      tau_inspection_answer (self, pack, TAU_TRANSFORM_IDENTITY), n, TAU_N_TRANSFORMS);
}

const char *
tau_inspection_answer (const TauInspection *self, TauPack *pack, guint transform)
{
  return self->known[transform] ? tau_pack_class_title (pack, self->answer[transform]) : "…";
}

const char *
tau_inspection_verdict (const TauInspection *self, guint transform)
{
  return self->known[transform]
             ? tau_plot_scatter_verdict (self->label_given, self->correct[transform])
             : "…";
}

char *
tau_inspection_sentence (const TauInspection *self, TauPack *pack)
{
  if (!tau_inspection_is_complete (self))
    return describe_partial (self, pack);
  if (self->chosen < 0)
    return describe_best (self, pack);
  const char *title = _ (tau_transform_get (self->chosen)->title);
  const char *before = tau_pack_class_title (pack, self->answer[TAU_TRANSFORM_IDENTITY]);
  const char *after = tau_pack_class_title (pack, self->answer[self->chosen]);
  const char *label = tau_pack_class_title (pack, self->label);
  gboolean right = self->correct[self->chosen];

  if (self->chosen == TAU_TRANSFORM_IDENTITY) {
    if (!self->label_given)
      return g_strdup_printf (
          _ ("The predictor chose to leave the image as it is; the answer is “%s”."), after);
    return right ? g_strdup_printf (_ ("The predictor chose to leave the image as it is; the "
                                       "answer “%s” is right."),
                                    after)
                 : g_strdup_printf (_ ("The predictor chose to leave the image as it is; the "
                                       "answer “%s” is wrong: the label is “%s”."),
                                    after, label);
  }
  if (self->answer[TAU_TRANSFORM_IDENTITY] == self->answer[self->chosen]) {
    if (!self->label_given)
      return g_strdup_printf (_ ("The predictor chose “%s”; the answer stays “%s”."), title, after);
    return right ? g_strdup_printf (
                       _ ("The predictor chose “%s”; the answer stays “%s”, which is right."),
                       title, after)
                 : g_strdup_printf (_ ("The predictor chose “%s”; the answer stays “%s”, which is "
                                       "wrong: the label is “%s”."),
                                    title, after, label);
  }
  if (!self->label_given)
    return g_strdup_printf (_ ("The predictor chose “%s”; the answer changes from “%s” to “%s”."),
                            title, before, after);
  return right ? g_strdup_printf (_ ("The predictor chose “%s”; the answer changes from “%s” to "
                                     "“%s”, which is right."),
                                  title, before, after)
               : g_strdup_printf (_ ("The predictor chose “%s”; the answer changes from “%s” to "
                                     "“%s”, which is wrong: the label is “%s”."),
                                  title, before, after, label);
}
