"""Cases follow their grids: after a change of the tree, batch by batch, until none is left behind.

What is promised meanwhile: a case's path always lies where its people reach. Before its batch that is the former path,
which posts keep until the change is settled; after it the new one, which posts were given when the tree changed. No
batch begins while a transaction runs that is older than the change. So who sees a case before and after a change sees
it at every moment between, and nothing that was filed under the old tree is left behind.
"""

from collections.abc import Sequence

import orjson

from wangge import places
from wangge.cases.actions.said import place_given
from wangge.cases.actions.store import Draft, case_of, q, rows_of
from wangge.cases.rules import Case, Verb
from wangge.kit.tx import Tx
from wangge.places import Change, GridState, Way

#: A regrid touches neither assignments nor clocks nor reports.
_BARE = {"assignments": None, "clocks": None, "reports": None}


def follow(tx: Tx, limit: int = 500) -> int:
    """The next batch; how many cases were looked at. Killed anywhere, the next one goes on where this one stood."""
    for version in places.unsettled(tx):
        ways = places.ways(tx, version)
        if not places.quiet(tx, version):
            continue
        if count := _gone(tx, ways, limit) or _staying(tx, version, ways, limit):
            return count
        places.settle(tx, version)
    return 0


def _gone(tx: Tx, ways: Sequence[Way], limit: int) -> int:
    """Cases at a path that is no more."""
    by_path = {way.old_path: way for way in ways if not way.stays}
    if not by_path:
        return 0
    ids = [row["id"] for row in tx.rows(q.left_behind, paths=list(by_path), limit=limit)]
    _take_along(tx, ids, by_path)
    return len(ids)


def _staying(tx: Tx, version: int, ways: Sequence[Way], limit: int) -> int:
    """Cases of a grid drawn anew that now lie in another one; each is looked at once."""
    way = next((way for way in ways if way.stays and not way.walked), None)
    if way is None:
        return 0
    rows = tx.rows(q.walk_on, path=way.old_path, all=way.filing, at=way.seen_at, id=way.seen_id, limit=limit)
    _take_along(tx, [row["id"] for row in rows], {way.old_path: way})
    last = min(((row["opened_at"], row["id"]) for row in rows), default=None)
    places.note_walk(tx, version, way.grid_id, last if len(rows) == limit else None)
    return max(len(rows), 1)


def _take_along(tx: Tx, ids: list[int], ways: dict[str, Way]) -> None:
    """One event on each case that goes elsewhere, all in one statement."""
    if not ids:
        return
    calendar = int(tx.value(q.newest_calendar))
    found = [case_of({"case": row["doc"], **_BARE}) for row in tx.rows(q.load_bare, ids=ids)]
    cases = [case for case in found if case.path in ways]
    points = places.grids_at(tx, _points(tx, [case for case in cases if ways[case.path].among]))
    targets = {case.id: ways[case.path].choose(points.get(case.id, 0), case.grid_at_filing) for case in cases}
    grids = places.grids_by_id(tx, set(targets.values()))
    drafts = []
    for case in cases:
        grid = grids[targets[case.id]]
        if (case.grid, case.path) != (grid.id, grid.path):
            draft = Draft.of(case, calendar)
            draft.move(tx, Verb.REGRID, place_given(grid.id, grid.path, grid.area_class), draft.world(tx))
            drafts.append(draft)
    _save(tx, drafts)


def _points(tx: Tx, cases: Sequence[Case]) -> dict[int, tuple[float, float]]:
    """Case → its point, longitude and latitude; none where it was erased."""
    case_by_text = {case.point: case.id for case in cases if case.point is not None}
    rows = tx.rows(q.points_of, ids=list(case_by_text)) if case_by_text else []
    return {case_by_text[row["id"]]: _lnglat(row["body"]) for row in rows}


def _lnglat(body: str) -> tuple[float, float]:
    lng, lat = body.split(",")
    return float(lng), float(lat)


def _save(tx: Tx, drafts: Sequence[Draft]) -> None:
    """Nothing but the place of each changes; they are held, so that all are written."""
    if not drafts:
        return
    rows = [rows_of(draft) for draft in drafts]
    doc = {"cases": [row["case"] for row in rows], "events": [event for row in rows for event in row["events"]]}
    if tx.value(q.save_places, doc=orjson.dumps(doc).decode()) != len(drafts):
        raise RuntimeError("cases changed under their locks")


# -- a change taken back --------------------------------------------------------------------------------


def undo(tx: Tx, version: int, note: str = "") -> Change:
    """A change of the tree taken back; Refused, naming them, where cases were filed since in a grid that it made."""
    return places.undo(tx, version, filed_since, note)


def filed_since(tx: Tx, change: Change, made: Sequence[GridState]) -> list[str]:
    """The first numbers of what was filed, or arrived, in these grids since the change."""
    ids, paths = [g.id for g in made], [g.path for g in made]
    return [row["number"] for row in tx.rows(q.filed_since, paths=paths, grids=ids, since=change.applied_at)]
