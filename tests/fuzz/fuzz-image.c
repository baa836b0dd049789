/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "image/tau-image.h"

/* Pictures as they come from disk, from the clipboard, or dropped on the window. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) image = tau_image_load_bytes (bytes, "input", &error);
  g_assert_true ((image == NULL) == (error != NULL));
  if (image == NULL)
    return 0;
  g_assert_cmpint (MIN (image->width, image->height), >=, TAU_IMAGE_MIN_SIDE);
  g_assert_cmpint (MAX (image->width, image->height), <=, TAU_IMAGE_MAX_SIDE);
  tau_image_hash64 (image); /* looks at all pixels */
  return 0;
}

/* One picture of each type that GdkPixbuf writes, with transparency where there is some. */
GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  for (int alpha = 0; alpha < 2; alpha++) {
    g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, 18, 16);
    gdk_pixbuf_fill (pixbuf, 0x80402060);
    for (GSList *l = formats; l != NULL; l = l->next) {
      g_autofree char *type = gdk_pixbuf_format_get_name (l->data);
      g_autofree char *buffer = NULL;
      gsize size;
      if (gdk_pixbuf_format_is_writable (l->data) &&
          gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, type, NULL, NULL))
        fuzz_add_seed (seeds, buffer, size);
    }
  }
  const char pnm[] = "P5 16 16 255\n", xpm[] =
                                           "/* XPM */\nstatic char *a[]={\"16 1 1 1\",\"a c red\","
                                           "\"aaaaaaaaaaaaaaaa\"};";
  fuzz_add_seed (seeds, pnm, sizeof pnm - 1);
  fuzz_add_seed (seeds, xpm, sizeof xpm - 1);
  return seeds;
}
