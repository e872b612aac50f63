/* Checks that all structs have the right size and all constants the right value, whatever the order
 * of includes. */

#ifndef ARROWBRIDGE_TESTS_COEXISTENCE_CHECK_H
#define ARROWBRIDGE_TESTS_COEXISTENCE_CHECK_H

#if !defined(ARROW_C_DATA_INTERFACE) || !defined(ARROW_C_DEVICE_DATA_INTERFACE) ||     \
    !defined(ARROW_C_STREAM_INTERFACE) || !defined(ARROW_C_DEVICE_STREAM_INTERFACE) || \
    !defined(ARROW_C_ASYNC_STREAM_INTERFACE)
#error "a guard of the specification is missing"
#endif

/* Returns how many structs or constants are wrong. */
static inline int CountCoexistenceErrors(void) {
  int errors = 0;
  errors += sizeof(struct ArrowSchema) != 72;
  errors += sizeof(struct ArrowArray) != 80;
  errors += sizeof(struct ArrowDeviceArray) != 128;
  errors += sizeof(struct ArrowArrayStream) != 40;
  errors += sizeof(struct ArrowDeviceArrayStream) != 48;
  errors += sizeof(struct ArrowAsyncTask) != 16;
  errors += sizeof(struct ArrowAsyncProducer) != 40;
  errors += sizeof(struct ArrowAsyncDeviceStreamHandler) != 48;
  errors += sizeof(ArrowDeviceType) != 4;
  errors += ARROW_FLAG_DICTIONARY_ORDERED + ARROW_FLAG_NULLABLE + ARROW_FLAG_MAP_KEYS_SORTED != 7;
  errors += ARROW_DEVICE_CPU != 1;
  errors += ARROW_DEVICE_HEXAGON != 16;
  return errors;
}

#endif
