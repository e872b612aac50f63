/* json: converts to and from the JSON of the Arrow project's integration tests. */

#include <errno.h>
#include <string.h>

#include "command.h"

static bool IsJson(const char* path) {
  size_t length = strlen(path);
  return length >= 5 && strcmp(path + length - 5, ".json") == 0;
}

/* The JSON functions of the library take paths only, so "-" becomes the path `standard`. */
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

static int RunJson(const struct Arguments* given) {
  struct Arguments chosen = *given;
  const struct Arguments* arguments = &chosen;
  const char* in = arguments->files[0];
  const char* out = arguments->files[1];
  /* A pipe has no name. It is JSON if the other operand is a file without the ending .json. */
  bool from = IsJson(in) || (IsStandard(in) && !IsJson(out) && !IsStandard(out));
  bool to = IsJson(out) || (IsStandard(out) && !IsJson(in) && !IsStandard(in));
  if (from == to) {
    return Fail("json needs one FILE whose name ends with .json and one that is Arrow IPC");
  }
  if (!from && (arguments->codec != 0 || arguments->format != 0)) {
    return Fail("--codec and --format apply only to Arrow IPC output, not to JSON");
  }
  if (from && arguments->columns != NULL) {
    return Fail("--columns applies only to Arrow IPC input, not to JSON");
  }
  if (from && ChooseFormat(&chosen) != kExitOk) return kExitError;
  struct ArrowBridgeError error;
  int code = from ? FromJson(arguments, &error) : ToJson(arguments, &error);
  return code == 0 ? kExitOk : FailSink(code, out, &error);
}

const struct Command kJsonCommand = {
    "json",
    "Convert between Arrow IPC and integration test JSON.",
    "Reads the first file and writes the second one. One of the two is in the JSON format of\n"
    "the Arrow project's integration tests, which shows the content of every buffer: the one\n"
    "whose name ends with .json, or a pipe (-) if the other name does not end with .json.\n"
    "This JSON is for tests and debugging, not for data exchange: all of it is held in\n"
    "memory at once.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION SINK_OPTIONS,
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionFormat | kOptionCodec,
    RunJson,
    0,
};
