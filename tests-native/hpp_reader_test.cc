// arrowbridge.hpp: readers, the range over their batches, and C++ callables as sources.

#include "support/hpp_fixture.h"

#include <memory>
#include <new>
#include <string>

namespace {

using arrowbridge::Array;
using arrowbridge::Error;
using arrowbridge::ImportOptions;
using arrowbridge::Reader;
using arrowbridge::Result;
using arrowbridge::Schema;
using arrowbridge::Status;
using arrowbridge::UniqueArray;
using arrowbridge::UniqueSchema;
using arrowbridge::UniqueStream;

using HppReader = HppFixture;
using HppRange = HppFixture;
using HppFunction = HppFixture;

// A code and a message that are in no table of errors.
constexpr int kForeignCode = 12345;
constexpr char kForeignText[] = "the query was cancelled by ops";

// Returns one batch, then the foreign error.
Result<UniqueArray> OneThenFailure(int* calls) {
  if (++*calls > 1) return Status(kForeignCode, kForeignText);
  ArrowArray batch = hpp_data::MakeBatch({1});
  return UniqueArray(&batch);
}

TEST_F(HppReader, NextEndsWithAnEmptyArray) {
  Reader reader = MakeReader();
  EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2}));
  UniqueArray second = reader.NextStruct();
  EXPECT_EQ(hpp_data::ValuesOf(second.get()), std::vector<int32_t>{3});
  EXPECT_EQ(reader.Next().length(), 0) << "a batch without rows is not the end of the stream";
  EXPECT_EQ(reader.Next().length(), 2);
  EXPECT_FALSE(reader.Next());
  EXPECT_FALSE(reader.NextStruct());
  EXPECT_FALSE(reader.Next()) << "the end of the stream is repeatable";
}

TEST_F(HppReader, ExportAndImport) {
  Reader reader = Reader::Import(MakeReader().Export());
  ArrowArrayStream stream;
  std::memset(&stream, 0xCC, sizeof(stream));
  reader.Export(&stream);
  EXPECT_EQ(reader.Next().length(), 2);
  Reader reimported = Reader::Import(&stream);
  EXPECT_EQ(stream.release, nullptr);
  reader.reset();
  EXPECT_EQ(Values(reimported.Next()), std::vector<int32_t>{3}) << "both share one cursor";
}

// An endless stream of batches with a misaligned buffer.
UniqueStream MisalignedStream() {
  ArrowArrayStream stream = {};
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema* out) {
    *out = hpp_data::MakeSchema();
    return 0;
  };
  stream.get_next = [](ArrowArrayStream*, ArrowArray* out) {
    *out = hpp_data::MakeBatch({1, std::nullopt, 3});
    hpp_data::Misalign(out);
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  return UniqueStream(&stream);
}

TEST_F(HppReader, MisalignedBuffersAreRefusedOrCopied) {
  const Result<Array> refused = Reader::Import(MisalignedStream()).TryNext();
  EXPECT_EQ(refused.code(), EINVAL);
  EXPECT_NE(refused.message().find("ARR-10"), std::string::npos) << refused.message();
  EXPECT_EQ(Reader::ImportArrays(MisalignedStream(), ImportOptions()).TryNext().code(), EINVAL);

  const ImportOptions copy(ARROWBRIDGE_MISALIGNED_COPY);
  const auto values_of = [](Reader reader) {
    EXPECT_EQ(reader.Next().length(), 3);
    return Values(reader.Next());
  };
  const std::vector<int32_t> values = {1, 3};
  UniqueStream first = MisalignedStream(), second = MisalignedStream();
  EXPECT_EQ(values_of(Reader::Import(first.get(), copy)), values);
  EXPECT_EQ(values_of(Reader::Import(MisalignedStream(), copy)), values);
  EXPECT_EQ(values_of(Reader::ImportArrays(second.get(), copy)), values);
  EXPECT_EQ(values_of(Reader::ImportArrays(MisalignedStream(), copy)), values);

  ImportOptions unknown;
  unknown.misaligned = 7;
  UniqueStream stream = MakeReader().Export();
  EXPECT_EQ(Reader::TryImport(stream.get(), unknown).code(), EINVAL);
  EXPECT_FALSE(stream) << "consumed";
}

TEST_F(HppReader, MovesKeepTheCursor) {
  Reader reader = MakeReader();
  EXPECT_EQ(reader.Next().length(), 2);
  Reader moved = std::move(reader);
  EXPECT_FALSE(reader);  // NOLINT: the state after a move is documented
  Reader* volatile same = &moved;
  moved = std::move(*same);
  EXPECT_EQ(Values(moved.Next()), std::vector<int32_t>{3});
  moved = MakeReader();
  EXPECT_EQ(moved.Next().length(), 2) << "another reader";
  Reader adopted = Reader::Adopt(moved.release());
  EXPECT_EQ(adopted.Next().length(), 1);
  EXPECT_EQ(moved.TryNext().code(), EINVAL) << "an empty handle gives an error, not a crash";
}

