"""What happens next: for every state of a case who moves it, after which time, and with which words."""

from collections.abc import Callable
from datetime import timedelta

from wangge.cases import State, Verb
from wangge.cases.rules import Stage
from wangge.demo.story import aside, endings, handling
from wangge.demo.story.telling import Over, Telling

_MOST = 80  # moves of one case


def play(t: Telling) -> None:
    """Moves the case until it has ended or the present has come; alarms ring on to the end."""
    try:
        for _ in range(_MOST):
            if not t.case.open and not aside.reopened(t):
                return
            if not aside.happened(t):
                NEXT[t.case.state](t)
        raise AssertionError(f"{t.case.number} goes round in {t.case.state}")
    except Over:
        t.end()


def _reported(t: Telling) -> None:
    clerk = t.world.cast.any("clerk", t.dice)
    if t.matter.channel == "patrol" and _on_the_spot(t):
        return
    t.wait_for(Stage.ACCEPT, "always", t.dice.uniform(0.05, 0.7))
    if t.plan.takes("decline") and t.matter.channel in ("hotline", "portal"):
        why = t.dice.choice(("court", "petition", "disclosure"))
        t.does(clerk, Verb.DECLINE, {"reason": t.words("declined")}, declined_for=why)
        return
    if t.plan.takes("withdraw") and len(t.case.reports) == 1 and t.matter.phone:
        t.does(clerk, Verb.WITHDRAW, {"reason": t.words("withdrawn")}, withdrawn_for="solved")
        return
    if t.plan.takes("verify") or _must_look(t):
        worker = t.world.cast.worker(t.matter.grid, t.dice)
        t.does(clerk, Verb.ASK_VERIFICATION, {"note": t.words("verify_ask")}, person=worker.id)
        return
    t.does(clerk, Verb.ACCEPT, {"note": t.words("accept")})


def _must_look(t: Telling) -> bool:
    """What is sensitive and can wait is looked at first; cameras are not always right."""
    return t.matter.channel == "screen_patrol" and t.dice.random() < 0.3


def _on_the_spot(t: Telling) -> bool:
    """Workers settle small things themselves, where the category says what to show for it."""
    category, condition = t.matter.code.split("/")
    kinds = handling.standard(t, category, condition).evidence.get("resolve")
    if not kinds or not t.plan.takes("on_spot"):
        return False
    t.wait(t.dice.uniform(3, 45), "street")
    worker = t.world.cast.worker(t.matter.grid, t.dice)
    said = {"note": t.words("resolve"), "evidence": handling.evidence_of(t, kinds)}
    t.does(worker, Verb.RESOLVE, said, category=category, condition=condition, **t.place)
    return True


def _verifying(t: Telling) -> None:
    t.wait_for(Stage.VERIFY, "street", t.dice.uniform(0.15, 0.85))
    true = not t.plan.takes("false")
    said = {"note": t.words("verify_yes" if true else "verify_no"), "evidence": t.shown(Verb.VERIFY)}
    t.does(t.world.cast.worker(t.matter.grid, t.dice), Verb.VERIFY, said, found=true)


def _accepted(t: Telling) -> None:
    clerk = t.world.cast.any("clerk", t.dice)
    t.wait_for(Stage.FILE, "always", t.dice.uniform(0.05, 0.6))
    if t.case.verified is False:
        t.does(t.world.cast.any("shift_lead", t.dice), Verb.VOID, {"reason": t.words("void")})
        return
    asked = {report.kind for report in t.case.reports}
    if asked <= {"consult", "praise", "suggest"} and (t.dice.random() < 0.9 or "suggest" not in asked):
        t.does(clerk, Verb.ANSWER, {"answer": t.done()})
        return
    category, condition = t.matter.code.split("/")
    if t.case.verified is None and _sensitive(t, category, condition):
        worker = t.world.cast.worker(t.matter.grid, t.dice)
        t.does(clerk, Verb.ASK_VERIFICATION, {"note": t.words("verify_ask")}, person=worker.id)
        return
    t.does(clerk, Verb.FILE, None, category=category, condition=condition, **t.place)


