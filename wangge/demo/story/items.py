"""All reports of the 90 days as a list: what is told when, what belongs to the same hot matter, and its number."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from wangge.cases.actions.reporting import BEIJING, Drawn
from wangge.cases.actions.store import q as of_cases
from wangge.demo.land import Land
from wangge.demo.story.rhythm import DAYS, told
from wangge.demo.story.topics import Topic, topics
from wangge.demo.story.writer import Matter, Writer
from wangge.kit import sql
from wangge.kit.tx import Tx

q = sql.load("wangge.demo")

#: Hot matters: topic, reports, days before the end, and what it is when it is not the season for it.
_HOT = (
    ("heat", 14, 1.2, "pipe"),
    ("heat", 9, 4.1, "power"),
    ("heat", 11, 8.6, "pipe"),
    ("pipe", 8, 2.4, "pipe"),
    ("power", 7, 0.4, "power"),
    ("sitenoise", 6, 3.3, "sitenoise"),
    ("garbage", 5, 6.2, "garbage"),
    ("sewage", 5, 13.0, "sewage"),
    ("road", 4, 19.5, "road"),
    ("firelane", 4, 0.9, "firelane"),
    ("noise", 5, 27.0, "noise"),
    ("pipe", 12, 41.0, "pipe"),
    ("power", 9, 66.0, "power"),
    ("smoke", 4, 10.0, "smoke"),
)
_SPREAD = 4.0  # hours in which the reports of a hot matter come


@dataclass
class Item:
    """One report. ``others``: the further reports of the same hot matter, in the order of time."""

    at: datetime
    matter: Matter
    key: str  # of its dice
    drawn: Drawn | None = None
    others: "list[Item]" = field(default_factory=list)


def items(land: Land, count: int, until: datetime, seed: int) -> list[Item]:
    """``count`` matters in the order of time; the further reports of a hot one hang below its first."""
    writer = Writer(land)
    hot = _hot(writer, count, until, seed)
    rest = count - len(hot)
    found = []
    for n, one in enumerate(told(rest, until, Random(f"{seed}/rhythm"))):
        key = f"{seed}/case/{n}"
        found.append(Item(one.at, writer.matter(one.topic, Random(key), channel=one.channel), key))
    return sorted([*found, *hot], key=lambda item: (item.at, item.key))


def number(tx: Tx, found: list[Item], calendar: int) -> None:
    """Draws ids and numbers for every report, day by day in the order of time."""
    every = sorted([one for item in found for one in (item, *item.others)], key=lambda one: (one.at, one.key))
    days: dict[object, list[Item]] = {}
    for one in every:
        days.setdefault((one.at + BEIJING - (one.at.utcoffset() or timedelta())).date(), []).append(one)
    for day, ones in days.items():
        tx.run(of_cases.begin_day, day=day)
        rows = tx.rows(q.draw_many, day=day, many=len(ones))
        for one, row in zip(ones, rows, strict=True):
            one.drawn = Drawn(row["case_id"], row["report_id"], row["n"], [], calendar)


def _hot(writer: Writer, count: int, until: datetime, seed: int) -> list[Item]:
    """Each at one place, told by different people within hours; fewer of them in a small demo."""
    found = []
    for n, (name, many, days, else_name) in enumerate(_HOT[: max(2, round(len(_HOT) * min(1.0, count / 2000)))]):
        dice = Random(f"{seed}/hot/{n}")
        at = until - timedelta(days=min(days, DAYS - 1))
        in_season = name == else_name or _topic(name).months.get(at.month, 1.0) > 1
        topic = _topic(name if in_season else else_name)
        home = writer.home(dice)
        times = sorted(at + timedelta(hours=_SPREAD * dice.random() ** 1.6) for _ in range(many))
        ones = []
        for i, when in enumerate(time for time in times if time < until):
            key = f"{seed}/hot/{n}/{i}"
            channel = dice.choice(("hotline", "hotline", "portal"))
            ones.append(Item(when, writer.matter(topic, Random(key), home, channel), key))
        if ones:
            ones[0].others = ones[1:]
            found.append(ones[0])
    return found


def _topic(key: str) -> Topic:
    return next(topic for topic in topics() if topic.key == key)
