#include "producer_calls.h"

#include <string.h>

#include "../consumer/tracked.h"
#include "../fault.h"
#include "pretended.h"

static const char kWritten[] = "the producer writes every member";

static bool IsGarbage(const void* member, size_t size) {
  static const unsigned char kGarbage[8] = {0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc};
  return memcmp(member, kGarbage, size) == 0;
}

// As KitBlame(), unless the scenario blames a rule of its own: that goes on. Returns what the
// caller restores.
static const char* BlameWithin(struct Kit* kit, const char* rule) {
  const char* outer = KitBlamed(kit, NULL);
  KitBlame(kit, KitBlamed(kit, rule));
  return outer;
}

static int Call(struct Kit* kit, struct ArrowDeviceArrayStream* out, bool zeroed) {
  memset(out, zeroed ? 0 : 0xcc, sizeof(*out));
  return KIT_CALL(kit, ArrowDeviceArrayStream, out);
}

// True if the function fails with garbage in its output, and only then. It failed once.
static bool RefusesGarbage(struct Kit* kit, struct ArrowDeviceArrayStream* out) {
  KitStep(kit, "DST-4", "the producer fails, and is called again with a zeroed output");
  for (int zeroed = 1; zeroed >= 0; --zeroed) {
    if (Call(kit, out, zeroed == 1) != 0) return zeroed == 0;
    if (out->release != NULL) out->release(out);
  }
  return false;
}

bool KitOpenDevice(struct Kit* kit, struct ArrowDeviceArrayStream* out) {
  int code = Call(kit, out, KitStepFills(kit, "DST-1", "DST-4", "device stream"));
  if (code != 0 && RefusesGarbage(kit, out)) {
    KitFind(kit, "DST-1", "the producer writes every member of the struct and reads none",
            "it returns %d if the output is uninitialized, and 0 if it is zeroed", code);
    return false;
  }
  if (code != 0) {
    KitSkip(kit, "the producer makes no stream: code %d", code);
    return false;
  }
  KitCheck(kit, !IsGarbage(&out->device_type, sizeof(out->device_type)), "DST-1", kWritten,
           "device_type of the stream was not written");
  if (IsGarbage(&out->get_schema, sizeof(void*)) || IsGarbage(&out->get_next, sizeof(void*)) ||
      IsGarbage(&out->get_last_error, sizeof(void*)) || IsGarbage(&out->release, sizeof(void*))) {
    KitFind(kit, "DST-1", kWritten, "a callback of the stream was not written");
    return false;
  }
  return KitCheck(kit, out->release != NULL, "DST-6", "a stream has a release callback",
                  "it is NULL, but the producer returns 0") &&
         KitCheck(kit, KIT_IS_CALLABLE(out->release), "DST-6", "release points to a function",
                  "it points to memory without code") &&
         KitCheck(kit,
                  KIT_IS_CALLABLE(out->get_schema) && KIT_IS_CALLABLE(out->get_next) &&
                      KIT_IS_CALLABLE(out->get_last_error),
                  "DST-1", "the callbacks of a stream are functions",
                  "one points to memory without code");
}

// Checks a failed call: its code, its message and its output.
static void CheckError(struct Kit* kit, struct ArrowDeviceArrayStream* stream, const char* call,
                       int code, bool live) {
  KitCheck(kit, code > 0 && code < 4096, "DST-4", "an errno of this platform", "%s returned %d",
           call, code);
  KitCheck(kit, !live, "DST-4", "the output of a failed call is released",
           "%s returned %d and a live output", call, code);
  KitStep(kit, "DST-4", "get_last_error, after %s returned %d", call, code);
  const char* message = stream->get_last_error(stream);
  if (message == NULL || !KitReadMessage(kit, "DST-4", "the error message", message)) return;
  KitCheck(kit, KitIsUtf8(message, strlen(message)), "DST-4", "an error message is UTF-8",
           "it is %s", message);
}

bool KitGetDeviceSchema(struct Kit* kit, struct ArrowDeviceArrayStream* stream,
                        struct ArrowSchema* out) {
  memset(out, 0xcc, sizeof(*out));
  out->release = NULL;
  KitStep(kit, "DST-4", "get_schema");
  int code = stream->get_schema(stream, out);
  if (code != 0) {
    CheckError(kit, stream, "get_schema", code, out->release != NULL);
    KitSkip(kit, "get_schema fails: code %d", code);
    return false;
  }
  if (!KitCheck(kit, out->release != NULL, "DST-4", "get_schema returns a schema",
                "it returned 0 and a released schema")) {
    return false;
  }
  KitStep(kit, "DST-5", "the CPU reads the schema");
  const char* outer = BlameWithin(kit, "DST-5");
  bool valid = KitIsValidSchema(kit, out);
  KitBlame(kit, outer);
  if (valid) return true;
  KitSkip(kit, "the schema is invalid");
  return false;
}

enum KitNextResult KitGetDeviceNext(struct Kit* kit, struct ArrowDeviceArrayStream* stream,
                                    struct ArrowDeviceArray* out) {
  memset(out, 0xcc, sizeof(*out));
  out->array.release = NULL;
  KitStep(kit, "DST-4", "get_next");
  int code = stream->get_next(stream, out);
  if (code == 0 && out->array.release != NULL) {
    ArrowDeviceType type = stream->device_type;
    if (IsGarbage(&type, sizeof(type))) type = out->device_type;
    KitCheckDeviceArray(kit, out, type, "DST-3");
    return kKitArray;
  }
  if (code != 0) CheckError(kit, stream, "get_next", code, out->array.release != NULL);
  out->array.release = NULL;
  return code == 0 ? kKitEnd : kKitError;
}

