// arrowbridge.hpp: owners of structs, errors in both forms, schemas and arrays.

#include "support/hpp_fixture.h"

#include <type_traits>

const char* FirstFailureWithoutExceptions();  // hpp_nonthrowing.cc

namespace {

using arrowbridge::Array;
using arrowbridge::Error;
using arrowbridge::ImportOptions;
using arrowbridge::Result;
using arrowbridge::Schema;
using arrowbridge::Status;
using arrowbridge::UniqueArray;
using arrowbridge::UniqueSchema;
using arrowbridge::UniqueStream;

template <typename T>
constexpr bool kMoveOnly =
    std::is_nothrow_move_constructible_v<T>&& std::is_nothrow_move_assignable_v<T> &&
    !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>;
static_assert(kMoveOnly<UniqueSchema> && kMoveOnly<UniqueArray> && kMoveOnly<UniqueStream>);
static_assert(kMoveOnly<Schema> && kMoveOnly<Array> && kMoveOnly<arrowbridge::Reader>);

// A self-move that the compiler does not detect.
template <typename T>
T* SameAddress(T& object) {
  T* volatile address = &object;
  return address;
}

using HppStructs = HppFixture;
using HppErrors = HppFixture;
using HppSchema = HppFixture;
using HppArray = HppFixture;

TEST_F(HppStructs, TakesOverAndReleases) {
  ArrowArray source = hpp_data::MakeBatch({1, 2, 3});
  {
    UniqueArray array(&source);
    EXPECT_TRUE(array);
    EXPECT_EQ(source.release, nullptr);
    EXPECT_EQ(array->length, 3);
    EXPECT_EQ(hpp_data::alive, 1);
  }
  EXPECT_EQ(hpp_data::alive, 0);
}

TEST_F(HppStructs, EmptyOnes) {
  ArrowSchema released;
  std::memset(&released, 0xCC, sizeof(released));
  released.release = nullptr;
  EXPECT_FALSE(UniqueSchema());
  EXPECT_FALSE(UniqueSchema(nullptr));
  EXPECT_FALSE(UniqueSchema(&released));
  EXPECT_FALSE(UniqueStream());
}

TEST_F(HppStructs, MoveLeavesTheSourceEmpty) {
  UniqueSchema first = SchemaStruct();
  UniqueSchema second = std::move(first);
  EXPECT_FALSE(first);  // NOLINT: the state after a move is documented
  EXPECT_STREQ(second->format, "+s");
  UniqueSchema third = SchemaStruct();
  EXPECT_EQ(hpp_data::alive, 2);
  third = std::move(second);
  EXPECT_EQ(hpp_data::alive, 1) << "the old contents are released";
  EXPECT_FALSE(second);  // NOLINT
  EXPECT_TRUE(third);
}

TEST_F(HppStructs, MoveToItselfKeepsTheStruct) {
  UniqueArray array = BatchStruct({7});
  array = std::move(*SameAddress(array));
  EXPECT_TRUE(array);
  EXPECT_EQ(hpp_data::ValuesOf(array.get()), std::vector<int32_t>{7});
}

TEST_F(HppStructs, ReleaseToAndOut) {
  UniqueArray array = BatchStruct({1});
  ArrowArray dest;
  std::memset(&dest, 0xCC, sizeof(dest));
  array.release_to(&dest);
  EXPECT_FALSE(array);
  EXPECT_EQ(dest.length, 1);
  UniqueArray reimported(&dest);

  EXPECT_EQ(reimported.out()->release, nullptr) << "the old contents are released first";
  EXPECT_EQ(hpp_data::alive, 0);
  *reimported.out() = hpp_data::MakeBatch({1, 2});
  EXPECT_EQ(reimported->length, 2);
  reimported.reset();
  reimported.reset();
  EXPECT_FALSE(reimported);
}

TEST_F(HppErrors, AsExceptionWithCodeAndMessage) {
  const Error error = ErrorOf([] { return Schema::Import(UniqueSchema()); });
  EXPECT_EQ(error.code(), EINVAL);
  EXPECT_NE(std::string(error.what()).find("ArrowBridgeImportSchema"), std::string::npos)
      << error.what();
  EXPECT_THROW(Schema::Import(UniqueSchema()), std::runtime_error);
}

TEST_F(HppErrors, AsResultWithTheSameCodeAndMessage) {
  const std::string thrown = ErrorOf([] { return Schema::Import(UniqueSchema()); }).what();
  Result<Schema> result = Schema::TryImport(UniqueSchema());
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.code(), EINVAL);
  EXPECT_EQ(result.message(), thrown);
  EXPECT_EQ(result.status().message(), thrown);
  const Error error = ErrorOf([&] { return result.value().get(); });
  EXPECT_EQ(error.code(), EINVAL);
  EXPECT_EQ(error.what(), thrown);
}

TEST_F(HppErrors, StatusOfSuccessAndFailure) {
  Status good;
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(good.message(), "");
  EXPECT_NO_THROW(good.ThrowIfFailed());
  Status bad(EIO, "the disk is gone");
  EXPECT_EQ(bad.code(), EIO);
  const Error error = ErrorOf([&] { return bad.ThrowIfFailed(), 0; });
  EXPECT_EQ(error.code(), EIO);
  EXPECT_STREQ(error.what(), "the disk is gone");
}

