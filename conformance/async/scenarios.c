// The table of scenarios for asynchronous device streams. Those for consumers also find the rules
// of tracked structs, see ../consumer/scenarios.c and ../device/scenarios.c.
#include "scenarios.h"

#define PRODUCER(name, rules, about, function) \
  { name, rules, about, kKitAsyncProducer, KIT_GUARD_PAGES, function }
#define CONSUMER(name, rules, about, function) \
  { name, rules, about, kKitAsyncConsumer, 0, function }

const struct KitScenario kKitAsyncScenarios[] = {
    CONSUMER("async-consumer-ordinary",
             "ASY-1 ASY-4 ASY-6 ASY-7 ASY-12 ASY-15 ASY-18 ASY-19 ASY-21 DEV-13 MEM-6",
             "a schema, tasks and the end", KitAsyncOrdinary),
    CONSUMER("async-consumer-threads", "ASY-8", "each call is made on a new thread",
             KitAsyncThreads),
    CONSUMER("async-consumer-no-metadata", "ASY-20", "neither producer nor tasks have metadata",
             KitAsyncNoMetadata),
    CONSUMER("async-consumer-pending", "DEV-7", "arrays with events", KitAsyncPending),
    CONSUMER("async-consumer-no-tasks", "ASY-7", "a schema and the end, no tasks", KitAsyncNoTasks),
    CONSUMER("async-consumer-only-release", "ASY-12", "release is the only call",
             KitAsyncOnlyRelease),
    CONSUMER("async-consumer-error-first", "ASY-3 ASY-11", "an error instead of a schema",
             KitAsyncErrorFirst),
    CONSUMER("async-consumer-error-later", "ASY-11", "an error after tasks", KitAsyncErrorLater),
    CONSUMER("async-consumer-null-message", "ASY-11", "the message of an error is NULL",
             KitAsyncNullMessage),
    CONSUMER("async-consumer-extract-fails", "ASY-15", "extract_data fails", KitAsyncExtractFails),
    PRODUCER("async-one-by-one",
             "ASY-1 ASY-2 ASY-3 ASY-7 ASY-8 ASY-9 ASY-11 ASY-12 ASY-14 ASY-15 ASY-17 ASY-20 ASY-21",
             "requests one task after the other", KitAsyncOneByOne),
    PRODUCER("async-all-at-once", "ASY-8", "requests all tasks at once", KitAsyncAllAtOnce),
    PRODUCER("async-outside", "ASY-9", "requests on another thread", KitAsyncOutside),
    PRODUCER("async-discard", "ASY-15", "discards all arrays", KitAsyncDiscard),
    PRODUCER("async-late", "ASY-7 ASY-15", "moves tasks and extracts them later on another thread",
             KitAsyncLate),
    PRODUCER("async-keep", "ASY-15",
             "uses arrays after the release of the handler, on another thread", KitAsyncKeep),
    PRODUCER("async-refuse-schema", "ASY-5", "refuses the schema", KitAsyncRefuseSchema),
    PRODUCER("async-refuse-task", "ASY-10", "refuses a task", KitAsyncRefuseTask),
    PRODUCER("async-cancel-in-schema", "ASY-18 ASY-19", "cancels in on_schema",
             KitAsyncCancelFirst),
    PRODUCER("async-cancel-in-task", "ASY-18 ASY-19", "cancels in on_next_task",
             KitAsyncCancelLater),
    PRODUCER("async-cancel-outside", "ASY-9 ASY-19", "cancels on another thread",
             KitAsyncCancelOutside),
    PRODUCER("async-bad-request", "ASY-18", "requests -1 tasks", KitAsyncZero),
    {NULL, NULL, NULL, kKitAsyncConsumer, 0, NULL},
};
