// Streams built by hand: old framing, unusual messages, messages with wrong lengths.
#include "support/ipc_messages_fixture.h"

namespace arrowbridge_tests {
namespace {

TEST_F(IpcMessages, LegacyFramingAndBothEnds) {
  for (const bool legacy : {false, true}) {
    for (const int16_t version : {ipc::kV4, ipc::kV5}) {
      auto stream = Numbers(version, legacy).Record(Int32Column({1, 2, 3}));
      if (!legacy) stream.Push(0xFFFFFFFFu);
      stream.Push(0).Push(0xDEADBEEFu);
      auto batches = ReadAll(stream.bytes());
      EXPECT_OK(code_);
      ASSERT_EQ(batches.size(), 1u);
      EXPECT_EQ(static_cast<const int32_t*>(batches[0].children[0]->buffers[1])[2], 3);
      ReleaseChecked(&batches[0]);
    }
  }
}

TEST_F(IpcMessages, OtherVersionsAndByteOrders) {
  ExpectError(Numbers(2), ENOTSUP, {"IPC-1", "V3"});
  ExpectError(Numbers(9), ENOTSUP, {"IPC-1", "V10"});
  Flat flat;
  ipc::Stream stream;
  const auto field = ipc::Field(&flat, "numbers", ipc::kInt, ipc::IntType(&flat, 32));
  ExpectError(stream.Schema(&flat, {field}, 2), ENOTSUP, {"IPC-12", "endianness 2"});
}

TEST_F(IpcMessages, SchemaFirstAndOnce) {
  ExpectError(ipc::Stream().Record(Int32Column({1})), EINVAL, {"IPC-3", "RecordBatch"});
  Flat flat;
  auto stream = Numbers();
  ExpectError(stream.Schema(&flat, {ipc::Field(&flat, "n", ipc::kInt, ipc::IntType(&flat, 32))}),
              EINVAL, {"IPC-3", "second"});
}

// SEC-5, IPC-9: impossible lengths and counts of a batch.
TEST_F(IpcMessages, BatchesWithWrongCounts) {
  const auto expect_error = [&](void (*change)(ipc::Batch*),
                                std::initializer_list<std::string> parts) {
    auto batch = Int32Column({1, 2, 3, 4});
    change(&batch);
    ExpectError(Numbers().Record(batch), EINVAL, parts);
  };
  expect_error([](ipc::Batch* b) { b->length = -1; }, {"IPC-9", "rows"});
  expect_error([](ipc::Batch* b) { b->length = 3; }, {"IPC-9", "numbers"});
  expect_error([](ipc::Batch* b) { b->length = 5; }, {"IPC-9", "numbers"});
  expect_error([](ipc::Batch* b) { b->nodes[0] = b->length = INT64_MAX; }, {"numbers"});
  expect_error([](ipc::Batch* b) { b->nodes[0] = b->length = INT64_MAX / 32; },
               {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->nodes[1] = 5; }, {"ARR-4", "numbers"});
  expect_error([](ipc::Batch* b) { b->nodes[1] = -1; }, {"ARR-4", "numbers"});
  expect_error([](ipc::Batch* b) { b->nodes[1] = 1; }, {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->Node(4, 0); }, {"IPC-9", "nodes"});
  expect_error([](ipc::Batch* b) { b->nodes.clear(); }, {"IPC-9", "nodes"});
  expect_error([](ipc::Batch* b) { b->Buffer({}); }, {"IPC-9", "buffers"});
  expect_error([](ipc::Batch* b) { b->buffers.resize(2); }, {"IPC-9", "buffers"});
  expect_error([](ipc::Batch* b) { b->buffers[2] = 8; }, {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->buffers[2] = -8; }, {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->buffers[2] = INT64_MAX; }, {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->buffers[3] = 15; }, {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->buffers[3] = -1; }, {"SEC-5", "numbers"});
  expect_error([](ipc::Batch* b) { b->buffers[3] = INT64_MAX; }, {"SEC-5", "numbers"});
}

// Only the message knows the size of the text: offsets past its end are rejected here.
TEST_F(IpcMessages, OffsetsPastTheText) {
  Flat flat;
  ipc::Stream stream;
  stream.Schema(&flat, {ipc::Field(&flat, "words", ipc::kUtf8, flat.Table({}))});
  auto batch = Texts({"some", "words"});
  batch.buffers[5] = 8;
  ExpectError(stream.Record(batch), EINVAL, {"SEC-5", "words"});
}

// The structure is valid, the contents are not: detected if the options ask for it, with batch and
// field.
TEST_F(IpcMessages, ContentsAreValidatedOnRequest) {
  const auto stream =
      Words().Dictionary(7, Texts({"A"})).Record(Int32Column({0})).Record(Int32Column({1}));
  const Bytes& bytes = stream.bytes();
  for (const int level : {ARROWBRIDGE_VALIDATE_NONE, ARROWBRIDGE_VALIDATE_MINIMAL,
                          ARROWBRIDGE_VALIDATE_DEFAULT, ARROWBRIDGE_VALIDATE_FULL}) {
    auto options = ReadOptions();
    options.validate = level;
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                       nullptr, &options, &reader, &error_));
    const ReaderHandle owned(reader);
    const Drained drained = Drain(reader, &error_);
    if (level <= ARROWBRIDGE_VALIDATE_MINIMAL) {
      EXPECT_OK(drained.code);
      EXPECT_EQ(drained.batches.size(), 2u);
    } else {
      EXPECT_ERROR(drained.code, EINVAL, "COL-15", "batch 1", "words");
      EXPECT_EQ(drained.batches.size(), 1u);
    }
  }
}

