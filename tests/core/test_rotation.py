"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.rotation import surplus

MOMENTS = st.lists(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  (the strategy adds the zone)
    max_size=60,
)


def test_a_backup_every_night_leaves_seven_days_and_four_weeks() -> None:
    nights = [datetime(2026, 11, 1, 3, 40, tzinfo=UTC) + timedelta(days=n) for n in range(60)]
    kept = set(nights) - set(surplus(nights, 7, 4))
    assert sorted(moment.strftime("%m-%d") for moment in kept) == [
        "12-13", "12-20", "12-24", "12-25", "12-26", "12-27", "12-28", "12-29", "12-30",
    ]  # fmt: skip


def test_rotating_every_night_keeps_what_rotating_once_would() -> None:
    nights = [datetime(2026, 11, 1, 3, 40, tzinfo=UTC) + timedelta(days=n) for n in range(60)]
    there: list[datetime] = []
    for night in nights:
        there.append(night)
        gone = set(surplus(there, 7, 4))
        there = [moment for moment in there if moment not in gone]
    assert set(there) == set(nights) - set(surplus(nights, 7, 4))


def test_many_backups_of_one_day_cost_no_other_day() -> None:
    days = [datetime(2026, 11, 1 + n, tzinfo=UTC) for n in range(5)]
    hours = [datetime(2026, 11, 6, hour, tzinfo=UTC) for hour in range(24)]
    assert surplus(days + hours, 7, 0) == tuple(hours[:-1])


@given(MOMENTS, st.integers(0, 10), st.integers(0, 10))
def test_the_newest_always_stays_and_nothing_is_invented(taken: list[datetime], daily: int, weekly: int) -> None:
    gone = surplus(taken, daily, weekly)
    assert set(gone) <= set(taken)
    assert list(gone) == sorted(set(gone))
    kept = set(taken) - set(gone)
    assert not taken or max(taken) in kept
    assert len(kept) <= max(1, daily + weekly)
    assert surplus(kept, daily, weekly) == ()
