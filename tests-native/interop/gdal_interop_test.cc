// Streams of GDAL through the library: full validation, and every value compared.

#include <cstdio>
#include <cstring>
#include <map>
#include <optional>
#include <string>

#include "bridge_round_trips.h"
#include "gdal.h"
#include "support/read.h"

namespace interop {
namespace {

using arrowbridge_tests::IsValidAt;

constexpr int kRows = 25, kRowsInBatch = 10;

class Gdal : public LiveCountsFixture {};

std::string Text(const ArrowArray& array, int64_t row) {
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
  return std::string(static_cast<const char*>(array.buffers[2]) + offsets[row],
                     static_cast<size_t>(offsets[row + 1] - offsets[row]));
}

template <typename T>
std::string Number(const ArrowArray& array, int64_t row) {
  return std::to_string(
      static_cast<double>(static_cast<const T*>(array.buffers[1])[array.offset + row]));
}

std::string Value(const std::string& format, const ArrowArray& array, int64_t row) {
  if (format == "u" || format == "z") return Text(array, row);
  if (format == "b") {
    const int64_t bit = array.offset + row;
    return std::to_string(static_cast<const uint8_t*>(array.buffers[1])[bit / 8] >> (bit % 8) & 1);
  }
  if (format == "s") return Number<int16_t>(array, row);
  if (format == "i" || format == "tdD" || format == "ttm") return Number<int32_t>(array, row);
  if (format == "l" || format.rfind("tsm:", 0) == 0) return Number<int64_t>(array, row);
  if (format == "f") return Number<float>(array, row);
  if (format == "g") return Number<double>(array, row);
  return "unexpected format " + format;
}

std::string Value(const ArrowSchema& field, const ArrowArray& array, int64_t row) {
  if (!IsValidAt(array, row)) return "null";
  const std::string format = field.format;
  if (format != "+l") return Value(format, array, row);
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
  std::string text;
  for (int32_t i = offsets[row]; i < offsets[row + 1]; i++) {
    text += Value(*field.children[0], *array.children[0], i) + ",";
  }
  return text;
}

// The values that the table was made from.
std::map<std::string, std::string> Expected(int row) {
  const auto number = [](double value) { return std::to_string(value); };
  const std::string text = "row " + std::to_string(row);
  std::string point(21, '\0');
  const double place[] = {static_cast<double>(row), static_cast<double>(-row)};
  point[0] = point[1] = 1;
  std::memcpy(point.data() + 5, place, sizeof(place));
  return {{"int32", number(row)},
          {"bool", std::to_string(row % 2)},
          {"int16", number(row * 100)},
          {"int64", number(row * 1e10)},
          {"double", number(row / 4.0)},
          {"float", number(row / 8.0)},
          {"text", text},
          {"bytes", text},
          {"date", number(row)},
          {"time", number(row * 1000)},
          {"datetime", number(row * 60000)},
          {"int32s", number(row) + "," + number(row + 1) + ","},
          {"int64s", number(row) + "," + number(-row) + "," + number(0) + ","},
          {"doubles", number(row / 2.0) + ","},
          {"texts", text + ","},
          {"wkb_geometry", point}};
}

void ExpectRows(const ArrowSchema& schema, const ArrowArray& batch, int first) {
  for (int64_t i = 0; i < schema.n_children; i++) {
    const std::string name = schema.children[i]->name;
    for (int64_t row = 0; row < batch.length; row++) {
      const int in_table = first + static_cast<int>(row);
      const std::string value = Value(*schema.children[i], *batch.children[i], row);
      if (name == "OGC_FID") {
        EXPECT_EQ(value, std::to_string(static_cast<double>(in_table)));
      } else {
        EXPECT_EQ(value, GdalTable::IsNull(in_table) ? "null" : Expected(in_table).at(name))
            << name << ", row " << in_table;
      }
    }
  }
}

// Reads all rows in batches of the original size, then the end of the stream twice.
void ExpectTable(ArrowArrayStream* stream) {
  OwnedSchema schema;
  ASSERT_EQ(stream->get_schema(stream, schema.GetFilledWithRubbish()), 0);
  EXPECT_EQ(schema->n_children, 17);
  for (int first = 0; first < kRows; first += kRowsInBatch) {
    OwnedArray batch;
    ASSERT_EQ(stream->get_next(stream, batch.GetFilledWithRubbish()), 0);
    ASSERT_FALSE(batch.IsReleased());
    EXPECT_EQ(batch->length, std::min(kRows - first, kRowsInBatch));
    ExpectRows(*schema.get(), *batch.get(), first);
  }
  for (int i = 0; i < 2; i++) {
    OwnedArray end;
    ASSERT_EQ(stream->get_next(stream, end.GetFilledWithRubbish()), 0);
    EXPECT_TRUE(end.IsReleased());
  }
}

TEST_F(Gdal, StreamPassesThrough) {
  GdalTable table(kRows);
  OwnedStream source;
  table.GetStream(kRowsInBatch, source.get());
  OwnedStream passed = RoundTripAsReader(source.get());
  ExpectTable(passed.get());
}

TEST_F(Gdal, BatchesAreValidInFull) {
  GdalTable table(kRows);
  OwnedStream source;
  table.GetStream(kRowsInBatch, source.get());
  OwnedStream passed = RoundTripAsBatches(source.get());
  ExpectTable(passed.get());
}

TEST_F(Gdal, EmptyTable) {
  GdalTable table(0);
  OwnedStream source;
  table.GetStream(kRowsInBatch, source.get());
  OwnedStream passed = RoundTripAsBatches(source.get());
  OwnedArray end;
  ASSERT_EQ(passed->get_next(passed.get(), end.GetFilledWithRubbish()), 0);
  EXPECT_TRUE(end.IsReleased());
}

// A stream that is released early leaves the table usable for another stream, and batches outlive
// the table.
TEST_F(Gdal, BatchOutlivesTheTable) {
  OwnedSchema schema;
  OwnedArray batch;
  {
    GdalTable table(kRows);
    for (int i = 0; i < 2; i++) {
      OwnedStream source;
      table.GetStream(kRowsInBatch, source.get());
      OwnedStream passed = RoundTripAsReader(source.get());
      schema.Reset();
      batch.Reset();
      ASSERT_EQ(passed->get_schema(passed.get(), schema.GetFilledWithRubbish()), 0);
      ASSERT_EQ(passed->get_next(passed.get(), batch.GetFilledWithRubbish()), 0);
    }
  }
  ExpectRows(*schema.get(), *batch.get(), 0);
}

}  // namespace
}  // namespace interop

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  ::testing::InitGoogleTest(&argc, argv);
  const bool required = argc > 1 && std::strcmp(argv[1], "--required") == 0;
  std::string text;
  if (!interop::LoadGdal(&text)) {
    std::printf("GDAL interop left out: %s\n", text.c_str());
    return required ? 1 : kSkipped;
  }
  std::printf("GDAL %s\n", text.c_str());
  return RUN_ALL_TESTS();
}
