/// \file builders.hpp
/// Arrays, record batches and readers of C++ values. Include arrowbridge.hpp.
///
///   from_vector(values)       an array that takes over a vector of numbers, without a copy
///   from_range(values)        an array of numbers, booleans or texts, or std::optional of these
///   from_columns(columns)     a record batch of arrays with names
///   from_structs(rows, column("id", &Row::id), ...)
///                             a record batch of a range of structs, column by column
///   reader_from_structs(...)  a reader of one such batch
///   reader_from_range(batches)
///                             a reader of any range of record batches, read when they are asked
///                             for
///
/// The types: intN_t, uintN_t, float and double are those of the same width, bool is bool, and what
/// converts to std::string_view is utf8.

#ifndef ARROWBRIDGE_CPP_BUILDERS_HPP
#define ARROWBRIDGE_CPP_BUILDERS_HPP

#include <functional>

#include "arrowbridge/cpp/column_collector.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// An array with the name that it has in a record batch.
struct NamedColumn {
  std::string name;
  Array array;
  bool nullable = true;
};

/// A column of structs: a name, and a member or a function that gives the value of a struct.
template <typename Member>
struct ColumnOf {
  std::string name;
  Member member;
};

/// Describes a column for from_structs(). `member` is a pointer to a member, or any callable.
template <typename Member>
ColumnOf<std::decay_t<Member>> column(std::string name, Member&& member) {
  return {std::move(name), std::forward<Member>(member)};
}

namespace detail {

template <typename Rows, typename Member>
Result<NamedColumn> CollectColumn(const Rows& rows, const ColumnOf<Member>& of) {
  using Row = ElementOf<const Rows>;
  using Given = std::decay_t<std::invoke_result_t<const Member&, const Row&>>;
  ColumnCollector<Given> collector;
  for (const auto& row : rows) collector.Append(std::invoke(of.member, row));
  Result<Array> made = collector.Finish();
  if (!made.ok()) return std::move(made).status();
  return NamedColumn{of.name, std::move(made).value(), ColumnCollector<Given>::kNullable};
}

inline void EndNothing(ArrowSchema* schema) { schema->release = nullptr; }

// The type of a column with its name in the batch.
inline Result<Schema> SchemaOf(const NamedColumn& column) {
  Status status = RequireNoNul(column.name, "from_columns: a name");
  if (!status.ok()) return status;
  Result<Schema> type = column.array.TryGetSchema();
  if (!type.ok()) return std::move(type).status();
  Result<UniqueSchema> exported = type->TryExport();
  if (!exported.ok()) return std::move(exported).status();
  ArrowSchema renamed = *exported->get();  // borrows; the import copies
  renamed.name = column.name.c_str();
  renamed.flags &= ~static_cast<int64_t>(ARROW_FLAG_NULLABLE);
  if (column.nullable) renamed.flags |= ARROW_FLAG_NULLABLE;
  renamed.release = EndNothing;
  return Schema::TryImport(&renamed);
}

// The next batch of a range that it owns.
template <typename Range>
class RangeSource {
 public:
  explicit RangeSource(Range range)
      : range_(std::make_unique<Range>(std::move(range))),
        next_(std::begin(*range_)),
        end_(std::end(*range_)) {}

  // Reads ahead the first batch, which has the schema.
  Result<UniqueSchema> ReadFirst() {
    if (!(next_ != end_)) {
      return Status(EINVAL, "reader_from_range: a range without batches needs a schema");
    }
    UniqueSchema schema;
    auto&& batch = *next_;
    Status status = batch.TryExportRecordBatch(first_.out(), schema.out());
    ++next_;
    if (!status.ok()) return status;
    return schema;
  }

  Result<UniqueArray> operator()() {
    if (first_) return std::move(first_);
    if (!(next_ != end_)) return UniqueArray();
    auto&& batch = *next_;
    Result<UniqueArray> exported = batch.TryExportRecordBatch();
    ++next_;
    return exported;
  }

 private:
  std::unique_ptr<Range> range_;  // iterators stay valid when the source is moved
  decltype(std::begin(std::declval<Range&>())) next_;
  decltype(std::end(std::declval<Range&>())) end_;
  UniqueArray first_;
};

}  // namespace detail

/// Makes an array of the values of a range. Elements are numbers, booleans or texts, or
/// std::optional of these, which give an array with nulls.
template <typename Range>
Result<Array> TryFromRange(const Range& values) {
  detail::ColumnCollector<detail::ElementOf<const Range>> collector;
  for (auto&& value : values) collector.Append(value);
  return collector.Finish();
}

/// Makes an array of a vector. A vector of numbers is taken over without a copy.
template <typename T>
Result<Array> TryFromVector(std::vector<T> values) {
  if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
    const auto rows = static_cast<int64_t>(values.size());
    std::vector<ArrowBridgeBuffer> buffers = {{nullptr, 0, nullptr, nullptr}};
    buffers.reserve(2);
    buffers.push_back(detail::BufferOf(std::move(values)));
    return detail::ArrayOf(detail::TypeNameOf<T>(), rows, 0, std::move(buffers));
  } else {
    return TryFromRange(values);
  }
}

