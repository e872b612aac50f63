// Import of arrays of every type: counts and buffers broken one at a time.

#include "support/all_types.h"
#include "support/import_errors.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

enum class Kind { kValidity, kNumbers, kBytes, kVariadic, kLengths };

bool HasValidity(const ArrayData& data) {
  const std::string start = data.format.substr(0, 2);
  return start != "n" && start != "+r" && start != "+u";
}

bool IsView(const ArrayData& data) { return data.format[0] == 'v'; }

// The content of a buffer.
Kind KindOf(const ArrayData& data, size_t index) {
  const char type = data.format[0];
  if (index == 0 && (type != '+' || HasValidity(data))) return Kind::kValidity;
  if (IsView(data) && index > 1) {
    return index + 1 == data.buffers.size() ? Kind::kLengths : Kind::kVariadic;
  }
  const bool is_text = type == 'u' || type == 'U' || type == 'z' || type == 'Z';
  return is_text && index == 2 ? Kind::kBytes : Kind::kNumbers;
}

// Whether addresses of a buffer must be at least even.
bool IsAligned(const ArrayData& data, size_t index) {
  const Kind kind = KindOf(data, index);
  if (kind == Kind::kLengths) return data.buffers.size() > 3;
  const char type = data.format[0];
  const bool of_bytes = type == 'b' || type == 'c' || type == 'C' || type == 'w' ||
                        (data.format[0] == '+' && data.format[1] == 'u' && index == 0);
  return kind == Kind::kNumbers && !of_bytes;
}

class ArrayImportTypes : public ImportErrorTest, public ::testing::WithParamInterface<TypeCase> {
 protected:
  static constexpr int64_t kRows = 20;
  ArrayData Data(bool with_nulls = true) const { return GetParam().make(kRows, with_nulls); }
  static ArrayData Column(const ArrayData& data) { return Batch(data.length, {data.Named("a")}); }
};

TEST_P(ArrayImportTypes, ARR_5_ARR_6_OffsetsAreAccepted) {
  for (int64_t offset : {1, 3, 8, 13, 20}) {
    const ArrayData sliced = Data().Sliced(offset, kRows - offset);
    const ArrayHandle array = ImportArray(sliced);
    ASSERT_NE(array, nullptr);
    EXPECT_EQ(ArrowBridgeArrayLength(array.get()), kRows - offset);
    int64_t nulls = -5;
    ASSERT_OK(ArrowBridgeArrayNullCount(array.get(), &nulls, &error_));
    int64_t expected = 0;
    const bool nullable = HasValidity(sliced) && sliced.buffers[0].has_value();
    for (int64_t i = offset; nullable && i < kRows; i++) expected += i % 3 == 1;
    EXPECT_EQ(nulls, sliced.format == "n" ? kRows - offset : expected);
  }
}

TEST_P(ArrayImportTypes, ARR_7_WrongNumberOfBuffers) {
  const ArrayData data = Data();
  const auto set = [](int64_t n) { return [n](ArrowArray* a) { a->n_buffers = n; }; };
  const auto set_child = [](int64_t n) {
    return [n](ArrowArray* a) { a->children[0]->n_buffers = n; };
  };
  const auto right = static_cast<int64_t>(data.buffers.size());
  ExpectError(data, "ARR-7", "", set(-1));
  ExpectError(Column(data), "ARR-7", "a", set_child(INT64_MIN));
  ExpectError(data, "ARR-7", "", set(INT64_MAX));
  if (IsView(data)) {
    ExpectError(data, "ARR-7", "", set(2));
    ExpectError(Column(data), "ARR-7", "a", set_child(0));
    return;
  }
  // One buffer more is the form of older versions for some types: array_import_forms_test.cc.
  const bool may_have_one_more = data.format == "n" || data.format.substr(0, 2) == "+u";
  const int64_t wrong = right + (may_have_one_more ? 2 : 1);
  ExpectError(data, "ARR-7", "", set(wrong));
  ExpectError(Column(data), "ARR-7", "a", set_child(wrong));
  if (right > 0) ExpectError(data, "ARR-7", "", set(right - 1));
  if (right > 0) ExpectError(Column(data), "ARR-7", "a", set_child(right - 1));
}

TEST_P(ArrayImportTypes, ARR_10_MisalignedBuffers) {
  const ArrayData data = Data();
  for (size_t i = 0; i < data.buffers.size(); i++) {
    if (!data.buffers[i].has_value()) continue;
    const auto shift = [i](ArrowArray* a) {
      a->buffers[i] = static_cast<const uint8_t*>(a->buffers[i]) + 1;
    };
    if (IsAligned(data, i)) {
      ExpectError(data, "ARR-10", "", shift);
      ExpectError(Column(data), "ARR-10", "a", [&](ArrowArray* a) { shift(a->children[0]); });
      continue;
    }
    const SchemaHandle schema = ImportSchema(data);
    ArrowArray array;
    const Log log = MakeArray(data, &array);
    shift(&array);
    ArrowBridgeArray* out = nullptr;
    EXPECT_OK(ArrowBridgeImportArray(&array, schema.get(), &out, &error_));
    EXPECT_TRUE(log->NoneYet());
    ArrowBridgeArrayRelease(out);
    EXPECT_TRUE(log->AllOnce());
  }
}

