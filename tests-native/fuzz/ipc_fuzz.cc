// Breaks IPC data in many ways and reads it in every possible way. Every call must return 0 or an
// error with a reason, live counts must return to their start, and memory must be bounded by the
// size of the input.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "adapters.h"
#include "checks.h"
#include "decoding.h"
#include "exact_memory.h"
#include "harness.h"
#include "json_round_trip.h"
#include "mutations.h"
#include "rewrite.h"
#include "schema_text.h"
#include "seeds.h"
#include "written_seeds.h"

namespace arrowbridge_fuzz {
namespace {

constexpr int64_t kMemoryAlways = 8 << 20;
constexpr int64_t kMemoryPerByte = 64;
constexpr int kMostBatches = 200;
constexpr size_t kMostInPipe = 60000;

enum class Way { kBuffer, kInput, kDescriptor, kPath, kEnd };

// An ArrowBridgeInput that returns pieces of odd sizes.
struct Pieces {
  const Bytes* bytes;
  size_t most;
  size_t position = 0;
  int releases = 0;

  static int Read(void* context, void* buffer, int64_t size, int64_t* out_size, ArrowBridgeError*) {
    auto* self = static_cast<Pieces*>(context);
    const size_t count =
        std::min({static_cast<size_t>(size), self->most, self->bytes->size() - self->position});
    if (count > 0) std::memcpy(buffer, self->bytes->data() + self->position, count);
    self->position += count;
    *out_size = static_cast<int64_t>(count);
    return 0;
  }
  static void Release(void* context) { static_cast<Pieces*>(context)->releases++; }
};

class IpcFuzzer : public Fuzzer {
 public:
  IpcFuzzer() {
    Seeds seeds = AllSeeds();
    seeds_ = std::move(seeds.valid);
    others_ = seeds.others.size();
    seeds_.insert(seeds_.end(), seeds.others.begin(), seeds.others.end());
  }

  void Round(Random* random) override {
    if (!seeds_read_) {
      seeds_read_ = true;
      const std::vector<Bytes> written = WrittenSeeds();
      seeds_.insert(seeds_.begin(), written.begin(), written.end());
      for (size_t i = 0; i < seeds_.size() - others_; i++) RequireValid(seeds_[i]);
    }
    const Bytes bytes = Mutate(seeds_, random);
    NoteInput(bytes.data(), bytes.size());
    Read(bytes,
         random->OneIn(3) ? static_cast<Way>(random->Below(static_cast<size_t>(Way::kEnd)))
                          : Way::kBuffer,
         random);
  }

  void Input(const Bytes& bytes) override {
    for (uint64_t round = 0; round < 40; round++) {
      Random random(1, round);
      Read(bytes, static_cast<Way>(round % static_cast<uint64_t>(Way::kEnd)), &random);
    }
  }

  std::vector<Bytes> StartingInputs() override {
    std::vector<Bytes> seeds = WrittenSeeds();
    seeds.insert(seeds.end(), seeds_.begin(), seeds_.end());
    return seeds;
  }

  void Run(const Bytes& bytes, Random* choices) override {
    const Way way = choices->OneIn(4)
                        ? static_cast<Way>(choices->Below(static_cast<size_t>(Way::kEnd)))
                        : Way::kBuffer;
    Read(bytes, way, choices);
  }

  void Alter(Bytes* bytes, const Bytes& other, Random* random) override {
    AlterOnce(bytes, {other}, random);
  }

 private:
  // Seeds made here must be valid: rounds over invalid seeds would test error paths only.
  void RequireValid(const Bytes& bytes) {
    NoteInput(bytes.data(), bytes.size());
    NoteStep("read a seed");
    ErrorText error;
    ArrowBridgeReader* reader = nullptr;
    ArrowBridgeIpcReadOptions options = {};
    options.struct_size = sizeof(options);
    options.validate = ARROWBRIDGE_VALIDATE_FULL;
    if (ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr, nullptr,
                                 &options, &reader, error.For("open a seed")) != 0) {
      Fail("a seed is rejected: " + error.text());
    }
    const ReaderHandle owner(reader);
    while (true) {
      ArrowBridgeArray* batch = nullptr;
      if (ArrowBridgeReaderNextArray(reader, &batch, error.For("read a seed")) != 0) {
        Fail("a seed is rejected: " + error.text());
      }
      if (batch == nullptr) break;
      ArrowBridgeArrayRelease(batch);
    }
  }

