"""From margins to confidence: shares of the categories first, then how sure to be of the likeliest one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.familiar import Familiarity, Probabilities, Seen

NEVER = 2.0  # a threshold that no confidence reaches
LIKELY = 0.5  # no threshold lies below: easy messages reach a precision together with any, each must be likely itself
BINS = 10  # of equal width, for the calibration error
SIGNS = 6  # of a message, beside which category is likeliest
_BELOW = 0.999  # another category never passes the likeliest one


@dataclass(frozen=True)
class Shares:
    """A scale of the margins, a word of the cold advice, an offset for each category."""

    scale: float
    cold: float
    offsets: npt.NDArray[np.float64]

    def of(self, seen: Seen) -> Probabilities:
        return softmax(self.scale * seen.margins + self.cold * logs(seen.cold) + self.offsets)


@dataclass(frozen=True)
class Calibration:
    """``sureness``: weights of the signs of ``signs``; ``thresholds``: percent of precision → confidence from which
    it was reached on messages that were not learned from."""

    shares: Shares
    sureness: Probabilities
    thresholds: dict[int, float]
    familiarity: Familiarity

    def probabilities(self, seen: Seen) -> Probabilities:
        """The likeliest category of each row with its confidence; what is left of 1 is shared by the others.

        Of a strange message all are less likely by as much: it may be of a category that nobody has learned.
        """
        found = self.shares.of(seen)
        familiar = self.familiarity.of(found, seen)
        rows, best = np.arange(len(found)), found.argmax(axis=1)
        top = found[rows, best]
        sure = 1 / (1 + np.exp(-np.clip(signs(found, seen) @ self.sureness, -30, 30)))
        found *= ((1 - sure) / np.maximum(1 - top, 1e-9))[:, None]
        found = np.minimum(found, (_BELOW * sure)[:, None])
        found[rows, best] = sure
        return found * familiar[:, None]


def signs(found: Probabilities, seen: Seen) -> Probabilities:
    """What tells whether the likeliest category is right: its share, its lead, length, the cold advice, which it is."""
    best = found.argmax(axis=1)
    rows = np.arange(len(best))
    share = np.sort(found, axis=1)
    margin = np.sort(seen.margins, axis=1)
    parts = np.zeros((len(best), SIGNS + found.shape[1]))
    parts[:, 0] = np.log(share[:, -1] / np.maximum(1 - share[:, -1], 1e-9))
    parts[:, 1] = np.log(share[:, -1] / np.maximum(share[:, -2], 1e-12))
    parts[:, 2] = margin[:, -1]
    parts[:, 3] = margin[:, -1] - margin[:, -2]
    parts[:, 4] = np.log1p(seen.lengths)
    parts[:, 5] = logs(seen.cold)[rows, best]
    parts[rows, SIGNS + best] = 1
    return parts


def threshold(confidence: Probabilities, right: npt.NDArray[np.bool_], precision: float) -> float:
    """The lowest confidence from which on the share of right answers is at least ``precision``, ``LIKELY`` at least."""
    order = np.argsort(-confidence, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= precision
    return max(float(confidence[order[np.flatnonzero(reached)[-1]]]), LIKELY) if reached.any() else NEVER


def calibration_error(confidence: Probabilities, right: npt.NDArray[np.bool_]) -> float:
    """Mean distance between confidence and share of right answers, over bins of equal width, weighted by their size."""
    if not len(right):
        return 0.0
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(right))


def softmax(logits: Probabilities) -> Probabilities:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def logs(shares: Probabilities) -> Probabilities:
    return np.log(np.maximum(shares, 1e-6))
