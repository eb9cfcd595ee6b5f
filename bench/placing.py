"""Places of texts: how often right, how well the confidence is held, how fast, beside bare pyahocorasick.

    python bench/placing.py [--quick] [--fit]

``--fit`` prints the weights of ``wangge/triage/placing/confidence.py``, fitted on sentences of other dice than those of
the figures: two thirds as residents speak, one third of the harder kind (tests/triage/placed_hard.py).
"""

import json
import sys
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from wangge.demo.known import entries, known
from wangge.triage.placing import ASK, Gazetteer, place
from wangge.triage.placing.confidence import WEIGHTS, features
from wangge.triage.placing.forms import plain
from wangge.triage.placing.mentions import mentions
from wangge.triage.placing.scene import Scene, scene
from wangge.triage.placing.spots import Way, spots

sys.path.insert(0, str(Path(__file__).parents[1]))  # the sentences are those of the tests

from tests.triage.placed import Sentence, sentences
from tests.triage.placed_hard import hard_sentences
from tests.triage.test_placing_quality import by_hand, quality

FITTED, FIGURES = 1, 2026  # dice
FOR, JUDGED, PENALTY = ("always", "confirmed"), ("glued",), 0.5


def mixed(count: int, seed: int) -> list[Sentence]:
    return [*sentences(count, seed), *hard_sentences(count // 2, seed)]


def read(gazetteer: Gazetteer, text: str) -> Scene | None:
    said = plain(text).text
    return scene(gazetteer, said, spots(gazetteer, said, mentions(gazetteer, said)))


def fit(gazetteer: Gazetteer, rows: Sequence[Sentence]) -> dict[str, float]:
    """A logistic over those that leave one grid. What speaks against a place never speaks for it; what no sentence
    has stays as it was judged (``WEIGHTS`` before): the penalty is on the distance from there."""
    names, cells, right = list(WEIGHTS), [], []
    for row in rows:
        chosen = read(gazetteer, row.text)
        if chosen and chosen.spot.way is not Way.ELSEWHERE and len(chosen.spot.grids) == 1:
            held = features(chosen)
            cells.append([name in held for name in names])
            right.append(chosen.spot.grids[0] == row.grid)
    held_by, sign, before = np.array(cells, float), np.where(right, 1.0, -1.0), np.array(list(WEIGHTS.values()))

    def loss(weights: np.ndarray) -> float:
        return float(np.logaddexp(0, -sign * (held_by @ weights)).sum() + PENALTY * ((weights - before) ** 2).sum())

    edges = [(0.0, 9.0) if name in FOR else (-9.0, 0.0) for name in names]
    edges = [(WEIGHTS[name],) * 2 if name in JUDGED else edge for name, edge in zip(names, edges, strict=True)]
    found = minimize(loss, np.clip(before, *np.array(edges).T), method="L-BFGS-B", bounds=edges).x
    return {name: round(float(weight), 2) for name, weight in zip(names, found, strict=True)}


def calibration(gazetteer: Gazetteer, rows: Sequence[Sentence]) -> dict[str, Any]:
    """Over those that leave one grid: expected calibration error in tenths, and what is taken over at the threshold."""
    found = [(row, place(gazetteer, row.text)) for row in rows]
    one = [(row, told) for row, told in found if told.candidates and not told.grids]
    sure = np.array([told.confidence for _, told in one])
    right = np.array([told.grid == row.grid for row, told in one])
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    taken = [told.grid == row.grid for row, told in found if told.action != ASK]
    return {
        "rows": len(one),
        "ece": round(float(error), 4),
        "taken": len(taken),
        "right": round(float(np.mean(taken)), 4),
    }


def speed(gazetteer: Gazetteer, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds a text, and those of the one pass of pyahocorasick over the names."""
    began = time.perf_counter()
    each = []
    for text in texts:
        start = time.perf_counter()
        place(gazetteer, text)
        each.append(time.perf_counter() - start)
    whole = time.perf_counter() - began
    began = time.perf_counter()
    for text in texts:
        list(gazetteer.exact.iter(text))
    bare = time.perf_counter() - began
    return {
        "ms_median": round(float(np.median(each)) * 1000, 3),
        "ms_p99": round(float(np.percentile(each, 99)) * 1000, 3),
        "texts_per_second": round(len(texts) / whole),
        "ratio_to_bare": round(whole / bare, 1),
    }


def built() -> tuple[Gazetteer, dict[str, float]]:
    """Seconds, and megabytes of Python's own memory (the automata's is not in it: about 5 MB more)."""
    entries(1)
    began = time.perf_counter()
    gazetteer = known(1)
    seconds = time.perf_counter() - began
    tracemalloc.start()
    again = known(1)
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return gazetteer, {"build_seconds": round(seconds, 2), "megabytes": round(megabytes, 1), "names": len(again.names)}


def main() -> None:
    count = 400 if "--quick" in sys.argv else 2_000
    gazetteer, building = built()
    if "--fit" in sys.argv:
        print(json.dumps(fit(gazetteer, mixed(6_000, FITTED))))
        return
    rows = sentences(count, FIGURES)
    sets = {"generated": [(one.text, one.grid) for one in rows]}
    sets |= {name: by_hand(f"{name}.csv") for name in ("by_hand_places", "by_hand_places_later")}
    figures = {}
    for name, told in sets.items():
        found = quality(told, [place(gazetteer, text) for text, _ in told])
        figures[name] = {"rows": len(told)} | {key: round(value, 4) for key, value in found._asdict().items()}
    print(json.dumps({
        "bench": "placing", **figures, "calibration": calibration(gazetteer, mixed(count, FIGURES)),
        "speed": speed(gazetteer, [one.text for one in rows]), **building,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
