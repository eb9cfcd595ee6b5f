"""What a topic is called, where and when it was, and how hot it is."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from math import log1p
from typing import NamedTuple

import numpy as np

from wangge.kit.crypto import mask_inside
from wangge.triage.topics.sketch import Sketch

HALF = 90.0  # days after which a message warms half as much

_LEAD = re.compile(
    r"[，。！？；：、,!?;:\s“”\"'《》（）()]|投诉|举报|反映|关于|请问|咨询|建议|恳请|希望|请求|要求|强烈|再次|位于|家住|住在|尽快|加快|对于|我是|我们是"
    r"|(?<![\u4e00-\u9fff])[请对在给将]|附近|旁边|门口"
)
_TOWN = r"(?:[A-Za-z]\d{0,2}[市区县]|[\u4e00-\u9fff]{2,3}(?:市|区|县))"
_END = (
    r"小区|社区|街道|花园|家园|新村|新城|公寓|广场|大厦|公园|大道|小学|中学|幼儿园|学校|学院|大学|医院|市场|大桥|高速|车站|地铁站|水库|工业园"
    r"|[路街巷村镇乡苑府城湾庭园里寓桥湖山站]"
)
#: Words that a name does not begin with, and names that are nobody's place.
_BEFORE = re.compile(
    r"^(?:属下|然而|下穿|地处|处于|处|和|与|及|跟|在|从|往|到|因|由|把|被|是|有|的|对|给|该|本|我|为|将|让|从)+"
)
_NOWHERE = re.compile(
    r"政府|市委|县委|区委|领导|部门|^(?:搅拌站|小区|社区|学校|医院|公园|市场|街道|大道|公寓|广场|小学|中学|学院)$"
)
_PLACE = re.compile(rf"{_TOWN}*(?P<name>[\u4e00-\u9fff\d]{{2,9}}?(?:{_END})(?:{_END})?)")
_ANYWHERE = re.compile(_TOWN)


class Said(NamedTuple):
    """A message as a topic counts it. ``at`` None: its time could not be read."""

    title: str
    text: str
    at: datetime | None
    likes: int
    against: int


class Topic(NamedTuple):
    """``number`` 1 is the hottest. ``first`` and ``last`` None where no time could be read."""

    number: int
    heat: float
    place: str
    first: datetime | None
    last: datetime | None
    title: str


def summaries(said: Sequence[Said], sketches: Sequence[Sketch], topics: Sequence[int]) -> dict[int, Topic]:
    """Topic of ``grouped`` → what is shown of it."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, topic in enumerate(topics):
        members[topic].append(at)
    latest = max((one.at for one in said if one.at), default=None)
    warm = {topic: heat([said[at] for at in held], latest) for topic, held in members.items()}
    ranks = sorted(members, key=lambda topic: (-warm[topic], topic))
    return {
        topic: _shown(rank, warm[topic], [said[at] for at in members[topic]], [sketches[at] for at in members[topic]])
        for rank, topic in enumerate(ranks, 1)
    }


def heat(said: Sequence[Said], latest: datetime | None) -> float:
    """The heat index: Σ (1 + ln(1 + likes + against)) · 2^(−age / 90 days) over the messages.

    ``age`` counts from the message to ``latest``, the newest of all messages; a message without a time counts as that
    old as the oldest of its topic. Word for word copies are one message, with the likes of all of them and the time of
    the newest: pressing the button ten times warms nothing.
    """
    copies: defaultdict[str, list[Said]] = defaultdict(list)
    for one in said:
        copies[one.text.strip() or one.title.strip()].append(one)
    oldest = min((one.at for one in said if one.at), default=latest)
    return round(sum(_warmth(same, oldest, latest) for same in copies.values()), 2)


def _warmth(same: Sequence[Said], oldest: datetime | None, latest: datetime | None) -> float:
    at = max((one.at for one in same if one.at), default=oldest)
    age = (latest - at).total_seconds() / 86_400 if latest and at else 0.0
    return float((1 + log1p(sum(max(one.likes, 0) + max(one.against, 0) for one in same))) * 0.5 ** (age / HALF))


def _shown(rank: int, warmth: float, said: Sequence[Said], sketches: Sequence[Sketch]) -> Topic:
    times = [one.at for one in said if one.at]
    middle = np.sum(sketches, axis=0)
    central = max(range(len(said)), key=lambda at: (float(sketches[at] @ middle), -at))
    title = title_of(said[central].title, said[central].text)
    return Topic(rank, warmth, place(said), min(times, default=None), max(times, default=None), title)


def title_of(title: str, text: str) -> str:
    """What a topic is called after one of its messages: numbers of persons masked."""
    return mask_inside(title.strip()) or mask_inside(text.strip())[:30]


def place(said: Sequence[Said]) -> str:
    """The place most of the messages name, of equals the longer; a district where none is closer; "" where none is."""
    named = Counter(name for one in said for name in {*places(one.title), *places(one.text[:100])})
    if named:
        return max(named, key=lambda name: (named[name], len(name), name))
    towns = Counter(name for one in said for name in _ANYWHERE.findall(one.title + one.text[:100]))
    return max(towns, key=lambda name: (towns[name], name), default="")


def places(text: str) -> list[str]:
    """Names that end as places do: 小区, 路, 村 …, without the words before them."""
    found = [_BEFORE.sub("", each["name"]) for piece in _LEAD.split(text) for each in _PLACE.finditer(piece)]
    return [name for name in found if len(name) > 2 and not _NOWHERE.search(name)]
