/// \file column_collector.hpp
/// Collects C++ values in the buffers of a column; see builders.hpp. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_COLUMN_COLLECTOR_HPP
#define ARROWBRIDGE_CPP_COLUMN_COLLECTOR_HPP

#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "arrowbridge/build.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

// The name of the type of values that are stored as T.
template <typename T>
constexpr const char* TypeNameOf() {
  if constexpr (std::is_same_v<T, bool>) {
    return "bool";
  } else if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) <= 8, "there is no such floating-point type");
    return sizeof(T) == 4 ? "float32" : "float64";
  } else if constexpr (std::is_integral_v<T>) {
    constexpr const char* kSigned[] = {"int8", "int16", "int32", "int64"};
    constexpr const char* kUnsigned[] = {"uint8", "uint16", "uint32", "uint64"};
    constexpr int kIndex = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return std::is_signed_v<T> ? kSigned[kIndex] : kUnsigned[kIndex];
  } else {
    static_assert(std::is_convertible_v<const T&, std::string_view>,
                  "values must be numbers, booleans, texts, or std::optional of these");
    return "utf8";
  }
}

// A bitmap that grows.
class Bits {
 public:
  void Append(bool bit) {
    if (size_ % 8 == 0) bytes_.push_back(0);
    if (bit) bytes_.back() = static_cast<uint8_t>(bytes_.back() | 1 << (size_ % 8));
    ++size_;
  }
  int64_t size() const noexcept { return size_; }
  std::vector<uint8_t>& bytes() noexcept { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
  int64_t size_ = 0;
};

// A buffer that takes over a container. It lives until the array does not need it any more.
template <typename Bytes>
ArrowBridgeBuffer BufferOf(Bytes&& bytes) {
  using Owned = std::decay_t<Bytes>;
  auto owned = std::make_unique<Owned>(std::forward<Bytes>(bytes));
  const void* data = owned->data();
  const auto size = static_cast<int64_t>(owned->size() * sizeof(*owned->data()));
  return {data, size, Delete<Owned>, owned.release()};
}

inline void EndBuffers(std::vector<ArrowBridgeBuffer>& buffers) noexcept {
  for (const ArrowBridgeBuffer& buffer : buffers) {
    if (buffer.release != nullptr) buffer.release(buffer.context);
  }
  buffers.clear();
}

// Makes an array of a type by name. Consumes the buffers.
inline Result<Array> ArrayOf(const char* type, int64_t rows, int64_t nulls,
                             std::vector<ArrowBridgeBuffer> buffers) {
  Result<Schema> schema = Schema::TryParse(type);
  if (!schema.ok()) {
    EndBuffers(buffers);
    return std::move(schema).status();
  }
  const ArrowBridgeArrayPart part = {
      rows, nulls, 0, static_cast<int64_t>(buffers.size()), buffers.data(), nullptr};
  ArrowBridgeArray* made = nullptr;
  Status status = Run([&](auto* error) {
    return ArrowBridgeArrayFromParts(schema->get(), 1, &part, &made, error);
  });
  if (!status.ok()) return status;
  return Array::Adopt(made);
}

// The values of a column, without nulls.
template <typename T, typename = void>
class ValueBuffers {  // texts
 public:
  void Append(const T& value) {
    const std::string_view text = value;
    bytes_.append(text.data(), text.size());
    offsets_.push_back(static_cast<int32_t>(bytes_.size()));
  }
  void AppendNull() { offsets_.push_back(offsets_.back()); }
  Status Finish(std::vector<ArrowBridgeBuffer>* buffers) {
    if (bytes_.size() > INT32_MAX) {
      return Status(EINVAL, "an array of utf8 cannot have more than 2147483647 bytes of text");
    }
    buffers->push_back(BufferOf(std::move(offsets_)));
    buffers->push_back(BufferOf(std::move(bytes_)));
    return Status();
  }

 private:
  std::vector<int32_t> offsets_ = {0};
  std::string bytes_;
};

template <typename T>
class ValueBuffers<T, std::enable_if_t<std::is_arithmetic_v<T> && !std::is_same_v<T, bool>>> {
 public:
  void Append(T value) { values_.push_back(value); }
  void AppendNull() { values_.push_back(T()); }
  Status Finish(std::vector<ArrowBridgeBuffer>* buffers) {
    buffers->push_back(BufferOf(std::move(values_)));
    return Status();
  }

 private:
  std::vector<T> values_;
};

template <>
class ValueBuffers<bool> {
 public:
  void Append(bool value) { bits_.Append(value); }
  void AppendNull() { bits_.Append(false); }
  Status Finish(std::vector<ArrowBridgeBuffer>* buffers) {
    buffers->push_back(BufferOf(std::move(bits_.bytes())));
    return Status();
  }

 private:
  Bits bits_;
};

// Collects the values of a column of type T, or std::optional<T>.
template <typename Given>
class ColumnCollector {
 public:
  static constexpr bool kNullable = IsOptional<Given>::value;

  void Append(const Given& given) {
    if constexpr (kNullable) {
      validity_.Append(given.has_value());
      if (given.has_value()) {
        values_.Append(*given);
      } else {
        values_.AppendNull();
        ++nulls_;
      }
    } else {
      values_.Append(given);
    }
    ++rows_;
  }

  Result<Array> Finish() {
    std::vector<ArrowBridgeBuffer> buffers;
    buffers.reserve(3);
    if (nulls_ > 0) {
      buffers.push_back(BufferOf(std::move(validity_.bytes())));
    } else {
      buffers.push_back({nullptr, 0, nullptr, nullptr});
    }
    Status status = values_.Finish(&buffers);
    if (!status.ok()) {
      EndBuffers(buffers);
      return status;
    }
    return ArrayOf(TypeNameOf<Value>(), rows_, nulls_, std::move(buffers));
  }

 private:
  template <typename T>
  struct ValueOf {
    using type = T;
  };
  template <typename T>
  struct ValueOf<std::optional<T>> {
    using type = T;
  };
  using Value = typename ValueOf<Given>::type;

  Bits validity_;
  ValueBuffers<Value> values_;
  int64_t rows_ = 0;
  int64_t nulls_ = 0;
};

// A proxy, as of std::vector<bool>, is the value that it stands for.
template <typename Range>
using ElementOf =
    typename std::iterator_traits<decltype(std::begin(std::declval<Range&>()))>::value_type;

}  // namespace detail
ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_COLUMN_COLLECTOR_HPP
