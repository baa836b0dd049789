/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-similar.h"

static const char *const names[] = { "transform", "corrupt",       "inspect",      "evaluate",
                                     "fog",       "frost",         "zoom-0.8",     "gaussian_noise",
                                     "ours",      "gaussian_blur", "train-target", NULL };

static void
test_find (void)
{
  static const struct {
    const char *word, *meant;
  } cases[] = {
    { "inspcet", "inspect" },   /* swapped */
    { "corupt", "corrupt" },    /* missing */
    { "fogg", "fog" },          /* added */
    { "zoom-0.9", "zoom-0.8" }, /* wrong */
    { "Fog", "fog" },           /* case */
    { "gaussian-noise", "gaussian_noise" },
    { "gausian noise", "gaussian_noise" },
    { "train_taget", "train-target" },
    { "eval", "evaluate" }, /* begun */
    { "gaussian", "gaussian_noise" },
    { "fgo", "fog" },
    { "frosty", "frost" },
    { "fog", NULL }, /* no mistake at all */
    { "zork", NULL },
    { "frobnicate", NULL },
    { "", NULL },
    { "x", NULL },
    { "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", NULL },
    { "gaussian_noise_of_the_sensor_of_the_camera_of_the_phone_of_the_friend_of_mine", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (tau_similar_find (cases[i].word, names), ==, cases[i].meant);
}

static void
test_ask (void)
{
  g_autofree char *asked = tau_similar_ask ("there is no “fgo”", "fgo", names);
  g_autofree char *plain = tau_similar_ask ("there is no “zork”", "zork", names);
  g_assert_cmpstr (asked, ==, "there is no “fgo”. Did you mean “fog”?");
  g_assert_cmpstr (plain, ==, "there is no “zork”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/similar/find", test_find);
  g_test_add_func ("/similar/ask", test_ask);
  return g_test_run ();
}
