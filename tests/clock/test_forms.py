"""Calendars as JSON: what is read, what is refused by which rule at which field, and the way back."""

from datetime import date

import pytest
from hypothesis import assume, given

from tests.clock.times import OFFICE
from tests.clock.worlds import calendars
from wangge.clock import Calendar, CalendarDraft, Holiday, OwnDay, Shift
from wangge.clock.rules import OFFICE_WEEK, drafted, published, read, written
from wangge.clock.rules.forms import read_weekly
from wangge.kit.errors import Invalid, say, texts

WEEK = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
SNOW = {"2026-01-12": {"shifts": [], "name": "暴雪停工"}}


def draft(**changes):
    return CalendarDraft(**{"weekly": WEEK, **changes})


def holiday(*off, on=(), name="元旦"):
    return {"name": name, "off": off, "on": on}


def week(**days):
    return {"weekly": days}


def own(text, shifts=(), name=""):
    return {"exceptions": {text: {"shifts": shifts, "name": name}}}


def of_2027(*forms):
    return {"years": {"2027": forms}}


def test_the_shortest_draft_is_the_office_week():
    assert drafted(draft(), 7) == Calendar(7)


def test_a_full_draft():
    calendar = drafted(
        draft(
            weekly={"sat": ["00:00-24:00"], "sun": ["08:00-08:30", "22:00-06:00"]},
            exceptions=SNOW | {"2026-10-01": {"shifts": ["09:00-12:00"], "name": "值守"}},
            years={"2027": [holiday("2027-01-01/2027-01-03", on=["2027-01-09"])]},
            zone="Asia/Urumqi",
        ),
        2,
    )
    assert calendar.weekly == ((), (), (), (), (), (Shift(0, 1440),), (Shift(480, 510), Shift(1320, 1800)))
    assert calendar.own[date(2026, 1, 12)] == OwnDay((), "暴雪停工")
    assert calendar.own[date(2026, 10, 1)] == OwnDay((Shift(540, 720),), "值守")
    assert calendar.holidays[2027] == (
        Holiday("元旦", (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)), (date(2027, 1, 9),)),
    )
    assert calendar.zone.key == "Asia/Urumqi"


def test_a_calendar_that_keeps_no_holidays():
    assert drafted(draft(statutory=False), 2).holidays is None


def test_years_typed_in_win_over_the_library_and_that_over_what_was_known():
    typed = {"2026": [holiday("2026-01-01")]}
    known = {2026: (), 2025: (), 2033: (Holiday("元旦", (date(2033, 1, 1),)),)}
    years = drafted(draft(years=typed), 2, known).holidays
    assert years[2026] == (Holiday("元旦", (date(2026, 1, 1),)),)
    assert years[2025] == published()[2025]
    assert years[2033] == known[2033]
    assert list(years) == sorted(years)


