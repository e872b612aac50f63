// Copies between a device whose memory the CPU cannot access and main memory: values.

#include "support/all_types.h"
#include "support/device_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using DeviceCopy = DeviceFixture;

void ExpectPlain(const ArrowArray& array) {
  EXPECT_EQ(array.offset, 0);
  EXPECT_GE(array.null_count, 0);
  for (int64_t i = 0; i < array.n_buffers; i++)
    EXPECT_EQ(reinterpret_cast<uintptr_t>(array.buffers[i]) % 64, 0u) << "buffer " << i;
  for (int64_t i = 0; i < array.n_children; i++) ExpectPlain(*array.children[i]);
  if (array.dictionary != nullptr) ExpectPlain(*array.dictionary);
}

class DeviceCopyTypes : public DeviceCopy, public ::testing::WithParamInterface<TypeCase> {
 protected:
  // The slices of an array, and slices of slices in columns and structs.
  std::vector<ArrayData> Cases() const {
    std::vector<ArrayData> cases;
    for (const bool with_nulls : {false, true}) {
      const ArrayData whole = GetParam().make(40, with_nulls);
      for (const auto& [offset, length] :
           std::vector<std::pair<int64_t, int64_t>>{{0, 40}, {3, 30}, {9, 1}, {16, 20}, {40, 0}})
        cases.push_back(whole.Sliced(offset, length));
    }
    const ArrayData column = GetParam().make(40, true).Named("c");
    cases.push_back(
        Batch(30, {column.Sliced(5, 35), Batch(31, {column.Sliced(2, 38)})}).Sliced(4, 20));
    cases.push_back(GetParam().make(0, false));
    return cases;
  }
};

TEST_P(DeviceCopyTypes, FromDevice) {
  for (const ArrayData& data : Cases()) {
    SCOPED_TRACE(std::to_string(data.offset) + ", " + std::to_string(data.length));
    ArrowArray copy;
    ASSERT_OK(FromDevice(Put(data, 3, true), data, &copy));
    EXPECT_TRUE(logs_.back()->AllOnce());
    ExpectPlain(copy);
    EXPECT_TRUE(SameValues(Valid(copy, data), ImportArray(data)));
  }
}

TEST_P(DeviceCopyTypes, ToDeviceAndBack) {
  for (const ArrayData& data : Cases()) {
    SCOPED_TRACE(std::to_string(data.offset) + ", " + std::to_string(data.length));
    ArrowDeviceArray made;
    ASSERT_OK(ToDevice(data, &made));
    EXPECT_EQ(made.device_type, kFakeType);
    EXPECT_EQ(made.device_id, 5);
    EXPECT_EQ(made.sync_event, nullptr);
    for (const int64_t reserved : made.reserved) EXPECT_EQ(reserved, 0);
    ArrowArray copy;
    ASSERT_OK(FromDevice(made, data, &copy));
    EXPECT_EQ(device_.allocated(), 0u);
    EXPECT_TRUE(SameValues(Valid(copy, data), ImportArray(data)));
  }
}

TEST_P(DeviceCopyTypes, Streams) {
  const ArrayData column = GetParam().make(40, true).Named("c");
  const ArrayData schema = Batch(0, {GetParam().make(0, false).Named("c")});
  const std::vector<ArrayData> batches = {Batch(40, {column}), Batch(40, {column}).Sliced(7, 20),
                                          schema};
  ArrowDeviceArrayStream stream;
  const auto logs = MakeDeviceStream(&device_, schema, batches, &stream);
  auto host = Garbage<ArrowArrayStream>();
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_));
  EXPECT_EQ(stream.release, nullptr);
  ASSERT_OK(ArrowBridgeStreamCopyToDevice(&host, kFakeType, 2, &stream, &error_));
  EXPECT_EQ(host.release, nullptr);
  EXPECT_EQ(stream.device_type, kFakeType);
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_));
  for (const ArrayData& batch : batches) {
    auto array = Garbage<ArrowArray>();
    ASSERT_EQ(host.get_next(&host, &array), 0) << LastError(&host).value_or("");
    ASSERT_NE(array.release, nullptr);
    EXPECT_TRUE(SameValues(Valid(array, batch), ImportArray(batch)));
  }
  ExpectEnd(&host);
  ExpectEnd(&host);
  ReleaseChecked(&host);
  for (const auto& log : *logs) EXPECT_TRUE(log->AllOnce());
}

