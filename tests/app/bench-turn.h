/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <time.h>

/* Processor time of this thread in ms; other programs do not slow it down. */
static inline double
bench_thread_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* One turn of the main loop, waiting for something to do: its processor time in ms. */
static inline double
bench_turn (void)
{
  double began = bench_thread_ms ();
  g_main_context_iteration (NULL, TRUE);
  return bench_thread_ms () - began;
}
