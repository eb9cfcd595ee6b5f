"""Random calendars, limits, starts and pauses for the property tests."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from wangge.catalogue.rules import Limit, TimeKind
from wangge.clock import Calendar, OwnDay, Shift, Span
from wangge.clock.rules import OFFICE_WEEK, published

FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)


@st.composite
def shifts(draw, least=0):
    """Up to three disjoint shifts; the last may run over midnight, into the next day's first one too."""
    count = draw(st.integers(least, 3))
    edges = sorted(draw(st.sets(st.integers(0, 47), min_size=2 * count, max_size=2 * count)))
    day = [Shift(opens * 30, closes * 30) for opens, closes in list(pairwise(edges))[::2]]
    if day and draw(st.booleans()):
        opens = day[-1].opens
        day[-1] = Shift(opens, 1440 + draw(st.integers(0, max(0, min(500, opens - 1)))))
    return tuple(day)


@st.composite
def calendars(draw):
    weekly = draw(st.one_of(st.just(OFFICE_WEEK), st.tuples(shifts(1), *[shifts()] * 6)))
    days = st.dates(date(2025, 1, 1), date(2027, 3, 1))
    own = draw(st.dictionaries(days, shifts().map(OwnDay), max_size=4))
    holidays = draw(st.sampled_from([published(), {2025: published()[2025]}, None]))
    return Calendar(draw(st.integers(1, 9)), weekly=weekly, holidays=holidays, own=own)


def moments(first=FIRST, last=LAST):
    return st.integers(0, int((last - first).total_seconds())).map(lambda s: first + timedelta(seconds=s))


@st.composite
def pauses(draw):
    """Up to four, each from a minute to twelve days long, in order and disjoint."""
    edges = sorted(draw(st.sets(moments(), max_size=4)))
    spans = [Span(start, start + timedelta(minutes=draw(st.integers(1, 12 * 1440)))) for start in edges]
    return [Span(one.start, min(one.end, two.start)) for one, two in pairwise(spans)] + spans[-1:]


limits = st.one_of(
    st.builds(Limit, st.integers(1, 40), st.sampled_from(TimeKind), st.just(False)),
    st.builds(
        Limit, st.integers(1, 20), st.sampled_from([TimeKind.WORKING_DAYS, TimeKind.CALENDAR_DAYS]), st.just(True)
    ),
)
