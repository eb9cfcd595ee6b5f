"""Grids of files into the tree: checked against what is in force, then written level by level, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from shapely import Geometry

from wangge import people
from wangge.kit.errors import Refused
from wangge.kit.tx import Tx
from wangge.people.rules import branch_of
from wangge.places.actions.boundaries import boundary, q, set_boundaries, touch
from wangge.places.actions.tree import grid
from wangge.places.rules import GridKind, grid_path
from wangge.places.rules.files import Draft, LevelFile, columns_of
from wangge.places.rules.measure import area
from wangge.places.rules.partition import TOLERANCE
from wangge.places.rules.planning import Asked, Plan, Planned, Standing, make_plan


@dataclass
class Written:
    """How many of a level came new, got another boundary, were left as they are; other names that files give."""

    new: int = 0
    redrawn: int = 0
    same: int = 0
    other_names: list[tuple[str, str, str]] = field(default_factory=list)  # code, in force, in the file


def plan_import(tx: Tx, files: Sequence[LevelFile], asked: Asked, district_name: str) -> Plan:
    """What an import would do, checked in full; nothing is written. Invalid; NotFound (``under``)."""
    tx.run(q.lock_tree)
    return make_plan(files, _standing(tx, files, asked, district_name), asked)


def write_plan(tx: Tx, plan: Plan) -> list[Written]:
    """Everything of a good plan, level by level; once more, it changes nothing.

    Refused where the plan is not good, or where a code is in force outside the branch.
    """
    if not plan.good:
        raise Refused("grid.import_bad")
    shapes: dict[int, Geometry] = {}
    _write_top(tx, plan.top)
    written = [_write_level(tx, level, shapes) for level in plan.levels]
    if plan.top.id and plan.top.shape is None and plan.levels:
        _follow(tx, plan.top.id, plan.levels[0], shapes)
    set_boundaries(tx, shapes)
    if shapes or any(one.new for one in written):
        counts = {str(level.level): one.new for level, one in zip(plan.levels, written, strict=True)}
        people.note_audit(tx, "import_grids", "grids", new=counts, redrawn=sum(one.redrawn for one in written))
        touch(tx)
    return written


def _standing(tx: Tx, files: Sequence[LevelFile], asked: Asked, district_name: str) -> Standing:
    """The tree below ``under``, or below the root; a district without one gets it from its own code and name.

    A first file of one grid that is, or becomes, the root hangs below nothing.
    """
    under = asked.map.under
    lo, hi = branch_of(grid(tx, under).path) if under else ("", "~")
    drafts = [_in_force(row) for row in tx.rows(q.standing, lo=lo, hi=hi, at=tx.now)]
    names = {row["name_zh"]: row["level"] for row in tx.rows(q.levels)}
    if not under and files and _is_root(files[0], drafts[0].code if drafts else None):
        return Standing(_virtual(), 0, _by_level(drafts), names)
    if not drafts:
        root = replace(_virtual(), given=tx.district, code=tx.district, name=district_name, level=1)
        return Standing(root, 1, {}, names)
    top, *rest = drafts
    if not top.parent:
        top.shape = None  # the root's boundary follows its children's
    return Standing(top, top.level, _by_level(rest), names)


def _virtual() -> Draft:
    """What a root hangs below."""
    return Draft("", 0, "", "", "", GridKind.GENERAL, None, None)


def _is_root(first: LevelFile, root: str | None) -> bool:
    if len(first.features) != 1 or first.level not in (None, 1):
        return False
    code = columns_of(first.features, first.map, None).code
    return root is None or (code is not None and str(first.features[0].properties.get(code)) == root)


def _by_level(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.level, []).append(draft)
    return found


def _in_force(row: dict[str, Any]) -> Draft:
    shape = shapely.from_wkb(bytes(row["boundary"])) if row["boundary"] is not None else None
    code, parent = row["code"], row["parent"] or ""
    draft = Draft("", 0, code, row["name"], parent, GridKind(row["kind"]), row["area_class"], shape, code=code)
    draft.id, draft.path, draft.level = row["id"], row["path"], row["level"]
    return draft


def _write_top(tx: Tx, top: Draft) -> None:
    if top.code and top.id is None:
        _add(tx, top.level, [top])


def _write_level(tx: Tx, level: Planned, shapes: dict[int, Geometry]) -> Written:
    """New grids, then the boundaries that differ from those in force into ``shapes``."""
    new = [draft for draft in level.drafts if draft.id is None]
    _add(tx, level.level, new)
    names = {"name_zh": level.zh, "name_en": level.en, "code_pattern": level.pattern}
    tx.run(q.name_level, level=level.level, replace=level.named, **names)
    done = Written(new=len(new))
    for draft in level.drafts:
        there = draft.stands
        if there and there.shape is not None and _same(there.shape, draft.shape):
            done.same += 1
        else:
            done.redrawn += 1 if there else 0
            shapes[draft.id or 0] = draft.shape
        if there and there.name != draft.name.strip():
            done.other_names.append((draft.code, there.name, draft.name))
    return done


def _add(tx: Tx, level: int, drafts: Sequence[Draft]) -> None:
    """Refused for a code or path in force elsewhere."""
    if not drafts:
        return
    for draft in drafts:
        above = draft.under if draft.under and draft.under.id else None
        draft.path = grid_path((above.code, above.path) if above else None, draft.code)
    columns = {
        "codes": [draft.code for draft in drafts],
        "names": [draft.name.strip() for draft in drafts],
        "kinds": [draft.kind for draft in drafts],
        "parents": [draft.under.id if draft.under else None for draft in drafts],
        "paths": [draft.path for draft in drafts],
        "classes": [draft.area_class for draft in drafts],
    }
    added = {row["code"]: row["id"] for row in tx.rows(q.add_grids, level=level, now=tx.now, **columns)}
    for draft in drafts:
        if draft.code not in added:
            raise Refused("grid.taken", grid=draft.code)
        draft.id = added[draft.code]
    tx.run(q.note_paths, ids=list(added.values()), paths=[draft.path for draft in drafts], now=tx.now)


def _follow(tx: Tx, top_id: int, first: Planned, shapes: dict[int, Geometry]) -> None:
    """The root is where its children are; cracks between them are no holes of it."""
    whole = shapely.union_all([draft.shape for draft in first.all if draft.shape is not None])
    parts = [_filled(part) for part in shapely.get_parts(whole)]
    united = shapely.union_all(parts)
    now = boundary(tx, top_id)
    if now is None or not _same(now, united):
        shapes[top_id] = united


def _filled(part: Geometry) -> Geometry:
    holes = [ring for ring in part.interiors if area(shapely.Polygon(ring)) > TOLERANCE]
    return shapely.Polygon(part.exterior, holes)


def _same(one: Geometry, other: Geometry) -> bool:
    return bool(shapely.equals_exact(one, other, normalize=True)) or bool(shapely.equals(one, other))
