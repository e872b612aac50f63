/// \file value_views.hpp
/// Views of numbers, booleans, strings and bytes; see views.hpp. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_VALUE_VIEWS_HPP
#define ARROWBRIDGE_CPP_VALUE_VIEWS_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>

#include "arrowbridge/cpp/array.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// A range of rows, such as the items of a list: from `begin` up to `end`, which is not one of
/// them.
struct RowRange {
  int64_t begin;
  int64_t end;
  int64_t size() const noexcept { return end - begin; }
};

namespace detail {

// An exported array with its type. All views of it share it.
struct ViewOwner {
  UniqueArray array;
  UniqueSchema schema;
};

inline bool BitAt(const void* bits, int64_t i) noexcept {
  return (static_cast<const uint8_t*>(bits)[i / 8] >> (i % 8) & 1) != 0;
}

// An input iterator over the rows of a view.
template <typename View>
class ViewIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = std::optional<typename View::value_type>;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = value_type;

  ViewIterator() = default;
  ViewIterator(const View* view, int64_t row) noexcept : view_(view), row_(row) {}

  value_type operator*() const noexcept { return view_->get(row_); }
  ViewIterator& operator++() noexcept {
    ++row_;
    return *this;
  }
  ViewIterator operator++(int) noexcept { return ViewIterator(view_, row_++); }
  friend bool operator==(const ViewIterator& a, const ViewIterator& b) noexcept {
    return a.row_ == b.row_;
  }
  friend bool operator!=(const ViewIterator& a, const ViewIterator& b) noexcept {
    return a.row_ != b.row_;
  }

 private:
  const View* view_ = nullptr;
  int64_t row_ = 0;
};

// Rows of an array. Base of all views.
class ViewRows {
 public:
  ViewRows() = default;

  int64_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  /// Whether the validity bitmap of the array itself says that a row is null.
  bool is_null(int64_t i) const noexcept {
    return validity_ != nullptr && !BitAt(validity_, offset_ + i);
  }

 protected:
  ViewRows(std::shared_ptr<const ViewOwner> owner, const ArrowSchema* schema,
           const ArrowArray* array, int64_t offset, int64_t size)
      : owner_(std::move(owner)), schema_(schema), array_(array), offset_(offset), size_(size) {
    const bool has_validity = schema->format[0] != 'n' &&
                              std::strncmp(schema->format, "+u", 2) != 0 &&
                              std::strcmp(schema->format, "+r") != 0;
    if (has_validity && array->null_count != 0) validity_ = array->buffers[0];
  }

  const void* buffer(int i) const noexcept { return array_->buffers[i]; }
  void Narrow(int64_t from, int64_t count) noexcept {
    offset_ += from;
    size_ = count;
  }

  std::shared_ptr<const ViewOwner> owner_;
  const ArrowSchema* schema_ = nullptr;
  const ArrowArray* array_ = nullptr;
  const void* validity_ = nullptr;
  int64_t offset_ = 0;
  int64_t size_ = 0;
};

// What all views with values have in common. `Derived` has operator[].
template <typename Derived, typename Value>
class ViewOf : public ViewRows {
 public:
  using value_type = Value;
  using const_iterator = ViewIterator<Derived>;

  ViewOf() = default;
  explicit ViewOf(const ViewRows& rows) : ViewRows(rows) {}

  /// The value of a row; empty for null.
  std::optional<Value> get(int64_t i) const noexcept {
    if (is_null(i)) return std::nullopt;
    return self()[i];
  }
  const_iterator begin() const noexcept { return const_iterator(&self(), 0); }
  const_iterator end() const noexcept { return const_iterator(&self(), size_); }

  /// Some of the rows, such as the items of one row of a list.
  Derived slice(int64_t from, int64_t count) const {
    Derived part = self();
    part.Narrow(from, count);
    return part;
  }
  Derived slice(const RowRange& rows) const { return slice(rows.begin, rows.size()); }

 private:
  const Derived& self() const noexcept { return static_cast<const Derived&>(*this); }
};

