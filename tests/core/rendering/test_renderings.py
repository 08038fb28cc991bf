"""What a digest says, in every form: the same numbers, the same words, nothing that acts."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.digests import compose, narrowed
from pipeline.core.rendering import FORMATS, MAIL_BYTES, rendered, subject, to_html, to_mail, to_markdown
from pipeline.core.rendering.cleaning import pieces_of
from pipeline.core.rendering.plain import COLUMNS, to_text, width, wrapped
from pipeline.model import (
    BodyQuality,
    Correction,
    Counts,
    Digest,
    DigestFilter,
    Downtime,
    Edition,
    FeedGap,
    FeedTrouble,
    Standing,
    Tier,
    TrendDay,
)
from tests.digest_support import (
    AIRBUS,
    CALL,
    CISCO,
    DAY,
    JAPAN,
    article,
    coverage,
    digest,
    material,
    past,
    story,
)
from tests.reliability.strings import ALL

GOLDEN = Path(__file__).parent.parent.parent / "data" / "digests"


def full(edition: Edition = Edition.DAILY) -> Digest:
    """A digest with everything in it."""
    wire = tuple(
        article(n, site=f"Paper {n}", language=("en", "fr", "de")[n % 3], title=f"Ministers renew the Paris Call ({n})")
        for n in range(1, 7)
    )
    call = story(
        1, Tier.CALL, wire[0], articles=wire, article_count=6, outlets=tuple(one.site for one in wire),
        languages=("fr", "de", "en"), subjects=(CALL, AIRBUS, JAPAN),
        sentence="They stood by the \ue000Paris Call\ue001, as \ue000Airbus\ue001 & <others> did.",
    )  # fmt: skip
    addition = story(
        2, Tier.CONTEXT, article(12, title="バグ報奨金、名古屋から", site="港新報", language="ja"),
        standing=Standing.ADDITION, told_on=date(2026, 11, 20), subjects=(CISCO,),
        sentence="\ue000シスコ\ue001は水曜日に発表した。",
    )  # fmt: skip
    late = story(
        3, Tier.MENTION,
        article(
            13, late=True, first_seen=datetime(2026, 11, 19, 9, tzinfo=UTC), body_quality=BodyQuality.TEASER,
            title="هجوم على مستشفى", site="بريد الصباح", language="ar",
        ),
        standing=Standing.LATE, sentence="قالت \ue000إيرباص\ue001 ذلك.",
    )  # fmt: skip
    first = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return compose(
        material(
            call, addition, late,
            edition=edition,
            before=tuple(Counts(call=n % 2, stories=n, signatories=n + 3, outlets=4) for n in range(7)),
            trend=tuple(TrendDay(day=DAY - timedelta(days=13 - n), call=n % 3, stories=n) for n in range(14)),
            subjects=(
                past(AIRBUS, 2, before=5, rank_before=2),
                past(CISCO, 9, before=1),
                past(JAPAN, 1, quiet_since=None),
            ),
            left_out=(("mention", 7),) if edition is not Edition.DAILY else (),
            corrections=(
                Correction(
                    kind="edited", url="https://news.example/old", title="Airbus signs", site="News", language="en",
                    seen_at=first, gained=(), lost=("Airbus",), tier_before=Tier.CALL, tier_after=Tier.CONTEXT,
                    told_on=date(2026, 11, 20), subjects=(AIRBUS,),
                ),
            ),
            coverage=coverage(
                polls=400, polls_failed=7, feeds_polled=10,
                qualities=(("feed_summary", 2), ("full", 20), ("teaser", 1)),
                troubles=(
                    FeedTrouble(
                        url="https://x.example/f", title="X News", state="failing",
                        since=datetime(2026, 11, 20, 5, tzinfo=UTC), detail="HTTP 503",
                    ),
                ),
                gaps=(
                    FeedGap(
                        url="https://y.example/f", title="Y News", since=first, until=first + timedelta(hours=6),
                        brought=30, lost=14, basis="dates",
                    ),
                    FeedGap(
                        url="https://z.example/f", title="Z News", since=None, until=first, brought=3, lost=None,
                        basis="",
                    ),
                ),
                downtimes=(Downtime(since=first, until=first + timedelta(hours=3, minutes=5)),),
            ),
        )
    )  # fmt: skip


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("form", FORMATS)
def test_a_digest_reads_as_it_did(edition: Edition, form: str) -> None:
    """To accept new wording: PARIS_CALL_ACCEPT=1 pytest tests/core/rendering, and read the difference."""
    path = GOLDEN / f"{edition}.{form}"
    told = rendered(full(edition), form)
    if os.environ.get("PARIS_CALL_ACCEPT"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_there_is_no_other_format() -> None:
    with pytest.raises(ValueError, match="html, md, txt, json"):
        rendered(full(), "pdf")


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (full(), "Paris Call: 1 on the Call, 3 stories, 3 signatories · Mon 23 Nov 2026"),
        (full(Edition.WEEKLY), "Paris Call: 1 on the Call, 3 stories, 3 signatories · week 48 of 2026"),
        (full(Edition.MONTHLY), "Paris Call: 1 on the Call, 3 stories, 3 signatories · November 2026"),
        (digest(), "Paris Call: no stories, 9 of 10 feeds answered · Mon 23 Nov 2026"),
        (digest(story(1)), "Paris Call: none on the Call, 1 story, 1 signatory · Mon 23 Nov 2026"),
    ],
)
def test_the_subject_carries_the_numbers(made: Digest, line: str) -> None:
    assert subject(made) == line


@pytest.mark.parametrize("form", ["html", "md", "txt"])
def test_an_empty_day_is_one_honest_line_and_the_coverage(form: str) -> None:
    told = " ".join(rendered(digest(), form).split())
    assert "Nothing today: no story names the Call or a signatory (9 of 10 feeds answered, 30 new items)." in told
    for absent in ("The Paris Call", "Most named", "New and unusual", "Change against"):
        assert absent not in told
    assert "What could and could not be seen" in told


@pytest.mark.parametrize("form", ["html", "md", "txt"])
def test_every_form_says_the_same(form: str) -> None:
    told = re.sub(r"<[^>]+>|[*\\|]|^\s*>", " ", rendered(full(), form), flags=re.MULTILINE).replace("&nbsp;", " ")
    told = re.sub(r"\s+", " ", told)
    for words in (
        "Ministers renew the Paris Call", "Paper 1 · Paper 2 · Paper 3 · Paper 4 and 2 more outlets",
        "6 articles in 6 outlets", "More on a story told on 20 Nov: 1 further article.",
        "Late: belongs to 19 Nov; it could only be read or recognised since.", "only the free part was readable",
        "9 stories; usually 1 a week", "first mention in 90 days", "no longer names Airbus", "was on the Call",
        "9 of 10 feeds answered", "7 of them failed", "failing since 20 Nov 2026, 06:00: HTTP 503",
        "2 gaps between polls: about 14 items may never have been seen; for 1 nothing can be estimated.",
        "about 14 items came and went unseen, by its items", "not at work for 3 h 5 min", "2 still waiting",
        "only as far as they are free", "Change against the mean of the 7 days before.",
    ):  # fmt: skip
        assert words in told, words


def test_in_the_first_days_every_form_says_that_there_is_no_baseline() -> None:
    young = compose(material(story(1), watching_since=material().window.since - timedelta(days=1)))
    assert "No baseline yet" in to_markdown(young)
    assert "nothing to compare with yet" in to_text(young)


def test_a_narrowed_digest_says_so() -> None:
    made = narrowed(full(), DigestFilter(signatories=("Cisco",)))
    told = " ".join(to_text(made).split())
    assert "2 stories in your selection" in told
    assert "of 3 in all" in told
    assert "All stories, not only" in told
    assert "Nothing today in your selection, of 3 stories" in " ".join(
        to_text(narrowed(full(), DigestFilter(tiers=(Tier.MENTION,), languages=("xx",)))).split()
    )


@pytest.mark.parametrize("edition", Edition)
def test_text_has_72_columns(edition: Edition) -> None:
    for line in to_text(full(edition)).split("\n"):
        assert width(line) <= COLUMNS or line.strip().startswith("http"), line


@given(st.text(max_size=300), st.sampled_from(["", "  ", "    | "]))
def test_wrapping_loses_no_word_and_keeps_the_width(text: str, indent: str) -> None:
    lines = list(wrapped(text, indent=indent))
    assert all(width(line) <= COLUMNS for line in lines)
    assert "".join("".join(line[len(indent) :] for line in lines).split()) == "".join(text.split())


@given(st.lists(st.tuples(st.text(max_size=200), st.booleans()), max_size=12))
def test_marks_are_kept_in_place(parts: list[tuple[str, bool]]) -> None:
    sentence = "".join(f"\ue000{text}\ue001" if marked else text for text, marked in parts)
    pieces = pieces_of(sentence)
    assert not any(mark in text for text, _ in pieces for mark in "\ue000\ue001")
    assert sum(len(text) for text, _ in pieces) <= 440


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "background", "action"}]


def hostile(words: str) -> Digest:
    """A digest with the same words wherever words from outside can come."""
    bad = replace(AIRBUS, name=words)
    return compose(
        material(
            story(
                1, Tier.CALL, article(1, title=words, site=words, url="https://news.example/a?b=<c>"),
                sentence=f"\ue000{words}\ue001 {words}", subjects=(CALL, bad), outlets=(words,), languages=(words,),
            ),
            story(2, lead=article(2, title=words, url="javascript:alert(1)"), subjects=(bad,)),
            subjects=(past(bad, 9, title=words), past(replace(CISCO, name=words), quiet_since=None, title=words)),
            corrections=(
                Correction(
                    kind="edited", url="data:text/html,x", title=words, site=words, language=words,
                    seen_at=datetime(2026, 11, 23, 9, tzinfo=UTC), gained=(words,), lost=(words,), tier_before=None,
                    tier_after=Tier.CALL, told_on=None, subjects=(bad,),
                ),
            ),
            coverage=coverage(
                troubles=(FeedTrouble(url="u", title=words, state="failing", since=None, detail=words),),
                obstacles=((words, 1),),
            ),
        )
    )  # fmt: skip


def inert(words: str) -> None:
    mail = to_mail(hostile(words), whole="https://desk.example/digest")
    page = _Page()
    page.feed(mail.html)
    plain = _Page()
    plain.feed(to_html(hostile("plain")))
    assert page.tags == plain.tags
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}
    assert all(link.startswith("https://news.example/") for link in page.links)
    assert not any("url(" in value or "expression" in value for name, value in page.attributes if name == "style")
    assert "\n" not in mail.subject
    told = to_markdown(hostile(words))
    assert sum(line.startswith("#") for line in told.splitlines()) == sum(
        line.startswith("#") for line in to_markdown(hostile("plain")).splitlines()
    )
    assert "](javascript:" not in told
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", told + mail.text)


@pytest.mark.parametrize("words", ALL)
def test_words_from_outside_are_inert(words: str) -> None:
    inert(words)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_words_from_outside_are_inert(words: str) -> None:
    inert(f"x{words}")


def busy(call: int, others: int) -> Digest:
    long = "\ue000Airbus\ue001 told the regulators what it would do about every one of them, and when. " * 4
    return digest(
        *(
            story(n, Tier.CALL if n < call else Tier.MENTION, article(n, title=f"Story {n} " * 8), sentence=long)
            for n in range(call + others)
        )
    )


def test_a_mail_is_cut_where_clients_would_and_says_what_is_left_out() -> None:
    made = busy(20, 400)
    html = to_mail(made, whole="https://desk.example/d/1").html
    assert MAIL_BYTES * 0.95 < len(html.encode()) <= MAIL_BYTES
    shown = html.count("<article")
    assert f"and {420 - shown} more" in html
    assert 'href="https://desk.example/d/1"' in html
    assert [f"Story {n} " in html for n in (419, 20)] == [True, False]  # the most relevant, the least
    assert to_html(made).count("<article") == 420
    assert "<a href" not in to_mail(busy(0, 400), whole="javascript:alert(1)").html.split("more")[-1]


def test_the_calls_stories_are_never_cut() -> None:
    html = to_mail(busy(110, 30)).html
    assert html.count("<article") == 110
    assert html.count('class="quote"') < 110
    assert len(html.encode()) <= MAIL_BYTES
    assert to_mail(busy(600, 30)).html.count("<article") == 600  # too long, and whole


def test_the_mail_asks_nobody_for_anything() -> None:
    html = to_mail(full()).html
    for forbidden in ("<img", "<script", "<link", "url(", "@import", "<iframe", "srcset"):
        assert forbidden not in html
    assert "default-src 'none'" in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert 'class="value" style="' in html
