"""The conformance kit for Python: tests objects that export or import Arrow data through the PyCapsule interface.

    python -m arrowbridge.conformance my_package.streams:make_stream

See `python -m arrowbridge.conformance --help`, and `arrowbridge.testing` for tests with pytest or unittest.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import sys
from typing import Any, List, Optional, Sequence

from ._implementations import ImplementationError, choose, find, kit, probe, warmed

USAGE = """usage: python -m arrowbridge.conformance [ROLE] MODULE:NAME [options]

Tests a Python object with legal but unusual scenarios, and names the rules of the Arrow C interfaces
and of the PyCapsule interface that it breaks. ROLE is one of

  (none)             NAME is a function without parameters that returns a new object with
                     __arrow_c_stream__, __arrow_c_array__ or __arrow_c_schema__, or such an object
  --consumer         NAME is a function that reads all data of the object that it gets. The object
                     has only __arrow_c_stream__. An exception says that it refuses the data.
  --pass-through     NAME is a function that gets such an object and returns one with the same data

Options

  --protocol NAME    test only this protocol: schema, array, stream, device-array or device-stream;
                     may be repeated (default: all that the object has)
  --print-preload    print the path of the library that adds guard pages to a process, for
                     LD_PRELOAD with tests that use arrowbridge.testing, and exit

All options of arrowbridge-conformance but its roles: --list, --only PATTERN, --seed N, --strict,
--time-limit S, --expected-failures FILE, --tap FILE, --junit FILE, --html FILE, --json FILE,
--rules-url URL, --expect RULES, --quiet, --in-process, --version; for --consumer and --pass-through
also --without TYPES, --always-consumes, --may-stop-early.

Exit code: 0 no rule is broken, 1 some rules are broken, 2 the kit could not do its work, or
all scenarios were skipped.
"""

_MARK = "_ARROWBRIDGE_CONFORMANCE_ENVIRONMENT"
_ROLES = {"--consumer": "consumer", "--pass-through": "pass-through"}


class _Arguments:
    """The command line."""

    def __init__(self, arguments: Sequence[str]):
        self.role = "producer"
        self.implementation: Optional[str] = None
        self.protocols: List[str] = []
        self.results: Optional[str] = None
        self.options: List[str] = []  # for the kit
        self.seconds = 30.0
        rest = list(arguments)
        while rest:
            name = rest.pop(0)
            if name in _ROLES:
                if self.role != "producer":
                    raise ImplementationError("only one role can be tested")
                self.role = _ROLES[name]
            elif name in ("--protocol", "--results") or (name.startswith("--") and kit.takes_value(name)):
                if not rest:
                    raise ImplementationError(f"a value is missing after {name}")
                self._value(name, rest.pop(0))
            elif name.startswith("-"):
                self.options.append(name)
            elif self.implementation is None:
                self.implementation = name
            else:
                raise ImplementationError(f"only one object can be tested: {self.implementation} or {name}")

    def _value(self, name: str, value: str) -> None:
        if name == "--protocol":
            self.protocols.append(value)
        elif name == "--results":
            self.results = value
        elif name.endswith("-producer") or name.endswith("-consumer") or name == "--producer":
            raise ImplementationError(f"{name} is for shared libraries; use the program arrowbridge-conformance")
        else:
            if name == "--time-limit" and value.replace(".", "", 1).isdigit():
                self.seconds = float(value)
            self.options += [name, value]

    def command(self) -> str:
        """Return the command that tests the same, up to the name of the object."""
        name = os.path.basename(sys.executable)
        words = [name if shutil.which(name) == sys.executable else sys.executable, "-m", "arrowbridge.conformance"]
        words += [option for option, role in _ROLES.items() if role == self.role]
        for protocol in self.protocols:
            words += ["--protocol", protocol]
        return shlex.join(words)


def preload_path() -> str:
    """Return the path of the library that adds guard pages to a process and counts its memory.

    Examples
    --------
    >>> from arrowbridge import conformance
    >>> conformance.preload_path().endswith("_guarded_malloc.so.0")
    True
    """
    return os.path.join(os.path.dirname(os.path.abspath(kit.__file__)), "_guarded_malloc.so.0")


def _with_guards(arguments: Sequence[str]) -> None:
    """Start this program again with the guarded malloc. Returns in the new process, with the old environment."""
    saved = os.environ.pop(_MARK, None)
    if saved is not None:
        for name, value in json.loads(saved).items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        return
    library = preload_path()
    if kit.counts_memory() or not os.path.isfile(library) or not sys.platform.startswith("linux"):
        return
    environment = dict(os.environ)
    environment[_MARK] = json.dumps({"LD_PRELOAD": os.environ.get("LD_PRELOAD")})
    environment["LD_PRELOAD"] = " ".join(filter(None, [library, os.environ.get("LD_PRELOAD")]))
    # Memory that Arrow C++ and this package keep for reuse would have no guard pages.
    environment.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    environment.setdefault("ARROWBRIDGE_POOL_LIMIT", "0")
    sys.stdout.flush()
    command = [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - len(arguments)], *arguments]
    os.execve(sys.executable, command, environment)


def _run(arguments: _Arguments) -> int:
    if "--list" in arguments.options:
        return kit.run(arguments.options, "", "", "", lambda: None, None)
    if arguments.implementation is None:
        raise ImplementationError("no object to test; see --help")
    implementation = arguments.implementation

    def load() -> Any:
        return warmed(find(implementation), implementation, arguments.role)

    found = probe(lambda: find(implementation), implementation, arguments.role, arguments.seconds)
    what = arguments.role if arguments.role != "producer" else choose(found, arguments.protocols, implementation)
    if arguments.results is None:
        # An interrupt ends this process at once, as that of the kit's own program.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        return kit.run(arguments.options, implementation, arguments.command(), what, load, None)
    results: List[Any] = []
    code = kit.run(arguments.options, implementation, arguments.command(), what, load, lambda *one: results.append(one))
    with open(arguments.results, "w", encoding="ascii") as file:
        json.dump(results, file)
    return code


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run the program and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line, without the name of the program. By default that of this process.

    Returns
    -------
    int
        0: no rule is broken. 1: some rules are broken. 2: the kit could not do its work.

    Examples
    --------
    >>> from arrowbridge import conformance
    >>> conformance.main(["arrowbridge:int32", "--protocol"])  # says on standard error what is missing
    2
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--help" in given or "-h" in given:
        print(USAGE, end="")
        return 0
    if "--print-preload" in given:
        print(preload_path())
        return 0
    try:
        parsed = _Arguments(given)
        if arguments is None:
            _with_guards(given)
        return _run(parsed)
    except ImplementationError as error:
        print(f"arrowbridge.conformance: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
