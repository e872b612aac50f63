"""ArrowBridge: Arrow data through the PyCapsule interface, with nothing but the standard library."""

from ._errors import ArrowBridgeError
from ._library import bytes_copied, live_counts, version
from ._schema import DataType, Field, Schema
from ._types import *  # noqa: F401,F403
