"""Response headers: exact where it matters, tolerant everywhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.http.headers import (
    charset,
    http_date,
    max_age,
    media_type,
    parse_retry_after,
    text_of,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = 86400


def headers(**fields: str) -> httpx.Headers:
    return httpx.Headers([(name.replace("_", "-"), value) for name, value in fields.items()])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 3 ", 3),
        ("007", 7),
        ("86401", DAY),
        ("99999999999999999999", DAY),
        ("9" * 5000, DAY),
        ("0", None),
        ("-5", None),
        ("1e20", None),
        ("1.5", None),
        ("１２", None),  # digits, but not to HTTP
        ("", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), DAY),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), None),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_otherwise_nothing(text: str, seconds: float | None) -> None:
    assert parse_retry_after(text, NOW) == seconds


@given(st.text() | st.from_regex(r"[0-9０-９+\-.e]{1,30}"))
def test_any_retry_after_is_nothing_or_within_a_day(text: str) -> None:
    seconds = parse_retry_after(text, NOW)
    assert seconds is None or 0 < seconds <= DAY


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001  (naive by design)
def test_an_http_date_comes_back_as_the_moment_it_was(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert http_date(format_datetime(moment, usegmt=True)) == moment


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    date = http_date(text)
    assert date is None or date.tzinfo is UTC


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({}, None),
        ({"cache_control": "max-age=600"}, 600),
        ({"cache_control": "public, Max-Age=60"}, 60),
        ({"cache_control": 'max-age="60"'}, 60),
        ({"cache_control": "s-maxage=900"}, None),
        ({"cache_control": "s-maxage=900, max-age=60"}, 60),
        ({"cache_control": "max-age=0"}, 0),
        ({"cache_control": "max-age=-1"}, None),
        ({"cache_control": "max-age=" + "9" * 5000}, 365 * DAY),
        ({"cache_control": "no-cache, max-age=600"}, None),
        ({"cache_control": "max-age=600, no-store"}, None),
        ({"cache_control": 'no-cache="set-cookie", max-age=600'}, None),
        ({"cache_control": "max-age=60", "expires": "Thu, 24 Nov 2039 12:00:00 GMT"}, 60),
        ({"cache_control": "no-cache", "expires": "Thu, 24 Nov 2039 12:00:00 GMT"}, None),
        ({"expires": "Tue, 24 Nov 2026 12:10:00 GMT"}, 600),
        ({"expires": "Tue, 24 Nov 2026 12:10:00 GMT", "date": "Tue, 24 Nov 2026 12:09:00 GMT"}, 60),
        ({"expires": "Tue, 24 Nov 2020 12:10:00 GMT"}, 0),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
    ],
)
def test_max_age_is_what_the_server_says_to_us(fields: dict[str, str], seconds: int | None) -> None:
    assert max_age(headers(**fields), NOW) == seconds


def test_cache_control_may_be_spread_over_several_lines() -> None:
    spread = httpx.Headers([("Cache-Control", "public"), ("Cache-Control", "max-age=60")])
    assert max_age(spread, NOW) == 60


@pytest.mark.parametrize(
    ("value", "kind", "encoding"),
    [
        ("text/html; charset=UTF-8", "text/html", "utf-8"),
        ("Text/HTML;charset='windows-1252'", "text/html", "windows-1252"),
        ('application/rss+xml; x=1; Charset = "iso-8859-1"', "application/rss+xml", "iso-8859-1"),
        ("text/html", "text/html", ""),
        ("text/html; charset=", "text/html", ""),
        ("text/html; charset=zlib_codec", "text/html", "zlib_codec"),
        (";", "", ""),
        ("", "", ""),
    ],
)
def test_a_content_type_is_split_into_media_type_and_charset(value: str, kind: str, encoding: str) -> None:
    fields = headers(content_type=value)
    assert (media_type(fields), charset(fields)) == (kind, encoding)


@pytest.mark.parametrize("raw", [b'"abc"', b'W/"abc"', b"unquoted", b'"\xe9\xff"', b"''", b'"a", "b"'])
def test_a_validator_keeps_every_byte(raw: bytes) -> None:
    assert text_of(httpx.Headers([(b"ETag", raw)]), "etag").encode("latin-1") == raw
