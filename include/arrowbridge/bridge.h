/// \file bridge.h
/// The C API of ArrowBridge. This file and the files that it includes are its manual.
///
/// ArrowBridge reads, checks, shares, combines and writes Arrow data. It exchanges data with other
/// libraries through the structs of the Arrow C data interface and C stream interface (abi.h). It
/// reads and writes Arrow IPC files and streams.
///
/// OBJECTS. There are three kinds of handle:
///
///   ArrowBridgeSchema  an immutable, checked copy of an ArrowSchema                     (schema.h)
///   ArrowBridgeArray   an immutable array or record batch; views of it copy nothing     (array.h)
///   ArrowBridgeReader  a source of record batches or arrays: a foreign stream, an IPC   (reader.h)
///                      file, a list, callbacks, or other readers
///
/// Data enters and leaves the library as ArrowSchema, ArrowArray and ArrowArrayStream structs:
/// functions named Import take a struct and make a handle, functions named Export fill a struct.
/// Everything that yields batches is a reader, and every function that writes takes a reader.
///
/// EXAMPLE. Open a file, read all batches, print their lengths:
///
/// \code
/// #include <arrowbridge/arrowbridge.h>
/// #include <stdio.h>
///
/// int main(int argc, char** argv) {
///   struct ArrowBridgeError error;
///   struct ArrowBridgeReader* reader;
///   const char* path = argc > 1 ? argv[1] : "data.arrow";
///   int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, &error);
///   while (code == 0) {
///     struct ArrowArray batch;
///     code = ArrowBridgeReaderNext(reader, &batch, &error);
///     if (code != 0 || batch.release == NULL) break;  // an error, or end of stream
///     printf("%lld rows\n", (long long)batch.length);
///     batch.release(&batch);
///   }
///   if (code != 0) fprintf(stderr, "%s (error %d)\n", error.message, code);
///   ArrowBridgeReaderRelease(reader);  // NULL if the file could not be opened: a no-op
///   return code == 0 ? 0 : 1;
/// }
/// \endcode
///
/// ERRORS. A function that can fail returns 0 or an errno value of this platform:
///
///   EINVAL      an argument or the data is invalid; also a required pointer that is NULL
///   ENOMEM      out of memory, or a memory limit was reached
///   EIO         input or output failed, or the data ends too early
///   ENOSYS      something is missing on this machine, such as the library of a codec
///   ENOTSUP     the data is of a kind that is not supported; or the process is a forked child
///   ECANCELED   the reader was cancelled, or a progress callback asked to stop
///   EBUSY       the reader or writer is in another call; or a device type has a copier already
///
/// Where an operating-system call on a file or descriptor fails, the function returns its errno
/// value (such as ENOENT). Where a foreign stream or a callback fails, the function returns its
/// code unchanged. Any function can return EINVAL and ENOMEM; the comment of each function says
/// what else it returns.
///
/// The last parameter, `error`, receives a message. It may be NULL, and is written only if the
/// function fails. A message of this library names the function, the rule of the specification that
/// is broken (docs/rules.md lists the ids), and the file, batch, field and row where they are
/// known. The message of a foreign stream or of a callback is passed on unchanged.
///
/// Outputs are never read. They are cleared before anything else happens: after a failure a handle
/// is NULL, a number is 0 and a struct is marked released, unless the function says otherwise.
///
/// OWNERSHIP. Structs and callbacks that are passed to an Import function, or that a comment calls
/// consumed, are consumed in every outcome: moved on success, released on failure. Either way the
/// caller's struct is marked released, and the caller must not release it again; the memory of the
/// struct itself stays the caller's. Importing a struct that is already released fails with EINVAL.
/// Parameters called borrowed are used during the call; what the library needs longer, it shares.
///
/// Exported structs and handles own or share everything they need. They may be released in any
/// order, on any thread. Children may be moved out of exported structs.
///
/// Option structs begin with their own size and may grow at their end. Strings and paths are UTF-8.
///
/// CONTENTS. The structure of an imported array is always checked, its contents (offsets, indices,
/// type ids) are not. A function that follows them validates them first, at
/// ARROWBRIDGE_VALIDATE_DEFAULT, and fails with EINVAL if they break a rule: printing, comparison,
/// casts of the fields that are converted, ArrowBridgeReaderRebatch() where it divides or joins
/// batches, and the writers of IPC and JSON. An array remembers the level that it has passed, and
/// so do its slices and columns. Importing, exporting and handing on never look at contents. The
/// size of a buffer of bytes is not stored anywhere: it is the last offset of the array. A slice or
/// column whose offsets exceed that is therefore refused (COL-5).
///
/// CALLBACKS. A callback receives the `context` that was passed with it. It must return normally:
/// no C++ exception and no longjmp() may leave it.
///
/// THREADS. Schemas and arrays may be used by any number of threads at the same time. A reader
/// takes one call at a time, from any thread, the streams that were exported from it included; a
/// second call at the same time fails with EBUSY. The same holds for an IPC writer. Different
/// readers are independent. A handle must not be released while another call uses that handle.
///
/// Callbacks run on the thread of the call that needs them. No mutex is held while one runs. The
/// readers of ArrowBridgeReaderLock() and ArrowBridgeReaderTee() make other callers wait until the
/// call returns; a callback that calls the same reader again gets EBUSY.
///
/// The .NET runtime inside the library keeps one thread. A reader that is opened with the IPC
/// option `threads` starts worker threads, which decompress buffers and run no callback; they end
/// with the reader and block all signals. Readers of ArrowBridgeReaderPrefetch() and
/// ArrowBridgeReaderWithTimeout() have a thread each, which calls the source and its callbacks;
/// ArrowBridgeReaderDriveHandler() starts one that also calls the handler. The library has no other
/// threads.
///
/// FORK. A child process that is forked before the first call of the library can use it normally.
/// In a child that is forked later, functions that can fail fail with ENOTSUP, and so do get_schema
/// and get_next of streams exported from readers. They clear their outputs and consume their inputs
/// as after any failure. Every handle and struct can be released, whatever the other threads of the
/// parent were doing during the fork: a child may release what it inherited, and call exec. These
/// work in the child too: functions that cannot fail, and those of device.h.
///
/// UNLOAD AND EXIT. The library is linked with -z nodelete: dlclose() does not unload it. Releasing
/// works in destructors of thread-local data, in atexit() handlers and in static destructors. A
/// process may exit while objects are alive, and while another thread is in a call.
///
/// RESOURCES. The first call starts the .NET runtime, which needs 448 MiB of addresses, 12 MiB of
/// memory and a thread. Where a limit of the process (ulimit -v, -d, -u) refuses them, the call
/// fails with ENOMEM or EAGAIN, and the next call tries again. Arrays and buffers are in native
/// memory. The heap of the runtime has at most 32 MiB: it holds about 1 KiB per open reader or
/// writer, JSON files while they are read, and texts while they are printed. When it is full, calls
/// fail with ENOMEM.
///
/// SIGNALS. The first call installs handlers for SIGSEGV and SIGFPE, and one for SIGRTMIN, which
/// the runtime uses. SIGSEGV and SIGFPE that other code raises are passed on to the handlers that
/// were installed before. All other signal handlers and the signal masks of the program's threads
/// stay as they are, SIGPIPE included: writing to a closed pipe fails with EPIPE and raises no
/// signal.
#ifndef ARROWBRIDGE_BRIDGE_H
#define ARROWBRIDGE_BRIDGE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/array.h"
#include "arrowbridge/core.h"
#include "arrowbridge/ipc.h"
#include "arrowbridge/reader.h"
#include "arrowbridge/schema.h"
#include "arrowbridge/version.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup library Live counts and version
/// These functions may be called by any thread at any time.
/// \{

