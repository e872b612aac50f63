// Arrays that are sound, but not in the usual form: misaligned buffers, what older versions of
// Arrow exported, arrays without rows. They are imported, and exported in the usual form.
#include <cstdint>
#include <cstring>

#include "support/all_types.h"
#include "support/builders.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using Memory = std::vector<std::unique_ptr<Bytes>>;

// Calls `change` for every struct, with the data that it was made from.
template <typename Change>
void ForEach(const ArrayData& data, ArrowArray* array, const Change& change) {
  change(data, array);
  for (size_t i = 0; i < data.children.size(); ++i) {
    ForEach(data.children[i], array->children[i], change);
  }
  if (!data.dictionary.empty()) ForEach(data.dictionary[0], array->dictionary, change);
}

// Moves every buffer to an odd address.
void Misalign(const ArrayData& data, ArrowArray* array, Memory* memory) {
  ForEach(data, array, [&](const ArrayData& part, ArrowArray* one) {
    for (size_t i = 0; i < part.buffers.size(); ++i) {
      if (!part.buffers[i].has_value() || one->buffers[i] == nullptr) continue;
      memory->push_back(std::make_unique<Bytes>(part.buffers[i]->size() + 1));
      uint8_t* moved = memory->back()->data() + 1;
      std::memcpy(moved, one->buffers[i], part.buffers[i]->size());
      one->buffers[i] = moved;
    }
  });
}

// A stream of one array, which is ready-made.
struct OneArray {
  ArrowSchema schema;
  ArrowArray array;

  ArrowArrayStream Get() {
    ArrowArrayStream stream = {};
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      *out = static_cast<OneArray*>(self->private_data)->schema;
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto* one = static_cast<OneArray*>(self->private_data);
      *out = one->array;
      one->array.release = nullptr;
      return 0;
    };
    stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
    stream.private_data = this;
    return stream;
  }
};

ArrowBridgeImportOptions Options(int32_t misaligned) {
  ArrowBridgeImportOptions options = {};
  options.struct_size = sizeof(options);
  options.misaligned = misaligned;
  return options;
}

class ArrayImportForms : public LiveCountsTest {
 protected:
  ArrayHandle Import(ArrowArray* array, const ArrowBridgeSchema* schema, int32_t misaligned) {
    const ArrowBridgeImportOptions options = Options(misaligned);
    auto* out = Garbage<ArrowBridgeArray*>();
    code_ = ArrowBridgeImportArrayWithOptions(array, schema, &options, &out, &error_);
    EXPECT_EQ(array->release, nullptr);
    return ArrayHandle(code_ == 0 ? out : nullptr);
  }
  // Uses an array in every way that reads it.
  void Use(const ArrowBridgeArray* array) {
    EXPECT_OK(ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_FULL, &error_));
    char* text = nullptr;
    EXPECT_OK(ArrowBridgeArrayToString(array, nullptr, &text, &error_));
    ArrowBridgeStringRelease(text);
    int equal = 0;
    EXPECT_OK(ArrowBridgeArrayEquals(array, array, &equal, &error_));
    EXPECT_EQ(equal, 1);
  }

  int code_ = 0;
};

class ArrayImportFormsOfType : public ArrayImportForms,
                               public ::testing::WithParamInterface<TypeCase> {};