// COL-14: a union of metadata version V4 has a validity bitmap, which is skipped.
TEST_F(IpcMessages, UnionsOfV4) {
  Flat flat;
  ipc::Stream stream(ipc::kV4);
  const auto child = ipc::Field(&flat, "n", ipc::kInt, ipc::IntType(&flat, 32));
  const auto type = flat.Table({Flat::Scalar<int16_t>(0, 1)});
  stream.Schema(&flat, {ipc::Field(&flat, "u", ipc::kUnion, type, {child})});
  ipc::Batch batch;
  batch.length = 2;
  batch.Node(2, 0);
  batch.Buffer({});
  batch.Buffer({0, 0});
  batch.Buffer(BytesOf<int32_t>({0, 1}));
  batch.Int32s({5, 6});
  auto batches = ReadAll(stream.Record(batch).bytes());
  EXPECT_OK(code_);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].children[0]->n_buffers, 2);
  EXPECT_EQ(static_cast<const int32_t*>(batches[0].children[0]->children[0]->buffers[1])[1], 6);
  ReleaseChecked(&batches[0]);
}

// According to existing writers, run-end encoded arrays of V4 have a validity bitmap too.
TEST_F(IpcMessages, RunEndsOfV4) {
  Flat flat;
  ipc::Stream stream(ipc::kV4);
  const auto ends = ipc::Field(&flat, "run_ends", ipc::kInt, ipc::IntType(&flat, 32));
  const auto values = ipc::Field(&flat, "values", ipc::kInt, ipc::IntType(&flat, 32));
  const auto type = flat.Table({});
  stream.Schema(&flat, {ipc::Field(&flat, "r", ipc::kRunEndEncoded, type, {ends, values})});
  ipc::Batch batch;
  batch.length = 3;
  batch.Node(3, 0);
  batch.Buffer({});
  batch.Int32s({1, 3});
  batch.Int32s({5, 6});
  auto batches = ReadAll(stream.Record(batch).bytes());
  EXPECT_OK(code_);
  ASSERT_EQ(batches.size(), 1u);
  const ArrowArray& runs = *batches[0].children[0];
  EXPECT_EQ(runs.n_buffers, 0);
  EXPECT_EQ(static_cast<const int32_t*>(runs.children[1]->buffers[1])[1], 6);
  ReleaseChecked(&batches[0]);
}

// IPC-9, VIEW-1: variadic buffers, as many as the message says, and their lengths.
TEST_F(IpcMessages, VariadicBuffers) {
  for (const int64_t count : {0, 1, 3}) {
    Flat flat;
    ipc::Stream stream;
    const auto view = ipc::Field(&flat, "v", ipc::kUtf8View, flat.Table({}));
    stream.Schema(&flat, {view, ipc::Field(&flat, "numbers", ipc::kInt, ipc::IntType(&flat, 32))});
    ipc::Batch batch;
    batch.length = 1;
    batch.Node(1, 0);
    batch.Buffer({});
    batch.Buffer(Bytes(16));
    for (int64_t i = 0; i < count; i++) batch.Buffer(Bytes(static_cast<size_t>(20 + i), 'x'));
    batch.variadic = {count};
    batch.Int32s({42});
    const auto whole = ipc::Stream(stream).Record(batch);
    auto batches = ReadAll(whole.bytes());
    EXPECT_OK(code_);
    ASSERT_EQ(batches.size(), 1u);
    const ArrowArray& column = *batches[0].children[0];
    ASSERT_EQ(column.n_buffers, 3 + count);
    for (int64_t i = 0; i < count; i++) {
      EXPECT_EQ(static_cast<const int64_t*>(column.buffers[2 + count])[i], 20 + i);
      EXPECT_EQ(static_cast<const char*>(column.buffers[2 + i])[0], 'x');
    }
    EXPECT_EQ(static_cast<const int32_t*>(batches[0].children[1]->buffers[1])[0], 42);
    ReleaseChecked(&batches[0]);
    for (const int64_t lie : {count + 1, int64_t{-1}, INT64_MAX}) {
      batch.variadic = {lie};
      ExpectError(ipc::Stream(stream).Record(batch), EINVAL, {"IPC-9"});
    }
    batch.variadic.clear();
    ExpectError(ipc::Stream(stream).Record(batch), EINVAL, {"IPC-9", "variadicBufferCounts"});
  }
}

