"""HttpFetcher: what goes out, what comes back, and that nothing but FetchError is ever raised."""

from __future__ import annotations

import pickle
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.http import Clocks, HttpFetcher, HttpPolicy
from pipeline.errors import FetchError, FetchReason
from pipeline.model import Page, Redirect, Request, Unchanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ports import Fetcher

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
AGENT = "ParisCallMonitor/1.0 (+https://monitor.example/bot)"
URL = "http://a.example/feed"


def fetcher(handler: Callable[[httpx.Request], httpx.Response], max_body: int = 1_000_000) -> HttpFetcher:
    return HttpFetcher(
        HttpPolicy(user_agent=AGENT, host_gap=0.0, max_body=max_body),
        clocks=Clocks(utcnow=lambda: NOW),
        transport=httpx.MockTransport(handler),
    )


def request(url: str = URL, etag: str = "", last_modified: str = "", user_agent: str = "") -> Request:
    return Request(url=url, etag=etag, last_modified=last_modified, user_agent=user_agent, obeys_robots=False)


def failure(
    handler: Callable[[httpx.Request], httpx.Response], url: str = URL, max_body: int = 1_000_000
) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher(handler, max_body).fetch(request(url))
    return caught.value


def redirect(location: str, status: int = 302) -> httpx.Response:
    return httpx.Response(status, headers=[(b"Location", location.encode())])


def test_it_is_the_fetcher_that_jobs_know() -> None:
    port: Fetcher = fetcher(lambda _: httpx.Response(200))
    assert isinstance(port.fetch(request()), Page)


def test_a_page_carries_what_the_server_said() -> None:
    page = fetcher(
        lambda _: httpx.Response(
            200,
            content=b"\xe9t\xe9",
            headers={
                "Content-Type": "Text/HTML; charset=ISO-8859-1",
                "ETag": 'W/"x,y"',
                "Last-Modified": "yesterday, more or less",
                "Cache-Control": "max-age=300",
            },
        )
    ).fetch(request())
    assert page == Page(
        requested_url=URL,
        url=URL,
        status=200,
        body=b"\xe9t\xe9",
        content_type="text/html",
        charset="iso-8859-1",
        etag='W/"x,y"',
        last_modified="yesterday, more or less",
        max_age=300,
        fetched_at=NOW,
    )


def test_a_bare_page_has_empty_fields() -> None:
    page = fetcher(lambda _: httpx.Response(203)).fetch(request(" HTTP://A.example/feed#x"))
    assert page == Page(requested_url=" HTTP://A.example/feed#x", url=URL, status=203, body=b"", fetched_at=NOW)


def test_a_request_says_who_asks_and_nothing_more() -> None:
    sent: list[httpx.Request] = []

    def handler(got: httpx.Request) -> httpx.Response:
        sent.append(got)
        return httpx.Response(200, headers={"Set-Cookie": "id=1"})

    fetch = fetcher(handler)
    fetch.fetch(request("https://a.example/x?y=z"))
    fetch.fetch(request("https://a.example/x?y=z"))
    for got in sent:
        assert dict(got.headers) == {
            "host": "a.example",
            "user-agent": AGENT,
            "accept": Request(url="").accept,
            "accept-encoding": "gzip, deflate, br",
        }
        assert (got.method, got.url.raw_path) == ("GET", b"/x?y=z")


def test_a_request_may_bring_its_own_user_agent() -> None:
    page = fetcher(lambda got: httpx.Response(200, text=got.headers["user-agent"])).fetch(request(user_agent="Other/2"))
    assert isinstance(page, Page)
    assert page.body == b"Other/2"


