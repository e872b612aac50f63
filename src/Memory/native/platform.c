/* What differs between operating systems: errno numbers, files, and detecting a forked child. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#endif

/* In the order of ErrorCode (Errors/ErrorCode.cs). */
const int32_t* ab_errno_table(int32_t* count) {
  static const int32_t table[] = {0,         EINVAL,    ENOMEM,    EIO,    ENOSYS, ENOTSUP,
                                  ECANCELED, ETIMEDOUT, EBUSY,     ENOENT, EACCES, EISDIR,
                                  ENODEV,    ERANGE,    EOVERFLOW, EPIPE,  ENOSPC};
  *count = (int32_t)(sizeof(table) / sizeof(table[0]));
  return table;
}

/* A child that is forked before the first use of the library may use it. So detection starts with
 * the first check. */
static atomic_uchar unarmed = 0;
static atomic_uchar parent_mark = AB_ARMED; /* where no page can be wiped on fork */
_Atomic(atomic_uchar*) ab_fork_mark = &unarmed;

static int set_mark(atomic_uchar* mark) {
  atomic_uchar* expected = &unarmed;
  return atomic_compare_exchange_strong(&ab_fork_mark, &expected, mark);
}

#if defined(_WIN32)
static void arm(void) { set_mark(&parent_mark); }
#else
#include <pthread.h>

/* Only clears a byte, which is safe in the child of a process with threads. */
static void in_child(void) { atomic_store(&parent_mark, 0); }

static void arm_by_handler(void) {
  if (set_mark(&parent_mark)) pthread_atfork(NULL, NULL, in_child);
}

#if defined(__linux__)
/* A page that the kernel clears in a forked child, also where the child was made by a system call
 * that runs no handlers. Kernels before 4.14 and some sandboxes refuse it. */
static void arm(void) {
  const size_t size = (size_t)sysconf(_SC_PAGESIZE);
  atomic_uchar* page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page != MAP_FAILED && madvise(page, size, MADV_WIPEONFORK) == 0) {
    atomic_store(page, AB_ARMED);
    if (set_mark(page)) return;
  }
  if (page != MAP_FAILED) munmap(page, size);
  arm_by_handler();
}
#else
static void arm(void) { arm_by_handler(); }
#endif
#endif

int ab_look_at_fork(void) {
  if (atomic_load(&ab_fork_mark) != &unarmed) return 1;
  arm();
  return 0;
}

void ab_set_started(void) { atomic_store(atomic_load(&ab_fork_mark), AB_STARTED); }

static int new_mapping(void* address, int64_t length, Block** out) {
  Mapping* mapping = (Mapping*)ab_alloc(AB_MAPPING, sizeof(Mapping));
  if (mapping == NULL) return ENOMEM;
  mapping->address = address;
  mapping->length = length;
  *out = &mapping->head;
  return 0;
}

#if defined(_WIN32)
static int open_utf8(const char* path, int* out) {
  wchar_t wide[32768];
  if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, 32768) == 0) return EINVAL;
  *out = _wopen(wide, _O_RDONLY | _O_BINARY);
  return *out < 0 ? errno : 0;
}

static int map_file(int fd, int64_t length, Block** out) {
  void* address = NULL;
  if (length > 0) {
    HANDLE section =
        CreateFileMappingW((HANDLE)_get_osfhandle(fd), NULL, PAGE_READONLY, 0, 0, NULL);
    if (section != NULL) {
      address = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
      CloseHandle(section);
    }
    if (address == NULL) return EIO;
  }
  const int code = new_mapping(address, length, out);
  if (code != 0 && address != NULL) UnmapViewOfFile(address);
  return code;
}

int ab_map(const char* path, Block** out, int* out_fd) {
  int fd;
  int code = open_utf8(path, &fd);
  *out_fd = -1;
  if (code != 0) return code;
  const int64_t length = _filelengthi64(fd);
  code = length < 0 ? errno : map_file(fd, length, out);
  if (code == 0) {
    *out_fd = fd;
    return 0;
  }
  _close(fd);
  return code;
}

int ab_map_descriptor(int fd, Block** out, int64_t* position) {
  if (GetFileType((HANDLE)_get_osfhandle(fd)) != FILE_TYPE_DISK) return ENODEV;
  const int64_t length = _filelengthi64(fd);
  *position = _telli64(fd);
  if (length < 0 || *position < 0 || *position > length) return ENODEV;
  return map_file(fd, length, out);
}

void ab_seek_end(int fd) { _lseeki64(fd, 0, SEEK_END); }

int ab_temporary_file(int* out) {
  wchar_t folder[MAX_PATH + 1];
  wchar_t path[MAX_PATH + 1];
  *out = -1;
  if (GetTempPathW(MAX_PATH + 1, folder) == 0 || GetTempFileNameW(folder, L"arr", 0, path) == 0) {
    return EIO;
  }
  *out = _wopen(path, _O_RDWR | _O_BINARY | _O_TEMPORARY, _S_IREAD | _S_IWRITE);
  return *out < 0 ? errno : 0;
}

int64_t ab_file_size(int fd) {
  const int64_t length = _filelengthi64(fd);
  return length < 0 ? -(int64_t)errno : length;
}

void ab_unmap(Mapping* mapping) {
  if (mapping->address != NULL) UnmapViewOfFile(mapping->address);
}

