"""Which cases a report may be a duplicate of: looked for in its place, compared in process, shown side by side."""

from datetime import datetime
from typing import Any

from wangge import cases, catalogue, places
from wangge.cases import NewReport
from wangge.cases.api.views import masked
from wangge.intake.rules.likeness import OLD, SUSPECT, Likeness, Point, Said, bigrams, likeness
from wangge.kit import sql
from wangge.kit.errors import NotFound
from wangge.kit.tx import Tx

q = sql.load(__package__)

MOST = 200  # candidates compared
SHOWN = 10
PLACES = 60  # grids looked in
BORDER = 150.0  # metres within which the next grid is looked in too

Doc = dict[str, Any]


def duplicates_of_report(tx: Tx, new: NewReport) -> list[Doc]:
    """For a report that is not saved yet. Nothing outside the asker's scope is looked at, nor said to be there."""
    point = None
    if new.lng is not None and new.lat is not None:
        point = places.canonical(new.lng, new.lat, new.datum or places.Datum.WGS84)
    at = places.grid(tx, new.grid) if new.grid else None
    text = f"{new.title or ''} {new.text}"
    return _found(tx, Said(text, new.category or "", at.path if at else "", point, tx.now), at, 0)


def duplicates_of_case(tx: Tx, number: str) -> list[Doc]:
    """For a case that is there; NotFound where it is not visible."""
    row = tx.row(q.said, number=number, **cases.scope_of(tx.actor))
    if row is None:
        raise NotFound("case.unknown", number=number)
    at = places.grid_by_id(tx, row["grid"]) if row["grid"] else None
    said = Said(row["text"] or "", row["category"], row["path"] if at else "", _point(row["point"]), row["opened_at"])
    return _found(tx, said, at, row["id"])


def _found(tx: Tx, said: Said, at: places.Grid | None, but: int) -> list[Doc]:
    paths = _paths(tx, said.point, at)
    if not said.path and paths:
        said = said._replace(path=paths[0])
    look = {"paths": paths, "since": said.at - OLD, "but": but, "each": MOST // 2, "most": MOST}
    rows = tx.rows(q.candidates, **look, **cases.scope_of(tx.actor))
    grams = bigrams(said.text)
    scored = [(likeness(said, _said(row), grams), row) for row in rows]
    best = sorted((one for one in scored if one[0].score >= SUSPECT), key=lambda one: -one[0].score)[:SHOWN]
    more = tx.rows(q.shown, ids=[row["id"] for _, row in best], **cases.scope_of(tx.actor)) if best else []
    of = {row["id"]: row for row in more}
    return [_shown(tx, found, row, of[row["id"]]) for found, row in best]


def _paths(tx: Tx, point: Point | None, at: places.Grid | None) -> list[str]:
    """The grid itself first, what it lies in, what begins within 150 m, what lies in it; else the district itself."""
    near: list[str] = []
    if point and (located := places.locate(tx, *point, BORDER)):
        at = at or located.grid
        near = [places.grid(tx, one.code).path for one in located.border[:8]]
    if at is None:
        return [f"{tx.district}/"]
    steps = at.path.split("/")[:-1]
    above = ["/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1)]
    inside = [grid.path for grid in places.below(tx, at)[1:]]
    return list(dict.fromkeys([*above, *near, *inside]))[:PLACES]


def _said(row: Doc) -> Said:
    return Said(row["text"] or "", row["category"], row["path"], _point(row["point"]), row["opened_at"])


def _point(text: str | None) -> Point | None:
    lng, _, lat = (text or "").partition(",")
    return (float(lng), float(lat)) if lat else None


def _shown(tx: Tx, found: Likeness, row: Doc, more: Doc) -> Doc:
    standard = catalogue.by_version(tx, row["standard"])
    near = any(branch.lo <= row["path"] < branch.hi for branch in tx.actor.branches)
    person = more["person"]
    return {
        "number": row["number"],
        "state": row["state"],
        "seq": row["seq"],
        "category": row["category"],
        "category_name": standard.category_name or None,
        "grid": more["grid"],
        "address": more["address"],
        "opened_at": row["opened_at"],
        "text": row["text"],
        "files": more["files"],
        "reports": more["reports"],
        "person": masked(person) if person and (near or not person["confidential"]) else None,
        "score": found.score,
        "parts": found.parts,
        "metres": found.metres,
        "days": found.days,
        "join": _join(row["state"], row["closed_at"], standard.reopen_days, tx.now),
    }


def _join(state: str, closed_at: datetime | None, reopen_days: int, now: datetime) -> str:
    """What one press does: ``into`` this case, ``reopen`` it within its window, or begin anew as ``repeat_of`` it."""
    if closed_at is None:
        return "into"
    return "reopen" if state == "closed" and (now - closed_at).days < reopen_days else "repeat_of"
