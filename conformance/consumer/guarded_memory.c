#include "guarded_memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../page_guards.h"
#include "rules.h"

static const size_t kSpace = (size_t)1 << 31;

enum { kMostBlocks = 1 << 17, kFar = 1 };

static struct {
  struct Kit* kit;
  unsigned char* begin;
  unsigned char* next;
  unsigned char* end;
  struct KitGuardPages space;
  size_t page;
  struct KitGuardedBlock* blocks;
  int n_blocks;
  struct sigaction previous[2];  // of SIGSEGV and SIGBUS
  pthread_mutex_t mutex;
} g_guard;

static void Fail(const char* text) { KitGiveUp(g_guard.kit, text); }

// The block whose bytes or guard pages contain the address. The blocks are sorted by address.
static struct KitGuardedBlock* Find(const void* address) {
  const unsigned char* at = (const unsigned char*)address;
  if (at < g_guard.begin || at >= g_guard.end) return NULL;
  int low = 0;
  int high = g_guard.n_blocks;
  while (high - low > 1) {
    int middle = low + (high - low) / 2;
    if (g_guard.blocks[middle].pages <= at) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high == 0 ? NULL : &g_guard.blocks[low];
}

static void Report(const struct KitGuardedBlock* block, const unsigned char* at) {
  const char* rule = block->rules.outside;
  char how[120];
  if (!block->live) {
    rule = block->rules.inaccessible;
    snprintf(how, sizeof(how),
             "accessed after it was released, or although it must never be accessed");
  } else if (at >= block->begin && at < block->begin + block->size) {
    rule = block->rules.written;
    snprintf(how, sizeof(how), "written, at byte %zu", (size_t)(at - block->begin));
  } else if (at >= block->begin) {
    if (block->rules.far != NULL && at >= block->begin + block->size + kFar)
      rule = block->rules.far;
    snprintf(how, sizeof(how), "accessed at byte %zu, but its size is %zu",
             (size_t)(at - block->begin), block->size);
  } else {
    snprintf(how, sizeof(how), "accessed %zu bytes before its first byte",
             (size_t)(block->begin - at));
  }
  KitFind(g_guard.kit, rule, KitRuleText(rule), "%s: %s", block->label, how);
}

static void OnFault(int number, siginfo_t* info, void* context) {
  static volatile sig_atomic_t reported;
  struct KitGuardedBlock* block = Find(info->si_addr);
  if (block != NULL) {
    // Other threads may fault while this one reports: they wait.
    if (reported == 0) {
      reported = 1;
      Report(block, (const unsigned char*)info->si_addr);
      KitGuardExit();
    }
    for (;;) pause();
  }
  const struct sigaction* previous = &g_guard.previous[number == SIGSEGV ? 0 : 1];
  if ((previous->sa_flags & SA_SIGINFO) != 0) {
    previous->sa_sigaction(number, info, context);
  } else if (previous->sa_handler != SIG_DFL && previous->sa_handler != SIG_IGN) {
    previous->sa_handler(number);
  } else {
    signal(number, SIG_DFL);
  }
}

static void Arm(int number, struct sigaction* previous) {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = OnFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  struct sigaction before;
  if (sigaction(number, NULL, &before) != 0) return;
  if ((before.sa_flags & SA_SIGINFO) != 0 && before.sa_sigaction == OnFault) return;
  *previous = before;
  sigaction(number, &action, NULL);
}

void KitGuardInstallHandlers(void) {
  Arm(SIGSEGV, &g_guard.previous[0]);
  Arm(SIGBUS, &g_guard.previous[1]);
}

void KitGuardExit(void) { KitEnd(g_guard.kit); }

void KitGuardStart(struct Kit* kit) {
  static char stack[65536];
  pthread_mutex_init(&g_guard.mutex, NULL);
  g_guard.kit = kit;
  g_guard.page = (size_t)sysconf(_SC_PAGESIZE);
  const bool reserved = KitGuardPagesReserve(&g_guard.space, kSpace, g_guard.page);
  g_guard.blocks = (struct KitGuardedBlock*)calloc(kMostBlocks, sizeof(*g_guard.blocks));
  if (!reserved || g_guard.blocks == NULL) Fail("guarded memory cannot be reserved");
  g_guard.begin = g_guard.space.begin;
  g_guard.next = g_guard.begin + g_guard.page;
  g_guard.end = g_guard.begin + kSpace;
  stack_t alternative = {.ss_sp = stack, .ss_size = sizeof(stack), .ss_flags = 0};
  sigaltstack(&alternative, NULL);
  KitGuardInstallHandlers();
}

struct KitGuardedBlock* KitGuardAllocate(size_t size, struct KitGuardRules rules, void* owner,
                                         const char* label, ...) {
  pthread_mutex_lock(&g_guard.mutex);
  size_t pages_size = (size + g_guard.page - 1) / g_guard.page * g_guard.page;
  unsigned char* pages = g_guard.next;
  g_guard.next += pages_size + g_guard.page;
  if (pages_size == 0) g_guard.next += g_guard.page;
  if (g_guard.n_blocks == kMostBlocks || g_guard.next > g_guard.end) Fail("guarded memory is full");
  if (pages_size > 0 && !KitGuardPagesOpen(&g_guard.space, pages, pages_size)) {
    Fail("guarded memory: the system cannot make more pages writable");
  }
  struct KitGuardedBlock* block = &g_guard.blocks[g_guard.n_blocks];
  block->begin = pages + pages_size - size;
  block->size = size;
  block->pages = pages;
  block->pages_size = pages_size;
  block->rules = rules;
  block->live = true;
  block->owner = owner;
  va_list arguments;
  va_start(arguments, label);
  vsnprintf(block->label, sizeof(block->label), label, arguments);
  va_end(arguments);
  ++g_guard.n_blocks;
  pthread_mutex_unlock(&g_guard.mutex);
  return block;
}

// Whether nothing that can be accessed is between two blocks.
static bool AreNeighbours(const struct KitGuardedBlock* low, const struct KitGuardedBlock* high) {
  do {
    ++low;
  } while (low < high && low->pages_size == 0);
  return low == high;
}

// Without markers, guard pages between blocks would become readable too.
static bool Extends(const struct KitGuardRange* range, int protection) {
  return range->first != NULL && range->protection == protection &&
         (protection == PROT_NONE || g_guard.space.has_markers);
}

static void Add(struct KitGuardRange* range, struct KitGuardedBlock* block, int protection) {
  if (block->pages_size == 0) return;
  if (Extends(range, protection) && AreNeighbours(block, range->first)) {
    range->first = block;
  } else if (Extends(range, protection) && AreNeighbours(range->last, block)) {
    range->last = block;
  } else {
    KitGuardApply(range);
    range->first = block;
    range->last = block;
    range->protection = protection;
  }
}

void KitGuardAddReadOnly(struct KitGuardRange* range, struct KitGuardedBlock* block) {
  Add(range, block, PROT_READ);
}

void KitGuardAddInaccessible(struct KitGuardRange* range, struct KitGuardedBlock* block) {
  block->live = false;
  Add(range, block, PROT_NONE);
}

void KitGuardApply(struct KitGuardRange* range) {
  if (range->first == NULL) return;
  size_t size = (size_t)(range->last->pages + range->last->pages_size - range->first->pages);
  if (mprotect(range->first->pages, size, range->protection) != 0) {
    Fail("guarded memory: mprotect fails");
  }
  range->first = NULL;
}

void KitGuardMakeReadOnly(struct KitGuardedBlock* block) {
  struct KitGuardRange range = {NULL, NULL, 0};
  KitGuardAddReadOnly(&range, block);
  KitGuardApply(&range);
}

void KitGuardMakeReadable(struct KitGuardedBlock* block) {
  block->live = true;
  KitGuardMakeReadOnly(block);
}

void KitGuardMakeInaccessible(struct KitGuardedBlock* block) {
  struct KitGuardRange range = {NULL, NULL, 0};
  KitGuardAddInaccessible(&range, block);
  KitGuardApply(&range);
}

void* KitGuardOwner(const void* address) {
  struct KitGuardedBlock* block = Find(address);
  return block == NULL ? NULL : block->owner;
}
