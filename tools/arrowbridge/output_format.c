/* Which format a command writes: the one of --format, else the one that the output's name ends
   with. Names of formats that are not written are refused, so that no file has a wrong name. */

#include <ctype.h>
#include <string.h>

#include "command.h"

/* True if `path` ends with `ending`, which is in lower case. */
static bool EndsWith(const char* path, const char* ending) {
  size_t path_length = strlen(path);
  size_t length = strlen(ending);
  if (path_length < length) return false;
  for (size_t i = 0; i < length; ++i) {
    if (tolower((unsigned char)path[path_length - length + i]) != ending[i]) return false;
  }
  return true;
}

/* Endings of formats that are not written, and the names of the formats. */
static const char* const kForeign[][2] = {
    {".parquet", "Parquet"},
    {".pq", "Parquet"},
    {".orc", "ORC"},
    {".avro", "Avro"},
    {".xlsx", "Excel"},
    {".xls", "Excel"},
    {".ods", "OpenDocument"},
    {".tsv", "tab-separated values"},
    {".h5", "HDF5"},
    {".hdf5", "HDF5"},
    {".nc", "NetCDF"},
    {".npy", "NumPy"},
    {".npz", "NumPy"},
    {".pkl", "pickle"},
    {".pickle", "pickle"},
    {".sqlite", "SQLite"},
    {".duckdb", "DuckDB"},
    {".db", "databases"},
    {".html", "HTML"},
    {".xml", "XML"},
    {".yaml", "YAML"},
    {".proto", "Protocol Buffers"},
    {".sas7bdat", "SAS"},
    {".dta", "Stata"},
    {".rds", "R"},
    {".lance", "Lance"},
    {".vortex", "Vortex"},
};

/* Endings of compressed files. */
static const char* const kCompressed[] = {".gz", ".bz2", ".xz", ".zst", ".lz4", ".zip"};

static int CheckName(const char* path) {
  for (size_t i = 0; i < sizeof(kForeign) / sizeof(kForeign[0]); ++i) {
    if (EndsWith(path, kForeign[i][0])) {
      return Fail(
          "'%s': %s is not among the formats that arrowbridge writes; use a name that ends "
          "with .arrow or .arrows (Arrow IPC), .csv, .ndjson or .jsonl, or --format",
          path, kForeign[i][1]);
    }
  }
  for (size_t i = 0; i < sizeof(kCompressed) / sizeof(kCompressed[0]); ++i) {
    if (EndsWith(path, kCompressed[i])) {
      return Fail(
          "'%s': arrowbridge does not compress whole files; use --codec lz4 or --codec zstd, "
          "which compress inside Arrow IPC, or a pipe to another program",
          path);
    }
  }
  if (EndsWith(path, ".json")) {
    return Fail(
        "'%s': use a name that ends with .ndjson or .jsonl for one JSON object per row, or "
        "the command json for the JSON of Arrow's integration tests",
        path);
  }
  return kExitOk;
}

int ChooseFormat(struct Arguments* arguments) {
  const char* path = arguments->files[1];
  if (arguments->format == 0 && !IsStandard(path)) {
    if (EndsWith(path, ".csv")) {
      arguments->format = kFormatCsv;
    } else if (EndsWith(path, ".ndjson") || EndsWith(path, ".jsonl")) {
      arguments->format = kFormatNdjson;
    } else if (CheckName(path) != kExitOk) {
      return kExitError;
    }
  }
  if (IsText(arguments->format) && arguments->codec != 0) {
    return Fail("--codec applies only to Arrow IPC output, not to CSV and JSON");
  }
  return kExitOk;
}

bool IsText(int format) { return format == kFormatCsv || format == kFormatNdjson; }

struct ArrowBridgeTextWriteOptions TextOptions(int format, int64_t max_rows) {
  struct ArrowBridgeTextWriteOptions options = {0};
  options.struct_size = sizeof(options);
  options.format =
      format == kFormatCsv ? ARROWBRIDGE_TEXT_FORMAT_CSV : ARROWBRIDGE_TEXT_FORMAT_NDJSON;
  options.max_rows = max_rows > 0 ? max_rows : -1;
  return options;
}
