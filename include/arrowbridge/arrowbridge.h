/// \file arrowbridge.h
/// Everything a C program needs in one include. Define ARROWBRIDGE_NO_HELPERS before it when
/// another header brings the helper functions (see helpers.h).

#ifndef ARROWBRIDGE_ARROWBRIDGE_H
#define ARROWBRIDGE_ARROWBRIDGE_H

#include "arrowbridge/abi.h"
#include "arrowbridge/adapters.h"
#include "arrowbridge/bridge.h"
#include "arrowbridge/build.h"
#include "arrowbridge/capsule.h"
#include "arrowbridge/casts.h"
#include "arrowbridge/checked.h"
#include "arrowbridge/core.h"
#include "arrowbridge/device.h"
#include "arrowbridge/helpers.h"
#include "arrowbridge/integration.h"
#include "arrowbridge/ipc.h"
#include "arrowbridge/version.h"

#endif  // ARROWBRIDGE_ARROWBRIDGE_H
