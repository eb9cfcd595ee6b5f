"""What happens beside the plain road: urging, supervision, whistles, notes, corrections, force."""

from collections.abc import Callable

from wangge.cases import State, Verb
from wangge.cases.rules import Stage
from wangge.demo.story import handling
from wangge.demo.story.telling import Telling

_HELD = (State.DISPATCHED, State.HANDLING)


def happened(t: Telling) -> bool:
    """One of the oddities of the plan whose time has come."""
    if _demanded(t) and _replied(t):
        return True
    return any(when(t) and t.plan.takes(name) and act(t) for name, when, act in _ASIDES)


def reopened(t: Telling) -> bool:
    """The same matter again, days after it was closed."""
    if t.case.state is not State.CLOSED or t.case.filed_at is None or not t.plan.takes("reopened"):
        return False
    t.wait(t.dice.uniform(2, 12) * 1440, "office")
    t.does(t.world.cast.any("shift_lead", t.dice), Verb.REOPEN, {"reason": t.words("reopen")})
    return True


def _noted(t: Telling) -> bool:
    t.wait(t.dice.uniform(5, 90), "office")
    t.does(t.world.cast.any("dispatcher", t.dice), Verb.NOTE, {"note": t.words("notes")})
    return True


def _urged(t: Telling) -> bool:
    t.wait_for(Stage.HANDLE, "desk", t.dice.uniform(0.2, 0.7), t.case.lead)
    t.does(t.world.cast.any("dispatcher", t.dice), Verb.URGE, {"note": t.words("urge")})
    return True


def _supervised(t: Telling) -> bool:
    t.wait_for(Stage.HANDLE, "office", t.dice.uniform(0.2, 0.6), t.case.lead)
    t.does(t.world.cast.any("supervisor", t.dice), Verb.SUPERVISE, {"demand": t.words("demand")})
    return True


def _replied(t: Telling) -> bool:
    lead = t.case.lead
    assert lead
    t.wait_for(Stage.REPLY, "office", t.dice.uniform(0.2, 0.95))
    t.does(t.world.cast.handler(lead.unit, t.dice), Verb.REPLY, {"reply": t.words("reply")})
    return True


def _whistled(t: Telling) -> bool:
    held = {a.unit for a in t.case.assignments if a.open}
    units = [unit for unit in handling.assistants(t) if unit not in held]
    if not units:
        return False
    t.wait(t.dice.uniform(20, 200), "office")
    t.does(t.world.cast.any("dispatcher", t.dice), Verb.WHISTLE, {"reason": t.words("whistle")}, units=units)
    return True


def _amended(t: Telling) -> bool:
    t.wait(t.dice.uniform(20, 300), "desk")
    grade = "large" if t.case.grade == "ordinary" else "ordinary"
    t.does(t.world.cast.any("dispatcher", t.dice), Verb.AMEND, {"reason": t.words("amend")}, grade=grade)
    return True


def _redispatched(t: Telling) -> bool:
    lead = t.case.lead
    assert lead
    t.wait(t.dice.uniform(30, 300), "desk")
    unit = handling.wrong(t)
    if unit == lead.unit:
        return False
    handling.by_hand(t, t.world.cast.any("dispatcher", t.dice), Verb.REDISPATCH, unit, reason=t.words("redispatch"))
    return True


def _taken_back(t: Telling) -> bool:
    t.wait(t.dice.uniform(5, 40), "desk")
    t.does(t.world.cast.any("dispatcher", t.dice), Verb.TAKE_BACK, {"reason": t.words("take_back")})
    return True


def _hard(t: Telling) -> bool:
    t.wait(t.dice.uniform(60, 900), "office")
    t.does(t.world.cast.any("shift_lead", t.dice), Verb.HARD_CASE, {"reason": t.words("hard")})
    return True


def _escalated(t: Telling) -> bool:
    t.wait(t.dice.uniform(60, 900), "office")
    t.does(t.world.cast.any("shift_lead", t.dice), Verb.ESCALATE, {"reason": t.words("hard")})
    return True


def _forced(t: Telling) -> bool:
    t.wait(t.dice.uniform(600, 4000), "office")
    t.does(t.world.cast.any("shift_lead", t.dice), Verb.FORCE_CLOSE, {"reason": t.words("hard")})
    return True


def _demanded(t: Telling) -> bool:
    return t.case.demands > 0 and t.case.state in _HELD


_Condition = Callable[[Telling], bool]


def _in(*states: State) -> _Condition:
    return lambda t: t.case.state in states


def _handled_by_one(t: Telling) -> bool:
    """The lead has signed, nothing is asked, nobody else is in it."""
    mine = [a for a in t.case.assignments if a.open]
    return t.case.state is State.HANDLING and len(mine) == 1 and mine[0].signed_at is not None and not t.case.asked


def _below_district(t: Telling) -> bool:
    return _handled_by_one(t) and t.case.level != "district"


#: Name in the plan, when it may happen, what happens; an oddity whose act does nothing is used up.
_ASIDES: tuple[tuple[str, _Condition, Callable[[Telling], bool]], ...] = (
    ("taken_back", _in(State.DISPATCHED), _taken_back),
    ("amended", _handled_by_one, _amended),
    ("noted", _in(*_HELD, State.FILED), _noted),
    ("redispatched", _handled_by_one, _redispatched),
    ("whistled", _handled_by_one, _whistled),
    ("urged", _in(State.HANDLING), _urged),
    ("supervised", _handled_by_one, _supervised),
    ("hard", _handled_by_one, _hard),
    ("escalated", _below_district, _escalated),
    ("forced", _handled_by_one, _forced),
)
