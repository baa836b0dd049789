/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-model-choices.h"

#include "base/tau-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Written as pixels of 0..1 are scaled. */
static const TauNormalizationInfo infos[TAU_N_NORMALIZATIONS] = {
  { "auto", N_ ("As proposed"), { 0, 0, 0 }, { 1, 1, 1 } },
  { "none", N_ ("None: 0 to 1"), { 0, 0, 0 }, { 1, 1, 1 } },
  { "imagenet", N_ ("ImageNet"), { 0.485f, 0.456f, 0.406f }, { 0.229f, 0.224f, 0.225f } },
  { "half", N_ ("½ and ½: −1 to 1"), { 0.5f, 0.5f, 0.5f }, { 0.5f, 0.5f, 0.5f } },
  { "quarter", N_ ("½ and ¼, as Tauscope trains"), { 0.5f, 0.5f, 0.5f }, { 0.25f, 0.25f, 0.25f } },
  { "bytes", N_ ("Bytes: 0 to 255"), { 0, 0, 0 }, { 1 / 255.0f, 1 / 255.0f, 1 / 255.0f } },
  { "own", N_ ("Own numbers"), { 0, 0, 0 }, { 1, 1, 1 } },
};

const TauNormalizationInfo *
tau_normalization_get (TauNormalization normalization)
{
  return &infos[normalization];
}

int
tau_normalization_find (const char *name)
{
  for (guint i = 0; i < TAU_N_NORMALIZATIONS; i++)
    if (g_str_equal (name, infos[i].name))
      return i;
  return -1;
}

TauModelChoices *
tau_model_choices_new (void)
{
  TauModelChoices *self = g_new0 (TauModelChoices, 1);
  for (int c = 0; c < 3; c++)
    self->std[c] = 1;
  return self;
}

TauModelChoices *
tau_model_choices_copy (const TauModelChoices *self)
{
  TauModelChoices *copy = g_memdup2 (self, sizeof *self);
  copy->classes_list = g_strdup (self->classes_list);
  copy->classes = self->classes != NULL ? g_ptr_array_ref (self->classes) : NULL;
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  return copy;
}

void
tau_model_choices_free (TauModelChoices *self)
{
  if (self == NULL)
    return;
  g_free (self->classes_list);
  g_clear_pointer (&self->classes, g_ptr_array_unref);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

void
tau_model_choices_get_scale (const TauModelChoices *self, float mean[3], float std[3])
{
  const gboolean own = self->normalization == TAU_NORMALIZATION_OWN;
  const TauNormalizationInfo *info = tau_normalization_get (self->normalization);
  const float scale = own && self->bytes_scale ? 255 : 1;
  for (int c = 0; c < 3; c++) {
    mean[c] = (own ? self->mean[c] : info->mean[c]) / scale;
    std[c] = (own ? self->std[c] : info->std[c]) / scale;
  }
}

static gboolean
is_within (const float v[3], float low, float high)
{
  for (int c = 0; c < 3; c++)
    if (!(v[c] >= low && v[c] <= high))
      return FALSE;
  return TRUE;
}

static char *
check_scale (const TauModelChoices *self)
{
  const float high = self->bytes_scale ? 255 : 1;
  if (self->normalization != TAU_NORMALIZATION_OWN)
    return NULL;
  for (int c = 0; c < 3; c++)
    if (!isfinite (self->std[c]) || !(self->std[c] > 0))
      return g_strdup (_ ("The standard deviation must be above 0"));
  if (is_within (self->mean, 0, high))
    return NULL;
  if (!self->bytes_scale && is_within (self->mean, 0, 255))
    return g_strdup (_ ("The mean is above 1, as of pixels from 0 to 255, but pixels are scaled "
                        "from 0..255 to 0..1 first; divide mean and standard deviation by 255, or "
                        "say that their scale is 0..255"));
  return g_strdup_printf (_ ("The mean must be from 0 to %s, the scale of the pixels"),
                          self->bytes_scale ? "255" : "1");
}

char *
tau_model_choices_check (const TauModelChoices *self)
{
  if (self->input_size != 0 && (self->input_size < 16 || self->input_size > 1024))
    return g_strdup (_ ("The input size must be from 16 to 1024 px"));
  const int margin = self->resize - self->input_size;
  if (self->resize != 0 && self->input_size != 0 && (margin < 0 || margin > 256))
    return g_strdup_printf (_ ("Images can be resized to %d to %d px before the middle %d × %d px "
                               "are cut out, not to %d px"),
                            self->input_size, self->input_size + 256, self->input_size,
                            self->input_size, self->resize);
  if (self->resize != 0 && self->input_size != 0 && margin % 2 != 0)
    return g_strdup_printf (_ ("Images cannot be resized to %d px, because the margin around %d px "
                               "must be as wide on both sides; take %d or %d px"),
                            self->resize, self->input_size, self->resize - 1, self->resize + 1);
  if (self->channels != 0 && self->channels != 1 && self->channels != 3)
    return g_strdup (_ ("The channels must be 1 or 3"));
  return check_scale (self);
}

static void
append_triple (GString *text, const float v[3])
{
  for (int c = 0; c < (v[0] == v[1] && v[1] == v[2] ? 1 : 3); c++)
    tau_number_append (g_string_append_c (text, ' '), v[c], 4);
}

char *
tau_model_choices_describe (const TauModelChoices *self)
{
  float mean[3], std[3];
  g_autoptr (GString) text = g_string_new (NULL);
  tau_model_choices_get_scale (self, mean, std);
  g_string_printf (text, _ ("%d px"), self->input_size);
  if (self->resize > self->input_size)
    g_string_append_printf (text, _ (" cut from %d px"), self->resize);
  if (self->normalization == TAU_NORMALIZATION_BYTES) {
    g_string_append (text, _ ("; pixels 0..255"));
  } else {
    g_string_append (text, _ ("; mean"));
    append_triple (text, mean);
    g_string_append (text, _ (", std"));
    append_triple (text, std);
    g_string_append (text, _ (" of pixels 0..1"));
  }
  g_string_append (text, self->channels == 1 ? _ ("; grey") : _ ("; RGB"));
  if (tau_output_name (self->output) != NULL)
    g_string_append_printf (text, "; %s", tau_output_name (self->output));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
