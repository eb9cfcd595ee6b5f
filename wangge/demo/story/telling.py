"""One case as it is told: the time goes on, alarms ring in between, somebody moves it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from wangge.cases import Channel, Kind, NewReport, Person, Verb
from wangge.cases.actions.reporting import Drawn
from wangge.cases.actions.staged import Staged
from wangge.cases.rules import Assignment, Case, Stage
from wangge.catalogue import Evidence, Standard, TimeKind
from wangge.clock import Calendar
from wangge.demo.story.cast import Cast, Doc
from wangge.demo.story.hours import at_work
from wangge.demo.story.plan import Plan
from wangge.demo.story.writer import Matter, slots
from wangge.kit.actor import Actor
from wangge.kit.tx import Tx

#: scene → for each variant the files (before, after); and slips of paper.
Album = Mapping[str, list[tuple[str, str]]]


#: Of what has no scene of its own there is a picture of the visit.
_VISIT = "room"


_ROUND_THE_CLOCK = (TimeKind.URGENT_HOURS, TimeKind.URGENT_MINUTES)
_HURRY = 8


class Over(Exception):
    """The story has come to its end: what would happen next lies in the future."""


@dataclass
class World:
    """What all cases of a run have in common."""

    tx: Tx
    cast: Cast
    album: Album
    calendar: Calendar
    until: datetime
    text_ids: Iterator[int]


@dataclass
class Telling:
    """Moves of one case in the order of time; ``Over`` from the first that would lie after the end."""

    world: World
    matter: Matter
    dice: Random
    plan: Plan
    now: datetime
    staged: Staged
    visits: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)  # what comes from outside, when

    @classmethod
    def begin(cls, world: World, matter: Matter, at: datetime, drawn: Drawn, dice: Random, plan: Plan) -> "Telling":  # noqa: PLR0913, PLR0917 – all of it is the beginning
        place = world.cast.grids[matter.grid]
        tx = replace(world.tx, now=at.astimezone(UTC), actor=_reporter(world.cast, matter, dice))
        new = new_report(matter, files=picture(world.album, matter, dice))
        return cls(world, matter, dice, plan, at, Staged.report(tx, new, drawn, place, world.text_ids))

    @property
    def case(self) -> Case:
        return self.staged.case

    @property
    def standard(self) -> Standard:
        return self.staged.draft.world(self.world.tx).standard

    @property
    def place(self) -> Doc:
        return self.world.cast.grids[self.matter.grid]

    def words(self, key: str) -> str:
        """One of the sentences of slots.toml; may be empty."""
        return str(self.dice.choice(slots()[key]))

    def does(self, actor: Actor, verb: Verb, said: Doc | None = None, **given: Any) -> None:
        """The move, now."""
        self.staged.move(self._tx(actor), verb, said or {}, given)

    def wait(self, minutes: float, who: str = "office") -> None:
        """So long, and until such people work."""
        self._until(self._at_work(self.now + timedelta(minutes=minutes), who))

    def wait_for(self, stage: Stage, who: str, share: float, mine: Assignment | None = None) -> None:
        """A share of what is left of a stage's time; without such a clock half an hour or so.

        Who means to be in time is, even where their hours would not have it; above 1 the limit passes.
        """
        clock = self.case.clock(stage, mine.no if mine else None)
        if clock is None or clock.due_at is None:
            self.wait(self.dice.uniform(6, 70), who)
            return
        left = max(clock.due_at - self.now, timedelta(minutes=5))
        at = self._at_work(self.now + left * share, who)
        if share < 1 and at > clock.due_at:
            at = max(self.now + left * min(share, 0.9), self.now + timedelta(seconds=40))
        self._until(at)

    def _at_work(self, at: datetime, who: str) -> datetime:
        """What has a limit of a few hours round the clock does not wait for the morning."""
        run = next((c for c in self.case.clocks if c.open and c.stage is Stage.HANDLE), None)
        short = run is not None and run.limit.kind in _ROUND_THE_CLOCK and run.limit.amount <= _HURRY
        return at_work(at, "always" if self.case.urgent or short else who, self.world.calendar, self.dice)

    def shown(self, verb: Verb) -> list[Doc]:
        """The evidence that the category asks for."""
        kinds = sorted(self.standard.evidence.get(verb, ()))
        return [self.one(kind) for kind in kinds]

    def one(self, kind: Evidence) -> Doc:
        if kind in (Evidence.ANSWER, Evidence.MEDIATION):
            return {"kind": kind, "text": self.done()}
        if kind is Evidence.DOCUMENT:
            return {"kind": kind, "file": self.dice.choice(self.world.album["paper"])[0]}
        pictures = self.world.album[self.matter.topic.scene or _VISIT]
        before, after = pictures[self.case.id % len(pictures)]
        return {"kind": kind, "file": before if kind is Evidence.BEFORE else after}

    def done(self) -> str:
        fitting = [t for t in self.matter.topic.done if "|" not in t or t.startswith(f"{self.matter.code}|")]
        text = self.dice.choice(fitting or list(self.matter.topic.done)).split("|")[-1]
        return text.replace("{many}", self.dice.choice(slots()["many"]))

    def later(self, days: int) -> str:
        """Nine in the morning so many days on, as history says it."""
        day = (self.now + timedelta(days=days)).astimezone(UTC).replace(hour=1, minute=0, second=0, microsecond=0)
        return day.isoformat()

    def go_on(self, at: datetime) -> None:
        """Until then."""
        self._until(at)

    def end(self) -> None:
        """What comes or rings before the end of the story does."""
        self._visited(self.world.until)
        self._ring(self.world.until)

    def _until(self, at: datetime) -> None:
        if at >= self.world.until:
            raise Over
        self._visited(at)
        self._ring(at)
        self.now = max(at, self.now + timedelta(seconds=1))

    def _visited(self, upto: datetime) -> None:
        while self.visits and self.visits[0][0] <= upto and self.case.open:
            at, visit = self.visits.pop(0)
            self._ring(at)
            self.now = max(self.now, at)
            visit()

    def _ring(self, upto: datetime) -> None:
        while alarms := [c.alarm_at for c in self.case.clocks if c.alarm_at and c.alarm_at <= upto]:
            if not self.case.open:
                return
            self.staged.ring(replace(self.world.tx, now=max(min(alarms), self.now).astimezone(UTC)))

    def _tx(self, actor: Actor) -> Tx:
        return replace(self.world.tx, now=self.now.astimezone(UTC), actor=actor)


def new_report(matter: Matter, files: tuple[str, ...] = ()) -> NewReport:
    return NewReport(
        channel=Channel(matter.channel),
        kind=Kind(matter.kind),
        text=matter.text,
        title=matter.title,
        person=Person(matter.name, matter.phone),
        lng=matter.lng,
        lat=matter.lat,
        address=matter.address,
        grid=matter.grid,
        files=files,
    )


def picture(album: Album, matter: Matter, dice: Random) -> tuple[str, ...]:
    """Who stands before it shows it; who rings up cannot."""
    if matter.channel == "hotline" or not matter.topic.scene or (matter.channel == "portal" and dice.random() < 0.35):
        return ()
    return (dice.choice(album[matter.topic.scene])[0],)


def _reporter(cast: Cast, matter: Matter, dice: Random) -> Actor:
    if matter.channel == "patrol":
        return cast.worker(matter.grid, dice)
    return cast.any("clerk", dice)
