"""Feeds of matches: valid, the same everywhere, inert."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.rendering.atom import FeedItem, ItemFeed, feed_id, item_id, to_atom
from pipeline.core.rendering.jsonfeed import to_json_feed
from tests.builders import NOW

ITEM = FeedItem(
    url="https://news.example/story",
    title="Airbus & <Thales>",
    sentence="Yesterday \ue000Airbus\ue001 signed <b>it</b>.",
    site="News & Co",
    language="en",
    published=NOW - timedelta(hours=2),
    updated=NOW,
    subjects=("Airbus", "Thales"),
    tier="context",
)
FEED = ItemFeed(
    name="signatory/Airbus",
    title="Airbus in the news",
    page="http://desk.example/monitor/signatories/1",
    address="http://desk.example/monitor/-/signatory/airbus.atom",
    updated=NOW - timedelta(days=1),
    items=(ITEM, replace(ITEM, url="javascript:alert(1)", published=None, updated=NOW - timedelta(days=3))),
)

GOLDEN = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:uuid:e9fce733-fd11-5272-8e4a-486c39d2d422</id>
  <title>Airbus in the news</title>
  <updated>2026-11-24T06:00:00Z</updated>
  <generator>Paris Call monitor</generator>
  <link rel="alternate" type="text/html" href="http://desk.example/monitor/signatories/1" />
  <link rel="self" type="application/atom+xml" href="http://desk.example/monitor/-/signatory/airbus.atom" />
  <author>
    <name>Paris Call monitor</name>
  </author>
  <entry>
    <id>urn:uuid:{id}</id>
    <title>Airbus &amp; &lt;Thales&gt;</title>
    <updated>2026-11-24T06:00:00Z</updated>
    <published>2026-11-24T04:00:00Z</published>
    <link rel="alternate" href="https://news.example/story" hreflang="en" />
    <author>
      <name>News &amp; Co</name>
    </author>
    <category term="context" />
    <category term="Airbus" />
    <category term="Thales" />
    <content type="html">&lt;p&gt;Yesterday &lt;strong&gt;Airbus&lt;/strong&gt; signed \
&amp;lt;b&amp;gt;it&amp;lt;/b&amp;gt;.&lt;/p&gt;&lt;p&gt;Names: Airbus, Thales&lt;/p&gt;</content>
  </entry>
</feed>
"""


def test_a_feed_as_it_goes_out() -> None:
    expected = GOLDEN.replace("{id}", str(uuid.uuid5(uuid.NAMESPACE_URL, "https://news.example/story")))
    assert to_atom(replace(FEED, items=(ITEM,))) == expected


def test_a_feed_reader_understands_it_and_finds_nothing_to_forgive() -> None:
    parsed = feedparser.parse(to_atom(FEED))
    assert not parsed.bozo
    assert parsed.feed.title == "Airbus in the news"
    assert [entry.title for entry in parsed.entries] == ["Airbus & <Thales>"] * 2
    assert parsed.entries[0].link == ITEM.url
    assert parsed.entries[0].content[0].value == (
        "<p>Yesterday <strong>Airbus</strong> signed &lt;b&gt;it&lt;/b&gt;.</p><p>Names: Airbus, Thales</p>"
    )


def test_an_address_that_is_none_of_the_web_gives_no_link() -> None:
    second = ET.fromstring(to_atom(FEED)).findall("{*}entry")[1]  # noqa: S314  (our own document)
    assert second.find("{*}link") is None
    assert second.findtext("{*}content")
    assert "url" not in json.loads(to_json_feed(FEED))["items"][1]


def test_identities_depend_on_what_is_told_and_not_on_where_it_is_served() -> None:
    moved = replace(FEED, page="https://elsewhere.example/", address="https://elsewhere.example/a.atom")
    assert feed_id(moved) == feed_id(FEED)
    assert feed_id(replace(FEED, name="signatory/Thales")) != feed_id(FEED)
    assert item_id(replace(ITEM, title="Corrected", updated=NOW)) == item_id(ITEM)


def test_the_json_feed_says_the_same() -> None:
    document = json.loads(to_json_feed(FEED))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["items"][0] == {
        "id": item_id(ITEM),
        "title": "Airbus & <Thales>",
        "content_html": (
            "<p>Yesterday <strong>Airbus</strong> signed &lt;b&gt;it&lt;/b&gt;.</p><p>Names: Airbus, Thales</p>"
        ),
        "date_modified": "2026-11-24T06:00:00Z",
        "tags": ["context", "Airbus", "Thales"],
        "url": "https://news.example/story",
        "date_published": "2026-11-24T04:00:00Z",
        "authors": [{"name": "News & Co"}],
        "language": "en",
    }


def test_an_empty_feed_is_a_valid_one() -> None:
    parsed = feedparser.parse(to_atom(replace(FEED, items=())))
    assert not parsed.bozo
    assert parsed.feed.updated == "2026-11-23T06:00:00Z"


@given(text=st.text(max_size=60))
def test_whatever_a_stranger_wrote_the_document_parses_and_brings_no_markup(text: str) -> None:
    document = to_atom(replace(FEED, items=(replace(ITEM, title=text, sentence=text, site=text, url=text),)))
    entry = ET.fromstring(document).find("{*}entry")  # noqa: S314  (our own document)
    assert entry is not None
    tags = feedparser.parse(document).entries[0].content[0].value
    assert "<script" not in tags
    content = entry.findtext("{*}content") or ""
    assert set(re.findall(r"</?\w+", content)) <= {"<p", "</p", "<strong", "</strong"}
