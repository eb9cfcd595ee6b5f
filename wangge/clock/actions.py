"""The store of calendars: each version is published once and never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from wangge.clock.rules import Calendar, CalendarDraft, Difference, differences, drafted, published, read, written
from wangge.kit import sql
from wangge.kit.errors import NotFound, Refused, word
from wangge.kit.tx import Tx
from wangge.people import note_audit

q = sql.load(__package__)

SHOWN_VERSIONS = 100

_read: dict[tuple[str, str, int], Calendar] = {}


@dataclass(frozen=True)
class Version:
    version: int
    published_at: datetime
    published_by: int | None
    note: str
    published_by_name: str | None = None


@dataclass(frozen=True)
class _Row:
    version: int
    published_at: datetime
    zone: str
    weekly: dict[str, Any]
    exceptions: dict[str, Any]
    holidays: dict[str, Any] | None


def current(tx: Tx) -> Calendar:
    """The newest version: one tiny statement. A statement that loads more takes the number with it instead, by the
    fragment ``{{clock.current_version}}``, and asks ``by_version``."""
    return by_version(tx, tx.value(q.current_version))


def by_version(tx: Tx, version: int) -> Calendar:
    """Without a statement once this process has read it. NotFound for a version that was never published."""
    key = (tx.conn.info.dbname, tx.district, version)
    if found := _read.get(key):
        return found
    row = tx.one(_Row, q.find_version, version=version)
    if row is None:
        raise NotFound("calendar.unknown", version=version)
    calendar = read(row.version, row.zone, row.weekly, row.exceptions, row.holidays)
    if row.published_at < tx.now:  # what this very transaction published may yet be rolled back
        _read[key] = calendar
    return calendar


def forget() -> None:
    """After a database was replaced under the running process."""
    _read.clear()


def versions(tx: Tx) -> list[Version]:
    """The newest first."""
    return tx.all(Version, q.versions, limit=SHOWN_VERSIONS)


def preview(tx: Tx, draft: CalendarDraft) -> Calendar:
    """The calendar a draft would publish now, for showing what it moves. Invalid names the field and the rule."""
    latest = current(tx)
    return drafted(draft, latest.version + 1, latest.holidays)


def publish(tx: Tx, draft: CalendarDraft) -> int:
    """The next version, and its number. Refused when another came after the one the draft was written from."""
    calendar = preview(tx, draft)
    if draft.based_on not in (None, calendar.version - 1):
        raise Refused("calendar.changed", current=calendar.version - 1)
    return _insert(tx, calendar, draft.note)


def renew(tx: Tx) -> int | None:
    """The same calendar with the years published since; None: nothing new. Deadlines of those years stop being
    provisional by a recalculation under the new version."""
    latest = current(tx)
    if latest.holidays is None or not (new := _without(published(), latest.holidays)):
        return None
    years = dict(sorted({**latest.holidays, **new}.items()))
    note = word("clock", "word.note.renewed", "zh").format(years="、".join(map(str, new)))
    return _insert(tx, replace(latest, version=latest.version + 1, holidays=years), note)


def changed(tx: Tx, version: int) -> tuple[Version, list[Difference]]:
    """Who published a version and when, and each field before and after; of the first one everything. NotFound."""
    noted = tx.one(Version, q.version, version=version)
    if noted is None:
        raise NotFound("calendar.unknown", version=version)
    former = by_version(tx, version - 1) if version > 1 else Calendar(0, weekly=((),) * 7, holidays=None)
    return noted, differences(former, by_version(tx, version))


def undo(tx: Tx, version: int) -> int:
    """A new version that restores the calendar before this one, but for years published since; its number.

    Refused, naming them, where later versions stand on it, and for the first one.
    """
    latest = current(tx)
    by_version(tx, version)
    if version < latest.version:
        later = list(range(version + 1, latest.version + 1))
        raise Refused("calendar.later", version=version, named=later[:20])
    if version == 1:
        raise Refused("calendar.first")
    former = by_version(tx, version - 1)
    years = None if former.holidays is None else dict(sorted({**(latest.holidays or {}), **former.holidays}.items()))
    note = word("clock", "word.note.undone", "zh").format(version=version, former=version - 1)
    return _insert(tx, replace(former, version=version + 1, holidays=years), note)


def _insert(tx: Tx, calendar: Calendar, note: str) -> int:
    based_on = calendar.version - 1
    forms = {name: Jsonb(form) if isinstance(form, dict) else form for name, form in written(calendar).items()}
    version = tx.value(q.publish, based_on=based_on, now=tx.now, published_by=tx.actor.id, note=note, **forms)
    if version is None:
        raise Refused("calendar.changed", current=tx.value(q.current_version))
    note_audit(tx, "publish_calendar", f"calendar:{version}", based_on=based_on)
    return calendar.version


def _without(years: Mapping[int, Any], known: Mapping[int, Any]) -> dict[int, Any]:
    return {year: holidays for year, holidays in years.items() if year not in known}
