/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-json.h"

#include <math.h>

static void
assert_built (JsonBuilder *b, const char *expected)
{
  g_autofree char *line = tau_json_end (b);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) read = json_from_string (line, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

static JsonBuilder *
begin (void)
{
  return json_builder_begin_object (json_builder_new ());
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (500000, '[');
  g_autofree char *hidden = g_strconcat ("{\"a\":'\"'", deep, NULL);
  g_autofree char *comment = g_strconcat ("/* \" */", deep, NULL);
  const char *const refused[] = { deep, hidden, comment, "", "[", "{\"a\":1" };
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = tau_json_parse (refused[i], &error);
    g_assert_true (node == NULL || JSON_NODE_HOLDS_NULL (node));
  }
  /* Brackets in strings are text. */
  g_autofree char *text = g_strconcat ("[\"\\\"", deep, "\", [[1]]]", NULL);
  g_autoptr (JsonNode) node = tau_json_parse (text, NULL);
  g_assert_nonnull (node);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);

  g_autoptr (JsonBuilder) b = begin ();
  tau_json_add_stored (b, "stored", deep);
  assert_built (b, "{\"stored\":null}");
}

/* Seeds of more than 63 bits, and as earlier versions wrote them. */
static void
test_seeds (void)
{
  const char *const texts[] = { "{\"seed\":7}", "{\"seed\":\"18446744073709551615\"}",
                                "{\"seed\":-1}", "{\"seed\":\"x\"}", "{}" };
  const guint64 seeds[] = { 7, G_MAXUINT64, G_MAXUINT64, 0, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonNode) node = tau_json_parse (texts[i], NULL);
    guint64 seed = 0;
    g_assert_cmpint (tau_json_get_seed (json_node_get_object (node), &seed), ==, i < 3);
    g_assert_cmpuint (seed, ==, seeds[i]);
  }
}

static void
test_values (void)
{
  const float triple[3] = { 0.5f, 0.25f, 1 };
  g_autoptr (JsonBuilder) b = begin ();
  tau_json_add_string (b, "text", "a \"b\"");
  tau_json_add_string (b, "nothing", NULL);
  tau_json_add_int (b, "int", -3);
  tau_json_add_double (b, "half", 0.5);
  tau_json_add_double (b, "nan", NAN);
  tau_json_add_double (b, "infinite", -INFINITY);
  tau_json_add_bool (b, "yes", TRUE);
  tau_json_add_triple (b, "triple", triple);
  tau_json_add_time (b, "time", G_GINT64_CONSTANT (1234567890000009));
  assert_built (b,
                "{\"text\":\"a \\\"b\\\"\",\"nothing\":null,\"int\":-3,\"half\":0.5,\"nan\":null,"
                "\"infinite\":null,\"yes\":true,\"triple\":[0.5,0.25,1.0],"
                "\"time\":\"2009-02-13T23:31:30Z\"}");
}

/* Names of folders and files need not be UTF-8; JSON must. */
static void
test_not_utf8 (void)
{
  g_autoptr (JsonBuilder) b = begin ();
  tau_json_add_string (b, "path", "a\xff.png");
  tau_json_add_int (b, "class \xe4", 2);
  tau_json_begin_object (b, "o\xfe");
  json_builder_end_object (b);
  tau_json_begin_array (b, "a\xfd");
  json_builder_end_array (b);
  assert_built (b, "{\"path\":\"a\357\277\275.png\",\"class \357\277\275\":2,"
                   "\"o\357\277\275\":{},\"a\357\277\275\":[]}");
}

static void
test_seed (void)
{
  const struct {
    guint64 seed;
    const char *expected;
  } cases[] = {
    { 0, "{\"seed\":0}" },
    { G_MAXINT64, "{\"seed\":9223372036854775807}" },
    { G_MAXUINT64, "{\"seed\":\"18446744073709551615\"}" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonBuilder) b = begin ();
    tau_json_add_seed (b, cases[i].seed);
    assert_built (b, cases[i].expected);
  }
}

static void
test_stored (void)
{
  g_autoptr (JsonBuilder) b = begin ();
  tau_json_add_stored (b, "object", "{\"a\": [1, 2]}");
  tau_json_add_stored (b, "null", "null");
  tau_json_add_stored (b, "damaged", "{\"a\": ");
  tau_json_add_stored (b, "none", NULL);
  assert_built (b, "{\"object\":{\"a\":[1,2]},\"null\":null,\"damaged\":null,\"none\":null}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/seeds", test_seeds);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/not-utf8", test_not_utf8);
  g_test_add_func ("/json/seed", test_seed);
  g_test_add_func ("/json/stored", test_stored);
  return g_test_run ();
}