@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc"', "unquoted", '"é"', "''", '"a", "b"'])
def test_validators_are_sent_back_byte_for_byte_and_304_is_unchanged(etag: str) -> None:
    def handler(got: httpx.Request) -> httpx.Response:
        fields = dict(got.headers.raw)
        if fields.get(b"If-None-Match") == etag.encode("latin-1") and fields.get(b"If-Modified-Since") == b"some day":
            return httpx.Response(304, headers={"Cache-Control": "max-age=60"})
        return httpx.Response(200, headers=[(b"ETag", etag.encode("latin-1")), (b"Last-Modified", b"some day")])

    fetch = fetcher(handler)
    page = fetch.fetch(request())
    assert isinstance(page, Page)
    again = fetch.fetch(request(etag=page.etag, last_modified=page.last_modified))
    assert again == Unchanged(requested_url=URL, url=URL, fetched_at=NOW, max_age=60)


def test_validators_go_with_every_hop() -> None:
    def handler(got: httpx.Request) -> httpx.Response:
        if got.url.host == "a.example":
            return redirect("http://b.example/feed", 301)
        return httpx.Response(304 if got.headers.get("if-none-match") == '"b"' else 200)

    assert fetcher(handler).fetch(request(etag='"b"')) == Unchanged(
        requested_url=URL,
        url="http://b.example/feed",
        fetched_at=NOW,
        redirects=(Redirect(status=301, url="http://b.example/feed"),),
    )


def test_a_304_nobody_asked_for_is_broken_http() -> None:
    error = failure(lambda _: httpx.Response(304))
    assert (error.reason, error.retryable) == (FetchReason.PROTOCOL, True)


def test_a_validator_that_no_server_can_have_sent_is_not_sent() -> None:
    page = fetcher(lambda got: httpx.Response(200, text=str("if-none-match" in got.headers))).fetch(request(etag="“x”"))
    assert isinstance(page, Page)
    assert page.body == b"False"


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        (202, False),
        (204, False),
        (300, False),
        (301, False),  # to nowhere
        (400, False),
        (401, False),
        (403, False),
        (404, False),
        (408, True),
        (410, False),
        (418, False),
        (425, True),
        (429, True),
        (500, True),
        (501, True),
        (502, True),
        (503, True),
        (504, True),
        (599, True),
    ],
)
def test_an_answer_that_is_no_page_is_its_status(status: int, retryable: bool) -> None:
    error = failure(lambda _: httpx.Response(status, text="not read"))
    assert (error.reason, error.status, error.retryable) == (FetchReason.HTTP_STATUS, status, retryable)
    assert error.retry_after is None


def test_a_status_carries_the_time_the_server_named() -> None:
    error = failure(lambda _: httpx.Response(503, headers={"Retry-After": "Tue, 24 Nov 2026 12:01:00 GMT"}))
    assert error.retry_after == 60


def test_a_part_of_a_page_is_no_page() -> None:
    error = failure(lambda _: httpx.Response(206, text="half"))
    assert (error.reason, error.retryable) == (FetchReason.PROTOCOL, False)


