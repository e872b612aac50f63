#include "usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { kWarmUp = 4, kRounds = 8, kMostUses = 16 };

int64_t KitDescriptors(void) {
  enum { kMost = 4096 };
  int64_t count = 0;
  DIR* folder = opendir("/dev/fd");
  if (folder == NULL) {
    for (int i = 0; i < kMost; ++i) count += fcntl(i, F_GETFD) >= 0 ? 1 : 0;
    return count;
  }
  while (readdir(folder) != NULL) ++count;
  closedir(folder);
  return count - 3;  // ".", ".." and the descriptor of the folder
}

static struct KitUsage Usage(void) {
  struct KitUsage now = {{0, 0}, KitDescriptors()};
  KitLiveMemory(&now.memory);
  return now;
}

struct KitUsage KitStableUsage(void) {
  enum { kSame = 10, kMost = 250 };
  struct timespec pause = {0, 2000000};
  struct KitUsage now = Usage();
  for (int i = 0, same = 0; i < kMost && same < kSame; ++i) {
    struct KitUsage before = now;
    nanosleep(&pause, NULL);
    now = Usage();
    same = now.memory.blocks == before.memory.blocks && now.descriptors == before.descriptors
               ? same + 1
               : 0;
  }
  return now;
}

struct Leak {
  int64_t blocks;
  int64_t bytes;
  int64_t descriptors;
};

static bool Run(struct Kit* kit, const struct KitUse* uses, bool* usable, int count, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < count; ++i) {
      if (usable[i]) usable[i] = uses[i].run(kit, uses[i].how);
      if (KitFindings(kit) > 0) return false;
    }
  }
  return true;
}

// True if every round leaks, measured over several rounds and again over more, `times` times.
static bool Leaks(struct Kit* kit, const struct KitUse* uses, bool* usable, int count, int times,
                  struct Leak* per_round) {
  if (!Run(kit, uses, usable, count, kWarmUp)) return false;
  for (int rounds = kRounds; times > 0; rounds *= 4, --times) {
    struct KitUsage before = KitStableUsage();
    if (!Run(kit, uses, usable, count, rounds)) return false;
    struct KitUsage after = KitStableUsage();
    per_round->blocks = (after.memory.blocks - before.memory.blocks) / rounds;
    per_round->bytes = (after.memory.bytes - before.memory.bytes) / rounds;
    per_round->descriptors = (after.descriptors - before.descriptors) / rounds;
    if (per_round->blocks < 1 && per_round->descriptors < 1) return false;
    // A cache may grow for a while: there is a third measurement, if there is time for it.
    if (rounds > kRounds && !KitHasTime(kit)) break;
  }
  return true;
}

void KitFindLeak(struct Kit* kit, const struct KitUse* uses, int count) {
  struct KitMemory memory;
  struct Leak leak;
  bool usable[kMostUses];
  for (int i = 0; i < kMostUses; ++i) usable[i] = i < count;
  if (!KitLiveMemory(&memory)) {
    KitNote(kit, "live memory of C code cannot be counted here: only %sfile descriptors are",
            memory.blocks > 0 ? "objects of the language and " : "");
  }
  // All together first: a producer without leaks is measured once.
  if (!Leaks(kit, uses, usable, count, 2, &leak)) return;
  for (int i = 0; i < count && KitFindings(kit) == 0; ++i) {
    bool one = usable[i];
    if (!one || !Leaks(kit, &uses[i], &one, 1, 3, &leak) || !one) continue;
    if (leak.blocks > 0) {
      KitFind(kit, uses[i].rule, "release frees all memory of the struct",
              "%s leaks %lld blocks, %lld bytes", uses[i].what, (long long)leak.blocks,
              (long long)leak.bytes);
    } else {
      KitFind(kit, uses[i].rule, "release closes all file descriptors of the struct",
              "%s leaks %lld file descriptors", uses[i].what, (long long)leak.descriptors);
    }
  }
}
