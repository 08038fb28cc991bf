"""People's verdicts on matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database, Row
from pipeline.adapters.sqlite.rows import to_json, to_strings, to_text, to_time
from pipeline.model import Feedback, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Also run by the desk, on the connection that Datasette writes with.
NAMED: Final = "SELECT subject, surface FROM mentions WHERE article_id = ? ORDER BY subject"
GIVE: Final = """INSERT INTO feedback (article_id, subject, verdict, aliases, given_by, given_at, note)
                 VALUES (?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (article_id, subject) DO UPDATE SET verdict = excluded.verdict,
                 aliases = excluded.aliases, given_by = excluded.given_by, given_at = excluded.given_at,
                 note = excluded.note"""
ALL: Final = """SELECT f.article_id, f.subject, f.verdict, f.aliases, f.given_by, f.given_at, f.note, a.title
                FROM feedback f JOIN articles a ON a.id = f.article_id ORDER BY f.given_at DESC, f.article_id"""


def named(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """The rows of NAMED: the subjects an article is flagged for, each with the surfaces that name it, sorted."""
    found: dict[str, set[str]] = {}
    for subject, surface in rows:
        found.setdefault(subject, set()).add(surface)
    return {subject: tuple(sorted(surfaces)) for subject, surfaces in found.items()}


def values(one: Feedback) -> Row:
    """What GIVE takes."""
    return (
        one.article_id, one.subject, one.verdict.value, to_json(one.aliases), one.given_by, to_text(one.given_at),
        one.note,
    )  # fmt: skip


def given(row: Row) -> tuple[Feedback, str]:
    """A row of ALL: a verdict, and the title of its article."""
    article_id, subject, verdict, aliases, given_by, given_at, note, title = row
    told = Feedback(
        article_id=article_id,
        subject=subject,
        verdict=Verdict(verdict),
        aliases=to_strings(aliases),
        given_by=given_by,
        given_at=to_time(given_at),
        note=note,
    )
    return told, title


@dataclass(frozen=True, slots=True)
class FeedbackTable:
    """What was said, the latest word on each subject of each article."""

    db: Database

    def named(self, article_id: int) -> dict[str, tuple[str, ...]]:
        """The subjects an article is flagged for, each with the surfaces that name it, sorted; empty if unflagged."""
        return named(self.db.rows(NAMED, (article_id,)))

    def give(self, feedback: Sequence[Feedback]) -> None:
        """Stores verdicts, all or none, each in the place of an earlier one on the same subject of the article."""
        with self.db.writing():
            self.db.execute_many(GIVE, [values(one) for one in feedback])

    def forget(self, article_id: int) -> int:
        """Takes back every verdict on an article; returns how many there were."""
        with self.db.writing():
            return self.db.execute("DELETE FROM feedback WHERE article_id = ?", (article_id,))

    def all(self) -> tuple[tuple[Feedback, str], ...]:
        """Every verdict with the title of its article, latest first."""
        return tuple(given(row) for row in self.db.rows(ALL))
