// Casts of slots that no row uses, and of nulls that would end up in a field that is not nullable.

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastHidden : public CastTest {
 protected:
  static ArrayData NotNull(ArrayData data) {
    data.flags = 0;
    return data;
  }
  static ArrayData InStruct(const std::vector<bool>& valid, const ArrayData& column) {
    return Struct(valid, {column.Named("x")});
  }
};

TEST_F(CastHidden, InvalidUtf8InHiddenSlotsBecomesNull) {
  const Values<std::string> bytes = {"a", "\xFF", "a text that is longer than a view", "\xC3(",
                                     std::nullopt};
  const std::vector<bool> shown = {true, false, true, false, true};
  const Values<std::string> texts = {bytes[0], std::nullopt, bytes[2], std::nullopt, std::nullopt};
  for (const std::string from : {"z", "Z", "vz"}) {
    const ArrayData source = from == "vz" ? Views(from, bytes) : Strings(from, bytes);
    for (const std::string to : {"u", "U", "vu"}) {
      SCOPED_TRACE(from + " to " + to);
      const ArrayData target = to == "vu" ? Views(to, texts) : Strings(to, texts);
      ExpectCast(InStruct(shown, source), InStruct(shown, target));
      ExpectCast(InStruct(shown, source).Sliced(1, 3), InStruct(shown, target).Sliced(1, 3));
      ExpectCast(InStruct(shown, source).Sliced(0, 4),
                 InStruct(shown, NotNull(target)).Sliced(0, 4));
      // The column itself contains none of the bytes either.
      const ArrayHandle cast = Cast(InStruct(shown, source), InStruct(shown, target));
      ArrowBridgeArray* column = nullptr;
      ASSERT_OK(ArrowBridgeArrayColumn(cast.get(), 0, &column, &error_));
      EXPECT_TRUE(SameValues(ArrayHandle(column), ImportArray(target)));
    }
  }
  const ArrayData fixed = FixedBytes("w:1", 1, {"a", "\xFF"});
  ExpectCast(InStruct({true, false}, fixed),
             InStruct({true, false}, Strings("u", {"a", std::nullopt})));
}

TEST_F(CastHidden, RunsThatOnlyNullRowsLeadTo) {
  const ArrayData from = RunEndEncoded(4, Int32s({1, 3, 4}), Int64s({7, INT64_C(1) << 40, 9}));
  const ArrayData to = RunEndEncoded(4, Int32s({1, 3, 4}), Int32s({7, 0, 9}));
  const std::vector<bool> shown = {true, false, false, true};
  ExpectCast(InStruct(shown, from), InStruct(shown, to));
  ExpectCast(InStruct(shown, from).Sliced(3, 1), InStruct(shown, to).Sliced(3, 1));
  ExpectCast(InStruct(shown, from).Sliced(0, 2), InStruct(shown, to).Sliced(0, 2));
  ExpectError(InStruct({true, false, true, true}, from), InStruct({}, to),
              "field 'x.values': row 1: 1099511627776 does not fit");
  ExpectCast(SparseUnion("+us:0,1", {0, 1, 1, 0}, {from.Named("r"), Int32s({0, 1, 2, 3})}),
             SparseUnion("+us:0,1", {0, 1, 1, 0}, {to.Named("r"), Int32s({0, 1, 2, 3})}));
}

