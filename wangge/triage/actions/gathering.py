"""Reports gather into matters as the feed tells of them: each once, in the order they came."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from wangge.cases import Verb
from wangge.kit import feed
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions.middles import as_json, empty, known_of, made_again, message_of, middle_of, moment, near_ids
from wangge.triage.actions.tallies import imported
from wangge.triage.actions.wording import q, sketcher, whole
from wangge.triage.rules.masking import masked
from wangge.triage.topics import Known, Message, Sketcher, choose, title_of
from wangge.triage.topics.matters import LIVE

READER = "matters"
BATCH = 200  # rows of the feed at a time
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


def gather(tx: Tx, ids: Collection[int]) -> None:
    """The reports of these cases in their matters, and these matters as they are now."""
    if not ids:
        return
    words = sketcher(tx)
    assert words is not None
    moved = {row[name] for row in tx.rows(q.move_reports, ids=list(ids)) for name in ("old", "matter")}
    former = _taken_out(tx, words, moved, ids)
    touched = moved | former.left
    rows = tx.rows(q.new_reports, ids=list(ids))
    if rows:
        touched |= _Round(tx, words, rows, former).run()
    touched |= {row["matter"] for row in tx.rows(q.matters_of_cases, ids=list(ids))}
    if touched:
        tx.run(q.refresh_matters, ids=sorted(touched))


def _taken_out(tx: Tx, words: Sketcher, moved: set[int], ids: Collection[int]) -> "Former":
    """Reports of these cases that are looked at again. What is left in the matters they leave is their middle.

    Before anything is looked for: else what was alone would find itself, and weigh twice from then on.
    """
    out = tx.rows(q.take_out, ids=list(ids))
    left = {row["matter"] for row in out}
    emptied = empty(tx, left | moved)
    made_again(tx, words, (left | moved) - emptied)
    alone = {row["report"]: row["matter"] for row in out if row["matter"] in emptied}
    back = {row["case"]: row["back"] for row in out if row["home"] and row["back"] is not None}
    before = {row["report"]: row["before"] for row in out if row["before"] is not None}
    return Former(left, alone, back, before)


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


class Former(NamedTuple):
    """Of reports that are looked at again, where they have been. ``left``: matters that lost one.

    ``alone``: report → the matter that nothing is left of; its number stays with the report. ``back``: case of which a
    merge is taken back → the matter its words had put it in. ``before``: report → the matter a merge took it from.
    """

    left: set[int]
    alone: dict[int, int]
    back: dict[int, int]
    before: dict[int, int]


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
    former: Former
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
        named |= set(self.former.back.values())
        self._load(named | {matter for found in near for matter in found})
        fresh = iter(self.tx.value(q.draw_matters, count=len(self.rows)))
        given = [self._place(*each, fresh) for each in zip(self.rows, messages, near, strict=True)]
        self._lead_on(given)
        self._write([(row, self._now(matter)) for row, matter in zip(self.rows, given, strict=True)])
        return {self._now(matter) for matter in self.changed}

    def _load(self, ids: Iterable[int]) -> None:
        for row in self.tx.rows(q.known_matters, ids=sorted(ids)):
            self.known[row["id"]] = known_of(row)
            self.titles[row["id"]] = _Title(row["title_like"])

    def _place(self, row: Doc, one: Message, near: Sequence[int], fresh: Iterable[int]) -> int:
        named = self._named(row)
        if named is not None:
            best = self.known[self._now(named)]
            best.take(one.sketch, one.day, one.path, one.keys)
        else:
            found, same = choose(one, self._candidates(one, near))
            best = found or self._begin(one, self._own(row) or next(iter(fresh)))
            for other in same:
                self.gone[other.id] = best.id
                self.changed.discard(other.id)
        self.changed.add(best.id)
        self.of_case[row["case_id"]] = best.id
        self._entitle(best, row, one)
        return best.id

    def _named(self, row: Doc) -> int | None:
        """Somebody has said that it is this case, or that it is no more the one a merge had put it in."""
        if row["matter"] is not None:
            return int(row["matter"])
        return self.of_case.get(row["case_id"], self.former.back.get(row["case_id"]))

    def _own(self, row: Doc) -> int | None:
        """The number of the matter it was alone in, once."""
        matter = self.former.alone.get(row["report"])
        return None if matter in self.known else matter

    def _lead_on(self, given: Sequence[int]) -> None:
        """What a report was alone in leads to where it is now."""
        for row, matter in zip(self.rows, given, strict=True):
            alone = self.former.alone.get(row["report"])
            if alone is not None and alone not in self.known and row["case_id"] not in self.former.back:
                self.gone[alone] = matter

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
        self.tx.run(q.write_matters, rows=as_json([self._row(self.known[matter]) for matter in sorted(self.changed)]))
        self.tx.run(q.write_matter_reports, rows=as_json([self._joining(keys, row, matter) for row, matter in given]))
        if joined:
            self.tx.run(q.join_reports, rows=as_json(joined))
            self.tx.run(q.join_matters, rows=as_json(joined))

    def _row(self, known: Known) -> Doc:
        title = self.titles[known.id]
        named = {"title": title.words, "title_report": title.report, "title_case": title.case, "title_like": title.like}
        return middle_of(known) | {"last_at": moment(known.last)} | named

    def _joining(self, keys: Keys, row: Doc, matter: int) -> Doc:
        said = whole(row["title"], row["text"]).strip()
        mark = "\\x" + keys.hash(f"matter/{said}").hex() if said else None
        before = self.former.before.get(row["report"])
        known = {name: row[name] for name in ("case_id", "at", "path", "category")}
        return known | {
            "report_id": row["report"], "matter": matter, "mark": mark, "before": None if before == matter else before,
        }  # fmt: skip
