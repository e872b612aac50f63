// Casts of lists, and of values inside lists, structs, maps and unions.

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastLists : public CastTest {};

const std::string kFormats[] = {"+l", "+L", "+vl", "+vL"};

// [4, 5], [], null, [1, 2, 3], [0]. List views, as built here, use their items in reverse order.
template <typename T>
ArrayData Rows(const std::string& format, const std::string& items) {
  const Values<int64_t> sizes = {2, 0, std::nullopt, 3, 1};
  return format[1] == 'v' ? ListViews(format, sizes, Fixed<T>(items, {0, 1, 2, 3, 4, 5}))
                          : Lists(format, sizes, Fixed<T>(items, {4, 5, 1, 2, 3, 0}));
}

TEST_F(CastLists, EveryLayoutToEveryOther) {
  for (const std::string& from : kFormats) {
    for (const std::string& to : kFormats) {
      SCOPED_TRACE(from + " to " + to);
      ExpectCast(Rows<int32_t>(from, "i"), Rows<int32_t>(to, "i"));
      ExpectSame(Rows<int32_t>(from, "i"), Rows<int64_t>(to, "l"));
      for (int64_t first = 0; first <= 5; first++) {
        for (int64_t rows = 0; rows <= 5 - first; rows++) {
          ExpectCast(Rows<int32_t>(from, "i").Sliced(first, rows),
                     Rows<int64_t>(to, "l").Sliced(first, rows));
          ExpectCast(Rows<int32_t>(from, "i").Sliced(first, rows),
                     Rows<int32_t>(to, "i").Sliced(first, rows));
        }
      }
    }
  }
}

TEST_F(CastLists, FixedSizes) {
  const auto pairs = FixedSizeLists(2, {true, true, true}, Int32s({4, 5, 2, 3, 0, 1}));
  for (const std::string& format : kFormats) {
    SCOPED_TRACE(format);
    const bool view = format[1] == 'v';
    const auto lists = [&](const Values<int64_t>& sizes, const ArrayData& forth,
                           const ArrayData& back) {
      return view ? ListViews(format, sizes, back) : Lists(format, sizes, forth);
    };
    ExpectSame(lists({2, 2, 2}, Int32s({4, 5, 2, 3, 0, 1}), Int32s({0, 1, 2, 3, 4, 5})), pairs);
    // A null without items becomes a null with items.
    ExpectSame(lists({2, std::nullopt, 2}, Int64s({4, 5, 0, 1}), Int64s({0, 1, 4, 5})),
               FixedSizeLists(2, {true, false, true}, Int32s({4, 5, 9, 9, 0, 1})));
    ExpectCast(lists({2, 2, 1}, Int32s({4, 5, 2, 3, 0}), Int32s({0, 2, 3, 4, 5})).Sliced(0, 2),
               pairs.Sliced(0, 2));
    ExpectError(lists({2, 1}, Int32s({1, 2, 3}), Int32s({3, 1, 2})), pairs.Sliced(0, 0),
                "row 1: the list has 1 items, not 2");
    ExpectSame(lists({0, 0}, Int32s({}), Int32s({})), FixedSizeLists(0, {true, true}, Int32s({})));
    ExpectCast(pairs.Sliced(1, 2), lists({2, 2}, Int32s({2, 3, 0, 1}), Int32s({0, 1, 2, 3})));
  }
  ExpectError(pairs, FixedSizeLists(3, {}, Int32s({})), "cannot become");
}

TEST_F(CastLists, ListsOfUnionsGetItemsForNulls) {
  const ArrayData unions =
      SparseUnion("+us:0,1", {0, 1, 0, 1},
                  {Int32s({1, 2, 3, 4}).Named("a"), Strings("u", {"x", "y", "z", "w"}).Named("b")});
  const ArrayData lists = Lists("+l", {2, std::nullopt, 2}, unions);
  const ArrayHandle result = Cast(lists, FixedSizeLists(2, {}, unions.Sliced(0, 0)));
  EXPECT_TRUE(SameValues(TryCast(result, ImportSchema(lists)), ImportArray(lists)));
}

