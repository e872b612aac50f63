// Scenarios for asynchronous consumers.
#include "consumer_driver.h"
#include "scenarios.h"

static const struct KitPlacement kCpu = {kKitOnCpu, ARROW_DEVICE_CPU, -1};
static const struct KitPlacement kPending = {kKitPending, ARROW_DEVICE_EXT_DEV, 0};

static void Run(struct Kit* kit, struct KitAsyncConsumerScenario scenario) {
  if (scenario.placement.type == 0) scenario.placement = kCpu;
  KitRunAsyncConsumerScenario(kit, &scenario);
}

void KitAsyncOrdinary(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){
               .rule = "ASY-15", .step = "a schema, four tasks and the end", .n_tasks = 4});
}

void KitAsyncThreads(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){
               .rule = "ASY-8",
               .step = "a schema, four tasks and the end, each on a new thread",
               .n_tasks = 4,
               .on_threads = true});
}

void KitAsyncNoMetadata(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "ASY-20",
                                             .step = "tasks and a producer without metadata",
                                             .n_tasks = 2,
                                             .no_metadata = true});
}

void KitAsyncPending(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "DEV-7",
                                             .step = "arrays of the simulated device, with events",
                                             .n_tasks = 3,
                                             .placement = kPending});
}

void KitAsyncNoTasks(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "ASY-7", .step = "a schema and the end"});
}

void KitAsyncOnlyRelease(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){
               .rule = "ASY-12", .step = "release and nothing else", .only_release = true});
}

void KitAsyncErrorFirst(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "ASY-3",
                                             .step = "an error instead of a schema",
                                             .error_first = true,
                                             .message = "there is no schema"});
}

void KitAsyncErrorLater(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "ASY-11",
                                             .step = "an error after two tasks",
                                             .n_tasks = 2,
                                             .error_later = true,
                                             .message = "there is no third task"});
}

void KitAsyncNullMessage(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "ASY-11",
                                             .step = "an error after a task, whose message is NULL",
                                             .n_tasks = 1,
                                             .error_later = true});
}

void KitAsyncExtractFails(struct Kit* kit) {
  Run(kit, (struct KitAsyncConsumerScenario){.rule = "ASY-15",
                                             .step = "a third task whose extract_data fails",
                                             .n_tasks = 3,
                                             .extract_fails = true,
                                             .message = "the third array is not available"});
}
