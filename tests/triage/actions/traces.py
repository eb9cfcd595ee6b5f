"""Whether anything in a district says what somebody said: in words, or as what the program makes of words.

Every column of every table is looked into, by what its values are: texts and documents as text; bytes as they are and
unpacked, as text, hash, sketch or counts; whole numbers in arrays as hashed pieces of words.
"""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import md5, sha1, sha256
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from psycopg import Connection, sql

from tests.database import DISTRICT
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.tx import Tx
from wangge.triage.actions.wording import sketcher, whole
from wangge.triage.topics import Sketcher
from wangge.triage.topics.sketch import SIZE, _pieces

_LONG = 5  # characters that nobody else says in this order
_BUCKETS = 1 << 20
_ALIKE = 0.2  # of a middle and a sketch; those of other words are at 0.02


class Trace(NamedTuple):
    """What to look for: of one report and of no other of the district."""

    pieces: tuple[str, ...]
    hashes: frozenset[bytes]
    buckets: frozenset[int]
    sketch: Any


def trace_of(tx: Tx, title: str, text: str, others: Iterable[str]) -> Trace:
    words = sketcher(tx)
    assert isinstance(words, Sketcher)
    pieces = tuple(said[at : at + _LONG] for said in (title, text) for at in range(len(said) - _LONG + 1))
    said = whole(title, text)
    forms = [form.encode() for form in (title, text, said, said.strip())]
    hashes = {make(form).digest() for form in forms for make in (md5, sha1, sha256)}
    hashes |= set(Keys.load(settings()).hashes(f"matter/{said.strip()}"))
    theirs = {int(bucket) for other in others for bucket in _pieces(other)}
    return Trace(pieces, frozenset(hashes), frozenset(map(int, _pieces(said))) - theirs, words.sketch(said))


def found(owner: Connection[Any], trace: Trace) -> set[str]:
    """``table.column`` wherever a value says something of it."""
    columns = owner.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema IN (%s, 'jobs') AND table_type = 'BASE TABLE'",
        (f"d{DISTRICT}",),
    ).fetchall()
    return {
        f"{table}.{column}"
        for table, column, kind in columns
        if any(_says(trace, value) for value in _values(owner, table, column, kind))
    }


def _values(owner: Connection[Any], table: str, column: str, kind: str) -> Iterator[Any]:
    form = "{}" if kind in ("bytea", "ARRAY") else "{}::text"
    statement = sql.SQL(f"SELECT {form} FROM {{}}").format(sql.Identifier(column), sql.Identifier(table))
    for (value,) in owner.execute(statement):
        yield value


def _says(trace: Trace, value: Any) -> bool:
    if isinstance(value, bytes | memoryview):
        return _bytes_say(trace, bytes(value))
    if isinstance(value, list) and value and all(isinstance(each, int) for each in value):
        return not trace.buckets.isdisjoint(value)
    text = str(value)
    return any(piece in text for piece in trace.pieces) or any(each.hex() in text for each in trace.hashes)


def _bytes_say(trace: Trace, value: bytes) -> bool:
    forms = [value]
    with suppress(zlib.error):
        forms.append(zlib.decompress(value))
    needles = chain((piece.encode() for piece in trace.pieces), trace.hashes)
    if any(needle in form for needle in needles for form in forms):
        return True
    last = forms[-1]
    if len(last) == SIZE:
        middle = np.frombuffer(last, dtype=np.int8).astype(float)
        return bool(middle @ trace.sketch / max(np.linalg.norm(middle), 1) > _ALIKE)
    if len(last) == 4 * _BUCKETS:
        return bool(np.frombuffer(last, dtype="<i4")[list(trace.buckets)].any())
    return False
