/* Output to descriptors and files. A file is written under a temporary name in the same folder and
 * renamed to its final name when it is complete. Abandoning it, on any thread, removes it. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <sys/stat.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

enum { SUFFIX = 64, ATTEMPTS = 1000 };

/* Both paths follow the struct, the temporary one first. It is empty if the final path is written
 * directly. */
static char* temporary_path(OutputFile* file) { return (char*)(file + 1); }
static char* final_path(OutputFile* file) { return temporary_path(file) + file->path_size; }

static OutputFile* new_output(const char* path) {
  const size_t length = strlen(path);
  if (length > INT32_MAX / 4) return NULL;
  const int32_t path_size = (int32_t)(length + SUFFIX);
  OutputFile* file = (OutputFile*)ab_alloc(
      AB_OUTPUT, (int64_t)sizeof(OutputFile) + path_size + (int64_t)length + 1);
  if (file == NULL) return NULL;
  file->fd = -1;
  file->path_size = path_size;
  temporary_path(file)[0] = '\0';
  memcpy(final_path(file), path, length + 1);
  return file;
}

static size_t folder_length(const char* path) {
  size_t length = strlen(path);
#if defined(_WIN32)
  while (length > 0 && path[length - 1] != '/' && path[length - 1] != '\\' &&
         path[length - 1] != ':')
    length--;
#else
  while (length > 0 && path[length - 1] != '/') length--;
#endif
  return length;
}

/* An unused name in the folder of the final path. */
static void name_temporary(OutputFile* file) {
  static atomic_uint number;
  const size_t folder = folder_length(final_path(file));
  memcpy(temporary_path(file), final_path(file), folder);
  snprintf(temporary_path(file) + folder, SUFFIX, ".arrowbridge-%lld-%u.tmp",
           (long long)file->process, atomic_fetch_add_explicit(&number, 1, memory_order_relaxed));
}

#if defined(_WIN32)
static int to_wide(const char* path, wchar_t* wide) {
  return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, 32768) == 0 ? EINVAL
                                                                                        : 0;
}

static int create_temporary(OutputFile* file, int mode) {
  (void)mode;
  wchar_t wide[32768];
  for (int i = 0; i < ATTEMPTS; i++) {
    name_temporary(file);
    const int code = to_wide(temporary_path(file), wide);
    if (code != 0) return code;
    file->fd = _wopen(wide, _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT,
                      _S_IREAD | _S_IWRITE);
    if (file->fd >= 0) return 0;
    if (errno != EEXIST) break;
  }
  temporary_path(file)[0] = '\0';
  return errno;
}

int ab_create(const char* path, Block** out) {
  wchar_t wide[32768];
  int code = to_wide(path, wide);
  if (code != 0) return code;
  const DWORD attributes = GetFileAttributesW(wide);
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    return EISDIR;
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY) != 0)
    return EACCES;
  OutputFile* file = new_output(path);
  if (file == NULL) return ENOMEM;
  file->process = _getpid();
  code = create_temporary(file, 0);
  if (code != 0) {
    ab_release(&file->head);
    return code;
  }
  *out = &file->head;
  return 0;
}

int ab_commit(Block* block) {
  OutputFile* file = (OutputFile*)block;
  wchar_t from[32768], to[32768];
  int code = _close(file->fd) != 0 ? errno : 0;
  file->fd = -1;
  if (code == 0) code = to_wide(temporary_path(file), from);
  if (code == 0) code = to_wide(final_path(file), to);
  if (code == 0 && !MoveFileExW(from, to, MOVEFILE_REPLACE_EXISTING))
    code = GetLastError() == ERROR_ACCESS_DENIED ? EACCES : EIO;
  if (code == 0) temporary_path(file)[0] = '\0';
  return code;
}

void ab_abandon(OutputFile* file) {
  wchar_t wide[32768];
  if (file->fd >= 0) _close(file->fd);
  if (temporary_path(file)[0] != '\0' && to_wide(temporary_path(file), wide) == 0) _wunlink(wide);
}

