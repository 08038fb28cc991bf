"""URLs from strangers: what is asked for, and in which spelling."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.http.locations import MAX_URL, follow, host_of, locate, port_of
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("http://example.org/a", "http://example.org/a"),
        ("  HTTP://Example.ORG/a\n", "http://example.org/a"),
        ("http://example.org/long/\n  path", "http://example.org/long/%20%20path"),
        ("http://example.org/a b?q=c d", "http://example.org/a%20b?q=c%20d"),
        ("http://example.org/ä?ö=ü", "http://example.org/%C3%A4?%C3%B6=%C3%BC"),
        ("http://example.org/%C3%A4%2F", "http://example.org/%C3%A4%2F"),
        ("http://例え.jp/", "http://xn--r8jz45g.jp/"),
        ("http://example.org/a#section", "http://example.org/a"),
        ("https://example.org:443/", "https://example.org/"),
        ("http://my_site.example/", "http://my_site.example/"),
        ("http://[2001:4860::8888]/", "http://[2001:4860::8888]/"),
    ],
)
def test_a_url_is_sent_in_one_spelling(text: str, spelling: str) -> None:
    assert str(locate(text)) == spelling


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/a",
        "//example.org/a",
        "/a",
        "http://",
        "http:///a",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "http://user:pass@example.org/",
        "http://user@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://[bad/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://exa mple.org/",
        "http://127%2e0%2e0%2e1/",
        "http://１２７.0.0.1/",
        "http://.example.org/",
        "http://example.org/\x00b",
        "http://example.org/\ud800",
        "http://example.org/" + "a" * MAX_URL,
        "http://example.org/" + "ä" * (MAX_URL // 4),
    ],
)
def test_what_is_no_web_address_is_a_bad_url(text: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        locate(text)
    assert caught.value.reason is FetchReason.BAD_URL
    assert not caught.value.retryable


@given(
    st.text() | st.text().map(lambda rest: f"http://{rest}") | st.text().map(lambda rest: f"http://a.example/{rest}")
)
def test_any_text_is_a_url_or_a_bad_url(text: str) -> None:
    try:
        url = locate(text)
    except ExchangeError as error:
        assert error.reason is FetchReason.BAD_URL  # noqa: PT017  (either outcome is right)
    else:
        assert url.scheme in {"http", "https"}
        assert host_of(url)
        assert 0 < port_of(url) < 65536
        assert locate(str(url)) == url


@pytest.mark.parametrize(
    ("here", "location", "there"),
    [
        ("http://a.example/x/y", b"z", "http://a.example/x/z"),
        ("http://a.example/x/y", b"/z", "http://a.example/z"),
        ("http://a.example/x/y", b"?q", "http://a.example/x/y?q"),
        ("http://a.example/x", b"//b.example/z", "http://b.example/z"),
        ("http://a.example/x", b" https://b.example/z \r\n", "https://b.example/z"),
        ("http://a.example/x", "/ä".encode(), "http://a.example/%C3%A4"),
        ("http://a.example/x", "/ä".encode("latin-1"), "http://a.example/%C3%A4"),
        ("https://a.example/x", b"http://b.example/z", "https://b.example/z"),  # never down to http
        ("https://a.example/x", b"http://b.example:80/z", "https://b.example/z"),
    ],
)
def test_a_redirect_leads_to(here: str, location: bytes, there: str) -> None:
    assert str(follow(httpx.URL(here), location)) == there


@pytest.mark.parametrize(
    "location",
    [
        b"file:///etc/passwd",
        b"gopher://b.example/",
        b"javascript:x",
        b"http://b.example:8080/",
        b"http://[bad/",
        b"http://",
    ],
)
def test_a_redirect_out_of_the_web_is_a_bad_url(location: bytes) -> None:
    with pytest.raises(ExchangeError) as caught:
        follow(httpx.URL("https://a.example/"), location)
    assert caught.value.reason is FetchReason.BAD_URL


@given(st.binary())
def test_any_location_is_a_url_or_a_bad_url(location: bytes) -> None:
    try:
        target = follow(httpx.URL("https://a.example/x"), location)
    except ExchangeError as error:
        assert error.reason is FetchReason.BAD_URL  # noqa: PT017  (either outcome is right)
    else:
        assert target.scheme == "https"
