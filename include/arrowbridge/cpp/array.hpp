/// \file array.hpp
/// Handle of an array or a record batch. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_ARRAY_HPP
#define ARROWBRIDGE_CPP_ARRAY_HPP

#include <cstdint>
#include <string_view>

#include "arrowbridge/cpp/schema.hpp"
#include "arrowbridge/values.h"

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

class ArrayView;
class DictionaryView;
class ListView;
class TextsView;
template <typename T>
class ValuesView;

/// An immutable array or record batch. It shares its memory with its views and exports.
class Array : public detail::Handle<ArrowBridgeArray, ArrowBridgeArrayRelease> {
 public:
  Array() = default;

  /// Takes over a handle from a C function.
  static Array Adopt(ArrowBridgeArray* handle) noexcept { return Array(handle); }

  /// Checks the structure of `array` and takes it over. `array` is consumed.
  static Result<Array> TryImport(ArrowArray* array, const Schema& schema,
                                 const ArrowBridgeImportOptions& options = ImportOptions()) {
    return detail::Made<Array>([&](auto** out, auto* error) {
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
    return detail::Made<Array>([&](auto** out, auto* error) {
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
    return detail::Made<Array>([&](auto** out, auto* error) {
      return ArrowBridgeArraySlice(get(), offset, length, out, error);
    });
  }

  /// Makes a view of one column.
  Result<Array> TryColumn(int64_t index) const {
    return detail::Made<Array>(
        [&](auto** out, auto* error) { return ArrowBridgeArrayColumn(get(), index, out, error); });
  }
  Result<Array> TryColumn(const std::string& name) const {
    Status status = detail::RequireNoNul(name, "Array::TryColumn: 'name'");
    if (!status.ok()) return status;
    return detail::Made<Array>([&](auto** out, auto* error) {
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

  /// Reads one value; std::nullopt for null. See values.h. Texts and bytes point into the memory of
  /// the array.
  Result<std::optional<int64_t>> TryGetInt64(int64_t index) const {
    return Get<int64_t>(index, ArrowBridgeArrayGetInt64);
  }
  Result<std::optional<double>> TryGetDouble(int64_t index) const {
    return Get<double>(index, ArrowBridgeArrayGetDouble);
  }
  Result<std::optional<bool>> TryGetBool(int64_t index) const {
    Result<std::optional<int>> value = Get<int>(index, ArrowBridgeArrayGetBool);
    if (!value.ok()) return std::move(value).status();
    if (!value->has_value()) return std::optional<bool>();
    return std::optional<bool>(**value != 0);
  }
  Result<std::optional<std::string_view>> TryGetString(int64_t index) const {
    return GetText<const char*>(index, ArrowBridgeArrayGetString);
  }
  Result<std::optional<std::string_view>> TryGetBytes(int64_t index) const {
    return GetText<const void*>(index, ArrowBridgeArrayGetBytes);
  }

  /// Views of all values, checked once: see views.hpp.
  Result<ArrayView> TryView() const;
  template <typename T>
  Result<ValuesView<T>> TryValues() const;
  Result<TextsView> TryTexts() const;
  Result<TextsView> TryBytes() const;
  Result<ListView> TryList() const;
  Result<DictionaryView> TryDictionary() const;

  /// Prints one value of any type. `max_width` 0: no limit.
  Result<std::string> TryValueToString(int64_t index, int64_t max_width = 0) const {
    detail::OwnedText text;
    Status status = detail::Run([&](auto* error) {
      return ArrowBridgeArrayValueToString(get(), index, max_width, text.out(), error);
    });
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
  std::optional<int64_t> GetInt64(int64_t index) const { return TryGetInt64(index).value(); }
  std::optional<double> GetDouble(int64_t index) const { return TryGetDouble(index).value(); }
  std::optional<bool> GetBool(int64_t index) const { return TryGetBool(index).value(); }
  std::optional<std::string_view> GetString(int64_t index) const {
    return TryGetString(index).value();
  }
  std::optional<std::string_view> GetBytes(int64_t index) const {
    return TryGetBytes(index).value();
  }
  std::string ValueToString(int64_t index, int64_t max_width = 0) const {
    return TryValueToString(index, max_width).value();
  }
  ArrayView view() const;
  template <typename T>
  ValuesView<T> values() const;
  TextsView texts() const;
  TextsView bytes() const;
  ListView list() const;
  DictionaryView dictionary() const;
#endif

 private:
  template <typename T, typename Function>
  Result<std::optional<T>> Get(int64_t index, Function function) const {
    T value = {};
    int is_null = 0;
    Status status =
        detail::Run([&](auto* error) { return function(get(), index, &value, &is_null, error); });
    if (!status.ok()) return status;
    return is_null != 0 ? std::optional<T>() : std::optional<T>(value);
  }

  template <typename Pointer, typename Function>
  Result<std::optional<std::string_view>> GetText(int64_t index, Function function) const {
    int64_t size = 0;
    Result<std::optional<Pointer>> text =
        Get<Pointer>(index, [&](auto* array, int64_t row, auto* out, int* is_null, auto* error) {
          return function(array, row, out, &size, is_null, error);
        });
    if (!text.ok()) return std::move(text).status();
    if (!text->has_value()) return std::optional<std::string_view>();
    return std::optional<std::string_view>(
        std::string_view(static_cast<const char*>(**text), static_cast<size_t>(size)));
  }

  friend class Reader;

  explicit Array(ArrowBridgeArray* handle) noexcept : Handle(handle) {}
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ARRAY_HPP
