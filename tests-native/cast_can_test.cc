// Results of ArrowBridgeSchemaCanCast, field by field; names, metadata and nullability.

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CanCastTest : public CastTest {
 protected:
  CastAnswer Ask(const ArrayData& from, const ArrayData& to, int mode = ARROWBRIDGE_CAST_STRICT) {
    return CanCast(ImportSchema(from), ImportSchema(to), mode);
  }

  void ExpectOutcome(const ArrayData& from, const ArrayData& to, int outcome) {
    const CastAnswer answer = Ask(from, to);
    ASSERT_EQ(answer.fields.size() > 0, true);
    EXPECT_EQ(answer.fields[0].outcome, outcome) << answer.fields[0].reason;
    EXPECT_EQ(answer.fields[0].reason.empty(), outcome < ARROWBRIDGE_CAST_CHECKED);
  }
};

ArrayData Required(ArrayData data) {
  data.flags = 0;
  return data;
}

TEST_F(CanCastTest, OutcomesOfPlainTypes) {
  const int same = ARROWBRIDGE_CAST_SAME;
  const int relabelled = ARROWBRIDGE_CAST_RELABELLED;
  const int converted = ARROWBRIDGE_CAST_CONVERTED;
  const int checked = ARROWBRIDGE_CAST_CHECKED;
  const int impossible = ARROWBRIDGE_CAST_IMPOSSIBLE;
  const auto type = [](const std::string& format) {
    ArrayData data = Int32s({});
    data.format = format;
    return data;
  };
  const struct {
    std::string from, to;
    int outcome;
  } cases[] = {
      {"i", "i", same},
      {"i", "l", converted},
      {"l", "i", checked},
      {"C", "s", converted},
      {"c", "S", checked},
      {"i", "I", checked},
      {"s", "f", converted},
      {"i", "f", checked},
      {"i", "g", converted},
      {"l", "g", checked},
      {"c", "e", converted},
      {"s", "e", checked},
      {"g", "l", checked},
      {"e", "g", converted},
      {"g", "f", checked},
      {"b", "i", converted},
      {"b", "L", converted},
      {"i", "b", checked},
      {"C", "b", checked},
      {"b", "g", impossible},
      {"g", "b", impossible},
      {"b", "d:9,0", impossible},
      {"i", "tdD", relabelled},
      {"tdD", "i", relabelled},
      {"i", "tts", checked},
      {"ttm", "i", relabelled},
      {"l", "ttn", checked},
      {"ttu", "l", relabelled},
      {"l", "tsu:", relabelled},
      {"l", "tsn:Europe/Berlin", relabelled},
      {"tsm:UTC", "l", relabelled},
      {"l", "tDs", relabelled},
      {"tDn", "l", relabelled},
      {"tdm", "l", relabelled},
      {"l", "tdm", checked},
      {"l", "tdD", impossible},
      {"tdD", "l", impossible},
      {"i", "tss:", impossible},
      {"L", "tss:", impossible},
      {"tss:", "L", impossible},
      {"I", "tdD", impossible},
      {"g", "tss:", impossible},
      {"i", "tiM", impossible},
      {"d:9,0", "tdD", impossible},
      {"u", "i", impossible},
      {"u", "z", relabelled},
      {"u", "U", converted},
      {"z", "u", checked},
      {"U", "u", checked},
      {"vu", "vz", relabelled},
      {"vz", "vu", checked},
      {"u", "vu", converted},
      {"U", "vu", checked},
      {"vu", "u", checked},
      {"vu", "U", converted},
      {"w:3", "z", converted},
      {"z", "w:3", checked},
      {"w:3", "w:4", impossible},
      {"w:3", "vu", checked},
      {"tdD", "tdm", converted},
      {"tdm", "tdD", checked},
      {"tdD", "tss:", converted},
      {"tdm", "tsm:", relabelled},
      {"tsm:", "tdm", checked},
      {"tss:", "tdm", checked},
      {"tsm:", "tsu:", checked},
      {"tsu:", "tsm:", checked},
      {"tsu:A", "tsu:B", relabelled},
      {"tsu:A", "tsu:", impossible},
      {"tts", "ttn", converted},
      {"tDs", "tDm", checked},
      {"tiM", "tin", impossible},
      {"d:9,2,32", "d:18,2,64", converted},
      {"d:9,2", "d:10,2", relabelled},
      {"d:9,2", "d:8,2", checked},
      {"d:9,2", "d:9,1", checked},
      {"d:9,2", "d:11,4", converted},
      {"d:9,2", "i", checked},
      {"d:2,0", "l", checked},
      {"c", "d:3,0,32", converted},
      {"c", "d:2,0,32", checked},
      {"i", "d:12,2,64", converted},
      {"i", "d:11,2,64", checked},
      {"l", "d:19,0", converted},
      {"L", "d:19,0", checked},
      {"L", "d:76,56,256", converted},
      {"i", "d:38,-1", checked},
      {"d:9,2", "g", impossible},
      {"g", "d:38,2", impossible},
      {"n", "i", converted},
      {"i", "n", impossible},
      {"n", "n", same},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.from + " to " + c.to);
    ExpectOutcome(type(c.from), type(c.to), c.outcome);
  }
}

