"""What the units do: contact, steps with their own limits, requests for time, feeding back."""

from collections.abc import Iterable

from wangge import catalogue, dispatch
from wangge.cases import Verb
from wangge.cases.rules import Assignment, Role, Stage
from wangge.catalogue import Evidence, Standard, TimeKind
from wangge.demo.staff import street_unit
from wangge.demo.story.cast import Doc
from wangge.demo.story.telling import Telling
from wangge.kit.actor import Actor

#: Who else is called in, and to whom things are sent that are not theirs.
_OTHERS = ("cgw", "zfj", "swj", "zjw", "jtj", "ylj", "scj", "gaj", "hw")


def standard(t: Telling, category: str, condition: str) -> Standard:
    return catalogue.standard(t.world.tx, category, condition)


def evidence_of(t: Telling, kinds: Iterable[Evidence]) -> list[Doc]:
    return [t.one(kind) for kind in sorted(kinds)]


def wanted(t: Telling) -> int:
    """The unit that the rules name."""
    case = t.case
    matter = dispatch.Matter(case.category, case.condition, case.path, case.grid, t.now)
    return dispatch.choose(t.world.tx, matter).lead


def wrong(t: Telling) -> int:
    """A unit that is not to blame: somebody guessed."""
    units, right = t.world.cast.units, wanted(t)
    street = units[street_unit(t.matter.grid)]
    return t.dice.choice([unit for unit in (street, *(units[code] for code in _OTHERS)) if unit != right])


def assistants(t: Telling) -> list[int]:
    units, lead = t.world.cast.units, wanted(t)
    choice = [units[code] for code in (street_unit(t.matter.grid), "cgw", "zfj", "hw") if units[code] != lead]
    return choice[: t.dice.choice((1, 1, 2))]


def by_hand(t: Telling, actor: Actor, verb: Verb, unit: int, others: Iterable[int] = (), reason: str = "") -> None:  # noqa: PLR0913, PLR0917 – a decision with its reason
    """To a unit that a person names."""
    given = {"unit": unit, "assistants": list(others), "level": t.world.cast.level(unit), "how": "by_hand"}
    said = {"reason": reason} if reason else {"note": t.words("dispatch")}
    t.does(actor, verb, {**said, "unit": str(unit)}, **given)


def contacted(t: Telling, lead: Assignment) -> bool:
    """Rings whoever reported; a try is not a contact."""
    clock = t.case.clock(Stage.CONTACT, lead.no)
    report = next((r for r in t.case.reports if r.reachable and not r.confidential), None)
    if clock is None or report is None or not lead.open:
        return False
    handle = t.case.clock(Stage.HANDLE, lead.no)
    if handle and handle.due_at and clock.due_at and handle.due_at < clock.due_at:
        t.wait_for(Stage.HANDLE, "caller", t.dice.uniform(0.05, 0.4), lead)  # it is done before it has to be told
    else:
        t.wait_for(Stage.CONTACT, "caller", t.dice.uniform(0.06, 0.75), lead)
    reached = t.dice.random() < 0.86
    note = t.words("contact_yes" if reached else "contact_no")
    handler = t.world.cast.handler(lead.unit, t.dice)
    t.does(handler, Verb.CONTACT, {"note": note}, report=report.id, reached=reached, assignment=lead.no)
    return True


def joined(t: Telling, lead: Assignment) -> bool:
    """Assistants sign, whistled units report for duty."""
    for other in t.case.assignments:
        if not other.open or other.no == lead.no or other.signed_at:
            continue
        handler = t.world.cast.handler(other.unit, t.dice)
        if other.role is Role.WHISTLED and other.arrived_at is None:
            t.wait_for(Stage.ARRIVE, "always", t.dice.uniform(0.3, 1.05), other)
            said = {"note": t.words("arrive"), "evidence": t.shown(Verb.ARRIVE)}
            t.does(handler, Verb.ARRIVE, said, assignment=other.no)
        else:
            t.wait_for(Stage.SIGN, "office", t.dice.uniform(0.1, 1.02), other)
            t.does(handler, Verb.SIGN, {}, assignment=other.no)
        return True
    return False


