"""Which address an article has, and whose claims about it are believed."""

from __future__ import annotations

import pytest

from pipeline.core.articles.places import address, also_at
from pipeline.core.articles.sites import same_publisher

HERE = "https://www.tide.example/2026/11/23/story?utm_source=rss"


@pytest.mark.parametrize(
    ("claim", "believed"),
    [
        ("https://www.tide.example/2026/11/23/story", True),
        ("/2026/11/23/story", True),
        ("https://tide.example/2026/11/23/story", True),
        ("https://news.tide.example/story-17", True),
        ("https://www.tide.example/2026/11/23/story-as-it-is-called-now", True),
        ("https://other.example/2026/11/23/story", False),
        ("https://www.tide.example/", False),
        ("https://www.tide.example/2026/", False),
        ("https://www.tide.example/2026/11/23", False),
        ("javascript:alert(1)", False),
        ("http://[bad/", False),
        ("", False),
    ],
)
def test_a_claim_is_believed_within_the_site_and_for_a_page_of_its_own(claim: str, believed: bool) -> None:
    found = address((claim,), HERE)
    assert (found != HERE) is believed


def test_the_first_plausible_claim_counts() -> None:
    assert address(("https://other.example/x", "/story"), HERE) == "https://www.tide.example/story"


def test_an_amp_page_is_not_below_its_article() -> None:
    amp = "https://tide.example/story/amp/"
    assert address(("https://tide.example/story",), amp) == "https://tide.example/story"


def test_other_addresses_are_listed_once_and_usable_ones_only() -> None:
    assert also_at(
        "https://a.example/x", "HTTPS://A.example:443/x", "http://a.example/y", "", "ftp://x", "http://a.example/y"
    ) == ("http://a.example/y",)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("www.tide.example", "m.tide.example", True),
        ("tide.co.uk", "news.tide.co.uk", True),
        ("tide.co.uk", "ebb.co.uk", False),
        ("a.blogspot.com", "b.blogspot.com", False),
        ("a.wordpress.com", "a.wordpress.com", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "10.0.0.1", False),
        ("", "", False),
    ],
)
def test_one_publisher_has_one_registered_domain(one: str, other: str, same: bool) -> None:
    assert same_publisher(one, other) is same
