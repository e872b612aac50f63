// Finds out which types a consumer refuses, so that a run in which most scenarios are skipped says
// what to do.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../device/consumer_driver.h"
#include "../run.h"
#include "without.h"

static const char kOrdinary[] = KIT_ORDINARY;

static void RunProbe(struct Kit* kit) {
  const char* spec = KitOptionsOf(kit)->probe;
  struct KitDeviceScenario scenario = {.stream = {.rule = "FMT-55",
                                                  .step = "a probe",
                                                  .array_spec = spec,
                                                  .any_types = spec == kOrdinary,
                                                  .n_batches = 1,
                                                  .lengths = {4}},
                                       .placement = {kKitOnCpu, ARROW_DEVICE_CPU, -1}};
  // Many probes are refused: what the consumer prints is left out.
  int nothing = open("/dev/null", O_WRONLY);
  if (nothing >= 0) dup2(nothing, STDERR_FILENO);
  if (nothing >= 0) dup2(nothing, STDOUT_FILENO);
  if (KitRoleOf(kit) == kKitDeviceConsumer) {
    KitRunDeviceScenario(kit, &scenario);
  } else {
    KitRunStreamScenario(kit, &scenario.stream);
  }
}

static bool IsRefused(const struct KitResult* result) {
  return result->why != NULL && strncmp(result->why, "refused: ", 9) == 0;
}

// True if the consumer refuses a stream of this array specification.
static bool Refuses(const struct KitOptions* options, const char* spec, uint64_t without) {
  const struct KitScenario scenario = {"probe", "", "", options->role, 0, RunProbe};
  struct KitOptions probing = *options;
  struct KitResult result;
  enum KitFillingCrash crash = kKitNoFillingCrash;
  probing.probe = spec;
  probing.without = without;
  KitRunScenario(&probing, &scenario, &crash, &result);
  bool refused = IsRefused(&result);
  KitFreeResult(&result);
  return refused;
}

// Adds the types that the consumer refuses to `without`. False if it refuses all.
static bool ProbeTypes(const struct KitOptions* options, uint64_t* without) {
  char spec[200];
  char leaf[40] = "";  // format of values in lists and so on: the first that is not refused
  uint64_t bit;
  for (int i = 0; KitProbeColumn(i, leaf, spec, &bit); ++i) {
    if (spec[0] == '\0' || (*without & bit) != 0) continue;
    if (Refuses(options, spec, 0)) {
      *without |= bit;
    } else if (leaf[0] == '\0') {
      snprintf(leaf, sizeof(leaf), "%.*s", (int)strcspn(spec + 3, "@"), spec + 3);
    }
  }
  return leaf[0] != '\0';
}

void KitProbe(const struct KitOptions* options, struct KitResult* result) {
  static bool is_done;
  uint64_t without = options->without;
  char text[700];
  bool reads = options->role == kKitConsumer || options->role == kKitPassThrough ||
               options->role == kKitDeviceConsumer;
  if (is_done || !reads || options->in_process || !IsRefused(result)) return;
  is_done = true;
  if (!Refuses(options, kOrdinary, without)) return;
  if (!ProbeTypes(options, &without)) {
    snprintf(text, sizeof(text), "columns of every type are refused: it is not a matter of types");
  } else if (Refuses(options, kOrdinary, without)) {
    snprintf(text, sizeof(text), "the ordinary data of scenarios is refused, whatever its types");
  } else {
    snprintf(text, sizeof(text),
             "the ordinary data of scenarios is refused because of its types; get more scenarios "
             "to run with --without %s",
             KitWithoutNames(without));
  }
  KitAddNote(result, text);
}
