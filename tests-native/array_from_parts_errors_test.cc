// Inputs that ArrowBridgeArrayFromParts() rejects. All inputs are consumed nevertheless.

#include <cerrno>
#include <cstdint>
#include <functional>

#include "support/builders.h"
#include "support/null_masks.h"
#include "support/parts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ArrayFromPartsErrors : public LiveCountsTest {
 protected:
  // Makes owned parts of the data, lets `alter` change them, and expects EINVAL with all of
  // `texts`. Every owner must be called back exactly once.
  void ExpectError(const ArrayData& data, std::initializer_list<std::string> texts,
                   const std::function<void(Parts*)>& alter) {
    CountedOwner owner;
    const SchemaHandle schema = ImportSchema(data);
    Parts parts(data, &owner);
    alter(&parts);
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_TRUE(IsError(parts.Make(schema.get(), &out, &error_), EINVAL, error_, texts));
    EXPECT_EQ(std::string(error_.message).rfind("ArrowBridgeArrayFromParts: ", 0), 0u);
    EXPECT_EQ(out, nullptr);
    EXPECT_EQ(owner.calls, parts.owned());
  }
};

const ArrayData& SomeBatch() {
  static const ArrayData batch =
      Batch(3, {Int32s({1, 2, std::nullopt}).Named("a"), Strings("u", {"x", "y", "zz"}).Named("b"),
                Views("vz", {"a text that is not inline", "b", "c"}).Named("c")});
  return batch;
}

TEST_F(ArrayFromPartsErrors, Numbers) {
  ExpectError(SomeBatch(), {"ARR-3", "field 'a'", "-1"}, [](Parts* p) { (*p)[1].length = -1; });
  ExpectError(SomeBatch(), {"ARR-5", "field 'a'"}, [](Parts* p) { (*p)[1].offset = -1; });
  ExpectError(SomeBatch(), {"ARR-5", "field 'a'"}, [](Parts* p) { (*p)[1].offset = INT64_MAX; });
  ExpectError(SomeBatch(), {"ARR-4", "field 'a'"}, [](Parts* p) { (*p)[1].null_count = 4; });
  ExpectError(SomeBatch(), {"ARR-4", "field 'a'"},
              [](Parts* p) { (*p)[1].null_count = INT64_MAX; });
  ExpectError(SomeBatch(), {"COL-11", "field 'b'"}, [](Parts* p) { (*p)[2].length = 2; });
  ExpectError(SomeBatch(), {"COL-11", "field 'a'"}, [](Parts* p) { (*p)[0].length = 4; });
}

TEST_F(ArrayFromPartsErrors, SizesOfBuffers) {
  ExpectError(SomeBatch(), {"ARR-9", "field 'a'", "buffer 0 (validity) has 0 bytes"}, [](Parts* p) {
    p->buffer(1, 0) = {"x", 0, CountedOwner::Release, p->buffer(1, 0).context};
  });
  ExpectError(SomeBatch(), {"ARR-9", "field 'a'", "buffer 1 (values) has 11 bytes", "needs 12"},
              [](Parts* p) { p->buffer(1, 1).size = 11; });
  ExpectError(SomeBatch(), {"ARR-9", "field 'a'", "no buffer can hold"}, [](Parts* p) {
    (*p)[1].length = INT64_MAX / 4;
    p->buffer(1, 0).data = nullptr;
    p->buffer(1, 0).size = 0;
  });
  ExpectError(SomeBatch(), {"ARR-9", "field 'b'", "buffer 1 (offsets) has 15 bytes", "needs 16"},
              [](Parts* p) { p->buffer(2, 1).size = 15; });
  ExpectError(SomeBatch(), {"ARR-9", "field 'b'", "buffer 2 (data) has 3 bytes", "needs 4"},
              [](Parts* p) { p->buffer(2, 2).size = 3; });
  ExpectError(SomeBatch(), {"ARR-9", "field 'b'", "buffer 2 (data) has a size of -1"},
              [](Parts* p) { p->buffer(2, 2).size = -1; });
  ExpectError(SomeBatch(), {"ARR-9", "field 'c'", "buffer 1 (views) has 47 bytes"},
              [](Parts* p) { p->buffer(3, 1).size = 47; });
  ExpectError(SomeBatch(), {"ARR-11", "field 'c'", "buffer 2 (data)", "NULL"},
              [](Parts* p) { p->buffer(3, 2).data = nullptr; });
}

