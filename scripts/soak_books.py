"""Whether the books of a soak add up: what was published came, was found, and was told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts import soak_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.shell.wiring import Plant
    from scripts.soak_plan import Plan

_FIRST_OUTAGE: Final = 1  # day


def lost(running: Plant, plan: Plan) -> Iterator[str]:
    """Stories published during the soak that never came, or came without being found although they could be read."""
    db, end = running.database, max(plan.hours)
    came = {url.removesuffix("-moved") for (url,) in db.rows("SELECT url FROM entries")}
    for host in range(plan.hosts):
        stories = range(soak_site.published(host, end))
        name = soak_site.host_name(host)
        missing = [story for story in stories if f"http://{name}{soak_site.path_of(story)}" not in came]
        if missing:
            yield f"{name}: stories {missing} never came"
        flagged = {
            url.removesuffix("-moved")
            for (url,) in db.rows("SELECT url FROM articles WHERE tier IS NOT NULL AND url LIKE ?", (f"%//{name}/%",))
        }
        unflagged = [
            story
            for story in stories
            if soak_site.names_signatory(host, story)
            and soak_site.page_fault(host, story) in {"", "error once", "reset once"}
            and f"http://{name}{soak_site.path_of(story)}" not in flagged
        ]
        if unflagged:
            yield f"{name}: stories {unflagged} were not flagged"
    if plan.days > _FIRST_OUTAGE and not db.number("SELECT count(*) FROM polls WHERE outcome = 'offline'"):
        yield "no outage was noticed"


_BOOKS: Final = {
    "entries without an outcome": "SELECT count(*) FROM entries WHERE outcome IS NULL",
    "entries more or less than the polls brought": (
        "SELECT abs((SELECT count(*) FROM entries) - (SELECT sum(new) FROM polls))"
    ),
    "polls whose entries do not add up": "SELECT count(*) FROM polls WHERE entries != new + seen",
    "pages still leased": "SELECT count(*) FROM pages WHERE state = 'leased'",
    "pages without an article": "SELECT count(*) FROM pages WHERE state = 'done' AND article_id IS NULL",
    # Each story has a title of its own here.
    "flagged stories of which there are two articles": (
        "SELECT count(*) FROM (SELECT 1 FROM articles WHERE tier IS NOT NULL GROUP BY title HAVING count(*) > 1)"
    ),
    "stories that users see as two": (
        "SELECT count(*) FROM (SELECT 1 FROM matches GROUP BY title HAVING count(DISTINCT story_id) > 1)"
    ),
    "stories that users see as one with others": (
        "SELECT count(*) FROM (SELECT 1 FROM matches GROUP BY story_id HAVING count(DISTINCT title) > 1)"
    ),
    "stories in the digests of two days": (
        "SELECT count(*) FROM (SELECT 1 FROM digest_items JOIN matches ON id = article_id "
        "GROUP BY title HAVING count(DISTINCT digest_items.day) > 1)"
    ),
    "articles that nobody has grouped": "SELECT count(*) FROM story_queue",
    "flagged articles in no digest, but for the last two days": (
        "SELECT count(*) FROM articles WHERE tier IS NOT NULL AND first_seen_at < (SELECT max(until) FROM digests) "
        "AND id NOT IN (SELECT article_id FROM digest_items)"
    ),
    "days without a digest": (
        "SELECT julianday(max(day)) - julianday(min(day)) + 1 - count(*) FROM digests"
    ),
    "digests not delivered": "SELECT (SELECT count(*) FROM digests) - (SELECT count(*) FROM deliveries)",
    "articles not in the search index": (
        "SELECT abs((SELECT count(*) FROM articles) - (SELECT count(*) FROM articles_fts))"
    ),
    "feeds charged with an outage of ours": "SELECT count(*) FROM feeds WHERE last_error LIKE '%connect%'",
}  # fmt: skip


def books(running: Plant) -> Iterator[str]:
    """Counts that do not add up."""
    for what, query in _BOOKS.items():
        if found := running.database.number(query):
            yield f"{found} {what}"
    (verdict,) = running.database.rows("PRAGMA integrity_check")
    if verdict != ("ok",):
        yield f"integrity check: {verdict[0]}"
