/* convert: from either format to either, compressed or not. */

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
    "Write a file anew: in the other format, compressed, fewer columns.",
    "Reads the first file and writes the second: as a stream if its name ends with\n"
    ".arrows or it is - (standard output), else as a file. The second appears when it is\n"
    "whole; until then, and if anything fails, what was there before stays. Shows its\n"
    "progress if standard error is a terminal.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION SINK_OPTIONS,
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionFormat | kOptionCodec,
    RunConvert,
    0,
};
