"""Whether a new model may take the place of the one in use: what is held out, how the two compare, and the rule."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.texts import Message

WEEKS = timedelta(weeks=4)
LEAST = 25  # rows to compare on
MOST_HELD = 3  # at most every third row is held out
MARGIN = 0.01  # what a measure may be lower by, if it is that with 97.5 % certainty
DRAWS = 1_000  # of the bootstrap

Labels = npt.NDArray[np.int64]


class Row(NamedTuple):
    """One report as it is learned from; ``label``: the category of its case."""

    id: int
    label: str
    at: datetime
    message: Message


class Split(NamedTuple):
    learned: list[Row]
    held: list[Row]


class Difference(NamedTuple):
    """Candidate less live, on the same rows; ``low`` and ``high``: its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Not lower, or surely lower by no more than the margin."""
        return self.mean >= 0 or self.low >= -MARGIN


class Comparison(NamedTuple):
    """``categories``: rows, right by the candidate, right by the live one, of each category held out."""

    accuracy: Difference
    macro_f1: Difference
    live_accuracy: float
    live_macro_f1: float
    categories: dict[str, tuple[int, int, int]]

    @property
    def holds(self) -> bool:
        return self.accuracy.holds and self.macro_f1.holds


def split(rows: Sequence[Row], seen: Mapping[int, str], now: datetime) -> Split:
    """What the candidate learns, and what both are compared on. Nothing is held out that the live model has learned.

    ``seen``: what the live model learned of which report. Held out are the reports of the last four weeks that it has
    not seen, and every second one whose category was corrected since; where these are few, the newest unseen fifth.
    """
    fresh = [row for row in rows if row.id not in seen]
    corrected = [row for row in rows if row.id in seen and seen[row.id] != row.label]
    newest = sorted(fresh, key=lambda row: (row.at, row.id), reverse=True)
    recent = [row for row in newest if row.at >= now - WEEKS]
    held = (recent if len(recent) >= LEAST else newest[: max(LEAST, len(rows) // 5)]) + corrected[::2]
    held = held[: len(rows) // MOST_HELD]
    ids = {row.id for row in held}
    return Split([row for row in rows if row.id not in ids], held)


def compare(truth: Sequence[str], candidate: Sequence[str], live: Sequence[str]) -> Comparison:
    """By the same resampled rows for both, so that what is hard for both cancels out."""
    names = sorted({*truth, *candidate, *live})
    place = {name: at for at, name in enumerate(names)}
    wanted, new, old = (np.array([place[each] for each in some], dtype=np.int64) for some in (truth, candidate, live))
    dice = np.random.default_rng(0)
    accuracy, f1 = np.zeros(DRAWS), np.zeros(DRAWS)
    for draw in range(DRAWS):
        at = dice.integers(0, len(wanted), len(wanted))
        accuracy[draw] = (new[at] == wanted[at]).mean() - (old[at] == wanted[at]).mean()
        f1[draw] = macro_f1(wanted[at], new[at], len(names)) - macro_f1(wanted[at], old[at], len(names))
    was, was_f1 = float((old == wanted).mean()), macro_f1(wanted, old, len(names))
    return Comparison(
        _difference(float((new == wanted).mean()) - was, accuracy),
        _difference(macro_f1(wanted, new, len(names)) - was_f1, f1),
        was,
        was_f1,
        {
            names[at]: (int(mine.sum()), int((new[mine] == at).sum()), int((old[mine] == at).sum()))
            for at in np.unique(wanted)
            for mine in [wanted == at]
        },
    )


def macro_f1(truth: Labels, found: Labels, classes: int) -> float:
    """Over the classes that the truth has; 0 to 1."""
    hits = np.bincount(truth[truth == found], minlength=classes)
    there, said = np.bincount(truth, minlength=classes), np.bincount(found, minlength=classes)
    own = there > 0
    return float((2 * hits[own] / (there[own] + said[own])).mean())


def _difference(mean: float, draws: npt.NDArray[np.float64]) -> Difference:
    low, high = np.quantile(draws, (0.025, 0.975))
    return Difference(mean, float(low), float(high))
