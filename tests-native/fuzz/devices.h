// Arrays on a device whose memory the CPU cannot access.

#ifndef ARROWBRIDGE_FUZZ_DEVICES_H
#define ARROWBRIDGE_FUZZ_DEVICES_H

#include "random.h"

namespace arrowbridge_fuzz {

// Copies an array that may be invalid from a device. What arrives must be usable; what is valid
// must arrive equal, also after a way to the device and back.
void UseDevice(Random* random);

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_DEVICES_H
