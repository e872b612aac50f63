/// \file pass.h
/// Pass-through functions: compares the stream that comes out with the stream that went in.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_PASS_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_PASS_H

#include "consumer_driver.h"

/// \brief Passes the stream of the driver to the function under test, reads the stream that comes
/// out and compares. \return 0 at end of stream, or the code of the function or of the failed call.
int KitPassStream(struct KitConsumerDriver* driver);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_PASS_H
