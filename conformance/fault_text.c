// What a report says about an address. The functions are called in signal handlers: they allocate
// nothing.
#include "fault.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { kNull = 4096 };

/* ---------------------------------------------------------------------------------------- texts */

void KitAppend(struct KitText* text, const char* more) {
  for (; *more != '\0' && text->at + 1 < text->end; ++more) {
    *text->at++ = *more >= 0x20 && *more < 0x7f ? *more : '?';
  }
  *text->at = '\0';
}

static void AppendDigits(struct KitText* text, uint64_t number, unsigned base) {
  char digits[24];
  char* at = digits + sizeof(digits);
  *--at = '\0';
  do {
    *--at = "0123456789abcdef"[number % base];
    number /= base;
  } while (number > 0);
  KitAppend(text, at);
}

void KitAppendNumber(struct KitText* text, uint64_t number) { AppendDigits(text, number, 10); }

void KitAppendHex(struct KitText* text, uint64_t number) {
  KitAppend(text, "0x");
  AppendDigits(text, number, 16);
}

static void AppendBytes(struct KitText* text, size_t count, const char* where) {
  KitAppendNumber(text, count);
  KitAppend(text, count == 1 ? " byte" : " bytes");
  KitAppend(text, where);
}

static void AppendBlock(struct KitText* text, const char* at, const struct KitBlock* block) {
  const char* end = block->begin + block->size;
  KitAppend(text, " (");
  if (at < block->begin) {
    AppendBytes(text, (size_t)(block->begin - at), " before");
  } else if (at == end) {
    KitAppend(text, "just past the end of");
  } else if (at > end) {
    AppendBytes(text, (size_t)(at - end), " past the end of");
  } else {
    KitAppend(text, "byte ");
    KitAppendNumber(text, (uint64_t)(at - block->begin));
    KitAppend(text, " of");
  }
  KitAppend(text, " a block of ");
  AppendBytes(text, block->size, block->freed ? " that was freed)" : ")");
}

void KitAppendAddress(struct KitText* text, const void* address) {
  struct KitBlock block;
  KitAppendHex(text, (uint64_t)(uintptr_t)address);
  if (address == NULL) {
    KitAppend(text, " (NULL)");
  } else if ((uintptr_t)address < kNull) {
    KitAppend(text, " (a NULL pointer plus ");
    KitAppendNumber(text, (uint64_t)(uintptr_t)address);
    KitAppend(text, ")");
  } else if (KitFindBlock(address, &block)) {
    AppendBlock(text, (const char*)address, &block);
  }
}

void KitDescribeAddress(const void* address, char* out, size_t size) {
  struct KitText text = {out, out + size};
  KitAppendAddress(&text, address);
}

/* ------------------------------------------------------------------------------ executable memory
 */

struct Range {
  uintptr_t begin;
  uintptr_t end;
};

// Reads hexadecimal digits.
static const char* TakeHex(const char* at, uintptr_t* out) {
  for (*out = 0;; ++at) {
    if (*at >= '0' && *at <= '9') {
      *out = *out * 16 + (uintptr_t)(*at - '0');
    } else if (*at >= 'a' && *at <= 'f') {
      *out = *out * 16 + (uintptr_t)(*at - 'a' + 10);
    } else {
      return at;
    }
  }
}

// The executable range of /proc/self/maps that contains the address. -1: there is no such file.
static int FindExecutable(uintptr_t address, struct Range* out) {
  char line[128];
  char buffer[4096];
  size_t used = 0;
  int found = 0;
  int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t size;
  while (found == 0 && (size = read(file, buffer, sizeof(buffer))) > 0) {
    for (ssize_t i = 0; i < size && found == 0; ++i) {
      if (buffer[i] != '\n') {
        if (used + 1 < sizeof(line)) line[used++] = buffer[i];
        continue;
      }
      line[used] = '\0';
      used = 0;
      // "begin-end rwxp offset ..."
      const char* at = TakeHex(line, &out->begin);
      if (*at != '-') continue;
      at = TakeHex(at + 1, &out->end);
      bool executable = strlen(at) > 3 && at[3] == 'x';
      if (executable && address >= out->begin && address < out->end) found = 1;
    }
  }
  close(file);
  return found;
}

// The ranges that were found. A signal handler does not wait for another thread.
bool KitIsCode(const void* address) {
  enum { kMostRanges = 16 };
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  static struct Range ranges[kMostRanges];
  static unsigned next;
  struct Range found;
  uintptr_t at = (uintptr_t)address;
  bool locked = pthread_mutex_trylock(&mutex) == 0;
  bool known = false;
  for (int i = 0; i < kMostRanges && locked && !known; ++i) {
    known = at >= ranges[i].begin && at < ranges[i].end;
  }
  if (!known) {
    int code = FindExecutable(at, &found);
    known = code != 0;
    if (code > 0 && locked) ranges[next++ % kMostRanges] = found;
  }
  if (locked) pthread_mutex_unlock(&mutex);
  return known;
}

bool KitIsCallable(const void* pointer_to_function) {
  const void* address;
  memcpy(&address, pointer_to_function, sizeof(address));
  return KitIsCode(address);
}
