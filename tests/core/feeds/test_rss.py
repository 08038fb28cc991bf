from __future__ import annotations

import pytest

from pipeline.core.feeds import fields, parse
from pipeline.errors import ParseError
from pipeline.model import Entry, FeedKind
from tests.core.feeds.pages import item, page, rss

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def only(body: str) -> Entry:
    (entry,) = parse(page(body)).entries
    return entry


def described(text: str) -> str:
    return rss(item(1, f"<description>{text}</description>"))


def test_an_empty_feed_is_a_feed() -> None:
    found = parse(page(rss("", "<title>Quiet</title><ttl>60</ttl>")))
    assert (found.kind, found.title, found.entries, found.ttl) == (FeedKind.SYNDICATION, "Quiet", (), 3600)


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<ttl> 15 </ttl>", 900),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>" + "9" * 5000 + "</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>9999</sy:updateFrequency>", None),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_the_publishers_rhythm_is_read_in_seconds(head: str, seconds: int | None) -> None:
    document = rss("", head).replace("<rss", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"')
    assert parse(page(document)).ttl == seconds


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link href="a"/>', "https://site.example/feeds/a"),
        ('<link rel="self" href="s"/><link rel="alternate" href="a"/>', "https://site.example/feeds/a"),
        ('<link rel="related" href="r"/><link rel="via" href="v"/>', "https://site.example/feeds/v"),
        ('<link rel="alternate" type="application/json" href="j"/><link href="h"/>', "https://site.example/feeds/h"),
        ('<link href="one"/><link href="two"/>', "https://site.example/feeds/one"),
        ('<link rel="enclosure" href="x.mp3"/>', ""),
        ('<link rel="edit" href="x"/><id>https://site.example/id</id>', "https://site.example/id"),
        ("<id>tag:site.example,2026:1</id>", ""),
        ('<link href="http://[bad/"/><link href="/good"/>', "https://site.example/good"),
        ('<link href="//evil.example/x"/>', "https://evil.example/x"),
        ('<link href="jav&#x09;ascript:alert(1)"/>', ""),
    ],
)
def test_of_atom_links_the_best_is_taken(links: str, url: str) -> None:
    assert only(f"<feed {ATOM}><entry><title>t</title>{links}</entry></feed>").url == url


@pytest.mark.parametrize(
    ("head", "link", "url"),
    [
        ("<link>https://home.example/blog/</link>", "one", "https://home.example/blog/one"),
        ("<link>https://home.example/blog/</link>", "/one", "https://home.example/one"),
        ("<link>/blog/</link>", "one", "https://site.example/blog/one"),
        ("", "one", "https://site.example/feeds/one"),
        ("<link>javascript:x</link>", "one", "https://site.example/feeds/one"),
        ("<link>https://home.example/</link>", "\n  https://other.example/a\n", "https://other.example/a"),
    ],
)
def test_links_in_rss_are_relative_to_the_site(head: str, link: str, url: str) -> None:
    assert only(rss(f"<item><title>t</title><link>{link}</link></item>", head)).url == url


def test_xml_base_is_heeded() -> None:
    body = f'<feed {ATOM} xml:base="https://base.example/a/"><entry xml:base="b/"><link href="c"/></entry></feed>'
    assert only(body).url == "https://base.example/a/b/c"


def test_the_link_behind_feedburners_counter_is_preferred() -> None:
    counted = "<feedburner:origLink>https://site.example/real</feedburner:origLink>"
    body = rss(item(1, counted)).replace("<rss", '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"')
    assert only(body).url == "https://site.example/real"


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("<guid>https://site.example/g</guid>", "https://site.example/g"),
        ('<guid isPermaLink="false">https://site.example/g</guid>', "https://site.example/g"),
        ('<guid isPermaLink="false">4711</guid>', ""),
    ],
)
def test_a_guid_is_the_link_when_there_is_no_other(guid: str, url: str) -> None:
    assert only(rss(f"<item><title>t</title>{guid}</item>")).url == url


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("plain", "plain"),
        ("AT&amp;amp;T &amp;#8211; R&amp;amp;D", "AT&T – R&D"),
        ("&lt;b&gt;bold&lt;/b&gt; words", "bold words"),
        ("<![CDATA[<em>two</em>  lines\n here]]>", "two lines here"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Title", "Title"),
        ("&lt;script&gt; considered harmful", "<script> considered harmful"),
        ("a &lt; b and List&lt;T&gt;", "a < b and List<T>"),
        ("x\n\n\ty", "x y"),
        ("é" * 1001, "é" * 1000),
    ],
)
def test_a_title_is_one_plain_line(title: str, shown: str) -> None:
    assert only(rss(f"<item><title>{title}</title></item>")).title == shown


def test_scripts_and_styles_are_no_text() -> None:
    entry = only(described("&lt;p&gt;a&lt;/p&gt;&lt;script&gt;b()&lt;/script&gt;&lt;style&gt;c&lt;/style&gt;"))
    assert entry.summary == "a"


