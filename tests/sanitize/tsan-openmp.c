/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For ThreadSanitizer only, part of the libtorch module then: see tsan-glib.c. A parallel region of
 * OpenMP begins after what came before it, and ends before what follows it. */
#include <dlfcn.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);
void GOMP_parallel (void (*func) (void *), void *data, unsigned threads, unsigned flags);

typedef struct {
  void (*func) (void *);
  void *data;
} Region;

static void
run_region (void *data)
{
  Region *region = data;
  __tsan_acquire (region);
  region->func (region->data);
  __tsan_release (region);
}

void
GOMP_parallel (void (*func) (void *), void *data, unsigned threads, unsigned flags)
{
  __typeof__ (GOMP_parallel) *real =
      (__typeof__ (GOMP_parallel) *)dlsym (RTLD_NEXT, "GOMP_parallel");
  Region region = { func, data };
  __tsan_release (&region);
  real (run_region, &region, threads, flags);
  __tsan_acquire (&region);
}
