/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-opener.h"

#include "app/jobs/tau-library.h"
#include "app/jobs/tau-scene-state.h"

#include <glib/gi18n-lib.h>

struct _TauOpener {
  GObject parent_instance;

  TauExplorer *explorer;
  GCancellable *cancellable; /* of what must not outlive the opener */
  guint n_lookups;           /* of packs and states in progress */
  guint n_drops;             /* a lookup begun before the last one opens nothing */
  GPtrArray *packs;          /* of TauPack, or NULL */
  GVariant *state;           /* to come back to; or NULL */
  TauPack *next_pack;        /* to open once its samples are listed; or NULL */
  char *next_lender;         /* folder of the pack whose predictor the next one borrows; or NULL */
  TauScene *next_scene;      /* to open after the pack; or NULL */
  gboolean restored;         /* that is the state */
  TauPack *samples_of;       /* the pack whose samples were listed last; or NULL */
};

G_DEFINE_FINAL_TYPE (TauOpener, tau_opener, G_TYPE_OBJECT)

enum { PACKS, SAMPLES, PROBLEM, REMARK, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static TauExplorerSettings
get_settings (const TauScene *scene)
{
  return (TauExplorerSettings){
    .corruption = scene->corruption,
    .label = scene->as_kept ? TAU_EXPLORER_KEPT : TAU_EXPLORER_NAMED,
    .label_name = scene->label,
    .frame = scene->frame,
    .ensemble = scene->ensemble,
    .keep = scene->keep,
  };
}

static gboolean
has_picture (TauOpener *self)
{
  return tau_explorer_get_picture (self->explorer) != NULL ||
         tau_explorer_is_opening_picture (self->explorer);
}

/* The image that is shown needs not be read again. */
static void
apply (TauOpener *self, const TauScene *scene, TauPack *pack)
{
  TauExplorerSettings settings = get_settings (scene);
  TauPicture *picture = tau_explorer_get_picture (self->explorer);
  if (picture == NULL || picture->sample != scene->sample || scene->as_kept ||
      tau_explorer_get_pack (self->explorer) != pack ||
      tau_explorer_is_opening_picture (self->explorer)) {
    tau_explorer_open_sample (self->explorer, scene->sample, &settings);
    return;
  }
  if (settings.frame.side == 0)
    tau_frame_center (&settings.frame, picture->image->width, picture->image->height);
  tau_explorer_set_settings (self->explorer, &settings);
}

/* A sample of the pack is the same image with its class; the first one stands in for what is gone.
 */
static void
prefer_sample (TauScene *scene, const GPtrArray *samples)
{
  if (scene->sample == NULL && samples->len > 0)
    scene->sample = g_object_ref (g_ptr_array_index (samples, 0));
  if (scene->sample == NULL)
    return;
  for (guint i = 0; i < samples->len; i++) {
    TauSample *sample = g_ptr_array_index (samples, i);
    if (g_str_equal (tau_sample_get_path (sample), tau_sample_get_path (scene->sample))) {
      g_set_object (&scene->sample, sample);
      return;
    }
  }
}

/* Whether nothing but the pack is another one. */
static gboolean
is_shown (TauOpener *self, const TauScene *scene)
{
  g_autoptr (TauScene) shown = tau_explorer_get_scene (self->explorer);
  return shown != NULL && !scene->as_kept && shown->sample == scene->sample &&
         tau_corruption_spec_equal (&shown->corruption, &scene->corruption) &&
         g_strcmp0 (shown->label, scene->label) == 0 &&
         tau_frame_equal (&shown->frame, &scene->frame) && shown->ensemble == scene->ensemble;
}

/* No label and no frame: they are of images. */
static void
set_without_image (TauOpener *self, TauExplorerSettings settings)
{
  settings.label = -1;
  settings.frame.side = 0;
  if (settings.ensemble == 0)
    settings.ensemble = tau_explorer_get_settings (self->explorer)->ensemble;
  tau_explorer_set_settings (self->explorer, &settings);
}

/* Opens the pack, then the scene wanted in it; the worker does one after the other. */
static void
open_next (TauOpener *self, TauPack *pack)
{
  g_autoptr (TauScene) scene = g_steal_pointer (&self->next_scene);
  const gboolean shown = scene != NULL && is_shown (self, scene);
  tau_explorer_open_pack (self->explorer, pack);
  if (scene == NULL || shown || (self->restored && has_picture (self)))
    return;
  const TauExplorerSettings settings = get_settings (scene);
  if (scene->sample == NULL)
    set_without_image (self, settings);
  else if (self->restored)
    tau_explorer_open_first (self->explorer, scene->sample, &settings);
  else
    tau_explorer_open_sample (self->explorer, scene->sample, &settings);
}

static void
on_samples_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauOpener) self = data; /* reference held by the request */
  g_autoptr (GPtrArray) samples = tau_worker_answer (result, NULL);
  g_autoptr (TauPack) next_pack = g_steal_pointer (&self->next_pack);
  if (samples == NULL || self->explorer == NULL)
    return;
  g_signal_emit (self, signals[SAMPLES], 0, samples);
  if (self->next_scene != NULL && self->restored)
    prefer_sample (self->next_scene, samples);
  if (samples->len > 0 && self->next_scene == NULL && !has_picture (self))
    tau_explorer_open_first (self->explorer, g_ptr_array_index (samples, 0), NULL);
  if (next_pack != NULL)
    open_next (self, next_pack);
  g_signal_emit (self, signals[ENDED], 0);
}

