"""The chain of a case's history: every event is sealed with the one before it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from wangge.cases.rules.fold import apply
from wangge.cases.rules.state import Case, Event, World
from wangge.kit.errors import Refused

START = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seal(before: bytes, case_id: int, event: Event) -> bytes:
    """SHA-256 over the hash before and the event's own content, in a form that does not depend on key order."""
    content = (
        case_id,
        event.seq,
        event.verb,
        event.actor,
        (event.at - _EPOCH) // (event.at.resolution),
        event.given,
        event.workflow,
        event.calendar,
        event.standard,
        event.rule,
    )
    return sha256(before + orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as the table keeps it, with its stored hash."""

    event: Event
    hash: bytes


def chain(case_id: int, last_seq: int, last_hash: bytes, kept: list[Kept]) -> list[str]:
    """What is wrong with a chain, in words; nothing when it is whole."""
    wrong: list[str] = []
    before = START
    for number, item in enumerate(kept, 1):
        if item.event.seq != number:
            return [*wrong, f"event {number} is missing"]
        if seal(before, case_id, item.event) != item.hash:
            wrong.append(f"event {number} ({item.event.verb}) is not what was sealed")
        before = item.hash
    if len(kept) != last_seq:
        wrong.append(f"the case knows {last_seq} events, the history has {len(kept)}")
    elif before != last_hash:
        wrong.append(f"the last event ({last_seq}) is not the one the case was sealed with")
    return wrong


def begun(case_id: int, district: str, first: Event) -> Case:
    """The case before its first event, which brings its number."""
    return Case(case_id, str(first.given["number"]), path=f"{district}/")


def replay(start: Case, events: list[Event], worlds: list[World]) -> tuple[Case, list[str]]:
    """The case its history adds up to, and where the history could not have happened."""
    case = start
    for event, world in zip(events, worlds, strict=True):
        try:
            case = apply(case, event, world)
        except Refused as refused:
            return case, [f"event {event.seq} ({event.verb}) cannot follow: {refused.code}"]
        except Exception as error:  # whatever was done to it, the others are still to be read
            return case, [f"event {event.seq} ({event.verb}) cannot be read: {error!r}"]
    return case, []


#: What a case has several of, and by what each is known.
_PARTS = {"reports": "id", "assignments": "no", "clocks": "no"}


def differences(replayed: Case, stored: Case) -> list[str]:
    """The fields in which the stored case is not what its history says."""
    if replayed == stored:
        return []
    plain = [name for name in Case.__dataclass_fields__ if name != "hash" and name not in _PARTS]
    wrong = _unlike("", stored, replayed, plain)
    for name, key in _PARTS.items():
        ours = {getattr(part, key): part for part in getattr(stored, name)}
        theirs = {getattr(part, key): part for part in getattr(replayed, name)}
        for no in sorted(ours.keys() | theirs.keys()):
            what = f"{name[:-1]} {no}"
            if no not in ours:
                wrong.append(f"{what} is missing")
            elif no not in theirs:
                wrong.append(f"{what} is not in the history")
            else:
                wrong += _unlike(f"{what}: ", ours[no], theirs[no], ours[no].__dataclass_fields__)
    return wrong


def _unlike(what: str, stored: Any, replayed: Any, names: Iterable[str]) -> list[str]:
    return [
        f"{what}{name} is {_shown(getattr(stored, name))}, the history says {_shown(getattr(replayed, name))}"
        for name in names
        if getattr(stored, name) != getattr(replayed, name)
    ]


def _shown(value: object) -> str:
    return "empty" if value is None else str(value)


def spoken(given: Any) -> Iterator[tuple[int, str]]:
    """Id and seal of every text that an event refers to."""
    for value in given.values() if isinstance(given, dict) else given:
        if isinstance(value, dict) and "sha256" in value and "text" in value:
            yield value["text"], value["sha256"]
        elif isinstance(value, (dict, list)):
            yield from spoken(value)


def reported(given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The reports that an event brings in, as far as it seals their words."""
    first = given.get("report")
    briefs = [first] if isinstance(first, dict) else given.get("reports") or ()
    return (brief for brief in briefs if isinstance(brief, dict) and "text" in brief)
