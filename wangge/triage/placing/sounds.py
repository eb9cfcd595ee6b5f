"""How characters sound: one symbol each, so that what sounds alike is the same string; z and zh, an and ang alike."""

from functools import lru_cache
from itertools import count

from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings

_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_symbols = count(0xE000)  # private use: no text has them


@lru_cache(maxsize=16_384)
def pinyin(char: str) -> str:
    """Of one character, without the tone and without its neighbours; what has none is itself."""
    return str(lazy_pinyin(char)[0]) if "一" <= char <= "鿿" else char


def sounds(text: str) -> str:
    """As many symbols as the text has characters."""
    return "".join(map(_sound, text))


@lru_cache(maxsize=16_384)
def every(char: str) -> frozenset[str]:
    """All readings of a character: 柏 is bai and bo."""
    return frozenset(readings(char, style=Style.NORMAL, heteronym=True)[0])


def same(one: str, two: str) -> bool:
    """Whether two texts of one length sound the same, nothing taken as alike."""
    return all(a == b or pinyin(a) == pinyin(b) for a, b in zip(one, two, strict=True))


@lru_cache(maxsize=16_384)
def _sound(char: str) -> str:
    return _symbol(_softened(pinyin(char))) if "一" <= char <= "鿿" else char


@lru_cache(maxsize=2_048)
def _symbol(_: str) -> str:
    return chr(next(_symbols))


def _softened(syllable: str) -> str:
    for heard, meant in _ALIKE:
        if heard[0].isalpha() and heard.endswith("h") and syllable.startswith(heard):
            syllable = meant + syllable[2:]
        elif syllable.endswith(heard) and not heard.endswith("h"):
            syllable = syllable.removesuffix(heard) + meant
    return syllable