void ab_start_writeback(int fd, int64_t start, int64_t end) {
  (void)fd;
  (void)start;
  (void)end;
}

int ab_may_break(int fd) {
  (void)fd;
  return 0;
}

static int write_all(int fd, const char* data, int64_t size) {
  while (size > 0) {
    const int written = _write(fd, data, size > 0x40000000 ? 0x40000000u : (unsigned)size);
    if (written < 0) return errno;
    data += written;
    size -= written;
  }
  return 0;
}

int ab_write(int fd, int may_break, const void* first, int64_t first_size, const void* second,
             int64_t second_size) {
  (void)may_break;
  const int code = write_all(fd, first, first_size);
  return code != 0 ? code : write_all(fd, second, second_size);
}
#else
static int open_output(const char* path, int flags, int* out) {
  do {
    *out = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);
  } while (*out < 0 && errno == EINTR);
  return *out < 0 ? errno : 0;
}

static int create_temporary(OutputFile* file) {
  int code = EEXIST;
  for (int i = 0; i < ATTEMPTS && code == EEXIST; i++) {
    name_temporary(file);
    code = open_output(temporary_path(file), O_CREAT | O_EXCL, &file->fd);
  }
  if (code != 0) temporary_path(file)[0] = '\0';
  return code;
}

/* Gives the new file the owner and the permissions of the one that it replaces. */
static int keep_owner(int fd, const struct stat* present) {
  struct stat created;
  if (fstat(fd, &created) != 0) return errno;
  const int same = created.st_uid == present->st_uid && created.st_gid == present->st_gid;
  if (!same && fchown(fd, present->st_uid, present->st_gid) != 0) return errno;
  return fchmod(fd, present->st_mode & 0777) != 0 ? errno : 0;
}

/* A device or a pipe is written directly. A regular file is replaced: symbolic links are followed,
 * and its owner and permissions are kept. */
static int create_file(OutputFile* file, const struct stat* present) {
  if (present == NULL) return create_temporary(file);
  if (S_ISDIR(present->st_mode)) return EISDIR;
  if (!S_ISREG(present->st_mode)) return open_output(final_path(file), 0, &file->fd);
  if (access(final_path(file), W_OK) != 0) return errno;
  const int code = create_temporary(file);
  return code != 0 ? code : keep_owner(file->fd, present);
}

enum { MAX_LINKS = 40 };

/* Follows a symbolic link whose target does not exist, which is where the file belongs. Returns 0
 * and a path to be freed, or NULL if `path` is not a link. */
static int follow_dangling(const char* path, char** out) {
  char* current = NULL;
  *out = NULL;
  for (int i = 0; i < MAX_LINKS; i++) {
    char target[PATH_MAX];
    const char* link = current != NULL ? current : path;
    const ssize_t size = readlink(link, target, sizeof(target));
    if (size < 0) {
      const int code = errno;
      if (code == ENOENT || code == EINVAL) { /* nothing there, or no link */
        *out = current;
        return 0;
      }
      free(current);
      return code;
    }
    const size_t folder = size > 0 && target[0] == '/' ? 0 : folder_length(link);
    char* next = size == (ssize_t)sizeof(target) ? NULL : malloc(folder + (size_t)size + 1);
    if (next != NULL) {
      memcpy(next, link, folder);
      memcpy(next + folder, target, (size_t)size);
      next[folder + (size_t)size] = '\0';
    }
    free(current);
    if (next == NULL) return size == (ssize_t)sizeof(target) ? ENAMETOOLONG : ENOMEM;
    current = next;
  }
  free(current);
  return ELOOP;
}

