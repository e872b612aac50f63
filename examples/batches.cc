// Record batches in C++ with arrowbridge.hpp: produced by a lambda, read in a loop, validated,
// sliced and printed.
//
// Destructors release all memory, and errors are exceptions. For programs without exceptions every
// call has a `Try` form that returns a Result; ShowErrors() uses one.

#include <cerrno>
#include <cstdint>
#include <iostream>
#include <optional>
#include <exception>
#include <string>
#include <vector>

#include "arrowbridge/arrowbridge.hpp"

namespace {

// The memory of one column. The ArrowArray points into it, and its release callback deletes it.
template <typename T>
struct ColumnParts {
  std::vector<uint8_t> validity;
  std::vector<T> values;
  const void* buffers[2];
};

template <typename Parts, typename Struct>
void ReleaseParts(Struct* self) {
  for (int64_t i = 0; i < self->n_children; ++i) {
    if (self->children[i]->release != nullptr) self->children[i]->release(self->children[i]);
  }
  delete static_cast<Parts*>(self->private_data);
  self->release = nullptr;
}

template <typename T>
ArrowArray MakeColumn(const std::vector<std::optional<T>>& cells) {
  auto* parts = new ColumnParts<T>();
  parts->validity.resize((cells.size() + 7) / 8);
  ArrowArray column = {};
  for (size_t row = 0; row < cells.size(); ++row) {
    parts->values.push_back(cells[row].value_or(T()));
    if (cells[row].has_value()) {
      parts->validity[row / 8] |= static_cast<uint8_t>(1 << (row % 8));
    } else {
      ++column.null_count;
    }
  }
  parts->buffers[0] = parts->validity.data();
  parts->buffers[1] = parts->values.data();
  column.length = static_cast<int64_t>(cells.size());
  column.n_buffers = 2;
  column.buffers = parts->buffers;
  column.private_data = parts;
  column.release = ReleaseParts<ColumnParts<T>, ArrowArray>;
  return column;
}

template <typename Struct>
struct ParentParts {
  Struct columns[2];
  Struct* children[2] = {&columns[0], &columns[1]};
  const void* buffers[1] = {nullptr};
};

// A batch with the hours of one day and the measured temperatures; null if there was no
// measurement.
arrowbridge::UniqueArray MakeBatch(const std::vector<std::optional<int32_t>>& hours,
                                   const std::vector<std::optional<double>>& celsius) {
  auto* parts = new ParentParts<ArrowArray>{{MakeColumn(hours), MakeColumn(celsius)}};
  ArrowArray batch = {};
  batch.length = static_cast<int64_t>(hours.size());
  batch.n_buffers = 1;
  batch.buffers = parts->buffers;
  batch.n_children = 2;
  batch.children = parts->children;
  batch.private_data = parts;
  batch.release = ReleaseParts<ParentParts<ArrowArray>, ArrowArray>;
  return arrowbridge::UniqueArray(&batch);
}

// The reader calls the lambda for each batch until it returns an empty one (end of stream). The
// lambda returns batches for two days. On the third day it throws if `breaks` is true.
arrowbridge::Reader Measurements(bool breaks) {
  return arrowbridge::Reader::FromFunction(
      arrowbridge::Schema::Parse("struct<hour: int32, celsius: float64>").Export(),
      [day = 0, breaks]() mutable -> arrowbridge::UniqueArray {
        ++day;
        if (day == 1) return MakeBatch({6, 12, 18}, {3.5, 9.25, 6.0});
        if (day == 2) return MakeBatch({6, 12, 18, 23}, {2.0, std::nullopt, 7.5, 1.0});
        if (breaks) throw arrowbridge::Error(EIO, "the thermometer is broken");
        return {};
      });
}

void PrintBatches() {
  arrowbridge::Reader reader = Measurements(false);
  std::cout << reader.GetSchema().ToString() << "\n";
  for (arrowbridge::Array batch : reader) {
    batch.Validate();  // validates every value; the import has validated the structure
    const arrowbridge::Array celsius = batch.Column("celsius");
    std::cout << batch.length() << " rows, " << celsius.NullCount() << " not measured\n"
              << batch.ToString() << "from noon on\n"
              << batch.Slice(1).ToString() << "\n";
  }
}

void ShowErrors() {
  arrowbridge::Reader reader = Measurements(true);
  try {
    for (const arrowbridge::Array& batch : reader) std::cout << batch.length() << " rows\n";
  } catch (const arrowbridge::Error& error) {
    std::cout << "caught: " << error.what() << " (EIO: " << (error.code() == EIO) << ")\n";
  }
  // A reader that failed returns the same error again. TryNext() returns it without an exception.
  const arrowbridge::Result<arrowbridge::Array> next = reader.TryNext();
  if (!next.ok()) std::cout << "returned: " << next.message() << "\n";
}

}  // namespace

int main() {
  try {
    PrintBatches();
    ShowErrors();
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  const ArrowBridgeLiveCounts live = arrowbridge::LiveCounts();
  std::cout << "not released: " << live.blocks << " blocks, " << live.handles << " handles\n";
  return live.blocks == 0 && live.handles == 0 ? 0 : 1;
}
