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

// A batch with the hours of one day and the measured temperatures; null if there was no
// measurement.
arrowbridge::Array MakeBatch(const std::vector<std::optional<int32_t>>& hours,
                             const std::vector<std::optional<double>>& celsius) {
  return arrowbridge::from_columns(
      arrowbridge::NamedColumn{"hour", arrowbridge::from_range(hours)},
      arrowbridge::NamedColumn{"celsius", arrowbridge::from_range(celsius)});
}

// The reader calls the lambda for each batch until it returns an empty one (end of stream). The
// lambda returns batches for two days. On the third day it throws if `breaks` is true.
arrowbridge::Reader Measurements(bool breaks) {
  return arrowbridge::Reader::FromFunction(
      arrowbridge::Schema::Parse("struct<hour: int32, celsius: float64>").Export(),
      [day = 0, breaks]() mutable -> arrowbridge::Array {
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
