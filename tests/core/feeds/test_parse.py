from __future__ import annotations

import gzip
import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import urls
from pipeline.core.feeds import parse
from pipeline.core.plaintext import line, paragraphs
from pipeline.errors import ParseError
from pipeline.model import Entry, FeedDocument, FeedKind
from tests.core.feeds.pages import item, page, rss
from tests.core.feeds.test_golden import DOCUMENTS

BODIES = [path.read_bytes() for path in DOCUMENTS]
# What breaks parsers: torn markup, references to nothing, encodings that are none, names in the wrong place.
GRIT = [
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?",
        b"&",
        b"<",
        b">",
        b'"',
        b"\x00",
        b"\xff",
        b"\xed\xa0\x80",
        b"\n",
        b"{",
    ),
    *(
        b"&#x110000;",
        b"&#55296;",
        b"&nbsp;",
        b"&bogus;",
        b"xmlns=''",
        b"xmlns:",
        b'xml:base="http://["',
        b'type="xhtml"',
    ),
    *(b'encoding="punycode"', b'encoding="undefined"', b'encoding="utf-7"', b'<!DOCTYPE x [<!ENTITY a "b">]>'),
    *(
        b"<item>",
        b"</item>",
        b"<source>",
        b"<image>",
        b"<width>x</width>",
        b"<svg>",
        b"<textInput>",
        b"</title>",
        b"<rss>",
    ),
    *(
        b"<link>http://[x</link>",
        b"<pubDate>99999999999999999999</pubDate>",
        b"<georss:where>",
        b"<gml:posList>x</gml:posList>",
    ),
]


def sound(entry: Entry) -> bool:
    """Whether an entry is what the model promises."""
    texts = (entry.summary, entry.content)
    moments = (entry.published, entry.updated)
    return (
        urls.canonical(entry.url) == entry.url
        and line(entry.title) == entry.title
        and all(paragraphs(text) == text for text in texts)
        and all(when is None or when.utcoffset() == timedelta(0) for when in moments)
    )


def read(body: bytes, charset: str = "") -> FeedDocument | None:
    try:
        return parse(page(body, charset))
    except ParseError:
        return None


@pytest.mark.parametrize("body", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"<?xml version='1.0'?>"])
def test_nothing_is_no_feed(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(page(body))


@pytest.mark.parametrize("body", ["/etc/hostname", "/dev/zero", "http://127.0.0.1:9/", "file:///etc/hostname", "-"])
def test_a_body_is_never_taken_for_a_place(body: str) -> None:
    with pytest.raises(ParseError, match="no XML and no JSON"):
        parse(page(body))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss(item(1)), FeedKind.SYNDICATION),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1}]}', FeedKind.JSON),
        ("<urlset><url><loc>/1</loc></url></urlset>", FeedKind.SITEMAP),
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", "application/json", "text/plain", ""])
def test_the_kind_is_told_from_the_bytes(body: str, kind: FeedKind, content_type: str) -> None:
    assert parse(page(body)).kind is kind


def test_a_body_in_gzip_is_read() -> None:
    assert len(parse(page(gzip.compress(rss(item(1)).encode()))).entries) == 1


def test_a_body_that_only_pretends_to_be_gzip_is_an_error() -> None:
    with pytest.raises(ParseError, match="gzip"):
        parse(page(b"\x1f\x8b" + bytes(20)))


@pytest.mark.parametrize("charset", ["utf-7", "punycode", "zlib_codec", "undefined", "nonsense", "utf-16"])
def test_a_wrong_charset_in_the_header_costs_nothing(charset: str) -> None:
    found = parse(page(rss("<item><title>été</title></item>"), charset))
    assert found.entries[0].title == "été"
    assert charset in found.complaint


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_a_feed_or_a_parse_error(body: bytes) -> None:
    read(body)


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_stands_in_an_item_comes_out_sound(title: str, link: str, guid: str, text: str) -> None:
    escaped = [part.encode("utf-8", "replace").decode().replace("]]>", "") for part in (title, link, guid, text)]
    names = ("title", "link", "guid", "description")
    body = "".join(f"<{name}><![CDATA[{part}]]></{name}>" for name, part in zip(names, escaped, strict=True))
    found = parse(page(rss(f"<item>{body}</item>" + item(1))))
    assert all(map(sound, found.entries))
    assert found.entries[-1].title == "Story 1"


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_document_is_a_feed_or_a_parse_error(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (the same damage each time)
    for _ in range(60):
        body = bytearray(chance.choice(BODIES))
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(body) + 1)
            match chance.randrange(4):
                case 0 | 1:
                    body[place:place] = chance.choice(GRIT)
                case 2:
                    del body[place : place + chance.randint(1, 30)]
                case _:
                    del body[place:]
        found = read(bytes(body), chance.choice(["", "utf-8", "latin1", "utf-7"]))
        assert found is None or all(map(sound, found.entries))
