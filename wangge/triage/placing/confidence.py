"""How sure a place is: a logistic over how it was found and chosen, fitted on generated sentences that were held out.

``bench/placing.py`` fits the weights and prints them; see docs/decisions/0021.
"""

from math import exp

from wangge.triage.placing.finding import How
from wangge.triage.placing.scene import Part, Scene
from wangge.triage.placing.spots import Way

#: From this confidence on a place is taken.
THRESHOLD = 0.8

WEIGHTS = {
    "always": 4.48,
    "alias": 0.0, "variant": -3.49, "stem": -1.46, "sound": -1.59, "near": -5.68, "but_one": -2.23, "weak": -5.04,
    "beside": 0.0, "across": -0.19, "corner": -1.5, "crossing": -3.0, "both": -0.5, "far": -9.0,
    "confirmed": 3.04, "conflict": -2.0, "chosen_clearly": 0.0, "chosen": -3.95, "chosen_barely": -4.38,
    "glued": -1.5, "home": 0.0, "going": -1.32, "excluded": -4.5, "options": -2.0,
}  # fmt: skip

_WAYS = {
    Way.NEAR: "beside", Way.ACROSS: "across", Way.CORNER: "corner", Way.CROSSING: "crossing", Way.BOTH: "both",
    Way.FAR: "far",
}  # fmt: skip
_PARTS = {Part.HOME: "home", Part.GOING: "going", Part.EXCLUDED: "excluded"}
_CLEARLY, _BARELY = 1.2, 0.4  # margins


def features(chosen: Scene) -> set[str]:
    """Those of ``WEIGHTS`` that hold."""
    spot, found = chosen.spot, {"always"}
    worst = max((part.how for part in spot.parts[-1:]), key=list(How).index)
    found |= {worst.value} & WEIGHTS.keys()
    found |= {_WAYS[spot.way]} if spot.way in _WAYS else set()
    found |= {_PARTS[part] for part in chosen.parts if part in _PARTS}
    found |= {name for name in ("confirmed", "conflict") if getattr(spot, name)}
    found |= {"glued"} if spot.core.glued else set()
    if len(spot.options) > 1 and spot.way is not Way.BOTH:
        found.add("options")
    if chosen.margin is not None:
        clear = chosen.margin >= _CLEARLY
        found.add("chosen_clearly" if clear else "chosen" if chosen.margin >= _BARELY else "chosen_barely")
    return found


def confidence(chosen: Scene) -> float:
    """0 to 1: that the first grid is the one, and that the text tells it."""
    return 1 / (1 + exp(-sum(WEIGHTS[name] for name in features(chosen))))
