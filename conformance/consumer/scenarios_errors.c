// Scenarios for consumers: streams that fail, and streams that are already released.
#include <errno.h>
#include <string.h>

#include "consumer_driver.h"
#include "scenarios.h"

#define ARRAY_SPEC "+s{i@a u@b}"

static void Fail(struct Kit* kit, struct KitStreamScenario scenario) {
  scenario.array_spec = ARRAY_SPEC;
  scenario.any_types = true;
  scenario.lengths[0] = 4;
  scenario.lengths[1] = 2;
  scenario.batch_fails = !scenario.schema_fails;
  KitRunStreamScenario(kit, &scenario);
}

void KitConsumerSchemaError(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-4",
                                       .step = "an error of get_schema",
                                       .schema_fails = true,
                                       .code = EIO,
                                       .message = "the schema is not available"});
}

void KitConsumerFirstError(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-4",
                                       .step = "an error of the first get_next",
                                       .code = EINVAL,
                                       .message = "the first batch is not available"});
}

void KitConsumerLaterError(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-4",
                                       .step = "an error after two batches",
                                       .n_batches = 2,
                                       .code = ENOMEM,
                                       .message = "the third batch is not available"});
}

void KitConsumerNullMessage(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-11",
                                       .step = "an error after a batch, whose message is NULL",
                                       .n_batches = 1,
                                       .code = EIO});
}

void KitConsumerNullSchemaMessage(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-11",
                                       .step = "an error of get_schema, whose message is NULL",
                                       .schema_fails = true,
                                       .code = EIO});
}

void KitConsumerEmptyMessage(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-11",
                                       .step = "an error whose message is empty",
                                       .n_batches = 1,
                                       .code = EIO,
                                       .message = ""});
}

void KitConsumerOddMessage(struct Kit* kit) {
  Fail(kit,
       (struct KitStreamScenario){
           .rule = "STR-11",
           .step = "an error whose message has percent signs, line breaks and non-ASCII characters",
           .n_batches = 1,
           .code = EIO,
           .message = "%s%n 100 %\n\xd1\x81\xd1\x82\xd0\xbe\xd0\xbf\t\"'\\"});
}

void KitConsumerLongMessage(struct Kit* kit) {
  static char message[70000];
  memset(message, 'e', sizeof(message) - 1);
  Fail(kit, (struct KitStreamScenario){.rule = "STR-11",
                                       .step = "an error whose message has 70,000 characters",
                                       .n_batches = 1,
                                       .code = EIO,
                                       .message = message});
}

void KitConsumerUnknownCode(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){
                .rule = "STR-15",
                .step = "an error whose code, 2001, is not an errno of this platform",
                .n_batches = 1,
                .code = 2001,
                .message = "a private error code"});
}

void KitConsumerNegativeCode(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){.rule = "STR-15",
                                       .step = "an error whose code is -1",
                                       .n_batches = 1,
                                       .code = -1,
                                       .message = "a negative code"});
}

void KitConsumerSchemaGarbage(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){
                .rule = "STR-9",
                .step = "an error of get_schema, whose output has garbage and release == NULL",
                .schema_fails = true,
                .garbage = true,
                .code = EIO,
                .message = "the schema is not available"});
}

void KitConsumerBatchGarbage(struct Kit* kit) {
  Fail(kit, (struct KitStreamScenario){
                .rule = "STR-9",
                .step = "an error after a batch, whose output has garbage and release == NULL",
                .n_batches = 1,
                .garbage = true,
                .code = EIO,
                .message = "the batch is not available"});
}

void KitConsumerEndGarbage(struct Kit* kit) {
  static const struct KitStreamScenario scenario = {
      .rule = "STR-5",
      .step = "an end of stream whose output has garbage and release == NULL",
      .array_spec = ARRAY_SPEC,
      .any_types = true,
      .n_batches = 2,
      .lengths = {4, 2},
      .garbage = true};
  KitRunStreamScenario(kit, &scenario);
}

// Each call is slow, so that concurrent calls are detected.
void KitConsumerSlowly(struct Kit* kit) {
  static const struct KitStreamScenario scenario = {
      .rule = "STR-17",
      .step = "a stream whose calls take 20 milliseconds",
      .array_spec = ARRAY_SPEC,
      .any_types = true,
      .n_batches = 8,
      .lengths = {4, 2, 1, 3, 5, 2, 2, 9},
      .pause = 20};
  KitRunStreamScenario(kit, &scenario);
}

struct ThreadCall {
  struct Kit* kit;
  struct ArrowArrayStream* stream;
  int code;
};

static void CallOnThread(void* argument) {
  struct ThreadCall* call = (struct ThreadCall*)argument;
  call->code = KitCallConsumer(call->kit, call->stream);
}

static int OnThread(struct Kit* kit, struct ArrowArrayStream* stream) {
  struct ThreadCall call = {kit, stream, 0};
  KitOnThread(kit, CallOnThread, &call);
  return call.code;
}

void KitConsumerThread(struct Kit* kit) {
  static const struct KitStreamScenario scenario = {.rule = "STR-17",
                                                    .step = "a stream, on a new thread",
                                                    .array_spec = ARRAY_SPEC,
                                                    .any_types = true,
                                                    .n_batches = 3,
                                                    .lengths = {4, 2, 1},
                                                    .call = OnThread};
  KitRunStreamScenario(kit, &scenario);
}

static int TrapSchema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  (void)self;
  memset(out, 0, sizeof(*out));
  KitFindBroken("MEM-5", "get_schema of a released stream is called");
  return EINVAL;
}

static int TrapNext(struct ArrowArrayStream* self, struct ArrowArray* out) {
  (void)self;
  memset(out, 0, sizeof(*out));
  KitFindBroken("MEM-5", "get_next of a released stream is called");
  return EINVAL;
}

static const char* TrapError(struct ArrowArrayStream* self) {
  (void)self;
  KitFindBroken("MEM-5", "get_last_error of a released stream is called");
  return NULL;
}

void KitConsumerReleased(struct Kit* kit) {
  KitTrackingStart(kit);
  struct ArrowArrayStream stream = {TrapSchema, TrapNext, TrapError, NULL, NULL};
  KitStep(kit, "MEM-5", "the consumer gets a stream that is already released");
  if (KitCallConsumer(kit, &stream) == 0) {
    KitNote(kit, "the consumer returned 0 for a released stream");
  }
}
