"""Stored articles with their verdicts, to be judged again; and how far that has come."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.articles import MENTION, mention_of, write_match
from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_strings, to_text, unpack
from pipeline.core import outcomes
from pipeline.core.rejudging import Effect, Judged, Verdict
from pipeline.model import Article, BodyQuality, Mention, Obstacle, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row
    from pipeline.core.rejudging import Rejudged
    from pipeline.model import Reading

_PLACE = "rematch"  # in `settings`


@dataclass(frozen=True, slots=True)
class RematchTable:
    """Implements jobs.rematch.RematchStore."""

    db: Database

    def count(self, after: int, since: datetime | None) -> int:
        """How many articles lie behind an id, but for those first seen before `since`."""
        return self.db.number(
            "SELECT count(*) FROM articles WHERE id > ? AND first_seen_at >= ?", (after, to_text(since) or "")
        )

    def batch(self, after: int, since: datetime | None, limit: int) -> tuple[Judged, ...]:
        """The next articles by id, but for those first seen before `since`; none at the end."""
        rows = self.db.rows(
            """SELECT id, url, title, site, language, body_quality, obstacle, text_hash, text, packed_text, tier, score,
                      sentence, reasons, matcher_version, gazetteer_version
               FROM articles WHERE id > ? AND first_seen_at >= ? ORDER BY id LIMIT ?""",
            (after, to_text(since) or "", limit),
        )
        if not rows:
            return ()
        mentions = self._mentions(rows[0][0], rows[-1][0])
        return tuple(_judged(row, tuple(mentions[row[0]])) for row in rows)

    def _mentions(self, first: int, last: int) -> defaultdict[int, list[Mention]]:
        found: defaultdict[int, list[Mention]] = defaultdict(list)
        for article_id, *row in self.db.rows(
            f"SELECT article_id, {MENTION} FROM mentions WHERE article_id BETWEEN ? AND ?",  # noqa: S608  (constant column list)
            (first, last),
        ):
            found[article_id].append(mention_of(tuple(row)))
        return found

    def reached(self, task: str) -> int:
        """The id up to which an interrupted rematch with this task has come; 0 when there is none."""
        row = self.db.row("SELECT value FROM settings WHERE name = ?", (_PLACE,))
        if row is None:
            return 0
        stored_task, upto = json.loads(row[0])
        return int(upto) if stored_task == task else 0

    def renew(self, batch: Sequence[Rejudged], task: str, now: datetime) -> None:
        """Stores what is new in a batch, and that `task` has come up to its end, whole or not at all.

        With the verdict of an article its entry's outcome changes, so that the counts go on adding up.
        """
        with self.db.writing():
            for one in batch:
                if one.reading is None or one.effect is Effect.UNCHANGED:
                    continue
                if one.effect is Effect.CONFIRMED:
                    self._stamp(one.judged.id, one.reading, now)
                else:
                    write_match(self.db, one.judged.id, one.reading, now)
                    self._end_entries(one.judged.id, one.reading, now)
            self.db.execute(
                """INSERT INTO settings (name, value) VALUES (?, ?)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
                (_PLACE, json.dumps([task, batch[-1].judged.id])),
            )

    def finish(self) -> None:
        """Forgets how far the rematch has come: the next one starts from the beginning."""
        with self.db.writing():
            self.db.execute("DELETE FROM settings WHERE name = ?", (_PLACE,))

    def _stamp(self, article_id: int, reading: Reading, now: datetime) -> None:
        self.db.execute(
            "UPDATE articles SET matcher_version = ?, gazetteer_version = ?, matched_at = ? WHERE id = ?",
            (reading.matcher_version, reading.gazetteer_version, to_text(now), article_id),
        )

    def _end_entries(self, article_id: int, reading: Reading, now: datetime) -> None:
        outcome = outcomes.outcome_of(reading).value
        self.db.execute(
            """UPDATE entries SET outcome = ?, outcome_at = ?
               WHERE article_id = ? AND outcome NOT IN ('duplicate', 'rejected', ?)""",
            (outcome, to_text(now), article_id, outcome),
        )


def _judged(row: Row, mentions: tuple[Mention, ...]) -> Judged:
    (
        article_id, url, title, site, language, quality, obstacle, text_hash, text, packed, tier, score, sentence,
        reasons, matcher_version, gazetteer_version,
    ) = row  # fmt: skip
    # A hash is made of words: without one there never was a body, and the title is all there is to judge.
    has_text = text is not None or packed is not None or not text_hash
    return Judged(
        id=article_id,
        article=Article(
            url=url,
            title=title,
            text=text if text is not None else unpack(packed) if packed is not None else "",
            language=language,
            site=site,
            body_quality=BodyQuality(quality),
            obstacle=Obstacle(obstacle),
        ),
        verdict=Verdict(
            tier=Tier(tier) if tier else None,
            score=score,
            sentence=sentence,
            reasons=to_strings(reasons),
            mentions=mentions,
            matcher_version=matcher_version,
            gazetteer_version=gazetteer_version,
        ),
        has_text=has_text,
    )
