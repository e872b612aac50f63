"""Objects and functions that break one rule of the PyCapsule interface each, for tests of the conformance kit.

They use ctypes alone, so that forked processes can use them.
"""

import ctypes
from ctypes import CFUNCTYPE, PYFUNCTYPE, addressof, c_char_p, c_int, c_int32, c_void_p, py_object

from abi import RELEASE, ArrowArray, ArrowArrayStream, ArrowDeviceArray, ArrowDeviceArrayStream, ArrowSchema

STRUCTS = {
    b"arrow_schema": ArrowSchema,
    b"arrow_array": ArrowArray,
    b"arrow_array_stream": ArrowArrayStream,
    b"arrow_device_array": ArrowDeviceArray,
    b"arrow_device_array_stream": ArrowDeviceArrayStream,
}
KEPT = []  # callbacks and buffers, which outlive everything

DESTRUCTOR = PYFUNCTYPE(None, c_void_p)
_get = PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))
_new = PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", ctypes.pythonapi))
_pointer = PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))
_name = PYFUNCTYPE(c_char_p, py_object)(("PyCapsule_GetName", ctypes.pythonapi))
_stream_call = CFUNCTYPE(c_int, c_void_p, c_void_p)


def keep(value):
    KEPT.append(value)
    return value


def base(struct):
    """Return the part with the member release."""
    return struct.array if isinstance(struct, ArrowDeviceArray) else struct


def release(struct):
    if base(struct).release:
        RELEASE(base(struct).release)(addressof(struct))


def move(capsule, name):
    """Move the struct out of a capsule, as a consumer does."""
    source = STRUCTS[name].from_address(_pointer(capsule, name))
    if not base(source).release:
        raise ValueError("the capsule was consumed")
    moved = STRUCTS[name].from_buffer_copy(source)
    base(source).release = None
    return moved


def mark_released(kind):
    def marker(address):
        base(kind.from_address(address)).release = None

    return ctypes.cast(keep(RELEASE(marker)), c_void_p).value


RELEASES = {name: mark_released(kind) for name, kind in STRUCTS.items()}
TEXT = keep(ctypes.create_string_buffer(b"abcdef"))
OFFSETS = keep((c_int32 * 4)(0, 1, 2, 3))
BUFFERS = keep((c_void_p * 3)(None, addressof(OFFSETS), addressof(TEXT)))


def fill_schema(out, format=b"u", name=b""):
    ctypes.memset(addressof(out), 0, ctypes.sizeof(out))
    out.format, out.name, out.flags, out.release = format, name, 2, RELEASES[b"arrow_schema"]


def fill_array(out):
    ctypes.memset(addressof(out), 0, ctypes.sizeof(out))
    out.length, out.n_buffers, out.buffers, out.release = 3, 3, BUFFERS, RELEASES[b"arrow_array"]


def fill_device_array(out):
    fill_array(out.array)
    out.device_id, out.device_type = -1, 1


def fill_stream(out, format=b"u", device=False):
    batch = ArrowDeviceArray if device else ArrowArray
    left = [1]

    def get_schema(_, address):
        fill_schema(ArrowSchema.from_address(address), format)
        return 0

    def get_next(_, address):
        array = batch.from_address(address)
        (fill_device_array if device else fill_array)(array)
        if not left:
            base(array).release = None
        del left[:]
        return 0

    for name, function in [("get_schema", get_schema), ("get_next", get_next)]:
        setattr(out, name, ctypes.cast(keep(_stream_call(function)), c_void_p).value)
    out.get_last_error = ctypes.cast(keep(CFUNCTYPE(c_char_p, c_void_p)(lambda _: None)), c_void_p).value
    out.release = RELEASES[b"arrow_device_array_stream" if device else b"arrow_array_stream"]
    if device:
        out.device_type = 1


def destroy(address, name):
    release(STRUCTS[name].from_address(_get(address, name)))


def destroy_nothing(address, name):
    """Release nothing."""


