"""Articles, their mentions and their match: written together, so that search, evidence and verdict never disagree."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.adapters.sqlite.entries import Urgency
from pipeline.adapters.sqlite.rows import pack, to_json, to_strings, to_text
from pipeline.adapters.sqlite.story_rows import enter, leave
from pipeline.core.evidence import leading, marked
from pipeline.model import Field, Mention, SubjectKind

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database, Row
    from pipeline.model import Match, Reading

_VERDICT: Final = (
    "tier", "score", "signatories", "states", "sentence", "reasons", "matcher_version", "gazetteer_version",
    "matched_at", "text", "packed_text",
)  # fmt: skip
MENTION: Final = "subject, kind, field, start, end, surface, sentence, rule, score, evidence"  # columns


def text_hash(reading: Reading) -> str:
    """Equal for articles with the same words, whatever their spacing; empty for one without a body."""
    words = reading.article.text.split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32] if words else ""


class Sighted(NamedTuple):
    """How an article came to us."""

    first_seen: datetime
    read_from: str = ""  # the page's address; empty when it is not to be looked at again
    urgency: Urgency = Urgency.NEWS


def add_article(db: Database, reading: Reading, sighted: Sighted, now: datetime) -> int:
    """Inserts an article with its verdict and its evidence; returns its id. Call inside `db.writing()`."""
    article = reading.article
    article_id = db.execute(
        f"""INSERT INTO articles (url, title, site, language, authors, published_at, published_from, first_seen_at,
           read_at, body_quality, obstacle, text_hash, read_from, etag, last_modified, backfilled,
           {", ".join(_VERDICT)})
           VALUES ({", ".join("?" * (16 + len(_VERDICT)))})""",  # noqa: S608  (our own words)
        (
            article.url, article.title, article.site, article.language, "; ".join(article.authors),
            to_text(article.published), article.published_from.value, to_text(sighted.first_seen), to_text(now),
            article.body_quality.value, article.obstacle.value, text_hash(reading), sighted.read_from, reading.etag,
            reading.last_modified, sighted.urgency, *_verdict(reading, now),
        ),
    )  # fmt: skip
    if reading.match is not None:
        _write_evidence(db, article_id, reading, reading.match)
    return article_id


def rewrite_article(db: Database, article_id: int, reading: Reading, now: datetime) -> None:
    """Puts a corrected article in the place of what was read before, verdict and evidence included.

    Its address, dates and first sight stay. Call inside `db.writing()`.
    """
    article = reading.article
    db.execute(
        """UPDATE articles SET title = ?, authors = ?, language = ?, body_quality = ?, obstacle = ?, text_hash = ?
           WHERE id = ?""",
        (
            article.title, "; ".join(article.authors), article.language, article.body_quality.value,
            article.obstacle.value, text_hash(reading), article_id,
        ),
    )  # fmt: skip
    write_match(db, article_id, reading, now)


def write_match(db: Database, article_id: int, reading: Reading, now: datetime) -> None:
    """Gives an article its verdict and its evidence, in place of any it had. Call inside `db.writing()`.

    A flagged article keeps its text open to search; an unflagged one keeps it packed, so that a changed list of
    signatories can be matched against it without fetching the page again.
    """
    db.execute("DELETE FROM mentions WHERE article_id = ?", (article_id,))
    if reading.match is None:
        leave(db, article_id)
    db.execute(
        f"UPDATE articles SET {', '.join(f'{name} = ?' for name in _VERDICT)} WHERE id = ?",  # noqa: S608  (our own words)
        (*_verdict(reading, now), article_id),
    )
    if reading.match is not None:
        _write_evidence(db, article_id, reading, reading.match)


def _verdict(reading: Reading, now: datetime) -> tuple[object, ...]:
    """The values of the columns _VERDICT."""
    match, mentions, text = reading.match, reading.findings.mentions, reading.article.text
    versions = (reading.matcher_version, reading.gazetteer_version, to_text(now))
    if match is None:
        return (None, 0, "[]", "[]", "", "[]", *versions, None, pack(text))
    lead = leading(mentions)
    return (
        match.tier.value, match.score, to_json(_named(mentions, SubjectKind.SIGNATORY)),
        to_json(_named(mentions, SubjectKind.STATE)), lead.sentence if lead else "", to_json(match.reasons),
        *versions, text, None,
    )  # fmt: skip


def _write_evidence(db: Database, article_id: int, reading: Reading, match: Match) -> None:
    mentions = reading.findings.mentions
    db.execute_many(
        """INSERT INTO mentions (article_id, subject, kind, signatory_id, field, start, end, surface, sentence, rule,
           score, evidence) VALUES (?, ?, ?, (SELECT id FROM signatories WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                article_id, mention.subject, mention.kind.value, mention.subject, mention.field.value, mention.start,
                mention.end, mention.surface, mention.sentence, mention.rule, mention.score, to_json(mention.evidence),
            )
            for mention in mentions
        ],
    )  # fmt: skip
    _write_row_to_look_at(db, article_id, match, mentions)
    enter(db, article_id, reading.article)


def _write_row_to_look_at(db: Database, article_id: int, match: Match, mentions: tuple[Mention, ...]) -> None:
    lead = leading(mentions)
    names = _named(mentions, SubjectKind.SIGNATORY) + _named(mentions, SubjectKind.STATE)
    db.execute(
        """INSERT INTO matches (id, day, tier, score, title, sentence, signatories, site, language, url, published_at,
           first_seen_at, story_id)
           SELECT id, substr(CASE WHEN published_at <= first_seen_at THEN published_at ELSE first_seen_at END, 1, 10),
                  ?, ?, title, ?, ?, site, language, url, published_at, first_seen_at, id FROM articles WHERE id = ?
           ON CONFLICT (id) DO UPDATE SET day = excluded.day, tier = excluded.tier, score = excluded.score,
           title = excluded.title, sentence = excluded.sentence, signatories = excluded.signatories,
           site = excluded.site, language = excluded.language, url = excluded.url,
           published_at = excluded.published_at""",
        (match.tier.value, match.score, marked(lead.sentence, mentions) if lead else "", "; ".join(names), article_id),
    )
    db.execute("DELETE FROM match_subjects WHERE match_id = ?", (article_id,))
    db.execute(
        """INSERT INTO match_subjects (subject, day, match_id, kind, category, country, tier)
           SELECT DISTINCT m.subject, x.day, x.id, m.kind, coalesce(s.category, ''), coalesce(s.country, ''), x.tier
           FROM matches x JOIN mentions m ON m.article_id = x.id LEFT JOIN signatories s ON s.id = m.signatory_id
           WHERE x.id = ?""",
        (article_id,),
    )


def _named(mentions: tuple[Mention, ...], kind: SubjectKind) -> list[str]:
    return sorted({mention.subject for mention in mentions if mention.kind is kind})


def mention_of(row: Row) -> Mention:
    """The mention in a row of the columns MENTION."""
    subject, kind, part, start, end, surface, sentence, rule, score, evidence = row
    return Mention(
        subject=subject,
        kind=SubjectKind(kind),
        field=Field(part),
        start=start,
        end=end,
        surface=surface,
        sentence=sentence,
        rule=rule,
        score=score,
        evidence=to_strings(evidence),
    )