INSTANTIATE_TEST_SUITE_P(Types, DeviceCopyTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST_F(DeviceCopy, OnlyWhatTheRowsNeedIsCopied) {
  Values<std::string> texts(1000, "ten bytes!");
  const ArrayData batch = Batch(
      1000, {Strings("u", texts).Named("a"), Int64s(Values<int64_t>(1000, 7)).Named("b"),
             Lists("+l", Values<int64_t>(1000, 1), Int32s(Values<int32_t>(1000, 1))).Named("c")});
  const ArrayHandle slice = Taken(batch.Sliced(500, 10));
  EXPECT_TRUE(SameValues(slice, ImportArray(batch.Sliced(500, 10))));
  // Offsets and bytes; numbers; offsets and items.
  EXPECT_EQ(device_.bytes_read(), 11 * 4 + 100 + 80 + 11 * 4 + 40);

  ArrowDeviceArray made;
  ASSERT_OK(ToDevice(batch.Sliced(500, 10), &made));
  const ArrowArray& text = *made.array.children[0];
  EXPECT_EQ(text.buffers[0], nullptr);
  EXPECT_EQ(device_.BytesOf(text.buffers[1]).size(), 11u * 4);
  EXPECT_EQ(device_.BytesOf(text.buffers[2]).size(), 100u);
  EXPECT_EQ(device_.allocated(), 5u);
  ReleaseChecked(&made.array);
}

TEST_F(DeviceCopy, COL_1_X15_LengthsOfVariadicBuffersStayInMainMemory) {
  const ArrayData views = Views("vu", {"a text that is longer than a view", "b"});
  ArrowDeviceArray made;
  ASSERT_OK(ToDevice(views, &made));
  ASSERT_EQ(made.array.n_buffers, 4);
  EXPECT_EQ(*static_cast<const int64_t*>(made.array.buffers[3]), 33);
  EXPECT_EQ(device_.BytesOf(made.array.buffers[2]).size(), 33u);
  ReleaseChecked(&made.array);
}

TEST_F(DeviceCopy, MEM_11_AColumnThatIsMovedOutKeepsItsMemory) {
  ArrowDeviceArray made;
  ASSERT_OK(ToDevice(NumberedBatch(3), &made));
  ArrowArray text = MoveOut(made.array.children[1]);
  ReleaseChecked(&made.array);
  EXPECT_EQ(device_.allocated(), 2u) << "offsets and data of the column that is alive";
  ReleaseChecked(&text);
  EXPECT_EQ(device_.allocated(), 0u);

  ArrowArray copy;
  ASSERT_OK(FromDevice(Put(NumberedBatch(3)), NumberedBatch(0), &copy));
  ArrowArray number = MoveOut(copy.children[0]);
  ReleaseChecked(&copy);
  EXPECT_EQ(static_cast<const int32_t*>(number.buffers[1])[3], 303);
  ReleaseChecked(&number);
}

TEST_F(DeviceCopy, DEV_7_TheEventIsWaitedForOnceAndFirst) {
  EXPECT_TRUE(SameValues(Taken(NumberedBatch(2)), ImportArray(NumberedBatch(2))));
  EXPECT_EQ(device_.calls(FakeDevice::kWait), 1);
  ArrowArray copy;
  ASSERT_OK(FromDevice(Put(NumberedBatch(2)), NumberedBatch(0), &copy));
  EXPECT_EQ(device_.calls(FakeDevice::kWait), 1);
  ReleaseChecked(&copy);
}

TEST_F(DeviceCopy, NullCountsThatAreUnknownAreCounted) {
  ArrayData data = Int32s({1, {}, 3});
  data.null_count = -1;
  ArrowArray copy;
  ASSERT_OK(FromDevice(Put(data), data, &copy));
  EXPECT_EQ(copy.null_count, 1);
  ReleaseChecked(&copy);
  data.buffers[0] = Bytes{0xFF};
  ASSERT_OK(FromDevice(Put(data), data, &copy));
  EXPECT_EQ(copy.null_count, 0);
  EXPECT_EQ(copy.buffers[0], nullptr);
  ReleaseChecked(&copy);
  ArrowDeviceArray made;
  ASSERT_OK(ToDevice(data, &made));
  EXPECT_EQ(made.array.null_count, 0);
  ReleaseChecked(&made.array);
}

TEST_F(DeviceCopy, TheCpuNeedsNoCopier) {
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  ArrowArray array;
  logs_.push_back(MakeArray(NumberedBatch(2), &array));
  const void* numbers = array.children[0]->buffers[1];
  ArrowDeviceArray made;
  ASSERT_OK(
      ArrowBridgeArrayCopyToDevice(&array, schema.get(), ARROW_DEVICE_CPU, 9, &made, &error_));
  EXPECT_EQ(made.device_id, -1);
  EXPECT_EQ(made.device_type, ARROW_DEVICE_CPU);
  EXPECT_EQ(made.array.children[0]->buffers[1], numbers);
  ASSERT_OK(FromDevice(made, NumberedBatch(0), &array));
  EXPECT_EQ(array.children[0]->buffers[1], numbers);
  ReleaseChecked(&array);

  ArrowArrayStream stream = Foreign(NumberedBatches(2));
  ArrowDeviceArrayStream device;
  ASSERT_OK(ArrowBridgeStreamCopyToDevice(&stream, ARROW_DEVICE_CPU, -1, &device, &error_));
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&device, &stream, &error_));
  ExpectNext(&stream, 0);
  ExpectNext(&stream, 1);
  ExpectEnd(&stream);
  ReleaseChecked(&stream);
  EXPECT_EQ(device_.all_calls(), 0);
}

