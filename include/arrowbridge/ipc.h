/// \file ipc.h
/// Arrow IPC: reading (ipc_read.h) and writing (ipc_write.h) of files and streams.
#ifndef ARROWBRIDGE_IPC_H
#define ARROWBRIDGE_IPC_H

#include "arrowbridge/ipc_read.h"
#include "arrowbridge/ipc_write.h"

#endif  // ARROWBRIDGE_IPC_H
