from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.feeds import fields, parse
from pipeline.errors import ParseError
from pipeline.model import FeedDocument, FeedKind
from tests.core.feeds.pages import page

VERSION = "https://jsonfeed.org/version/1.1"
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=5,
)
MEMBERS = st.sampled_from(
    [
        "id",
        "url",
        "external_url",
        "title",
        "summary",
        "content_html",
        "content_text",
        "authors",
        "author",
        "date_published",
    ]
)


def feed(*items: object, **more: object) -> FeedDocument:
    return parse(page(json.dumps({"version": VERSION, "items": items, **more})))


@pytest.mark.parametrize("version", [VERSION, "https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1.0"])
def test_these_versions_are_read(version: str) -> None:
    found = parse(page(json.dumps({"version": version, "title": "T", "items": [{"id": 1}]})))
    assert (found.kind, found.title, len(found.entries), found.ttl) == (FeedKind.JSON, "T", 1, None)


@pytest.mark.parametrize(
    "body",
    [
        '{"version": "https://jsonfeed.org/version/2", "items": []}',
        '{"version": "https://jsonfeed.org/version/1234", "items": []}',
        '{"version": 1, "items": []}',
        '{"error": "not found"}',
        '{"version": "https://jsonfeed.org/version/1"}',
        '{"version": "https://jsonfeed.org/version/1", "items": {}}',
        "[]",
        "{",
        "{}{}",
        '{"version": "https://jsonfeed.org/version/1", "items": [',
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "9" * 10_000 + "}",
    ],
)
def test_other_json_is_no_feed(body: str) -> None:
    with pytest.raises(ParseError):
        parse(page(body))


@pytest.mark.parametrize(("written", "guid"), [("a", "a"), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), ([], "")])
def test_an_id_may_be_a_number(written: object, guid: str) -> None:
    assert feed({"id": written, "title": "t"}).entries[0].guid == guid


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"url": "https://a.example/1", "external_url": "https://b.example/"}, "https://a.example/1"),
        ({"external_url": "https://b.example/"}, "https://b.example/"),
        ({"id": "https://c.example/"}, "https://c.example/"),
        ({"id": "1", "url": "javascript:alert(1)"}, ""),
        ({"url": "/1"}, "https://site.example/1"),
    ],
)
def test_the_link_is_the_first_that_leads_anywhere(item: dict[str, str], url: str) -> None:
    assert feed(item).entries[0].url == url


def test_control_characters_and_lone_surrogates_do_no_harm() -> None:
    items = '[{"id": "1", "title": "a\tb\\u0000c\\ud83d\\ude00\\ud800"}]'
    body = f'{{"version": "{VERSION}", "items": {items}}}'
    assert parse(page(body)).entries[0].title == "a bc😀"


def test_items_that_are_no_objects_cost_only_themselves() -> None:
    assert [entry.guid for entry in feed(None, 1, "x", [], {}, {"id": "1"}).entries] == ["1"]


def test_json_cut_off_keeps_its_complete_items() -> None:
    whole = json.dumps({"version": VERSION, "title": "T", "items": [{"id": number} for number in range(3)], "x": []})
    found = parse(page(whole[: whole.index('{"id": 2') + 8]))
    assert ([entry.guid for entry in found.entries], found.title) == (["0", "1"], "T")
    assert "broken JSON" in found.complaint


@settings(deadline=None)
@given(st.integers(0, 200), st.text(max_size=3))
def test_json_broken_anywhere_is_a_feed_or_a_parse_error(place: int, junk: str) -> None:
    whole = json.dumps({"version": VERSION, "items": [{"id": number, "title": "t"} for number in range(3)]})
    try:
        found = parse(page((whole[:place] + junk + whole[place + 1 :]).encode("utf-8", "replace")))
    except ParseError:
        return
    assert len(found.entries) <= 4


def test_no_more_items_than_the_limit_are_taken() -> None:
    found = feed(*({"id": number} for number in range(fields.MAX_ENTRIES + 1)))
    assert len(found.entries) == fields.MAX_ENTRIES
    assert found.complaint


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_the_encoding_is_found(encoding: str) -> None:
    body = json.dumps({"version": VERSION, "items": [{"id": "1", "title": "été"}]}, ensure_ascii=False)
    assert parse(page(body.encode(encoding))).entries[0].title == "été"


@settings(deadline=None)
@given(st.lists(st.one_of(VALUES, st.dictionaries(MEMBERS, VALUES)), max_size=5), VALUES)
def test_no_value_is_trusted_to_have_its_type(items: list[object], anything: object) -> None:
    found = feed(*items, title=anything, language=anything, home_page_url=anything)
    assert len(found.entries) == sum(isinstance(item, dict) and bool(item) for item in items)