static gboolean
list_samples (TauOpener *self, TauPack *pack)
{
  if (self->samples_of != NULL && g_str_equal (self->samples_of->folder, pack->folder))
    return FALSE;
  g_clear_pointer (&self->samples_of, tau_pack_unref);
  self->samples_of = tau_pack_ref (pack);
  tau_library_list_samples_async (tau_explorer_get_worker (self->explorer), pack, NULL,
                                  on_samples_listed_cb, g_object_ref (self));
  return TRUE;
}

/* `former`: the folder or the name of the pack that is gone. */
static void
tell_gone_pack (TauOpener *self, const char *former, const TauPack *instead)
{
  g_autofree char *shown = g_filename_display_name (former);
  g_autofree char *sentence = g_strdup_printf (
      _ ("The model pack “%s” is no longer there, so “%s” is used; put it back, or add it again in "
         "the preferences."),
      shown, instead->name);
  g_signal_emit (self, signals[REMARK], 0, sentence);
}

/* Samples first: the user can look at them while the models load. */
static void
open_listed (TauOpener *self)
{
  g_autofree char *lender = g_steal_pointer (&self->next_lender);
  g_clear_pointer (&self->next_pack, tau_pack_unref);
  if (self->next_scene != NULL)
    self->next_pack = tau_scene_find_pack (self->next_scene, self->packs);
  if (self->next_pack == NULL) {
    self->next_pack =
        tau_pack_borrow_listed (g_ptr_array_index (self->packs, 0), self->packs, lender);
    if (self->next_scene != NULL && self->next_scene->pack != NULL)
      tell_gone_pack (self, self->next_scene->pack, self->next_pack);
  }
  if (!list_samples (self, self->next_pack)) {
    g_autoptr (TauPack) next_pack = g_steal_pointer (&self->next_pack);
    open_next (self, next_pack);
    g_signal_emit (self, signals[ENDED], 0);
  }
}

/* Of packs, and then of the state. */
typedef struct {
  TauOpener *opener;
  guint n_drops;   /* at its begin */
  GVariant *state; /* or NULL */
} Lookup;

static Lookup *
lookup_new (TauOpener *self, GVariant *state)
{
  Lookup *lookup = g_new (Lookup, 1);
  *lookup =
      (Lookup){ g_object_ref (self), self->n_drops, state != NULL ? g_variant_ref (state) : NULL };
  self->n_lookups++;
  return lookup;
}

static void
lookup_free (Lookup *lookup)
{
  g_object_unref (lookup->opener);
  g_clear_pointer (&lookup->state, g_variant_unref);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

static gboolean
is_dropped (const Lookup *lookup)
{
  return lookup->n_drops != lookup->opener->n_drops;
}

static void
tell_gone_image (TauOpener *self, GVariant *state)
{
  g_autofree char *path = tau_scene_state_get_image (state);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *sentence =
      g_strdup_printf (_ ("The image “%s” is no longer there; open it again from where it is now, "
                          "with the label and the frame that it had."),
                       shown);
  g_signal_emit (self, signals[REMARK], 0, sentence);
}

static void
on_state_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lookup) lookup = data;
  TauOpener *self = lookup->opener;
  g_autoptr (TauScene) scene = tau_worker_answer (result, NULL); /* NULL: cancelled */
  self->n_lookups--;
  if (self->explorer == NULL)
    return;
  if (is_dropped (lookup)) {
    g_signal_emit (self, signals[ENDED], 0);
    return;
  }
  self->restored = scene != NULL;
  if (scene != NULL && scene->sample == NULL && self->next_scene == NULL)
    tell_gone_image (self, lookup->state);
  if (self->next_scene == NULL)
    self->next_scene = g_steal_pointer (&scene);
  open_listed (self);
}

/* The scene's own is gone. FALSE: no other one is open, or the scene is a step of undo or redo,
 * which is left out then. */
