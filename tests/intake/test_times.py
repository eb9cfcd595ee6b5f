"""The formats of a mapping are read as `strptime` reads them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.intake.rules.times import parser

FORMS = [
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y  %H时%M分", "%Y%m%d",
    "%d-%b-%Y", "%H:%M %d/%m/%Y", "%Y-%m-%dT%H:%M:%S%z", "%y%m%d",
]  # fmt: skip
times = st.datetimes(datetime.fromisoformat("1980-01-01"), datetime.fromisoformat("2026-12-31"))


def by_strptime(cell: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(cell, form)  # noqa: DTZ007 - both readers give what has no zone
    except ValueError:
        return None


@pytest.mark.parametrize("form", FORMS)
@given(at=times)
def test_what_was_written_is_read(form: str, at: datetime) -> None:
    cell = at.strftime(form)
    assert parser(form)(cell) == by_strptime(cell, form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "cell",
    [
        "", "2026-02-30 10:00:00", "2026-10-09", "2026-10-09 25:00:00", "2026/1/2 3:4", "13/01/2018 11:11:26 AM",
        "04/12/2018 00:11:26 AM", "04/12/2018 12:11:26 am", "04/12/2018 12:11:26 PM", "２０２６-10-09",
        "2026-10-09 10:00:60", "2026-10-09  10:00:00",
        " 2026-10-09", "2026-10-09x", "20261009", "2026-10-09T10:00:00+0800",
    ],
)  # fmt: skip
def test_what_is_odd_is_refused_or_read_alike(form: str, cell: str) -> None:
    expected = by_strptime(cell, form)
    found = parser(form)(cell)
    assert found == expected or (expected is not None and found is None)
