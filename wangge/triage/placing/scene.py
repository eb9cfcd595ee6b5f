"""Which of the places of a text is the one where something is the matter: what is said before and after each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from wangge.triage.placing.gazetteer import Gazetteer
from wangge.triage.placing.spots import Spot, Way, narrow
from wangge.triage.placing.words import pattern, words

_COARSE = 2  # a community or what is wider
_LOOK_BACK, _LOOK_ON = 16, 34  # characters


class Part(StrEnum):
    """What part a place plays."""

    EXCLUDED = "excluded"  # registered there, works there, an earlier matter
    GOING = "going"  # goes there or comes from there
    HOME = "home"
    SCENE = "scene"  # said to be there
    AROUND = "around"  # at the gate, under the window
    TROUBLE = "trouble"  # something is wrong, it goes on


_WORTH = {
    Part.EXCLUDED: -5.0, Part.GOING: -2.5, Part.HOME: -1.2, Part.SCENE: 1.0, Part.AROUND: 0.6, Part.TROUBLE: 0.9,
}  # fmt: skip
_IS_COARSE, _IS_ELSEWHERE, _LATER = -2.0, -0.7, 0.15
_END = re.compile(r"[。；！？;!?]")


@dataclass
class Scene:
    """``margin``: by how much it was chosen over the next that lies in other grids; None where there was no other."""

    spot: Spot
    parts: frozenset[Part]
    margin: float | None
    others: list[Spot] = field(default_factory=list)


def scene(gazetteer: Gazetteer, text: str, spots: Sequence[Spot]) -> Scene | None:
    """None where the text names no place."""
    if not spots:
        return None
    played = [_parts(text, spot, spots, _before(gazetteer, text, spot)) for spot in spots]
    _by_divisions(spots, played)
    worth = [_worth(spot, parts) + _LATER * at for at, (spot, parts) in enumerate(zip(spots, played, strict=True))]
    order = sorted(range(len(spots)), key=lambda at: -worth[at])
    best = order[0]
    others = [at for at in order[1:] if not _agree(spots[best], spots[at])]
    margin = worth[best] - worth[others[0]] if others else None
    return Scene(spots[best], played[best], margin, [spots[at] for at in others])


def _worth(spot: Spot, parts: frozenset[Part]) -> float:
    worth = sum(_WORTH[part] for part in parts)
    if spot.way is Way.ELSEWHERE:
        return worth + _IS_ELSEWHERE
    return worth + (_IS_COARSE if spot.rank <= _COARSE and len(spot.grids) != 1 else 0.0)


def _agree(one: Spot, two: Spot) -> bool:
    """Whether the second says nothing against the first: it holds it, or both lie in the same grid."""
    mine, its = set(one.grids), set(two.grids)
    return bool(its) and (mine <= its or (its <= mine and two.rank <= _COARSE))


def _by_divisions(spots: Sequence[Spot], played: Sequence[frozenset[Part]]) -> None:
    """A street or community named anywhere tells which of several of one name is meant."""
    named = [
        spot
        for spot, parts in zip(spots, played, strict=True)
        if spot.rank <= _COARSE and Part.EXCLUDED not in parts and len(spot.options) == 1
    ]
    for spot in spots:
        if len(spot.options) > 1 and spot.way not in (Way.BOTH, Way.ELSEWHERE):
            for division in named:
                if division is not spot:
                    narrow(spot, division.grids, decides=False)


def _before(gazetteer: Gazetteer, text: str, spot: Spot) -> str:
    """What stands before a place, the name of its own province or city taken away."""
    before = text[max(0, spot.start - _LOOK_BACK) : spot.start]
    return before.removesuffix(next((name for name in gazetteer.own if before.endswith(name)), ""))


def _parts(text: str, spot: Spot, spots: Sequence[Spot], before: str) -> frozenset[Part]:
    after = text[spot.core.end : spot.core.end + _LOOK_ON]
    found = {part for part, key in _BEFORE.items() if pattern("roles", key).search(before)}
    found |= {part for part, key in _AFTER.items() if pattern("roles", key).match(text[spot.end : spot.end + _LOOK_ON])}
    if found & {Part.HOME, Part.GOING}:
        found.discard(Part.SCENE)  # 住在 is no 在
    if pattern("roles", "scene_after").match(after):
        found.add(Part.AROUND)
    if spot.rank <= _COARSE and pattern("roles", "sent_before").search(before):
        found.add(Part.EXCLUDED)
    if Part.EXCLUDED in found:
        return frozenset({Part.EXCLUDED})
    upto = min((other.start for other in spots if other.start >= spot.end), default=len(text))
    rest = _END.split(text[spot.end : min(upto, spot.end + _LOOK_ON)])[0]
    if any(word in rest for word in _troubles()):
        found.add(Part.TROUBLE)
    return frozenset(found)


_BEFORE = {
    Part.EXCLUDED: "excluded_before", Part.GOING: "going_before", Part.HOME: "home_before", Part.SCENE: "scene_before",
}  # fmt: skip
_AFTER = {Part.EXCLUDED: "excluded_after", Part.GOING: "going_after", Part.HOME: "home_after"}


@cache
def _troubles() -> tuple[str, ...]:
    return tuple(words()["words"]["trouble"].split())
