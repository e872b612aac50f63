"""The program `python -m arrowbridge.conformance`, and objects of this package under it."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TESTS = Path(__file__).resolve().parent
MODULE = "conformance_implementations"


def run(*arguments, **environment):
    command = [sys.executable, "-m", "arrowbridge.conformance", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=600, check=False, cwd=TESTS, env={**os.environ, **environment}
    )


def run_implementation(name, *arguments, **environment):
    return run(f"conformance_implementations:{name}", *arguments, **environment)


class Objects(unittest.TestCase):
    def assert_conforms(self, name, *arguments, skipped=()):
        done = run_implementation(name, "--strict", "--time-limit", "60", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(set(re.findall(r"^skipped +(\S+)", done.stdout, re.M)) - set(skipped), set(), done.stdout)

    def test_schemas(self):
        self.assert_conforms("schema")
        self.assert_conforms("data_type", "--only", "capsule-*")

    def test_arrays(self):
        # A request for another type is ignored by arrays, against a recommendation: capsule-array-incompatible.
        some = ("--only", "array-[cm]*", "--only", "capsule-array-[acdr]*")
        self.assert_conforms("array", "--protocol", "array", *some)
        self.assert_conforms("batch", "--protocol", "device-array", "--protocol", "array", "--only", "capsule-*")

    def test_streams(self):
        patterns = ["capsule-*", "stream-[m-t]*", "stream-contents", "device-memory"]
        some = [word for pattern in patterns for word in ("--only", pattern)]
        self.assert_conforms("table", *some, skipped=["stream-residency"])
        some = ("--only", "capsule-stream-[acdr]*", "--only", "stream-memory")  # see test_arrays
        self.assert_conforms("chunked", "--protocol", "stream", *some)

    def test_readers(self):
        some = ("--only", "capsule-stream-[ai]*", "--only", "stream-contents", "--only", "stream-memory")
        self.assert_conforms("reader", *some)
        self.assert_conforms("failing", *some, "--only", "stream-errors")

    def test_consumers(self):
        some = ("--only", "capsule-*", "--only", "consumer-[d-f]*")
        self.assert_conforms("consume", "--consumer", *some, skipped=["consumer-dictionary-arrays"])
        self.assert_conforms("read_all", "--consumer", "--only", "capsule-*", "--only", "consumer-ordinary")

    def test_pass_through_functions(self):
        some = ("--only", "capsule-*", "--only", "pass-[m-n]*")
        self.assert_conforms("pass_on", "--pass-through", *some)
        self.assert_conforms("pass_table", "--pass-through", "--only", "capsule-*", "--only", "pass-ordinary")


class Implementations(unittest.TestCase):
    def assert_refused(self, text, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn(text, done.stderr)

    def test_what_cannot_be_found(self):
        self.assert_refused("module 'no_such_module' cannot be imported: ModuleNotFoundError", "no_such_module:f")
        self.assert_refused("no name 'tables'; did you mean 'table'?", f"{MODULE}:tables")
        self.assert_refused(f"'{MODULE}.Schemas' has no name 'mad'; did you mean 'made'?", f"{MODULE}:Schemas.mad")
        self.assert_refused("is not MODULE:NAME", MODULE)

    def test_what_cannot_be_tested(self):
        self.assert_refused("is a str, which has none of __arrow_c_schema__", f"{MODULE}:text")
        self.assert_refused("returns a int, which has none of __arrow_c_schema__", f"{MODULE}:nothing")
        self.assert_refused("is a str, which cannot be called", "--consumer", "conformance_implementations:text")
        self.assert_refused("raises ValueError: there is no data today", "conformance_implementations:raises")
        self.assert_refused("ends the process: exit code 7", "conformance_implementations:ends")

    def test_names_with_dots_and_objects(self):
        for name in ("Schemas.make", "Schemas.made"):
            done = run_implementation(name, "--only", "schema-moved")
            self.assertEqual((done.returncode, "1 ok" in done.stdout), (0, True), done.stdout + done.stderr)

    def test_options(self):
        self.assert_refused("no object to test", "--quiet")
        self.assert_refused("a value is missing after --only", "a:b", "--only")
        self.assert_refused("only one object can be tested", "a:b", "c:d")
        self.assert_refused("only one role", "--consumer", "--pass-through", "a:b")
        self.assert_refused("for shared libraries", "--producer", "a:b")
        self.assert_refused("did you mean 'stream'?", "conformance_implementations:table", "--protocol", "steam")
        self.assert_refused("has no __arrow_c_stream__", "conformance_implementations:schema", "--protocol", "stream")
        self.assert_refused("unknown option: --sedd", "conformance_implementations:schema", "--sedd")
        self.assert_refused("no scenario matches", "conformance_implementations:schema", "--only", "stream-*")
        self.assertIn("--pass-through", run("--help").stdout)
        self.assertTrue(os.path.isfile(run("--print-preload").stdout.strip()))


class Reports(unittest.TestCase):
    def test_findings_and_the_command_that_repeats_them(self):
        done = run_implementation("wrong", "--protocol", "schema", "--quiet", "--seed", "5")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("broken rules: PYC-7\n", done.stdout)
        command = re.search(r"reproduce: (.*)", done.stdout).group(1)
        self.assertTrue(command.endswith("conformance_implementations:wrong --only capsule-schema --seed 5"), command)
        again = subprocess.run(shlex.split(command), capture_output=True, text=True, check=False, cwd=TESTS)
        self.assertEqual((again.returncode, "1 broken" in again.stdout), (1, True), again.stdout + again.stderr)

    def test_reports_for_programs(self):
        with tempfile.TemporaryDirectory() as folder:
            tap, junit, known = (os.path.join(folder, name) for name in ("a.tap", "a.xml", "known.txt"))
            Path(known).write_text("PYC-7 capsule-*\n")
            only = ("--protocol", "schema", "--only", "capsule-schema", "--expected-failures", known)
            done = run_implementation("wrong", *only, "--tap", tap, "--junit", junit)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("not ok 1 - capsule-schema", Path(tap).read_text())
            self.assertEqual(len(ElementTree.parse(junit).findall("testcase")), 1)
        self.assertEqual(run_implementation("wrong", "--protocol", "schema", "--expect", "PYC-7").returncode, 0)

    def test_list(self):
        listed = run("--list", "--only", "capsule-*").stdout
        for name in ("capsule-schema", "capsule-device-array-arguments", "capsule-consumer-twice"):
            self.assertIn(name + " ", listed)

    def test_the_implementation_has_the_environment_of_the_caller(self):
        done = run_implementation("schema", "--only", "schema-memory", LD_PRELOAD="")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
