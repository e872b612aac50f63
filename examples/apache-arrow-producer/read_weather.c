/* Reads the stream of a native library that was written in C# with Apache.Arrow.
 *
 *   read_weather <library> [days]
 *
 * The library is loaded as a plugin: this program knows the name and the type of its one function.
 * It prints the first batch and counts the rows. It ends with 1 if anything fails, or if anything
 * stays unreleased.
 */

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"

typedef int (*WeatherStream)(struct ArrowArrayStream* out, const char* days);

static int Fail(const char* what, int code, const char* text) {
  fprintf(stderr, "%s: %s (%s)\n", what, text, strerror(code));
  return 1;
}

static WeatherStream Load(const char* path) {
  WeatherStream function = NULL;
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void* symbol = library == NULL ? NULL : dlsym(library, "weather_stream");
  if (symbol == NULL) fprintf(stderr, "%s\n", dlerror());
  memcpy(&function, &symbol, sizeof(symbol));
  return function;
}

static int Print(const struct ArrowBridgeArray* batch) {
  struct ArrowBridgeError error;
  char* text;
  int code = ArrowBridgeArrayToString(batch, NULL, &text, &error);
  if (code != 0) return Fail("printing", code, error.message);
  printf("%s\n", text);
  ArrowBridgeStringRelease(text);
  return 0;
}

static int ReadAll(struct ArrowBridgeReader* reader) {
  struct ArrowBridgeError error;
  struct ArrowBridgeArray* batch;
  int64_t batches = 0;
  int64_t rows = 0;
  int code;
  while ((code = ArrowBridgeReaderNextArray(reader, &batch, &error)) == 0 && batch != NULL) {
    int failed = 0;
    code = ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error);
    if (code == 0 && batches == 0) failed = Print(batch);
    rows += ArrowBridgeArrayLength(batch);
    batches++;
    ArrowBridgeArrayRelease(batch);
    if (code != 0) return Fail("validating", code, error.message);
    if (failed) return 1;
  }
  printf("%" PRId64 " rows in %" PRId64 " batches\n", rows, batches);
  return code == 0 ? 0 : Fail("reading", code, error.message);
}

int main(int argc, char** argv) {
  struct ArrowBridgeError error;
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeLiveCounts live;
  int code;
  WeatherStream weather_stream = argc < 2 ? NULL : Load(argv[1]);
  if (weather_stream == NULL) {
    fprintf(stderr, "usage: read_weather <library> [days]\n");
    return 1;
  }
  code = weather_stream(&stream, argc > 2 ? argv[2] : NULL);
  if (code != 0) return Fail("weather_stream", code, "it gives no stream");
  code = ArrowBridgeImportRecordBatchReader(&stream, &reader, &error);
  if (code != 0) return Fail("importing", code, error.message);
  code = ReadAll(reader);
  ArrowBridgeReaderRelease(reader);

  ArrowBridgeGetLiveCounts(&live);
  printf("not released: %" PRId64 " blocks, %" PRId64 " handles\n", live.blocks, live.handles);
  return code != 0 || live.blocks != 0 || live.handles != 0;
}
