"""Conditions about who holds an assignment and what was asked of whom, both ways."""

from datetime import timedelta

from tests.cases.asking import Samples, asks, second
from tests.cases.worlds import CITY, GARDEN, STAGED, TEAM, WATER, Tale, of, tale_in, told, world
from wangge.cases.rules import Asked, Held, Role, State, Verb
from wangge.cases.rules.guards import Ask
from wangge.kit.actor import Actor

V, S = Verb, State
LATE = "Mon 2026-11-30 09:00"


def passed_down(*more: tuple[Verb, Actor]) -> Tale:
    """CITY has signed and passed it down to TEAM."""
    tale = tale_in(S.HANDLING).say(V.ASSIGN)
    for verb, by in more:
        tale.say(verb, by)
    return tale


def asked(what: str, **time: float) -> Tale:
    tale = tale_in(S.HANDLING)
    until = tale.now + timedelta(**time) if time else None
    return tale_in(S.HANDLING, asked=Asked(what, 1, by=1, until=until))


def until(**time: float) -> Ask:
    tale = tale_in(S.HANDLING)
    return asks(tale, V.ASK_SUSPEND, 1, until=(tale.now + timedelta(**time)).isoformat())


SAMPLES: Samples = {
    "mine_to_sign": (
        {"sent": lambda: asks(tale_in(S.DISPATCHED), mine=1)},
        {"signed": lambda: asks(tale_in(S.HANDLING), mine=1), "none": lambda: asks(tale_in(S.DISPATCHED))},
    ),
    "mine_to_pass": (
        {
            "sent": lambda: asks(tale_in(S.DISPATCHED), mine=1),
            "signed": lambda: asks(tale_in(S.HANDLING), mine=1),
            "the one below gave it back": lambda: asks(passed_down((V.RETURN, of(TEAM))), mine=1),
        },
        {"passed down": lambda: asks(passed_down(), mine=1), "fed back": lambda: asks(tale_in(S.HANDLED), mine=1)},
    ),
    "mine_signed": (
        {"signed": lambda: asks(tale_in(S.HANDLING), mine=1)},
        {"sent": lambda: asks(tale_in(S.DISPATCHED), mine=1), "fed back": lambda: asks(tale_in(S.HANDLED), mine=1)},
    ),
    "mine_open": (
        {"sent": lambda: asks(tale_in(S.DISPATCHED), mine=1)},
        {"fed back": lambda: asks(tale_in(S.HANDLED), mine=1)},
    ),
    "lead": (
        {"lead": lambda: asks(second(Role.ASSIST), mine=1)},
        {"assistant": lambda: asks(second(Role.ASSIST), mine=2), "below the lead": lambda: asks(passed_down(), mine=2)},
    ),
    "not_lead": (
        {"assistant": lambda: asks(second(Role.ASSIST), mine=2), "below the lead": lambda: asks(passed_down(), mine=2)},
        {"lead": lambda: asks(second(Role.ASSIST), mine=1), "none": lambda: asks(second(Role.ASSIST))},
    ),
    "open_assistant": (
        {
            "named": lambda: asks(second(Role.ASSIST), V.RELEASE, assignment=2),
            "not said yet": lambda: asks(second(Role.ASSIST), V.RELEASE, assignment=None),
            "passed down": lambda: asks(passed_down(), V.RELEASE, assignment=2),
        },
        {
            "the lead": lambda: asks(second(Role.ASSIST), V.RELEASE, assignment=1),
            "fed back": lambda: asks(second(Role.ASSIST, Held.FED_BACK), V.RELEASE, assignment=2),
            "no such": lambda: asks(second(Role.ASSIST), V.RELEASE, assignment=3),
            "nobody to release": lambda: asks(tale_in(S.HANDLING), V.RELEASE, assignment=None),
        },
    ),
    "not_whistled": (
        {"assistant": lambda: asks(second(Role.ASSIST), mine=2), "lead": lambda: asks(second(Role.WHISTLED), mine=1)},
        {"whistled": lambda: asks(second(Role.WHISTLED), mine=2)},
    ),
    "whistled": (
        {"whistled": lambda: asks(second(Role.WHISTLED), mine=2)},
        {"lead": lambda: asks(second(Role.WHISTLED), mine=1), "none": lambda: asks(second(Role.WHISTLED))},
    ),
    "whistled_there": (
        {
            "named": lambda: asks(second(Role.WHISTLED, there=True), V.APPRAISE, assignment=2),
            "not said yet": lambda: asks(second(Role.WHISTLED, there=True), V.APPRAISE, assignment=None),
        },
        {
            "not arrived": lambda: asks(second(Role.WHISTLED), V.APPRAISE, assignment=2),
            "the lead": lambda: asks(second(Role.WHISTLED, there=True), V.APPRAISE, assignment=1),
        },
    ),
    "not_own_unit": (
        {
            "another unit": lambda: asks(second(Role.WHISTLED, there=True), V.APPRAISE, who=of(CITY)),
            "not said yet": lambda: asks(second(Role.WHISTLED, there=True), V.APPRAISE, who=of(CITY), assignment=None),
        },
        {"its own": lambda: asks(second(Role.WHISTLED, there=True), V.APPRAISE, who=of(GARDEN))},
    ),
    "not_arrived": (
        {"on the way": lambda: asks(second(Role.WHISTLED), mine=2)},
        {"there": lambda: asks(second(Role.WHISTLED, there=True), mine=2)},
    ),
    "not_there_yet": (
        {"others": lambda: asks(tale_in(S.HANDLING), V.WHISTLE, units=[WATER, GARDEN])},
        {
            "the lead": lambda: asks(tale_in(S.HANDLING), V.WHISTLE, units=[WATER, CITY]),
            "an assistant": lambda: asks(second(Role.ASSIST), V.WHISTLE, units=[GARDEN]),
        },
    ),
    "other_unit": (
        {
            "another": lambda: asks(tale_in(S.HANDLING), V.REDISPATCH, unit=GARDEN),
            "no lead": lambda: asks(tale_in(S.HANDLING, assignments=()), V.REDISPATCH, unit=CITY),
        },
        {"the same": lambda: asks(tale_in(S.HANDLING), V.REDISPATCH, unit=CITY)},
    ),
    "in_branch": (
        {"below": lambda: asks(tale_in(S.HANDLING), V.ASSIGN)},
        {"elsewhere": lambda: asks(tale_in(S.HANDLING), V.ASSIGN)._replace(in_branch=False)},
    ),
    "limit_inside": (
        {
            "shorter": lambda: asks(tale_in(S.HANDLING), V.ASSIGN, 1, limit="4wd"),
            "not said": lambda: asks(tale_in(S.HANDLING), V.ASSIGN, 1),
            "nothing to be inside": lambda: asks(tale_in(S.HANDLING, clocks=()), V.ASSIGN, 1, limit="99wd"),
        },
        {"the same amount, later": lambda: asks(tale_in(S.HANDLING), V.ASSIGN, 1, limit="5wd")},
    ),
    "not_ruled": (
        {"sent": lambda: asks(tale_in(S.DISPATCHED), mine=1)},
        {"ruled": lambda: asks(told("report file dispatch dispute rule"), mine=2)},
    ),
    "return_in_time": (
        {
            "in time": lambda: asks(tale_in(S.DISPATCHED).until("Mon 2026-11-02 14:00"), mine=1),
            "after signing": lambda: asks(tale_in(S.HANDLING), mine=1),
            "passed down, has no such clock": lambda: asks(passed_down().until(LATE), mine=2),
        },
        {
            "late": lambda: asks(tale_in(S.DISPATCHED).until("Mon 2026-11-02 15:00"), mine=1),
            "rework": lambda: asks(told("report file dispatch sign feed_back ask_check fail"), mine=1),
        },
    ),
    "returned_before": (
        {"once": lambda: asks(tale_in(S.DISPATCHED, returns=1), mine=1)},
        {"never": lambda: asks(tale_in(S.DISPATCHED), mine=1)},
    ),
    "others_done": (
        {
            "alone": lambda: asks(tale_in(S.HANDLING), mine=1),
            "all have": lambda: asks(second(Role.ASSIST, Held.FED_BACK), mine=1),
            "released": lambda: asks(second(Role.WHISTLED, Held.RELEASED), mine=1),
            "an assistant waits for nobody": lambda: asks(second(Role.ASSIST, Held.SIGNED), mine=2),
        },
        {
            "an assistant": lambda: asks(second(Role.ASSIST, Held.SIGNED), mine=1),
            "a whistled unit": lambda: asks(second(Role.WHISTLED), mine=1),
            "what was passed down": lambda: asks(passed_down(), mine=1),
            "none": lambda: asks(tale_in(S.HANDLING)),
        },
    ),
    "stages_done": (
        {"no stages": lambda: asks(tale_in(S.HANDLING))},
        {"one is open": lambda: asks(told("report file dispatch sign stage_done", STAGED))},
    ),
    "stage_open": (
        {
            "named": lambda: asks(told("report file dispatch sign", STAGED), V.STAGE_DONE, stage="clear"),
            "not said yet": lambda: asks(told("report file dispatch sign", STAGED), V.STAGE_DONE, stage=None),
        },
        {
            "done": lambda: asks(told("report file dispatch sign stage_done", STAGED), V.STAGE_DONE, stage="stop"),
            "no such": lambda: asks(told("report file dispatch sign", STAGED), V.STAGE_DONE, stage="paint"),
            "no stages": lambda: asks(tale_in(S.HANDLING), V.STAGE_DONE, stage=None),
        },
    ),
    "nothing_asked": (
        {"nothing": lambda: asks(tale_in(S.HANDLING))},
        {"an extension": lambda: asks(asked("extension")), "a suspension": lambda: asks(asked("suspend", days=1))},
    ),
    "extension_asked": (
        {"asked": lambda: asks(asked("extension"))},
        {"the other": lambda: asks(asked("suspend", days=1)), "nothing": lambda: asks(tale_in(S.HANDLING))},
    ),
    "suspension_asked": (
        {"asked": lambda: asks(asked("suspend", days=1))},
        {"the other": lambda: asks(asked("extension")), "nothing": lambda: asks(tale_in(S.HANDLING))},
    ),
    "never_suspended": (
        {"never": lambda: asks(tale_in(S.HANDLING))},
        {"once": lambda: asks(told("report file dispatch sign ask_suspend grant_suspend resume"))},
    ),
    "asked_until_ahead": (
        {"ahead": lambda: asks(asked("suspend", days=1))},
        {"over": lambda: asks(asked("suspend", days=1).wait(days=2)), "none": lambda: asks(asked("extension"))},
    ),
    "extensions_left": (
        {"one": lambda: asks(tale_in(S.HANDLING, extensions=1))},
        {
            "two": lambda: asks(tale_in(S.HANDLING, extensions=2)),
            "none allowed": lambda: asks(Tale(world(max_extensions=0))),
        },
    ),
    "handle_in_time": (
        {"in time": lambda: asks(tale_in(S.HANDLING), mine=1)},
        {"late": lambda: asks(tale_in(S.HANDLING).until(LATE), mine=1)},
    ),
    "by_inside": (
        {"once more": lambda: asks(tale_in(S.HANDLING), V.ASK_EXTENSION, 1, by=5)},
        {
            "more than once": lambda: asks(tale_in(S.HANDLING), V.ASK_EXTENSION, 1, by=6),
            "no limit": lambda: asks(tale_in(S.HANDLING, clocks=()), V.ASK_EXTENSION, 1, by=1),
        },
    ),
    "until_ahead": (
        {"tomorrow": lambda: until(days=1), "a year": lambda: until(days=366)},
        {"now": lambda: until(days=0), "past": lambda: until(days=-1), "too far": lambda: until(days=367)},
    ),
}  # fmt: skip
