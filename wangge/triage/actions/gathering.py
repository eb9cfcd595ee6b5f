"""Reports gather into matters as the feed tells of them: each once, in the order they came."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from wangge.cases import Verb
from wangge.kit import feed
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions.tallies import imported
from wangge.triage.actions.wording import q, sketcher, whole
from wangge.triage.rules.masking import masked
from wangge.triage.topics import Known, Message, Sketcher, choose, packed, place_key, title_of, unpacked
from wangge.triage.topics.matters import LIVE, common

READER = "matters"
BATCH = 200  # rows of the feed at a time
NEAR = 24  # matters a message is compared with
EACH = 50  # matters looked at for a key, the newest
READ_AGAIN = 500  # reports of a matter of which one was erased
_SEALED = 2000  # matters of one round

#: Verbs that bring reports, take them elsewhere, or change where a case is and who may know of it.
CONCERNED = frozenset({
    Verb.REPORT, Verb.IMPORT, Verb.JOIN, Verb.LEAVE, Verb.MERGE, Verb.UNMERGE, Verb.SPLIT, Verb.FILE, Verb.AMEND,
    Verb.RESOLVE, Verb.REGRID, Verb.VOID,
})  # fmt: skip

Doc = dict[str, Any]


def follow(pool: Pool, district: str) -> int:
    """The next rows of the feed; how many. A loop of the worker; it waits for the first picture of words."""
    with work(pool, district) as tx:
        if sketcher(tx) is None:
            return 0
    return feed.consume(pool, district, READER, gather_new, limit=BATCH)


def gather_new(tx: Tx, rows: Sequence[FeedRow]) -> None:
    """Rows that come late or twice change nothing more: what is read is the cases, not the rows."""
    told = {row.subject for row in rows if row.kind == "case" and row.verb in CONCERNED}
    gather(tx, told | imported(tx, rows))
    if erased := {row.subject for row in rows if row.kind == "report" and row.verb == "erase"}:
        forget(tx, erased)


def gather(tx: Tx, ids: Collection[int]) -> None:
    """The reports of these cases in their matters, and these matters as they are now."""
    if not ids:
        return
    words = sketcher(tx)
    assert words is not None
    moved = tx.rows(q.move_reports, ids=list(ids))
    touched = {row[name] for row in moved for name in ("old", "matter")}
    touched |= _taken_out(tx, words, ids)
    rows = tx.rows(q.new_reports, ids=list(ids))
    if rows:
        touched |= _Round(tx, words, rows).run()
    touched |= {row["matter"] for row in tx.rows(q.matters_of_cases, ids=list(ids))}
    if touched:
        tx.run(q.refresh_matters, ids=sorted(touched))


def forget(tx: Tx, reports: Collection[int]) -> None:
    """Erased: no title of theirs, no mark, and the middle of their matters made again from what is left."""
    words = sketcher(tx)
    assert words is not None
    matters = sorted({row["matter"] for row in tx.rows(q.forget_marks, reports=list(reports))})
    tx.run(q.forget_titles, reports=list(reports), ids=matters)
    _made_again(tx, words, matters)
    tx.run(q.refresh_matters, ids=matters)


def _taken_out(tx: Tx, words: Sketcher, ids: Collection[int]) -> set[int]:
    """The matters that have lost a report of these cases; what is left in them is their middle."""
    lost = {row["matter"]: row["reports"] for row in tx.rows(q.take_out, ids=list(ids))}
    _made_again(tx, words, sorted(matter for matter, reports in lost.items() if reports > 1))
    return set(lost)


def _made_again(tx: Tx, words: Sketcher, matters: Sequence[int]) -> None:
    """Middle and keys of matters, from the words that are left in them."""
    for matter in matters:
        left = tx.rows(q.words_left, id=matter, most=READ_AGAIN)
        known = Known(matter, *_empty())
        for row in reversed(left):
            one = message_of(words, row)
            known.take(one.sketch, one.day, one.path, one.keys)
        middle, step = packed(known.total) if left else (b"", 1.0)
        tx.run(q.put_middle, id=matter, middle=middle, step=step, keys=known.keys)


def seal(pool: Pool, district: str) -> int:
    """Matters that have been silent for too long are compared with nothing any more. A loop of the worker."""
    with work(pool, district) as tx:
        return tx.run(q.seal_silent, before=tx.now - timedelta(days=LIVE), limit=_SEALED)


def rebuild(tx: Tx) -> None:
    """Everything is forgotten; the loop gathers it again from the first row of the feed."""
    tx.run(feed.q.join, reader=READER)
    tx.run(q.from_the_start, reader=READER)  # waits for a round that is under way
    tx.run(q.forget_matter_reports)
    tx.run(q.forget_matters)


@dataclass
class _Title:
    """``like``: how near the report that gives the title is to the middle of its matter."""

    like: float = 0.0
    words: str | None = None
    report: int | None = None
    case: int | None = None


@dataclass
class _Round:
    """New reports, one after the other, among the matters that are there and those this round makes."""

    tx: Tx
    words: Sketcher
    rows: list[Doc]
    known: dict[int, Known] = field(default_factory=dict)
    titles: dict[int, _Title] = field(default_factory=dict)
    of_case: dict[int, int] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    gone: dict[int, int] = field(default_factory=dict)

    def run(self) -> set[int]:
        """The matters that have changed."""
        messages = [message_of(self.words, row) for row in self.rows]
        near = near_ids(self.tx, messages)
        named = {row["matter"] for row in self.rows if row["matter"] is not None}
        self._load(named | {matter for found in near for matter in found})
        fresh = iter(self.tx.value(q.draw_matters, count=len(self.rows)))
        given = [self._place(*each, fresh) for each in zip(self.rows, messages, near, strict=True)]
        self._write([(row, self._now(matter)) for row, matter in zip(self.rows, given, strict=True)])
        return {self._now(matter) for matter in self.changed}

    def _load(self, ids: Iterable[int]) -> None:
        for row in self.tx.rows(q.known_matters, ids=sorted(ids)):
            self.known[row["id"]] = _known_of(row)
            self.titles[row["id"]] = _Title(row["title_like"])

    def _place(self, row: Doc, one: Message, near: Sequence[int], fresh: Iterable[int]) -> int:
        named = row["matter"] if row["matter"] is not None else self.of_case.get(row["case_id"])
        if named is not None:  # somebody has said that it is this case
            best = self.known[self._now(named)]
            best.take(one.sketch, one.day, one.path, one.keys)
        else:
            found, same = choose(one, self._candidates(one, near))
            best = found or self._begin(one, next(iter(fresh)))
            for other in same:
                self.gone[other.id] = best.id
                self.changed.discard(other.id)
        self.changed.add(best.id)
        self.of_case[row["case_id"]] = best.id
        self._entitle(best, row, one)
        return best.id

    def _candidates(self, one: Message, near: Sequence[int]) -> list[Known]:
        """What the database has found, and what this round has made since."""
        keys = set(one.keys)
        here = [
            matter for matter in self.made if matter not in self.gone and not keys.isdisjoint(self.known[matter].keys)
        ]
        ids = dict.fromkeys(self._now(matter) for matter in (*near, *here))
        return [self.known[matter] for matter in ids if matter in self.known]

    def _begin(self, one: Message, matter: int) -> Known:
        self.known[matter] = Known(matter, one.sketch.copy(), one.day, one.path, list(one.keys), one.category)
        self.titles[matter] = _Title()
        self.made.append(matter)
        return self.known[matter]

    def _entitle(self, best: Known, row: Doc, one: Message) -> None:
        """The report nearest to the middle names the matter; none that is confidential or of a sensitive case does."""
        like = float(best.total @ one.sketch) / best.length
        if row["kept_back"] or like <= self.titles[best.id].like or not (row["title"] or row["text"]):
            return
        title = title_of(masked(row["title"] or ""), masked((row["text"] or "")[:200]))
        self.titles[best.id] = _Title(like, title, row["report"], row["case_id"])

    def _now(self, matter: int) -> int:
        while matter in self.gone:
            matter = self.gone[matter]
        return matter

    def _write(self, given: Sequence[tuple[Doc, int]]) -> None:
        keys = Keys.load(settings())
        joined = [{"gone": gone, "into": self._now(gone)} for gone in self.gone]
        self.tx.run(q.write_matters, rows=_json([self._row(self.known[matter]) for matter in sorted(self.changed)]))
        self.tx.run(q.write_matter_reports, rows=_json([_joining(keys, row, matter) for row, matter in given]))
        if joined:
            self.tx.run(q.join_reports, rows=_json(joined))
            self.tx.run(q.join_matters, rows=_json(joined))

    def _row(self, known: Known) -> Doc:
        middle, step = packed(known.total)
        title = self.titles[known.id]
        named = {"title": title.words, "title_report": title.report, "title_case": title.case, "title_like": title.like}
        last = _moment(known.last)
        return {
            "id": known.id,
            "middle": "\\x" + middle.hex(),
            "step": step,
            "keys": known.keys,
            "last_at": last,
        } | named


def near_ids(tx: Tx, messages: Sequence[Message]) -> list[list[int]]:
    """The matters that each message is compared with: one statement for all."""
    asked = [
        {"no": no, "keys": one.keys, "since": _moment(one.day - LIVE)} for no, one in enumerate(messages) if one.keys
    ]
    found: list[list[int]] = [[] for _ in messages]
    for row in tx.rows(q.near_matters, asked=_json(asked), most=NEAR, each=EACH):
        found[row["no"]].append(row["id"])
    return found


def near(tx: Tx, one: Message) -> list[Known]:
    """The matters that one message is compared with, without a round."""
    (ids,) = near_ids(tx, [one])
    return [_known_of(row) for row in tx.rows(q.known_matters, ids=ids)] if ids else []


def _known_of(row: Mapping[str, Any]) -> Known:
    branch = common(row["path_lo"], row["path_hi"])
    return Known(
        row["id"],
        unpacked(row["middle"], row["step"]),
        _day(row["last_at"]),
        branch,
        list(row["keys"]),
        row["category"],
    )


def message_of(words: Sketcher, row: Mapping[str, Any]) -> Message:
    text, place = whole(row["title"], row["text"]), place_key(row["path"])
    keys = words.keys(text) if place is None else [place, *words.keys(text)]
    return Message(words.sketch(text), keys, _day(row["at"]), row["path"], row["category"])


def _joining(keys: Keys, row: Doc, matter: int) -> Doc:
    said = whole(row["title"], row["text"]).strip()
    mark = "\\x" + keys.hash(f"matter/{said}").hex() if said else None
    known = {name: row[name] for name in ("case_id", "at", "path", "category")}
    return known | {"report_id": row["report"], "matter": matter, "mark": mark}


def _empty() -> tuple[Any, float, str]:
    return unpacked(b"", 1.0), 0.0, ""


def _day(at: datetime) -> float:
    return at.timestamp() / 86_400


def _moment(day: float) -> datetime:
    return datetime.fromtimestamp(day * 86_400, UTC)


def _json(rows: list[Doc]) -> str:
    return orjson.dumps(rows).decode()