TEST_F(CastLists, OverlappingViews) {
  ArrayData views = ListViews("+vl", {2, 2, 2}, Int32s({7, 8, 9}));
  views.buffers[1] = BytesOf<int32_t>({0, 1, 1});
  ExpectCast(views, Lists("+l", {2, 2, 2}, Int32s({7, 8, 8, 9, 8, 9})));
  ExpectCast(views, ListViews("+vL", {2, 2, 2}, Int64s({8, 9, 8, 9, 7, 8})));
}

TEST_F(CastLists, LargePositionsAreRebased) {
  // The items are nulls, which take no memory however many there are.
  const int64_t far = int64_t{5} << 30;
  ArrayData lists = Lists("+L", {2, 1}, Nulls(0));
  lists.children[0] = Nulls(far + 3).Named("item");
  lists.buffers[1] = BytesOf<int64_t>({far, far + 2, far + 3});
  const ArrayData near = Lists("+l", {2, 1}, Nulls(3));
  ExpectCast(lists, near);
  ArrayData views = ListViews("+vL", {2, 1}, Nulls(0));
  views.children[0] = lists.children[0];
  views.buffers[1] = BytesOf<int64_t>({far + 1, far});
  ExpectCast(views, near);
  ExpectCast(views, ListViews("+vl", {2, 1}, Nulls(3)));
  lists.buffers[1] = BytesOf<int64_t>({0, 2, far});
  ExpectError(lists, near, "more than 32 bits can count", ENOTSUP);
}

