// Arrow C++: reading an IPC stream in a fresh process, with each codec. The process loads both
// libraries, which is not measured.
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>

#include "../fresh_process.h"
#include "arrow_cpp.h"

namespace {

void ReadStream(const fresh::Bytes& bytes) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  const auto buffer =
      std::make_shared<arrow::Buffer>(bytes.data(), static_cast<int64_t>(bytes.size()));
  const auto reader = Check(arrow::ipc::RecordBatchStreamReader::Open(
      std::make_shared<arrow::io::BufferReader>(buffer), options));
  for (int i = 0; i < 2; i++) {
    std::shared_ptr<arrow::RecordBatch> batch;
    Check(reader->ReadNext(&batch));
    if (batch == nullptr) std::abort();
  }
}

const int kMeasured = fresh::MeasureIfRequested("arrow_cpp", ReadStream);
const int kRegistered = fresh::Register("ArrowCppReadInFreshProcess", "arrow_cpp");

}  // namespace
