#include "struct_mutations.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "harness.h"
#include "hidden_items.h"
#include "support/all_types.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::AllTypes;
using arrowbridge_tests::Bytes;

constexpr int64_t kMostRows = 200;
constexpr int64_t kMostOffset = 60;
constexpr size_t kWidest = 32;
constexpr size_t kExtraBytes = kWidest * (kMostRows + kMostOffset + 1);

ArrayData SomeType(int64_t rows, Random* random) {
  return random->Choose(AllTypes()).make(rows, random->OneIn(2)).Named("column");
}

// Wraps an array in one more level.
ArrayData Wrap(const ArrayData& data, Random* random) {
  using namespace arrowbridge_tests;
  const int64_t rows = data.length;
  const std::vector<bool> valid(static_cast<size_t>(rows), true);
  Values<int64_t> sizes(static_cast<size_t>(rows), 1);
  Values<int32_t> indices;
  for (int64_t i = 0; i < rows; i++) indices.push_back(static_cast<int32_t>(rows - 1 - i));
  switch (random->Below(7)) {
    case 0:
      return Lists(random->OneIn(2) ? "+l" : "+L", sizes, data);
    case 1:
      return ListViews(random->OneIn(2) ? "+vl" : "+vL", sizes, data);
    case 2:
      return FixedSizeLists(1, valid, data);
    case 3:
      return Dictionary(Int32s(indices), data);
    case 4: {
      for (auto& index : indices) index = static_cast<int32_t>(rows) - *index;
      return RunEndEncoded(rows, Int32s(indices), data);
    }
    case 5: {
      const ArrayData other = SomeType(rows, random);
      return SparseUnion("+us:0,1", std::vector<int8_t>(static_cast<size_t>(rows), 1),
                         {other.Named("a"), data.Named("b")});
    }
    default:
      return Struct(valid, {data.Named("inner"), SomeType(rows, random).Named("other")});
  }
}

// All arrays below and including this one, dictionaries too.
void Collect(ArrayData* data, std::vector<ArrayData*>* all) {
  all->push_back(data);
  for (ArrayData& child : data->children) Collect(&child, all);
  for (ArrayData& values : data->dictionary) Collect(&values, all);
}

std::vector<ArrayData*> AllArrays(ArrayData* data) {
  std::vector<ArrayData*> all;
  Collect(data, &all);
  return all;
}

bool IsBinary(const ArrayData& data) {
  return data.dictionary.empty() && data.format.size() == 1 &&
         std::strchr("uzUZ", data.format[0]) != nullptr;
}

bool IsView(const ArrayData& data) { return data.format[0] == 'v'; }

void AlterNumbers(ArrayData* data, Random* random) {
  switch (random->Below(4)) {
    case 0:
      data->length = std::clamp<int64_t>(data->length + static_cast<int64_t>(random->Below(9)) - 4,
                                         -1, kMostRows);
      break;
    case 1:
      data->offset = static_cast<int64_t>(random->Below(random->OneIn(2) ? 4 : kMostOffset)) -
                     random->OneIn(20);
      break;
    case 2:
      data->null_count = static_cast<int64_t>(random->Below(
                             static_cast<size_t>(std::max<int64_t>(data->length, 0)) + 4)) -
                         2;
      break;
    default:
      data->length = static_cast<int64_t>(random->Below(kMostRows));
      break;
  }
}

template <typename T>
void Store(Bytes* bytes, size_t index, T value) {
  if ((index + 1) * sizeof(T) <= bytes->size())
    std::memcpy(bytes->data() + index * sizeof(T), &value, sizeof(T));
}

// Numbers that the producer vouches for: negative, or inside of the extra bytes.
void AlterVouched(Bytes* bytes, size_t width, Random* random) {
  const size_t index = random->Below(bytes->size() / width);
  const int64_t value = random->OneIn(10)  ? (width == 4 ? INT32_MIN : INT64_MIN)
                        : random->OneIn(2) ? static_cast<int64_t>(random->Below(64)) - 2
                                           : static_cast<int64_t>(random->Below(kExtraBytes));
  width == 4 ? Store(bytes, index, static_cast<int32_t>(value)) : Store(bytes, index, value);
}

