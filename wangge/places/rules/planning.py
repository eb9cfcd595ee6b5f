"""What an import of grids would do: every level read, arranged, repaired where that is allowed, and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import shapely

from wangge.kit.errors import Invalid
from wangge.places.rules.arranging import find_parents, give_codes, same_codes, shapes_of, strange_codes
from wangge.places.rules.files import Bad, Columns, Draft, GridMap, LevelFile, columns_of, drafts_of, names_of
from wangge.places.rules.measure import Shapes, areas
from wangge.places.rules.partition import TOLERANCE, Defect, DefectKind, Found, Level, Parents, check_level
from wangge.places.rules.tree import LEVELS


class Asked(NamedTuple):
    map: GridMap
    tolerance: float = TOLERANCE  # m²
    repair: bool = False


@dataclass
class Planned:
    """One level: ``drafts`` of the files, ``beside`` the grids in force that the files leave out."""

    level: int
    zh: str
    en: str
    pattern: str | None
    named: bool  # its names or pattern stand in the mapping
    features: int
    drafts: list[Draft]
    beside: list[Draft]
    defects: list[Defect] = field(default_factory=list)
    repaired: list[Defect] = field(default_factory=list)
    found: Found = field(default_factory=Found)
    several: list[str] = field(default_factory=list)  # codes that several features have
    given: int = 0  # codes made by the rule
    strange: dict[str, list[str]] = field(default_factory=dict)

    @property
    def all(self) -> list[Draft]:
        return [*self.drafts, *self.beside]


@dataclass
class Plan:
    """``top``: the grid all hangs below. Its boundary follows theirs where it is the root and in no file."""

    top: Draft
    levels: list[Planned] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.bad and not any(level.defects for level in self.levels)


class Standing(NamedTuple):
    """What is in force: the top, and below it level → grids, and level → its Chinese name."""

    top: Draft
    top_level: int
    grids: Mapping[int, Sequence[Draft]]
    names: Mapping[str, int]


def make_plan(files: Sequence[LevelFile], standing: Standing, asked: Asked) -> Plan:
    """Invalid for files or a mapping that fit no tree; what is wrong with single grids stands in the plan."""
    plan = Plan(standing.top)
    above: str | None = None
    before, parents = standing.top_level, [standing.top]
    for n, file in enumerate(files):
        columns = columns_of(file.features, file.map, above)
        above = columns.code
        level = _level_of(file, columns, standing, before, first=n == 0)
        if n == 0:
            parents = _parents_in_force(standing, level)
        planned = _planned(file, columns, level, asked, plan)
        known = standing.grids.get(level, ())
        _arranged(planned, parents, known, asked, plan)
        plan.bad += _elsewhere(planned, standing, columns)
        planned.strange = strange_codes(planned.drafts, parents, finest=n == len(files) - 1)
        plan.levels.append(planned)
        before, parents = level, planned.all
    return plan


def _level_of(file: LevelFile, columns: Columns, standing: Standing, before: int, first: bool) -> int:
    """As the mapping says; else that of the grids in force with its codes; else of a level called like this one; else
    below the one before, or below all that is in force."""
    level = file.level or _level_in_force(file, columns, standing)
    if level is None:
        zh, _ = names_of(before + 1, columns, file.map)
        deepest = max(standing.grids, default=before) if first else before
        level = standing.names.get(zh, deepest + 1)
    if level <= before or level not in LEVELS:
        raise Invalid("grid.map_order", field="levels", level=level, above=before)
    return level


def _level_in_force(file: LevelFile, columns: Columns, standing: Standing) -> int | None:
    """The level on which most of its codes stand."""
    codes = {str(one.properties.get(columns.code or "")) for one in file.features}
    counts = {level: sum(draft.code in codes for draft in drafts) for level, drafts in standing.grids.items()}
    best = max(counts, key=lambda level: counts[level], default=None)
    return best if best is not None and counts[best] else None


def _parents_in_force(standing: Standing, level: int) -> list[Draft]:
    """The grids of the next level above that has any."""
    higher = [n for n in standing.grids if n < level and standing.grids[n]]
    return list(standing.grids[max(higher)]) if higher else [standing.top]


def _planned(file: LevelFile, columns: Columns, level: int, asked: Asked, plan: Plan) -> Planned:
    read = drafts_of(file.features, columns, file.map, asked.map)
    plan.bad += [one for one in read if isinstance(one, Bad)]
    zh, en = names_of(level, columns, file.map)
    chosen = file.map
    named = bool(chosen.name_zh or chosen.name_en or chosen.code_pattern)
    drafts, several = same_codes([one for one in read if isinstance(one, Draft)], asked.map.same_code)
    planned = Planned(level, zh, en, chosen.code_pattern, named, len(file.features), drafts, [], several=several)
    if asked.map.same_code == "refuse":
        taken = [draft for draft in drafts if draft.given in several]
        plan.bad += [Bad(d.file, d.number, Invalid("grid.twice", field=columns.code, grid=d.given)) for d in taken]
    return planned


def _arranged(planned: Planned, parents: list[Draft], known: Sequence[Draft], asked: Asked, plan: Plan) -> None:
    """Parents found, codes given, the level checked."""
    for lost in find_parents(planned.drafts, parents):
        wrong = Invalid("grid.no_parent", field="parent" if lost.parent else "geometry", grid=lost.label)
        plan.bad.append(Bad(lost.file, lost.number, wrong))
    planned.given = give_codes(planned.drafts, parents, [draft.code for draft in known])
    codes = {draft.code for draft in planned.drafts}
    planned.beside = [draft for draft in known if draft.code not in codes]
    for draft in planned.drafts:
        draft.under = parents[draft.above] if draft.above >= 0 else None
    places = {parent.code: n for n, parent in enumerate(parents)}
    for draft in planned.beside:
        draft.above = places.get(draft.parent, -1)
    _flaws(planned, asked.repair)
    if asked.repair:
        _drop_doubles(planned)
    drawn = [draft for draft in planned.all if draft.shape is not None]
    level = Level(_labels(drawn), shapes_of(drawn), [draft.above for draft in drawn])
    shapes = shapes_of(parents)
    if asked.map.partial:
        shapes = _without_children(shapes, level)
    planned.found = check_level(Parents(_labels(parents), shapes), level, asked.tolerance)
    planned.defects += planned.found.defects


def _elsewhere(planned: Planned, standing: Standing, columns: Columns) -> list[Bad]:
    """Grids in force with a code of the files, on another level or below another parent: an import moves nothing."""
    known = {draft.code: draft for drafts in standing.grids.values() for draft in drafts}
    bad = []
    for draft in planned.drafts:
        draft.level, draft.stands = planned.level, known.get(draft.code)
        there = draft.stands
        if there is None:
            continue
        draft.id, draft.path = there.id, there.path
        if there.level != planned.level or (draft.under and draft.under.code != there.parent):
            wrong = Invalid("grid.elsewhere", field=columns.code or "geometry", grid=draft.code, parent=there.parent)
            bad.append(Bad(draft.file, draft.number, wrong))
    return bad


def _without_children(shapes: Shapes, level: Level) -> Shapes:
    """A parent whose children nobody has drawn yet is no gap."""
    filled = set(level.parent_of)
    return shapes_of_list([shape if n in filled else None for n, shape in enumerate(shapes)])


def shapes_of_list(shapes: Sequence[shapely.Geometry | None]) -> Shapes:
    found: Shapes = np.empty(len(shapes), object)
    found[:] = shapes
    return found


def _labels(drafts: Sequence[Draft]) -> list[str]:
    """Codes; of grids of one code the later ones with the number of their feature."""
    seen: set[str] = set()
    labels = []
    for draft in drafts:
        labels.append(f"{draft.code}#{draft.number}" if draft.code in seen else draft.label)
        seen.add(draft.code)
    return labels


def _flaws(planned: Planned, repair: bool) -> None:
    """Rings that are wrong: repaired where that was asked for and leaves a shape; named in any case."""
    for draft, label in zip(planned.drafts, _labels(planned.drafts), strict=True):
        goes = planned.repaired if repair and not draft.shape.is_empty else planned.defects
        goes += [Defect(flaw.kind, (label,), flaw.at, metres=flaw.metres) for flaw in draft.flaws]


def _drop_doubles(planned: Planned) -> None:
    """The second of two with one code and one boundary."""
    kept: dict[str, list[Draft]] = {}
    for draft in list(planned.drafts):
        others = kept.setdefault(draft.code, [])
        if any(shapely.equals(draft.shape, other.shape) for other in others):
            planned.drafts.remove(draft)
            place = draft.shape.point_on_surface()
            size = float(areas([draft.shape])[0])
            at = (round(place.x, 7), round(place.y, 7))
            codes = (draft.code, f"{draft.code}#{draft.number}")
            planned.repaired.append(Defect(DefectKind.DUPLICATE, codes, at, size))
        others.append(draft)
