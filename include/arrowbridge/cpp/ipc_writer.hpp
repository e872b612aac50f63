/// \file ipc_writer.hpp
/// Handle of an IPC writer. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_IPC_WRITER_HPP
#define ARROWBRIDGE_CPP_IPC_WRITER_HPP

#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Writes batches one by one to an IPC file or stream. If it is destroyed before it is finished,
/// its data is abandoned and an incomplete file is removed.
class IpcWriter : public detail::Handle<ArrowBridgeIpcWriter, ArrowBridgeIpcWriterRelease> {
 public:
  IpcWriter() = default;

  /// Takes over a handle from a C function.
  static IpcWriter Adopt(ArrowBridgeIpcWriter* handle) noexcept { return IpcWriter(handle); }

  /// Opens a writer to a file; the path is UTF-8.
  static Result<IpcWriter> TryOpenFile(
      const Schema& schema, const std::string& path,
      const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    Status status = detail::RequireNoNul(path, "IpcWriter::TryOpenFile: 'path'");
    if (!status.ok()) return status;
    IpcWriter made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeIpcWriterOpenFile(schema.get(), path.c_str(), &options, made.out(), error);
    });
  }

  /// Opens a writer to a file descriptor, which is not closed.
  static Result<IpcWriter> TryOpenDescriptor(
      const Schema& schema, int fd, const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    IpcWriter made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeIpcWriterOpenDescriptor(schema.get(), fd, &options, made.out(), error);
    });
  }

  /// Opens a writer to a callable `(const void* data, int64_t size)`, which returns nothing or a
  /// Status. It is moved in, and destroyed with the writer.
  template <typename Sink>
  static Result<IpcWriter> TryOpenFunction(
      const Schema& schema, Sink sink,
      const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    auto owned = std::make_unique<Sink>(std::move(sink));
    const ArrowBridgeOutput output = {detail::WriteOf<Sink>, detail::Delete<Sink>, owned.release()};
    IpcWriter made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeIpcWriterOpenOutput(schema.get(), &output, &options, made.out(), error);
    });
  }

  /// Writes a batch. `metadata` is the custom metadata of the batch, or NULL.
  Status TryWrite(const Array& batch, const char* metadata = nullptr) {
    return detail::Run([&](auto* error) {
      return ArrowBridgeIpcWriterWrite(get(), batch.get(), metadata, error);
    });
  }

  /// Writes the end of the data, and moves a file to its path.
  Status TryFinish() {
    return detail::Run([&](auto* error) { return ArrowBridgeIpcWriterFinish(get(), error); });
  }

#if ARROWBRIDGE_EXCEPTIONS
  static IpcWriter OpenFile(const Schema& schema, const std::string& path,
                            const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    return TryOpenFile(schema, path, options).value();
  }
  static IpcWriter OpenDescriptor(const Schema& schema, int fd,
                                  const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    return TryOpenDescriptor(schema, fd, options).value();
  }
  template <typename Sink>
  static IpcWriter OpenFunction(const Schema& schema, Sink sink,
                                const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    return TryOpenFunction(schema, std::move(sink), options).value();
  }
  void Write(const Array& batch, const char* metadata = nullptr) {
    TryWrite(batch, metadata).ThrowIfFailed();
  }
  void Finish() { TryFinish().ThrowIfFailed(); }
#endif

 private:
  explicit IpcWriter(ArrowBridgeIpcWriter* handle) noexcept : Handle(handle) {}
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_IPC_WRITER_HPP
