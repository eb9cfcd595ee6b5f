"""Conditions about the matter, its reports, the check, the call-back and the close, both ways."""

from typing import Any

from tests.cases.asking import Samples, asks, second
from tests.cases.worlds import AFTER, CITY, GARDEN, SOMEBODY, SQUAD, TEXT, WORLD, Tale, of, tale_in, told, world
from wangge.cases.rules import Held, Kind, Level, Report, Role, State, Verb
from wangge.cases.rules.guards import Ask

V, S = Verb, State
PHOTO = [{"kind": "photo", "file": "a" * 64}]
WORDS = [{"kind": "answer", **TEXT}, {"kind": "photo", **TEXT}]
AM, PM = "2026-11-02am", "2026-11-02pm"


def reports(*kinds: Kind, reachable: bool = True) -> Tale:
    return tale_in(S.REPORTED, reports=tuple(Report(no, kind, reachable) for no, kind in enumerate(kinds, 1)))


def report(**fields: Any) -> Tale:
    return tale_in(S.CALLING, reports=(Report(1, Kind.HELP, **{"reachable": True} | fields),))


def sensitive(tale: Tale, **said: Any) -> Ask:
    return asks(tale, V.FILE, **said)


def showing(shown: Any, **standard: Any) -> Ask:
    return asks(tale_in(S.HANDLING, world(**standard)), V.FEED_BACK, 1, evidence=shown)


def answered(**said: Any) -> Ask:
    """Only what is named is said of a call-back."""
    unsaid = dict.fromkeys(("contacted", "resolved", "satisfied"))
    return asks(tale_in(S.CALLING), V.CALL_BACK, **unsaid | said)


def declined(reason: str | None, **said: Any) -> Ask:
    return asks(tale_in(S.REPORTED), V.DECLINE, declined_for=reason, **said)


