/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explore/gallery/tau-gallery-set.h"
#include "app/explore/gallery/tau-gallery-tile.h"
#include "app/explore/gallery/tau-sample-gallery.h"
#include "app/explore/gallery/tau-thumbnail-loader.h"
#include "app/widgets/table/tau-list-filler.h"

G_BEGIN_DECLS

/* Shared by the files of the gallery: tau-sample-gallery.c (the widget), -list.c (what is listed),
 * -remove.c (what the user takes out), -state.c (what the next start comes back to). */
struct _TauSampleGallery {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *chooser;
  GtkStringList *titles; /* of the sets that are not empty */
  GtkLabel *counts;      /* of the images that can be read, and the others */
  GMenuModel *tile_menu;
  GtkDropDown *filter, *order;
  GtkWidget *progress_box;
  GtkLabel *progress;
  GtkScrolledWindow *scroller;
  GtkGridView *grid;
  GtkSingleSelection *selection;

  GPtrArray *sets; /* of TauGallerySet: SAMPLES, OPENED, and folders */
  TauGallerySet *current;
  char *wanted;      /* the key of the set to be listed once it is restored; or NULL */
  GVariant *opened;  /* images to be looked for; or NULL */
  char *open_in;     /* of the set that the restored image belongs to; or NULL */
  GListStore *shown; /* of TauSample: what is listed */
  TauListFiller *filler;
  gboolean choosing;    /* the drop-down changes by itself */
  TauGalleryScan *scan; /* or NULL: nothing is known of the images */
  guint n_wanted;       /* to be listed, once the filler has ended */
  guint refresh_source; /* lists anew what has come to be known */

  TauThumbnailLoader *loader;
  GHashTable *tiles;     /* of TauGalleryTile, by their TauSample */
  GPtrArray *unreadable; /* of char*: names not told yet */

  TauSample *open;      /* what the explorer shows; or NULL */
  guint place;          /* where it is, or was, in what is shown */
  TauSample *menu_at;   /* the image that the menu is for; or NULL */
  AdwToast *removed;    /* that offers what was removed; or NULL */
  guint removed_source; /* ends that */
};

enum { TAU_GALLERY_SAMPLES, TAU_GALLERY_OPENED }; /* the first of the sets */

/* tau-sample-gallery.c */
/* NULL: there is none. */
TauGallerySet *tau_gallery_find_set (TauSampleGallery *self, const char *key);
/* The image that is open is the one of this set from now on, if it is in it. */
void tau_gallery_find_open (TauSampleGallery *self, const TauGallerySet *set);

/* tau-sample-gallery-list.c */
void tau_gallery_init_list (TauSampleGallery *self);
/* Lists this set, filtered and in order. */
void tau_gallery_list (TauSampleGallery *self, TauGallerySet *set);
/* What is to be listed of the set (of TauSample, owned by it), in order. */
GPtrArray *tau_gallery_choose (TauSampleGallery *self);
/* After a change of that set. */
void tau_gallery_refresh (TauSampleGallery *self);
/* Soon, also what the drop-down says. */
void tau_gallery_refresh_later (TauSampleGallery *self);
/* After a change of any set. */
void tau_gallery_fill_chooser (TauSampleGallery *self);
/* Selects the image that is open, if it is listed. */
void tau_gallery_select_open (TauSampleGallery *self);
/* After images have come or gone: asks for no other answers than before. */
void tau_gallery_update_scan (TauSampleGallery *self);
/* Shows what is known about the image. */
void tau_gallery_judge (TauSampleGallery *self, TauGalleryTile *tile, TauSample *sample);
/* Of the drop-downs and the button. */
void tau_gallery_on_chosen (TauSampleGallery *self);
void tau_gallery_on_filter (TauSampleGallery *self);
void tau_gallery_on_stop (TauSampleGallery *self);

/* tau-sample-gallery-remove.c */
void tau_gallery_class_install_remove (GtkWidgetClass *widget_class);
void tau_gallery_init_remove (TauSampleGallery *self);

G_END_DECLS