def destroy_always(address, name):
    """Call release without a check whether it is NULL."""
    struct = STRUCTS[name].from_address(_get(address, name))
    if not base(struct).release:
        ctypes.string_at(0)  # ctypes itself does not call NULL
    release(struct)


class Producer:
    """Exports three texts with every protocol. `fault` is what it does wrong with `protocol`."""

    def __init__(self, protocol="", fault=""):
        self.protocol, self.fault = protocol, fault
        self.made = []
        self.calls = 0

    def has(self, protocol, *faults):
        return self.protocol == protocol and self.fault in faults

    def capsule(self, protocol, name, fill, *arguments):
        wrong = self.has(protocol, "name") and name != b"arrow_schema" or self.has("schema", "name")
        struct = keep(STRUCTS[name]())
        fill(struct, *arguments)
        self.made.append((protocol, struct))
        destructor = destroy_nothing if self.has(protocol, "never") else destroy
        if self.has(protocol, "always"):
            destructor = destroy_always
        if self.has(protocol, "released") or self.has(protocol, "spent") and self.calls > 1:
            release(struct)
        text = keep(b"arrow_" if wrong else name)
        function = keep(DESTRUCTOR(lambda address: destructor(address, text if not wrong else name)))
        if wrong:
            function = keep(DESTRUCTOR(lambda address: None))
        return _new(addressof(struct), text, ctypes.cast(function, c_void_p))

    def export(self, protocol, request, make):
        """Return what `make(format)` returns, or break the rule."""
        self.calls += 1
        if self.has(protocol, "same") and request is None:
            self.cached = getattr(self, "cached", None) or make(b"u")
            return self.cached
        if request is not None:
            return self.answer(protocol, request, make)
        result = make(b"u")
        return [result] if self.has(protocol, "shape") else result

    def answer(self, protocol, request, make):
        """Answer a request: without a fault it is ignored, unless it is no capsule or has a column more."""
        name = _name(request)
        if self.has(protocol, "takes") and name != b"arrow_schema":
            ArrowSchema.from_address(_pointer(request, name)).release = None
            return make(b"u")
        address = _pointer(request, b"arrow_schema")
        requested = ArrowSchema.from_address(address)
        if self.has(protocol, "refuses"):
            raise NotImplementedError("no requests")
        if self.has(protocol, "loses"):
            requested.release = None
        if self.has(protocol, "frees"):
            release(ArrowSchema.from_buffer_copy(requested))
        if requested.n_children and not self.has(protocol, "extends"):
            raise ValueError("another number of fields")
        if self.has(protocol, "renames"):
            return make(b"z")
        return make(requested.format if self.has(protocol, "pretends") else b"u")

    def __del__(self):
        for protocol, struct in self.made:
            if self.has(protocol, "dangling"):
                ctypes.memset(addressof(struct), 1, ctypes.sizeof(struct))

    def __arrow_c_schema__(self):
        return self.export("schema", None, lambda _: self.capsule("schema", b"arrow_schema", fill_schema))

    def __arrow_c_array__(self, requested_schema=None):
        def make(format):
            schema = self.capsule("array", b"arrow_schema", fill_schema, format)
            return schema, self.capsule("array", b"arrow_array", fill_array)

        return self.export("array", requested_schema, make)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.export(
            "stream",
            requested_schema,
            lambda format: self.capsule("stream", b"arrow_array_stream", fill_stream, format),
        )

    def keywords(self, protocol, keywords):
        unknown = [name for name, value in keywords.items() if value is not None]
        if keywords and self.has(protocol, "no keywords"):
            raise TypeError("unknown keywords")
        if unknown and not self.has(protocol, "all keywords"):
            raise NotImplementedError(", ".join(unknown))

    def __arrow_c_device_array__(self, requested_schema=None, **keywords):
        def make(format):
            schema = self.capsule("device-array", b"arrow_schema", fill_schema, format)
            return schema, self.capsule("device-array", b"arrow_device_array", fill_device_array)

        self.keywords("device-array", keywords)
        return self.export("device-array", requested_schema, make)

    def __arrow_c_device_stream__(self, requested_schema=None, **keywords):
        self.keywords("device-stream", keywords)
        name = b"arrow_device_array_stream"
        return self.export(
            "device-stream",
            requested_schema,
            lambda format: self.capsule("device-stream", name, fill_stream, format, True),
        )


