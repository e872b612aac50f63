// Arrays of any type, valid or broken, built field by field. Every buffer is a separate allocation
// of exactly the requested size, so that memory checkers detect a read past its end.

#ifndef ARROWBRIDGE_TESTS_SUPPORT_VALIDATE_ARRAYS_H
#define ARROWBRIDGE_TESTS_SUPPORT_VALIDATE_ARRAYS_H

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrowbridge/arrowbridge.h"

namespace validate_arrays {

using Buffer = std::optional<std::vector<uint8_t>>;  // absent: NULL

template <typename T>
Buffer Raw(const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// "101" is a bitmap of three bits; an empty text is an absent bitmap.
inline Buffer Bitmap(const std::string& bits) {
  if (bits.empty()) return std::nullopt;
  std::vector<uint8_t> bytes((bits.size() + 7) / 8);
  for (size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] == '1') bytes[i / 8] = static_cast<uint8_t>(bytes[i / 8] | 1 << (i % 8));
  }
  return bytes;
}

// A field together with its array.
struct Column {
  std::string format;
  std::string name;
  int64_t flags = ARROW_FLAG_NULLABLE;
  std::string metadata;  // encoded
  int64_t length = 0;
  int64_t null_count = 0;
  int64_t offset = 0;
  std::vector<Buffer> buffers;
  std::vector<Column> children;
  std::shared_ptr<Column> dictionary;

  Column Named(const std::string& value) const {
    Column copy = *this;
    copy.name = value;
    return copy;
  }
  Column NotNull() const {
    Column copy = *this;
    copy.flags = 0;
    return copy;
  }
  // `rows` rows from row `first` on; only offset and length change.
  Column Slice(int64_t first, int64_t rows) const {
    Column copy = *this;
    copy.offset += first;
    copy.length = rows;
    copy.null_count = null_count == 0 ? 0 : -1;
    return copy;
  }
};

inline int64_t Zeros(const std::string& bits) {
  int64_t zeros = 0;
  for (char bit : bits) zeros += bit == '0';
  return zeros;
}

inline Column Make(const std::string& format, int64_t length, const std::string& validity,
                   std::vector<Buffer> buffers, std::vector<Column> children = {}) {
  Column column;
  column.format = format;
  column.length = length;
  column.null_count = Zeros(validity);
  column.buffers = std::move(buffers);
  column.buffers.insert(column.buffers.begin(), Bitmap(validity));
  column.children = std::move(children);
  return column;
}

template <typename T>
Column Fixed(const std::string& format, const std::vector<T>& values,
             const std::string& validity = "") {
  return Make(format, static_cast<int64_t>(values.size()), validity, {Raw(values)});
}

inline Column Int32(const std::vector<int32_t>& values, const std::string& validity = "") {
  return Fixed<int32_t>("i", values, validity);
}

// Binary or text with the given offsets.
template <typename T>
Column Offsets(const std::string& format, const std::vector<T>& offsets, const std::string& data,
               const std::string& validity = "") {
  return Make(format, static_cast<int64_t>(offsets.size()) - 1, validity,
              {Raw(offsets), Raw(std::vector<char>(data.begin(), data.end()))});
}

inline Column Text(const std::vector<std::string>& values, const std::string& validity = "") {
  std::vector<int32_t> offsets{0};
  std::string data;
  for (const std::string& value : values) {
    data += value;
    offsets.push_back(static_cast<int32_t>(data.size()));
  }
  return Offsets("u", offsets, data, validity);
}

// List, large list (T is int64_t) or map.
template <typename T>
Column List(const std::string& format, const std::vector<T>& offsets, const Column& items,
            const std::string& validity = "") {
  return Make(format, static_cast<int64_t>(offsets.size()) - 1, validity, {Raw(offsets)},
              {items.name.empty() ? items.Named("item") : items});
}

