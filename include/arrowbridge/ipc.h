/// \file ipc.h
/// IPC files and streams as sources of readers. Part of bridge.h, which includes it and has the rules that hold for all functions.
///
/// The file format (.arrow, Feather 2) and the stream format (.arrows) are told apart by their content. Bodies are not copied: buffers
/// point into the mapped file or the given memory, which lives as long as any of them. Every offset and length in the metadata is checked
/// against the bytes that are there. Compressed bodies are refused with ENOSYS, big-endian ones with ENOTSUP.
#ifndef ARROWBRIDGE_IPC_H
#define ARROWBRIDGE_IPC_H

#include "arrowbridge/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How IPC is read. Fill with zeros and set `struct_size` to sizeof; a zero means the default.
struct ArrowBridgeIpcReadOptions {
  int64_t struct_size;  ///< sizeof(struct ArrowBridgeIpcReadOptions)
  int32_t validate;     ///< ARROWBRIDGE_VALIDATE_… for every batch; 0 means MINIMAL. Use FULL, or at least DEFAULT, for files from strangers.
  int32_t no_map;       ///< Nonzero: read a path into memory, do not map it (for files that others may shorten meanwhile).
};

/// \brief Open a file in either format.
/// \param[in] path     UTF-8. A pipe or device is read as a stream.
/// \param[in] options  May be NULL.
/// \param[out] out     Set to NULL on failure. Release with ArrowBridgeReaderRelease().
/// \return 0, the system's error where the file cannot be opened, EINVAL (not Arrow, or not sound), EIO (cut off), ENOSYS, ENOTSUP, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcFile(const char* path, const struct ArrowBridgeIpcReadOptions* options,
                                              struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief Open bytes in either format, in place.
/// \param[in] release  Called once with `owner`: when the last batch that points into the bytes is released, or before this function
///                     returns if it fails. May be NULL: then the bytes must outlive the reader and its batches.
/// \return As ArrowBridgeOpenIpcFile().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcBuffer(const void* data, int64_t size, void (*release)(void* owner), void* owner,
                                                const struct ArrowBridgeIpcReadOptions* options,
                                                struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief Read a stream from a file descriptor (pipe, socket, file), from where it stands.
/// \param[in] fd        A descriptor open for reading.
/// \param[in] close_fd  Nonzero: it is closed when the reader ends, or before this function returns if it fails.
/// \return As ArrowBridgeOpenIpcFile(); the file format is refused with EINVAL where it cannot be read in order.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcDescriptor(int fd, int close_fd, const struct ArrowBridgeIpcReadOptions* options,
                                                    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// Where bytes come from.
struct ArrowBridgeInput {
  /// Read up to `size` bytes into `buffer` and store how many in `out_size`, 0 only at the end. Return 0 or an errno.
  int (*read)(void* context, void* buffer, int64_t size, int64_t* out_size, struct ArrowBridgeError* error);
  /// Called once when the reader ends. May be NULL.
  void (*release)(void* context);
  void* context;
};

/// \brief Read a stream from a callback.
/// \param[in] input  Copied; `release` is called in every outcome.
/// \return As ArrowBridgeOpenIpcDescriptor(), or the callback's own code.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenIpcInput(const struct ArrowBridgeInput* input,
                                               const struct ArrowBridgeIpcReadOptions* options,
                                               struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_IPC_H
