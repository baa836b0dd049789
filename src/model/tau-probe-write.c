/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-probe-private.h"

#include "base/tau-file.h"
#include "base/tau-json.h"
#include "host/tau-host.h"
#include "model/tau-pack-json.h"
#include "model/tau-pack-shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define TARGET "target.pt"

/* A model pack of a model file. It is written to a hidden folder beside its place, which is then
 * renamed. */

static JsonNode *
make_json (const TauProbe *self, const TauModelChoices *choices, const GPtrArray *classes,
           const char *command)
{
  TauPackModel target = { .file = (char *)TARGET,
                          .sha256 = self->sha256,
                          .input_size = choices->input_size,
                          .multiply_adds = self->form.multiply_adds };
  g_autoptr (JsonBuilder) b = json_builder_new ();
  tau_model_choices_get_scale (choices, target.mean, target.std);
  json_builder_begin_object (b);
  tau_pack_add_target (b, choices->name, choices->description, &target, classes,
                       choices->resize - choices->input_size,
                       choices->output == TAU_OUTPUT_PROBABILITIES);
  tau_json_begin_object (b, "provenance");
  g_autofree char *source = g_path_get_basename (self->path);
  tau_json_add_string (b, "file", source);
  tau_json_begin_array (b, "commands");
  if (command != NULL)
    tau_json_add_element (b, command);
  json_builder_end_array (b);
  tau_pack_add_versions (b, tau_host_get ()->version ());
  json_builder_end_object (b);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

static gboolean
fail_to_write (const char *folder, const char *why, GError **error)
{
  g_set_error (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_WRITE,
               _ ("The model pack “%s” cannot be written: %s"), folder, why);
  return FALSE;
}

/* Copies the model to the disk; it must still be the file that was looked into. */
static gboolean
copy_model (const TauProbe *self, const char *temporary, const char *folder, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *path = g_build_filename (temporary, TARGET, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (self->path), to = g_file_new_for_path (path);
  if (!g_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &local))
    return fail_to_write (folder, local->message, error);
  g_autofree char *sha256 = tau_file_sha256 (path, &local);
  if (sha256 == NULL)
    return fail_to_write (folder, local->message, error);
  if (!g_str_equal (sha256, self->sha256))
    return fail_to_write (folder, _ ("the model file has changed meanwhile"), error);
  const int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  const gboolean synced = fd >= 0 && fsync (fd) == 0;
  const int reason = errno;
  if (fd >= 0)
    close (fd);
  return synced || fail_to_write (folder, g_strerror (reason), error);
}

/* A hidden folder in the one above `folder`, which is made. */
static char *
make_temporary (const char *folder, GError **error)
{
  g_autofree char *above = g_path_get_dirname (folder);
  g_autofree char *temporary = g_build_filename (above, ".tauscope-XXXXXX", NULL);
  if (g_mkdir_with_parents (above, 0777) == 0 && g_mkdtemp_full (temporary, 0777) != NULL)
    return g_steal_pointer (&temporary);
  fail_to_write (folder, g_strerror (errno), error);
  return NULL;
}

gboolean
tau_probe_write_pack (const TauProbe *self, const TauModelChoices *choices, const char *folder,
                      const char *command, GError **error)
{
  g_autoptr (TauModelChoices) full = tau_probe_propose (self, choices);
  g_autoptr (GPtrArray) problems = tau_probe_check (self, full);
  g_autofree char *path = g_canonicalize_filename (folder, NULL);
  const char *block = tau_probe_find_block (problems);
  if (block != NULL) {
    g_set_error_literal (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_BLOCKED, block);
    return FALSE;
  }
  if (g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_EXISTS,
                 _ ("“%s” exists; choose another name or folder for the model pack"), folder);
    return FALSE;
  }
  g_autoptr (GPtrArray) classes = tau_probe_load_classes (self, full, error);
  g_autofree char *temporary = classes != NULL ? make_temporary (path, error) : NULL;
  if (temporary == NULL)
    return FALSE;
  g_autoptr (JsonNode) json = make_json (self, full, classes, command);
  g_autoptr (TauPack) pack = NULL;
  const gboolean done = copy_model (self, temporary, folder, error) &&
                        tau_pack_write (temporary, json, error) &&
                        (pack = tau_pack_load (temporary, error)) != NULL &&
                        tau_pack_move_folder (temporary, path, error);
  if (!done)
    tau_pack_delete_folder (temporary);
  return done;
}
