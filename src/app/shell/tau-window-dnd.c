/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-window-private.h"

#include <glib/gi18n-lib.h>

/* Encoded images that other programs put on the clipboard, exact formats first. */
static const char *const image_types[] = {
  "image/png", "image/tiff", "image/bmp", "image/webp", "image/gif", "image/jpeg", NULL,
};

static void
open_file_list (TauWindow *self, const GValue *value)
{
  if (self->cancellable == NULL) /* disposed of */
    return;
  GSList *list = g_value_get_boxed (value);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  for (GSList *l = list; l != NULL; l = l->next)
    g_ptr_array_add (files, l->data);
  tau_window_open_files (self, (GFile *const *)files->pdata, files->len);
}

static void
open_bytes (TauWindow *self, GBytes *bytes, const char *title)
{
  if (self->cancellable == NULL) /* disposed of */
    return;
  g_autoptr (TauSample) sample = tau_sample_new_for_bytes (bytes, title);
  tau_explore_view_open (self->explore, sample);
}

/* -- the clipboard -------------------------------------------------------------------------- */

static void
paste_failed (TauWindow *self, const GError *error)
{
  if (self->cancellable == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_autofree char *sentence =
      g_strdup_printf (_ ("The clipboard could not be read: %s"), error->message);
  tau_window_show_problem (self, sentence);
}

static void
on_image_copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0) {
    paste_failed (self, error);
    return;
  }
  g_autoptr (GBytes) bytes =
      g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  open_bytes (self, bytes, _ ("Pasted image"));
}

static void
on_image_offered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) in =
      gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  if (in == NULL) {
    paste_failed (self, error);
    return;
  }
  if (self->cancellable == NULL) /* disposed of */
    return;
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
      out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, self->cancellable, on_image_copied_cb, g_object_ref (self));
}

static void
on_files_offered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);
  if (value != NULL)
    open_file_list (self, value);
  else
    paste_failed (self, error);
}

void
tau_window_paste (TauWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  gboolean image = gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE);
  for (guint i = 0; image_types[i] != NULL; i++)
    image |= gdk_content_formats_contain_mime_type (formats, image_types[i]);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT,
                                    self->cancellable, on_files_offered_cb, g_object_ref (self));
  else if (image)
    gdk_clipboard_read_async (clipboard, (const char **)image_types, G_PRIORITY_DEFAULT,
                              self->cancellable, on_image_offered_cb, g_object_ref (self));
  else
    tau_window_show_toast (self, _ ("There is no image on the clipboard"));
}

/* -- drag and drop -------------------------------------------------------------------------- */

static gboolean
on_drop_cb (TauWindow *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)) {
    open_file_list (self, value);
    return TRUE;
  }
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE)) {
    /* Rare (an image from a document), and nothing else can encode it without its display. */
    g_autoptr (GBytes) bytes = gdk_texture_save_to_png_bytes (g_value_get_object (value));
    open_bytes (self, bytes, _ ("Dropped image"));
    return TRUE;
  }
  return FALSE;
}

void
tau_window_init_drop (TauWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, (GType[]){ GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE }, 2);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->explore), GTK_EVENT_CONTROLLER (target));
}
