"""Small histories that together use every verb there is."""

from datetime import timedelta

from tests import town
from tests.cases.histories import PLACE, WORDS, Teller, units
from wangge import catalogue, clock, places
from wangge.cases.actions import regrid, system
from wangge.cases.rules import Kind, Verb
from wangge.clock.rules.forms import written
from wangge.kit.tx import Pool, Tx
from wangge.places.rules.changes.drafts import Move

V = Verb


def tell_all(pool: Pool) -> Teller:
    """Tells every history in one database; the verbs of the system come last, they touch many cases."""
    t = Teller(pool)
    handled_to_the_end(t)
    whistled_and_suspended(t)
    suspended_until_its_date(t)
    urgent_and_looked_at(t)
    returned_and_ruled(t)
    passed_down_and_taken_back(t)
    on_the_spot(t)
    ended_early(t)
    merged_and_split(t)
    t.bring("closed", closed_at=t.now.isoformat(), outcome="resolved")
    t.bring("filed", filed_at=t.now.isoformat())
    by_the_system(t)
    return t


def handled_to_the_end(t: Teller) -> str:
    """Verified and filed; staged and extended; checked twice, the reporter reached at the third try; reopened."""
    category, condition = town.matter("私搭乱建")
    told = t.tell(title=WORDS, address=WORDS, lng=PLACE[0], lat=PLACE[1], source="12345", source_number="hotline 1")
    n = told.case
    t.say(town.CLERK, n, V.ACCEPT)
    t.say(town.CLERK, n, V.ASK_VERIFICATION, person=town.WORKER)
    t.say(town.WORKER, n, V.VERIFY, found=True, shown=["photo"])
    t.say(town.CLERK, n, V.FILE, category=category, condition=condition, grid=town.LIYUAN, lng=PLACE[0], lat=PLACE[1])
    t.say(town.CLERK, n, V.AMEND, grade="major", address=WORDS)
    t.say(town.DISPATCHER, n, V.DISPATCH, unit="cgw")
    t.say(town.CITY_HANDLER, n, V.SIGN)
    t.say(town.CITY_HANDLER, n, V.CONTACT, report=told.report, reached=True)
    _watched_and_extended(t, n)
    for verb in (V.FAIL, V.PASS):
        t.say(town.CITY_HANDLER, n, V.FEED_BACK, shown=["before", "after", "document"], outcome="resolved")
        t.say(town.CLERK, n, V.ASK_CHECK, person=town.WORKER)
        t.say(town.WORKER, n, verb, shown=["photo"])
    _called_and_closed(t, n, told.report)
    return n


def _watched_and_extended(t: Teller, n: str) -> None:
    t.say(town.SUPERVISOR, n, V.URGE)
    t.say(town.SUPERVISOR, n, V.SUPERVISE, within="4wh")
    t.say(town.CITY_HANDLER, n, V.REPLY)
    t.say(town.WORKER, n, V.NOTE, shown=["photo"])
    for verb in (V.GRANT_EXTENSION, V.REFUSE_EXTENSION):
        t.say(town.CITY_HANDLER, n, V.ASK_EXTENSION, by=3)
        t.say(town.DISPATCHER, n, verb)
    t.wait(days=1)
    for stage in ("stop", "fine", "clear"):
        t.say(town.CITY_HANDLER, n, V.STAGE_DONE, stage=stage, shown=["document"])


def _called_and_closed(t: Teller, n: str, report: str) -> None:
    t.say(town.CALLER, n, V.ASK_CALL_BACK, person=town.CALLER)
    for _ in range(2):
        t.say(town.CALLER, n, V.CALL_BACK, report=report, reached=False)
        t.wait(hours=5)
    answers = {"contacted": True, "resolved": True, "satisfied": "basically"}
    t.say(town.CALLER, n, V.CALL_BACK, report=report, reached=True, **answers)
    t.say(town.SHIFT_LEAD, n, V.CLOSE, answer=WORDS)
    t.say(town.SHIFT_LEAD, n, V.REOPEN)
    t.say(town.SHIFT_LEAD, n, V.FORCE_CLOSE)


def whistled_and_suspended(t: Teller) -> str:
    n = t.sent("道路破损", "qy", ["rl"], address=WORDS)
    t.say(town.STREET_HANDLER, n, V.SIGN)
    t.say(town.SHIFT_LEAD, n, V.WHISTLE, units=["swj"], within="30um")
    t.say(town.WATER_HANDLER, n, V.ARRIVE, lng=PLACE[0], lat=PLACE[1])
    t.say(town.STREET_HANDLER, n, V.APPRAISE, assignment=3, score=4)
    for verb in (V.REFUSE_SUSPEND, V.GRANT_SUSPEND):
        t.say(town.STREET_HANDLER, n, V.ASK_SUSPEND, until=t.now + timedelta(days=4))
        t.say(town.DISPATCHER, n, verb)
    t.wait(hours=7)
    t.say(town.STREET_HANDLER, n, V.RESUME)
    t.say(town.DISPATCHER, n, V.RELEASE, assignment=2)
    return n


def urgent_and_looked_at(t: Teller) -> str:
    """Filed, sent and looked at by itself, by whoever it was reported; the fire brigade is called in."""
    n = t.filed("燃气管道破裂", login=town.WORKER, channel="portal")
    t.say(town.WORKER, n, V.HAND_OVER, service="119")
    t.say(town.WORKER, n, V.VERIFY, found=True)
    return n