int ab_create(const char* path, Block** out) {
  struct stat present;
  char* resolved = NULL;
  const int exists = stat(path, &present) == 0;
  if (!exists && (errno != ENOENT || path[0] == '\0')) return errno;
  if (exists && S_ISREG(present.st_mode)) {
    resolved = realpath(path, NULL);
    if (resolved == NULL) return errno;
  }
  if (!exists) {
    const int code = follow_dangling(path, &resolved);
    if (code != 0) return code;
  }
  OutputFile* file = new_output(resolved != NULL ? resolved : path);
  free(resolved);
  if (file == NULL) return ENOMEM;
  file->process = getpid();
  const int code = create_file(file, exists ? &present : NULL);
  if (code != 0) {
    ab_release(&file->head);
    return code;
  }
  *out = &file->head;
  return 0;
}

/* The data reach the disk before the name does: otherwise a crash of the system may leave an empty
 * file under it. */
int ab_commit(Block* block) {
  OutputFile* file = (OutputFile*)block;
  if (temporary_path(file)[0] != '\0' && fsync(file->fd) != 0 && errno != EINVAL &&
      errno != ENOTSUP && errno != ENOSYS)
    return errno;
  const int closed = close(file->fd);
  file->fd = -1;
  if (closed != 0 && errno != EINTR) return errno;
  if (temporary_path(file)[0] == '\0') return 0;
  if (rename(temporary_path(file), final_path(file)) != 0) return errno;
  temporary_path(file)[0] = '\0';
  return 0;
}

/* A forked child only closes its copy of the descriptor: the file belongs to its parent. */
void ab_abandon(OutputFile* file) {
  if (file->fd >= 0) close(file->fd);
  if (temporary_path(file)[0] != '\0' && file->process == getpid()) unlink(temporary_path(file));
}

void ab_start_writeback(int fd, int64_t start, int64_t end) {
#if defined(__linux__)
  (void)sync_file_range(fd, start, end - start, SYNC_FILE_RANGE_WRITE);
#else
  (void)fd;
  (void)start;
  (void)end;
#endif
}

/* Whether writing may raise SIGPIPE. */
int ab_may_break(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

static int write_all(int fd, struct iovec* parts, int count) {
  while (count > 0) {
    const ssize_t written = writev(fd, parts, count);
    if (written < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        struct pollfd ready = {fd, POLLOUT, 0};
        if (poll(&ready, 1, -1) < 0 && errno != EINTR) return errno;
      } else if (errno != EINTR) {
        return errno;
      }
      continue;
    }
    size_t left = (size_t)written;
    while (count > 0 && left >= parts->iov_len) {
      left -= parts->iov_len;
      parts++;
      count--;
    }
    if (count > 0) {
      parts->iov_base = (char*)parts->iov_base + left;
      parts->iov_len -= left;
    }
  }
  return 0;
}

/* Writing to a closed pipe must not raise SIGPIPE in the host. The signal is blocked during the
 * write, and consumed if this write raised it. */
static int write_guarded(int fd, struct iovec* parts, int count) {
  sigset_t broken, before, waiting;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  const int already = sigpending(&waiting) == 0 && sigismember(&waiting, SIGPIPE) == 1;
  const int blocked = pthread_sigmask(SIG_BLOCK, &broken, &before);
  if (blocked != 0) return blocked;
  const int code = write_all(fd, parts, count);
  if (code == EPIPE && !already && sigpending(&waiting) == 0 &&
      sigismember(&waiting, SIGPIPE) == 1) {
    int taken;
    sigwait(&broken, &taken);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return code;
}

int ab_write(int fd, int may_break, const void* first, int64_t first_size, const void* second,
             int64_t second_size) {
  struct iovec parts[2] = {{(void*)(uintptr_t)first, (size_t)first_size},
                           {(void*)(uintptr_t)second, (size_t)second_size}};
  struct iovec* from = first_size == 0 ? parts + 1 : parts;
  const int count = (first_size != 0) + (second_size != 0);
  return may_break ? write_guarded(fd, from, count) : write_all(fd, from, count);
}
#endif
