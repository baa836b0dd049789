/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-pack-page.h"

#include "app/jobs/tau-library.h"
#include "app/jobs/tau-shelf.h"
#include "app/shell/tau-pack-row.h"
#include "app/widgets/tau-file-dialog.h"
#include "model/tau-pack-file.h"

#include <glib/gi18n-lib.h>

struct _TauPackPage {
  AdwPreferencesPage parent_instance;

  AdwPreferencesGroup *group;

  TauWorker *worker; /* NULL before the start and after the end */
  GCancellable *cancellable;
  GPtrArray *packs;  /* of TauPack: those listed */
  GPtrArray *rows;   /* their GtkWidget, borrowed */
  TauPack *exported; /* while its file is being chosen; or NULL */
};

G_DEFINE_FINAL_TYPE (TauPackPage, tau_pack_page, ADW_TYPE_PREFERENCES_PAGE)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Shows a toast over the preferences; `button` may be NULL. To be unreferenced. */
static AdwToast *
say (TauPackPage *self, const char *text, const char *button)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);
  g_autofree char *escaped = g_markup_escape_text (text, -1); /* a toast's title is markup */
  AdwToast *toast = adw_toast_new (escaped);
  if (button != NULL) { /* not behind others */
    adw_toast_set_button_label (toast, button);
    adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  }
  if (window != NULL)
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), g_object_ref (toast));
  return toast;
}

/* -- the list ------------------------------------------------------------------------------- */

/* The row of the pack of a folder, or NULL; `pack` may be NULL. */
static GtkWidget *
find_row (TauPackPage *self, const char *folder, TauPack **pack)
{
  for (guint i = 0; self->packs != NULL && i < self->packs->len; i++) {
    TauPack *listed = g_ptr_array_index (self->packs, i);
    if (!g_str_equal (listed->folder, folder))
      continue;
    if (pack != NULL)
      *pack = listed;
    return g_ptr_array_index (self->rows, i);
  }
  return NULL;
}

typedef struct {
  TauPackPage *page;
  char *folder;
} Check;

static void
on_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Check *self = data;
  g_autofree TauShelfState *state = tau_worker_answer (result, NULL);
  GtkWidget *row = state != NULL && self->page->worker != NULL
                       ? find_row (self->page, self->folder, NULL)
                       : NULL;
  if (row != NULL)
    tau_pack_row_set_state (row, state);
  g_object_unref (self->page);
  g_free (self->folder);
  g_free (self);
}

/* Reads the whole of the models, which can be large: only for who looks, and once. */
static void
on_expanded_cb (TauPackPage *self, GParamSpec *property, GtkWidget *row)
{
  guint index;
  if (self->worker == NULL || !g_ptr_array_find (self->rows, row, &index))
    return;
  g_signal_handlers_disconnect_by_func (row, on_expanded_cb, self);
  TauPack *pack = g_ptr_array_index (self->packs, index);
  Check *check = g_new (Check, 1);
  *check = (Check){ g_object_ref (self), g_strdup (pack->folder) };
  tau_shelf_check_async (self->worker, pack, self->cancellable, on_checked_cb, check);
}

static void
show_packs (TauPackPage *self, GPtrArray *packs)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  self->packs = g_ptr_array_ref (packs);
  for (guint i = 0; i < packs->len; i++) {
    TauPack *pack = g_ptr_array_index (packs, i);
    GtkWidget *row = tau_pack_row_new (pack, packs);
    adw_preferences_group_add (self->group, row);
    g_ptr_array_add (self->rows, row);
    g_signal_connect_object (row, "notify::expanded", G_CALLBACK (on_expanded_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauPackPage) self = data; /* reference held by the request */
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, NULL);
  if (packs != NULL && self->worker != NULL)
    show_packs (self, packs);
}

static void
list (TauPackPage *self)
{
  tau_library_list_packs_async (self->worker, NULL, self->cancellable, on_listed_cb,
                                g_object_ref (self));
}

/* -- changes -------------------------------------------------------------------------------- */

