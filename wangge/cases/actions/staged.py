"""A case told at once: moves at times of their own, decided and sealed like any others, written together at the end.

For demonstrations and benches that need ninety days in a minute. The caller has looked up ids and checked files; who
acts and when stands in the ``Tx`` of each move.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wangge import catalogue
from wangge.cases.actions.reporting import REPORT_ROW, Arrived, Drawn, NewReport, arrived, number_of
from wangge.cases.actions.routing import routed
from wangge.cases.actions.said import TEXTS, Words, file_rows, shown_item
from wangge.cases.actions.store import Doc, Draft, document, q
from wangge.cases.rules import Case, Channel, Given, Verb, World
from wangge.cases.rules.decide import allow
from wangge.cases.rules.guards import Ask
from wangge.kit.tx import SYSTEM, Tx

Said = Mapping[str, Any]


@dataclass
class _Ids:
    """Ids of texts, taken as they are needed."""

    source: Iterator[int]

    def __getitem__(self, _: int) -> int:
        return next(self.source)

    def __len__(self) -> int:
        raise TypeError("nobody knows how many texts there will be")


@dataclass
class Staged:
    """A case that is in no table yet."""

    draft: Draft
    ids: _Ids
    rows: dict[int, Doc] = field(default_factory=dict)  # of reports, by id, as they arrived
    persons: list[Doc] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.draft.case

    @classmethod
    def report(cls, tx: Tx, new: NewReport, drawn: Drawn, given: Given, text_ids: Iterator[int]) -> "Staged":
        """The first event. ``given`` holds the place as history says it. NotAllowed without ``report``."""
        draft = Draft.of(Case(drawn.case_id, number_of(tx, drawn.n), path=f"{tx.district}/"), drawn.calendar)
        allow(Ask(draft.case, Verb.REPORT, {}, tx.actor, tx.now, draft.world(tx), None), REPORT_ROW)
        staged = cls(draft, _Ids(text_ids))
        came = staged._arrive(tx, new, drawn, draft.case.number)
        first = {"number": draft.case.number, "channel": new.channel, "report": came.brief}
        draft.move(tx, Verb.REPORT, dict(given) | staged._place(tx, new, came.row["id"]) | first, draft.world(tx, 0))
        return staged

    def move(self, tx: Tx, verb: Verb, said: Said, given: Given | None = None) -> Case:
        """One verb: words from ``said``, everything else as history says it from ``given``. Refused as any move."""
        given, words = dict(given or {}), self._words(tx)
        for name in TEXTS:
            if said.get(name):
                given[name] = words.keep(name, said[name], given.get("report"))
        if shown := said.get("evidence"):
            given["evidence"] = [shown_item(item, words) for item in shown]
        world = self._world(tx, given)
        given = routed(tx, self.case, verb, said, given)
        self.draft.move(tx, verb, given, world)
        self.draft.texts += words.rows
        self.draft.files += file_rows(self.case.id, self.case.seq, given)
        return self.case

    def join(self, tx: Tx, new: NewReport, drawn: Drawn) -> None:
        """A further report of this matter."""
        came = self._arrive(tx, new, drawn, number_of(tx, drawn.n))
        brief = came.brief | self._place(tx, new, came.row["id"]) | {"at": tx.now.isoformat()}
        self.draft.move(tx, Verb.JOIN, {"reports": [brief], "channel": new.channel}, self.draft.world(tx))

    def merge(self, tx: Tx, into: "Staged", note: str = "") -> None:
        """The reports of this case go over to another one that is staged beside it."""
        going = [_brief(row) for row in self.rows.values()]
        ids = [row["id"] for row in going]
        self.move(tx, Verb.MERGE, {"note": note}, {"into": into.case.id, "reports": ids})
        into.draft.move(tx, Verb.JOIN, {"from": self.case.id, "reports": going}, into.draft.world(tx))
        into.rows |= {key: row | {"case_id": into.case.id} for key, row in self.rows.items()}
        into.persons += self.persons
        self.rows, self.persons = {}, []

    def ring(self, tx: Tx) -> None:
        """One rung up for the clock whose alarm comes first; the time of ``tx`` is that alarm's."""
        run = min((c for c in self.case.clocks if c.alarm_at), key=lambda c: (c.alarm_at, c.no))
        given = {"clock": run.no, "stage": run.stage, "assignment": run.assignment, "rung": run.rung + 1}
        as_system = Tx(tx.conn, tx.district, tx.now, SYSTEM)
        self.draft.move(as_system, Verb.ALARM, given, self.draft.world(tx))

    def save(self, tx: Tx) -> None:
        """Everything in one statement."""
        now = {report.id: report for report in self.case.reports}
        reports = [row | _moved(now[key]) for key, row in self.rows.items()]
        tx.run(q.open, doc=document(self.draft, reports=reports, persons=self.persons))

    def _arrive(self, tx: Tx, new: NewReport, drawn: Drawn, number: str) -> Arrived:
        words = self._words(tx)
        came = arrived(tx, new, drawn, number, words)
        row = came.row | {"case_id": self.case.id, "home": self.case.id}
        self.rows[row["id"]] = row
        self.persons += came.person
        self._keep(words, row["id"])
        seq = self.case.seq + 1
        mine = {"case_id": self.case.id, "kind": "report", "seq": seq}
        self.draft.files += [mine | {"sha256": sha} for sha in dict.fromkeys(new.files)]
        return came

    def _place(self, tx: Tx, new: NewReport, report: int) -> Doc:
        """Address and point are words of the reporter."""
        words, given = self._words(tx), {}
        if new.lng is not None and new.lat is not None:
            given["point"] = words.keep("point", f"{new.lng:.7f},{new.lat:.7f}")
        if new.address:
            given["address"] = words.keep("address", new.address)
        self._keep(words, report)
        return given

    def _keep(self, words: Words, report: int) -> None:
        self.draft.texts += [text | {"report_id": report} for text in words.rows]

    def _words(self, tx: Tx) -> Words:
        return Words(tx, self.case.id, self.ids)  # type: ignore[arg-type]  # indexed only

    def _world(self, tx: Tx, given: Given) -> World:
        if given.get("category") is None:
            return self.draft.world(tx)
        standard = catalogue.standard(tx, given["category"], given.get("condition") or "")
        return self.draft.world(tx, standard.version)


def _brief(row: Doc) -> Doc:
    kept = {key: row[key] for key in ("id", "kind", "reachable", "confidential")}
    return kept | {"at": row["arrived_at"].isoformat()}


def _moved(report: Any) -> Doc:
    """The columns of a report that its history moves."""
    names = ("due_at", "answered_at", "tries", "reached", "contacted", "resolved", "satisfied")
    return {name: getattr(report, name) for name in names}


def save_all(tx: Tx, staged: Iterable[Staged]) -> None:
    for one in staged:
        one.save(tx)


__all__ = ["Channel", "Staged", "save_all"]