TEST_F(HppErrors, ResultHoldsValueOrFailure) {
  Result<std::string> text(std::string("value"));
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "value");
  EXPECT_EQ(text->size(), 5u);
  EXPECT_EQ(std::move(text).value(), "value");
  Result<std::string> neither{Status()};
  EXPECT_FALSE(neither.ok()) << "success without a value is not ok";
  EXPECT_EQ(neither.code(), EINVAL);
}

TEST_F(HppErrors, WithoutExceptions) {
  const char* failed = FirstFailureWithoutExceptions();
  EXPECT_EQ(failed, nullptr) << failed;
}

TEST_F(HppSchema, ImportAndExport) {
  ArrowSchema source = hpp_data::MakeSchema();
  Schema schema = Schema::Import(&source);
  EXPECT_EQ(source.release, nullptr);
  EXPECT_EQ(hpp_data::alive, 0) << "a schema is copied";

  UniqueSchema exported = schema.Export();
  ArrowSchema other;
  std::memset(&other, 0xCC, sizeof(other));
  schema.Export(&other);
  schema.reset();
  EXPECT_FALSE(schema);
  EXPECT_STREQ(exported->children[1]->name, "twice");
  EXPECT_STREQ(other.children[0]->name, "n");
  UniqueSchema owner(&other);
}

TEST_F(HppSchema, OfTextAndOfFormats) {
  const Error error = ErrorOf([] { return Schema::Parse("struct<a: int9>"); });
  EXPECT_NE(std::string(error.what()).find("did you mean 'int8'?"), std::string::npos);
  EXPECT_EQ(Schema::TryParse(std::string("int9")).code(), EINVAL);
  EXPECT_EQ(Schema::TryParse(std::string("int8\0", 5)).code(), EINVAL);
  EXPECT_EQ(Schema::TryFromFormat("+l", "a", 0, nullptr, {nullptr}).code(), EINVAL);
  const Schema item = Schema::Parse(std::string("item: int8 not null"));
  const Schema list = Schema::FromFormat("+l", "tags", ARROW_FLAG_NULLABLE, nullptr, {&item});
  EXPECT_EQ(list.ToLine(), "tags: list<item: int8 not null>");
  EXPECT_EQ(Schema::FromFormat("c", nullptr, 0, nullptr, {}, &list).ToLine(false),
            "dictionary<int8, tags: list<item: int8 not null>> not null");
  EXPECT_EQ(Schema().TryToLine().code(), EINVAL);
}

TEST_F(HppSchema, MovesAndAdoption) {
  Schema schema = MakeSchema();
  ArrowBridgeSchema* handle = schema.get();
  Schema moved = std::move(schema);
  EXPECT_EQ(moved.get(), handle);
  EXPECT_FALSE(schema);  // NOLINT
  moved = std::move(*SameAddress(moved));
  EXPECT_EQ(moved.get(), handle);
  Schema adopted = Schema::Adopt(moved.release());
  EXPECT_FALSE(moved);
  adopted = MakeSchema();
  EXPECT_TRUE(adopted);
  EXPECT_EQ(schema.TryExport().code(), EINVAL) << "an empty handle gives an error, not a crash";
}

TEST_F(HppArray, SingleValues) {
  const Array column = MakeBatch({1, std::nullopt, 3}).Column("n");
  EXPECT_EQ(column.GetInt64(0), 1);
  EXPECT_EQ(column.GetInt64(1), std::nullopt);
  EXPECT_EQ(column.ValueToString(2), "3");
  EXPECT_EQ(column.ValueToString(1, 2), "n…");
  EXPECT_NE(std::string(ErrorOf([&] { column.GetDouble(0); }).what()).find("not a floating-point"),
            std::string::npos);
  EXPECT_EQ(column.TryGetBool(0).code(), EINVAL);
  EXPECT_EQ(column.TryGetString(0).code(), EINVAL);
  EXPECT_EQ(column.TryGetBytes(0).code(), EINVAL);
  EXPECT_EQ(column.TryGetInt64(3).code(), EINVAL);
  EXPECT_EQ(Array().TryValueToString(0).code(), EINVAL);
}

TEST_F(HppArray, ImportAndExport) {
  Array batch = MakeBatch({1, std::nullopt, 3});
  EXPECT_EQ(batch.length(), 3);
  EXPECT_EQ(batch.num_columns(), 2);
  EXPECT_EQ(batch.NullCount(), 0) << "nulls of the struct itself";
  ArrowArray out;
  ArrowSchema out_schema;
  std::memset(&out, 0xCC, sizeof(out));
  std::memset(&out_schema, 0xCC, sizeof(out_schema));
  batch.Export(&out, &out_schema);
  UniqueArray array(&out);
  UniqueSchema schema(&out_schema);
  EXPECT_EQ(hpp_data::ValuesOf(array.get()), (std::vector<int32_t>{1, 3}));
  EXPECT_STREQ(schema->children[0]->format, "i");
  batch.reset();
  EXPECT_EQ(hpp_data::alive, 1) << "the export shares the memory";

  Array reimported = Array::Import(std::move(array), Schema::Import(std::move(schema)));
  EXPECT_EQ(Values(reimported), (std::vector<int32_t>{1, 3}));
  UniqueArray shared = reimported.Export();
  EXPECT_EQ(shared->length, 3);
}

