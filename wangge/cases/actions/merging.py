"""Two cases move together: reports of one matter go to one case, or two matters of one report part."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wangge.cases.actions.moving import load, tell_news
from wangge.cases.actions.reporting import Drawn, draw, number_of
from wangge.cases.actions.said import Words, given_of, place_of, texts_in
from wangge.cases.actions.store import Doc, Draft, document, load_one, q, save
from wangge.cases.rules import Case, Verb
from wangge.kit.errors import NotFound, Refused
from wangge.kit.tx import Tx

Said = Mapping[str, Any]


def merge(tx: Tx, number: str, said: Said, seen: int | None) -> Case:
    """The reports of a case go to the one that survives; chains end at one survivor.

    Refused into a case that has ended: it is reopened within its window, else a new case repeats it.
    """
    loser, _, _ = load(tx, number)
    survivor, _, _ = load(tx, said["into"])
    last = tx.value(q.survivor, number=said["into"])
    tx.run(q.hold, ids=[loser.case.id, last])
    loser, doc, texts = load(tx, number, texts_in(said))
    survivor = _by_id(tx, last)
    tell_news(tx, loser.case, Verb.MERGE, seen)
    if last == loser.case.id:
        raise Refused("move.merge_self", verb=Verb.MERGE, into=said["into"])
    if not survivor.case.open:
        ended = survivor.case
        raise Refused("move.merge_ended", verb=Verb.MERGE, into=ended.number, state=ended.state)
    words = Words(tx, loser.case.id, texts)
    given = given_of(tx, loser.case, {}, {k: v for k, v in said.items() if k != "into"}, words)
    going = [_brief(row) for row in doc["reports"] or ()]
    loser.move(tx, Verb.MERGE, given | {"into": last, "reports": [r["id"] for r in going]}, loser.world(tx))
    loser.texts = words.rows
    survivor.move(tx, Verb.JOIN, {"from": loser.case.id, "reports": going}, survivor.world(tx))
    save(tx, loser)
    save(tx, survivor)
    return loser.case


def unmerge(tx: Tx, number: str, said: Said, seen: int | None) -> Case:
    """The reports that the merge took along come back, from where that case has been merged into since."""
    loser, _, _ = load(tx, number)
    last = tx.value(q.survivor, number=number)
    tx.run(q.hold, ids=[loser.case.id, last])
    loser, _, texts = load(tx, number, texts_in(said))
    tell_news(tx, loser.case, Verb.UNMERGE, seen)
    if tx.value(q.survivor, number=number) != last:  # merged further before we held it
        raise Refused("move.again", verb=Verb.UNMERGE)
    survivor, going = _by_id(tx, last), tx.rows(q.reports_of_merge, case_id=loser.case.id, into=last)
    words = Words(tx, loser.case.id, texts)
    given = given_of(tx, loser.case, {}, said, words)
    loser.move(tx, Verb.UNMERGE, given | {"reports": [_brief(r) for r in going]}, loser.world(tx))
    loser.texts = words.rows
    if survivor.case.id != loser.case.id:
        leaving = {"to": loser.case.id, "reports": [r["id"] for r in going]}
        survivor.move(tx, Verb.LEAVE, leaving, survivor.world(tx))
        save(tx, survivor)
    save(tx, loser)
    return loser.case


def split(tx: Tx, number: str, said: Said, seen: int | None) -> Case:
    """Two matters in one report: the second becomes a report and a case of its own, with the same reporter."""
    tx.run(q.hold, ids=[load(tx, number)[0].case.id])
    first, doc, texts = load(tx, number, texts_in(said))
    tell_news(tx, first.case, Verb.SPLIT, seen)
    report = next((r for r in doc["reports"] or () if r["number"] == said["report"]), None)
    if report is None:
        raise NotFound("report.unknown", report=said["report"])
    ids = draw(tx, 0)
    fresh = number_of(tx, ids.n)
    first.move(tx, Verb.SPLIT, {"report": report["id"], "case": ids.case_id}, first.world(tx))
    words = Words(tx, ids.case_id, texts)
    second = Draft.of(Case(ids.case_id, fresh, path=first.case.path), ids.calendar)
    sealed = {name: words.keep(name, said[name], ids.report_id) for name in ("title", "text") if said.get(name)}
    row = _second_report(tx, report, ids, fresh, sealed)
    brief = {key: row[key] for key in ("id", "kind", "reachable", "confidential")} | sealed
    given: Doc = {"number": fresh, "channel": row["channel"], "report": brief, "split_from": first.case.id}
    given |= place_of(first.case)
    second.note(tx, Verb.REPORT, given, second.world(tx, 0))
    second.texts = words.rows
    reports = [row | {"due_at": second.case.reports[0].due_at}]
    tx.run(q.open, doc=document(second, reports=reports, persons=[]))
    tx.run(q.copy_person, report=report["id"], fresh=ids.report_id)
    save(tx, first)
    return first.case


def _second_report(tx: Tx, report: Doc, ids: Drawn, number: str, sealed: Doc) -> Doc:
    return {
        "id": ids.report_id,
        "number": f"R{number}",
        "case_id": ids.case_id,
        "home": ids.case_id,
        "kind": report["kind"],
        "channel": report["channel"],
        "reachable": report["reachable"],
        "confidential": report["confidential"],
        "title": sealed["title"]["text"] if "title" in sealed else None,
        "body": sealed["text"]["text"],
        "arrived_at": tx.now,
        "created_by": tx.actor.id,
        "tries": [],
        "reached": False,
    }


def _by_id(tx: Tx, case_id: int) -> Draft:
    """A case that moves because another one did."""
    draft = load_one(tx, case_id)
    if draft is None:
        raise NotFound("case.unknown", number=case_id)
    return draft


def _brief(row: Doc) -> Doc:
    """A report that moves, with all that has become of it: the history of the other case begins with it."""
    brief: Doc = {name: row[name] for name in ("id", "kind", "reachable", "confidential")}
    brief |= {"at": _iso(row["arrived_at"])}
    became = {"answered_at": _iso(row["answered_at"]), **{name: row[name] for name in _BECAME}}
    return brief | {name: value for name, value in became.items() if value not in (None, [])}


_BECAME = ("tries", "reached", "contacted", "resolved", "satisfied")


def _iso(at: Any) -> Any:
    return at.isoformat() if isinstance(at, datetime) else at


SPECIAL = {Verb.MERGE: merge, Verb.UNMERGE: unmerge, Verb.SPLIT: split}
