"""How many matches a list holds, and of which kinds: exactly where that is quick, else over its newest rows.

The whole table is counted by triggers (`match_counts`). A restricted list is counted over at most `SAMPLE` of its
newest rows, and says so when there are more: nobody waits for a million rows, and no number pretends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from pipeline.desk.selecting import asked_row_by_row, clauses_for, is_led, named, params_for
from pipeline.desk.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datasette.database import Database

    from pipeline.desk.selecting import Sizes

SAMPLE: Final = 3_000
SHOWN: Final = 12  # values per facet
_WINDOW: Final = 40_000  # newest matches that are looked through where no index leads to what is wanted

_SUBJECT_COLUMNS: Final = ("subject", "category", "country")
_ROW_COLUMNS: Final = ("tier", "language", "site", "day")
_OWN_COLUMNS: Final = ("tier", "language", "site")  # that can be restricted


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a list holds."""

    total: int
    is_total_exact: bool  # False: at least so many
    counted: int  # rows that the values were counted over
    values: Mapping[
        str, tuple[tuple[str, int], ...]
    ]  # by dimension of `match_counts`; most frequent first, days newest


async def count(db: Database, wanted: Wanted, sizes: Sizes) -> Counts:
    """The counts of the list that `wanted` describes."""
    if wanted.is_everything:
        return await _everything(db)
    where, params, is_whole = await _sampled(db, wanted, sizes)
    rows = (
        await db.execute(
            f"""SELECT id, tier, language, site, day FROM matches WHERE {" AND ".join(where)}
                ORDER BY newest DESC LIMIT {SAMPLE + 1}""",  # noqa: S608  (conditions of our own)
            params,
            truncate=False,
        )
    ).rows
    more, found = len(rows) > SAMPLE or not is_whole, [tuple(row) for row in rows[:SAMPLE]]
    columns = list(zip(*found, strict=True)) or [()] * (len(_ROW_COLUMNS) + 1)
    values = {name: Counter(column) for name, column in zip(_ROW_COLUMNS, columns[1:], strict=True)}
    values |= await _subjects(db, columns[0])
    total = await _rolled_up(db, wanted) if more else len(found)
    return Counts(
        total=len(found) if total is None else total,
        is_total_exact=total is not None,
        counted=len(found),
        values={dimension: _top(dimension, counter) for dimension, counter in values.items()},
    )


async def _everything(db: Database) -> Counts:
    values: dict[str, tuple[tuple[str, int], ...]] = {}
    for dimension in (*_ROW_COLUMNS, *_SUBJECT_COLUMNS):
        order = "value" if dimension == "day" else "matches"
        found = await db.execute(
            f"""SELECT value, matches FROM match_counts WHERE dimension = ? AND value != ''
                ORDER BY {order} DESC LIMIT {SHOWN}""",  # noqa: S608  (a column of ours)
            (dimension,),
        )
        values[dimension] = tuple((row[0], row[1]) for row in found.rows)
    total = (await _rolled_up(db, Wanted())) or 0
    return Counts(total=total, is_total_exact=True, counted=total, values=values)


async def _rolled_up(db: Database, wanted: Wanted) -> int | None:
    """The exact number where one restriction alone makes the list; None where counting would take a walk."""
    given = [field.name for field in fields(wanted) if getattr(wanted, field.name)]
    if set(given) and set(given) <= {"since", "until"}:
        sql = "SELECT sum(matches) FROM match_counts WHERE dimension = 'day' AND value >= ? AND value <= ?"
        found = await db.execute(sql, (wanted.since, wanted.until or "9999"))
        return int(found.first()[0] or 0)
    if len(given) > 1 or given == ["q"]:
        return None
    dimension = {"signatory": "subject"}.get(given[0], given[0]) if given else "all"
    value = getattr(wanted, given[0]) if given else ""
    found = await db.execute("SELECT matches FROM match_counts WHERE dimension = ? AND value = ?", (dimension, value))
    row = found.first()
    return int(row[0]) if row else 0


async def _sampled(db: Database, wanted: Wanted, sizes: Sizes) -> tuple[list[str], dict[str, Any], bool]:
    """Conditions that let through the newest rows of the list, and whether those may be all of it."""
    params: dict[str, Any] = params_for(wanted)
    params |= {f"desk_{column}": getattr(wanted, column) for column in _OWN_COLUMNS}
    own = [f"matches.{column} = :desk_{column}" for column in _OWN_COLUMNS if getattr(wanted, column)]
    if is_led(wanted, sizes):
        return [*clauses_for(wanted, sizes).where, *own], params, True
    if wanted.q:
        found = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH :desk_q ORDER BY rowid DESC LIMIT {SAMPLE}"  # noqa: S608  (a number)
        return [f"matches.id IN ({found})", *asked_row_by_row(wanted), *own], params, False
    if sizes.named:
        column = min(sizes.named, key=lambda pair: pair[1])[0]
        params["desk_floor"] = await _floor(db, column, dict(named(wanted))[column], wanted.until)
        newest = f"SELECT match_id FROM match_subjects WHERE {column} = :desk_{column} AND day >= :desk_floor"  # noqa: S608  (a column of ours)
        return [f"matches.id IN ({newest})", *asked_row_by_row(wanted, but=column), *own], params, False
    span = list(asked_row_by_row(wanted))
    if len(own) > 1 and not wanted.until:
        # No index holds two columns: the newest of all are looked through.
        found = await db.execute(f"SELECT newest FROM matches ORDER BY newest DESC LIMIT 1 OFFSET {_WINDOW}")  # noqa: S608  (a number)
        if row := found.first():
            return [*span, *own, "matches.newest >= :desk_floor"], {**params, "desk_floor": row[0]}, False
    return [*span, *own], params, True


async def _floor(db: Database, column: str, value: str, until: str) -> str:
    """The day from which on there are about SAMPLE rows for a value, counted back from `until`."""
    found = await db.execute(
        f"""SELECT day FROM match_subjects WHERE {column} = :value AND day <= :until
            ORDER BY day DESC LIMIT 1 OFFSET {SAMPLE}""",  # noqa: S608  (a column of ours)
        {"value": value, "until": until or "9999"},
    )
    row = found.first()
    return str(row[0]) if row else ""


async def _subjects(db: Database, ids: Iterable[int]) -> dict[str, Counter[str]]:
    rows = (
        await db.execute(
            """SELECT s.match_id, s.subject, s.category, s.country
               FROM json_each(:ids) j CROSS JOIN match_subjects s ON s.match_id = j.value""",
            {"ids": f"[{','.join(map(str, ids))}]"},
            truncate=False,
        )
    ).rows
    matches, *named_by = list(zip(*map(tuple, rows), strict=True)) or [()] * (len(_SUBJECT_COLUMNS) + 1)
    return {
        column: Counter(value for _, value in set(zip(matches, named_in, strict=True)) if value)
        for column, named_in in zip(_SUBJECT_COLUMNS, named_by, strict=True)
    }


def _top(dimension: str, counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    if dimension == "day":
        return tuple(sorted(counter.items(), reverse=True)[:SHOWN])
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:SHOWN])
