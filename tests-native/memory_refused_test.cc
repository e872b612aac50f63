// Memory that is refused: every allocation of a scenario fails once, alone and with all that
// follow. A clean error, nothing lost, nothing leaked, and afterwards all works. The program's own
// malloc stands before the system's and refuses what the library asks for.

#include <link.h>

#include <cerrno>
#include <cstdlib>
#include <functional>
#include <string>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace {

struct Range {
  uintptr_t begin = 0, end = 0;
};

// Where the library's code is.
Range FindLibrary() {
  Range range;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* out) {
        if (std::strstr(info->dlpi_name, "libarrowbridge.so") == nullptr) return 0;
        auto* found = static_cast<Range*>(out);
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
          found->begin = info->dlpi_addr + segment.p_vaddr;
          found->end = found->begin + segment.p_memsz;
        }
        return 1;
      },
      &range);
  return range;
}

const Range library = FindLibrary();
thread_local int64_t countdown = -1;  // below zero: nothing is refused
thread_local bool for_good = false;
thread_local int64_t refused = 0;

bool Refuse(const void* caller) {
  if (countdown < 0) return false;
  const auto address = reinterpret_cast<uintptr_t>(caller);
  if (address < library.begin || address >= library.end) return false;
  if (countdown > 0) {
    --countdown;
    return false;
  }
  if (!for_good) countdown = -1;
  ++refused;
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" {
void* __libc_malloc(size_t size);
void* malloc(size_t size) {
  return Refuse(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
}
}

namespace arrowbridge_tests {
namespace {

// Refuses the allocation `number`, counted from 0, while it lives.
class Refusal {
 public:
  Refusal(int64_t number, bool all_that_follow) {
    refused = 0;
    for_good = all_that_follow;
    countdown = number;
  }
  ~Refusal() { countdown = -1; }
};

class MemoryRefused : public IpcWriteTest, public ::testing::WithParamInterface<bool> {
 protected:
  // Runs the scenario with each of its allocations refused, until one run needs no more. It returns
  // the first code that is not 0.
  void Each(const std::function<int()>& scenario) {
    ASSERT_NE(library.begin, 0u);
    ASSERT_EQ(scenario(), 0);  // what is made once is made
    int64_t number = 0;
    for (;; ++number) {
      SCOPED_TRACE("allocation " + std::to_string(number));
      const auto before = LiveCounts();
      int code = 0;
      bool met = false;
      {
        error_.message[0] = '\0';
        const Refusal refusal(number, GetParam());
        code = scenario();
        met = refused > 0;
      }
      ExpectSameCounts(before, LiveCounts());
      if (!met) {
        EXPECT_EQ(code, 0) << error_.message;
        break;
      }
      EXPECT_EQ(code, ENOMEM) << error_.message;
      EXPECT_NE(std::strstr(error_.message, "memory"), nullptr) << error_.message;
      if (HasFailure()) return;
    }
    EXPECT_GT(number, 0) << "nothing was refused";
    ASSERT_EQ(scenario(), 0);
  }

  // What goes in is built before the refusing begins.
  static ArrayData Data() { return NumberedBatch(3); }
};

TEST_P(MemoryRefused, SchemaInAndOut) {
  const ArrayData data = Data();
  Each([&] {
    ArrowSchema schema, copy;
    const Log log = MakeSchema(data, &schema);
    ArrowBridgeSchema* handle = nullptr;
    int code = ArrowBridgeImportSchema(&schema, &handle, &error_);
    EXPECT_TRUE(log->AllOnce());
    if (code == 0) code = ArrowBridgeExportSchema(handle, &copy, &error_);
    if (code == 0) copy.release(&copy);
    ArrowBridgeSchemaRelease(handle);
    return code;
  });
}

TEST_P(MemoryRefused, BatchInAndOut) {
  const ArrayData data = Data();
  const SchemaHandle schema = ImportSchema(data);
  Each([&] {
    ArrowArray array, copy;
    const Log log = MakeArray(data, &array);
    ArrowBridgeArray *batch = nullptr, *column = nullptr, *slice = nullptr;
    char* text = nullptr;
    int code = ArrowBridgeImportRecordBatch(&array, schema.get(), &batch, &error_);
    EXPECT_EQ(array.release, nullptr);
    if (code == 0) code = ArrowBridgeArrayColumn(batch, 1, &column, &error_);
    if (code == 0) code = ArrowBridgeArraySlice(column, 1, 2, &slice, &error_);
    if (code == 0) code = ArrowBridgeArrayToString(slice, nullptr, &text, &error_);
    if (code == 0) code = ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error_);
    if (code == 0) code = ArrowBridgeExportRecordBatch(batch, &copy, nullptr, &error_);
    if (code == 0) copy.release(&copy);
    ArrowBridgeStringRelease(text);
    ArrowBridgeArrayRelease(slice);
    ArrowBridgeArrayRelease(column);
    ArrowBridgeArrayRelease(batch);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(MemoryRefused, StreamInAndOut) {
  // Nulls and an offset of its own, so that the batch is exported anew.
  ArrayData sliced = Data();
  sliced.offset = 1;
  sliced.length -= 1;
  const std::vector<ArrayData> batches = {Data(), sliced, Data()};
  Each([&] {
    ArrowArrayStream foreign, stream = {};
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader* reader = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
    EXPECT_EQ(foreign.release, nullptr);
    if (code == 0) code = ArrowBridgeExportRecordBatchReader(reader, &stream, &error_);
    ArrowBridgeReaderRelease(reader);
    if (code == 0) {
      ArrowSchema schema;
      code = stream.get_schema(&stream, &schema);
      if (code == 0) schema.release(&schema);
      ArrowArray batch = {};
      while (code == 0 && (code = stream.get_next(&stream, &batch)) == 0 && batch.release) {
        batch.release(&batch);
      }
      if (code != 0) {
        const char* text = stream.get_last_error(&stream);
        std::strncpy(error_.message, text == nullptr ? "" : text, sizeof(error_.message) - 1);
      }
      stream.release(&stream);
    }
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

// Where there is no memory for it, a batch is passed on unwatched: only making the watch can fail.
TEST_P(MemoryRefused, WatchedStream) {
  const std::vector<ArrayData> batches = NumberedBatches(3);
  int64_t number = 0;
  for (bool met = true; met; ++number) {
    SCOPED_TRACE("allocation " + std::to_string(number));
    const auto before = LiveCounts();
    ArrowArrayStream foreign, stream = {};
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeCheckOptions options = {};
    options.struct_size = sizeof(options);
    options.level = ARROWBRIDGE_VALIDATE_FULL;
    options.on_finding = [](void*, const ArrowBridgeFinding* finding) {
      ADD_FAILURE() << finding->rule << ": " << finding->message;
    };
    error_.message[0] = '\0';
    {
      const Refusal refusal(number, GetParam());
      const int code = ArrowBridgeStreamChecked(&foreign, &options, &stream, &error_);
      EXPECT_EQ(foreign.release, nullptr);
      EXPECT_EQ(code, stream.release == nullptr ? ENOMEM : 0) << error_.message;
      if (code == 0) {
        ArrowSchema schema;
        EXPECT_EQ(stream.get_schema(&stream, &schema), 0);
        schema.release(&schema);
        for (int i = 0; i < 3; ++i) {
          ArrowArray batch;
          ASSERT_EQ(stream.get_next(&stream, &batch), 0);
          ExpectNumberedBatch(batch, i);
          batch.release(&batch);
        }
        stream.release(&stream);
      }
      met = refused > 0;
    }
    EXPECT_TRUE(log->AllOnce());
    ExpectSameCounts(before, LiveCounts());
    if (HasFailure()) return;
  }
  EXPECT_GT(number, 5);
}

TEST_P(MemoryRefused, IpcWrittenAndRead) {
  const std::vector<ArrayData> batches = NumberedBatches(3);
  for (const int codec :
       {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
    SCOPED_TRACE("codec " + std::to_string(codec));
    const ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE, codec);
    Each([&] {
      MemoryOutput memory;
      const ArrowBridgeOutput output = memory.Get();
      ArrowArrayStream foreign;
      const auto log = MakeStream(batches[0], batches, &foreign);
      ArrowBridgeReader *source = nullptr, *back = nullptr;
      int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
      if (code == 0) {
        code = ArrowBridgeWriteIpcOutput(source, &output, &options, &error_);
        EXPECT_EQ(memory.releases(), 1);
      }
      ArrowBridgeReaderRelease(source);
      if (code == 0) {
        code = ArrowBridgeOpenIpcBuffer(memory.bytes().data(),
                                        static_cast<int64_t>(memory.bytes().size()), nullptr,
                                        nullptr, nullptr, &back, &error_);
      }
      ArrowArray batch = {};
      while (code == 0 && (code = ArrowBridgeReaderNext(back, &batch, &error_)) == 0 &&
             batch.release) {
        batch.release(&batch);
      }
      ArrowBridgeReaderRelease(back);
      EXPECT_TRUE(log->AllOnce());
      return code;
    });
  }
}

INSTANTIATE_TEST_SUITE_P(All, MemoryRefused, ::testing::Bool(), [](const auto& chosen) {
  return chosen.param ? std::string("FromThereOn") : std::string("Once");
});

}  // namespace
}  // namespace arrowbridge_tests
