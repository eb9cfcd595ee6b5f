"""Limits as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.catalogue import Limit, TimeKind


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("5wd", Limit(5, TimeKind.WORKING_DAYS)),
        ("5wd eod", Limit(5, TimeKind.WORKING_DAYS, end_of_day=True)),
        ("4wh", Limit(4, TimeKind.WORKING_HOURS)),
        ("15cd", Limit(15, TimeKind.CALENDAR_DAYS)),
        ("15cd eod", Limit(15, TimeKind.CALENDAR_DAYS, end_of_day=True)),
        ("1uh", Limit(1, TimeKind.URGENT_HOURS)),
        ("10um", Limit(10, TimeKind.URGENT_MINUTES)),
    ],
)
def test_read(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


AMOUNTS, DAYS = st.integers(1, 9999), st.sampled_from([TimeKind.WORKING_DAYS, TimeKind.CALENDAR_DAYS])
LIMITS = st.builds(Limit, AMOUNTS, DAYS, st.booleans()) | st.builds(
    Limit, AMOUNTS, st.sampled_from(list(TimeKind)), st.just(False)
)


@given(LIMITS)
def test_written_and_read_is_the_same(limit: Limit) -> None:
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    "text",
    ["", "5", "wd", "0wd", "-1wd", "1.5wd", "5 wd", "5WD", "5wd  eod", "4wh eod", "1uh eod", "10um eod", "12345wd",
     "5wd eod ", "5wd\n", "五wd", "٥wd"],
)  # fmt: skip
def test_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match="not a time limit"):
        Limit.parse(text)
