"""Every case is proven: its chain is whole, its events give its rows again, its words are those that were sealed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
import psycopg

from wangge.cases.actions.store import case_of, event_of, q, world_of
from wangge.cases.rules import Case, Event, World
from wangge.cases.rules.history import Kept, begun, chain, differences, replay, reported, spoken
from wangge.kit.crypto import seal_text
from wangge.kit.tx import Tx

TILE = 500  # cases read at once: about 5 MB
END = 2**63 - 1

Doc = dict[str, Any]
Versions = tuple[int, int, int]


class Finding(NamedTuple):
    case: str  # its number; #id where the case itself is not there
    what: str


class Proof(NamedTuple):
    """What was looked at, and what is wrong with it."""

    cases: int
    events: int
    findings: list[Finding]


class Span(NamedTuple):
    """Ids of cases above ``lo`` up to ``hi``."""

    lo: int
    hi: int


def verify(tx: Tx, numbers: Sequence[str] | None = None) -> list[Finding]:
    """Every finding in the district, or in the cases named; constant memory."""
    if numbers is None:
        spans = tiles(tx)
    else:
        spans = [Span(row["id"] - 1, row["id"]) for row in tx.rows(q.ids, numbers=list(numbers))]
    return [finding for span in spans for finding in verify_tile(tx, span).findings]


def tiles(tx: Tx) -> list[Span]:
    """Spans that together hold every id there can be: what belongs to no case is found as well."""
    ends = [row["id"] for row in tx.rows(q.bounds, tile=TILE)]
    return [Span(lo, hi) for lo, hi in zip([-END, *ends], [*ends, END], strict=True)]


def verify_tile(tx: Tx, span: Span) -> Proof:
    found: dict[int, dict[str, str]] = {}
    for kind, case_id, doc in tx.conn.execute(q.tile.encode(), span._asdict()):
        found.setdefault(case_id, {})[kind] = doc
    tile = _Tile(tx)
    for case_id in sorted(found):
        tile.look(case_id, found[case_id])
    return Proof(sum("case" in docs for docs in found.values()), tile.events, tile.findings)


class _Tile:
    """What was found in some cases so far."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.events = 0
        self.findings: list[Finding] = []
        self._worlds: dict[Versions, World] = {}

    def look(self, case_id: int, texts: dict[str, str]) -> None:
        """Whatever was done to the rows of one case, the others are looked at."""
        name = f"#{case_id}"
        try:
            docs = {kind: orjson.loads(text) for kind, text in texts.items()}
            self.events += len(docs.get("events", ()))
            name = docs["case"]["number"] if "case" in docs else name
            for what in self._examined(case_id, docs):
                self.findings.append(Finding(name, what))
        except psycopg.Error:
            raise
        except Exception as error:  # rows that no code of ours has written
            self.findings.append(Finding(name, f"the case cannot be read: {error!r}"))

    def _examined(self, case_id: int, docs: dict[str, Any]) -> Iterator[str]:
        """What is wrong with one case, in words."""
        if "case" not in docs:
            yield from (f"{len(rows)} {kind} belong to no case" for kind, rows in docs.items())
            return
        if "events" not in docs:
            yield "the case has no history"
            return
        stored = case_of({"assignments": None, "clocks": None, "reports": None, **docs})
        kept = [_kept(row) for row in docs["events"]]
        yield from chain(case_id, stored.seq, stored.hash, kept)
        yield from _derived(docs["case"], stored)
        yield from _words(kept, docs)
        yield from _reports(kept, docs)
        events = [item.event for item in kept]
        start = begun(case_id, self.tx.district, events[0])
        replayed, impossible = replay(start, events, [self._world(event) for event in events])
        yield from impossible or differences(replayed, stored)
        if not impossible:
            yield from _holders(docs["case"], replayed)

    def _world(self, event: Event) -> World:
        versions = (event.workflow, event.calendar, event.standard)
        world = self._worlds.get(versions)
        if world is None:
            world = self._worlds[versions] = world_of(self.tx, *versions)
        return world


def _kept(row: Doc) -> Kept:
    if not isinstance(row["given"], dict):
        raise TypeError(f"event {row['seq']} holds no fields")
    return Kept(event_of(row), bytes.fromhex(row["hash"][2:]))


def _derived(row: Doc, stored: Case) -> Iterator[str]:
    """Columns that only say again what the clocks say."""
    for name in ("due_at", "next_due_at"):
        column = datetime.fromisoformat(row[name]) if row[name] else None
        if column != (clocks_say := getattr(stored, name)):
            yield f"{name} is {column}, the clocks say {clocks_say}"


def _holders(row: Doc, replayed: Case) -> Iterator[str]:
    """Columns that only say again what the assignments say: by them a unit sees the case."""
    for name in ("units", "holding"):
        if row[name] != (history_says := getattr(replayed, name)):
            yield f"{name} is {row[name]}, the history says {history_says}"


def _words(kept: list[Kept], docs: dict[str, Any]) -> Iterator[str]:
    """Every text that history refers to is there, sealed as it says, and not another one."""
    texts = {row["id"]: row for row in docs.get("texts") or ()}
    for item in kept:
        for text_id, sealed in spoken(item.event.given):
            where = f"words {text_id} of event {item.event.seq} ({item.event.verb})"
            text = texts.get(text_id)
            if text is None:
                yield f"{where} are missing"
            elif text["sha256"] != f"\\x{sealed}":
                yield f"{where} are not those that history sealed"
            elif (body := text["body"]) is None:
                if not text["erased_at"] or text["salt"]:
                    yield f"{where} are gone without having been erased"
            elif seal_text(body, bytes.fromhex((text["salt"] or "\\x")[2:]))[1].hex() != sealed:
                yield f"{where} were changed"


def _reports(kept: list[Kept], docs: dict[str, Any]) -> Iterator[str]:
    """The words of each report are those it came with, wherever a merge has taken it."""
    rows = {row["id"]: row for kind in ("reports", "away") for row in docs.get(kind) or ()}
    for brief in (brief for item in kept for brief in reported(item.event.given)):
        row = rows.get(brief["id"])
        if row is None:
            yield f"report {brief['id']} is gone"
        elif row["body"] != brief["text"]["text"] or row["title"] != (brief.get("title") or {"text": None})["text"]:
            yield f"report {row['number']} shows other words than it came with"
