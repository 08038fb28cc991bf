"""The places of an article that name somebody: where they stand, and why each counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.rows import to_strings
from pipeline.core import passages
from pipeline.core.rendering import reasons
from pipeline.desk.reading.opinions import Opinion
from pipeline.model import Field

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from pipeline.core.passages import Piece

_KINDS: Final = ("call", "signatory", "state")  # by how much each says


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place that names a subject. `number` counts from 1 in reading order and is how the page refers to it."""

    number: int
    subject: str
    kind: str
    field: str
    start: int  # in code points of the field
    end: int
    surface: str
    reason: str  # the rule in words
    rule: str
    sure: int  # percent
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A subject named in the article, with its places in reading order."""

    name: str
    kind: str
    signatory_id: int | None
    places: tuple[Place, ...]
    opinion: Opinion | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text, and the places it belongs to, the longest first; numbers that end with it are shown after it."""

    text: str
    kind: str  # of the place that says most; empty for plain text
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    titles: str  # subjects, for a tooltip


def places_of(connection: sqlite3.Connection, article_id: int) -> tuple[tuple[Place, ...], dict[str, int | None]]:
    """Every place of an article in reading order, and the signatory each subject is, where it is one."""
    rows = connection.execute(
        """SELECT subject, kind, signatory_id, field, start, end, surface, rule, score, evidence FROM mentions
           WHERE article_id = ? ORDER BY field = 'body', start, end DESC, subject""",
        (article_id,),
    ).fetchall()
    places = tuple(
        Place(
            number=number,
            subject=row[0],
            kind=row[1],
            field=row[3],
            start=row[4],
            end=row[5],
            surface=row[6],
            reason=reasons.words(row[7]),
            rule=row[7],
            sure=round(100 * row[8]),
            evidence=to_strings(row[9]),
        )
        for number, row in enumerate(rows, start=1)
    )
    return places, {row[0]: row[2] for row in rows}


def in_title(title: str, places: Sequence[Place]) -> tuple[Stretch, ...]:
    """The title with its places."""
    here = [place for place in places if place.field == Field.TITLE]
    return _stretches(passages.cut(title, _spans(here)), here)


def in_text(text: str, places: Sequence[Place]) -> tuple[tuple[Stretch, ...], ...]:
    """The paragraphs of the text with their places."""
    here = [place for place in places if place.field == Field.BODY]
    return tuple(_stretches(pieces, here) for pieces in passages.paragraphs(text, _spans(here)))


def subjects(
    places: Sequence[Place], owners: dict[str, int | None], opinions: dict[str, Opinion]
) -> tuple[Subject, ...]:
    """Who is named: the Call, signatories, states, each lot in reading order."""
    grouped: dict[str, list[Place]] = {}
    for place in places:
        grouped.setdefault(place.subject, []).append(place)
    found = [
        Subject(name=name, kind=held[0].kind, signatory_id=owners[name], places=tuple(held), opinion=opinions.get(name))
        for name, held in grouped.items()
    ]
    return tuple(sorted(found, key=lambda subject: (_KINDS.index(subject.kind), subject.places[0].number)))


def _spans(places: Sequence[Place]) -> list[tuple[int, int]]:
    return [(place.start, place.end) for place in places]


def _stretches(pieces: Sequence[Piece], places: Sequence[Place]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(
            text=piece.text,
            kind=min((places[n].kind for n in piece.within), key=_KINDS.index, default=""),
            begins=tuple(places[n].number for n in piece.begins),
            ends=tuple(places[n].number for n in piece.ends),
            titles=", ".join(dict.fromkeys(places[n].subject for n in piece.within)),
        )
        for piece in pieces
    )
