from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.rhythm import Habit, asks_whole, is_silent, may_be_stuck
from pipeline.model import FeedState
from tests.builders import NOW, feed

DAY = timedelta(days=1)
QUIET = replace(feed(), etag='"v1"', last_new_at=NOW)


@pytest.mark.parametrize(
    ("rhythm", "silent_after_days"),
    [(timedelta(hours=1), 3), (DAY, 10), (7 * DAY, 70), (timedelta(0), 3)],
)
def test_a_feed_is_silent_by_its_own_rhythm(rhythm: timedelta, silent_after_days: int) -> None:
    habit = Habit(rhythm=rhythm)
    assert not is_silent(QUIET, habit, NOW + silent_after_days * DAY)
    assert is_silent(QUIET, habit, NOW + silent_after_days * DAY + timedelta(minutes=1))


def test_a_feed_that_fails_or_never_had_anything_is_not_called_silent() -> None:
    assert not is_silent(replace(QUIET, state=FeedState.FAILING), Habit(), NOW + 99 * DAY)
    assert not is_silent(replace(QUIET, last_new_at=None), Habit(), NOW + 99 * DAY)


def test_a_week_of_nothing_but_304_is_looked_behind() -> None:
    habit = Habit(rhythm=timedelta(hours=6), last_whole_at=NOW)
    assert not asks_whole(QUIET, habit, NOW + 7 * DAY)
    assert asks_whole(QUIET, habit, NOW + 8 * DAY)


def test_a_monthly_feed_is_left_alone_for_months() -> None:
    habit = Habit(rhythm=30 * DAY, last_whole_at=NOW)
    assert not asks_whole(QUIET, habit, NOW + 90 * DAY)
    assert asks_whole(QUIET, habit, NOW + 91 * DAY)


def test_without_validators_every_poll_is_whole_anyway() -> None:
    assert not may_be_stuck(replace(QUIET, etag=""), NOW + 99 * DAY)


def test_a_feed_that_has_always_been_empty_is_looked_at_too() -> None:
    empty = replace(QUIET, last_new_at=None)
    assert not asks_whole(empty, Habit(last_whole_at=NOW), NOW + 7 * DAY)
    assert asks_whole(empty, Habit(last_whole_at=NOW), NOW + 8 * DAY)


@given(st.lists(st.integers(1, 30), max_size=60), st.integers(0, 40))
def test_no_feed_is_asked_for_everything_twice_within_a_week(pauses: list[int], rhythm_hours: int) -> None:
    now, asked = NOW, [NOW]
    for hours in pauses:
        now += timedelta(hours=hours)
        habit = Habit(rhythm=timedelta(hours=rhythm_hours), last_whole_at=asked[-1])
        if asks_whole(QUIET, habit, now):
            assert now - asked[-1] >= 7 * DAY
            asked.append(now)