template <typename T>
Column ListView(const std::string& format, const std::vector<T>& offsets,
                const std::vector<T>& sizes, const Column& items,
                const std::string& validity = "") {
  return Make(format, static_cast<int64_t>(offsets.size()), validity, {Raw(offsets), Raw(sizes)},
              {items.Named("item")});
}

inline Column FixedSizeList(int32_t size, int64_t length, const Column& items,
                            const std::string& validity = "") {
  return Make("+w:" + std::to_string(size), length, validity, {}, {items.Named("item")});
}

inline Column Struct(int64_t length, const std::vector<Column>& children,
                     const std::string& validity = "") {
  return Make("+s", length, validity, {}, children);
}

inline Column Map(const std::vector<int32_t>& offsets, const Column& keys, const Column& values,
                  const std::string& validity = "") {
  Column entries =
      Struct(keys.length, {keys.Named("key").NotNull(), values.Named("value")}).NotNull();
  return List("+m", offsets, entries.Named("entries"), validity);
}

inline Column Union(const std::string& format, const std::vector<int8_t>& ids,
                    const std::vector<int32_t>& offsets, const std::vector<Column>& children) {
  Column column;
  column.format = format;
  column.length = static_cast<int64_t>(ids.size());
  column.buffers = {Raw(ids)};
  if (format.rfind("+ud", 0) == 0) column.buffers.push_back(Raw(offsets));
  column.children = children;
  return column;
}

inline Column Runs(int64_t length, const Column& ends, const Column& values) {
  Column column;
  column.format = "+r";
  column.length = length;
  column.children = {ends.Named("run_ends").NotNull(), values.Named("values")};
  return column;
}

inline Column Encoded(Column indices, const Column& dictionary) {
  indices.dictionary = std::make_shared<Column>(dictionary);
  return indices;
}

struct View {
  int32_t length = 0;
  char bytes[12] = {};

  static View Inline(const std::string& value) {
    View view;
    view.length = static_cast<int32_t>(value.size());
    std::memcpy(view.bytes, value.data(), value.size());
    return view;
  }
  static View Long(int32_t length, const std::string& prefix, int32_t buffer, int32_t offset) {
    View view;
    view.length = length;
    std::memcpy(view.bytes, prefix.data(), 4);
    std::memcpy(view.bytes + 4, &buffer, 4);
    std::memcpy(view.bytes + 8, &offset, 4);
    return view;
  }
};

inline Column Views(const std::string& format, const std::vector<View>& views,
                    const std::vector<std::string>& data, const std::string& validity = "") {
  Column column = Make(format, static_cast<int64_t>(views.size()), validity, {Raw(views)});
  std::vector<int64_t> lengths;
  for (const std::string& bytes : data) {
    column.buffers.push_back(Raw(std::vector<char>(bytes.begin(), bytes.end())));
    lengths.push_back(static_cast<int64_t>(bytes.size()));
  }
  column.buffers.push_back(lengths.empty() ? Buffer() : Raw(lengths));
  return column;
}

void ExportSchema(const Column& column, ArrowSchema* out);
void ExportArray(const Column& column, ArrowArray* out);

// Number of structs made here that are not released yet.
int64_t LiveStructs();

// At the end of a test, no object of the library and no struct made here is alive that was not
// alive before.
class Fixture : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // A schema handle, or NULL after a reported failure.
  static ArrowBridgeSchema* ImportSchema(const Column& column);
  // An array handle. The structure must be valid.
  static ArrowBridgeArray* Import(const Column& column);

  static void ExpectValid(const Column& column, int level = ARROWBRIDGE_VALIDATE_FULL);
  // Expects that the column passes the level below `level`, and that the error at `level` names
  // rule and field.
  static void ExpectInvalid(const Column& column, int level, const std::string& rule,
                            const std::string& field, const std::string& text = "");

 private:
  ArrowBridgeLiveCounts before_{};
  int64_t structs_before_ = 0;
};

}  // namespace validate_arrays

#endif  // ARROWBRIDGE_TESTS_SUPPORT_VALIDATE_ARRAYS_H
