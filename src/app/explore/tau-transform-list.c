/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-transform-list.h"

#include "app/explore/tau-transform-table.h"
#include "app/widgets/table/tau-numeric.h"
#include "app/widgets/table/tau-table-menu.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-text-scale.h"

#include "base/tau-number.h"

#include <glib/gi18n-lib.h>

#define COLUMN_SPACING 9  /* as in the template */
#define WIDTH_CHARS    54 /* of the whole, where there is room */

typedef enum {
  COLUMN_TRANSFORM,
  COLUMN_PREDICTED,
  COLUMN_ACTUAL,
  COLUMN_CHANGE, /* since the pinned state */
  COLUMN_CLASS,
  COLUMN_CORRECT,
  N_COLUMNS,
} Column;

typedef struct {
  GtkWidget *row; /* GtkListBoxRow, owned by the list */
  GtkLabel *cells[N_COLUMNS];
  int transform;
} Row;

struct _TauTransformList {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkBox *header;
  GtkListBox *list;
  GtkSizeGroup *columns[N_COLUMNS];
  Row rows[TAU_N_TRANSFORMS];
  TauInspection *inspection, *pinned; /* or NULL */
  TauPack *pack;
};

G_DEFINE_FINAL_TYPE (TauTransformList, tau_transform_list, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- rows ----------------------------------------------------------------------------------- */

static GtkLabel *
add_cell (TauTransformList *self, GtkBox *box, Column column, const char *text)
{
  static const int most[N_COLUMNS] = { 18, 14, 14, 14, 14, 14 };
  GtkWidget *label = gtk_label_new (text);
  gboolean number = column >= COLUMN_PREDICTED && column <= COLUMN_CHANGE;
  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_widget_set_hexpand (label, column == COLUMN_CLASS);
  if (text != NULL || !number) { /* a number is never shortened */
    gtk_label_set_ellipsize (GTK_LABEL (label),
                             column == COLUMN_CLASS ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
    gtk_label_set_max_width_chars (GTK_LABEL (label), most[column]);
    tau_tell_shortened (label);
  }
  if (number)
    tau_numeric_set (label);
  gtk_size_group_add_widget (self->columns[column], label);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
add_header (TauTransformList *self)
{
  static const char *const titles[N_COLUMNS] = {
    N_ ("Transform"), N_ ("Predicted"), N_ ("Actual"), N_ ("Change"), N_ ("Answer"), N_ ("Verdict"),
  };
  for (guint column = 0; column < N_COLUMNS; column++)
    add_cell (self, self->header, column, _ (titles[column]));
}

static void
add_row (TauTransformList *self, guint index)
{
  Row *row = &self->rows[index];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, COLUMN_SPACING);
  row->transform = -1;
  row->row = gtk_list_box_row_new ();
  for (guint column = 0; column < N_COLUMNS; column++)
    row->cells[column] = add_cell (self, GTK_BOX (box), column, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_list_box_append (self->list, row->row);
}

/* The change of the actual loss since the pinned state, with its sign. */
static char *
format_change (const TauInspection *now, const TauInspection *pinned, guint transform)
{
  const double change = now->actual[transform] - pinned->actual[transform];
  g_autofree char *number = tau_number_significant (change, 3);
  return g_strconcat (change > 0 ? "+" : "", number, NULL);
}

static char *
describe_row (const TauInspection *inspection, TauPack *pack, guint transform, const char *change)
{
  const char *title = _ (tau_transform_get (transform)->title);
  const char *answer = tau_inspection_answer (inspection, pack, transform);
  const char *correct = tau_inspection_verdict (inspection, transform);
  const gboolean best = (int)transform == inspection->best;
  const char *chosen_too = (int)transform == inspection->chosen ? _ (", chosen") : "";
  const char *best_too = !best                     ? ""
                         : inspection->label_given ? _ (", best")
                                                   : _ (", best against own answer");
  g_autofree char *predicted = tau_number_significant (inspection->predicted[transform], 3);
  g_autofree char *actual = tau_number_significant (inspection->actual[transform], 3);
  g_autofree char *text =
      inspection->chosen < 0
          ? g_strdup_printf (_ ("%s: actual loss %s nats, answer %s, %s%s"), title, actual, answer,
                             correct, best_too)
          : g_strdup_printf (_ ("%s: predicted loss %s, actual loss %s nats, answer %s, %s%s%s"),
                             title, predicted, actual, answer, correct, chosen_too, best_too);
  if (change == NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf (_ ("%s; change since the pinned state %s nats"), text, change);
}

static void
set_row (Row *row, const TauInspection *inspection, const TauInspection *pinned, TauPack *pack,
         guint transform)
{
  const char *title = _ (tau_transform_get (transform)->title);
  gboolean chosen = (int)transform == inspection->chosen;
  gboolean best = (int)transform == inspection->best;
  g_autofree char *predicted = tau_number_significant (inspection->predicted[transform], 3);
  g_autofree char *actual = tau_number_significant (inspection->actual[transform], 3);
  g_autofree char *change = pinned != NULL ? format_change (inspection, pinned, transform) : NULL;
  /* The ring and star of the plot's legend, spelled out for screen readers. */
  g_autofree char *marked = g_strconcat (title, chosen ? " ◯" : "", best ? " ★" : "", NULL);
  g_autofree char *spoken = describe_row (inspection, pack, transform, change);

  row->transform = transform;
  gtk_label_set_label (row->cells[COLUMN_TRANSFORM], marked);
  gtk_label_set_label (row->cells[COLUMN_PREDICTED], predicted);
  gtk_label_set_label (row->cells[COLUMN_ACTUAL], actual);
  gtk_label_set_label (row->cells[COLUMN_CHANGE], change != NULL ? change : "");
  gtk_label_set_label (row->cells[COLUMN_CLASS],
                       tau_inspection_answer (inspection, pack, transform));
  gtk_label_set_label (row->cells[COLUMN_CORRECT], tau_inspection_verdict (inspection, transform));
  gtk_widget_remove_css_class (row->row, "wrong");
  gtk_widget_remove_css_class (row->row, "right");
  if (inspection->known[transform])
    gtk_widget_add_css_class (row->row, inspection->correct[transform] ? "right" : "wrong");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
on_activated_cb (TauTransformList *self, GtkListBoxRow *row)
{
  int transform = self->rows[gtk_list_box_row_get_index (row)].transform;
  if (transform >= 0)
    g_signal_emit (self, signals[PICKED], 0, transform);
}

static TauTable *
get_table_cb (GtkWidget *widget, double x, double y, int *row)
{
  TauTransformList *self = TAU_TRANSFORM_LIST (widget);
  if (self->inspection == NULL)
    return NULL;
  double list_x = 0, list_y = 0;
  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self->list), x, y, &list_x, &list_y);
  GtkListBoxRow *found = x >= 0 && list_y >= 0 ? gtk_list_box_get_row_at_y (self->list, (int)list_y)
                                               : gtk_list_box_get_selected_row (self->list);
  *row = found != NULL ? gtk_list_box_row_get_index (found) : -1;
  return tau_transform_table_new (self->inspection, self->pack, self->pinned);
}

/* -- the width ------------------------------------------------------------------------------ */

/* Whatever the answers are: what stands beside the table keeps its place from image to image. */
static void
tau_transform_list_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  TauTransformList *self = TAU_TRANSFORM_LIST (widget);
  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation != GTK_ORIENTATION_HORIZONTAL || !gtk_widget_get_visible (self->box))
    return;
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  *natural = MAX (*natural, WIDTH_CHARS * pango_font_metrics_get_approximate_char_width (metrics) /
                                PANGO_SCALE);
  pango_font_metrics_unref (metrics);
}

static void
tau_transform_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (TAU_TRANSFORM_LIST (widget)->box,
                            &(GtkAllocation){ 0, 0, width, height }, baseline);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_transform_list_dispose (GObject *object)
{
  TauTransformList *self = TAU_TRANSFORM_LIST (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TRANSFORM_LIST);
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  g_clear_pointer (&self->pinned, tau_inspection_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  G_OBJECT_CLASS (tau_transform_list_parent_class)->dispose (object);
}

static void
tau_transform_list_class_init (TauTransformListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_transform_list_dispose;

  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_TRANSFORM_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-transform-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TauTransformList, box);
  gtk_widget_class_bind_template_child (widget_class, TauTransformList, header);
  gtk_widget_class_bind_template_child (widget_class, TauTransformList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  widget_class->measure = tau_transform_list_measure;
  widget_class->size_allocate = tau_transform_list_size_allocate;
}

/* Larger text leaves fewer letters of what can be shortened: the least width is the same, and the
 * numbers need theirs. */
static void
fit_text (TauTransformList *self)
{
  static const int least[N_COLUMNS] = { 9, 5, 5, 5, 7, 4 };
  for (guint column = 0; column < N_COLUMNS; column++)
    for (GSList *cell = gtk_size_group_get_widgets (self->columns[column]); cell != NULL;
         cell = cell->next)
      if (gtk_label_get_ellipsize (cell->data) != PANGO_ELLIPSIZE_NONE)
        gtk_label_set_width_chars (cell->data,
                                   least[column] * 100 / tau_text_scale (GTK_WIDGET (self), 100));
}

static void
tau_transform_list_init (TauTransformList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_COLUMNS; i++)
    self->columns[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  add_header (self);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    add_row (self, i);
  fit_text (self);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (fit_text), self, G_CONNECT_SWAPPED);
  tau_table_menu_add (GTK_WIDGET (self), get_table_cb, "transforms.csv");
}

static void
show_column (TauTransformList *self, Column column, gboolean shown)
{
  for (GSList *cell = gtk_size_group_get_widgets (self->columns[column]); cell != NULL;
       cell = cell->next)
    gtk_widget_set_visible (cell->data, shown);
}

void
tau_transform_list_set_pinned (TauTransformList *self, TauInspection *pinned)
{
  g_clear_pointer (&self->pinned, tau_inspection_unref);
  self->pinned = pinned != NULL ? tau_inspection_ref (pinned) : NULL;
}

void
tau_transform_list_set (TauTransformList *self, TauInspection *inspection, TauPack *pack)
{
  gtk_widget_set_visible (self->box, inspection != NULL);
  if (inspection != NULL)
    tau_inspection_ref (inspection);
  g_clear_pointer (&self->inspection, tau_inspection_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->inspection = inspection;
  if (inspection == NULL)
    return;
  self->pack = tau_pack_ref (pack);
  show_column (self, COLUMN_PREDICTED, inspection->chosen >= 0);
  show_column (self, COLUMN_CHANGE, self->pinned != NULL);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    set_row (&self->rows[i], inspection, self->pinned, pack, inspection->order[i]);
}

void
tau_transform_list_set_selected (TauTransformList *self, int transform)
{
  gtk_list_box_unselect_all (self->list);
  for (guint i = 0; i < TAU_N_TRANSFORMS && transform >= 0; i++)
    if (self->rows[i].transform == transform)
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (self->rows[i].row));
}

int
tau_transform_list_get_transform (TauTransformList *self, guint row)
{
  return self->rows[row].transform;
}
