// Copies between a device and main memory: arrays that lie, and callbacks that fail.

#include <functional>

#include "support/device_fixture.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class DeviceCopyErrors : public DeviceFixture {
 protected:
  // Whether copying fails with EINVAL and a message that has all of `parts`.
  void ExpectRefused(const ArrayData& data, std::initializer_list<std::string> parts,
                     const std::function<void(ArrowArray*)>& breaks = nullptr) {
    ArrowDeviceArray device = Put(data);
    if (breaks) breaks(&device.array);
    ArrowArray out;
    error_.message[0] = '\0';
    EXPECT_TRUE(IsError(FromDevice(device, data, &out), EINVAL, error_, parts));
    EXPECT_TRUE(logs_.back()->AllOnce());
  }

  template <typename T>
  static ArrayData WithOffsets(ArrayData data, const std::vector<T>& offsets, size_t buffer = 1) {
    data.buffers[buffer] = arrowbridge_tests::BytesOf(offsets);
    return Batch(data.length, {data.Named("c")});
  }
};

TEST_F(DeviceCopyErrors, COL_5_OffsetsAreCheckedBeforeTheyAreASize) {
  const ArrayData texts = Strings("u", {"a", "b", "c"});
  ExpectRefused(WithOffsets<int32_t>(texts, {0, 2, 1, 3}), {"COL-5", "'c'", "row 1"});
  ExpectRefused(WithOffsets<int32_t>(texts, {-5, 0, 1, 3}), {"COL-5", "'c'", "-5"});
  const ArrayData large = Strings("Z", {"a", "b", "c"});
  ExpectRefused(WithOffsets<int64_t>(large, {0, 1, INT64_MIN, 3}), {"COL-5", "'c'"});
  const ArrayData lists = Lists("+l", {1, 1, 1}, Int32s({1, 2, 3}));
  ExpectRefused(WithOffsets<int32_t>(lists, {0, 1, 2, 4}), {"COL-5", "'c'", "3 items"});
  ExpectRefused(WithOffsets<int32_t>(lists, {-1, 1, 2, 3}), {"COL-5", "'c'"});
  EXPECT_EQ(device_.calls(FakeDevice::kRead), 5) << "only offsets are read";
}

// The size of a buffer is not known: the copier refuses what it does not have.
TEST_F(DeviceCopyErrors, OffsetsPastTheBufferAreTheCopiersError) {
  ArrowArray out;
  const ArrayData data = WithOffsets<int32_t>(Strings("u", {"a", "b"}), {0, 1, 1000});
  EXPECT_ERROR(FromDevice(Put(data), data, &out), EFAULT, "past the end of a buffer");
  const ArrayData huge = WithOffsets<int64_t>(Strings("U", {"a", "b"}), {0, 1, INT64_MAX / 2});
  EXPECT_ERROR(FromDevice(Put(huge), huge, &out), ENOMEM, "memory");
}

TEST_F(DeviceCopyErrors, ARR_11_DataThatAreMissing) {
  ExpectRefused(Strings("u", {"a", "b"}), {"ARR-11", "bytes 0 to 2"},
                [](ArrowArray* array) { array->buffers[2] = nullptr; });
  ExpectRefused(Int32s({1, 2}), {"ARR-11", "buffer 1"},
                [](ArrowArray* array) { array->buffers[1] = nullptr; });
  ExpectRefused(Int32s({1, {}}), {"ARR-11", "validity"},
                [](ArrowArray* array) { array->buffers[0] = nullptr; });
  ExpectRefused(Views("vu", {"a text that is longer than a view"}), {"ARR-11", "variadic buffer 0"},
                [](ArrowArray* array) { array->buffers[2] = nullptr; });
  EXPECT_EQ(device_.all_calls(), 1) << "offsets";
  // Texts without bytes need no data.
  ArrowDeviceArray device = Put(Strings("u", {"", ""}));
  device.array.buffers[2] = nullptr;
  ArrowArray out;
  ASSERT_OK(FromDevice(device, Strings("u", {}), &out));
  ReleaseChecked(&out);
}

TEST_F(DeviceCopyErrors, COL_9_ListViewsOutsideOfTheItems) {
  const ArrayData lists = ListViews("+vl", {2, 1}, Int32s({1, 2, 3}));
  ExpectRefused(WithOffsets<int32_t>(lists, {0, 3}), {"COL-9", "'c'", "row 1"});
  ExpectRefused(WithOffsets<int32_t>(lists, {-1, 0}), {"COL-9", "'c'", "row 0"});
  ExpectRefused(WithOffsets<int32_t>(lists, {2, INT32_MAX}, 2), {"COL-9", "'c'", "row 1"});
  ExpectRefused(WithOffsets<int32_t>(lists, {2, -1}, 2), {"COL-9", "'c'", "row 1"});
}

