// Replaces malloc and its related functions: counts live memory and, on request, adds guard pages.
//
// A guarded block ends (up to 15 bytes of alignment) at a guard page, which cannot be accessed.
// After free its own pages are inaccessible too, and their addresses are never reused. Whoever
// reads past the end of a buffer or uses freed memory crashes at that access. The definitions in
// this program replace those of libc in the whole process, including loaded libraries. Memory that
// does not come from malloc is neither counted nor guarded.
#include "run.h"

#include "fault.h"

#if defined(__GLIBC__) && !defined(KIT_SANITIZED)

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "page_guards.h"

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* block, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void* block);

enum { kMostLive = 24000 };

static const size_t kPage = 4096;
static const size_t kSpace = (size_t)16 << 30;
static const size_t kMostKept = (size_t)64 << 20;
// Entries of g_sizes are the size of a block plus 1; 0 means no block. The highest bit: freed. The
// bits from kAtShift: where on the page the block begins.
static const uint64_t kFreed = (uint64_t)1 << 63;
static const uint64_t kAt = (uint64_t)4095 << 48;
enum { kAtShift = 48 };

static struct KitGuardPages g_pages;
static char* g_space;      // address space of guarded blocks; NULL until it is reserved
static uint64_t* g_sizes;  // by page: of the block whose first byte is on the page
static atomic_size_t g_next;
// Without markers of guard pages:
static atomic_int g_live;     // guarded blocks: each needs two of the 65,530 mappings of a process
static atomic_size_t g_kept;  // bytes of pages of freed blocks that the system has not got back
static atomic_llong g_blocks;
static atomic_llong g_bytes;
static atomic_bool g_guarding;
static size_t (*g_usable)(void*);
static int64_t (*g_more)(void);
static void (*g_explain)(const char*, const void*);

static bool IsGuarded(const void* block) {
  return g_space != NULL && (const char*)block >= g_space && (const char*)block < g_space + kSpace;
}

static uint64_t* SizeOf(const void* block) {
  return &g_sizes[(size_t)((const char*)block - g_space) / kPage];
}

static void Count(void* block, int sign) {
  if (g_usable == NULL || block == NULL) return;
  atomic_fetch_add(&g_blocks, sign);
  atomic_fetch_add(&g_bytes, sign * (long long)g_usable(block));
}

static void CountGuarded(size_t size, int sign) {
  atomic_fetch_add(&g_blocks, sign);
  atomic_fetch_add(&g_bytes, sign * (long long)size);
}

// NULL if the address space is used up, too many blocks live, or the system opens no more pages:
// the caller then allocates without guard.
static void* GuardedAlloc(size_t alignment, size_t size) {
  if (alignment < 16) alignment = 16;
  if (alignment > kPage || size > kSpace / 2) return NULL;
  if (!g_pages.has_markers && atomic_load(&g_live) >= kMostLive) return NULL;
  size_t pages = (size + alignment - 1) / kPage + 1;
  size_t begin = atomic_fetch_add(&g_next, pages + 1);
  if ((begin + pages + 1) * kPage > kSpace) return NULL;
  char* first = g_space + begin * kPage;
  if (!KitGuardPagesOpen(&g_pages, (unsigned char*)first, pages * kPage)) return NULL;
  uintptr_t end = (uintptr_t)(first + pages * kPage);
  char* block = (char*)((end - size) & ~(uintptr_t)(alignment - 1));
  if (size == 0) block = (char*)(end - alignment);
  *SizeOf(block) = (size + 1) | (((uintptr_t)block & (kPage - 1)) << kAtShift);
  atomic_fetch_add(&g_live, 1);
  CountGuarded(size, 1);
  return block;
}

static void GuardedFree(void* block) {
  static const char text[] =
      "arrowbridge-conformance: free is called for memory that is not allocated\n";
  uint64_t size = *SizeOf(block) & ~kAt;
  bool begins = (*SizeOf(block) & kAt) >> kAtShift == ((uintptr_t)block & (kPage - 1));
  if (size == 0 || (size & kFreed) != 0 || !begins) {
    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0) _exit(125);
    if (g_explain != NULL) g_explain(": free is called for memory that is not allocated, ", block);
    abort();
  }
  *SizeOf(block) |= kFreed;
  atomic_fetch_sub(&g_live, 1);
  CountGuarded(size - 1, -1);
  uintptr_t begin = (uintptr_t)block & ~(uintptr_t)(kPage - 1);
  uintptr_t end = ((uintptr_t)block + (size - 1) + kPage) & ~(uintptr_t)(kPage - 1);
  if (g_pages.has_markers && madvise((void*)begin, end - begin, MADV_GUARD_INSTALL) == 0) return;
  // Most processes free little: giving pages back costs more than a scenario's own work.
  if (atomic_fetch_add(&g_kept, end - begin) > kMostKept) {
    madvise((void*)begin, end - begin, MADV_DONTNEED);
  }
  mprotect((void*)begin, end - begin, PROT_NONE);
}

