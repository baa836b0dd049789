/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-corruption-picker.h"

#include "corruption/tau-corruption.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_GROUPS TAU_N_CORRUPTION_GROUPS

struct _TauCorruptionPicker {
  GtkWidget parent_instance;

  gboolean complete;
  GtkCheckButton *clean;                      /* NULL unless it is complete */
  GtkCheckButton *groups[N_GROUPS + 1];       /* the last: those held out */
  GtkCheckButton *buttons[TAU_N_CORRUPTIONS]; /* NULL: held out, and not offered */
  gboolean following;                         /* a button follows another one: no signal for each */
};

G_DEFINE_FINAL_TYPE (TauCorruptionPicker, tau_corruption_picker, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_COMPLETE, N_PROPS };

static GParamSpec *properties[N_PROPS];

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- selection ------------------------------------------------------------------------------ */

static guint
count_groups (TauCorruptionPicker *self)
{
  return N_GROUPS + self->complete;
}

static int
get_group (guint corruption)
{
  const TauCorruption *type = tau_corruption_get (corruption);
  return type->held_out ? N_GROUPS : (int)type->group;
}

static gboolean
is_chosen (TauCorruptionPicker *self, guint i)
{
  return self->buttons[i] != NULL && gtk_check_button_get_active (self->buttons[i]);
}

/* Counts the corruptions of a group (-1: of all), and those that are selected. */
static void
count (TauCorruptionPicker *self, int group, guint *n, guint *n_chosen)
{
  *n = *n_chosen = 0;
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (self->buttons[i] != NULL && (group < 0 || get_group (i) == group)) {
      (*n)++;
      *n_chosen += is_chosen (self, i);
    }
}

static void
follow_corruptions (TauCorruptionPicker *self)
{
  gboolean before = self->following;
  self->following = TRUE;
  for (guint g = 0; g < count_groups (self); g++) {
    guint n, n_chosen;
    count (self, g, &n, &n_chosen);
    gtk_check_button_set_inconsistent (self->groups[g], n_chosen > 0 && n_chosen < n);
    gtk_check_button_set_active (self->groups[g], n_chosen == n);
  }
  self->following = before;
  if (!self->following)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_corruption_cb (TauCorruptionPicker *self)
{
  if (!self->following)
    follow_corruptions (self);
}

static void
set_group (TauCorruptionPicker *self, guint group, gboolean chosen)
{
  self->following = TRUE;
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (self->buttons[i] != NULL && get_group (i) == (int)group)
      gtk_check_button_set_active (self->buttons[i], chosen);
  self->following = FALSE;
  follow_corruptions (self);
}

static void
on_group_cb (TauCorruptionPicker *self, GtkCheckButton *button)
{
  if (self->following)
    return;
  for (guint g = 0; g < count_groups (self); g++)
    if (self->groups[g] == button)
      set_group (self, g, gtk_check_button_get_active (button));
}

static void
on_clean_cb (TauCorruptionPicker *self)
{
  if (!self->following)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_corruption_picker_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tau_corruption_picker_parent_class)->dispose (object);
}

static void tau_corruption_picker_constructed (GObject *object);

static void
tau_corruption_picker_set_property (GObject *object, guint id, const GValue *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_COMPLETE)
    TAU_CORRUPTION_PICKER (object)->complete = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tau_corruption_picker_class_init (TauCorruptionPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->constructed = tau_corruption_picker_constructed;
  G_OBJECT_CLASS (klass)->dispose = tau_corruption_picker_dispose;
  G_OBJECT_CLASS (klass)->set_property = tau_corruption_picker_set_property;
  properties[PROP_COMPLETE] =
      g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                            G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_CORRUPTION_PICKER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_group (TauCorruptionPicker *self, guint group)
{
  GtkWidget *button = gtk_check_button_new_with_label (
      group < N_GROUPS ? tau_corruption_group_title (group) : _ ("Held out"));
  GtkWidget *flow = gtk_flow_box_new ();
  self->groups[group] = GTK_CHECK_BUTTON (button);
  gtk_check_button_set_active (self->groups[group], TRUE);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (on_group_cb), self);
  gtk_widget_add_css_class (button, "heading");
  gtk_widget_set_parent (button, GTK_WIDGET (self));

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_widget_set_margin_start (flow, 12);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++) {
    const TauCorruption *corruption = tau_corruption_get (i);
    if (get_group (i) != (int)group)
      continue;
    GtkWidget *check = gtk_check_button_new_with_label (_ (corruption->title));
    self->buttons[i] = GTK_CHECK_BUTTON (check);
    gtk_check_button_set_active (self->buttons[i], TRUE);
    g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_corruption_cb), self);
    gtk_flow_box_append (GTK_FLOW_BOX (flow), check);
    /* The button takes the keyboard focus, not the cell around it. */
    gtk_widget_set_focusable (gtk_widget_get_parent (check), FALSE);
  }
  gtk_widget_set_parent (flow, GTK_WIDGET (self));
}