TEST_F(DeviceCopyErrors, COL_16_RunEnds) {
  const auto runs = [](const Values<int32_t>& ends) {
    return RunEndEncoded(6, Int32s(ends), Int32s({7, 8})).Sliced(2, 3);
  };
  ExpectRefused(runs({4, 3}), {"COL-16", "not greater"});
  ExpectRefused(runs({-1, 6}), {"COL-16", "not greater"});
  ExpectRefused(runs({1, 3}), {"COL-16", "reach to 5"});
  ExpectRefused(runs({3, {}}), {"COL-16", "nulls"});
}

TEST_F(DeviceCopyErrors, VIEW_1_LengthsOfVariadicBuffers) {
  ArrayData views = Views("vu", {"a text that is longer than a view"});
  views.buffers[3] = BytesOf<int64_t>({-1});
  ExpectRefused(views, {"VIEW-1", "is -1"});
  ExpectRefused(views, {"VIEW-1", "NULL"}, [](ArrowArray* array) { array->buffers[3] = nullptr; });
  views.buffers[3] = BytesOf<int64_t>({INT64_MAX / 4});
  ArrowArray out;
  EXPECT_ERROR(FromDevice(Put(views), views, &out), ENOMEM, "memory");
}

TEST_F(DeviceCopyErrors, StructsThatDoNotMatchTheSchemaAreNotRead) {
  const ArrayData batch = NumberedBatch(2);
  ExpectRefused(batch, {"ARR-3"}, [](ArrowArray* array) { array->length = -1; });
  ExpectRefused(batch, {"ARR-5"}, [](ArrowArray* array) { array->offset = INT64_MAX; });
  ExpectRefused(batch, {"ARR-12"}, [](ArrowArray* array) { array->n_children = 1; });
  ExpectRefused(batch, {"ARR-13"}, [](ArrowArray* array) { array->children = nullptr; });
  ExpectRefused(batch, {"ARR-7", "'text'"},
                [](ArrowArray* array) { array->children[1]->n_buffers = 2; });
  ExpectRefused(batch, {"ARR-8", "'number'"},
                [](ArrowArray* array) { array->children[0]->buffers = nullptr; });
  ExpectRefused(batch, {"COL-11", "'number'"},
                [](ArrowArray* array) { array->children[0]->length = 1; });
  ExpectRefused(Int64s({1}), {"ARR-9"}, [](ArrowArray* array) { array->length = INT64_MAX / 16; });
  ExpectRefused(Dictionary(Int32s({0}), Int32s({1})), {"ARR-14"},
                [](ArrowArray* array) { array->dictionary = nullptr; });
  EXPECT_EQ(device_.all_calls(), 0);
  ArrowDeviceArray released = {};
  released.device_type = kFakeType;
  ArrowArray out;
  EXPECT_ERROR(FromDevice(released, batch, &out), EINVAL, "DEV-13");
}

TEST_F(DeviceCopyErrors, WhatIsCopiedToADeviceIsValidatedFirst) {
  ArrowDeviceArray out;
  EXPECT_ERROR(ToDevice(WithOffsets<int32_t>(Strings("u", {"a", "b"}), {0, 9, 2}), &out), EINVAL,
               "ArrowBridgeArrayCopyToDevice: ", "COL-5", "'c'");
  EXPECT_EQ(device_.all_calls(), 0);
}

// A batch in which every kind of buffer has to be copied.
ArrayData Everything() {
  const ArrayData texts = Strings("u", {"a", {}, "c"});
  return Batch(3,
               {texts.Named("texts"), Views("vu", {"a text that is longer than a view", {}, "c"}),
                Lists("+l", {1, {}, 2}, Int32s({1, {}, 3})), ListViews("+vL", {1, 1, 1}, texts),
                Dictionary(Int32s({0, 1, 0}), texts), Booleans({true, {}, false}),
                RunEndEncoded(3, Int32s({1, 3}), Int32s({7, 8})),
                DenseUnion("+ud:0", {0, 0, 0}, {0, 1, 2}, {texts.Named("x")}),
                SparseUnion("+us:0", {0, 0, 0}, {texts.Named("x")})});
}

