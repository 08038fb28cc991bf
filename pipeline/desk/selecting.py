"""The SQL that finds what is wanted among a million matches, each condition in the form that is quick for its size.

Three forms, as measured (docs/benchmarks.md): few rows are fetched by their ids and sorted; more are gathered into a
set that the walk down the list, newest first, asks; the most frequent are asked about row by row, since the next one
is never far. A search that finds very much is not asked about for thousands of rows: it goes through the few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core.searching import to_query

if TYPE_CHECKING:
    from datasette.database import Database

    from pipeline.desk.wanted import Wanted

FEW: Final = 5_000
MANY: Final = 150_000
DAY: Final = 10**10  # one day in `newest`

_FOUND: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :desk_q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many rows each condition lets through by itself."""

    named: tuple[tuple[str, int], ...]  # by column of `match_subjects`; more than MANY are counted as MANY + 1
    found: int  # by the search, 0 where there is none; an estimate above FEW

    @property
    def smallest(self) -> str:
        """The column that lets through the fewest, when they are few; else ""."""
        column, number = min(self.named, key=lambda pair: pair[1], default=("", FEW + 1))
        return column if number <= FEW else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """Conditions on a table, with their parameters."""

    where: tuple[str, ...]
    params: dict[str, str | int]
    words: tuple[str, ...]  # what they say


def named(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """The conditions on who is named: column of `match_subjects` and value."""
    pairs = (("subject", wanted.signatory), ("category", wanted.category), ("country", wanted.country))
    return tuple((column, value) for column, value in pairs if value)


def query_of(wanted: Wanted) -> str:
    """The search as FTS5 wants it; one that finds nothing where there are no words in it."""
    return to_query(wanted.q).match or '""'


async def sizes_for(db: Database, wanted: Wanted) -> Sizes:
    """Counts what each condition lets through."""
    sizes = []
    for column, value in named(wanted):
        sql = f"SELECT count(*) FROM (SELECT 1 FROM match_subjects WHERE {_inside(column, wanted)} LIMIT {MANY + 1})"  # noqa: S608  (our own names)
        found = await db.execute(sql, {f"desk_{column}": value, **_days(wanted)})
        sizes.append((column, int(found.first()[0])))
    hits = 0
    if wanted.q:
        # Counting a phrase takes as long as finding it: how far its first FEW reach says how many there are.
        found = await db.execute(
            f"""SELECT count(*), max(rowid), (SELECT max(id) FROM matches) FROM ({_FOUND} LIMIT {FEW + 1})""",  # noqa: S608  (our own names)
            {"desk_q": query_of(wanted)},
        )
        hits, reached, last = tuple(found.first())
        if hits > FEW:
            hits = max(hits, hits * last // reached)
    return Sizes(named=tuple(sizes), found=hits)


def clauses_for(wanted: Wanted, sizes: Sizes) -> Clauses:
    """The conditions of the list, but for those on columns of `matches`, which Datasette knows itself."""
    where = list(_span(wanted))
    numbers = dict(sizes.named)
    for column, _ in named(wanted):
        listed = f"matches.id IN (SELECT match_id FROM match_subjects WHERE {_inside(column, wanted)})"  # noqa: S608  (our own names)
        number = numbers[column]
        where.append(listed if number <= FEW else f"+{listed}" if number <= MANY else _asked(column))
    if wanted.q:
        where.append(_search(wanted, sizes))
    return Clauses(where=tuple(where), params=params_for(wanted), words=_words(wanted))


def is_led(wanted: Wanted, sizes: Sizes) -> bool:
    """Whether a condition lets through few enough rows to fetch and count them all."""
    return bool(sizes.smallest) or (bool(wanted.q) and sizes.found <= FEW)


def asked_row_by_row(wanted: Wanted, but: str = "") -> tuple[str, ...]:
    """The conditions on who is named and when, in the form for few rows that are at hand; one column left out."""
    return (*_span(wanted), *(_asked(column) for column, _ in named(wanted) if column != but))


def params_for(wanted: Wanted) -> dict[str, str | int]:
    """All parameters that conditions made here can need."""
    params: dict[str, str | int] = {f"desk_{column}": value for column, value in named(wanted)}
    params |= _days(wanted)
    if wanted.since:
        params["desk_since"] = int(wanted.since.replace("-", "")) * DAY
    if wanted.until:
        params["desk_until"] = (int(wanted.until.replace("-", "")) + 1) * DAY
    if wanted.q:
        params["desk_q"] = query_of(wanted)
    return params


def search_clauses(q: str, index: str, key: str, found: int) -> Clauses:
    """The condition of a search in another table than the matches, where `found` rows fit."""
    if found <= FEW:
        where = f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH :desk_q)"  # noqa: S608  (our own names)
    else:
        where = f"EXISTS (SELECT 1 FROM {index} WHERE {index} MATCH :desk_q AND {index}.rowid = {key})"  # noqa: S608  (our own names)
    return Clauses(where=(where,), params={"desk_q": to_query(q).match or '""'}, words=(f"contains {q}",))


def _span(wanted: Wanted) -> tuple[str, ...]:
    since = ("matches.newest >= :desk_since",) if wanted.since else ()
    return (*since, "matches.newest < :desk_until") if wanted.until else since


def _days(wanted: Wanted) -> dict[str, str | int]:
    days = {"desk_first_day": wanted.since, "desk_last_day": wanted.until}
    return {name: day for name, day in days.items() if day}


def _inside(column: str, wanted: Wanted) -> str:
    since = " AND day >= :desk_first_day" if wanted.since else ""
    until = " AND day <= :desk_last_day" if wanted.until else ""
    return f"{column} = :desk_{column}{since}{until}"


def _asked(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM match_subjects s WHERE s.match_id = matches.id AND +s.{column} = :desk_{column})"  # noqa: S608  (our own names)


def _search(wanted: Wanted, sizes: Sizes) -> str:
    if sizes.found <= FEW:
        return f"matches.id IN ({_FOUND})"
    if sizes.found <= MANY:
        return f"+matches.id IN ({_FOUND})"
    if sizes.smallest:
        few = f"SELECT match_id FROM match_subjects WHERE {_inside(sizes.smallest, wanted)}"  # noqa: S608  (our own names)
        return f"matches.id IN ({_FOUND} AND +articles_fts.rowid IN ({few}))"
    return f"EXISTS ({_FOUND} AND articles_fts.rowid = matches.id)"


def _words(wanted: Wanted) -> tuple[str, ...]:
    return tuple(f"{name} is {value}" for name, value in wanted.words().items() if name not in _OWN_COLUMNS)


_OWN_COLUMNS: Final = frozenset({"tier", "site", "language"})
