"""How good the advice is: right, sure of itself for a reason, and how much it may decide."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

from wangge.triage.learning.calibration import NEVER, calibration_error
from wangge.triage.learning.familiar import Probabilities

DIGITS = 4


class Scores(NamedTuple):
    """The keys of ``wangge triage train`` and ``evaluate``, in their order.

    ``coverage_98``: share of the rows whose confidence reaches the threshold fixed in training for 98 % precision;
    ``precision_at_98``: share of right answers among them, None where there are none.
    """

    rows: int
    accuracy: float
    macro_f1: float
    ece: float
    coverage_95: float
    precision_at_95: float | None
    coverage_98: float
    precision_at_98: float | None
    texts_per_second: float


def scores(
    found: Probabilities, names: Sequence[str], truth: Sequence[str], thresholds: Mapping[int, float], seconds: float
) -> Scores:
    """``found``: rows × names, of texts whose categories are ``truth``; names a model does not know count as wrong."""
    if not len(truth):
        return Scores(0, 0.0, 0.0, 0.0, 0.0, None, 0.0, None, 0.0)
    chosen = np.array(names, dtype=object)[found.argmax(axis=1)]
    right = np.array([a == b for a, b in zip(chosen, truth, strict=True)])
    sure = found.max(axis=1)
    coverage_95, precision_at_95 = _decided(sure, right, thresholds.get(95, NEVER))
    coverage_98, precision_at_98 = _decided(sure, right, thresholds.get(98, NEVER))
    macro = f1_score(list(truth), list(chosen), labels=sorted(set(truth)), average="macro", zero_division=0.0)
    return Scores(
        rows=len(truth),
        accuracy=_round(right.mean()),
        macro_f1=_round(macro),
        ece=_round(calibration_error(sure, right)),
        coverage_95=coverage_95,
        precision_at_95=precision_at_95,
        coverage_98=coverage_98,
        precision_at_98=precision_at_98,
        texts_per_second=round(len(truth) / max(seconds, 1e-9), 1),
    )


def _decided(sure: Probabilities, right: npt.NDArray[np.bool_], threshold: float) -> tuple[float, float | None]:
    taken = sure >= threshold
    return _round(taken.mean()), _round(right[taken].mean()) if taken.any() else None


def _round(value: float) -> float:
    return round(float(value), DIGITS)
