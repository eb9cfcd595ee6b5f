"""Texts as rows of hashed n-gram counts, all texts at once.

A model keeps weights by hash and no words: nothing of what a resident wrote is in its file. Which characters a hash
came from is found again in the text that is being read.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse

Counts: TypeAlias = Any  # a sparse.csr_array of float32, for which scipy ships no types; of one row alone, a Row
_UINT = npt.NDArray[np.uint64]

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xBF58476D1CE4E5B9))
_HALF = np.uint64(29)


class Row(NamedTuple):
    """One row, by the names of csr_array: to build one of those takes longer than all that is done with it."""

    data: npt.NDArray[np.float32]
    indices: npt.NDArray[np.int64]
    shape: tuple[int, int]

    @property
    def indptr(self) -> tuple[int, int]:
        return 0, len(self.indices)

    def __matmul__(self, weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        made: npt.NDArray[np.float32] = self.data[None] @ weights[self.indices]
        return made


def grams(text: str, size: int, bits: int) -> npt.NDArray[np.int64]:
    """The bucket of the n-gram at each place of the text, ``len - size + 1`` of them; -1 where it runs over a NUL."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    length = len(points) - size + 1
    if length <= 0:
        return np.empty(0, dtype=np.int64)
    code = np.full(length, size, dtype=np.uint64)
    whole = np.ones(length, dtype=bool)
    for at in range(size):
        piece = points[at : at + length]
        whole &= piece != 0
        code = code * _MIX[0] + piece * _MIX[1]
        code ^= code >> _HALF
    buckets = ((code * _MIX[2]) >> np.uint64(64 - bits)).astype(np.int64)
    return np.where(whole, buckets, -1)


def gram_counts(texts: Sequence[str], sizes: Sequence[int], bits: int) -> Counts:
    """A row for each text, ``2 ** bits`` columns."""
    joined = "\x00".join(texts) + "\x00"
    owner = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    rows, columns = [], []
    for size in sizes:
        buckets = grams(joined, size, bits)
        kept = np.flatnonzero(buckets >= 0)
        rows.append(owner[kept])
        columns.append(buckets[kept])
    return _counted(np.concatenate(rows), np.concatenate(columns), (len(texts), 1 << bits))


@lru_cache(maxsize=20_000)
def word_bucket(word: str, bits: int) -> int:
    return (crc32(word.encode()) * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - bits)


def word_counts(lines: Sequence[Sequence[str]], bits: int) -> Counts:
    """A row for each list of words, ``2 ** bits`` columns."""
    every = [word_bucket(word, bits) for words in lines for word in words]
    columns = np.array(every, dtype=np.int64)
    rows = np.repeat(np.arange(len(lines)), [len(words) for words in lines])
    return _counted(rows, columns, (len(lines), 1 << bits))


def _counted(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], shape: tuple[int, int]) -> Counts:
    if shape[0] == 1:  # the usual question
        buckets, times = np.unique(columns, return_counts=True)
        return Row(times.astype(np.float32), buckets, shape)
    counts = sparse.coo_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape).tocsr()
    counts.sum_duplicates()
    return counts
