"""The queue of articles to be grouped, their sketches and links, and the stories made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_text, to_time
from pipeline.adapters.sqlite.story_rows import refresh
from pipeline.core.stories.grouping import Compared, Grouped, Waiting
from pipeline.core.stories.partition import Sighting, partition
from pipeline.core.stories.sameness import fingerprint
from pipeline.errors import StoreError
from pipeline.model import Copy, StoryDecision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime, timedelta

    from pipeline.adapters.sqlite.database import Row

_VERSION: Final = "stories_version"  # in `settings`
_WEEK: Final = 604_800  # seconds; keys lie by week, so that the part of the table in use stays small
_MANY: Final = 500  # values in one statement
_COPY: Final = "a.id, a.url, a.title, a.text, a.language, a.first_seen_at"


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Implements jobs.group.GroupStore, and keeps what people decide."""

    db: Database

    def adopt(self, version: str) -> int:
        """Queues everything anew when the rules have another version than it was grouped by; returns how much."""
        row = self.db.row("SELECT value FROM settings WHERE name = ?", (_VERSION,))
        if row is not None and row[0] == version:
            return 0
        return self.regroup(version)

    def regroup(self, version: str) -> int:
        """Queues everything anew, to be grouped by the rules of `version`; what people decided stays."""
        with self.db.writing():
            self.db.execute("UPDATE story_sketches SET fingerprint = ''")
            self.db.execute(
                """INSERT INTO story_queue (match_id) SELECT id FROM matches WHERE true
                   ON CONFLICT (match_id) DO UPDATE SET mark = mark + 1"""
            )
            self.db.execute(
                """INSERT INTO settings (name, value) VALUES (?, ?)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
                (_VERSION, version),
            )
        return self.waiting()

    def waiting(self) -> int:
        """How many articles are in the queue."""
        return self.db.number("SELECT count(*) FROM story_queue")

    def batch(self, limit: int) -> tuple[Waiting, ...]:
        """The first articles of the queue; none when it is empty."""
        return tuple(
            Waiting(
                copy=_copy(row[:-2]), mark=row[-2], is_compared=row[-1] == fingerprint(row[2], row[3] or "", row[4])
            )
            for row in self.db.rows(
                f"""SELECT {_COPY}, q.mark, s.fingerprint FROM story_queue q JOIN articles a ON a.id = q.match_id
                    LEFT JOIN story_sketches s ON s.match_id = a.id ORDER BY q.match_id LIMIT ?""",  # noqa: S608  (constant column list)
                (limit,),
            )
        )

    def alike(self, copy: Copy, keys: Collection[int], within: timedelta) -> frozenset[int]:
        """The other articles that share a key with one and were first seen not too far from it."""
        weeks = range(_week(copy.first_seen - within), _week(copy.first_seen + within) + 1)
        in_weeks, among = ",".join("?" * len(weeks)), ",".join("?" * len(keys))
        return frozenset(
            row[0]
            for row in self.db.rows(
                f"SELECT DISTINCT match_id FROM story_keys WHERE week IN ({in_weeks}) AND key IN ({among})",  # noqa: S608  (question marks only)
                (*weeks, *keys),
            )
            if row[0] != copy.id
        )

    def copies(self, ids: Collection[int]) -> tuple[Copy, ...]:
        """The flagged ones of these articles, in any order."""
        return tuple(
            _copy(row)
            for some in _portions(ids)
            for row in self.db.rows(
                f"""SELECT {_COPY} FROM articles a JOIN matches m ON m.id = a.id
                    WHERE a.id IN ({",".join("?" * len(some))})""",  # noqa: S608  (question marks only)
                some,
            )
        )

    def store(self, batch: Sequence[Compared]) -> tuple[Grouped, ...]:
        """Takes a batch out of the queue and makes stories of its links, whole or not at all.

        An article that left the matches since it was compared is passed over; one that changed stays in the queue.
        """
        with self.db.writing():
            there = [one for one in batch if self._is_there(one.waiting.copy.id)]
            for one in there:
                if one.keys is not None:
                    self._sketch(one.waiting.copy, one.keys)
            for one in there:
                self._link(one)
                self.db.execute(
                    "DELETE FROM story_queue WHERE match_id = ? AND mark = ?", (one.waiting.copy.id, one.waiting.mark)
                )
            self.arrange({one.waiting.copy.id for one in there})
            return tuple(self._grouped(one.waiting.copy.id) for one in there)

    def arrange(self, changed: Collection[int]) -> None:
        """Makes stories anew of all that hangs together with some articles. Call inside `db.writing()`."""
        reached = self._connected(changed)
        members = [
            Sighting(to_time(first_seen), url, number)
            for some in _portions(reached)
            for number, url, first_seen in self.db.rows(
                f"SELECT id, url, first_seen_at FROM matches WHERE id IN ({','.join('?' * len(some))})",  # noqa: S608  (question marks only)
                some,
            )
        ]
        stories = partition(members, self._links_of(reached), self.decisions(reached))
        for story in stories:
            self._enter(story)

    def _enter(self, story: tuple[int, ...]) -> None:
        left = set()
        for some in _portions(story):
            marks = ",".join("?" * len(some))
            left |= {
                row[0]
                for row in self.db.rows(
                    f"SELECT DISTINCT story_id FROM matches WHERE id IN ({marks}) AND story_id != ?",  # noqa: S608  (question marks only)
                    (*some, story[0]),
                )
            }
            self.db.execute(
                f"UPDATE matches SET story_id = ? WHERE id IN ({marks}) AND story_id != ?",  # noqa: S608  (question marks only)
                (story[0], *some, story[0]),
            )
        for story_id in (story[0], *sorted(left)):
            refresh(self.db, story_id)

    def decisions(self, ids: Collection[int] | None = None) -> tuple[StoryDecision, ...]:
        """Those in force that name one of some articles, or all, in the order in which they were made."""
        rows = self.db.rows(
            "SELECT id, article_id, other_id, made_at, note FROM story_decisions WHERE undone_at IS NULL ORDER BY id"
        )
        return tuple(
            StoryDecision(id=number, article=article, other=other, made_at=to_time(made), note=note, undone_at=None)
            for number, article, other, made, note in rows
            if ids is None or article in ids or other in ids
        )

    def decide(self, article: int, other: int | None, note: str, now: datetime) -> int:
        """Has an article stand alone, or the stories of two be one; returns the number of the decision.

        Raises:
            StoreError: an article is not flagged, or is to be joined with itself.
        """
        with self.db.writing():
            for one in (article, other):
                if one is not None and not self._is_there(one):
                    raise StoreError(f"{one}: no flagged article has this number; `paris-call stories` lists them")
            if article == other:
                raise StoreError(f"{article}: an article is in its own story already")
            before = self._story_of(article, other)
            number = self.db.execute(
                "INSERT INTO story_decisions (article_id, other_id, made_at, note) VALUES (?, ?, ?, ?)",
                (article, other, to_text(now), note),
            )
            self.arrange(before)
        return number

    def undo(self, number: int, now: datetime) -> None:
        """Takes a decision back; it stays in the record.

        Raises:
            StoreError: there is none in force with this number.
        """
        with self.db.writing():
            row = self.db.row(
                "SELECT article_id, other_id FROM story_decisions WHERE id = ? AND undone_at IS NULL", (number,)
            )
            if row is None:
                raise StoreError(f"{number}: no decision in force has this number; see `paris-call stories decisions`")
            before = self._story_of(*row)
            self.db.execute("UPDATE story_decisions SET undone_at = ? WHERE id = ?", (to_text(now), number))
            self.arrange(before)

    def _story_of(self, article: int, other: int | None) -> set[int]:
        return {
            row[0]
            for row in self.db.rows(
                """SELECT id FROM matches WHERE id IN (?1, ?2)
                   OR story_id IN (SELECT story_id FROM matches WHERE id IN (?1, ?2))""",
                (article, other),
            )
        }

    def _is_there(self, article: int) -> bool:
        return self.db.number("SELECT count(*) FROM matches WHERE id = ?", (article,)) > 0

    def _sketch(self, copy: Copy, keys: tuple[int, ...]) -> None:
        self.db.execute("DELETE FROM story_sketches WHERE match_id = ?", (copy.id,))
        week = _week(copy.first_seen)
        self.db.execute(
            "INSERT INTO story_sketches (match_id, fingerprint, week, keys) VALUES (?, ?, ?, ?)",
            (copy.id, fingerprint(copy.title, copy.text, copy.language), week, json.dumps(keys, separators=(",", ":"))),
        )
        self.db.execute_many(
            "INSERT INTO story_keys (week, key, match_id) VALUES (?, ?, ?)", [(week, key, copy.id) for key in keys]
        )

    def _link(self, one: Compared) -> None:
        if one.keys is None:
            return
        number = one.waiting.copy.id
        # Links to what follows in the queue come from there.
        self.db.execute("DELETE FROM story_links WHERE first_id = ? OR second_id = ?", (number, number))
        self.db.execute_many(
            """INSERT OR REPLACE INTO story_links (first_id, second_id, similarity, contained, why)
               SELECT ?1, ?2, ?3, ?4, ?5 WHERE (SELECT count(*) FROM matches WHERE id IN (?1, ?2)) = 2""",
            [(link.first, link.second, link.similarity, link.contained, link.why) for link in one.links],
        )

    def _connected(self, changed: Collection[int]) -> set[int]:
        """All articles that links and decisions, or a story they are in so far, connect with some."""
        mates = "SELECT id FROM matches WHERE story_id IN (SELECT story_id FROM matches WHERE id IN ({marks}))"
        near = """SELECT second_id FROM story_links WHERE first_id IN ({marks})
                  UNION SELECT first_id FROM story_links WHERE second_id IN ({marks})"""
        joins = [(one.article, one.other) for one in self.decisions() if one.other is not None]
        reached = set(changed) | self._ids(mates, changed)
        fresh = reached
        while fresh:
            found = self._ids(near, fresh)
            for article, other in joins:
                found |= {article, other} if article in fresh or other in fresh else set()
            fresh = found - reached
            reached |= fresh
        return reached

    def _ids(self, sql: str, values: Collection[int]) -> set[int]:
        found: set[int] = set()
        for some in _portions(values):
            told = sql.format(marks=",".join(f"?{place}" for place in range(1, len(some) + 1)))
            found |= {row[0] for row in self.db.rows(told, some)}
        return found

    def _links_of(self, ids: Collection[int]) -> list[tuple[int, int]]:
        return [
            (first, second)
            for some in _portions(ids)
            for first, second in self.db.rows(
                f"SELECT first_id, second_id FROM story_links WHERE first_id IN ({','.join('?' * len(some))})",  # noqa: S608  (question marks only)
                some,
            )
        ]

    def _grouped(self, article: int) -> Grouped:
        row = self.db.row(
            "SELECT s.id, s.articles FROM matches m JOIN stories s ON s.id = m.story_id WHERE m.id = ?", (article,)
        )
        if row is None:
            raise StoreError(f"match {article} has no story")
        return Grouped(article=article, story=row[0], outcome="joined" if row[1] > 1 else "alone")


def _portions(ids: Collection[int]) -> Iterator[tuple[int, ...]]:
    ordered = tuple(sorted(ids))
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]


def _week(moment: datetime) -> int:
    return int(moment.timestamp()) // _WEEK


def _copy(row: Row) -> Copy:
    number, url, title, text, language, first_seen = row
    return Copy(id=number, url=url, title=title, text=text or "", language=language, first_seen=to_time(first_seen))
