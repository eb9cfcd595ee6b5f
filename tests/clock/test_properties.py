"""What holds for every calendar, limit, start and pause."""

from datetime import UTC, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.times import OFFICE, at
from tests.clock.worlds import calendars, limits, moments, pauses
from wangge.catalogue.rules import Limit, TimeKind
from wangge.clock import Calendar, Span, Why, deadline, explain, next_alarm, used
from wangge.clock.rules import WHOLE_DAY
from wangge.clock.rules.deadlines import length_of
from wangge.clock.rules.timeline import ZERO, advance, worked

TICK = timedelta(microseconds=1)
shares = st.integers(1, 300)


@given(moments(), limits, calendars(), pauses())
def test_the_time_used_at_the_deadline_is_the_limit_and_not_earlier(start, limit, calendar, stops):
    due = deadline(start, limit, calendar, stops).at
    assert due.tzinfo is UTC
    assert used(start, due, limit, calendar, stops).percent == 100
    assert used(start, due - TICK, limit, calendar, stops).percent < 100


@given(moments(), limits, calendars(), pauses(), shares)
def test_the_share_used_at_an_alarm_is_its_rung(start, limit, calendar, stops, share):
    ring = next_alarm(start, limit, calendar, stops, 0, ladder=(share,))
    assert used(start, ring, limit, calendar, stops).percent >= share
    assert used(start, ring - TICK, limit, calendar, stops).percent < share


@given(moments(), st.timedeltas(ZERO, timedelta(days=40)), limits, calendars(), pauses())
def test_who_starts_later_is_not_due_earlier(start, later, limit, calendar, stops):
    assert deadline(start, limit, calendar, stops).at <= deadline(start + later, limit, calendar, stops).at


@given(moments(), limits, st.integers(1, 5), calendars(), pauses())
def test_who_has_more_time_is_due_later(start, limit, more, calendar, stops):
    longer = limit._replace(amount=limit.amount + more)
    assert deadline(start, limit, calendar, stops).at < deadline(start, longer, calendar, stops).at


@given(moments(), limits, calendars(), pauses(), shares, shares)
def test_alarms_ring_in_the_order_of_the_ladder(start, limit, calendar, stops, one, other):
    less, more = sorted((one, other))
    assert deadline(start, limit, calendar, stops, less).at <= deadline(start, limit, calendar, stops, more).at


@given(moments(), limits, calendars(), pauses(), pauses())
def test_a_further_pause_never_brings_the_deadline_forward(start, limit, calendar, stops, more):
    assert deadline(start, limit, calendar, stops).at <= deadline(start, limit, calendar, [*stops, *more]).at


@given(moments(), limits, calendars(), pauses())
def test_pauses_may_come_in_any_order_and_twice(start, limit, calendar, stops):
    assert deadline(start, limit, calendar, stops) == deadline(start, limit, calendar, [*reversed(stops), *stops])


@given(moments(), moments(), moments(), limits, calendars(), pauses())
def test_the_share_used_only_grows(start, one, other, limit, calendar, stops):
    first, then = sorted((one, other))
    before, after = (used(start, end, limit, calendar, stops) for end in (first, then))
    assert 0 <= before.percent <= after.percent
    assert ZERO <= before.worked <= after.worked


@given(moments(), limits, calendars(), pauses(), st.floats(0, 1))
def test_no_time_is_used_during_a_pause_of_a_limit_by_hours(start, limit, calendar, stops, part):
    by_hours = limit._replace(end_of_day=False)
    for stop in stops:
        within = stop.start + (stop.end - stop.start) * part
        assert used(start, within, by_hours, calendar, stops) == used(start, stop.start, by_hours, calendar, stops)


@given(moments(), limits, st.integers(1, 9), calendars())
def test_a_limit_can_be_served_in_two_parts(start, limit, more, calendar):
    """An extension counted from the due time is the same as a longer limit (not at 24:00, which is the next day)."""
    if limit.end_of_day and (limit.kind is TimeKind.CALENDAR_DAYS or any(_over_midnight(calendar))):
        return
    first = deadline(start, limit, calendar).at
    longer = deadline(start, limit._replace(amount=limit.amount + more), calendar).at
    assert deadline(first, limit._replace(amount=more), calendar).at == longer


@given(moments(), limits, calendars())
def test_a_deadline_of_working_time_lies_in_working_time(start, limit, calendar):
    working = limit.kind in (TimeKind.WORKING_HOURS, TimeKind.WORKING_DAYS)
    due = deadline(start, limit, calendar).at
    if working:
        assert worked(calendar, due - TICK, due) == TICK


