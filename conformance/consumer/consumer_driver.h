/// \file consumer_driver.h
/// A stream that is fed to a consumer, as a scenario says, and that checks what the consumer does.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_DRIVER_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_DRIVER_H

#include "array_spec.h"
#include "tracked.h"

enum { kKitMostBatches = 8 };

/// What a stream is like.
struct KitStreamScenario {
  const char* rule;        ///< at stake: what a crash is blamed on
  const char* step;        ///< what the consumer is fed
  const char* array_spec;  ///< of its schema and batches, see array_spec.h
  unsigned quirks;         ///< KIT_QUIRK_… bits
  int n_batches;
  int64_t lengths[kKitMostBatches];
  bool schema_fails;
  bool batch_fails;     ///< after the n_batches batches
  int code;             ///< of the failure
  const char* message;  ///< of the failure, may be NULL
  bool garbage;  ///< an output that holds nothing holds traps: at the end, and after an error
  int pause;     ///< milliseconds that each call takes
  /// NULL, or how the consumer is called; gives back its code.
  int (*call)(struct Kit* kit, struct ArrowArrayStream* stream);
};

struct KitConsumerDriver {
  struct Kit* kit;
  const struct KitStreamScenario* scenario;
  struct KitTracked* tracked;
  struct KitArraySpec* spec;
  struct ArrowArrayStream* home;  ///< the struct that the consumer is given
  struct ArrowArrayStream given;
  struct KitGuardedBlock* message;  ///< of the last error, until the next call
  int next;                         ///< batch
  int n_schemas;
  bool failed;   ///< by the last call
  bool erred;    ///< ever
  bool saw_end;  ///< the consumer saw the end
  bool asked;    ///< for a batch
  int inside;    ///< calls that run now
  bool empty;    ///< the last batch had no rows
};

/// \brief Plays `scenario` to the consumer and reports; the whole of most scenarios.
void KitRunStreamScenario(struct Kit* kit, const struct KitStreamScenario* scenario);

/// \brief Makes the stream that KitRunStreamScenario() feeds, at `home`.
void KitConsumerDriverOpen(struct KitConsumerDriver* driver, struct Kit* kit,
                           const struct KitStreamScenario* scenario, struct ArrowArrayStream* home);

/// \brief Judges what is left after the consumer returned `code`.
void KitConsumerDriverClose(struct KitConsumerDriver* driver, int code);

/// \brief Calls the consumer, with the argument if there is one.
int KitCallConsumer(struct Kit* kit, struct ArrowArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_DRIVER_H
