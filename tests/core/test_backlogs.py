"""Addresses from elsewhere: what is one is taken, what is none is told, nothing raises."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.backlogs import entries_of, within
from pipeline.model import Entry

GKG = ["20190115-1", "20190115103000", "1", "news.example", "https://news.example/paris-call", *[""] * 22]


@pytest.mark.parametrize(
    ("line", "url", "title", "published"),
    [
        ("https://news.example/a", "https://news.example/a", "", None),
        ("\t".join(GKG), "https://news.example/paris-call", "", datetime(2019, 1, 15, 10, 30, tzinfo=UTC)),
        (
            json.dumps({"date": "2020-03-01T00:15:00Z", "url": "https://news.example/b", "title": "L’Appel de Paris"}),
            "https://news.example/b",
            "L’Appel de Paris",
            datetime(2020, 3, 1, 0, 15, tzinfo=UTC),
        ),
    ],
)
def test_each_kind_of_line_is_read(line: str, url: str, title: str, published: datetime | None) -> None:
    (found,) = entries_of([line + "\n"])
    assert isinstance(found, Entry)
    assert (found.url, found.title, found.published) == (url, title, published)


@pytest.mark.parametrize("line", ["javascript:alert(1)", "{broken", '{"url": 7}', "not an address", "[]"])
def test_what_is_no_address_is_told(line: str) -> None:
    assert list(entries_of([line])) == [line]


def test_blank_lines_and_comments_are_nothing() -> None:
    assert list(entries_of(["\n", "# a list\n", "  \n"])) == []


@given(st.lists(st.text()))
def test_no_line_raises(lines: list[str]) -> None:
    list(entries_of(lines))


def test_an_entry_without_a_date_may_be_of_any_time() -> None:
    since = datetime(2019, 1, 1, tzinfo=UTC)
    assert within(Entry(url="https://a.example/"), since, None)
    assert not within(Entry(published=datetime(2018, 1, 1, tzinfo=UTC)), since, None)
    assert not within(Entry(updated=datetime(2020, 1, 1, tzinfo=UTC)), None, since)
