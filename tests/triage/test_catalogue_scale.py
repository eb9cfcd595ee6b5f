"""The model over the whole shipped catalogue, warm: a few hundred messages, and none for every fourth category."""

import random

import numpy as np
import pytest

from tests.triage.samples import POLITE
from wangge.catalogue.shipped import shipped
from wangge.triage.learning.levels import descend, parent
from wangge.triage.learning.model import Model
from wangge.triage.learning.texts import Message, message
from wangge.triage.learning.training import ROOM, Categories, train

#: Minor classes by code, with their name and what residents call them.
CLASSES = {each.code: (each.name, *each.words) for each in shipped()[0] if parent(each.code)}
UNSEEN = frozenset(list(CLASSES)[3::4])
SEEN = [code for code in CLASSES if code not in UNSEEN]
EACH, HELD = 3, 1  # messages of a category to learn from, and to test on


def sentence(code: str, dice: random.Random) -> str:
    """A word of the category among polite ones, as somebody types it in."""
    before, after = dice.sample(POLITE, 4), dice.sample(POLITE, 4)
    return f"{''.join(before)}，{dice.choice(CLASSES[code])}，{''.join(after)}。"


def said(codes: list[str], times: int, seed: int) -> tuple[list[Message], list[str]]:
    dice = random.Random(seed)
    labels = [code for code in codes for _ in range(times)]
    return [message(sentence(code, dice)) for code in labels], labels


@pytest.fixture(scope="module")
def model() -> Model:
    texts, labels = said(SEEN, EACH, seed=1)
    return train(texts, labels, Categories(tuple(CLASSES), CLASSES))[0]


def ranks(model: Model, texts: list[Message], labels: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many categories stand before the right one."""
    found = model.probabilities(texts)
    right = found[np.arange(len(labels)), [model.names.index(label) for label in labels]]
    return np.asarray((found > right[:, None]).sum(axis=1))


def test_it_is_of_a_catalogues_size(model: Model) -> None:
    assert len(CLASSES) > 150
    assert len(UNSEEN) > 40
    assert 300 < len(SEEN) * EACH < 1_000
    assert model.weights.size <= ROOM
    assert model.weights.shape == (len(model.buckets), len(CLASSES))
    assert model.known.sum() == len(SEEN)


def test_what_was_learned_is_found_again(model: Model) -> None:
    found = ranks(model, *said(SEEN, HELD, seed=2))
    assert np.mean(found == 0) > 0.8
    assert np.mean(found < 3) > 0.9


def test_what_nobody_ever_chose_is_proposed_by_its_words(model: Model) -> None:
    found = ranks(model, *said(sorted(UNSEEN), HELD, seed=3))
    assert np.mean(found < 3) > 0.7


def test_probabilities_are_some(model: Model) -> None:
    texts, labels = said(list(CLASSES), HELD, seed=4)
    found = model.probabilities(texts)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found.sum(axis=1) <= 1 + 1e-9).all()
    names = np.array(model.names)[found.argmax(axis=1)]
    assert found.max(axis=1).mean() == pytest.approx(np.mean(names == np.array(labels)), abs=0.15)


def test_small_talk_is_nobodys(model: Model) -> None:
    """Words that every message has say nothing: no category is sure enough of them to be taken over."""
    told = message("您好，我们小区居民一直反映问题，希望有关部门尽快处理，谢谢。")
    assert model.probabilities([told]).max() < min(model.thresholds[98], 0.35)


@pytest.mark.parametrize("code", ["0101", *sorted(UNSEEN)[:3]])
def test_levels_narrow_down(model: Model, code: str) -> None:
    path = descend(model, f"您好，{CLASSES[code][0]}，希望尽快处理。")
    assert [one.code for one in path] == [parent(code), code]
    assert path[0].confidence >= path[1].confidence > 0
    assert path[1].evidence
