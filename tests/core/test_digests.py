"""Which days are owed a digest, what goes in, and that it reads the same each time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.digests import compose, days_due, window_of
from pipeline.core.evidence import pieces
from pipeline.core.rendering import to_html, to_markdown
from pipeline.model import BodyQuality, Coverage, Digest, DigestItem, FeedTrouble, Tier

PARIS = "Europe/Paris"
AT = time(6, 30)
DAY = date(2026, 11, 23)


def item(number: int = 1, tier: Tier = Tier.MENTION, **changes: object) -> DigestItem:
    plain = DigestItem(
        url=f"https://news.example/{number}",
        title=f"Story {number}",
        site="News",
        language="en",
        published=None,
        first_seen=datetime(2026, 11, 23, 9, number, tzinfo=UTC),
        tier=tier,
        score=10.0 + number,
        signatories=("Airbus",),
        states=(),
        sentence="Airbus said so.",
        surfaces=("Airbus",),
        body_quality=BodyQuality.FULL,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def coverage(**changes: object) -> Coverage:
    plain = Coverage(
        feeds=10,
        feeds_answering=9,
        entries=30,
        outcomes=(("matched", 10), ("unmatched", 15), ("blocked", 3), ("pending", 2)),
        obstacles=(("paywall", 2),),
        troubles=(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by replace itself


def digest(*items: DigestItem, **changes: object) -> Digest:
    return compose(window_of(DAY, PARIS), items, coverage(**changes))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 11, 23), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)],
)
def test_a_day_is_as_long_as_its_clocks_make_it(day: date, hours: int) -> None:
    window = window_of(day, PARIS)
    assert window.until - window.since == timedelta(hours=hours)


def test_nothing_is_due_before_anything_was_seen() -> None:
    assert days_due(None, None, datetime(2026, 11, 24, 12, tzinfo=UTC), PARIS, AT) == ()


def test_yesterday_is_due_from_the_set_hour_on() -> None:
    first = datetime(2026, 11, 23, 8, tzinfo=UTC)
    before, after = datetime(2026, 11, 24, 5, 29, tzinfo=UTC), datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert days_due(first, None, before, PARIS, AT) == ()
    assert days_due(first, None, after, PARIS, AT) == (DAY,)
    assert days_due(first, DAY, after, PARIS, AT) == ()


def test_days_missed_while_the_daemon_was_down_are_made_up_for_one_each() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    due = days_due(datetime(2026, 1, 1, tzinfo=UTC), date(2026, 11, 19), now, PARIS, AT)
    assert due == tuple(date(2026, 11, day) for day in (20, 21, 22, 23))


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (given one by timezones=)
    steps=st.lists(st.integers(1, 40), min_size=1, max_size=60),
    zone=st.sampled_from([PARIS, "UTC", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu"]),
    at=st.times(),
)
def test_however_the_daemon_is_woken_each_day_has_one_digest(
    start: datetime, steps: list[int], zone: str, at: time
) -> None:
    made: list[date] = []
    now = start
    for hours in steps:
        now += timedelta(hours=hours)
        made += days_due(start, made[-1] if made else None, now, zone, at.replace(tzinfo=None))
    assert made == [made[0] + timedelta(days=n) for n in range(len(made))] if made else True
    assert all(window_of(day, zone).until <= now for day in made)


def test_the_call_comes_first_then_tier_then_score_whatever_the_order_of_arrival() -> None:
    items = [
        item(1, Tier.MENTION),
        item(2, Tier.CALL),
        item(3, Tier.CONTEXT),
        item(4, Tier.MENTION),
        item(5, Tier.CALL),
    ]
    wanted = compose(window_of(DAY, PARIS), items, coverage())
    assert [one.tier for one in wanted.items] == [Tier.CALL, Tier.CALL, Tier.CONTEXT, Tier.MENTION, Tier.MENTION]
    for seed in range(5):
        mixed = random.Random(seed).sample(items, len(items))  # noqa: S311  (an order, not a secret)
        assert compose(window_of(DAY, PARIS), mixed, coverage()) == wanted


def test_an_empty_day_is_one_honest_line() -> None:
    text = to_markdown(digest())
    assert "Nothing today: no story names the Call or a signatory (9 of 10 feeds answered, 30 new items)." in text
    assert "## The Paris Call" not in text


def test_the_numbers_of_the_coverage_are_all_there() -> None:
    text = to_markdown(digest(item(1, Tier.CALL)))
    for words in (
        "9 of 10 feeds",
        "10 matched",
        "15 read, nothing found",
        "3 blocked",
        "2 still waiting",
        "paywall or login: 2",
    ):
        assert words in text


def test_feeds_in_trouble_are_named() -> None:
    trouble = FeedTrouble(
        url="https://x.example/f", title="X News", state="failing", since=datetime(2026, 11, 20, 5, tzinfo=UTC),
        detail="HTTP 503",
    )  # fmt: skip
    assert "**X News**: failing since 20 Nov 2026, 06:00: HTTP 503" in to_markdown(digest(troubles=(trouble,)))


def test_a_late_story_is_told_as_such() -> None:
    late = item(1, first_seen=datetime(2026, 11, 21, 9, tzinfo=UTC), late=True)
    assert "seen 21 Nov 2026, 10:00, late" in to_markdown(digest(late))


def test_the_same_digest_gives_the_same_bytes() -> None:
    made = digest(item(1, Tier.CALL), item(2))
    assert to_html(made) == to_html(made)
    assert to_markdown(made) == to_markdown(made)


def test_mentions_are_emphasised_in_their_sentence() -> None:
    made = digest(item(1, Tier.CALL))
    assert "> **Airbus** said so" in to_markdown(made)
    assert "<mark>Airbus</mark> said so." in to_html(made)


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_pieces_joined_give_the_sentence(sentence: str, surfaces: list[str]) -> None:
    assert "".join(text for text, _ in pieces(sentence, tuple(surfaces))) == sentence


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "![x](http://evil.example/p.png)",
    "| a | b |\n# heading\n- list",
    "`code` **bold** <b>",
    "\u202eevil\u202c",
    "&lt;script&gt;",
)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_from_outside_are_inert(words: str) -> None:
    made = digest(
        item(1, Tier.CALL, title=words, site=words, sentence=f"Airbus {words}", url="https://news.example/a?b=<c>"),
        item(2, title=words, url="javascript:alert(1)", signatories=(words,)),
        troubles=(FeedTrouble(url="u", title=words, state="failing", since=None, detail=words),),
    )
    page = _Page()
    page.feed(to_html(made))
    assert not {"script", "img", "b"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(link.startswith("https://news.example/") for link in page.links)
    lines = to_markdown(made).splitlines()
    assert sum(line.startswith("#") for line in lines) == sum(
        line.startswith("#") for line in lines if "heading" not in line[:9]
    )
    assert "](javascript:" not in to_markdown(made)
    assert "\u202e" not in to_markdown(made)
    assert "<script" not in to_markdown(made).replace("\\<", "")
