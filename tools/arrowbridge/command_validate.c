/* validate: prints the first error of a file, or all errors. */

#include <errno.h>
#include <inttypes.h>

#include "command.h"

struct Check {
  const struct Arguments* arguments;
  int file; /* index of the operand */
  int64_t bytes_after_end;
  int64_t batches;
  int64_t rows;
  int64_t errors;
};

static const char* Name(const struct Check* check) {
  return SourceName(check->arguments->files[check->file]);
}

/* Errors of one of several files begin with its name. */
static void PrintName(const struct Check* check) {
  if (check->arguments->n_files == 1) return;
  OutName(Name(check));
  OutText(": ");
}

static void ReportBatch(struct Check* check, const struct ArrowBridgeError* error) {
  ++check->errors;
  if (check->arguments->quiet) return;
  PrintName(check);
  OutFormat("batch %" PRId64 ": %s\n", check->batches, error->message);
}

/* Reports the first error of each column, or else the first error of the batch itself. */
static int CheckColumns(struct Check* check, const struct ArrowBridgeArray* batch,
                        struct ArrowBridgeError* error) {
  int64_t columns = ArrowBridgeArrayNumColumns(batch);
  int64_t errors_before = check->errors;
  for (int64_t i = 0; i < columns; ++i) {
    struct ArrowBridgeArray* column;
    int code = ArrowBridgeArrayColumn(batch, i, &column, error);
    if (code != 0) return code;
    code = ArrowBridgeArrayValidate(column, check->arguments->level, error);
    ArrowBridgeArrayRelease(column);
    if (code == EINVAL) {
      ReportBatch(check, error);
    } else if (code != 0) {
      return code;
    }
  }
  if (check->errors > errors_before) return 0;
  int code = ArrowBridgeArrayValidate(batch, check->arguments->level, error);
  if (code == EINVAL) ReportBatch(check, error);
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
      ReportBatch(check, error);
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
    if (code != 0 || (check->errors > 0 && !check->arguments->all)) return code;
  }
}

/* True for codes that mean the input is not valid. Other codes, such as ENOENT or ENOMEM, mean that
   it could not be checked. */
static bool IsInvalid(int code) { return code == EINVAL || code == EIO; }

/* Checks batch number `n` of a file. If the batch cannot be read, that is reported as an error of
   the file, and the caller goes on with the next batch. */
static int CheckBatchAt(struct Check* check, struct ArrowBridgeReader* reader, int64_t n,
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
  if (!IsInvalid(code)) return code;
  ReportBatch(check, error);
  ++check->batches;
  return 0;
}

/* Checks all batches of a file, also after errors. */
static int CheckAll(struct Check* check, struct ArrowBridgeReader* reader, int64_t batches,
                    struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schema;
  int code = ReaderSchema(reader, &schema, error);
  for (int64_t n = 0; n < batches && code == 0 && !OutFailed(); ++n) {
    code = CheckBatchAt(check, reader, n, schema, error);
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
  const char* name = Name(check);
  if (check->arguments->quiet) return check->errors == 0 ? kExitOk : kExitNegative;
  if (check->errors == 0) {
    OutFormat("%s is valid (level %s): ", name, levels[check->arguments->level]);
    OutCount(check->rows, "row");
    OutText(" in ");
    OutCount(check->batches, "batch");
    OutText("\n");
    PrintBytesAfterEnd(check->bytes_after_end);
    return kExitOk;
  }
  if (check->arguments->all) {
    OutFormat("%s is not valid (level %s): ", name, levels[check->arguments->level]);
    OutCount(check->errors, "error");
    OutText("\n");
  }
  return kExitNegative;
}

static int ValidateFile(const struct Arguments* arguments, int file) {
  struct Check check = {arguments, file, 0, 0, 0, 0};
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, file, &reader, &error);
  if (code == 0) code = CheckReader(&check, reader, &error);
  if (code == 0 && check.errors == 0) {
    code = ArrowBridgeIpcReaderBytesAfterEnd(reader, &check.bytes_after_end, &error);
    if (code == EINVAL) code = 0; /* a file that was read by index, not to its end */
  }
  ArrowBridgeReaderRelease(reader);
  /* A file that is not Arrow IPC, or that is truncated, is not valid. */
  if (IsInvalid(code)) {
    ++check.errors;
    if (!arguments->quiet) {
      PrintName(&check);
      OutFormat("%s\n", error.message);
    }
    code = 0;
  }
  return code != 0 ? FailWith(code, &error) : PrintResult(&check);
}

/* Validates all files. The exit code is the highest of theirs. */
static int RunValidate(const struct Arguments* arguments) {
  int result = kExitOk;
  for (int i = 0; i < arguments->n_files && !OutFailed(); ++i) {
    int code = ValidateFile(arguments, i);
    if (code > result) result = code;
  }
  return result;
}

const struct Command kValidateCommand = {
    "validate",
    "Validate files and report the first error of each.",
    "Validates each file and prints its first error: the rule that is violated, the batch\n"
    "(numbered from 0), the field and the row. docs/rules.md lists the rules.\n"
    "Exit code: 0 if all files are valid, 1 if one is not, 2 if one could not be checked.\n"
    "\n"
    "Options:\n"
    "  -l, --level LEVEL  What to validate:\n"
    "                       minimal  messages, counts and buffer sizes\n"
    "                       default  also offsets, indices, type ids and run ends: all\n"
    "                                values that could make a reader leave a buffer\n"
    "                       full     also every value: UTF-8, null counts (the default)\n"
    "  -a, --all          Print one error for each invalid column of each batch.\n"
    "  -q, --quiet        Print nothing; only the exit code shows the result.\n" THREADS_OPTION,
    "FILE...",
    kAnyNumber,
    kOptionHelp | kOptionStats | kOptionLevel | kOptionAll | kOptionQuiet | kOptionThreads,
    RunValidate,
    0,
};
