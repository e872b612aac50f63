/// \file capsule.h
/// Python capsules (the Arrow PyCapsule interface), and sources written in Python. The head of
/// bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_CAPSULE_H
#define ARROWBRIDGE_CAPSULE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup capsules Python capsules
/// The library is not linked with Python. When one of these functions is first called, it looks up
/// the interpreter's functions in the process; if there are none, the function fails with ENOTSUP.
/// A `PyObject*` is a `void*` here. The Python package `arrowbridge` is written with these
/// functions; other packages can use them from C or through ctypes.
///
/// THE GIL. The caller must hold the GIL in functions that take or make a capsule, as for any
/// function of Python. It need not hold it later: the destructor of a capsule gives the GIL up
/// while a release callback runs, and a source written in Python takes the GIL for each call, on
/// any thread.
///
/// FINALIZATION. Once the interpreter is finalizing, these functions do not call into it: sources
/// written in Python fail with ECANCELED, and the references they hold are leaked.
///
/// FORK. A capsule that was made before a fork is left alone in the child: its struct belongs to
/// the parent.
/// \{

/// \brief Make a capsule around a struct that is marked released, to be filled through its address
///        (PYC-3).
///
/// When the capsule is destroyed, its destructor releases what the struct holds then, and frees the
/// struct (PYC-2).
/// \param[in] name          "arrow_schema", "arrow_array", "arrow_array_stream",
///                          "arrow_device_array" or "arrow_device_array_stream".
/// \param[out] out_capsule  A new reference to the capsule; NULL on failure.
/// \param[out] out_struct   The struct, which the capsule owns; NULL on failure.
/// \param[out] error        Error message. May be NULL.
/// \return 0, EINVAL (PYC-1: another name), ENOTSUP (no Python), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeCapsuleNew(const char* name, void** out_capsule,
                                             void** out_struct, struct ArrowBridgeError* error);

/// \brief Make a capsule of a struct.
/// \param[in] name          The kind of the struct, as for ArrowBridgeCapsuleNew().
/// \param[in,out] source    The struct. Consumed in every outcome, except if `name` is not one of
///                          the names. The memory of the struct stays the caller's.
/// \param[out] out_capsule  A new reference to the capsule; NULL on failure.
/// \param[out] error        Error message. May be NULL.
/// \return As ArrowBridgeCapsuleNew(); also EINVAL (MEM-4: the struct is released).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeCapsuleFromStruct(const char* name, void* source,
                                                    void** out_capsule,
                                                    struct ArrowBridgeError* error);

/// \brief Move the struct out of a capsule. The struct in the capsule is then marked released.
///
/// Threads: if several threads take the struct of one capsule, one of them succeeds.
/// \param[in] capsule  The capsule, made by any package. Borrowed.
/// \param[in] name     The kind of the struct, as for ArrowBridgeCapsuleNew().
/// \param[out] out     A struct of that kind; marked released on failure, except if `name` is not
///                     one of the names.
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (PYC-1: not a capsule of that name; PYC-5: the struct is released, it was
///         consumed before), ENOTSUP (no Python).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeCapsuleTake(void* capsule, const char* name, void* out,
                                              struct ArrowBridgeError* error);

/// Value of `out_code` that reports end of stream; see ArrowBridgeReaderFromPython().
#define ARROWBRIDGE_PYTHON_END (-1)

/// \brief Make a reader of a source of record batches that is written in Python.
/// \param[in,out] schema  Schema of all batches, a struct. Consumed in every outcome.
/// \param[in] next        Called with `object` for each batch. It fills `out` and stores 0 in
///                        `out_code`, or stores ARROWBRIDGE_PYTHON_END, or stores an errno value
///                        and writes a message to `error`. If it stores nothing, the reader fails
///                        with EIO; it has no return value, because functions made by ctypes return
///                        arbitrary values when they raise. Not called again after end of stream or
///                        an error. It takes the GIL itself, as functions made by ctypes do.
/// \param[in] object      A Python object. One reference is taken over. It is given back when the
///                        reader and everything exported from it are released, or before this
///                        function returns if it fails.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return As ArrowBridgeReaderFromCallbacks(); also ENOTSUP (no Python).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromPython(
    struct ArrowSchema* schema,
    void (*next)(void* object, struct ArrowArray* out, int* out_code,
                 struct ArrowBridgeError* error),
    void* object, struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

struct ArrowBridgeFinding;

/// \brief Make a checked reader whose findings go to a function that is written in Python; see
///        ArrowBridgeReaderCheck().
/// \param[in] reader      The source, as for ArrowBridgeReaderCheck(). Borrowed.
/// \param[in] level       The member `level` of ArrowBridgeCheckOptions.
/// \param[in] fail_on     The member `fail_on` of ArrowBridgeCheckOptions.
/// \param[in] on_finding  Called with `object` and a finding. It takes the GIL itself. Not called
///                        once the interpreter is finalizing.
/// \param[in] object      A Python object. One reference is taken over. It is given back when the
///                        reader and everything it returned are released, or before this function
///                        returns if it fails.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return As ArrowBridgeReaderCheck(); also ENOTSUP (no Python).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCheckFromPython(
    struct ArrowBridgeReader* reader, int32_t level, int32_t fail_on,
    void (*on_finding)(void* object, const struct ArrowBridgeFinding* finding), void* object,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief Give back a reference to a Python object.
///
/// This is a release callback for ArrowBridgeOpenIpcBuffer() and similar functions. It takes the
/// GIL, on any thread. If the interpreter is finalizing, the reference is leaked.
/// \param[in] object  The Python object. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgePythonRelease(void* object);

/// \brief Stop all further calls into Python, and wait for running ones on other threads to return.
///
/// For an atexit function, called without the GIL: Python would otherwise end a thread in the
/// middle of a call, if that thread waits for the GIL while the interpreter finalizes.
/// \param[in] milliseconds  Longest time to wait.
/// \return 0, or ETIMEDOUT if calls are still running.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgePythonStop(int64_t milliseconds);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CAPSULE_H
