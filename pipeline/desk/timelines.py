"""Counts of stories as charts that lead to the matches they count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from markupsafe import Markup

from pipeline.core.rendering import charts
from pipeline.core.rendering.charts import Bar, Series, Timeline
from pipeline.model import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TIER_WORDS: Final = {
    Tier.CALL: "naming the Paris Call",
    Tier.CONTEXT: "signatories in cyber-policy context",
    Tier.MENTION: "signatories merely named",
}
BY_TIER: Final = tuple(Series(words, tier.value) for tier, words in TIER_WORDS.items())
STORIES: Final = ("stories", "story")
ARTICLES: Final = ("articles", "article")
_PLACE: Final = {tier.value: number for number, tier in enumerate(Tier)}
_NARROW: Final = (360, 200)  # pixels: a phone's, where a wide chart made small could not be read
_HALF: Final = (600, 210)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as a page shows it: wide, narrow, and as a table of the bars that are not empty, latest first."""

    chart: Timeline
    size: tuple[int, int] = (720, 220)

    @property
    def wide(self) -> Markup:
        """For a desk."""
        return Markup(charts.timeline(self.chart, *self.size))  # noqa: S704  (every text in it is escaped there)

    @property
    def narrow(self) -> Markup:
        """For a phone."""
        drawn = charts.timeline(replace(self.chart, key=f"{self.chart.key}-narrow"), *_NARROW)
        return Markup(drawn)  # noqa: S704  (every text in it is escaped there)

    @property
    def rows(self) -> tuple[tuple[str, Bar], ...]:
        """The bars that are not empty, latest first, each with its days in words."""
        return tuple((charts.span_words(bar), bar) for bar in reversed(self.chart.bars) if bar.total)


def half(figure: Figure) -> Figure:
    """The same chart for half a page's width."""
    return replace(figure, size=_HALF)


def by_day(counted: Iterable[tuple[str, str, int]]) -> dict[date, list[int]]:
    """Rows of (day, tier, count) as counts by day, one for each tier. A day that is none is left out."""
    days: dict[date, list[int]] = {}
    for day, tier, count in counted:
        when = to_day(day)
        if when is not None:
            days.setdefault(when, [0] * len(_PLACE))[_PLACE[tier]] += count
    return days


def to_day(text: str) -> date | None:
    """The day as the store writes it, or None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def by_tier(
    key: str,
    title: str,
    counts: Mapping[date, Sequence[int]],
    pieces: Sequence[tuple[date, date]],
    links: Links,
    unit: tuple[str, str] = STORIES,
) -> Figure:
    """Stories (or articles) by tier, stacked."""
    bars = tuple(
        Bar(first, last, values, links.to(first, last))
        for first, last, values in charts.gathered(counts, pieces, len(BY_TIER))
    )
    return Figure(Timeline(key=key, title=title, unit=unit[0], single=unit[1], series=BY_TIER, bars=bars))


def of_the_call(
    key: str, title: str, counts: Mapping[date, Sequence[int]], pieces: Sequence[tuple[date, date]], links: Links
) -> Figure:
    """Stories that name the Call, on a scale of their own: among thousands of others they would not be seen."""
    calls = {when: values[:1] for when, values in counts.items()}
    bars = tuple(
        Bar(first, last, values, links.to(first, last, tier=Tier.CALL.value))
        for first, last, values in charts.gathered(calls, pieces, 1)
    )
    return Figure(Timeline(key=key, title=title, unit=STORIES[0], single=STORIES[1], series=BY_TIER[:1], bars=bars))


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the list of matches, narrowed to some days."""

    matches: str  # the list itself
    subject: str = ""  # an official name
    story_id: int | None = None

    def to(self, first: date, last: date, tier: str = "") -> str:
        """The matches of the days from `first` to `last`."""
        days = {"day": first} if first == last else {"from": first, "to": last}
        asked = {**days, "tier": tier, "signatory": self.subject, "story_id": self.story_id}
        return f"{self.matches}?{urlencode({name: value for name, value in asked.items() if value})}"
