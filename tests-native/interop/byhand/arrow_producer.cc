// Arrow C++ as a producer, for the conformance kit: an IPC file or stream that it reads and
// exports. Built by hand where Arrow C++ is:
//
//   g++ -std=c++20 -shared -fPIC arrow_producer.cc -o arrow_producer.so -larrow
//   arrowbridge-conformance --producer ./arrow_producer.so:ArrowFile:generated_nested.arrow_file

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>

#include <cerrno>
#include <cstdio>

namespace {

int Report(const arrow::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return EIO;
}

arrow::Status ExportFile(const char* path, ArrowArrayStream* out) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file));
  arrow::RecordBatchVector batches;
  for (int i = 0; i < reader->num_record_batches(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto batch, reader->ReadRecordBatch(i));
    batches.push_back(batch);
  }
  ARROW_ASSIGN_OR_RAISE(auto list, arrow::RecordBatchReader::Make(batches, reader->schema()));
  return arrow::ExportRecordBatchReader(list, out);
}

arrow::Status ExportStream(const char* path, ArrowArrayStream* out) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchStreamReader::Open(file));
  return arrow::ExportRecordBatchReader(reader, out);
}

}  // namespace

extern "C" int ArrowFile(ArrowArrayStream* out, const char* path) {
  return Report(ExportFile(path, out));
}

extern "C" int ArrowStream(ArrowArrayStream* out, const char* path) {
  return Report(ExportStream(path, out));
}