typedef struct {
  TauPackPage *page;
  TauWorker *worker;
  TauShelfChange change;
  TauPack *pack; /* or NULL */
} Change;

static void
change_free (Change *self)
{
  g_object_unref (self->page);
  g_object_unref (self->worker);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void on_changed_cb (GObject *source, GAsyncResult *result, gpointer data);

/* Goes on when the page is gone: what was begun is finished. */
static void
change (TauPackPage *self, TauWorker *worker, TauShelfChange what, TauPack *pack, const char *text)
{
  Change *change = g_new (Change, 1);
  *change = (Change){ g_object_ref (self), g_object_ref (worker), what,
                      pack != NULL ? tau_pack_ref (pack) : NULL };
  tau_shelf_change_async (worker, what, pack, text, NULL, on_changed_cb, change);
}

/* What the toast of a removal needs. */
typedef struct {
  TauPackPage *page;
  TauWorker *worker;
  TauPack *pack;
  char *removed;
  gboolean undone;
} Removal;

static void
on_undo_cb (Removal *self)
{
  self->undone = TRUE;
  change (self->page, self->worker, TAU_SHELF_RESTORE, self->pack, self->removed);
}

static void
on_toast_gone_cb (gpointer data, GObject *toast)
{
  Removal *self = data;
  if (!self->undone)
    tau_shelf_change_async (self->worker, TAU_SHELF_PURGE, NULL, self->removed, NULL, NULL, NULL);
  g_object_unref (self->page);
  g_object_unref (self->worker);
  tau_pack_unref (self->pack);
  g_free (self->removed);
  g_free (self);
}

static void
offer_undo (TauPackPage *self, TauWorker *worker, TauPack *pack, const char *removed)
{
  Removal *removal = g_new (Removal, 1);
  *removal = (Removal){ g_object_ref (self), g_object_ref (worker), tau_pack_ref (pack),
                        g_strdup (removed), FALSE };
  g_autofree char *text = g_strdup_printf (_ ("“%s” removed"), pack->name);
  g_autoptr (AdwToast) toast = say (self, text, _ ("_Undo"));
  g_signal_connect_swapped (toast, "button-clicked", G_CALLBACK (on_undo_cb), removal);
  g_object_weak_ref (G_OBJECT (toast), on_toast_gone_cb, removal);
}

static const char *
done_text (TauShelfChange what)
{
  return what == TAU_SHELF_IMPORT   ? _ ("Pack added")
         : what == TAU_SHELF_EXPORT ? _ ("Pack exported")
                                    : NULL;
}

static void
on_changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Change) change = data;
  TauPackPage *self = change->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = tau_worker_answer (result, &error);
  const char *text = answer != NULL ? done_text (change->change) : error->message;
  if (text != NULL)
    g_object_unref (say (self, text, NULL));
  if (answer != NULL && change->change == TAU_SHELF_REMOVE)
    offer_undo (self, change->worker, change->pack, answer);
  if (answer == NULL || change->change == TAU_SHELF_EXPORT)
    return;
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->worker != NULL)
    list (self);
}

/* -- what the user asks for ----------------------------------------------------------------- */

static const TauFileKind kinds[] = { { N_ ("Tauscope Model Packs"), TAU_PACK_ENDING } };

static void
on_file_chosen_cb (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL)
    tau_pack_page_import (self, path);
}

static void
on_add_cb (TauPackPage *self)
{
  tau_file_dialog_open (self, _ ("Add a Model Pack"), kinds, G_N_ELEMENTS (kinds),
                        on_file_chosen_cb);
}

static void
on_export_chosen_cb (gpointer widget, GFile *file, guint kind)
{
  TauPackPage *self = widget;
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (TauPack) pack = g_steal_pointer (&self->exported);
  if (path != NULL && pack != NULL)
    change (self, self->worker, TAU_SHELF_EXPORT, pack, path);
}

