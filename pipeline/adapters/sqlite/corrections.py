"""What publishers did to flagged articles: edited, withdrew or restored them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.rows import to_strings, to_text, to_time
from pipeline.model import Correction, DigestSubject, SubjectKind, Tier

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import DigestWindow


def corrections_in(db: Database, window: DigestWindow) -> tuple[Correction, ...]:
    """Those seen in a period, in order. A change of words that leaves names and verdict alone is none."""
    if not db.number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'revisions'"):
        return ()
    return tuple(
        Correction(
            kind=kind,
            url=url,
            title=title,
            site=site,
            language=language,
            seen_at=to_time(seen_at),
            gained=to_strings(gained),
            lost=to_strings(lost),
            tier_before=Tier(before) if before else None,
            tier_after=Tier(after) if after else None,
            told_on=date.fromisoformat(told_on) if told_on else None,
            subjects=_subjects(db, article_id, (*to_strings(gained), *to_strings(lost))),
        )
        for article_id, kind, url, title, site, language, seen_at, gained, lost, before, after, told_on in db.rows(
            """SELECT r.article_id, r.kind, a.url, a.title, a.site, a.language, r.seen_at, r.gained, r.lost,
                      r.tier_before, r.tier_after, i.day
               FROM revisions r JOIN articles a ON a.id = r.article_id
               LEFT JOIN digest_items i ON i.article_id = r.article_id AND i.edition = ?
               WHERE r.seen_at >= ? AND r.seen_at < ?
               AND (r.kind != 'edited' OR r.gained != '[]' OR r.lost != '[]' OR r.tier_before IS NOT r.tier_after)
               ORDER BY r.seen_at, r.id""",
            (window.edition, to_text(window.since), to_text(window.until)),
        )
    )


def _subjects(db: Database, article_id: int, names: tuple[str, ...]) -> tuple[DigestSubject, ...]:
    """Whom the article names now, and whom it gained or lost."""
    found = {
        name: DigestSubject(name=name, kind=SubjectKind(kind), category=category, country=country)
        for name, kind, category, country in db.rows(
            "SELECT subject, kind, category, country FROM match_subjects WHERE match_id = ? ORDER BY subject",
            (article_id,),
        )
    }
    for name in names:
        row = db.row("SELECT category, country FROM signatories WHERE name = ?", (name,))
        if name not in found and row is not None:
            kind = SubjectKind.STATE if row[0] == "state" else SubjectKind.SIGNATORY
            found[name] = DigestSubject(name=name, kind=kind, category=row[0], country=row[1])
    return tuple(found[name] for name in sorted(found))