# fmt: off
REFUSED = [
    ("calendar.weekday",    "weekly.Mon",            week(Mon=["09:00-12:00"])),
    ("calendar.weekday",    "weekly.",               {"weekly": {**WEEK, "": []}}),
    ("calendar.shift",      "weekly.mon[0]",         week(mon=["9:00-12:00"])),
    ("calendar.shift",      "weekly.mon[1]",         week(mon=["09:00-12:00", "13:00-25:00"])),
    ("calendar.shift",      "weekly.mon[0]",         week(mon=["09:00-24:30"])),
    ("calendar.shift",      "weekly.mon[0]",         week(mon=["24:00-06:00"])),
    ("calendar.shift",      "weekly.mon[0]",         week(mon=["09:00-09:00"])),
    ("calendar.shift",      "weekly.mon[0]",         week(mon=["09:00-12:00\n"])),
    ("calendar.shift",      "weekly.mon[0]",         week(mon=["٠٩:00-12:00"])),
    ("calendar.shift",      "weekly.sun[0]",         week(**WEEK, sun=[""])),
    ("calendar.order",      "weekly.mon[1]",         week(mon=["09:00-12:00", "11:00-18:00"])),
    ("calendar.order",      "weekly.mon[1]",         week(mon=["13:00-18:00", "09:00-12:00"])),
    ("calendar.order",      "weekly.mon[1]",         week(mon=["22:00-06:00", "07:00-08:00"])),
    ("calendar.order",      "weekly.tue[0]",         week(mon=["22:00-06:00"], tue=["05:00-09:00"])),
    ("calendar.order",      "weekly.mon[0]",         week(sun=["22:00-06:00"], mon=["05:00-09:00"])),
    ("calendar.too_little", "weekly",                week()),
    ("calendar.too_little", "weekly",                week(mon=["09:00-09:59"])),
    ("calendar.date",       "exceptions.2026-02-30", own("2026-02-30")),
    ("calendar.date",       "exceptions.2026-1-1",   own("2026-1-1")),
    ("calendar.date",       "exceptions.20260101",   own("20260101")),
    ("calendar.date",       "exceptions.1999-12-31", own("1999-12-31")),
    ("calendar.date",       "exceptions.2101-01-01", own("2101-01-01")),
    ("calendar.shift",      "exceptions.2026-01-12.shifts[0]", own("2026-01-12", ["x"])),
    ("calendar.text",       "exceptions.2026-01-12.name", own("2026-01-12", name="雪" * 61)),
    ("calendar.text",       "exceptions.2026-01-12.name", own("2026-01-12", name="a\0b")),
    ("calendar.too_many",   "exceptions",            {"exceptions": dict.fromkeys(map(str, range(1001)))}),
    ("calendar.zone",       "zone",                  {"zone": "Asia/Beijing"}),
    ("calendar.zone",       "zone",                  {"zone": ""}),
    ("calendar.zone",       "zone",                  {"zone": "../../etc/passwd"}),
    ("calendar.zone",       "zone",                  {"zone": "Asia"}),
    ("calendar.zone",       "zone",                  {"zone": "a\0b"}),
    ("calendar.zone",       "zone",                  {"zone": "\ud800"}),
    ("calendar.year",       "years.27",              {"years": {"27": []}}),
    ("calendar.year",       "years.1999",            {"years": {"1999": []}}),
    ("calendar.year",       "years.٢٠٢٧",            {"years": {"٢٠٢٧": []}}),
    ("calendar.of_year",    "years.2027[0].off[0]",  of_2027(holiday("2026-12-31"))),
    ("calendar.of_year",    "years.2027[0].off[0]",  of_2027(holiday("2027-12-31/2028-01-02"))),
    ("calendar.of_year",    "years.2027[0].off[1]",  of_2027(holiday("2027-01-01", "2027-10-07/2027-10-01"))),
    ("calendar.of_year",    "years.2027[0].on[0]",   of_2027(holiday(on=["2027-01-01/2027-02-01"]))),
    ("calendar.date",       "years.2027[1].on[0]",   of_2027(holiday(), holiday(on=["2027-01-01/x"]))),
    ("calendar.twice",      "years.2027[0]",         of_2027(holiday("2027-01-01", on=["2027-01-01"]))),
    ("calendar.twice",      "years.2027[1]",         of_2027(holiday("2027-01-01"), holiday("2027-01-01"))),
    ("calendar.text",       "years.2027[0].name",    of_2027(holiday(name="n" * 61))),
    ("calendar.text",       "note",                  {"note": "n" * 501}),
    ("calendar.text",       "note",                  {"note": "bell \a"}),
]
# fmt: on


@pytest.mark.parametrize(("rule", "field", "changes"), REFUSED)
def test_a_refusal_names_the_field_and_the_rule(rule, field, changes):
    with pytest.raises(Invalid) as refused:
        drafted(draft(**changes), 2)
    assert (refused.value.code, refused.value.facts["field"]) == (rule, field)
    for language in ("zh", "en"):
        assert say(refused.value, language).startswith((field, "note"))


def test_every_rule_has_a_row():
    rules = {code for code in texts("clock")["zh"] if code.startswith("calendar.")}
    of_versions = {"calendar.unknown", "calendar.changed", "calendar.later", "calendar.first"}
    assert rules - of_versions == {rule for rule, _, _ in REFUSED}


def test_both_languages_say_the_same_codes():
    zh, en = texts("clock")["zh"], texts("clock")["en"]
    assert zh.keys() == en.keys()


def test_a_day_may_end_where_the_next_begins():
    weekly = {"mon": ["22:00-06:00"], "tue": ["06:00-12:00"]}
    assert drafted(draft(weekly=weekly), 2).weekly[:2] == ((Shift(1320, 1800),), (Shift(360, 720),))


def test_notes_may_have_lines():
    assert drafted(draft(note="一\n二"), 2).weekly == OFFICE_WEEK


def test_ranges_are_written_short():
    assert written(OFFICE)["holidays"]["2026"][-1] == {
        "name": "国庆节",
        "off": ["2026-10-01/2026-10-07"],
        "on": ["2026-09-20", "2026-10-10"],
    }


def test_a_long_closure_is_written_in_ranges_that_can_be_read_again():
    days = tuple(date(2026, month, day) for month in (7, 8) for day in range(1, 32))
    calendar = Calendar(1, holidays={2026: (Holiday("停工", days),)})
    assert written(calendar)["holidays"]["2026"][0]["off"] == ["2026-07-01/2026-07-31", "2026-08-01/2026-08-31"]
    assert read(1, **written(calendar)) == calendar


def test_written_and_read_again():
    assert read(1, **written(OFFICE)) == OFFICE


@given(calendars())
def test_any_calendar_comes_back(calendar):
    assume(_keeps_the_rules(calendar))
    assert read(calendar.version, **written(calendar)) == calendar


def _keeps_the_rules(calendar):
    """Random weeks may let a night shift run into the next morning, or hold too little work."""
    try:
        return bool(read_weekly(written(calendar)["weekly"]))
    except Invalid:
        return False
