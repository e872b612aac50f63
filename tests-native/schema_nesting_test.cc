// Nested schemas: their largest depth, and the lifetimes of exported children.

#include <cstring>
#include <thread>
#include <vector>

#include "support/schema_fixture.h"

namespace {

using arrowbridge_tests::Garbage;
using arrowbridge_tests::IsError;
using arrowbridge_tests::SchemaSpec;

class SchemaNesting : public arrowbridge_tests::SchemaFixture {
 protected:
  // `depth` levels, the root included.
  static SchemaSpec Nested(int depth) {
    SchemaSpec spec("i", "leaf");
    for (int level = 1; level < depth; ++level) spec = SchemaSpec("+l", "item", {spec});
    return spec;
  }
};

TEST_F(SchemaNesting, SCH_20_SixtyFiveLevelsAndNoMore) {
  ExpectRoundTrip(Nested(65));
  ExpectError(Nested(66), EINVAL, {"SCH-20:", "65", "item.item"});
  ExpectError(Nested(500), EINVAL, {"SCH-20:"});
  SchemaSpec values("u", "values");
  for (int level = 1; level < 66; ++level) values = SchemaSpec("i", "k").WithDictionary(values);
  ExpectError(values, EINVAL, {"SCH-20:"});
}

// Schemas that contain themselves: only the calling thread spends time on them, and not much.
TEST_F(SchemaNesting, SCH_20_SelfReferenceIsAnError) {
  for (const int width : {1, 2, 1000}) {
    ArrowSchema self{};
    std::vector<ArrowSchema*> children(static_cast<size_t>(width), &self);
    self = ArrowSchema{"+s",    "me",
                       nullptr, 0,
                       width,   children.data(),
                       nullptr, [](ArrowSchema* schema) { schema->release = nullptr; },
                       nullptr};
    ArrowSchema root = self;
    ArrowBridgeSchema* handle = nullptr;
    ArrowBridgeError error{};
    const int code = ArrowBridgeImportSchema(&root, &handle, &error);
    EXPECT_TRUE(IsError(code, EINVAL, error, {"SCH-20:"}));
    EXPECT_EQ(root.release, nullptr);
  }
}

TEST_F(SchemaNesting, SCH_20_SharedChildrenAreCounted) {
  // Sixty levels, each with the level below as both its children: 2^60 fields in 60 structs.
  std::vector<ArrowSchema> levels(60);
  std::vector<ArrowSchema*> tables(120);
  for (size_t i = 0; i < levels.size(); ++i) {
    const bool leaf = i + 1 == levels.size();
    tables[2 * i] = tables[2 * i + 1] = leaf ? nullptr : &levels[i + 1];
    levels[i] = ArrowSchema{leaf ? "i" : "+s",
                            "x",
                            nullptr,
                            0,
                            leaf ? 0 : 2,
                            leaf ? nullptr : &tables[2 * i],
                            nullptr,
                            [](ArrowSchema* schema) { schema->release = nullptr; },
                            nullptr};
  }
  ArrowBridgeSchema* handle = nullptr;
  ArrowBridgeError error{};
  const int code = ArrowBridgeImportSchema(&levels[0], &handle, &error);
  EXPECT_TRUE(IsError(code, EINVAL, error, {"SCH-20:", "fields"}));
}

TEST_F(SchemaNesting, ABI_1_UnknownFlagsPassAndUnknownFormatsAreErrors) {
  ExpectRoundTrip(SchemaSpec("i").WithFlags(1 << 10));
  ExpectError(SchemaSpec("+new"), ENOTSUP, {"FMT-55:", "+new"});
}

const SchemaSpec kColumns("+s", "",
                          {SchemaSpec("i", "a"), SchemaSpec("+l", "b", {SchemaSpec("u", "item")}),
                           SchemaSpec("s", "c").WithDictionary(SchemaSpec("u", "v"))});

TEST_F(SchemaNesting, MEM_6_ExportsAreIndependent) {
  ArrowBridgeSchema* handle = Handle(kColumns);
  std::vector<ArrowSchema> outs(100, Garbage<ArrowSchema>());
  for (ArrowSchema& out : outs) ASSERT_EQ(ArrowBridgeExportSchema(handle, &out, nullptr), 0);
  ArrowBridgeSchemaRelease(handle);
  for (size_t i = 0; i < outs.size(); i += 2) outs[i].release(&outs[i]);
  for (size_t i = 1; i < outs.size(); i += 2) ExpectSchema(outs[i], kColumns);
  for (size_t i = 1; i < outs.size(); i += 2) outs[i].release(&outs[i]);
  for (const ArrowSchema& out : outs) EXPECT_EQ(out.release, nullptr);
}

TEST_F(SchemaNesting, MEM_10_ReleasedAtAnotherAddress) {
  ArrowSchema out = Exported(kColumns);
  ArrowSchema moved;
  std::memcpy(static_cast<void*>(&moved), &out, sizeof(out));
  std::memset(static_cast<void*>(&out), 0xDD, sizeof(out));
  ExpectSchema(moved, kColumns);
  moved.release(&moved);
  EXPECT_EQ(moved.release, nullptr);
}

TEST_F(SchemaNesting, MOV_3_ChildrenMovedOutOutliveTheirParent) {
  for (size_t mask = 1; mask < 8; ++mask) {
    ArrowSchema out = Exported(kColumns);
    std::vector<ArrowSchema> moved(3);
    for (size_t i = 0; i < 3; ++i) {
      if ((mask >> i & 1) == 0) continue;
      moved[i] = *out.children[i];
      out.children[i]->release = nullptr;
    }
    out.release(&out);
    for (size_t i = 0; i < 3; ++i) {
      if (moved[i].release == nullptr) continue;
      ExpectSchema(moved[i], kColumns.children[i]);
      std::thread([&] { moved[i].release(&moved[i]); }).join();
      EXPECT_EQ(moved[i].release, nullptr);
    }
  }
}

TEST_F(SchemaNesting, MOV_3_GrandchildAndDictionaryMovedOut) {
  ArrowSchema out = Exported(kColumns);
  ArrowSchema item = *out.children[1]->children[0];
  out.children[1]->children[0]->release = nullptr;
  ArrowSchema values = *out.children[2]->dictionary;
  out.children[2]->dictionary->release = nullptr;
  out.release(&out);
  ExpectSchema(item, SchemaSpec("u", "item"));
  values.release(&values);
  ExpectSchema(item, SchemaSpec("u", "item"));
  item.release(&item);
}

}  // namespace
