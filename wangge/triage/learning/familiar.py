"""How like what was learned a message is: of one of which nothing was learned, no category may be said surely.

A linear model lays the few words it knows of a strange message out to full length and is as sure as of any other. So
messages of categories left out of the learning stand beside those held out, and what parts the two is learned.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.fields import Floats

Probabilities = npt.NDArray[np.float64]

READ = 3  # fields whose known part tells: words, text, opening. Few messages have a title
CLUES = READ + 5
_EDGE = 0.02  # keeps the log odds of a share of 0 or 1 finite


class Seen(NamedTuple):
    """What is there to judge messages by, a row each: margins, shares of the cold advice, characters, known parts."""

    margins: Floats
    cold: Probabilities
    lengths: npt.NDArray[np.int64]
    known: Floats


@dataclass(frozen=True)
class Familiarity:
    """``weights`` of the clues, the intercept last; ``floor``: log odds that nearly all messages held out exceed."""

    weights: Probabilities
    floor: float

    def of(self, found: Probabilities, seen: Seen) -> Probabilities:
        """From 0 to 1 for each message: 1 for what is no stranger than nearly all that was held out, then less."""
        return np.asarray(np.exp(np.clip(self.odds(found, seen) - self.floor, -30, 0)))

    def odds(self, found: Probabilities, seen: Seen) -> Probabilities:
        return np.asarray(clues(found, seen) @ self.weights[:-1] + self.weights[-1])


#: Where nothing could be left out, and of models of before: nothing is strange.
EVERYTHING = Familiarity(np.zeros(CLUES + 1), 0.0)


def clues(found: Probabilities, seen: Seen) -> Probabilities:
    """Log odds of the known parts and of the likeliest share; margin, lead and spread of the margins; length."""
    parts = np.zeros((len(found), CLUES))
    known = seen.known[:, :READ].astype(np.float64)
    top, margin = found.max(axis=1), np.sort(seen.margins, axis=1)
    parts[:, :READ] = np.log((known + _EDGE) / (1 - known + _EDGE))
    parts[:, READ] = np.log(top / np.maximum(1 - top, 1e-9))
    parts[:, READ + 1] = margin[:, -1]
    parts[:, READ + 2] = margin[:, -1] - margin[:, -2]
    parts[:, READ + 3] = margin.std(axis=1)
    parts[:, READ + 4] = np.log1p(seen.lengths)
    return parts