// Every row of the list is null or empty, so that validation skips the only row of the union, whose
// type id and offset are garbage.
TEST_F(CastHidden, COL_12_UnionRowsThatNoListLeadsToAreNotRead) {
  const ArrayData dense =
      DenseUnion("+ud:0,5", {64}, {INT32_MAX}, {Int32s({7}).Named("a"), Strings("u", {"b"})});
  ArrayData sparse = SparseUnion("+us:0,5", {-128}, {Int32s({7}).Named("a"), Strings("u", {"b"})});
  for (const ArrayData& bad : {dense, sparse}) {
    const ArrayData item = Struct({true}, {bad.Named("u")});
    const ArrayData pair = Struct({true}, {NotNull(Int32s({1}).Named("key")), bad.Named("value")});
    ArrayData null_list = Lists("+l", {std::nullopt, std::nullopt}, item);
    ArrayData map = Maps({std::nullopt, std::nullopt}, NotNull(Int32s({1})), bad);
    const ArrayData sources[] = {null_list, Lists("+L", {std::nullopt, std::nullopt}, item),
                                 ListViews("+vl", {std::nullopt, std::nullopt}, item),
                                 ListViews("+vL", {std::nullopt, std::nullopt}, item), map};
    for (const ArrayData& source : sources) {
      SCOPED_TRACE(source.format + " of " + bad.format);
      const ArrayHandle array = ImportArray(source);
      ASSERT_OK(ArrowBridgeArrayValidate(array.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
      ArrayData child = source.children[0];
      child.name = "item";
      for (const int64_t size : {1, 2}) {
        const ArrayData to = FixedSizeLists(size, {}, child);
        const ArrayHandle cast = TryCast(array, ImportSchema(to));
        ASSERT_OK(code_);
        EXPECT_EQ(ArrowBridgeArrayLength(cast.get()), 2);
        auto nulls = Garbage<int64_t>();
        EXPECT_OK(ArrowBridgeArrayNullCount(cast.get(), &nulls, &error_));
        EXPECT_EQ(nulls, 2);
      }
    }
  }
}

// The slots of null lists get a copy of a row that a list leads to, not of the first row.
TEST_F(CastHidden, COL_12_SlotsOfNullListsCopyARowThatIsInUse) {
  ArrayData bad = DenseUnion("+ud:0", {64, 0}, {INT32_MAX, 1}, {Int32s({7, 8}).Named("a")});
  ArrayData list = Lists("+l", {1, std::nullopt}, Struct({true, true}, {bad.Named("u")}));
  list.buffers[1] = BytesOf<int32_t>({1, 2, 2});
  const ArrayData good = DenseUnion("+ud:0", {0, 0}, {0, 1}, {Int32s({8, 8}).Named("a")});
  ExpectCast(list, FixedSizeLists(1, {true, false}, Struct({true, true}, {good.Named("u")})));
}

// A cast of a union's child looks at the type ids only if a value cannot be converted.
TEST_F(CastHidden, COL_12_UnknownTypeIdsAboveAValueThatCannotBeConverted) {
  const auto of = [](const ArrayData& texts) {
    return Batch(2, {SparseUnion("+us:0,5", {-1, 0}, {texts.Named("a"), Int32s({1, 2}).Named("b")})
                         .Named("u")});
  };
  const ArrayData to = of(FixedBytes("w:3", 3, {"abc", "abc"}));
  ExpectError(of(Strings("z", {"abcd", "abc"})), to, "COL-12: field 'u': the type id -1");
  ExpectError(of(Strings("z", {"abc", "abcd"})), to, "COL-12: field 'u': the type id -1");
}

TEST_F(CastHidden, SCH_14_NullsInsideRunsAndUnionsAreErrors) {
  const ArrayData runs = RunEndEncoded(0, Int32s({}), NotNull(Int32s({})));
  const ArrayData in_union = SparseUnion("+us:3", {}, {runs.Named("r")});
  const ArrayData dense = DenseUnion("+ud:3", {}, {}, {NotNull(Int32s({})).Named("i")});
  // The field that is not nullable refers to the nulls of a nullable one below it.
  const ArrayData inner = RunEndEncoded(0, Int32s({}), Int32s({}));
  const ArrayData outer = RunEndEncoded(0, Int32s({}), NotNull(inner));
  const ArrayData member = SparseUnion("+us:3", {}, {NotNull(inner).Named("r")});
  for (const ArrayData& to : {runs, in_union, dense, outer, member}) {
    SCOPED_TRACE(to.format);
    EXPECT_EQ(CanCast(ImportSchema(Nulls(0)), ImportSchema(to), ARROWBRIDGE_CAST_STRICT).outcome,
              ARROWBRIDGE_CAST_CHECKED);
    ExpectError(Nulls(2), to, "SCH-14: row 0: a null, but the requested field is not nullable");
    ExpectError(InStruct({false, true}, Nulls(2)), InStruct({}, to),
                "SCH-14: field 'x': row 1: a null, but the requested field is not nullable");
    // Below null rows nulls are allowed, and an array without rows has none.
    EXPECT_NE(Cast(InStruct({false, false}, Nulls(2)), InStruct({}, to)), nullptr);
    EXPECT_NE(Cast(Nulls(0), to), nullptr);
  }
}

TEST_F(CastHidden, NullIndicesOfUnionsThatNoRowRefersTo) {
  const ArrayData sparse = SparseUnion("+us:3", {3, 3}, {Int32s({7, 8}).Named("i")});
  const ArrayData dense = DenseUnion("+ud:3", {3, 3}, {0, 1}, {Int32s({7, 8}).Named("i")});
  for (const ArrayData& entries : {sparse, dense}) {
    SCOPED_TRACE(entries.format);
    const ArrayData from = Dictionary(Int32s({std::nullopt, 1}), entries);
    ExpectCast(InStruct({false, true}, from), InStruct({false, true}, entries));
    ExpectError(from, entries, "COL-14: row 0 would be null, which a union cannot be", ENOTSUP);
    ExpectError(InStruct({true, true}, from), InStruct({}, entries),
                "COL-14: field 'x': row 0 would be null, which a union cannot be", ENOTSUP);
  }
}

TEST_F(CastHidden, DecimalsOfScalesThatAreFarApart) {
  const auto of = [](const std::string& scale, const Values<int32_t>& values) {
    return Fixed<int32_t>("d:9," + scale + ",32", values);
  };
  const std::string most = "2147483647";
  ExpectError(of("-" + most, {0, 100}), of(most, {}), "row 1: ");
  ExpectError(of(most, {0, 100}), of("-" + most, {}), "row 1: ");
  ExpectError(of("-1", {0, 7}), of(most, {}), "row 1: ");
  ExpectSame(of("-" + most, {0, std::nullopt}), of(most, {0, std::nullopt}));
}

}  // namespace
