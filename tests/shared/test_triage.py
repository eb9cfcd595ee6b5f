"""Advice on real messages: a fifth held out, the cold start, and the pairs that were labelled by reading."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.shared.messages import DATA, STREAM
from wangge.triage import tables
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.evaluation import scores
from wangge.triage.learning.model import ColdModel
from wangge.triage.learning.texts import Message, message
from wangge.triage.learning.training import train
from wangge.triage.rules.urgency import urgent
from wangge.triage.runs import topics_file

pytestmark = pytest.mark.shared

LABELLED = DATA / "messages_labelled.csv"
PAIRS = Path(__file__).parent / "same_matter.csv"


def labelled() -> tuple[list[Message], np.ndarray]:
    rows = tables.read(LABELLED, ("text", "category"), ("title",)).rows
    labels = np.array([row["category"] for row in rows], dtype=object)
    return [message(row["text"], row["title"]) for row in rows], labels


def test_a_fifth_held_out() -> None:
    """One draw of many: bench/triage_folds.py gives the five folds and their interval."""
    messages, labels = labelled()
    held = np.random.default_rng(3).random(len(labels)) < 0.2
    model, _ = train([messages[at] for at in np.flatnonzero(~held)], labels[~held])
    found = model.probabilities([messages[at] for at in np.flatnonzero(held)])
    done = scores(found, model.names, labels[held], model.thresholds, 1.0)
    assert done.macro_f1 > 0.90
    assert done.ece < 0.03
    assert done.coverage_98 > 0.68
    assert done.precision_at_98 is not None
    assert done.precision_at_98 > 0.965


def test_cold() -> None:
    messages, labels = labelled()
    names = sorted(set(labels))
    chosen = ColdModel(Cold(names)).probabilities(messages).argmax(axis=1)
    assert float(np.mean(np.array(names, dtype=object)[chosen] == labels)) >= 0.75


def test_topics_on_pairs_labelled_by_reading(tmp_path: Path) -> None:
    topics_file(STREAM, tmp_path / "topics.csv")
    with (tmp_path / "topics.csv").open(encoding="utf-8-sig", newline="") as file:
        topic = {row["id"]: row["topic"] for row in csv.DictReader(file)}
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = [(topic[row["id_a"]] == topic[row["id_b"]], row["same"] == "1") for row in csv.DictReader(file)]
    both = sum(found and same for found, same in pairs)
    assert len(pairs) >= 300
    assert both / sum(found for found, _ in pairs) >= 0.9
    assert both / sum(same for _, same in pairs) >= 0.7


def test_urgent_is_not_everything() -> None:
    rows = tables.read(STREAM, ("id", "text"), ("title",)).rows
    assert 0.03 < np.mean([urgent(f"{row['title']}。{row['text']}") for row in rows]) < 0.15
