"""A message as the learner reads it: one form for the same words, personal numbers masked, endless texts cut."""

import re
import unicodedata
from typing import NamedTuple

from wangge.kit.crypto import mask_inside

FIRST, LAST = (
    800,
    200,
)  # characters read of a text: its beginning and its end; more makes no advice better (decision 24)
OPENING = 100  # characters after the salutation, where most people say what it is about
TITLE = 100

_SPACES = re.compile(r"\s+")
_SALUTATION = re.compile(
    r"^(?:尊敬的)?[^，,：:！!。]{0,12}(?:领导|书记|市长|局长|厅长|主任|县长|区长|镇长|您好|你好)"
    r"[^\u4e00-\u9fff]*(?:您好|你好)?[：:，,！!。 ]*"
)
_LONGEST = 20_000  # characters that are looked at at all, before the cut


class Message(NamedTuple):
    """``text`` and ``title`` in the form that is learned from; ``opening`` begins after the salutation."""

    title: str
    text: str
    opening: str


def message(text: str, title: str = "") -> Message:
    """Any strings: empty, of any length, in any script. Telephone and identity numbers leave as asterisks."""
    body = plain(_ends(text, _LONGEST // 2, _LONGEST // 2))
    return Message(plain(title[: 10 * TITLE])[:TITLE], _ends(body, FIRST, LAST), _SALUTATION.sub("", body)[:OPENING])


def plain(text: str) -> str:
    """Full-width forms made narrow, small letters, single spaces; control characters and lone surrogates gone."""
    known = text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")
    narrow = unicodedata.normalize("NFKC", known)
    return mask_inside(_SPACES.sub(" ", narrow).strip().lower())


def _ends(text: str, first: int, last: int) -> str:
    return text if len(text) <= first + last else f"{text[:first]} {text[-last:]}"
