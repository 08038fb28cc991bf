from __future__ import annotations

import pytest

from pipeline.core.feeds import fields, parse
from pipeline.errors import ParseError
from pipeline.model import FeedKind
from tests.core.feeds.pages import page

NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(urls: str, attributes: str = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"') -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {attributes}>{urls}</urlset>'


@pytest.mark.parametrize("attributes", ['xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', 'xmlns="wrong"', ""])
def test_urls_are_entries_in_any_namespace(attributes: str) -> None:
    found = parse(page(urlset("<url><loc>https://a.example/1</loc></url><url><loc>/2</loc></url>", attributes)))
    assert found.kind is FeedKind.SITEMAP
    assert [entry.url for entry in found.entries] == ["https://a.example/1", "https://site.example/2"]


def test_an_index_says_what_to_subscribe_to() -> None:
    listed = "".join(
        f"<sitemap><loc>https://a.example/{name}.xml</loc></sitemap>" for name in ("old", "pages", "news-1")
    )
    with pytest.raises(ParseError, match=r"index of 3 sitemaps.*: https://a\.example/news-1\.xml, .*old\.xml"):
        parse(page(f"<sitemapindex>{listed}</sitemapindex>"))
    with pytest.raises(ParseError, match="none is named"):
        parse(page("<sitemapindex/>"))


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert parse(page(urlset(""))).entries == ()


def test_a_sitemap_cut_off_keeps_its_complete_urls() -> None:
    whole = "<url><loc>https://a.example/1</loc></url>"
    found = parse(page(urlset(whole * 3)[: -len("</url></urlset>") - 5]))
    assert len(found.entries) == 2
    assert found.complaint


def test_a_broken_sitemap_without_urls_is_an_error() -> None:
    with pytest.raises(ParseError, match="broken sitemap"):
        parse(page("<urlset><url><loc>https://a.exa"))


def test_bare_ampersands_in_urls_are_read() -> None:
    found = parse(page(urlset("<url><loc>https://a.example/?a=1&b=2</loc></url>")))
    assert found.entries[0].url == "https://a.example/?a=1&b=2"


def test_headline_date_and_language_come_from_the_news_not_from_pictures() -> None:
    url = (
        "<url><image:title xmlns:image='i'>Picture</image:title><loc>https://a.example/</loc>"
        f"<news:news {NEWS}><news:title>Headline</news:title><news:publication><news:language>pt-BR</news:language>"
        "</news:publication><news:publication_date>2026-11-24</news:publication_date></news:news></url>"
    )
    (entry,) = parse(page(urlset(url))).entries
    assert (entry.title, entry.language) == ("Headline", "pt-br")
    assert entry.published is not None


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_lead_nowhere(doctype: str) -> None:
    found = parse(page(f"{doctype}<urlset><url><loc>https://a.example/&x;</loc></url></urlset>"))
    assert found.entries[0].url == "https://a.example/&x;"


def test_no_more_urls_than_the_limit_are_taken() -> None:
    found = parse(page(urlset("<url><loc>/1</loc></url>" * (fields.MAX_ENTRIES + 1))))
    assert len(found.entries) == fields.MAX_ENTRIES
    assert found.complaint


def test_a_sitemap_deeper_than_any_is_no_trouble() -> None:
    found = parse(page(urlset("<url><loc>/1</loc></url>" + "<x>" * 50_000 + "</x>" * 50_000)))
    assert found.entries[0].url == "https://site.example/1"
