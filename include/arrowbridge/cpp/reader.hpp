/// \file reader.hpp
/// Handle of a reader. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_READER_HPP
#define ARROWBRIDGE_CPP_READER_HPP

#include <memory>
#include <vector>

#include "arrowbridge/cpp/batches.hpp"
#include "arrowbridge/cpp/callables.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// ArrowBridgeIpcWriteOptions; all members have their default values.
struct IpcWriteOptions : ArrowBridgeIpcWriteOptions {
  IpcWriteOptions() : ArrowBridgeIpcWriteOptions{} {
    struct_size = sizeof(ArrowBridgeIpcWriteOptions);
  }
};

/// ArrowBridgeIpcReadOptions; all members have their default values.
struct IpcReadOptions : ArrowBridgeIpcReadOptions {
  IpcReadOptions() : ArrowBridgeIpcReadOptions{} {
    struct_size = sizeof(ArrowBridgeIpcReadOptions);
  }
};

/// A source of batches: a foreign stream, an IPC file, a list, a callable or another reader. It is
/// a range over its remaining batches: `for (arrowbridge::Array batch : reader)`.
class Reader : public detail::Handle<ArrowBridgeReader, ArrowBridgeReaderRelease> {
 public:
  Reader() = default;

  /// Takes over a handle from a C function.
  static Reader Adopt(ArrowBridgeReader* handle) noexcept { return Reader(handle); }

