// Casts to map: what consumers find among the entries, also in slots that no row leads to.

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastMaps : public CastTest {
 protected:
  static ArrayData Key(ArrayData data) {
    data.flags = 0;
    return data.Named("key");
  }
  static ArrayData MapOf(const Values<int64_t>& sizes, const ArrayData& keys,
                         const ArrayData& values) {
    return Maps(sizes, Key(keys), values);
  }
  static ArrayData Pairs(const std::vector<bool>& valid, const ArrayData& keys,
                         const ArrayData& values) {
    return Struct(valid, {keys.Named("k"), values.Named("v")});
  }

  // Exports the map of a column, or the array itself, and looks at its entries.
  void ExpectPlainEntries(const ArrayHandle& array, bool is_column) {
    ASSERT_NE(array, nullptr);
    ArrowArray exported;
    ASSERT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
    const ArrowArray* map = is_column ? exported.children[0] : &exported;
    const ArrowArray* entries = map->children[0];
    const ArrowArray* keys = entries->children[0];
    EXPECT_EQ(entries->offset, 0);
    for (const ArrowArray* part : {entries, keys}) {
      EXPECT_GE(part->null_count, 0);
      EXPECT_EQ(part->null_count, 0);
    }
    const auto* offsets = static_cast<const int32_t*>(map->buffers[1]) + map->offset;
    EXPECT_LE(offsets[map->length], entries->length);
    ReleaseChecked(&exported);
  }

  void ExpectMap(const ArrayData& from, const ArrayData& to, bool is_column = false) {
    ExpectCast(from, to);
    ExpectPlainEntries(Cast(from, to), is_column);
  }
};

const Values<int64_t> kSizes = {1, 2, 1};

// The second row is null, but has entries. Their keys are null, cannot be converted, or the entries
// are null.
TEST_F(CastMaps, COL_17_KeysOfNullRowsAreNeverNull) {
  const ArrayData values = Int32s({1, 2, 3, 4});
  const struct {
    ArrayData from, keys;
  } cases[] = {
      {Pairs({true, true, true, true}, Strings("u", {"a", std::nullopt, "c", "d"}), values),
       Strings("u", {"a", "d"})},
      {Pairs({true, true, false, true}, Strings("u", {"a", "b", "c", "d"}), values),
       Strings("u", {"a", "d"})},
      {Pairs({true, true, true, true}, Strings("z", {"a", "\xFF", "c", "d"}), values),
       Strings("u", {"a", "d"})},
      {Pairs({true, true, true, true}, Int64s({1, std::nullopt, 1LL << 40, 4}), values),
       Int32s({1, 4})},
      {Pairs({true, true, true, true},
             Dictionary(Int32s({0, 1, 0, 0}), Strings("u", {"a", std::nullopt})), values),
       Strings("u", {"a", "a"})},
  };
  const ArrayData kept = Int32s({1, 4});
  for (const auto& c : cases) {
    SCOPED_TRACE(&c - cases);
    const ArrayData to = MapOf({1, std::nullopt, 1}, c.keys, kept);
    ArrayData lists = Lists("+l", kSizes, c.from);
    lists.buffers[0] = Bytes{0x05};
    lists.null_count = 1;
    ExpectMap(lists, to);
    ArrayData large = Lists("+L", kSizes, c.from);
    large.buffers[0] = Bytes{0x05};
    large.null_count = 1;
    ExpectMap(large, to);
    ExpectMap(large.Sliced(1, 2), to.Sliced(1, 2));
    // The rows of a list are null because those of a struct above are.
    const std::vector<bool> shown = {true, false, true};
    ExpectMap(Struct(shown, {Lists("+l", kSizes, c.from).Named("m")}),
              Struct(shown, {to.Named("m")}), true);
    // With all rows valid the null is an error.
    const ArrayHandle refused = TryCast(ImportArray(Lists("+l", kSizes, c.from)), ImportSchema(to));
    EXPECT_EQ(refused, nullptr);
    EXPECT_EQ(code_, EINVAL);
  }
}

// Fields that are not nullable are shared, with nulls in the slots that no row leads to.
TEST_F(CastMaps, COL_17_KeysOutsideAllRowsAreNeverNull) {
  ArrayData pairs = Pairs({true, true, true, false},
                          Key(Strings("u", {std::nullopt, "a", "b", "c"})), Int32s({0, 1, 2, 3}));
  pairs.flags = 0;
  const ArrayData lists = Lists("+l", {1, 2, 1}, pairs);
  ExpectMap(lists.Sliced(1, 1), MapOf({2}, Strings("u", {"a", "b"}), Int32s({1, 2})));
}

TEST_F(CastMaps, COL_17_FixedSizeListsAndListViews) {
  const ArrayData keys = Strings("u", {"a", "b", std::nullopt, "x", "c", "d"});
  const ArrayData values = Int32s({1, 2, 3, 4, 5, 6});
  const ArrayData pairs = Pairs(std::vector<bool>(6, true), keys, values);
  const ArrayData to =
      MapOf({2, std::nullopt, 2}, Strings("u", {"a", "b", "c", "d"}), Int32s({1, 2, 5, 6}));
  ExpectMap(FixedSizeLists(2, {true, false, true}, pairs), to);
  ArrayData views = ListViews("+vl", {2, 2, 2}, pairs);
  views.buffers[0] = Bytes{0x05};
  views.null_count = 1;
  views.buffers[1] = BytesOf<int32_t>({0, 2, 4});
  ExpectMap(views, to);
}

// A map may flag its keys as nullable; nulls among them are errors all the same.
TEST_F(CastMaps, COL_17_FlagsDoNotAllowNullKeys) {
  const ArrayData pairs = Pairs({true, true}, Strings("u", {"a", std::nullopt}), Int32s({1, 2}));
  ArrayData to = Maps({}, Strings("u", {}), Int32s({}));
  to.children[0].flags |= ARROW_FLAG_NULLABLE;
  to.children[0].children[0].flags |= ARROW_FLAG_NULLABLE;
  ExpectError(Lists("+l", {2}, pairs), to, "COL-17: field 'item.k': row 1: a null");
}

// Arrow C++ ignores the offset of the entries when it looks for a key.
TEST_F(CastMaps, EntriesHaveNoOffset) {
  const ArrayData keys = Key(Strings("u", {"a", "b", "c", "d", "e"}));
  ArrayData pairs = Struct(std::vector<bool>(5, true),
                           {Key(keys).Named("k"), Int32s({1, 2, std::nullopt, 4, 5}).Named("v")});
  pairs.flags = 0;
  const ArrayData to = MapOf({1, 2}, Strings("u", {"c", "d", "e"}), Int32s({std::nullopt, 4, 5}));
  // The entries are a slice.
  ExpectMap(Lists("+l", {1, 2}, pairs.Sliced(2, 3)), to);
  // The rows are a slice, and their entries are shared from the first one that is used.
  ExpectMap(FixedSizeLists(1, std::vector<bool>(5, true), pairs).Sliced(3, 2),
            MapOf({1, 1}, Strings("u", {"d", "e"}), Int32s({4, 5})));
  ExpectMap(Lists("+L", {2, 1, 2}, pairs).Sliced(1, 2), to);
  ArrayData nullable = pairs;
  nullable.flags = ARROW_FLAG_NULLABLE;
  ExpectMap(Lists("+l", {1, 2}, nullable.Sliced(2, 3)), to);
}

}  // namespace
