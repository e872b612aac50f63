/// \file consumer_driver.h
/// Drives an asynchronous consumer: calls its handler as a scenario describes, and checks what the
/// consumer does.

#ifndef ARROWBRIDGE_CONFORMANCE_ASYNC_CONSUMER_DRIVER_H
#define ARROWBRIDGE_CONFORMANCE_ASYNC_CONSUMER_DRIVER_H

#include "../device/generator.h"

/// The calls of a scenario.
struct KitAsyncConsumerScenario {
  const char* rule;  ///< the rule at stake: a crash breaks it
  const char* step;
  int n_tasks;
  struct KitPlacement placement;
  bool on_threads;      ///< each call is made on a new thread
  bool no_metadata;     ///< the producer and the tasks have no metadata
  bool only_release;    ///< release is the only call
  bool error_first;     ///< on_error is called instead of on_schema
  bool error_later;     ///< on_error is called after the tasks
  bool extract_fails;   ///< extract_data of the last task fails
  const char* message;  ///< error message
};

/// \brief Gets a handler from the consumer, makes the calls of `scenario` and reports.
void KitRunAsyncConsumerScenario(struct Kit* kit, const struct KitAsyncConsumerScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_ASYNC_CONSUMER_DRIVER_H
