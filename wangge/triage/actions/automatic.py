"""Steps taken under a licence: cases that arrived are filed, those that were filed are sent, by the system and marked.

A loop follows the feed and acts only on the last event of a case, so whoever touches a case first has it. Licence,
model and case are read in the transaction that acts; where anything stands against it, the case is left to people.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from psycopg import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from wangge import dispatch, people, places
from wangge.cases.actions import automatic as acting
from wangge.cases.actions.routing import matter_of
from wangge.cases.actions.said import place_given, place_of
from wangge.cases.rules import Case, State, Verb
from wangge.catalogue import Standard
from wangge.dispatch import Choice
from wangge.kit import feed
from wangge.kit.config import settings
from wangge.kit.crypto import Keys
from wangge.kit.errors import Refused
from wangge.kit.feed import FeedRow
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions import advising, matters, units
from wangge.triage.actions.advising import Asked
from wangge.triage.actions.book import book
from wangge.triage.actions.licence import licences, q
from wangge.triage.actions.models import COLD, live
from wangge.triage.rules.conditions import clear_condition
from wangge.triage.rules.licences import FRESH, Licence, LicenceStep, Said, allowed, drawn, unclear, withheld

log = logging.getLogger("wangge.advice")

READER = "licence"
BATCH = 200

Doc = dict[str, Any]


def follow(pool: Pool, district: str, now: datetime | None = None) -> int:
    """The next rows of the feed; how many. A loop of the worker; ``now`` None is the machine's clock.

    Each case in a transaction of its own, then the reader moves on: killed in between, a row comes again and finds its
    case moved.
    """
    with work(pool, district, now=now) as tx:
        rows = feed.news(tx, READER, BATCH)
        active = any(each.active for each in licences(tx)) if rows else False
        waiting = [row for row in rows if active and row.kind == "case" and _concerns(row) and tx.now - row.at < FRESH]
    for row in waiting:
        _act(pool, district, row, now)
    if rows:
        with work(pool, district) as tx:
            feed.advance(tx, READER, rows[-1].no)
    return len(rows)


def _concerns(row: FeedRow) -> bool:
    return row.verb in (Verb.REPORT, Verb.FILE) and row.seq is not None


def _act(pool: Pool, district: str, row: FeedRow, now: datetime | None) -> None:
    """What goes wrong with one case leaves it to people and does not stop the others."""
    try:
        with work(pool, district, now=now) as tx:
            (file_alone if row.verb == Verb.REPORT else send_alone)(tx, row.subject, row.seq or 0)
    except Refused as refused:
        log.info("case %d is left to people: %s", row.subject, refused.code)
    except (OperationalError, InterfaceError, PoolTimeout):
        raise
    except Exception:
        log.exception("case %d is left to people", row.subject)


class Taken(NamedTuple):
    """A step that was taken. ``confidence`` None: by a rule. ``licence`` None: it goes along with another step."""

    step: str
    suggested: str
    confidence: float | None
    model: str
    licence: Licence | None
    candidates: Sequence[tuple[str, float]] = ()


def file_alone(tx: Tx, case_id: int, seq: int) -> bool:
    """Files a case that arrived, if its category is licensed and clear, and so is its place where nobody said it."""
    draft = acting.untouched(tx, case_id, seq, State.REPORTED) if _licensed(tx, LicenceStep.CATEGORY) else None
    if draft is None:
        return False
    reports = tx.rows(q.said_of_case, case_id=case_id)
    said = _said(draft.case, reports)
    if unclear(said) or withheld(said):
        return False
    asked = _asked(tx, draft.case, reports[0])
    standard, steps = _category(tx, asked)
    if standard is None or reports[0]["thought"] not in (None, standard.category):
        return False
    place, more = _place(tx, draft.case, asked, standard.category)
    steps += more
    if place is None or _told_already(tx, draft.case, asked, place):
        return False
    if not acting.file(tx, draft, standard, place, _auto(steps)):
        return False
    _keep(tx, draft.case, reports[0]["report"], steps)
    return True


def send_alone(tx: Tx, case_id: int, seq: int) -> bool:
    """Sends a case that was filed, by a rule of the district or, sure enough, to who handled such cases."""
    draft = acting.untouched(tx, case_id, seq, State.FILED) if _licensed(tx, LicenceStep.UNIT) else None
    if draft is None:
        return False
    reports = tx.rows(q.said_of_case, case_id=case_id)
    if not reports or withheld(_said(draft.case, reports)):
        return False
    choice, sure = _unit(tx, draft.case)
    if choice is None:
        return False
    licence = allowed(licences(tx), LicenceStep.UNIT, draft.case.category, sure)
    if licence is None:
        return False
    model = "history" if choice.rule is None else f"rule-{choice.rule}"
    steps = [Taken(LicenceStep.UNIT, str(choice.lead), sure, model, licence)]
    if not acting.send(tx, draft, choice, _auto(steps)):
        return False
    _keep(tx, draft.case, reports[0]["report"], steps)
    return True


def _licensed(tx: Tx, step: LicenceStep) -> bool:
    """Whether the step may be taken for any category at all; where not, no case is read for it."""
    return any(each.active and each.step == step for each in licences(tx))


def _said(case: Case, reports: Sequence[Doc]) -> Said:
    words = "\n".join(text for each in reports for text in (each["title"], each["text"]) if text)
    confidential = any(each["confidential"] for each in reports)
    return Said(tuple(each["kind"] for each in reports), confidential, case.sensitive, case.urgent, words)


def _asked(tx: Tx, case: Case, report: Doc) -> Asked:
    where = tx.row(q.words_of_place, address=case.address, point=case.point) or {}
    lng, lat = map(float, where["point"].split(",")) if where.get("point") else (None, None)
    said: Doc = {"text": report["text"] or "", "title": report["title"] or "", "kind": report["kind"]}
    return Asked(**said, lng=lng, lat=lat, address=where.get("address"))


def _category(tx: Tx, asked: Asked) -> tuple[Standard | None, list[Taken]]:
    """The first category, with its filing condition: learned, sure, of this kind, neither urgent nor sensitive.

    The advice may name one that nobody ever chose, by the catalogue's words: how sure those are was never held to
    anything. Nor is one taken that no word of the text speaks for.
    """
    now = live(tx)
    found = advising.category_advice(tx, now, asked)["candidates"] if now.version != COLD else []
    if not found or found[0]["code"] not in now.adviser.names or not found[0]["evidence"]:
        return None, []
    code, sure, entry = found[0]["code"], found[0]["confidence"], book(tx).entries[found[0]["code"]]
    licence = allowed(licences(tx), LicenceStep.CATEGORY, code, sure)
    fitting = entry.of(asked.kind)
    which = clear_condition([each.condition_name for each in fitting], f"{asked.title}\n{asked.text}")
    if licence is None or which is None or not entry.fits(asked.kind):
        return None, []
    if any(each.urgent or each.sensitive for each in entry.standards):
        return None, []
    candidates = [(one["code"], one["confidence"]) for one in found]
    category = Taken(LicenceStep.CATEGORY, code, sure, now.version, licence, candidates)
    return fitting[which], [category, Taken("condition", fitting[which].condition, None, now.version, None)]


def _place(tx: Tx, case: Case, asked: Asked, category: str) -> tuple[Doc | None, list[Taken]]:
    """The place the report came with, unless its words name another; else the one its words tell, where licensed."""
    advice = advising.place_advice(tx, asked)
    first = advice["candidates"][0] if advice["action"] == "take" else None
    if advice["conflict"]:
        return None, []
    if case.grid is not None:
        same = first is None or places.grid(tx, first["grid"]).id == case.grid
        return (place_of(case) if same else None), []
    licence = allowed(licences(tx), LicenceStep.PLACE, category, first["confidence"]) if first else None
    if first is None or licence is None:
        return None, []
    grid = places.grid(tx, first["grid"])
    candidates = [(one["grid"], one["confidence"]) for one in advice["candidates"]]
    step = Taken(LicenceStep.PLACE, grid.code, first["confidence"], "gazetteer", licence, candidates)
    return place_given(grid.id, grid.path, grid.area_class), [step]


def _told_already(tx: Tx, case: Case, asked: Asked, place: Doc) -> bool:
    """Another open case of the same matter in the same grid: whether the two are one is for a person to say."""
    matter = matters.joined(tx, f"{asked.title}\n{asked.text}", case.category, place["path"], tx.now)
    return matter is not None and bool(tx.value(q.told_already, matter=matter, case_id=case.id, grid=place["grid"]))


def _unit(tx: Tx, case: Case) -> tuple[Choice | None, float | None]:
    """Who should act, and how sure that is: None by a rule. The street as a fallback is left to people."""
    matter, rules = matter_of(tx, case)
    advice = units.unit_advice(tx, matter)
    if advice.unit is None:
        return None, None
    if advice.how == "rule":
        choice = dispatch.choose(tx, matter, rules)
        return (choice if choice.lead == advice.unit and choice.rule is not None else None), None
    if advice.how == "history" and advice.confidence is not None:
        choice = dispatch.by_hand(tx, people.unit(tx, advice.unit).code)
        return choice._replace(how="history", trace=dispatch.advise(tx, matter, rules)), advice.confidence
    return None, None


def _auto(steps: Sequence[Taken]) -> list[Doc]:
    """As history says it: step, model, confidence and the version of the licence.

    How sure it was in hundredths: finer, it would be something like a hash of the words, and history is not erased.
    """
    return [
        {"step": each.step, "model": each.model, "confidence": _rough(each.confidence), "licence": each.licence.version}
        for each in steps
        if each.licence
    ]


def _rough(confidence: float | None) -> float | None:
    return None if confidence is None else round(confidence, 2)


def _keep(tx: Tx, case: Case, report: int, steps: Sequence[Taken]) -> None:
    rows = [
        each._asdict() | {"licence": each.licence.version if each.licence else None, "sampled": _drawn(tx, case, each)}
        for each in steps
    ]
    what = {"case_id": case.id, "seq": case.seq, "category": case.category, "report": report}
    tx.run(q.keep_automatic, steps=orjson.dumps(rows).decode(), now=tx.now, **what)


def _drawn(tx: Tx, case: Case, step: Taken) -> bool:
    """By a keyed hash: the same for the same step, and nobody can tell beforehand."""
    if step.licence is None:
        return False
    return drawn(Keys.load(settings()).hash(f"review/{tx.district}/{case.id}/{step.step}"), step.licence.sample)