/// Makes a record batch of columns of the same length. They stay in their handles too.
inline Result<Array> TryFromColumns(const std::vector<NamedColumn>& columns) {
  std::vector<Schema> fields;
  std::vector<const Schema*> children;
  std::vector<UniqueArray> arrays;
  std::vector<ArrowBridgeArrayPart> parts(1);
  fields.reserve(columns.size());
  arrays.reserve(columns.size());
  for (const NamedColumn& column : columns) {
    Result<Schema> field = detail::SchemaOf(column);
    if (!field.ok()) return std::move(field).status();
    Result<UniqueArray> array = column.array.TryExport();
    if (!array.ok()) return std::move(array).status();
    fields.push_back(std::move(field).value());
    children.push_back(&fields.back());
    arrays.push_back(std::move(array).value());
    ArrowBridgeArrayPart part = {};
    part.array = arrays.back().get();
    parts.push_back(part);
  }
  parts[0].length = columns.empty() ? 0 : columns[0].array.length();
  Result<Schema> schema = Schema::TryFromFormat("+s", nullptr, 0, nullptr, children);
  if (!schema.ok()) return std::move(schema).status();
  ArrowBridgeArray* made = nullptr;
  Status status = detail::Run([&](auto* error) {
    return ArrowBridgeArrayFromParts(schema->get(), static_cast<int64_t>(parts.size()),
                                     parts.data(), &made, error);
  });
  if (!status.ok()) return status;
  return Array::Adopt(made);
}

template <typename... More>
Result<Array> TryFromColumns(NamedColumn first, More... more) {
  std::vector<NamedColumn> columns;
  columns.push_back(std::move(first));
  (columns.push_back(std::move(more)), ...);
  return TryFromColumns(columns);
}

/// Makes a record batch with a row for each struct of a range. A column is nullable if its member
/// is a std::optional.
template <typename Rows, typename... Members>
Result<Array> TryFromStructs(const Rows& rows, const ColumnOf<Members>&... of) {
  std::vector<NamedColumn> columns;
  Status status;
  const auto add = [&](Result<NamedColumn> made) {
    if (made.ok()) {
      columns.push_back(std::move(made).value());
    } else {
      status = std::move(made).status();
    }
    return status.ok();
  };
  if (!(... && add(detail::CollectColumn(rows, of)))) return status;
  return TryFromColumns(columns);
}

/// Makes a reader of a range of record batches (Array). The range is moved in, and read when
/// batches are asked for. Without a schema, it has that of the first batch, which is read at once.
template <typename Range>
Result<Reader> TryReaderFromRange(Range batches) {
  detail::RangeSource<Range> source(std::move(batches));
  Result<UniqueSchema> schema = source.ReadFirst();
  if (!schema.ok()) return std::move(schema).status();
  return Reader::TryFromFunction(std::move(schema).value(), std::move(source));
}
template <typename Range>
Result<Reader> TryReaderFromRange(const Schema& schema, Range batches) {
  Result<UniqueSchema> exported = schema.TryExport();
  if (!exported.ok()) return std::move(exported).status();
  return Reader::TryFromFunction(std::move(exported).value(),
                                 detail::RangeSource<Range>(std::move(batches)));
}

/// Makes a reader of one record batch with a row for each struct of a range.
template <typename Rows, typename... Members>
Result<Reader> TryReaderFromStructs(const Rows& rows, const ColumnOf<Members>&... of) {
  Result<Array> batch = TryFromStructs(rows, of...);
  if (!batch.ok()) return std::move(batch).status();
  std::vector<Array> batches;
  batches.push_back(std::move(batch).value());
  return TryReaderFromRange(std::move(batches));
}

#if ARROWBRIDGE_EXCEPTIONS
template <typename Range>
Array from_range(const Range& values) {
  return TryFromRange(values).value();
}
template <typename T>
Array from_vector(std::vector<T> values) {
  return TryFromVector(std::move(values)).value();
}
inline Array from_columns(const std::vector<NamedColumn>& columns) {
  return TryFromColumns(columns).value();
}
template <typename... More>
Array from_columns(NamedColumn first, More... more) {
  return TryFromColumns(std::move(first), std::move(more)...).value();
}
template <typename Rows, typename... Members>
Array from_structs(const Rows& rows, const ColumnOf<Members>&... of) {
  return TryFromStructs(rows, of...).value();
}
template <typename Rows, typename... Members>
Reader reader_from_structs(const Rows& rows, const ColumnOf<Members>&... of) {
  return TryReaderFromStructs(rows, of...).value();
}
template <typename Range>
Reader reader_from_range(Range batches) {
  return TryReaderFromRange(std::move(batches)).value();
}
template <typename Range>
Reader reader_from_range(const Schema& schema, Range batches) {
  return TryReaderFromRange(schema, std::move(batches)).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_BUILDERS_HPP
