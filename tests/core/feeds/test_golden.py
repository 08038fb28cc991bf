"""Documents in tests/data/feeds, each beside what it must be read as.

`python -m tests.core.feeds.test_golden` writes the expectations anew; review the difference.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.core.feeds import parse
from tests.core.feeds.pages import page

FOLDER = Path(__file__).parents[2] / "data" / "feeds"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def expectation(document: Path) -> Path:
    return document.with_name(document.name + ".expected.json")


def read(document: Path) -> str:
    found = asdict(parse(page(document.read_bytes())))
    return json.dumps(found, default=datetime.isoformat, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_reads_as_expected(document: Path) -> None:
    assert json.loads(read(document)) == json.loads(expectation(document).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for each in DOCUMENTS:
        expectation(each).write_text(read(each), encoding="utf-8")
