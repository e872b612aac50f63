// Size, offset and type of every member of the C structs, as C++ sees them.

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <gtest/gtest.h>

#include "arrowbridge/abi.h"

namespace {

// The numbers below are for 64-bit pointers; the specification gives no others.
static_assert(sizeof(void*) == 8, "the layouts are stated for 64-bit platforms");

// The type comes last because the comma in a function pointer's parameters splits macro arguments.
#define EXPECT_MEMBER(type, member, offset, ...)                            \
  do {                                                                      \
    EXPECT_EQ(offsetof(type, member), static_cast<std::size_t>(offset));    \
    EXPECT_TRUE((std::is_same<decltype(type::member), __VA_ARGS__>::value)) \
        << #type "." #member " is not a " #__VA_ARGS__;                     \
  } while (0)

TEST(AbiLayout, SCH_1_SchemaLayout) {
  EXPECT_EQ(sizeof(ArrowSchema), 72u);
  EXPECT_MEMBER(ArrowSchema, format, 0, const char*);
  EXPECT_MEMBER(ArrowSchema, name, 8, const char*);
  EXPECT_MEMBER(ArrowSchema, metadata, 16, const char*);
  EXPECT_MEMBER(ArrowSchema, flags, 24, std::int64_t);
  EXPECT_MEMBER(ArrowSchema, n_children, 32, std::int64_t);
  EXPECT_MEMBER(ArrowSchema, children, 40, ArrowSchema**);
  EXPECT_MEMBER(ArrowSchema, dictionary, 48, ArrowSchema*);
  EXPECT_MEMBER(ArrowSchema, release, 56, void (*)(ArrowSchema*));
  EXPECT_MEMBER(ArrowSchema, private_data, 64, void*);
}

TEST(AbiLayout, ARR_1_ArrayLayout) {
  EXPECT_EQ(sizeof(ArrowArray), 80u);
  EXPECT_MEMBER(ArrowArray, length, 0, std::int64_t);
  EXPECT_MEMBER(ArrowArray, null_count, 8, std::int64_t);
  EXPECT_MEMBER(ArrowArray, offset, 16, std::int64_t);
  EXPECT_MEMBER(ArrowArray, n_buffers, 24, std::int64_t);
  EXPECT_MEMBER(ArrowArray, n_children, 32, std::int64_t);
  EXPECT_MEMBER(ArrowArray, buffers, 40, const void**);
  EXPECT_MEMBER(ArrowArray, children, 48, ArrowArray**);
  EXPECT_MEMBER(ArrowArray, dictionary, 56, ArrowArray*);
  EXPECT_MEMBER(ArrowArray, release, 64, void (*)(ArrowArray*));
  EXPECT_MEMBER(ArrowArray, private_data, 72, void*);
}

TEST(AbiLayout, STR_1_ArrayStreamLayout) {
  EXPECT_EQ(sizeof(ArrowArrayStream), 40u);
  EXPECT_MEMBER(ArrowArrayStream, get_schema, 0, int (*)(ArrowArrayStream*, ArrowSchema*));
  EXPECT_MEMBER(ArrowArrayStream, get_next, 8, int (*)(ArrowArrayStream*, ArrowArray*));
  EXPECT_MEMBER(ArrowArrayStream, get_last_error, 16, const char* (*)(ArrowArrayStream*));
  EXPECT_MEMBER(ArrowArrayStream, release, 24, void (*)(ArrowArrayStream*));
  EXPECT_MEMBER(ArrowArrayStream, private_data, 32, void*);
}

TEST(AbiLayout, DEV_1_DeviceArrayLayout) {
  EXPECT_EQ(sizeof(ArrowDeviceArray), 128u);
  EXPECT_MEMBER(ArrowDeviceArray, array, 0, ArrowArray);
  EXPECT_MEMBER(ArrowDeviceArray, device_id, 80, std::int64_t);
  EXPECT_MEMBER(ArrowDeviceArray, device_type, 88, std::int32_t);
  EXPECT_MEMBER(ArrowDeviceArray, sync_event, 96, void*);
  EXPECT_MEMBER(ArrowDeviceArray, reserved, 104, std::int64_t[3]);
}

TEST(AbiLayout, DST_1_DeviceArrayStreamLayout) {
  EXPECT_EQ(sizeof(ArrowDeviceArrayStream), 48u);
  EXPECT_MEMBER(ArrowDeviceArrayStream, device_type, 0, std::int32_t);
  EXPECT_MEMBER(ArrowDeviceArrayStream, get_schema, 8,
                int (*)(ArrowDeviceArrayStream*, ArrowSchema*));
  EXPECT_MEMBER(ArrowDeviceArrayStream, get_next, 16,
                int (*)(ArrowDeviceArrayStream*, ArrowDeviceArray*));
  EXPECT_MEMBER(ArrowDeviceArrayStream, get_last_error, 24,
                const char* (*)(ArrowDeviceArrayStream*));
  EXPECT_MEMBER(ArrowDeviceArrayStream, release, 32, void (*)(ArrowDeviceArrayStream*));
  EXPECT_MEMBER(ArrowDeviceArrayStream, private_data, 40, void*);
}

TEST(AbiLayout, ASY_1_TaskLayout) {
  EXPECT_EQ(sizeof(ArrowAsyncTask), 16u);
  EXPECT_MEMBER(ArrowAsyncTask, extract_data, 0, int (*)(ArrowAsyncTask*, ArrowDeviceArray*));
  EXPECT_MEMBER(ArrowAsyncTask, private_data, 8, void*);
}

// The size would be 48 with the release member that only the specification's text has.
TEST(AbiLayout, ASY_1_ProducerLayout) {
  EXPECT_EQ(sizeof(ArrowAsyncProducer), 40u);
  EXPECT_MEMBER(ArrowAsyncProducer, device_type, 0, std::int32_t);
  EXPECT_MEMBER(ArrowAsyncProducer, request, 8, void (*)(ArrowAsyncProducer*, std::int64_t));
  EXPECT_MEMBER(ArrowAsyncProducer, cancel, 16, void (*)(ArrowAsyncProducer*));
  EXPECT_MEMBER(ArrowAsyncProducer, additional_metadata, 24, const char*);
  EXPECT_MEMBER(ArrowAsyncProducer, private_data, 32, void*);
}

TEST(AbiLayout, ASY_1_HandlerLayout) {
  using Handler = ArrowAsyncDeviceStreamHandler;
  EXPECT_EQ(sizeof(Handler), 48u);
  EXPECT_MEMBER(Handler, on_schema, 0, int (*)(Handler*, ArrowSchema*));
  EXPECT_MEMBER(Handler, on_next_task, 8, int (*)(Handler*, ArrowAsyncTask*, const char*));
  EXPECT_MEMBER(Handler, on_error, 16, void (*)(Handler*, int, const char*, const char*));
  EXPECT_MEMBER(Handler, release, 24, void (*)(Handler*));
  EXPECT_MEMBER(Handler, producer, 32, ArrowAsyncProducer*);
  EXPECT_MEMBER(Handler, private_data, 40, void*);
}

TEST(AbiLayout, SCH_11_FlagValues) {
  EXPECT_EQ(ARROW_FLAG_DICTIONARY_ORDERED, 1);
  EXPECT_EQ(ARROW_FLAG_NULLABLE, 2);
  EXPECT_EQ(ARROW_FLAG_MAP_KEYS_SORTED, 4);
}

TEST(AbiLayout, DEV_2_DeviceTypeValues) {
  EXPECT_TRUE((std::is_same<ArrowDeviceType, std::int32_t>::value));
  EXPECT_EQ(ARROW_DEVICE_CPU, 1);
  EXPECT_EQ(ARROW_DEVICE_CUDA, 2);
  EXPECT_EQ(ARROW_DEVICE_CUDA_HOST, 3);
  EXPECT_EQ(ARROW_DEVICE_OPENCL, 4);
  EXPECT_EQ(ARROW_DEVICE_VULKAN, 7);
  EXPECT_EQ(ARROW_DEVICE_METAL, 8);
  EXPECT_EQ(ARROW_DEVICE_VPI, 9);
  EXPECT_EQ(ARROW_DEVICE_ROCM, 10);
  EXPECT_EQ(ARROW_DEVICE_ROCM_HOST, 11);
  EXPECT_EQ(ARROW_DEVICE_EXT_DEV, 12);
  EXPECT_EQ(ARROW_DEVICE_CUDA_MANAGED, 13);
  EXPECT_EQ(ARROW_DEVICE_ONEAPI, 14);
  EXPECT_EQ(ARROW_DEVICE_WEBGPU, 15);
  EXPECT_EQ(ARROW_DEVICE_HEXAGON, 16);
}

}  // namespace
