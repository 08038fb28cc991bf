"""Titles, descriptions, order and page size of our tables, in the form Datasette wants them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.adapters.sqlite.descriptions import describe_tables
from pipeline.desk.access import ours

if TYPE_CHECKING:
    from datasette.app import Datasette

PAGE_SIZE: Final = 50
_TITLES: Final = {
    "matches": "Matches", "feeds": "Feeds", "articles": "Articles", "entries": "Entries",
    "mentions": "Mentions", "signatories": "Signatories", "stories": "Stories", "revisions": "Revisions",
    "digests": "Digests", "feedback": "Feedback", "pages": "Pages", "aliases": "Names",
}  # fmt: skip
_LABELS: Final = {
    "feeds": "title", "entries": "title", "articles": "title", "matches": "title", "signatories": "name",
    "pages": "url", "aliases": "name",
}  # fmt: skip
# Datasette's pages repeat and skip rows where the sort column has ties and an index gives them in its own order, and a
# column without an index would be sorted a million rows at a time: the large tables sort by what is unique and indexed.
# What has a key of two columns, such as `digests` by edition and day, is listed in the order of that key.
_SORTABLE: Final = {
    "matches": ("newest", "id"), "articles": ("id",), "entries": ("id",), "pages": ("id",), "polls": ("id",),
    "mentions": ("id",), "runs": ("id",), "stories": ("id",), "revisions": ("id",),
    "match_subjects": (), "locations": (), "digests": (),
}  # fmt: skip
_NEWEST_FIRST: Final = {
    "matches": "newest", "articles": "id", "entries": "id", "polls": "id", "runs": "id", "mentions": "id",
    "pages": "id", "stories": "id", "revisions": "id",
}  # fmt: skip
_FACETS: Final = {
    "feeds": ("state", "language"), "signatories": ("category", "country"), "aliases": ("strength",),
}  # fmt: skip
_HIDDEN: Final = (
    "_sqlite_migrations",
    "match_counts",
    "totals",
    "digest_queue",
    "editions_in_use",
    "settings",
    "closures",
    "story_keys",
    "story_sketches",
    "story_queue",
)


def plain(text: str) -> str:
    """A description without its Markdown."""
    return re.sub(r"`([^`]*)`", r"\1", text)


@functools.cache
def table_settings() -> dict[str, dict[str, Any]]:
    """How each table is listed: label, order, page size, facets, hidden or not."""
    settings: dict[str, dict[str, Any]] = {}
    for table, column in _LABELS.items():
        settings.setdefault(table, {})["label_column"] = column
    for table, columns in _SORTABLE.items():
        settings.setdefault(table, {})["sortable_columns"] = list(columns)
    for table, column in _NEWEST_FIRST.items():
        settings.setdefault(table, {})["sort_desc"] = column
    for table, facets in _FACETS.items():
        settings.setdefault(table, {})["facets"] = list(facets)
    for table in _HIDDEN:
        settings.setdefault(table, {})["hidden"] = True
    for table in ("matches", "articles", "entries"):
        settings[table]["size"] = PAGE_SIZE
    return settings


@functools.cache
def table_words() -> dict[str, dict[str, Any]]:
    """Title, description and column descriptions of each table."""
    words: dict[str, dict[str, Any]] = {}
    for table in describe_tables():
        about = plain(table.about)
        sentence = f"{about[0].upper()}{about[1:]}. {plain(table.more)}".strip()
        words[table.name] = {
            "description": sentence,
            "columns": {name: plain(what) for name, what in table.columns},
        }
        if table.name in _TITLES:
            words[table.name]["title"] = _TITLES[table.name]
    return words


def classic_metadata(datasette: Datasette, table: str | None) -> dict[str, Any]:
    """What Datasette 0.65 asks its plugins for, some hundred times per page: both of the above, about one table or all.

    Made anew each time, since Datasette changes what it gets.
    """
    words, settings = table_words(), table_settings()
    names = {table} if table is not None else {*words, *settings}
    tables = {}
    for name in names:
        tables[name] = {**words.get(name, {}), **settings.get(name, {})}
        if "columns" in tables[name]:
            tables[name]["columns"] = dict(tables[name]["columns"])
    return {"databases": {name: {"tables": dict(tables)} for name in ours(datasette)}}


async def publish(datasette: Datasette) -> None:
    """Tells Datasette 1.0 the same, at its start; what the operator has configured stays."""
    for database in ours(datasette):
        for table, words in table_words().items():
            for key in ("title", "description"):
                if key in words:
                    await datasette.set_resource_metadata(database, table, key, words[key])
            for column, description in words["columns"].items():
                await datasette.set_column_metadata(database, table, column, "description", description)
        tables = datasette.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
        for table, settings in table_settings().items():
            configured = tables.setdefault(table, {})
            for key, value in settings.items():
                configured.setdefault(key, value)
