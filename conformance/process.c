// Runs each scenario in a process: starts it, reads its records, kills it after the time limit, and
// turns its exit status into a result.
#include "run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kMostSteps = 10 };  // a scenario may take this many time limits in total

static double Now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void* Checked(void* memory) {
  if (memory == NULL) {
    fprintf(stderr, "arrowbridge-conformance: out of memory\n");
    exit(2);
  }
  return memory;
}

static char* Copy(const char* text, size_t size) {
  char* copy = (char*)Checked(malloc(size + 1));
  memcpy(copy, text, size);
  copy[size] = '\0';
  return copy;
}

static char* CopyText(const char* text) { return Copy(text, strlen(text)); }

static void AddFound(struct KitResult* result, char* rule, char* expected, char* happened,
                     char* step, char* stack) {
  size_t size = sizeof(*result->found) * (size_t)(result->n_found + 1);
  result->found = (struct KitFound*)Checked(realloc(result->found, size));
  result->found[result->n_found++] =
      (struct KitFound){rule, expected, happened, step, stack, false};
}

static void AddNote(struct KitResult* result, char* note) {
  size_t size = sizeof(*result->notes) * (size_t)(result->n_notes + 1);
  result->notes = (char**)Checked(realloc(result->notes, size));
  result->notes[result->n_notes++] = note;
}

void KitAddNote(struct KitResult* result, const char* note) { AddNote(result, CopyText(note)); }

void KitFreeResult(struct KitResult* result) {
  for (int i = 0; i < result->n_found; ++i) {
    free(result->found[i].rule);
    free(result->found[i].expected);
    free(result->found[i].happened);
    free(result->found[i].step);
    free(result->found[i].stack);
  }
  for (int i = 0; i < result->n_notes; ++i) free(result->notes[i]);
  free(result->found);
  free(result->notes);
  free(result->why);
  free(result->first);
}

struct Listener {
  struct KitResult* result;
  bool done;
  size_t used;
  char buffer[65536];
};

static void TakeRecord(struct Listener* listener, const struct KitRecordHead* head,
                       const char* text) {
  struct KitResult* result = listener->result;
  char* texts[4];
  for (int i = 0; i < 4; ++i) {
    texts[i] = Copy(text, head->sizes[i]);
    text += head->sizes[i];
  }
  if (head->kind == kKitRecordFound) {
    AddFound(result, texts[0], texts[1], texts[2], texts[3], CopyText(""));
    return;
  }
  free(texts[1]);
  free(texts[3]);
  if (head->kind == kKitRecordNote) {
    free(texts[0]);
    AddNote(result, texts[2]);
    return;
  }
  if (head->kind == kKitRecordDone) {
    listener->done = true;
  } else if (result->why == NULL) {
    result->outcome = head->kind == kKitRecordSkip ? kKitSkipped : kKitNotRun;
    result->why = texts[2];
    if (texts[0][0] != '\0') {
      result->first = texts[0];
      return;
    }
    texts[2] = NULL;
  }
  free(texts[0]);
  free(texts[2]);
}

// Reads records from the pipe. False at its end.
static bool Listen(struct Listener* listener, int pipe) {
  ssize_t size =
      read(pipe, listener->buffer + listener->used, sizeof(listener->buffer) - listener->used);
  if (size < 0 && errno == EINTR) return true;
  if (size <= 0) return false;
  listener->used += (size_t)size;
  size_t at = 0;
  for (;;) {
    struct KitRecordHead head;
    if (listener->used - at < sizeof(head)) break;
    memcpy(&head, listener->buffer + at, sizeof(head));
    size_t whole = sizeof(head);
    for (int i = 0; i < 4; ++i) whole += head.sizes[i];
    if (listener->used - at < whole) break;
    TakeRecord(listener, &head, listener->buffer + at + sizeof(head));
    at += whole;
  }
  memmove(listener->buffer, listener->buffer + at, listener->used - at);
  listener->used -= at;
  return true;
}

static void Blame(struct KitResult* result, const struct KitStepRecord* step,
                  const char* happened) {
  AddFound(result, CopyText(step->rule), CopyText("the call returns and the process continues"),
           CopyText(happened), CopyText(step->text), CopyText(step->crash.stack));
}

// A crash, hang or exit during the current step. If no rule is at stake it says nothing about the
// implementation: the scenario counts as not run.
static void End(struct KitResult* result, const struct KitStepRecord* step, const char* happened) {
  char text[1000];
  if (step->rule[0] != '\0') {
    Blame(result, step, happened);
    return;
  }
  if (step->crash.stack[0] != '\0') {
    snprintf(text, sizeof(text), "stack: %.900s", step->crash.stack);
    for (char* at = text; *at != '\0'; ++at) *at = *at == '\n' ? ' ' : *at;
    AddNote(result, CopyText(text));
  }
  snprintf(text, sizeof(text), "%s: %s", step->text, happened);
  result->outcome = kKitNotRun;
  result->why = CopyText(text);
}

// The signal that was recorded first: later ones end a process that hangs while it reports.
static void JudgeCrash(struct KitResult* result, const struct KitStepRecord* step, int number) {
  char text[600];
  if (step->crash.signal != 0) number = step->crash.signal;
  snprintf(text, sizeof(text), "it crashes: signal %d (%s)%s", number, strsignal(number),
           step->crash.text);
  End(result, step, text);
}

