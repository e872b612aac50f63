/* Checked readers whose findings go to a function written in Python. In this module because it
 * calls an entry point. */
#include <errno.h>

#include "python.h"
#include "errors.h"

typedef struct Listener {
  Block head;
  void (*on_finding)(void* object, const struct ArrowBridgeFinding* finding);
  void* object;
  int forked; /* as in a capsule (capsule.c) */
} Listener;

static void listener_tell(void* context, const struct ArrowBridgeFinding* finding) {
  const Listener* listener = context;
  if (!ab_python_enter()) return;
  listener->on_finding(listener->object, finding);
  ab_python_leave();
}

static void listener_release(void* context) {
  Listener* listener = context;
  if (listener->forked == ab_is_forked()) ArrowBridgePythonRelease(listener->object);
  ab_free(&listener->head);
}

AB_API int ArrowBridgeReaderCheckFromPython(
    struct ArrowBridgeReader* reader, int32_t level, int32_t fail_on,
    void (*on_finding)(void* object, const struct ArrowBridgeFinding* finding), void* object,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeReaderCheckFromPython";
  if (out != NULL) *out = NULL;
  int code = 0;
  Listener* listener = NULL;
  if (reader == NULL || on_finding == NULL || object == NULL || out == NULL) {
    code = ab_fail(error, EINVAL, "%s: %s is NULL", kName,
                   reader == NULL       ? "reader"
                   : on_finding == NULL ? "on_finding"
                   : object == NULL     ? "object"
                                        : "out");
  } else if (ab_python() == NULL) {
    code = ab_fail(error, ENOTSUP, "%s: there is no Python interpreter in this process", kName);
  } else {
    listener = (Listener*)ab_alloc(AB_MEMORY, sizeof(Listener));
    if (listener == NULL) code = ab_fail(error, ENOMEM, "%s: out of memory", kName);
  }
  if (code != 0) {
    ArrowBridgePythonRelease(object);
    return code;
  }
  listener->on_finding = on_finding;
  listener->object = object;
  listener->forked = ab_is_forked();
  const struct ArrowBridgeCheckOptions options = {sizeof(options),  level,   fail_on, listener_tell,
                                                  listener_release, listener};
  return ArrowBridgeReaderCheck(reader, &options, out, error);
}
