/// \file handler.h
/// A handler for an asynchronous producer under test. It requests, extracts, refuses and cancels as
/// a scenario describes, and checks what the producer does.

#ifndef ARROWBRIDGE_CONFORMANCE_ASYNC_HANDLER_H
#define ARROWBRIDGE_CONFORMANCE_ASYNC_HANDLER_H

#include "../kit.h"

/// What the handler of a scenario does.
struct KitAsyncProducerScenario {
  const char* rule;  ///< the rule at stake: a crash breaks it
  const char* step;
  int64_t
      first;     ///< number of tasks requested in on_schema; on_error must follow if it is negative
  int64_t each;  ///< number of tasks requested in every on_next_task
  int outside;   ///< number of tasks requested one by one on another thread
  bool discards;  ///< calls extract_data(NULL)
  bool late;      ///< moves tasks and extracts them later on another thread
  bool keeps;     ///< keeps arrays until after release
  bool refuses_schema;
  bool refuses_task;
  int cancels;           ///< cancels in the n-th call; on_schema is the first; 0: never
  bool cancels_outside;  ///< cancels on another thread, without a request
};

/// \brief Passes a handler to the producer, waits until it is released, and reports.
void KitRunAsyncProducerScenario(struct Kit* kit, const struct KitAsyncProducerScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_ASYNC_HANDLER_H
