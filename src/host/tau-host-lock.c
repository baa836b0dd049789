/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* -- what is allowed --------------------------------------------- */

/* Memory, threads, time, and input and output on what is already open. Everything else fails with
 * EPERM. */
static const int allowed[] = {
  SCMP_SYS (brk),
  SCMP_SYS (munmap),
  SCMP_SYS (mremap),
  SCMP_SYS (mprotect),
  SCMP_SYS (madvise),
  SCMP_SYS (membarrier),
  SCMP_SYS (futex),
  SCMP_SYS (set_robust_list),
  SCMP_SYS (rseq),
  SCMP_SYS (set_tid_address),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  SCMP_SYS (restart_syscall),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (sched_yield),
  SCMP_SYS (sched_getaffinity),
  SCMP_SYS (getcpu),
  SCMP_SYS (getpid),
  SCMP_SYS (gettid),
  SCMP_SYS (getrusage),
  SCMP_SYS (sysinfo),
  SCMP_SYS (uname),
  SCMP_SYS (getrandom),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_getres),
  SCMP_SYS (clock_nanosleep),
  SCMP_SYS (nanosleep),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (read),
  SCMP_SYS (readv),
  SCMP_SYS (pread64),
  SCMP_SYS (write),
  SCMP_SYS (writev),
  SCMP_SYS (lseek),
  SCMP_SYS (_llseek),
  SCMP_SYS (fstat),
  SCMP_SYS (fstat64),
  SCMP_SYS (close),
  SCMP_SYS (poll),
  SCMP_SYS (ppoll),
  SCMP_SYS (recvmsg),
  SCMP_SYS (sendmsg),
};

/* Denied, and noted: what a model might try. */
static const int noted[] = {
  SCMP_SYS (open),           SCMP_SYS (openat),   SCMP_SYS (openat2),   SCMP_SYS (creat),
  SCMP_SYS (unlink),         SCMP_SYS (unlinkat), SCMP_SYS (rename),    SCMP_SYS (renameat),
  SCMP_SYS (mkdir),          SCMP_SYS (mkdirat),  SCMP_SYS (renameat2), SCMP_SYS (truncate),
  SCMP_SYS (link),           SCMP_SYS (linkat),   SCMP_SYS (symlink),   SCMP_SYS (symlinkat),
  SCMP_SYS (chmod),          SCMP_SYS (fchmodat), SCMP_SYS (ftruncate), SCMP_SYS (mknodat),
  SCMP_SYS (socket),         SCMP_SYS (connect),  SCMP_SYS (execve),    SCMP_SYS (execveat),
  SCMP_SYS (fork),           SCMP_SYS (vfork),    SCMP_SYS (kill),      SCMP_SYS (ptrace),
  SCMP_SYS (io_uring_setup),
};

/* -- what was denied --------------------------------------------- */

/* Written by a signal handler, on any thread. */
static _Atomic int denied;

TauHostDenied
tau_host_get_denied (void)
{
  return atomic_load (&denied);
}

void
tau_host_forget_denied (void)
{
  atomic_store (&denied, TAU_HOST_DENIED_NOTHING);
}

static TauHostDenied
classify (long call, long second, long third)
{
  long flags = 0;
  switch (call) {
#ifdef __NR_open
  case __NR_open:
    flags = second;
    break;
#endif
  case __NR_openat:
    flags = third;
    break;
  case __NR_socket:
  case __NR_connect:
  case __NR_execve:
  case __NR_execveat:
#ifdef __NR_fork
  case __NR_fork:
  case __NR_vfork:
#endif
  case __NR_kill:
  case __NR_ptrace:
#ifdef __NR_io_uring_setup
  case __NR_io_uring_setup:
#endif
    return TAU_HOST_DENIED_OTHER;
  default:
    return TAU_HOST_DENIED_WRITING;
  }
  return (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) == 0 ? TAU_HOST_DENIED_READING
                                                        : TAU_HOST_DENIED_WRITING;
}

