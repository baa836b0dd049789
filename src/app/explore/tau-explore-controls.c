/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explore-controls.h"

#include "app/widgets/tau-drop-down.h"
#include "app/widgets/tau-scale-value.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _TauExploreControls {
  GtkWidget parent_instance;

  GtkWidget *box; /* bound so that it is disposed of with the template */
  AdwActionRow *pack_row;
  GtkDropDown *pack, *predictor;
  GtkDropDown *label;
  AdwActionRow *label_row;
  AdwActionRow *ensemble_row;
  GtkScale *ensemble;

  TauExplorer *explorer;
  GPtrArray *packs;   /* of TauPack */
  GPtrArray *lenders; /* of TauPack, of the predictors listed; NULL: none */
  TauPack *labels_of; /* the pack whose classes the label drop-down lists */
  gboolean following; /* following the explorer: setting a control makes no request */
};

G_DEFINE_FINAL_TYPE (TauExploreControls, tau_explore_controls, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_ENSEMBLE_SIZE, N_PROPS };
enum { PACK_PICKED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* -- from the controls to the explorer ----------------------------------------------------- */

static void
on_label_cb (TauExploreControls *self)
{
  if (self->explorer == NULL || self->following ||
      !gtk_widget_get_sensitive (GTK_WIDGET (self->label)))
    return;
  TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
  guint label = gtk_drop_down_get_selected (self->label);
  /* "Unknown" comes first in the list. */
  settings.label = label != GTK_INVALID_LIST_POSITION ? (int)label - 1 : -1;
  tau_explorer_set_settings (self->explorer, &settings);
}

static void
on_pack_cb (TauExploreControls *self)
{
  guint index = gtk_drop_down_get_selected (self->pack);
  if (!self->following && self->packs != NULL && index < self->packs->len)
    g_signal_emit (self, signals[PACK_PICKED], 0, g_ptr_array_index (self->packs, index));
}

/* The same pack with another predictor is opened like another pack. */
static void
on_predictor_cb (TauExploreControls *self)
{
  guint index = gtk_drop_down_get_selected (self->predictor);
  if (self->explorer == NULL || self->following || index >= self->lenders->len)
    return;
  g_autoptr (TauPack) pack = tau_pack_borrow (tau_explorer_get_pack (self->explorer),
                                              g_ptr_array_index (self->lenders, index));
  g_signal_emit (self, signals[PACK_PICKED], 0, pack);
}

static void
on_ensemble_cb (TauExploreControls *self)
{
  if (self->explorer != NULL && !self->following) {
    TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
    settings.ensemble = tau_explore_controls_get_ensemble_size (self);
    tau_explorer_set_settings (self->explorer, &settings);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENSEMBLE_SIZE]);
}

/* -- from the explorer to the controls ----------------------------------------------------- */

static void
follow_settings (TauExploreControls *self)
{
  self->following = TRUE;
  gtk_drop_down_set_selected (self->label, tau_explorer_get_label (self->explorer) + 1);
  gtk_range_set_value (GTK_RANGE (self->ensemble),
                       tau_explorer_get_settings (self->explorer)->ensemble);
  self->following = FALSE;
}

/* Lists the classes of the open pack. The user cannot change a label given by the data set. */
static void
follow_label (TauExploreControls *self)
{
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  const gboolean known = tau_explorer_has_given_label (self->explorer);

  if (pack != NULL && pack != self->labels_of) {
    g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
    gtk_string_list_append (names, _ ("Unknown"));
    for (guint i = 0; i < pack->classes->len; i++)
      gtk_string_list_append (names, tau_pack_class_title (pack, i));
    self->following = TRUE;
    gtk_drop_down_set_model (self->label, G_LIST_MODEL (names));
    self->following = FALSE;
    g_clear_pointer (&self->labels_of, tau_pack_unref);
    self->labels_of = tau_pack_ref (pack);
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->label), pack != NULL && !known);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label_row),
                               known ? _ ("Given by the sample") : NULL);
  follow_settings (self);
}

static void
add_predictor (TauExploreControls *self, GtkStringList *titles, TauPack *lender, const char *title)
{
  g_autofree char *folder = lender != NULL ? g_filename_display_name (lender->folder) : NULL;
  tau_drop_down_add (titles, title, folder);
  g_ptr_array_add (self->lenders, lender != NULL ? tau_pack_ref (lender) : NULL);
}

