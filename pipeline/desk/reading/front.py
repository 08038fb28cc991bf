"""The front page: a day and the week that ends with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering import charts
from pipeline.desk import timelines
from pipeline.desk.reading.cards import Card, latest_stories
from pipeline.desk.reading.health import DayWatched, Health, health, watched
from pipeline.desk.reading.names import SPARK_DAYS, TOP, WEEK, NewName, Riser, new_names, risers
from pipeline.desk.timelines import Figure, Links, to_day
from pipeline.model import Tier

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

SPANS: Final = (SPARK_DAYS, 90)  # days a timeline may show
_STORIES: Final = 6
_CONTEXT_STORIES: Final = 4
_LEAST_HISTORY: Final = 30  # days: in a young archive every name is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Stories of a tier on the day, and in its week, each beside what was before."""

    tier: Tier
    today: int
    usual: float  # on a day, over the whole days watched of the seven before; 0 when there is none
    week: int
    week_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """All that the front page shows."""

    day: date
    is_today: bool
    latest: date | None  # the last day up to `day` that has a match
    numbers: tuple[Number, ...]
    call: tuple[Card, ...]
    context: tuple[Card, ...]
    span: int
    timeline: Figure
    call_timeline: Figure
    signatories: tuple[Riser, ...]
    states: tuple[Riser, ...]
    compared: int  # whole days watched, of the seven before
    has_week_before: bool  # whether the seven days before these were watched, too
    new_names: tuple[NewName, ...]
    has_history: bool  # enough of it to call a name new
    health: Health
    watched: DayWatched | None  # None on the day itself, when `health` says more

    @property
    def day_before(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def day_after(self) -> date:
        """The day after."""
        return self.day + timedelta(days=1)

    @property
    def week_first(self) -> date:
        """The first of the seven days that end with the day."""
        return self.day - timedelta(days=WEEK - 1)

    @property
    def spans(self) -> tuple[int, ...]:
        """The days a timeline may show."""
        return SPANS


def front(connection: sqlite3.Connection, day: date, span: int, now: datetime, links: Links) -> Front:
    """The front page of `day`; health is always that of now."""
    week = day - timedelta(days=WEEK - 1)
    counts = _daily(connection, min(day - timedelta(days=span - 1), week - timedelta(days=WEEK)), day)
    pieces = charts.spans(day - timedelta(days=span - 1), day, 1)
    named = risers(connection, week, day)
    earliest = _edge(connection, "min(day)", day)
    whole_days = _whole_days(connection, day)
    compared = min(WEEK, whole_days)
    return Front(
        day=day,
        is_today=day == now.date(),
        latest=_edge(connection, "max(day)", day),
        numbers=_numbers(connection, counts, day, compared),
        compared=compared,
        has_week_before=whole_days >= 2 * WEEK - 1,
        call=latest_stories(connection, day.isoformat(), Tier.CALL, _STORIES),
        context=latest_stories(connection, day.isoformat(), Tier.CONTEXT, _CONTEXT_STORIES),
        span=span,
        timeline=timelines.half(timelines.by_tier("all", "All stories by day", counts, pieces, links)),
        call_timeline=timelines.half(
            timelines.of_the_call("call", "Stories that name the Paris Call, by day", counts, pieces, links)
        ),
        signatories=tuple(riser for riser in named if riser.category != "state")[:TOP],
        states=tuple(riser for riser in named if riser.category == "state")[:TOP],
        new_names=new_names(connection, week, day),
        has_history=earliest is not None and (week - earliest).days >= _LEAST_HISTORY,
        health=health(connection, now),
        watched=None if day == now.date() else watched(connection, day),
    )


def _daily(connection: sqlite3.Connection, first: date, last: date) -> dict[date, list[int]]:
    return timelines.by_day(
        connection.execute(
            """SELECT day, tier, count(DISTINCT story_id) FROM matches WHERE day BETWEEN ? AND ? GROUP BY day, tier""",
            (first.isoformat(), last.isoformat()),
        )
    )


def _edge(connection: sqlite3.Connection, which: str, day: date) -> date | None:
    found = connection.execute(f"SELECT {which} FROM matches WHERE day <= ?", (day.isoformat(),)).fetchone()[0]  # noqa: S608  (min or max)
    return to_day(found) if found else None


def _whole_days(connection: sqlite3.Connection, day: date) -> int:
    """The days before `day` that were watched from their beginning."""
    began = connection.execute("SELECT min(first_seen_at) FROM entries").fetchone()[0]
    return max(0, (day - date.fromisoformat(began[:10])).days - 1) if began else 0


def _numbers(
    connection: sqlite3.Connection, counts: dict[date, list[int]], day: date, compared: int
) -> tuple[Number, ...]:
    week = _in_days(connection, day - timedelta(days=WEEK - 1), day)
    before = _in_days(connection, day - timedelta(days=2 * WEEK - 1), day - timedelta(days=WEEK))
    past = [counts.get(day - timedelta(days=n), [0, 0, 0]) for n in range(1, compared + 1)]
    return tuple(
        Number(
            tier=tier,
            today=counts.get(day, [0, 0, 0])[place],
            usual=sum(values[place] for values in past) / max(1, compared),
            week=week.get(tier.value, 0),
            week_before=before.get(tier.value, 0),
        )
        for place, tier in enumerate(Tier)
    )


def _in_days(connection: sqlite3.Connection, first: date, last: date) -> dict[str, int]:
    rows = connection.execute(
        "SELECT tier, count(DISTINCT story_id) FROM matches WHERE day BETWEEN ? AND ? GROUP BY tier",
        (first.isoformat(), last.isoformat()),
    )
    return {row[0]: row[1] for row in rows}
