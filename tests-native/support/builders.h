// Builders for arrays of every layout from simple values. std::nullopt is a null.

#ifndef ARROWBRIDGE_TESTS_BUILDERS_H
#define ARROWBRIDGE_TESTS_BUILDERS_H

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "support/array_data.h"

namespace arrowbridge_tests {

template <typename T>
using Values = std::vector<std::optional<T>>;

// The bytes of a list of numbers, as a buffer.
template <typename T>
Bytes BytesOf(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// Validity bitmap of the slots. Absent if all slots are valid, since the validity buffer may be
// absent then.
std::optional<Bytes> Bitmap(const std::vector<bool>& valid);

// An array with its validity buffer, length and null count.
ArrayData WithValidity(const std::string& format, const std::vector<bool>& valid);

template <typename T>
std::vector<bool> Validity(const Values<T>& values) {
  std::vector<bool> valid;
  for (const auto& value : values) valid.push_back(value.has_value());
  return valid;
}

// Any fixed-width type whose values are whole bytes in host memory order.
template <typename T>
ArrayData Fixed(const std::string& format, const Values<T>& values) {
  ArrayData data = WithValidity(format, Validity(values));
  std::vector<T> plain;
  for (const auto& value : values) plain.push_back(value.value_or(T{}));
  data.buffers.push_back(BytesOf(plain));
  return data;
}

inline ArrayData Int32s(const Values<int32_t>& values) { return Fixed("i", values); }
inline ArrayData Int64s(const Values<int64_t>& values) { return Fixed("l", values); }

ArrayData Nulls(int64_t length);
ArrayData Booleans(const Values<bool>& values);
// Values of `width` bytes each; nulls are zeros.
ArrayData FixedBytes(const std::string& format, size_t width, const Values<std::string>& values);
// "u", "z" with 32-bit offsets, "U", "Z" with 64-bit ones.
ArrayData Strings(const std::string& format, const Values<std::string>& values);
// "vu", "vz". Values that are not inline are distributed over `variadic` buffers in turn.
ArrayData Views(const std::string& format, const Values<std::string>& values, int variadic = 1);

// "+l", "+L": lists of the given sizes, one after the other.
ArrayData Lists(const std::string& format, const Values<int64_t>& sizes, const ArrayData& child);
// "+vl", "+vL": the same lists, stored in the child in reverse order.
ArrayData ListViews(const std::string& format, const Values<int64_t>& sizes,
                    const ArrayData& child);
ArrayData FixedSizeLists(int64_t size, const std::vector<bool>& valid, const ArrayData& child);
ArrayData Maps(const Values<int64_t>& sizes, const ArrayData& keys, const ArrayData& items);

// Children keep their names.
ArrayData Struct(const std::vector<bool>& valid, const std::vector<ArrayData>& children);
// A struct without nulls; all columns have `length` rows.
ArrayData Batch(int64_t length, const std::vector<ArrayData>& columns);

ArrayData DenseUnion(const std::string& format, const std::vector<int8_t>& ids,
                     const std::vector<int32_t>& offsets, const std::vector<ArrayData>& children);
ArrayData SparseUnion(const std::string& format, const std::vector<int8_t>& ids,
                      const std::vector<ArrayData>& children);
// `ends` is an array of int16, int32 or int64.
ArrayData RunEndEncoded(int64_t length, const ArrayData& ends, const ArrayData& values);
// Indices, an array of integers, into `values`.
ArrayData Dictionary(const ArrayData& indices, const ArrayData& values);

// Metadata as the specification encodes it (SCH-7).
std::string Metadata(const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_BUILDERS_H
