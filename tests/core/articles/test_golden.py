"""Pages in tests/data/pages, each beside the article it must be read as; entries.json holds what the feeds said.

`python -m tests.core.articles.test_golden` writes the expectations anew; review the difference.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.core.articles import read_page
from pipeline.model import Entry
from tests.core.articles.support import page

FOLDER = Path(__file__).parents[2] / "data" / "pages"
ENTRIES = json.loads((FOLDER / "entries.json").read_text(encoding="utf-8"))


def entry(name: str) -> Entry:
    said = dict(ENTRIES[name])
    if "published" in said:
        said["published"] = datetime.fromisoformat(said["published"])
    return Entry(**{**said, "authors": tuple(said.get("authors", ()))})


def read(name: str) -> str:
    promised = entry(name)
    found = asdict(read_page(page((FOLDER / name).read_bytes(), url=promised.url), promised))
    found["text"] = found["text"].split("\n")
    return json.dumps(found, default=datetime.isoformat, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", ENTRIES)
def test_a_page_reads_as_expected(name: str) -> None:
    expected = (FOLDER / f"{name}.expected.json").read_text(encoding="utf-8")
    assert json.loads(read(name)) == json.loads(expected)


if __name__ == "__main__":
    for each in ENTRIES:
        (FOLDER / f"{each}.expected.json").write_text(read(each), encoding="utf-8")
