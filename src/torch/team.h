// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tau
{

// Threads that share out tasks. Each thread runs libtorch on a single thread, so every sum in a
// task has the same order on any number of threads.
class Team
{
public:
  explicit Team (int n_threads);
  ~Team ();
  Team (const Team &) = delete;
  Team &operator= (const Team &) = delete;

  // Runs task (0) ... task (n - 1), in any order; returns when all have ended. If any throw,
  // rethrows the exception of the lowest number.
  void run (int n, const std::function<void (int)> &task);

private:
  void work ();

  std::mutex mutex;
  std::condition_variable changed, ended;
  const std::function<void (int)> *task = nullptr;
  int next = 0, n = 0, n_open = 0, n_ready = 0;
  bool over = false;
  std::vector<std::exception_ptr> failures;
  std::vector<std::thread> threads;
};

} // namespace tau
