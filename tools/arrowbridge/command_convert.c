/* convert: reads either IPC format and writes either IPC format, compressed or not, or text. */

#include "command.h"

static int RunConvert(const struct Arguments* given) {
  struct Arguments chosen = *given;
  const struct Arguments* arguments = &chosen;
  if (ChooseFormat(&chosen) != kExitOk) return kExitError;
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code == 0) code = WriteSink(reader, arguments, &error);
  ArrowBridgeReaderRelease(reader);
  return code == 0 ? kExitOk : FailSink(code, arguments->files[1], &error);
}

const struct Command kConvertCommand = {
    "convert",
    "Convert a file to another format, compress it, select columns.",
    "Reads the first file and writes the second one. The second one is an Arrow IPC stream\n"
    "if its name ends with .arrows or it is - (standard output), CSV if it ends with .csv,\n"
    "newline-delimited JSON if it ends with .ndjson or .jsonl, otherwise an Arrow IPC file.\n"
    "Names of formats that are not written, such as .parquet, are refused. The output\n"
    "replaces an existing file only once it is complete; if the command fails, the existing\n"
    "file is unchanged. Shows progress if standard error is a terminal.\n"
    "\n"
    "CSV begins with a line of column names. A null is an empty cell, and an empty text is\n"
    "\"\". Nested values are written as JSON. JSON has null for NaN and infinities.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION CONVERT_THREADS_OPTION SINK_OPTIONS,
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionFormat | kOptionCodec | kOptionThreads,
    RunConvert,
    0,
};
