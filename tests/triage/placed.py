"""2 000 generated sentences of the demo district, each with the grid that it tells, or ``ask``.

The rules. A compound, shop, school, clinic, park in one grid tells it, with or without the levels above it, with a
house number, in a full or a shortened name that no other has, with one character replaced by one that sounds the same
(where that spells nothing else), next to it or at its gate, in its community's or street's everyday name. So does a
house of a road whose numbers are known, a numbered grid of a community, a code. Of two places the one where something
is wrong tells it: not where the caller lives, works, is registered, or called about before. A road, a community, a
village, a street, a crossing of roads, two places at once, a name of two places, somewhere so many metres away, a
place of another district, a name that nobody knows, and no name at all tell nothing. Half of the complaints are the
demo's own texts.
"""

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from pypinyin import lazy_pinyin

from wangge.demo.land import Land, Place, land
from wangge.demo.story.topics import topics
from wangge.demo.story.writer import slots

ASK = "ask"
_POI = ("school", "market", "clinic", "park")
_SAID: dict[str, list[Any]] = tomllib.loads((Path(__file__).parent / "placed.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Sentence:
    text: str
    grid: str  # or ``ask``
    rule: str


class Maker:
    """Sentences of one land; the same for the same dice."""

    def __init__(self, made: Land, dice: Random) -> None:
        self.land, self.dice = made, dice
        self.names = {grid.code: grid.name for grid in made.grids}
        self.of: dict[str, list[Place]] = defaultdict(list)
        for place in made.places:
            self.of[place.kind].append(place)
        self.fine = [place for kind in ("compound", *_POI) for place in self.of[kind]]
        self.taken = {place.name for place in made.places} | set(self.names.values())
        self.short = Counter(short for place in self.fine for short in _shortened(place.name))
        self.sounding = Counter("".join(lazy_pinyin(place.name)) for place in made.places)

    def town(self, grid: str) -> str:
        name = self.names[grid[:9]]
        bare = re.sub(r"(街道|地区|镇)$", "", name)
        return self.dice.choice((name, name, bare, bare + "镇" if name[-1] == "区" else name))

    def community(self, grid: str) -> str:
        name = self.names[grid[:12]]
        return self.dice.choice((name, name, name.removesuffix("社区") if len(name) > 4 else name))

    def levels(self, place: Place) -> str:
        town, community = self.town(place.grid), self.community(place.grid)
        return self.dice.choice(
            ("", "", "", town, town + community, community, f"北京市大兴区{town}{community}", f"大兴区{town}")
        )

    def said(self, what: str) -> str:
        """With a matter and what stands around it."""
        dice = self.dice
        link = dice.choice(("", "，", "的", "里", "这边", " ")) if what[-1:] not in "边口近面外旁侧壁门上" else ""
        opening, matter, closing = (dice.choice(_SAID[key]) for key in ("openings", "matters", "closings"))
        return f"{opening}{what}{link}{matter}{closing}"

    # what tells the grid

    def whole(self) -> Sentence:
        place = self.dice.choice(self.fine)
        house = self.dice.choice(_SAID["houses"]) if place.kind == "compound" and self.dice.random() < 0.6 else ""
        return Sentence(self.said(f"{self.levels(place)}{place.name}{house}"), place.grid, "whole")

    def own_text(self) -> Sentence:
        """A text of the demo about a compound, with nothing else named in it."""
        place = self.dice.choice(self.of["compound"])
        words = {key: self.dice.choice(slots()[many]) for key, many in _SLOTS.items()}
        pattern = self.dice.choice(_patterns())
        return Sentence(pattern.format_map(words | {"place": place.name}), place.grid, "own_text")

    def shortened(self) -> Sentence:
        while True:
            place = self.dice.choice(self.fine)
            fitting = [s for s in _shortened(place.name) if self.short[s] == 1 and s not in self.taken]
            if fitting:
                return Sentence(self.said(self.dice.choice(fitting)), place.grid, "shortened")

    def misspelt(self) -> Sentence:
        """One character sounds the same and is another; with another name of that sound it would not tell."""
        while True:
            place = self.dice.choice(self.fine)
            at = self.dice.randrange(2 if place.kind != "compound" else len(place.name))
            same = [c for c in _homophones()[lazy_pinyin(place.name[at])[0]] if c != place.name[at]]
            if not same or self.sounding["".join(lazy_pinyin(place.name))] > 1:
                continue
            name = place.name[:at] + self.dice.choice(same) + place.name[at + 1 :]
            if name not in self.taken and self.short[name] == 0:
                return Sentence(self.said(self.levels(place) + name), place.grid, "misspelt")

    def beside(self) -> Sentence:
        place = self.dice.choice(self.fine)
        return Sentence(
            self.said(f"{self.levels(place)}{place.name}{self.dice.choice(_SAID['sides'])}"), place.grid, "beside"
        )

    def house(self) -> Sentence:
        road = self.dice.choice(self.of["road"])
        part = self.dice.choice(self.land.numbers[road.name])
        number = self.dice.randrange(part.first, part.last + 1, 2)
        name = f"{road.name}{number}号{self.dice.choice(('', '院', '门前', '对面', '旁边', '院3号楼'))}"
        above = self.town(part.grid) if self.dice.random() < 0.4 else ""
        return Sentence(self.said(above + name), part.grid, "house")

    def unit_grid(self) -> Sentence:
        code = self.dice.choice(self.land.cells).code
        bare, number = self.names[code].split(" ")[0], int(code[-3:])
        if sum(name.split(" ")[0] == bare for name in self.names.values() if " " in name) > 7 or len(bare) < 2:
            return self.unit_grid()
        town = self.town(code)
        said = self.dice.choice((
            f"{town}{bare}{number:02d}网格", f"{town}{self.names[code[:12]]}第{number}网格", f"网格 {code} ",
            f"{town}{bare}{'一二三四五六七八九'[number - 1]}网格", f"{town}{bare} {number:02d} 网格",
        ))  # fmt: skip
        return Sentence(self.said(said), code, "unit_grid")

    def two_places(self) -> Sentence:
        """The second is where something is wrong; the first where the caller lives, works or called about."""
        one, two = self.dice.sample(self.fine, 2)
        home = self.dice.choice(self.of["compound"])
        names = {"one": one.name, "two": two.name, "home": home.name, "levels": self.levels(home)}
        text = self.dice.choice(_SAID["two_places"]).format(what=self.dice.choice(_SAID["matters"]), **names)
        return Sentence(text, two.grid, "two_places")

    # what tells none

    def road(self) -> Sentence:
        road = self.dice.choice(self.of["road"])
        above = self.town(road.grid) if self.dice.random() < 0.2 else ""
        if above and len({one.grid for one in self.land.numbers[road.name] if one.grid[:9] == road.grid[:9]}) < 2:
            above = ""
        return Sentence(
            self.said(above + road.name + self.dice.choice(("", "上", "东段", "两侧", "人行道"))), ASK, "road"
        )

    def wide(self) -> Sentence:
        code = self.dice.choice(self.land.cells).code
        name = self.dice.choice((self.town(code), self.names[code[:12]], self.town(code) + self.names[code[:12]]))
        return Sentence(self.said(name), ASK, "wide")

    def village(self) -> Sentence:
        place = self.dice.choice(self.of["village"])
        return Sentence(self.said(place.name + self.dice.choice(slots()["village_spots"])), ASK, "village")

    def both(self) -> Sentence:
        while True:
            one, two = self.dice.sample(self.of["compound"], 2)
            if one.grid != two.grid:
                break
        what = self.dice.choice(_SAID["matters"])
        text = self.dice.choice(_SAID["both"]).format(one=one.name, two=two.name, what=what)
        return Sentence(self.dice.choice(_SAID["openings"]) + text, ASK, "both")

    def crossing(self) -> Sentence:
        one, two = self.dice.sample(self.of["road"], 2)
        text = self.dice.choice(
            (f"{one.name}与{two.name}交叉口", f"{one.name}和{two.name}路口", f"{one.name}{two.name}交汇处")
        )
        return Sentence(self.said(text), ASK, "crossing")

    def elsewhere(self) -> Sentence:
        name = self.dice.choice(self.of["compound"]).name
        text = self.dice.choice(
            (
                f"{self.dice.choice(_SAID['away'])}{name}",
                f"{self.dice.choice(_SAID['away'])}{self.dice.choice(_SAID['unknown'])}小区",
            )
        )
        return Sentence(self.said(text), ASK, "elsewhere")

    def unknown(self) -> Sentence:
        ending = self.dice.choice(("家园", "花园", "小区", "公寓", "苑", "新村"))
        return Sentence(
            self.said(f"{self.dice.choice(_SAID['unknown'])}{ending}{self.dice.choice(_SAID['houses'])}"),
            ASK,
            "unknown",
        )

    def nothing(self) -> Sentence:
        return Sentence(
            self.said(self.dice.choice(_SAID["unnamed"])),
            ASK,
            "nothing",
        )

    def so_far(self) -> Sentence:
        place = self.dice.choice(self.fine)
        way = f"往{self.dice.choice('东西南北')}{self.dice.choice(('200', '三百', '500', '八百'))}米"
        return Sentence(self.said(place.name + way + self.dice.choice(("处", "左右"))), ASK, "so_far")


_SLOTS = {
    "spot": "spots", "side": "sides", "time": "times", "days": "days", "many": "many", "temp": "temps", "who": "who",
    "shop": "shops",
}  # fmt: skip
_TELLS = (
    "whole",
    "own_text",
    "own_text",
    "shortened",
    "misspelt",
    "beside",
    "house",
    "unit_grid",
    "two_places",
    "two_places",
)
_TELLS_NOT = ("road", "wide", "village", "both", "crossing", "elsewhere", "unknown", "nothing", "so_far")


def sentences(count: int, seed: int) -> list[Sentence]:
    """Seven in ten tell a grid."""
    dice = Random(f"placed/{seed}")
    maker = Maker(land(1), dice)
    rules = [dice.choice(_TELLS if at % 10 < 7 else _TELLS_NOT) for at in range(count)]
    return [getattr(maker, rule)() for rule in rules]


@cache
def _patterns() -> list[str]:
    every = [text.rpartition("|")[2] for topic in topics() for text in (*topic.said, *topic.typed, *topic.found)]
    others = ("{road}", "{near}", "{market}", "{park}", "村", "支路口")
    return [text for text in every if "{place}" in text and not any(other in text for other in others)]


@cache
def _homophones() -> dict[str, list[str]]:
    """The 3 755 commonest characters (GB 2312, first level) by how they sound."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                char = bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            found[lazy_pinyin(char)[0]].append(char)
    return found


def _shortened(name: str) -> list[str]:
    return [name.removesuffix(ending) + short for ending, short in _SAID["short"] if name.endswith(ending)]