def assisted(t: Telling, lead: Assignment) -> bool:
    """Assistants and whistled units feed back before the lead does."""
    for other in t.case.assignments:
        if not other.open or other.no == lead.no:
            continue
        t.wait_for(Stage.HANDLE, "office", t.plan.share(0.5, 1.1, t.dice), other)
        said = {"note": t.words("fed_back_assist"), "evidence": _lead_evidence(t)}
        handler = t.world.cast.handler(other.unit, t.dice)
        t.does(handler, Verb.FEED_BACK, said, assignment=other.no)
        return True
    return False


def staged(t: Telling, lead: Assignment) -> bool:
    """The steps of a handling that have limits of their own, in their order."""
    clock = next((c for c in t.case.clocks if c.open and c.stage is Stage.STAGED and c.assignment == lead.no), None)
    if clock is None or clock.due_at is None:
        return False
    t.wait_for(Stage.STAGED, "office", t.plan.share(0.6, 1.0, t.dice), lead)
    note = t.dice.choice(t.matter.topic.stages or (t.done(),))
    said = {"note": note, "evidence": t.shown(Verb.STAGE_DONE)}
    handler = t.world.cast.handler(lead.unit, t.dice)
    t.does(handler, Verb.STAGE_DONE, said, assignment=lead.no, stage=clock.code)
    return True


def asked(t: Telling, lead: Assignment) -> bool:
    """An extension or a suspension, and the answer to it."""
    if t.case.asked is not None:
        _answered(t)
        return True
    handle = t.case.clock(Stage.HANDLE, lead.no)
    if handle is None or handle.due_at is None or lead.signed_at is None:
        return False
    days = handle.limit.kind in (TimeKind.WORKING_DAYS, TimeKind.CALENDAR_DAYS)
    handler = t.world.cast.handler(lead.unit, t.dice)
    if days and t.case.suspensions == 0 and t.plan.takes("suspended"):
        t.wait_for(Stage.HANDLE, "office", t.dice.uniform(0.1, 0.5), lead)
        until = t.later(t.dice.choice((12, 20, 30, 45, 60, 90, 120)))
        t.does(handler, Verb.ASK_SUSPEND, {"reason": t.words("suspend")}, until=until, assignment=lead.no)
        return True
    if days and t.case.extensions < t.standard.max_extensions and t.plan.takes("extended"):
        t.wait_for(Stage.HANDLE, "office", t.dice.uniform(0.3, 0.85), lead)
        if t.now <= handle.due_at:
            by = max(1, handle.limit.amount // t.dice.choice((1, 2)))
            t.does(handler, Verb.ASK_EXTENSION, {"reason": t.words("extend")}, by=by, assignment=lead.no)
            return True
    return False


def _answered(t: Telling) -> None:
    t.wait(t.dice.uniform(15, 200), "desk")
    dispatcher = t.world.cast.any("dispatcher", t.dice)
    assert t.case.asked
    if t.case.asked.what == "extension":
        no = t.plan.takes("extension_refused")
        verb, words = (Verb.REFUSE_EXTENSION, {"reason": t.words("extend_no")}) if no else (Verb.GRANT_EXTENSION, {})
    else:
        verb, words = Verb.GRANT_SUSPEND, {}
    t.does(dispatcher, verb, words)


def fed_back(t: Telling, lead: Assignment) -> None:
    t.wait_for(Stage.HANDLE, "office", t.plan.share(0.7, 1.2, t.dice), lead)
    outcome = "explained" if t.dice.random() < 0.07 else "resolved"
    said = {"note": t.done(), "evidence": t.shown(Verb.FEED_BACK)}
    handler = t.world.cast.handler(lead.unit, t.dice)
    t.does(handler, Verb.FEED_BACK, said, assignment=lead.no, outcome=outcome)


def _lead_evidence(t: Telling) -> list[Doc]:
    return t.shown(Verb.FEED_BACK)[:1] or evidence_of(t, [Evidence.PHOTO])