TEST_P(ArrayImportTypes, ARR_11_NullBuffersThatAreNotEmpty) {
  const ArrayData data = Data();
  for (size_t i = 0; i < data.buffers.size(); i++) {
    if (!data.buffers[i].has_value() || data.buffers[i]->empty()) continue;
    const std::string rule = KindOf(data, i) == Kind::kLengths ? "VIEW-1" : "ARR-11";
    ExpectError(data, rule, "", [i](ArrowArray* a) { a->buffers[i] = nullptr; });
    ExpectError(Column(data), rule, "a",
                [i](ArrowArray* a) { a->children[0]->buffers[i] = nullptr; });
  }
}

TEST_P(ArrayImportTypes, ARR_11_X9_AllBuffersOfAnEmptyArrayMayBeNull) {
  ArrayData data = GetParam().make(0, false);
  for (auto& buffer : data.buffers) buffer = std::nullopt;
  if (IsView(data)) data.buffers.resize(3);
  EXPECT_NE(ImportArray(data), nullptr);
  EXPECT_NE(ImportArray(Column(data)), nullptr);
}

TEST_P(ArrayImportTypes, ARR_12_WrongNumberOfChildren) {
  const ArrayData data = Data();
  const auto right = static_cast<int64_t>(data.children.size());
  for (int64_t n : {right + 1, right - 1, INT64_MIN, INT64_MAX}) {
    ExpectError(data, "ARR-12", "", [n](ArrowArray* a) { a->n_children = n; });
    ExpectError(Column(data), "ARR-12", "a",
                [n](ArrowArray* a) { a->children[0]->n_children = n; });
  }
}

TEST_P(ArrayImportTypes, ARR_15_MEM_6_FailedBatchReleasesAllColumns) {
  const ArrayData good = Data();
  const ArrayData data = Batch(kRows, {good.Named("a"), Int32s({1}).Named("bad"), good.Named("c")});
  ExpectError(data, "COL-11", "bad");
}

INSTANTIATE_TEST_SUITE_P(AllTypes, ArrayImportTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

// Arrays of views by the number of their variadic buffers.
class ArrayImportViews : public ImportErrorTest {
 protected:
  static ArrayData Long(int count, int variadic) {
    Values<std::string> values;
    for (int i = 0; i < count; i++)
      values.push_back("a text that is long, number " + std::to_string(i));
    return Views("vu", values, variadic);
  }
};

TEST_F(ArrayImportViews, VIEW_1_AnyNumberOfVariadicBuffers) {
  ArrayData none = Views("vz", {"short", std::nullopt}, 0);
  EXPECT_EQ(none.buffers.size(), 3u);
  EXPECT_NE(ImportArray(none), nullptr);
  none.buffers[2] = std::nullopt;
  EXPECT_NE(ImportArray(none), nullptr);
  for (int variadic : {1, 2, 10000}) {
    Log log;
    ArrayHandle array = ImportArray(Long(variadic, variadic), &log);
    ASSERT_NE(array, nullptr);
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
    EXPECT_EQ(exported.n_buffers, variadic + 3);
    array.reset();
    EXPECT_TRUE(log->NoneYet());
    const auto* lengths = static_cast<const int64_t*>(exported.buffers[variadic + 2]);
    EXPECT_GT(lengths[variadic - 1], 12);
    ReleaseChecked(&exported);
    EXPECT_TRUE(log->AllOnce());
  }
}

TEST_F(ArrayImportViews, VIEW_1_BadLengths) {
  ExpectError(Long(2, 2), "VIEW-1", "", [](ArrowArray* a) { a->buffers[4] = nullptr; });
  ArrayData data = Long(2, 2);
  data.buffers[4] = BytesOf(std::vector<int64_t>{1, -1});
  ExpectError(data, "VIEW-1", "");
  ExpectError(Batch(2, {data.Named("a")}), "VIEW-1", "a");
}

TEST_F(ArrayImportViews, ARR_11_NullVariadicBufferOfLengthZero) {
  ArrayData data = Long(1, 2);
  EXPECT_TRUE(data.buffers[3]->empty());
  data.buffers[3] = std::nullopt;
  EXPECT_NE(ImportArray(data), nullptr);
  data.buffers[2] = std::nullopt;
  ExpectError(data, "ARR-11", "");
}

}  // namespace
