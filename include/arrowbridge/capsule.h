/// \file capsule.h
/// For Python packages: the Arrow PyCapsule interface, and sources written in Python. Part of
/// bridge.h, which includes it and has the rules that hold for all functions.
///
/// The library is not linked with Python: it finds the interpreter's functions in the process when
/// one of these is first called, and answers ENOTSUP where there are none. A `PyObject*` is a
/// `void*` here. The package `arrowbridge` is written with these functions; others, in C or through
/// ctypes, can use them as well.
///
/// THE GIL. Functions that take or make a capsule need it, as any function of Python does. What
/// they make takes care of itself: the destructor of a capsule gives the GIL up while a release
/// callback runs, and a source written in Python takes it for each call, on whatever thread that
/// comes.
///
/// THE END. Once the interpreter is ending, nothing here calls into it: sources answer with
/// ECANCELED, and what they hold is leaked. A capsule that was made before a fork is left alone in
/// the child: what it holds belongs to the parent.
#ifndef ARROWBRIDGE_CAPSULE_H
#define ARROWBRIDGE_CAPSULE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \brief Make a capsule around a struct that is marked released, to be filled through its address
/// (PYC-3). When the capsule is destroyed, it
///        releases what is in the struct then, and frees it (PYC-2).
/// \param[in] name          "arrow_schema", "arrow_array", "arrow_array_stream",
/// "arrow_device_array" or "arrow_device_array_stream". \param[out] out_capsule  A new reference;
/// NULL on failure. \param[out] out_struct   The struct, which the capsule owns; NULL on failure.
/// \return 0, EINVAL (PYC-1: another name), ENOMEM, ENOTSUP (no Python).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeCapsuleNew(const char* name, void** out_capsule,
                                             void** out_struct, struct ArrowBridgeError* error);

/// \brief Make a capsule of a struct that is filled already.
/// \param[in,out] source    Consumed in every outcome, if `name` says what it is; its memory stays
/// the caller's. \param[out] out_capsule  A new reference; NULL on failure. \return As
/// ArrowBridgeCapsuleNew(), EINVAL (MEM-4: it is released).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeCapsuleFromStruct(const char* name, void* source,
                                                    void** out_capsule,
                                                    struct ArrowBridgeError* error);

/// \brief Move the struct out of a capsule, which stays behind with a released one. Of several
/// threads that try it, one succeeds. \param[in] capsule  Borrowed; made by whomever. \param[in]
/// name     As for ArrowBridgeCapsuleNew(). \param[out] out     A struct of that kind; never read,
/// marked released on failure. \return 0, EINVAL (PYC-1: not a capsule of that name; PYC-5:
/// released, it was consumed before), ENOTSUP (no Python).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeCapsuleTake(void* capsule, const char* name, void* out,
                                              struct ArrowBridgeError* error);

/// What `next` stores in `out_code` at the end.
#define ARROWBRIDGE_PYTHON_END (-1)

/// \brief A reader over a source of record batches that is written in Python.
/// \param[in,out] schema  Consumed in every outcome. A struct.
/// \param[in] next        Called with `object`: fills `out` and stores 0 in `out_code`, or stores
/// ARROWBRIDGE_PYTHON_END, or an errno with a text
///                        in `error`. What it leaves unset is EIO; it returns nothing, because
///                        functions made by ctypes return anything when they raise. Not called
///                        again after the end or an error. It takes the GIL itself, as those
///                        functions do.
/// \param[in] object      One reference is taken over, and given back when the reader and all that
/// was exported from it are released,
///                        or before this function returns if it fails.
/// \return As ArrowBridgeReaderFromCallbacks(), ENOTSUP (no Python).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromPython(
    struct ArrowSchema* schema,
    void (*next)(void* object, struct ArrowArray* out, int* out_code,
                 struct ArrowBridgeError* error),
    void* object, struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

struct ArrowBridgeFinding;

/// \brief ArrowBridgeReaderCheck() with findings that go to a function written in Python.
/// \param[in] reader      As there, and `level` and `fail_on` as in ArrowBridgeCheckOptions.
/// \param[in] on_finding  Called with `object`. It takes the GIL itself; not called once the
/// interpreter is ending. \param[in] object      One reference is taken over, and given back when
/// the reader and all that it handed out are released, or before this
///                        function returns if it fails.
/// \return As ArrowBridgeReaderCheck(), ENOTSUP (no Python).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCheckedFromPython(
    struct ArrowBridgeReader* reader, int32_t level, int32_t fail_on,
    void (*on_finding)(void* object, const struct ArrowBridgeFinding* finding), void* object,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief Give back a reference to a Python object: a release callback for
/// ArrowBridgeOpenIpcBuffer() and its like. It takes the GIL, on
///        any thread; the reference is leaked where the interpreter is ending. NULL is a no-op.
///        \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgePythonRelease(void* object);

/// \brief Let no further call into Python begin, and wait until those that run on other threads
/// have come back. For an atexit function,
///        called without the GIL: a thread that waits for the GIL while the interpreter ends would
///        be torn out of its call.
/// \param[in] milliseconds  How long to wait at most.
/// \return 0, or ETIMEDOUT if some have not.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgePythonStop(int64_t milliseconds);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CAPSULE_H
