/* json: the JSON of the Arrow project's integration tests, both ways. */

#include <errno.h>
#include <string.h>

#include "command.h"

static bool IsJson(const char* path) {
  size_t length = strlen(path);
  return length >= 5 && strcmp(path + length - 5, ".json") == 0;
}

/* What the library, which takes paths here, opens for "-". */
static const char* JsonPath(const char* path, const char* standard) {
  return IsStandard(path) ? standard : path;
}

static int ToJson(const struct Arguments* arguments, struct ArrowBridgeError* error) {
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, error);
  if (code == 0)
    code = ArrowBridgeWriteJsonFile(reader, JsonPath(arguments->files[1], "/dev/stdout"), error);
  ArrowBridgeReaderRelease(reader);
  return code;
}

static int FromJson(const struct Arguments* arguments, struct ArrowBridgeError* error) {
  struct ArrowBridgeReader* reader;
  error->message[0] = '\0';
  int code = ArrowBridgeOpenJsonFile(JsonPath(arguments->files[0], "/dev/stdin"), &reader, error);
  if (code == 0) code = WriteSink(reader, arguments, error);
  ArrowBridgeReaderRelease(reader);
  return code;
}

static int RunJson(const struct Arguments* arguments) {
  const char* in = arguments->files[0];
  const char* out = arguments->files[1];
  /* A pipe has no name to go by: it is JSON where the other one is a file that is not. */
  bool from = IsJson(in) || (IsStandard(in) && !IsJson(out) && !IsStandard(out));
  bool to = IsJson(out) || (IsStandard(out) && !IsJson(in) && !IsStandard(in));
  if (from == to) {
    return Fail("json needs one FILE whose name ends with .json, and one that is Arrow IPC");
  }
  if (!from && (arguments->codec != 0 || arguments->format != 0)) {
    return Fail("--codec and --format are for writing Arrow IPC, not JSON");
  }
  if (from && arguments->columns != NULL) {
    return Fail("--columns is for reading Arrow IPC, not JSON");
  }
  struct ArrowBridgeError error;
  int code = from ? FromJson(arguments, &error) : ToJson(arguments, &error);
  return code == 0 ? kExitOk : FailSink(code, out, &error);
}

const struct Command kJsonCommand = {
    "json",
    "Turn a file into JSON, or JSON into a file.",
    "Reads the first file and writes the second. The one whose name ends with .json is JSON\n"
    "of the Arrow project's integration tests, which shows buffers as they are; so is a\n"
    "pipe (-) beside a file with another name. It is for tests and for looking closely,\n"
    "not for exchange: it is held in memory whole.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION SINK_OPTIONS,
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionFormat | kOptionCodec,
    RunJson,
    0,
};