static void
add_clean (TauCorruptionPicker *self)
{
  self->clean = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("Clean")));
  gtk_check_button_set_active (self->clean, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->clean), "heading");
  g_signal_connect_swapped (self->clean, "toggled", G_CALLBACK (on_clean_cb), self);
  gtk_widget_set_parent (GTK_WIDGET (self->clean), GTK_WIDGET (self));
}

static void
tau_corruption_picker_constructed (GObject *object)
{
  TauCorruptionPicker *self = TAU_CORRUPTION_PICKER (object);
  G_OBJECT_CLASS (tau_corruption_picker_parent_class)->constructed (object);
  self->following = TRUE;
  if (self->complete)
    add_clean (self);
  for (guint g = 0; g < count_groups (self); g++)
    add_group (self, g);
  self->following = FALSE;
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
      self->complete ? _ ("Corruptions to Evaluate On") : _ ("Corruptions to Train With"), -1);
}

static void
tau_corruption_picker_init (TauCorruptionPicker *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
}

void
tau_corruption_picker_set (TauCorruptionPicker *self, gboolean clean,
                           const TauCorruptionSet *corruptions)
{
  self->following = TRUE;
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (self->buttons[i] != NULL)
      gtk_check_button_set_active (self->buttons[i],
                                   memchr (corruptions->list, (int)i, corruptions->n) != NULL);
  if (self->clean != NULL)
    gtk_check_button_set_active (self->clean, clean);
  self->following = FALSE;
  follow_corruptions (self);
}

static gboolean
has_clean (TauCorruptionPicker *self)
{
  return self->clean != NULL && gtk_check_button_get_active (self->clean);
}

/* One by one: what is evaluated is written out in full. */
static char *
list_chosen (TauCorruptionPicker *self)
{
  GString *text = g_string_new (has_clean (self) ? "clean" : NULL);
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    if (is_chosen (self, i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", tau_corruption_get (i)->name);
  return g_string_free (text, FALSE);
}

char *
tau_corruption_picker_get_text (TauCorruptionPicker *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n, n_chosen;
  if (self->complete)
    return list_chosen (self);
  count (self, -1, &n, &n_chosen);
  if (n_chosen == n || n_chosen == 0)
    return g_strdup (n_chosen == n ? "all" : "none");
  for (guint g = 0; g < N_GROUPS; g++) {
    count (self, g, &n, &n_chosen);
    if (n_chosen == n)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "",
                              tau_corruption_group_name (g));
    for (guint i = 0; i < TAU_N_CORRUPTIONS && n_chosen < n; i++)
      if (tau_corruption_get (i)->group == g && is_chosen (self, i))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "",
                                tau_corruption_get (i)->name);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tau_corruption_picker_describe (TauCorruptionPicker *self)
{
  guint n, n_chosen;
  g_autofree char *text = tau_corruption_picker_get_text (self);
  count (self, -1, &n, &n_chosen);
  if (self->complete && n_chosen == 0)
    return g_strdup (has_clean (self) ? _ ("Clean images only") : _ ("None"));
  if (has_clean (self))
    return n_chosen == n ? g_strdup_printf (_ ("All %u, and clean images"), n)
                         : g_strdup_printf (_ ("%u of %u, and clean images"), n_chosen, n);
  if (n_chosen == 0)
    return g_strdup (_ ("None: images without corruption only"));
  if (n_chosen == n)
    return g_strdup_printf (_ ("All %u"), n);
  for (guint g = 0; g < N_GROUPS && !self->complete; g++)
    if (g_str_equal (text, tau_corruption_group_name (g)))
      return g_strdup_printf (_ ("Only %s (%u)"), tau_corruption_group_title (g), n_chosen);
  return g_strdup_printf (_ ("%u of %u"), n_chosen, n);
}