enum Late { kInTime, kStepIsLate, kAllIsLate };

static void Judge(struct KitResult* result, const struct KitStepRecord* step, enum Late late,
                  bool done, int status, double limit) {
  char text[120];
  if (result->outcome == kKitNotRun) return;
  if (late == kAllIsLate) {
    // Every call returned in time: the implementation breaks no rule.
    snprintf(text, sizeof(text), "it takes more than %g seconds: use a shorter stream",
             kMostSteps * limit);
    free(result->why);
    result->why = CopyText(text);
    result->outcome = kKitSkipped;
  } else if (late == kStepIsLate) {
    snprintf(text, sizeof(text), "it hangs: no return after %g seconds", limit);
    End(result, step, text);
  } else if (step->mute) {
    result->outcome = kKitNotRun;
    result->why = CopyText(
        "the implementation closed a file descriptor that it did not open: the one through which "
        "the "
        "scenario sends findings");
    return;
  } else if (WIFSIGNALED(status)) {
    JudgeCrash(result, step, WTERMSIG(status));
  } else if (!done || WEXITSTATUS(status) != 0) {
    snprintf(text, sizeof(text), "it exits the process with code %d", WEXITSTATUS(status));
    End(result, step, text);
  }
  if (result->n_found > 0 && result->outcome != kKitNotRun) result->outcome = kKitFailed;
}

static void InChild(const struct KitOptions* options, const struct KitScenario* scenario, int pipe,
                    struct KitStepRecord* step) {
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  setpgid(0, 0);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  KitChild(options, scenario, pipe, step);
  _exit(0);
}

// The deadlines of the current step and of the whole scenario. A new step gets a new deadline.
struct Clock {
  double limit;
  double deadline;
  double last;
  unsigned steps;
  const struct KitStepRecord* step;
};

static enum Late IsLate(struct Clock* clock) {
  double now = Now();
  unsigned steps = clock->step->count;
  if (steps != clock->steps) clock->deadline = now + clock->limit;
  clock->steps = steps;
  return now > clock->deadline ? kStepIsLate : now > clock->last ? kAllIsLate : kInTime;
}

// `crashes_filling` is set if the process ended in the call that fills the outputs of the exported
// function.
static void RunOnce(const struct KitOptions* options, const struct KitScenario* scenario,
                    bool zeroed, struct KitResult* result, bool* crashes_filling) {
  struct KitStepRecord* step = (struct KitStepRecord*)mmap(
      NULL, sizeof(*step), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct Listener* listener = (struct Listener*)Checked(calloc(1, sizeof(*listener)));
  int ends[2];
  memset(result, 0, sizeof(*result));
  *crashes_filling = false;
  result->scenario = scenario;
  result->outcome = kKitPassed;
  listener->result = result;
  fflush(NULL);
  double begin = Now();
  pid_t child = -1;
  if (step != MAP_FAILED) step->zeroed = zeroed;
  if (step != MAP_FAILED && pipe(ends) == 0) {
    child = options->in_process ? 0 : options->host != NULL ? options->host->fork() : fork();
  }
  if (child < 0) {
    result->outcome = kKitNotRun;
    result->why = CopyText(strerror(errno));
    free(listener);
    return;
  }
  if (child == 0) {
    if (options->in_process) {
      KitChild(options, scenario, ends[1], step);
    } else {
      close(ends[0]);
      InChild(options, scenario, ends[1], step);
    }
  }
  close(ends[1]);

  double limit = options->in_process ? 1e9 : options->time_limit;
  struct Clock clock = {limit, begin + limit, begin + kMostSteps * limit, 0, step};
  enum Late late = kInTime;
  for (;;) {
    struct pollfd poll_pipe = {ends[0], POLLIN, 0};
    int ready = poll(&poll_pipe, 1, 100);
    if (ready > 0 && (!Listen(listener, ends[0]) || listener->done)) break;
    late = IsLate(&clock);
    if (late) break;
  }
  int status = 0;
  if (!options->in_process) {
    // The pipe can be closed while the process still runs: the time limit still applies.
    while (!late && waitpid(child, &status, WNOHANG) == 0) {
      struct timespec pause = {0, 500000};
      nanosleep(&pause, NULL);
      late = IsLate(&clock);
    }
    kill(-child, SIGKILL);
    if (late) {
      kill(child, SIGKILL);
      while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    }
  }
  close(ends[0]);
  result->seconds = Now() - begin;
  Judge(result, step, late, listener->done, status, options->time_limit);
  *crashes_filling =
      step->fills && !step->mute && !listener->done && late != kAllIsLate && !options->in_process;
  munmap(step, sizeof(*step));
  free(listener);
}

void KitRunScenario(const struct KitOptions* options, const struct KitScenario* scenario,
                    enum KitFillingCrash* known, struct KitResult* result) {
  struct KitResult with_zeros;
  bool crashes;
  RunOnce(options, scenario, *known == kKitCrashesAlways, result, &crashes);
  if (!crashes || *known != kKitNoFillingCrash) return;
  RunOnce(options, scenario, true, &with_zeros, &crashes);
  *known = crashes ? kKitCrashesAlways : kKitCrashesOnGarbage;
  if (crashes) {
    struct KitResult with_garbage = *result;
    *result = with_zeros;
    with_zeros = with_garbage;
  }
  KitFreeResult(&with_zeros);
}
