#include "exact_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "harness.h"

namespace arrowbridge_fuzz {
namespace {

constexpr size_t kAlignment = 8;

struct Pages {
  uint8_t* start = nullptr;
  uint8_t* end = nullptr;  // of the usable ones; an unmapped one follows
};

// Mapping pages is slow: those of the last input are kept for the next one.
Pages kept;

size_t PageSize() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

void Unmap(const Pages& pages) {
  munmap(pages.start, static_cast<size_t>(pages.end - pages.start) + PageSize());
}

Pages Map(size_t size) {
  if (kept.start != nullptr && static_cast<size_t>(kept.end - kept.start) >= size) {
    return std::exchange(kept, Pages());
  }
  const size_t usable = (size + PageSize() - 1) / PageSize() * PageSize();
  void* memory = mmap(nullptr, usable + PageSize(), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) Fail("no memory for the input");
  Pages pages;
  pages.start = static_cast<uint8_t*>(memory);
  pages.end = pages.start + usable;
  mprotect(pages.end, PageSize(), PROT_NONE);
  return pages;
}

}  // namespace

ExactMemory::ExactMemory(const std::vector<uint8_t>& bytes, size_t shift) {
  if (IsGuided()) {
    // Aligned bytes end up to seven bytes before the unmapped page.
    const size_t size = (bytes.size() + kAlignment - 1) / kAlignment * kAlignment;
    const Pages pages = Map(size + kAlignment);
    memory_ = pages.start;
    end_ = pages.end;
    data_ = pages.end - (shift > 0 ? bytes.size() : size);
  } else {
    memory_ = static_cast<uint8_t*>(std::malloc(bytes.size() + shift));
    data_ = memory_ + shift;
  }
  if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
}

ExactMemory::~ExactMemory() {
  if (end_ == nullptr) {
    std::free(memory_);
    return;
  }
  if (kept.start != nullptr) Unmap(kept);
  kept.start = memory_;
  kept.end = end_;
}

}  // namespace arrowbridge_fuzz
