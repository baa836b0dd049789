/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-notify.h"

#define USUAL_SECONDS 5

AdwToast *
tau_notify_for (GtkWidget *widget, const char *text, guint seconds)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *escaped = g_markup_escape_text (text, -1); /* a toast's title is markup */
  if (overlay == NULL)
    return NULL;
  AdwToast *toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, seconds); /* later it would come too late */
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  return toast; /* the overlay holds it until it is gone */
}

AdwToast *
tau_notify (GtkWidget *widget, const char *text)
{
  return tau_notify_for (widget, text, USUAL_SECONDS);
}

void
tau_hold_program (void)
{
  GApplication *application = g_application_get_default ();
  if (application != NULL) /* there is none in tests of single widgets */
    g_application_hold (application);
}

void
tau_release_program (void)
{
  GApplication *application = g_application_get_default ();
  if (application != NULL)
    g_application_release (application);
}
