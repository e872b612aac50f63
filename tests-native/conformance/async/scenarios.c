// The scenarios for asynchronous device streams. Those for consumers find the rules of the watch as
// well, see ../consumer/scenarios.c and ../device/scenarios.c.
#include "scenarios.h"

#define DRIVE(name, rules, about, function) \
  { name, rules, about, kKitAsyncConsumer, 0, function }

const struct KitScenario kKitAsyncScenarios[] = {
    DRIVE("async-consumer-ordinary", "ASY-1 ASY-4 ASY-6 ASY-7 ASY-12 ASY-13 ASY-15 ASY-18 ASY-21",
          "a schema, tasks, the end", KitAsyncOrdinary),
    DRIVE("async-consumer-threads", "ASY-8", "each call comes from another thread",
          KitAsyncThreads),
    DRIVE("async-consumer-no-metadata", "ASY-20", "no metadata at all", KitAsyncNoMetadata),
    DRIVE("async-consumer-pending", "DEV-7", "arrays that are there later", KitAsyncPending),
    DRIVE("async-consumer-no-tasks", "ASY-7", "the end comes at once", KitAsyncNoTasks),
    DRIVE("async-consumer-only-release", "ASY-12", "nothing but release is called",
          KitAsyncOnlyRelease),
    DRIVE("async-consumer-error-first", "ASY-3 ASY-11", "an error instead of a schema",
          KitAsyncErrorFirst),
    DRIVE("async-consumer-error-later", "ASY-11", "an error after tasks", KitAsyncErrorLater),
    DRIVE("async-consumer-null-message", "ASY-11", "the message of an error is NULL",
          KitAsyncNullMessage),
    DRIVE("async-consumer-extract-fails", "ASY-15", "extract_data fails", KitAsyncExtractFails),
    {NULL, NULL, NULL, kKitAsyncConsumer, 0, NULL},
};
