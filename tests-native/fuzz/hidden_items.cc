#include "hidden_items.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "support/builders.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::ArrayData;
using arrowbridge_tests::Values;

constexpr size_t kMostEmpty = 100;

void PutGarbage(std::optional<arrowbridge_tests::Bytes>* buffer, int64_t row, size_t width,
                Random* random) {
  const size_t at = static_cast<size_t>(row) * width;
  if (!buffer->has_value() || (*buffer)->size() < at + width) return;
  const uint64_t value = random->Interesting(static_cast<uint64_t>(row));
  std::memcpy((*buffer)->data() + at, &value, width);
}

// Zero if the format is not an integer.
size_t IntegerWidth(const std::string& format) {
  if (format.size() != 1) return 0;
  const char* const widths[] = {"", "cC", "sS", "", "iI", "", "", "", "lL"};
  for (const size_t width : {1, 2, 4, 8}) {
    if (std::strchr(widths[width], format[0]) != nullptr) return width;
  }
  return 0;
}

// Only what no reader of values follows either without need: unions, dictionary indices.
void Spoil(ArrayData* data, int64_t row, Random* random) {
  if (!data->dictionary.empty()) {
    PutGarbage(&data->buffers[1], row, IntegerWidth(data->format), random);
  } else if (data->format.rfind("+u", 0) == 0) {
    PutGarbage(&data->buffers[0], row, 1, random);
    if (data->format[2] == 'd' && random->OneIn(2)) {
      PutGarbage(&data->buffers[1], row, 4, random);
    }
  } else if (data->format == "+s") {
    for (ArrayData& child : data->children) Spoil(&child, row, random);
  } else if (data->format.rfind("+w:", 0) == 0) {
    const int64_t size = std::strtol(data->format.c_str() + 3, nullptr, 10);
    for (int64_t i = 0; i < size; i++) Spoil(&data->children[0], row * size + i, random);
  }
}

ArrayData Over(const ArrayData& items, Values<int64_t> sizes, std::vector<bool> shown,
               Random* random) {
  using namespace arrowbridge_tests;
  const bool is_large = random->OneIn(2);
  ArrayData lists;
  if (random->OneIn(2)) {
    lists = Lists(is_large ? "+L" : "+l", sizes, items);
  } else {  // stored from the last row to the first
    std::reverse(sizes.begin(), sizes.end());
    std::reverse(shown.begin(), shown.end());
    lists = ListViews(is_large ? "+vL" : "+vl", sizes, items);
  }
  lists.buffers[0] = Bitmap(shown);
  lists.null_count = std::count(shown.begin(), shown.end(), false);
  return lists;
}

}  // namespace

ArrayData WithHiddenItems(ArrayData items, Random* random) {
  const size_t kind = random->Below(4);  // 0: struct, 1: fixed-size lists, else: other lists
  Values<int64_t> sizes;
  std::vector<bool> shown;
  for (int64_t used = 0; used < items.length;) {
    const bool may_be_empty = sizes.size() < kMostEmpty;
    const auto size = kind < 2 ? 1 : static_cast<int64_t>(random->Below(3) + !may_be_empty);
    const int64_t row = std::min(size, items.length - used);
    const bool is_shown = !random->OneIn(3);
    for (int64_t i = used; i < used + row && !is_shown; i++) Spoil(&items, i, random);
    sizes.push_back(row);
    shown.push_back(is_shown);
    used += row;
  }
  if (kind == 0) return arrowbridge_tests::Struct(shown, {items.Named("hidden")});
  if (kind == 1) return arrowbridge_tests::FixedSizeLists(1, shown, items.Named("item"));
  return Over(items.Named("item"), sizes, shown, random);
}

}  // namespace arrowbridge_fuzz
