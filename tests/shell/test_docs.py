"""Documentation cannot lag: every command, key, table and column is named in it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.descriptions import describe_tables
from pipeline.shell import cli, config
from pipeline.shell.sections import Section

if TYPE_CHECKING:
    from pydantic import BaseModel

ROOT = Path(__file__).parent.parent.parent


def words_of(name: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", (ROOT / "docs" / name).read_text(encoding="utf-8")))


def test_every_table_and_column_is_described_and_nothing_else(tmp_path: Path) -> None:
    db = open_database(tmp_path / "monitor.db")
    made = {*db.tables.table_names(), *db.tables.view_names()}
    hidden = {"_sqlite_migrations", *(table for table in made if "_fts_" in table)}
    columns = {table: {row[1] for row in db.rows(f"PRAGMA table_xinfo([{table}])")} for table in made - hidden}
    db.close()
    for fts in ("articles_fts", "entries_fts"):
        columns[fts] -= {fts, "rank"}  # commands to the index, not contents
    assert {table.name: {name for name, _ in table.columns} for table in describe_tables()} == columns


def test_the_page_on_the_data_is_what_its_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_data_md.py"))
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert text == script["page"](), "run scripts/write_data_md.py"


def test_every_command_is_described() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8") + (ROOT / "README.md").read_text(
        encoding="utf-8"
    )
    assert [name for name in cli.COMMANDS if f"paris-call {name}" not in text] == []


def test_every_configuration_key_is_in_the_shipped_file() -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")

    def keys(model: type[BaseModel]) -> set[str]:
        found = {field.alias or name for name, field in model.model_fields.items()}
        for field in model.model_fields.values():
            for kind in (field.annotation, *get_args(field.annotation)):  # of a list, what its items are
                if isinstance(kind, type) and issubclass(kind, Section):
                    found |= keys(kind)
        return found

    assert {
        key for key in keys(config.Config) if not re.search(rf"^\s*(# )?(\s*- )?\s*{key}:", text, re.MULTILINE)
    } == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/*.md")), ids=lambda path: path.name)
def test_links_within_the_documentation_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
