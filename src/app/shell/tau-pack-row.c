/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-pack-row.h"

#include "app/widgets/tau-hyphens.h"
#include "model/tau-pack-shelf.h"

#include <glib/gi18n-lib.h>

/* The row that the state is shown in, of the expander row. */
#define STATE "tau-pack-row-state"

/* -- what the pack is ----------------------------------------------------------------------- */

static JsonObject *
find_object (const TauPack *pack, const char *name)
{
  JsonObject *root = json_node_get_object (pack->json);
  JsonNode *node = json_object_get_member (root, name);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
find_string (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gboolean
find_number (JsonObject *object, const char *name, double *out)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  *out = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0;
  return node != NULL && JSON_NODE_HOLDS_VALUE (node);
}

static char *
describe (const TauPack *pack)
{
  const guint n = pack->classes->len;
  g_autofree char *classes = g_strdup_printf (ngettext ("%u class", "%u classes", n), n);
  return g_strdup_printf (pack->has_predictor
                              /* Translators: the classes, and the side of the input. */
                              ? _ ("%s, %d px, with a loss predictor")
                              : _ ("%s, %d px, no loss predictor yet"),
                          classes, pack->target.input_size);
}

/* NULL if pack.json does not say. */
static char *
describe_training (const TauPack *pack)
{
  JsonObject *provenance = find_object (pack, "provenance");
  const char *dataset = find_string (provenance, "dataset");
  const char *date = find_string (provenance, "date");
  if (dataset == NULL)
    return NULL;
  /* Translators: a data set and a date. */
  return date != NULL ? g_strdup_printf (_ ("On %s, %s"), dataset, date) : g_strdup (dataset);
}

static char *
describe_results (const TauPack *pack)
{
  JsonObject *results = find_object (pack, "results");
  JsonNode *node = results != NULL ? json_object_get_member (results, "corrupted") : NULL;
  JsonObject *corrupted =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  double alone, chosen;
  if (find_number (corrupted, "center", &alone) && find_number (corrupted, "ours:1", &chosen))
    return g_strdup_printf (_ ("Of corrupted images, %.1f %% are wrong, and %.1f %% with the "
                               "transform of lowest predicted loss"),
                            alone, chosen);
  if (find_number (results, "target_clean_error", &alone))
    return g_strdup_printf (_ ("%.1f %% of the images are wrong"), alone);
  return NULL;
}

/* -- the row -------------------------------------------------------------------------------- */

static GtkWidget *
add_fact (AdwExpanderRow *row, const char *title, const char *text)
{
  GtkWidget *fact = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (fact), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (fact), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (fact), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (fact), FALSE);
  adw_expander_row_add_row (row, fact);
  return fact;
}

static void
add_item (GMenu *menu, const char *label, const char *action, const TauPack *pack)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, action, "^ay", pack->folder);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu (const TauPack *pack, const char *title)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  const gboolean own = tau_pack_is_on_shelf (pack);
  if (own)
    add_item (menu, _ ("_Rename…"), "packs.rename", pack);
  add_item (menu, _ ("_Duplicate"), "packs.duplicate", pack);
  add_item (menu, _ ("_Export…"), "packs.export", pack);
  add_item (menu, _ ("_Show in Files"), "packs.reveal", pack);
  if (own)
    add_item (menu, _ ("Re_move"), "packs.remove", pack);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_autofree char *name = g_strdup_printf (_ ("Actions for “%s”"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

GtkWidget *
tau_pack_row_new (const TauPack *pack, const GPtrArray *packs)
{
  g_autofree char *title = tau_pack_get_title_among (pack, packs);
  GtkWidget *row = adw_expander_row_new ();
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (row);
  g_autofree char *what = describe (pack), *training = describe_training (pack);
  g_autofree char *results = describe_results (pack);
  g_autofree char *folder = g_filename_display_name (pack->folder);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (expander, what);
  adw_expander_row_add_action (expander, make_menu (pack, title));
  if (pack->description != NULL && *pack->description != '\0')
    add_fact (expander, _ ("Description"), pack->description);
  if (training != NULL)
    add_fact (expander, _ ("Trained"), training);
  if (results != NULL)
    add_fact (expander, _ ("Measured"), results);
  g_object_set_data (G_OBJECT (row), STATE, add_fact (expander, _ ("Files"), _ ("Checking…")));
  add_fact (expander, _ ("Folder"), folder);
  tau_hyphens_remove (row);
  return row;
}

void
tau_pack_row_set_state (GtkWidget *row, const TauShelfState *state)
{
  g_autofree char *size = g_format_size (state->n_bytes);
  g_autofree char *text = g_strdup_printf (
      state->whole ? _ ("%s; the checksums are right")
                   : _ ("%s; damaged: a checksum is not the one in pack.json. Copy the pack again"),
      size);
  adw_action_row_set_subtitle (g_object_get_data (G_OBJECT (row), STATE), text);
  if (!state->whole) {
    GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
    gtk_widget_set_tooltip_text (icon, _ ("Damaged"));
    adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), icon);
  }
}
