#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "checks.h"
#include "harness.h"

namespace arrowbridge_fuzz {
namespace {

// Keeps the compiler from removing the reads.
volatile uint64_t sum;

// Reads both ends of a range; the bytes between are in the same allocation.
void ReadEnds(const void* buffer, int64_t from, int64_t to) {
  if (from >= to) return;
  const auto* bytes = static_cast<const uint8_t*>(buffer);
  sum = sum + bytes[from] + bytes[to - 1];
}

template <typename T>
int64_t At(const void* buffer, int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const uint8_t*>(buffer) + static_cast<size_t>(index) * sizeof(T),
              sizeof(T));
  return static_cast<int64_t>(value);
}

int64_t BitsOf(const char* format) {
  switch (format[0]) {
    case 'b':
      return 1;
    case 'c':
    case 'C':
      return 8;
    case 's':
    case 'S':
    case 'e':
      return 16;
    case 'i':
    case 'I':
    case 'f':
      return 32;
    case 'd': {
      const char* comma = std::strchr(std::strchr(format, ',') + 1, ',');
      return comma == nullptr ? 128 : std::strtol(comma + 1, nullptr, 10);
    }
    case 'w':
      return 8 * std::strtol(format + 2, nullptr, 10);
    case 't':
      if (std::strncmp(format, "tdD", 3) == 0 || std::strncmp(format, "tts", 3) == 0 ||
          std::strncmp(format, "ttm", 3) == 0 || std::strncmp(format, "tiM", 3) == 0) {
        return 32;
      }
      return std::strncmp(format, "tin", 3) == 0 ? 128 : 64;
    default:
      return 64;
  }
}

void ReadValues(const ArrowSchema& schema, const ArrowArray& array, int64_t from, int64_t count);

void ReadChild(const ArrowSchema& schema, const ArrowArray& array, int64_t index, int64_t from,
               int64_t count) {
  const ArrowArray& child = *array.children[index];
  if (from < 0 || count < 0 || count > child.length - from)
    Fail("a valid array leads outside of a child");
  ReadValues(*schema.children[index], child, child.offset + from, count);
}

// Texts, binary values and lists: reads the range between their offsets.
template <typename T>
void ReadOffsets(const ArrowSchema& schema, const ArrowArray& array, int64_t from, int64_t count) {
  const int64_t start = At<T>(array.buffers[1], from);
  const int64_t end = At<T>(array.buffers[1], from + count);
  if (start > end) Fail("offsets of a valid array decrease");
  if (array.n_children > 0) {
    ReadChild(schema, array, 0, start, end - start);
  } else {
    ReadEnds(array.buffers[2], start, end);
  }
}

template <typename T>
void ReadListViews(const ArrowSchema& schema, const ArrowArray& array, int64_t from,
                   int64_t count) {
  int64_t start = INT64_MAX;
  int64_t end = 0;
  for (int64_t i = from; i < from + count; i++) {
    const int64_t size = At<T>(array.buffers[2], i);
    if (size == 0) continue;
    start = std::min(start, At<T>(array.buffers[1], i));
    end = std::max(end, At<T>(array.buffers[1], i) + size);
  }
  if (start < end) ReadChild(schema, array, 0, start, end - start);
}

void ReadViews(const ArrowArray& array, int64_t from, int64_t count) {
  const auto* valid =
      array.null_count == 0 ? nullptr : static_cast<const uint8_t*>(array.buffers[0]);
  for (int64_t i = from; i < from + count; i++) {
    if (valid != nullptr && (valid[i / 8] >> (i % 8) & 1) == 0) continue;
    const int64_t size = At<int32_t>(array.buffers[1], 4 * i);
    if (size <= 12) continue;
    const int64_t index = At<int32_t>(array.buffers[1], 4 * i + 2);
    const int64_t offset = At<int32_t>(array.buffers[1], 4 * i + 3);
    ReadEnds(array.buffers[2 + index], offset, offset + size);
  }
}

void ReadUnion(const ArrowSchema& schema, const ArrowArray& array, int64_t from, int64_t count) {
  ReadEnds(array.buffers[0], from, from + count);
  for (int64_t i = 0; i < array.n_children; i++) {
    if (schema.format[2] == 's') {
      ReadChild(schema, array, i, from, count);
    } else {
      ReadChild(schema, array, i, 0, array.children[i]->length);
    }
  }
}

void ReadDictionary(const ArrowSchema& schema, const ArrowArray& array, int64_t from,
                    int64_t count) {
  ReadEnds(array.buffers[1], from * BitsOf(schema.format) / 8,
           (from + count) * BitsOf(schema.format) / 8);
  ReadValues(*schema.dictionary, *array.dictionary, array.dictionary->offset,
             array.dictionary->length);
}

void ReadNested(const ArrowSchema& schema, const ArrowArray& array, int64_t from, int64_t count) {
  switch (schema.format[1]) {
    case 'l':
    case 'm':
      return ReadOffsets<int32_t>(schema, array, from, count);
    case 'L':
      return ReadOffsets<int64_t>(schema, array, from, count);
    case 'v':
      return schema.format[2] == 'l' ? ReadListViews<int32_t>(schema, array, from, count)
                                     : ReadListViews<int64_t>(schema, array, from, count);
    case 'w': {
      const int64_t size = std::strtol(schema.format + 3, nullptr, 10);
      return ReadChild(schema, array, 0, from * size, count * size);
    }
    case 's':
      for (int64_t i = 0; i < array.n_children; i++) ReadChild(schema, array, i, from, count);
      return;
    case 'u':
      return ReadUnion(schema, array, from, count);
    default:
      ReadChild(schema, array, 0, 0, array.children[0]->length);
      ReadChild(schema, array, 1, 0, array.children[0]->length);
  }
}

// `from` counts from the start of the buffers.
void ReadValues(const ArrowSchema& schema, const ArrowArray& array, int64_t from, int64_t count) {
  if (count == 0 || schema.format[0] == 'n') return;
  const bool has_validity =
      schema.format[0] != '+' || (schema.format[1] != 'u' && schema.format[1] != 'r');
  if (has_validity && array.null_count != 0) {
    if (array.buffers[0] != nullptr) ReadEnds(array.buffers[0], from / 8, (from + count + 7) / 8);
  }
  if (schema.dictionary != nullptr) return ReadDictionary(schema, array, from, count);
  switch (schema.format[0]) {
    case '+':
      return ReadNested(schema, array, from, count);
    case 'u':
    case 'z':
      return ReadOffsets<int32_t>(schema, array, from, count);
    case 'U':
    case 'Z':
      return ReadOffsets<int64_t>(schema, array, from, count);
    case 'v':
      return ReadViews(array, from, count);
    default: {
      const int64_t bits = BitsOf(schema.format);
      ReadEnds(array.buffers[1], from * bits / 8, ((from + count) * bits + 7) / 8);
    }
  }
}

}  // namespace

void ReadAllValues(const ArrowSchema& schema, const ArrowArray& array) {
  ReadValues(schema, array, array.offset, array.length);
}

}  // namespace arrowbridge_fuzz
