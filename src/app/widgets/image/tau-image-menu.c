/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/image/tau-image-menu.h"

#include "app/widgets/tau-context-menu.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/image/tau-image-view.h"
#include "app/widgets/tau-notify.h"
#include "app/widgets/image/tau-texture.h"

#include <glib/gi18n-lib.h>

#define KEY   "tau-image-menu"
#define NOTCH 1.5 /* factor of “Zoom In” */

static const char *const comparisons[TAU_N_COMPARISONS] = {
  [TAU_COMPARISON_NONE] = "none",
  [TAU_COMPARISON_DIVIDER] = "divider",
  [TAU_COMPARISON_DIFFERENCE] = "difference",
};

static TauImage *
get_image (GtkWidget *widget, const char **name)
{
  const TauImageMenuFunc get = (TauImageMenuFunc)g_object_get_data (G_OBJECT (widget), KEY);
  return get (widget, name);
}

/* -- copying and saving --------------------------------------------------------------------- */

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer widget)
{
  const char *name;
  TauImage *image = get_image (widget, &name);
  if (image == NULL)
    return;
  g_autoptr (GdkTexture) texture = tau_texture_new (image);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  tau_notify (widget, _ ("Image copied"));
}

typedef struct {
  TauImage *image;
  char *path;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;
  tau_image_unref (save->image);
  g_free (save->path);
  g_free (save);
}

static void
write_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Save *save = data;
  GError *error = NULL;
  if (tau_image_save_png (save->image, save->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written_cb (GObject *widget, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  tau_release_program ();
  const gboolean written = g_task_propagate_boolean (G_TASK (result), &error);
  tau_notify (GTK_WIDGET (widget), written ? _ ("Image saved") : error->message);
}

static void
on_chosen_cb (gpointer widget, GFile *file, guint kind)
{
  TauImage *image = g_object_get_data (widget, "tau-image-to-save");
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL) {
    tau_notify (widget, _ ("Images can only be saved to a folder on this computer."));
    return;
  }
  Save *save = g_new (Save, 1);
  *save = (Save){ tau_image_ref (image), g_steal_pointer (&path) };
  g_autoptr (GTask) task = g_task_new (widget, NULL, on_written_cb, NULL);
  g_task_set_source_tag (task, on_chosen_cb);
  g_task_set_task_data (task, save, save_free);
  tau_hold_program ();
  g_task_run_in_thread (task, write_file);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer widget)
{
  static const TauFileKind kinds[] = { { N_ ("PNG Image"), ".png" } };
  const char *name = NULL;
  TauImage *image = get_image (widget, &name);
  if (image == NULL)
    return;
  /* The one of now: another may be shown when the file is chosen. */
  g_object_set_data_full (widget, "tau-image-to-save", tau_image_ref (image),
                          (GDestroyNotify)tau_image_unref);
  g_autofree char *file = g_strconcat (name != NULL ? name : "image", ".png", NULL);
  tau_file_dialog_save (widget, _ ("Save Image"), file, kinds, G_N_ELEMENTS (kinds), on_chosen_cb);
}

/* -- looking closely ------------------------------------------------------------------------ */

static void
zoom_in_cb (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  tau_image_view_zoom (view, NOTCH);
}

static void
zoom_out_cb (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  tau_image_view_zoom (view, 1 / NOTCH);
}

static void
zoom_fit_cb (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  tau_image_view_zoom (view, 0);
}

static void
compare_cb (GSimpleAction *action, GVariant *state, gpointer view)
{
  for (guint i = 0; i < TAU_N_COMPARISONS; i++)
    if (g_str_equal (g_variant_get_string (state, NULL), comparisons[i]))
      tau_image_view_set_comparison (view, i);
}

static void
on_look_changed_cb (TauImageView *view, GSimpleAction *action)
{
  g_simple_action_set_state (
      action, g_variant_new_string (comparisons[tau_image_view_get_comparison (view)]));
}

/* -- the menu ------------------------------------------------------------------------------- */

static gboolean
has_image_cb (GtkWidget *widget, double x, double y)
{
  const char *name;
  return get_image (widget, &name) != NULL;
}

static GMenuModel *
make_menu (gboolean looks, gboolean compares)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_menu_append (copy, _ ("_Copy Image"), "image.copy");
  g_menu_append (copy, _ ("_Save Image…"), "image.save");
  if (compares) {
    g_autoptr (GMenu) compare = g_menu_new ();
    g_menu_append (compare, _ ("The _Result Alone"), "image.compare::none");
    g_menu_append (compare, _ ("_Input and Result, Divided"), "image.compare::divider");
    g_menu_append (compare, _ ("_Difference"), "image.compare::difference");
    g_menu_append_section (menu, NULL, G_MENU_MODEL (compare));
  }
  if (looks) {
    g_autoptr (GMenu) zoom = g_menu_new ();
    g_menu_append (zoom, _ ("Zoom I_n"), "image.zoom-in");
    g_menu_append (zoom, _ ("Zoom _Out"), "image.zoom-out");
    g_menu_append (zoom, _ ("_All of the Image"), "image.zoom-fit");
    g_menu_append_section (menu, NULL, G_MENU_MODEL (zoom));
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  return G_MENU_MODEL (menu);
}

void
tau_image_menu_add (GtkWidget *widget, TauImageMenuFunc get, gboolean compares)
{
  static const GActionEntry any[] = { { .name = "copy", .activate = copy_cb },
                                      { .name = "save", .activate = save_cb } };
  static const GActionEntry views[] = {
    { .name = "zoom-in", .activate = zoom_in_cb },
    { .name = "zoom-out", .activate = zoom_out_cb },
    { .name = "zoom-fit", .activate = zoom_fit_cb },
    { .name = "compare", .parameter_type = "s", .state = "'none'", .change_state = compare_cb },
  };
  const gboolean looks = TAU_IS_IMAGE_VIEW (widget);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) menu = make_menu (looks, looks && compares);
  g_object_set_data (G_OBJECT (widget), KEY, (gpointer)get);
  g_action_map_add_action_entries (G_ACTION_MAP (group), any, G_N_ELEMENTS (any), widget);
  if (looks) {
    g_action_map_add_action_entries (G_ACTION_MAP (group), views, G_N_ELEMENTS (views), widget);
    g_signal_connect_object (widget, "look-changed", G_CALLBACK (on_look_changed_cb),
                             g_action_map_lookup_action (G_ACTION_MAP (group), "compare"), 0);
  }
  gtk_widget_insert_action_group (widget, "image", G_ACTION_GROUP (group));
  tau_context_menu_add (widget, menu, has_image_cb);
}
