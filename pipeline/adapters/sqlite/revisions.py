"""What publishers have done to articles after they were read, to be looked up. Never writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_strings, to_text, to_time, unpack
from pipeline.core import urls
from pipeline.model import Revision, RevisionKind, Tier

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row

_REVISION: Final = """r.id, r.article_id, a.url, a.title, r.title, a.site, r.seen_at, r.kind, r.gained, r.lost,
    r.tier_before, r.tier_after, r.diff"""


@dataclass(frozen=True, slots=True)
class Revisions:
    """Questions people ask of corrections."""

    db: Database

    def of(self, url: str) -> tuple[Revision, ...]:
        """The revisions of the article at any of its addresses, earliest first; none when it is not in the store."""
        return self._found(
            "WHERE r.article_id IN (SELECT article_id FROM locations WHERE url_key = ?) ORDER BY r.id", (urls.key(url),)
        )

    def between(self, since: datetime, until: datetime | None = None) -> tuple[Revision, ...]:
        """The revisions seen at or after `since` and before `until`, earliest first."""
        if until is None:
            return self._found("WHERE r.seen_at >= ? ORDER BY r.seen_at, r.id", (to_text(since),))
        return self._found(
            "WHERE r.seen_at >= ? AND r.seen_at < ? ORDER BY r.seen_at, r.id", (to_text(since), to_text(until))
        )

    def text_before(self, revision: Revision) -> str:
        """The text as it was before a revision."""
        row = self.db.row("SELECT packed_text FROM revisions WHERE id = ?", (revision.id,))
        return "" if row is None else unpack(row[0])

    def _found(self, where: str, values: tuple[object, ...]) -> tuple[Revision, ...]:
        rows = self.db.rows(
            f"SELECT {_REVISION} FROM revisions r JOIN articles a ON a.id = r.article_id {where}",  # noqa: S608  (literals)
            values,
        )
        return tuple(map(_revision, rows))


def _revision(row: Row) -> Revision:
    (
        revision_id, article_id, url, title, title_before, site, seen_at, kind, gained, lost, tier_before, tier_after,
        diff,
    ) = row  # fmt: skip
    return Revision(
        id=revision_id,
        article_id=article_id,
        url=url,
        title=title,
        title_before=title_before,
        site=site,
        seen_at=to_time(seen_at),
        kind=RevisionKind(kind),
        gained=to_strings(gained),
        lost=to_strings(lost),
        tier_before=Tier(tier_before) if tier_before else None,
        tier_after=Tier(tier_after) if tier_after else None,
        diff=diff,
    )
