/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host/tau-host-message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

gboolean
tau_host_send (int socket, gconstpointer head, gsize size, const char *text, int fd)
{
  const gsize length = text != NULL ? MIN (strlen (text), TAU_HOST_MAX_TEXT) : 0;
  struct iovec parts[2] = { { (gpointer)head, size }, { (gpointer)text, length } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1 };
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  if (fd >= 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr *part = CMSG_FIRSTHDR (&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN (sizeof fd);
    memcpy (CMSG_DATA (part), &fd, sizeof fd);
  }
  ssize_t sent;
  do
    sent = sendmsg (socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)(size + length);
}

/* The open file of a message. More than one cannot come: there is room for one only. */
static int
take_descriptor (struct msghdr *message)
{
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL;
       part = CMSG_NXTHDR (message, part))
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS) {
      int fd;
      memcpy (&fd, CMSG_DATA (part), sizeof fd);
      return fd;
    }
  return -1;
}

gboolean
tau_host_receive (int socket, gpointer head, gsize size, char **text, int *fd)
{
  char rest[TAU_HOST_MAX_TEXT];
  struct iovec parts[2] = { { head, size }, { rest, sizeof rest } };
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control;
  struct msghdr message = { .msg_iov = parts,
                            .msg_iovlen = 2,
                            .msg_control = fd != NULL ? control.bytes : NULL,
                            /* Without padding, in which a second one would have room. */
                            .msg_controllen = fd != NULL ? CMSG_LEN (sizeof (int)) : 0 };
  ssize_t got;
  do
    got = recvmsg (socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  const int received = got >= 0 ? take_descriptor (&message) : -1;
  if (fd != NULL)
    *fd = received;
  if (got < (ssize_t)size || (message.msg_flags & MSG_TRUNC) != 0) {
    if (fd != NULL && received >= 0) {
      close (received);
      *fd = -1;
    }
    return FALSE;
  }
  if (text != NULL)
    *text = g_strndup (rest, got - size);
  return TRUE;
}
