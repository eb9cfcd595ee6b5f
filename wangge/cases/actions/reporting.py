"""A report arrives and becomes a case, or joins one: one action for every channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

import orjson

from wangge import catalogue, places
from wangge.cases.actions.moving import load
from wangge.cases.actions.said import TEXTS, Words, given_of, known_files, place_of, texts_of_point
from wangge.cases.actions.store import Doc, Draft, document, q, save, workflow
from wangge.cases.actions.urgent import file_at_once, send_at_once
from wangge.cases.rules import Case, Channel, Kind, Verb
from wangge.cases.rules.decide import allow, in_scope
from wangge.cases.rules.guards import Ask
from wangge.kit.config import settings
from wangge.kit.crypto import Keys, normal_identity, normal_phone
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.tx import Tx

BEIJING = timedelta(hours=8)
REPORT_ROW = workflow().by_verb[Verb.REPORT][0]


@dataclass(frozen=True)
class Person:
    """Who reports. Every part may be missing: a report may be anonymous."""

    name: str | None = None
    phone: str | None = None
    identity: str | None = None


@dataclass(frozen=True)
class NewReport:
    """``lng``, ``lat`` in degrees of ``datum``, ``accuracy`` in metres. ``files`` are SHA-256 names of uploads."""

    channel: Channel
    kind: Kind
    text: str
    title: str | None = None
    source: str | None = None
    source_number: str | None = None
    person: Person = Person()
    confidential: bool | None = None
    sensitive: bool = False
    grid: str | None = None
    lng: float | None = None
    lat: float | None = None
    datum: str | None = None  # None: WGS-84
    accuracy: float | None = None
    address: str | None = None
    category: str | None = None
    condition: str | None = None
    grade: str | None = None
    files: Sequence[str] = ()
    into: str | None = None
    repeat_of: str | None = None


@dataclass(frozen=True)
class Reported:
    report: str
    case: str
    state: str
    seq: int
    new: bool  # False: this source number was here before


@dataclass(frozen=True)
class Drawn:
    """Numbers for one report and its case."""

    case_id: int
    report_id: int
    n: int
    texts: list[int]
    calendar: int


def report(tx: Tx, new: NewReport) -> Reported:
    """A report with its case in one transaction. With category and place, by who may file: filed at once.

    A point finds its grid. An urgent matter is filed whoever reports it, and sent at once.
    The same source number again answers what it became the first time. NotAllowed without ``report``.
    """
    if new.source_number and (known := _known(tx, new)):
        return known
    new = _placed(tx, new)
    ids = draw(tx, _texts(new))
    number = number_of(tx, ids.n)
    draft = Draft.of(Case(ids.case_id, number, path=f"{tx.district}/"), ids.calendar)
    allow(Ask(draft.case, Verb.REPORT, {}, tx.actor, tx.now, draft.world(tx), None), REPORT_ROW)
    if new.channel is Channel.PATROL and not new.grid:
        raise Invalid("report.place", field="grid")
    words = Words(tx, ids.case_id, ids.texts)
    came = arrived(tx, new, ids, number, words)
    if new.into:
        return _join(tx, new, came, words)
    brief = came.brief | _thought(tx, new)
    given = _given(tx, draft.case, new, words) | {"number": number, "channel": new.channel, "report": brief}
    draft.move(tx, Verb.REPORT, given, draft.world(tx, 0))
    draft.texts = [text | {"report_id": ids.report_id} for text in words.rows]
    draft.files = [{"case_id": ids.case_id, "sha256": sha, "kind": "report", "seq": 1} for sha in _files(tx, new)]
    if new.category and new.grid:
        _file(tx, draft, new)
    reports = [came.row | {"due_at": r.due_at} for r in draft.case.reports]
    tx.run(q.open, doc=document(draft, reports=reports, persons=came.person))
    return Reported(came.row["number"], number, draft.case.state, draft.case.seq, new=True)


def draw(tx: Tx, texts: int) -> Drawn:
    """Ids without a lock; the first report of a day lays its base."""
    day = (tx.now + BEIJING).date()
    for _ in range(2):
        if drawn := tx.one(Drawn, q.draw, texts=texts, day=day):
            return drawn
        tx.run(q.begin_day, day=day)
    raise AssertionError("a day that was begun is there")


def number_of(tx: Tx, n: int) -> str:
    return settings().case_number.format(day=(tx.now + BEIJING).date(), n=n)


def _known(tx: Tx, new: NewReport) -> Reported | None:
    if not new.source:
        raise Invalid("report.source", field="source")
    tx.run(q.lock_source, source=new.source, source_number=new.source_number)
    row = tx.row(q.report_by_source, source=new.source, source_number=new.source_number)
    return Reported(row["number"], row["case_number"], row["state"], row["seq"], new=False) if row else None


def _texts(new: NewReport) -> int:
    return sum(1 for name in TEXTS if getattr(new, name, None)) + texts_of_point(_place(new))


def _place(new: NewReport) -> dict[str, Any]:
    """What was said of the place, but for its grid."""
    return {name: getattr(new, name) for name in ("lng", "lat", "datum", "accuracy", "address")}


def _files(tx: Tx, new: NewReport) -> set[str]:
    wanted = set(new.files)
    if missing := wanted - known_files(tx, wanted):
        raise NotFound("case.file", file=min(missing))
    return wanted


def _given(tx: Tx, case: Case, new: NewReport, words: Words) -> Doc:
    given = given_of(tx, case, {}, {"grid": new.grid} | _place(new), words)
    if new.sensitive:
        given["sensitive"] = True
    if new.repeat_of:
        given["repeat_of"] = load(tx, new.repeat_of)[0].case.id
    return given


class Arrived(NamedTuple):
    """The row of ``reports``, that of ``report_persons`` with encrypted fields, and what history says of the report."""

    row: Doc
    person: list[Doc]
    brief: Doc  # no words, only their seals; no person


def arrived(tx: Tx, new: NewReport, ids: Drawn, number: str, words: Words) -> Arrived:
    person = sealed_person(new.person)
    said = {name: words.keep(name, body) for name in ("title", "text") if (body := getattr(new, name))}
    brief = {
        "id": ids.report_id,
        "kind": new.kind,
        "reachable": bool(person.get("phone")),
        "confidential": new.kind is Kind.DENOUNCE if new.confidential is None else new.confidential,
    }
    row = brief | {
        "number": f"R{number}",
        "case_id": ids.case_id,
        "home": ids.case_id,
        "channel": new.channel,
        "source": new.source,
        "source_number": new.source_number,
        "title": said["title"]["text"] if "title" in said else None,
        "body": said["text"]["text"],
        "arrived_at": tx.now,
        "created_by": tx.actor.id,
        "tries": [],
        "reached": False,
    }
    return Arrived(row, [{"report_id": ids.report_id, **person}] if person else [], brief | said)


def sealed_person(person: Person) -> Doc:
    """Encrypted columns with their keyed hashes, as the table takes them. Invalid for a number that is none."""
    keys, row = Keys.load(settings()), {}
    if person.name:
        row["name"] = keys.encrypt(person.name, "report_persons.name")
    if person.phone:
        phone = normal_phone(person.phone)
        row |= {"phone": keys.encrypt(phone, "report_persons.phone"), "phone_hash": keys.hash(phone)}
    if person.identity:
        identity = normal_identity(person.identity)
        row["identity"] = keys.encrypt(identity, "report_persons.identity")
        row["identity_hash"] = keys.hash(identity)
    return {name: "\\x" + value.hex() for name, value in row.items()}


def _placed(tx: Tx, new: NewReport) -> NewReport:
    """With the grid of its point, where none is said and the point lies in one."""
    if new.grid or new.lng is None or new.lat is None or new.into:
        return new
    located = places.locate(tx, *places.canonical(new.lng, new.lat, new.datum or places.Datum.WGS84))
    return replace(new, grid=located.grid.code) if located else new


def _thought(tx: Tx, new: NewReport) -> Doc:
    """What it is in the eyes of who reports, where it is not filed by that: whoever files it finds it filled in."""
    if not new.category or not new.condition or (new.grid and "file" in tx.actor.duties):
        return {}
    standard = catalogue.standard(tx, new.category, new.condition)
    return {"category": standard.category, "condition": standard.condition}


def _file(tx: Tx, draft: Draft, new: NewReport) -> None:
    """Filed at once, but for a sensitive matter that is not urgent: somebody looks at that first."""
    files = "file" in tx.actor.duties
    standard = catalogue.standard(tx, new.category or "", new.condition or "") if files or new.condition else None
    if standard is None or not (files or standard.urgent):
        return
    if standard.urgent and not (files and in_scope(draft.case, tx.actor)):
        file_at_once(tx, draft, standard, new.grade)
        send_at_once(tx, draft)
        return
    if (standard.sensitive or draft.case.sensitive) and not standard.urgent:
        return
    given: Doc = {"category": standard.category, "condition": standard.condition}
    given |= place_of(draft.case) | ({"grade": new.grade} if new.grade else {})
    draft.move(tx, Verb.FILE, given, draft.world(tx, standard.version))
    send_at_once(tx, draft)


def _join(tx: Tx, new: NewReport, came: Arrived, words: Words) -> Reported:
    """A further report of a matter that is known: it answers to that case. Its words about the place stay its own."""
    tx.run(q.hold, ids=[load(tx, new.into or "")[0].case.id])
    draft, _, _ = load(tx, new.into or "")
    brief = came.brief | given_of(tx, draft.case, {}, _place(new), words) | {"at": tx.now.isoformat()}
    draft.move(tx, Verb.JOIN, {"reports": [brief], "channel": new.channel}, draft.world(tx))
    mine = {"case_id": draft.case.id, "report_id": came.row["id"]}
    draft.texts = [text | mine for text in words.rows]
    files = _files(tx, new)
    draft.files = [{"case_id": draft.case.id, "sha256": f, "kind": "report", "seq": draft.case.seq} for f in files]
    due = next(r.due_at for r in draft.case.reports if r.id == came.row["id"])
    row = came.row | {"case_id": draft.case.id, "home": draft.case.id, "due_at": due}
    tx.run(q.add_report, doc=orjson.dumps({"reports": [row], "persons": came.person}).decode())
    save(tx, draft)
    return Reported(row["number"], draft.case.number, draft.case.state, draft.case.seq, new=True)
