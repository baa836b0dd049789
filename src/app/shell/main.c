/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-application.h"
#include "base/tau-language.h"
#include "torch/tau-torch.h"

#include <locale.h>
#include <signal.h>

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN); /* a file size limit is an error like a full disk */
  tau_torch_prepare ();
  setlocale (LC_ALL, "");
  tau_language_prepare ();

  g_autoptr (TauApplication) application = tau_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
