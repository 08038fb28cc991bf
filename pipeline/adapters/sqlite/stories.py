"""Looking stories up: lists, one with its articles, and what people decided. Never writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none
from pipeline.model import Copy, Story, StoryDecision, StoryLink, StoryMember, Tier

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Row

_STORY: Final = """s.id, s.day, s.title, m.site, m.url, s.tier, s.score, s.articles, s.outlets, s.languages,
    s.signatories, s.first_seen_at, s.last_seen_at"""
_MOST_MOVES: Final = 50  # from a former story to the next; a bound, not an expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFilter:
    """Which stories are asked for; None and empty leave a side open."""

    since: datetime | None = None  # first seen at or after it
    until: datetime | None = None  # first seen before it
    tier: Tier | None = None
    subject: str = ""  # official name, or "Paris Call": named in any of its articles
    least_articles: int = 1


@dataclass(frozen=True, slots=True)
class StoryArchive:
    """Questions people ask about stories."""

    db: Database

    def stories(self, wanted: StoryFilter, limit: int) -> tuple[Story, ...]:
        """The stories first seen last, first."""
        rows = self.db.rows(
            f"""SELECT {_STORY} FROM stories s JOIN matches m ON m.id = s.id
                WHERE s.first_seen_at >= ?1 AND s.first_seen_at < ?2 AND s.articles >= ?3 AND (?4 = '' OR s.tier = ?4)
                AND (?5 = '' OR s.id IN (SELECT n.story_id FROM match_subjects x JOIN matches n ON n.id = x.match_id
                                         WHERE x.subject = ?5))
                ORDER BY s.first_seen_at DESC, s.id DESC LIMIT ?6""",  # noqa: S608  (constant column list)
            (
                to_text(wanted.since) or "", to_text(wanted.until) or "~", wanted.least_articles,
                wanted.tier.value if wanted.tier else "", wanted.subject, limit,
            ),
        )  # fmt: skip
        return tuple(_story(row) for row in rows)

    def counts(self) -> tuple[int, int, int]:
        """How many stories there are, how many articles in them, and how many of those wait to be compared."""
        return (
            self.db.number("SELECT count(*) FROM stories"),
            self.db.number("SELECT count(*) FROM matches"),
            self.db.number("SELECT count(*) FROM story_queue"),
        )

    def story(self, number: int) -> tuple[Story, tuple[StoryMember, ...]] | None:
        """A story by its id, by one it had before or by any of its articles; its members, the earliest first."""
        story_id = self.resolve(number)
        row = self.db.row(
            f"SELECT {_STORY} FROM stories s JOIN matches m ON m.id = s.id WHERE s.id = ?",  # noqa: S608  (constant column list)
            (story_id,),
        )
        return None if row is None else (_story(row), self._members(int(row[0])))

    def resolve(self, number: int) -> int | None:
        """The id that a story has today, whose id or whose article's id was `number` at any time."""
        for _ in range(_MOST_MOVES):
            row = self.db.row("SELECT story_id FROM matches WHERE id = ?", (number,))
            if row is not None:
                return int(row[0])
            row = self.db.row("SELECT article_id FROM former_stories WHERE id = ?", (number,))
            if row is None:
                return None
            number = int(row[0])
        return None

    def _members(self, story_id: int) -> tuple[StoryMember, ...]:
        links = {
            link.second if link.first == story_id else link.first: link
            for link in (
                StoryLink(first=first, second=second, similarity=similarity, contained=contained, why=why)
                for first, second, similarity, contained, why in self.db.rows(
                    """SELECT first_id, second_id, similarity, contained, why FROM story_links
                       WHERE first_id = ?1 UNION ALL
                       SELECT first_id, second_id, similarity, contained, why FROM story_links WHERE second_id = ?1""",
                    (story_id,),
                )
            )
        }
        subjects: dict[int, list[str]] = {}
        for number, subject in self.db.rows(
            """SELECT x.match_id, x.subject FROM match_subjects x JOIN matches m ON m.id = x.match_id
               WHERE m.story_id = ? ORDER BY x.subject""",
            (story_id,),
        ):
            subjects.setdefault(number, []).append(subject)
        rows = self.db.rows(
            """SELECT a.id, a.url, a.title, a.text, a.language, a.first_seen_at, m.site, m.tier, m.score, m.published_at
               FROM matches m JOIN articles a ON a.id = m.id WHERE m.story_id = ?
               ORDER BY m.first_seen_at, m.url, m.id""",
            (story_id,),
        )
        return tuple(_member(row, tuple(subjects.get(row[0], ())), links.get(row[0])) for row in rows)

    def decisions(self) -> tuple[StoryDecision, ...]:
        """All that was ever decided by hand, undone or not, in order."""
        return tuple(
            StoryDecision(
                id=number,
                article=article,
                other=other,
                made_at=to_time(made),
                note=note,
                undone_at=to_time_or_none(undone),
            )
            for number, article, other, made, note, undone in self.db.rows(
                "SELECT id, article_id, other_id, made_at, note, undone_at FROM story_decisions ORDER BY id"
            )
        )


def _story(row: Row) -> Story:
    number, day, title, site, url, tier, score, articles, outlets, languages, names, first_seen, last_seen = row
    return Story(
        id=number,
        day=date.fromisoformat(day),
        title=title,
        site=site,
        url=url,
        tier=Tier(tier),
        score=score,
        articles=articles,
        outlets=outlets,
        languages=tuple(languages.split()),
        signatories=tuple(filter(None, names.split("; "))),
        first_seen=to_time(first_seen),
        last_seen=to_time(last_seen),
    )


def _member(row: Row, subjects: tuple[str, ...], link: StoryLink | None) -> StoryMember:
    number, url, title, text, language, first_seen, site, tier, score, published = row
    return StoryMember(
        copy=Copy(id=number, url=url, title=title, text=text or "", language=language, first_seen=to_time(first_seen)),
        site=site,
        tier=Tier(tier),
        score=score,
        published=to_time_or_none(published),
        subjects=subjects,
        link=link,
    )
