// What the producers of asynchronous device streams are handed.
#include "handle.h"
#include "scenarios.h"

#define HANDLE(function, rule_id, what, ...)                                           \
  void function(struct Kit* kit) {                                                     \
    static const struct KitHandle play = {.rule = rule_id, .step = what, __VA_ARGS__}; \
    KitHandleStream(kit, &play);                                                       \
  }

HANDLE(KitAsyncOneByOne, "ASY-8", "asks for one task after the other", .first = 1, .each = 1)
HANDLE(KitAsyncAllAtOnce, "ASY-8", "asks for everything at once", .first = 1000)
HANDLE(KitAsyncOutside, "ASY-9", "asks in another thread, and rarely", .outside = 50)
HANDLE(KitAsyncDiscard, "ASY-15", "wants no data", .first = 1, .each = 1, .discards = true)
HANDLE(KitAsyncLate, "ASY-7", "moves tasks, and extracts later", .first = 2, .each = 1,
       .late = true)
HANDLE(KitAsyncKeep, "ASY-15", "keeps the arrays", .first = 1, .each = 1, .keeps = true)
HANDLE(KitAsyncRefuseSchema, "ASY-5", "refuses the schema", .refuses_schema = true)
HANDLE(KitAsyncRefuseTask, "ASY-10", "refuses the first task", .first = 2, .refuses_task = true)
HANDLE(KitAsyncCancelFirst, "ASY-19", "cancels in on_schema", .first = 2, .cancels = 1)
HANDLE(KitAsyncCancelLater, "ASY-19", "cancels in on_next_task", .first = 1, .each = 1,
       .cancels = 2)
HANDLE(KitAsyncCancelOutside, "ASY-19", "asks for nothing, and cancels in another thread",
       .cancels_outside = true)
HANDLE(KitAsyncZero, "ASY-18", "asks for -1 tasks", .first = -1)
