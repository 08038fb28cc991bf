"""What the store knows of a digest's period: its stories, and the numbers they are held against.

The articles of the period are set apart in a temporary table, so that every question after that is a short one. Counts
of past periods come from one index alone (`matches_seen`), what a subject's past was like from the key of
`match_subjects`. CROSS JOIN keeps SQLite to the order written: of a temporary table it does not know how short it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.corrections import corrections_in
from pipeline.adapters.sqlite.coverage import coverage_of
from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none
from pipeline.adapters.sqlite.subjects import NEWS, pasts_of
from pipeline.core.digests.composing import (
    COMPARED_PERIODS,
    MOST_ARTICLES,
    MOST_STORIES,
    TREND_DAYS,
    told_first,
)
from pipeline.core.digests.periods import days_of, local_day, periods_before, window_of
from pipeline.model import (
    BodyQuality,
    Counts,
    DigestArticle,
    DigestStory,
    DigestSubject,
    Edition,
    Material,
    Standing,
    SubjectKind,
    Tier,
    TrendDay,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database, Row
    from pipeline.model import DigestWindow, Tally

_TIER: Final = "CASE m.tier WHEN 'call' THEN 0 WHEN 'context' THEN 1 ELSE 2 END"
_TIERS: Final = (Tier.CALL, Tier.CONTEXT, Tier.MENTION)
_KIND: Final = "CASE s.kind WHEN 'call' THEN 0 WHEN 'signatory' THEN 1 ELSE 2 END"


def material_of(db: Database, window: DigestWindow) -> Material:
    """All that is known of a period: as planned, or as it would be if it were planned now."""
    _set_apart(db, window)
    first = db.row("SELECT min(first_seen_at) FROM entries")
    watching_since = to_time_or_none(first[0]) if first else None
    ranked = [
        (story_id, told_first(_TIERS[tier], score, outlets))
        for story_id, tier, score, outlets in db.rows(
            f"""SELECT m.story_id, min({_TIER}), max(m.score), count(DISTINCT m.site)
                FROM told t CROSS JOIN matches m ON m.id = t.id GROUP BY m.story_id"""  # noqa: S608  (literals)
        )
    ]
    on_the_call = [story_id for story_id, (tier, _) in ranked if tier == 0]
    others = sorted((place, story_id) for story_id, place in ranked if place[0] != 0)
    chosen = on_the_call + [story_id for _, story_id in others[: MOST_STORIES[window.edition]]]
    material = Material(
        window=window,
        watching_since=watching_since,
        stories=_stories(db, window, chosen),
        counts=Counts(
            call=len(on_the_call),
            stories=len(ranked),
            signatories=db.number(
                """SELECT count(DISTINCT s.subject) FROM told t CROSS JOIN match_subjects s ON s.match_id = t.id
                   WHERE s.kind != 'call'"""
            ),
            outlets=db.number("SELECT count(DISTINCT m.site) FROM told t CROSS JOIN matches m ON m.id = t.id"),
        ),
        left_out=_by_tier(others[MOST_STORIES[window.edition] :]),
        before=tuple(
            _counts(db, past)
            for past in periods_before(window, COMPARED_PERIODS[window.edition])
            if watching_since is not None and past.since >= watching_since
        ),
        trend=_trend(db, window, watching_since),
        subjects=pasts_of(db, window),
        corrections=corrections_in(db, window),
        coverage=coverage_of(db, window),
    )
    db.execute("DROP TABLE told")
    return material


def _by_tier(stories: Sequence[tuple[tuple[int, float], int]]) -> Tally:
    counts = Counter(_TIERS[tier].value for (tier, _), _ in stories)
    return tuple(sorted(counts.items()))


def _set_apart(db: Database, window: DigestWindow) -> None:
    """Puts the articles of the period into `told`: a table of this connection alone, also of a reading one."""
    db.execute("DROP TABLE IF EXISTS temp.told")
    db.execute("CREATE TEMP TABLE told (id INTEGER PRIMARY KEY, late INTEGER NOT NULL)")
    is_planned = db.number(
        "SELECT count(*) FROM digests WHERE edition = ? AND day = ?", (window.edition, window.day.isoformat())
    )
    if is_planned:
        db.execute(
            """INSERT INTO told SELECT i.article_id, i.late FROM digest_items i JOIN matches m ON m.id = i.article_id
               WHERE i.edition = ? AND i.day = ?""",
            (window.edition, window.day.isoformat()),
        )
        return
    span = (to_text(window.since), to_text(window.until))
    if window.edition is Edition.DAILY:
        db.execute(
            """INSERT INTO told SELECT article_id, first_seen_at < ? FROM digest_queue
               WHERE edition = 'daily' AND first_seen_at < ? ORDER BY article_id""",
            span,
        )
        return
    # A week looked at before the edition began is not told of all the years before it.
    db.execute(
        f"""INSERT INTO told SELECT m.id, 0 FROM matches m WHERE m.first_seen_at >= ? AND m.first_seen_at < ? AND {NEWS}
            AND NOT EXISTS (SELECT 1 FROM digest_items i WHERE i.article_id = m.id AND i.edition = ?)""",  # noqa: S608  (literals)
        (*span, window.edition),
    )


def _stories(db: Database, window: DigestWindow, chosen: Sequence[int]) -> tuple[DigestStory, ...]:
    db.execute("DROP TABLE IF EXISTS temp.chosen")
    db.execute("CREATE TEMP TABLE chosen (story_id INTEGER PRIMARY KEY)")
    db.execute_many("INSERT INTO chosen VALUES (?)", [(story_id,) for story_id in chosen])
    articles: defaultdict[int, list[Row]] = defaultdict(list)
    for row in db.rows(
        f"""SELECT m.story_id, m.url, m.title, m.site, m.language, m.published_at, m.first_seen_at, a.body_quality,
                   t.late, {_TIER}, m.score, m.sentence
            FROM told t CROSS JOIN matches m ON m.id = t.id CROSS JOIN chosen c ON c.story_id = m.story_id
            CROSS JOIN articles a ON a.id = m.id ORDER BY m.story_id, m.first_seen_at, m.id"""  # noqa: S608  (literals)
    ):
        articles[row[0]].append(row)
    subjects: defaultdict[int, list[DigestSubject]] = defaultdict(list)
    for story_id, name, kind, category, country in db.rows(
        f"""SELECT m.story_id, s.subject, s.kind, max(s.category), max(s.country)
            FROM told t CROSS JOIN matches m ON m.id = t.id CROSS JOIN chosen c ON c.story_id = m.story_id
            CROSS JOIN match_subjects s ON s.match_id = m.id
            GROUP BY m.story_id, s.subject ORDER BY m.story_id, {_KIND}, s.subject"""  # noqa: S608  (literals)
    ):
        subjects[story_id].append(DigestSubject(name=name, kind=SubjectKind(kind), category=category, country=country))
    told_on: dict[int, str] = dict(
        db.rows(
            """SELECT m.story_id, min(i.day) FROM chosen c CROSS JOIN matches m ON m.story_id = c.story_id
               CROSS JOIN digest_items i ON i.article_id = m.id AND i.edition = ? AND i.day != ? GROUP BY m.story_id""",
            (window.edition, window.day.isoformat()),
        )
    )
    db.execute("DROP TABLE chosen")
    return tuple(_story(rows, tuple(subjects[story_id]), told_on.get(story_id)) for story_id, rows in articles.items())


def _story(rows: list[Row], subjects: tuple[DigestSubject, ...], told_on: str | None) -> DigestStory:
    articles = tuple(
        DigestArticle(
            url=url,
            title=title,
            site=site,
            language=language,
            published=to_time_or_none(published),
            first_seen=to_time(first_seen),
            body_quality=BodyQuality(quality),
            late=bool(late),
        )
        for _, url, title, site, language, published, first_seen, quality, late, _, _, _ in rows
    )
    best = min(rows, key=lambda row: (row[9], -row[10], row[6], row[1]))
    if told_on is not None:
        standing = Standing.ADDITION
    else:
        standing = Standing.LATE if all(article.late for article in articles) else Standing.NEW
    return DigestStory(
        id=rows[0][0],
        tier=_TIERS[best[9]],
        score=best[10],
        articles=articles[:MOST_ARTICLES],
        article_count=len(articles),
        outlets=tuple(dict.fromkeys(article.site for article in articles)),
        languages=tuple(dict.fromkeys(article.language for article in articles)),
        subjects=subjects,
        sentence=best[11],
        standing=standing,
        told_on=date.fromisoformat(told_on) if told_on else None,
    )


def _counts(db: Database, window: DigestWindow) -> Counts:
    span = to_text(window.since), to_text(window.until)
    (stories, call, outlets) = db.row(
        f"""SELECT count(DISTINCT story_id), count(DISTINCT CASE tier WHEN 'call' THEN story_id END),
                   count(DISTINCT site) FROM matches m WHERE first_seen_at >= ? AND first_seen_at < ? AND {NEWS}""",  # noqa: S608  (literals)
        span,
    ) or (0, 0, 0)
    signatories = db.number(
        f"""SELECT count(DISTINCT s.subject) FROM matches m CROSS JOIN match_subjects s ON s.match_id = m.id
            WHERE m.first_seen_at >= ? AND m.first_seen_at < ? AND s.kind != 'call' AND {NEWS}""",  # noqa: S608  (literals)
        span,
    )
    return Counts(call=call, stories=stories, signatories=signatories, outlets=outlets)


def _trend(db: Database, window: DigestWindow, watching_since: datetime | None) -> tuple[TrendDay, ...]:
    """The bars; none for days before the watch began, for an empty bar would say that nothing was written."""
    if watching_since is None:
        return ()
    began = local_day(watching_since, window.timezone)
    days = days_of(window)
    if window.edition is Edition.DAILY:
        days = tuple(window_of(window.day - timedelta(days=n), window.timezone) for n in range(TREND_DAYS - 1, -1, -1))
    bars = []
    for day in days:
        if day.day < began:
            continue
        stories, call = db.row(
            f"""SELECT count(DISTINCT story_id), count(DISTINCT CASE tier WHEN 'call' THEN story_id END)
                FROM matches m WHERE first_seen_at >= ? AND first_seen_at < ? AND {NEWS}""",  # noqa: S608  (literals)
            (to_text(day.since), to_text(day.until)),
        ) or (0, 0)
        bars.append(TrendDay(day=day.day, call=call, stories=stories))
    return tuple(bars)