TEST_F(ArrayFromPartsErrors, NumberOfBuffers) {
  ExpectError(SomeBatch(), {"ARR-9", "field 'b'", "buffer 2 (data) has 0 bytes"}, [](Parts* p) {
    p->buffer(2, 2).release(p->buffer(2, 2).context);
    (*p)[2].n_buffers = 2;
  });
  // With a negative length, or more buffers than are passed, a list of buffers cannot be released.
  ExpectError(Int32s({1}), {"ARR-7", "n_buffers is 3"}, [](Parts* p) {
    static ArrowBridgeBuffer three[3];
    three[0] = p->buffer(0, 0);
    three[1] = p->buffer(0, 1);
    three[2] = {};
    (*p)[0].n_buffers = 3;
    (*p)[0].buffers = three;
  });
  const SchemaHandle schema = ImportSchema(Int32s({}));
  auto* out = Garbage<ArrowBridgeArray*>();
  ArrowBridgeArrayPart part = {1, 0, 0, -1, nullptr, nullptr};
  EXPECT_ERROR(ArrowBridgeArrayFromParts(schema.get(), 1, &part, &out, &error_), EINVAL, "ARR-7");
  part.n_buffers = 2;
  EXPECT_ERROR(ArrowBridgeArrayFromParts(schema.get(), 1, &part, &out, &error_), EINVAL, "ARR-8");
  EXPECT_EQ(out, nullptr);
}

TEST_F(ArrayFromPartsErrors, NumberOfParts) {
  const ArrayData& data = SomeBatch();
  CountedOwner owner;
  const SchemaHandle schema = ImportSchema(data);
  const Parts parts(data, &owner);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeArrayFromParts(schema.get(), 3, parts.data(), &out, &error_), EINVAL,
               "'n_parts'", "field 'c'");
  EXPECT_EQ(owner.calls, 1 + 2 + 3) << "buffers of the parts that were passed";
  const SchemaHandle less = ImportSchema(data.children[0]);
  EXPECT_ERROR(ArrowBridgeArrayFromParts(less.get(), 2, parts.data() + 1, &out, &error_), EINVAL,
               "'n_parts'", "is 2", "need 1");
  EXPECT_ERROR(ArrowBridgeArrayFromParts(less.get(), 0, parts.data(), &out, &error_), EINVAL,
               "'n_parts'", "the root");
  EXPECT_ERROR(ArrowBridgeArrayFromParts(less.get(), -5, parts.data(), &out, &error_), EINVAL,
               "'n_parts'", "the root");
  EXPECT_EQ(out, nullptr);
}

TEST_F(ArrayFromPartsErrors, FinishedArraysAreConsumed) {
  const ArrayData& data = SomeBatch();
  const SchemaHandle schema = ImportSchema(data);
  // An array of another type; one that is too short; one that is rejected because of another part.
  const ArrayData others[] = {Strings("u", {"x", "y", "z"}), Int32s({1, 2}), Int32s({1, 2, 3})};
  const char* const rules[] = {"ARR-7", "COL-11", "ARR-3"};
  for (int i = 0; i < 3; i++) {
    ArrowArray array;
    const Log log = MakeArray(others[i], &array);
    CountedOwner owner;
    Parts parts(data, &owner);
    parts.buffer(1, 0).release(parts.buffer(1, 0).context);
    parts.buffer(1, 1).release(parts.buffer(1, 1).context);
    parts.Finish(1, &array);
    if (i == 2) parts[3].length = -1;
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_ERROR(parts.Make(schema.get(), &out, &error_), EINVAL, rules[i],
                 i == 2 ? "field 'c'" : "field 'a'");
    EXPECT_EQ(out, nullptr);
    EXPECT_EQ(array.release, nullptr);
    EXPECT_TRUE(log->AllOnce());
    EXPECT_EQ(owner.calls, parts.owned());
  }
}

TEST_F(ArrayFromPartsErrors, ReleasedOrRepeatedArrays) {
  const ArrayData data = Batch(1, {Int32s({1}).Named("a"), Int32s({2}).Named("b")});
  const SchemaHandle schema = ImportSchema(data);
  ArrowArray array;
  const Log log = MakeArray(data.children[0], &array);
  Parts parts(data);
  parts.Finish(1, &array);
  parts.Finish(2, &array);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(parts.Make(schema.get(), &out, &error_), EINVAL, "ARR-15", "field 'b'");
  EXPECT_TRUE(log->AllOnce());
  EXPECT_ERROR(parts.Make(schema.get(), &out, &error_), EINVAL, "MEM-5", "field 'a'");
  EXPECT_EQ(out, nullptr);
}

class ApiNullBuild : public NullTest {};

TEST_F(ApiNullBuild, ArrayFromParts) {
  const ArrayData data = Batch(2, {Int32s({1, std::nullopt}).Named("a")});
  const SchemaHandle schema = ImportSchema(data);
  BeginCalls();
  ForEveryMask("ArrowBridgeArrayFromParts", 4, 0, [&](NullMask null) {
    CountedOwner owner;
    const Parts parts(data, &owner);
    auto* out = Garbage<ArrowBridgeArray*>();
    const int rc =
        ArrowBridgeArrayFromParts(null.Or(0, schema.get()), parts.size(), null.Or(1, parts.data()),
                                  null.Or(2, &out), null.Or(3, &error_));
    if (!null.Has(2)) {
      EXPECT_EQ(out != nullptr, rc == 0);
      ArrowBridgeArrayRelease(out);
    }
    EXPECT_EQ(owner.calls, null.Has(1) ? 0 : parts.owned());
    return rc;
  });
}

}  // namespace
