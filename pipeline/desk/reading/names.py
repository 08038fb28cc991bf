"""Who is in the news this week, and who was not for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from pipeline.core.rendering import charts

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

WEEK: Final = 7  # days
SPARK_DAYS: Final = 30
TOP: Final = 10  # names shown, of signatories and of states
_NEW: Final = 12
_UNSEEN: Final = 90  # days without a mention that make a name new again


@dataclass(frozen=True, slots=True, kw_only=True)
class Riser:
    """A name much in the news this week."""

    id: int
    name: str
    category: str
    stories: int
    before: int  # stories of the week before
    days: tuple[int, ...]  # articles on each of the last thirty days

    @property
    def spark(self) -> Markup:
        """The thirty days as a line."""
        words = f"{sum(self.days):,} articles in {len(self.days)} days, {max(self.days):,} on the busiest"
        return Markup(charts.sparkline(self.days, words))  # noqa: S704  (every text in it is escaped there)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewName:
    """A name in the news this week, and in none of the ninety days before it."""

    id: int
    name: str
    stories: int
    match_id: int  # the first that names it
    title: str


def risers(connection: sqlite3.Connection, first: date, last: date) -> list[Riser]:
    """The names in most stories from `first` to `last`, most first: signatories, then states."""
    week = _by_subject(connection, first, last)
    known = {row[1]: (row[0], row[2]) for row in connection.execute("SELECT id, name, category FROM signatories")}
    named = sorted((subject for subject in week if subject in known), key=lambda name: (-week[name], name))
    chosen = _heads(named, {name for name in named if known[name][1] == "state"})
    return [
        Riser(
            id=known[name][0],
            name=name,
            category=known[name][1],
            stories=week[name],
            before=_stories_of(connection, name, first - timedelta(days=WEEK), first - timedelta(days=1)),
            days=_last_days(connection, name, last),
        )
        for name in chosen
    ]


def _heads(named: list[str], states: set[str]) -> list[str]:
    return [
        *[name for name in named if name not in states][:TOP],
        *[name for name in named if name in states][:TOP],
    ]


def _by_subject(connection: sqlite3.Connection, first: date, last: date) -> dict[str, int]:
    rows = connection.execute(
        """SELECT s.subject, count(DISTINCT m.story_id) FROM match_subjects s JOIN matches m ON m.id = s.match_id
           WHERE s.day BETWEEN ? AND ? GROUP BY s.subject""",
        (first.isoformat(), last.isoformat()),
    )
    return {row[0]: row[1] for row in rows}


def _stories_of(connection: sqlite3.Connection, subject: str, first: date, last: date) -> int:
    found = connection.execute(
        """SELECT count(DISTINCT m.story_id) FROM match_subjects s JOIN matches m ON m.id = s.match_id
           WHERE s.subject = ? AND s.day BETWEEN ? AND ?""",
        (subject, first.isoformat(), last.isoformat()),
    )
    return int(found.fetchone()[0])


def _last_days(connection: sqlite3.Connection, subject: str, last: date) -> tuple[int, ...]:
    first = last - timedelta(days=SPARK_DAYS - 1)
    rows = connection.execute(
        "SELECT day, count(*) FROM match_subjects WHERE subject = ? AND day BETWEEN ? AND ? GROUP BY day",
        (subject, first.isoformat(), last.isoformat()),
    )
    counts = {row[0]: row[1] for row in rows}
    return tuple(counts.get((first + timedelta(days=n)).isoformat(), 0) for n in range(SPARK_DAYS))


def new_names(connection: sqlite3.Connection, first: date, last: date) -> tuple[NewName, ...]:
    """The names of that span that the ninety days before it did not have, most articles first."""
    rows = connection.execute(
        """WITH named AS (
               SELECT subject, count(*) AS articles, min(match_id) AS first_id FROM match_subjects
               WHERE day BETWEEN :first AND :last GROUP BY subject)
           SELECT g.id, n.subject, n.articles, n.first_id, m.title
           FROM named n JOIN signatories g ON g.name = n.subject JOIN matches m ON m.id = n.first_id
           WHERE NOT EXISTS (SELECT 1 FROM match_subjects e
                             WHERE e.subject = n.subject AND e.day >= :unseen AND e.day < :first)
           ORDER BY n.articles DESC, n.subject LIMIT :limit""",
        {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "unseen": (first - timedelta(days=_UNSEEN)).isoformat(),
            "limit": _NEW,
        },
    )
    return tuple(NewName(id=row[0], name=row[1], stories=row[2], match_id=row[3], title=row[4]) for row in rows)