  /// Makes a reader of a foreign stream of record batches. `stream` is consumed. The options hold
  /// for every batch.
  static Result<Reader> TryImport(ArrowArrayStream* stream,
                                  const ArrowBridgeImportOptions& options = ImportOptions()) {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeImportRecordBatchReaderWithOptions(stream, &options, out, error);
    });
  }
  static Result<Reader> TryImport(UniqueStream stream,
                                  const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImport(stream.get(), options);
  }

  /// As TryImport(), for streams of arrays of any type.
  static Result<Reader> TryImportArrays(ArrowArrayStream* stream,
                                        const ArrowBridgeImportOptions& options = ImportOptions()) {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeImportArrayReaderWithOptions(stream, &options, out, error);
    });
  }
  static Result<Reader> TryImportArrays(UniqueStream stream,
                                        const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImportArrays(stream.get(), options);
  }

  /// Fills a stream that reads from this reader. Both share one position.
  Status TryExport(ArrowArrayStream* to) {
    return detail::Run(
        [&](auto* error) { return ArrowBridgeExportRecordBatchReader(get(), to, error); });
  }
  Result<UniqueStream> TryExport() {
    UniqueStream made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeExportRecordBatchReader(get(), made.out(), error);
    });
  }

  /// As TryExport(), for readers of arrays of any type.
  Status TryExportArrays(ArrowArrayStream* to) {
    return detail::Run([&](auto* error) { return ArrowBridgeExportArrayReader(get(), to, error); });
  }
  Result<UniqueStream> TryExportArrays() {
    UniqueStream made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeExportArrayReader(get(), made.out(), error); });
  }

  /// Makes a reader of a list of record batches.
  static Result<Reader> TryFromBatches(UniqueSchema schema, std::vector<UniqueArray> batches) {
    return FromList(ArrowBridgeReaderFromBatches, std::move(schema), std::move(batches));
  }
  /// As above. The batches stay in their handles too.
  static Result<Reader> TryFromBatches(const Schema& schema, const std::vector<Array>& batches) {
    return FromHandles(ArrowBridgeReaderFromBatches, schema, batches);
  }

  /// As TryFromBatches(), for arrays of any type.
  static Result<Reader> TryFromArrays(UniqueSchema schema, std::vector<UniqueArray> arrays) {
    return FromList(ArrowBridgeReaderFromArrays, std::move(schema), std::move(arrays));
  }
  static Result<Reader> TryFromArrays(const Schema& schema, const std::vector<Array>& arrays) {
    return FromHandles(ArrowBridgeReaderFromArrays, schema, arrays);
  }

  /// Makes a reader of C callbacks. Their `release` is called in every outcome.
  static Result<Reader> TryFromCallbacks(UniqueSchema schema,
                                         const ArrowBridgeReaderCallbacks& callbacks) {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeReaderFromCallbacks(schema.get(), &callbacks, out, error);
    });
  }

  /// Makes a reader of a callable without arguments that returns the next batch: a UniqueArray or
  /// an Array, which is empty at end of stream; or a std::optional or a Result of one of these. An
  /// Error that it throws keeps its code, std::bad_alloc becomes ENOMEM, other exceptions become
  /// EIO. The callable is moved in, and destroyed when the reader and everything exported from it
  /// are released.
  template <typename Source>
  static Result<Reader> TryFromFunction(UniqueSchema schema, Source source) {
    auto owned = std::make_unique<Source>(std::move(source));
    const ArrowBridgeReaderCallbacks callbacks = {detail::NextOf<Source>, detail::Delete<Source>,
                                                  owned.release()};
    return TryFromCallbacks(std::move(schema), callbacks);
  }

  /// Opens an IPC file or stream; the path is UTF-8.
  static Result<Reader> TryOpenIpcFile(
      const std::string& path, const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    Status status = detail::RequireNoNul(path, "Reader::TryOpenIpcFile: 'path'");
    if (!status.ok()) return status;
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeOpenIpcFile(path.c_str(), &options, out, error);
    });
  }

  /// Opens data in memory in place. `release` may be NULL.
  static Result<Reader> TryOpenIpcBuffer(
      const void* data, int64_t size, void (*release)(void* context), void* context,
      const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeOpenIpcBuffer(data, size, release, context, &options, out, error);
    });
  }
  /// Opens data in memory in place. It must remain valid as long as the reader and its batches.
  static Result<Reader> TryOpenIpcBuffer(
      const void* data, int64_t size, const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryOpenIpcBuffer(data, size, nullptr, nullptr, options);
  }
  /// Opens the bytes of a container (std::string, std::vector<char>). It is moved in, and kept as
  /// long as anything points into it.
  template <typename Bytes>
  static Result<Reader> TryOpenIpcBuffer(
      Bytes bytes, const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    static_assert(sizeof(*bytes.data()) == 1, "a container of bytes is needed");
    auto owned = std::make_unique<Bytes>(std::move(bytes));
    const void* data = owned->data();
    const auto size = static_cast<int64_t>(owned->size());
    return TryOpenIpcBuffer(data, size, detail::Delete<Bytes>, owned.release(), options);
  }

  /// Reads a stream from a file descriptor.
  static Result<Reader> TryOpenIpcDescriptor(
      int fd, bool close_fd, const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeOpenIpcDescriptor(fd, close_fd, &options, out, error);
    });
  }

  /// Reads a stream from a C callback. `release` of `input` is called in every outcome.
  static Result<Reader> TryOpenIpcInput(
      const ArrowBridgeInput& input, const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeOpenIpcInput(&input, &options, out, error);
    });
  }

  /// Reads a stream from a callable `(void* buffer, int64_t size)` that returns the number of bytes
  /// that it stored, 0 at the end of the data, as int64_t or as Result<int64_t>. Exceptions are
  /// converted as in TryFromFunction().
  template <typename Source>
  static Result<Reader> TryOpenIpcFunction(
      Source source, const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    auto owned = std::make_unique<Source>(std::move(source));
    const ArrowBridgeInput input = {detail::ReadOf<Source>, detail::Delete<Source>,
                                    owned.release()};
    return TryOpenIpcInput(input, options);
  }

  /// Writes all remaining batches to a file; the path is UTF-8.
  Status TryWriteIpcFile(const std::string& path,
                         const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    Status status = detail::RequireNoNul(path, "Reader::TryWriteIpcFile: 'path'");
    if (!status.ok()) return status;
    return detail::Run(
        [&](auto* error) { return ArrowBridgeWriteIpcFile(get(), path.c_str(), &options, error); });
  }

  /// Writes all remaining batches to a file descriptor, which is not closed.
  Status TryWriteIpcDescriptor(int fd,
                               const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    return detail::Run(
        [&](auto* error) { return ArrowBridgeWriteIpcDescriptor(get(), fd, &options, error); });
  }

  /// Writes all remaining batches to a callable `(const void* data, int64_t size)`, which returns
  /// nothing or a Status. Exceptions are converted as in TryFromFunction().
  template <typename Sink>
  Status TryWriteIpcFunction(Sink&& sink,
                             const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    const ArrowBridgeOutput output = detail::OutputTo(sink);
    return detail::Run(
        [&](auto* error) { return ArrowBridgeWriteIpcOutput(get(), &output, &options, error); });
  }

  /// Gets the schema of all batches.
  Result<UniqueSchema> TryGetSchemaStruct() {
    UniqueSchema made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeReaderGetSchema(get(), made.out(), error); });
  }
  Result<Schema> TryGetSchema() {
    Schema made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeReaderGetSchemaHandle(get(), made.out(), error);
    });
  }

  /// Reads the next batch; at end of stream an empty Array, every time.
  Result<Array> TryNext() {
    Array made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeReaderNextArray(get(), made.out(), error); });
  }

  /// Reads the next batch as a struct; empty at end of stream.
  Result<UniqueArray> TryNextStruct() {
    UniqueArray made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeReaderNext(get(), made.out(), error); });
  }

  /// Reads all remaining batches.
  Result<std::vector<Array>> TryReadAll() {
    struct List {
      ArrowBridgeArray** arrays = nullptr;
      int64_t count = 0;
      ~List() { ArrowBridgeArrayListRelease(arrays, count); }
    } list;
    Status status = detail::Run([&](auto* error) {
      return ArrowBridgeReaderReadAll(get(), &list.arrays, &list.count, error);
    });
    if (!status.ok()) return status;
    std::vector<Array> all(static_cast<size_t>(list.count));
    for (size_t i = 0; i < all.size(); ++i) {
      all[i] = Array::Adopt(std::exchange(list.arrays[i], nullptr));
    }
    return all;
  }

  /// The remaining batches as a range. A failure ends the range and is written to `status`.
  BatchRange Batches(Status* status) & { return BatchRange(get(), status); }

