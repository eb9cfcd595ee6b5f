"""Takes place, device and owner out of a film or recording, without touching its sound and pictures.

MP4, MOV and M4A files are boxes in boxes (ISO/IEC 14496-12). Phones write where a film was taken into
``udta`` or ``meta`` below ``moov``. Such a box becomes ``free``, filled with zeros: nothing moves, so
the offsets to the media stay right.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from wangge.kit.errors import Invalid

_PERSONAL = {b"udta", b"meta", b"uuid"}
_PARENTS = {b"moov", b"trak"}
_ZEROS = bytes(65536)


class Box(NamedTuple):
    kind: bytes
    start: int
    body: int
    end: int


def forget(file: BinaryIO) -> bool:
    """Blanks the personal boxes in place; True if there were any. Invalid for a cut or broken file."""
    end = file.seek(0, 2)
    kinds = set()
    changed = False
    for box in list(_boxes(file, 0, end)):
        kinds.add(box.kind)
        changed |= _forget(file, box, depth=0)
    if b"moov" not in kinds:
        raise Invalid("file.damaged")
    return changed


def _forget(file: BinaryIO, box: Box, depth: int) -> bool:
    if box.kind in _PERSONAL:
        _blank(file, box)
        return True
    if box.kind not in _PARENTS or depth > 1:
        return False
    forgotten = [_forget(file, inner, depth + 1) for inner in list(_boxes(file, box.body, box.end))]
    return any(forgotten)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    while start < end:
        box = _box(file, start, end)
        yield box
        start = box.end


_HEAD = 8  # bytes: size and kind; 16 with a long size


def _box(file: BinaryIO, start: int, end: int) -> Box:
    file.seek(start)
    head = file.read(16)
    size, kind, body = int.from_bytes(head[:4], "big"), head[4:8], start + _HEAD
    if size == 1:
        size, body = int.from_bytes(head[8:16], "big"), start + 16
    elif size == 0:  # to the end of the file
        size = end - start
    if len(head) < _HEAD or start + size < body or start + size > end:
        raise Invalid("file.damaged")
    return Box(kind, start, body, start + size)


def _blank(file: BinaryIO, box: Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    file.seek(box.body)
    left = box.end - box.body
    while left > 0:
        left -= file.write(_ZEROS[: min(left, len(_ZEROS))])