// Each call in turn fails: the code and the text arrive unchanged, and everything is released.
TEST_F(DeviceCopyErrors, EveryCallbackFailsInTurn) {
  ArrowArray copy;
  ArrowDeviceArray made;
  ASSERT_OK(FromDevice(Put(Everything(), 0, true), Everything(), &copy));
  const int reads = device_.all_calls();
  ASSERT_GT(reads, 20);
  ReleaseChecked(&copy);
  for (int call = 0; call < reads; call++) {
    device_.fail_at = device_.all_calls() + call;
    EXPECT_EQ(FromDevice(Put(Everything(), 0, true), Everything(), &copy), FakeDevice::kCode);
    EXPECT_STREQ(error_.message, FakeDevice::kText);
    EXPECT_TRUE(logs_.back()->AllOnce());
  }
  const int before = device_.all_calls();
  ASSERT_OK(ToDevice(Everything(), &made));
  const int writes = device_.all_calls() - before;
  ASSERT_GT(writes, 40);
  ReleaseChecked(&made.array);
  for (int call = 0; call < writes; call++) {
    device_.fail_at = device_.all_calls() + call;
    EXPECT_EQ(ToDevice(Everything(), &made), FakeDevice::kCode);
    EXPECT_STREQ(error_.message, FakeDevice::kText);
    EXPECT_EQ(device_.allocated(), 0u);
  }
}

TEST_F(DeviceCopyErrors, DST_4_AFailureOfAStreamStays) {
  ArrowDeviceArrayStream stream;
  const auto logs = MakeDeviceStream(&device_, NumberedBatch(0), NumberedBatches(3), &stream);
  auto host = Garbage<ArrowArrayStream>();
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_));
  ExpectNext(&host, 0);
  device_.fail_at = device_.all_calls() + 1;  // after the wait
  for (int call = 0; call < 2; call++) {
    auto array = Garbage<ArrowArray>();
    EXPECT_EQ(host.get_next(&host, &array), FakeDevice::kCode);
    EXPECT_EQ(LastError(&host), FakeDevice::kText);
    EXPECT_EQ(array.release, nullptr);
  }
  ReleaseChecked(&host);
  for (const auto& log : *logs) EXPECT_TRUE(log->AllOnce());

  host = Foreign(NumberedBatches(3));
  ASSERT_OK(ArrowBridgeStreamCopyToDevice(&host, kFakeType, 0, &stream, &error_));
  device_.fail_at = device_.all_calls() + 2;
  for (int call = 0; call < 2; call++) {
    auto array = Garbage<ArrowDeviceArray>();
    EXPECT_EQ(stream.get_next(&stream, &array), FakeDevice::kCode);
    EXPECT_STREQ(stream.get_last_error(&stream), FakeDevice::kText);
    EXPECT_EQ(array.array.release, nullptr);
  }
  stream.release(&stream);
  EXPECT_EQ(stream.release, nullptr);
}

TEST_F(DeviceCopyErrors, DST_4_ErrorsOfTheSourceKeepCodeAndText) {
  StreamOptions options;
  options.fail_at = 1;
  options.code = 2001;
  options.text = "the disk is on fire";
  ArrowArrayStream host = Foreign(NumberedBatches(3), options);
  ArrowDeviceArrayStream stream;
  ASSERT_OK(ArrowBridgeStreamCopyToDevice(&host, kFakeType, 0, &stream, &error_));
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_));
  ExpectNext(&host, 0);
  ArrowArray array;
  EXPECT_EQ(host.get_next(&host, &array), 2001);
  EXPECT_EQ(LastError(&host), "the disk is on fire");
  ReleaseChecked(&host);
  options.fail_schema = true;
  host = Foreign(NumberedBatches(3), options);
  EXPECT_ERROR(ArrowBridgeStreamCopyToDevice(&host, kFakeType, 0, &stream, &error_), 2001,
               "the disk is on fire");
  EXPECT_EQ(stream.release, nullptr);
}

