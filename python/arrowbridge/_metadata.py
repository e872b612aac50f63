"""Metadata in the encoding of the C data interface: counts and lengths are native int32, keys and values any bytes."""

from __future__ import annotations

import ctypes
import struct
from typing import Dict, Iterable, List, Mapping, Optional, Tuple, Union

Text = Union[str, bytes]
Pairs = List[Tuple[bytes, bytes]]
MetadataLike = Union[Mapping[Text, Text], Iterable[Tuple[Text, Text]]]


def _bytes(text: Text) -> bytes:
    return text.encode() if isinstance(text, str) else bytes(text)


def pairs(metadata: Optional[MetadataLike]) -> Optional[Pairs]:
    """Convert a mapping or pairs to pairs of bytes."""
    if metadata is None:
        return None
    items = metadata.items() if isinstance(metadata, Mapping) else metadata
    return [(_bytes(key), _bytes(value)) for key, value in items]


def encode(metadata: Optional[MetadataLike]) -> Optional[bytes]:
    """Encode metadata. Returns None for None, which differs from metadata without pairs."""
    found = pairs(metadata)
    if found is None:
        return None
    parts = [struct.pack("=i", len(found))]
    for pair in found:
        for text in pair:
            parts += [struct.pack("=i", len(text)), text]
    return b"".join(parts)


def decode(address: Optional[int]) -> Optional[Pairs]:
    """Decode the metadata at an address in a schema that the library has exported, and therefore validated."""
    if not address:
        return None

    def number() -> int:
        nonlocal address
        value = ctypes.c_int32.from_address(address).value  # type: ignore[arg-type]
        address += 4  # type: ignore[operator]
        return value

    def text() -> bytes:
        nonlocal address
        size = number()
        value = ctypes.string_at(address, size)  # type: ignore[arg-type]
        address += size  # type: ignore[operator]
        return value

    return [(text(), text()) for _ in range(number())]


def as_dict(found: Optional[Pairs]) -> Optional[Dict[bytes, bytes]]:
    """Convert to a dict. If a key occurs several times, its last value is used."""
    return None if found is None else dict(found)
