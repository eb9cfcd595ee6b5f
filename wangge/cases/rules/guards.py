"""The conditions named in the workflow table: each says whether a move may be made, for a reason of its own.

A condition that fails is the rule that refuses the move; its sentence is ``move.<name>`` in messages.toml.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from wangge.cases.rules.state import Assignment, Case, ClockRun, Given, Report, World
from wangge.cases.rules.words import Held, Kind, Level, Role, Stage, Verb
from wangge.catalogue import Evidence, Limit
from wangge.clock import deadline
from wangge.kit.actor import Actor


class Ask(NamedTuple):
    """One attempted move, with everything a condition may look at."""

    case: Case
    verb: Verb
    given: Given
    actor: Actor
    at: datetime
    world: World
    mine: Assignment | None  # the assignment the move is about
    in_branch: bool = True  # the unit named lies under the unit that passes it down

    @property
    def named(self) -> Assignment | None:
        return self.case.assignment(self.given.get("assignment"))


Guard = Callable[[Ask], bool]


def drawn(number: str, seq: int, percent: int) -> bool:
    """Whether a case (or a report of it) falls into the sample: decided by its number, so that replay agrees."""
    draw = int.from_bytes(hashlib.sha256(f"{number}/{seq}".encode()).digest()[:4], "big")
    return draw % 100 < percent


def to_call(case: Case, world: World) -> tuple[Report, ...]:
    """The reports whose reporter is to be called back under the category's rule."""
    if world.standard.call_back == "none":
        return ()
    share = 100 if world.standard.call_back == "all" else world.standard.call_back_percent
    return tuple(r for r in case.reports if r.reachable and drawn(case.number, r.id, share))


def called(report: Report) -> bool:
    """Reached, or three attempts in at least two half-days without an answer (not a valid follow-up)."""
    return report.reached or (len(report.tries) >= 3 and len(set(report.tries)) >= 2)


def is_open_below(case: Case, parent: int) -> bool:
    return any(a.open for a in case.assignments if a.parent == parent)


def _others_done(ask: Ask) -> bool:
    """The lead waits for every assistant, everybody for what was passed down."""
    if ask.mine is None or is_open_below(ask.case, ask.mine.no):
        return False
    others = [a for a in ask.case.assignments if a.parent is None and not a.is_lead]
    return not ask.mine.is_lead or not any(a.open for a in others)


def _evidence(ask: Ask) -> bool:
    """Every kind the category names for this verb; only an answer or a mediation note may be words."""
    shown = ask.given.get("evidence") or ()
    said = {item["kind"] for item in shown if "file" in item or item["kind"] in (Evidence.ANSWER, Evidence.MEDIATION)}
    return said.issuperset(ask.world.standard.evidence.get(ask.verb, ()))


def _in_time(ask: Ask, stage: Stage) -> bool:
    clock = ask.case.clock(stage, ask.mine.no) if ask.mine else None
    return clock is None or clock.due_at is None or ask.at <= clock.due_at


def _limit_inside(ask: Ask) -> bool:
    """A limit handed down ends within the limit of who hands it down."""
    limit, clock = ask.given.get("limit"), _handling(ask)
    if not limit or clock is None or clock.due_at is None:
        return True
    return deadline(ask.at, Limit.parse(limit), ask.world.calendar).at <= clock.due_at


def _handling(ask: Ask) -> ClockRun | None:
    return ask.case.clock(Stage.HANDLE, ask.mine.no) if ask.mine else None


def _by_inside(ask: Ask) -> bool:
    """One extension is at most the limit once more."""
    clock = _handling(ask)
    return clock is not None and 0 < ask.given["by"] <= clock.limit.amount


def _not_own_work(ask: Ask) -> bool:
    """Who handled it does not check it."""
    return not any(a.unit in ask.actor.units for a in ask.case.assignments if a.held is not Held.REPLACED)


def _ahead(until: datetime | None, at: datetime) -> bool:
    """A suspension ends at a date to come, at most a year away."""
    return until is not None and at < until <= at + timedelta(days=366)


