/// \file array.hpp
/// Handle of an array or a record batch. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_ARRAY_HPP
#define ARROWBRIDGE_CPP_ARRAY_HPP

#include <cstdint>

#include "arrowbridge/cpp/schema.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// How thoroughly an array is validated: enum ArrowBridgeValidateLevel.
enum class ValidateLevel {
  kNone = ARROWBRIDGE_VALIDATE_NONE,
  kMinimal = ARROWBRIDGE_VALIDATE_MINIMAL,
  kDefault = ARROWBRIDGE_VALIDATE_DEFAULT,
  kFull = ARROWBRIDGE_VALIDATE_FULL,
};

/// ArrowBridgePrintOptions; all members have their default values.
struct PrintOptions : ArrowBridgePrintOptions {
  PrintOptions() : ArrowBridgePrintOptions{} { struct_size = sizeof(ArrowBridgePrintOptions); }
};

/// ArrowBridgeImportOptions. Members that are not given have their default values: misaligned
/// buffers are refused.
struct ImportOptions : ArrowBridgeImportOptions {
  explicit ImportOptions(ArrowBridgeMisaligned misaligned_buffers = ARROWBRIDGE_MISALIGNED_REFUSE)
      : ArrowBridgeImportOptions{} {
    struct_size = sizeof(ArrowBridgeImportOptions);
    misaligned = misaligned_buffers;
  }
};

/// An immutable array or record batch. It shares its memory with its views and exports.
class Array : public detail::Handle<ArrowBridgeArray, ArrowBridgeArrayRelease> {
 public:
  Array() = default;

  /// Takes over a handle from a C function.
  static Array Adopt(ArrowBridgeArray* handle) noexcept { return Array(handle); }

  /// Checks the structure of `array` and takes it over. `array` is consumed.
  static Result<Array> TryImport(ArrowArray* array, const Schema& schema,
                                 const ArrowBridgeImportOptions& options = ImportOptions()) {
    return Make([&](auto** out, auto* error) {
      return ArrowBridgeImportArrayWithOptions(array, schema.get(), &options, out, error);
    });
  }
  static Result<Array> TryImport(UniqueArray array, const Schema& schema,
                                 const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImport(array.get(), schema, options);
  }

  /// As TryImport(), for a record batch: a struct array whose children are the columns.
  static Result<Array> TryImportRecordBatch(
      ArrowArray* array, const Schema& schema,
      const ArrowBridgeImportOptions& options = ImportOptions()) {
    return Make([&](auto** out, auto* error) {
      return ArrowBridgeImportRecordBatchWithOptions(array, schema.get(), &options, out, error);
    });
  }
  static Result<Array> TryImportRecordBatch(
      UniqueArray array, const Schema& schema,
      const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImportRecordBatch(array.get(), schema, options);
  }