/* Notes the system call that the kernel has refused, and lets it fail with EPERM. */
static void
on_denied (int number, siginfo_t *info, void *context)
{
  TauHostDenied what = TAU_HOST_DENIED_OTHER;
#if defined __x86_64__
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  what = classify (info->si_syscall, registers[REG_RSI], registers[REG_RDX]);
  registers[REG_RAX] = -EPERM;
#elif defined __aarch64__
  unsigned long long *registers = ((ucontext_t *)context)->uc_mcontext.regs;
  what = classify (info->si_syscall, registers[1], registers[2]);
  registers[0] = -EPERM;
#else
  _exit (128 + SIGSYS);
#endif
  int before = atomic_load (&denied);
  while (before < (int)what && !atomic_compare_exchange_weak (&denied, &before, what))
    ;
}

/* -- the kernel's locks ------------------------------------------ */

/* No file can be opened any more. An old kernel, or one without Landlock, leaves this to seccomp.
 */
static void
lock_files (void)
{
  const long version =
      syscall (__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1)
    return;
  /* All rights of that version; those of later ones are unknown to the kernel. */
  static const int n_rights[] = { 13, 14, 15, 15, 16 };
  const int n = n_rights[MIN ((gsize)version, G_N_ELEMENTS (n_rights)) - 1];
  struct landlock_ruleset_attr attributes = { .handled_access_fs = (1ull << n) - 1 };
  const int ruleset =
      syscall (__NR_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
  if (ruleset < 0)
    return;
  syscall (__NR_landlock_restrict_self, ruleset, 0);
  close (ruleset);
}

static gboolean
add_rules (scmp_filter_ctx filter)
{
  int failed = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);
  for (gsize i = 0; i < G_N_ELEMENTS (noted); i++)
    failed |= seccomp_rule_add (filter, SCMP_ACT_TRAP, noted[i], 0);
  /* New threads, but no new processes. The flags of clone3 are out of sight, so glibc is told that
   * there is none and takes clone. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1,
                              SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  failed |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1,
                              SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME, 0));
  /* Memory of its own counts for the limit; shared memory is that of the program only. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
                              SCMP_A3 (SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_GROWSDOWN, 0));
  failed |= seccomp_rule_add (
      filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
      SCMP_A3 (SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, MAP_SHARED));
  /* abort() */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1,
                              SCMP_A0 (SCMP_CMP_EQ, getpid (), 0));
  /* pthread_getattr_np() asks for the limit of the stack. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 2,
                              SCMP_A0 (SCMP_CMP_EQ, 0, 0), SCMP_A2 (SCMP_CMP_EQ, 0, 0));
  /* fstat() of some versions of glibc. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (newfstatat), 1,
                              SCMP_A3 (SCMP_CMP_MASKED_EQ, 0x1000 /* AT_EMPTY_PATH */, 0x1000));
  return failed == 0;
}

gboolean
tau_host_lock (char **reason)
{
  if (TAU_HOST_SANITIZED) {
    if (reason != NULL)
      *reason = g_strdup ("built with a sanitizer");
    return FALSE;
  }
  const struct sigaction action = { .sa_sigaction = on_denied, .sa_flags = SA_SIGINFO };
  const struct rlimit none = { 0, 0 };
  setrlimit (RLIMIT_CORE, &none);
  setrlimit (RLIMIT_FSIZE, &none);
  signal (SIGXFSZ, SIG_IGN);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
    lock_files ();

  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  int failed = filter == NULL ? -ENOMEM : 0;
  if (failed == 0)
    failed = seccomp_attr_set (filter, SCMP_FLTATR_CTL_TSYNC, 1);
  if (failed == 0 && sigaction (SIGSYS, &action, NULL) != 0)
    failed = -errno;
  if (failed == 0)
    failed = add_rules (filter) ? seccomp_load (filter) : -EINVAL;
  seccomp_release (filter);
  if (failed != 0 && reason != NULL)
    *reason = g_strdup (g_strerror (-failed));
  return failed == 0;
}

void
tau_host_limit_memory (guint64 bytes)
{
  struct rlimit limit;
  if (TAU_HOST_SANITIZED || bytes == 0 || getrlimit (RLIMIT_DATA, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max = MIN (limit.rlim_max, (rlim_t)bytes);
  setrlimit (RLIMIT_DATA, &limit);
}
