"""Metadata in the encoding of the C data interface: counts and lengths are native int32, keys and values any bytes."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
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
    items = metadata.items() if hasattr(metadata, "items") else metadata  # a mapping
    return [(_bytes(key), _bytes(value)) for key, value in items]


def _number(value: int) -> bytes:
    return value.to_bytes(4, sys.byteorder, signed=True)


def encode(metadata: Optional[MetadataLike]) -> Optional[bytes]:
    """Encode metadata. Returns None for None, which differs from metadata without pairs."""
    found = pairs(metadata)
    if found is None:
        return None
    parts = [_number(len(found))]
    for pair in found:
        for text in pair:
            parts += [_number(len(text)), text]
    return b"".join(parts)


def as_dict(found: Optional[Pairs]) -> Optional[Dict[bytes, bytes]]:
    """Convert to a dict. If a key occurs several times, its last value is used."""
    return None if found is None else dict(found)


def decode(encoded: Optional[bytes]) -> Optional[Pairs]:
    """Decode metadata of the library, which has validated it. Returns None for None."""
    if encoded is None:
        return None
    texts: List[bytes] = []
    position = 4
    while position < len(encoded):
        start = position + 4
        position = start + int.from_bytes(encoded[position:start], sys.byteorder, signed=True)
        texts.append(encoded[start:position])
    return list(zip(texts[::2], texts[1::2]))
