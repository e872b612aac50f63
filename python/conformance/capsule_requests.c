// PyCapsule scenarios for producers: the arguments of a method, and requested schemas.
#include "capsules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static union AnyStruct g_requested;  // the struct in the capsule of a request

static void DestroyRequest(PyObject* capsule) {
  (void)capsule;
  Release(&g_requested, "arrow_schema");
}

// Moves the schema of what a method returned to `out`, which has none if that fails.
static void SchemaOf(struct Kit* kit, const struct Protocol* protocol, union AnyStruct* moved,
                     struct ArrowSchema* out) {
  memset(out, 0, sizeof(*out));
  if (protocol->role == kKitProducer) {
    if (KitGetSchema(kit, &moved->stream, out) != 0) out->release = NULL;
  } else if (protocol->role == kKitDeviceProducer) {
    struct ArrowDeviceArrayStream* stream = &moved->device_stream;
    if (stream->get_schema(stream, out) != 0) out->release = NULL;
  } else {
    *out = moved->schema;
    moved->schema.release = NULL;
  }
  if (out->release != NULL && !KitIsValidSchema(kit, out)) out->release(out);
}

static void ReleaseAll(const struct Protocol* protocol, union AnyStruct moved[2]) {
  for (int i = protocol->capsules[1] == NULL ? 0 : 1; i >= 0; --i) {
    Release(&moved[i], protocol->capsules[i]);
  }
}

static bool PlainSchema(struct Kit* kit, const struct Protocol* protocol, struct ArrowSchema* out) {
  struct Capsules got;
  union AnyStruct moved[2];
  if (!CallPlainly(kit, protocol, &got)) return false;
  MoveOut(&got, moved);
  DropCapsules(kit, &got);
  PyThreadState* thread = PyEval_SaveThread();
  SchemaOf(kit, protocol, &moved[0], out);
  PyEval_RestoreThread(thread);
  ReleaseAll(protocol, moved);
  if (out->release == NULL) KitSkip(kit, "the object has no valid schema");
  return out->release != NULL;
}

// Calls the method with one argument, or one keyword. Steals the reference to `value`.
static bool CallWithOne(struct Kit* kit, const struct Protocol* protocol, const char* keyword,
                        PyObject* value, struct Capsules* out, char* raised, size_t size) {
  PyObject* object = MakeObject(kit);
  PyObject* args = keyword == NULL ? Py_BuildValue("(N)", value) : PyTuple_New(0);
  PyObject* keywords = keyword == NULL ? NULL : Py_BuildValue("{s:N}", keyword, value);
  KitStep(kit, keyword != NULL && strcmp(keyword, "requested_schema") != 0 ? "PYC-22" : "PYC-10",
          "%s is called with %s", protocol->method, keyword == NULL ? "an argument" : keyword);
  memset(out, 0, sizeof(*out));
  snprintf(raised, size, "there is no object");
  bool ok = object != NULL && CallMethod(protocol, object, args, keywords, out, raised, size);
  Py_XDECREF(keywords);
  Py_XDECREF(args);
  Py_XDECREF(object);
  return ok;
}

static PyObject* None(void) {
  Py_INCREF(Py_None);
  return Py_None;
}

static void Nones(struct Kit* kit, const struct Protocol* protocol) {
  static const char* const kKeywords[] = {NULL, "requested_schema"};
  struct Capsules got;
  char text[600];
  for (int i = 0; i < 2; ++i) {
    if (CallWithOne(kit, protocol, kKeywords[i], None(), &got, text, sizeof(text))) {
      DropCapsules(kit, &got);
    } else {
      KitFind(kit, "PYC-10", "requested_schema may be None, by position and by keyword",
              "%s%s raises %s", protocol->method, i == 0 ? "(None)" : "(requested_schema=None)",
              text);
    }
  }
}

// Values that are no capsules may be ignored, as any request may be.
static void WrongValues(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  char text[600];
  for (int i = 0; i < 2; ++i) {
    PyObject* value = i == 0 ? PyLong_FromLong(7) : PyUnicode_FromString("i");
    if (CallWithOne(kit, protocol, NULL, value, &got, text, sizeof(text))) {
      DropCapsules(kit, &got);
    } else if (got.code != EINVAL) {
      KitAdvise(kit, "PYC-10", "a request that is no capsule raises TypeError or ValueError",
                "it raises %s", text);
    }
  }
}