TEST_F(HppArray, ExportRecordBatchHasNoOffset) {
  Array slice = MakeBatch({1, 2, 3, 4}).Slice(1, 2);
  UniqueArray exported = slice.ExportRecordBatch();
  EXPECT_EQ(exported->offset, 0);
  EXPECT_EQ(exported->length, 2);
  ArrowArray out;
  ArrowSchema out_schema;
  slice.ExportRecordBatch(&out, &out_schema);
  UniqueArray array(&out);
  UniqueSchema schema(&out_schema);
  EXPECT_EQ(hpp_data::ValuesOf(array.get()), (std::vector<int32_t>{2, 3}));
}

TEST_F(HppArray, SliceAndColumn) {
  Array batch = MakeBatch({1, std::nullopt, 3, 4});
  EXPECT_EQ(Values(batch.Slice(2)), (std::vector<int32_t>{3, 4})) << "to the end";
  Array column = batch.Slice(1, 2).Column("n");
  EXPECT_EQ(column.length(), 2);
  EXPECT_EQ(column.NullCount(), 1);
  EXPECT_EQ(batch.Column(0).NullCount(), 1) << "a literal 0 is an index";
  Schema type = batch.Column(1).GetSchema();
  EXPECT_STREQ(type.Export()->format, "l");
  EXPECT_EQ(ErrorOf([&] { return batch.Slice(5); }).code(), EINVAL);
  EXPECT_EQ(batch.TryColumn(2).code(), EINVAL);
  EXPECT_EQ(batch.TryColumn("nobody").code(), EINVAL);
  EXPECT_EQ(batch.TryColumn(std::string("n\0x", 3)).code(), EINVAL)
      << "the name must not be cut at the NUL";
}

TEST_F(HppArray, FailedInputIsConsumed) {
  UniqueArray batch = BatchStruct({1});
  batch->n_buffers = 3;
  Result<Array> result = Array::TryImportRecordBatch(batch.get(), MakeSchema());
  EXPECT_EQ(result.code(), EINVAL);
  EXPECT_NE(result.message().find("ARR-"), std::string::npos) << result.message();
  EXPECT_FALSE(batch);
  EXPECT_EQ(hpp_data::alive, 0);
}

TEST_F(HppArray, MisalignedBuffersAreRefusedOrCopied) {
  const Schema schema = MakeSchema();
  const auto misaligned = [] {
    UniqueArray batch = BatchStruct({1, std::nullopt, 3});
    hpp_data::Misalign(batch.get());
    return batch;
  };
  const std::vector<int32_t> values = {1, 3};
  const ImportOptions copy(ARROWBRIDGE_MISALIGNED_COPY);
  EXPECT_EQ(ErrorOf([&] { return Array::Import(misaligned(), schema); }).code(), EINVAL);
  Result<Array> refused = Array::TryImportRecordBatch(misaligned(), schema, ImportOptions());
  EXPECT_EQ(refused.code(), EINVAL);
  EXPECT_NE(refused.message().find("ARR-10"), std::string::npos) << refused.message();
  EXPECT_EQ(hpp_data::alive, 0) << "refused batches are consumed";

  const int64_t copied = arrowbridge::BytesCopied();
  UniqueArray first = misaligned(), second = misaligned();
  EXPECT_EQ(Values(Array::Import(first.get(), schema, copy)), values);
  EXPECT_EQ(Values(Array::Import(misaligned(), schema, copy)), values);
  EXPECT_EQ(Values(Array::ImportRecordBatch(second.get(), schema, copy)), values);
  EXPECT_EQ(Values(Array::ImportRecordBatch(misaligned(), schema, copy)), values);
  EXPECT_GE(arrowbridge::BytesCopied() - copied, 4 * 3 * int64_t{sizeof(int32_t)});

  ImportOptions unknown;
  unknown.misaligned = 7;
  EXPECT_EQ(Array::TryImport(BatchStruct({1}), schema, unknown).code(), EINVAL);
}

TEST_F(HppArray, EmptyHandle) {
  Array empty;
  EXPECT_EQ(empty.length(), -1);
  EXPECT_EQ(empty.num_columns(), -1);
  EXPECT_EQ(empty.TryNullCount().code(), EINVAL);
  EXPECT_EQ(empty.TryGetSchema().code(), EINVAL);
  EXPECT_EQ(empty.TryExport().code(), EINVAL);
}

TEST_F(HppArray, VersionsAgree) {
  EXPECT_STREQ(arrowbridge::Version(), ARROWBRIDGE_VERSION_STRING);
  EXPECT_EQ(arrowbridge::VersionInt(), ARROWBRIDGE_VERSION_INT);
  EXPECT_GE(arrowbridge::BytesCopied(), 0);
}

}  // namespace