@given(moments(), limits, calendars(), pauses(), st.none() | moments())
def test_the_segments_of_an_explanation_fit_together(start, limit, calendar, stops, now):
    told = explain(start, limit, calendar, stops, now)
    segments = [segment for day in told.days for segment in day.segments]
    assert told.due == deadline(start, limit, calendar, stops)
    assert segments[0].start == start
    assert segments[-1].end == told.due.at
    assert all(one.end == two.start for one, two in pairwise(segments))
    assert segments[-1].why is Why.COUNTED
    assert all(segment.passed == (now is not None and segment.end <= now) for segment in segments)
    assert told.used == (used(start, now, limit, calendar, stops) if now else None)


@given(moments(), limits, calendars(), pauses(), moments())
def test_the_counted_segments_sum_to_the_limit(start, limit, calendar, stops, now):
    told = explain(start, limit, calendar, stops, now)
    if limit.end_of_day:
        days = {day.date for day in told.days for segment in day.segments if segment.why is Why.COUNTED}
        assert limit.amount <= len(days) <= 2 * limit.amount  # a night shift shows in two columns
        assert told.counted == used(start, told.due.at, limit, calendar, stops).worked
    else:
        assert told.counted == length_of(limit, calendar)
    if start <= now <= told.due.at:
        assert told.counted - told.left == used(start, now, limit, calendar, stops).worked


@given(moments(), moments(), moments(), calendars())
def test_working_time_adds_up(one, other, third, calendar):
    first, then, last = sorted((one, other, third))
    assert worked(calendar, first, then) + worked(calendar, then, last) == worked(calendar, first, last)
    assert worked(calendar, last, first) == ZERO


@given(moments(), st.integers(1, 10**12), calendars())
def test_advancing_undoes_measuring(start, length, calendar):
    length = timedelta(microseconds=length)
    assert worked(calendar, start, advance(calendar, start, length)) == length


@given(moments(), moments())
def test_round_the_clock_is_the_time_of_the_wall(one, other):
    start, end = sorted((one, other))
    assert worked(Calendar(1, weekly=(WHOLE_DAY,) * 7, holidays=None), start, end) == end - start


@given(moments(), limits, pauses())
def test_the_zone_of_the_times_does_not_matter(start, limit, stops):
    def moved(moment):
        return moment.astimezone(ZoneInfo("America/New_York"))

    there = [Span(moved(stop.start), moved(stop.end)) for stop in stops]
    assert deadline(moved(start), limit, OFFICE, there) == deadline(start, limit, OFFICE, stops)


def test_a_pause_moves_an_end_of_day_limit_by_its_own_length_on_average():
    """Over every minute of a week in which it may begin, a pause of one working day and a half moves 1.5 days."""
    start, limit = at("Mon 2026-11-02 10:00"), Limit.parse("20wd eod")
    without = deadline(start, limit, OFFICE).at
    moved, begins = [], advance(OFFICE, at("Tue 2026-11-03 09:00"), timedelta(minutes=1))
    for _ in range(5 * 8 * 6):
        pause = Span(begins, advance(OFFICE, begins, timedelta(hours=12)))
        due = deadline(start, limit, OFFICE, [pause]).at
        moved.append(worked(OFFICE, without, due) / timedelta(hours=8))
        begins = advance(OFFICE, begins, timedelta(minutes=10))
    assert sum(moved) / len(moved) == 1.5


@pytest.mark.parametrize("share", [0, -1, Fraction(0)])
def test_a_share_is_above_zero(share):
    with pytest.raises(ValueError, match="above 0"):
        deadline(at("Mon 2026-11-02 09:00"), Limit.parse("1wh"), OFFICE, (), share)


def test_a_share_may_be_a_fraction():
    third = deadline(at("Mon 2026-11-02 09:00"), Limit.parse("3wh"), OFFICE, (), Fraction(100, 3)).at
    assert third == at("Mon 2026-11-02 10:00")


NOON, NAIVE = at("Mon 2026-11-02 12:00"), at("Mon 2026-11-02 12:00").replace(tzinfo=None)


@pytest.mark.parametrize(
    ("start", "end", "pause"),
    [(NAIVE, NOON, NOON), (NOON, NAIVE, NOON), (NOON, NOON, NAIVE)],
    ids=["start", "end", "pause"],
)
def test_a_time_without_a_zone_is_a_mistake_of_the_program(start, end, pause):
    with pytest.raises(TypeError, match="zone"):
        used(start, end, Limit.parse("1wh"), OFFICE, [Span(pause, pause)])


def _over_midnight(calendar):
    days = [*calendar.weekly, *(own.shifts for own in calendar.own.values())]
    return (shift.closes >= 1440 for day in days for shift in day)
