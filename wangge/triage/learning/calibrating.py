"""Fitting a calibration to margins of messages that were not learned from."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from wangge.triage.learning.calibration import Calibration, Probabilities, Shares, logs, signs, softmax, threshold
from wangge.triage.learning.fields import Floats
from wangge.triage.learning.texts import Message

Labels = npt.NDArray[np.int64]

_FIRM = 2.0  # how firmly the offsets are held at zero, in messages
_FEW = 100  # messages below which the share itself is the confidence


def calibrate(margins: Floats, cold: Probabilities, messages: Sequence[Message], labels: Labels) -> Calibration:
    """Shares, sureness and thresholds, all from the same held-out margins: together they have few numbers."""
    shares = likeliest(margins, cold, labels)
    found = shares.of(margins, cold)
    right = found.argmax(axis=1) == labels
    sureness = _sureness(signs(found, margins, cold, messages), right)
    made = Calibration(shares, sureness, {})
    sure = made.probabilities(margins, cold, messages).max(axis=1)
    return Calibration(shares, sureness, {percent: threshold(sure, right, percent / 100) for percent in (95, 98)})


def likeliest(margins: Floats, cold: Probabilities, labels: Labels) -> Shares:
    """The scale, the weight of the cold advice and the offsets under which the labels are likeliest."""
    classes, rows = margins.shape[1], len(labels)
    hints = logs(cold)
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