void AlterBuffer(ArrayData* data, Random* random) {
  if (data->buffers.empty()) return;
  const size_t index = random->Below(data->buffers.size());
  auto& buffer = data->buffers[index];
  const bool lengths = IsView(*data) && index + 1 == data->buffers.size();
  if (random->OneIn(12)) {
    if (!lengths) buffer.reset();
    return;
  }
  if (!buffer.has_value() || buffer->size() < 8) return;
  if (lengths) {
    AlterVouched(&*buffer, 8, random);
  } else if (index == 1 && IsBinary(*data)) {
    AlterVouched(&*buffer, data->format[0] < 'a' ? 8 : 4, random);
  } else {
    const size_t width = size_t{1} << random->Below(4);
    const uint64_t value =
        random->OneIn(2)
            ? random->Below(12)
            : random->Interesting(static_cast<uint64_t>(std::max<int64_t>(data->length, 0)));
    std::memcpy(buffer->data() + random->Below(buffer->size() / width) * width, &value, width);
  }
}

// Extends every buffer, except the table of variadic lengths, whose size follows from the number of
// buffers.
void AddExtraBytes(ArrayData* data) {
  for (ArrayData* array : AllArrays(data)) {
    for (size_t i = 0; i < array->buffers.size(); i++) {
      if (array->buffers[i].has_value())
        array->buffers[i]->resize(array->buffers[i]->size() + kExtraBytes);
    }
  }
}

// Hides what is below some rows: items of null lists and fields of null structs are never read.
void AddNulls(ArrayData* data, Random* random) {
  const bool has_validity = !data->buffers.empty() && data->format != "n" &&
                            data->format.rfind("+u", 0) != 0 && data->format != "+r";
  if (!has_validity) return;
  Bytes bits(static_cast<size_t>(kMostRows + kMostOffset) / 8 + 1);
  for (uint8_t& byte : bits) byte = static_cast<uint8_t>(random->Next());
  data->buffers[0] = bits;
  data->null_count = -1;
}

int64_t Number(Random* random) {
  return static_cast<int64_t>(random->Interesting(random->Below(300)));
}

std::string Format(const std::string& old, Random* random) {
  if (random->OneIn(2)) return random->Choose(AllTypes()).make(0, false).format;
  std::string format = old;
  const std::string letters = "+udwtsmnlLvzZ:,0123456789-rbcCsSiIeFgG\xC3\xA9";
  const size_t changes = 1 + random->Below(3);
  for (size_t i = 0; i < changes; i++) {
    const char letter = letters[random->Below(letters.size())];
    const size_t at = random->Below(format.size() + 1);
    if (random->OneIn(2) || at == format.size()) {
      format.insert(at, 1 + (random->OneIn(50) ? 3000u : 0u), letter);
    } else if (random->OneIn(2)) {
      format[at] = letter;
    } else {
      format.erase(at, 1);
    }
  }
  return format;
}

}  // namespace

ArrayData MakeValid(Random* random) {
  const auto rows = static_cast<int64_t>(random->Below(random->OneIn(10) ? 100 : 12));
  ArrayData data = SomeType(rows, random);
  // An input of libFuzzer can make this any depth, and deep types are slow.
  const int most = !IsGuided() ? INT32_MAX : random->OneIn(50) ? 70 : 4;
  for (int i = 0; i < most && random->OneIn(2); i++) {
    data = IsGuided() && random->OneIn(3) ? WithHiddenItems(data, random) : Wrap(data, random);
    data.name = "column";
  }
  if (random->OneIn(2)) return data;
  std::vector<ArrayData> columns = {data};
  for (int i = 0; i < most && random->OneIn(2); i++)
    columns.push_back(SomeType(rows, random).Named("another"));
  return arrowbridge_tests::Batch(rows, columns);
}

