"""Grids of a file put into the tree: whose child each is, and its code where the file gives none or one twice."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from wangge.places.rules.files import Draft
from wangge.places.rules.measure import Shapes
from wangge.places.rules.tree import CODE_LENGTH

_PLAIN = 6  # digits: a parent's code this long may be continued without a mark between


def shapes_of(drafts: Sequence[Draft]) -> Shapes:
    shapes: Shapes = np.empty(len(drafts), object)
    shapes[:] = [draft.shape for draft in drafts]
    return shapes


def in_order(shapes: Sequence[shapely.Geometry]) -> list[int]:
    """Positions from west to east and north to south, as a page is read (DB11-grid 5.4): rows as high as wide."""
    if len(shapes) < 2:
        return list(range(len(shapes)))
    middles = np.array([(p.x, p.y) for p in shapely.point_on_surface(np.array(shapes, object))])
    north, south = middles[:, 1].max(), middles[:, 1].min()
    rows = max(1, round(len(shapes) ** 0.5))
    step = (north - south) / rows or 1.0
    row = np.minimum(((north - middles[:, 1]) / step).astype(int), rows - 1)
    return [int(n) for n in np.lexsort((-middles[:, 1], middles[:, 0], row))]


def same_codes(drafts: Sequence[Draft], rule: str) -> tuple[list[Draft], list[str]]:
    """Grids of one code: ``number``: each closed polygon is a grid of its own, later ones get ``_2``, ``_3`` in order;
    ``part``: together one grid. One with the very boundary of another keeps its code, for the check to name it.

    The grids, and the codes of which there were several.
    """
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        draft.code = draft.given
        groups.setdefault(draft.given, []).append(draft)
    several = [code for code, group in groups.items() if code and len(group) > 1]
    if rule == "refuse":
        return list(drafts), several
    gone: set[int] = set()
    for code in several:
        group = _distinct(groups[code])
        if rule == "part":
            gone |= _joined(group)
            continue
        for place, n in enumerate(in_order([draft.shape for draft in group])[1:], 2):
            group[n].code = f"{code}_{place}"
    return [draft for draft in drafts if id(draft) not in gone], several


def _distinct(group: Sequence[Draft]) -> list[Draft]:
    found: list[Draft] = []
    for draft in group:
        if not any(shapely.equals(draft.shape, other.shape) for other in found):
            found.append(draft)
    return found


def _joined(group: Sequence[Draft]) -> set[int]:
    """The first takes the shapes of the others; which ones are gone."""
    first, *others = group
    first.shape = shapely.union_all([draft.shape for draft in group])
    first.flaws = tuple(flaw for draft in group for flaw in draft.flaws)
    return {id(draft) for draft in others}


def find_parents(drafts: Sequence[Draft], parents: Sequence[Draft]) -> list[Draft]:
    """Sets ``above``: the parent a file names, else the one whose code begins the grid's, else the one that holds most
    of it; of several of one code the one that holds most. Those for which there is none.
    """
    if len(parents) == 1:
        for draft in drafts:
            draft.above = 0
        return [draft for draft in drafts if draft.parent and not _fits(parents[0], draft.parent)]
    by_code: dict[str, list[int]] = {}
    for n, parent in enumerate(parents):
        for code in {parent.given, parent.code}:
            by_code.setdefault(code, []).append(n)
    shared = _shared(drafts, parents)
    lost = []
    for draft, held in zip(drafts, shared, strict=True):
        named = by_code.get(draft.parent, []) if draft.parent else _begun(draft.given, by_code)
        choice = named or ([] if draft.parent else list(held))
        draft.above = max(choice, key=lambda n: (held.get(n, 0.0), -n), default=-1)
        if draft.above < 0:
            lost.append(draft)
    return lost


def _fits(parent: Draft, code: str) -> bool:
    return code in (parent.code, parent.given)


def _begun(code: str, by_code: dict[str, list[int]]) -> list[int]:
    """The longest parent's code that this one continues: after a mark, or after at least six digits."""
    for end in range(len(code) - 1, 0, -1):
        head = code[:end]
        if head in by_code and (not code[end].isalnum() or (head.isdigit() and len(head) >= _PLAIN)):
            return by_code[head]
    return []


def _shared(drafts: Sequence[Draft], parents: Sequence[Draft]) -> list[dict[int, float]]:
    """For each grid: parent → how much of it lies there, in square degrees."""
    above, below = shapes_of(parents), shapes_of(drafts)
    child, parent = shapely.STRtree(above).query(below)
    sizes = shapely.area(shapely.intersection(below[child], above[parent]))
    found: list[dict[int, float]] = [{} for _ in drafts]
    for c, p, size in zip(child.tolist(), parent.tolist(), sizes.tolist(), strict=True):
        if size > 0:
            found[c][p] = size
    return found


def give_codes(drafts: Sequence[Draft], parents: Sequence[Draft], taken: Iterable[str]) -> int:
    """A code for each that has none: its parent's and three digits, in order; how many were given."""
    used = {*taken, *(draft.code for draft in drafts)}
    given = 0
    for above in {draft.above for draft in drafts}:
        group = [draft for draft in drafts if draft.above == above and not draft.code]
        n = 0
        for place in in_order([draft.shape for draft in group]):
            n += 1
            while (code := f"{parents[above].code}{n:03}") in used:
                n += 1
            used.add(code)
            group[place].code = code
            given += 1
    return given


def strange_codes(drafts: Sequence[Draft], parents: Sequence[Draft], finest: bool) -> dict[str, list[str]]:
    """Worth a look: codes that do not begin with their parent's, unit grids whose code is not 15 digits."""
    starts = [d.code for d in drafts if d.above >= 0 and not d.code.startswith(parents[d.above].given)]
    units = [d.code for d in drafts if finest and not re.fullmatch(rf"\d{{{CODE_LENGTH}}}", d.code)]
    return {key: codes for key, codes in (("prefix", starts), ("digits", units)) if codes}
