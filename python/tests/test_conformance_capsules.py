"""The conformance kit's PyCapsule scenarios: each finds the rules that it claims in a mutant, and no others."""

import faulthandler
import re
import subprocess
import sys
import unittest

import capsule_mutants as mutants
from arrowbridge.testing import ConformanceError, assert_conforms

PROTOCOLS = {
    "schema": "PYC-7",
    "array": "PYC-8",
    "stream": "PYC-9",
    "device-array": "PYC-21",
    "device-stream": "PYC-21",
}
REQUESTS = [name for name in PROTOCOLS if name != "schema"]


def conforms(implementation, role, only, protocols=()):
    """Run scenarios in forked processes. Return the broken rules of each scenario, and the results."""
    try:
        results = assert_conforms(implementation, role=role, only=only, protocols=protocols, strict=True, fork=True)
    except ConformanceError as error:
        results = error.results
    return {one.name: {broken.rule for broken in one.broken} for one in results if one.broken}, results


def listed():
    """Return the rules that each PyCapsule scenario claims."""
    command = [sys.executable, "-m", "arrowbridge.conformance", "--list", "--only", "capsule-*"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: set(rules.split()) for name, rules in re.findall(r"^(\S+) +--\S+ +((?:[A-Z]+-\d+ ?)+)", text, re.M)}


class Proofs(unittest.TestCase):
    maxDiff = None
    proved = {}  # rules by scenario

    def setUp(self):
        if faulthandler.is_enabled():  # mutants crash
            faulthandler.disable()
            self.addCleanup(faulthandler.enable)

    def prove(self, implementation, rule, scenario, role="producer", protocols=()):
        with self.subTest(scenario=scenario, rule=rule):
            # All scenarios with the mutants of one protocol; the same functions test the others.
            every = not protocols or "stream" in protocols
            found, _ = conforms(implementation, role, "capsule-*" if every else scenario, protocols)
            self.assertEqual(set().union(*found.values()), {rule}, found)
            self.assertEqual(found.get(scenario), {rule}, found)
            self.proved.setdefault(scenario, set()).add(rule)

    def prove_fault(self, protocol, fault, rule, scenario, cls=mutants.Producer):
        self.prove(lambda: cls(protocol, fault), rule, f"capsule-{protocol}{scenario}", protocols=[protocol])

    def test_1_producers(self):
        for protocol, rule in PROTOCOLS.items():
            self.prove_fault(protocol, "shape", rule, "")
            self.prove_fault(protocol, "name", "PYC-1", "")
            self.prove_fault(protocol, "dangling", "PYC-2", "")
            self.prove_fault(protocol, "never", "PYC-2", "-dropped")
            self.prove_fault(protocol, "always", "PYC-2", "-consumed")
            self.prove_fault(protocol, "same", "PYC-5", "-again")
            self.prove_fault(protocol, "spent", "PYC-5", "-again")

    def test_1_released_structs(self):
        for protocol, rule in PROTOCOLS.items():
            self.prove_fault(protocol, "released", rule, "")

    def test_1_requests(self):
        for protocol in REQUESTS:
            self.prove_fault(protocol, "", "PYC-10", "-arguments", mutants.WithoutParameter)
            self.prove_fault(protocol, "", "PYC-10", "-arguments", mutants.OtherParameter)
            self.prove_fault(protocol, "takes", "PYC-10", "-arguments")
            self.prove_fault(protocol, "refuses", "PYC-11", "-requested")
            self.prove_fault(protocol, "renames", "PYC-14", "-requested")
            self.prove_fault(protocol, "loses", "PYC-15", "-requested")
            self.prove_fault(protocol, "frees", "PYC-15", "-requested")
            self.prove_fault(protocol, "extends", "PYC-13", "-incompatible")
        for protocol in ("array", "stream"):
            self.prove_fault(protocol, "pretends", "PYC-12", "-requested")
        for protocol in ("device-array", "device-stream"):
            self.prove_fault(protocol, "no keywords", "PYC-22", "-arguments")
            self.prove_fault(protocol, "all keywords", "PYC-22", "-arguments")

    def test_1_consumers(self):
        for function, rule, scenario in [
            (mutants.consume_any_name, "PYC-1", "-names"),
            (mutants.consume_copy, "PYC-4", ""),
            (mutants.consume_released, "PYC-5", "-twice"),
            (mutants.consume_nothing, "PYC-9", "-types"),
            (mutants.consume_silently, "PYC-9", "-raises"),
            (mutants.consume_tables, "PYC-9", ""),
            (mutants.consume_with_text, "PYC-10", ""),
            (mutants.consume_late, "PYC-25", ""),
        ]:
            self.prove(function, rule, f"capsule-consumer{scenario}", "consumer")
        self.prove(mutants.pass_copy, "PYC-4", "capsule-consumer", "pass-through")

    def test_2_every_rule_that_is_claimed_is_proved(self):
        self.assertEqual(self.proved, listed())


class Correct(unittest.TestCase):
    def assert_all_ok(self, implementation, role, count):
        found, results = conforms(implementation, role, "capsule-*")
        self.assertEqual(found, {})
        self.assertEqual([one for one in results if one.outcome != "ok"], [])
        self.assertEqual(len(results), count)

    def test_producers(self):
        self.assert_all_ok(mutants.Producer, "producer", 32)

    def test_consumers(self):
        self.assert_all_ok(mutants.consume, "consumer", 5)
        self.assert_all_ok(mutants.pass_on, "pass-through", 5)

    def test_an_object_that_can_be_exported_once(self):
        class Once(mutants.Producer):
            def __arrow_c_stream__(self, requested_schema=None):
                if self.calls:
                    raise ValueError("already exported")
                return super().__arrow_c_stream__(requested_schema)

        found, _ = conforms(Once, "producer", "capsule-*", ["stream"])
        self.assertEqual(found, {})


if __name__ == "__main__":
    unittest.main()
