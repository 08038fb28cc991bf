"""What every table and column holds, in words: for docs/data.md and for Datasette."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

_SOURCE = "descriptions.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDescription:
    """A table or view, with its columns in the order in which they are best read."""

    section: str
    name: str
    about: str  # one line, without a full stop; may hold `code`
    more: str  # a paragraph, or empty
    columns: tuple[tuple[str, str], ...]  # name and description


@functools.cache
def describe_tables() -> tuple[TableDescription, ...]:
    """Every table and view of the schema, in the order of docs/data.md."""
    source = tomllib.loads(files(__package__ or "").joinpath(_SOURCE).read_text(encoding="utf-8"))
    return tuple(
        TableDescription(
            section=table["section"],
            name=table["name"],
            about=table["about"],
            more=table.get("more", "").strip(),
            columns=tuple(table["columns"].items()),
        )
        for table in source["tables"]
    )
