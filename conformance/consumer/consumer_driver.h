/// \file consumer_driver.h
/// Drives a consumer: makes the stream that a scenario describes, passes it to the consumer, and
/// checks what the consumer does with it.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_DRIVER_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_DRIVER_H

#include "array_spec.h"
#include "tracked.h"

enum { kKitMostBatches = 8 };

/// The columns of an ordinary stream.
#define KIT_ORDINARY "+s{i@a u@b g@c b@d +l@e{i@item} +s@f{l@x u@y} c@g<u@values>}"

/// The stream of a scenario.
struct KitStreamScenario {
  const char* rule;        ///< the rule at stake: a crash breaks it
  const char* step;        ///< what the consumer reads, for reports
  const char* array_spec;  ///< its schema and batches, see array_spec.h
  bool any_types;          ///< columns of other types would do as well
  unsigned quirks;         ///< KIT_QUIRK_… bits
  int n_batches;
  int64_t lengths[kKitMostBatches];
  bool schema_fails;
  bool batch_fails;     ///< get_next fails after n_batches batches
  int code;             ///< error code of the failure
  const char* message;  ///< error message of the failure, may be NULL
  bool garbage;         ///< outputs at end of stream and after an error hold invalid pointers
  int pause;            ///< duration of each call, in milliseconds
  /// NULL, or a function that calls the consumer and returns its code.
  int (*call)(struct Kit* kit, struct ArrowArrayStream* stream);
};

struct KitConsumerDriver {
  struct Kit* kit;
  const struct KitStreamScenario* scenario;
  struct KitTracked* tracked;
  struct KitArraySpec* spec;
  struct ArrowArrayStream* home;  ///< the struct that is passed to the consumer
  struct ArrowArrayStream given;
  struct KitGuardedBlock* message;  ///< message of the last error, until the next call
  int next;                         ///< index of the next batch
  int n_schemas;
  bool failed;   ///< the last call failed
  bool erred;    ///< any call failed
  bool saw_end;  ///< the consumer saw the end of the stream
  bool asked;    ///< get_next was called
  int inside;    ///< number of calls that are running
  bool empty;    ///< the last batch had no rows
};

/// \brief Runs the consumer on the stream of `scenario` and reports. Most scenarios only call this.
void KitRunStreamScenario(struct Kit* kit, const struct KitStreamScenario* scenario);

/// \brief Makes the stream of `scenario` at `home`, of the types of `spec`.
void KitConsumerDriverOpen(struct KitConsumerDriver* driver, struct Kit* kit,
                           const struct KitStreamScenario* scenario, struct KitArraySpec* spec,
                           struct ArrowArrayStream* home);

/// \brief Checks the state of stream and batches after the consumer returned `code`.
void KitConsumerDriverClose(struct KitConsumerDriver* driver, int code);

/// \brief Calls the consumer, with the argument if there is one.
int KitCallConsumer(struct Kit* kit, struct ArrowArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_DRIVER_H
