// Children of the dictionary of a top-level array belong to the array as a whole: they can be moved
// out of an export and outlive it (MOV-3).

#include "support/builders.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace {

using namespace arrowbridge_tests;

class ExportDictionary : public LiveCountsTest {};

TEST_F(ExportDictionary, MOV_3_ChildOfTheDictionaryOutlivesTheArray) {
  const ArrayData item = Strings("u", {"text", "more"}).Named("item");
  const ArrayData values =
      Struct({true, true}, {Int32s({1, 2}).Named("x"), Lists("+l", {1, 1}, item).Named("y")});
  Log log;
  ArrowArray array;
  {
    const ArrayHandle handle = ImportArray(Dictionary(Int32s({0, 1}), values), &log);
    ASSERT_OK(ArrowBridgeExportArray(handle.get(), &array, nullptr, &error_));
  }
  ArrowArray child = MoveOut(array.dictionary->children[1]);
  ReleaseChecked(&array);
  EXPECT_TRUE(log->NoneYet());
  EXPECT_EQ(std::memcmp(child.children[0]->buffers[2], "text", 4), 0);
  ReleaseChecked(&child);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ExportDictionary, X9_OffsetsSuppliedBelowADictionaryStayWithTheRoot) {
  ArrayData empty = Strings("u", {}).Named("y");
  empty.buffers[1].reset();
  const ArrayData values = Struct({}, {Int32s({}).Named("x"), empty});
  ArrowArray array;
  {
    const ArrayHandle handle = ImportArray(Dictionary(Int32s({}), values));
    ASSERT_OK(ArrowBridgeExportArray(handle.get(), &array, nullptr, &error_));
  }
  ArrowArray child = MoveOut(array.dictionary->children[1]);
  ReleaseChecked(&array);
  ASSERT_NE(child.buffers[1], nullptr);
  EXPECT_EQ(*static_cast<const int32_t*>(child.buffers[1]), 0);
  ReleaseChecked(&child);
}

}  // namespace
