/* The commands, their options and arguments, and the functions that they share. */
#ifndef ARROWBRIDGE_TOOL_COMMAND_H
#define ARROWBRIDGE_TOOL_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"
#include "output.h"

/* Bits of Command.options. Every command accepts --help and --stats, and some of the others. */
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
  kOptionCsv = 1 << 13,
  kOptionNdjson = 1 << 14,
  kOptionThreads = 1 << 15,
};

/* Values of Arguments.format beside ARROWBRIDGE_IPC_FORMAT_... */
enum { kFormatCsv = 101, kFormatNdjson = 102 };

/* For Command.n_files: one operand or more. */
enum { kAnyNumber = INT32_MAX };

struct Arguments {
  const char* const* files;
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
  int64_t threads;     /* 0: not given */
  int level;           /* ARROWBRIDGE_VALIDATE_... */
  const char* columns; /* comma-separated names; NULL: all columns */
  int codec;           /* ARROWBRIDGE_IPC_CODEC_... */
  int codec_level;     /* 0: the codec's default */
  int format;          /* ARROWBRIDGE_IPC_FORMAT_... or kFormat..., 0: not given */
};

struct Command {
  const char* name;
  const char* summary;
  const char* help;
  const char* files; /* the file operands as the usage line shows them */
  int n_files;
  unsigned options; /* OR of OptionId */
  int (*run)(const struct Arguments* arguments);
  int min_files; /* least number of operands; 0: exactly `n_files` */
};

/* An option, as the command line and the completions of shells have it. */
struct OptionRule {
  enum OptionId id;
  const char* name;
  char letter; /* 0: none */
  bool has_value;
  const char* values; /* the usual values; NULL: none */
};

extern const struct OptionRule kOptionRules[];
extern const int kOptionRuleCount;

extern const struct Command kCatCommand;
extern const struct Command kConvertCommand;
extern const struct Command kCountCommand;
extern const struct Command kDiffCommand;
extern const struct Command kHeadCommand;
extern const struct Command kInspectCommand;
extern const struct Command kIntegrationCommand;
extern const struct Command kJsonCommand;
extern const struct Command kSchemaCommand;
extern const struct Command kTailCommand;
extern const struct Command kValidateCommand;

/* Parses the arguments that follow the command's name into `out`. Returns kExitOk or kExitError.
   Parsing stops at --help. */
int ParseArguments(const struct Command* command, int argc, char** argv, struct Arguments* out);

/* Returns the word among `n` words that is most similar to `word`, for "did you mean"; NULL if none
   is similar enough. */
const char* FindClosest(const char* word, const char* const* words, int n);

#define COLUMNS_OPTION                                                                   \
  "  -c, --columns A,B  Read only these columns, in this order. Other columns are not\n" \
  "                     read from the file. Escape a comma in a name as \\, and a\n"     \
  "                     backslash as \\\\.\n"

#define THREADS_OPTION \
  "  -t, --threads N    Decompress large buffers on N threads (default 1, at most 64).\n"

#define CONVERT_THREADS_OPTION                                                         \
  "  -t, --threads N    Decompress and compress large buffers on N threads (default\n" \
  "                     1, at most 64). The written bytes do not depend on it.\n"

#define TABLE_OPTIONS                                                                           \
  COLUMNS_OPTION THREADS_OPTION                                                                 \
      "  -w, --width N      Maximum width of a line; 0: no limit. Default: the environment\n"   \
      "                     variable COLUMNS, else the width of the terminal, else no limit.\n" \
      "                     Columns that do not fit are not shown; the last line has their\n"   \
      "                     number.\n"                                                          \
      "      --cell N       Maximum width of a cell; 0: no limit. Longer values are\n"          \
      "                     truncated and end with …. Default: 40, or less if more columns\n" \
      "                     fit that way.\n"                                                    \
      "      --csv          Write CSV instead of a table.\n"                                    \
      "      --ndjson       Write newline-delimited JSON instead of a table.\n"

#define TABLE_OPTION_IDS                                                                   \
  kOptionHelp | kOptionStats | kOptionColumns | kOptionRows | kOptionWidth | kOptionCell | \
      kOptionCsv | kOptionNdjson | kOptionThreads

/* Shows or writes rows as head does: as a table, or as the text that the arguments ask for. `which`
   precedes the number of rows below the table. Returns the exit code. */
int ShowRows(struct ArrowBridgeReader* reader, const struct Arguments* arguments, int64_t max_rows,
             const char* which);

/* Refuses options of tables if text is written. Returns kExitOk or kExitError. */
int CheckTableOptions(const struct Arguments* arguments);

/* True for "-", which means standard input, or standard output for a file that is written. */
bool IsStandard(const char* path);

/* Opens operand number `file` with the columns of --columns. Returns the library's error code. */
int OpenSource(const struct Arguments* arguments, int file, struct ArrowBridgeReader** out,
               struct ArrowBridgeError* error);

/* Opens a path, or standard input. If `names` is not NULL, reads only the `n_names` columns named
   there. `threads`: as --threads. Returns the library's error code. */
int OpenColumns(const char* path, const char* const* names, int64_t n_names, int64_t threads,
                struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

#define SINK_OPTIONS                                                                     \
  "  -f, --format F     The format to write: file, stream, csv or ndjson. The default\n" \
  "                     depends on the name of the output.\n"                            \
  "      --codec C      Compress with C: none (the default), lz4 or zstd. A level can\n" \
  "                     follow, as in zstd:9; the default is zstd:1.\n"

/* Chooses the format for the second operand from --format or from the operand's name, and refuses
   names of formats that are not written. Returns kExitOk or kExitError. */
int ChooseFormat(struct Arguments* arguments);

/* True for the formats that are text. */
bool IsText(int format);

/* Options for writing a text format. `max_rows` 0: no rows. */
struct ArrowBridgeTextWriteOptions TextOptions(int format, int64_t max_rows);

/* Writes all remaining batches of the reader to the second operand, in the format and with the
   codec of the arguments. Returns the library's error code. */
int WriteSink(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
              struct ArrowBridgeError* error);

/* Like FailWith(), but prints nothing if standard output is a pipe that was closed by its reader.
 */
int FailSink(int code, const char* path, const struct ArrowBridgeError* error);

/* The name of an operand for messages: the path, or "standard input". */
const char* SourceName(const char* path);

/* Says how many bytes follow the end of a stream, unless there are none. */
void PrintBytesAfterEnd(int64_t bytes);

/* Gets the reader's schema as a handle. Returns the library's error code. */
int ReaderSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeSchema** out,
                 struct ArrowBridgeError* error);

#endif
