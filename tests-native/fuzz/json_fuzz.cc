// Breaks JSON of the integration format. Every file must be read or fail with an error that names
// the position; live counts must return to their start; and arrays that are read must pass the same
// checks as any other.

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "checks.h"
#include "harness.h"
#include "json_round_trip.h"
#include "seeds.h"

namespace arrowbridge_fuzz {
namespace {

constexpr int64_t kMemoryAlways = 8 << 20;
constexpr int64_t kMemoryPerByte = 64;
constexpr size_t kMostText = 1 << 16;
constexpr char kMarks[] = "{}[]:,\"\\ -0";

// The rough tokens of a JSON text: numbers and words, strings, single characters.
struct Token {
  size_t at;
  size_t size;
};

bool IsWord(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || letter == '-' ||
         letter == '+' || letter == '.' || letter == 'E';
}

std::vector<Token> Tokens(const std::string& text) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
    } else if (IsWord(text[at])) {
      while (end < text.size() && IsWord(text[end])) end++;
    }
    if (text[at] != ' ' && text[at] != '\n') tokens.push_back({at, end - at});
    at = end;
  }
  return tokens;
}

std::string NewToken(const std::string& text, const std::vector<Token>& tokens, Random* random) {
  switch (random->Below(6)) {
    case 0:
      return std::to_string(static_cast<int64_t>(random->Interesting(text.size())));
    case 1:
      return '"' + std::to_string(static_cast<int64_t>(random->Interesting(text.size()))) + '"';
    case 2:
      return std::vector<std::string>{
          "null", "true", "[]",  "{}",     "\"\"",        "1e400",
          "-0",   "0.5",  "\"0", "\"FF\"", "\"\\ud800\"", "1e-7"}[random->Below(12)];
    default: {
      const Token other = random->Choose(tokens);
      return text.substr(other.at, other.size);
    }
  }
}

void AlterOnce(std::string* text, Random* random) {
  const std::vector<Token> tokens = Tokens(*text);
  if (tokens.empty()) return;
  const Token token = random->Choose(tokens);
  switch (random->Below(8)) {
    case 0:  // removes or doubles a sequence of tokens
    case 1: {
      const Token last = random->Choose(tokens);
      const size_t from = std::min(token.at, last.at);
      const size_t size = std::min<size_t>(std::max(token.at, last.at) - from + 1, 200);
      if (random->OneIn(2)) {
        text->erase(from, size);
      } else {
        text->insert(from, text->substr(from, size));
      }
      return;
    }
    case 2:
      text->resize(random->OneIn(4) ? random->Below(text->size()) : text->size() - 1);
      return;
    case 3:
      (*text)[random->Below(text->size())] = random->OneIn(2)
                                                 ? static_cast<char>(random->Next())
                                                 : kMarks[random->Below(sizeof(kMarks) - 1)];
      return;
    default:
      text->replace(token.at, token.size, NewToken(*text, tokens, random));
      return;
  }
}

class JsonFuzzer : public Fuzzer {
 public:
  void Round(Random* random) override {
    if (seeds_.empty()) MakeSeeds();
    std::string text = random->Choose(seeds_);
    const size_t changes = random->OneIn(50) ? 0 : 1 + (random->OneIn(2) ? 0 : random->Below(4));
    for (size_t i = 0; i < changes; i++) AlterOnce(&text, random);
    NoteInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    Read(text, random);
  }

  void Input(const std::vector<uint8_t>& bytes) override {
    Random random(1, 1);
    Read(std::string(bytes.begin(), bytes.end()), &random);
  }

  std::vector<Bytes> StartingInputs() override {
    MakeSeeds();
    std::vector<Bytes> seeds;
    for (const std::string& text : seeds_) seeds.emplace_back(text.begin(), text.end());
    return seeds;
  }

  void Run(const Bytes& bytes, Random* choices) override {
    Read(std::string(bytes.begin(), bytes.end()), choices);
  }

  void Alter(Bytes* bytes, const Bytes&, Random* random) override {
    std::string text(bytes->begin(), bytes->end());
    AlterOnce(&text, random);
    bytes->assign(text.begin(), text.end());
  }

 private:
  static std::string Path(const char* name) {
    return WorkFolder() + "/" + name + std::to_string(getpid()) + ".json";
  }

  // The valid seeds of the IPC fuzzer that can be written as JSON.
  void MakeSeeds() {
    const std::string path = Path("json_seed_");
    for (const Bytes& bytes : AllSeeds().valid) {
      ErrorText error;
      ArrowBridgeReader* reader = nullptr;
      if (ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                   nullptr, nullptr, &reader, error.For("open a seed")) != 0) {
        Fail("a seed is rejected: " + error.text());
      }
      const ReaderHandle owner(reader);
      if (ArrowBridgeWriteJsonFile(reader, path.c_str(), error.For("write a seed")) != 0) continue;
      std::ifstream file(path, std::ios::binary);
      std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
      if (text.size() <= kMostText) seeds_.push_back(std::move(text));
    }
    unlink(path.c_str());
    if (seeds_.empty()) Fail("there are no seeds");
  }

  void Read(const std::string& text, Random* random) {
    const LiveCheck live;
    const std::string path = Path("json_fuzz_");
    std::ofstream(path, std::ios::binary)
        .write(text.data(), static_cast<std::streamsize>(text.size()));
    {
      ErrorText error;
      auto* reader = reinterpret_cast<ArrowBridgeReader*>(1);
      const int rc = error.Check(ArrowBridgeOpenJsonFile(path.c_str(), &reader, error.For("open")));
      const ReaderHandle owner(reader);
      if ((rc == 0) == (reader == nullptr)) Fail("the output reader does not match the code");
      live.ExpectAtMost(kMemoryAlways + kMemoryPerByte * static_cast<int64_t>(text.size()));
      if (rc == 0) {
        Count("opened");
        random->OneIn(3) ? CheckJsonRoundTrip(reader) : Batches(reader, path, random);
      }
    }
    unlink(path.c_str());
    live.ExpectUnchanged();
  }

  static void Batches(ArrowBridgeReader* reader, const std::string& path, Random* random) {
    ErrorText error;
    for (int number = 0;; number++) {
      auto* batch = reinterpret_cast<ArrowBridgeArray*>(1);
      const int rc = error.Check(ArrowBridgeReaderNextArray(reader, &batch, error.For("next")));
      const ArrayHandle owner(batch);
      if (rc != 0 || batch == nullptr) {
        if (batch != nullptr) Fail("the output is set after a failure");
        return;
      }
      Count("batches");
      UseArray(batch, random);
      if (random->OneIn(4)) CompareWithItself(batch, path, number);
    }
  }

  // The functions for the integration runner of the Arrow project.
  static void CompareWithItself(const ArrowBridgeArray* batch, const std::string& path,
                                int number) {
    ErrorText error;
    ArrowArray array;
    ArrowSchema schema;
    if (error.Check(ArrowBridgeExportRecordBatch(batch, &array, &schema, error.For("export"))) !=
        0) {
      return;
    }
    NoteStep("compare with itself");
    const char* text =
        ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson(path.c_str(), &schema);
    if (text != nullptr) Fail(std::string("the schema differs from the file: ") + text);
    text = ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson(path.c_str(), number, &array);
    if (text != nullptr) Fail(std::string("the batch differs from the file: ") + text);
  }

  std::vector<std::string> seeds_;
};

}  // namespace

std::unique_ptr<Fuzzer> MakeFuzzer() { return std::make_unique<JsonFuzzer>(); }

}  // namespace arrowbridge_fuzz
