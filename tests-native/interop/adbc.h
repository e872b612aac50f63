/* The part of ADBC 1.0.0 that the interop tests call, declared from its published layout: the
 * driver table in its order, with the entries the tests do not use as plain function pointers. */

#ifndef ARROWBRIDGE_TESTS_INTEROP_ADBC_H
#define ARROWBRIDGE_TESTS_INTEROP_ADBC_H

#include <arrowbridge/abi.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ADBC_VERSION_1_0_0 1000000
#define ADBC_STATUS_OK 0

typedef uint8_t AdbcStatusCode;

struct AdbcDriver;

/* An error of a later version may have more members after these; the vendor code then says so. */
struct AdbcError {
  char* message;
  int32_t vendor_code;
  char sqlstate[5];
  void (*release)(struct AdbcError* error);
};

struct AdbcDatabase {
  void* private_data;
  struct AdbcDriver* private_driver;
};

struct AdbcConnection {
  void* private_data;
  struct AdbcDriver* private_driver;
};

struct AdbcStatement {
  void* private_data;
  struct AdbcDriver* private_driver;
};

typedef void (*AdbcUnusedEntry)(void);

struct AdbcDriver {
  void* private_data;
  void* private_manager;
  AdbcStatusCode (*release)(struct AdbcDriver* driver, struct AdbcError* error);

  AdbcStatusCode (*DatabaseInit)(struct AdbcDatabase*, struct AdbcError*);
  AdbcStatusCode (*DatabaseNew)(struct AdbcDatabase*, struct AdbcError*);
  AdbcStatusCode (*DatabaseSetOption)(struct AdbcDatabase*, const char* key, const char* value,
                                      struct AdbcError*);
  AdbcStatusCode (*DatabaseRelease)(struct AdbcDatabase*, struct AdbcError*);

  AdbcUnusedEntry ConnectionCommit;
  AdbcUnusedEntry ConnectionGetInfo;
  AdbcUnusedEntry ConnectionGetObjects;
  AdbcUnusedEntry ConnectionGetTableSchema;
  AdbcUnusedEntry ConnectionGetTableTypes;
  AdbcStatusCode (*ConnectionInit)(struct AdbcConnection*, struct AdbcDatabase*, struct AdbcError*);
  AdbcStatusCode (*ConnectionNew)(struct AdbcConnection*, struct AdbcError*);
  AdbcUnusedEntry ConnectionSetOption;
  AdbcUnusedEntry ConnectionReadPartition;
  AdbcStatusCode (*ConnectionRelease)(struct AdbcConnection*, struct AdbcError*);
  AdbcUnusedEntry ConnectionRollback;

  AdbcUnusedEntry StatementBind;
  AdbcStatusCode (*StatementBindStream)(struct AdbcStatement*, struct ArrowArrayStream*,
                                        struct AdbcError*);
  AdbcStatusCode (*StatementExecuteQuery)(struct AdbcStatement*, struct ArrowArrayStream* out,
                                          int64_t* rows_affected, struct AdbcError*);
  AdbcUnusedEntry StatementExecutePartitions;
  AdbcUnusedEntry StatementGetParameterSchema;
  AdbcStatusCode (*StatementNew)(struct AdbcConnection*, struct AdbcStatement*, struct AdbcError*);
  AdbcUnusedEntry StatementPrepare;
  AdbcStatusCode (*StatementRelease)(struct AdbcStatement*, struct AdbcError*);
  AdbcStatusCode (*StatementSetOption)(struct AdbcStatement*, const char* key, const char* value,
                                       struct AdbcError*);
  AdbcStatusCode (*StatementSetSqlQuery)(struct AdbcStatement*, const char* sql, struct AdbcError*);
  AdbcUnusedEntry StatementSetSubstraitPlan;
};

#ifdef __cplusplus
}
#endif

#endif /* ARROWBRIDGE_TESTS_INTEROP_ADBC_H */
