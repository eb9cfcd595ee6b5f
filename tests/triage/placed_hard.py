"""Harder sentences, on which the confidence is fitted: each has the place that was meant, told or not.

One character of a name is any other, is missing, or is one too many; only the stem of a name is said, or another
ending; two places stand in one text and nothing tells which is meant; the street named is another.
"""

from random import Random

from tests.triage.placed import Maker, Sentence
from wangge.demo.land import land

_ANY = "新大东西南北中天地人和平小安康福美丽园林清水山花春秋金银玉珠海河湖溪云风雨雪日月星光明"
_ENDINGS = ("家园", "小区", "花园", "苑", "里", "公寓", "新村", "庭院", "嘉园", "社区")


class HardMaker(Maker):
    def other_character(self) -> Sentence:
        place = self.dice.choice(self.fine)
        at = self.dice.randrange(len(place.name))
        name = place.name[:at] + self.dice.choice(_ANY) + place.name[at + 1 :]
        return Sentence(self.said(self.levels(place) + name), place.grid, "other_character")

    def missing_character(self) -> Sentence:
        place = self.dice.choice(self.fine)
        at = self.dice.randrange(len(place.name))
        name = place.name[:at] + place.name[at + 1 :]
        return Sentence(self.said(self.levels(place) + name), place.grid, "missing_character")

    def extra_character(self) -> Sentence:
        place = self.dice.choice(self.fine)
        at = self.dice.randrange(1, len(place.name))
        name = place.name[:at] + self.dice.choice(_ANY) + place.name[at:]
        return Sentence(self.said(self.levels(place) + name), place.grid, "extra_character")

    def stem(self) -> Sentence:
        place = self.dice.choice(self.of["compound"])
        name = f"{place.name[:2]}{self.dice.choice(('3号楼', '5号楼2单元', '那边', '小区', '小区12号楼', '东门'))}"
        return Sentence(self.said(self.levels(place) + name), place.grid, "stem")

    def other_ending(self) -> Sentence:
        place = self.dice.choice(self.of["compound"])
        return Sentence(self.said(place.name[:2] + self.dice.choice(_ENDINGS)), place.grid, "other_ending")

    def two_alike(self) -> Sentence:
        one, two = self.dice.sample(self.fine, 2)
        what, other = self.dice.sample(("停水了", "路灯不亮", "很吵", "堵车", "有人打架", "没有人管", "一直这样"), 2)
        text = f"{one.name}{what}，{two.name}{other}"
        return Sentence(text, self.dice.choice((one, two)).grid, "two_alike")

    def other_street(self) -> Sentence:
        place, other = self.dice.sample(self.fine, 2)
        return Sentence(self.said(f"{self.town(other.grid)}{place.name}"), place.grid, "other_street")

    def road_variant(self) -> Sentence:
        road = self.dice.choice(self.of["road"])
        part = self.dice.choice(self.land.numbers[road.name])
        stem, ending = road.name[:2], self.dice.choice(("路", "街", "大街", "巷", "胡同"))
        number = self.dice.randrange(part.first, part.last + 1, 2)
        return Sentence(self.said(f"{stem}{ending}{number}号"), part.grid, "road_variant")


_HARD = (
    "other_character", "missing_character", "extra_character", "stem", "other_ending", "two_alike", "other_street",
    "road_variant", "two_places", "misspelt", "misspelt", "unknown", "elsewhere",
)  # fmt: skip


def hard_sentences(count: int, seed: int) -> list[Sentence]:
    dice = Random(f"hard/{seed}")
    maker = HardMaker(land(1), dice)
    return [getattr(maker, dice.choice(_HARD))() for _ in range(count)]
