/* Counters of the C#'s branches. The fuzzing program defines them where libFuzzer finds them. */
#ifndef ARROWBRIDGE_FUZZ_COUNTERS_H
#define ARROWBRIDGE_FUZZ_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

/* Numbers of branches that SharpFuzz assigns are below this. */
#define ARROWBRIDGE_FUZZ_COUNTERS 65536

#endif /* ARROWBRIDGE_FUZZ_COUNTERS_H */
