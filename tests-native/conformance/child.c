// The side of the scenario: what it says goes to the parent through a pipe, record by record, so
// that nothing is lost when the process dies.
#include "run.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { kMostFindings = 40 };

struct Kit {
  const struct KitOptions* options;
  const struct KitScenario* scenario;
  int pipe;
  struct KitStepRecord* step;
  atomic_int findings;
  uint64_t random;
  const char* blame;
  KitFunction subject;
};

// Printable ASCII stays; what else there is in foreign texts is escaped, so that reports stay
// texts.
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

// One write of less than PIPE_BUF: records of several threads do not mix.
static void Send(struct Kit* kit, int kind, const char* rule, const char* expected,
                 const char* happened) {
  struct Message {
    struct KitRecordHead head;
    char text[4 * kKitRecordText];
  } message;
  char place[sizeof(kit->step->text)];
  memcpy(place, kit->step->text, sizeof(place));
  place[sizeof(place) - 1] = '\0';
  const char* texts[4] = {rule, expected, happened, place};
  size_t size = 0;
  memset(&message.head, 0, sizeof(message.head));
  message.head.kind = (uint16_t)kind;
  for (int i = 0; i < 4; ++i) {
    Escape(texts[i], message.text + size, kKitRecordText);
    message.head.sizes[i] = (uint16_t)strlen(message.text + size);
    size += message.head.sizes[i];
  }
  size += sizeof(message.head);
  if (write(kit->pipe, &message, size) != (ssize_t)size) _exit(125);
}

#define FORMAT(text, format)                        \
  char text[kKitRecordText];                        \
  va_list arguments;                                \
  va_start(arguments, format);                      \
  vsnprintf(text, sizeof(text), format, arguments); \
  va_end(arguments)

void KitStep(struct Kit* kit, const char* rule, const char* format, ...) {
  FORMAT(text, format);
  snprintf(kit->step->rule, sizeof(kit->step->rule), "%s", kit->blame != NULL ? kit->blame : rule);
  Escape(text, kit->step->text, sizeof(kit->step->text));
}

void KitBlame(struct Kit* kit, const char* rule) { kit->blame = rule; }

void KitFind(struct Kit* kit, const char* rule, const char* expected, const char* happened, ...) {
  FORMAT(text, happened);
  int before = atomic_fetch_add(&kit->findings, 1);
  if (before < kMostFindings) Send(kit, kKitRecordFound, rule, expected, text);
  if (before == kMostFindings) KitNote(kit, "only the first %d findings are kept", kMostFindings);
}

void KitNote(struct Kit* kit, const char* format, ...) {
  FORMAT(text, format);
  Send(kit, kKitRecordNote, "", "", text);
}

void KitSkip(struct Kit* kit, const char* format, ...) {
  FORMAT(text, format);
  Send(kit, kKitRecordSkip, "", "", text);
}

void KitEnd(struct Kit* kit) {
  Send(kit, kKitRecordDone, "", "", "");
  _exit(0);
}

int KitFindings(const struct Kit* kit) { return atomic_load(&kit->findings); }

enum KitRole KitRoleOf(const struct Kit* kit) { return kit->options->role; }

const char* KitArgument(const struct Kit* kit) { return kit->options->argument; }

// splitmix64
uint64_t KitRandom(struct Kit* kit) {
  uint64_t z = kit->random += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static void Broken(struct Kit* kit, const char* text) {
  Send(kit, kKitRecordBroken, "", "", text);
  _exit(0);
}

KitFunction KitSubject(struct Kit* kit) {
  if (kit->subject != NULL) return kit->subject;
  const char* library = kit->options->library;
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) Broken(kit, dlerror());
  void* symbol = dlsym(handle, kit->options->symbol);
  if (symbol == NULL) Broken(kit, dlerror());
  memcpy(&kit->subject, &symbol, sizeof(symbol));
  return kit->subject;
}

struct Work {
  void (*work)(void*);
  void* argument;
};

static void* RunWork(void* data) {
  struct Work* work = (struct Work*)data;
  work->work(work->argument);
  return NULL;
}

void KitOnThread(struct Kit* kit, void (*work)(void*), void* argument) {
  struct Work both = {work, argument};
  pthread_t thread;
  if (pthread_create(&thread, NULL, RunWork, &both) != 0) Broken(kit, "no thread could be made");
  pthread_join(thread, NULL);
}

void KitChild(const struct KitOptions* options, const struct KitScenario* scenario, int pipe,
              struct KitStepRecord* step) {
  struct Kit kit = {.options = options, .scenario = scenario, .pipe = pipe, .step = step};
  kit.random = options->seed;
  for (const char* letter = scenario->name; *letter != '\0'; ++letter) {
    kit.random = kit.random * 31 + (unsigned char)*letter;
  }
  KitMemoryStart();
  KitStep(&kit, "STR-18", "loading %s", options->subject);
  KitSubject(&kit);
  if ((scenario->flags & KIT_FENCED) != 0) KitFencesOn();
  scenario->run(&kit);
  Send(&kit, kKitRecordDone, "", "", "");
}
