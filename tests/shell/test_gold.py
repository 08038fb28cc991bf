"""Labelled texts: both dialects read, every mistake told with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.core.scoring import Labelled
from pipeline.errors import ConfigError
from pipeline.shell import gold

if TYPE_CHECKING:
    from pathlib import Path

STORY = {"id": "a", "lang": "fr", "title": "T", "text": "Orange", "call": False, "signatories": ["Orange"]}


def write(folder: Path, *lines: object) -> Path:
    file = folder / "gold.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def test_a_line_becomes_a_labelled_text(tmp_path: Path) -> None:
    line = {**STORY, "states": ["France"], "not": ["Swift"], "classes": ["trap-word"], "note": "for people"}
    assert gold.load(write(tmp_path, line, "")) == (
        Labelled(
            id="a",
            language="fr",
            title="T",
            text="Orange",
            call=False,
            signatories=frozenset({"Orange"}),
            states=frozenset({"France"}),
            traps=frozenset({"Swift"}),
            classes=("trap-word",),
        ),
    )


def test_the_longer_dialect_is_read_too(tmp_path: Path) -> None:
    line = {**STORY, "not_signatories": ["Swift"], "undecided": ["Redmond"], "state_demonyms": ["France"]}
    (labelled,) = gold.load(write(tmp_path, line))
    names = [*labelled.traps, *labelled.undecided, *labelled.demonyms]
    assert names == ["Swift", "Redmond", "France"]


def test_a_line_separator_inside_a_text_begins_no_line(tmp_path: Path) -> None:
    (labelled,) = gold.load(write(tmp_path, json.dumps({**STORY, "text": "a\u2028b"}, ensure_ascii=False)))
    assert labelled.text == "a\u2028b"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["{"], "gold.jsonl:1: Invalid JSON"),
        (["[]"], "gold.jsonl:1: Input should be an object"),
        ([STORY, {**STORY, "id": "b", "call": "no"}], "gold.jsonl:2: call: Input should be a valid boolean"),
        ([{"id": "a", "call": True}], "gold.jsonl:1: text: Field required"),
        ([{**STORY, "signatories": "Orange"}], "gold.jsonl:1: signatories: Input should be a valid array"),
        ([STORY, STORY], "gold.jsonl:2: id “a” occurs twice"),
        ([""], "gold.jsonl: no texts"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, lines: list[object], complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        gold.load(write(tmp_path, *lines))
    assert str(caught.value).replace(f"{tmp_path}/", "").startswith(complaint)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        gold.load(write(tmp_path, "{", STORY, "{"))
    assert [problem.line for problem in caught.value.problems] == [1, 3]


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        gold.load(tmp_path / "gold.jsonl")