/* The pack that an action is about, or NULL. */
static TauPack *
find_pack (TauPackPage *self, GVariant *folder)
{
  TauPack *pack = NULL;
  find_row (self, g_variant_get_bytestring (folder), &pack);
  return pack;
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *folder)
{
  TauPackPage *self = TAU_PACK_PAGE (widget);
  TauPack *pack = find_pack (self, folder);
  if (pack == NULL)
    return;
  g_autofree char *file = g_strconcat (pack->name, TAU_PACK_ENDING, NULL);
  g_clear_pointer (&self->exported, tau_pack_unref);
  self->exported = tau_pack_ref (pack);
  g_strdelimit (file, "/", '-');
  tau_file_dialog_save (self, _ ("Export Model Pack"), file, kinds, G_N_ELEMENTS (kinds),
                        on_export_chosen_cb);
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *folder)
{
  TauPackPage *self = TAU_PACK_PAGE (widget);
  TauPack *pack = find_pack (self, folder);
  if (pack != NULL)
    change (self, self->worker, TAU_SHELF_DUPLICATE, pack, NULL);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *folder)
{
  TauPackPage *self = TAU_PACK_PAGE (widget);
  TauPack *pack = find_pack (self, folder);
  if (pack != NULL)
    change (self, self->worker, TAU_SHELF_REMOVE, pack, NULL);
}

static void
reveal_action (GtkWidget *widget, const char *name, GVariant *folder)
{
  g_autofree char *uri = g_filename_to_uri (g_variant_get_bytestring (folder), NULL, NULL);
  GtkRoot *root = gtk_widget_get_root (widget);
  if (uri != NULL)
    gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

/* -- renaming ------------------------------------------------------------------------------- */

#define ENTRY "tau-pack-page-entry"
#define PACK  "tau-pack-page-pack"

static void
on_rename_response_cb (TauPackPage *self, const char *response, AdwMessageDialog *dialog)
{
  TauPack *pack = g_object_get_data (G_OBJECT (dialog), PACK);
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), ENTRY);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  if (self->worker != NULL && g_str_equal (response, "rename") && *name != '\0' &&
      !g_str_equal (name, pack->name))
    change (self, self->worker, TAU_SHELF_RENAME, pack, name);
}

static void
rename_action (GtkWidget *widget, const char *action, GVariant *folder)
{
  TauPackPage *self = TAU_PACK_PAGE (widget);
  TauPack *pack = find_pack (self, folder);
  GtkRoot *root = gtk_widget_get_root (widget);
  if (pack == NULL)
    return;
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Rename Model Pack"), NULL);
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), pack->name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), ENTRY, entry);
  g_object_set_data_full (G_OBJECT (dialog), PACK, tau_pack_ref (pack),
                          (GDestroyNotify)tau_pack_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_rename_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_pack_page_dispose (GObject *object)
{
  TauPackPage *self = TAU_PACK_PAGE (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->exported, tau_pack_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_PACK_PAGE);
  G_OBJECT_CLASS (tau_pack_page_parent_class)->dispose (object);
}

static void
tau_pack_page_class_init (TauPackPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = tau_pack_page_dispose;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_PACK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-pack-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TauPackPage, group);
  gtk_widget_class_bind_template_callback (widget_class, on_add_cb);
  gtk_widget_class_install_action (widget_class, "packs.rename", "ay", rename_action);
  gtk_widget_class_install_action (widget_class, "packs.duplicate", "ay", duplicate_action);
  gtk_widget_class_install_action (widget_class, "packs.export", "ay", export_action);
  gtk_widget_class_install_action (widget_class, "packs.reveal", "ay", reveal_action);
  gtk_widget_class_install_action (widget_class, "packs.remove", "ay", remove_action);
}

static void
tau_pack_page_init (TauPackPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tau_pack_page_start (TauPackPage *self, TauWorker *worker)
{
  g_return_if_fail (self->worker == NULL);
  self->worker = g_object_ref (worker);
  list (self);
}

void
tau_pack_page_import (TauPackPage *self, const char *path)
{
  change (self, self->worker, TAU_SHELF_IMPORT, NULL, path);
}