TEST_F(CastLists, UnchangedItemsAndOffsetsAreShared) {
  const ArrayHandle from = ImportArray(Rows<int32_t>("+l", "i"));
  const auto look = [&](const ArrayData& type) {
    const ArrayHandle result = TryCast(from, ImportSchema(type));
    ArrowArray a;
    ArrowArray b;
    EXPECT_OK(ArrowBridgeExportArray(from.get(), &a, nullptr, &error_));
    EXPECT_OK(ArrowBridgeExportArray(result.get(), &b, nullptr, &error_));
    const std::vector<bool> same = {a.buffers[0] == b.buffers[0], a.buffers[1] == b.buffers[1],
                                    a.children[0]->buffers[1] == b.children[0]->buffers[1]};
    ReleaseChecked(&a);
    ReleaseChecked(&b);
    return same;
  };
  EXPECT_EQ(look(Rows<int32_t>("+L", "i")), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(look(Rows<int64_t>("+l", "l")), (std::vector<bool>{true, true, false}));
  EXPECT_EQ(look(Rows<int32_t>("+vL", "i")), (std::vector<bool>{true, false, true}));
}

TEST_F(CastLists, MapsAreListsOfPairs) {
  const ArrayData map =
      Maps({1, std::nullopt, 2}, Strings("u", {"a", "b", "c"}), Int32s({1, 2, 3}));
  const ArrayData pairs = Lists("+L", {1, std::nullopt, 2},
                                Struct({true, true, true}, {Views("vu", {"a", "b", "c"}).Named("k"),
                                                            Int64s({1, 2, 3}).Named("v")}));
  ExpectSame(map, pairs);
  ArrayData sorted = map;
  sorted.flags |= ARROW_FLAG_MAP_KEYS_SORTED;
  ExpectError(map, sorted, "cannot become");
  ExpectCast(sorted, map);
  ExpectError(Lists("+l", {1}, Int32s({1})), map, "cannot become");
  ExpectError(Lists("+l", {2},
                    Struct({true, true}, {Strings("u", {"a", std::nullopt}).Named("k"),
                                          Int32s({1, 2}).Named("v")})),
              map, "row 1: a null, but keys");
  ExpectError(Lists("+l", {2},
                    Struct({true, false},
                           {Strings("u", {"a", "b"}).Named("k"), Int32s({1, 2}).Named("v")})),
              map, "row 1: a null, but keys");
}

TEST_F(CastLists, MapsInsideMaps) {
  const auto make = [](const ArrayData& keys, const ArrayData& values) {
    return Maps({1, 1}, keys, Maps({1, 2}, Strings("u", {"a", "b", "c"}), values));
  };
  ExpectSame(make(Int32s({1, 2}), Int32s({1, 2, 3})), make(Int64s({1, 2}), Int64s({1, 2, 3})));
}

TEST_F(CastLists, MembersOfUnions) {
  const auto sparse = [](const ArrayData& a, const ArrayData& b) {
    return SparseUnion("+us:3,5", {3, 5, 5, 3}, {a.Named("a"), b.Named("b")});
  };
  ExpectSame(sparse(Int32s({1, 0, 0, 4}), Strings("u", {"", "b", std::nullopt, ""})),
             sparse(Int64s({1, 0, 0, 4}), Views("vu", {"", "b", std::nullopt, ""})));
  const auto dense = [](const ArrayData& a, const ArrayData& b) {
    return DenseUnion("+ud:3,5", {3, 5, 5, 3}, {0, 0, 1, 1}, {a.Named("a"), b.Named("b")});
  };
  ExpectSame(dense(Int32s({1, 4}), Strings("u", {"b", std::nullopt})),
             dense(Int64s({1, 4}), Views("vu", {"b", std::nullopt})));
  ExpectCast(dense(Int32s({1, 4}), Strings("u", {"b", std::nullopt})).Sliced(1, 3),
             dense(Int64s({1, 4}), Views("vu", {"b", std::nullopt})).Sliced(1, 3));
  // Dictionary-encoded members, in another order, with repeated rows.
  ExpectCast(Dictionary(Int32s({3, 1, 0, 1}), dense(Int32s({1, 4}), Strings("u", {"b", "c"}))),
             DenseUnion("+ud:3,5", {3, 5, 3, 5}, {0, 0, 1, 1},
                        {Int32s({4, 1}).Named("a"), Strings("u", {"b", "b"}).Named("b")}));
  // A slot of the member that is not taken may contain anything.
  ExpectCast(sparse(Int64s({1, 1LL << 40, 0, 4}), Strings("u", {"", "b", "c", ""})),
             sparse(Int32s({1, 0, 0, 4}), Strings("u", {"", "b", "c", ""})));
  ExpectError(sparse(Int64s({1, 0, 0, 1LL << 40}), Strings("u", {"", "b", "c", ""})),
              sparse(Int32s({}).Sliced(0, 0), Strings("u", {})).Sliced(0, 0), "field 'a': row 3: ");
  ExpectError(sparse(Int32s({1, 0, 0, 4}), Strings("u", {"", "b", "c", ""})),
              dense(Int32s({1, 4}), Strings("u", {"b", "c"})), "cannot become");
}

TEST_F(CastLists, DeepNesting) {
  const auto make = [](const std::string& outer, const std::string& inner, const ArrayData& items) {
    return Lists(outer, {1, 2},
                 Struct({true, false, true}, {Lists(inner, {2, 0, 1}, items).Named("deep")}));
  };
  ExpectSame(make("+l", "+L", Int32s({1, 2, 3})), make("+L", "+l", Int64s({1, 2, 3})));
  ExpectError(make("+l", "+L", Int64s({1, 2, 1LL << 33})), make("+L", "+l", Int32s({1, 2, 3})),
              "field 'item.deep.item': row 2: ");
}

TEST_F(CastLists, NullsToAnything) {
  ExpectCast(Nulls(3), Int32s({std::nullopt, std::nullopt, std::nullopt}));
  ExpectCast(Nulls(2), Lists("+l", {std::nullopt, std::nullopt}, Int32s({})));
  ExpectCast(Nulls(2), RunEndEncoded(2, Int32s({2}), Strings("u", {std::nullopt})));
  ExpectCast(Nulls(2), DenseUnion("+ud:7", {7, 7}, {0, 0}, {Int32s({std::nullopt}).Named("a")}));
  ExpectCast(Struct({true, true}, {Nulls(2).Named("n")}),
             Struct({true, true}, {Booleans({std::nullopt, std::nullopt}).Named("n")}));
  ArrayData required = Int32s({});
  required.flags = 0;
  ExpectError(Nulls(2), required, "row 0: a null");
  ExpectCast(Nulls(0), required);
  ExpectError(Int32s({std::nullopt}), Nulls(0), "cannot become");
}

}  // namespace
