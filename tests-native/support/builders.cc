#include "support/builders.h"

#include <algorithm>
#include <numeric>

namespace arrowbridge_tests {
namespace {

template <typename Offset>
Bytes OffsetsOf(const std::vector<int64_t>& sizes) {
  std::vector<Offset> offsets = {0};
  for (int64_t size : sizes) offsets.push_back(static_cast<Offset>(offsets.back() + size));
  return BytesOf(offsets);
}

Bytes Offsets(bool large, const std::vector<int64_t>& sizes) {
  return large ? OffsetsOf<int64_t>(sizes) : OffsetsOf<int32_t>(sizes);
}

Bytes Integers(bool large, const std::vector<int64_t>& values) {
  return large ? BytesOf(values) : BytesOf(std::vector<int32_t>(values.begin(), values.end()));
}

std::vector<int64_t> Plain(const Values<int64_t>& values) {
  std::vector<int64_t> plain;
  for (const auto& value : values) plain.push_back(value.value_or(0));
  return plain;
}

bool HasLargeOffsets(const std::string& format) {
  return format == "U" || format == "Z" || format == "+L" || format == "+vL";
}

}  // namespace

std::optional<Bytes> Bitmap(const std::vector<bool>& valid) {
  if (std::all_of(valid.begin(), valid.end(), [](bool bit) { return bit; })) return std::nullopt;
  Bytes bitmap((valid.size() + 7) / 8);
  for (size_t i = 0; i < valid.size(); i++) {
    if (valid[i]) bitmap[i / 8] = static_cast<uint8_t>(bitmap[i / 8] | (1u << (i % 8)));
  }
  return bitmap;
}

ArrayData WithValidity(const std::string& format, const std::vector<bool>& valid) {
  ArrayData data;
  data.format = format;
  data.length = static_cast<int64_t>(valid.size());
  data.null_count = std::count(valid.begin(), valid.end(), false);
  data.buffers.push_back(Bitmap(valid));
  return data;
}

ArrayData Nulls(int64_t length) {
  ArrayData data;
  data.format = "n";
  data.length = length;
  data.null_count = length;
  return data;
}

ArrayData Booleans(const Values<bool>& values) {
  ArrayData data = WithValidity("b", Validity(values));
  Bytes bits((values.size() + 7) / 8);
  for (size_t i = 0; i < values.size(); i++) {
    if (values[i].value_or(false))
      bits[i / 8] = static_cast<uint8_t>(bits[i / 8] | (1u << (i % 8)));
  }
  data.buffers.push_back(bits);
  return data;
}

ArrayData FixedBytes(const std::string& format, size_t width, const Values<std::string>& values) {
  ArrayData data = WithValidity(format, Validity(values));
  Bytes bytes(values.size() * width);
  for (size_t i = 0; i < values.size(); i++) {
    const std::string value = values[i].value_or("");
    std::copy_n(value.begin(), std::min(width, value.size()), bytes.begin() + i * width);
  }
  data.buffers.push_back(bytes);
  return data;
}

ArrayData Strings(const std::string& format, const Values<std::string>& values) {
  ArrayData data = WithValidity(format, Validity(values));
  std::vector<int64_t> sizes;
  std::string text;
  for (const auto& value : values) {
    sizes.push_back(static_cast<int64_t>(value.value_or("").size()));
    text += value.value_or("");
  }
  data.buffers.push_back(Offsets(HasLargeOffsets(format), sizes));
  data.buffers.push_back(Bytes(text.begin(), text.end()));
  return data;
}

ArrayData Views(const std::string& format, const Values<std::string>& values, int variadic) {
  ArrayData data = WithValidity(format, Validity(values));
  Bytes views(values.size() * 16);
  std::vector<Bytes> buffers(static_cast<size_t>(variadic));
  int next = 0;
  for (size_t i = 0; i < values.size(); i++) {
    const std::string value = values[i].value_or("");
    const auto size = static_cast<int32_t>(value.size());
    uint8_t* view = views.data() + i * 16;
    std::memcpy(view, &size, 4);
    if (size <= 12) {
      std::copy(value.begin(), value.end(), view + 4);
      continue;
    }
    const int32_t index = next++ % variadic;
    Bytes& buffer = buffers[static_cast<size_t>(index)];
    const auto offset = static_cast<int32_t>(buffer.size());
    std::copy_n(value.begin(), 4, view + 4);
    std::memcpy(view + 8, &index, 4);
    std::memcpy(view + 12, &offset, 4);
    buffer.insert(buffer.end(), value.begin(), value.end());
  }
  data.buffers.push_back(views);
  std::vector<int64_t> lengths;
  for (const Bytes& buffer : buffers) {
    lengths.push_back(static_cast<int64_t>(buffer.size()));
    data.buffers.push_back(buffer);
  }
  data.buffers.push_back(BytesOf(lengths));
  return data;
}

ArrayData Lists(const std::string& format, const Values<int64_t>& sizes, const ArrayData& child) {
  ArrayData data = WithValidity(format, Validity(sizes));
  data.buffers.push_back(Offsets(HasLargeOffsets(format), Plain(sizes)));
  data.children = {child.Named("item")};
  return data;
}

ArrayData ListViews(const std::string& format, const Values<int64_t>& sizes,
                    const ArrayData& child) {
  ArrayData data = WithValidity(format, Validity(sizes));
  std::vector<int64_t> starts;
  const std::vector<int64_t> plain = Plain(sizes);
  int64_t end = std::accumulate(plain.begin(), plain.end(), int64_t{0});
  for (int64_t size : plain) starts.push_back(end -= size);
  data.buffers.push_back(Integers(HasLargeOffsets(format), starts));
  data.buffers.push_back(Integers(HasLargeOffsets(format), plain));
  data.children = {child.Named("item")};
  return data;
}

ArrayData FixedSizeLists(int64_t size, const std::vector<bool>& valid, const ArrayData& child) {
  ArrayData data = WithValidity("+w:" + std::to_string(size), valid);
  data.children = {child.Named("item")};
  return data;
}

ArrayData Maps(const Values<int64_t>& sizes, const ArrayData& keys, const ArrayData& items) {
  ArrayData key = keys.Named("key");
  key.flags = 0;
  ArrayData entries = Batch(keys.length, {key, items.Named("value")}).Named("entries");
  entries.flags = 0;
  ArrayData data = Lists("+m", sizes, entries);
  data.children = {entries};
  return data;
}

ArrayData Struct(const std::vector<bool>& valid, const std::vector<ArrayData>& children) {
  ArrayData data = WithValidity("+s", valid);
  data.children = children;
  return data;
}

ArrayData Batch(int64_t length, const std::vector<ArrayData>& columns) {
  return Struct(std::vector<bool>(static_cast<size_t>(length), true), columns);
}

ArrayData DenseUnion(const std::string& format, const std::vector<int8_t>& ids,
                     const std::vector<int32_t>& offsets, const std::vector<ArrayData>& children) {
  ArrayData data = SparseUnion(format, ids, children);
  data.buffers.push_back(BytesOf(offsets));
  return data;
}

ArrayData SparseUnion(const std::string& format, const std::vector<int8_t>& ids,
                      const std::vector<ArrayData>& children) {
  ArrayData data;
  data.format = format;
  data.length = static_cast<int64_t>(ids.size());
  data.buffers.push_back(BytesOf(ids));
  data.children = children;
  return data;
}

ArrayData RunEndEncoded(int64_t length, const ArrayData& ends, const ArrayData& values) {
  ArrayData data;
  data.format = "+r";
  data.length = length;
  data.children = {ends.Named("run_ends"), values.Named("values")};
  data.children[0].flags = 0;
  return data;
}

ArrayData Dictionary(const ArrayData& indices, const ArrayData& values) {
  ArrayData data = indices;
  data.dictionary = {values};
  return data;
}

std::string Metadata(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string encoded;
  const auto add_number = [&encoded](size_t number) {
    const auto n = static_cast<int32_t>(number);
    encoded.append(reinterpret_cast<const char*>(&n), sizeof(n));
  };
  add_number(pairs.size());
  for (const auto& pair : pairs) {
    add_number(pair.first.size());
    encoded += pair.first;
    add_number(pair.second.size());
    encoded += pair.second;
  }
  return encoded;
}

}  // namespace arrowbridge_tests
