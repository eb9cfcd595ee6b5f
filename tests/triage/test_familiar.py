"""Of a message unlike anything learned nothing is said surely; of one like it, as surely as before."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.triage.samples import messages
from wangge.triage.learning import store
from wangge.triage.learning.calibration import LIKELY, NEVER, threshold
from wangge.triage.learning.familiar import CLUES, EVERYTHING, Familiarity, Seen, clues
from wangge.triage.learning.model import Model
from wangge.triage.learning.texts import message
from wangge.triage.learning.training import train

#: Consultations; the model below knows manhole covers, street lamps, rubbish and bills. Some share its politeness.
STRANGE = [
    "社保卡丢了怎么补办",
    "您好，我想把户口迁到现在的小区，需要什么材料，谢谢",
    "居民反映公积金提取一直没有到账，希望有关部门尽快处理",
    "护照过期了去哪里换",
    "驾照快到期了，现在怎么换证",
    "请问高考报名什么时候开始",
]
PLAIN = [
    "路口的井盖丢失了，行人容易绊倒",
    "路灯不亮，夜里漆黑一片",
    "垃圾桶满溢，臭味大，苍蝇多，没有清运",
    "墙面张贴小广告，电线杆上也有",
]


@pytest.fixture(scope="module")
def model() -> Model:
    texts, codes = messages(60, telling=2)
    return train([message(text) for text in texts], codes)[0]


@pytest.mark.parametrize("text", STRANGE)
def test_a_strange_message_is_not_taken(model: Model, text: str) -> None:
    assert model.suggest(text)[0].confidence < min(model.thresholds.values())


@pytest.mark.parametrize("text", STRANGE[:3])
def test_without_it_some_were(model: Model, text: str) -> None:
    blind = replace(model, calibration=replace(model.calibration, familiarity=EVERYTHING))
    assert blind.suggest(text)[0].confidence > 2 * model.suggest(text)[0].confidence


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_matter_is(model: Model, text: str) -> None:
    assert model.suggest(text)[0].confidence >= max(model.thresholds.values())


def test_what_was_held_out_keeps_its_confidence() -> None:
    """All but the few that are stranger than nearly all."""
    texts, codes = messages(60, telling=2)
    read = [message(text) for text in texts]
    made, held = train(read, codes)
    blind = replace(made, calibration=replace(made.calibration, familiarity=EVERYTHING))
    lost = blind.probabilities(read).max(axis=1) - made.probabilities(read).max(axis=1)
    assert (lost > 1e-9).mean() < 0.05
    assert held.probabilities.max(axis=1).mean() > 0.8


@pytest.mark.parametrize(
    ("odds", "floor", "familiar"), [(2.0, 1.0, 1.0), (1.0, 1.0, 1.0), (0.0, 1.0, np.exp(-1)), (-99.0, 1.0, np.exp(-30))]
)
def test_it_falls_with_the_odds_below_the_floor(odds: float, floor: float, familiar: float) -> None:
    weights = np.r_[np.zeros(CLUES), odds]
    found = Familiarity(weights, floor).of(np.array([[0.9, 0.1]]), seen(known=0.5))
    assert found == pytest.approx([familiar])


def test_the_known_part_is_a_clue_and_stays_finite() -> None:
    shares = np.array([[1.0, 0.0]])
    none, half, every = (clues(shares, seen(known))[0, 0] for known in (0.0, 0.5, 1.0))
    assert half == pytest.approx(0)
    assert none < half < every
    assert all(np.isfinite(clues(shares, seen(known))).all() for known in (0.0, 1.0))


def seen(known: float) -> Seen:
    margins = np.array([[0.5, -0.5]], dtype=np.float32)
    return Seen(margins, np.array([[0.5, 0.5]]), np.array([10]), np.full((1, 4), known, dtype=np.float32))


@pytest.mark.parametrize(
    ("sure", "right", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], [1, 1, 1, 1], LIKELY),  # right as they are, what is hardly likely is not taken
        ([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0], 0.7),
        ([0.9, 0.8], [0, 0], NEVER),
    ],
)
def test_no_threshold_lies_below_the_likely(sure: list[float], right: list[int], expected: float) -> None:
    assert threshold(np.array(sure), np.array(right, dtype=bool), 0.95) == expected


def test_two_categories_leave_none_out() -> None:
    texts, codes = messages(60)
    two = [(message(text), code) for text, code in zip(texts, codes, strict=True) if code < "0200"]
    made, _ = train([text for text, _ in two], [code for _, code in two])
    assert made.calibration.familiarity is EVERYTHING


def test_a_model_of_before_takes_everything_for_familiar(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FORMAT", store.BEFORE)
    store.save(model, tmp_path / "a")
    with np.load(tmp_path / "a", allow_pickle=False) as parts:
        arrays = {name: parts[name] for name in parts.files if name != "familiarity"}
    with (tmp_path / "a").open("wb") as file:
        np.savez(file, **arrays)
    again = store.load(tmp_path / "a")
    assert again.calibration.familiarity.floor == 0
    assert not again.calibration.familiarity.weights.any()
    assert again.suggest(PLAIN[0])[0].code == "0101"
