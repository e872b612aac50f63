/* validate: the first fault, or all of them. */

#include <errno.h>
#include <inttypes.h>

#include "command.h"

struct Check {
  const struct Arguments* arguments;
  int64_t batches;
  int64_t rows;
  int64_t faults;
};

static void PrintFault(const char* place, const struct ArrowBridgeError* error) {
  OutFormat("%s%s\n", place, error->message);
}

static void PrintBatchFault(struct Check* check, const struct ArrowBridgeError* error) {
  ++check->faults;
  if (check->arguments->quiet) return;
  OutFormat("batch %" PRId64 ": ", check->batches);
  PrintFault("", error);
}

/* A fault for each column that has one. */
static int CheckColumns(struct Check* check, const struct ArrowBridgeArray* batch,
                        struct ArrowBridgeError* error) {
  int64_t columns = ArrowBridgeArrayNumColumns(batch);
  int64_t faults = check->faults;
  for (int64_t i = 0; i < columns; ++i) {
    struct ArrowBridgeArray* column;
    int code = ArrowBridgeArrayColumn(batch, i, &column, error);
    if (code != 0) return code;
    code = ArrowBridgeArrayValidate(column, check->arguments->level, error);
    ArrowBridgeArrayRelease(column);
    if (code == EINVAL) {
      PrintBatchFault(check, error);
    } else if (code != 0) {
      return code;
    }
  }
  if (check->faults > faults) return 0;
  int code = ArrowBridgeArrayValidate(batch, check->arguments->level, error);
  if (code == EINVAL) PrintBatchFault(check, error);
  return code == EINVAL ? 0 : code;
}

static int CheckBatch(struct Check* check, const struct ArrowBridgeArray* batch,
                      struct ArrowBridgeError* error) {
  check->rows += ArrowBridgeArrayLength(batch);
  int code = 0;
  if (check->arguments->all) {
    code = CheckColumns(check, batch, error);
  } else {
    code = ArrowBridgeArrayValidate(batch, check->arguments->level, error);
    if (code == EINVAL) {
      PrintBatchFault(check, error);
      code = 0;
    }
  }
  ++check->batches;
  return code;
}

static int CheckBatches(struct Check* check, struct ArrowBridgeReader* reader,
                        struct ArrowBridgeError* error) {
  for (;;) {
    struct ArrowBridgeArray* batch;
    int code = ArrowBridgeReaderNextArray(reader, &batch, error);
    if (code != 0 || batch == NULL) return code;
    code = CheckBatch(check, batch, error);
    ArrowBridgeArrayRelease(batch);
    if (code != 0 || (check->faults > 0 && !check->arguments->all)) return code;
  }
}

/* What is wrong with the bytes, rather than with our asking for them. */
static bool IsFault(int code) { return code == EINVAL || code == EIO; }

/* A batch that cannot be read at all is a fault, and in a file the next one can still be read. */
static int CheckNumbered(struct Check* check, struct ArrowBridgeReader* reader, int64_t n,
                         const struct ArrowBridgeSchema* schema, struct ArrowBridgeError* error) {
  struct ArrowArray array;
  struct ArrowBridgeArray* batch;
  int code = ArrowBridgeIpcReaderReadBatch(reader, n, &array, error);
  if (code == 0) code = ArrowBridgeImportRecordBatch(&array, schema, &batch, error);
  if (code == 0) {
    code = CheckBatch(check, batch, error);
    ArrowBridgeArrayRelease(batch);
    return code;
  }
  if (!IsFault(code)) return code;
  PrintBatchFault(check, error);
  ++check->batches;
  return 0;
}

/* All batches of a file, however many of them are at fault. */
static int CheckAll(struct Check* check, struct ArrowBridgeReader* reader, int64_t batches,
                    struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schema;
  int code = ReaderSchema(reader, &schema, error);
  for (int64_t n = 0; n < batches && code == 0 && !OutIsGone(); ++n) {
    code = CheckNumbered(check, reader, n, schema, error);
  }
  ArrowBridgeSchemaRelease(schema);
  return code;
}

static int CheckReader(struct Check* check, struct ArrowBridgeReader* reader,
                       struct ArrowBridgeError* error) {
  int64_t batches;
  if (check->arguments->all && ArrowBridgeIpcReaderNumBatches(reader, &batches, error) == 0) {
    return CheckAll(check, reader, batches, error);
  }
  return CheckBatches(check, reader, error);
}

static int PrintResult(const struct Check* check) {
  static const char* const levels[] = {"none", "minimal", "default", "full"};
  const char* name = SourceName(check->arguments->files[0]);
  if (check->arguments->quiet) return check->faults == 0 ? kExitOk : kExitNo;
  if (check->faults == 0) {
    OutFormat("%s is valid (level %s): ", name, levels[check->arguments->level]);
    OutCount(check->rows, "row");
    OutText(" in ");
    OutCount(check->batches, "batch");
    OutText("\n");
    return kExitOk;
  }
  if (check->arguments->all) {
    OutFormat("%s is not valid (level %s): ", name, levels[check->arguments->level]);
    OutCount(check->faults, "fault");
    OutText("\n");
  }
  return kExitNo;
}

static int RunValidate(const struct Arguments* arguments) {
  struct Check check = {arguments, 0, 0, 0};
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code == 0) code = CheckReader(&check, reader, &error);
  ArrowBridgeReaderRelease(reader);
  /* Bytes that are no Arrow, or end too early, are a fault of the file. */
  if (IsFault(code)) {
    ++check.faults;
    if (!arguments->quiet) PrintFault("", &error);
    code = 0;
  }
  return code != 0 ? FailWith(code, &error) : PrintResult(&check);
}

const struct Command kValidateCommand = {
    "validate",
    "Check a file, and say what is wrong with it and where.",
    "Checks a file, and prints the first fault with the rule that is broken, the batch\n"
    "(counted from 0), the field and the row. The rules are listed in docs/rules.md.\n"
    "Ends with 0 if the file is valid, 1 if it is not, 2 if it could not be checked.\n"
    "\n"
    "Options:\n"
    "  -l, --level LEVEL  How closely to look:\n"
    "                       minimal  messages, counts and sizes of buffers\n"
    "                       default  also offsets, indices, type ids, run ends: all that\n"
    "                                could lead a reader out of a buffer\n"
    "                       full     also every value: UTF-8, null counts (the default)\n"
    "  -a, --all          Print a fault for each column of each batch that has one.\n"
    "  -q, --quiet        Print nothing; the exit code tells.\n",
    "FILE",
    1,
    kOptionHelp | kOptionStats | kOptionLevel | kOptionAll | kOptionQuiet,
    RunValidate,
    0,
};
