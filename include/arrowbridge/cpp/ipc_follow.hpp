/// \file ipc_follow.hpp
/// Reads an IPC stream while it is being written; ipc_follow.h describes it. Include
/// arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_IPC_FOLLOW_HPP
#define ARROWBRIDGE_CPP_IPC_FOLLOW_HPP

#include "arrowbridge/cpp/reader.hpp"
#include "arrowbridge/ipc_follow.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// ArrowBridgeIpcFollowOptions. Members that are not given have their default values: no timeout.
struct IpcFollowOptions : ArrowBridgeIpcFollowOptions {
  explicit IpcFollowOptions(int64_t milliseconds = 0) : ArrowBridgeIpcFollowOptions{} {
    struct_size = sizeof(ArrowBridgeIpcFollowOptions);
    timeout_ms = milliseconds;
  }
};

/// Opens a file or a FIFO in the stream format that is still being written; the path is UTF-8.
/// `release` of `follow` is called in every outcome.
inline Result<Reader> TryFollowIpcFile(
    const std::string& path, const ArrowBridgeIpcFollowOptions& follow = IpcFollowOptions(),
    const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
  ArrowBridgeReader* made = nullptr;
  const bool has_nul = path.find('\0') != std::string::npos;
  // A NULL path is refused after the callbacks have been taken over.
  Status status = detail::Run([&](auto* error) {
    return ArrowBridgeFollowIpcFile(has_nul ? nullptr : path.c_str(), &options, &follow, &made,
                                    error);
  });
  if (has_nul) return detail::RequireNoNul(path, "TryFollowIpcFile: 'path'");
  if (!status.ok()) return status;
  return Reader::Adopt(made);
}

#if ARROWBRIDGE_EXCEPTIONS
inline Reader FollowIpcFile(const std::string& path,
                            const ArrowBridgeIpcFollowOptions& follow = IpcFollowOptions(),
                            const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
  return TryFollowIpcFile(path, follow, options).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_IPC_FOLLOW_HPP
