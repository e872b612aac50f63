// Scenarios for consumers of device streams. The CPU's memory is also a device, which every
// consumer can read.
#include "scenarios_consumer.h"

#include <errno.h>
#include <string.h>

#include "consumer_driver.h"

#define ARRAY_SPEC "+s{i@a u@b b@c +l@d{l@item} c@e<u@values>}"

static const struct KitPlacement kCpu = {kKitOnCpu, ARROW_DEVICE_CPU, -1};
static const struct KitPlacement kReady = {kKitReady, ARROW_DEVICE_EXT_DEV, 0};
static const struct KitPlacement kPending = {kKitPending, ARROW_DEVICE_EXT_DEV, 0};

static struct KitDeviceScenario Ordinary(const char* rule, const char* step,
                                         struct KitPlacement placement) {
  struct KitDeviceScenario scenario = {.stream = {.rule = rule,
                                                  .step = step,
                                                  .array_spec = ARRAY_SPEC,
                                                  .any_types = true,
                                                  .n_batches = 4,
                                                  .lengths = {7, 1, 30, 5}},
                                       .placement = placement};
  return scenario;
}

void KitDeviceCpu(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DEV-8", "batches in the CPU's memory, without events", kCpu);
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceCpuZero(struct Kit* kit) {
  struct KitPlacement zero = {kKitOnCpu, ARROW_DEVICE_CPU, 0};
  struct KitDeviceScenario scenario =
      Ordinary("DEV-5", "batches in the CPU's memory whose device_id is 0, not -1", zero);
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceReady(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DEV-8", "batches on the simulated device, without events", kReady);
  KitRunDeviceScenario(kit, &scenario);
}

void KitDevicePending(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DEV-7", "batches on the simulated device, each with an event", kPending);
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceMixed(struct Kit* kit) {
  struct KitDeviceScenario scenario = Ordinary(
      "DEV-8", "batches on the simulated device, every second one without an event", kPending);
  scenario.mixed_events = true;
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceIds(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DST-2", "batches on several devices of one type", kPending);
  scenario.mixed_ids = true;
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceLayouts(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DEV-7", "views, list views, unions and run ends on the simulated device", kPending);
  scenario.stream.array_spec =
      "+s{vu@a +vl@b{i@item} +ud:0,1@c{i@x u@y} +r@d{i!@run_ends u@values} +w:2@e{s@item} n@f}";
  scenario.stream.any_types = false;
  scenario.stream.quirks = KIT_QUIRK_OFFSETS;
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceEmpties(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DST-4", "batches without rows, with NULL for empty buffers", kPending);
  static const int64_t kLengths[] = {0, 4, 0, 2, 0};
  scenario.stream.n_batches = 5;
  memcpy(scenario.stream.lengths, kLengths, sizeof(kLengths));
  scenario.stream.quirks = KIT_QUIRK_NULL_EMPTY;
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceElsewhere(struct Kit* kit) {
  struct KitPlacement elsewhere = {kKitElsewhere, ARROW_DEVICE_HEXAGON, 0};
  struct KitDeviceScenario scenario = Ordinary(
      "DEV-3", "batches in the memory of a Hexagon device, which the CPU cannot read", elsewhere);
  scenario.stream.array_spec = "+s{i@a u@b vu@c}";
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceUnknown(struct Kit* kit) {
  struct KitPlacement unknown = {kKitElsewhere, 99, 0};
  struct KitDeviceScenario scenario =
      Ordinary("DEV-2", "a stream of the unknown device type 99", unknown);
  KitRunDeviceScenario(kit, &scenario);
}

static void Fail(struct Kit* kit, const char* step, bool schema, const char* message) {
  struct KitDeviceScenario scenario = Ordinary("DST-4", step, kPending);
  scenario.stream.n_batches = 2;
  scenario.stream.schema_fails = schema;
  scenario.stream.batch_fails = !schema;
  scenario.stream.code = EIO;
  scenario.stream.message = message;
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceSchemaError(struct Kit* kit) {
  Fail(kit, "an error of get_schema", true, "the schema is not available");
}

void KitDeviceLaterError(struct Kit* kit) {
  Fail(kit, "an error after two batches", false, "the third batch is not available");
}

void KitDeviceNullMessage(struct Kit* kit) {
  Fail(kit, "an error after two batches, whose message is NULL", false, NULL);
}

void KitDeviceEndGarbage(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DST-4", "an end of stream whose output has garbage and release == NULL", kPending);
  scenario.stream.garbage = true;
  KitRunDeviceScenario(kit, &scenario);
}

void KitDeviceSlowly(struct Kit* kit) {
  struct KitDeviceScenario scenario =
      Ordinary("DST-6", "a stream whose calls take 20 milliseconds", kCpu);
  scenario.stream.pause = 20;
  KitRunDeviceScenario(kit, &scenario);
}

static int TrapSchema(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out) {
  (void)self;
  memset(out, 0, sizeof(*out));
  KitFindBroken("MEM-5", "get_schema of a released device stream is called");
  return EINVAL;
}

static int TrapNext(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out) {
  (void)self;
  memset(out, 0, sizeof(*out));
  KitFindBroken("MEM-5", "get_next of a released device stream is called");
  return EINVAL;
}

static const char* TrapError(struct ArrowDeviceArrayStream* self) {
  (void)self;
  KitFindBroken("MEM-5", "get_last_error of a released device stream is called");
  return NULL;
}

void KitDeviceReleased(struct Kit* kit) {
  KitTrackingStart(kit);
  struct ArrowDeviceArrayStream stream = {ARROW_DEVICE_CPU, TrapSchema, TrapNext,
                                          TrapError,        NULL,       NULL};
  KitStep(kit, "MEM-5", "the consumer gets a device stream that is already released");
  if (KIT_CALL(kit, ArrowDeviceArrayStream, &stream) == 0) {
    KitNote(kit, "the consumer returned 0 for a released device stream");
  }
}
