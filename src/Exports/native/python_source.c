/* Readers over sources written in Python. In this module because it calls an entry point. */
#include <errno.h>

#include "python.h"
#include "errors.h"

/* A source of batches written in Python. */
typedef struct Source {
  Block head;
  void (*next)(void* object, struct ArrowArray* out, int* out_code, struct ArrowBridgeError* error);
  void* object;
  int forked; /* as in a capsule (capsule.c) */
} Source;

static int source_next(void* context, struct ArrowArray* out, struct ArrowBridgeError* error) {
  const Source* source = context;
  if (!ab_python_enter()) {
    return ab_fail(error, ECANCELED,
                   "ArrowBridgeReaderFromPython: the Python interpreter is ending");
  }
  int code = ab_fail(error, EIO, "ArrowBridgeReaderFromPython: next raised, and said nothing");
  source->next(source->object, out, &code, error);
  ab_python_leave();
  if (code == ARROWBRIDGE_PYTHON_END) {
    ab_end_array(out);
    return 0;
  }
  if (code == 0 && out->release == NULL) {
    code = ab_fail(error, EIO,
                   "ArrowBridgeReaderFromPython: next said that there is a batch, but gave none");
  }
  if (code != 0)
    ab_end_array(out); /* it may have been filled before an exception, such as KeyboardInterrupt,
                          was raised */
  return code;
}

static void source_release(void* context) {
  Source* source = context;
  if (source->forked == ab_is_forked()) ArrowBridgePythonRelease(source->object);
  ab_free(&source->head);
}

AB_API int ArrowBridgeReaderFromPython(struct ArrowSchema* schema,
                                       void (*next)(void* object, struct ArrowArray* out,
                                                    int* out_code, struct ArrowBridgeError* error),
                                       void* object, struct ArrowBridgeReader** out,
                                       struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeReaderFromPython";
  if (out != NULL) *out = NULL;
  int code = 0;
  Source* source = NULL;
  if (next == NULL || object == NULL || out == NULL) {
    code = ab_fail(error, EINVAL, "%s: %s is NULL", kName,
                   next == NULL     ? "next"
                   : object == NULL ? "object"
                                    : "out");
  } else if (ab_python() == NULL) {
    code = ab_fail(error, ENOTSUP, "%s: there is no Python interpreter in this process", kName);
  } else {
    source = (Source*)ab_alloc(AB_MEMORY, sizeof(Source));
    if (source == NULL) code = ab_fail(error, ENOMEM, "%s: out of memory", kName);
  }
  if (code != 0) {
    ab_end_schema(schema);
    ArrowBridgePythonRelease(object);
    return code;
  }
  source->next = next;
  source->object = object;
  source->forked = ab_is_forked();
  const struct ArrowBridgeReaderCallbacks callbacks = {source_next, source_release, source};
  return ArrowBridgeReaderFromCallbacks(schema, &callbacks, out, error);
}
