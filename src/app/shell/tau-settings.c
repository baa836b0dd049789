/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-settings.h"

#include "base/tau-build-folder.h"

/* data/ in the build folder that contains the program, or NULL. */
static GSettingsSchemaSource *
open_build_source (GSettingsSchemaSource *parent)
{
  g_autofree char *folder = tau_build_folder_file ("data");
  return folder != NULL ? g_settings_schema_source_new_from_directory (folder, parent, TRUE, NULL)
                        : NULL;
}

/* g_settings_new() would end the program if the schema is missing. */
GSettings *
tau_settings_new (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) build = open_build_source (installed);
  GSettingsSchemaSource *source = build != NULL ? build : installed;
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, TAU_APP_ID, TRUE) : NULL;
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
