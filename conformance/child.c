// The process of a scenario. It sends findings to the parent through a pipe, record by record, so
// that none is lost if the process dies.
#include "run.h"

#include "check.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { kMostFindings = 40, kMostAdvice = 16 };

struct Kit {
  const struct KitOptions* options;
  const struct KitScenario* scenario;
  int pipe;
  pid_t process;
  struct KitStepRecord* step;
  atomic_int findings;
  uint64_t random;
  const char* blame;
  double begin;
  KitFunction implementation;
  const char* advised[kMostAdvice];  // rules
  int n_advised;
};

// Copies printable ASCII and escapes all other bytes, so that reports remain plain text.
static void Escape(const char* text, char* out, size_t size) {
  size_t at = 0;
  for (; *text != '\0' && at + 5 < size; ++text) {
    unsigned char byte = (unsigned char)*text;
    if (byte >= 0x20 && byte < 0x7f) {
      out[at++] = (char)byte;
    } else {
      at += (size_t)snprintf(out + at, size - at, "\\x%02x", byte);
    }
  }
  out[at] = '\0';
}

// Sends a record in one write of less than PIPE_BUF bytes, so that records of several threads do
// not mix.
static void Send(struct Kit* kit, int kind, const char* rule, const char* expected,
                 const char* happened) {
  struct Message {
    struct KitRecordHead head;
    char text[4 * kKitRecordText];
  } message;
  char step_text[sizeof(kit->step->text)];
  memcpy(step_text, kit->step->text, sizeof(step_text));
  step_text[sizeof(step_text) - 1] = '\0';
  const char* texts[4] = {rule, expected, happened, step_text};
  size_t size = 0;
  memset(&message.head, 0, sizeof(message.head));
  message.head.kind = (uint16_t)kind;
  for (int i = 0; i < 4; ++i) {
    Escape(texts[i], message.text + size, kKitRecordText);
    message.head.sizes[i] = (uint16_t)strlen(message.text + size);
    size += message.head.sizes[i];
  }
  size += sizeof(message.head);
  // A child that the implementation forked returned from the call: it must not report.
  if (getpid() != kit->process) _exit(0);
  if (write(kit->pipe, &message, size) == (ssize_t)size) return;
  kit->step->mute = true;
  _exit(125);
}

#define FORMAT(text, format)                        \
  char text[kKitRecordText];                        \
  va_list arguments;                                \
  va_start(arguments, format);                      \
  vsnprintf(text, sizeof(text), format, arguments); \
  va_end(arguments)

void KitStep(struct Kit* kit, const char* rule, const char* format, ...) {
  FORMAT(text, format);
  if (getpid() != kit->process) _exit(0);
  kit->step->fills = false;
  snprintf(kit->step->rule, sizeof(kit->step->rule), "%s", KitBlamed(kit, rule));
  Escape(text, kit->step->text, sizeof(kit->step->text));
  ++kit->step->count;
}

bool KitStepFills(struct Kit* kit, const char* rule_of_garbage, const char* rule_of_zeros,
                  const char* what) {
  bool zeroed = kit->step->zeroed;
  KitStep(kit, zeroed ? rule_of_zeros : rule_of_garbage, "the producer fills %s %s",
          zeroed ? "a zeroed" : "an uninitialized", what);
  kit->step->fills = kit->blame == NULL;
  return zeroed;
}

void KitBlame(struct Kit* kit, const char* rule) { kit->blame = rule; }

const char* KitBlamed(const struct Kit* kit, const char* rule) {
  return kit->blame != NULL ? kit->blame : rule;
}

void KitFind(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...) {
  FORMAT(text, happened);
  int before = atomic_fetch_add(&kit->findings, 1);
  if (before < kMostFindings) Send(kit, kKitRecordFound, rule, expected, text);
  if (before == kMostFindings) KitNote(kit, "only the first %d findings are kept", kMostFindings);
}