# fmt: off
GUARDS: dict[str, Guard] = {
    # the assignment
    "mine_to_sign":     lambda a: a.mine is not None and a.mine.held is Held.SENT,
    "mine_to_pass":     lambda a: a.mine is not None and a.mine.open and not is_open_below(a.case, a.mine.no),
    "mine_signed":      lambda a: a.mine is not None and a.mine.held is Held.SIGNED,
    "mine_open":        lambda a: a.mine is not None and a.mine.open,
    "lead":             lambda a: a.mine is not None and a.mine.is_lead,
    "not_lead":         lambda a: (mine := a.mine or a.named) is not None and not mine.is_lead,
    "open_assignment":  lambda a: a.named is not None and a.named.open,
    "whistled":         lambda a: a.mine is not None and a.mine.role is Role.WHISTLED,
    "whistled_there":   lambda a: a.named is not None and a.named.arrived_at is not None,
    "not_arrived":      lambda a: a.mine is not None and a.mine.arrived_at is None,
    "not_there_yet":    lambda a: not {x.unit for x in a.case.assignments if x.open} & set(a.given["units"]),
    "other_unit":       lambda a: (lead := a.case.lead) is None or lead.unit != a.given["unit"],
    "in_branch":        lambda a: a.in_branch,
    "limit_inside":     _limit_inside,
    "not_ruled":        lambda a: a.mine is None or not a.mine.ruled,
    "return_in_time":   lambda a: _in_time(a, Stage.RETURN),
    "returned_before":  lambda a: a.case.returns >= 1,
    "others_done":      _others_done,
    "stages_done":      lambda a: not any(c.open and c.stage is Stage.STAGED for c in a.case.clocks),
    "stage_open":       lambda a: any(c.open and c.stage is Stage.STAGED and c.code == a.given["stage"] for c in a.case.clocks),
    # what was asked and granted
    "nothing_asked":    lambda a: a.case.asked is None,
    "extension_asked":  lambda a: a.case.asked is not None and a.case.asked.what == "extension",
    "suspension_asked": lambda a: a.case.asked is not None and a.case.asked.what == "suspend",
    "asked_until_ahead": lambda a: a.case.asked is not None and _ahead(a.case.asked.until, a.at),
    "extensions_left":  lambda a: a.case.extensions < a.world.standard.max_extensions,
    "handle_in_time":   lambda a: _in_time(a, Stage.HANDLE),
    "by_inside":        _by_inside,
    "until_ahead":      lambda a: _ahead(datetime.fromisoformat(a.given["until"]), a.at),
    # the matter
    "answerable":       lambda a: all(r.kind in (Kind.CONSULT, Kind.SUGGEST, Kind.PRAISE) for r in a.case.reports),
    "verified":         lambda a: not a.case.sensitive or a.case.verified is not None,
    "place":            lambda a: a.case.grid is not None or a.given.get("grid") is not None,
    "something":        lambda a: any(a.given.get(f) is not None for f in ("category", "grade", "grid", "sensitive", "lng", "address")),
    "evidence":         _evidence,
    "drawn_for_review": lambda a: drawn(a.case.number, 0, a.world.standard.review_percent),
    "own_report":       lambda a: any(r.id == a.given["report"] for r in a.case.reports),
    "below_top":        lambda a: a.case.level is not Level.DISTRICT,
    "not_hard":         lambda a: not a.case.hard,
    # check, call back, close
    "no_check":         lambda a: a.world.standard.check == "none",
    "desk_check":       lambda a: a.world.standard.check != "field",
    "not_own_work":     _not_own_work,
    "somebody_to_call": lambda a: bool(to_call(a.case, a.world)),
    "asked_three":      lambda a: not a.given["reached"] or all(a.given.get(f) is not None for f in ("contacted", "resolved", "satisfied")),
    "called_back":      lambda a: all(called(r) for r in to_call(a.case, a.world)),
    "replied":          lambda a: a.case.demands == 0,
    "demanded":         lambda a: a.case.demands > 0,
    "in_window":        lambda a: a.case.closed_at is not None and a.at <= a.case.closed_at + timedelta(days=a.world.standard.reopen_days),
    "was_filed":        lambda a: a.case.filed_at is not None,
}
# fmt: on

