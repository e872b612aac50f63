#include "yard.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rules.h"

enum { kMostPlaces = 1 << 17, kFar = 1 };

static struct {
  struct Kit* kit;
  unsigned char* begin;
  unsigned char* next;
  unsigned char* end;
  size_t page;
  struct KitYardPlace* places;
  int n_places;
  struct sigaction previous[2];  // of SIGSEGV and SIGBUS
  pthread_mutex_t mutex;
} g_yard;

static void Fail(const char* text) { KitGiveUp(g_yard.kit, text); }

// The place whose bytes or whose fences the address is in. Places are in order.
static struct KitYardPlace* Find(const void* address) {
  const unsigned char* at = (const unsigned char*)address;
  if (at < g_yard.begin || at >= g_yard.end) return NULL;
  int low = 0;
  int high = g_yard.n_places;
  while (high - low > 1) {
    int middle = low + (high - low) / 2;
    if (g_yard.places[middle].pages <= at) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high == 0 ? NULL : &g_yard.places[low];
}

static void Report(const struct KitYardPlace* place, const unsigned char* at) {
  const char* rule = place->rules.beyond;
  char how[120];
  if (!place->live) {
    rule = place->rules.ended;
    snprintf(how, sizeof(how), "touched where it must not be any more, or never was to be");
  } else if (at >= place->begin && at < place->begin + place->size) {
    rule = place->rules.written;
    snprintf(how, sizeof(how), "written to, at byte %zu", (size_t)(at - place->begin));
  } else if (at >= place->begin) {
    if (place->rules.far != NULL && at >= place->begin + place->size + kFar)
      rule = place->rules.far;
    snprintf(how, sizeof(how), "read at byte %zu, but it has %zu", (size_t)(at - place->begin),
             place->size);
  } else {
    snprintf(how, sizeof(how), "touched %zu bytes before its begin", (size_t)(place->begin - at));
  }
  KitFind(g_yard.kit, rule, KitRuleText(rule), "%s: %s", place->label, how);
}

static void OnFault(int number, siginfo_t* info, void* context) {
  static volatile sig_atomic_t reported;
  struct KitYardPlace* place = Find(info->si_addr);
  if (place != NULL) {
    // The other threads may fault as well while this one reports.
    if (reported == 0) {
      reported = 1;
      Report(place, (const unsigned char*)info->si_addr);
      KitYardLeave();
    }
    for (;;) pause();
  }
  const struct sigaction* previous = &g_yard.previous[number == SIGSEGV ? 0 : 1];
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

void KitYardArm(void) {
  Arm(SIGSEGV, &g_yard.previous[0]);
  Arm(SIGBUS, &g_yard.previous[1]);
}

void KitYardLeave(void) { KitEnd(g_yard.kit); }

void KitYardOpen(struct Kit* kit) {
  static char stack[65536];
  const size_t size = (size_t)1 << 31;
  pthread_mutex_init(&g_yard.mutex, NULL);
  g_yard.kit = kit;
  g_yard.page = (size_t)sysconf(_SC_PAGESIZE);
  void* pages = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  g_yard.places = (struct KitYardPlace*)calloc(kMostPlaces, sizeof(*g_yard.places));
  if (pages == MAP_FAILED || g_yard.places == NULL) Fail("there is no memory for the yard");
  g_yard.begin = (unsigned char*)pages;
  g_yard.next = g_yard.begin + g_yard.page;
  g_yard.end = g_yard.begin + size;
  stack_t alternative = {.ss_sp = stack, .ss_size = sizeof(stack), .ss_flags = 0};
  sigaltstack(&alternative, NULL);
  KitYardArm();
}

struct KitYardPlace* KitYardTake(size_t size, struct KitYardRules rules, void* owner,
                                 const char* label, ...) {
  pthread_mutex_lock(&g_yard.mutex);
  size_t pages_size = (size + g_yard.page - 1) / g_yard.page * g_yard.page;
  unsigned char* pages = g_yard.next;
  g_yard.next += pages_size + g_yard.page;
  if (pages_size == 0) g_yard.next += g_yard.page;
  if (g_yard.n_places == kMostPlaces || g_yard.next > g_yard.end) Fail("the yard is full");
  if (pages_size > 0 && mprotect(pages, pages_size, PROT_READ | PROT_WRITE) != 0) {
    Fail("no more pages of the yard can be made readable");
  }
  struct KitYardPlace* place = &g_yard.places[g_yard.n_places];
  place->begin = pages + pages_size - size;
  place->size = size;
  place->pages = pages;
  place->pages_size = pages_size;
  place->rules = rules;
  place->live = true;
  place->owner = owner;
  va_list arguments;
  va_start(arguments, label);
  vsnprintf(place->label, sizeof(place->label), label, arguments);
  va_end(arguments);
  ++g_yard.n_places;
  pthread_mutex_unlock(&g_yard.mutex);
  return place;
}

static void Protect(struct KitYardPlace* place, int protection) {
  if (place->pages_size > 0 && mprotect(place->pages, place->pages_size, protection) != 0) {
    Fail("no more pages of the yard can be protected");
  }
}

void KitYardSeal(struct KitYardPlace* place) { Protect(place, PROT_READ); }

void KitYardUnlock(struct KitYardPlace* place) {
  place->live = true;
  Protect(place, PROT_READ);
}

void KitYardEnd(struct KitYardPlace* place) {
  place->live = false;
  Protect(place, PROT_NONE);
}

void* KitYardOwner(const void* address) {
  struct KitYardPlace* place = Find(address);
  return place == NULL ? NULL : place->owner;
}
