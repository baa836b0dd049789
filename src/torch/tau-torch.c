/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch/tau-torch.h"

#include "base/tau-build-folder.h"
#include "torch/losses/tau-loss-list.h"
#include "torch/train/tau-architecture-list.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

G_DEFINE_QUARK (tau_torch_error, tau_torch_error)

#define LOSS(name, title) { #name, title },
const TauChoice tau_losses[] = { TAU_LOSSES (LOSS){ NULL, NULL } };
#define ARCHITECTURE(id, name, title) { name, title },
const TauChoice tau_architectures[] = { TAU_ARCHITECTURES (ARCHITECTURE){ NULL, NULL } };

char *
tau_choices_join (const TauChoice *choices)
{
  GString *text = g_string_new (choices[0].name);
  for (guint i = 1; choices[i].name != NULL; i++)
    g_string_append_printf (text, ", %s", choices[i].name);
  return g_string_free (text, FALSE);
}

char *
tau_torch_describe (const TauModelApi *models, int n_threads)
{
  g_autofree char *line = g_strdup_printf (
      ngettext ("libtorch %s on %s, %d thread", "libtorch %s on %s, %d threads", n_threads),
      models->version (), models->device (), n_threads);
  if (models->has_fast_blas () || !g_str_equal (models->device (), "cpu"))
    return g_steal_pointer (&line);
  return g_strdup_printf (_ ("%s, without OpenBLAS: transformers are slow until it is installed "
                             "(Debian: libopenblas0-pthread)"),
                          line);
}

void
tau_torch_announce (const TauModelApi *models, int n_threads)
{
  static GMutex mutex;
  static char *last;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&mutex);
  g_autofree char *now = tau_torch_describe (models, n_threads);
  if (g_strcmp0 (now, last) == 0)
    return;
  g_log (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "%s", now);
  g_free (last);
  last = g_steal_pointer (&now);
}

#define MODULE_NAME "libtauscope-torch.so"

static char *
find_module (void)
{
  const char *override = g_getenv ("TAUSCOPE_TORCH_MODULE");
  if (override != NULL)
    return g_strdup (override);

  char *built = tau_build_folder_file ("src/torch/" MODULE_NAME);
  return built != NULL ? built : g_build_filename (TAU_PKGLIBDIR, MODULE_NAME, NULL);
}

void
tau_torch_prepare (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_MAX, 0);
  mallopt (M_TRIM_THRESHOLD, 1 << 30);
#endif
  g_setenv ("OMP_WAIT_POLICY", "passive", FALSE);
}

static const TauTorchApi *
open_module (GError **error)
{
  g_autofree char *path = find_module ();
  const TauTorchApi *(*entry) (void);

  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  if (module == NULL) {
    g_set_error (
        error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE,
        _ ("The libtorch module “%s” cannot be opened (%s); install libtorch (on Debian: the "
           "package libtorch-dev) or build Tauscope again"),
        path, g_module_error ());
    return NULL;
  }
  if (!g_module_symbol (module, TAU_TORCH_ENTRY, (gpointer *)&entry) ||
      entry ()->size != sizeof (TauTorchApi)) {
    g_set_error (
        error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MODULE,
        _ ("The libtorch module “%s” belongs to another version of Tauscope; build it again"),
        path);
    g_module_close (module);
    return NULL;
  }
  g_module_make_resident (module); /* libtorch starts threads and cannot be unloaded */
  return entry ();
}

const TauTorchApi *
tau_torch_open (GError **error)
{
  static GMutex mutex;
  static const TauTorchApi *api;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&mutex);

  if (api == NULL)
    api = open_module (error);
  return api;
}
