/// \file schema.hpp
/// Handle of a schema. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_SCHEMA_HPP
#define ARROWBRIDGE_CPP_SCHEMA_HPP

#include <vector>

#include "arrowbridge/cpp/structs.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// An immutable, checked copy of an ArrowSchema.
class Schema : public detail::Handle<ArrowBridgeSchema, ArrowBridgeSchemaRelease> {
 public:
  Schema() = default;

  /// Takes over a handle from a C function.
  static Schema Adopt(ArrowBridgeSchema* handle) noexcept { return Schema(handle); }

  /// Checks `schema` and keeps a copy. `schema` is consumed.
  static Result<Schema> TryImport(ArrowSchema* schema) {
    Schema made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeImportSchema(schema, made.out(), error); });
  }
  static Result<Schema> TryImport(UniqueSchema schema) { return TryImport(schema.get()); }

  /// Makes a schema of text, such as "struct<id: int64 not null, tags: list<utf8>>". The grammar is
  /// at ArrowBridgeSchemaParse().
  static Result<Schema> TryParse(const char* text) {
    Schema made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeSchemaParse(text, made.out(), error); });
  }
  static Result<Schema> TryParse(const std::string& text) {
    Status status = detail::RequireNoNul(text, "Schema::TryParse: 'text'");
    if (!status.ok()) return status;
    return TryParse(text.c_str());
  }

  /// Makes a schema of a format string. `metadata` is in the encoding of the C data interface, or
  /// NULL. The children and the dictionary are copied.
  static Result<Schema> TryFromFormat(const char* format, const char* name = nullptr,
                                      int64_t flags = ARROW_FLAG_NULLABLE,
                                      const char* metadata = nullptr,
                                      const std::vector<const Schema*>& children = {},
                                      const Schema* dictionary = nullptr) {
    std::vector<ArrowBridgeSchema*> handles;
    for (const Schema* child : children) {
      handles.push_back(child == nullptr ? nullptr : child->get());
    }
    Schema made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeSchemaFromFormat(
          format, name, flags, metadata, static_cast<int64_t>(handles.size()), handles.data(),
          dictionary == nullptr ? nullptr : dictionary->get(), made.out(), error);
    });
  }

  /// Fills an ArrowSchema that shares the memory of this schema.
  Status TryExport(ArrowSchema* to) const {
    return detail::Run([&](auto* error) { return ArrowBridgeExportSchema(get(), to, error); });
  }
  Result<UniqueSchema> TryExport() const {
    UniqueSchema made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeExportSchema(get(), made.out(), error); });
  }

  /// Compares two schemas.
  Result<bool> TryEquals(const Schema& other, bool check_metadata = false) const {
    int equal = 0;
    Status status = detail::Run([&](auto* error) {
      return ArrowBridgeSchemaEquals(get(), other.get(), check_metadata, &equal, error);
    });
    if (!status.ok()) return status;
    return equal != 0;
  }

  /// A schema whose dictionary-encoded fields, at any depth, are replaced by fields of their
  /// values.
  Result<Schema> TryDecodeDictionaries() const {
    Schema made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeSchemaDecodeDictionaries(get(), made.out(), error);
    });
  }

  /// Prints the schema as a tree with one line per field.
  Result<std::string> TryToString() const {
    detail::OwnedText text;
    Status status = detail::Run(
        [&](auto* error) { return ArrowBridgeSchemaToString(get(), text.out(), error); });
    if (!status.ok()) return status;
    return text.str();
  }

  /// Prints the schema on one line, from which Parse() makes an equal schema.
  Result<std::string> TryToLine(bool include_metadata = true) const {
    detail::OwnedText text;
    Status status = detail::Run([&](auto* error) {
      return ArrowBridgeSchemaToLine(get(), include_metadata, text.out(), error);
    });
    if (!status.ok()) return status;
    return text.str();
  }

#if ARROWBRIDGE_EXCEPTIONS
  static Schema Parse(const char* text) { return TryParse(text).value(); }
  static Schema Parse(const std::string& text) { return TryParse(text).value(); }
  static Schema FromFormat(const char* format, const char* name = nullptr,
                           int64_t flags = ARROW_FLAG_NULLABLE, const char* metadata = nullptr,
                           const std::vector<const Schema*>& children = {},
                           const Schema* dictionary = nullptr) {
    return TryFromFormat(format, name, flags, metadata, children, dictionary).value();
  }
  static Schema Import(ArrowSchema* schema) { return TryImport(schema).value(); }
  static Schema Import(UniqueSchema schema) { return TryImport(std::move(schema)).value(); }
  void Export(ArrowSchema* to) const { TryExport(to).ThrowIfFailed(); }
  UniqueSchema Export() const { return TryExport().value(); }
  bool Equals(const Schema& other, bool check_metadata = false) const {
    return TryEquals(other, check_metadata).value();
  }
  Schema DecodeDictionaries() const { return TryDecodeDictionaries().value(); }
  std::string ToString() const { return TryToString().value(); }
  std::string ToLine(bool include_metadata = true) const {
    return TryToLine(include_metadata).value();
  }
#endif

 private:
  friend class Array;
  friend class Reader;

  explicit Schema(ArrowBridgeSchema* handle) noexcept : Handle(handle) {}
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_SCHEMA_HPP
