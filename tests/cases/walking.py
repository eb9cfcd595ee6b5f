"""Random walks through the workflow: who may do what next is asked of the rules, what is said is made up to fit."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from tests.cases.worlds import (
    ANSWERS,
    BY_SYSTEM,
    CITY,
    FAR,
    GARDEN,
    GRID,
    PATH,
    SOMEBODY,
    SQUAD,
    STAGES,
    START,
    STREET,
    TEAM,
    WATER,
    Tale,
    of,
    reported,
    standard,
    tale_in,
)
from tests.clock.times import OFFICE
from wangge.cases.rules import CURRENT, WORKFLOWS, Assignment, Kind, Stage, State, Verb, World
from wangge.cases.rules.decide import available
from wangge.catalogue import UNSORTED, Evidence, Standard
from wangge.clock import Calendar, OwnDay
from wangge.kit.actor import SYSTEM, Actor

V, S = Verb, State

UNITS = (CITY, STREET, TEAM, WATER, GARDEN, SQUAD)
NOTHING: dict[str, Any] = {"evidence": {}}
STANDARDS: dict[int, Standard] = {
    0: UNSORTED,
    1: standard(1, call_back_percent=50, call_back="sample", review_percent=50),
    2: standard(2, stages=STAGES, check="desk"),
    3: standard(3, urgent=True, sensitive=True, check="none", call_back="none", limits={}, stages=STAGES[:1]),
    4: standard(4, limits={"whole": "15cd eod", "handle": "2wd eod"}, answerable=True, max_extensions=9),
    5: standard(5, sensitive=True, limits={"whole": "1wd"}),
}  # fmt: skip
CALENDARS: list[Calendar] = [
    OFFICE,
    replace(OFFICE, version=2, own={(tale_in(S.NONE).now + timedelta(days=3)).date(): OwnDay((), "停电")}),
]
EVIDENCE = [{"kind": str(kind), "file": "a" * 64} for kind in Evidence]

#: So that walks come far: what ends a case is rare, what brings it on is frequent.
WEIGHTS: dict[Verb, float] = {
    **dict.fromkeys((V.WITHDRAW, V.DECLINE, V.VOID, V.MERGE, V.FORCE_CLOSE, V.ANSWER), 0.1),
    **dict.fromkeys((V.URGE, V.SUPERVISE, V.NOTE, V.HAND_OVER, V.AMEND, V.SPLIT, V.WHISTLE, V.ASSIGN), 0.3),
    **dict.fromkeys((V.REDISPATCH, V.TAKE_BACK, V.DISPUTE, V.ESCALATE, V.RETURN), 0.3),
    **dict.fromkeys((V.ACCEPT, V.DISPATCH, V.REOPEN, V.UNMERGE, V.RELEASE, V.REPLY, V.RESUME), 3),
    **dict.fromkeys((V.FILE, V.SIGN, V.STAGE_DONE, V.FEED_BACK, V.ASK_EXTENSION, V.ASK_SUSPEND, V.REFUSE_EXTENSION), 6),
    **dict.fromkeys((V.ASK_CHECK, V.PASS, V.FAIL, V.ASK_CALL_BACK, V.CALL_BACK, V.CLOSE, V.AUTO_RESUME), 6),
    **dict.fromkeys((V.GRANT_EXTENSION, V.GRANT_SUSPEND, V.REVIEW_PASS, V.REVIEW_FAIL, V.ARRIVE, V.APPRAISE), 6),
}

Given = dict[str, Any]


class Walk(Tale):
    """A tale that chooses by itself. The same seed walks the same way."""

    def __init__(self, seed: int) -> None:
        super().__init__(case=replace(START, number=f"20261102-{seed % 10_000:04}"))
        self.random = Random(seed)
        self.calendar = CALENDARS[0]

    def of_standard(self, version: int) -> World:
        return World(WORKFLOWS[CURRENT], self.calendar, STANDARDS[version])

    @property
    def actors(self) -> list[Actor]:
        return [SOMEBODY, *(of(unit) for unit in sorted({a.unit for a in self.case.assignments}))]

    def offered(self, actor: Actor) -> list[Verb]:
        return list(available(self.case, actor, self.of_standard(self.case.standard), self.now))

    def step(self) -> None:
        """One event that fits; the world stays as it is where there is none."""
        self.wait(minutes=self.random.choice((0, 5, 5, 5, 200, 1500, 9000)))
        if self.case.state is S.NONE:
            self.do(SYSTEM if self.random.random() < 0.1 else SOMEBODY, V.REPORT)
            return
        actor = self.random.choice([SYSTEM, *self.actors, *self.actors, SOMEBODY])
        verbs = self.by_system() if actor is SYSTEM else self.offered(actor)
        if verbs:
            [verb] = self.random.choices(verbs, [WEIGHTS.get(verb, 1) for verb in verbs])
            self.do(actor, verb)

    def by_system(self) -> list[Verb]:
        """What nobody is asked about: of the system, and what another case brings."""
        rows = WORKFLOWS[CURRENT].by_verb
        likely = [verb for verb in (*BY_SYSTEM, V.JOIN, V.LEAVE) if any(self.case.state in m.start for m in rows[verb])]
        return sorted(likely)

    def do(self, actor: Actor, verb: Verb) -> None:
        if actor is SYSTEM and verb is V.REPORT:
            verb = V.IMPORT
        fit = self.fit(verb, actor)
        if fit is None:
            return
        version, given = fit
        if verb is V.RECALCULATE:
            self.calendar = self.random.choice(CALENDARS[self.calendar.version - 1 :])
        self.under(self.of_standard(version)).say(verb, actor if verb not in (V.JOIN, V.LEAVE) else SOMEBODY, **given)

    def fit(self, verb: Verb, actor: Actor) -> tuple[int, Given] | None:
        """The version of the standard and the words with which the verb may be used; None where there are none."""
        if verb in (V.FILE, V.RESOLVE) or (verb is V.AMEND and self.random.random() < 0.5):
            return self.classed(verb)
        given = FITS[verb](self, actor) if verb in FITS else {}
        return None if given is None else (self.case.standard, given)

    def classed(self, verb: Verb) -> tuple[int, Given] | None:
        versions = [version for version, it in STANDARDS.items() if version and self.may_file(verb, it)]
        if not versions or (verb is V.RESOLVE and self.case.grid is None):
            return None
        kind = {"category": "0405", "condition": "01"}
        return self.random.choice(versions), kind if verb is V.AMEND else {**kind, "evidence": EVIDENCE}

    def may_file(self, verb: Verb, standard: Standard) -> bool:
        """A sensitive matter is verified before it is filed, an urgent one beside it."""
        sensitive = self.case.sensitive or standard.sensitive
        return verb is not V.FILE or standard.urgent or not sensitive or self.case.verified is not None

    def some(self, which: Callable[[Assignment], bool]) -> int | None:
        found = [a.no for a in self.case.assignments if which(a)]
        return self.random.choice(found) if found else None

    def unit(self, *without: int | None) -> int:
        return self.random.choice([unit for unit in UNITS if unit not in without])

    def units(self, *without: int) -> list[int]:
        return [unit for unit in UNITS if unit not in without and self.random.random() < 0.3]

    def own_report(self) -> int:
        return self.random.choice([r.id for r in self.case.reports])


def _first(walk: Walk, actor: Actor) -> Given:
    kind, reachable = walk.random.choice(list(Kind)), walk.random.random() < 0.7
    place = {"grid": GRID, "path": PATH} if walk.random.random() < 0.8 else {"grid": None, "path": None}
    sensitive = True if walk.random.random() < 0.2 else None
    return {"report": reported(1, kind, reachable=reachable), "sensitive": sensitive, **place}


def _imported(walk: Walk, actor: Actor) -> Given:
    state = walk.random.choice([S.REPORTED, S.ACCEPTED, S.FILED, S.CLOSED])
    filed = walk.now.isoformat() if state in (S.FILED, S.CLOSED) else None
    closed, outcome = (filed, "resolved") if state is S.CLOSED else (None, None)
    return {"state": str(state), "filed_at": filed, "closed_at": closed, "outcome": outcome}


def _sent(walk: Walk, actor: Actor) -> Given:
    unit = walk.unit(walk.case.lead.unit if walk.case.lead and walk.case.lead.open else None)
    level = walk.random.choice(["community", "street", "district"])
    return {"unit": unit, "assistants": walk.units(unit), "level": level}


def _passed(walk: Walk, actor: Actor) -> Given:
    return {"unit": walk.unit(*actor.units)}


def _release(walk: Walk, actor: Actor) -> Given | None:
    no = walk.some(lambda a: a.open and not a.is_lead)
    return None if no is None else {"assignment": no}


def _reached(walk: Walk, actor: Actor) -> Given:
    reached = walk.random.random() < 0.5
    answers = ANSWERS if reached else dict.fromkeys(ANSWERS)
    return {"report": walk.own_report(), "reached": reached, **answers}


def _stage(walk: Walk, actor: Actor) -> Given:
    return {"stage": walk.random.choice([c.code for c in walk.case.clocks if c.open and c.stage is Stage.STAGED])}


def _longer(walk: Walk, actor: Actor) -> Given:
    lead = walk.case.lead
    clock = walk.case.clock(Stage.HANDLE, lead.no) if lead else None
    return {"by": walk.random.randint(1, clock.limit.amount) if clock else 1}


def _whistle(walk: Walk, actor: Actor) -> Given | None:
    units = walk.units(*(a.unit for a in walk.case.assignments if a.open))
    return {"units": units, "within": walk.random.choice([None, "1uh"])} if units else None


def _score(walk: Walk, actor: Actor) -> Given | None:
    no = walk.some(lambda a: a.arrived_at is not None and a.unit not in actor.units)
    return None if no is None else {"assignment": no}


def _joins(walk: Walk, actor: Actor) -> Given:
    fresh = max((r.id for r in walk.case.reports), default=0) + 1
    brief = reported(fresh, reachable=walk.random.random() < 0.7) | {"at": walk.now.isoformat()}
    became = {"answered_at": walk.now.isoformat(), "tries": ["2026-11-02am"], "reached": True, **ANSWERS}
    return {"reports": [brief | (became if walk.random.random() < 0.3 else {})]}


def _leaves(walk: Walk, actor: Actor) -> Given:
    return {"reports": [r.id for r in walk.case.reports if walk.random.random() < 0.5]}


def _alarm(walk: Walk, actor: Actor) -> Given | None:
    clocks = [c for c in walk.case.clocks if c.alarm_at is not None and c.alarm_at <= walk.now]
    if not clocks:
        return None
    clock = walk.random.choice(clocks)
    return {"clock": clock.no, "stage": str(clock.stage), "assignment": clock.assignment, "rung": clock.rung + 1}


def _succeeds(walk: Walk, actor: Actor) -> Given:
    old = walk.unit()
    return {"unit": old, "successor": walk.unit(old)}


FITS: Mapping[Verb, Callable[[Walk, Actor], Given | None]] = {
    V.REPORT: _first,
    V.IMPORT: _imported,
    V.DISPATCH: _sent,
    V.REDISPATCH: _sent,
    V.RULE: _sent,
    V.ASSIGN: _passed,
    V.RELEASE: _release,
    V.CONTACT: lambda walk, actor: {"report": walk.own_report(), "reached": walk.random.random() < 0.5},
    V.STAGE_DONE: _stage,
    V.ASK_EXTENSION: _longer,
    V.ASK_SUSPEND: lambda walk, actor: {"until": (walk.now + timedelta(days=walk.random.randint(1, 20))).isoformat()},
    V.WHISTLE: _whistle,
    V.APPRAISE: _score,
    V.CALL_BACK: _reached,
    V.SUPERVISE: lambda walk, actor: {"within": walk.random.choice([None, "2wh"])},
    V.JOIN: _joins,
    V.UNMERGE: _joins,
    V.LEAVE: _leaves,
    V.ALARM: _alarm,
    V.REGRID: lambda walk, actor: {"grid": GRID, "path": walk.random.choice([PATH, FAR])},
    V.SUCCEED: _succeeds,
    **dict.fromkeys((V.FEED_BACK, V.PASS, V.VERIFY, V.ARRIVE), lambda walk, actor: {"evidence": EVIDENCE}),
}
