// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/team.h"

#include <ATen/Parallel.h>

namespace tau
{
namespace
{

// What this thread computes, it computes alone. On its first use of libtorch a thread takes the
// number of the process, and in 2.6 once more on the first at::parallel_for that is compiled into
// this module, which has a flag of its own there. Both must be over before the number is set.
void
run_alone ()
{
  at::get_num_threads ();
  at::parallel_for (0, 1, 1, [] (int64_t, int64_t) {});
  at::set_num_threads (1);
}

} // namespace

Team::Team (int n_threads)
{
  const int before = at::get_num_threads ();
  for (int i = 0; i < n_threads; i++)
    threads.emplace_back ([this] { work (); });
  std::unique_lock<std::mutex> lock (mutex);
  ended.wait (lock, [&] { return n_ready == n_threads; });
  at::set_num_threads (before); // otherwise others would start with these threads' number
}

Team::~Team ()
{
  {
    std::lock_guard<std::mutex> lock (mutex);
    over = true;
  }
  changed.notify_all ();
  for (std::thread &thread : threads)
    thread.join ();
}

void
Team::run (int count, const std::function<void (int)> &function)
{
  std::unique_lock<std::mutex> lock (mutex);
  failures.assign (count, nullptr);
  task = &function;
  next = 0;
  n = n_open = count;
  changed.notify_all ();
  ended.wait (lock, [&] { return n_open == 0; });
  n = 0;
  for (const std::exception_ptr &failure : failures)
    if (failure != nullptr)
      std::rethrow_exception (failure);
}

void
Team::work ()
{
  run_alone ();
  std::unique_lock<std::mutex> lock (mutex);
  n_ready++;
  ended.notify_all ();
  for (;;) {
    changed.wait (lock, [&] { return over || next < n; });
    if (over)
      return;
    const int number = next++;
    lock.unlock ();
    std::exception_ptr failure;
    try {
      (*task) (number);
    } catch (...) {
      failure = std::current_exception ();
    }
    lock.lock ();
    failures[number] = failure;
    if (--n_open == 0)
      ended.notify_all ();
  }
}

} // namespace tau
