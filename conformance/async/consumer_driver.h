/// \file consumer_driver.h
/// A producer that drives the handler of a consumer, as a scenario says, and checks what the
/// consumer does with what it is given.

#ifndef ARROWBRIDGE_CONFORMANCE_ASYNC_CONSUMER_DRIVER_H
#define ARROWBRIDGE_CONFORMANCE_ASYNC_CONSUMER_DRIVER_H

#include "../device/generator.h"

struct KitAsyncConsumerScenario {
  const char* rule;  ///< at stake: what a crash is blamed on
  const char* step;
  int n_tasks;
  struct KitPlacement placement;
  bool on_threads;      ///< each call comes from a thread of its own
  bool no_metadata;     ///< neither of the producer nor of tasks
  bool only_release;    ///< nothing else is called
  bool error_first;     ///< instead of on_schema
  bool error_later;     ///< after the tasks
  bool extract_fails;   ///< of the last task
  const char* message;  ///< of the error
};

/// \brief Takes a handler from the consumer, drives it as `scenario` says, and reports.
void KitRunAsyncConsumerScenario(struct Kit* kit, const struct KitAsyncConsumerScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_ASYNC_CONSUMER_DRIVER_H
