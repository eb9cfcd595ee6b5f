"""Words and places of one matter: who says what, how, and where; nothing of it is anybody's."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from wangge.demo.land import Land, Place
from wangge.demo.staff import made_up
from wangge.demo.story.topics import Topic, drawn

#: No operator has been given this prefix: a number that begins so reaches nobody.
_PREFIX = "154"

_NEAR = ("school", "market", "park", "clinic")


@cache
def slots() -> dict[str, list[Any]]:
    """``slots.toml`` as it stands."""
    return tomllib.loads((resources.files("wangge.demo") / "data/slots.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Matter:
    """What is told, ready to become a report. ``phone`` None: anonymous."""

    topic: Topic
    channel: str
    kind: str
    code: str  # category/condition
    title: str
    text: str
    address: str
    grid: str
    lng: float
    lat: float
    name: str | None = None
    phone: str | None = None


class Writer:
    """Writes matters of one land. What a dice gives is the same again for the same dice."""

    def __init__(self, land: Land) -> None:
        self._homes = [p for p in land.places if p.kind in ("compound", "village")]
        self._weights = [3.0 if p.kind == "compound" else 1.0 for p in self._homes]
        self._of: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in land.places:
            for part in (place.grid[:12], place.grid[:9]):
                self._of[place.kind, part].append(place)

    def matter(self, topic: Topic, dice: Random, home: Place | None = None, channel: str = "") -> Matter:
        lies = dice if home is None else Random(f"{topic.key}/{home.name}")  # of one matter all name the same road
        home = home or self.home(dice)
        channel = channel or drawn(dice, topic.channels)
        code, pattern = _coded(dice.choice(_texts(topic, channel)), topic)
        words = self._words(home, dice, lies)
        text = self._around(pattern.format_map(words), channel, dice)
        lng, lat = (round(n + dice.uniform(-0.00012, 0.00012), 7) for n in (home.lng, home.lat))
        who = _who(channel, dice)
        if "不愿留姓名" in text:
            who = (None, who[1])
        kind = "help" if channel not in ("hotline", "portal") else drawn(dice, topic.kinds)
        if kind == "denounce" and dice.random() < 0.5:
            who = (None, who[1])
        title = _title(topic, code, pattern)
        return Matter(topic, channel, kind, code, title, text, _address(words), home.grid, lng, lat, *who)

    def home(self, dice: Random) -> Place:
        """A compound or a village; more people live in compounds."""
        return dice.choices(self._homes, self._weights)[0]

    def homes(self, dice: Random, many: int) -> list[Place]:
        """So many compounds of one street; one may be a village."""
        if many == 1:
            return [self.home(dice)]
        street = self.home(dice).grid[:9]
        there = [home for home in self._homes if home.grid.startswith(street) and home.kind == "compound"]
        return dice.sample(there, min(many, len(there)))

    def _words(self, home: Place, dice: Random, lies: Random) -> dict[str, str]:
        said = slots()
        spots = said["spots"] if home.kind == "compound" else said["village_spots"]
        near = self._one(lies.choice(_NEAR), home, lies)
        picked = {name: dice.choice(said[key]) for name, key in _PICKED.items()}
        return picked | {
            "place": home.name,
            "spot": dice.choice(spots),
            "road": self._one("road", home, lies) or home.name,
            "near": near or home.name,
            "market": self._one("market", home, lies) or "便民市场",
            "park": self._one("park", home, lies) or "小公园",
        }

    def _one(self, kind: str, home: Place, dice: Random) -> str:
        """The name of a place of a kind in the community, or else in the town."""
        found = self._of.get((kind, home.grid[:12])) or self._of.get((kind, home.grid[:9]))
        return dice.choice(found).name if found else ""

    @staticmethod
    def _around(text: str, channel: str, dice: Random) -> str:
        said = slots()
        if channel == "hotline":
            return f"{dice.choice(said['openings'])}{text}{dice.choice(said['closings'])}"
        if channel != "portal":
            return text
        if plea := dice.choice(said["pleas"]):
            text += plea if text[-1] in "。!?！？" else f",{plea}"
        if dice.random() < 0.12:
            right, wrong = dice.choice(said["slips"])
            text = text.replace(right, wrong, 1)
        return text


#: Gap → list of slots.toml.
_PICKED = {
    "side": "sides", "time": "times", "days": "days", "many": "many", "temp": "temps", "who": "who", "shop": "shops",
}  # fmt: skip


def _coded(text: str, topic: Topic) -> tuple[str, str]:
    code, _, rest = text.rpartition("|")
    return code or topic.codes[0], rest


def _texts(topic: Topic, channel: str) -> tuple[str, ...]:
    """What is fit for the channel: only who looks at screens says so."""
    if channel in ("hotline", "portal", "volunteer"):
        return topic.said if channel == "hotline" else topic.typed
    seen = tuple(text for text in topic.found if "视频" in text)
    if channel == "screen_patrol":
        return seen or tuple(f"视频巡屏：{text.split('|')[-1]}" for text in topic.found)
    return tuple(text for text in topic.found if text not in seen)


@cache
def _title(topic: Topic, code: str, pattern: str) -> str:
    """The title that has most in common with the words; the first, a general one, where none has."""
    fitting = [t.split("|")[-1] for t in topic.titles if "|" not in t or t.startswith(f"{code}|")]
    said = {pattern[i : i + 2] for i in range(len(pattern))}
    shared = {title: sum(title[i : i + 2] in said for i in range(len(title) - 1)) for title in fitting}
    best = max(fitting, key=lambda title: shared[title])
    return best if shared[best] > 1 else fitting[0]


def _address(words: dict[str, str]) -> str:
    return f"{words['place']}{words['spot']}"


def _who(channel: str, dice: Random) -> tuple[str | None, str | None]:
    """Name and number of whoever reports; workers and cameras are no reporters, and a tenth will not say."""
    if channel not in ("hotline", "portal", "volunteer"):
        return None, None
    chance = dice.random()
    name = made_up(dice) if chance < 0.9 else None
    return name, f"{_PREFIX}{dice.randrange(10**8):08d}" if chance < 0.97 or channel == "hotline" else None
