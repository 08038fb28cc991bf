"""Which periods are owed a digest, and how long they are."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.digests import Timetable, days_due, first_day, last_day, next_period, window_of
from pipeline.core.digests.periods import days_of, periods_before
from pipeline.model import Edition

PARIS = "Europe/Paris"
DAY = date(2026, 11, 23)
DAILY = Timetable(timezone=PARIS, at=time(6, 30))
WEEKLY = Timetable(timezone=PARIS, at=time(6, 30), edition=Edition.WEEKLY)
MONTHLY = Timetable(timezone=PARIS, at=time(6, 30), edition=Edition.MONTHLY)


@pytest.mark.parametrize(
    ("day", "edition", "hours"),
    [
        (date(2026, 11, 23), Edition.DAILY, 24),
        (date(2026, 3, 29), Edition.DAILY, 23),
        (date(2026, 10, 25), Edition.DAILY, 25),
        (date(2026, 10, 22), Edition.WEEKLY, 169),
        (date(2026, 3, 15), Edition.MONTHLY, 31 * 24 - 1),
        (date(2024, 2, 29), Edition.MONTHLY, 29 * 24),
    ],
)
def test_a_period_is_as_long_as_its_clocks_make_it(day: date, edition: Edition, hours: int) -> None:
    window = window_of(day, PARIS, edition)
    assert window.until - window.since == timedelta(hours=hours)
    assert window.day <= day <= last_day(window)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(Edition))
def test_periods_follow_each_other_without_a_gap(day: date, edition: Edition) -> None:
    window = window_of(day, PARIS, edition)
    assert window_of(next_period(window.day, edition), PARIS, edition).since == window.until
    (before,) = periods_before(window, 1)
    assert before.until == window.since
    days = days_of(window)
    assert (days[0].since, days[-1].until) == (window.since, window.until)
    assert first_day(days[-1].day, edition) == window.day


def test_nothing_is_due_before_anything_was_seen() -> None:
    assert days_due(None, None, datetime(2026, 11, 24, 12, tzinfo=UTC), DAILY) == ()


def test_yesterday_is_due_from_the_set_hour_on() -> None:
    first = datetime(2026, 11, 23, 8, tzinfo=UTC)
    before, after = datetime(2026, 11, 24, 5, 29, tzinfo=UTC), datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert days_due(first, None, before, DAILY) == ()
    assert days_due(first, None, after, DAILY) == (DAY,)
    assert days_due(first, DAY, after, DAILY) == ()


def test_a_week_is_due_on_its_weekday_and_a_month_on_the_first() -> None:
    first = datetime(2026, 11, 18, 8, tzinfo=UTC)
    thursday = Timetable(timezone=PARIS, at=time(6, 30), edition=Edition.WEEKLY, weekly_on=3)
    for timetable, day, due in (
        (WEEKLY, 23, date(2026, 11, 16)), (thursday, 26, date(2026, 11, 16)),
    ):  # fmt: skip
        assert days_due(first, None, datetime(2026, 11, day, 5, 29, tzinfo=UTC), timetable) == ()
        assert days_due(first, None, datetime(2026, 11, day, 5, 30, tzinfo=UTC), timetable) == (due,)
    assert days_due(first, None, datetime(2026, 11, 30, 23, tzinfo=UTC), MONTHLY) == ()
    assert days_due(first, None, datetime(2026, 12, 1, 6, tzinfo=UTC), MONTHLY) == (date(2026, 11, 1),)


def test_periods_missed_while_the_daemon_was_down_are_made_up_for_one_each() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    assert days_due(first, date(2026, 11, 19), now, DAILY) == tuple(date(2026, 11, day) for day in (20, 21, 22, 23))
    assert days_due(first, date(2026, 11, 2), now, WEEKLY) == (date(2026, 11, 9), date(2026, 11, 16))
    assert days_due(first, date(2026, 8, 1), now, MONTHLY) == (date(2026, 9, 1), date(2026, 10, 1))


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (given one by timezones=)
    steps=st.lists(st.integers(1, 40), min_size=1, max_size=60),
    zone=st.sampled_from([PARIS, "UTC", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu"]),
    at=st.times(),
    edition=st.sampled_from(Edition),
    weekly_on=st.integers(0, 6),
)
def test_however_the_daemon_is_woken_each_period_has_one_digest(
    start: datetime, steps: list[int], zone: str, at: time, edition: Edition, weekly_on: int
) -> None:
    made: list[date] = []
    timetable = Timetable(timezone=zone, at=at.replace(tzinfo=None), edition=edition, weekly_on=weekly_on)
    now = start
    for hours in steps:
        now += timedelta(hours=hours * (10 if edition is not Edition.DAILY else 1))
        made += days_due(start, made[-1] if made else None, now, timetable)
    assert all(next_period(one, edition) == two for one, two in itertools.pairwise(made))
    assert all(window_of(day, zone, edition).until <= now for day in made)
