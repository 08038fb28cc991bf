from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.feeds.dates import moment

EVENING = datetime(2026, 11, 24, 18, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-24T18:05:09Z", EVENING),
        ("2026-11-24T18:05:09.123456Z", EVENING),
        ("2026-11-24t19:05:09+01:00", EVENING),
        ("2026-11-24 13:05:09 -0500", EVENING),
        ("2026-11-24T18:05:09", EVENING),
        ("20261124T180509Z", EVENING),
        ("2026/11/24 18:05:09", EVENING),
        ("2026/1/4", datetime(2026, 1, 4, tzinfo=UTC)),
        ("24.11.2026 18:05", EVENING.replace(second=0)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T24:00:00Z", datetime(2026, 11, 25, tzinfo=UTC)),
        ("2026-11-24T18:05:60Z", datetime(2026, 11, 24, 18, 6, tzinfo=UTC)),
        ("1795543509", EVENING),
        ("1795543509000", EVENING),
        ("Tue, 24 Nov 2026 18:05:09 GMT", EVENING),
        ("Tue, 24 Nov 2026 18:05:09 +0000 (UTC)", EVENING),
        ("24 Nov 26 13:05:09 EST", EVENING),
        ("Tue, 24 November 2026 19:05:09 CET", EVENING),
        ("Tue, 24 Nov 2026 20:05:09 GMT+02:00", EVENING),
        ("Tue, 24 Nov 2026 18:05:09", EVENING),
        ("Tue Nov 24 18:05:09 2026", EVENING),
        ("Ter, 24 Nov 2026 15:05:09 -0300", EVENING),
        ("Вт, 24 ноя 2026 21:05:09 +0300", EVENING),
        ("mar., 24 nov. 2026 19:05:09 +0100", EVENING),
        ("Do, 24 Dez 2026 18:05:09 GMT", EVENING.replace(month=12)),
        ("jeu. 24 déc. 2026 18:05:09 GMT", EVENING.replace(month=12)),
        ("24 de agosto de 2026 18:05:09 GMT", EVENING.replace(month=8)),
        ("  2026-11-24T18:05:09Z\n", EVENING),
    ],
)
def test_a_moment_is_read_in_any_of_these_dialects(text: str, when: datetime) -> None:
    assert moment(text) == when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026",
        "2026-11",
        "2026-13-01",
        "2026-02-30T12:00:00Z",
        "2026-11-24T25:00:00Z",
        "2026-11-24T12:61:00Z",
        "2026-W46-1",
        "12:30",
        "0001-01-01T00:00:00+05:00",
        "Mon, 32 Jan 2026 25:61:00 GMT",
        "11/24/2026 18:05",
        "99999999999999999999",
        "Tue, 24 Nov 99999999999 18:05:09 GMT",
    ],
)
def test_what_names_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="0123456789-:TZ+/. JanDecGMT,()")))
def test_any_text_is_a_moment_in_utc_or_none(text: str) -> None:
    when = moment(text)
    assert when is None or when.utcoffset() == timedelta(0)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001  (hypothesis wants them naive)
def test_iso_moments_come_back_as_they_were(when: datetime) -> None:
    assert moment(when.isoformat()) == when.replace(microsecond=0)