// The format of a number in C++, and of the types that are stored as it.
template <typename T>
bool IsStoredAs(const char* format) noexcept {
  static_assert(std::is_arithmetic_v<T>, "values<T>() needs a number or bool");
  constexpr size_t kSize = sizeof(T);
  if constexpr (std::is_same_v<T, bool>) {
    return std::strcmp(format, "b") == 0;
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::strcmp(format, kSize == 4 ? "f" : kSize == 8 ? "g" : "") == 0;
  } else {
    constexpr const char* kLetters = std::is_signed_v<T> ? "csil" : "CSIL";
    constexpr int kIndex = kSize == 1 ? 0 : kSize == 2 ? 1 : kSize == 4 ? 2 : 3;
    if (format[0] == kLetters[kIndex] && format[1] == '\0') return true;
    if (!std::is_signed_v<T> || kSize < 4 || format[0] != 't') return false;
    const char* const prefix32[] = {"tdD", "tts", "ttm", "tiM"};
    const char* const prefix64[] = {"tdm", "ttu", "ttn", "ts", "tD"};
    if (kSize == 4) {
      for (const char* prefix : prefix32) {
        if (std::strncmp(format, prefix, std::strlen(prefix)) == 0) return true;
      }
      return false;
    }
    for (const char* prefix : prefix64) {
      if (std::strncmp(format, prefix, std::strlen(prefix)) == 0) return true;
    }
    return false;
  }
}

}  // namespace detail

/// Numbers, or booleans. int32_t and int64_t are also the values of dates, times, timestamps and
/// durations, int32_t those of intervals of months.
template <typename T>
class ValuesView : public detail::ViewOf<ValuesView<T>, T> {
 public:
  ValuesView() = default;
  explicit ValuesView(const detail::ViewRows& rows) : detail::ViewOf<ValuesView<T>, T>(rows) {
    values_ = this->buffer(1);
  }

  T operator[](int64_t i) const noexcept {
    if constexpr (std::is_same_v<T, bool>) {
      return detail::BitAt(values_, this->offset_ + i);
    } else {
      return data()[i];
    }
  }

  /// The values, one after the other; undefined where they are null.
  const T* data() const noexcept {
    static_assert(!std::is_same_v<T, bool>, "booleans are stored as bits");
    return static_cast<const T*>(values_) + (values_ == nullptr ? 0 : this->offset_);
  }

 private:
  const void* values_ = nullptr;
};

/// Strings or binary values of any layout.
class TextsView : public detail::ViewOf<TextsView, std::string_view> {
 public:
  TextsView() = default;
  explicit TextsView(const detail::ViewRows& rows)
      : detail::ViewOf<TextsView, std::string_view>(rows) {
    const char* format = schema_->format;
    layout_ = format[0] == 'v'                       ? Layout::kViews
              : format[0] == 'w'                     ? Layout::kFixed
              : format[0] == 'U' || format[0] == 'Z' ? Layout::kOffsets64
                                                     : Layout::kOffsets32;
    if (layout_ == Layout::kFixed) width_ = std::strtoll(format + 2, nullptr, 10);
  }

  /// Points into the memory of the array, and is not NUL-terminated. Empty for null.
  std::string_view operator[](int64_t i) const noexcept {
    if (is_null(i)) return {};  // its view need not be valid
    const int64_t row = offset_ + i;
    if (layout_ == Layout::kViews) return InView(static_cast<const char*>(buffer(1)) + row * 16);
    if (layout_ == Layout::kFixed) return Text(1, row * width_, width_);
    if (layout_ == Layout::kOffsets64) {
      const auto* offsets = static_cast<const int64_t*>(buffer(1)) + row;
      return Text(2, offsets[0], offsets[1] - offsets[0]);
    }
    const auto* offsets = static_cast<const int32_t*>(buffer(1)) + row;
    return Text(2, offsets[0], offsets[1] - offsets[0]);
  }

 private:
  enum class Layout { kOffsets32, kOffsets64, kViews, kFixed };

  std::string_view Text(int index, int64_t start, int64_t size) const noexcept {
    if (size == 0) return {};
    return {static_cast<const char*>(buffer(index)) + start, static_cast<size_t>(size)};
  }

  // A view has the size, then up to 12 bytes, or a prefix of 4 bytes, a buffer and an offset in it.
  std::string_view InView(const char* view) const noexcept {
    int32_t parts[4];
    std::memcpy(parts, view, sizeof(parts));
    if (parts[0] <= 12) return {view + 4, static_cast<size_t>(parts[0])};
    return Text(2 + parts[2], parts[3], parts[0]);
  }

  Layout layout_ = Layout::kOffsets32;
  int64_t width_ = 0;
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_VALUE_VIEWS_HPP
