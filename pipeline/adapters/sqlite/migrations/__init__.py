"""The tables, as an append-only list of migrations in frozen SQL.

A migration never changes once released and never imports live code: a file written by any earlier version goes
through the same statements for ever. docs/data.md describes every table and column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlite_utils.migrations import Migrations

from pipeline.adapters.sqlite.migrations import (
    m001_tables,
    m002_bad_days,
    m003_matches,
    m004_stories,
    m005_revisits,
    m006_editions,
    m007_dispatches,
    m008_desk,
    m009_feedback,
    m010_backfill,
    m011_history,
    m012_growth,
    m013_kept,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["migrations"]

_IN_ORDER: Final = (
    ("001 the tables", m001_tables.STATEMENTS),
    ("002 bad days", m002_bad_days.STATEMENTS),
    ("003 matches", m003_matches.STATEMENTS),
    ("004 stories", m004_stories.STATEMENTS),
    ("005 revisits", m005_revisits.STATEMENTS),
    ("006 editions", m006_editions.STATEMENTS),
    ("007 dispatches", m007_dispatches.STATEMENTS),
    ("008 desk", m008_desk.STATEMENTS),
    ("009 feedback", m009_feedback.STATEMENTS),
    ("010 backfill", m010_backfill.STATEMENTS),
    ("011 history", m011_history.STATEMENTS),
    ("012 growth", m012_growth.STATEMENTS),
    ("013 kept", m013_kept.STATEMENTS),
)

migrations = Migrations("paris-call")


def _register(name: str, statements: tuple[str, ...]) -> None:
    @migrations(name=name)
    def apply(db: Database) -> None:
        for statement in statements:
            db.execute(statement)


for _name, _statements in _IN_ORDER:
    _register(_name, _statements)
