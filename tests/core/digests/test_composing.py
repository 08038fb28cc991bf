"""What goes into a digest and in which order; what one reader gets of it; and that it is kept exactly."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.digests import compose, digest_from_json, digest_schema, digest_to_json, narrowed
from pipeline.errors import StoreError
from pipeline.model import Counts, Digest, DigestFilter, Edition, FigureName, NewsKind, Tier
from tests.digest_support import AIRBUS, CALL, CISCO, DAY, JAPAN, material, past, story

SCHEMA = Path(__file__).parent.parent.parent.parent / "docs" / "digest.schema.json"


def test_the_call_comes_first_then_tier_then_relevance_whatever_the_order_of_arrival() -> None:
    stories = [story(1), story(2, Tier.CALL), story(3, Tier.CONTEXT), story(4), story(5, Tier.CALL)]
    wanted = compose(material(*stories))
    assert [one.id for one in wanted.stories] == [5, 2, 3, 4, 1]
    for seed in range(5):
        mixed = random.Random(seed).sample(stories, len(stories))  # noqa: S311  (an order, not a secret)
        assert compose(material(*mixed)) == wanted


def test_a_story_that_many_outlets_took_up_comes_before_one_that_scored_a_little_more() -> None:
    taken_up = story(1, outlets=tuple(f"Paper {n}" for n in range(16)))
    assert [one.id for one in compose(material(story(9), taken_up)).stories] == [1, 9]


def test_figures_are_held_against_the_mean_of_the_periods_before() -> None:
    before = tuple(Counts(call=n, stories=10 * n, signatories=5, outlets=3) for n in (1, 2, 3))
    figures = {one.name: one for one in compose(material(story(1, Tier.CALL), before=before)).figures}
    assert (figures[FigureName.CALL].value, figures[FigureName.CALL].mean, figures[FigureName.CALL].periods) == (
        1,
        2,
        3,
    )
    assert [one.mean for one in compose(material(story(1))).figures] == [None] * 4


def test_a_name_not_seen_for_ninety_days_is_news_and_so_is_one_seen_too_often() -> None:
    subjects = (past(AIRBUS, 1, quiet_since=None), past(CISCO, 9), past(JAPAN, 2))
    first, unusual = compose(material(subjects=subjects)).news
    assert (first.kind, first.subject, first.quiet_days) == (NewsKind.FIRST, AIRBUS, 90)
    assert (unusual.kind, unusual.subject, unusual.usual, unusual.spans) == (NewsKind.UNUSUAL, CISCO, 1.0, 12)


@pytest.mark.parametrize("days", [0, 1, 27])
def test_nothing_is_called_new_in_the_first_weeks(days: int) -> None:
    started = material().window.since - timedelta(days=days)
    made = compose(material(subjects=(past(quiet_since=None), past(CISCO, 50)), watching_since=started))
    assert (made.news, made.watched_days) == ((), days)


def test_before_ninety_days_a_first_mention_says_since_when_we_watch() -> None:
    started = material().window.since - timedelta(days=40)
    (news,) = compose(material(subjects=(past(quiet_since=None),), watching_since=started)).news
    assert news.quiet_days == 40


def test_weeks_not_watched_are_no_weeks_without_stories() -> None:
    started = material().window.since - timedelta(days=30)
    quiet = past(CISCO, 9, past=(20, 20, 20, 20, *(0,) * 8))
    assert compose(material(subjects=(quiet,), watching_since=started)).news == ()


def test_the_most_named_have_ranks_in_a_week_and_none_in_a_day() -> None:
    subjects = (past(AIRBUS, 3, before=9, rank_before=1), past(CISCO, 5, before=2, rank_before=4), past(JAPAN, 9))
    for edition, rank in ((Edition.DAILY, None), (Edition.WEEKLY, 4)):
        top = compose(material(edition=edition, subjects=subjects)).top
        assert [(one.subject.name, one.stories) for one in top] == [("Cisco", 5), ("Airbus", 3), ("Japon", 9)]
        assert top[0].rank_before == rank


STORIES = (
    story(1, Tier.CALL, subjects=(CALL,), languages=("fr",)),
    story(2, Tier.CONTEXT, subjects=(AIRBUS, JAPAN)),
    story(3, Tier.CONTEXT, subjects=(CISCO,), languages=("de", "en")),
    story(4, subjects=(CISCO,)),
)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (DigestFilter(), [1, 3, 2, 4]),
        (DigestFilter(signatories=("Airbus",)), [1, 2]),
        (DigestFilter(countries=("JPN", "USA")), [1, 3, 2, 4]),
        (DigestFilter(countries=("FRA",), categories=("state",)), [1]),  # nobody is both
        (DigestFilter(categories=("state",)), [1, 2]),
        (DigestFilter(languages=("de",)), [1, 3]),
        (DigestFilter(tiers=(Tier.CONTEXT,)), [3, 2]),  # the only way to be without the Call
        (DigestFilter(tiers=(Tier.CALL, Tier.MENTION), signatories=("Cisco",)), [1, 4]),
    ],
)
def test_a_reader_gets_what_they_want_and_the_call(wanted: DigestFilter, ids: list[int]) -> None:
    assert [one.id for one in narrowed(compose(material(*STORIES)), wanted).stories] == ids


def test_narrowed_figures_count_what_is_left_and_say_of_how_much() -> None:
    whole = compose(material(*STORIES, before=(Counts(call=1, stories=2, signatories=3, outlets=4),)))
    made = narrowed(whole, DigestFilter(signatories=("Airbus",)))
    assert [(one.value, one.whole, one.mean) for one in made.figures] == [
        (1, 1, None), (2, 4, None), (2, 3, None), (1, 1, None),
    ]  # fmt: skip
    assert made.coverage == whole.coverage
    assert narrowed(whole, DigestFilter()) is whole


@given(st.data())
def test_a_digest_kept_is_the_digest_told(data: st.DataObject) -> None:
    made = data.draw(DIGESTS)
    text = digest_to_json(made)
    assert digest_from_json(text) == made
    assert digest_to_json(digest_from_json(text)) == text
    json.loads(text)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"format": "paris-call-digest", "version": 99, "digest": {}}']
)
def test_what_is_no_digest_of_ours_is_refused(text: str) -> None:
    with pytest.raises(StoreError):
        digest_from_json(text)


def test_the_schema_in_the_documentation_is_the_schema() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == digest_schema()


WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (given one by timezones=)


@st.composite
def _digests(draw: st.DrawFn) -> Digest:
    stories = []
    for number in range(draw(st.integers(0, 4))):
        plain = story(number, draw(st.sampled_from(Tier)))
        lead = replace(
            plain.lead,
            title=draw(WORDS),
            url=draw(WORDS),
            published=draw(st.none() | MOMENTS),
            first_seen=draw(MOMENTS),
        )
        stories.append(
            replace(
                plain,
                articles=(lead,),
                score=draw(st.floats(0, 100)),
                sentence=draw(WORDS),
                told_on=draw(st.none() | st.just(DAY)),
                subjects=(replace(AIRBUS, name=draw(WORDS)), JAPAN),
            )
        )
    subjects = (past(replace(CISCO, name=draw(WORDS)), draw(st.integers(0, 90))), past(AIRBUS, quiet_since=None))
    return compose(
        material(
            *stories,
            edition=draw(st.sampled_from(Edition)),
            subjects=subjects,
            before=tuple(
                Counts(call=n, stories=n, signatories=n, outlets=n)
                for n in draw(st.lists(st.integers(0, 99), max_size=7))
            ),
        )
    )


DIGESTS = _digests()
