"""Advice before anything was learned: the names of the categories and a shipped lexicon of themes, nothing else.

What it uses, exactly: (1) the distinct names handed in, cut into runs of characters; (2) the synonyms handed in with
them, where a catalogue has some; (3) ``lexicon.toml``, words by theme in our own selection; a theme belongs to each
name that holds one of its cues. It has no statistics of any text. Its confidences are shares of points, uncalibrated.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import ahocorasick
import numpy as np
import numpy.typing as npt

from wangge.triage.learning.texts import Message

_STRONG, _WEAK, _OWN = 2.0, 1.0, 3.0  # points of a theme's strong word, of another, of a word of the name itself
_TITLE, _OPENING = 2.0, 1.5  # a word there counts so much more
_SHARP = 0.8  # of the shares: a category with a point more is exp(0.8) times as likely
_CUT = re.compile(r"[和与及、/（）()\s·,，-]+")


class Found(NamedTuple):
    words: str
    category: int
    points: float


class Cold:
    """``names`` with their ``synonyms`` by name; the order of the names is the order of the scores."""

    def __init__(self, names: Sequence[str], synonyms: Mapping[str, Sequence[str]] | None = None) -> None:
        self.names = tuple(names)
        self.synonyms = {name: list(words) for name, words in (synonyms or {}).items()}
        self._found = ahocorasick.Automaton()
        table: dict[str, dict[int, float]] = {}
        for at, name in enumerate(names):
            for word, points in _vocabulary(name, self.synonyms.get(name, ())).items():
                owners = table.setdefault(word, {})
                owners[at] = max(owners.get(at, 0.0), points)
        for word, owners in table.items():
            shared = len(owners) if len(owners) < len(names) or len(names) == 1 else len(names) * 10
            self._found.add_word(word, (word, {at: points / shared for at, points in owners.items()}))
        self._empty = not table
        if table:
            self._found.make_automaton()

    def found(self, message: Message) -> list[Found]:
        """Every word with what it is worth: more in title and opening, less each time it is said again."""
        if self._empty:
            return []
        said: dict[str, tuple[float, dict[int, float]]] = {}
        for text, worth in ((message.title, _TITLE), (message.opening, _OPENING - 1), (message.text, 1.0)):
            for _, (word, owners) in self._found.iter(text):
                said[word] = (said.get(word, (0.0, owners))[0] + worth, owners)
        return [
            Found(word, at, points * float(np.log1p(times)) * min(len(word), 4) / 2)
            for word, (times, owners) in said.items()
            for at, points in owners.items()
        ]

    def scores(self, messages: Sequence[Message]) -> npt.NDArray[np.float32]:
        """Points, messages × names."""
        made = np.zeros((len(messages), len(self.names)), dtype=np.float32)
        for row, message in zip(made, messages, strict=True):
            for _, category, points in self.found(message):
                row[category] += points
        return made

    def shares(self, messages: Sequence[Message]) -> npt.NDArray[np.float64]:
        """Rows that add up to 1; all alike where nothing was recognised."""
        scores = self.scores(messages).astype(np.float64)
        scores *= _SHARP / np.sqrt(np.maximum(scores.sum(axis=1, keepdims=True), 1.0))
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _vocabulary(name: str, synonyms: Sequence[str]) -> dict[str, float]:
    """Word → points for one name: the words of its themes, its synonyms, and its own parts."""
    words: dict[str, float] = {}
    for theme in themes().values():
        if any(cue in name for cue in theme["cues"]):
            words |= {word.lower(): max(words.get(word.lower(), 0), _WEAK) for word in theme["words"]}
            words |= {word.lower(): _STRONG for word in theme["strong"]}
    own = [part for part in _CUT.split(name) if len(part) > 1]
    own += [part[at : at + 2] for part in own if len(part) == 4 for at in (0, 2)]
    return words | dict.fromkeys([word.lower() for word in (*own, *synonyms) if len(word) > 1], _OWN)


@lru_cache(maxsize=1)
def themes() -> dict[str, dict[str, list[str]]]:
    """Theme → cues, strong, words."""
    text = (resources.files(__package__) / "lexicon.toml").read_text(encoding="utf-8")
    return {
        theme: {"cues": parts["cues"], "strong": parts["strong"].split(), "words": parts["words"].split()}
        for theme, parts in tomllib.loads(text).items()
    }
