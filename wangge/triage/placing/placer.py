"""A text into grids with a confidence: names found, put together, the scene chosen, what is left of it weighed."""

from collections.abc import Sequence
from typing import NamedTuple

from wangge.triage.placing.confidence import THRESHOLD, confidence
from wangge.triage.placing.entries import Kind
from wangge.triage.placing.finding import ALIKE
from wangge.triage.placing.forms import Plain, plain
from wangge.triage.placing.gazetteer import Components, Gazetteer, Thing
from wangge.triage.placing.mentions import mentions
from wangge.triage.placing.scene import Part, Scene, scene
from wangge.triage.placing.spots import Spot, Way, narrow, spots

TAKE, ASK = "take", "ask"
MOST = 3  # candidates
_ALL_OF_THEM = 0.9  # that one of the grids of an undetermined place is the one


class Candidate(NamedTuple):
    """``evidence``: words of the text. ``why``: a code, place.named and the like, with ``facts`` for its sentence."""

    grid: str
    label: str
    kind: Kind
    confidence: float
    evidence: tuple[str, ...]
    why: str
    facts: dict[str, object]
    lng: float | None = None
    lat: float | None = None


class Placed(NamedTuple):
    """``take``: the first candidate may be taken. ``ask``: the text does not tell, or not surely enough."""

    action: str
    candidates: tuple[Candidate, ...] = ()
    grids: tuple[str, ...] = ()  # all that it may be, where the text leaves several of one place

    @property
    def grid(self) -> str:
        return self.candidates[0].grid if self.candidates else ""

    @property
    def confidence(self) -> float:
        return self.candidates[0].confidence if self.candidates else 0.0


def place(
    gazetteer: Gazetteer,
    text: str,
    hints: Sequence[str] = (),
    within: str | None = None,
    components: Components | None = None,
) -> Placed:
    """``hints``: grids of the caller's earlier cases, only to choose between places of one name. ``within``: the code
    of the street or community already chosen. ``components``: the grid of one by its code of 16 digits. Any text at
    all is read."""
    read = plain(text)
    found = spots(gazetteer, read.text, mentions(gazetteer, read.text, components or gazetteer.component))
    if within:
        for spot in found:
            narrow(spot, gazetteer.below(within))
    chosen = scene(gazetteer, read.text, found)
    if chosen is None or chosen.spot.way is Way.ELSEWHERE:
        return Placed(ASK)
    hinted = _hinted(gazetteer, chosen.spot, hints)
    return _placed(gazetteer, read, chosen, hinted)


def _hinted(gazetteer: Gazetteer, spot: Spot, hints: Sequence[str]) -> bool:
    """Chooses among things of one name by the caller's grid, else its community, else its street."""
    if len(spot.options) < 2 or spot.way is Way.BOTH:
        return False
    known = [gazetteer.above(grid) for grid in hints if grid in gazetteer.divisions]
    for depth in (-1, -2, -3):
        wanted = {above[depth] for above in known if len(above) > -depth}
        fitting = [
            (thing, grids)
            for thing, grids in spot.options
            if any(code in wanted for grid in grids for code in gazetteer.above(grid))
        ]
        if len(fitting) == 1:
            spot.options = fitting
            return True
    return False


def _placed(gazetteer: Gazetteer, read: Plain, chosen: Scene, hinted: bool) -> Placed:
    spot = chosen.spot
    grids, sure = spot.grids, confidence(chosen)
    if len(grids) != 1:
        share = _ALL_OF_THEM / max(1, len(grids))
        shown = tuple(_candidate(read, spot, grid, share, _why(spot, hinted)) for grid in grids[:MOST])
        return Placed(ASK, shown, grids)
    found = [_candidate(read, spot, grids[0], sure, _why(spot, hinted))]
    for other in chosen.others:
        if len(other.grids) == 1 and other.grids[0] not in [one.grid for one in found] and len(found) < MOST:
            found.append(_candidate(read, other, other.grids[0], (1 - sure) / len(chosen.others), _why(other)))
    return Placed(TAKE if _taken(chosen, sure) else ASK, tuple(found))


def _taken(chosen: Scene, sure: float) -> bool:
    """Never against a contradiction in the text, nor where it only says how far away, or where somebody is at home in
    the register."""
    spot = chosen.spot
    return sure >= THRESHOLD and not spot.conflict and spot.way is not Way.FAR and Part.EXCLUDED not in chosen.parts


def _candidate(read: Plain, spot: Spot, grid: str, sure: float, why: str) -> Candidate:
    thing = next(thing for thing, grids in spot.options if grid in grids)
    evidence = tuple(read.words(part.start, part.end) for part in sorted(spot.parts, key=lambda part: part.start))
    facts: dict[str, object] = {"name": thing.name, "many": len(spot.grids)}
    at = (thing.lng, thing.lat) if thing.grids[:1] == (grid,) else (None, None)
    return Candidate(grid, thing.name, thing.kind, round(sure, 4), evidence, why, facts, *at)


_WHY = {
    Way.NUMBER: "place.number", Way.NEAR: "place.near", Way.ACROSS: "place.across", Way.FAR: "place.far",
    Way.CROSSING: "place.crossing", Way.CORNER: "place.corner", Way.BOTH: "place.both",
}  # fmt: skip


def _why(spot: Spot, hinted: bool = False) -> str:
    if spot.conflict:
        return "place.conflict"
    if hinted:
        return "place.hint"
    if spot.core.how in ALIKE:
        return "place.alike"
    if len(_things(spot)) > 1 and spot.way is not Way.BOTH:
        return "place.same_name"
    if len(spot.grids) > 1 and spot.way in (Way.NAMED, Way.NEAR, Way.ACROSS, Way.NUMBER):
        return "place.spans"
    return _WHY.get(spot.way, "place.named")


def _things(spot: Spot) -> set[Thing]:
    return {thing for thing, _ in spot.options}
