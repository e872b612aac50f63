/// \file scenarios.h
/// The scenarios for asynchronous device streams. Their table is in scenarios.c.

#ifndef ARROWBRIDGE_CONFORMANCE_ASYNC_SCENARIOS_H
#define ARROWBRIDGE_CONFORMANCE_ASYNC_SCENARIOS_H

#include "../kit.h"

void KitAsyncOrdinary(struct Kit* kit);
void KitAsyncThreads(struct Kit* kit);
void KitAsyncNoMetadata(struct Kit* kit);
void KitAsyncPending(struct Kit* kit);
void KitAsyncNoTasks(struct Kit* kit);
void KitAsyncOnlyRelease(struct Kit* kit);
void KitAsyncErrorFirst(struct Kit* kit);
void KitAsyncErrorLater(struct Kit* kit);
void KitAsyncNullMessage(struct Kit* kit);
void KitAsyncExtractFails(struct Kit* kit);

void KitAsyncOneByOne(struct Kit* kit);
void KitAsyncAllAtOnce(struct Kit* kit);
void KitAsyncOutside(struct Kit* kit);
void KitAsyncDiscard(struct Kit* kit);
void KitAsyncLate(struct Kit* kit);
void KitAsyncKeep(struct Kit* kit);
void KitAsyncRefuseSchema(struct Kit* kit);
void KitAsyncRefuseTask(struct Kit* kit);
void KitAsyncCancelFirst(struct Kit* kit);
void KitAsyncCancelLater(struct Kit* kit);
void KitAsyncCancelOutside(struct Kit* kit);
void KitAsyncZero(struct Kit* kit);

#endif  // ARROWBRIDGE_CONFORMANCE_ASYNC_SCENARIOS_H
