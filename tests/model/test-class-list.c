/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of classes: the known ones, and files in each form. */

#include "model/tau-class-list.h"

#include "torch/torch-fixture.h"

#include <string.h>

static void
check_names (const char *text, const char *const *expected)
{
  g_autoptr (GError) error = NULL;
  const guint n = g_strv_length ((char **)expected);
  g_autoptr (GPtrArray) classes = tau_class_list_parse (text, strlen (text), "names", n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (classes->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (g_ptr_array_index (classes, i), ==, expected[i]);
}

static void
test_forms (void)
{
  static const char *const names[] = { "ape", "bee", "cat", NULL };
  static const char *const texts[] = {
    "ape\nbee\ncat\n",
    "ape\r\nbee\r\n\r\ncat",
    "\xef\xbb\xbf"
    "ape\nbee\ncat\n",
    "0,ape\n1,bee\n2,cat\n",
    "label,name\n2,cat\n1,bee\n0,ape\n",
    "name,label\nape,0\ncat,2\nbee,1\n",
    "0, \"ape\"\n1, \"bee\"\n2, \"cat\"\n",
    "n01440764 ape\nn01443537 bee\nn01484850 cat\n",
    "n01440764,ape\nn01443537,bee\nn01484850,cat\n",
    "[\"ape\", \"bee\", \"cat\"]",
    "\xef\xbb\xbf [\"ape\",\n \"bee\", \"cat\"]\n",
    "{\"0\": \"ape\", \"2\": \"cat\", \"1\": \"bee\"}",
    "{\"0\": [\"n01440764\", \"ape\"], \"1\": [\"n01443537\", \"bee\"], \"2\": [\"n0\", \"cat\"]}",
    "{\"ape\": 0, \"cat\": 2, \"bee\": 1}",
    "{\"model_type\": \"vit\", \"id2label\": {\"0\": \"ape\", \"1\": \"bee\", \"2\": \"cat\"}, "
    "\"label2id\": {\"ape\": 0}}",
    "{\"id2label\": [\"ape\", \"bee\", \"cat\"]}",
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("%s", texts[i]);
    check_names (texts[i], names);
  }
}

/* What belongs to a name. */
static void
test_names (void)
{
  static const char *const commas[] = { "tench, Tinca tinca", "crane", NULL };
  static const char *const quoted[] = { "a \"big\" ape", "bee, small", NULL };
  static const char *const words[] = { "drei Äpfel", "7", "great white shark", NULL };
  check_names ("n01440764 tench, Tinca tinca\nn02012849 crane\n", commas);
  check_names ("0,tench, Tinca tinca\n1,crane\n", commas);
  check_names ("0,\"a \"\"big\"\" ape\"\n1,\"bee, small\"\n", quoted);
  check_names ("drei Äpfel\n7\n  great white shark \n", words);
}

static void
check_refused (const char *text, guint n, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_test_message ("%s", text);
  g_assert_null (tau_class_list_parse (text, strlen (text), "names.txt", n, &error));
  g_assert_error (error, TAU_CLASS_LIST_ERROR, code);
  fixture_assert_sentence (error, "names.txt");
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

static void
test_refused (void)
{
  const int format = TAU_CLASS_LIST_ERROR_FORMAT, count = TAU_CLASS_LIST_ERROR_COUNT;
  check_refused ("ape\nbee\n", 3, count, "2 classes, but the model answers with 3");
  check_refused ("[\"ape\"]", 3, count, "1");
  check_refused ("", 3, format, "empty");
  check_refused (" \n\n", 3, format, "empty");
  check_refused ("1,ape\n2,bee\n3,cat\n", 3, format, "from 1 to 3");
  check_refused ("0,ape\n0,bee\n2,cat\n", 3, format, "from 0 to 2");
  check_refused ("label,name\n1,ape\n2,bee\n", 2, format, "from 1 to 2");
  check_refused ("0,ape\n1,\n2,cat\n", 3, format, "number 1 has no name");
  check_refused ("[\"ape\", 7]", 2, format, "text");
  check_refused ("[\"ape\", \"bee\"", 2, format, "JSON");
  check_refused ("{\"0\": \"ape\", \"7\": \"bee\"}", 2, format, "number from 0");
  check_refused ("{\"a\": {\"b\": 1}}", 2, format, "number from 0");
  check_refused ("{\"a\": -1, \"b\": 0}", 2, format, "number from 0");
  check_refused ("\xff\xfe"
                 "a",
                 1, format, "UTF-8");
}

static void
test_known (void)
{
  static const struct {
    const char *list;
    guint n;
    const char *first, *last;
  } lists[] = {
    { "numbers", 7, "0", "6" },
    { "cifar10", 10, "airplane", "truck" },
    { "cifar100", 100, "apple", "worm" },
    { "imagenet1k", 1000, "tench", "toilet tissue" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) classes = tau_class_list_load (lists[i].list, lists[i].n, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (classes->len, ==, lists[i].n);
    g_assert_cmpstr (g_ptr_array_index (classes, 0), ==, lists[i].first);
    g_assert_cmpstr (g_ptr_array_index (classes, lists[i].n - 1), ==, lists[i].last);
    g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint j = 0; j < classes->len; j++) /* no two alike */
      g_assert_true (g_hash_table_add (names, g_ptr_array_index (classes, j)));
    g_assert_cmpstr (tau_class_list_names ()[i], ==, lists[i].list);
    g_assert_cmpstr (tau_class_list_propose (lists[i].n), ==, lists[i].list);
    if (i == 0)
      continue;
    g_assert_null (tau_class_list_load (lists[i].list, 11, &error));
    g_assert_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_COUNT);
    fixture_assert_sentence (error, lists[i].list);
  }
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "Näme.csv", NULL);
  g_file_set_contents (path, "label,name\n0,ape\n1,bee\n", -1, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) classes = tau_class_list_load (path, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (classes, 1), ==, "bee");
  g_assert_null (tau_class_list_load (folder, 2, &error));
  g_assert_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (tau_class_list_load ("cifar11", 2, &error));
  g_assert_error (error, TAU_CLASS_LIST_ERROR, TAU_CLASS_LIST_ERROR_NOT_FOUND);
  fixture_assert_sentence (error, "cifar11");
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/class-list/forms", test_forms);
  g_test_add_func ("/model/class-list/names", test_names);
  g_test_add_func ("/model/class-list/refused", test_refused);
  g_test_add_func ("/model/class-list/known", test_known);
  g_test_add_func ("/model/class-list/file", test_file);
  return g_test_run ();
}
