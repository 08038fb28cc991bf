"""Quiet hours are one span a night, whatever the clocks do; and alerts are let out by simple rules."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.alerting import AlertPolicy, QuietHours, release
from tests.builders import NOW, alert, at

PARIS = ZoneInfo("Europe/Paris")
NIGHT = QuietHours(start=time(22), end=time(7), timezone="Europe/Paris")


def local(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=PARIS, fold=fold).astimezone(UTC)  # type: ignore[arg-type, misc]  # whole numbers, all of them


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (local(2026, 11, 24, 21, 59), None),
        (local(2026, 11, 24, 22, 0), local(2026, 11, 25, 7, 0)),
        (local(2026, 11, 24, 23, 59), local(2026, 11, 25, 7, 0)),
        (local(2026, 11, 25, 0, 0), local(2026, 11, 25, 7, 0)),
        (local(2026, 11, 25, 6, 59), local(2026, 11, 25, 7, 0)),
        (local(2026, 11, 25, 7, 0), None),
        # The night of 25 October 2026 is an hour longer, that of 29 March an hour shorter.
        (local(2026, 10, 25, 2, 30, fold=1), local(2026, 10, 25, 7, 0)),
        (local(2026, 3, 29, 1, 59), local(2026, 3, 29, 7, 0)),
    ],
)
def test_a_night_ends_in_the_morning(now: datetime, ends: datetime | None) -> None:
    assert NIGHT.end_after(now) == ends


def test_a_night_in_which_clocks_change_is_an_hour_longer_or_shorter() -> None:
    def length(day: datetime) -> timedelta:
        ends = NIGHT.end_after(day)
        assert ends is not None
        return ends - day

    assert length(local(2026, 10, 24, 22)) == timedelta(hours=10)
    assert length(local(2026, 3, 28, 22)) == timedelta(hours=8)
    assert length(local(2026, 11, 24, 22)) == timedelta(hours=9)


def test_quiet_that_ends_in_the_hour_that_comes_twice_does_not_come_back() -> None:
    quiet = QuietHours(start=time(22), end=time(2, 30), timezone="Europe/Paris")
    assert quiet.end_after(local(2026, 10, 25, 2, 29)) == local(2026, 10, 25, 2, 30)
    for minutes in range(180):
        assert quiet.end_after(local(2026, 10, 25, 2, 30) + timedelta(minutes=minutes)) is None


def test_quiet_within_one_day() -> None:
    noon = QuietHours(start=time(12), end=time(14), timezone="Europe/Paris")
    assert noon.end_after(local(2026, 11, 24, 13)) == local(2026, 11, 24, 14)
    assert noon.end_after(local(2026, 11, 24, 11, 59)) is None
    assert noon.end_after(local(2026, 11, 24, 14)) is None


@given(
    start=st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0)),
    end=st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0)),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC)),  # noqa: DTZ001  (the zone is added)
)
def test_quiet_always_ends_within_a_day_and_then_it_is_over(start: time, end: time, zone: str, now: datetime) -> None:
    quiet = QuietHours(start=start, end=end, timezone=zone)
    ends = quiet.end_after(now)
    if ends is not None and start != end:
        assert now < ends <= now + timedelta(hours=25)
        again = quiet.end_after(ends)
        assert again is None or again > ends


@given(
    many=st.integers(0, 12),
    held=st.booleans(),
    sent=st.lists(st.floats(-3, 0).map(at), max_size=10),
    per_hour=st.integers(1, 8),
)
def test_everything_goes_out_or_waits_and_never_too_much(
    many: int, held: bool, sent: list[datetime], per_hour: int
) -> None:
    stories = [(alert(number, held=held),) for number in range(many)]
    found = release(stories, sent, AlertPolicy(per_hour=per_hour), NOW)
    told = sorted(dispatch.id for message in found.messages for dispatch in message)
    lately = sum(moment > NOW - timedelta(hours=1) for moment in sent)
    if found.hold_until is None:
        assert told == list(range(many))
        assert not many or len(found.messages) + lately <= per_hour
    else:
        assert found.messages == ()
        assert lately >= per_hour
        assert NOW < found.hold_until <= NOW + timedelta(hours=1)
        assert sum(moment > found.hold_until - timedelta(hours=1) for moment in sent) < per_hour