def suspended_until_its_date(t: Teller) -> str:
    n = t.sent("道路破损", "cgw", person=False)
    t.say(town.CITY_HANDLER, n, V.SIGN)
    t.say(town.CITY_HANDLER, n, V.ASK_SUSPEND, until=t.now + timedelta(days=1))
    t.say(town.DISPATCHER, n, V.GRANT_SUSPEND)
    return n


def returned_and_ruled(t: Teller) -> str:
    n = t.sent("暴露生活垃圾", "swj")
    t.say(town.WATER_HANDLER, n, V.RETURN, suggest="zjw")
    t.say(town.DISPATCHER, n, V.DISPATCH, unit="zjw")
    t.say(town.HOUSING_HANDLER, n, V.RETURN)
    t.say(town.SHIFT_LEAD, n, V.RULE, unit="cgw", assistants=["rl"], as_rule=True)
    t.say(town.SHIFT_LEAD, n, V.DISPUTE)
    t.say(town.SHIFT_LEAD, n, V.RULE, unit="qy")
    t.say(town.SHIFT_LEAD, n, V.REDISPATCH, unit="cgw")
    t.say(town.SHIFT_LEAD, n, V.HARD_CASE)
    return n


def passed_down_and_taken_back(t: Teller) -> str:
    n = t.sent("道路破损", "qy")
    t.say(town.DISPATCHER, n, V.TAKE_BACK)
    t.say(town.DISPATCHER, n, V.DISPATCH, unit="qy")
    t.say(town.SHIFT_LEAD, n, V.ESCALATE)
    t.say(town.DISPATCHER, n, V.DISPATCH, unit="cgw", assistants=["qy"])
    t.say(town.STREET_HANDLER, n, V.ASSIGN, unit="qy-zfd", limit="2wd")
    t.say(town.SUB_HANDLER, n, V.SIGN)
    t.say(town.SUB_HANDLER, n, V.FEED_BACK, shown=["after"])
    t.say(town.STREET_HANDLER, n, V.FEED_BACK, shown=["after"])
    return n


def on_the_spot(t: Teller) -> None:
    """The standard draws every case for review."""
    draft = catalogue.Draft("9901", "小广告", "01", "墙上有小广告", "清掉", review_percent=100)
    t.do(town.SHIFT_LEAD, lambda tx: catalogue.publish(tx, draft))
    for verb in (V.REVIEW_PASS, V.REVIEW_FAIL):
        n = t.report(town.WORKER, channel="patrol", kind="help", person=False)
        t.say(town.WORKER, n, V.RESOLVE, category="9901", condition="01", shown=["before", "after"])
        t.say(town.LEAD, n, verb)
    t.say(town.CLERK, n, V.RESOLVE, category="0405", condition="01", shown=["before", "after"])


def ended_early(t: Teller) -> None:
    t.say(town.CLERK, t.report(kind=Kind.CONSULT), V.ANSWER)
    t.say(town.SHIFT_LEAD, t.report(kind=Kind.DENOUNCE, sensitive=True), V.DECLINE, declined_for="petition")
    t.say(town.CLERK, t.report(person=False), V.WITHDRAW, withdrawn_for="solved")
    t.say(town.SHIFT_LEAD, t.report(), V.VOID)


def merged_and_split(t: Teller) -> None:
    """One into another, that into a third, and back; a further report; two matters in one."""
    first, second, third = (t.report(address=WORDS) for _ in range(3))
    t.tell(into=first, title=WORDS)
    t.say(town.CLERK, first, V.MERGE, into=second)
    t.say(town.CLERK, second, V.MERGE, into=third)
    t.say(town.CLERK, first, V.UNMERGE)
    t.say(town.CLERK, first, V.MERGE, into=third)
    told = t.tell(address=WORDS)
    t.say(town.CLERK, told.case, V.SPLIT, report=told.report, text=WORDS, title=WORDS)
    t.report(repeat_of=told.case)


def by_the_system(t: Teller) -> None:
    t.wait(days=2)
    while t.do(None, system.ring_due):
        pass
    t.do(None, system.resume_due)
    t.do(None, _new_limits)
    while t.do(None, lambda tx: system.recalculate(tx, clock.current(tx).version)):
        pass
    t.do(None, lambda tx: system.succeed(tx, units(tx)["qy"], units(tx)["xf"]))
    t.do(None, _new_tree)


def _new_limits(tx: Tx) -> None:
    """A standard and a calendar that move open cases."""
    category, condition = town.matter("道路破损")
    old = catalogue.standard(tx, category, condition)
    new = catalogue.Draft(category, "道路破损", condition, "有坑", "修平", limits={"handle": "8wd"})
    system.relimit(tx, old.version, catalogue.publish(tx, new))
    form = written(clock.current(tx))
    clock.publish(tx, clock.CalendarDraft(form["weekly"], exceptions={"2026-03-06": {"shifts": [], "name": "停电"}}))


def _new_tree(tx: Tx) -> None:
    """丽园 moves from one street to the other."""
    places.decide(tx, Move(grid="110115003006", parent="110115001"))
    assert regrid.follow(tx)
