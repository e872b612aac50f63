#include "checks.h"

#include <cctype>
#include <cerrno>
#include <cstring>

#include "casts.h"
#include "contents.h"
#include "harness.h"
#include "single_values.h"
#include "support/internal.h"

namespace arrowbridge_fuzz {
namespace {

constexpr char kGarbage = '\xCC';
constexpr int kMostErrno = 4096;

ArrowBridgeLiveCounts Now() {
  ArrowBridgeLiveCounts counts;
  ArrowBridgeGetLiveCounts(&counts);
  return counts;
}

bool Same(const ArrowBridgeLiveCounts& a, const ArrowBridgeLiveCounts& b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

std::string Describe(const ArrowBridgeLiveCounts& counts) {
  return std::to_string(counts.bytes) + " bytes in " + std::to_string(counts.blocks) + " blocks, " +
         std::to_string(counts.handles) + " handles, " + std::to_string(counts.exported_schemas) +
         " schemas, " + std::to_string(counts.exported_arrays) + " arrays, " +
         std::to_string(counts.exported_streams) + " streams";
}

// Whether an exception was not translated: ": NullReferenceException: ". Names of fields, which may
// contain anything, are in quotes.
bool HasException(const std::string& text) {
  for (size_t at = text.find("Exception: "); at != std::string::npos;
       at = text.find("Exception: ", at + 1)) {
    size_t start = at;
    while (start > 0 && std::isalpha(static_cast<unsigned char>(text[start - 1]))) start--;
    if (start >= 2 && text.compare(start - 2, 2, ": ") == 0) return true;
  }
  return false;
}

// Returns the handle from a call's output, which must be NULL after a failure.
template <typename Handle, typename T>
Handle Take(int rc, T* out) {
  if ((rc == 0) == (out == nullptr))
    Fail(rc == 0 ? "the output is not set after success" : "the output is set after a failure");
  return Handle(out);
}

// The array as a consumer gets it that imports the exported array. The import may fail if the
// contents are invalid.
ArrayHandle Copy(const ArrowBridgeArray* array, bool valid) {
  ErrorText error;
  ArrowArray out;
  ArrowSchema out_schema;
  if (error.Check(ArrowBridgeExportArray(array, &out, &out_schema, error.For("export"))) != 0) {
    Fail("an array cannot be exported: " + error.text());
  }
  auto* schema = reinterpret_cast<ArrowBridgeSchema*>(1);
  int rc = error.Check(
      ArrowBridgeImportSchema(&out_schema, &schema, error.For("import the exported schema")));
  const SchemaHandle handle = Take<SchemaHandle>(rc, schema);
  if (rc != 0) Fail("an exported schema is rejected: " + error.text());
  auto* copy = reinterpret_cast<ArrowBridgeArray*>(1);
  rc = error.Check(
      ArrowBridgeImportArray(&out, handle.get(), &copy, error.For("import the exported array")));
  if (rc != 0 && valid) Fail("an exported array is rejected: " + error.text());
  return Take<ArrayHandle>(rc, copy);
}

void Print(const ArrowBridgeArray* array, Random* random, bool valid) {
  ArrowBridgePrintOptions options = {};
  options.struct_size = sizeof(options);
  options.head = static_cast<int64_t>(random->Below(60)) - 1;
  options.tail = static_cast<int64_t>(random->Below(20)) - 1;
  options.max_width = static_cast<int64_t>(random->Below(80));
  options.total_width = static_cast<int64_t>(random->Below(200));
  ErrorText error;
  auto* text = reinterpret_cast<char*>(1);
  const int rc = error.Check(ArrowBridgeArrayToString(array, random->OneIn(4) ? nullptr : &options,
                                                      &text, error.For("print")));
  if ((rc == 0) == (text == nullptr)) Fail("the output text does not match the code");
  if (rc != 0 && valid) Fail("a valid array cannot be printed: " + error.text());
  ArrowBridgeStringRelease(text);
}

void Compare(const ArrowBridgeArray* a, const ArrowBridgeArray* b, const char* step) {
  ErrorText error;
  int equal = -1;
  const int rc = error.Check(ArrowBridgeArrayEquals(a, b, &equal, error.For(step)));
  if (rc == ENOTSUP) {
    Count("comparisons rejected as too long");
  } else if (rc != 0) {
    Fail("a valid array cannot be compared: " + error.text());
  } else if (equal != 1) {
    Fail("an array does not equal itself");
  }
}

// Contents that were not validated may lead a slice past the bytes of the whole: then NULL.
ArrayHandle Slice(const ArrowBridgeArray* array, bool is_valid, Random* random) {
  const int64_t length = ArrowBridgeArrayLength(array);
  const auto offset = static_cast<int64_t>(random->Below(static_cast<size_t>(length) + 1));
  const auto rows = static_cast<int64_t>(random->Below(static_cast<size_t>(length - offset) + 2));
  ErrorText error;
  auto* slice = reinterpret_cast<ArrowBridgeArray*>(1);
  const int rc =
      error.Check(ArrowBridgeArraySlice(array, offset, rows, &slice, error.For("slice")));
  if (rc != 0 && (is_valid || error.text().find("COL-5") == std::string::npos))
    Fail("an array cannot be sliced: " + error.text());
  return Take<ArrayHandle>(rc, slice);
}

// A column, or NULL if the library has a reason to fail.
ArrayHandle Column(const ArrowBridgeArray* array, Random* random) {
  const int64_t columns = ArrowBridgeArrayNumColumns(array);
  if (columns <= 0) return nullptr;
  ErrorText error;
  auto* column = reinterpret_cast<ArrowBridgeArray*>(1);
  const auto index = static_cast<int64_t>(random->Below(static_cast<size_t>(columns)));
  const int rc = error.Check(ArrowBridgeArrayColumn(array, index, &column, error.For("column")));
  return Take<ArrayHandle>(rc, column);
}

bool IsStruct(const ArrowBridgeArray* array) {
  ErrorText error;
  ArrowArray out;
  ArrowSchema schema;
  if (error.Check(ArrowBridgeExportArray(array, &out, &schema, error.For("export"))) != 0) {
    Fail("an array cannot be exported: " + error.text());
  }
  const bool is_struct = std::strcmp(schema.format, "+s") == 0;
  out.release(&out);
  schema.release(&schema);
  return is_struct;
}

void ExportAndReadAllValues(const ArrowBridgeArray* array, bool as_batch) {
  ErrorText error;
  ArrowArray out;
  ArrowSchema schema;
  const int rc =
      as_batch ? ArrowBridgeExportRecordBatch(array, &out, &schema, error.For("export a batch"))
               : ArrowBridgeExportArray(array, &out, &schema, error.For("export"));
  if (error.Check(rc) != 0) {
    if (out.release != nullptr || schema.release != nullptr)
      Fail("an output struct is live after a failure");
    return;
  }
  NoteStep("touch what was exported");
  ReadAllValues(schema, out);
  out.release(&out);
  schema.release(&schema);
}

void UseValid(const ArrowBridgeArray* array, Random* random, int depth) {
  Print(array, random, true);
  ErrorText error;
  int64_t nulls = -1;
  if (error.Check(ArrowBridgeArrayNullCount(array, &nulls, error.For("null count"))) != 0) {
    Fail("nulls cannot be counted: " + error.text());
  }
  ReadSingleValues(array, random, true);
  ExportAndReadAllValues(array, false);
  ExportAndReadAllValues(array, true);
  Compare(array, Copy(array, true).get(), "compare with a copy");
  CheckCompact(array, true);
  CheckStatistics(array, true);
  if (depth == 0) return;
  const ArrayHandle slice = Slice(array, true, random);
  if (error.Check(ArrowBridgeArrayValidate(slice.get(), ARROWBRIDGE_VALIDATE_DEFAULT,
                                           error.For("validate a slice"))) != 0) {
    Fail("a slice of a valid array is invalid: " + error.text());
  }
  UseValid(slice.get(), random, depth - 1);
  const ArrayHandle column = Column(slice.get(), random);
  if (column == nullptr) return;
  if (error.Check(ArrowBridgeArrayValidate(column.get(), ARROWBRIDGE_VALIDATE_DEFAULT,
                                           error.For("validate a column"))) == 0) {
    UseValid(column.get(), random, depth - 1);
  } else if (IsStruct(array)) {  // lists need not use all of their items
    Fail("a column of a valid array is invalid: " + error.text());
  }
}

}  // namespace

ErrorText::ErrorText() { For(""); }

ArrowBridgeError* ErrorText::For(const char* step) {
  step_ = step;
  if (*step != '\0') NoteStep(step);
  std::memset(&error_, kGarbage, sizeof(error_));
  return &error_;
}

int ErrorText::Check(int rc) {
  const std::string step = step_;
  NoteOutcome(step_, rc, rc == 0 ? "" : error_.message);
  if (rc == 0) {
    if (error_.message[0] != kGarbage)
      Fail(step + ": a message is written although the call succeeded");
    return rc;
  }
  if (rc < 0 || rc >= kMostErrno) Fail(step + ": " + std::to_string(rc) + " is not an errno value");
  if (error_.message[0] == kGarbage || error_.message[0] == '\0' ||
      std::memchr(error_.message, '\0', sizeof(error_.message)) == nullptr) {
    Fail(step + ": error " + std::to_string(rc) + " without a message");
  }
  if (HasException(error_.message)) Fail(step + ": " + error_.message);
  // Except for the limit that a reader was given (SEC-6).
  if (rc == ENOMEM && std::strstr(error_.message, "max_bytes") == nullptr) {
    Fail(step + ": allocates more memory than so small an input can need: " + error_.message);
  }
  return rc;
}

LiveCheck::LiveCheck() : before_(Now()) {}

void LiveCheck::ExpectAtMost(int64_t most_bytes) const {
  const int64_t bytes = Now().bytes - before_.bytes;
  if (bytes > most_bytes) {
    Fail("the library has allocated " + std::to_string(bytes) + " bytes, more than " +
         std::to_string(most_bytes));
  }
}

void LiveCheck::ExpectUnchanged() const {
  NoteStep("look at live counts");
  if (Same(before_, Now())) return;
  InternalArrowBridgeCollect();
  const ArrowBridgeLiveCounts after = Now();
  if (!Same(before_, after))
    Fail("leaked: " + Describe(before_) + " before, " + Describe(after) + " after");
}

bool UnderSanitizer() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#else
  return false;
#endif
}

void UseStructure(const ArrowBridgeArray* array, Random* random) {
  ErrorText error;
  if (error.Check(ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_MINIMAL,
                                           error.For("validate the structure"))) != 0) {
    Fail("the structure of a handle is invalid: " + error.text());
  }
  const ArrayHandle slice = Slice(array, false, random);
  if (slice == nullptr) return;
  const ArrayHandle copy = Copy(slice.get(), false);
  if (copy != nullptr && ArrowBridgeArrayLength(copy.get()) != ArrowBridgeArrayLength(slice.get()))
    Fail("the length of a copy differs");
}

void UseArray(const ArrowBridgeArray* array, Random* random) {
  UseStructure(array, random);
  CastArray(array, random);
  ErrorText error;
  const int full = error.Check(
      ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_FULL, error.For("validate in full")));
  const int default_code = error.Check(
      ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_DEFAULT, error.For("validate")));
  if (full == 0 && default_code != 0)
    Fail("valid at level FULL, but not at DEFAULT: " + error.text());
  if (default_code == 0) {
    Count(full == 0 ? "batches valid at level FULL" : "batches valid at level DEFAULT");
    UseValid(array, random, 2);
  } else {
    Count("invalid batches");
    Print(array, random, false);
    CheckCompact(array, false);
    CheckStatistics(array, false);
    ReadSingleValues(array, random, false);
    int equal;
    const ArrayHandle copy = Copy(array, false);
    if (copy != nullptr &&
        error.Check(ArrowBridgeArrayEquals(array, copy.get(), &equal,
                                           error.For("compare an invalid array"))) == 0) {
      Fail("an invalid array was compared");
    }
  }
}

}  // namespace arrowbridge_fuzz