#if ARROWBRIDGE_EXCEPTIONS
  static Reader Import(ArrowArrayStream* stream,
                       const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImport(stream, options).value();
  }
  static Reader Import(UniqueStream stream,
                       const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImport(std::move(stream), options).value();
  }
  static Reader ImportArrays(ArrowArrayStream* stream,
                             const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImportArrays(stream, options).value();
  }
  static Reader ImportArrays(UniqueStream stream,
                             const ArrowBridgeImportOptions& options = ImportOptions()) {
    return TryImportArrays(std::move(stream), options).value();
  }
  void Export(ArrowArrayStream* to) { TryExport(to).ThrowIfFailed(); }
  UniqueStream Export() { return TryExport().value(); }
  void ExportArrays(ArrowArrayStream* to) { TryExportArrays(to).ThrowIfFailed(); }
  UniqueStream ExportArrays() { return TryExportArrays().value(); }
  static Reader FromBatches(UniqueSchema schema, std::vector<UniqueArray> batches) {
    return TryFromBatches(std::move(schema), std::move(batches)).value();
  }
  static Reader FromBatches(const Schema& schema, const std::vector<Array>& batches) {
    return TryFromBatches(schema, batches).value();
  }
  static Reader FromArrays(UniqueSchema schema, std::vector<UniqueArray> arrays) {
    return TryFromArrays(std::move(schema), std::move(arrays)).value();
  }
  static Reader FromArrays(const Schema& schema, const std::vector<Array>& arrays) {
    return TryFromArrays(schema, arrays).value();
  }
  static Reader FromCallbacks(UniqueSchema schema, const ArrowBridgeReaderCallbacks& callbacks) {
    return TryFromCallbacks(std::move(schema), callbacks).value();
  }
  template <typename Source>
  static Reader FromFunction(UniqueSchema schema, Source source) {
    return TryFromFunction(std::move(schema), std::move(source)).value();
  }
  static Reader OpenIpcFile(const std::string& path,
                            const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryOpenIpcFile(path, options).value();
  }
  /// Takes the arguments of any TryOpenIpcBuffer().
  template <typename... Arguments>
  static Reader OpenIpcBuffer(Arguments&&... arguments) {
    return TryOpenIpcBuffer(std::forward<Arguments>(arguments)...).value();
  }
  static Reader OpenIpcDescriptor(int fd, bool close_fd,
                                  const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryOpenIpcDescriptor(fd, close_fd, options).value();
  }
  static Reader OpenIpcInput(const ArrowBridgeInput& input,
                             const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryOpenIpcInput(input, options).value();
  }
  template <typename Source>
  static Reader OpenIpcFunction(Source source,
                                const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryOpenIpcFunction(std::move(source), options).value();
  }
  void WriteIpcFile(const std::string& path,
                    const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    TryWriteIpcFile(path, options).ThrowIfFailed();
  }
  void WriteIpcDescriptor(int fd, const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    TryWriteIpcDescriptor(fd, options).ThrowIfFailed();
  }
  template <typename Sink>
  void WriteIpcFunction(Sink&& sink,
                        const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    TryWriteIpcFunction(std::forward<Sink>(sink), options).ThrowIfFailed();
  }
  UniqueSchema GetSchemaStruct() { return TryGetSchemaStruct().value(); }
  Schema GetSchema() { return TryGetSchema().value(); }
  Array Next() { return TryNext().value(); }
  UniqueArray NextStruct() { return TryNextStruct().value(); }
  std::vector<Array> ReadAll() { return TryReadAll().value(); }

  /// The remaining batches as a range. A failure is thrown where it occurs.
  BatchIterator begin() { return BatchIterator(get(), nullptr); }
  BatchEnd end() const noexcept { return BatchEnd(); }
#endif

 private:
  explicit Reader(ArrowBridgeReader* handle) noexcept : Handle(handle) {}

  // ArrowBridgeReaderFromBatches() or ArrowBridgeReaderFromArrays().
  using ListCall = int (*)(ArrowSchema*, int64_t, ArrowArray*, ArrowBridgeReader**,
                           ArrowBridgeError*);

  static Result<Reader> FromList(ListCall list_call, UniqueSchema schema,
                                 std::vector<UniqueArray> arrays) {
    std::vector<ArrowArray> structs(arrays.size());
    for (size_t i = 0; i < arrays.size(); ++i) arrays[i].release_to(&structs[i]);
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return list_call(schema.get(), static_cast<int64_t>(structs.size()), structs.data(), out,
                       error);
    });
  }

  static Result<Reader> FromHandles(ListCall list_call, const Schema& schema,
                                    const std::vector<Array>& arrays) {
    Result<UniqueSchema> exported_schema = schema.TryExport();
    if (!exported_schema.ok()) return std::move(exported_schema).status();
    std::vector<UniqueArray> exported;
    exported.reserve(arrays.size());
    for (const Array& array : arrays) {
      Result<UniqueArray> one = array.TryExport();
      if (!one.ok()) return std::move(one).status();
      exported.push_back(std::move(one).value());
    }
    return FromList(list_call, std::move(exported_schema).value(), std::move(exported));
  }
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_READER_HPP
