/// \file pass.h
/// Functions that take a stream and hand one out: whether what comes out is what went in.

#ifndef ARROWBRIDGE_CONFORMANCE_CONSUMER_PASS_H
#define ARROWBRIDGE_CONFORMANCE_CONSUMER_PASS_H

#include "consumer_driver.h"

/// \brief Hands the stream of the feed to the subject, reads what comes out and compares.
/// \return 0 at the end; the code of what refused or failed.
int KitPassStream(struct KitConsumerDriver* driver);

#endif  // ARROWBRIDGE_CONFORMANCE_CONSUMER_PASS_H
