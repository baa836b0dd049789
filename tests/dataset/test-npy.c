/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset-fixture.h"

#include "dataset/files/tau-npy.h"

#include <glib/gstdio.h>
#include <string.h>

/* Headers as numpy writes them, and as nobody should. */

#define U1(shape) "{'descr': '|u1', 'fortran_order': False, 'shape': " shape ", }"

static const guint8 bytes[24] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

static void
test_versions (void)
{
  for (int version = 1; version <= 3; version++) {
    g_autoptr (GByteArray) file = fixture_npy (version, U1 ("(2, 3, 4)"), bytes, 24);
    g_autoptr (GError) error = NULL;
    TauNpy npy;
    tau_npy_parse (file->data, file->len, "x", &npy, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (npy.n_dims, ==, 3);
    g_assert_cmpuint (npy.shape[0], ==, 2);
    g_assert_cmpuint (npy.shape[2], ==, 4);
    g_assert_cmpmem (npy.data, npy.n_items, bytes, 24);
    g_assert_cmpint (npy.kind, ==, 'u');
  }
}

static void
test_shapes (void)
{
  const struct {
    const char *shape;
    guint n_dims;
    gsize n;
  } good[] = {
    { "()", 0, 1 }, { "(5,)", 1, 5 }, { "( 2 ,3)", 2, 6 }, { "(2, 3,)", 2, 6 }, { "(0, 7)", 2, 0 }
  };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *header =
        g_strdup_printf ("{'shape':%s,'fortran_order':False,\"descr\":'|u1'}", good[i].shape);
    g_autoptr (GByteArray) file = fixture_npy (1, header, bytes, good[i].n);
    g_autoptr (GError) error = NULL;
    TauNpy npy;
    tau_npy_parse (file->data, file->len, "x", &npy, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (npy.n_dims, ==, good[i].n_dims);
    g_assert_cmpuint (npy.n_items, ==, good[i].n);
  }
}

static void
test_numbers (void)
{
  const struct {
    const char *type;
    guint8 item[8];
    gint64 value;
  } cases[] = {
    { "|u1", { 255 }, 255 },
    { "|i1", { 255 }, -1 },
    { "|b1", { 1 }, 1 },
    { "<u2", { 1, 2 }, 0x201 },
    { ">u2", { 1, 2 }, 0x102 },
    { "<i4", { 0xfe, 0xff, 0xff, 0xff }, -2 },
    { ">i4", { 0, 0, 1, 0 }, 256 },
    { "<i8", { 9, 0, 0, 0, 0, 0, 0, 0x80 }, G_MININT64 + 9 },
    { "<u8", { 0, 0, 0, 0, 0, 0, 0, 0x80 }, G_MAXINT64 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *header =
        g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': (2,), }", cases[i].type);
    gsize size = cases[i].type[2] - '0';
    guint8 data[16] = { 0 };
    memcpy (data + size, cases[i].item, size);
    g_autoptr (GByteArray) file = fixture_npy (1, header, data, 2 * size);
    TauNpy npy;
    g_assert_true (tau_npy_parse (file->data, file->len, "x", &npy, NULL));
    g_assert_cmpint (tau_npy_get_int (&npy, 0), ==, 0);
    g_assert_cmpint (tau_npy_get_int (&npy, 1), ==, cases[i].value);
  }
}

static void
assert_refused (const guint8 *data, gsize length, const char *part)
{
  g_autoptr (GError) error = NULL;
  TauNpy npy;
  g_assert_false (tau_npy_parse (data, length, "x.npy", &npy, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "x.npy"));
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

static void
test_headers_refused (void)
{
  const struct {
    const char *header, *says;
  } cases[] = {
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "whole numbers" },
    { "{'descr': '|u3', 'fortran_order': False, 'shape': (2,), }", "whole numbers" },
    { "{'descr': '|b2', 'fortran_order': False, 'shape': (2,), }", "whole numbers" },
    { "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "whole numbers" },
    { "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2,), }", "whole numbers" },
    { "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }", "Fortran" },
    { "{'descr': '|u1', 'fortran_order': Maybe, 'shape': (2,), }", "header" },
    { "{'descr': '|u1', 'fortran_order': False}", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'x': 1}", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2)}", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1)}", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} more", "header" },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}", "header" },
    { "{'descr", "header" },
    { "", "header" },
    /* Products that come out small when they overflow. */
    { U1 ("(4294967296, 4294967296, 2)"), "early" },
    { "{'descr': '<u8', 'fortran_order': False, 'shape': (2305843009213693952,)}", "early" },
    { U1 ("(3,)"), "early" },
    { U1 ("(1,)"), "too long" },
    { U1 ("(0,)"), "too long" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) file = fixture_npy (1, cases[i].header, bytes, 2);
    assert_refused (file->data, file->len, cases[i].says);
  }
}

/* Cut anywhere, a file is refused; in memory of exactly that length, so that a sanitizer sees
 * reading past it. */
static void
test_truncated (void)
{
  for (int version = 1; version <= 2; version++) {
    g_autoptr (GByteArray) file = fixture_npy (version, U1 ("(2, 3, 4)"), bytes, 24);
    for (gsize n = 0; n < file->len; n++) {
      g_autofree guint8 *cut = g_memdup2 (file->data, n);
      assert_refused (cut, n, "");
    }
  }
}

static void
test_length_lies (void)
{
  g_autoptr (GByteArray) file = fixture_npy (2, U1 ("(2,)"), bytes, 2);
  const guint32 lies[] = { 0, 10, 117, 118, 119, 65536, 65537, 0x7fffffff, 0xffffffff };
  guint32 truth;
  memcpy (&truth, file->data + 8, 4);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    guint32 lie = GUINT32_TO_LE (lies[i]);
    memcpy (file->data + 8, &lie, 4);
    if (lie != truth)
      assert_refused (file->data, file->len, "");
  }
  memcpy (file->data + 8, &truth, 4);
  const struct {
    gsize at;
    guint8 value;
  } wrong[] = { { 0, 'x' }, { 5, 'y' }, { 6, 0 }, { 6, 4 } };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    guint8 before = file->data[wrong[i].at];
    file->data[wrong[i].at] = wrong[i].value;
    assert_refused (file->data, file->len, "begin");
    file->data[wrong[i].at] = before;
  }
}

static void
test_open (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) file = fixture_npy (1, U1 ("(4, 6)"), bytes, 24);
  fixture_write (self, "a.npy", file->data, file->len);
  fixture_write (self, "empty.npy", "", 0);
  g_autofree char *path = fixture_path (self, "a.npy");
  g_autofree char *empty = fixture_path (self, "empty.npy");
  g_autofree char *missing = fixture_path (self, "b.npy");

  g_autoptr (TauNpy) npy = tau_npy_open (path, &error);
  g_assert_no_error (error);
  g_assert_null (npy->data);
  tau_npy_load (npy, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (npy->data, npy->n_items, bytes, 24);
  guint8 part[7];
  tau_npy_read (npy, 5, part, sizeof part, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (part, sizeof part, bytes + 5, sizeof part);
  g_assert_null (tau_npy_open (empty, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (tau_npy_open (missing, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (tau_npy_open (self->folder, &error));
  g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npy/versions", test_versions);
  g_test_add_func ("/npy/shapes", test_shapes);
  g_test_add_func ("/npy/numbers", test_numbers);
  g_test_add_func ("/npy/headers-refused", test_headers_refused);
  g_test_add_func ("/npy/truncated", test_truncated);
  g_test_add_func ("/npy/length-lies", test_length_lies);
  fixture_test ("/npy/open", test_open);
  return g_test_run ();
}