static gboolean
open_without_its_pack (TauOpener *self)
{
  TauPack *open = tau_explorer_get_pack (self->explorer);
  if (self->next_scene == NULL || self->next_scene->keep || open == NULL)
    return FALSE;
  g_autoptr (TauScene) scene = g_steal_pointer (&self->next_scene);
  apply (self, scene, open);
  tell_gone_pack (self, scene->pack, open);
  return TRUE;
}

static void
on_packs_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lookup) lookup = data;
  TauOpener *self = lookup->opener;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, &error);
  g_autoptr (GVariant) state = g_steal_pointer (&self->state);
  self->n_lookups--;
  if (self->explorer == NULL)
    return;
  if (packs == NULL && !is_dropped (lookup)) {
    if (open_without_its_pack (self)) {
      g_signal_emit (self, signals[ENDED], 0);
      return;
    }
    g_clear_pointer (&self->next_scene, tau_scene_free);
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
    g_signal_emit (self, signals[ENDED], 0);
    return;
  }
  if (packs != NULL) {
    g_clear_pointer (&self->packs, g_ptr_array_unref);
    self->packs = g_ptr_array_ref (packs);
    g_signal_emit (self, signals[PACKS], 0, packs);
  }
  if (is_dropped (lookup)) {
    g_signal_emit (self, signals[ENDED], 0);
    return;
  }
  if (state == NULL) {
    open_listed (self);
    return;
  }
  tau_scene_find_async (tau_explorer_get_worker (self->explorer), state, self->cancellable,
                        on_state_found_cb, lookup_new (self, state));
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_opener_dispose (GObject *object)
{
  TauOpener *self = TAU_OPENER (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->explorer);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->state, g_variant_unref);
  g_clear_pointer (&self->next_pack, tau_pack_unref);
  g_clear_pointer (&self->next_lender, g_free);
  g_clear_pointer (&self->next_scene, tau_scene_free);
  g_clear_pointer (&self->samples_of, tau_pack_unref);
  G_OBJECT_CLASS (tau_opener_parent_class)->dispose (object);
}

static void
tau_opener_class_init (TauOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_opener_dispose;
  signals[PACKS] = g_signal_new ("packs", TAU_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SAMPLES] = g_signal_new ("samples", TAU_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMARK] = g_signal_new ("remark", TAU_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ENDED] = g_signal_new ("ended", TAU_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
tau_opener_init (TauOpener *self)
{
  self->cancellable = g_cancellable_new ();
}

TauOpener *
tau_opener_new (TauExplorer *explorer)
{
  TauOpener *self = g_object_new (TAU_TYPE_OPENER, NULL);
  self->explorer = g_object_ref (explorer);
  return self;
}

void
tau_opener_restore (TauOpener *self, GVariant *state)
{
  g_clear_pointer (&self->state, g_variant_unref);
  self->state = g_variant_ref_sink (state);
}

void
tau_opener_open_pack (TauOpener *self, const char *pack, const char *lender)
{
  g_free (self->next_lender);
  self->next_lender = g_strdup (lender);
  tau_library_list_packs_async (tau_explorer_get_worker (self->explorer), pack, self->cancellable,
                                on_packs_listed_cb, lookup_new (self, NULL));
}

void
tau_opener_drop_pack (TauOpener *self)
{
  TauPack *open = tau_explorer_get_pack (self->explorer);
  if (open == NULL)
    return;
  self->n_drops++;
  g_clear_pointer (&self->next_pack, tau_pack_unref);
  g_clear_pointer (&self->next_lender, g_free);
  g_clear_pointer (&self->next_scene, tau_scene_free);
  tau_explorer_drop_pack (self->explorer);
  list_samples (self, open);
}

void
tau_opener_open_scene (TauOpener *self, const TauScene *scene)
{
  TauPack *open = tau_explorer_get_pack (self->explorer);
  g_clear_pointer (&self->next_scene, tau_scene_free);
  if (scene->pack != NULL)
    tau_opener_drop_pack (self);
  if (scene->pack == NULL || (open != NULL && tau_scene_is_of_pack (scene, open))) {
    apply (self, scene, open);
    return;
  }
  self->next_scene = g_boxed_copy (TAU_TYPE_SCENE, scene);
  self->restored = FALSE;
  g_autoptr (TauPack) known = self->packs != NULL ? tau_scene_find_pack (scene, self->packs) : NULL;
  if (known != NULL)
    open_next (self, known);
  else
    tau_opener_open_pack (self, scene->pack, scene->lender);
}

void
tau_opener_list_samples (TauOpener *self, TauPack *pack)
{
  list_samples (self, pack);
}

gboolean
tau_opener_is_busy (TauOpener *self)
{
  return self->n_lookups > 0 || self->next_pack != NULL;
}
