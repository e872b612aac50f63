/* Writes Arrow IPC and text, shows progress on a terminal, and cancels cleanly on Ctrl-C. */

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "command.h"

/* Set by the first SIGINT or SIGTERM; the library then removes its incomplete output file. A second
   signal ends the program. */
static volatile sig_atomic_t interrupted;

static void Interrupt(int number) {
  interrupted = 1;
  signal(number, SIG_DFL);
}

/* A signal that was ignored, as in a background job of a shell, stays ignored. */
static void CatchSignal(int number) {
  if (signal(number, Interrupt) == SIG_IGN) signal(number, SIG_IGN);
}

struct Progress {
  int64_t batches; /* number of batches of the input; 0: not known */
  time_t shown;    /* when progress was last shown */
  bool visible;
};

static void Show(struct Progress* progress, int64_t batches, int64_t bytes) {
  fprintf(stderr, "\rbatch %" PRId64, batches);
  if (progress->batches > 0) fprintf(stderr, " of %" PRId64, progress->batches);
  fprintf(stderr, ", %.1f MB written ", (double)bytes / 1e6);
  fflush(stderr);
  progress->visible = true;
}

/* Shows progress once per second, starting after the first second. */
static int OnProgress(void* context, int64_t batches, int64_t bytes) {
  struct Progress* progress = context;
  time_t now = time(NULL);
  if (ErrorIsTerminal() && now != progress->shown) {
    progress->shown = now;
    Show(progress, batches, bytes);
  }
  return interrupted;
}

static int WriteText(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
                     struct Progress* progress, struct ArrowBridgeError* error) {
  const char* path = arguments->files[1];
  struct ArrowBridgeTextWriteOptions options = TextOptions(arguments->format, INT64_MAX);
  options.progress = OnProgress;
  options.progress_context = progress;
  return IsStandard(path) ? ArrowBridgeWriteTextDescriptor(reader, 1, &options, error)
                          : ArrowBridgeWriteTextFile(reader, path, &options, error);
}

static int WriteIpc(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
                    struct Progress* progress, struct ArrowBridgeError* error) {
  const char* path = arguments->files[1];
  struct ArrowBridgeIpcWriteOptions options = {0};
  options.struct_size = sizeof(options);
  options.format = arguments->format;
  options.codec = arguments->codec;
  options.level = arguments->codec_level;
  options.threads = (int32_t)arguments->threads;
  options.progress = OnProgress;
  options.progress_context = progress;
  return IsStandard(path) ? ArrowBridgeWriteIpcDescriptor(reader, 1, &options, error)
                          : ArrowBridgeWriteIpcFile(reader, path, &options, error);
}

int WriteSink(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
              struct ArrowBridgeError* error) {
  const char* path = arguments->files[1];
  if (IsStandard(path) && !IsText(arguments->format) && OutputIsTerminal()) {
    strcpy(error->message,
           "standard output is a terminal, and Arrow IPC is binary; name a file, or use a pipe");
    return EINVAL;
  }
  struct Progress progress = {0, time(NULL), false};
  struct ArrowBridgeError ignored;
  if (ArrowBridgeIpcReaderNumBatches(reader, &progress.batches, &ignored) != 0) {
    progress.batches = 0;
  }
  CatchSignal(SIGINT);
  CatchSignal(SIGTERM);
  int code = IsText(arguments->format) ? WriteText(reader, arguments, &progress, error)
                                       : WriteIpc(reader, arguments, &progress, error);
  if (progress.visible) fprintf(stderr, "\r%60s\r", "");
  return code;
}

int FailSink(int code, const char* path, const struct ArrowBridgeError* error) {
  if (code == EPIPE && IsStandard(path)) return kExitError;
  if (code == ECANCELED && interrupted) return Fail("interrupted; '%s' is unchanged", path);
  return FailWith(code, error);
}
