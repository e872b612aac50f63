/// \file arrowbridge.h
/// Includes all parts of the C API. bridge.h is the manual. The functions that move and release the
/// structs of the specification are in helpers.h, which is included by itself, because nanoarrow.h
/// and Arrow C++ define the same names.

#ifndef ARROWBRIDGE_ARROWBRIDGE_H
#define ARROWBRIDGE_ARROWBRIDGE_H

#include "arrowbridge/abi.h"
#include "arrowbridge/adapters.h"
#include "arrowbridge/array.h"
#include "arrowbridge/async.h"
#include "arrowbridge/bridge.h"
#include "arrowbridge/build.h"
#include "arrowbridge/casts.h"
#include "arrowbridge/checked.h"
#include "arrowbridge/compact.h"
#include "arrowbridge/core.h"
#include "arrowbridge/device.h"
#include "arrowbridge/dictionaries.h"
#include "arrowbridge/integration.h"
#include "arrowbridge/ipc.h"
#include "arrowbridge/ipc_decode.h"
#include "arrowbridge/ipc_encode.h"
#include "arrowbridge/ipc_follow.h"
#include "arrowbridge/ipc_read.h"
#include "arrowbridge/ipc_write.h"
#include "arrowbridge/live.h"
#include "arrowbridge/reader.h"
#include "arrowbridge/schema.h"
#include "arrowbridge/statistics.h"
#include "arrowbridge/text.h"
#include "arrowbridge/values.h"
#include "arrowbridge/version.h"

#endif  // ARROWBRIDGE_ARROWBRIDGE_H
