/* Reads the stream of a native library that was written in C#.
 *
 *   consume <library> [limit] [batches until cancelled]
 *
 * The program loads the library with dlopen and looks up its one function by name. The process then
 * has two libraries compiled with NativeAOT, each with its own .NET runtime. They exchange data
 * only through the structs of the Arrow C interfaces. The exit code is 1 if anything fails or if
 * anything is not released.
 */

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"

typedef int (*PrimesStream)(int64_t limit, const volatile int32_t* cancel,
                            struct ArrowArrayStream* out, struct ArrowBridgeError* error);

static int Fail(const char* operation, int code, const char* message) {
  fprintf(stderr, "%s: %s (%s)\n", operation, message, strerror(code));
  return 1;
}

static PrimesStream Load(const char* path) {
  PrimesStream function = NULL;
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void* symbol = library == NULL ? NULL : dlsym(library, "primes_stream");
  if (symbol == NULL) fprintf(stderr, "%s\n", dlerror());
  memcpy(&function, &symbol, sizeof(symbol));
  return function;
}

static int PrintHead(const struct ArrowBridgeArray* batch) {
  struct ArrowBridgeError error;
  struct ArrowBridgePrintOptions options;
  char* text;
  int code;
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  options.head = 5;
  options.tail = 2;
  code = ArrowBridgeArrayToString(batch, &options, &text, &error);
  if (code != 0) return Fail("printing", code, error.message);
  printf("%s\n", text);
  ArrowBridgeStringRelease(text);
  return 0;
}

static int ReadAll(struct ArrowBridgeReader* reader, int64_t cancel_after,
                   volatile int32_t* cancel) {
  struct ArrowBridgeError error;
  struct ArrowBridgeArray* batch;
  int64_t batches = 0;
  int64_t rows = 0;
  int code;
  while ((code = ArrowBridgeReaderNextArray(reader, &batch, &error)) == 0 && batch != NULL) {
    code = ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error);
    if (code == 0 && batches == 0) PrintHead(batch);
    rows += ArrowBridgeArrayLength(batch);
    ArrowBridgeArrayRelease(batch);
    if (code != 0) return Fail("validating", code, error.message);
    if (++batches == cancel_after) *cancel = 1;
  }
  printf("%" PRId64 " rows in %" PRId64 " batches\n", rows, batches);
  return code == 0 ? 0 : Fail("reading", code, error.message);
}

int main(int argc, char** argv) {
  volatile int32_t cancel = 0;
  struct ArrowBridgeError error;
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeLiveCounts live;
  PrimesStream primes_stream = argc < 2 ? NULL : Load(argv[1]);
  if (primes_stream == NULL) {
    fprintf(stderr, "usage: consume <library> [limit] [batches until cancelled]\n");
    return 1;
  }
  int code = primes_stream(argc > 2 ? atoll(argv[2]) : 100000, &cancel, &stream, &error);
  if (code != 0) return Fail("primes_stream", code, error.message);
  code = ArrowBridgeImportRecordBatchReader(&stream, &reader, &error);
  if (code != 0) return Fail("importing", code, error.message);
  code = ReadAll(reader, argc > 3 ? atoll(argv[3]) : -1, &cancel);
  ArrowBridgeReaderRelease(reader);

  ArrowBridgeGetLiveCounts(&live);
  printf("not released: %" PRId64 " blocks, %" PRId64 " handles\n", live.blocks, live.handles);
  return code != 0 || live.blocks != 0 || live.handles != 0;
}