void* malloc(size_t size) {
  void* block = atomic_load(&g_guarding) ? GuardedAlloc(16, size) : NULL;
  if (block != NULL) {
    memset(block, 0xa5, size);
    return block;
  }
  block = __libc_malloc(size);
  Count(block, 1);
  return block;
}

void* calloc(size_t count, size_t size) {
  size_t whole;
  if (__builtin_mul_overflow(count, size, &whole)) {
    errno = ENOMEM;
    return NULL;
  }
  void* block = atomic_load(&g_guarding) ? GuardedAlloc(16, whole) : NULL;
  if (block != NULL) return block;
  block = __libc_calloc(count, size);
  Count(block, 1);
  return block;
}

void free(void* block) {
  if (IsGuarded(block)) {
    GuardedFree(block);
  } else {
    Count(block, -1);
    __libc_free(block);
  }
}

void* memalign(size_t alignment, size_t size);
void* memalign(size_t alignment, size_t size) {
  void* block = atomic_load(&g_guarding) ? GuardedAlloc(alignment, size) : NULL;
  if (block != NULL) return block;
  block = __libc_memalign(alignment, size);
  Count(block, 1);
  return block;
}

void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

void* valloc(size_t size) { return memalign(kPage, size); }

int posix_memalign(void** out, size_t alignment, size_t size) {
  if (alignment < sizeof(void*) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* block = memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *out = block;
  return 0;
}

size_t malloc_usable_size(void* block);
size_t malloc_usable_size(void* block) {
  if (block == NULL) return 0;
  if (IsGuarded(block)) return (*SizeOf(block) & ~(kFreed | kAt)) - 1;
  return g_usable != NULL ? g_usable(block) : 0;
}

void* realloc(void* block, size_t size) {
  if (block == NULL) return malloc(size);
  if (!IsGuarded(block) && !atomic_load(&g_guarding)) {
    Count(block, -1);
    void* other = __libc_realloc(block, size);
    Count(other != NULL || size == 0 ? other : block, 1);
    return other;
  }
  size_t before = malloc_usable_size(block);
  void* copy = size == 0 ? NULL : malloc(size);
  if (copy == NULL && size != 0) return NULL;
  if (copy != NULL) memcpy(copy, block, before < size ? before : size);
  free(block);
  return copy;
}

void KitMemoryStart(void) {
  void* symbol = dlsym(RTLD_NEXT, "malloc_usable_size");
  memcpy(&g_usable, &symbol, sizeof(symbol));
  // As a shared library these definitions are used only if the library is preloaded.
  long long before = atomic_load(&g_blocks);
  void* volatile probe = malloc(1);
  if (atomic_load(&g_blocks) == before) g_usable = NULL;
  free(probe);
}

void KitEnableGuardPages(void) {
  if (g_space == NULL) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    size_t table = kSpace / kPage * sizeof(*g_sizes);
    void* sizes = mmap(NULL, table, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (sizes == MAP_FAILED || !KitGuardPagesReserve(&g_pages, kSpace, kPage)) return;
    g_sizes = (uint64_t*)sizes;
    g_space = (char*)g_pages.begin;
  }
  atomic_store(&g_guarding, true);
}

bool KitFindBlock(const void* address, struct KitBlock* out) {
  if (!IsGuarded(address)) return false;
  char* page = g_space + (size_t)((const char*)address - g_space) / kPage * kPage;
  while (page > g_space && *SizeOf(page) == 0) page -= kPage;
  uint64_t entry = *SizeOf(page);
  if (entry == 0) return false;
  out->begin = page + ((entry & kAt) >> kAtShift);
  out->size = (entry & ~(kFreed | kAt)) - 1;
  out->freed = (entry & kFreed) != 0;
  // The guard page follows the last page of the block.
  return (const char*)address < out->begin + out->size + 2 * kPage;
}

bool KitLiveMemory(struct KitMemory* out) {
  out->blocks = atomic_load(&g_blocks);
  out->bytes = atomic_load(&g_bytes);
  if (g_more != NULL) out->blocks += g_more();
  return g_usable != NULL;
}

void KitCountBlocks(int64_t (*blocks)(void)) { g_more = blocks; }

void KitExplainAborts(void (*explain)(const char* text, const void* address)) {
  g_explain = explain;
}

#else  // another libc, or a sanitizer, which replaces malloc itself

void KitMemoryStart(void) {}
void KitEnableGuardPages(void) {}
bool KitFindBlock(const void* address, struct KitBlock* out) {
  (void)address;
  (void)out;
  return false;
}
void KitCountBlocks(int64_t (*blocks)(void)) { (void)blocks; }
void KitExplainAborts(void (*explain)(const char* text, const void* address)) { (void)explain; }
bool KitLiveMemory(struct KitMemory* out) {
  out->blocks = 0;
  out->bytes = 0;
  return false;
}

#endif
