"""The cut is jieba's own, whatever the text."""

import warnings
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.triage.learning.words import placed, words

Cut = Callable[[str], list[str]]

SENTENCES = [
    "小区门口的路灯坏了三天，晚上看不清路，老人绊倒两次。",
    "A7县K3区 iphone12pro 坏了，电话01012345678\r\n\t第二行 100%-#_ C++",
    "研究生命起源；结婚的和尚未结婚的。",
    "",
]


@pytest.fixture(scope="session")
def jieba_cut() -> Cut:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - its import warns
    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return lambda text: list(made.cut(text, HMM=False))


def spoken(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if any(char.isalnum() or char == "_" for char in piece)]


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences(jieba_cut: Cut, text: str) -> None:
    assert words(text) == spoken(jieba_cut(text))


@given(st.text(st.sampled_from("路灯坏了八九百里居委会的研究生命ab1+ \r\n\t，。😀\x00.%-#_ⅣA")))
def test_any_text(jieba_cut: Cut, text: str) -> None:
    assert words(text) == spoken(jieba_cut(text))
    assert all(text[word.start : word.end] == word.text for word in placed(text))
