"""How good the advice was, from what became of it: shares, calibration and drift of each category and of all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import sqrt
from typing import Any, NamedTuple

BINS = 10  # of equal width
NOW, BEFORE = timedelta(weeks=4), timedelta(weeks=8)  # drift: the last four weeks against the eight before them
ENOUGH = 30  # suggestions on both sides, before a difference is called one
SURELY = 1.96  # standard errors
PAIRS = 50  # corrections shown

Doc = dict[str, Any]


class Part(NamedTuple):
    """Suggestions of one sort, counted. ``suggested`` None: silence. All from ``right`` on but ``auto``: of those
    whose case a person has ``decided``; ``sure``: the sum of their confidences."""

    suggested: str | None
    recent: bool
    bin: int | None
    n: int
    decided: int
    right: int
    sure: float
    taken: int
    taken_right: int
    at_95: int
    at_95_right: int
    at_98: int
    at_98_right: int
    auto: int


class Mistaken(NamedTuple):
    """``suggested`` None: anything else, or nothing."""

    suggested: str | None
    label: str
    n: int


class Figures:
    """``period``: parts of the time asked for; ``drift``: parts of the twelve weeks that end with it."""

    def __init__(self, period: Sequence[Part], drift: Sequence[Part], mistaken: Sequence[Mistaken]) -> None:
        self._period, self._drift = _by_category(period), _by_category(drift)
        self._missed = {each.label: each.n for each in mistaken if each.suggested is None}
        self._pairs = [each for each in mistaken if each.suggested is not None]

    def of(self, category: str | None = None) -> Doc:
        """Of one category as it was suggested, or of all. Shares are None where there is nothing to take them of."""
        said = [part for part in self._period[category] if part.suggested is not None]
        n, right = sum(part.decided for part in said), sum(part.right for part in said)
        bins = [_bin(number, [part for part in said if part.bin == number]) for number in range(BINS)]
        return {
            "n": n,
            "right": right,
            "accuracy": _share(right, n),
            "waiting": sum(part.n - part.decided for part in said),
            "silent": sum(part.n for part in self._period[category] if part.suggested is None),
            "missed": sum(self._missed.values()) if category is None else self._missed.get(category, 0),
            "auto": sum(part.auto for part in said),
            "take": _decided(said, "taken", n),
            "at": {"95": _decided(said, "at_95", n), "98": _decided(said, "at_98", n)},
            "ece": _share(sum(each["n"] * abs(each["mean"] - each["right"]) for each in bins if each["n"]), n),
            "bins": bins,
            "drift": _drift(self._drift[category]),
        }

    def corrections(self) -> list[tuple[str | None, str, int]]:
        """What was suggested, what it was, how often; the most frequent first."""
        return [(each.suggested, each.label, each.n) for each in self._pairs]

    def categories(self) -> list[str]:
        """Everything suggested or missed, the most frequently suggested first."""
        times = {code: sum(part.n for part in parts) for code, parts in self._period.items() if code is not None}
        return sorted({*times, *self._missed}, key=lambda code: (-times.get(code, 0), code))


def _by_category(parts: Iterable[Part]) -> Mapping[str | None, list[Part]]:
    """With all of them under None."""
    found: defaultdict[str | None, list[Part]] = defaultdict(list)
    for part in parts:
        found[None].append(part)
        if part.suggested is not None:
            found[part.suggested].append(part)
    return found


def _bin(number: int, inside: Sequence[Part]) -> Doc:
    n = sum(part.decided for part in inside)
    mean, right = sum(part.sure for part in inside), sum(part.right for part in inside)
    edges = {"from": number / BINS, "to": (number + 1) / BINS}
    return edges | {"n": n, "mean": _share(mean, n), "right": _share(right, n)}


def _decided(parts: Sequence[Part], what: str, of: int) -> Doc:
    """``precision``: right among those that were."""
    n = sum(getattr(part, what) for part in parts)
    right = sum(getattr(part, f"{what}_right") for part in parts)
    return {"n": n, "coverage": _share(n, of), "precision": _share(right, n)}


def _drift(parts: Sequence[Part]) -> Doc:
    """``drifting``: right less often lately than before, by more than chance explains."""
    said = [part for part in parts if part.suggested is not None]
    (n_now, now), (n_before, before) = (
        (sum(part.decided for part in side), sum(part.right for part in side))
        for side in ([part for part in said if part.recent is recent] for recent in (True, False))
    )
    lower = False
    if n_now >= ENOUGH and n_before >= ENOUGH:
        both = (now + before) / (n_now + n_before)
        error = sqrt(both * (1 - both) * (1 / n_now + 1 / n_before))
        lower = now / n_now - before / n_before < -SURELY * error
    return {
        "now": {"n": n_now, "accuracy": _share(now, n_now)},
        "before": {"n": n_before, "accuracy": _share(before, n_before)},
        "drifting": lower,
    }


def _share(part: float, of: float) -> float | None:
    return round(part / of, 4) if of else None