def test_texts_are_cut_at_their_limits() -> None:
    body = rss(item(1, f"<description>{'a ' * 20_000}</description><content:encoded>{'b' * 600_000}</content:encoded>"))
    entry = only(body.replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'))
    assert len(entry.summary) <= fields.MAX_SUMMARY
    assert len(entry.content) == fields.MAX_CONTENT


def test_full_text_alone_is_content_not_summary() -> None:
    body = rss(item(1, "<content:encoded>all of it</content:encoded>"))
    entry = only(body.replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'))
    assert (entry.summary, entry.content) == ("", "all of it")


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("<author>ann@site.example (Ann Sailor)</author>", ("Ann Sailor",)),
        ("<author>ann@insanity.industries (Ann Sailor)</author>", ("Ann Sailor",)),
        ("<author>ann@site.example</author>", ()),
        ("<author>Ann (AFP)</author>", ("Ann (AFP)",)),
        ("<author></author>", ()),
    ],
)
def test_authors_are_names_not_addresses(written: str, authors: tuple[str, ...]) -> None:
    assert only(rss(item(1, written))).authors == authors


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("Tue, 24 Nov 2026 06:00:00 GMT", 2026),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", 2004),
        ("2004년 05월 28일  01:31:15", 2004),
        ("12:30", None),
        ("2026-W46-1", None),
        ("2026-02-30T12:00:00Z", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_there_is_none(written: str, year: int | None) -> None:
    published = only(rss(item(1, f"<pubDate>{written}</pubDate>"))).published
    assert (published.year if published else None) == year


def test_duplicates_stay_for_others_to_judge() -> None:
    assert len(parse(page(rss(item(1) * 3))).entries) == 3


def test_an_item_with_nothing_in_it_is_left_out() -> None:
    assert [entry.title for entry in parse(page(rss("<item></item>" + item(1) + "<item/>"))).entries] == ["Story 1"]


@pytest.mark.parametrize(
    "stumbling_block",
    [
        "<image><width><b></width></image>",
        "<georss:where><gml:Point></georss:where></gml:Point>",
        "<georss:where></georss:where>",
        "<textInput/><name>x</name>",
        '<media:content url="x"><media:title>y</media:content>',
        "<psc:chapters><psc:chapter/></psc:chapters>",
    ],
)
def test_what_feedparser_stumbles_over_costs_no_item(stumbling_block: str) -> None:
    body = rss(item(1) + item(2, stumbling_block) + item(3)).replace(
        "<rss", '<rss xmlns:georss="http://www.georss.org/georss"'
    )
    assert [entry.title for entry in parse(page(body)).entries] == ["Story 1", "Story 2", "Story 3"]


def test_an_item_beyond_repair_costs_that_item_only() -> None:
    """feedparser takes the name of the attribute for a pair."""
    items = "".join(item(number) for number in range(40))
    bad = "<item><title>bad</title><cc:license><link/></cc:license><a:b xmlns:a='' a:b='1'/></item>"
    found = parse(page(rss(items + bad + item(40))))
    assert len([entry for entry in found.entries if entry.title != "bad"]) == 41


def test_a_broken_feed_without_items_is_an_error() -> None:
    with pytest.raises(ParseError, match="broken feed without items"):
        parse(page("<rss version='2.0'><channel><title>R&D</title></wrong>"))


def test_a_broken_feed_with_items_is_read_and_complained_of() -> None:
    found = parse(page(rss("<item><title>R&D</title></item>")))
    assert found.entries[0].title == "R&D"
    assert "not well-formed" in found.complaint


def test_a_page_of_html_is_no_feed() -> None:
    with pytest.raises(ParseError, match="HTML"):
        parse(page("<!DOCTYPE html><html><head><title>Error establishing a database connection</title></head></html>"))


def test_another_language_of_xml_is_no_feed() -> None:
    with pytest.raises(ParseError, match="opml"):
        parse(page("<opml version='2.0'><body/></opml>"))


def test_no_more_items_than_the_limit_are_taken() -> None:
    found = parse(page(rss("".join(f"<item><guid>{n}</guid></item>" for n in range(fields.MAX_ENTRIES + 5)))))
    assert len(found.entries) == fields.MAX_ENTRIES
    assert (found.entries[0].guid, found.entries[-1].guid) == ("0", str(fields.MAX_ENTRIES + 4))
    assert str(fields.MAX_ENTRIES + 5) in found.complaint


@pytest.mark.parametrize(
    "description",
    [
        "<![CDATA[" + "<!--" * 80_000 + "]]>",
        "&lt;!--" * 80_000,
        "<!--" * 80_000,
        "<x>" * 100_000 + "</x>" * 100_000,
        "<x>" * 20_000,
        "<![CDATA[" + "<div>" * 100_000 + "]]>",
        "&" * 100_000,
        "<" * 50_000,
        "<![CDATA[" * 50_000,
    ],
    ids=["comments", "escaped comments", "raw comments", "deep", "deep, unclosed", "deep HTML", "&", "<", "CDATA"],
)
def test_a_document_made_to_be_slow_is_read_all_the_same(description: str) -> None:
    assert only(described(description)).title == "Story 1"
