"""The questions analysts ask again and again, as canned queries. An empty parameter stands for its default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.desk.access import ours

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A canned query."""

    name: str
    title: str
    description: str
    sql: str
    params: tuple[str, ...] = ()


QUESTIONS: Final = (
    Question(
        name="call-by-month",
        title="The Paris Call by month",
        description="How many articles name the Call, and in how many languages and outlets.",
        sql="""SELECT substr(s.day, 1, 7) AS month, count(*) AS matches, count(DISTINCT m.language) AS languages,
       count(DISTINCT m.site) AS outlets
FROM match_subjects s JOIN matches m ON m.id = s.match_id
WHERE s.subject = 'Paris Call'
GROUP BY month ORDER BY month DESC""",
    ),
    Question(
        name="call-by-language",
        title="The Paris Call by language",
        description="In which languages articles name the Call.",
        sql="""SELECT language, count(*) AS matches
FROM matches WHERE tier = 'call'
GROUP BY language ORDER BY matches DESC""",
    ),
    Question(
        name="call-by-outlet",
        title="The Paris Call by outlet",
        description="Which outlets name the Call most often; the first 500.",
        sql="""SELECT site, count(*) AS matches
FROM matches WHERE tier = 'call'
GROUP BY site ORDER BY matches DESC LIMIT 500""",
    ),
    Question(
        name="co-mentions",
        title="Named together",
        description="Who is named in the same articles as a subject. Subject: an official name, by default the Paris "
        "Call. Days: how far back, by default 90.",
        sql="""SELECT o.subject, o.kind, o.category, o.country, count(*) AS matches, max(o.day) AS last_day
FROM match_subjects s CROSS JOIN match_subjects o ON o.match_id = s.match_id AND o.subject != s.subject
WHERE s.subject = coalesce(nullif(:subject, ''), 'Paris Call')
  AND s.day >= date('now', '-' || CAST(coalesce(nullif(:days, ''), 90) AS INTEGER) || ' days')
GROUP BY o.subject ORDER BY matches DESC, o.subject LIMIT 200""",
        params=("subject", "days"),
    ),
    Question(
        name="first-mentions",
        title="First mention in 90 days",
        description="Who was named after at least 90 days of silence, or for the first time, with the article that "
        "ended it. Days: how far back to look, by default 14.",
        sql="""WITH recent AS (
  SELECT subject, kind, category, country, min(day) AS day, match_id, count(*) AS matches
  FROM match_subjects
  WHERE day >= date('now', '-' || CAST(coalesce(nullif(:days, ''), 14) AS INTEGER) || ' days')
  GROUP BY subject
), before AS (
  SELECT recent.*, (SELECT max(p.day) FROM match_subjects p WHERE p.subject = recent.subject AND p.day < recent.day)
    AS named_before
  FROM recent
)
SELECT b.day, b.subject, b.kind, b.category, b.country, b.named_before, b.matches, m.title, m.sentence, m.site,
       m.url
FROM before b JOIN matches m ON m.id = b.match_id
WHERE b.named_before IS NULL OR b.named_before < date(b.day, '-90 days')
ORDER BY b.day DESC, b.subject""",
        params=("days",),
    ),
    Question(
        name="share-of-voice",
        title="Share of voice by category",
        description="How much of the coverage each kind of supporter gets, now and in the same span before. An "
        "article that names several kinds counts for each. Days: the span, by default 30.",
        sql="""WITH span AS (
  SELECT CAST(coalesce(nullif(:days, ''), 30) AS INTEGER) AS days
), named AS (
  SELECT category, match_id, max(day > date('now', '-' || span.days || ' days')) AS is_now
  FROM span CROSS JOIN match_subjects
  WHERE day > date('now', '-' || (2 * span.days) || ' days') AND day <= date('now') AND category != ''
  GROUP BY category, match_id
)
SELECT category, sum(is_now) AS matches,
       round(100.0 * sum(is_now) / max(1, (SELECT sum(is_now) FROM named)), 1) AS percent,
       sum(NOT is_now) AS matches_before,
       round(100.0 * sum(NOT is_now) / max(1, (SELECT sum(NOT is_now) FROM named)), 1) AS percent_before
FROM named GROUP BY category ORDER BY matches DESC""",
        params=("days",),
    ),
    Question(
        name="silent-feeds",
        title="Feeds gone silent",
        description="Feeds that have brought nothing new for long, longest first. Days: how long, by default 14.",
        sql="""SELECT title, url, state, coalesce(last_new_at, added_at) AS last_new_at, last_ok_at, failures,
       last_error
FROM feeds
WHERE state IN ('active', 'failing')
  AND coalesce(last_new_at, added_at)
      < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-' || CAST(coalesce(nullif(:days, ''), 14) AS INTEGER) || ' days')
ORDER BY coalesce(last_new_at, added_at)""",
        params=("days",),
    ),
    Question(
        name="why-not-flagged",
        title="Why was this not flagged?",
        description="What became of an item, and why. Words: words of its title, or its address. The newest 200.",
        sql="""WITH found AS (
  SELECT e.id FROM pages p JOIN entries e ON e.page_id = p.id WHERE p.url_key = desk_url_key(:words)
  UNION
  SELECT e.id FROM locations l JOIN entries e ON e.article_id = l.article_id WHERE l.url_key = desk_url_key(:words)
  UNION
  SELECT rowid FROM (
    SELECT rowid FROM entries_fts WHERE entries_fts MATCH desk_query(:words) ORDER BY rowid DESC LIMIT 200
  )
)
SELECT e.first_seen_at, e.title, e.url, coalesce(e.outcome, 'waits') AS outcome,
       coalesce(nullif(e.outcome_why, ''), p.last_error, '') AS why, a.tier, a.body_quality, a.obstacle,
       f.title AS feed
FROM found JOIN entries e ON e.id = found.id JOIN feeds f ON f.id = e.feed_id
  LEFT JOIN pages p ON p.id = e.page_id LEFT JOIN articles a ON a.id = e.article_id
ORDER BY e.id DESC LIMIT 200""",
        params=("words",),
    ),
    Question(
        name="best-matches",
        title="Search, best first",
        description="The flagged articles that contain all words, best first, of the newest 20,000 that do. Words: "
        'what to look for; "a phrase" in quotes, a trailing * for any ending.',
        sql="""SELECT m.day, m.tier, m.title, m.sentence, m.signatories, m.site, m.language, m.url, m.first_seen_at
FROM articles_fts JOIN matches m ON m.id = articles_fts.rowid
WHERE articles_fts MATCH desk_query(:words)
  AND articles_fts.rowid > coalesce((SELECT articles_fts.rowid FROM articles_fts
    CROSS JOIN matches flagged ON flagged.id = articles_fts.rowid WHERE articles_fts MATCH desk_query(:words)
    ORDER BY articles_fts.rowid DESC LIMIT 1 OFFSET 20000), 0)
ORDER BY rank LIMIT 100""",
        params=("words",),
    ),
)


def classic_queries() -> dict[str, dict[str, Any]]:
    """The questions as Datasette 0.65 wants them."""
    return {
        question.name: {
            "sql": question.sql,
            "title": question.title,
            "description": question.description,
            "params": list(question.params),
            "hide_sql": True,
        }
        for question in QUESTIONS
    }


async def publish(datasette: Datasette) -> None:
    """Gives Datasette 1.0 the questions, at its start. They are trusted: they run where other SQL is off."""
    for database in ours(datasette):
        for question in QUESTIONS:
            await datasette.add_query(
                database,
                question.name,
                question.sql,
                title=question.title,
                description=question.description,
                hide_sql=True,
                parameters=question.params,
                is_trusted=True,
                source="paris-call",
            )
