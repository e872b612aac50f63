"""What is alive in the library, and who made it."""

from __future__ import annotations

from typing import List, NamedTuple

from ._library import core

# In the order of enum ArrowBridgeLiveKind.
_KINDS = (
    "memory",
    "schema",
    "array",
    "reader",
    "writer",
    "exported schema",
    "exported array",
    "exported stream",
    "mapping",
    "callback",
    "decoder",
    "other",
)


class LiveObject(NamedTuple):
    """An object of the library that is alive: see ArrowBridgeVisitLiveObjects().

    Attributes
    ----------
    kind : str
        "memory", "schema", "array", "reader", "writer", "exported schema", "exported array", "exported stream",
        "mapping", "callback", "decoder" or "other".
    function : str
        The function of the C API that made it, or "".
    tag : str
        The tag that the thread had set when it was made, or "".
    bytes : int
        The size of its own memory, without what it refers to.
    age : float
        Seconds since it was made.
    references : int
        How many objects and exported structs hold it.
    address : int
        An identity.
    """

    kind: str
    function: str
    tag: str
    bytes: int
    age: float
    references: int
    address: int


def track_live_objects(enabled: bool = True) -> bool:
    """Start or stop recording which objects of the library are alive, and return whether they were recorded before.

    Parameters
    ----------
    enabled : bool
        Whether objects are recorded from now on. Those that were recorded are forgotten when it stops.

    Examples
    --------
    >>> ab.track_live_objects()
    False
    >>> array = ab.array([1, 2, 3])
    >>> {found.kind for found in ab.live_objects()} >= {"array", "schema"}
    True
    >>> ab.track_live_objects(False)
    True
    """
    return bool(core.track_live_objects(enabled))


def tag_live_objects(tag: str = "") -> None:
    """Set the tag of the objects that this thread makes from now on.

    Parameters
    ----------
    tag : str
        The tag, of which 63 bytes of UTF-8 are kept. Empty: none.

    Examples
    --------
    >>> before = ab.track_live_objects()
    >>> ab.tag_live_objects("loading cities")
    >>> array = ab.array([1, 2, 3])
    >>> ab.tag_live_objects()
    >>> "loading cities" in [found.tag for found in ab.live_objects()]
    True
    >>> ab.track_live_objects(False)
    True
    """
    core.tag_live_objects(tag)


def live_objects() -> List[LiveObject]:
    """List the recorded objects that are alive, the oldest first.

    Returns
    -------
    list of LiveObject
        Those that were made since track_live_objects().

    Raises
    ------
    ArrowBridgeError
        In a forked child.

    Examples
    --------
    >>> ab.live_objects()
    []
    """
    return [LiveObject(_KINDS[kind], function, tag, size, age / 1e9, references, address)
            for kind, function, tag, size, age, references, address in core.live_objects()]
