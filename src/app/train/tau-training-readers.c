/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-training-readers.h"

#include <glib/gi18n-lib.h>

const TauDatasetReader *
tau_training_reader_get (guint place)
{
  const TauDatasetReader *reader;
  for (guint i = 0; (reader = tau_dataset_reader_get (i)) != NULL; i++)
    if (!reader->corrupted && place-- == 0)
      break;
  return reader;
}

const TauDatasetReader *
tau_training_reader_get_selected (GtkDropDown *menu)
{
  const TauDatasetReader *reader = tau_training_reader_get (gtk_drop_down_get_selected (menu));
  return reader != NULL ? reader : tau_training_reader_get (0);
}

guint
tau_training_reader_find (const char *dataset)
{
  const TauDatasetReader *wanted = dataset != NULL ? tau_dataset_reader_find (dataset) : NULL;
  const TauDatasetReader *reader;
  guint folder = 0;
  for (guint i = 0; (reader = tau_training_reader_get (i)) != NULL; i++) {
    if (reader == wanted)
      return i;
    if (reader->has_files && folder == 0)
      folder = i;
  }
  return folder;
}

void
tau_training_readers_fill (GtkDropDown *menu)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (guint i = 0; tau_training_reader_get (i) != NULL; i++)
    gtk_string_list_append (titles, _ (tau_training_reader_get (i)->title));
  gtk_drop_down_set_model (menu, G_LIST_MODEL (titles));
}
