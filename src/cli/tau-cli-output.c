/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "base/tau-file.h"
#include "base/tau-table.h"
#include "base/tau-text.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* More than any image that fits a sheet of paper. */
#define LARGEST_INPUT ((gsize)1 << 30)

/* -- text ---------------------------------------------------------------------------------- */

/* Keeps the ends of lines; what is left of control characters then came with a name. */
static char *
make_safe (const char *text)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *line = tau_text_line (lines[i]);
    g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", line);
  }
  return g_string_free (out, FALSE);
}

/* For a terminal whose characters are not those of UTF-8. Names stay as they are where it has only
 * ASCII: hardly any terminal is like that, most were only not told. */
static char *
make_local (const char *text)
{
  const char *charset;
  if (g_get_charset (&charset))
    return g_strdup (text);
  g_autofree char *plain = tau_text_plain (text);
  char *local = g_str_has_prefix (charset, "ANSI_X3") || g_str_equal (charset, "US-ASCII")
                    ? NULL
                    : g_convert_with_fallback (plain, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  return local != NULL ? local : g_steal_pointer (&plain);
}

static void
print (FILE *file, int fd, const char *text)
{
  g_autofree char *safe = make_safe (text);
  g_autofree char *local = isatty (fd) ? make_local (safe) : g_strdup (safe);
  fputs (local, file);
  fflush (file);
}

static void
print_out (const char *text)
{
  print (stdout, STDOUT_FILENO, text);
}

static void
print_err (const char *text)
{
  print (stderr, STDERR_FILENO, text);
}

void
tau_cli_prepare_output (void)
{
  g_set_print_handler (print_out);
  g_set_printerr_handler (print_err);
}

void
tau_cli_say (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = tau_text_line (text);
  g_printerr ("tauscope-cli: %s\n", line);
}

void
tau_cli_print_json (JsonBuilder *b, gboolean pretty)
{
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, pretty);
  g_autofree char *json = tau_text_json (text);
  g_print ("%s\n", json);
}

void
tau_cli_progress (TauCli *cli, const char *format, ...)
{
  if (cli->quiet || !isatty (STDERR_FILENO))
    return;
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = tau_text_line (text);
  g_autofree char *local = make_local (line);
  fprintf (stderr, "\r\033[K%s", local);
  fflush (stderr);
}

void
tau_cli_progress_end (TauCli *cli)
{
  if (!cli->quiet && isatty (STDERR_FILENO))
    fprintf (stderr, "\r\033[K");
}

char *
tau_cli_number (double value, int decimals)
{
  return tau_table_format_number (value, decimals);
}

/* -- the database -------------------------------------------------------------------------- */

gboolean
tau_cli_open_store (TauCli *cli, TauStore **store, GError **error)
{
  g_autoptr (GError) local = NULL;
  *store = tau_store_open (cli->db, &local);
  if (*store != NULL)
    return TRUE;
  if (g_error_matches (local, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED) ||
      g_error_matches (local, TAU_STORE_ERROR, TAU_STORE_ERROR_NO_DATABASE)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  tau_cli_say (_ ("%s (continuing without the cache)"), local->message);
  return TRUE;
}

void
tau_cli_say_damaged (TauStore *store)
{
  const guint n = tau_store_get_n_damaged (store);
  if (n > 0)
    tau_cli_say (ngettext ("%u stored answer was damaged and was computed again",
                           "%u stored answers were damaged and were computed again", n),
                 n);
}

/* -- files --------------------------------------------------------------------------------- */

static GBytes *
read_input (TauCli *cli, GError **error)
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint8 buffer[65536];
  gssize n;
  while ((n = g_input_stream_read (in, buffer, sizeof buffer, cli->cancellable, error)) > 0) {
    if (data->len + (gsize)n > LARGEST_INPUT) {
      g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_SIZE,
                   _ ("Standard input holds more than %d MiB"), (int)(LARGEST_INPUT >> 20));
      return NULL;
    }
    g_byte_array_append (data, buffer, n);
  }
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&data)) : NULL;
}

gboolean
tau_cli_expect_one_dash (int argc, char **argv, GError **error)
{
  int n = 0;
  for (int i = 1; i < argc; i++)
    n += g_str_equal (argv[i], "-");
  return n <= 1 || tau_cli_refuse (error, _ ("“-”, standard input, can be given only once"));
}

static TauImage *
load_image (TauCli *cli, const char *path, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return NULL;
  if (!g_str_equal (path, "-"))
    return tau_image_load (path, error);
  g_autoptr (GBytes) bytes = read_input (cli, error);
  return bytes != NULL ? tau_image_load_bytes (bytes, _ ("standard input"), error) : NULL;
}

TauImage *
tau_cli_load_image (TauCli *cli, const char *path, GError **error)
{
  /* A large image takes seconds, in which nothing is there to be kept. */
  const gint before = g_atomic_int_get (&cli->at_once);
  g_atomic_int_set (&cli->at_once, TRUE);
  TauImage *image = load_image (cli, path, error);
  g_atomic_int_set (&cli->at_once, before);
  return image;
}

gboolean
tau_cli_expect_png (const char *path, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  const char *ending = strrchr (base, '.');
  if (ending == NULL || ending == base || g_ascii_strcasecmp (ending, ".png") == 0)
    return TRUE;
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (ending));
  g_autofree char *meant = g_strconcat (stem, ".png", NULL);
  return tau_cli_refuse (error, _ ("“%s”: only PNG files are written; call it “%s”"), path, meant);
}

gboolean
tau_cli_check_output (GError **error)
{
  if (!ferror (stdout))
    return TRUE;
  g_set_error_literal (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_WRITE,
                       _ ("cannot write to the standard output"));
  return FALSE;
}

static gboolean
write_output (GBytes *bytes, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  fwrite (data, 1, size, stdout);
  fflush (stdout);
  return tau_cli_check_output (error);
}

gboolean
tau_cli_write (TauCli *cli, const char *path, GBytes *bytes, GError **error)
{
  g_mutex_lock (&cli->writing);
  const gboolean good = !g_cancellable_set_error_if_cancelled (cli->cancellable, error) &&
                        (g_str_equal (path, "-") ? write_output (bytes, error)
                                                 : tau_file_write (path, bytes, TAU_IMAGE_ERROR,
                                                                   TAU_IMAGE_ERROR_WRITE, error));
  g_mutex_unlock (&cli->writing);
  return good;
}

gboolean
tau_cli_save_png (TauCli *cli, const TauImage *image, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tau_image_encode_png (image, path, error);
  return bytes != NULL && tau_cli_write (cli, path, bytes, error);
}