static bool HasNoEvents(ArrowDeviceType type) {
  return type == ARROW_DEVICE_CPU || type == ARROW_DEVICE_VPI || type == ARROW_DEVICE_WEBGPU ||
         type == ARROW_DEVICE_HEXAGON;
}

void KitCheckDeviceArray(struct Kit* kit, const struct ArrowDeviceArray* array,
                         ArrowDeviceType type, const char* type_rule) {
  bool typed = KitCheck(kit, !IsGarbage(&array->device_type, sizeof(array->device_type)), "DEV-6",
                        kWritten, "device_type of the array was not written");
  if (typed) {
    KitCheck(kit, array->device_type == type, type_rule,
             "arrays have the device type of their stream", "that is %d, but the array has %d",
             (int)type, (int)array->device_type);
    if (array->device_type < 1 || array->device_type > ARROW_DEVICE_HEXAGON) {
      KitNote(kit, "device type %d is unknown (DEV-2)", (int)array->device_type);
    }
  }
  if (KitCheck(kit, !IsGarbage(&array->device_id, sizeof(array->device_id)), "DEV-5", kWritten,
               "device_id was not written") &&
      array->device_type == ARROW_DEVICE_CPU && array->device_id != -1) {
    KitNote(kit, "device_id of the CPU is %lld, -1 is recommended (DEV-5)",
            (long long)array->device_id);
  }
  KitCheck(kit, array->reserved[0] == 0 && array->reserved[1] == 0 && array->reserved[2] == 0,
           "DEV-11", "reserved is zero", "it is %lld, %lld, %lld", (long long)array->reserved[0],
           (long long)array->reserved[1], (long long)array->reserved[2]);
  if (HasNoEvents(array->device_type)) {
    KitCheck(kit, array->sync_event == NULL, "DEV-9",
             "sync_event is NULL for device types without events",
             "sync_event of an array of device type %d is %p", (int)array->device_type,
             array->sync_event);
  }
}

bool KitWaitForEvent(struct Kit* kit, const struct ArrowDeviceArray* array, const char* rule) {
  if (array->device_type != ARROW_DEVICE_EXT_DEV || array->sync_event == NULL) return true;
  struct ArrowBridgeDeviceEvent* event = (struct ArrowBridgeDeviceEvent*)array->sync_event;
  KitStep(kit, rule, "waiting for the event of the array");
  int code = event->wait(event);
  return KitCheck(kit, code == 0, "DEV-7", "wait returns 0", "it returned %d", code);
}

// Reads the first byte of every non-empty buffer.
static void ReadFirstBytes(struct KitChecker* check, const struct ArrowArray* array,
                           const struct ArrowSchema* schema) {
  struct KitType type;
  const char* why;
  if (KitParseType(schema->format, &type, &why) != NULL) return;
  for (int i = 0; i < array->n_buffers; ++i) {
    if (array->buffers[i] == NULL || !KitReadableSize(check, &type, array, i)) continue;
    int64_t size = KitBufferSize(&type, array, i) > 0;
    KitReadable(check, "ARR-9", array->buffers[i], size, "buffer %d (%s)", i,
                KitBufferKind(&type, array, i));
  }
  for (int64_t i = 0; i < array->n_children; ++i) {
    size_t size = KitEnterField(check, "child", i, schema->children[i]->name);
    ReadFirstBytes(check, array->children[i], schema->children[i]);
    check->path[size] = '\0';
  }
  if (array->dictionary != NULL) ReadFirstBytes(check, array->dictionary, schema->dictionary);
}

bool KitReadDeviceArray(struct Kit* kit, const struct ArrowDeviceArray* array,
                        const struct ArrowSchema* schema, const char* rule) {
  if (array->device_type != ARROW_DEVICE_EXT_DEV && array->device_type != ARROW_DEVICE_CPU) {
    KitNote(kit, "the CPU cannot read arrays of device type %d", (int)array->device_type);
    return false;
  }
  if (rule == NULL) rule = array->sync_event == NULL ? "DEV-8" : "DEV-7";
  KitStep(kit, rule, "the data of the array is read");
  struct KitChecker check = {.kit = kit, .in_stream = true, .path = "device array"};
  // What cannot be read at all breaks this rule; a buffer that is too short breaks ARR-9.
  const char* outer = BlameWithin(kit, rule);
  KitCheckStructure(&check, &array->array, schema);
  if (check.findings == 0) ReadFirstBytes(&check, &array->array, schema);
  KitBlame(kit, outer);
  if (check.findings == 0) KitCheckContents(&check, &array->array, schema);
  return check.findings == 0;
}

void KitReleaseDeviceArray(struct Kit* kit, struct ArrowDeviceArray* array, const char* rule) {
  KitStep(kit, rule, "the embedded array is released");
  array->array.release(&array->array);
  KitCheck(kit, array->array.release == NULL, "DEV-13",
           "release of the embedded array sets release to NULL", "it is still set");
  array->array.release = NULL;
}

void KitUseDeviceArray(struct Kit* kit, struct ArrowDeviceArray* array,
                       const struct ArrowSchema* schema) {
  if (KitWaitForEvent(kit, array, "DEV-7")) KitReadDeviceArray(kit, array, schema, NULL);
  KitReleaseDeviceArray(kit, array, "DEV-13");
}

void KitReleaseDevice(struct Kit* kit, struct ArrowDeviceArrayStream* stream) {
  KitStep(kit, "DST-6", "the device stream is released");
  stream->release(stream);
  KitCheck(kit, stream->release == NULL, "DST-6", "release of a stream sets release to NULL",
           "it is still set");
  stream->release = NULL;
}
