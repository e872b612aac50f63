// Scenarios for asynchronous producers: what their handler does.
#include "handler.h"
#include "scenarios.h"

#define SCENARIO(function, rule_id, what, ...)                \
  void function(struct Kit* kit) {                            \
    static const struct KitAsyncProducerScenario scenario = { \
        .rule = rule_id, .step = what, __VA_ARGS__};          \
    KitRunAsyncProducerScenario(kit, &scenario);              \
  }

SCENARIO(KitAsyncOneByOne, "ASY-8", "requests one task after the other", .first = 1, .each = 1)
SCENARIO(KitAsyncAllAtOnce, "ASY-8", "requests all tasks at once", .first = 1000)
SCENARIO(KitAsyncOutside, "ASY-9", "requests on another thread, and rarely", .outside = 50)
SCENARIO(KitAsyncDiscard, "ASY-15", "discards all arrays", .first = 1, .each = 1, .discards = true)
SCENARIO(KitAsyncLate, "ASY-7", "moves tasks and extracts them later", .first = 2, .each = 1,
         .late = true)
SCENARIO(KitAsyncKeep, "ASY-15", "keeps the arrays", .first = 1, .each = 1, .keeps = true)
SCENARIO(KitAsyncRefuseSchema, "ASY-5", "refuses the schema", .refuses_schema = true)
SCENARIO(KitAsyncRefuseTask, "ASY-10", "refuses the first task", .first = 2, .refuses_task = true)
SCENARIO(KitAsyncCancelFirst, "ASY-19", "cancels in on_schema", .first = 2, .cancels = 1)
SCENARIO(KitAsyncCancelLater, "ASY-19", "cancels in on_next_task", .first = 1, .each = 1,
         .cancels = 2)
SCENARIO(KitAsyncCancelOutside, "ASY-19", "requests nothing and cancels on another thread",
         .cancels_outside = true)
SCENARIO(KitAsyncZero, "ASY-18", "requests -1 tasks", .first = -1)
