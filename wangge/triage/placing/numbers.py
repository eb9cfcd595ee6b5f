"""Numbers as people say them: 12号, 二百三十号, 甲3号, 第三网格; and which grid a house of a road stands in."""

import re

from wangge.triage.placing.entries import Numbers

_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"([0-9]{1,5}|[零〇一二两三四五六七八九十百千]{1,9})"

#: After a road: 门牌, 东段, 甲, then the number; a building (3号楼), a door or a line of the metro is none.
_HOUSE = re.compile(
    rf"(?:门牌号?)?[东西南北中]?[段侧]?的?[甲乙丙丁]?{_NUMBER}(?:[-—~至到]{_NUMBER})?(?:号|弄|#|(?=[,。;)]|$))"
    r"(?![楼线口车])(?!门(?![口前外]))"
)
#: After a community: its grid.
_GRID = re.compile(rf"(?:社区|村)?的?第?{_NUMBER}(?:号|单元|综合|基础|微|小)*(?:网格|格(?![子局式]))")


def number(words: str) -> int:
    """ValueError for what is no number below 10 000."""
    if words.isdecimal():
        return int(words)
    if not any(char in _TENS for char in words):
        return int("".join(str(_DIGITS[char]) for char in words))
    total, digit = 0, 0
    for char in words:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return total + digit


def house(text: str, at: int) -> tuple[list[int], int]:
    """The house numbers of a road that ends at ``at`` (one, or the two ends of a range), and where they end."""
    found = _HOUSE.match(text, at)
    return ([number(part) for part in found.groups() if part], found.end()) if found else ([], at)


def grid_number(text: str, at: int) -> tuple[int | None, int]:
    found = _GRID.match(text, at)
    return (number(found[1]), found.end()) if found else (None, at)


def holding(known: tuple[Numbers, ...], wanted: list[int]) -> set[str]:
    """The grids where the houses stand; none where one of them is not known."""
    each = [{one.grid for one in known if _holds(one, n)} for n in wanted]
    return set().union(*each) if each and all(each) else set()


def _holds(one: Numbers, n: int) -> bool:
    return one.first <= n <= one.last and (one.every or (n - one.first) % 2 == 0)