TEST_F(HppReader, Schemas) {
  Reader reader = MakeReader();
  EXPECT_STREQ(reader.GetSchemaStruct()->children[0]->name, "n");
  EXPECT_EQ(reader.GetSchema().Export()->n_children, 2);
}

TEST_F(HppReader, ReadAll) {
  Reader reader = MakeReader();
  EXPECT_EQ(reader.Next().length(), 2);
  std::vector<Array> rest = reader.ReadAll();
  reader.reset();
  ASSERT_EQ(rest.size(), 3u);
  EXPECT_EQ(Values(rest[2]), std::vector<int32_t>{5});
}

TEST_F(HppReader, FromHandlesKeepsTheHandles) {
  std::vector<Array> batches;
  batches.push_back(MakeBatch({1}));
  batches.push_back(MakeBatch({2, 3}));
  Schema schema = MakeSchema();
  EXPECT_EQ(Reader::FromBatches(schema, batches).ReadAll().size(), 2u);
  EXPECT_EQ(Reader::FromBatches(schema, batches).ReadAll().size(), 2u);
  EXPECT_EQ(Values(batches[1]), (std::vector<int32_t>{2, 3}));
}

TEST_F(HppReader, ArraysOfAnyType) {
  Array column = MakeBatch({4, 5, 6}).Column("n");
  std::vector<Array> slices;
  slices.push_back(column.Slice(0, 1));
  slices.push_back(column.Slice(1));
  Reader reader = Reader::FromArrays(column.GetSchema(), slices);
  Reader second = Reader::ImportArrays(reader.ExportArrays());
  EXPECT_EQ(second.Next().length(), 1);
  EXPECT_EQ(second.Next().length(), 2);

  std::vector<UniqueArray> structs;
  structs.push_back(column.Export());
  Reader third = Reader::FromArrays(column.GetSchema().Export(), std::move(structs));
  ArrowArrayStream stream;
  third.ExportArrays(&stream);
  EXPECT_EQ(Reader::ImportArrays(&stream).Next().length(), 3);
  EXPECT_EQ(Reader::TryImport(third.ExportArrays()).code(), EINVAL) << "not a struct";
}

TEST_F(HppReader, FailedListIsConsumed) {
  std::vector<UniqueArray> batches;
  batches.push_back(BatchStruct({1}));
  batches.push_back(BatchStruct({2}));
  batches[1]->n_buffers = 3;
  Result<Reader> reader = Reader::TryFromBatches(SchemaStruct(), std::move(batches));
  EXPECT_EQ(reader.code(), EINVAL);
  EXPECT_NE(reader.message().find("batch 1"), std::string::npos) << reader.message();
}

TEST_F(HppRange, EveryBatchInOrder) {
  std::vector<int64_t> lengths;
  for (Array batch : MakeReader()) lengths.push_back(batch.length());
  EXPECT_EQ(lengths, (std::vector<int64_t>{2, 1, 0, 2}));
}

TEST_F(HppRange, ByReference) {
  Reader reader = MakeReader();
  int64_t rows = 0;
  for (const Array& batch : reader) rows += batch.length();
  EXPECT_EQ(rows, 5);
  for (auto&& batch : reader) ADD_FAILURE() << "a batch after the end: " << batch.length();
}

TEST_F(HppRange, ContinuesAfterALoopIsLeft) {
  Reader reader = MakeReader();
  for (Array batch : reader) {
    if (batch.length() == 1) break;
  }
  auto at = reader.begin();
  ASSERT_TRUE(at != reader.end());
  EXPECT_EQ(at->length(), 0);
  at++;
  EXPECT_EQ(at->length(), 2);
  ++at;
  EXPECT_TRUE(at == reader.end());
}

TEST_F(HppRange, OnlyOneBatchIsAlive) {
  Reader reader = Reader::FromFunction(SchemaStruct(), [left = 3]() mutable {
    EXPECT_EQ(hpp_data::alive, 0) << "the previous batch is released";
    return left-- > 0 ? BatchStruct({left}) : UniqueArray();
  });
  for (Array batch : reader) EXPECT_EQ(hpp_data::alive, 1);
}

TEST_F(HppRange, FailureIsThrown) {
  int calls = 0;
  Reader reader = Reader::FromFunction(SchemaStruct(), [&] { return OneThenFailure(&calls); });
  int batches = 0;
  const Error error = ErrorOf([&] {
    for (Array batch : reader) batches += 1;
    return 0;
  });
  EXPECT_EQ(batches, 1);
  EXPECT_EQ(error.code(), kForeignCode);
  EXPECT_STREQ(error.what(), kForeignText);
}

