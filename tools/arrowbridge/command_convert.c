/* convert: reads either IPC format and writes either IPC format, compressed or not. */

#include "command.h"

static int RunConvert(const struct Arguments* arguments) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code == 0) code = WriteSink(reader, arguments, &error);
  ArrowBridgeReaderRelease(reader);
  return code == 0 ? kExitOk : FailSink(code, arguments->files[1], &error);
}

const struct Command kConvertCommand = {
    "convert",
    "Convert a file to the other format, compress it, select columns.",
    "Reads the first file and writes the second one. The second one is an Arrow IPC stream\n"
    "if its name ends with .arrows or it is - (standard output), otherwise an Arrow IPC\n"
    "file. The output replaces an existing file only once it is complete; if the command\n"
    "fails, the existing file is unchanged. Shows progress if standard error is a terminal.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION SINK_OPTIONS,
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionFormat | kOptionCodec,
    RunConvert,
    0,
};
