/// \file arrowbridge.h
/// Everything a C program needs in one include. Define ARROWBRIDGE_NO_HELPERS before it when
/// another header brings the helper functions (see helpers.h).

#ifndef ARROWBRIDGE_ARROWBRIDGE_H
#define ARROWBRIDGE_ARROWBRIDGE_H

#include "arrowbridge/abi.h"
#include "arrowbridge/bridge.h"
#include "arrowbridge/helpers.h"
#include "arrowbridge/version.h"

#endif  // ARROWBRIDGE_ARROWBRIDGE_H