  void Read(const Bytes& bytes, Way way, Random* random) {
    const LiveCheck live;
    most_ = kMemoryAlways + kMemoryPerByte * static_cast<int64_t>(bytes.size());
    Pieces pieces{&bytes, 1 + random->Below(random->OneIn(2) ? 20 : 5000)};
    std::string path;
    const ReaderHandle reader(Open(bytes, way, &pieces, &path, random));
    if (reader != nullptr) {
      Count("opened");
      live.ExpectAtMost(most_);
      ReadSchema(reader.get(), random);
      ByNumber(reader.get(), random);
      if (IsGuided() && random->OneIn(4)) {
        UseAdapters(reader.get(), random);
      } else if (random->OneIn(6)) {
        CheckRewrite(reader.get(), random);
      } else if (random->OneIn(12)) {
        CheckJsonRoundTrip(reader.get());
      } else {
        random->OneIn(4) ? Stream(reader.get(), live) : Batches(reader.get(), live, random);
      }
    }
    const_cast<ReaderHandle&>(reader).reset();
    if (!path.empty()) unlink(path.c_str());
    live.ExpectUnchanged();
    if (way == Way::kInput) {
      DecodeInPieces(bytes, pieces.most, most_);
      DecodeMessages(bytes);
      live.ExpectUnchanged();
    }
    if (way == Way::kInput && pieces.releases != 1)
      Fail("the input was released " + std::to_string(pieces.releases) + " times");
  }

  ArrowBridgeReader* Open(const Bytes& bytes, Way way, Pieces* pieces, std::string* path,
                          Random* random) {
    ArrowBridgeIpcReadOptions options = {};
    options.struct_size = sizeof(options);
    options.validate = random->OneIn(2) ? 0 : static_cast<int32_t>(random->Below(4));
    options.no_map = random->OneIn(2);
    options.max_bytes = random->OneIn(2) ? 0 : static_cast<int64_t>(1 + random->Below(100000));
    options.threads = random->OneIn(4) ? static_cast<int32_t>(random->Below(4)) : 0;
    const int64_t indices[] = {static_cast<int64_t>(random->Below(4)), 0};
    // No seed has the last one.
    const char* const known[] = {"d", "e", "numbers", "texts", "runs", "Int32", "none"};
    const char* const names[] = {known[random->Below(7)], known[random->Below(7)]};
    if (random->OneIn(8)) {
      options.column_indices = indices;
      options.n_columns = static_cast<int64_t>(random->Below(3));
    } else if (random->OneIn(20)) {
      options.column_names = names;
      options.n_columns = static_cast<int64_t>(random->Below(3));
    }
    const auto size = static_cast<int64_t>(bytes.size());
    auto* reader = reinterpret_cast<ArrowBridgeReader*>(1);
    ErrorText error;
    int rc = 0;
    if (way == Way::kDescriptor && bytes.size() > kMostInPipe) way = Way::kPath;
    switch (way) {
      case Way::kInput: {
        const ArrowBridgeInput input{Pieces::Read, Pieces::Release, pieces};
        rc = ArrowBridgeOpenIpcInput(&input, &options, &reader, error.For("open a callback"));
        break;
      }
      case Way::kDescriptor: {
        int ends[2];
        if (pipe(ends) != 0 || write(ends[1], bytes.data(), bytes.size()) != size) Fail("no pipe");
        close(ends[1]);
        rc = ArrowBridgeOpenIpcDescriptor(ends[0], 1, &options, &reader,
                                          error.For("open a descriptor"));
        break;
      }
      case Way::kPath:
        *path = WorkFolder() + "/ipc_fuzz_" + std::to_string(getpid()) + ".arrow";
        std::ofstream(*path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), size);
        rc = ArrowBridgeOpenIpcFile(path->c_str(), &options, &reader, error.For("open a path"));
        break;
      default: {
        auto* memory = new ExactMemory(bytes, random->OneIn(4) ? 1 + random->Below(15) : 0);
        rc = ArrowBridgeOpenIpcBuffer(memory->data(), size, ExactMemory::Release, memory, &options,
                                      &reader, error.For("open a buffer"));
        break;
      }
    }
    error.Check(rc);
    if ((rc == 0) == (reader == nullptr)) Fail("the output reader does not match the code");
    return reader;
  }

  static void ReadSchema(ArrowBridgeReader* reader, Random* random) {
    ErrorText error;
    ArrowSchema schema;
    if (error.Check(ArrowBridgeReaderGetSchema(reader, &schema, error.For("schema"))) != 0) {
      Fail("the schema of a reader cannot be read: " + error.text());
    }
    ArrowBridgeSchema* handle = nullptr;
    if (error.Check(ArrowBridgeImportSchema(&schema, &handle, error.For("import the schema"))) !=
        0) {
      Fail("the schema of a reader is rejected: " + error.text());
    }
    const SchemaHandle owner(handle);
    char* text = nullptr;
    if (error.Check(ArrowBridgeSchemaToString(handle, &text, error.For("print the schema"))) != 0) {
      Fail("a schema cannot be printed: " + error.text());
    }
    ArrowBridgeStringRelease(text);
    CheckSchemaText(handle, random);
  }

