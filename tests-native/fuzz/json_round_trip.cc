#include "json_round_trip.h"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

#include "checks.h"
#include "harness.h"

namespace arrowbridge_fuzz {
namespace {

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace

void CheckJsonRoundTrip(ArrowBridgeReader* reader) {
  const std::string path = WorkFolder() + "/again_" + std::to_string(getpid()) + ".json";
  ErrorText error;
  if (error.Check(ArrowBridgeWriteJsonFile(reader, path.c_str(), error.For("write JSON"))) != 0) {
    Count("not written as JSON");
    if (access(path.c_str(), F_OK) == 0) Fail("a failed write left a file");
    return;
  }
  Count("written as JSON");
  const std::string first = TextOf(path);
  ArrowBridgeReader* reread = nullptr;
  if (error.Check(ArrowBridgeOpenJsonFile(path.c_str(), &reread, error.For("open the JSON"))) !=
      0) {
    Fail("the JSON that was written cannot be opened: " + error.text());
  }
  const ReaderHandle owner(reread);
  if (error.Check(ArrowBridgeWriteJsonFile(reread, path.c_str(),
                                           error.For("write JSON a second time"))) != 0) {
    Fail("the JSON that was written cannot be read: " + error.text());
  }
  if (TextOf(path) != first) Fail("the JSON of the second write differs");
  unlink(path.c_str());
}

}  // namespace arrowbridge_fuzz
