"""What counts as unusual: seldom, never on little, and explained by numbers anybody can check."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.digests.losses import lost_by_dates, lost_by_rhythm
from pipeline.core.digests.statistics import poisson_tail, rise, whole_spans
from pipeline.model import Edition
from tests.builders import NOW, at


@pytest.mark.parametrize(
    ("count", "past", "is_news"),
    [
        (7, (1,) * 12, True),  # seven where one a week is usual
        (3, (1,) * 12, False),
        (2, (0,) * 12, False),  # few are never news by their number
        (3, (0,) * 12, True),
        (25, (100,) * 12, False),  # a workday's fifth of the usual week is 20
        (70, (100,) * 12, True),
        (7, (1, 0, 0, 30, 1, 0, 2, 0, 1, 0, 1, 1), True),  # one burst long ago makes no habit
        (7, (9, 1, 12, 0, 15, 2, 11, 1, 9, 14, 3, 10), False),  # a name that swings like this always does
        (7, (1, 1, 1), False),  # three weeks are no baseline
    ],
)
def test_a_day_is_unusual_against_its_own_weeks(count: int, past: tuple[int, ...], *, is_news: bool) -> None:
    assert (rise(count, past, Edition.DAILY) is not None) == is_news


def test_the_reason_is_the_median_week() -> None:
    found = rise(7, (1, 2, 0, 1, 1, 1, 40, 1, 0, 2, 1, 1), Edition.DAILY)
    assert found is not None
    assert (found.usual, found.spans) == (1.0, 12)


def test_a_week_is_held_against_weeks_and_a_month_against_months() -> None:
    assert rise(20, (15,) * 12, Edition.WEEKLY) is None
    assert rise(60, (15,) * 12, Edition.WEEKLY) is not None
    assert rise(60, (15,) * 6, Edition.MONTHLY) is not None
    assert rise(60, (), Edition.MONTHLY) is None


def test_ordinary_days_raise_hardly_any_alarm() -> None:
    chance = random.Random(7)  # noqa: S311  (an experiment, not a secret)
    alarms = 0
    for _ in range(4000):
        rate = chance.choice([0.02, 0.1, 0.3, 1, 4])
        weeks = tuple(sum(_drawn(chance, rate) for _ in range(7)) for _ in range(12))
        alarms += rise(_drawn(chance, rate), weeks, Edition.DAILY) is not None
    assert alarms <= 8


@given(st.integers(0, 300), st.floats(0.01, 200))
def test_the_tail_is_a_probability_that_falls_with_the_count(count: int, rate: float) -> None:
    assert -1e-9 <= poisson_tail(count + 1, rate) <= poisson_tail(count, rate) + 1e-9 <= 1 + 2e-9


def test_the_tail_as_in_the_books() -> None:
    assert math.isclose(poisson_tail(3, 1.0), 0.0803014, rel_tol=1e-5)
    assert math.isclose(poisson_tail(10, 2.0), 4.6498e-5, rel_tol=1e-4)
    assert math.isclose(poisson_tail(1, 0.5), 1 - math.exp(-0.5), rel_tol=1e-12)


def test_only_spans_watched_from_their_beginning_are_compared_with() -> None:
    assert [whole_spans(Edition.DAILY, days) for days in (-3, 6, 7, 30, 1000)] == [0, 0, 1, 4, 12]
    assert whole_spans(Edition.MONTHLY, 89) == 2


def test_what_was_lost_is_read_off_the_dates_of_what_came() -> None:
    # Ten items over 9 hours, the oldest 3 hours after the poll before: three hours unseen at one an hour.
    dates = [at(3 + n) for n in range(10)]
    assert lost_by_dates(dates, NOW, at(12)) == 3
    assert lost_by_dates([at(-0.5 + n) for n in range(10)], NOW, at(12)) == 0  # they overlap: nothing was lost
    assert lost_by_dates([at(1)] * 10, NOW, at(12)) is None  # all dated alike
    assert lost_by_dates([at(1), at(2)], NOW, at(12)) is None
    assert lost_by_dates([at(9000 + n) for n in range(10)], NOW, at(12)) is None  # from the future


def test_what_was_lost_is_read_off_the_feeds_past() -> None:
    week = at(24 * 7) - NOW
    assert lost_by_rhythm(20, 700, week, NOW, at(12)) == 30
    assert lost_by_rhythm(60, 700, week, NOW, at(12)) == 0
    assert lost_by_rhythm(20, 0, week, NOW, at(12)) is None
    assert lost_by_rhythm(20, 700, at(3) - NOW, NOW, at(12)) is None


@given(
    st.lists(st.integers(-10_000, 10_000), max_size=60),
    st.integers(0, 2000),
)
def test_an_estimate_is_a_sane_number_or_none(hours: list[int], length: int) -> None:
    lost = lost_by_dates([at(one / 7) for one in hours], NOW, at(length))
    assert lost is None or 0 <= lost <= 10_000


def _drawn(chance: random.Random, rate: float) -> int:
    limit, count, product = math.exp(-rate), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count