/// What the library keeps alive at this moment.
struct ArrowBridgeLiveCounts {
  /// Native memory in bytes, including the headers of allocations.
  int64_t bytes;
  /// Native allocations.
  int64_t blocks;
  /// Handles of schemas, arrays, readers and writers that are not released.
  int64_t handles;
  /// Exported ArrowSchema structs that are not completely released: a struct counts until its
  /// children that were moved out are released too.
  int64_t exported_schemas;
  /// Exported ArrowArray structs that are not completely released.
  int64_t exported_arrays;
  /// Exported ArrowArrayStream structs that are not released.
  int64_t exported_streams;
};

/// \brief Read the live counts. All are zero when everything is released.
/// \param[out] out  The counts. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeGetLiveCounts(struct ArrowBridgeLiveCounts* out);

/// \brief Get the number of bytes that were copied because buffers could not be shared.
///
/// Examples are misaligned IPC bodies, null rows of a batch that become nulls of its columns, and
/// dictionaries that a delta extends.
/// \return The number of bytes since the library was loaded. It never decreases.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeBytesCopied(void);

/// \brief Get the size of the memory that is kept for reuse.
///
/// Released memory of more than 32 KiB goes to a pool of the whole process, from which batches,
/// casts and buffers of compressed files take it again, because fresh memory costs a page fault for
/// every 4 KiB. The live counts do not include it. Each thread also keeps up to 256 KiB in smaller
/// pieces until it ends, which this function does not count.
/// \return The number of bytes, never more than the limit.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeMemoryPoolBytes(void);

/// \brief Set how many bytes are kept for reuse at most, and give back what exceeds it.
///
/// The limit at the start is 64 MiB, or the number of bytes in the environment variable
/// ARROWBRIDGE_POOL_LIMIT. If that is 0, nothing is ever kept, also not by threads, and this
/// function changes nothing.
/// \param[in] bytes  The limit. 0 or less: nothing is kept.
/// \return The limit before.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeMemoryPoolSetLimit(int64_t bytes);

/// \brief Give all memory that is kept for reuse back to the allocator of the system. Memory that
///        is in use is not affected.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeMemoryPoolTrim(void);

/// \brief Get the version of the loaded library as text, such as "0.1.0".
/// \return A static string.
/// \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridgeVersion(void);

/// \brief Get the version of the loaded library as a number.
/// \return major * 10000 + minor * 100 + patch. Compare it with ARROWBRIDGE_VERSION_INT, the
///         version of these headers.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeVersionInt(void);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_BRIDGE_H
