// Casts of every type to every other: the result of ArrowBridgeSchemaCanCast must match that of the
// cast.

#include "support/all_types.h"
#include "support/casts.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr int64_t kRows = 11;

class CastPairs : public CastTest, public ::testing::WithParamInterface<TypeCase> {
 protected:
  struct Shape {
    ArrayData from;
    ArrayData to;
  };

  // A column by itself, inside nested types, and dictionary- or run-end encoded before or after the
  // cast.
  static std::vector<Shape> Shapes(const ArrayData& from, const ArrayData& to) {
    std::vector<Shape> shapes = {{from, to},
                                 {InStruct(from), InStruct(to)},
                                 {InList(from), InList(to)},
                                 {InFixedSizeList(from), InFixedSizeList(to)},
                                 {InRuns(from), to},
                                 {from, InRuns(to)}};
    if (from.dictionary.empty()) shapes.push_back({InDictionary(from), to});
    if (to.dictionary.empty()) shapes.push_back({from, InDictionary(to)});
    return shapes;
  }

  static std::vector<bool> AllValid(const ArrayData& data) {
    return std::vector<bool>(static_cast<size_t>(data.length), true);
  }
  static ArrayData InStruct(const ArrayData& data) {
    return Struct(AllValid(data), {data.Named("x")});
  }
  static ArrayData InList(const ArrayData& data) {
    return Lists("+l", {data.length, 0}, data.Named("item"));
  }
  static ArrayData InFixedSizeList(const ArrayData& data) {
    return FixedSizeLists(1, AllValid(data), data.Named("item"));
  }
  static ArrayData InRuns(const ArrayData& data) {
    Values<int32_t> ends;
    for (int32_t i = 0; i < data.length; i++) ends.push_back(2 * i + 2);
    return RunEndEncoded(2 * data.length, Int32s(ends), data);
  }
  static ArrayData InDictionary(const ArrayData& data) {
    Values<int32_t> indices;
    for (int32_t i = 0; i < data.length; i++)
      indices.push_back((i + 3) % static_cast<int32_t>(data.length));
    return Dictionary(Int32s(indices), data);
  }

  void Check(const ArrayData& from, const ArrayData& to) {
    const SchemaHandle schema = ImportSchema(to);
    const ArrayHandle array = ImportArray(from);
    const CastAnswer strict = CanCast(SchemaOf(array), schema, ARROWBRIDGE_CAST_STRICT);
    const ArrayHandle result = TryCast(array, schema);
    if (strict.outcome == ARROWBRIDGE_CAST_IMPOSSIBLE) {
      EXPECT_EQ(code_, EINVAL) << error_.message;
    } else if (strict.outcome == ARROWBRIDGE_CAST_CHECKED) {
      EXPECT_TRUE(code_ == 0 || code_ == EINVAL || code_ == ENOTSUP) << error_.message;
    } else {
      EXPECT_TRUE(IsOk(code_, error_));
    }
    if (result != nullptr) {
      EXPECT_TRUE(SameSchema(SchemaOf(result).get(), schema.get()));
      EXPECT_EQ(ArrowBridgeArrayLength(result.get()), from.length);
      ExpectReverseCast(array, result);
    }
    CheckBestEffort(array, schema, strict.outcome);
  }

  // If the reverse cast is possible, it gives the same values.
  void ExpectReverseCast(const ArrayHandle& array, const ArrayHandle& result) {
    const ArrayHandle back = TryCast(result, SchemaOf(array));
    if (back == nullptr) {
      EXPECT_TRUE(code_ == EINVAL || code_ == ENOTSUP) << error_.message;
      return;
    }
    EXPECT_TRUE(SameValues(array, back));
    EXPECT_TRUE(SameSchema(SchemaOf(array).get(), SchemaOf(back).get()));
  }

  void CheckBestEffort(const ArrayHandle& array, const SchemaHandle& schema, int strict) {
    const CastAnswer answer = CanCast(SchemaOf(array), schema, ARROWBRIDGE_CAST_BEST_EFFORT);
    if (strict <= ARROWBRIDGE_CAST_CHECKED) {
      EXPECT_EQ(answer.outcome, strict);
    } else {
      EXPECT_GE(answer.outcome, ARROWBRIDGE_CAST_LEFT);
    }
    const ArrayHandle result = TryCast(array, schema, ARROWBRIDGE_CAST_BEST_EFFORT);
    if (answer.outcome == ARROWBRIDGE_CAST_IMPOSSIBLE) {
      EXPECT_EQ(code_, EINVAL) << error_.message;
    } else if (result != nullptr) {
      EXPECT_TRUE(SameSchema(SchemaOf(result).get(), answer.schema.get()));
    } else {
      EXPECT_TRUE(HasChecked(answer)) << error_.message;
    }
  }

  static bool HasChecked(const CastAnswer& answer) {
    for (const FieldCast& field : answer.fields) {
      if (field.outcome == ARROWBRIDGE_CAST_CHECKED) return true;
    }
    return false;
  }

  // Casts all shapes of this type to those of each type. `make` gives an array of a type.
  template <typename Make>
  void CheckAll(Make make) {
    for (const TypeCase& to : AllTypes()) {
      int number = 0;
      for (const Shape& shape : Shapes(make(GetParam()), make(to))) {
        SCOPED_TRACE(GetParam().name + " to " + to.name + ", shape " + std::to_string(number++));
        Check(shape.from, shape.to);
        if (HasFailure()) return;
      }
    }
  }
};

TEST_P(CastPairs, WithoutNulls) {
  CheckAll([](const TypeCase& type) { return type.make(kRows, false); });
}

TEST_P(CastPairs, WithNulls) {
  CheckAll([](const TypeCase& type) { return type.make(kRows, true); });
}

TEST_P(CastPairs, Empty) {
  CheckAll([](const TypeCase& type) { return type.make(0, false); });
}

TEST_P(CastPairs, Sliced) {
  CheckAll([](const TypeCase& type) { return type.make(kRows + 5, true).Sliced(3, kRows); });
}

INSTANTIATE_TEST_SUITE_P(AllTypes, CastPairs, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
