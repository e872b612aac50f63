/* Linked into the library of the coverage-guided fuzzers: tells the C# where its counters are. */
#include "counters.h"

/* Absent in programs that are not fuzzers. */
extern __attribute__((weak, visibility("default")))
uint8_t arrowbridge_fuzz_counters[ARROWBRIDGE_FUZZ_COUNTERS];

uint8_t* arrowbridge_fuzz_managed_counters(void);
uint8_t* arrowbridge_fuzz_managed_counters(void) {
  static uint8_t unread[ARROWBRIDGE_FUZZ_COUNTERS];
  return arrowbridge_fuzz_counters != NULL ? arrowbridge_fuzz_counters : unread;
}
