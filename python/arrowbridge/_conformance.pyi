"""The extension module with the conformance kit."""

from typing import Any, Callable, List, Optional, Tuple

# Called after each scenario: its name, the role, the outcome, seconds, the findings, notes, why it did not run, and a
# command that repeats it. A finding is the rule, what was expected, what happened, during what, and if it is expected.
Report = Callable[
    [str, str, str, float, List[Tuple[str, str, str, str, bool]], List[str], Optional[str], str], object
]

def run(
    options: List[str],
    implementation: str,
    command: str,
    what: str,
    loader: Callable[[], Any],
    report: Optional[Report],
    /,
) -> int: ...
def fork() -> int: ...
def counts_memory() -> bool: ...
def takes_value(name: str, /) -> bool: ...
