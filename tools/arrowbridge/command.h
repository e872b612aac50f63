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
};

#define MAX_FILES 2

struct Arguments {
  const char* files[MAX_FILES];
  int n_files;
  bool help;
  bool stats;
  bool all;
  bool metadata;
  bool batches;
  bool quiet;
  int64_t rows;  /* -1: not given */
  int64_t width; /* -1: not given */
  int64_t cell;  /* -1: not given */
  int level;     /* ARROWBRIDGE_VALIDATE_... */
};

struct Command {
  const char* name;
  const char* summary;
  const char* help;
  const char* files; /* the operands, as the usage line names them */
  int n_files;
  unsigned options; /* of OptionId */
  int (*run)(const struct Arguments* arguments);
};

extern const struct Command kCatCommand;
extern const struct Command kCountCommand;
extern const struct Command kDiffCommand;
extern const struct Command kHeadCommand;
extern const struct Command kInspectCommand;
extern const struct Command kSchemaCommand;
extern const struct Command kValidateCommand;

/* Fills `out` from what follows the command's name. kExitOk or kExitTrouble; --help ends it. */
int ParseArguments(const struct Command* command, int argc, char** argv, struct Arguments* out);

/* Of `n` words the one most like `word`, for "did you mean"; NULL if none is close. */
const char* Closest(const char* word, const char* const* words, int n);

/* Opens a path, or standard input for "-". Returns the library's code. */
int OpenSource(const char* path, struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/* What to call a FILE in output. */
const char* SourceName(const char* path);

/* The reader's schema as a handle. Returns the library's code. */
int ReaderSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeSchema** out,
                 struct ArrowBridgeError* error);

#endif