INSTANTIATE_TEST_SUITE_P(All, ArrayImportFormsOfType, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST_P(ArrayImportFormsOfType, ARR_10_MisalignedBuffersAreCopied) {
  const ArrayData data = GetParam().make(20, true);
  const SchemaHandle schema = ImportSchema(data);
  Log aligned_log;
  const ArrayHandle aligned = ImportArray(data, &aligned_log);
  for (const int32_t policy : {ARROWBRIDGE_MISALIGNED_REFUSE, ARROWBRIDGE_MISALIGNED_COPY}) {
    ArrowArray array;
    Memory memory;
    const Log log = MakeArray(data, &array);
    Misalign(data, &array, &memory);
    const int64_t copied = ArrowBridgeBytesCopied();
    const ArrayHandle imported = Import(&array, schema.get(), policy);
    if (policy == ARROWBRIDGE_MISALIGNED_REFUSE && code_ != 0) {
      EXPECT_ERROR(code_, EINVAL, "ARR-10", "not aligned");
      EXPECT_TRUE(log->AllOnce());
      continue;
    }
    ASSERT_OK(code_);
    if (policy == ARROWBRIDGE_MISALIGNED_REFUSE) {
      EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
      break;  // a type without buffers that are aligned
    }
    EXPECT_GT(ArrowBridgeBytesCopied(), copied);
    Use(imported.get());
    int equal = 0;
    EXPECT_OK(ArrowBridgeArrayEquals(imported.get(), aligned.get(), &equal, &error_));
    EXPECT_EQ(equal, 1);
  }
}

TEST_P(ArrayImportFormsOfType, ARR_10_MisalignedBuffersOfAStream) {
  const ArrayData column = GetParam().make(20, true).Named("c");
  for (const int32_t policy : {ARROWBRIDGE_MISALIGNED_REFUSE, ARROWBRIDGE_MISALIGNED_COPY}) {
    Memory memory;
    OneArray one;
    const ArrayData whole = Batch(20, {column});
    const Log schema_log = MakeSchema(whole, &one.schema);
    const Log log = MakeArray(whole, &one.array);
    Misalign(whole, &one.array, &memory);
    ArrowArrayStream stream = one.Get();
    const ArrowBridgeImportOptions options = Options(policy);
    auto* out = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeImportRecordBatchReaderWithOptions(&stream, &options, &out, &error_));
    const ReaderHandle reader(out);
    auto batch = Garbage<ArrowArray>();
    code_ = ArrowBridgeReaderNext(reader.get(), &batch, &error_);
    if (policy == ARROWBRIDGE_MISALIGNED_REFUSE && code_ != 0) {
      EXPECT_ERROR(code_, EINVAL, "ARR-10", "batch 0");
    } else {
      ASSERT_OK(code_);
      ForEach(column, batch.children[0], [](const ArrayData& part, ArrowArray* struct_) {
        if (part.format == "l" || part.format == "g") {
          EXPECT_EQ(reinterpret_cast<uintptr_t>(struct_->buffers[1]) % 8, 0u);
        }
      });
      ReleaseChecked(&batch);
    }
    EXPECT_TRUE(log->AllOnce());
  }
}

// An array without rows may have an offset, and no buffers; it is exported without the offset.
TEST_P(ArrayImportFormsOfType, ARR_11_WithoutRowsAndBuffers) {
  for (const int64_t offset : {0, 3}) {
    ArrayData data = GetParam().make(20, false);
    if (data.format[0] == '+' && data.format != "+l" && data.format != "+L" && data.format != "+m")
      continue;  // children must be as long as the offset says
    data.length = 0;
    data.null_count = 0;
    data.offset = offset;
    const bool is_view = data.format[0] == 'v';
    for (size_t i = 0; i < data.buffers.size(); ++i) {
      if (!is_view || i < 2) data.buffers[i].reset();
    }
    Log log;
    const ArrayHandle array = ImportArray(data, &log);
    ASSERT_NE(array, nullptr);
    Use(array.get());
    auto out = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(array.get(), &out, nullptr, &error_));
    EXPECT_EQ(out.offset, 0);
    EXPECT_EQ(out.length, 0);
    if (data.format == "u" || data.format == "z" || data.format == "+l" || data.format == "+m") {
      ASSERT_NE(out.buffers[1], nullptr);
      EXPECT_EQ(static_cast<const int32_t*>(out.buffers[1])[0], 0);
    }
    ReleaseChecked(&out);
  }
}

TEST_P(ArrayImportFormsOfType, ARR_5_SliceWithoutRowsHasNoOffset) {
  const ArrayData data = GetParam().make(20, true);
  Log log;
  const ArrayHandle array = ImportArray(data, &log);
  auto* slice = Garbage<ArrowBridgeArray*>();
  ASSERT_OK(ArrowBridgeArraySlice(array.get(), 7, 0, &slice, &error_));
  const ArrayHandle owner(slice);
  Use(slice);
  auto out = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(slice, &out, nullptr, &error_));
  EXPECT_EQ(out.offset, 0);
  EXPECT_EQ(out.length, 0);
  if (data.format == "u" || data.format == "z" || data.format == "+l" || data.format == "+m") {
    EXPECT_EQ(static_cast<const int32_t*>(out.buffers[1])[0], 0);
  }
  ReleaseChecked(&out);
}

