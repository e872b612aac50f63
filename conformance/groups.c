// The list of all scenarios, and the selection by role and --only.
#include "run.h"

#include <fnmatch.h>

static const struct KitScenario* const kGroups[] = {
    kKitContentScenarios, kKitStreamScenarios,   kKitLifetimeScenarios, kKitChildrenScenarios,
    kKitApartScenarios,   kKitThreadScenarios,   kKitMemoryScenarios,   kKitResidencyScenarios,
    kKitRandomScenarios,  kKitConsumerScenarios, kKitPassScenarios,     kKitDeviceScenarios,
    kKitAsyncScenarios,
};
enum { kGroupCount = sizeof(kGroups) / sizeof(kGroups[0]) };

static bool IsWanted(const struct KitOptions* options, const struct KitScenario* scenario) {
  if (options->role != kKitRoleCount && options->role != scenario->role) return false;
  for (int i = 0; i < options->n_only; ++i) {
    if (fnmatch(options->only[i], scenario->name, 0) == 0) return true;
  }
  return options->n_only == 0;
}

int KitSelect(const struct KitOptions* options, const struct KitScenario* more,
              const struct KitScenario** out, int capacity) {
  int count = 0;
  for (int group = 0; group <= kGroupCount; ++group) {
    const struct KitScenario* scenario = group < kGroupCount ? kGroups[group] : more;
    for (; scenario != NULL && scenario->name != NULL; ++scenario) {
      if (IsWanted(options, scenario) && count < capacity) out[count++] = scenario;
    }
  }
  return count;
}

void KitPrintList(const struct KitOptions* options, const struct KitScenario* more) {
  enum { kMost = 1000 };
  static const struct KitScenario* scenarios[kMost];
  int count = KitSelect(options, more, scenarios, kMost);
  for (int i = 0; i < count; ++i) {
    printf("%-34s %-19s %s\n%34s %s\n", scenarios[i]->name, KitRoleOption(scenarios[i]->role),
           scenarios[i]->rules, "", scenarios[i]->about);
  }
}