SAMPLES: Samples = {
    "sent_to_reroute": (
        {
            "nobody asks for it": lambda: asks(tale_in(S.FILED), V.AMEND),
            "to be kept": lambda: asks(tale_in(S.FILED), V.AMEND, reroute="keep"),
            "sent": lambda: asks(tale_in(S.DISPATCHED), V.AMEND, reroute="rules"),
            "being handled": lambda: asks(tale_in(S.HANDLING), V.AMEND, reroute="rules"),
        },
        {
            "not sent yet": lambda: asks(tale_in(S.FILED), V.AMEND, reroute="rules"),
            "handled": lambda: asks(tale_in(S.HANDLED), V.AMEND, reroute="rules"),
        },
    ),
    "answerable": (
        {
            "questions": lambda: asks(reports(Kind.CONSULT, Kind.SUGGEST, Kind.PRAISE)),
            "the category says so": lambda: asks(reports(Kind.HELP).under(world(answerable=True))),
        },
        {
            "help": lambda: asks(reports(Kind.CONSULT, Kind.HELP)),
            "complaint": lambda: asks(reports(Kind.COMPLAIN)),
            "denunciation": lambda: asks(reports(Kind.DENOUNCE)),
            "nobody asks": lambda: asks(reports().under(world(answerable=True))),
        },
    ),
    "verified": (
        {
            "plain": lambda: sensitive(tale_in(S.ACCEPTED)),
            "looked at": lambda: sensitive(tale_in(S.ACCEPTED, sensitive=True, verified=True)),
            "not found": lambda: sensitive(tale_in(S.ACCEPTED, sensitive=True, verified=False)),
            "urgent": lambda: sensitive(tale_in(S.ACCEPTED, world(urgent=True), sensitive=True)),
        },
        {
            "the report": lambda: sensitive(tale_in(S.ACCEPTED, sensitive=True), sensitive=False),
            "the category": lambda: sensitive(tale_in(S.ACCEPTED, world(sensitive=True))),
            "the clerk": lambda: sensitive(tale_in(S.ACCEPTED), sensitive=True),
        },
    ),
    "urgent": ({"yes": lambda: asks(tale_in(S.FILED, urgent=True))}, {"no": lambda: asks(tale_in(S.FILED))}),
    "not_looked_at": (
        {"never": lambda: asks(tale_in(S.FILED, urgent=True))},
        {
            "asked": lambda: asks(tale_in(S.FILED, urgent=True).say(V.ASK_VERIFICATION)),
            "found": lambda: asks(tale_in(S.FILED, urgent=True, verified=True)),
            "not found": lambda: asks(tale_in(S.FILED, urgent=True, verified=False)),
        },
    ),
    "look_asked": (
        {"asked": lambda: asks(tale_in(S.FILED, urgent=True).say(V.ASK_VERIFICATION))},
        {
            "never": lambda: asks(tale_in(S.FILED, urgent=True)),
            "done": lambda: asks(tale_in(S.FILED, urgent=True).go("ask_verification verify")),
        },
    ),
    "where_to_turn": (
        {
            "the reason says it": lambda: declined("petition"),
            "in words": lambda: declined("beyond_duty", turn_to=TEXT),
        },
        {"nowhere": lambda: declined("beyond_duty"), "nothing said": lambda: declined(None)},
    ),
    "same_as_which": (
        {"named": lambda: declined("repeat", same_as=3), "another reason": lambda: declined("court")},
        {"not named": lambda: declined("repeat")},
    ),
    "place": (
        {"known": lambda: asks(tale_in(S.REPORTED)), "said": lambda: asks(tale_in(S.REPORTED, grid=None), V.FILE)},
        {"unknown": lambda: asks(tale_in(S.REPORTED, grid=None))},
    ),
    "something": (
        {
            "category": lambda: asks(tale_in(S.FILED), V.AMEND, grade=None, category="0405"),
            "grade": lambda: asks(tale_in(S.FILED), V.AMEND),
            "grid": lambda: asks(tale_in(S.FILED), V.AMEND, grade=None, grid=1),
            "not sensitive": lambda: asks(tale_in(S.FILED), V.AMEND, grade=None, sensitive=False),
            "point": lambda: asks(tale_in(S.FILED), V.AMEND, grade=None, point=TEXT),
            "address": lambda: asks(tale_in(S.FILED), V.AMEND, grade=None, address=TEXT),
        },
        {"only a reason": lambda: asks(tale_in(S.FILED), V.AMEND, grade=None)},
    ),
    "evidence": (
        {
            "shown": lambda: showing(AFTER + PHOTO),
            "none wanted": lambda: showing(None, evidence={}),
            "an answer in words": lambda: showing(WORDS, evidence={"feed_back": ["answer"]}),
            "wanted of another verb": lambda: showing(None, evidence={"pass": ["photo"]}),
        },
        {
            "another kind": lambda: showing(PHOTO),
            "nothing": lambda: showing(None),
            "one of two": lambda: showing(AFTER, evidence={"feed_back": ["before", "after"]}),
            "a photo in words": lambda: showing(WORDS, evidence={"feed_back": ["photo"]}),
        },
    ),
    "drawn_for_review": (
        {"all": lambda: asks(tale_in(S.REPORTED, world(review_percent=100)))},
        {"none": lambda: asks(tale_in(S.REPORTED))},
    ),
    "own_report": (
        {
            "own": lambda: asks(tale_in(S.CALLING), V.CALL_BACK),
            "not said yet": lambda: asks(tale_in(S.CALLING), V.CALL_BACK, report=None),
        },
        {
            "another's": lambda: asks(tale_in(S.CALLING), V.CALL_BACK, report=2),
            "no report": lambda: asks(tale_in(S.CALLING, reports=()), V.CALL_BACK, report=None),
        },
    ),
    "one_report": (
        {"one": lambda: asks(tale_in(S.FILED)), "none left": lambda: asks(told("report file leave"))},
        {"two": lambda: asks(told("report file join"))},
    ),
    "below_top": (
        {"street": lambda: asks(tale_in(S.FILED, level=Level.STREET))},
        {"district": lambda: asks(tale_in(S.FILED, level=Level.DISTRICT))},
    ),
    "not_hard": ({"plain": lambda: asks(tale_in(S.FILED))}, {"hard": lambda: asks(tale_in(S.FILED, hard=True))}),
    "no_check": (
        {"none": lambda: asks(Tale(world(check="none")))},
        {"desk": lambda: asks(Tale(world(check="desk"))), "field": lambda: asks(Tale(WORLD))},
    ),
    "desk_check": (
        {"desk": lambda: asks(Tale(world(check="desk"))), "none": lambda: asks(Tale(world(check="none")))},
        {"field": lambda: asks(Tale(WORLD))},
    ),
    "not_own_work": (
        {
            "others": lambda: asks(tale_in(S.CHECKING), V.PASS, who=SOMEBODY),
            "gave it back": lambda: asks(second(Role.ASSIST, Held.RETURNED, S.CHECKING), V.PASS, who=of(GARDEN)),
        },
        {
            "lead": lambda: asks(tale_in(S.CHECKING), V.PASS, who=of(CITY)),
            "assistant": lambda: asks(second(Role.ASSIST, Held.FED_BACK, S.CHECKING), V.PASS, who=of(GARDEN, SQUAD)),
        },
    ),
    "somebody_to_call": (
        {"all": lambda: asks(report())},
        {
            "no number": lambda: asks(report(reachable=False)),
            "none": lambda: asks(report().under(world(call_back="none"))),
            "not drawn": lambda: asks(report().under(world(call_back="sample", call_back_percent=0))),
        },
    ),
    "asked_three": (
        {
            "all three": lambda: answered(reached=True, contacted=False, resolved=False, satisfied="unsatisfied"),
            "not reached": lambda: answered(reached=False),
        },
        {"two": lambda: answered(reached=True, contacted=True, resolved=True), "none": lambda: answered(reached=True)},
    ),
    "called_back": (
        {
            "reached": lambda: asks(report(reached=True)),
            "three times in two half-days": lambda: asks(report(tries=(AM, AM, PM))),
            "nobody to call": lambda: asks(report(reachable=False)),
        },
        {
            "not yet": lambda: asks(report()),
            "twice": lambda: asks(report(tries=(AM, PM))),
            "three times in one": lambda: asks(report(tries=(AM, AM, AM))),
        },
    ),
    "replied": ({"none": lambda: asks(tale_in(S.CALLING))}, {"one waits": lambda: asks(tale_in(S.CALLING, demands=1))}),
    "demanded": ({"one": lambda: asks(tale_in(S.CALLING, demands=1))}, {"none": lambda: asks(tale_in(S.CALLING))}),
    "in_window": (
        {"at its end": lambda: asks(tale_in(S.CLOSED, world(reopen_days=1)).wait(minutes=-5, days=1))},
        {
            "over": lambda: asks(tale_in(S.CLOSED, world(reopen_days=1)).wait(days=1)),
            "open": lambda: asks(tale_in(S.FILED)),
        },
    ),
    "was_filed": (
        {"filed": lambda: asks(tale_in(S.CLOSED))},
        {"never": lambda: asks(told("report withdraw"))},
    ),
}  # fmt: skip