def _sensitive(t: Telling, category: str, condition: str) -> bool:
    standard = handling.standard(t, category, condition)
    return standard.sensitive and not standard.urgent


def _reviewing(t: Telling) -> None:
    t.wait_for(Stage.CLOSE, "desk", t.dice.uniform(0.3, 0.95))
    lead = t.world.cast.lead(t.matter.grid)
    if t.plan.takes("false_fix"):
        t.does(lead, Verb.REVIEW_FAIL, {"reason": t.words("review_no")})
    else:
        t.does(lead, Verb.REVIEW_PASS, {})


def _filed(t: Telling) -> None:
    t.wait_for(Stage.DISPATCH, "desk", t.dice.uniform(0.05, 0.75))
    dispatcher = t.world.cast.any("dispatcher", t.dice)
    if t.plan.takes("assisted"):
        others = handling.assistants(t)
        handling.by_hand(t, dispatcher, Verb.DISPATCH, handling.wanted(t), others)
        return
    if "returned" in t.plan.odd and t.case.returns == 0:
        handling.by_hand(t, dispatcher, Verb.DISPATCH, handling.wrong(t))
    else:
        t.does(dispatcher, Verb.DISPATCH, {"note": t.words("dispatch")})


def _dispatched(t: Telling) -> None:
    lead = t.case.lead
    assert lead
    handler = t.world.cast.handler(lead.unit, t.dice)
    back = "returned" in t.plan.odd and (t.case.returns == 0 or "returned_twice" in t.plan.odd) and t.case.returns < 2
    if back and not lead.ruled:
        t.wait_for(Stage.RETURN, "office", t.dice.uniform(0.1, 0.8), lead)
        clock = t.case.clock(Stage.RETURN, lead.no)
        if clock is None or (clock.due_at and t.now <= clock.due_at):
            _returned(t)
            return
    t.plan.odd.discard("returned")
    t.wait_for(Stage.SIGN, "office", t.dice.triangular(0.05, 0.97, 0.3), lead)
    t.does(handler, Verb.SIGN, {"note": t.words("sign")}, assignment=lead.no)


def _returned(t: Telling) -> None:
    lead = t.case.lead
    assert lead
    handler = t.world.cast.handler(lead.unit, t.dice)
    if t.case.returns or "returned_twice" not in t.plan.odd:
        t.plan.odd.discard("returned")
    t.does(handler, Verb.RETURN, {"reason": t.words("returns")}, assignment=lead.no)


def _disputed(t: Telling) -> None:
    t.wait(t.dice.uniform(40, 900), "office")  # a ruling is talked over first
    t.plan.odd -= {"returned", "returned_twice"}
    judge = t.world.cast.any("shift_lead", t.dice)
    handling.by_hand(t, judge, Verb.RULE, handling.wanted(t), reason=t.words("rulings"))


def _suspended(t: Telling) -> None:
    """Until its date; then it goes on by itself, or somebody takes it up before."""
    until = t.case.suspended_until
    assert until
    left = until - t.now
    t.wait(left / timedelta(minutes=1) * t.dice.uniform(0.5, 0.98), "office")
    lead = t.case.lead
    assert lead
    t.does(t.world.cast.handler(lead.unit, t.dice), Verb.RESUME, {"note": t.words("sign")})


def _handling(t: Telling) -> None:
    lead = t.case.lead
    assert lead
    for step in (handling.joined, handling.contacted, handling.assisted, handling.staged, handling.asked):
        if step(t, lead):
            return
    handling.fed_back(t, lead)


NEXT: dict[State, Callable[[Telling], None]] = {
    State.REPORTED: _reported,
    State.VERIFYING: _verifying,
    State.ACCEPTED: _accepted,
    State.REVIEWING: _reviewing,
    State.FILED: _filed,
    State.DISPATCHED: _dispatched,
    State.HANDLING: _handling,
    State.DISPUTED: _disputed,
    State.SUSPENDED: _suspended,
    State.HANDLED: endings.handled,
    State.CHECKING: endings.checking,
    State.CHECKED: endings.checked,
    State.CALLING: endings.calling,
}
