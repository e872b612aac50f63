/// \file handler.h
/// A handler that a producer is given, which asks, takes, refuses and cancels as a scenario says,
/// and checks what the producer does.

#ifndef ARROWBRIDGE_CONFORMANCE_ASYNC_HANDLER_H
#define ARROWBRIDGE_CONFORMANCE_ASYNC_HANDLER_H

#include "../kit.h"

struct KitAsyncProducerScenario {
  const char* rule;  ///< at stake: what a crash is blamed on
  const char* step;
  int64_t first;  ///< asked for in on_schema; with a bad number an error has to follow
  int64_t each;   ///< asked for in every on_next_task
  int outside;    ///< asked for one by one, by another thread
  bool discards;  ///< extract_data(NULL)
  bool late;      ///< moves tasks, and extracts them later in another thread
  bool keeps;     ///< arrays, until after the release
  bool refuses_schema;
  bool refuses_task;
  int cancels;           ///< in the n-th call, on_schema being the first; 0: not
  bool cancels_outside;  ///< by another thread, when nothing was asked for
};

/// \brief Gives the producer a handler, waits for its release, and reports.
void KitRunAsyncProducerScenario(struct Kit* kit, const struct KitAsyncProducerScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_ASYNC_HANDLER_H
