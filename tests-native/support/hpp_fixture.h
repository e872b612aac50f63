// Shared by the tests of arrowbridge.hpp: a fixture that detects leaks, and short names.

#ifndef ARROWBRIDGE_TESTS_HPP_FIXTURE_H
#define ARROWBRIDGE_TESTS_HPP_FIXTURE_H

#include <gtest/gtest.h>

#include <cstring>
#include <utility>
#include <vector>

#include "arrowbridge/arrowbridge.hpp"
#include "support/hpp_data.h"

// At the end of a test, no object of the library and of hpp_data is alive that was not alive
// before.
class HppFixture : public ::testing::Test {
 protected:
  void SetUp() override { before_ = arrowbridge::LiveCounts(); }

  void TearDown() override {
    const ArrowBridgeLiveCounts after = arrowbridge::LiveCounts();
    EXPECT_EQ(after.bytes, before_.bytes);
    EXPECT_EQ(after.blocks, before_.blocks);
    EXPECT_EQ(after.handles, before_.handles);
    EXPECT_EQ(after.exported_schemas, before_.exported_schemas);
    EXPECT_EQ(after.exported_arrays, before_.exported_arrays);
    EXPECT_EQ(after.exported_streams, before_.exported_streams);
    EXPECT_EQ(hpp_data::alive, 0);
  }

  static arrowbridge::UniqueSchema SchemaStruct() {
    ArrowSchema schema = hpp_data::MakeSchema();
    return arrowbridge::UniqueSchema(&schema);
  }
  static arrowbridge::Schema MakeSchema() { return arrowbridge::Schema::Import(SchemaStruct()); }

  static arrowbridge::UniqueArray BatchStruct(const std::vector<std::optional<int32_t>>& values) {
    ArrowArray batch = hpp_data::MakeBatch(values);
    return arrowbridge::UniqueArray(&batch);
  }
  static arrowbridge::Array MakeBatch(const std::vector<std::optional<int32_t>>& values) {
    return arrowbridge::Array::ImportRecordBatch(BatchStruct(values), MakeSchema());
  }

  // A reader over the batches {1, 2}, {3}, {} and {null, 5}.
  static arrowbridge::Reader MakeReader() {
    std::vector<arrowbridge::UniqueArray> batches;
    batches.push_back(BatchStruct({1, 2}));
    batches.push_back(BatchStruct({3}));
    batches.push_back(BatchStruct({}));
    batches.push_back(BatchStruct({std::nullopt, 5}));
    return arrowbridge::Reader::FromBatches(SchemaStruct(), std::move(batches));
  }

  static std::vector<int32_t> Values(const arrowbridge::Array& batch) {
    const arrowbridge::UniqueArray exported = batch.ExportRecordBatch();
    return hpp_data::ValuesOf(exported.get());
  }

 private:
  ArrowBridgeLiveCounts before_ = {};
};

// Returns the Error that the body throws, or one with code 0 if it throws none.
template <typename Body>
arrowbridge::Error ErrorOf(const Body& body) {
  try {
    static_cast<void>(body());
  } catch (const arrowbridge::Error& error) {
    return error;
  }
  return arrowbridge::Error(0, "nothing was thrown");
}

#endif  // ARROWBRIDGE_TESTS_HPP_FIXTURE_H