@pytest.mark.parametrize(
    ("raised", "reason", "retryable"),
    [
        (httpx.ConnectTimeout("x"), FetchReason.CONNECT, True),
        (httpcore.ConnectTimeout("x"), FetchReason.CONNECT, True),
        (httpcore.ReadTimeout("x"), FetchReason.TIMEOUT, True),
        (httpx.PoolTimeout("x"), FetchReason.TIMEOUT, True),
        (TimeoutError("x"), FetchReason.TIMEOUT, True),
        (httpx.ConnectError("x"), FetchReason.CONNECT, True),
        (httpcore.ConnectError("x"), FetchReason.CONNECT, True),
        (httpx.ReadError("x"), FetchReason.PROTOCOL, True),
        (httpcore.RemoteProtocolError("x"), FetchReason.PROTOCOL, True),
        (httpcore.LocalProtocolError("x"), FetchReason.PROTOCOL, False),
        (httpx.UnsupportedProtocol("x"), FetchReason.BAD_URL, False),
        (httpx.InvalidURL("x"), FetchReason.BAD_URL, False),
        (httpx.DecodingError("x"), FetchReason.PROTOCOL, True),
        (httpx.StreamClosed(), FetchReason.PROTOCOL, True),
        (ssl.SSLError("x"), FetchReason.TLS, True),
        (ConnectionResetError("x"), FetchReason.PROTOCOL, True),
        (UnicodeError("x"), FetchReason.BAD_URL, False),
        (ValueError(), FetchReason.PROTOCOL, True),
    ],
)
def test_every_error_of_the_libraries_is_told_in_our_words(
    raised: Exception, reason: FetchReason, retryable: bool
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise raised

    error = failure(handler)
    assert (error.reason, error.retryable) == (reason, retryable)
    assert error.detail
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  (our own bytes)


def test_a_failure_does_not_keep_the_half_read_body_alive() -> None:
    """Failures travel as values, some dozens at a time; each could hold ten megabytes."""
    error = failure(lambda _: httpx.Response(200, content=b"x" * 101), max_body=100)
    assert error.reason is FetchReason.TOO_BIG
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_closed_fetcher_asks_nobody() -> None:
    fetch = fetcher(lambda _: pytest.fail("sent"))
    fetch.close()
    with pytest.raises(FetchError) as caught:
        fetch.fetch(request())
    assert (caught.value.reason, caught.value.retryable) == (FetchReason.HOST_CLOSED, True)


@pytest.mark.parametrize(
    "policy",
    [
        HttpPolicy(user_agent="X/1", allow_private=("http://a",)),
        HttpPolicy(user_agent="X/1", connect_to=(("*", "*"),)),
        HttpPolicy(user_agent="X/1", connect_to=(("*", "nowhere:port"),)),
    ],
)
def test_a_policy_that_cannot_be_read_is_an_error_at_once(policy: HttpPolicy) -> None:
    with pytest.raises(ValueError, match=r"http://a|names no host|neither host"):
        HttpFetcher(policy)


@pytest.mark.parametrize(
    ("agent", "token"),
    [(AGENT, "ParisCallMonitor"), ("Plain", "Plain"), ("A b/2", "A"), ("", ""), ("  /x", "")],
)
def test_our_name_in_robots_txt_is_the_first_token(agent: str, token: str) -> None:
    assert HttpPolicy(user_agent=agent).product_token == token


ODD_URLS = st.one_of(
    st.text(),
    st.text().map(lambda rest: f"http://{rest}"),
    st.text().map(lambda rest: f"http://a.example{rest}"),
    st.ip_addresses().map(lambda address: f"http://{address}/"),
    st.integers(-1, 2**40).map(lambda number: f"http://{number}/"),
)
FETCHER = fetcher(lambda _: httpx.Response(200))


@given(ODD_URLS)
def test_any_text_fetches_or_is_a_fetch_error(url: str) -> None:
    try:
        page = FETCHER.fetch(request(url))
    except FetchError as error:
        assert error.url == url  # noqa: PT017  (either outcome is right)
    else:
        assert page.requested_url == url


LOCATIONS = st.one_of(st.binary(), st.text().map(str.encode), st.binary().map(lambda rest: b"http://" + rest))


@given(
    status=st.sampled_from([200, 203, 206, 301, 304, 308, 404, 429, 503]),
    location=LOCATIONS,
    fields=st.dictionaries(
        st.sampled_from(
            [
                b"Content-Type",
                b"Content-Encoding",
                b"Content-Length",
                b"Retry-After",
                b"ETag",
                b"Cache-Control",
                b"Date",
            ]
        ),
        st.binary(),
    ),
    body=st.binary(),
)
def test_any_answer_is_a_page_or_a_fetch_error(
    status: int, location: bytes, fields: dict[bytes, bytes], body: bytes
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        headers = [(b"Location", location), *fields.items()]
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    try:
        page = fetcher(handler).fetch(request())
    except FetchError:
        return
    assert isinstance(page, Page)