int ab_open(const char* path, int* out) { return open_utf8(path, out); }

int64_t ab_read(int fd, void* buffer, int64_t size) {
  const int got = _read(fd, buffer, size > 0x40000000 ? 0x40000000u : (unsigned)size);
  return got < 0 ? -(int64_t)errno : got;
}

int ab_open_now(const char* path, int* out, int* out_is_file) {
  *out_is_file = 1;
  return open_utf8(path, out);
}

int64_t ab_read_now(int fd, void* buffer, int64_t size) { return ab_read(fd, buffer, size); }

void ab_wait_for_bytes(int fd, int is_file, int milliseconds) {
  (void)fd;
  (void)is_file;
  Sleep((DWORD)milliseconds);
}

void ab_close(int fd) { _close(fd); }
#else
int ab_open(const char* path, int* out) {
  do {
    *out = open(path, O_RDONLY | O_CLOEXEC);
  } while (*out < 0 && errno == EINTR);
  return *out < 0 ? errno : 0;
}

static int map_file(int fd, int64_t length, Block** out) {
  void* address = NULL;
  if (length > 0) {
    address = mmap(NULL, (size_t)length, PROT_READ, MAP_SHARED, fd, 0);
    if (address == MAP_FAILED) return errno;
  }
  const int code = new_mapping(address, length, out);
  if (code != 0 && address != NULL) munmap(address, (size_t)length);
  return code;
}

/* Maps a regular file and leaves it open, so that its size can be checked later. Returns ENODEV for
 * a file without a length (a pipe, a device), and leaves it open to be read instead, since a pipe
 * cannot be opened twice. */
int ab_map(const char* path, Block** out, int* out_fd) {
  int fd;
  int code = ab_open(path, &fd);
  *out_fd = -1;
  if (code != 0) return code;
  struct stat status;
  if (fstat(fd, &status) != 0) {
    code = errno;
  } else if (S_ISDIR(status.st_mode)) {
    code = EISDIR;
  } else if (!S_ISREG(status.st_mode)) {
    *out_fd = fd;
    return ENODEV;
  } else {
    code = map_file(fd, status.st_size, out);
  }
  if (code == 0) {
    *out_fd = fd;
    return 0;
  }
  close(fd);
  return code;
}

int ab_map_descriptor(int fd, Block** out, int64_t* position) {
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return ENODEV;
  *position = lseek(fd, 0, SEEK_CUR);
  if (*position < 0 || *position > status.st_size) return ENODEV;
  return map_file(fd, status.st_size, out);
}

void ab_seek_end(int fd) { (void)lseek(fd, 0, SEEK_END); }

static const char* temporary_folder(void) {
  const char* folder = getenv("TMPDIR");
  return folder == NULL || *folder == '\0' ? "/tmp" : folder;
}

int ab_temporary_file(int* out) {
  const char* folder = temporary_folder();
#if defined(O_TMPFILE)
  *out = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (*out >= 0) return 0; /* some file systems have no such files */
#endif
  char path[4096];
  const int length = snprintf(path, sizeof(path), "%s/arrowbridge-XXXXXX", folder);
  *out = -1;
  if (length < 0 || (size_t)length >= sizeof(path)) return ENAMETOOLONG;
  *out = mkstemp(path);
  if (*out < 0) return errno;
  fcntl(*out, F_SETFD, FD_CLOEXEC);
  unlink(path);
  return 0;
}

int64_t ab_file_size(int fd) {
  struct stat status;
  return fstat(fd, &status) != 0 ? -(int64_t)errno : (int64_t)status.st_size;
}

void ab_unmap(Mapping* mapping) {
  if (mapping->address != NULL) munmap(mapping->address, (size_t)mapping->length);
}

int64_t ab_read(int fd, void* buffer, int64_t size) {
  ssize_t got;
  do {
    got = read(fd, buffer, size > 0x40000000 ? 0x40000000u : (size_t)size);
  } while (got < 0 && errno == EINTR);
  return got < 0 ? -(int64_t)errno : (int64_t)got;
}

int ab_open_now(const char* path, int* out, int* out_is_file) {
  struct stat status;
  do {
    *out = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  } while (*out < 0 && errno == EINTR);
  if (*out < 0) return errno;
  *out_is_file = fstat(*out, &status) == 0 && S_ISREG(status.st_mode);
  return 0;
}

int64_t ab_read_now(int fd, void* buffer, int64_t size) {
  const int64_t got = ab_read(fd, buffer, size);
  return got == -EAGAIN ? 0 : got;
}

void ab_wait_for_bytes(int fd, int is_file, int milliseconds) {
  struct pollfd ready = {fd, POLLIN, 0};
  int count = 0;
  /* poll() tells nothing about a file. It returns at once if a FIFO has no writer any more, and for
   * devices that give no bytes, such as the null device. */
  if (!is_file && poll(&ready, 1, milliseconds) >= 0 &&
      (ready.revents == 0 || (ioctl(fd, FIONREAD, &count) == 0 && count > 0))) {
    return;
  }
  const struct timespec wait = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
  nanosleep(&wait, NULL);
}

void ab_close(int fd) { close(fd); }
#endif

void ab_close_owner(void* fd) { ab_close((int)(intptr_t)fd); }

const char* ab_error_text(int code) { return strerror(code); }
