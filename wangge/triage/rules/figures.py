"""How good the advice was, from what became of it: shares, calibration and drift of each category and of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    """Suggestions of one sort. ``suggested`` None: silence; ``label`` None: nobody has decided yet. ``sure``: a sum."""

    suggested: str | None
    label: str | None
    recent: bool
    bin: int | None
    n: int
    sure: float
    taken: int
    at_95: int
    at_98: int
    auto: int

    @property
    def right(self) -> bool:
        return self.suggested is not None and self.suggested == self.label

    @property
    def decided(self) -> bool:
        return self.suggested is not None and self.label is not None


@dataclass(frozen=True)
class Figures:
    """``period``: parts of the time asked for; ``drift``: parts of the last twelve weeks of it."""

    period: Sequence[Part]
    drift: Sequence[Part]

    def of(self, category: str | None = None) -> Doc:
        """Of one category as it was suggested, or of all. Shares are None where there is nothing to take them of."""
        mine = [part for part in self.period if category is None or part.suggested == category]
        known = [part for part in mine if part.decided]
        n = sum(part.n for part in known)
        bins = [_bin(number, known) for number in range(BINS)]
        return {
            "n": n,
            "right": _right(known),
            "accuracy": _share(_right(known), n),
            "waiting": sum(part.n for part in mine if part.suggested is not None and part.label is None),
            "silent": sum(part.n for part in mine if part.suggested is None),
            "missed": sum(part.n for part in self.period if _missed(part, category)),
            "auto": sum(part.auto for part in mine),
            "take": _decided(known, "taken", n),
            "at": {"95": _decided(known, "at_95", n), "98": _decided(known, "at_98", n)},
            "ece": _share(sum(abs(each["n"] * ((each["mean"] or 0) - (each["right"] or 0))) for each in bins), n),
            "bins": bins,
            "drift": self._drift(category),
        }

    def corrections(self) -> list[tuple[str, str, int]]:
        """What was suggested, what it was, how often; the most frequent first."""
        times: dict[tuple[str, str], int] = {}
        for part in self.period:
            if part.suggested is not None and part.label is not None and not part.right:
                pair = part.suggested, part.label
                times[pair] = times.get(pair, 0) + part.n
        best = sorted(times, key=lambda pair: (-times[pair], pair))[:PAIRS]
        return [(*pair, times[pair]) for pair in best]

    def categories(self) -> list[str]:
        """Everything suggested or chosen, the most frequently suggested first."""
        times: dict[str, int] = {}
        for part in self.period:
            for code in filter(None, (part.suggested, part.label)):
                times[code] = times.get(code, 0) + (part.n if code == part.suggested else 0)
        return sorted(times, key=lambda code: (-times[code], code))

    def _drift(self, category: str | None) -> Doc:
        """``drifting``: right less often lately than before, by more than chance explains."""
        known = [part for part in self.drift if part.decided and category in {None, part.suggested}]
        sides = [[part for part in known if part.recent is side] for side in (True, False)]
        (n_now, now), (n_before, before) = ((sum(part.n for part in side), _right(side)) for side in sides)
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


def parts_of(rows: Iterable[Mapping[str, Any]]) -> list[Part]:
    return [Part(**row) for row in rows]


def _bin(number: int, known: Sequence[Part]) -> Doc:
    inside = [part for part in known if part.bin == number]
    n = sum(part.n for part in inside)
    return {
        "from": number / BINS, "to": (number + 1) / BINS, "n": n, "mean": _share(sum(part.sure for part in inside), n),
        "right": _share(_right(inside), n),
    }  # fmt: skip


def _decided(known: Sequence[Part], what: str, of: int) -> Doc:
    """``precision``: right among those decided."""
    decided = sum(getattr(part, what) for part in known)
    right = sum(getattr(part, what) for part in known if part.right)
    return {"n": decided, "coverage": _share(decided, of), "precision": _share(right, decided)}


def _missed(part: Part, category: str | None) -> bool:
    """It was of this category, and something else or nothing was suggested."""
    return part.label is not None and not part.right and category in {None, part.label}


def _right(parts: Iterable[Part]) -> int:
    return sum(part.n for part in parts if part.right)


def _share(part: float, of: float) -> float | None:
    return round(part / of, 4) if of else None
