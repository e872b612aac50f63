/* Writing IPC, with progress on a terminal and an orderly end on Ctrl-C. */

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "command.h"

/* Set by the first Ctrl-C, so that the library can take its unfinished file away; the second ends
   the program as ever. */
static volatile sig_atomic_t interrupted;

static void Interrupt(int number) {
  interrupted = 1;
  signal(number, SIG_DFL);
}

/* What is ignored, as in the background of a shell, stays ignored. */
static void CatchSignal(int number) {
  if (signal(number, Interrupt) == SIG_IGN) signal(number, SIG_IGN);
}

struct Progress {
  int64_t batches; /* of the input, 0 where that is not known */
  time_t shown;
  bool visible;
};

static void Show(struct Progress* progress, int64_t batches, int64_t bytes) {
  fprintf(stderr, "\rbatch %" PRId64, batches);
  if (progress->batches > 0) fprintf(stderr, " of %" PRId64, progress->batches);
  fprintf(stderr, ", %.1f MB written ", (double)bytes / 1e6);
  fflush(stderr);
  progress->visible = true;
}

/* Once a second, and not for what takes less than that. */
static int OnProgress(void* context, int64_t batches, int64_t bytes) {
  struct Progress* progress = context;
  time_t now = time(NULL);
  if (ErrorIsTerminal() && now != progress->shown) {
    progress->shown = now;
    Show(progress, batches, bytes);
  }
  return interrupted;
}

int WriteSink(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
              struct ArrowBridgeError* error) {
  const char* path = arguments->files[1];
  if (IsStandard(path) && OutputIsTerminal()) {
    strcpy(error->message, "a terminal is no place for Arrow IPC; name a file, or pipe the output");
    return EINVAL;
  }
  struct Progress progress = {0, time(NULL), false};
  struct ArrowBridgeIpcWriteOptions options = {0};
  options.struct_size = sizeof(options);
  options.format = arguments->format;
  options.codec = arguments->codec;
  options.level = arguments->codec_level;
  options.progress = OnProgress;
  options.progress_context = &progress;
  struct ArrowBridgeError unknown;
  if (ArrowBridgeIpcReaderNumBatches(reader, &progress.batches, &unknown) != 0) {
    progress.batches = 0;
  }
  CatchSignal(SIGINT);
  CatchSignal(SIGTERM);
  int code = IsStandard(path) ? ArrowBridgeWriteIpcDescriptor(reader, 1, &options, error)
                              : ArrowBridgeWriteIpcFile(reader, path, &options, error);
  if (progress.visible) fprintf(stderr, "\r%60s\r", "");
  return code;
}

int FailSink(int code, const char* path, const struct ArrowBridgeError* error) {
  if (code == EPIPE && IsStandard(path)) return kExitTrouble;
  if (code == ECANCELED && interrupted) return Fail("interrupted; '%s' is as it was", path);
  return FailWith(code, error);
}
