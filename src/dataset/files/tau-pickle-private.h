/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/files/tau-pickle.h"

G_BEGIN_DECLS

struct _TauPickle {
  const guint8 *at, *end;
  gsize left;        /* bytes that values may still own, at first as many as the file has */
  GPtrArray *values; /* of TauPickleValue, owned: all that were made */
  GPtrArray *stack;  /* of TauPickleValue, borrowed */
  GHashTable *memo;  /* index to TauPickleValue, borrowed */
  TauPickleValue *root;
  char *why; /* a phrase: why it was refused */
};

/* FALSE; the first reason counts. */
gboolean tau_pickle_fail (TauPickle *self, const char *why);
TauPickleValue *tau_pickle_new_value (TauPickle *self, TauPickleKind kind);

/* tau-pickle-array.c: names of functions, what they would return, and the state given to that;
 * FALSE or NULL after tau_pickle_fail(). */
gboolean tau_pickle_push_name (TauPickle *self, const char *module, gsize module_length,
                               const char *name, gsize name_length);
TauPickleValue *tau_pickle_call (TauPickle *self, const TauPickleValue *name,
                                 const TauPickleValue *arguments);
TauPickleValue *tau_pickle_build (TauPickle *self, TauPickleValue *value,
                                  const TauPickleValue *state);

G_END_DECLS