class WithoutParameter(Producer):
    """Its methods have no parameter."""

    def __arrow_c_array__(self):
        return super().__arrow_c_array__()

    def __arrow_c_stream__(self):
        return super().__arrow_c_stream__()

    def __arrow_c_device_array__(self):
        return super().__arrow_c_device_array__()

    def __arrow_c_device_stream__(self):
        return super().__arrow_c_device_stream__()


class OtherParameter(Producer):
    """The parameter has another name."""

    def __arrow_c_array__(self, schema=None):
        return super().__arrow_c_array__(schema)

    def __arrow_c_stream__(self, schema=None):
        return super().__arrow_c_stream__(schema)

    def __arrow_c_device_array__(self, schema=None, /):
        return super().__arrow_c_device_array__(schema)

    def __arrow_c_device_stream__(self, schema=None, /):
        return super().__arrow_c_device_stream__(schema)


STREAM = b"arrow_array_stream"


def read(stream):
    """Read a stream, which is not moved, to its end, and release it."""
    schema, array = ArrowSchema(), ArrowArray()
    if _stream_call(stream.get_schema)(addressof(stream), addressof(schema)) == 0:
        release(schema)
    while _stream_call(stream.get_next)(addressof(stream), addressof(array)) == 0 and array.release:
        release(array)
    release(stream)


def consume(data):
    read(move(data.__arrow_c_stream__(), STREAM))


def consume_any_name(data):
    capsule = data.__arrow_c_stream__()
    source = ArrowArrayStream.from_address(_pointer(capsule, _name(capsule)))
    if not source.release:
        raise ValueError("the capsule was consumed")
    read(source)


def consume_copy(data):
    capsule = data.__arrow_c_stream__()
    source = ArrowArrayStream.from_address(_pointer(capsule, STREAM))
    if not source.release:
        raise ValueError("the capsule was consumed")
    read(ArrowArrayStream.from_buffer_copy(source))


def consume_released(data):
    capsule = data.__arrow_c_stream__()
    if ArrowArrayStream.from_address(_pointer(capsule, STREAM)).release:
        read(move(capsule, STREAM))


def consume_nothing(data):
    capsule = data.__arrow_c_stream__()
    if type(capsule).__name__ == "PyCapsule":
        read(move(capsule, STREAM))


def consume_silently(data):
    try:
        capsule = data.__arrow_c_stream__()
    except RuntimeError:
        return
    read(move(capsule, STREAM))


def consume_tables(data):
    if not hasattr(data, "to_batches"):
        raise TypeError("not a table")
    consume(data)


def consume_with_text(data):
    read(move(data.__arrow_c_stream__("int32"), STREAM))


def consume_late(data):
    capsule = data.__arrow_c_stream__()
    source = ArrowArrayStream.from_address(_pointer(capsule, STREAM))
    if not source.release:
        raise ValueError("the capsule was consumed")
    del capsule
    read(source)


class Passed:
    """The stream of another object."""

    def __init__(self, data, take):
        capsule = data.__arrow_c_stream__()
        self.stream = keep(take(capsule))

    def __arrow_c_stream__(self, requested_schema=None):
        stream = keep(ArrowArrayStream.from_buffer_copy(self.stream))
        self.stream.release = None
        function = keep(DESTRUCTOR(lambda address: destroy(address, STREAM)))
        return _new(addressof(stream), STREAM, ctypes.cast(function, c_void_p))


def pass_on(data):
    return Passed(data, lambda capsule: move(capsule, STREAM))


def pass_copy(data):
    def copy(capsule):
        source = ArrowArrayStream.from_address(_pointer(capsule, STREAM))
        if not source.release:
            raise ValueError("the capsule was consumed")
        return ArrowArrayStream.from_buffer_copy(source)

    return Passed(data, copy)
