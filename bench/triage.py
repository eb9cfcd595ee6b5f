"""How long advice on categories takes, and how much memory: a text, texts in bulk, a training, a loaded model.

    python bench/triage.py [FILE.csv] [--quick]

Columns title, text, category; without a file, the labelled messages beside the project. All on one core. Beside each
figure stands the bare library call on the same texts in the same run: TfidfVectorizer over characters 1–2 (counts of
two texts and more) and LinearSVC of scikit-learn, which give a category and nothing else: no confidence, no threshold,
no words. What is found again in the database is measured by ``duplicates.py`` and ``matters.py``.
"""

import json
import pickle
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from wangge.triage import tables
from wangge.triage.learning.model import Model
from wangge.triage.learning.store import load, save
from wangge.triage.learning.texts import message
from wangge.triage.learning.training import train

FILE = Path(__file__).parents[2] / "shared/data/messages_labelled.csv"
SINGLE, QUICK, WARM = 500, 800, 20  # texts asked about one by one; rows of a quick run; asked before the clock runs
LIMITS = {"text_p50_ms": 5.0, "text_p95_ms": 5.0, "texts_per_second": 500.0, "training_s": 300.0, "memory_mb": 150.0}


def main() -> None:
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    if words[:1] == ["memory"]:
        print(_grown(Path(words[1])))
        return
    file = Path(words[0]) if words else FILE
    if not file.exists():
        print(json.dumps({"bench": "triage", "left_out": f"{file.name} is not there: nothing was measured"}))
        return
    rows = tables.read(file, ("text", "category"), ("title",)).rows[: QUICK if "--quick" in sys.argv else None]
    with threadpool_limits(1), TemporaryDirectory(prefix="wangge-bench-") as folder:
        found = measured(rows, Path(folder))
    print(json.dumps({"bench": "triage", "file": file.name, "rows": len(rows), **found}, ensure_ascii=False))


def measured(rows: Sequence[dict[str, str]], folder: Path) -> dict[str, Any]:
    texts, labels = [row["text"] for row in rows], [row["category"] for row in rows]
    messages = [message(row["text"], row["title"]) for row in rows]
    bare = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=2), LinearSVC())
    training, bare_training = _seconds(lambda: train(messages, labels)), _seconds(lambda: bare.fit(texts, labels))
    model, _ = training[1]
    save(model, folder / "model.npz")
    (folder / "bare.pickle").write_bytes(pickle.dumps(bare))
    memory, bare_memory = (_memory(folder / name) for name in ("model.npz", "bare.pickle"))
    return {
        **_one_by_one(model, bare, rows),
        **_in_bulk(model, bare, rows),
        "training": _beside("training_s", training[0], bare_training[0]),
        "memory": _beside("memory_mb", memory, bare_memory),
        "file_mb": round((folder / "model.npz").stat().st_size / 1e6, 1),
    }


def _one_by_one(model: Model, bare: Pipeline, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """From the text as it was typed to three categories with their words."""
    asked = rows[:: max(1, len(rows) // SINGLE)]
    took = [_seconds(lambda row=row: model.suggest(row["text"], row["title"]))[0] for row in (*rows[:WARM], *asked)]
    alone = [_seconds(lambda row=row: bare.predict([row["text"]]))[0] for row in (*rows[:WARM], *asked)]
    p50, p95, bare_p50, bare_p95 = (
        sorted(each[WARM:])[len(asked) * share // 100] * 1_000 for each in (took, alone) for share in (50, 95)
    )
    return {
        "text_p50": _beside("text_p50_ms", p50, bare_p50),
        "text_p95": _beside("text_p95_ms", p95, bare_p95),
    }


def _in_bulk(model: Model, bare: Pipeline, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    ours = _seconds(lambda: model.probabilities([message(row["text"], row["title"]) for row in rows]))[0]
    alone = _seconds(lambda: bare.predict([row["text"] for row in rows]))[0]
    return {"bulk": _beside("texts_per_second", len(rows) / ours, len(rows) / alone)}


def _beside(what: str, ours: float, bare: float) -> dict[str, Any]:
    """A figure with its limit and the bare one; ``kept``: within the limit."""
    limit = LIMITS[what]
    kept = ours >= limit if what == "texts_per_second" else ours <= limit
    unit = what if what == "texts_per_second" else what.rpartition("_")[2]
    return {unit: round(ours, 2), "limit": limit, "kept": kept, "bare": round(bare, 2), "ratio": round(ours / bare, 2)}


def _memory(path: Path) -> float:
    """MB that a fresh process holds more when it has loaded it and asked it once."""
    command = [sys.executable, __file__, "memory", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _grown(path: Path) -> float:
    """Counted by allocation, numpy's too, ours with the dictionary of words that it cuts texts by."""
    tracemalloc.start()
    if path.suffix == ".npz":
        model = load(path)
        model.suggest("路灯坏了一周，晚上看不清路")
    else:
        model = pickle.loads(path.read_bytes())
        model.predict(["路灯坏了一周，晚上看不清路"])
    return tracemalloc.get_traced_memory()[0] / 1e6


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


if __name__ == "__main__":
    main()