// RB-1: rows without columns.
TEST_F(IpcMessages, RowsWithoutColumns) {
  Flat flat;
  ipc::Stream stream;
  ipc::Batch batch;
  batch.length = 5;
  auto batches = ReadAll(stream.Schema(&flat, {}).Record(batch).bytes());
  EXPECT_OK(code_);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].length, 5);
  EXPECT_EQ(batches[0].n_children, 0);
  ReleaseChecked(&batches[0]);
}

// X9: an empty array may have no offsets; the exported array has the required one.
TEST_F(IpcMessages, OffsetsMayBeMissingWithoutRows) {
  Flat flat;
  ipc::Stream stream;
  stream.Schema(&flat, {ipc::Field(&flat, "words", ipc::kUtf8, flat.Table({}))});
  ipc::Batch batch;
  batch.Node(0, 0);
  for (int i = 0; i < 3; i++) batch.Buffer({});
  auto batches = ReadAll(stream.Record(batch).bytes());
  EXPECT_OK(code_);
  ASSERT_EQ(batches.size(), 1u);
  ASSERT_NE(batches[0].children[0]->buffers[1], nullptr);
  EXPECT_EQ(static_cast<const int32_t*>(batches[0].children[0]->buffers[1])[0], 0);
  ReleaseChecked(&batches[0]);
}

// SEC-5: a wrong length costs no memory: the end of the input is detected first.
struct MeasuringInput {
  Bytes bytes;
  size_t position = 0;
  int64_t most = 0;  // largest number of bytes allocated by the library during reads

  static int Read(void* context, void* buffer, int64_t size, int64_t* out_size, ArrowBridgeError*) {
    auto* self = static_cast<MeasuringInput*>(context);
    ArrowBridgeLiveCounts counts;
    ArrowBridgeGetLiveCounts(&counts);
    self->most = std::max(self->most, counts.bytes);
    const size_t count = std::min(static_cast<size_t>(size), self->bytes.size() - self->position);
    if (count > 0) std::memcpy(buffer, self->bytes.data() + self->position, count);
    self->position += count;
    *out_size = static_cast<int64_t>(count);
    return 0;
  }
};

TEST_F(IpcMessages, WrongLengthsCostNoMemory) {
  const auto metadata = ipc::Stream().Push(0xFFFFFFFFu).Push(0x7FFFFFF0u).Push(0);
  const auto body = Numbers().Record(Int32Column({1, 2, 3}));
  Bytes long_body = body.bytes();
  // The body's length is the only int64 with the value 16 in the record batch's message: 3 values,
  // padded.
  int found = 0;
  for (size_t at = Numbers().bytes().size(); at + 8 <= long_body.size() - 16; at += 4) {
    int64_t value;
    std::memcpy(&value, long_body.data() + at, 8);
    if (value != 16) continue;
    value = int64_t{1} << 40;
    std::memcpy(long_body.data() + at, &value, 8);
    found++;
  }
  ASSERT_EQ(found, 1);
  for (const Bytes& bytes : {metadata.bytes(), long_body}) {
    MeasuringInput source{bytes};
    const ArrowBridgeInput input = {MeasuringInput::Read, nullptr, &source};
    auto* reader = Garbage<ArrowBridgeReader*>();
    int rc = ArrowBridgeOpenIpcInput(&input, nullptr, &reader, &error_);
    const ReaderHandle owned(rc == 0 ? reader : nullptr);
    if (rc == 0) rc = Drain(reader, &error_).code;
    EXPECT_ERROR(rc, EIO, "IPC-4");
    EXPECT_LT(source.most, int64_t{4} << 20);
  }
}

// Fields that are their own children, or each other's, many times over.
TEST_F(IpcMessages, RecursiveSchema) {
  Flat flat;
  ipc::Stream stream;
  auto field = ipc::Field(&flat, "leaf", ipc::kInt, ipc::IntType(&flat, 32));
  const auto type = flat.Table({});
  for (int i = 0; i < 40; i++) field = ipc::Field(&flat, "s", 13, type, {field, field, field});
  ExpectError(stream.Schema(&flat, {field}), EINVAL, {"SEC-5"});
}

TEST_F(IpcMessages, SchemaTooDeep) {
  for (const int depth : {63, 64, 300}) {
    Flat flat;
    ipc::Stream stream;
    auto field = ipc::Field(&flat, "leaf", ipc::kInt, ipc::IntType(&flat, 32));
    const auto type = flat.Table({});
    for (int i = 0; i < depth; i++) field = ipc::Field(&flat, "s", 13, type, {field});
    stream.Schema(&flat, {field});
    if (depth == 63) {
      ReadAll(stream.bytes());
      EXPECT_OK(code_);
    } else {
      ExpectError(stream, EINVAL, {"SCH-20"});
    }
  }
}

}  // namespace
}  // namespace arrowbridge_tests
