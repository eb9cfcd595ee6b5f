"""Fitting a calibration to margins of messages that were not learned from."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from wangge.triage.learning.calibration import Calibration, Shares, logs, signs, softmax, threshold
from wangge.triage.learning.familiar import EVERYTHING, Familiarity, Probabilities, Seen, clues

Labels = npt.NDArray[np.int64]

_FIRM = 2.0  # how firmly the offsets are held at zero, in messages
_FEW = 100  # messages below which the share itself is the confidence, and nothing is strange
_STRANGE = 0.015  # of the messages held out are less familiar than the floor


def calibrate(held: Seen, strange: Seen | None, labels: Labels) -> Calibration:
    """Shares, sureness and thresholds, all from the same held-out margins: together they have few numbers.

    ``strange``: the same messages as models saw them that had learned nothing of their categories; None: there is
    nothing to tell strange messages by.
    """
    shares = likeliest(held, labels)
    found = shares.of(held)
    right = found.argmax(axis=1) == labels
    sureness = _sureness(signs(found, held), right)
    familiarity = EVERYTHING if strange is None else _familiarity(shares, held, strange)
    made = Calibration(shares, sureness, {}, familiarity)
    sure = made.probabilities(held).max(axis=1)
    return replace(made, thresholds={percent: threshold(sure, right, percent / 100) for percent in (95, 98)})


def likeliest(held: Seen, labels: Labels) -> Shares:
    """The scale, the weight of the cold advice and the offsets under which the labels are likeliest."""
    margins, hints = held.margins, logs(held.cold)
    classes, rows = margins.shape[1], len(labels)
    truth = np.zeros((rows, classes))
    truth[np.arange(rows), labels] = 1

    def cost(given: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scale, weight, offsets = np.exp(given[0]), np.exp(given[1]), given[2:]
        found = softmax(scale * margins + weight * hints + offsets)
        off = found - truth
        loss = -np.log(np.maximum(found[np.arange(rows), labels], 1e-12)).sum() + _FIRM * (offsets**2).sum()
        slope = [scale * (off * margins).sum(), weight * (off * hints).sum(), *(off.sum(axis=0) + 2 * _FIRM * offsets)]
        return float(loss) / rows, np.array(slope) / rows

    start = np.r_[np.log(3.0), np.log(0.2), np.zeros(classes)]
    bounds = [(-5.0, 4.0), (-6.0, 2.0), *[(-5.0, 5.0)] * classes]
    best = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Shares(float(np.exp(best[0])), float(np.exp(best[1])), best[2:])


def _sureness(found: Probabilities, right: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    weights = np.zeros(found.shape[1])
    if len(right) < _FEW or right.all() or not right.any():
        weights[0] = 1.0
        return weights
    # The offset of every category stands in for the intercept.
    fitted = LogisticRegression(C=1.0, max_iter=2_000, fit_intercept=False).fit(found, right)
    return np.asarray(fitted.coef_[0], dtype=np.float64)


def _familiarity(shares: Shares, held: Seen, strange: Seen) -> Familiarity:
    """What parts messages held out from those whose category was left out, and where nearly all of the first lie."""
    if len(held.margins) < _FEW:
        return EVERYTHING
    parts = [clues(shares.of(seen), seen) for seen in (held, strange)]
    every = np.concatenate(parts)
    mean, spread = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-9)
    fitted = LogisticRegression().fit((every - mean) / spread, np.repeat([1, 0], [len(part) for part in parts]))
    weights = fitted.coef_[0] / spread
    made = Familiarity(np.r_[weights, fitted.intercept_[0] - weights @ mean], 0.0)
    return replace(made, floor=float(np.quantile(made.odds(shares.of(held), held), _STRANGE)))
