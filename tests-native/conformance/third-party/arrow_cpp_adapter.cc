// Adapter that runs Arrow C++ under the conformance kit, built manually: exports IPC files and
// imports streams. As pass-through functions: import and export of record batches and of chunked
// arrays, and an IPC stream in memory.
//
//   g++ -std=c++20 -shared -fPIC arrow_cpp_adapter.cc -larrow -o arrow_cpp_adapter.so
#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

namespace {

int PrintError(const arrow::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "Arrow C++: %s\n", status.ToString().c_str());
  return EINVAL;
}

// Gives one batch, then an error.
class Failing : public arrow::RecordBatchReader {
 public:
  std::shared_ptr<arrow::Schema> schema() const override {
    return arrow::schema({arrow::field("n", arrow::int64())});
  }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    if (failed_) return arrow::Status::IOError("no more batches");
    failed_ = true;
    ARROW_ASSIGN_OR_RAISE(auto array, arrow::MakeArrayFromScalar(arrow::Int64Scalar(7), 3));
    *out = arrow::RecordBatch::Make(schema(), 3, {array});
    return arrow::Status::OK();
  }

 private:
  bool failed_ = false;
};

// The batches of a file, which is read only once: the test is about exporting, not about reading.
arrow::Result<std::shared_ptr<arrow::RecordBatchReader>> Open(const char* path) {
  static arrow::RecordBatchVector batches;
  static std::shared_ptr<arrow::Schema> schema;
  if (schema == nullptr) {
    ARROW_ASSIGN_OR_RAISE(auto input, arrow::io::ReadableFile::Open(path));
    ARROW_ASSIGN_OR_RAISE(auto file, arrow::ipc::RecordBatchFileReader::Open(input));
    ARROW_ASSIGN_OR_RAISE(batches, file->ToRecordBatches());
    schema = file->schema();
  }
  return arrow::RecordBatchReader::Make(batches, schema);
}

arrow::Status Produce(ArrowArrayStream* out, const char* path) {
  ARROW_ASSIGN_OR_RAISE(auto reader, Open(path));
  return arrow::ExportRecordBatchReader(reader, out);
}

arrow::Status ProduceArray(ArrowArray* out, ArrowSchema* schema, const char* path) {
  ARROW_ASSIGN_OR_RAISE(auto reader, Open(path));
  std::shared_ptr<arrow::RecordBatch> batch;
  ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
  if (batch == nullptr) return arrow::Status::Invalid("no batch in ", path);
  return arrow::ExportRecordBatch(*batch, out, schema);
}

arrow::Status ProduceSchema(ArrowSchema* out, const char* path) {
  ARROW_ASSIGN_OR_RAISE(auto reader, Open(path));
  return arrow::ExportSchema(*reader->schema(), out);
}

arrow::Status Consume(ArrowArrayStream* stream) {
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ImportRecordBatchReader(stream));
  for (;;) {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
    if (batch == nullptr) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(batch->ValidateFull());
    batch->ToString();
  }
}

arrow::Status ConsumeArrays(ArrowArrayStream* stream) {
  ARROW_ASSIGN_OR_RAISE(auto array, arrow::ImportChunkedArray(stream));
  ARROW_RETURN_NOT_OK(array->ValidateFull());
  array->ToString();
  return arrow::Status::OK();
}

arrow::Status Pass(ArrowArrayStream* in, ArrowArrayStream* out) {
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ImportRecordBatchReader(in));
  return arrow::ExportRecordBatchReader(reader, out);
}

arrow::Status PassArrays(ArrowArrayStream* in, ArrowArrayStream* out) {
  ARROW_ASSIGN_OR_RAISE(auto array, arrow::ImportChunkedArray(in));
  return arrow::ExportChunkedArray(array, out);
}

arrow::Status PassIpc(ArrowArrayStream* in, ArrowArrayStream* out) {
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ImportRecordBatchReader(in));
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::BufferOutputStream::Create());
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeStreamWriter(sink, reader->schema()));
  for (;;) {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
    if (batch == nullptr) break;
    ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*batch));
  }
  ARROW_RETURN_NOT_OK(writer->Close());
  ARROW_ASSIGN_OR_RAISE(auto buffer, sink->Finish());
  auto input = std::make_shared<arrow::io::BufferReader>(buffer);
  ARROW_ASSIGN_OR_RAISE(auto written, arrow::ipc::RecordBatchStreamReader::Open(input));
  return arrow::ExportRecordBatchReader(written, out);
}

}  // namespace

extern "C" {

int ArrowCppProduce(ArrowArrayStream* out, const char* path) {
  return PrintError(Produce(out, path));
}
int ArrowCppFail(ArrowArrayStream* out) {
  return PrintError(arrow::ExportRecordBatchReader(std::make_shared<Failing>(), out));
}
int ArrowCppProduceArray(ArrowArray* out, ArrowSchema* schema, const char* path) {
  return PrintError(ProduceArray(out, schema, path));
}
int ArrowCppProduceSchema(ArrowSchema* out, const char* path) {
  return PrintError(ProduceSchema(out, path));
}
int ArrowCppConsume(ArrowArrayStream* stream) { return PrintError(Consume(stream)); }
int ArrowCppConsumeArrays(ArrowArrayStream* stream) { return PrintError(ConsumeArrays(stream)); }
int ArrowCppPass(ArrowArrayStream* in, ArrowArrayStream* out) { return PrintError(Pass(in, out)); }
int ArrowCppPassArrays(ArrowArrayStream* in, ArrowArrayStream* out) {
  return PrintError(PassArrays(in, out));
}
int ArrowCppPassIpc(ArrowArrayStream* in, ArrowArrayStream* out) {
  return PrintError(PassIpc(in, out));
}

}  // extern "C"