// Memory that the CPU can read is moved once its event was waited for.
TEST_F(DeviceCopy, DEV_7_MainMemoryWithAnEventIsMoved) {
  ArrowBridgeDeviceCopier copier = {};
  int waits = 0;
  copier.struct_size = sizeof(copier);
  copier.context = &waits;
  copier.wait = [](void* context, int64_t id, void* event, ArrowBridgeError*) {
    EXPECT_EQ(id, 4);
    EXPECT_EQ(event, context);
    return ++*static_cast<int*>(context) == 2 ? 4711 : 0;
  };
  const auto array_with_event = [&] {
    ArrowDeviceArray device = {};
    logs_.push_back(MakeArray(NumberedBatch(2), &device.array));
    device.device_type = ARROW_DEVICE_CUDA_HOST;
    device.device_id = 4;
    device.sync_event = &waits;
    return device;
  };
  ArrowArray out;
  EXPECT_ERROR(FromDevice(array_with_event(), NumberedBatch(0), &out), ENOTSUP, "DEV-7",
               "device type 3");
  ASSERT_OK(ArrowBridgeRegisterDeviceCopier(ARROW_DEVICE_CUDA_HOST, &copier, &error_));
  ArrowDeviceArray device = array_with_event();
  const void* numbers = device.array.children[0]->buffers[1];
  ASSERT_OK(FromDevice(device, NumberedBatch(0), &out));
  EXPECT_EQ(waits, 1);
  EXPECT_EQ(out.children[0]->buffers[1], numbers);
  ReleaseChecked(&out);
  EXPECT_ERROR(FromDevice(array_with_event(), NumberedBatch(0), &out), 4711,
               "the copier's wait failed with code 4711 and gave no message");
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(ARROW_DEVICE_CUDA_HOST, &error_));
}

}  // namespace