/* Lists none, the pack's own predictor, and those of the other packs; selects the one in use. */
static void
follow_predictor (TauExploreControls *self)
{
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;
  g_ptr_array_set_size (self->lenders, 0);
  add_predictor (self, titles, NULL, C_ ("predictor", "None"));
  for (guint i = 0; pack != NULL && self->packs != NULL && i < self->packs->len; i++) {
    TauPack *lender = g_ptr_array_index (self->packs, i);
    const gboolean own = g_str_equal (lender->folder, pack->folder);
    g_autofree char *name = tau_pack_get_title_among (lender, self->packs);
    g_autofree char *from = g_strdup_printf (_ ("From %s"), name);
    if (!lender->has_predictor)
      continue;
    add_predictor (self, titles, lender, own ? _ ("Of this pack") : from);
    /* A copy of the pack may have the same predictor. */
    if (g_strcmp0 (lender->predictor.sha256, pack->predictor.sha256) == 0 && (selected == 0 || own))
      selected = self->lenders->len - 1;
  }
  gtk_drop_down_set_model (self->predictor, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->predictor, selected);
  gtk_widget_set_sensitive (GTK_WIDGET (self->predictor), self->lenders->len > 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->ensemble), pack == NULL || pack->has_predictor);
  adw_action_row_set_subtitle (
      self->ensemble_row, pack == NULL || pack->has_predictor ? "" : _ ("Needs a loss predictor"));
}

static void
follow_pack (TauExploreControls *self)
{
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  g_autofree char *which =
      pack != NULL && self->packs != NULL ? tau_pack_tell_apart (pack, self->packs) : NULL;
  adw_action_row_set_subtitle (self->pack_row, which != NULL ? which : "");
  self->following = TRUE;
  for (guint i = 0; pack != NULL && self->packs != NULL && i < self->packs->len; i++)
    if (g_str_equal (((TauPack *)g_ptr_array_index (self->packs, i))->folder, pack->folder))
      gtk_drop_down_set_selected (self->pack, i);
  follow_predictor (self);
  self->following = FALSE;
  follow_label (self);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_explore_controls_dispose (GObject *object)
{
  TauExploreControls *self = TAU_EXPLORE_CONTROLS (object);
  self->following = TRUE; /* ignore the controls' last changes */
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_EXPLORE_CONTROLS);
  g_clear_object (&self->explorer);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->lenders, g_ptr_array_unref);
  g_clear_pointer (&self->labels_of, tau_pack_unref);
  G_OBJECT_CLASS (tau_explore_controls_parent_class)->dispose (object);
}

static void
tau_explore_controls_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ENSEMBLE_SIZE)
    g_value_set_uint (value,
                      tau_explore_controls_get_ensemble_size (TAU_EXPLORE_CONTROLS (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tau_explore_controls_class_init (TauExploreControlsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tau_explore_controls_dispose;
  object_class->get_property = tau_explore_controls_get_property;

  properties[PROP_ENSEMBLE_SIZE] =
      g_param_spec_uint ("ensemble-size", NULL, NULL, 1, TAU_N_TRANSFORMS, 1,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PACK_PICKED] = g_signal_new ("pack-picked", TAU_TYPE_EXPLORE_CONTROLS, G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-explore-controls.ui");
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, box);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, pack_row);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, pack);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, predictor);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, label);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, label_row);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, ensemble_row);
  gtk_widget_class_bind_template_child (widget_class, TauExploreControls, ensemble);
  gtk_widget_class_bind_template_callback (widget_class, on_label_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pack_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_predictor_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_ensemble_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_explore_controls_init (TauExploreControls *self)
{
  g_autoptr (GtkStringList) unknown =
      gtk_string_list_new ((const char *const[]){ _ ("Unknown"), NULL });

  self->following = TRUE;
  self->lenders = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_pack_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_drop_down_search (self->label);
  tau_drop_down_shorten (self->pack);
  tau_drop_down_shorten (self->predictor);
  tau_drop_down_shorten (self->label);
  gtk_drop_down_set_model (self->label, G_LIST_MODEL (unknown));
  gtk_range_set_range (GTK_RANGE (self->ensemble), 1, TAU_N_TRANSFORMS);
  tau_scale_show_value_last (self->ensemble);
  self->following = FALSE;
}

void
tau_explore_controls_set_explorer (TauExploreControls *self, TauExplorer *explorer)
{
  g_set_object (&self->explorer, explorer);
  g_signal_connect_object (explorer, "pack-changed", G_CALLBACK (follow_pack), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "picture-changed", G_CALLBACK (follow_label), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "settings-changed", G_CALLBACK (follow_settings), self,
                           G_CONNECT_SWAPPED);
  follow_pack (self);
}

void
tau_explore_controls_set_packs (TauExploreControls *self, GPtrArray *packs)
{
  g_autoptr (GtkStringList) names = tau_drop_down_list_packs (packs);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  self->packs = g_ptr_array_ref (packs);
  self->following = TRUE;
  gtk_drop_down_set_model (self->pack, G_LIST_MODEL (names));
  self->following = FALSE;
  follow_pack (self);
}

guint
tau_explore_controls_get_ensemble_size (TauExploreControls *self)
{
  return (guint)(gtk_range_get_value (GTK_RANGE (self->ensemble)) + 0.5);
}

GtkWidget *
tau_explore_controls_get_ensemble_row (TauExploreControls *self)
{
  return GTK_WIDGET (self->ensemble_row);
}
