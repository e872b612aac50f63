/* Python capsules that own a struct of the C interfaces. */
#include <errno.h>
#include <string.h>

#include "python.h"
#include "errors.h"

typedef void (*Release)(void*);

typedef struct Kind {
  const char* name;
  size_t size;
  size_t release; /* offset of the release callback; of a device array, that of the embedded array
                     (PYC-6) */
} Kind;

static const Kind kKinds[] = {
    {"arrow_schema", sizeof(struct ArrowSchema), offsetof(struct ArrowSchema, release)},
    {"arrow_array", sizeof(struct ArrowArray), offsetof(struct ArrowArray, release)},
    {"arrow_array_stream", sizeof(struct ArrowArrayStream),
     offsetof(struct ArrowArrayStream, release)},
    {"arrow_device_array", sizeof(struct ArrowDeviceArray),
     offsetof(struct ArrowDeviceArray, array.release)},
    {"arrow_device_array_stream", sizeof(struct ArrowDeviceArrayStream),
     offsetof(struct ArrowDeviceArrayStream, release)},
};

static const Kind* kind_named(const char* name) {
  for (size_t i = 0; name != NULL && i < sizeof(kKinds) / sizeof(kKinds[0]); i++) {
    if (strcmp(kKinds[i].name, name) == 0) return &kKinds[i];
  }
  return NULL;
}

/* The header of the struct that a capsule points to. */
typedef struct Capsule {
  Block head;
  const Kind* kind;
  int forked; /* whether it was made in a forked child; a child leaves capsules of its parent alone
               */
} Capsule;

/* The thread that takes the callback out owns the struct. It reads the other fields afterwards, and
 * nobody writes them. Without a GIL other threads may try at the same time; they only read the
 * callback, so it is not copied with the rest. */
static Release take_release(const Kind* kind, void* value) {
  return atomic_exchange((_Atomic(Release)*)((char*)value + kind->release), NULL);
}

static void copy_members(const Kind* kind, void* out, const void* value) {
  const size_t after = kind->release + sizeof(Release);
  memcpy(out, value, kind->release);
  memcpy((char*)out + after, (const char*)value + after, kind->size - after);
}

static void put_release(const Kind* kind, void* value, Release release) {
  memcpy((char*)value + kind->release, &release, sizeof(release));
}

/* A callback may wait for a thread that waits for the GIL, so the GIL is released, except while the
 * interpreter finalizes, when no other thread gets it. */
static void run_release(const Python* python, const Kind* kind, void* value, Release release) {
  put_release(kind, value, release);
  void* state = python->is_finalizing() ? NULL : python->save_thread();
  release(value);
  if (state != NULL) python->restore_thread(state);
}

/* May run while an exception is being raised, which the callback must not see. */
static void destroy(void* object) {
  const Python* python = ab_python();
  void* type;
  void* error;
  void* traceback;
  python->error_fetch(&type, &error, &traceback);
  void* value = python->capsule_pointer(object, python->capsule_name(object));
  Capsule* capsule = (Capsule*)value - 1;
  if (value != NULL && capsule->forked == ab_is_forked()) {
    Release release = take_release(capsule->kind, value);
    if (release != NULL) run_release(python, capsule->kind, value, release);
    ab_free(&capsule->head);
  }
  python->error_restore(type, error, traceback);
}

AB_API int ArrowBridgeCapsuleNew(const char* name, void** out_capsule, void** out_struct,
                                 struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeCapsuleNew";
  if (out_capsule != NULL) *out_capsule = NULL;
  if (out_struct != NULL) *out_struct = NULL;
  const Kind* kind = kind_named(name);
  if (out_capsule == NULL || out_struct == NULL) {
    return ab_fail(error, EINVAL, "%s: %s is NULL", kName,
                   out_capsule == NULL ? "out_capsule" : "out_struct");
  }
  if (kind == NULL) {
    return ab_fail(error, EINVAL, "%s: PYC-1: no capsule is named '%.200s'", kName,
                   name == NULL ? "NULL" : name);
  }
  const Python* python = ab_python();
  if (python == NULL)
    return ab_fail(error, ENOTSUP, "%s: there is no Python interpreter in this process", kName);
  Capsule* capsule = (Capsule*)ab_alloc(AB_MEMORY, (int64_t)(sizeof(Capsule) + kind->size));
  if (capsule == NULL) return ab_fail(error, ENOMEM, "%s: out of memory", kName);
  capsule->kind = kind;
  capsule->forked = ab_is_forked();
  memset(capsule + 1, 0, kind->size);
  void* object = python->capsule_new(capsule + 1, kind->name, destroy);
  if (object == NULL) {
    python->error_clear();
    ab_free(&capsule->head);
    return ab_fail(error, ENOMEM, "%s: out of memory", kName);
  }
  *out_capsule = object;
  *out_struct = capsule + 1;
  return 0;
}

AB_API int ArrowBridgeCapsuleFromStruct(const char* name, void* source, void** out_capsule,
                                        struct ArrowBridgeError* error) {
  void* place = NULL;
  if (out_capsule != NULL) *out_capsule = NULL;
  const Kind* kind = kind_named(name);
  if (kind != NULL && source != NULL) {
    Release release = take_release(kind, source);
    if (release == NULL) {
      return ab_fail(error, EINVAL, "ArrowBridgeCapsuleFromStruct: MEM-4: the struct is released");
    }
    const int code = ArrowBridgeCapsuleNew(name, out_capsule, &place, error);
    if (code != 0) {
      put_release(kind, source, release);
      release(source);
      put_release(kind, source, NULL);
      return code;
    }
    copy_members(kind, place, source);
    put_release(kind, place, release);
    return 0;
  }
  if (kind == NULL) {
    return ab_fail(error, EINVAL,
                   "ArrowBridgeCapsuleFromStruct: PYC-1: no capsule is named '%.200s'",
                   name == NULL ? "NULL" : name);
  }
  return ab_fail(error, EINVAL, "ArrowBridgeCapsuleFromStruct: source is NULL");
}

AB_API int ArrowBridgeCapsuleTake(void* capsule, const char* name, void* out,
                                  struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeCapsuleTake";
  const Kind* kind = kind_named(name);
  if (kind == NULL) {
    return ab_fail(error, EINVAL, "%s: PYC-1: no capsule is named '%.200s'", kName,
                   name == NULL ? "NULL" : name);
  }
  if (out == NULL || capsule == NULL) {
    return ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "capsule");
  }
  memset(out, 0, kind->size);
  const Python* python = ab_python();
  if (python == NULL)
    return ab_fail(error, ENOTSUP, "%s: there is no Python interpreter in this process", kName);
  if (!python->capsule_is_valid(capsule, kind->name)) {
    return ab_fail(error, EINVAL, "%s: PYC-1: this is not a capsule named '%s'", kName, kind->name);
  }
  void* value = python->capsule_pointer(capsule, kind->name);
  Release release = take_release(kind, value);
  if (release == NULL) {
    return ab_fail(error, EINVAL,
                   "%s: PYC-5: the struct in this capsule is released: it was consumed before",
                   kName);
  }
  copy_members(kind, out, value);
  put_release(kind, out, release);
  return 0;
}