void AlterContents(ArrayData* data, Random* random) {
  const std::vector<ArrayData*> arrays = AllArrays(data);
  const size_t changes = random->OneIn(20) ? 0 : 1 + random->Below(4);
  for (size_t i = 0; i < changes; i++) {
    ArrayData* array = random->Choose(arrays);
    random->OneIn(3) ? AlterNumbers(array, random) : AlterBuffer(array, random);
    if (random->OneIn(10)) array->flags = static_cast<int64_t>(random->Below(8));
    if (IsGuided() && random->OneIn(4)) AddNulls(random->Choose(arrays), random);
  }
  AddExtraBytes(data);
}

void AlterStructure(ArrayData* data, ArrayData* type, Random* random) {
  std::vector<ArrayData*> arrays = AllArrays(data);
  const std::vector<ArrayData*> types = AllArrays(type);
  const size_t changes = 1 + random->Below(3);
  for (size_t i = 0; i < changes; i++) {
    ArrayData* array = random->Choose(arrays);
    ArrayData* described = random->Choose(types);
    // If the data of texts is NULL, their last offset is read; nulls of dictionary-encoded arrays
    // are counted.
    const bool is_read = IsBinary(*array) || IsView(*array) || !array->dictionary.empty();
    switch (random->Below(8)) {
      case 0:
        if (!is_read) array->length = Number(random);
        break;
      case 1:
        if (!is_read) array->offset = Number(random);
        break;
      case 2:
        array->null_count = Number(random);
        break;
      case 3:
        if (!array->buffers.empty()) array->buffers[random->Below(array->buffers.size())].reset();
        break;
      case 4:
        described->format = Format(described->format, random);
        break;
      case 5:
        described->flags = Number(random);
        break;
      case 6:
        described->name = random->OneIn(3) ? std::optional<std::string>()
                                           : std::string("\xFF\xC3 name", random->Below(7));
        break;
      default:
        if (!described->children.empty()) described->children.pop_back();
        AddExtraBytes(data);
        return;  // the list of types is no longer valid
    }
  }
  AddExtraBytes(data);
}

void BreakArray(ArrowArray* array, Random* random) {
  while (array->n_children > 0 && array->children != nullptr && random->OneIn(2)) {
    ArrowArray* child = array->children[random->Below(static_cast<size_t>(array->n_children))];
    if (child == nullptr) return;
    array = child;
  }
  const int64_t had = array->n_buffers;
  switch (random->Below(7)) {
    case 0:
      // A view array has as many buffers as it says, and the last of them is read. So is the table
      // of a union or a null array that says it has one more, as in older versions of Arrow.
      array->n_buffers =
          array->n_buffers < 4 ? Number(random) % 3 : static_cast<int64_t>(random->Below(4)) - 1;
      if (array->n_buffers == had + 1) array->n_buffers = -1;
      break;
    case 1:
      array->buffers = nullptr;
      break;
    case 2:
      array->n_children = Number(random);
      break;
    case 3:
      array->children = nullptr;
      break;
    case 4:
      if (array->n_children > 0 && array->children != nullptr) array->children[0] = nullptr;
      break;
    case 5:
      array->dictionary = nullptr;
      break;
    default:
      array->null_count = Number(random);
      break;
  }
}

void BreakSchema(ArrowSchema* schema, Random* random) {
  while (schema->n_children > 0 && schema->children != nullptr && random->OneIn(2)) {
    ArrowSchema* child = schema->children[random->Below(static_cast<size_t>(schema->n_children))];
    if (child == nullptr) return;
    schema = child;
  }
  switch (random->Below(6)) {
    case 0:
      schema->n_children =
          static_cast<int64_t>(random->Below(static_cast<size_t>(schema->n_children) + 1));
      break;
    case 1:
      schema->n_children = INT64_MIN + static_cast<int64_t>(random->Below(3));
      break;
    case 2:
      schema->children = nullptr;
      break;
    case 3:
      if (schema->n_children > 0 && schema->children != nullptr) schema->children[0] = nullptr;
      break;
    case 4:
      schema->dictionary = nullptr;
      break;
    default:
      schema->format = nullptr;
      break;
  }
}

}  // namespace arrowbridge_fuzz
