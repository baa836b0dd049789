/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-outcome-item.h"

#include "app/evaluate/tau-evaluation-scene.h"
#include "app/widgets/image/tau-pixels.h"

#include <glib/gi18n-lib.h>

#define THUMBNAIL_SIDE 96

struct _TauOutcomeItem {
  GObject parent_instance;

  TauEvaluation *evaluation;
  TauPack *pack;
  guint example;
  TauImage *image; /* of the thumbnail; or NULL */
  GdkPaintable *thumbnail;
};

G_DEFINE_FINAL_TYPE (TauOutcomeItem, tau_outcome_item, G_TYPE_OBJECT)

enum { PROP_0, PROP_THUMBNAIL, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
tau_outcome_item_finalize (GObject *object)
{
  TauOutcomeItem *self = TAU_OUTCOME_ITEM (object);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->image, tau_image_unref);
  g_clear_object (&self->thumbnail);
  G_OBJECT_CLASS (tau_outcome_item_parent_class)->finalize (object);
}

static void
tau_outcome_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_THUMBNAIL)
    g_value_set_object (value, TAU_OUTCOME_ITEM (object)->thumbnail);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tau_outcome_item_class_init (TauOutcomeItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = tau_outcome_item_finalize;
  object_class->get_property = tau_outcome_item_get_property;
  properties[PROP_THUMBNAIL] = g_param_spec_object ("thumbnail", NULL, NULL, GDK_TYPE_PAINTABLE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tau_outcome_item_init (TauOutcomeItem *self)
{
}

TauOutcomeItem *
tau_outcome_item_new (TauEvaluation *evaluation, guint example, TauPack *pack)
{
  TauOutcomeItem *self = g_object_new (TAU_TYPE_OUTCOME_ITEM, NULL);
  self->evaluation = tau_evaluation_ref (evaluation);
  self->pack = tau_pack_ref (pack);
  self->example = example;
  return self;
}

const TauExample *
tau_outcome_item_get_example (TauOutcomeItem *self)
{
  return &g_array_index (self->evaluation->examples, TauExample, self->example);
}

static const TauCorruptionSpec *
get_cell (TauOutcomeItem *self)
{
  return &self->evaluation->cells[tau_outcome_item_get_example (self)->cell];
}

TauCorruptionSpec
tau_outcome_item_get_corruption (TauOutcomeItem *self)
{
  return tau_evaluation_get_corruption (self->evaluation,
                                        tau_outcome_item_get_example (self)->cell);
}

char *
tau_outcome_item_get_title (TauOutcomeItem *self)
{
  return tau_corruption_spec_to_title (get_cell (self), _ ("Clean"));
}

char *
tau_outcome_item_get_subtitle (TauOutcomeItem *self)
{
  const TauExample *example = tau_outcome_item_get_example (self);
  const char *label = tau_pack_class_title (self->pack, example->label);
  const char *center = tau_pack_class_title (self->pack, example->center);
  const char *ours = tau_pack_class_title (self->pack, example->ours);
  const char *chosen = _ (tau_transform_get (example->chosen)->title);
  switch (example->outcome) {
  case TAU_OUTCOME_RESCUED:
    return g_strdup_printf (_ ("%s: answer %s, right after %s"), label, center, chosen);
  case TAU_OUTCOME_BROKEN:
    return g_strdup_printf (_ ("%s: answer %s after %s"), label, ours, chosen);
  default:
    return g_strdup_printf (_ ("%s: right after %s only"), label,
                            _ (tau_transform_get (example->best)->title));
  }
}

void
tau_outcome_item_set_thumbnail (TauOutcomeItem *self, TauImage *image)
{
  g_autoptr (GdkPaintable) pixels = tau_pixels_new (image, THUMBNAIL_SIDE, 1);
  g_clear_pointer (&self->image, tau_image_unref);
  self->image = tau_image_ref (image);
  if (g_set_object (&self->thumbnail, pixels))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_THUMBNAIL]);
}

TauImage *
tau_outcome_item_get_image (TauOutcomeItem *self)
{
  return self->image;
}

gboolean
tau_outcome_item_has_thumbnail (TauOutcomeItem *self)
{
  return self->thumbnail != NULL;
}

gboolean
tau_outcome_item_matches (TauOutcomeItem *self, const TauEvaluation *evaluation, guint example)
{
  const TauExample *own = tau_outcome_item_get_example (self);
  const TauExample *other = &g_array_index (evaluation->examples, TauExample, example);
  return own->index == other->index && own->cell == other->cell && own->outcome == other->outcome &&
         self->evaluation->n_cells == evaluation->n_cells &&
         self->evaluation->spec->seed == evaluation->spec->seed &&
         g_str_equal (self->evaluation->spec->dataset, evaluation->spec->dataset) &&
         g_strcmp0 (self->evaluation->target_sha256, evaluation->target_sha256) == 0;
}
