/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user says about a model: scales of pixels, and numbers that cannot be. */

#include "model/tau-model-choices.h"

#include "comma-locale.h"

#include <math.h>
#include <string.h>

static TauModelChoices *
own (float mean, float std, gboolean bytes_scale)
{
  TauModelChoices *self = tau_model_choices_new ();
  self->normalization = TAU_NORMALIZATION_OWN;
  self->bytes_scale = bytes_scale;
  for (int c = 0; c < 3; c++) {
    self->mean[c] = mean;
    self->std[c] = std;
  }
  return self;
}

static void
test_scale (void)
{
  float mean[3], std[3];
  g_autoptr (TauModelChoices) bytes = own (127.5f, 51, TRUE);
  tau_model_choices_get_scale (bytes, mean, std);
  g_assert_cmpfloat (mean[2], ==, 0.5f);
  g_assert_cmpfloat (std[2], ==, 0.2f);
  for (int i = 0; i < TAU_N_NORMALIZATIONS; i++) {
    g_autoptr (TauModelChoices) named = tau_model_choices_new ();
    named->normalization = i;
    g_assert_cmpint (tau_normalization_find (tau_normalization_get (i)->name), ==, i);
    tau_model_choices_get_scale (named, mean, std);
    for (int c = 0; c < 3; c++)
      g_assert_true (mean[c] >= 0 && mean[c] <= 0.5f && std[c] > 0 && std[c] <= 1);
  }
  g_assert_cmpint (tau_normalization_find ("zork"), ==, -1);
}

static void
check (TauModelChoices *self, const char *part)
{
  g_autoptr (TauModelChoices) owned = self;
  g_autofree char *wrong = tau_model_choices_check (owned);
  if (part == NULL)
    g_assert_cmpstr (wrong, ==, NULL);
  else if (wrong == NULL || strstr (wrong, part) == NULL)
    g_error ("“%s” does not say “%s”", wrong, part);
}

static TauModelChoices *
sizes (int input_size, int resize)
{
  TauModelChoices *self = tau_model_choices_new ();
  self->input_size = input_size;
  self->resize = resize;
  return self;
}

static void
test_check (void)
{
  check (tau_model_choices_new (), NULL);
  check (own (0.5f, 0.2f, FALSE), NULL);
  check (own (103.5f, 57, TRUE), NULL);
  check (own (103.5f, 57, FALSE), "0..255");
  check (own (300, 57, TRUE), "from 0 to 255");
  check (own (-0.1f, 1, FALSE), "from 0 to 1");
  check (own (0.5f, 0, FALSE), "above 0");
  check (own (NAN, 1, FALSE), "from 0 to 1");
  check (own (0.5f, INFINITY, FALSE), "above 0");
  check (sizes (224, 256), NULL);
  check (sizes (0, 256), NULL);
  check (sizes (32, 32), NULL);
  check (sizes (224, 255), "254 or 256");
  check (sizes (224, 200), "224 to 480");
  check (sizes (224, 600), "224 to 480");
  check (sizes (8, 0), "16 to 1024");
}

static void
test_describe (void)
{
  g_autoptr (TauModelChoices) choices = own (0.485f, 0.229f, FALSE);
  choices->input_size = 224;
  choices->resize = 256;
  choices->channels = 3;
  choices->output = TAU_OUTPUT_LOGITS;
  static const char expected[] =
      "224 px cut from 256 px; mean 0.485, std 0.229 of pixels 0..1; RGB; logits";
  g_autofree char *text = tau_model_choices_describe (choices);
  g_assert_cmpstr (text, ==, expected);
  if (!begin_decimal_comma ())
    return;
  g_autofree char *german = tau_model_choices_describe (choices);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpstr (german, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/choices/scale", test_scale);
  g_test_add_func ("/model/choices/check", test_check);
  g_test_add_func ("/model/choices/describe", test_describe);
  return g_test_run ();
}
