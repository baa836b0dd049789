/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-image-limit.h"

#include <glib/gi18n-lib.h>

static int
on_limit_output_cb (GtkSpinButton *button)
{
  int value = gtk_spin_button_get_value_as_int (button);
  g_autofree char *text = value > 0 ? g_strdup_printf ("%d", value) : g_strdup (_ ("All"));
  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (button))))
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

static int
on_limit_input_cb (GtkSpinButton *button, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (button));
  guint64 number;
  *value = g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL) ? number : 0;
  return TRUE;
}

void
tau_image_limit_set_up (GtkSpinButton *button)
{
  g_signal_connect (button, "output", G_CALLBACK (on_limit_output_cb), NULL);
  g_signal_connect (button, "input", G_CALLBACK (on_limit_input_cb), NULL);
  gtk_spin_button_update (button);
}
