/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-sample.h"

#include "app/widgets/image/tau-texture.h"
#include "base/tau-file.h"

#include <glib/gi18n-lib.h>

/* What a remote file may have. */
#define MAX_REMOTE_BYTES (G_GINT64_CONSTANT (256) << 20)

struct _TauSample {
  GObject parent_instance;

  TauDataset *dataset; /* one of these three */
  GFile *file;
  GBytes *bytes;
  guint index; /* in the data set */
  char *title;
  char *path;
  char *class_name; /* NULL: not known */
  GdkTexture *thumbnail;
};

G_DEFINE_FINAL_TYPE (TauSample, tau_sample, G_TYPE_OBJECT)

enum { PROP_0, PROP_TITLE, PROP_THUMBNAIL, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
tau_sample_finalize (GObject *object)
{
  TauSample *self = TAU_SAMPLE (object);
  g_clear_pointer (&self->dataset, tau_dataset_unref);
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->thumbnail);
  g_free (self->title);
  g_free (self->path);
  g_free (self->class_name);
  G_OBJECT_CLASS (tau_sample_parent_class)->finalize (object);
}

static void
tau_sample_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TauSample *self = TAU_SAMPLE (object);
  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_THUMBNAIL:
    g_value_set_object (value, self->thumbnail);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tau_sample_class_init (TauSampleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = tau_sample_finalize;
  object_class->get_property = tau_sample_get_property;
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_THUMBNAIL] = g_param_spec_object ("thumbnail", NULL, NULL, GDK_TYPE_PAINTABLE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tau_sample_init (TauSample *self)
{
}

TauSample *
tau_sample_new_for_dataset (TauDataset *dataset, guint index)
{
  TauSample *self = g_object_new (TAU_TYPE_SAMPLE, NULL);
  self->dataset = tau_dataset_ref (dataset);
  self->index = index;
  self->path = tau_dataset_describe (dataset, index);
  self->class_name = g_strdup (tau_dataset_class (dataset, index));
  self->title =
      self->class_name != NULL ? g_strdup (self->class_name) : g_path_get_basename (self->path);
  return self;
}

TauSample *
tau_sample_new_for_file (GFile *file)
{
  TauSample *self = g_object_new (TAU_TYPE_SAMPLE, NULL);
  self->file = g_object_ref (file);
  self->path = g_file_is_native (file) ? g_file_get_path (file) : g_file_get_uri (file);
  g_autofree char *name = g_file_get_basename (file);
  self->title = g_filename_display_name (name);
  return self;
}

TauSample *
tau_sample_new_for_bytes (GBytes *bytes, const char *title)
{
  TauSample *self = g_object_new (TAU_TYPE_SAMPLE, NULL);
  self->bytes = g_bytes_ref (bytes);
  self->title = g_strdup (title);
  self->path = g_strdup (title);
  return self;
}

const char *
tau_sample_get_title (TauSample *self)
{
  return self->title;
}

const char *
tau_sample_get_class_name (TauSample *self)
{
  return self->class_name;
}

void
tau_sample_set_class_name (TauSample *self, const char *name)
{
  g_free (self->class_name);
  self->class_name = g_strdup (name);
}

void
tau_sample_name_after_file (TauSample *self)
{
  g_free (self->title);
  self->title = g_path_get_basename (self->path);
}

const char *
tau_sample_get_path (TauSample *self)
{
  return self->path;
}

gboolean
tau_sample_has_path (TauSample *self)
{
  return self->bytes == NULL;
}

gboolean
tau_sample_is_same (TauSample *self, TauSample *other)
{
  return self == other || (tau_sample_has_path (self) && tau_sample_has_path (other) &&
                           g_str_equal (self->path, other->path));
}

gboolean
tau_sample_is_photograph (TauSample *self)
{
  return self->dataset == NULL || self->dataset->classes->len == 0;
}

GdkPaintable *
tau_sample_get_thumbnail (TauSample *self)
{
  return GDK_PAINTABLE (self->thumbnail);
}

void
tau_sample_set_thumbnail (TauSample *self, TauImage *thumbnail)
{
  g_autoptr (GdkTexture) texture = thumbnail != NULL ? tau_texture_new (thumbnail) : NULL;
  if (g_set_object (&self->thumbnail, texture))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_THUMBNAIL]);
}

/* A file without a path, of another computer or device, through GIO. */
static TauImage *
load_remote (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (tau_path_is_web_address (uri)) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_NOT_FOUND,
                 _ ("“%s” is a web address; download the image first"), name);
    return NULL;
  }
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, &local);
  if (info != NULL && (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
                       g_file_info_get_size (info) > MAX_REMOTE_BYTES))
    g_set_error_literal (&local, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE,
                         _ ("it is too large, or not a regular file; copy it to this computer"));
  else if (info != NULL)
    bytes = g_file_load_bytes (file, cancellable, NULL, &local);
  if (bytes != NULL)
    return tau_image_load_bytes (bytes, name, error);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE, _ ("“%s” cannot be read: %s"),
                 name, local->message);
  return NULL;
}

TauImage *
tau_sample_load (TauSample *self, GCancellable *cancellable, GError **error)
{
  if (self->dataset != NULL)
    return tau_dataset_load (self->dataset, self->index, error);
  if (self->bytes != NULL)
    return tau_image_load_bytes (self->bytes, self->title, error);
  g_autofree char *path = g_file_get_path (self->file);
  return path != NULL ? tau_image_load (path, error) : load_remote (self->file, cancellable, error);
}