// X9: some producers have a pointer to anything as the offsets of an array without rows.
TEST_F(ArrayImportForms, COL_5_OffsetsOfAnArrayWithoutRowsAreZero) {
  const ArrayData data = Batch(0, {Strings("u", {}).Named("a"), Strings("U", {}).Named("b")});
  const SchemaHandle schema = ImportSchema(data);
  ArrowArray array;
  const Log log = MakeArray(data, &array);
  const int64_t numbers[2] = {77, 88};
  for (int i = 0; i < 2; ++i) array.children[i]->buffers[1] = numbers;
  auto* out = Garbage<ArrowBridgeArray*>();
  ASSERT_OK(ArrowBridgeImportRecordBatch(&array, schema.get(), &out, &error_));
  const ArrayHandle batch(out);
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportRecordBatch(batch.get(), &exported, nullptr, &error_));
  EXPECT_EQ(static_cast<const int32_t*>(exported.children[0]->buffers[1])[0], 0);
  EXPECT_EQ(static_cast<const int64_t*>(exported.children[1]->buffers[1])[0], 0);
  ReleaseChecked(&exported);
}

// As Arrow exported them before version 1.0.
TEST_F(ArrayImportForms, COL_14_NullArraysWithABuffer) {
  ArrayData data = Nulls(5);
  const SchemaHandle schema = ImportSchema(data);
  data.buffers = {std::nullopt};
  ArrowArray array;
  const Log log = MakeArray(data, &array);
  const ArrayHandle imported = Import(&array, schema.get(), ARROWBRIDGE_MISALIGNED_REFUSE);
  ASSERT_OK(code_);
  Use(imported.get());
  auto out = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(imported.get(), &out, nullptr, &error_));
  EXPECT_EQ(out.n_buffers, 0);
  EXPECT_EQ(out.null_count, 5);
  ReleaseChecked(&out);
}

TEST_F(ArrayImportForms, COL_14_UnionsWithAValidityBitmap) {
  for (const bool is_dense : {false, true}) {
    for (const std::optional<Bytes>& bitmap :
         {std::optional<Bytes>(), std::optional<Bytes>(Bytes{7})}) {
      for (const int64_t nulls : {0, 1, -1}) {
        const ArrayData numbers = Int32s({1, 2, 3}).Named("a");
        const ArrayData texts = Strings("u", {"x", "y", "z"}).Named("b");
        ArrayData data = is_dense ? DenseUnion("+ud:0,1", {0, 1, 0}, {0, 2, 1}, {numbers, texts})
                                  : SparseUnion("+us:0,1", {0, 1, 0}, {numbers, texts});
        const SchemaHandle schema = ImportSchema(data);
        Log usual_log;
        const ArrayHandle usual = ImportArray(data, &usual_log);
        data.buffers.insert(data.buffers.begin(), bitmap);
        data.null_count = nulls;
        ArrowArray array;
        const Log log = MakeArray(data, &array);
        const ArrayHandle imported = Import(&array, schema.get(), ARROWBRIDGE_MISALIGNED_REFUSE);
        if (nulls > 0 || (nulls < 0 && bitmap.has_value())) {
          EXPECT_EQ(code_, EINVAL) << error_.message;
          EXPECT_TRUE(log->AllOnce());
          continue;
        }
        ASSERT_OK(code_);
        Use(imported.get());
        int equal = 0;
        EXPECT_OK(ArrowBridgeArrayEquals(imported.get(), usual.get(), &equal, &error_));
        EXPECT_EQ(equal, 1);
        auto out = Garbage<ArrowArray>();
        ASSERT_OK(ArrowBridgeExportArray(imported.get(), &out, nullptr, &error_));
        EXPECT_EQ(out.n_buffers, is_dense ? 2 : 1);
        EXPECT_EQ(out.null_count, 0);
        ReleaseChecked(&out);
      }
    }
  }
}

TEST_F(ArrayImportForms, UnknownOptions) {
  const SchemaHandle schema = ImportSchema(Int32s({}));
  ArrowBridgeImportOptions options = Options(2);
  for (int i = 0; i < 3; ++i) {
    ArrowArray array;
    const Log log = MakeArray(Int32s({1}), &array);
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_ERROR(ArrowBridgeImportArrayWithOptions(&array, schema.get(), &options, &out, &error_),
                 EINVAL, "ArrowBridgeImportArrayWithOptions: argument 'options'");
    EXPECT_EQ(out, nullptr);
    EXPECT_TRUE(log->AllOnce());
    options = Options(0);
    i == 0 ? options.struct_size = 0 : options.reserved = 1;
  }
}

// SCH-4: NULL is a name too, but not every consumer expects it.
TEST_F(ArrayImportForms, SCH_4_ChildrenWithoutNameAreExportedWithAnEmptyOne) {
  ArrayData data = Batch(0, {Strings("u", {})});
  data.children[0].name.reset();
  const SchemaHandle schema = ImportSchema(data);
  auto out = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportSchema(schema.get(), &out, &error_));
  EXPECT_STREQ(out.children[0]->name, "");
  out.release(&out);
}

}  // namespace
