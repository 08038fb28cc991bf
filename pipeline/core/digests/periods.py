"""Which periods are owed a digest, and how long they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.model import DigestWindow, Edition

MONDAY: Final = 0
# So many missed periods have a digest each, whatever became of them. Of more, or of years that a wrong clock has
# skipped, only those that were watched have one: nobody reads an empty digest for each day of a long absence.
MOST_MADE_UP: Final = 7
_DAY: Final = timedelta(days=1)
_DAYS_OF_A_WEEK: Final = 7
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When the digests of one edition are made."""

    timezone: str  # IANA name
    at: time  # local, on the day after the period
    edition: Edition = Edition.DAILY
    weekly_on: int = MONDAY  # of weekly ones: the weekday, 0 for Monday


def window_of(day: date, timezone: str, edition: Edition = Edition.DAILY) -> DigestWindow:
    """The period that `day` lies in; a local day is 23 to 25 hours long where clocks change."""
    zone = ZoneInfo(timezone)
    first = first_day(day, edition)
    return DigestWindow(
        day=first,
        timezone=timezone,
        since=datetime.combine(first, time.min, zone).astimezone(UTC),
        until=datetime.combine(next_period(first, edition), time.min, zone).astimezone(UTC),
        edition=edition,
    )


def first_day(day: date, edition: Edition) -> date:
    """The first day of the period that `day` lies in: itself, its Monday, or the first of its month."""
    match edition:
        case Edition.DAILY:
            return day
        case Edition.WEEKLY:
            return day - timedelta(days=day.weekday())
        case Edition.MONTHLY:
            return day.replace(day=1)


def next_period(first: date, edition: Edition) -> date:
    """The first day of the period after the one that begins on `first`."""
    match edition:
        case Edition.DAILY:
            return first + _DAY
        case Edition.WEEKLY:
            return first + timedelta(days=_DAYS_OF_A_WEEK)
        case Edition.MONTHLY:
            return date(first.year + first.month // _DECEMBER, first.month % _DECEMBER + 1, 1)


def last_day(window: DigestWindow) -> date:
    """The last day of a period."""
    return next_period(window.day, window.edition) - _DAY


def days_of(window: DigestWindow) -> tuple[DigestWindow, ...]:
    """The days of a period, one window each."""
    count = (next_period(window.day, window.edition) - window.day).days
    return tuple(window_of(window.day + timedelta(days=n), window.timezone) for n in range(count))


def periods_before(window: DigestWindow, count: int) -> tuple[DigestWindow, ...]:
    """So many periods of the same length before a period, latest first."""
    found: list[DigestWindow] = []
    first = window.day
    for _ in range(count):
        first = first_day(first - _DAY, window.edition)
        found.append(window_of(first, window.timezone, window.edition))
    return tuple(found)


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day it is at `moment` in `timezone`."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def days_due(
    first_seen: datetime | None, last_day: date | None, now: datetime, timetable: Timetable
) -> tuple[date, ...]:
    """The first days of past periods without a digest whose hour of publication has come, earliest first.

    A digest is made on the day after its period, a weekly one on the first `weekly_on` after it. Periods missed while
    the daemon was down are due as well, however many. Nothing is due before anything was ever seen.
    """
    if first_seen is None:
        return ()
    edition, zone = timetable.edition, ZoneInfo(timetable.timezone)
    first = (
        next_period(last_day, edition) if last_day else first_day(local_day(first_seen, timetable.timezone), edition)
    )
    due: list[date] = []
    while True:
        published = next_period(first, edition)
        if edition is Edition.WEEKLY:
            published += timedelta(days=timetable.weekly_on)
        # Compared as instants: an `at` that the clock skips or repeats tonight still comes exactly once.
        if datetime.combine(published, timetable.at, zone).astimezone(UTC) > now:
            return tuple(due)
        due.append(first)
        first = next_period(first, edition)
