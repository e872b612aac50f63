/* DLPack: values of primitive arrays for libraries of tensors. The structs are those of the public
 * specification, https://dmlc.github.io/dlpack/latest/c_api.html */
#include <stdlib.h>

#include "buffers.h"

enum { DEVICE_CPU = 1, CODE_INT = 0, CODE_UINT = 1, CODE_FLOAT = 2 };
enum { FLAG_READ_ONLY = 1, FLAG_IS_COPIED = 2 };

typedef struct Tensor {
  void* data;
  struct {
    int32_t device_type;
    int32_t device_id;
  } device;
  int32_t ndim;
  struct {
    uint8_t code;
    uint8_t bits;
    uint16_t lanes;
  } dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
} Tensor;

typedef struct ManagedTensor {
  Tensor tensor;
  void* manager_ctx;
  void (*deleter)(struct ManagedTensor*);
} ManagedTensor;

typedef struct VersionedTensor {
  struct {
    uint32_t major;
    uint32_t minor;
  } version;
  void* manager_ctx;
  void (*deleter)(struct VersionedTensor*);
  uint64_t flags;
  Tensor tensor;
} VersionedTensor;

/* A tensor with what it needs. The consumer calls the deleter, on any thread. */
typedef struct Owner {
  union {
    ManagedTensor plain;
    VersionedTensor versioned;
  } managed;
  struct ArrowArray array; /* released if the values were copied */
  void* copy;
  int64_t shape, stride;
} Owner;

static void owner_free(Owner* owner) {
  if (owner->array.release != NULL) owner->array.release(&owner->array);
  free(owner->copy);
  free(owner);
}

static void delete_plain(ManagedTensor* managed) { owner_free(managed->manager_ctx); }
static void delete_versioned(VersionedTensor* managed) { owner_free(managed->manager_ctx); }

static const char plain_name[] = "dltensor";
static const char versioned_name[] = "dltensor_versioned";

/* A consumer renames the capsule of a tensor that it takes over. */
static void destroy_capsule(PyObject* capsule) {
  const char* name = PyCapsule_IsValid(capsule, plain_name)       ? plain_name
                     : PyCapsule_IsValid(capsule, versioned_name) ? versioned_name
                                                                  : NULL;
  if (name == NULL) return;
  Owner* owner = PyCapsule_GetPointer(capsule, name); /* the tensor is its first member */
  PyObject* raised = take_exception();
  owner_free(owner);
  if (raised != NULL) raise_object(raised);
}

static void describe_tensor(Owner* owner, const Primitive* values, Tensor* out) {
  owner->shape = values->array.length;
  owner->stride = 1;
  out->data = owner->copy == NULL ? values->data : owner->copy;
  out->device.device_type = DEVICE_CPU;
  out->ndim = 1;
  out->dtype.code = values->kind == 'i' ? CODE_INT : values->kind == 'u' ? CODE_UINT : CODE_FLOAT;
  out->dtype.bits = (uint8_t)(values->width * 8);
  out->dtype.lanes = 1;
  out->shape = &owner->shape;
  out->strides = &owner->stride;
}

static PyObject* capsule_of(Primitive* values, int versioned, int copy) {
  const size_t size = (size_t)values->array.length * (size_t)values->width;
  Owner* owner = calloc(1, sizeof(*owner));
  if (owner != NULL && copy) owner->copy = malloc(size + 1);
  if (owner == NULL || (copy && owner->copy == NULL)) {
    free(owner);
    return PyErr_NoMemory();
  }
  if (copy) memcpy(owner->copy, values->data, size);
  if (versioned) {
    VersionedTensor* made = &owner->managed.versioned;
    made->version.major = 1;
    made->manager_ctx = owner;
    made->deleter = delete_versioned;
    made->flags = copy ? FLAG_IS_COPIED : FLAG_READ_ONLY;
    describe_tensor(owner, values, &made->tensor);
  } else {
    ManagedTensor* made = &owner->managed.plain;
    made->manager_ctx = owner;
    made->deleter = delete_plain;
    describe_tensor(owner, values, &made->tensor);
  }
  PyObject* capsule =
      PyCapsule_New(&owner->managed, versioned ? versioned_name : plain_name, destroy_capsule);
  if (capsule == NULL) {
    free(owner->copy);
    free(owner);
    return NULL;
  }
  if (!copy) {
    owner->array = values->array;
    values->array.release = NULL;
  }
  return capsule;
}

/* A pair of integers, or None, which leaves the result as it is. */
static int pair_of_integers(PyObject* value, const char* name, long out[2]) {
  if (value == Py_None) return 0;
  if (!PyTuple_Check(value) || PyTuple_Size(value) != 2) {
    PyErr_Format(PyExc_TypeError, "__dlpack__: %s must be None or a tuple of two integers", name);
    return -1;
  }
  for (int i = 0; i < 2; i++) {
    /* numpy and PyTorch pass members of enumerations, too. */
    PyObject* number = PyNumber_Long(PyTuple_GetItem(value, i));
    if (number == NULL) return -1;
    out[i] = PyLong_AsLong(number);
    Py_DECREF(number);
    if (out[i] == -1 && PyErr_Occurred()) return -1;
  }
  return 0;
}

PyObject* values_dlpack(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"stream", "max_version", "dl_device", "copy", NULL};
  PyObject *stream = Py_None, *max_version = Py_None, *device = Py_None, *copy = Py_None;
  long version[2] = {0, 0};
  long asked[2] = {DEVICE_CPU, 0};
  Primitive values;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "|$OOOO", names, &stream, &max_version,
                                   &device, &copy) ||
      pair_of_integers(max_version, "max_version", version) != 0 ||
      pair_of_integers(device, "dl_device", asked) != 0) {
    return NULL;
  }
  const int copied = copy == Py_None ? 0 : PyObject_IsTrue(copy);
  if (copied < 0) return NULL;
  if (stream != Py_None) {
    PyErr_SetString(PyExc_BufferError, "__dlpack__: memory of the CPU has no streams");
    return NULL;
  }
  if (asked[0] != DEVICE_CPU || asked[1] != 0) {
    PyErr_Format(PyExc_BufferError,
                 "__dlpack__: the values are in memory of the CPU, device (1, 0), not (%ld, %ld)",
                 asked[0], asked[1]);
    return NULL;
  }
  if (primitive_take(self, &values) != 0) return NULL;
  PyObject* capsule = capsule_of(&values, version[0] >= 1, copied);
  PyObject* raised = capsule == NULL ? take_exception() : NULL;
  end_array(((Array*)self)->state, &values.array);
  if (raised != NULL) raise_object(raised);
  return capsule;
}

PyObject* values_dlpack_device(PyObject* self, PyObject* unused) {
  (void)self;
  (void)unused;
  return Py_BuildValue("(ii)", DEVICE_CPU, 0);
}