TEST_F(HppRange, FailureInAStatus) {
  int calls = 0;
  Reader reader = Reader::FromFunction(SchemaStruct(), [&] { return OneThenFailure(&calls); });
  Status status(EIO, "from before");
  int batches = 0;
  for (Array batch : reader.Batches(&status)) {
    EXPECT_TRUE(status.ok());
    ++batches;
  }
  EXPECT_EQ(batches, 1);
  EXPECT_EQ(status.code(), kForeignCode);
  EXPECT_EQ(status.message(), kForeignText);
  Status none(EIO, "from before");
  Reader good = MakeReader();
  for (Array batch : good.Batches(&none)) EXPECT_TRUE(batch);
  EXPECT_TRUE(none.ok());
}

TEST_F(HppFunction, EveryKindOfReturnValue) {
  const auto rows = [](Reader reader) {
    int64_t sum = 0;
    for (Array batch : reader) sum += batch.length();
    return sum;
  };
  int left = 2;
  EXPECT_EQ(rows(Reader::FromFunction(SchemaStruct(),
                                      [&] {
                                        return left-- > 0 ? BatchStruct({1, 2}) : UniqueArray();
                                      })),
            4);
  left = 2;
  EXPECT_EQ(rows(Reader::FromFunction(SchemaStruct(),
                                      [&] {
                                        return left-- > 0 ? MakeBatch({1, 2, 3}) : Array();
                                      })),
            6);
  left = 2;
  EXPECT_EQ(rows(Reader::FromFunction(SchemaStruct(),
                                      [&]() -> std::optional<Array> {
                                        if (left-- <= 0) return std::nullopt;
                                        return MakeBatch({1, 2, 3}).Slice(1);
                                      })),
            4);
  left = 2;
  EXPECT_EQ(rows(Reader::FromFunction(SchemaStruct(),
                                      [&]() -> Result<std::optional<UniqueArray>> {
                                        if (left-- <= 0) return std::optional<UniqueArray>();
                                        return std::optional<UniqueArray>(BatchStruct({1}));
                                      })),
            2);
}

TEST_F(HppFunction, ForeignErrorPassesThroughStreams) {
  int calls = 0;
  Reader source = Reader::FromFunction(SchemaStruct(), [&] { return OneThenFailure(&calls); });
  Reader reader = Reader::Import(Reader::Import(source.Export()).Export());
  EXPECT_TRUE(reader.TryNext().ok());
  for (int reimported = 0; reimported < 2; ++reimported) {
    Result<Array> failed = reader.TryNext();
    EXPECT_EQ(failed.code(), kForeignCode);
    EXPECT_EQ(failed.message(), kForeignText);
    EXPECT_EQ(reader.TryReadAll().code(), kForeignCode);
  }
  EXPECT_EQ(calls, 2) << "not called again after a failure";
}

Status StatusOfThrown(void (*thrower)()) {
  ArrowSchema schema = hpp_data::MakeSchema();
  Reader reader = Reader::FromFunction(UniqueSchema(&schema), [thrower] {
    thrower();
    return UniqueArray();
  });
  return reader.TryNext().status();
}

TEST_F(HppFunction, ExceptionsBecomeErrors) {
  Status status = StatusOfThrown([] { throw Error(kForeignCode, kForeignText); });
  EXPECT_EQ(status.code(), kForeignCode);
  EXPECT_EQ(status.message(), kForeignText);
  EXPECT_EQ(StatusOfThrown([] { throw Error(0, "not a success"); }).code(), EIO);
  EXPECT_EQ(StatusOfThrown([] { throw std::bad_alloc(); }).code(), ENOMEM);
  status = StatusOfThrown([] { throw std::runtime_error("disk gone"); });
  EXPECT_EQ(status.code(), EIO);
  EXPECT_EQ(status.message(), "disk gone");
  EXPECT_EQ(StatusOfThrown([] { throw 42; }).code(), EIO);
}

TEST_F(HppFunction, LongTextIsCutAtACharacter) {
  // 1020 bytes fit before the mark, but only the first byte of the two-byte character.
  const Status status = StatusOfThrown([] {
    throw Error(EIO, std::string(ARROWBRIDGE_ERROR_SIZE - 5, 'x') + "\xC3\xA9" + "and more");
  });
  EXPECT_EQ(status.message(), std::string(ARROWBRIDGE_ERROR_SIZE - 5, 'x') + "\xE2\x80\xA6");
}

TEST_F(HppFunction, CallableIsDestroyedWithTheLastExport) {
  auto witness = std::make_shared<int>(0);
  Reader reader = Reader::FromFunction(SchemaStruct(), [witness] { return UniqueArray(); });
  UniqueStream stream = reader.Export();
  reader.reset();
  EXPECT_EQ(witness.use_count(), 2);
  stream.reset();
  EXPECT_EQ(witness.use_count(), 1);
}

TEST_F(HppFunction, CallableIsDestroyedOnFailure) {
  auto witness = std::make_shared<int>(0);
  UniqueSchema broken = SchemaStruct();
  broken->format = "?";
  EXPECT_FALSE(
      Reader::TryFromFunction(std::move(broken), [witness] { return UniqueArray(); }).ok());
  EXPECT_EQ(witness.use_count(), 1);
}

}  // namespace
