"""Where a text names something of the gazetteer: whole, by sound, but for one character, or what lies elsewhere."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from wangge.triage.placing.entries import Tier
from wangge.triage.placing.gazetteer import Gazetteer, Thing
from wangge.triage.placing.sounds import every, pinyin, same, sounds
from wangge.triage.placing.words import words


class How(StrEnum):
    """From the surest to the least sure."""

    EXACT = "exact"
    ALIAS = "alias"
    VARIANT = "variant"
    STEM = "stem"
    SOUND = "sound"  # other characters that sound the same
    NEAR = "near"  # or nearly
    BUT_ONE = "but_one"  # one character more, less or other, and not in what tells the name from others
    WEAK = "weak"  # one other character of two that tell it
    ELSEWHERE = "elsewhere"


#: Not as it is written.
ALIKE = (How.SOUND, How.NEAR, How.BUT_ONE, How.WEAK)


class Hit(NamedTuple):
    """``things``: those the words may mean; none of what lies elsewhere."""

    start: int
    end: int
    how: How
    things: tuple[Thing, ...]


_TIERS = {Tier.OFFICIAL: How.EXACT, Tier.ALIAS: How.ALIAS, Tier.VARIANT: How.VARIANT, Tier.STEM: How.STEM}
#: What a hit counts beside its length, where two overlap.
_WEIGHT = {
    How.EXACT: 0.6, How.ALIAS: 0.4, How.ELSEWHERE: 0.3, How.VARIANT: 0.2, How.STEM: 0.1, How.SOUND: 0.0, How.NEAR: -0.4,
    How.BUT_ONE: -1.1, How.WEAK: -1.6,
}  # fmt: skip
_LONGEST = 12  # characters of a name that is found but for one
_LOOKED_INTO = 600  # characters of a text in which such names are looked for
_GENERIC = ("小区", "社区", "村", "里", "站")
_BEFORE_SHORT = "本上下每这那一全周各"  # 本周村委会 is not 周村
_LOCAL = re.compile(r"(?:[在住到于是为：:,，。；;、（(【\[\]】》!！?？去]|我们|反映|市民|地址|^)$")
_FOLLOWING = re.compile(
    r"(?:[0-9]|[一二三四五六七八九十]+(?:[号栋]|单元网格|网格)|号楼|小区|社区|村|那边|这边|门口|的|第)"
)
_INSIDE = re.compile(r"面|头|边(?!上)")


def find(gazetteer: Gazetteer, text: str) -> list[Hit]:
    """In the order of the text, none over another: the longer and surer first."""
    whole, doubtful = _whole(gazetteer, text)
    chosen = _apart([*whole, *_elsewhere(gazetteer, text), *_heard(gazetteer, text)])
    chosen = _apart([*chosen, *(hit for hit in doubtful if _leads(hit, chosen))])
    if free := [hit for hit in _but_one(gazetteer, text) if not _covered(hit, chosen)]:
        chosen = _apart([*chosen, *free])
    return chosen


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (-(hit.end - hit.start + _WEIGHT[hit.how]), hit.start)):
        if taken.isdisjoint(where := range(hit.start, hit.end)):
            kept.append(hit)
            taken.update(where)
    return sorted(kept, key=lambda hit: hit.start)


def _covered(hit: Hit, others: list[Hit]) -> bool:
    """By something surer of at least three characters."""
    return any(one.start < hit.end and hit.start < one.end and one.end - one.start > 2 for one in others)


def _whole(gazetteer: Gazetteer, text: str) -> tuple[list[Hit], list[Hit]]:
    """Names as they are written; and those too short to stand where they do."""
    whole: list[Hit] = []
    doubtful: list[Hit] = []
    for last, name in gazetteer.exact.iter(text) if gazetteer.names else ():
        start, end = last + 1 - len(name), last + 1
        found = gazetteer.names[name]
        hit = Hit(start, end, _TIERS[found[0][1]], tuple(thing for thing, _ in found))
        if not _doubtful(name, found[0][1]):
            whole += [hit] if _ends(text, end) else []
        else:
            (whole if _stands(text, start, end, name in gazetteer.ordinary) else doubtful).append(hit)
    return whole, doubtful


def _leads(hit: Hit, others: list[Hit]) -> bool:
    """Whether the name of something that lies there follows at once: 安定车站村."""
    mine = {grid for thing in hit.things for grid in thing.grids}
    after = next((one for one in others if one.start == hit.end), None)
    return after is not None and any(grid in mine for thing in after.things for grid in thing.grids)


def _doubtful(name: str, tier: Tier) -> bool:
    return tier is Tier.STEM or len(name) == 2


def _ends(text: str, end: int) -> bool:
    """Not 某某里面, nor 某某街道 for 某某街."""
    inside = text[end - 1] == "里" and text[end - 2] not in "东西南北中" and _INSIDE.match(text[end : end + 2])
    return not inside and text[end - 1 : end + 1] != "街道"


def _stands(text: str, start: int, end: int, ordinary: bool) -> bool:
    """Whether a short name stands where a place would: no ending of another name after it, and a hint of a place."""
    rest = text[end : end + 8]
    if any(rest.startswith(ending) for ending in _endings()) or (start and text[start - 1] in _BEFORE_SHORT):
        return False
    numbered = bool(_FOLLOWING.match(rest))
    if ordinary:
        return numbered and rest[:1] not in "的第"
    return numbered or end - start > 2 or start == 0 or bool(_LOCAL.search(text[max(0, start - 2) : start]))


@cache
def _endings() -> tuple[str, ...]:
    rows = [row for kind in ("compound", "road", "poi") for row in words()["endings"][kind]]
    return tuple({ending for row in rows for ending in row} - set(_GENERIC))


def _elsewhere(gazetteer: Gazetteer, text: str) -> Iterator[Hit]:
    for last, name in gazetteer.away.iter(text) if len(gazetteer.away) else ():
        yield Hit(last + 1 - len(name), last + 1, How.ELSEWHERE, ())


def _heard(gazetteer: Gazetteer, text: str) -> Iterator[Hit]:
    for last, (length, names) in gazetteer.heard.iter(sounds(text)) if len(gazetteer.heard) else ():
        start, end = last + 1 - length, last + 1
        there = text[start:end]
        if there in names or not _ends(text, end):
            continue
        kept = {name: sum(map(str.__eq__, name, there)) for name in names}
        fitting = [name for name in names if kept[name] >= max(2, length - 2) and _told_by_sound(there, name)]
        exact = [name for name in fitting if same(name, there)]
        best = _nearest(gazetteer, exact or fitting, kept)
        if best:
            yield Hit(start, end, How.SOUND if exact else How.NEAR, _things(gazetteer, best))


def _nearest(gazetteer: Gazetteer, names: list[str], kept: dict[str, int]) -> list[str]:
    """Those with most characters as they are written; of these the official names."""
    order = {name: (-kept[name], gazetteer.names[name][0][1]) for name in names}
    return [name for name in names if order[name] == min(order.values())]


def _told_by_sound(there: str, name: str) -> bool:
    """反映小区 is not 芳营小区: of a short name one of the first two characters is as it should be."""
    return len(name) > 4 or there[0] == name[0] or there[1] == name[1]


def _things(gazetteer: Gazetteer, names: Iterable[str]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(thing for name in names for thing, _ in gazetteer.names[name]))


def _but_one(gazetteer: Gazetteer, text: str) -> Iterator[Hit]:
    """One wrong character leaves the first two or the last two of a name as they are: only there is looked."""
    text = text[:_LOOKED_INTO]
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        if pair in gazetteer.firsts:
            for end in range(at + 4, min(at + _LONGEST, len(text)) + 1):
                yield from _read(gazetteer, text, at, end)
        if pair in gazetteer.lasts:
            for start in range(max(0, at + 2 - _LONGEST), at - 1):
                if text[start : start + 2] not in gazetteer.firsts:
                    yield from _read(gazetteer, text, start, at + 2)


def _read(gazetteer: Gazetteer, text: str, start: int, end: int) -> Iterator[Hit]:
    there = text[start:end]
    names = {name for key in _keys(there) for name in gazetteer.but_one.get(key, ())}
    names |= {short for at in range(len(there)) if (short := there[:at] + there[at + 1 :]) in gazetteer.spelt}
    if not names or there in gazetteer.names:
        return
    strong = [name for name in names if _told(there, name) or _likeness(there, name) == _TAKEN_FOR]
    closest = max(_likeness(there, name) for name in strong or names)
    best = sorted(name for name in strong or names if _likeness(there, name) == closest)
    yield Hit(start, end, How.BUT_ONE if strong else How.WEAK, _things(gazetteer, best))


def _keys(there: str) -> list[str]:
    return [there, *(f"{there[:at]}?{there[at + 1 :]}" for at in range(len(there)))]


def _told(there: str, name: str) -> bool:
    """Whether what tells the name from others is there: its first two characters, or all but one of a longer stem."""
    stem = len(name) - max((len(e) for e in _tails() if name.endswith(e)), default=0)
    return there[:2] == name[:2] if stem <= 2 else True


@cache
def _tails() -> tuple[str, ...]:
    return tuple({ending for rows in words()["endings"].values() for row in rows for ending in row})


_TAKEN_FOR = 2


def _likeness(there: str, name: str) -> int:
    """Of the characters that differ: 2, one is often taken for the other; 1, they begin or end alike in sound."""
    if len(there) != len(name):
        return 0
    pairs = [(a, b) for a, b in zip(there, name, strict=True) if a != b]
    if all(b in _looks().get(a, "") or every(a) & every(b) for a, b in pairs):
        return _TAKEN_FOR
    heard = [(pinyin(a), pinyin(b)) for a, b in pairs]
    return int(all(a[:1] == b[:1] or a[-2:] == b[-2:] for a, b in heard))


@cache
def _looks() -> dict[str, str]:
    """Character → those it is written for by mistake because it looks like them."""
    groups: list[str] = words()["characters"]["look_alike"]
    return {char: "".join(group for group in groups if char in group) for char in set("".join(groups))}
