"""Names that belong together are one spot: street, community, compound; two roads that cross; next to something."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from wangge.triage.placing.crossings import corner
from wangge.triage.placing.entries import Kind
from wangge.triage.placing.finding import ALIKE, How
from wangge.triage.placing.gazetteer import Gazetteer, Thing
from wangge.triage.placing.mentions import FINE, Mention
from wangge.triage.placing.words import pattern

_ROAD, _COMMUNITY = 3, 2


class Way(StrEnum):
    """How the grids of a spot came about."""

    NAMED = "named"
    NUMBER = "number"  # a house of a road, a grid of a community
    NEAR = "near"
    ACROSS = "across"
    FAR = "far"
    CROSSING = "crossing"
    CORNER = "corner"  # of a crossing
    BOTH = "both"  # from here to there, here and there
    ELSEWHERE = "elsewhere"


@dataclass
class Spot:
    """``options``: what it may be, each with the grids that are left; ``conflict``: its parts contradict each other."""

    parts: list[Mention]
    way: Way
    options: list[tuple[Thing, tuple[str, ...]]] = field(default_factory=list)
    conflict: bool = False
    confirmed: bool = False  # a division named beside it holds it
    narrowed: bool = False  # it took the division, the road or the caller's grid to choose

    @property
    def core(self) -> Mention:
        return self.parts[-1]

    @property
    def start(self) -> int:
        return min(part.start for part in self.parts)

    @property
    def end(self) -> int:
        return max(part.tail for part in self.parts)

    @property
    def rank(self) -> int:
        return max(part.rank for part in self.parts)

    @property
    def grids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(grid for _, grids in self.options for grid in grids))


def _says(key: str, text: str) -> re.Match[str] | None:
    return pattern("joining", key).match(text)


def spots(gazetteer: Gazetteer, text: str, mentions: list[Mention]) -> list[Spot]:
    """In the order of the text."""
    chains: list[list[Mention]] = []
    for one in mentions:
        if chains and _tied(text, chains[-1], one):
            chains[-1].append(one)
        else:
            chains.append([one])
    return _joined(gazetteer, text, [_settled(chain) for chain in chains])


def _tied(text: str, chain: list[Mention], one: Mention) -> bool:
    """Whether a name goes on from those before it, from coarse to fine; or is next to the last of them."""
    last, between = chain[-1], text[chain[-1].tail : one.start]
    if last.how is How.ELSEWHERE or one.how is How.ELSEWHERE:
        glued = one.how in ALIKE and len(between) <= 4 and between.isalpha()  # a name of there, like one of ours
        return last.how is How.ELSEWHERE and (bool(_says("tied", between)) or glued)
    if last.near in ("near", "across") and one.rank >= _ROAD:
        return between in ("", "的", "那条", "那个", "这个", "有个", "有一个")
    if one.rank <= last.rank:
        return False
    return bool(_says("tied", between)) or (last.rank <= _COMMUNITY and bool(_says("listed", between)))


def _settled(chain: list[Mention]) -> Spot:
    """The finest of a chain, as far as the rest holds it."""
    core = max(chain, key=lambda part: (part.rank, part.start))
    parts = [*(part for part in chain if part is not core), core]
    if any(part.how is How.ELSEWHERE for part in chain):
        return Spot(parts, Way.ELSEWHERE)
    spot = Spot(parts, _way(core), core.options)
    for part in parts[:-1]:
        narrow(spot, part.grids, decides=part.rank < FINE)
    if core.rank == _ROAD and any(part.rank == FINE for part in parts[:-1]):
        spot.way = Way.NEAR
    return spot


def _way(core: Mention) -> Way:
    if core.numbered:
        return Way.NUMBER
    return {"far": Way.FAR, "across": Way.ACROSS, "near": Way.NEAR}.get(core.near, Way.NAMED)


def narrow(spot: Spot, grids: tuple[str, ...], *, decides: bool = True) -> None:
    """Keeps what lies in the grids; nothing does: a contradiction, unless the other part does not decide."""
    wanted = set(grids)
    left = [(thing, tuple(grid for grid in own if grid in wanted)) for thing, own in spot.options]
    left = [(thing, own) for thing, own in left if own]
    if not left:
        spot.conflict = spot.conflict or decides
        return
    before, spot.options, spot.confirmed = spot.grids, left, True
    spot.narrowed = spot.narrowed or len(spot.grids) < len(before)


def _joined(gazetteer: Gazetteer, text: str, found: list[Spot]) -> list[Spot]:
    """Spots that are said together: crossings, from … to …, lists."""
    done: list[Spot] = []
    for spot in found:
        together = _together(gazetteer, text, done[-1], spot) if done else None
        if together:
            done[-1] = together
        else:
            done.append(spot)
    return done


def _together(gazetteer: Gazetteer, text: str, one: Spot, two: Spot) -> Spot | None:
    between, after = text[one.end : two.start], text[two.end : two.end + 12]
    roads = one.core.rank == two.core.rank == _ROAD and not (one.core.numbered or two.core.numbered)
    crossing = _says("crossing", after) if roads else None
    if crossing and (not between or _says("and", between) or between in ("路口", "口与", "路口与")):
        return _crossed(gazetteer, one, two, after[crossing.end() :])
    listed = _says("and", between) or (between in "、，," and bool(_says("between", after)))
    going = _says("to", between) and one.core.rank == two.core.rank
    if (listed and one.rank >= _COMMUNITY and two.rank >= _COMMUNITY) or going:
        return _both(one, two)
    return None


def _both(one: Spot, two: Spot) -> Spot:
    both = Spot([*one.parts, *two.parts], Way.BOTH, [*one.options, *two.options])
    both.conflict = one.conflict or two.conflict
    if Way.ELSEWHERE in (one.way, two.way):
        both.way = Way.ELSEWHERE
    return both


def _crossed(gazetteer: Gazetteer, one: Spot, two: Spot, after: str) -> Spot:
    """The grids that both roads touch where they meet; one of them where a corner is named that is known."""
    facing = _says("corner", after)
    grids, sure = corner(gazetteer, one.options[0][0], two.options[0][0], facing.groups() if facing else None)
    shared = set(one.grids) & set(two.grids)
    grids = grids or tuple(grid for grid in one.grids if grid in shared) or (*one.grids, *two.grids)
    two_roads = one.options[0][0]
    name = f"{two_roads.name}与{two.options[0][0].name}"
    spot = Spot([*one.parts, *two.parts], Way.CORNER if sure else Way.CROSSING)
    spot.options = [(Thing(Kind.ROAD, name, grids), grids)]
    spot.confirmed = one.confirmed or two.confirmed
    return spot
