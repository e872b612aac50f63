// Producers of a correct stream of integers that also do something harmful or unusual. The argument
// says what. program_test.py says how the kit must report it.
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arrowbridge/abi.h"

struct Stream {
  char what[32];
  int next;
};

static void ReleaseSchema(struct ArrowSchema* schema) { schema->release = NULL; }

static int GetSchema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  static char format[sizeof(((struct Stream*)0)->what)];
  const char* what = ((const struct Stream*)self->private_data)->what;
  // A text that begins with '<' becomes the format, which a finding of the kit quotes.
  snprintf(format, sizeof(format), "%s", what[0] == '<' ? what : "i");
  memset(out, 0, sizeof(*out));
  out->format = format;
  out->release = ReleaseSchema;
  return 0;
}

struct Column {
  const void* buffers[2];
  int32_t values[4];
};

static void ReleaseArray(struct ArrowArray* array) {
  free(array->private_data);
  array->release = NULL;
}

static void MakeArray(struct ArrowArray* out) {
  struct Column* column = (struct Column*)calloc(1, sizeof(*column));
  if (column == NULL) abort();
  column->buffers[1] = column->values;
  out->length = 4;
  out->n_buffers = 2;
  out->buffers = column->buffers;
  out->private_data = column;
  out->release = ReleaseArray;
}

static void CloseRange(int first, int end) {
  for (int i = first; i < end; ++i) close(i);
}

static void DeadLock(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&mutex);
}

static void ChangeSignals(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  for (int number = 1; number < 32; ++number) signal(number, SIG_IGN);
}

// The child process returns to the caller, as its parent does.
static void ForkAndReturn(void) {
  pid_t child = fork();
  if (child > 0) waitpid(child, NULL, 0);
}

static void* Print(void* text) {
  printf("%s\n", (const char*)text);
  fflush(stdout);
  return NULL;
}

static void PrintOnThread(void) {
  static char text[] = "printed on a thread";
  pthread_t thread;
  if (pthread_create(&thread, NULL, Print, text) == 0) pthread_join(thread, NULL);
}

static int GetNext(struct ArrowArrayStream* self, struct ArrowArray* out) {
  struct Stream* stream = (struct Stream*)self->private_data;
  const char* what = stream->what;
  struct timespec pause = {0, 20000000};
  memset(out, 0, sizeof(*out));
  if (strcmp(what, "prints") == 0) PrintOnThread();
  if (strcmp(what, "forks") == 0) ForkAndReturn();
  if (strcmp(what, "closes-standard") == 0) CloseRange(0, 3);
  if (strcmp(what, "closes-all") == 0) CloseRange(0, 1024);
  if (strncmp(what, "signals", 7) == 0) ChangeSignals();
  if (strcmp(what, "signals-crash") == 0) abort();
  if (strcmp(what, "dead-locks") == 0) DeadLock();
  if (strcmp(what, "slow") == 0) nanosleep(&pause, NULL);
  bool endless = strcmp(what, "endless") == 0 || strcmp(what, "slow") == 0;
  if (!endless && stream->next >= 2) return 0;
  ++stream->next;
  MakeArray(out);
  return 0;
}

static const char* GetLastError(struct ArrowArrayStream* self) {
  (void)self;
  return NULL;
}

static void Release(struct ArrowArrayStream* self) {
  free(self->private_data);
  self->release = NULL;
}

int MisbehavingStream(struct ArrowArrayStream* out, const char* what);
int MisbehavingStream(struct ArrowArrayStream* out, const char* what) {
  struct Stream* stream = (struct Stream*)calloc(1, sizeof(*stream));
  if (stream == NULL) abort();
  snprintf(stream->what, sizeof(stream->what), "%s", what);
  *out = (struct ArrowArrayStream){GetSchema, GetNext, GetLastError, Release, stream};
  return 0;
}
