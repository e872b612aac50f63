/* The layout of the C structs as a strict C99 compiler sees them: prints each difference, and
 * returns 1 if there is one. */

#include <stddef.h>
#include <stdio.h>

#include "arrowbridge/abi.h"

struct Fact {
  const char* rule;
  const char* what;
  size_t actual;
  size_t expected;
};

#define SIZE(rule, type, expected) \
  { rule, "sizeof " #type, sizeof(struct type), expected }
#define AT(rule, type, member, expected) \
  { rule, #type "." #member, offsetof(struct type, member), expected }
#define VALUE(rule, constant, expected) \
  { rule, #constant, constant, expected }

static const struct Fact facts[] = {
    SIZE("SCH-1", ArrowSchema, 72),
    AT("SCH-1", ArrowSchema, format, 0),
    AT("SCH-1", ArrowSchema, name, 8),
    AT("SCH-1", ArrowSchema, metadata, 16),
    AT("SCH-1", ArrowSchema, flags, 24),
    AT("SCH-1", ArrowSchema, n_children, 32),
    AT("SCH-1", ArrowSchema, children, 40),
    AT("SCH-1", ArrowSchema, dictionary, 48),
    AT("SCH-1", ArrowSchema, release, 56),
    AT("SCH-1", ArrowSchema, private_data, 64),

    SIZE("ARR-1", ArrowArray, 80),
    AT("ARR-1", ArrowArray, length, 0),
    AT("ARR-1", ArrowArray, null_count, 8),
    AT("ARR-1", ArrowArray, offset, 16),
    AT("ARR-1", ArrowArray, n_buffers, 24),
    AT("ARR-1", ArrowArray, n_children, 32),
    AT("ARR-1", ArrowArray, buffers, 40),
    AT("ARR-1", ArrowArray, children, 48),
    AT("ARR-1", ArrowArray, dictionary, 56),
    AT("ARR-1", ArrowArray, release, 64),
    AT("ARR-1", ArrowArray, private_data, 72),

    SIZE("STR-1", ArrowArrayStream, 40),
    AT("STR-1", ArrowArrayStream, get_schema, 0),
    AT("STR-1", ArrowArrayStream, get_next, 8),
    AT("STR-1", ArrowArrayStream, get_last_error, 16),
    AT("STR-1", ArrowArrayStream, release, 24),
    AT("STR-1", ArrowArrayStream, private_data, 32),

    SIZE("DEV-1", ArrowDeviceArray, 128),
    AT("DEV-1", ArrowDeviceArray, array, 0),
    AT("DEV-1", ArrowDeviceArray, device_id, 80),
    AT("DEV-1", ArrowDeviceArray, device_type, 88),
    AT("DEV-1", ArrowDeviceArray, sync_event, 96),
    AT("DEV-1", ArrowDeviceArray, reserved, 104),

    SIZE("DST-1", ArrowDeviceArrayStream, 48),
    AT("DST-1", ArrowDeviceArrayStream, device_type, 0),
    AT("DST-1", ArrowDeviceArrayStream, get_schema, 8),
    AT("DST-1", ArrowDeviceArrayStream, get_next, 16),
    AT("DST-1", ArrowDeviceArrayStream, get_last_error, 24),
    AT("DST-1", ArrowDeviceArrayStream, release, 32),
    AT("DST-1", ArrowDeviceArrayStream, private_data, 40),

    SIZE("ASY-1", ArrowAsyncTask, 16),
    AT("ASY-1", ArrowAsyncTask, extract_data, 0),
    AT("ASY-1", ArrowAsyncTask, private_data, 8),
    SIZE("ASY-1", ArrowAsyncProducer, 40),
    AT("ASY-1", ArrowAsyncProducer, device_type, 0),
    AT("ASY-1", ArrowAsyncProducer, request, 8),
    AT("ASY-1", ArrowAsyncProducer, cancel, 16),
    AT("ASY-1", ArrowAsyncProducer, additional_metadata, 24),
    AT("ASY-1", ArrowAsyncProducer, private_data, 32),
    SIZE("ASY-1", ArrowAsyncDeviceStreamHandler, 48),
    AT("ASY-1", ArrowAsyncDeviceStreamHandler, on_schema, 0),
    AT("ASY-1", ArrowAsyncDeviceStreamHandler, on_next_task, 8),
    AT("ASY-1", ArrowAsyncDeviceStreamHandler, on_error, 16),
    AT("ASY-1", ArrowAsyncDeviceStreamHandler, release, 24),
    AT("ASY-1", ArrowAsyncDeviceStreamHandler, producer, 32),
    AT("ASY-1", ArrowAsyncDeviceStreamHandler, private_data, 40),

    VALUE("SCH-11", ARROW_FLAG_DICTIONARY_ORDERED, 1),
    VALUE("SCH-11", ARROW_FLAG_NULLABLE, 2),
    VALUE("SCH-11", ARROW_FLAG_MAP_KEYS_SORTED, 4),

    VALUE("DEV-2", sizeof(ArrowDeviceType), 4),
    VALUE("DEV-2", ARROW_DEVICE_CPU, 1),
    VALUE("DEV-2", ARROW_DEVICE_CUDA, 2),
    VALUE("DEV-2", ARROW_DEVICE_CUDA_HOST, 3),
    VALUE("DEV-2", ARROW_DEVICE_OPENCL, 4),
    VALUE("DEV-2", ARROW_DEVICE_VULKAN, 7),
    VALUE("DEV-2", ARROW_DEVICE_METAL, 8),
    VALUE("DEV-2", ARROW_DEVICE_VPI, 9),
    VALUE("DEV-2", ARROW_DEVICE_ROCM, 10),
    VALUE("DEV-2", ARROW_DEVICE_ROCM_HOST, 11),
    VALUE("DEV-2", ARROW_DEVICE_EXT_DEV, 12),
    VALUE("DEV-2", ARROW_DEVICE_CUDA_MANAGED, 13),
    VALUE("DEV-2", ARROW_DEVICE_ONEAPI, 14),
    VALUE("DEV-2", ARROW_DEVICE_WEBGPU, 15),
    VALUE("DEV-2", ARROW_DEVICE_HEXAGON, 16),
};

int main(void) {
  const size_t n = sizeof(facts) / sizeof(facts[0]);
  int differences = 0;
  for (size_t i = 0; i < n; ++i) {
    if (facts[i].actual != facts[i].expected) {
      printf("%s: %s is %lu, expected %lu\n", facts[i].rule, facts[i].what,
             (unsigned long)facts[i].actual, (unsigned long)facts[i].expected);
      ++differences;
    }
  }
  printf("%lu facts checked, %d differences\n", (unsigned long)n, differences);
  return differences == 0 ? 0 : 1;
}
