"""Charts: true to the numbers, whole, and readable as words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.rendering import charts
from pipeline.core.rendering.charts import Bar, Series, Timeline

NINTH = date(2026, 11, 9)
TIERS = (Series("naming the Call", "call"), Series("others", "mention"))


def chart(*counts: tuple[int, int], link: str = "/m?day={}") -> Timeline:
    days = [NINTH + timedelta(days=n) for n in range(len(counts))]
    bars = tuple(Bar(when, when, pair, link.format(when)) for when, pair in zip(days, counts, strict=True))
    return Timeline(key="t", title="Stories <by> day", unit="stories", single="story", series=TIERS, bars=bars)


GOLDEN = (
    '<svg class="chart" viewBox="0 0 200 100" width="200" height="100" role="graphics-document" '
    'aria-roledescription="bar chart" aria-labelledby="t-title t-desc">'
    '<title id="t-title">Stories &lt;by&gt; day</title>'
    '<desc id="t-desc">9 Nov 2026 to 10 Nov 2026: 4 stories, most on Mon 9 Nov 2026 (4).</desc>'
    '<g aria-hidden="true"><text class="unit" x="17" y="11">stories</text>'
    '<line class="base" x1="17" x2="196" y1="78" y2="78"/><text class="tick" x="11" y="82" text-anchor="end">0</text>'
    '<line class="grid" x1="17" x2="196" y1="63" y2="63"/><text class="tick" x="11" y="67" text-anchor="end">1</text>'
    '<line class="grid" x1="17" x2="196" y1="48" y2="48"/><text class="tick" x="11" y="52" text-anchor="end">2</text>'
    '<line class="grid" x1="17" x2="196" y1="33" y2="33"/><text class="tick" x="11" y="37" text-anchor="end">3</text>'
    '<line class="grid" x1="17" x2="196" y1="18" y2="18"/><text class="tick" x="11" y="22" text-anchor="end">4</text>'
    "</g>"
    '<a href="/m?day=2026-11-09" tabindex="-1" aria-label="Mon 9 Nov 2026: 4 stories (1 naming the Call, 3 others)">'
    "<title>Mon 9 Nov 2026: 4 stories (1 naming the Call, 3 others)</title>"
    '<rect class="area" x="17" y="18" width="89.5" height="60"/>'
    '<rect class="call" x="25.05" y="63" width="73.39" height="15"/>'
    '<rect class="mention" x="25.05" y="18" width="73.39" height="45"/></a>'
    '<a href="/m?day=2026-11-10" tabindex="-1" aria-label="Tue 10 Nov 2026: none"><title>Tue 10 Nov 2026: none</title>'
    '<rect class="area" x="106.5" y="18" width="89.5" height="60"/></a>'
    '<g aria-hidden="true"><text class="day" x="61.75" y="94" text-anchor="middle">9 Nov</text>'
    '<text class="day" x="151.25" y="94" text-anchor="middle">10 Nov</text></g></svg>'
)


def test_a_timeline_as_it_is_drawn() -> None:
    assert charts.timeline(chart((1, 3), (0, 0)), 200, 100) == GOLDEN


def test_one_series_needs_no_breakdown() -> None:
    one = Timeline(
        key="k", title="T", unit="stories", single="story", series=TIERS[:1], bars=(Bar(NINTH, NINTH, (2,)),)
    )
    assert charts.bar_words(one, one.bars[0]) == "Mon 9 Nov 2026: 2 stories"
    assert charts.bar_words(one, Bar(NINTH, NINTH, (1,))) == "Mon 9 Nov 2026: 1 story"
    assert "<a " not in charts.timeline(one)


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (4, (0, 1, 2, 3, 4)),
        (5, (0, 2, 4, 6)),
        (17, (0, 5, 10, 15, 20)),
        (99, (0, 50, 100)),
        (1234, (0, 500, 1000, 1500)),
    ],
)
def test_ticks_are_round(most: int, expected: tuple[int, ...]) -> None:
    assert charts.ticks(most) == expected


@given(st.integers(0, 10**9))
def test_ticks_hold_the_highest_bar_and_waste_less_than_one_step(most: int) -> None:
    marks = charts.ticks(most)
    step = marks[1]
    assert marks == tuple(range(0, marks[-1] + 1, step))
    assert max(most, 1) <= marks[-1] < max(most, 1) + step
    assert len(marks) <= 6


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=120))
def test_every_story_has_its_height_and_no_bar_leaves_the_plot(counts: list[tuple[int, int]]) -> None:
    root = ET.fromstring(charts.timeline(chart(*counts)))  # noqa: S314  (our own drawing)
    marks = charts.ticks(max(sum(pair) for pair in counts))
    height = 220 - 18 - 22
    links = root.findall("a")
    assert len(links) == len(counts)
    for link, pair in zip(links, counts, strict=True):
        parts = [rect for rect in link.findall("rect") if rect.get("class") != "area"]
        drawn = sum(float(rect.get("height", "0")) for rect in parts)
        assert drawn == pytest.approx(height * sum(pair) / marks[-1], abs=0.02)
        assert all(18 <= float(rect.get("y", "0")) <= 198 for rect in parts)


def test_days_without_a_story_are_drawn_as_zero() -> None:
    pieces = charts.spans(NINTH, NINTH + timedelta(days=4), 1)
    counts = {NINTH + timedelta(days=3): (2, 1), NINTH - timedelta(days=1): (9, 9)}
    assert [values for _, _, values in charts.gathered(counts, pieces, 2)] == [(0, 0), (0, 0), (0, 0), (2, 1), (0, 0)]


@given(st.integers(0, 500), st.integers(1, 40))
def test_spans_cover_every_day_once(length: int, days: int) -> None:
    last = NINTH + timedelta(days=length)
    pieces = charts.spans(NINTH, last, days)
    assert (pieces[0][0], pieces[-1][1]) == (NINTH, last)
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(pieces))
    assert all((last - first).days == days - 1 for first, last in pieces[1:])


def test_months_are_whole_ones() -> None:
    pieces = charts.months(date(2027, 12, 31), date(2028, 2, 1))
    assert pieces == (
        (date(2027, 12, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2028, 1, 31)),
        (date(2028, 2, 1), date(2028, 2, 29)),
    )
    assert charts.span_words(Bar(*pieces[2], (1,))) == "February 2028"


def test_what_a_stranger_names_stays_text() -> None:
    evil = '"><script>alert(1)</script>'
    drawn = charts.timeline(
        Timeline(key="k", title=evil, unit=evil, single=evil, series=(), bars=(Bar(NINTH, NINTH, (), evil),))
    )
    ET.fromstring(drawn)  # noqa: S314  (our own drawing)
    assert "<script" not in drawn
    assert "<script" not in charts.sparkline((1, 2), evil)


def test_a_sparkline_marks_its_peak() -> None:
    drawn = charts.sparkline((0, 4, 2), "three days", 24, 14)
    assert 'points="2,12 12,2 22,7"' in drawn
    assert '<circle cx="12" cy="2"' in drawn
    assert charts.sparkline((), "nothing").count("<circle") == 0


def test_an_empty_chart_has_an_axis_and_says_so() -> None:
    empty = Timeline(key="k", title="T", unit="stories", single="story", series=TIERS, bars=())
    assert "No days to show." in charts.timeline(empty)
