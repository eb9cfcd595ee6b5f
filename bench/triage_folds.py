"""How right is the advice on categories? Five folds over labelled messages: scores of each, and their interval.

    python bench/triage_folds.py [FILE.csv] [--grouped] [--seed=1] [--quick]

Columns title, text, category; without a file, the one beside the project. ``--grouped`` keeps copies and near copies
of a message in one fold; the settings were chosen on the folds of seed 1. ``--keep=FILE.npz`` writes what was chosen.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from wangge.triage import tables
from wangge.triage.learning.duplicates import groups
from wangge.triage.learning.evaluation import scores
from wangge.triage.learning.texts import message
from wangge.triage.learning.training import train

FILE = Path(__file__).parents[2] / "shared/data/messages_labelled.csv"
SEED, DRAWS = 1, 1_000


def folds(texts: list[str], labels: np.ndarray, grouped: bool, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    if grouped:
        return StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(texts, labels, groups(texts))
    return StratifiedKFold(5, shuffle=True, random_state=seed).split(texts, labels)


def interval(truth: np.ndarray, chosen: np.ndarray) -> list[float]:
    """95 % of the macro-F1 of messages drawn again with replacement."""
    dice = np.random.default_rng(SEED)
    drawn = (dice.integers(0, len(truth), len(truth)) for _ in range(DRAWS))
    found = [f1_score(truth[rows], chosen[rows], average="macro") for rows in drawn]
    return [round(float(edge), 4) for edge in np.percentile(found, [2.5, 97.5])]


def _given(flags: set[str], name: str) -> str:
    return next((word.split("=", 1)[1] for word in flags if word.startswith(f"--{name}=")), "")


def main() -> None:
    flags = {word for word in sys.argv[1:] if word.startswith("--")}
    file = next((Path(word) for word in sys.argv[1:] if not word.startswith("--")), FILE)
    if not file.exists():
        print(json.dumps({"bench": "triage_folds", "left_out": f"{file.name} is not there"}))
        return
    rows = tables.read(file, ("text", "category"), ("title",)).rows[: 800 if "--quick" in flags else None]
    seed = int(_given(flags, "seed") or SEED)
    messages = [message(row["text"], row["title"]) for row in rows]
    labels = np.array([row["category"] for row in rows], dtype=object)
    chosen = np.empty(len(rows), dtype=object)
    sure = np.zeros(len(rows))
    each: list[dict[str, Any]] = []
    for learned, tested in folds([one.text for one in messages], labels, "--grouped" in flags, seed):
        began = time.perf_counter()
        model, _ = train([messages[at] for at in learned], labels[learned])
        trained = time.perf_counter()
        found = model.probabilities([messages[at] for at in tested])
        seconds = time.perf_counter() - trained
        done = scores(found, model.names, list(labels[tested]), model.thresholds, seconds)
        each.append({**done._asdict(), "training_seconds": round(trained - began, 1)})
        print(json.dumps(each[-1]), file=sys.stderr, flush=True)
        chosen[tested] = np.array(model.names, dtype=object)[found.argmax(axis=1)]
        sure[tested] = found.max(axis=1)
    if target := _given(flags, "keep"):
        np.savez(target, chosen=chosen.astype(str), sure=sure)
    mean = {key: round(float(np.mean([fold[key] for fold in each])), 4) for key in each[0]}
    print(json.dumps({
        "bench": "triage_folds", "file": file.name, "grouped": "--grouped" in flags, "seed": seed, "mean": mean,
        "macro_f1_pooled": round(float(f1_score(labels, chosen, average="macro")), 4),
        "macro_f1_95": interval(labels.astype(str), chosen.astype(str)), "folds": each,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
