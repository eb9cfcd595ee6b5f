"""The conditions named in the workflow table: each says whether a move may be made, for a reason of its own.

A condition that fails is the rule that refuses the move; its sentence is ``move.<name>`` in messages.toml.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from wangge.cases.rules.reasons import TURN_TO, Declined, Turn
from wangge.cases.rules.state import Assignment, Case, ClockRun, Given, Report, World
from wangge.cases.rules.words import Held, Kind, Level, Role, Stage, State, Verb
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


def _meant(ask: Ask) -> tuple[Assignment, ...]:
    """The assignment that is named, or each while nothing is said yet."""
    no = ask.given.get("assignment")
    return tuple(a for a in ask.case.assignments if no is None or a.no == no)


def _return_in_time(ask: Ask) -> bool:
    """While its clock runs; after feeding back nothing is returned. What was passed down has no such clock."""
    runs = [c for c in ask.case.clocks if ask.mine and c.stage is Stage.RETURN and c.assignment == ask.mine.no]
    return not runs or any(c.open and (c.due_at is None or ask.at <= c.due_at) for c in runs)


def _handle_in_time(ask: Ask) -> bool:
    clock = _handling(ask)
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
    return not any(a.unit in ask.actor.units for a in ask.case.assignments if a.held is Held.FED_BACK)


def _answerable(ask: Ask) -> bool:
    """A question, a suggestion or praise; or the category says that its matters are questions."""
    asks = all(r.kind in (Kind.CONSULT, Kind.SUGGEST, Kind.PRAISE) for r in ask.case.reports)
    return bool(ask.case.reports) and (asks or ask.world.standard.answerable)


def _verified(ask: Ask) -> bool:
    """A sensitive matter is looked at before it is filed; an urgent one is, beside it."""
    standard = ask.world.standard
    sensitive = ask.case.sensitive or standard.sensitive or ask.given.get("sensitive")
    return ask.case.verified is not None or standard.urgent or not sensitive


def _where_to_turn(ask: Ask) -> bool:
    """Said in words, where the reason alone does not say it."""
    reason = ask.given.get("declined_for")
    return bool(ask.given.get("turn_to")) or (reason is not None and TURN_TO[Declined(reason)] is not Turn.SAID)


def _same_as_which(ask: Ask) -> bool:
    """Who is told that the matter is known is told which one it is."""
    return ask.given.get("declined_for") != Declined.REPEAT or ask.given.get("same_as") is not None


def _stage_open(ask: Ask) -> bool:
    code = ask.given.get("stage")
    return any(c.open and c.stage is Stage.STAGED and code in (None, c.code) for c in ask.case.clocks)


def _own_report(ask: Ask) -> bool:
    return any(ask.given.get("report") in (None, r.id) for r in ask.case.reports)


def _asked_three(ask: Ask) -> bool:
    """Who was reached was asked whether they were contacted, whether it is solved, and how satisfied they are."""
    said = (ask.given.get(name) for name in ("contacted", "resolved", "satisfied"))
    return not ask.given["reached"] or all(answer is not None for answer in said)


def _in_window(ask: Ask) -> bool:
    closed = ask.case.closed_at
    return closed is not None and ask.at <= closed + timedelta(days=ask.world.standard.reopen_days)


def _ahead(until: datetime | None, at: datetime) -> bool:
    """A suspension ends at a date to come, at most a year away."""
    return until is not None and at < until <= at + timedelta(days=366)


#: A unit has the case in hand.
_HELD = (State.DISPATCHED, State.HANDLING)

#: What an amendment may change, by the names that history keeps.
_AMENDED = ("category", "grade", "grid", "sensitive", "component", "point", "address")

# fmt: off
GUARDS: dict[str, Guard] = {
    # the assignment
    "mine_to_sign":     lambda a: a.mine is not None and a.mine.held is Held.SENT,
    "mine_to_pass":     lambda a: a.mine is not None and a.mine.open and not is_open_below(a.case, a.mine.no),
    "mine_signed":      lambda a: a.mine is not None and a.mine.held is Held.SIGNED,
    "mine_open":        lambda a: a.mine is not None and a.mine.open,
    "lead":             lambda a: a.mine is not None and a.mine.is_lead,
    "not_lead":         lambda a: a.mine is not None and not a.mine.is_lead,
    "open_assistant":   lambda a: any(x.open and not x.is_lead for x in _meant(a)),
    "not_whistled":     lambda a: a.mine is None or a.mine.role is not Role.WHISTLED,
    "whistled":         lambda a: a.mine is not None and a.mine.role is Role.WHISTLED,
    "whistled_there":   lambda a: any(x.arrived_at is not None for x in _meant(a)),
    "not_own_unit":     lambda a: any(x.arrived_at is not None and x.unit not in a.actor.units for x in _meant(a)),
    "not_arrived":      lambda a: a.mine is not None and a.mine.arrived_at is None,
    "not_there_yet":    lambda a: not {x.unit for x in a.case.assignments if x.open} & set(a.given["units"]),
    "other_unit":       lambda a: (lead := a.case.lead) is None or lead.unit != a.given["unit"],
    "in_branch":        lambda a: a.in_branch,
    "limit_inside":     _limit_inside,
    "not_ruled":        lambda a: a.mine is None or not a.mine.ruled,
    "return_in_time":   _return_in_time,
    "returned_before":  lambda a: a.case.returns >= 1,
    "others_done":      _others_done,
    "stages_done":      lambda a: not any(c.open and c.stage is Stage.STAGED for c in a.case.clocks),
    "stage_open":       _stage_open,
    # what was asked and granted
    "nothing_asked":    lambda a: a.case.asked is None,
    "extension_asked":  lambda a: a.case.asked is not None and a.case.asked.what == "extension",
    "suspension_asked": lambda a: a.case.asked is not None and a.case.asked.what == "suspend",
    "never_suspended":  lambda a: a.case.suspensions == 0,
    "asked_until_ahead": lambda a: a.case.asked is not None and _ahead(a.case.asked.until, a.at),
    "extensions_left":  lambda a: a.case.extensions < a.world.standard.max_extensions,
    "handle_in_time":   _handle_in_time,
    "by_inside":        _by_inside,
    "until_ahead":      lambda a: _ahead(datetime.fromisoformat(a.given["until"]), a.at),
    # the matter
    "answerable":       _answerable,
    "verified":         _verified,
    "urgent":           lambda a: a.case.urgent,
    "not_looked_at":    lambda a: a.case.verified is None and a.case.clock(Stage.VERIFY) is None,
    "look_asked":       lambda a: a.case.clock(Stage.VERIFY) is not None,
    "where_to_turn":    _where_to_turn,
    "same_as_which":    _same_as_which,
    "place":            lambda a: a.case.grid is not None or a.given.get("grid") is not None,
    "something":        lambda a: any(a.given.get(name) is not None for name in _AMENDED),
    "sent_to_reroute":  lambda a: a.given.get("reroute") != "rules" or a.case.state in _HELD,
    "evidence":         _evidence,
    "drawn_for_review": lambda a: drawn(a.case.number, 0, a.world.standard.review_percent),
    "own_report":       _own_report,
    "one_report":       lambda a: len(a.case.reports) <= 1,
    "below_top":        lambda a: a.case.level is not Level.DISTRICT,
    "not_hard":         lambda a: not a.case.hard,
    # check, call back, close
    "no_check":         lambda a: a.world.standard.check == "none",
    "desk_check":       lambda a: a.world.standard.check != "field",
    "not_own_work":     _not_own_work,
    "somebody_to_call": lambda a: bool(to_call(a.case, a.world)),
    "asked_three":      _asked_three,
    "called_back":      lambda a: all(called(r) for r in to_call(a.case, a.world)),
    "replied":          lambda a: a.case.demands == 0,
    "demanded":         lambda a: a.case.demands > 0,
    "in_window":        _in_window,
    "was_filed":        lambda a: a.case.filed_at is not None,
}
# fmt: on
