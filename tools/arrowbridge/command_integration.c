/* integration: the operations that the Arrow project's integration test runner needs from every
   implementation: convert a test's JSON to a file, compare a file with the JSON, and convert each
   IPC format to the other. */

#include <inttypes.h>
#include <string.h>

#include "command.h"

/* Indices of the operands. */
enum { kMode = 0, kFirst = 1, kSecond = 2 };

/* Prints a difference, or why the comparison was not possible. The runner treats both alike. */
static int Differ(const char* text) {
  Fail("%s", text);
  return kExitNegative;
}

static int JsonToArrow(const char* json, const char* arrow) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeIpcWriteOptions options = {0};
  options.struct_size = sizeof(options);
  options.format = ARROWBRIDGE_IPC_FORMAT_FILE;
  int code = ArrowBridgeOpenJsonFile(json, &reader, &error);
  if (code == 0) code = ArrowBridgeWriteIpcFile(reader, arrow, &options, &error);
  ArrowBridgeReaderRelease(reader);
  return code == 0 ? kExitOk : FailWith(code, &error);
}

/* Converts `in`, or standard input if `in` is NULL, and writes the result to standard output. */
static int Convert(const char* in, int format) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeIpcWriteOptions options = {0};
  options.struct_size = sizeof(options);
  options.format = format;
  int code = in == NULL ? ArrowBridgeOpenIpcDescriptor(0, 0, NULL, &reader, &error)
                        : ArrowBridgeOpenIpcFile(in, NULL, &reader, &error);
  if (code == 0) code = ArrowBridgeWriteIpcDescriptor(reader, 1, &options, &error);
  ArrowBridgeReaderRelease(reader);
  return code == 0 ? kExitOk : FailSink(code, "-", &error);
}

/* The two files that are compared, and their current batches. */
struct Pair {
  const char* json_path;
  struct ArrowBridgeReader* json;
  struct ArrowBridgeReader* arrow;
  struct ArrowBridgeArray* expected; /* NULL at end of stream */
  struct ArrowBridgeArray* actual;
};

static int OpenPair(struct Pair* pair, const char* arrow_path, struct ArrowBridgeError* error) {
  struct ArrowBridgeIpcReadOptions options = {0};
  options.struct_size = sizeof(options);
  /* Not FULL: decimals of the golden files exceed their precision. */
  options.validate = ARROWBRIDGE_VALIDATE_DEFAULT;
  int code = ArrowBridgeOpenJsonFile(pair->json_path, &pair->json, error);
  if (code != 0) return code;
  return ArrowBridgeOpenIpcFile(arrow_path, &options, &pair->arrow, error);
}

static int CompareSchemas(const struct Pair* pair) {
  struct ArrowBridgeError error;
  struct ArrowSchema schema;
  int code = ArrowBridgeReaderGetSchema(pair->arrow, &schema, &error);
  if (code != 0) return FailWith(code, &error);
  const char* difference =
      ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson(pair->json_path, &schema);
  return difference == NULL ? kExitOk : Differ(difference);
}

/* Compares the batch a second time, with a function that describes the difference. */
static int ReportBatch(const struct Pair* pair, int number) {
  struct ArrowBridgeError error;
  struct ArrowArray batch;
  int code = ArrowBridgeExportRecordBatch(pair->actual, &batch, NULL, &error);
  if (code != 0) return FailWith(code, &error);
  const char* difference =
      ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson(pair->json_path, number, &batch);
  return Differ(difference != NULL ? difference : "a batch differs");
}

static int CompareBatches(struct Pair* pair) {
  struct ArrowBridgeError error;
  for (int number = 0;; ++number) {
    int code = ArrowBridgeReaderNextArray(pair->json, &pair->expected, &error);
    if (code == 0) code = ArrowBridgeReaderNextArray(pair->arrow, &pair->actual, &error);
    if (code != 0) return FailWith(code, &error);
    if (pair->expected == NULL && pair->actual == NULL) return kExitOk;
    if (pair->expected == NULL || pair->actual == NULL) {
      Fail("the %s ends after batch %d; the other file has more",
           pair->actual == NULL ? "Arrow file" : "JSON file", number - 1);
      return kExitNegative;
    }
    int equal = 0;
    code = ArrowBridgeArrayEquals(pair->expected, pair->actual, &equal, &error);
    if (code != 0) return FailWith(code, &error);
    if (!equal) return ReportBatch(pair, number);
    ArrowBridgeArrayRelease(pair->expected);
    ArrowBridgeArrayRelease(pair->actual);
    pair->expected = pair->actual = NULL;
  }
}

static int Validate(const char* json, const char* arrow) {
  struct ArrowBridgeError error;
  struct Pair pair = {json, NULL, NULL, NULL, NULL};
  int code = OpenPair(&pair, arrow, &error);
  int result = code == 0 ? CompareSchemas(&pair) : FailWith(code, &error);
  if (result == kExitOk) result = CompareBatches(&pair);
  ArrowBridgeArrayRelease(pair.expected);
  ArrowBridgeArrayRelease(pair.actual);
  ArrowBridgeReaderRelease(pair.json);
  ArrowBridgeReaderRelease(pair.arrow);
  return result;
}

static int RunIntegration(const struct Arguments* arguments) {
  static const struct {
    const char* name;
    int n_files;
  } modes[] = {{"json-to-arrow", 2}, {"validate", 2}, {"stream-to-file", 0}, {"file-to-stream", 1}};
  const char* const* files = arguments->files;
  for (int i = 0; i < (int)(sizeof(modes) / sizeof(modes[0])); ++i) {
    if (strcmp(files[kMode], modes[i].name) != 0) continue;
    if (arguments->n_files != 1 + modes[i].n_files) {
      return Fail("integration %s needs %d files, not %d", modes[i].name, modes[i].n_files,
                  arguments->n_files - 1);
    }
    switch (i) {
      case 0:
        return JsonToArrow(files[kFirst], files[kSecond]);
      case 1:
        return Validate(files[kFirst], files[kSecond]);
      case 2:
        return Convert(NULL, ARROWBRIDGE_IPC_FORMAT_FILE);
      default:
        return Convert(files[kFirst], ARROWBRIDGE_IPC_FORMAT_STREAM);
    }
  }
  return Fail("MODE must be json-to-arrow, validate, stream-to-file or file-to-stream, not '%s'",
              files[kMode]);
}

const struct Command kIntegrationCommand = {
    "integration",
    "Run an operation of the Arrow project's integration tests.",
    "The four operations that the Arrow project's integration test runner needs:\n"
    "\n"
    "  json-to-arrow JSON ARROW   Write the JSON of a test as an Arrow IPC file.\n"
    "  validate JSON ARROW        Validate an Arrow IPC file at level default, compare\n"
    "                             its schema, metadata and batches with the JSON, and print\n"
    "                             the first difference.\n"
    "  stream-to-file <IN >OUT    Convert an Arrow IPC stream to a file.\n"
    "  file-to-stream FILE >OUT   Convert an Arrow IPC file to a stream.\n"
    "\n"
    "Exit code: 0 success, 1 `validate` found a difference, 2 error.\n"
    "\n"
    "Options:\n",
    "MODE [FILES]",
    3,
    kOptionHelp | kOptionStats,
    RunIntegration,
    1,
};