  /// Fills an ArrowArray, and its ArrowSchema if wanted, that share the memory of this array.
  Status TryExport(ArrowArray* to, ArrowSchema* to_schema = nullptr) const {
    return detail::Run(
        [&](auto* error) { return ArrowBridgeExportArray(get(), to, to_schema, error); });
  }
  Result<UniqueArray> TryExport() const {
    UniqueArray made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeExportArray(get(), made.out(), nullptr, error);
    });
  }

  /// As TryExport(), in the form of a record batch that every consumer understands.
  Status TryExportRecordBatch(ArrowArray* to, ArrowSchema* to_schema = nullptr) const {
    return detail::Run(
        [&](auto* error) { return ArrowBridgeExportRecordBatch(get(), to, to_schema, error); });
  }
  Result<UniqueArray> TryExportRecordBatch() const {
    UniqueArray made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeExportRecordBatch(get(), made.out(), nullptr, error);
    });
  }

  /// Validates the array.
  Status TryValidate(ValidateLevel level = ValidateLevel::kFull) const {
    return detail::Run([&](auto* error) {
      return ArrowBridgeArrayValidate(get(), static_cast<int>(level), error);
    });
  }

  /// Compares two arrays by value. Their layout does not matter.
  Result<bool> TryEquals(const Array& other) const {
    int equal = 0;
    Status status = detail::Run(
        [&](auto* error) { return ArrowBridgeArrayEquals(get(), other.get(), &equal, error); });
    if (!status.ok()) return status;
    return equal != 0;
  }

  /// Number of rows; -1 for an empty object.
  int64_t length() const noexcept { return ArrowBridgeArrayLength(get()); }
  /// Number of children (the columns of a batch); -1 for an empty object.
  int64_t num_columns() const noexcept { return ArrowBridgeArrayNumColumns(get()); }

  /// Counts the nulls in the validity bitmap of the array.
  Result<int64_t> TryNullCount() const {
    int64_t count = 0;
    return detail::RunFor(
        count, [&](auto* error) { return ArrowBridgeArrayNullCount(get(), &count, error); });
  }

  /// Gets the type of the array.
  Result<Schema> TryGetSchema() const {
    Schema made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeArrayGetSchemaHandle(get(), made.out(), error);
    });
  }

  /// Makes a view of `length` rows from row `offset`. It ends at the end of the array at the
  /// latest.
  Result<Array> TrySlice(int64_t offset, int64_t length = INT64_MAX) const {
    return Make([&](auto** out, auto* error) {
      return ArrowBridgeArraySlice(get(), offset, length, out, error);
    });
  }

  /// Makes a view of one column.
  Result<Array> TryColumn(int64_t index) const {
    return Make(
        [&](auto** out, auto* error) { return ArrowBridgeArrayColumn(get(), index, out, error); });
  }
  Result<Array> TryColumn(const std::string& name) const {
    Status status = detail::RequireNoNul(name, "Array::TryColumn: 'name'");
    if (!status.ok()) return status;
    return Make([&](auto** out, auto* error) {
      return ArrowBridgeArrayColumnByName(get(), name.c_str(), out, error);
    });
  }

  /// Prints the first and last rows as a table.
  Result<std::string> TryToString(const ArrowBridgePrintOptions& options = PrintOptions()) const {
    detail::OwnedText text;
    Status status = detail::Run(
        [&](auto* error) { return ArrowBridgeArrayToString(get(), &options, text.out(), error); });
    if (!status.ok()) return status;
    return text.str();
  }

#if ARROWBRIDGE_EXCEPTIONS
  static Array Import(ArrowArray* array, const Schema& schema,
                      const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImport(array, schema, options).value();
  }
  static Array Import(UniqueArray array, const Schema& schema,
                      const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImport(std::move(array), schema, options).value();
  }
  static Array ImportRecordBatch(ArrowArray* array, const Schema& schema,
                                 const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImportRecordBatch(array, schema, options).value();
  }
  static Array ImportRecordBatch(UniqueArray array, const Schema& schema,
                                 const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImportRecordBatch(std::move(array), schema, options).value();
  }
  void Export(ArrowArray* to, ArrowSchema* to_schema = nullptr) const {
    TryExport(to, to_schema).ThrowIfFailed();
  }
  UniqueArray Export() const { return TryExport().value(); }
  void ExportRecordBatch(ArrowArray* to, ArrowSchema* to_schema = nullptr) const {
    TryExportRecordBatch(to, to_schema).ThrowIfFailed();
  }
  UniqueArray ExportRecordBatch() const { return TryExportRecordBatch().value(); }
  void Validate(ValidateLevel level = ValidateLevel::kFull) const {
    TryValidate(level).ThrowIfFailed();
  }
  bool Equals(const Array& other) const { return TryEquals(other).value(); }
  int64_t NullCount() const { return TryNullCount().value(); }
  Schema GetSchema() const { return TryGetSchema().value(); }
  Array Slice(int64_t offset, int64_t length = INT64_MAX) const {
    return TrySlice(offset, length).value();
  }
  Array Column(int64_t index) const { return TryColumn(index).value(); }
  Array Column(const std::string& name) const { return TryColumn(name).value(); }
  std::string ToString(const ArrowBridgePrintOptions& options = PrintOptions()) const {
    return TryToString(options).value();
  }
#endif

 private:
  friend class Reader;

  explicit Array(ArrowBridgeArray* handle) noexcept : Handle(handle) {}

  template <typename Call>
  static Result<Array> Make(const Call& call) {
    Array made;
    return detail::RunFor(made, [&](auto* error) { return call(made.out(), error); });
  }
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ARRAY_HPP