TEST_F(CanCastTest, PYC_11_FieldsAreListedInOrder) {
  const ArrayData from =
      Batch(0, {Int32s({}).Named("a"),
                Struct({}, {Strings("u", {}).Named("x"), Int32s({}).Named("y")}).Named("p"),
                Dictionary(Int32s({}), Strings("u", {})).Named("d"), Strings("u", {}).Named("e")});
  const ArrayData to =
      Batch(0, {Int64s({}).Named("a"),
                Struct({}, {Strings("u", {}).Named("x"), Strings("u", {}).Named("y")}).Named("p"),
                Strings("U", {}).Named("d"),
                Dictionary(Fixed<int8_t>("c", {}), Strings("u", {})).Named("renamed")});
  const auto list = [](const CastAnswer& answer) {
    std::string text;
    for (const FieldCast& field : answer.fields) {
      text += std::to_string(field.depth) + " " + field.path + ": " +
              std::to_string(field.outcome) + " " + field.reason + "\n";
    }
    return text;
  };
  const CastAnswer strict = Ask(from, to);
  EXPECT_EQ(list(strict),
            "0 : 0 \n"
            "1 a: 2 \n"
            "1 p: 0 \n"
            "2 p.x: 0 \n"
            "2 p.y: 5 int32 cannot become utf8\n"
            "1 d: 2 \n"
            "1 renamed: 3 indices must not overflow\n"
            "2 renamed.(dictionary): 1 \n");
  EXPECT_EQ(strict.outcome, ARROWBRIDGE_CAST_IMPOSSIBLE);
  const CastAnswer effort = Ask(from, to, ARROWBRIDGE_CAST_BEST_EFFORT);
  EXPECT_EQ(effort.outcome, ARROWBRIDGE_CAST_LEFT);
  EXPECT_EQ(effort.fields[4].outcome, ARROWBRIDGE_CAST_LEFT);
  ArrayData result = to;
  result.children[1].children[1] = from.children[1].children[1];
  EXPECT_TRUE(SameSchema(effort.schema.get(), ImportSchema(result).get()));
}

TEST_F(CanCastTest, PYC_13_FieldsAreCountedAtEveryDepth) {
  const ArrayData two = Struct({}, {Int32s({}).Named("a"), Int32s({}).Named("b")});
  const ArrayData one = Struct({}, {Int32s({}).Named("a")});
  for (const int mode : {ARROWBRIDGE_CAST_STRICT, ARROWBRIDGE_CAST_BEST_EFFORT}) {
    for (const auto& [from, to] : {std::pair(two, one), std::pair(one, two)}) {
      EXPECT_EQ(Ask(from, to, mode).outcome, ARROWBRIDGE_CAST_IMPOSSIBLE);
      EXPECT_EQ(Ask(Batch(0, {from.Named("s")}), Batch(0, {to.Named("s")}), mode).outcome,
                ARROWBRIDGE_CAST_IMPOSSIBLE);
      EXPECT_EQ(Ask(Lists("+l", {}, from), Lists("+L", {}, to), mode).outcome,
                ARROWBRIDGE_CAST_IMPOSSIBLE);
      EXPECT_EQ(Ask(Dictionary(Int32s({}), from), to, mode).outcome, ARROWBRIDGE_CAST_IMPOSSIBLE);
      EXPECT_EQ(Ask(from, RunEndEncoded(0, Int32s({}), to), mode).outcome,
                ARROWBRIDGE_CAST_IMPOSSIBLE);
    }
  }
}

TEST_F(CanCastTest, PYC_14_NamesAndMetadataBecomeTheRequestedOnes) {
  const ArrayData from = Batch(2, {Int32s({1, 2}).Named("a")});
  ArrayData to = Batch(2, {Int32s({1, 2}).Named("b")});
  to.metadata = Metadata({{"k", "v"}});
  to.children[0].metadata = Metadata({{"x", ""}});
  const CastAnswer answer = Ask(from, to);
  EXPECT_EQ(answer.outcome, ARROWBRIDGE_CAST_RELABELLED);
  EXPECT_EQ(answer.fields[0].outcome, ARROWBRIDGE_CAST_RELABELLED);
  EXPECT_EQ(answer.fields[1].outcome, ARROWBRIDGE_CAST_RELABELLED);
  ExpectSame(from, to);
}

