#include "errors.h"

#include <stdarg.h>
#include <stdio.h>

int ab_fail(struct ArrowBridgeError* error, int code, const char* format, ...) {
  if (error != NULL) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof(error->message), format, arguments);
    va_end(arguments);
  }
  return code;
}

void ab_end_schema(struct ArrowSchema* schema) {
  if (schema != NULL && schema->release != NULL) {
    schema->release(schema);
    schema->release = NULL;
  }
}

void ab_end_array(struct ArrowArray* array) {
  if (array != NULL && array->release != NULL) {
    array->release(array);
    array->release = NULL;
  }
}

void ab_end_stream(struct ArrowArrayStream* stream) {
  if (stream != NULL && stream->release != NULL) {
    stream->release(stream);
    stream->release = NULL;
  }
}

void ab_end_arrays(struct ArrowArray* arrays, int64_t count) {
  for (int64_t i = 0; arrays != NULL && i < count; i++) ab_end_array(&arrays[i]);
}
