"""What stands around a name: a house number, a grid's number, next to, so far from, a corner of a crossing."""

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from wangge.triage.placing import numbers
from wangge.triage.placing.entries import Kind
from wangge.triage.placing.finding import ALIKE, Hit, How, find
from wangge.triage.placing.gazetteer import Components, Gazetteer, Thing
from wangge.triage.placing.words import pattern, words

_RANK = {Kind.DISTRICT: 0, Kind.STREET: 1, Kind.COMMUNITY: 2, Kind.ROAD: 3}
FINE = 4
_STEPS = 50  # metres
MOST = 40  # names of a text that are looked at

_FAR = re.compile(
    r"(?:[东西南北]?大?门口?)?[的往向朝以]{0,2}[东西南北]{1,2}[边面侧方]?(?:走|大概|大约|约|差不多|方向)*"
    r"([0-9]{1,5}|[一二两三四五六七八九十百千]{1,7}|几[十百]?)多?(米|公里|里地|站地)"
)
_PER = re.compile(r"(?:距离|距|离)(?:这里|那里)?$")
_GRID_CODE = re.compile(r"(?<![0-9])[0-9]{9,15}(?![0-9])|(?<![0-9])[0-9]{16}(?![0-9])")


@dataclass
class Mention:
    """``options``: each thing that may be meant, with the grids that are left of it."""

    start: int
    end: int
    how: How
    options: list[tuple[Thing, tuple[str, ...]]]
    tail: int  # where what belongs to the name ends
    near: str = ""  # near, across, far
    numbered: bool = False  # a house or grid number told the grid
    unknown_number: bool = field(default=False)
    glued: bool = False  # alike only, and other characters run into it: it may be the end of another name

    @property
    def rank(self) -> int:
        """How fine it is: district 0, street 1, community 2, road 3, anything else 4."""
        return min((_RANK.get(thing.kind, FINE) for thing, _ in self.options), default=FINE)

    @property
    def grids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(grid for _, grids in self.options for grid in grids))

    @property
    def kind(self) -> Kind | None:
        return self.options[0][0].kind if self.options else None


def mentions(gazetteer: Gazetteer, text: str, components: Components | None = None) -> list[Mention]:
    """In the order of the text."""
    found = [_mention(gazetteer, text, hit) for hit in find(gazetteer, text)[:MOST]]
    for before, one in pairwise(found):
        one.glued = one.glued and before.tail != one.start
    taken = [(one.start, one.tail) for one in found]
    return sorted([*found, *_coded(gazetteer, text, components, taken)], key=lambda one: one.start)


def _mention(gazetteer: Gazetteer, text: str, hit: Hit) -> Mention:
    one = Mention(hit.start, hit.end, hit.how, [(thing, thing.grids) for thing in hit.things], hit.end)
    one.glued = hit.how in ALIKE and not pattern("roles", "begins").search(text[max(0, hit.start - 3) : hit.start])
    if one.rank == _RANK[Kind.ROAD]:
        _housed(one, text)
    elif one.rank <= _RANK[Kind.COMMUNITY]:
        _gridded(gazetteer, one, text)
    _placed(one, text)
    return one


def _housed(one: Mention, text: str) -> None:
    wanted, end = numbers.house(text, one.end)
    if not wanted:
        return
    one.tail = end
    kept = [(thing, tuple(numbers.holding(thing.numbers, wanted))) for thing, _ in one.options]
    if any(grids for _, grids in kept):
        one.options = [(thing, grids) for thing, grids in kept if grids]
        one.numbered = True
    else:
        one.unknown_number = True


def _gridded(gazetteer: Gazetteer, one: Mention, text: str) -> None:
    number, end = numbers.grid_number(text, one.end)
    if number is None:
        return
    one.tail = end
    kept: list[tuple[Thing, tuple[str, ...]]] = []
    kept += [(thing, (grid,)) for thing, _ in one.options if (grid := gazetteer.numbered(thing.code, number))]
    if kept:
        one.options, one.numbered = kept, True
    else:
        one.unknown_number = True


def _placed(one: Mention, text: str) -> None:
    """Far before across before near: 对面旁边的店 is across."""
    if _far(text, one.tail) or _PER.search(text[max(0, one.start - 6) : one.start]):
        one.near = "far"
        return
    across, near = _sides()
    for name, side in (("across", across), ("near", near)):
        if found := side.match(text, one.tail):
            one.near, one.tail = name, found.end()
            return


def _far(text: str, at: int) -> bool:
    """往东三百米; some steps are not far."""
    found = _FAR.match(text, at)
    if not found:
        return False
    return found[2] != "米" or "几" in found[1] or numbers.number(found[1]) > _STEPS


@cache
def _sides() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = words()["words"]
    door = r"(?:小区|社区)?(?:[东西南北]?(?:大)?门)?的?(?:口)?"
    return tuple(  # type: ignore[return-value]
        re.compile(f"{door}(?:{'|'.join(sorted(listed[key].split(), key=len, reverse=True))})")
        for key in ("across", "near")
    )


def _coded(
    gazetteer: Gazetteer, text: str, components: Components | None, taken: list[tuple[int, int]]
) -> list[Mention]:
    """Codes of divisions and of components."""
    found = []
    for code in _GRID_CODE.finditer(text):
        if any(start < code.end() and code.start() < end for start, end in taken):
            continue
        if thing := _by_code(gazetteer, components, code[0]):
            found.append(Mention(code.start(), code.end(), How.EXACT, [(thing, thing.grids)], code.end()))
    return found


def _by_code(gazetteer: Gazetteer, components: Components | None, code: str) -> Thing | None:
    if division := gazetteer.divisions.get(code):
        grids = gazetteer.below(code)
        return Thing(Kind.GRID if grids == (code,) else Kind.COMMUNITY, division.name, grids, code)
    grid = components(code) if components and len(code) == 16 else None
    return Thing(Kind.COMPONENT, code, (grid,)) if grid else None