void KitAdvise(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...) {
  FORMAT(text, happened);
  if (kit->options->strict) {
    KitFind(kit, rule, expected, "%s", text);
    return;
  }
  for (int i = 0; i < kit->n_advised; ++i) {
    if (strcmp(kit->advised[i], rule) == 0) return;
  }
  if (kit->n_advised < kMostAdvice) kit->advised[kit->n_advised++] = rule;
  KitNote(kit, "advice %s: %s; here: %s", rule, expected, text);
}

void KitNote(struct Kit* kit, const char* format, ...) {
  FORMAT(text, format);
  Send(kit, kKitRecordNote, "", "", text);
}

void KitSkip(struct Kit* kit, const char* format, ...) {
  FORMAT(text, format);
  Send(kit, kKitRecordSkip, "", "", text);
}

void KitSkipUntil(struct Kit* kit, const char* first, const char* format, ...) {
  FORMAT(text, format);
  Send(kit, kKitRecordSkip, first, "", text);
}

void KitGiveUp(struct Kit* kit, const char* why) {
  Send(kit, kKitRecordNotRun, "", "", why);
  _exit(0);
}

void KitEnd(struct Kit* kit) {
  Send(kit, kKitRecordDone, "", "", "");
  _exit(0);
}

int KitFindings(const struct Kit* kit) { return atomic_load(&kit->findings); }

const struct KitOptions* KitOptionsOf(const struct Kit* kit) { return kit->options; }

enum KitRole KitRoleOf(const struct Kit* kit) { return kit->scenario->role; }

const char* KitArgument(const struct Kit* kit) { return kit->options->argument; }

// splitmix64
uint64_t KitRandom(struct Kit* kit) {
  uint64_t z = kit->random += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double Now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool KitHasTime(const struct Kit* kit) { return Now() - kit->begin < kit->options->time_limit; }

KitFunction KitImplementation(struct Kit* kit) {
  const struct KitHost* host = kit->options->host;
  if (kit->implementation != NULL) return kit->implementation;
  if (host != NULL) return kit->implementation = host->load(kit, kit->scenario);
  const char* library = kit->options->library;
  char why[kKitRecordText];
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    snprintf(why, sizeof(why), "%s%s", dlerror(),
             strchr(library, '/') == NULL && access(library, F_OK) == 0
                 ? ": a name without a slash is searched for in the system's library folders; "
                   "begin it with ./"
                 : "");
    KitGiveUp(kit, why);
  }
  void* symbol = dlsym(handle, kit->options->symbol);
  if (symbol == NULL) {
    snprintf(why, sizeof(why), "%s: is it exported, and extern \"C\"?", dlerror());
    KitGiveUp(kit, why);
  }
  memcpy(&kit->implementation, &symbol, sizeof(symbol));
  return kit->implementation;
}

struct Work {
  void (*work)(void*);
  void* argument;
};

static void* RunWork(void* data) {
  struct Work* work = (struct Work*)data;
  void* stack = KitFaultsStartThread();
  work->work(work->argument);
  KitFaultsEndThread(stack);
  return NULL;
}

void KitOnThread(struct Kit* kit, void (*work)(void*), void* argument) {
  struct Work both = {work, argument};
  pthread_t thread;
  if (pthread_create(&thread, NULL, RunWork, &both) != 0)
    KitGiveUp(kit, "a thread cannot be created");
  pthread_join(thread, NULL);
}

void KitChild(const struct KitOptions* options, const struct KitScenario* scenario, int pipe,
              struct KitStepRecord* step) {
  struct Kit kit = {.options = options, .scenario = scenario, .pipe = pipe, .step = step};
  kit.random = options->seed;
  kit.begin = Now();
  kit.process = getpid();
  for (const char* letter = scenario->name; *letter != '\0'; ++letter) {
    kit.random = kit.random * 31 + (unsigned char)*letter;
  }
  KitMemoryStart();
  if (!options->in_process) KitFaultsStart(&step->crash);
  KitStep(&kit, "", "loading %s",
          options->host != NULL ? options->implementation : options->library);
  KitImplementation(&kit);
  if ((scenario->flags & KIT_GUARD_PAGES) != 0) KitEnableGuardPages();
  scenario->run(&kit);
  Send(&kit, kKitRecordDone, "", "", "");
}
