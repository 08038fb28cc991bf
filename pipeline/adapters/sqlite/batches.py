"""Many rows or values in few statements, of few sizes, so that each is prepared once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.adapters.sqlite.database import Database

_ROWS: Final = (64, 16, 4, 1)  # of one INSERT
_VALUES: Final = (1, 8, 64, 400)  # of one IN (...), well under SQLite's limit on parameters


def insert(db: Database, into: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Inserts rows in their order. Call inside `db.writing()`.

    FTS5 writes out what it has gathered before every statement that fires a trigger of its index: a search index that
    a trigger keeps costs by the statement, not by the row.

    Args:
        db: the store.
        into: the statement up to its values, such as "INSERT INTO pages (url_key, url)".
        rows: with a value for each column.
    """
    waiting = iter(rows)
    left = len(rows)
    for size in _ROWS:
        while left >= size:
            chunk = tuple(islice(waiting, size))
            row = f"({', '.join('?' * len(chunk[0]))})"
            db.execute(f"{into} VALUES {', '.join([row] * size)}", [value for values in chunk for value in values])
            left -= size


def in_groups(values: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The question marks for an IN (...), and the values for them; the last may be there several times."""
    waiting = iter(values)
    while chunk := tuple(islice(waiting, _VALUES[-1])):
        size = next(size for size in _VALUES if size >= len(chunk))
        yield ", ".join("?" * size), chunk + chunk[-1:] * (size - len(chunk))
