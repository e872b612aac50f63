"""Exchanges streams with DuckDB through its ADBC entry point. ARROWBRIDGE_DUCKDB is the path of its shared library.

The driver table is declared as in ADBC 1.0.0. Functions that the tests do not call are declared as plain pointers.
"""

import ctypes
import datetime
import decimal
import gc
import os
import sys
import unittest
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_uint8, c_void_p

import arrowbridge as ab

LIBRARY = os.environ.get("ARROWBRIDGE_DUCKDB", "")


class Error(ctypes.Structure):
    _fields_ = [("message", c_char_p), ("vendor_code", c_int32), ("sqlstate", ctypes.c_char * 5), ("release", c_void_p)]


class Handle(ctypes.Structure):
    """struct AdbcDatabase, AdbcConnection or AdbcStatement, which have the same layout."""

    _fields_ = [("private_data", c_void_p), ("private_driver", c_void_p)]


ENTRIES = """private_data private_manager release DatabaseInit DatabaseNew DatabaseSetOption DatabaseRelease
ConnectionCommit ConnectionGetInfo ConnectionGetObjects ConnectionGetTableSchema ConnectionGetTableTypes
ConnectionInit ConnectionNew ConnectionSetOption
ConnectionReadPartition ConnectionRelease ConnectionRollback StatementBind StatementBindStream StatementExecuteQuery
StatementExecutePartitions StatementGetParameterSchema StatementNew StatementPrepare StatementRelease StatementSetOption
StatementSetSqlQuery StatementSetSubstraitPlan""".split()


class Driver(ctypes.Structure):
    _fields_ = [(name, c_void_p) for name in ENTRIES]


class DuckDb:
    """An in-memory database."""

    def __init__(self):
        self._driver = Driver()
        error = Error()
        if ctypes.CDLL(LIBRARY).duckdb_adbc_init(1000000, byref(self._driver), byref(error)) != 0:
            raise RuntimeError(error.message)
        self._database, self._connection = Handle(), Handle()
        self.call("DatabaseNew", byref(self._database))
        self.call("DatabaseSetOption", byref(self._database), b"path", b":memory:")
        self.call("DatabaseInit", byref(self._database))
        self.call("ConnectionNew", byref(self._connection))
        self.call("ConnectionInit", byref(self._connection), byref(self._database))

    def close(self):
        self.call("ConnectionRelease", byref(self._connection))
        self.call("DatabaseRelease", byref(self._database))

    def call(self, name, *arguments):
        error = Error()
        types = [c_void_p if not isinstance(a, bytes) else c_char_p for a in arguments]
        function = ctypes.CFUNCTYPE(c_uint8, *types, POINTER(Error))
        if function(getattr(self._driver, name))(*arguments, byref(error)) != 0:
            raise RuntimeError((error.message or b"").decode())

    def query(self, sql):
        stream = (c_void_p * 5)()  # struct ArrowArrayStream
        statement = Handle()
        self.call("StatementNew", byref(self._connection), byref(statement))
        self.call("StatementSetSqlQuery", byref(statement), sql.encode())
        self.call("StatementExecuteQuery", byref(statement), ctypes.addressof(stream), byref(c_int64()))
        self.call("StatementRelease", byref(statement))
        return ab.RecordBatchReader._import_from_c(ctypes.addressof(stream))

    def ingest(self, table, source):
        statement = Handle()
        self.call("StatementNew", byref(self._connection), byref(statement))
        self.call("StatementSetOption", byref(statement), b"adbc.ingest.target_table", table.encode())
        stream = (c_void_p * 5)()
        ab.struct_from_capsule(source.__arrow_c_stream__(), "arrow_array_stream", ctypes.addressof(stream))
        self.call("StatementBindStream", byref(statement), ctypes.addressof(stream))
        self.call("StatementExecuteQuery", byref(statement), None, byref(c_int64()))
        self.call("StatementRelease", byref(statement))


class DuckDbTest(unittest.TestCase):
    def setUp(self):
        gc.collect()
        self.before = ab.live_counts()
        self.duckdb = DuckDb()

    def tearDown(self):
        self.duckdb.close()
        gc.collect()
        self.assertEqual(ab.live_counts(), self.before)

    def test_a_query_is_a_reader(self):
        with self.duckdb.query("select i, 'row ' || i as text, i / 4 as quarter from range(5000) t(i)") as reader:
            self.assertEqual([field.name for field in reader.schema], ["i", "text", "quarter"])
            table = reader.read_all()
        self.assertEqual(len(table), 5000)
        self.assertEqual(table.column("text").to_pylist()[4999], "row 4999")
        self.assertEqual(sum(table.column("i").to_pylist()), 4999 * 2500)

    def test_a_reader_outlives_its_statement(self):
        reader = self.duckdb.query("select 42 as answer")
        gc.collect()
        self.assertEqual(reader.read_all().to_pydict(), {"answer": [42]})

    def test_values_round_trip(self):
        values = {
            "number": [1, None, -3],
            "real": [0.5, 1e300, None],
            "text": ["a", "", "größer"],
            "day": [datetime.date(2026, 11, 20), None, datetime.date(1969, 12, 31)],
            "price": [decimal.Decimal("1.25"), decimal.Decimal("-0.10"), None],
            "list": [[1, 2], [], None],
            "point": [{"x": 1, "y": "b"}, {"x": None, "y": None}, {"x": 3, "y": ""}],
        }
        self.duckdb.ingest("there", ab.Table(ab.RecordBatch.from_pydict(values)))
        self.assertEqual(self.duckdb.query("select * from there").read_all().to_pydict(), values)

    def test_a_python_iterable_is_ingested(self):
        schema = ab.RecordBatch.from_pydict({"i": [0]}).schema
        batches = (ab.RecordBatch.from_pydict({"i": list(range(k * 100, k * 100 + 100))}) for k in range(20))
        self.duckdb.ingest("numbers", ab.RecordBatchReader.from_batches(schema, batches))
        result = self.duckdb.query("select sum(i)::bigint as s, count(*) as n from numbers").read_all()
        self.assertEqual(result.to_pydict(), {"s": [1999 * 1000], "n": [2000]})

    def test_error_messages_are_passed_on(self):
        with self.assertRaisesRegex(RuntimeError, "no_such_table"):
            self.duckdb.query("select * from no_such_table")


if __name__ == "__main__":
    if not os.path.exists(LIBRARY):
        print("DuckDB interop left out: ARROWBRIDGE_DUCKDB is not the path of a library")
        sys.exit(77)
    unittest.main()
