"""Assertions for tests with pytest, unittest or any other framework."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

from ._implementations import ImplementationError, choose, find, kit, probe, warmed

__all__ = ["BrokenRule", "ConformanceError", "ScenarioResult", "assert_conforms"]


class BrokenRule(NamedTuple):
    """A rule that an implementation breaks."""

    rule: str
    expected: str
    happened: str
    during: str
    is_expected: bool


class ScenarioResult(NamedTuple):
    """What a scenario of the conformance kit found."""

    name: str
    role: str
    outcome: str  # "ok", "broken", "expected", "skipped" or "not run"
    seconds: float
    broken: Tuple[BrokenRule, ...]
    notes: Tuple[str, ...]
    why: Optional[str]  # it was skipped, or did not run
    reproduce: str


class ConformanceError(AssertionError):
    """Rules are broken. `results` has the results of all scenarios."""

    def __init__(self, message: str, results: List[ScenarioResult]):
        super().__init__(message)
        self.results = results


_ROLES: Dict[str, List[str]] = {"producer": [], "consumer": ["--consumer"], "pass-through": ["--pass-through"]}


def _address(implementation: Any) -> Optional[str]:
    """Return "module:name" if another process can import the implementation, else None."""
    module, name = getattr(implementation, "__module__", None), getattr(implementation, "__qualname__", None)
    if not (isinstance(module, str) and isinstance(name, str)) or module == "__main__":
        return None
    try:
        if importlib.util.find_spec(module) is None or find(f"{module}:{name}") is not implementation:
            return None
    except (ImportError, ValueError, ImplementationError):
        return None
    return f"{module}:{name}"


def _result(values: Sequence[Any]) -> ScenarioResult:
    name, role, outcome, seconds, found, notes, why, reproduce = values
    broken = tuple(BrokenRule(*one) for one in found)
    return ScenarioResult(name, role, outcome, seconds, broken, tuple(notes), why, reproduce)


def _in_new_process(address: str, options: List[str]) -> List[ScenarioResult]:
    environment: Dict[str, str] = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "results.json")
        command = [sys.executable, "-m", "arrowbridge.conformance", address, *options, "--results", file]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
        if not os.path.exists(file):
            raise RuntimeError(f"{address} cannot be tested: {done.stderr.strip() or f'exit code {done.returncode}'}")
        with open(file, encoding="ascii") as content:
            return [_result(one) for one in json.load(content)]


def _in_forks(
    implementation: Any, role: str, protocols: Sequence[str], options: List[str], seconds: float
) -> List[ScenarioResult]:
    what = f"the {type(implementation).__name__}"
    try:
        found = probe(lambda: implementation, what, role, seconds)
        chosen = role if role != "producer" else choose(found, protocols, what)
    except ImplementationError as error:
        raise RuntimeError(f"{what} cannot be tested in a forked process: {error}") from None
    results: List[ScenarioResult] = []
    kit.run(
        options, what, "", chosen, lambda: warmed(implementation, what, role), lambda *one: results.append(_result(one))
    )
    return results


def _message(implementation: Any, results: List[ScenarioResult], options: str) -> str:
    rules = []
    lines = []
    for result in results:
        if result.outcome != "broken":
            continue
        lines.append(result.name)
        for one in result.broken:
            if one.is_expected:
                continue
            rules.append(one.rule)
            lines += [f"    {one.rule}", f"      expected: {one.expected}", f"      happened: {one.happened}"]
            if one.during:
                lines.append(f"      while:    {one.during}")
        lines += [f"    note: {note}" for note in result.notes]
        lines.append(f"    reproduce: {result.reproduce or f'assert_conforms(..., only={result.name!r}{options})'}")
    name = getattr(implementation, "__qualname__", type(implementation).__name__)
    if isinstance(implementation, str):
        name = implementation
    return "\n".join([f"{name} breaks {', '.join(dict.fromkeys(rules))}", *lines])


def assert_conforms(
    implementation: Any,
    *,
    role: str = "producer",
    protocols: Sequence[str] = (),
    only: Union[str, Sequence[str]] = (),
    seed: int = 1,
    strict: bool = False,
    time_limit: float = 30,
    expected_failures: Optional[Union[str, "os.PathLike[str]"]] = None,
    fork: Optional[bool] = None,
) -> List[ScenarioResult]:
    """Test that objects follow the rules of the Arrow C interfaces and of the PyCapsule interface.

    Each scenario runs in a process of its own, so that crashes and hangs are findings, too. If the implementation can
    be imported, these are new processes, with guard pages and with counts of live memory. For lambdas, closures and
    objects they are forks of the running process: these have guard pages only if `python -m arrowbridge.conformance
    --print-preload` is preloaded, and libraries that do not survive a fork once they are used, such as this package and
    others with threads of their own, cannot be tested in them.

    Parameters
    ----------
    implementation : str, callable or object
        A function without parameters that returns a new exporting object, such an object, or "module:name" of either.
        For other roles, a function with one parameter, an object with `__arrow_c_stream__`.
    role : str
        "producer"; "consumer", a function that reads the object; or "pass-through", one that returns the same data.
    protocols : sequence of str
        The protocols of a producer that are tested: "schema", "array", "stream", "device-array", "device-stream". By
        default all that it has.
    only : str or sequence of str
        Shell patterns of the names of scenarios. By default all are run.
    seed : int
        Start of pseudo-random sequences.
    strict : bool
        Whether violations of recommendations count.
    time_limit : float
        Seconds after which a call counts as hanging.
    expected_failures : str or path, optional
        A file of findings that do not count: lines of RULE SCENARIO, both patterns.
    fork : bool, optional
        True: fork the running process. False: never do. By default only if the implementation cannot be imported.

    Returns
    -------
    list of ScenarioResult
        The results of all scenarios.

    Raises
    ------
    ConformanceError
        An AssertionError, if a rule is broken: with rules, what was expected, what happened, and how to repeat it.
    RuntimeError
        If no scenario ran.

    Examples
    --------
    >>> from arrowbridge.testing import assert_conforms
    >>> [result.outcome for result in assert_conforms(ab.int32, only="schema-moved")]
    ['ok']
    """
    if role not in _ROLES:
        raise ValueError(f"role is one of {', '.join(_ROLES)}, not {role!r}")
    options = ["--seed", str(seed), "--time-limit", f"{time_limit:g}"]
    options += ["--strict"] if strict else []
    for pattern in [only] if isinstance(only, str) else only:
        options += ["--only", pattern]
    if expected_failures is not None:
        options += ["--expected-failures", os.path.abspath(expected_failures)]
    address = implementation if isinstance(implementation, str) else None if fork else _address(implementation)
    if address is None and fork is False:
        raise ValueError(f"{implementation!r} cannot be imported by another process, and fork is False")
    if address is not None and not fork:
        more = [word for name in protocols for word in ("--protocol", name)]
        results = _in_new_process(address, [*_ROLES[role], *more, *options])
    else:
        value = find(implementation) if isinstance(implementation, str) else implementation
        results = _in_forks(value, role, protocols, options, time_limit)
        results = [result._replace(reproduce="") for result in results]
    if any(result.outcome == "broken" for result in results):
        extra = "".join([f", role={role!r}" if role != "producer" else "", f", seed={seed}", ", strict=True" * strict])
        raise ConformanceError(_message(implementation, results, extra), results)
    failed = [f"{result.name}: {result.why}" for result in results if result.outcome == "not run"]
    if failed:
        raise RuntimeError(f"the conformance kit could not do its work: {'; '.join(failed)}")
    if all(result.outcome == "skipped" for result in results):
        reasons = [f"{result.name} was skipped: {result.why}" for result in results]
        raise RuntimeError("; ".join(reasons) or "no scenario matches")
    return results
