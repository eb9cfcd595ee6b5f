"""How a matter comes to its end: checked, called back, closed; or sent back to be done again."""

from wangge.cases import Verb
from wangge.cases.rules import Report, Stage
from wangge.cases.rules.guards import called, to_call
from wangge.demo.story.hours import half_day_later
from wangge.demo.story.telling import Telling

_CONTENT = ("satisfied", "satisfied", "satisfied", "satisfied", "basic", "basic")


def handled(t: Telling) -> None:
    """To be looked at: by the pictures at the desk, or on the spot."""
    cast = t.world.cast
    if t.standard.check == "field":
        t.wait_for(Stage.CHECK, "desk", t.dice.uniform(0.02, 0.35))
        worker = cast.worker(t.matter.grid, t.dice)
        t.does(cast.any("clerk", t.dice), Verb.ASK_CHECK, {"note": t.words("check_ask")}, person=worker.id)
        return
    t.wait_for(Stage.CHECK, "desk", t.dice.uniform(0.1, 0.8))
    if t.plan.takes("failed"):
        t.does(cast.lead(t.matter.grid), Verb.FAIL, {"reason": t.words("failed")})
    else:
        t.does(cast.lead(t.matter.grid), Verb.PASS, {"note": t.words("passed"), "evidence": t.shown(Verb.PASS)})


def checking(t: Telling) -> None:
    t.wait_for(Stage.CHECK, "street", t.dice.uniform(0.15, 0.9))
    worker = t.world.cast.worker(t.matter.grid, t.dice)
    if t.plan.takes("failed"):
        t.does(worker, Verb.FAIL, {"reason": t.words("failed")})
    else:
        t.does(worker, Verb.PASS, {"note": t.words("passed"), "evidence": t.shown(Verb.PASS)})


def checked(t: Telling) -> None:
    if _waiting(t):
        t.wait_for(Stage.CLOSE, "caller", t.dice.uniform(0.1, 0.9))
        t.does(t.world.cast.any("follow_up", t.dice), Verb.ASK_CALL_BACK, {})
        return
    _close(t)


def calling(t: Telling) -> None:
    """Each reporter is asked three things; who cannot be reached is tried three times in two half-days."""
    agent = t.world.cast.any("follow_up", t.dice)
    if not (left := _waiting(t)):
        _close(t)
        return
    report = left[0]
    if "unreached" in t.plan.odd:
        _try(t, report.id, len(report.tries))
        return
    t.wait_for(Stage.CALL_BACK, "caller", t.dice.uniform(0.1, 0.93))
    content = not (t.plan.takes("unsatisfied") and t.case.reworks < 2)
    answers = {"contacted": t.dice.random() < 0.97, "resolved": content or t.dice.random() < 0.3}
    mood = t.dice.choice(_CONTENT) if content else "unsatisfied"
    note = t.words("called" if content else "unsolved")
    t.does(agent, Verb.CALL_BACK, {"note": note}, report=report.id, reached=True, satisfied=mood, **answers)
    if not answers["resolved"]:
        t.wait(t.dice.uniform(4, 30), "caller")
        t.does(agent, Verb.FAIL, {"reason": t.words("unsolved")})


def _try(t: Telling, report: int, tries: int) -> None:
    if tries:
        t.go_on(half_day_later(t.now, t.world.calendar, t.dice))
    else:
        t.wait_for(Stage.CALL_BACK, "caller", t.dice.uniform(0.03, 0.3))
    agent = t.world.cast.any("follow_up", t.dice)
    t.does(agent, Verb.CALL_BACK, {"note": t.words("contact_no")}, report=report, reached=False)


def _waiting(t: Telling) -> list[Report]:
    world = t.staged.draft.world(t.world.tx)
    return [report for report in to_call(t.case, world) if not called(report)]


def _close(t: Telling) -> None:
    t.wait_for(Stage.CLOSE, "desk", t.dice.uniform(0.1, 0.95))
    answer = t.words("closed")
    t.does(t.world.cast.any("shift_lead", t.dice), Verb.CLOSE, {"answer": answer} if answer else {})
