// Children moved out of exported arrays, and of imported arrays through views (MOV-*).

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "support/builders.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

// {a: int32, b: {c: utf8, d: int64}, e: dictionary<int32, utf8>}
ArrayData TestBatch() {
  const ArrayData inner =
      Batch(2, {Strings("u", {"x", "y"}).Named("c"), Int64s({5, 6}).Named("d")});
  return Batch(2, {Int32s({1, 2}).Named("a"), inner.Named("b"),
                   Dictionary(Int32s({1, 0}), Strings("u", {"v", "w"})).Named("e")});
}

int32_t Int32At(const ArrowArray& array, int64_t row) {
  return static_cast<const int32_t*>(array.buffers[1])[array.offset + row];
}

class ArrayMove : public LiveCountsTest {
 protected:
  // Exports the array and releases the handle: only the exported struct keeps it alive.
  ArrowArray ExportRoot(const ArrayData& data) {
    const ArrayHandle handle = ImportArray(data, &log_);
    auto exported = Garbage<ArrowArray>();
    EXPECT_OK(ArrowBridgeExportArray(handle.get(), &exported, nullptr, &error_));
    return exported;
  }

  Log log_;
};

TEST_F(ArrayMove, MOV_1_MovedStructIsTheOnlyLiveOne) {
  ArrowArray exported = ExportRoot(TestBatch());
  ArrowArray moved = MoveOut(&exported);
  EXPECT_TRUE(log_->NoneYet());
  EXPECT_EQ(Int32At(*moved.children[0], 1), 2);
  ReleaseChecked(&moved);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_MOV_6_OneChildOutlivesTheOthers) {
  const std::vector<std::string> names = {"a", "b", "e"};
  for (size_t kept = 0; kept < names.size(); kept++) {
    ArrowArray exported = ExportRoot(TestBatch());
    ArrowArray child = MoveOut(exported.children[kept]);
    ReleaseChecked(&exported);
    for (size_t i = 0; i < names.size(); i++) {
      EXPECT_EQ(log_->Calls(names[i]), i == kept ? 0 : 1) << names[i] << ", kept " << names[kept];
    }
    EXPECT_EQ(log_->Calls(""), 1) << "the producer's struct is released with the parent";
    EXPECT_EQ(child.length, 2);
    if (kept == 0) {
      EXPECT_EQ(Int32At(child, 0), 1);
    }
    if (kept == 2) {
      EXPECT_EQ(static_cast<const char*>(child.dictionary->buffers[2])[1], 'w');
    }
    ReleaseChecked(&child);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(ArrayMove, MOV_3_SeveralChildrenInEveryOrderOfRelease) {
  // 0, 1 and 2 are the moved children. 3 is the parent: the specification asks to release it right
  // after the move, but the order must not matter.
  std::vector<int> order = {0, 1, 2, 3};
  do {
    for (int n_moved = 1; n_moved <= 3; n_moved++) {
      ArrowArray exported = ExportRoot(TestBatch());
      std::vector<ArrowArray> moved;
      for (int i = 0; i < n_moved; i++) moved.push_back(MoveOut(exported.children[i]));
      for (int who : order) {
        if (who == 3) ReleaseChecked(&exported);
        if (who < n_moved) ReleaseChecked(&moved[static_cast<size_t>(who)]);
      }
      EXPECT_TRUE(log_->AllOnce());
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(ArrayMove, MOV_3_Grandchild) {
  ArrowArray exported = ExportRoot(TestBatch());
  ArrowArray d = MoveOut(exported.children[1]->children[1]);
  ReleaseChecked(&exported);
  EXPECT_EQ(log_->Calls("a"), 1);
  EXPECT_EQ(log_->Calls("e"), 1);
  EXPECT_EQ(log_->Calls("b.d"), 0);
  EXPECT_EQ(static_cast<const int64_t*>(d.buffers[1])[1], 6);
  ReleaseChecked(&d);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_ChildAndThenItsOwnChild) {
  for (bool parent_first : {false, true}) {
    ArrowArray exported = ExportRoot(TestBatch());
    ArrowArray b = MoveOut(exported.children[1]);
    ArrowArray c = MoveOut(b.children[0]);
    ReleaseChecked(parent_first ? &exported : &b);
    ReleaseChecked(parent_first ? &b : &exported);
    EXPECT_EQ(log_->Calls("a"), 1);
    EXPECT_EQ(log_->Calls("b.c"), 0);
    EXPECT_EQ(static_cast<const char*>(c.buffers[2])[0], 'x');
    ReleaseChecked(&c);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(ArrayMove, MOV_3_GrandchildAndThenItsParent) {
  ArrowArray exported = ExportRoot(TestBatch());
  ArrowArray c = MoveOut(exported.children[1]->children[0]);
  ArrowArray b = MoveOut(exported.children[1]);
  ReleaseChecked(&exported);
  ReleaseChecked(&b);
  EXPECT_EQ(log_->Calls("b"), 0) << "the column has one owner";
  EXPECT_EQ(static_cast<const char*>(c.buffers[2])[1], 'y');
  ReleaseChecked(&c);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_DictionaryOfAColumn) {
  ArrowArray exported = ExportRoot(TestBatch());
  ArrowArray values = MoveOut(exported.children[2]->dictionary);
  ReleaseChecked(&exported);
  EXPECT_EQ(log_->Calls("a"), 1);
  EXPECT_EQ(log_->Calls("e[dictionary]"), 0);
  EXPECT_EQ(static_cast<const char*>(values.buffers[2])[0], 'v');
  ReleaseChecked(&values);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_DictionaryOfTheRoot) {
  for (bool values_first : {false, true}) {
    ArrowArray exported = ExportRoot(Dictionary(Int32s({1, 0}), Strings("u", {"v", "w"})));
    ArrowArray values = MoveOut(exported.dictionary);
    ReleaseChecked(values_first ? &values : &exported);
    EXPECT_TRUE(log_->NoneYet());
    ReleaseChecked(values_first ? &exported : &values);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(ArrayMove, MOV_3_ItemsOfAList) {
  ArrowArray exported = ExportRoot(Lists("+l", {1, 1}, Int32s({8, 9})));
  ArrowArray items = MoveOut(exported.children[0]);
  ReleaseChecked(&exported);
  EXPECT_EQ(log_->Calls(""), 1);
  EXPECT_EQ(log_->Calls("item"), 0);
  EXPECT_EQ(Int32At(items, 1), 9);
  ReleaseChecked(&items);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_MEM_10_MovedTwiceAndReleasedOnAnotherThread) {
  ArrowArray exported = ExportRoot(TestBatch());
  auto first = Relocate(exported.children[1]);
  auto second = Relocate(first.get());
  first.reset();
  auto parent = Relocate(&exported);
  std::thread([&parent] { ReleaseChecked(parent.get()); }).join();
  EXPECT_EQ(log_->Calls("a"), 1);
  EXPECT_EQ(second->children[1]->length, 2);
  std::thread([&second] { ReleaseChecked(second.get()); }).join();
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_ParentAndChildrenAtTheSameTime) {
  for (int round = 0; round < 200; round++) {
    ArrowArray exported = ExportRoot(TestBatch());
    ArrowArray a = MoveOut(exported.children[0]);
    ArrowArray c = MoveOut(exported.children[1]->children[0]);
    std::thread one([&a] { ReleaseChecked(&a); });
    std::thread two([&c] { ReleaseChecked(&c); });
    ReleaseChecked(&exported);
    one.join();
    two.join();
    ASSERT_TRUE(log_->AllOnce());
  }
}

TEST_F(ArrayMove, MOV_6_EachOfManyExportsKeepsOnlyItsColumnAlive) {
  ArrayHandle handle = ImportArray(TestBatch(), &log_);
  ArrowArray kept[2];
  for (int i = 0; i < 2; i++) {
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(handle.get(), &exported, nullptr, &error_));
    kept[i] = MoveOut(exported.children[i]);
    ReleaseChecked(&exported);
  }
  EXPECT_TRUE(log_->NoneYet());
  handle.reset();
  EXPECT_EQ(log_->Calls("a"), 0);
  EXPECT_EQ(log_->Calls("b"), 0);
  EXPECT_EQ(log_->Calls("e"), 1);
  ReleaseChecked(&kept[0]);
  EXPECT_EQ(log_->Calls("a"), 1);
  EXPECT_EQ(log_->Calls("b"), 0);
  ReleaseChecked(&kept[1]);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_6_BytesMadeForOtherColumnsAreFreed) {
  // Null rows of the batch are merged into both columns. Each column gets its own bitmap, which has
  // no other owner.
  const int64_t rows = 80000;
  std::vector<bool> valid(rows, true);
  valid[7] = false;
  const ArrayData data = Struct(valid, {Int32s(Values<int32_t>(rows, 1)).Named("a"),
                                        Int32s(Values<int32_t>(rows, 2)).Named("b")});
  ArrayHandle handle = ImportArray(data, &log_);
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportRecordBatch(handle.get(), &exported, nullptr, &error_));
  handle.reset();
  const int64_t both = LiveCounts().bytes;
  ArrowArray a = MoveOut(exported.children[0]);
  ReleaseChecked(&exported);
  EXPECT_EQ(log_->Calls("a"), 0);
  EXPECT_EQ(log_->Calls("b"), 1);
  const int64_t one = LiveCounts().bytes;
  EXPECT_GE(both - one, rows / 8);
  EXPECT_EQ(a.null_count, 1);
  ReleaseChecked(&a);
  EXPECT_GE(one - LiveCounts().bytes, rows / 8);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_6_ColumnViewKeepsOnlyItsColumnAlive) {
  ArrayHandle batch = ImportArray(TestBatch(), &log_);
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), 0, &out, &error_));
  ArrayHandle a(out);
  ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), 1, &out, &error_));
  ArrayHandle b(out);
  ASSERT_OK(ArrowBridgeArrayColumn(b.get(), 1, &out, &error_));
  ArrayHandle d(out);
  b.reset();
  batch.reset();
  EXPECT_EQ(log_->Calls(""), 1);
  EXPECT_EQ(log_->Calls("e"), 1);
  EXPECT_EQ(log_->Calls("a"), 0);
  EXPECT_EQ(log_->Calls("b"), 0);
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(d.get(), &exported, nullptr, &error_));
  d.reset();
  a.reset();
  EXPECT_EQ(log_->Calls("a"), 1);
  EXPECT_EQ(static_cast<const int64_t*>(exported.buffers[1])[0], 5);
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

// No rule forbids a producer to use one struct as several columns. The library must handle that it
// can be moved only once.
TEST_F(ArrayMove, MOV_3_OneStructAsSeveralColumns) {
  const ArrayData data =
      Batch(2, {Int32s({1, 2}).Named("a"), Int32s({1, 2}).Named("b"), Int32s({3, 4}).Named("c")});
  for (int order = 0; order < 6; order++) {
    ArrowArray array;
    log_ = MakeArray(data, &array);
    array.children[1] = array.children[0];
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeImportArray(&array, ImportSchema(data).get(), &out, &error_));
    ArrayHandle batch(out);
    ArrayHandle columns[3];
    for (int i = 0; i < 3; i++) {
      ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), i, &out, &error_));
      columns[i].reset(out);
    }
    batch.reset();
    EXPECT_EQ(log_->Calls(""), 1);
    std::vector<int> left = {0, 1, 2};
    std::vector<int> gone = left;
    for (int i = 0; i < order; i++) std::next_permutation(gone.begin(), gone.end());
    for (const int i : gone) {
      columns[i].reset();
      left.erase(std::find(left.begin(), left.end(), i));
      for (const int j : left) {
        ArrowArray exported;
        ASSERT_OK(ArrowBridgeExportArray(columns[j].get(), &exported, nullptr, &error_));
        EXPECT_EQ(Int32At(exported, 0), j == 2 ? 3 : 1);
        ReleaseChecked(&exported);
      }
    }
    EXPECT_EQ(log_->Calls("a"), 1);
    EXPECT_EQ(log_->Calls("c"), 1);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(ArrayMove, MOV_3_OneStructAsSeveralColumnsOfWhichSomeAreKept) {
  const ArrayData data =
      Batch(2, {Int32s({1, 2}).Named("a"), Int32s({1, 2}).Named("b"), Int32s({1, 2}).Named("c")});
  for (int live = 0; live < 8; live++) {
    ArrowArray array;
    log_ = MakeArray(data, &array);
    array.children[1] = array.children[0];
    array.children[2] = array.children[0];
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeImportArray(&array, ImportSchema(data).get(), &out, &error_));
    ArrayHandle batch(out);
    ArrayHandle columns[3];
    for (int i = 0; i < 3; i++) {
      if ((live >> i & 1) == 0) continue;
      ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), i, &out, &error_));
      columns[i].reset(out);
    }
    batch.reset();
    for (ArrayHandle& column : columns) {
      if (column == nullptr) continue;
      ArrowArray exported;
      ASSERT_OK(ArrowBridgeExportArray(column.get(), &exported, nullptr, &error_));
      column.reset();
      EXPECT_EQ(Int32At(exported, 0), 1);
      ReleaseChecked(&exported);
    }
    EXPECT_EQ(log_->Calls("a"), 1);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(ArrayMove, MOV_6_ImportOfAMovedChildIsIndependent) {
  // An export of the library, moved apart and imported: the last owner is the producer.
  ArrowArray exported = ExportRoot(TestBatch());
  ArrowArray b = MoveOut(exported.children[1]);
  ReleaseChecked(&exported);
  const SchemaHandle schema = ImportSchema(TestBatch().children[1]);
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeImportRecordBatch(&b, schema.get(), &out, &error_));
  ArrayHandle batch(out);
  ASSERT_OK(ArrowBridgeArrayColumnByName(batch.get(), "d", &out, &error_));
  ArrayHandle d(out);
  batch.reset();
  EXPECT_EQ(log_->Calls("b"), 0);
  auto exported_again = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(d.get(), &exported_again, nullptr, &error_));
  d.reset();
  EXPECT_EQ(static_cast<const int64_t*>(exported_again.buffers[1])[1], 6);
  ReleaseChecked(&exported_again);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(ArrayMove, MOV_3_ChildOfAnExportedSchema) {
  SchemaHandle schema = ImportSchema(TestBatch());
  auto exported = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportSchema(schema.get(), &exported, &error_));
  schema.reset();
  ArrowSchema b = MoveOut(exported.children[1]);
  ArrowSchema values = MoveOut(exported.children[2]->dictionary);
  ArrowSchema d = MoveOut(b.children[1]);
  ReleaseChecked(&exported);
  ReleaseChecked(&b);
  EXPECT_STREQ(d.name, "d");
  EXPECT_STREQ(values.format, "u");
  ReleaseChecked(&values);
  ReleaseChecked(&d);
}

}  // namespace