  // Reads batches as handles. Some of them outlive the reader's next steps.
  void Batches(ArrowBridgeReader* reader, const LiveCheck& live, Random* random) {
    std::vector<ArrayHandle> kept;
    ErrorText error;
    for (int i = 0; i < kMostBatches; i++) {
      auto* batch = reinterpret_cast<ArrowBridgeArray*>(1);
      const int rc = error.Check(ArrowBridgeReaderNextArray(reader, &batch, error.For("next")));
      if (batch == nullptr) {
        CheckResultRepeats(reader, rc, rc == 0 ? "" : error.text());
        return;
      }
      if (rc != 0) Fail("the output is set after a failure");
      ArrayHandle handle(batch);
      if (i < 20) UseArray(batch, random);
      if (random->OneIn(4)) ByNumber(reader, random);
      if (random->OneIn(2)) kept.push_back(std::move(handle));
      live.ExpectAtMost(most_ * (1 + static_cast<int64_t>(kept.size())));
    }
  }

  // The functions of file readers. A batch that fails here must also fail when read in order.
  static void ByNumber(ArrowBridgeReader* reader, Random* random) {
    ErrorText error;
    int64_t batches = 0;
    if (error.Check(ArrowBridgeIpcReaderNumBatches(reader, &batches,
                                                   error.For("number of batches"))) == 0) {
      const auto number = static_cast<int64_t>(random->Below(static_cast<size_t>(batches) + 2)) - 1;
      ArrowArray array;
      const int rc = error.Check(
          ArrowBridgeIpcReaderReadBatch(reader, number, &array, error.For("batch by number")));
      if ((rc == 0) == (array.release == nullptr)) Fail("the output batch does not match the code");
      if (rc == 0) array.release(&array);
    }
    const auto check = [&](const char* step, auto call) {
      char* metadata = nullptr;
      int64_t size = 0;
      if (error.Check(call(reader, &metadata, &size, error.For(step))) == 0) {
        ArrowBridgeStringRelease(metadata);
      } else if (metadata != nullptr) {
        Fail("metadata is set after a failure");
      }
    };
    check("footer metadata", ArrowBridgeIpcReaderFooterMetadata);
    check("batch metadata", ArrowBridgeIpcReaderBatchMetadata);
    int32_t codec = 0;
    error.Check(ArrowBridgeIpcReaderBatchCompression(reader, &codec, nullptr,
                                                     error.For("batch compression")));
  }

  // Calls after the end of the stream or an error must repeat the result.
  static void CheckResultRepeats(ArrowBridgeReader* reader, int rc, const std::string& text) {
    ErrorText error;
    ArrowArray array;
    if (error.Check(ArrowBridgeReaderNext(reader, &array, error.For("next after the end"))) != rc ||
        array.release != nullptr || (rc != 0 && Reason(error.text()) != Reason(text))) {
      Fail("the result after \"" + text + "\" differs");
    }
  }
  // The message without the name of the function.
  static std::string Reason(const std::string& text) { return text.substr(text.find(':') + 1); }

  void Stream(ArrowBridgeReader* reader, const LiveCheck& live) {
    ErrorText error;
    ArrowArrayStream stream;
    if (error.Check(ArrowBridgeExportRecordBatchReader(reader, &stream,
                                                       error.For("export a stream"))) != 0) {
      Fail("a reader cannot be exported: " + error.text());
    }
    for (int i = 0; i < kMostBatches; i++) {
      ArrowArray array;
      NoteStep("get_next");
      const int rc = stream.get_next(&stream, &array);
      if (rc != 0) {
        const char* text = stream.get_last_error(&stream);
        if (text == nullptr || *text == '\0') Fail("a stream fails without a message");
        if (array.release != nullptr) Fail("a stream fails with a live array");
        break;
      }
      if (array.release == nullptr) break;
      live.ExpectAtMost(2 * most_);
      array.release(&array);
    }
    stream.release(&stream);
  }

  std::vector<Bytes> seeds_;
  size_t others_ = 0;
  bool seeds_read_ = false;
  int64_t most_ = 0;
};

}  // namespace

std::unique_ptr<Fuzzer> MakeFuzzer() { return std::make_unique<IpcFuzzer>(); }

}  // namespace arrowbridge_fuzz
