"""Which messages are copies of each other, or nearly: they must not be learned from and tested on at once."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wangge.triage.learning.hashing import grams

_SIZE, _BITS, _KEPT = 8, 40, 24  # characters of a piece; of its hash; smallest hashes kept of a text
_ALIKE = 0.3  # share of common pieces from which two texts are near copies
_CROWD = 200  # a piece in more texts than this is a formula of politeness


def groups(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """The same number for texts that share three of ten of their pieces of 8 characters, directly or through others."""
    pieces = [_pieces(text) for text in texts]
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for at, found in enumerate(pieces):
        for piece in found[:_KEPT]:
            holders[int(piece)].append(at)
    parent = np.arange(len(texts))
    for held in holders.values():
        if 1 < len(held) <= _CROWD:
            for first, second in pairwise(held):
                if root(parent, first) != root(parent, second) and _alike(pieces[first], pieces[second]):
                    parent[root(parent, second)] = root(parent, first)
    return np.array([root(parent, at) for at in range(len(texts))], dtype=np.int64)


def root(parent: npt.NDArray[np.int64], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = int(parent[at])
    return at


def _pieces(text: str) -> npt.NDArray[np.int64]:
    bare = "".join(filter(str.isalnum, text))
    return np.unique(grams(bare, min(_SIZE, max(len(bare), 1)), _BITS))


def _alike(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> bool:
    common = len(np.intersect1d(first, second, assume_unique=True))
    return common >= _ALIKE * (len(first) + len(second) - common)
