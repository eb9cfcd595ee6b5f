"""The licence: at which confidence a step acts alone, changed by people, switched off by what reviews find."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from wangge import catalogue, people
from wangge.catalogue.rules.categories import major_of
from wangge.kit import sql
from wangge.kit.errors import Invalid, Refused
from wangge.kit.tx import SYSTEM, Tx
from wangge.triage.rules.licences import Licence, allowed, share, worn_out

q = sql.load("wangge.triage")
log = logging.getLogger("wangge.advice")

Doc = dict[str, Any]

PERIOD = timedelta(days=90)  # of the counts by category


class Wanted(NamedTuple):
    """``confidence`` from 0.5 to 0.999; ``sample``: percent of its steps that are reviewed, at least 1."""

    step: str
    branch: str
    active: bool
    confidence: float
    sample: int


def licences(tx: Tx) -> list[Licence]:
    """The newest of each step and branch, as they are now in the database."""
    return [Licence(*(row[name] for name in Licence._fields)) for row in tx.rows(q.current_licences)]


def allows(tx: Tx, step: str, category: str, confidence: float | None) -> bool:
    """Whether the step may be taken alone. ``confidence`` None: a rule of the district says it."""
    return allowed(licences(tx), step, category, confidence) is not None


def set_licence(tx: Tx, wanted: Wanted, seen: int) -> int:
    """A new version; its number. ``seen``: the ``no`` of the one that was shown, 0 for none.

    Invalid for a class that the catalogue does not have. Refused where another one has been set meanwhile.
    """
    if wanted.branch and wanted.branch not in {branch for code in _names(tx) for branch in (code, major_of(code))}:
        raise Invalid("advice.branch", field="branch", branch=wanted.branch)
    version = tx.value(q.set_licence, **wanted._asdict(), seen=seen, now=tx.now, by=tx.actor.id, why="set")
    if version is None:
        raise Refused("advice.licence_changed", step=wanted.step)
    people.note_audit(tx, "licence", f"licence:{wanted.step}:{wanted.branch}", **wanted._asdict())
    return int(version)


def switch_off_if_worn(tx: Tx, version: int) -> bool:
    """After a review: a licence under which too much is wrong ends by itself. Its successor, if there is one, stays."""
    rows = [row for row in tx.rows(q.current_licences) if row["version"] == version and row["active"]]
    if not rows:
        return False
    row = rows[0]
    licence = Licence(*(row[name] for name in Licence._fields))
    found = _counts(tx, [version]).get(version, _NOTHING)
    if not worn_out(licence, found["reviewed"], found["wrong"]):
        return False
    off = Wanted(licence.step, licence.branch, False, licence.confidence, licence.sample)  # noqa: FBT003 - a row
    tx.run(q.set_licence, **off._asdict(), seen=row["no"], now=tx.now, by=SYSTEM.id, why="worn")
    facts: Doc = {"reviewed": found["reviewed"], "wrong": found["wrong"], "confidence": licence.confidence}
    people.note_audit(tx, "licence_worn", f"licence:{licence.step}:{licence.branch}", **facts)
    log.warning("licence %s:%s is off: %s", licence.step, licence.branch, facts)
    return True


def shown(tx: Tx) -> Doc:
    """The licences with what was done under each, and the last 90 days by step and category."""
    rows, names = tx.rows(q.current_licences), _names(tx)
    counts = _counts(tx, [row["version"] for row in rows])
    by_category = tx.rows(q.count_by_category, since=tx.now - PERIOD)
    return {
        "licences": [
            row | {"name": names.get(row["branch"])} | _told(counts.get(row["version"], _NOTHING)) for row in rows
        ],
        "categories": [
            {"step": row["step"], "category": row["category"], "name": names.get(row["category"])} | _told(row)
            for row in by_category
        ],
        "days": PERIOD.days,
    }


_NOTHING: Mapping[str, int] = {"automatic": 0, "sampled": 0, "reviewed": 0, "wrong": 0}


def _counts(tx: Tx, versions: list[int]) -> dict[int, Doc]:
    return {row["licence"]: row for row in tx.rows(q.count_by_licence, licences=versions)}


def _told(found: Mapping[str, int]) -> Doc:
    reviewed, wrong = found["reviewed"], found["wrong"]
    low, high = share(wrong, reviewed)
    told = {name: found[name] for name in _NOTHING}
    return told | {"wrong_share": round(wrong / reviewed, 4) if reviewed else None, "low": low, "high": high}


def _names(tx: Tx) -> dict[str, str]:
    """Code → name of every category and major class."""
    return {each.code: each.name for each in catalogue.categories(tx)}