static void WrongCapsule(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  struct ArrowSchema plain;
  char text[600];
  if (!PlainSchema(kit, protocol, &plain)) return;
  CopyChanged(&plain, kSameSchema, &g_requested.schema);
  PyObject* capsule = PyCapsule_New(&g_requested, "arrow_array", DestroyRequest);
  Py_INCREF(capsule);
  bool ok = CallWithOne(kit, protocol, NULL, capsule, &got, text, sizeof(text));
  KitCheck(kit, g_requested.schema.release != NULL, "PYC-10",
           "requested_schema is a capsule named \"arrow_schema\"",
           "%s takes the struct from a capsule named \"arrow_array\"", protocol->method);
  if (!ok && got.code != EINVAL) {
    KitAdvise(kit, "PYC-10", "a wrong capsule raises TypeError or ValueError", "it raises %s",
              text);
  }
  if (ok) DropCapsules(kit, &got);
  Py_DECREF(capsule);
  plain.release(&plain);
}

static void Keywords(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  char text[600];
  if (CallWithOne(kit, protocol, "unknown_keyword", None(), &got, text, sizeof(text))) {
    DropCapsules(kit, &got);
  } else {
    KitFind(kit, "PYC-22", "an unknown keyword may be None", "it raises %s", text);
  }
  bool ok =
      CallWithOne(kit, protocol, "unknown_keyword", PyLong_FromLong(1), &got, text, sizeof(text));
  KitCheck(kit, !ok && got.code == ENOSYS, "PYC-22",
           "an unknown keyword that is not None raises NotImplementedError", "%s%s",
           ok ? "it is accepted" : "it raises ", ok ? "" : text);
  if (ok) DropCapsules(kit, &got);
}

void CapsuleArguments(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  if (!CallPlainly(kit, protocol, &got)) return;
  DropCapsules(kit, &got);
  Nones(kit, protocol);
  // A method without the parameter raises for every value.
  if (KitFindings(kit) > 0) return;
  WrongValues(kit, protocol);
  WrongCapsule(kit, protocol);
  if (protocol->keywords) Keywords(kit, protocol);
}

