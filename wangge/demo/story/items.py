"""All reports of the 90 days as a list: what is told when, what belongs to the same hot matter, and its number."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from wangge.cases.actions.reporting import BEIJING, Drawn
from wangge.cases.actions.store import q as of_cases
from wangge.demo.land import Land, Place
from wangge.demo.story.rhythm import DAYS, told
from wangge.demo.story.topics import Topic, topics
from wangge.demo.story.writer import Matter, Writer
from wangge.kit import sql
from wangge.kit.tx import Tx

q = sql.load("wangge.demo")

_HOURS = 4.0  # hours in which the reports of a hot matter come


@dataclass(frozen=True)
class Incident:
    """A hot matter. ``days``: its beginning before the end. ``otherwise``: the topic when it is not the season for it.

    ``homes``: places of one street that it is told from, ``reports`` from each. ``once``: its reports are one case.
    """

    topic: str
    reports: int
    days: float
    otherwise: str = ""
    homes: int = 1
    hours: float = _HOURS
    once: bool = True


_HOT = (
    Incident("heat", 14, 1.2, "pipe"),
    Incident("heat", 9, 4.1, "power", once=False, hours=72),
    Incident("burst", 3, 0.3, homes=6, hours=3),
    Incident("fallen", 5, 0.6, hours=2),
    Incident("sitenoise", 11, 14.0, once=False, hours=14 * 24),
    Incident("heat", 11, 8.6, "pipe"),
    Incident("pipe", 8, 2.4),
    Incident("power", 7, 0.4),
    Incident("sitenoise", 6, 3.3),
    Incident("garbage", 5, 6.2),
    Incident("sewage", 5, 13.0),
    Incident("road", 4, 19.5),
    Incident("firelane", 4, 0.9),
    Incident("noise", 5, 27.0),
    Incident("pipe", 12, 41.0),
    Incident("power", 9, 66.0),
    Incident("smoke", 4, 10.0),
)


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
    """Each told by different people within its hours; fewer of them in a small demo."""
    found = []
    for n, one in enumerate(_HOT[: max(2, round(len(_HOT) * min(1.0, count / 2000)))]):
        dice = Random(f"{seed}/hot/{n}")
        homes = writer.homes(dice, one.homes)
        for at, home in enumerate(homes):
            told_of = _told(writer, one, home, until, f"{seed}/hot/{n}/{at}")
            if one.once and told_of:
                told_of[0].others = told_of[1:]
            found += told_of[:1] if one.once else told_of
    return found


def _told(writer: Writer, one: Incident, home: Place, until: datetime, key: str) -> list[Item]:
    """What is told of it from one place, in the order of time."""
    dice = Random(key)
    at = until - timedelta(days=min(one.days, DAYS - 1))
    in_season = not one.otherwise or _topic(one.topic).months.get(at.month, 1.0) > 1
    topic = _topic(one.topic if in_season else one.otherwise)
    times = sorted(
        at + timedelta(hours=one.hours * dice.random() ** (1.6 if one.once else 1)) for _ in range(one.reports)
    )
    channels = ("hotline", "hotline", "portal")
    return [
        Item(when, writer.matter(topic, Random(f"{key}/{i}"), home, dice.choice(channels)), f"{key}/{i}")
        for i, when in enumerate(time for time in times if time < until)
    ]


def incident_of(item: Item) -> str | None:
    """What its report tells of, by a key; None for a report that no incident is behind."""
    seed_and, hot, rest = item.key.partition("/hot/")
    return f"{seed_and}{hot}{rest.split('/')[0]}" if hot else None


def _topic(key: str) -> Topic:
    return next(topic for topic in topics() if topic.key == key)
