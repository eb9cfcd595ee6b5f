"""Matters in hand: those a message is compared with, and their middles made again from the words that are left."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from wangge.kit.tx import Tx
from wangge.triage.actions.wording import q, whole
from wangge.triage.topics import Known, Message, Sketcher, packed, place_key, unpacked
from wangge.triage.topics.matters import LIVE, common

NEAR = 24  # matters a message is compared with
EACH = 50  # matters looked at for a key, the newest
READ_AGAIN = 500  # reports of a matter that has lost one
_AT_ONCE = 20  # matters whose words are in memory together

Doc = dict[str, Any]


def message_of(words: Sketcher, row: Mapping[str, Any]) -> Message:
    text, place = whole(row["title"], row["text"]), place_key(row["path"])
    keys = words.keys(text) if place is None else [place, *words.keys(text)]
    return Message(words.sketch(text), keys, _day(row["at"]), row["path"], row["category"])


def known_of(row: Mapping[str, Any]) -> Known:
    branch = common(row["path_lo"], row["path_hi"])
    middle = unpacked(row["middle"], row["step"])
    return Known(row["id"], middle, _day(row["last_at"]), branch, list(row["keys"]), row["category"])


def near(tx: Tx, one: Message) -> list[Known]:
    """The matters that one message is compared with."""
    (ids,) = near_ids(tx, [one])
    return [known_of(row) for row in tx.rows(q.known_matters, ids=ids)] if ids else []


def near_ids(tx: Tx, messages: Sequence[Message]) -> list[list[int]]:
    """The matters that each message is compared with: one statement for all."""
    asked = [
        {"no": no, "keys": one.keys, "since": moment(one.day - LIVE)} for no, one in enumerate(messages) if one.keys
    ]
    found: list[list[int]] = [[] for _ in messages]
    for row in tx.rows(q.near_matters, asked=as_json(asked), most=NEAR, each=EACH):
        found[row["no"]].append(row["id"])
    return found


def empty(tx: Tx, matters: Collection[int]) -> set[int]:
    """Those of the matters that no report is left in: nothing is found by them any more."""
    return {row["id"] for row in tx.rows(q.empty_matters, ids=sorted(matters))} if matters else set()


def made_again(tx: Tx, words: Sketcher, matters: Iterable[int]) -> None:
    """Middle and keys of matters, from the words that are left in them."""
    ids = sorted(matters)
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        left: defaultdict[int, list[Doc]] = defaultdict(list)
        for row in tx.rows(q.words_left, ids=some, most=READ_AGAIN):
            left[row["matter"]].append(row)
        tx.run(q.put_middles, rows=as_json([_made(words, matter, left[matter]) for matter in some]))


def middle_of(known: Known) -> Doc:
    middle, step = packed(known.total)
    return {"id": known.id, "middle": "\\x" + middle.hex(), "step": step, "keys": known.keys}


def moment(day: float) -> datetime:
    return datetime.fromtimestamp(day * 86_400, UTC)


def as_json(rows: list[Doc]) -> str:
    return orjson.dumps(rows).decode()


def _made(words: Sketcher, matter: int, newest_first: Sequence[Doc]) -> Doc:
    if not newest_first:
        return {"id": matter, "middle": "\\x", "step": 1.0, "keys": []}
    known = Known(matter, unpacked(b"", 1.0), 0.0, "")
    for row in reversed(newest_first):
        one = message_of(words, row)
        known.take(one.sketch, one.day, one.path, one.keys)
    return middle_of(known)


def _day(at: datetime) -> float:
    return at.timestamp() / 86_400