TEST_F(CanCastTest, SCH_14_NullsInANonNullableTarget) {
  const ArrayData some = Int32s({1, std::nullopt});
  const ArrayData none = Int32s({1, 2});
  ExpectOutcome(none, Required(none), ARROWBRIDGE_CAST_CHECKED);
  ExpectOutcome(Required(none), none, ARROWBRIDGE_CAST_RELABELLED);
  ExpectCast(none, Required(none));
  ExpectCast(Required(none), none);
  ExpectError(some, Required(none), "SCH-14: row 1: a null");
  ExpectCast(some.Sliced(0, 1), Required(Int32s({1})));
  // Also if the values are converted or decoded.
  ExpectError(some, Required(Int64s({})), "SCH-14: row 1");
  ExpectError(Dictionary(Int32s({0, 1}), Strings("u", {"a", std::nullopt})),
              Required(Strings("u", {})), "SCH-14: row 1");
  ExpectCast(Dictionary(Int32s({0, 0}), Strings("u", {"a", std::nullopt})),
             Required(Strings("u", {"a", "a"})));
  ExpectError(RunEndEncoded(3, Int32s({1, 3}), some), Required(none), "SCH-14: row 1");
  // Also if only the value that a row refers to is null.
  const ArrayData words = Dictionary(Int32s({0, 1}), Strings("u", {"a", std::nullopt}));
  ExpectOutcome(words, Required(words), ARROWBRIDGE_CAST_CHECKED);
  ExpectError(words, Required(words), "SCH-14: row 1: a null");
  ExpectCast(words.Sliced(0, 1), Required(words.Sliced(0, 1)));
  const ArrayData runs = RunEndEncoded(3, Int32s({1, 3}), some);
  ExpectOutcome(runs, Required(runs), ARROWBRIDGE_CAST_CHECKED);
  ExpectError(runs, Required(runs), "SCH-14: row 1: a null");
  ExpectError(words, Required(Dictionary(Fixed<int8_t>("c", {}), Strings("u", {}))),
              "SCH-14: row 1: a null");
  // Values below a null may be null.
  const auto nested = [](const ArrayData& child) {
    return Struct({true, false}, {child.Named("x")});
  };
  ExpectCast(nested(some), nested(Required(none)));
  ExpectError(Struct({true, true}, {some.Named("x")}), nested(Required(none)),
              "field 'x': row 1: a null");
  ArrayData batch = Batch(2, {none.Named("a")});
  ExpectOutcome(batch, Required(batch), ARROWBRIDGE_CAST_RELABELLED);
}

TEST_F(CanCastTest, BestEffortKeepsWholeFields) {
  ArrayData from = Required(Int32s({1}).Named("a"));
  from.metadata = Metadata({{"unit", "m"}});
  ArrayData to = Strings("u", {}).Named("b");
  to.metadata = Metadata({{"other", "x"}});
  const ArrayHandle result = Cast(Batch(1, {from}), Batch(0, {to}), ARROWBRIDGE_CAST_BEST_EFFORT);
  EXPECT_TRUE(SameSchema(SchemaOf(result).get(), ImportSchema(Batch(1, {from})).get()));
  // Types that would have to be decoded are left unchanged.
  const ArrayData encoded = Dictionary(Int32s({0}), Strings("u", {"x"}));
  const ArrayHandle left = Cast(encoded, Int32s({}), ARROWBRIDGE_CAST_BEST_EFFORT);
  EXPECT_TRUE(SameSchema(SchemaOf(left).get(), ImportSchema(encoded).get()));
  // Parts of nested types are converted.
  const ArrayHandle part = Cast(Lists("+l", {1}, Int32s({5})), Lists("+L", {}, Strings("u", {})),
                                ARROWBRIDGE_CAST_BEST_EFFORT);
  EXPECT_TRUE(SameValues(part, ImportArray(Lists("+L", {1}, Int32s({5})))));
}

TEST_F(CanCastTest, ExtensionsAreLabels) {
  ArrayData plain = FixedBytes("w:16", 16, {std::string(16, 'x')});
  ArrayData uuid = plain;
  uuid.metadata = Metadata({{"ARROW:extension:name", "arrow.uuid"}});
  ExpectOutcome(plain, uuid, ARROWBRIDGE_CAST_RELABELLED);
  ExpectSame(plain, uuid);
}

TEST_F(CanCastTest, TheOutputSchemaIsOptional) {
  const SchemaHandle schema = ImportSchema(Int32s({}));
  int outcome = -1;
  EXPECT_OK(ArrowBridgeSchemaCanCast(schema.get(), schema.get(), 0, &outcome, nullptr, nullptr,
                                     nullptr, &error_));
  EXPECT_EQ(outcome, ARROWBRIDGE_CAST_SAME);
  int64_t count = -1;
  EXPECT_OK(ArrowBridgeSchemaCanCast(schema.get(), schema.get(), 0, &outcome, nullptr, &count,
                                     nullptr, &error_));
  EXPECT_EQ(count, 1);
  ArrowBridgeFieldCastListRelease(nullptr);
}

TEST_F(CanCastTest, DeepSchemas) {
  ArrayData from = Int32s({});
  ArrayData to = Int64s({});
  for (int i = 1; i < 64; i++) {
    from = Lists("+l", {}, from);
    to = Lists("+L", {}, to);
  }
  EXPECT_EQ(Ask(from, to).outcome, ARROWBRIDGE_CAST_CONVERTED);
  EXPECT_NE(Cast(from, to), nullptr);
}

}  // namespace
