// The casts that are compared with Arrow C++, and their data: a million rows, or a quarter of a
// million lists.
#ifndef ARROWBRIDGE_BENCHMARKS_CASTS_H
#define ARROWBRIDGE_BENCHMARKS_CASTS_H

#include <arrowbridge/abi.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace casts {

constexpr int64_t kRows = 1000000, kListRows = kRows / 4;

// Format strings; `values` is that of a dictionary, `item` that of a list.
struct Type {
  const char* format;
  const char* values = nullptr;
  const char* item = nullptr;

  bool operator==(const Type& other) const {
    return std::string_view(format) == other.format && (values == nullptr) == !other.values;
  }
  bool operator!=(const Type& other) const { return !(*this == other); }
};

enum class Source { kIntegers, kNullableIntegers, kDoubles, kMilliseconds, kTexts, kLists };

// `from` is the type that the data are given before the cast is measured.
struct Case {
  const char* name;
  Source source;
  Type from, to;
};

constexpr Case kCases[] = {
    {"int64_to_int32", Source::kIntegers, {"l"}, {"i"}},
    {"nullable_int64_to_int16", Source::kNullableIntegers, {"l"}, {"s"}},
    {"int64_to_float64", Source::kIntegers, {"l"}, {"g"}},
    {"float64_to_float32", Source::kDoubles, {"g"}, {"f"}},
    {"utf8_to_large_utf8", Source::kTexts, {"u"}, {"U"}},
    {"large_utf8_to_utf8", Source::kTexts, {"U"}, {"u"}},
    {"utf8_to_utf8_view", Source::kTexts, {"u"}, {"vu"}},
    {"utf8_view_to_utf8", Source::kTexts, {"vu"}, {"u"}},
    {"dictionary_to_utf8", Source::kTexts, {"i", "u"}, {"u"}},
    {"utf8_to_dictionary", Source::kTexts, {"u"}, {"i", "u"}},
    {"int64_to_dictionary", Source::kIntegers, {"l"}, {"i", "l"}},
    {"timestamp_ms_to_us", Source::kMilliseconds, {"tsm:"}, {"tsu:"}},
    {"timestamp_ms_to_s", Source::kMilliseconds, {"tsm:"}, {"tss:"}},
    {"list_to_large_list", Source::kLists, {"+l", nullptr, "l"}, {"+L", nullptr, "l"}},
};

// The struct of a type. It refers to this object.
class TypeStruct {
 public:
  explicit TypeStruct(const Type& type) {
    const auto release = [](ArrowSchema* self) { self->release = nullptr; };
    for (ArrowSchema* part : {&schema_, &part_}) {
      *part = {};
      part->name = "item";
      part->flags = ARROW_FLAG_NULLABLE;
      part->release = release;
    }
    schema_.name = "";
    schema_.format = type.format;
    part_.format = type.values != nullptr ? type.values : type.item;
    if (type.values != nullptr) schema_.dictionary = &part_;
    if (type.item != nullptr) {
      schema_.n_children = 1;
      schema_.children = &child_;
    }
  }
  TypeStruct(const TypeStruct&) = delete;

  // To be imported once.
  ArrowSchema* get() { return &schema_; }

 private:
  ArrowSchema schema_, part_;
  ArrowSchema* child_ = &part_;
};

// The data of a source as an array that refers to this object.
class Data {
 public:
  explicit Data(Source source) : type_(TypeOf(source)) {
    array_.length = source == Source::kLists ? kListRows : kRows;
    array_.n_buffers = 2;
    array_.buffers = buffers_.data();
    array_.release = [](ArrowArray* self) { self->release = nullptr; };
    if (source == Source::kTexts) {
      FillTexts();
    } else if (source == Source::kLists) {
      FillLists();
    } else {
      FillNumbers(source);
    }
  }
  Data(const Data&) = delete;

  const Type& type() const { return type_; }
  // To be imported once.
  ArrowArray* get() { return &array_; }

 private:
  static Type TypeOf(Source source) {
    switch (source) {
      case Source::kDoubles:
        return {"g"};
      case Source::kMilliseconds:
        return {"tsm:"};
      case Source::kTexts:
        return {"u"};
      case Source::kLists:
        return {"+l", nullptr, "l"};
      default:
        return {"l"};
    }
  }

  void FillNumbers(Source source) {
    std::mt19937_64 random(1);
    numbers_.resize(kRows);
    for (int64_t& number : numbers_) {
      number = static_cast<int64_t>(random() % 1000);
      if (source == Source::kMilliseconds) number = static_cast<int64_t>(random() % 1000000) * 1000;
      if (source == Source::kDoubles) {
        const double value = static_cast<double>(random() >> 11) * 0x1p-53;
        std::memcpy(&number, &value, sizeof(value));
      }
    }
    buffers_[1] = numbers_.data();
    if (source != Source::kNullableIntegers) return;
    bitmap_.resize((kRows + 7) / 8, 0xFF);
    for (int64_t i = 0; i < kRows; i++) {
      if (random() % 10 != 0) continue;
      bitmap_[static_cast<size_t>(i / 8)] &= static_cast<uint8_t>(~(1 << i % 8));
      array_.null_count++;
    }
    buffers_[0] = bitmap_.data();
  }

  void FillTexts() {
    offsets_.push_back(0);
    for (int64_t i = 0; i < kRows; i++) {
      text_ += "name" + std::to_string(i % 1000) + (i % 7 == 0 ? "\xC3\xA9" : "");
      offsets_.push_back(static_cast<int32_t>(text_.size()));
    }
    array_.n_buffers = 3;
    buffers_[1] = offsets_.data();
    buffers_[2] = text_.data();
  }

  void FillLists() {
    for (int32_t i = 0; i <= kListRows; i++) offsets_.push_back(i * 3);
    for (int64_t i = 0; i < kListRows * 3; i++) numbers_.push_back(i % 3 + 1);
    item_buffers_[1] = numbers_.data();
    items_ = array_;
    items_.length = kListRows * 3;
    items_.buffers = item_buffers_.data();
    buffers_[1] = offsets_.data();
    array_.n_children = 1;
    array_.children = &child_;
  }

  Type type_;
  std::vector<uint8_t> bitmap_;
  std::vector<int64_t> numbers_;
  std::vector<int32_t> offsets_;
  std::string text_;
  std::array<const void*, 3> buffers_{};
  std::array<const void*, 2> item_buffers_{};
  ArrowArray array_{}, items_{};
  ArrowArray* child_ = &items_;
};

}  // namespace casts

#endif
