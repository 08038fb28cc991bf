"""Writes docs/data.md from the descriptions of the schema (pipeline/adapters/sqlite/descriptions.toml).

python scripts/write_data_md.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.descriptions import describe_tables

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.descriptions import TableDescription

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data.md"

INTRODUCTION = """# The data: every table and column

One SQLite file, `data/monitor.db`. Times are UTC, written `2026-11-24T06:00:00Z`, so that text order is time order.
Lists are JSON arrays. The file may be read by any number of programs while the daemon runs (open it `mode=ro`); only
the daemon writes, and the commands that say so. This page is written by `scripts/write_data_md.py` from
`pipeline/adapters/sqlite/descriptions.toml`, which also feeds the descriptions that Datasette shows; tests hold both
to the schema.
"""


def page() -> str:
    """The whole of docs/data.md."""
    parts = [INTRODUCTION]
    for section, tables in groupby(describe_tables(), key=lambda table: table.section):
        parts += [f"\n## {section}\n", *(_table(table) for table in tables)]
    return "".join(parts)


def _table(table: TableDescription) -> str:
    more = f"{table.more}\n\n" if table.more else ""
    rows = "".join(f"| `{name}` | {what} |\n" for name, what in table.columns)
    return f"\n### `{table.name}`: {table.about}\n{more}| column | what |\n|---|---|\n{rows}"


def main() -> None:
    """Writes the page, or says whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/data.md is not what scripts/write_data_md.py writes; run it")


if __name__ == "__main__":
    main()
