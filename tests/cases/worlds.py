"""A small world of versions, the people in it, and one case told event by event, without a database."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from tests.clock.times import OFFICE, at
from wangge.cases.rules import CURRENT, WORKFLOWS, Case, ClockRun, Event, Report, Stage, State, Verb, Workflow, World
from wangge.cases.rules.decide import Decision, decide
from wangge.cases.rules.fold import apply
from wangge.cases.rules.guards import Ask
from wangge.cases.rules.history import replay
from wangge.catalogue import Draft, Standard
from wangge.catalogue.rules import completed, standard_of
from wangge.clock import Calendar
from wangge.kit.actor import SYSTEM, Actor, Branch
from wangge.people.rules import Duty

V, S = Verb, State

MONDAY = at("Mon 2026-11-02 09:00")
CITY, STREET, TEAM, WATER, GARDEN, SQUAD = 1, 2, 3, 4, 5, 6  # units; TEAM and SQUAD work below STREET
GRID, PATH = 7, "110115/003/006/001/"
ELSEWHERE, FAR = 8, "110115/001/001/001/"
START = Case(1, "20261102-0001", path="110115/")

EVERYTHING = frozenset(map(str, Duty))
#: Every duty in the whole district, no unit.
SOMEBODY = Actor(70, "somebody", duties=EVERYTHING, branches=(Branch("110115/", "1101150"),))
#: Every duty, in another street.
STRANGER = Actor(71, "stranger", duties=EVERYTHING, branches=(Branch("110115/001/", "110115/0010"),))


def of(unit: int, *more: int) -> Actor:
    """Every duty, in no area: only what units of theirs hold."""
    return Actor(100 + unit, f"of {unit}", duties=EVERYTHING, units=frozenset({unit, *more}))


# -- versions ---------------------------------------------------------------------------------------


def standard(version: int = 1, **changes: Any) -> Standard:
    """Ordinary limits, a field check, everybody called back, no review, a picture of the result."""
    plain: dict[str, Any] = {
        "limits": {"whole": "10wd"},
        "evidence": {"feed_back": ["after"]},
        "call_back": "all",
        "review_percent": 0,
    }
    return standard_of(version, completed(Draft("0405", "道路破损", "01", "有坑", "修平", **plain | changes)))


LATEST = WORKFLOWS[CURRENT]


def world(workflow: Workflow = LATEST, calendar: Calendar = OFFICE, version: int = 1, **changes: Any) -> World:
    return World(workflow, calendar, standard(version, **changes))


WORLD = world()
STAGES = [{"code": "stop", "name": "制止", "limit": "1wd"}, {"code": "clear", "name": "拆除", "limit": "3wd"}]
STAGED = world(stages=STAGES)

# -- what is said -----------------------------------------------------------------------------------

TEXT = {"text": 9, "sha256": "0" * 64}
AFTER = [{"kind": "after", "file": "a" * 64}]
ANSWERS = {"contacted": True, "resolved": True, "satisfied": "satisfied"}


def reported(no: int = 1, kind: str = "help", *, reachable: bool = True) -> dict[str, Any]:
    """What history says of a report."""
    return {"id": no, "kind": kind, "reachable": reachable}


#: Everything a verb needs, as history keeps it: ids for codes, texts by id.
SAID: dict[Verb, dict[str, Any]] = {
    V.REPORT: {"number": START.number, "channel": "hotline", "report": reported(), "grid": GRID, "path": PATH},
    V.ANSWER: {"answer": TEXT},
    V.DECLINE: {"declined_for": "petition", "reason": TEXT},
    V.WITHDRAW: {"withdrawn_for": "solved"},
    V.HAND_OVER: {"service": "119"},
    V.VOID: {"reason": TEXT},
    V.MERGE: {"into": 2, "reports": [1]},
    V.UNMERGE: {"reason": TEXT, "reports": [reported() | {"at": MONDAY.isoformat()}]},
    V.JOIN: {"from": 2, "reports": [reported(2) | {"at": MONDAY.isoformat()}]},
    V.LEAVE: {"to": 2, "reports": [1]},
    V.SPLIT: {"report": 1, "case": 2},
    V.RESOLVE: {"category": "0405", "condition": "01", "evidence": AFTER},
    V.REVIEW_FAIL: {"reason": TEXT},
    V.VERIFY: {"found": True},
    V.FILE: {"category": "0405", "condition": "01", "grid": GRID, "path": PATH},
    V.AMEND: {"reason": TEXT, "grade": "major"},
    V.DISPATCH: {"unit": CITY, "assistants": [], "level": "street", "how": "by_hand"},
    V.ASSIGN: {"unit": TEAM, "assistants": [], "level": "street", "how": "by_hand"},
    V.REDISPATCH: {"unit": GARDEN, "assistants": [], "level": "district", "how": "by_hand", "reason": TEXT},
    V.RELEASE: {"assignment": 2, "reason": TEXT},
    V.TAKE_BACK: {"reason": TEXT},
    V.RETURN: {"reason": TEXT},
    V.DISPUTE: {"reason": TEXT},
    V.RULE: {"unit": CITY, "assistants": [], "level": "district", "how": "by_hand", "reason": TEXT},
    V.CONTACT: {"report": 1, "reached": True},
    V.STAGE_DONE: {"stage": "stop"},
    V.ASK_EXTENSION: {"by": 2, "reason": TEXT},
    V.REFUSE_EXTENSION: {"reason": TEXT},
    V.ASK_SUSPEND: {"until": at("Mon 2026-11-16 09:00").isoformat(), "reason": TEXT},
    V.REFUSE_SUSPEND: {"reason": TEXT},
    V.FEED_BACK: {"note": TEXT, "evidence": AFTER},
    V.WHISTLE: {"units": [WATER], "reason": TEXT},
    V.APPRAISE: {"assignment": 2, "score": 4},
    V.ESCALATE: {"reason": TEXT},
    V.HARD_CASE: {"reason": TEXT},
    V.FAIL: {"reason": TEXT},
    V.CALL_BACK: {"report": 1, "reached": True, **ANSWERS},
    V.FORCE_CLOSE: {"reason": TEXT},
    V.REOPEN: {"reason": TEXT},
    V.SUPERVISE: {"demand": TEXT},
    V.REPLY: {"reply": TEXT},
    V.NOTE: {"note": TEXT},
    V.IMPORT: {
        "number": START.number, "channel": "hotline", "report": reported(), "grid": GRID, "path": PATH,
        "state": "reported", "opened_at": MONDAY.isoformat(),
    },
    V.ALARM: {"clock": 1, "stage": "accept", "assignment": None, "rung": 1},
    V.REGRID: {"grid": GRID, "path": FAR},
    V.SUCCEED: {"unit": CITY, "successor": GARDEN},
}  # fmt: skip

BY_SYSTEM = frozenset({V.IMPORT, V.ALARM, V.RECALCULATE, V.REGRID, V.SUCCEED, V.AUTO_RESUME})
#: Who says it where nobody else is named: the lead, the whistled unit, the system; else somebody of the centre.
SPEAKERS: dict[Verb, Actor] = {
    **dict.fromkeys(BY_SYSTEM, SYSTEM),
    **dict.fromkeys((V.ASSIGN, V.SIGN, V.RETURN, V.CONTACT, V.STAGE_DONE, V.FEED_BACK), of(CITY)),
    **dict.fromkeys((V.ASK_EXTENSION, V.ASK_SUSPEND), of(CITY)),
    V.ARRIVE: of(WATER),
}


class Tale:
    """One case, its events and the versions each was decided under. Every method gives the tale back."""

    def __init__(self, world: World = WORLD, now: datetime = MONDAY, case: Case = START) -> None:
        self.case, self.world, self.now = case, world, now
        self.start = case
        self.events: list[Event] = []
        self.worlds: list[World] = []

    def wait(self, **time: float) -> "Tale":
        self.now += timedelta(**time)
        return self

    def until(self, moment: str) -> "Tale":
        """``Mon 2026-11-02 09:00`` in Beijing."""
        self.now = at(moment)
        return self

    def under(self, world: World) -> "Tale":
        """From here on other versions hold."""
        self.world = world
        return self

    def ask(self, verb: Verb, who: Actor | None = None, **said: Any) -> Ask:
        """What would be decided. A field given as None is left unsaid."""
        given = {name: value for name, value in (SAID.get(verb, {}) | said).items() if value is not None}
        mine = self.case.assignment(given.get("assignment"))
        return Ask(self.case, verb, given, who or SPEAKERS.get(verb, SOMEBODY), self.now, self.world, mine)

    def say(self, verb: Verb, who: Actor | None = None, **said: Any) -> "Tale":
        """Decided, then applied, as the actions do it."""
        ask = self.ask(verb, who, **said)
        decision = decide(ask)
        given = ask.given if decision.mine is None else {**ask.given, "assignment": decision.mine.no}
        return self.note(verb, given, ask.actor, decision)

    def note(self, verb: Verb, given: Mapping[str, Any], actor: Actor, decision: Decision | None) -> "Tale":
        versions = (self.world.workflow.version, self.world.calendar.version, self.world.standard.version)
        event = Event(self.case.seq + 1, verb, actor.id, self.now, given, *versions)
        self.case = apply(self.case, event, self.world, decision)
        self.events.append(event)
        self.worlds.append(self.world)
        return self

    def go(self, verbs: str) -> "Tale":
        """Verbs one after another, five minutes apart, each with what it needs."""
        for verb in verbs.split():
            self.say(Verb(verb)).wait(minutes=5)
        return self

    def clock(self, stage: Stage, assignment: int | None = None, code: str = "") -> ClockRun:
        """The last clock of a stage, open or not."""
        return next(
            c for c in reversed(self.case.clocks)
            if (c.stage, c.assignment) == (stage, assignment) and c.code == code
        )  # fmt: skip

    @property
    def report(self) -> Report:
        """The only report."""
        [report] = self.case.reports
        return report

    def replayed(self) -> Case:
        case, wrong = replay(self.start, self.events, self.worlds)
        assert wrong == []
        return case


# -- a case in each state ---------------------------------------------------------------------------

#: The verbs that lead to a state, by the shortest way that people go.
WAYS: dict[State, str] = {
    S.NONE: "",
    S.REPORTED: "report",
    S.VERIFYING: "report ask_verification",
    S.ACCEPTED: "report accept",
    S.REVIEWING: "report resolve",
    S.FILED: "report file",
    S.DISPATCHED: "report file dispatch",
    S.HANDLING: "report file dispatch sign",
    S.DISPUTED: "report file dispatch dispute",
    S.SUSPENDED: "report file dispatch sign ask_suspend grant_suspend",
    S.HANDLED: "report file dispatch sign feed_back",
    S.CHECKING: "report file dispatch sign feed_back ask_check",
    S.CHECKED: "report file dispatch sign feed_back ask_check pass",
    S.CALLING: "report file dispatch sign feed_back ask_check pass ask_call_back",
    S.CLOSED: "report file dispatch sign feed_back ask_check pass ask_call_back call_back close",
    S.VOID: "report void",
    S.DECLINED: "report decline",
    S.MERGED: "report merge",
}
REVIEWED = world(review_percent=100)


def told(verbs: str, world: World = WORLD) -> Tale:
    return Tale(world).go(verbs)


@lru_cache
def case_in(state: State) -> tuple[Case, datetime]:
    """A case in that state, and when it came there."""
    tale = told(WAYS[state], REVIEWED if state is S.REVIEWING else WORLD)
    assert tale.case.state is state
    return tale.case, tale.now


def tale_in(state: State, world: World = WORLD, **changes: Any) -> Tale:
    """A tale that goes on from a case in that state; ``changes`` are fields of the case."""
    case, now = case_in(state)
    return Tale(world, now, replace(case, **changes))


Prepared = Callable[[], Tale]
