/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-images.h"

#include "base/tau-parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* Longer than any path. */
#define LONGEST_LINE (1 << 16)

struct _TauCliImages {
  TauCliImagesSpec spec;
  guint next;
  /* a list */
  int fd;
  GByteArray *unread;           /* what follows the last line taken */
  gboolean ended, begun, zeros; /* zeros end its lines */
  /* a data set */
  TauDataset *dataset;
  guint *order, n;
};

void
tau_cli_image_clear (TauCliImage *self)
{
  g_clear_pointer (&self->name, g_free);
}

static gboolean
open_list (TauCliImages *self, GError **error)
{
  const char *path = self->spec.list;
  self->unread = g_byte_array_new ();
  self->fd = g_str_equal (path, "-") ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  if (self->fd >= 0)
    return TRUE;
  const int code = errno;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("“%s” cannot be opened: %s"),
               name, g_strerror (code));
  return FALSE;
}

TauCliImages *
tau_cli_images_open (const TauCliImagesSpec *spec, GError **error)
{
  g_autoptr (TauCliImages) self = g_new0 (TauCliImages, 1);
  self->spec = *spec;
  self->fd = -1;
  self->n = spec->n_paths;
  if (spec->list != NULL && !open_list (self, error))
    return NULL;
  if (spec->dataset != NULL) {
    self->dataset = tau_dataset_open (spec->dataset, error);
    if (self->dataset == NULL)
      return NULL;
    self->order = tau_count_up (self->dataset->n_images);
    self->n = tau_spread (self->order, self->dataset->n_images, spec->limit);
  }
  return g_steal_pointer (&self);
}

void
tau_cli_images_free (TauCliImages *self)
{
  if (self == NULL)
    return;
  if (self->fd > STDIN_FILENO)
    close (self->fd);
  g_clear_pointer (&self->unread, g_byte_array_unref);
  tau_dataset_unref (self->dataset);
  g_free (self->order);
  g_free (self);
}

guint
tau_cli_images_count (const TauCliImages *self)
{
  return self->n;
}

TauDataset *
tau_cli_images_dataset (const TauCliImages *self)
{
  return self->dataset;
}

/* -- lists --------------------------------------------------------------------------------- */

/* Reads more of the list. FALSE: nothing came, because it has ended, `stop`, an error, or nothing
 * is there without waiting. */
static gboolean
read_more (TauCliImages *self, gboolean wait, GCancellable *stop, GError **error)
{
  GPollFD fds[2] = { { .fd = self->fd, .events = G_IO_IN } };
  guint8 buffer[4096];
  g_cancellable_make_pollfd (stop, &fds[1]);
  const int ready = g_poll (fds, 2, wait ? -1 : 0);
  g_cancellable_release_fd (stop);
  if (ready <= 0 || g_cancellable_is_cancelled (stop))
    return FALSE;
  const gssize n = read (self->fd, buffer, sizeof buffer);
  if (n < 0) {
    const int code = errno;
    g_autofree char *name = g_filename_display_name (self->spec.list);
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("“%s” cannot be read: %s"),
                 name, g_strerror (code));
    return FALSE;
  }
  self->ended = n == 0;
  g_byte_array_append (self->unread, buffer, n);
  return n > 0;
}

/* The length of the first line, of which `seen` bytes have been looked at; the number of bytes if
 * it has no end yet. If there is a zero, zeros end the lines, as “find -print0” writes them. */
static gsize
find_end (TauCliImages *self, gsize seen)
{
  const GByteArray *bytes = self->unread;
  if (!self->zeros && bytes->len > seen && memchr (bytes->data + seen, '\0', bytes->len - seen)) {
    self->zeros = TRUE;
    seen = 0;
  }
  while (seen < bytes->len && bytes->data[seen] != (self->zeros ? '\0' : '\n'))
    seen++;
  return seen;
}

/* Without what Windows adds: a mark at the begin of the list, and a return at the end of a line. */
static char *
take_line (TauCliImages *self, gsize n)
{
  static const char mark[] = "\xef\xbb\xbf";
  char *line = g_strndup ((const char *)self->unread->data, n);
  g_byte_array_remove_range (self->unread, 0, MIN (n + 1, self->unread->len));
  if (!self->zeros && g_str_has_suffix (line, "\r"))
    line[n - 1] = '\0';
  if (!self->begun && g_str_has_prefix (line, mark))
    memmove (line, line + strlen (mark), strlen (line + strlen (mark)) + 1);
  self->begun = TRUE;
  return line;
}

/* The next line that is not empty; NULL as in read_more(). */
static char *
read_line (TauCliImages *self, gboolean wait, GCancellable *stop, GError **error)
{
  for (gsize n = 0;;) {
    n = find_end (self, n);
    if (n > LONGEST_LINE) {
      g_autofree char *name = g_filename_display_name (self->spec.list);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is no list of files, one a line: it has a line of more than %d bytes"),
                   name, LONGEST_LINE);
      return NULL;
    }
    if (n == self->unread->len && !self->ended) {
      if (!read_more (self, wait, stop, error) && !self->ended)
        return NULL;
    } else if (n > 0) {
      g_autofree char *line = take_line (self, n);
      if (*line != '\0')
        return g_steal_pointer (&line);
      n = 0;
    } else if (self->unread->len == 0) {
      return NULL;
    } else {
      g_byte_array_remove_index (self->unread, 0);
    }
  }
}

/* -- images -------------------------------------------------------------------------------- */

static char *
next_name (TauCliImages *self, gboolean wait, GCancellable *stop, GError **error)
{
  if (self->spec.list != NULL)
    return read_line (self, wait, stop, error);
  if (self->next >= self->n)
    return NULL;
  return self->dataset != NULL ? tau_dataset_describe (self->dataset, self->order[self->next])
                               : g_strdup (self->spec.paths[self->next]);
}

static const TauCorruptionSpec *
next_corruption (const TauCliImages *self)
{
  return &self->spec.corruptions[self->spec.n_corruptions > 1 ? self->next : 0];
}

guint
tau_cli_images_take (TauCliImages *self, guint most, TauCliImage *out,
                     TauCorruptionSpec *corruption, GCancellable *stop, GError **error)
{
  guint n = 0;
  while (n < most && !g_cancellable_is_cancelled (stop)) {
    const gboolean more = self->spec.n_corruptions <= 1 || self->next < self->n;
    if (n > 0 && more && !tau_corruption_spec_equal (corruption, next_corruption (self)))
      break;
    /* An error after the first is met again by the next call. */
    char *name = next_name (self, n == 0, stop, n == 0 ? error : NULL);
    if (name == NULL)
      break;
    *corruption = *next_corruption (self);
    out[n++] = (TauCliImage){
      .number = self->order != NULL ? self->order[self->next] : self->next,
      .name = name,
    };
    self->next++;
  }
  return n;
}

TauImage *
tau_cli_images_load (TauCliImages *self, TauCli *cli, const TauCliImage *image, GError **error)
{
  if (self->dataset != NULL)
    return tau_dataset_load (self->dataset, image->number, error);
  return self->spec.list != NULL ? tau_image_load (image->name, error)
                                 : tau_cli_load_image (cli, image->name, error);
}
