/* The commands and what they are asked to do. */
#ifndef ARROWBRIDGE_TOOL_COMMAND_H
#define ARROWBRIDGE_TOOL_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "arrowbridge/arrowbridge.h"
#include "output.h"

/* Each command takes some of these; all take --help and --stats. */
enum OptionId {
  kOptionHelp = 1 << 0,
  kOptionStats = 1 << 1,
  kOptionRows = 1 << 2,
  kOptionWidth = 1 << 3,
  kOptionCell = 1 << 4,
  kOptionAll = 1 << 5,
  kOptionLevel = 1 << 6,
  kOptionMetadata = 1 << 7,
  kOptionBatches = 1 << 8,
  kOptionQuiet = 1 << 9,
  kOptionColumns = 1 << 10,
  kOptionCodec = 1 << 11,
  kOptionFormat = 1 << 12,
};

#define MAX_FILES 3

struct Arguments {
  const char* files[MAX_FILES];
  int n_files;
  bool help;
  bool stats;
  bool all;
  bool metadata;
  bool batches;
  bool quiet;
  int64_t rows;        /* -1: not given */
  int64_t width;       /* -1: not given */
  int64_t cell;        /* -1: not given */
  int level;           /* ARROWBRIDGE_VALIDATE_... */
  const char* columns; /* names with commas between them; NULL: all */
  int codec;           /* ARROWBRIDGE_IPC_CODEC_... */
  int codec_level;     /* 0: the codec's own default */
  int format;          /* ARROWBRIDGE_IPC_FORMAT_..., 0: not given */
};

struct Command {
  const char* name;
  const char* summary;
  const char* help;
  const char* files; /* the operands, as the usage line names them */
  int n_files;
  unsigned options; /* of OptionId */
  int (*run)(const struct Arguments* arguments);
  int least_files; /* where fewer will do than `n_files`; 0: none fewer */
};

extern const struct Command kCatCommand;
extern const struct Command kConvertCommand;
extern const struct Command kCountCommand;
extern const struct Command kDiffCommand;
extern const struct Command kHeadCommand;
extern const struct Command kInspectCommand;
extern const struct Command kIntegrationCommand;
extern const struct Command kJsonCommand;
extern const struct Command kSchemaCommand;
extern const struct Command kValidateCommand;

/* Fills `out` from what follows the command's name. kExitOk or kExitTrouble; --help ends it. */
int ParseArguments(const struct Command* command, int argc, char** argv, struct Arguments* out);

/* Of `n` words the one most like `word`, for "did you mean"; NULL if none is close. */
const char* Closest(const char* word, const char* const* words, int n);

#define COLUMNS_OPTION                                                                      \
  "  -c, --columns A,B  Only these columns, in this order; the others are not even read.\n" \
  "                     A comma in a name is written \\, and a backslash \\\\.\n"

/* "-" is standard input, and standard output where a file is written. */
bool IsStandard(const char* path);

/* Opens the file of that number with the columns that were asked for. Returns the library's code.
 */
int OpenSource(const struct Arguments* arguments, int file, struct ArrowBridgeReader** out,
               struct ArrowBridgeError* error);

/* Opens a path, or standard input. Where `names` is not NULL: with `n_names` columns only. */
int OpenColumns(const char* path, const char* const* names, int64_t n_names,
                struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

#define SINK_OPTIONS                                               \
  "  -f, --format F     file or stream, whatever the name says.\n" \
  "      --codec C      none (the default), lz4 or zstd; with a level: zstd:9.\n"

/* Writes all that the reader has to the second file, as the arguments say. Returns the library's
 * code. */
int WriteSink(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
              struct ArrowBridgeError* error);

/* FailWith(), but without a word for a pipe whose reader left. */
int FailSink(int code, const char* path, const struct ArrowBridgeError* error);

/* What to call a FILE in output. */
const char* SourceName(const char* path);

/* The reader's schema as a handle. Returns the library's code. */
int ReaderSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeSchema** out,
                 struct ArrowBridgeError* error);

#endif
