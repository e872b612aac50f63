// Memory at the end of a page, for mutants that give texts and metadata without an end.
#include "reference_consumer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char* AtPageEnd(const char* bytes, size_t size) {
  static char* end;
  if (end == NULL) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void* pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) abort();
    end = (char*)pages + page;
    mprotect(end, page, PROT_NONE);
  }
  return (const char*)memcpy(end - size, bytes, size);
}

const char* EndlessMetadata(void) {
  static const char kPairs[] = "\1\0\0\0\3\0\0\0key\240\206\1\0value";
  return AtPageEnd(kPairs, sizeof(kPairs) - 1);
}
