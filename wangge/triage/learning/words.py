"""Words of a Chinese text by jieba's dictionary, without its cache file, its log lines or its global state."""

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

_SAYS = re.compile(r"\w")


class Word(NamedTuple):
    text: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """In their order, without punctuation."""
    return [piece for piece in _tokenizer().cut(text, HMM=False) if _SAYS.search(piece)]


def placed(text: str) -> Iterator[Word]:
    """The same words with where they stand."""
    at = 0
    for piece in _tokenizer().cut(text, HMM=False):
        if _SAYS.search(piece):
            yield Word(piece, at, at + len(piece))
        at += len(piece)


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """Read from the dictionary itself: jieba's cache lies in the shared temporary folder, where anybody may put one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its import: old escapes, pkg_resources
        import jieba  # noqa: PLC0415 - a second to load, only where texts are read

    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made