TEST_F(DeviceCopyErrors, DST_3_AnArrayOfAnotherDevice) {
  ArrowDeviceArrayStream stream;
  const auto logs = MakeDeviceStream(&device_, NumberedBatch(0), NumberedBatches(1), &stream);
  const ArrowBridgeDeviceCopier copier = device_.Copier();
  ASSERT_OK(ArrowBridgeRegisterDeviceCopier(ARROW_DEVICE_METAL, &copier, &error_));
  stream.device_type = ARROW_DEVICE_METAL;
  ArrowArrayStream host;
  ASSERT_OK(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_));
  ArrowArray array;
  EXPECT_EQ(host.get_next(&host, &array), EINVAL);
  EXPECT_NE(LastError(&host).value_or("").find("DST-3"), std::string::npos);
  ReleaseChecked(&host);
  for (const auto& log : *logs) EXPECT_TRUE(log->AllOnce());
  EXPECT_OK(ArrowBridgeUnregisterDeviceCopier(ARROW_DEVICE_METAL, &error_));
  EXPECT_EQ(device_.released(), 1);
  device_.forget_releases();
}

TEST_F(DeviceCopyErrors, AllocateThatGivesNothing) {
  device_.allocates_nothing = true;
  ArrowDeviceArray out;
  EXPECT_ERROR(ToDevice(NumberedBatch(1), &out), EINVAL, "allocate returned 0, but no buffer");
}

TEST_F(DeviceCopyErrors, ReleasedStreamsAndMissingCallbacks) {
  ArrowArrayStream host = {};
  ArrowDeviceArrayStream stream = {};
  EXPECT_ERROR(ArrowBridgeStreamCopyToDevice(&host, kFakeType, 0, &stream, &error_), EINVAL,
               "MEM-5");
  EXPECT_ERROR(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_), EINVAL, "DST-6");
  const auto logs = MakeDeviceStream(&device_, NumberedBatch(0), {}, &stream);
  stream.get_next = nullptr;
  EXPECT_ERROR(ArrowBridgeStreamCopyFromDevice(&stream, &host, &error_), EINVAL, "DST-4", "NULL");
  EXPECT_EQ(stream.release, nullptr);
}

class ApiNullDeviceCopy : public NullTest {};

TEST_F(ApiNullDeviceCopy, EveryPointer) {
  const SchemaHandle schema = ImportSchema(Int32s({}));
  BeginCalls();
  ForEveryMask("ArrowBridgeArrayCopyFromDevice", 4, 0, [&](NullMask null) {
    ArrowDeviceArray device = {};
    device.device_type = ARROW_DEVICE_CPU;
    const auto log = MakeArray(Int32s({1}), &device.array);
    ArrowArray out;
    const int rc = ArrowBridgeArrayCopyFromDevice(null.Or(0, &device), null.Or(1, schema.get()),
                                                  null.Or(2, &out), null.Or(3, &error_));
    if (rc == 0) ReleaseChecked(&out);
    if (null.Has(0)) ReleaseChecked(&device.array);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
  ForEveryMask("ArrowBridgeArrayCopyToDevice", 4, 0, [&](NullMask null) {
    ArrowArray array;
    const auto log = MakeArray(Int32s({1}), &array);
    ArrowDeviceArray out;
    const int rc =
        ArrowBridgeArrayCopyToDevice(null.Or(0, &array), null.Or(1, schema.get()), ARROW_DEVICE_CPU,
                                     0, null.Or(2, &out), null.Or(3, &error_));
    if (rc == 0) ReleaseChecked(&out.array);
    if (null.Has(0)) ReleaseChecked(&array);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
  ForEveryMask("ArrowBridgeStreamCopyToDevice", 3, 0, [&](NullMask null) {
    ArrowArrayStream stream;
    const auto log = MakeStream(Int32s({}), {}, &stream);
    ArrowDeviceArrayStream out;
    const int rc = ArrowBridgeStreamCopyToDevice(null.Or(0, &stream), ARROW_DEVICE_CPU, 0,
                                                 null.Or(1, &out), null.Or(2, &error_));
    if (rc == 0) out.release(&out);
    if (null.Has(0)) ReleaseChecked(&stream);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
  ForEveryMask("ArrowBridgeStreamCopyFromDevice", 3, 0, [&](NullMask null) {
    ArrowArrayStream stream;
    const auto log = MakeStream(Int32s({}), {}, &stream);
    ArrowDeviceArrayStream device;
    EXPECT_EQ(ArrowBridgeStreamToDevice(&stream, &device, nullptr), 0);
    const int rc = ArrowBridgeStreamCopyFromDevice(null.Or(0, &device), null.Or(1, &stream),
                                                   null.Or(2, &error_));
    if (rc == 0) ReleaseChecked(&stream);
    if (null.Has(0)) device.release(&device);
    EXPECT_TRUE(log->AllOnce());
    return rc;
  });
}

}  // namespace
