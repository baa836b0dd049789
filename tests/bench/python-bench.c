/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python-bench.h"

#include "base/tau-build-folder.h"

#include <glib/gstdio.h>
#include <math.h>
#include <time.h>

struct _BenchPython {
  GSubprocess *process;
  GDataInputStream *answers;
  gboolean lost;
};

/* The first Python that has what the script needs: the user's, or Debian's beside another one. */
static const char *const interpreters[] = { "python3", "/usr/bin/python3" };

static BenchPython *
start (const char *interpreter, const char *path, const char *folder)
{
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                            G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        NULL, interpreter, path, "--serve", folder, NULL);
  if (process == NULL)
    return NULL;
  BenchPython *self = g_new0 (BenchPython, 1);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  self->process = g_steal_pointer (&process);
  g_autofree char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, NULL);
  if (g_strcmp0 (line, "ready") == 0)
    return self;
  bench_python_stop (self);
  return NULL;
}

BenchPython *
bench_python_start (const char *script, const char *folder)
{
  g_autofree char *relative = g_build_filename ("tests", "compare", script, NULL);
  g_autofree char *path = tau_source_folder_file (relative);
  for (guint i = 0; i < G_N_ELEMENTS (interpreters); i++) {
    BenchPython *self = start (interpreters[i], path, folder);
    if (self != NULL)
      return self;
  }
  g_printerr ("%s cannot be run (tools/packages.txt lists what it needs, group compare).\n", path);
  return NULL;
}

double
bench_python_ask (BenchPython *self, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *question = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = g_strconcat (question, "\n", NULL);
  GOutputStream *questions = g_subprocess_get_stdin_pipe (self->process);
  g_autofree char *answer = NULL;
  if (!self->lost && g_output_stream_write_all (questions, line, strlen (line), NULL, NULL, NULL))
    answer = g_data_input_stream_read_line (self->answers, NULL, NULL, NULL);
  self->lost |= answer == NULL;
  return answer != NULL ? g_ascii_strtod (answer, NULL) : NAN;
}

void
bench_python_stop (BenchPython *self)
{
  if (self == NULL)
    return;
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->answers);
  g_object_unref (self->process);
  g_free (self);
}

char *
bench_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tau-bench-XXXXXX", &error);
  if (folder == NULL)
    g_error ("%s", error->message);
  return folder;
}

void
bench_folder_add (const char *folder, const TauImage *image, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = tau_image_to_pixbuf ((TauImage *)image);
  const char *type = g_str_has_suffix (name, ".jpg") ? "jpeg" : "png";
  if (!gdk_pixbuf_save (pixbuf, path, type, &error, NULL))
    g_error ("%s", error->message);
}

void
bench_folder_remove (char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
}

double
bench_cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}
