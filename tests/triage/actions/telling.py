"""Reports of a few categories in words that can be told apart, filed by people of the fixture town."""

from collections.abc import Iterable
from itertools import product
from random import Random
from typing import Any

from tests import town
from tests.cases.histories import Teller
from wangge.cases.rules import Verb

NOISE, HEAT, PARKING, GARBAGE = "商业噪音", "供热不热", "机动车乱停放", "暴露生活垃圾"

_OPENINGS = ("来电人反映", "市民称", "您好，", "居民说", "我住在这里，", "请问能不能管管，")
_WHERE = ("小区南门", "三号楼", "菜市场旁边", "学校对面", "公园北侧", "五号楼二单元")
_WHAT = {
    NOISE: ("商铺音响放得很响", "广场舞喇叭吵得睡不着", "店里叫卖声整天循环", "酒吧音乐半夜还在放"),
    HEAT: ("暖气片是凉的", "室温只有十四度", "供暖以来一直不热", "地暖半边没有温度"),
    PARKING: ("汽车停在人行道上", "轿车堵住消防通道", "机动车占了盲道", "面包车长期停路口"),
    GARBAGE: ("垃圾桶满了没人清", "生活垃圾堆成小山", "剩菜袋子扔了一地", "垃圾堆发臭招苍蝇"),
}
_END = ("，要求尽快处理。", "，已经好几天了。", "，请派人来看看。", "")


def texts(name: str, seed: int = 1) -> list[str]:
    """Every way to say it, in an order of the seed's."""
    said = ["".join(parts) for parts in product(_OPENINGS, _WHERE, _WHAT[name], _END)]
    Random(seed).shuffle(said)
    return said


def filed(told: Teller, said: str, category: str, **fields: Any) -> str:
    """The number of a case filed at once by the clerk."""
    code, condition = town.matter(category)
    return told.report(text=said, category=code, condition=condition, **fields)


def corrected(told: Teller, number: str, category: str) -> None:
    code, condition = town.matter(category)
    told.say(town.CLERK, number, Verb.AMEND, category=code, condition=condition)


def some(told: Teller, each: int, more: Iterable[tuple[str, str]] = ()) -> list[str]:
    """So many cases of each category, and ``more`` as (words, category), mixed; the numbers of those."""
    mixed = [(said, name, False) for name in _WHAT for said in texts(name)[:each]]
    mixed += [(said, name, True) for said, name in more]
    Random(1).shuffle(mixed)
    told_of = [(filed(told, said, name), mine) for said, name, mine in mixed]
    return [number for number, mine in told_of if mine]
