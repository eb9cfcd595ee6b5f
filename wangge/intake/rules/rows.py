"""One row of a file becomes a case as another system has kept it, or is named as bad with the reasons."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wangge.cases import Channel, Kind, NewReport, OldCase, Person, State
from wangge.cases.rules import CLASSED, ENDED, Outcome
from wangge.intake.rules.mapping import CHOICES, OTHER, Field, Map
from wangge.intake.rules.times import in_utc, parser
from wangge.kit.errors import Invalid, Refused
from wangge.places import Datum
from wangge.places.rules import OutsideChina, canonical

#: Longest words, in characters.
LONGEST = {
    Field.NUMBER: 64,
    Field.TITLE: 200,
    Field.TEXT: 7000,
    Field.ADDRESS: 200,
    Field.NAME: 40,
    Field.PHONE: 40,
    Field.IDENTITY: 20,
    Field.GRID: 40,
    Field.CATEGORY: 40,
    Field.CONDITION: 40,
    Field.UNIT: 40,
}

#: Nothing is older than the oldest hotline.
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffd]")
_TIMES = (Field.FILED_AT, Field.CLOSED_AT, Field.DUE_AT, Field.SENT_AT, Field.SIGNED_AT, Field.DONE_AT)
#: None of them lies ahead.
_PAST = (Field.ARRIVED_AT, Field.FILED_AT, Field.CLOSED_AT, Field.SENT_AT, Field.SIGNED_AT, Field.DONE_AT)
#: As our reader of workbooks writes a date cell; no other format looks like it.
OF_WORKBOOKS = "%Y-%m-%dT%H:%M:%S"
_ENDS = {Field.LNG: 180.0, Field.LAT: 90.0}


class Bad(NamedTuple):
    """``column`` as the file names it; the code of ``refused`` is the rule."""

    line: int
    column: str
    refused: Refused


class Reader:
    """Reads rows under one mapping, against a time that nothing may lie behind. Methods give the value of a cell."""

    def __init__(self, plan: Map, header: Sequence[str], now: datetime) -> None:
        """Invalid where the header has not, or has twice, a column of the mapping."""
        self.plan, self.now, self.zone = plan, now, ZoneInfo(plan.zone)
        self.width = len(header)
        for field, column in plan.columns.items():
            if column not in header:
                raise Invalid("intake.column_missing", column=column, field=field)
            if header.count(column) > 1:
                raise Invalid("intake.column_twice", column=column, field=field)
        self._times = [parser(form) for form in (*plan.times, OF_WORKBOOKS)]
        self._plan = [
            (field, header.index(column), plan.values.get(field), _READERS.get(field, Reader.text))
            for field, column in plan.columns.items()
        ]
        self._always: dict[Field, Any] = dict.fromkeys(Field)
        for field, word in plan.constants.items():
            self._always[field] = _READERS.get(field, Reader.text)(self, field, word)

    def column(self, field: str) -> str:
        """What the file calls a field."""
        return self.plan.columns[Field(field)] if field in self.plan.columns else field

    def read(self, line: int, cells: Sequence[str]) -> OldCase | list[Bad]:
        if len(cells) != self.width:
            return [Bad(line, "", Invalid("intake.width", wanted=self.width, found=len(cells)))]
        bad: list[Bad] = []
        row = dict(self._always)
        fit = _UNFIT.search("\t".join(cells)) is None
        for field, at, words, read in self._plan:
            cell = cells[at].strip()
            try:
                if not fit and _UNFIT.search(cell):
                    raise Invalid("intake.unfit")
                if words is not None:
                    cell = _translated(words, cell)
                row[field] = read(self, field, cell) if cell else None
            except Refused as refused:
                bad.append(Bad(line, self.column(field), refused))
        bad = bad or [Bad(line, self.column(field), refused) for field, refused in _together(row, self.now)]
        if bad:
            return bad
        try:
            return _case(self.plan, row)
        except OutsideChina:
            return [Bad(line, self.column(Field.LNG), Invalid("intake.datum", datum=self.plan.datum))]

    def text(self, field: Field, cell: str) -> str:
        if len(cell) > LONGEST[field]:
            raise Invalid("intake.long", most=LONGEST[field], found=len(cell))
        return cell

    def time(self, field: Field, cell: str) -> datetime:
        for parse in self._times:
            if (found := parse(cell)) is not None:
                return in_utc(found, self.zone)
        raise Invalid("intake.time", word=cell[:40])

    def choice(self, field: Field, cell: str) -> str:
        if cell not in CHOICES[field]:
            raise Invalid("intake.word", word=cell[:40])
        return cell

    def degrees(self, field: Field, cell: str) -> "Degrees":
        try:
            found = float(cell)
        except ValueError:
            found = float("nan")
        if not abs(found) <= _ENDS[field]:
            raise Invalid("intake.degrees", most=int(_ENDS[field]), word=cell[:40])
        return Degrees(found, len(cell.partition(".")[2].rstrip("0")))


def _translated(words: Mapping[str, str], cell: str) -> str:
    """A word of the file as one of ours; an empty cell stays empty where the table does not name it."""
    found = words.get(cell, words.get(OTHER) if cell else "")
    if found is None:
        raise Invalid("intake.word", word=cell[:40])
    return found


class Degrees(NamedTuple):
    value: float
    decimals: int  # that say something


_READERS: dict[Field, Callable[[Reader, Field, str], Any]] = {
    **dict.fromkeys((Field.ARRIVED_AT, *_TIMES), Reader.time),
    **dict.fromkeys(CHOICES, Reader.choice),
    **dict.fromkeys(_ENDS, Reader.degrees),
}


def _together(row: Mapping[Field, Any], now: datetime) -> list[tuple[Field, Refused]]:
    """What is wrong between the fields of a row that are each right."""
    missing = [field for field in (Field.NUMBER, Field.ARRIVED_AT, Field.KIND, Field.CHANNEL) if row[field] is None]
    if row[Field.TEXT] is None and row[Field.TITLE] is None:
        missing.append(Field.TEXT)
    missing += [field for field in _ENDS if row[field] is None and any(row[other] is not None for other in _ENDS)]
    if missing:
        return [(field, Invalid("intake.empty")) for field in missing]
    return [*_wrong_times(row, now), *_wrong_end(row)]


def _wrong_times(row: Mapping[Field, Any], now: datetime) -> Iterator[tuple[Field, Refused]]:
    arrived = row[Field.ARRIVED_AT]
    if arrived < EARLIEST:
        yield Field.ARRIVED_AT, Invalid("intake.too_early", year=EARLIEST.year)
    for field in _PAST:
        if row[field] is not None and row[field] > now:
            yield field, Invalid("intake.future")
    for field in _TIMES:
        if row[field] is not None and not arrived <= row[field] <= arrived + timedelta(days=9999):
            yield field, Invalid("intake.before_arrival")


def _wrong_end(row: Mapping[Field, Any]) -> Iterator[tuple[Field, Refused]]:
    """What has ended ended at some time, and only that."""
    state, closed_at = _state(row), row[Field.CLOSED_AT]
    if state in ENDED and closed_at is None:
        yield Field.CLOSED_AT, Invalid("intake.no_end", state=state)
    if state not in ENDED and closed_at is not None:
        yield Field.CLOSED_AT, Invalid("intake.open_end", state=state)


def _state(row: Mapping[Field, Any]) -> State:
    """Said, or by whether it has ended."""
    if row[Field.STATE] is not None:
        return State(row[Field.STATE])
    return State.CLOSED if row[Field.CLOSED_AT] else State.REPORTED


def _point(plan: Map, row: Mapping[Field, Any]) -> tuple[float, float] | None:
    """WGS-84; None where the file says none, or one that is rounded so far that it is no place."""
    lng, lat = row[Field.LNG], row[Field.LAT]
    if lng is None or max(lng.decimals, lat.decimals) < (plan.precise_decimals or 0):
        return None
    if plan.datum in (Datum.WGS84, Datum.CGCS2000):
        return lng.value, lat.value
    return canonical(lng.value, lat.value, plan.datum)


def _case(plan: Map, row: Mapping[Field, Any]) -> OldCase:
    point = _point(plan, row)
    vague = plan.precise_decimals is not None and point is None and row[Field.GRID] is None
    state, category, condition = _state(row), row[Field.CATEGORY], row[Field.CONDITION]
    if category and "/" in category:
        category, _, condition = category.partition("/")
    filed_at = row[Field.FILED_AT] or (row[Field.ARRIVED_AT] if state in CLASSED else None)
    report = NewReport(
        channel=Channel(row[Field.CHANNEL]),
        kind=Kind(row[Field.KIND]),
        text=row[Field.TEXT] or row[Field.TITLE],
        title=row[Field.TITLE] if row[Field.TEXT] else None,
        source=plan.source,
        source_number=row[Field.NUMBER],
        person=Person(row[Field.NAME], row[Field.PHONE], row[Field.IDENTITY]),
        sensitive=row[Field.SENSITIVE] == "true",
        grid=row[Field.GRID],
        lng=point[0] if point else None,
        lat=point[1] if point else None,
        address=row[Field.ADDRESS],
        category=category,
        condition=condition,
        grade=row[Field.GRADE],
    )
    outcome = Outcome(row[Field.OUTCOME]) if row[Field.OUTCOME] else None
    return OldCase(
        report,
        row[Field.ARRIVED_AT],
        state,
        filed_at,
        row[Field.CLOSED_AT],
        row[Field.DUE_AT],
        outcome,
        row[Field.UNIT],
        row[Field.SENT_AT],
        row[Field.SIGNED_AT],
        row[Field.DONE_AT],
        vague,
    )
