"""The row of a story agrees with its articles at every instant: whoever writes a match calls these.

All are called inside `db.writing()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.core.stories.sameness import fingerprint

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import Article

_BEST_TIER: Final = "CASE {} WHEN 'call' THEN 0 WHEN 'context' THEN 1 ELSE 2 END"
_EARLIEST: Final = "ORDER BY first_seen_at, url, id LIMIT 1"


def enter(db: Database, article_id: int, article: Article) -> None:
    """After a match has been written: its story tells of it, and it is compared with others if its words are new."""
    db.execute("DELETE FROM former_stories WHERE id = ?", (article_id,))
    said = fingerprint(article.title, article.text, article.language)
    known = db.row("SELECT fingerprint FROM story_sketches WHERE match_id = ?", (article_id,))
    if known is None or known[0] != said:
        queue(db, article_id)
    story = db.row("SELECT story_id FROM matches WHERE id = ?", (article_id,))
    if story is not None:
        refresh(db, story[0])


def leave(db: Database, article_id: int) -> None:
    """Takes an article out of the matches: the rest of its story goes on, and is looked at again."""
    row = db.row("SELECT story_id FROM matches WHERE id = ?", (article_id,))
    if row is None:
        return
    story_id = int(row[0])
    db.execute("DELETE FROM matches WHERE id = ?", (article_id,))
    left = db.row(f"SELECT id FROM matches WHERE story_id = ? {_EARLIEST}", (story_id,))  # noqa: S608  (our own words)
    if left is None:
        db.execute("DELETE FROM stories WHERE id = ?", (story_id,))
        return
    if story_id == article_id:
        db.execute("UPDATE matches SET story_id = ? WHERE story_id = ?", (left[0], story_id))
        db.execute("DELETE FROM stories WHERE id = ?", (story_id,))
        db.execute("INSERT OR REPLACE INTO former_stories (id, article_id) VALUES (?, ?)", (story_id, left[0]))
    refresh(db, left[0] if story_id == article_id else story_id)
    for (other,) in db.rows("SELECT id FROM matches WHERE story_id = ?", (left[0],)):
        queue(db, other)


def queue(db: Database, article_id: int) -> None:
    """Has an article grouped by the next run; a run under way will see that its view is old."""
    db.execute(
        "INSERT INTO story_queue (match_id) VALUES (?) ON CONFLICT (match_id) DO UPDATE SET mark = mark + 1",
        (article_id,),
    )


def refresh(db: Database, story_id: int) -> None:
    """Writes the row of a story by its articles; drops it when there are none."""
    if not db.number("SELECT count(*) FROM matches WHERE story_id = ?", (story_id,)):
        db.execute("DELETE FROM stories WHERE id = ?", (story_id,))
        return
    db.execute(
        f"""INSERT INTO stories (id, day, tier, score, title, signatories, articles, outlets, languages, first_seen_at,
                last_seen_at)
            SELECT m.id, m.day, a.tier, a.score, m.title, a.names, a.articles, a.outlets, a.languages, m.first_seen_at,
                   a.last
            FROM matches m JOIN (
                SELECT (SELECT tier FROM matches WHERE story_id = ?1
                        ORDER BY {_BEST_TIER.format("tier")} LIMIT 1) AS tier,
                       max(score) AS score, count(*) AS articles, max(first_seen_at) AS last,
                       count(DISTINCT coalesce(nullif(site, ''), url)) AS outlets,
                       coalesce((SELECT group_concat(language, ' ') FROM (SELECT DISTINCT language FROM matches
                           WHERE story_id = ?1 AND language != '' ORDER BY language)), '') AS languages,
                       coalesce((SELECT group_concat(subject, '; ') FROM (SELECT DISTINCT s.kind, s.subject
                           FROM matches n JOIN match_subjects s ON s.match_id = n.id
                           WHERE n.story_id = ?1 AND s.kind != 'call' ORDER BY s.kind, s.subject)), '') AS names
                FROM matches WHERE story_id = ?1
            ) a WHERE m.id = ?1
            ON CONFLICT (id) DO UPDATE SET day = excluded.day, tier = excluded.tier, score = excluded.score,
            title = excluded.title, signatories = excluded.signatories, articles = excluded.articles,
            outlets = excluded.outlets, languages = excluded.languages, first_seen_at = excluded.first_seen_at,
            last_seen_at = excluded.last_seen_at""",  # noqa: S608  (our own words)
        (story_id,),
    )