static bool IsName(const char* a, const char* b) {
  return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

// The same fields in the same layouts.
static bool IsLike(const struct ArrowSchema* a, const struct ArrowSchema* b) {
  if (strcmp(a->format, b->format) != 0 || a->n_children != b->n_children) return false;
  for (int64_t i = 0; i < a->n_children; ++i) {
    if (!IsName(a->children[i]->name, b->children[i]->name)) return false;
    if (!IsLike(a->children[i], b->children[i])) return false;
  }
  if ((a->dictionary == NULL) != (b->dictionary == NULL)) return false;
  return a->dictionary == NULL || IsLike(a->dictionary, b->dictionary);
}

// The data must have the schema that comes with it, whether the request was granted or not.
static void CheckData(struct Kit* kit, const struct Protocol* protocol, union AnyStruct moved[2],
                      const struct ArrowSchema* schema) {
  struct ArrowArray array;
  bool valid = true;
  KitBlame(kit, "PYC-12");
  if (protocol == &kProtocols[kArray]) {
    valid = KitIsValidArray(kit, &moved[1].array, schema);
  } else if (protocol == &kProtocols[kStream] && KitGetNext(kit, &moved[0].stream, &array) == 0 &&
             array.release != NULL) {
    valid = KitIsValidArray(kit, &array, schema);
    array.release(&array);
  }
  KitBlame(kit, NULL);
  KitCheck(kit, valid, "PYC-12", "the data has the schema that is returned with it",
           "after a request the data does not fit its schema");
}

// Returns what the answer to a request has: "plain", "wanted", or NULL for something else.
static const char* Answer(struct Kit* kit, const struct Protocol* protocol, struct Capsules* got,
                          const struct ArrowSchema* plain, const struct ArrowSchema* wanted) {
  union AnyStruct moved[2];
  struct ArrowSchema schema;
  const char* answer = "plain";
  MoveOut(got, moved);
  PyThreadState* thread = PyEval_SaveThread();
  SchemaOf(kit, protocol, &moved[0], &schema);
  if (schema.release != NULL) {
    answer = IsLike(&schema, wanted) ? "wanted" : IsLike(&schema, plain) ? "plain" : NULL;
    CheckData(kit, protocol, moved, &schema);
    schema.release(&schema);
  } else {
    answer = "failed";
  }
  PyEval_RestoreThread(thread);
  ReleaseAll(protocol, moved);
  return answer;
}

// Requests the plain schema with a change. The answer, "raises", or NULL for another schema.
static const char* Request(struct Kit* kit, const struct Protocol* protocol,
                           const struct ArrowSchema* plain, enum Change change, char* text,
                           size_t size) {
  struct Capsules got;
  struct ArrowSchema wanted;
  const char* answer = "raises";
  CopyChanged(plain, change, &wanted);
  CopyChanged(plain, change, &g_requested.schema);
  CountReleases(0, &g_requested, "arrow_schema");
  PyObject* capsule = PyCapsule_New(&g_requested, "arrow_schema", DestroyRequest);
  if (CallWithOne(kit, protocol, NULL, capsule, &got, text, size)) {
    const char* rule = LookAt(&got, text, size);
    if (rule != NULL) {
      KitFind(kit, rule, "a call with a request returns what a call without one returns", "%s",
              text);
    } else {
      answer = Answer(kit, protocol, &got, plain, &wanted);
    }
    KitStep(kit, "PYC-15", "the result of a request is dropped");
    DropCapsules(kit, &got);
  }
  Collect();
  KitCheck(kit, CountedCalls(0) == 1, "PYC-15",
           "the requested schema is released once, with its capsule or by whoever moved it out",
           "it was released %d times", CountedCalls(0));
  wanted.release(&wanted);
  return answer;
}

// Without the parameter there are no requests: the scenario capsule-…-arguments reports that.
static bool TakesRequests(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  char text[600];
  bool takes = CallWithOne(kit, protocol, NULL, None(), &got, text, sizeof(text));
  if (takes) {
    DropCapsules(kit, &got);
  } else {
    KitSkip(kit, "%s(None) raises %s", protocol->method, text);
  }
  return takes;
}

void CapsuleRequested(struct Kit* kit, const struct Protocol* protocol) {
  static const char kExpected[] = "a request changes layouts, not fields";
  struct ArrowSchema plain, other;
  char text[600];
  if (!TakesRequests(kit, protocol) || !PlainSchema(kit, protocol, &plain)) return;
  const char* answer = Request(kit, protocol, &plain, kSameSchema, text, sizeof(text));
  KitCheck(kit, answer != NULL, "PYC-14", kExpected,
           "a request for the object's own schema gives another one");
  if (answer != NULL && strcmp(answer, "raises") == 0) {
    KitAdvise(kit, "PYC-11", "a request for the object's own schema is granted", "it raises %s",
              text);
  }
  if (CopyChanged(&plain, kOtherLayout, &other)) {
    other.release(&other);
    answer = Request(kit, protocol, &plain, kOtherLayout, text, sizeof(text));
    KitCheck(kit, answer != NULL, "PYC-14", kExpected,
             "a request for another layout gives neither that nor the object's own schema");
  }
  plain.release(&plain);
}

void CapsuleIncompatible(struct Kit* kit, const struct Protocol* protocol) {
  struct ArrowSchema plain;
  char text[600];
  if (!TakesRequests(kit, protocol) || !PlainSchema(kit, protocol, &plain)) return;
  const char* answer = Request(kit, protocol, &plain, kMoreColumns, text, sizeof(text));
  if (answer == NULL || strcmp(answer, "plain") == 0 || strcmp(answer, "wanted") == 0) {
    KitAdvise(kit, "PYC-13", "a request with another number of fields raises",
              "%s returns a result", protocol->method);
  }
  plain.release(&plain);
}
