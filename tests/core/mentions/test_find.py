"""What holds for every text: exact offsets, totality, and indifference to what should not matter."""

from __future__ import annotations

import pickle
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.mentions import Matcher
from pipeline.model import Field, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from pipeline.model import Findings, Gazetteer

NAMES = (
    "Microsoft", "Orange", "Airbus", "Paris Call", "Appel de Paris", "France", "Nielsen", "SAP", "U.S.", "Telefónica",
    "マイクロソフト", "مايكروسوفت", "마이크로소프트", "Лаборатории Касперского", "Orange County", "cyberspace",
    "operator", "ﬁbre", "New Mexico", "Франции",
)  # fmt: skip
GLUE = (
    " ", "  ", "\n", "\n\n", ", ", ". ", "’s ", "-", "\u00ad", "\u200b", "\u0301", "(", ") ", "@", "#", "://", "|",
    "日", "و", "는", "\ud800", "İ", "ß", "",
)  # fmt: skip
mixtures = st.lists(st.one_of(st.sampled_from(NAMES), st.sampled_from(GLUE), st.text(max_size=4)), max_size=25).map(
    "".join
)
languages = st.sampled_from(("", "en", "fr", "de", "pl", "ru", "ar", "ja", "xx", "pt-BR"))
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(title=mixtures, text=mixtures, language=languages)
def test_every_mention_is_where_it_says_it_is(matcher: Matcher, title: str, text: str, language: str) -> None:
    findings = matcher.find(title, text, language)
    parts = {Field.TITLE: title, Field.BODY: text}
    for mention in (*findings.mentions, *findings.rejected):
        part = parts[mention.field]
        assert part[mention.start : mention.end] == mention.surface
        assert mention.surface
        assert mention.sentence in part
        assert mention.rule


@many
@given(text=mixtures)
def test_accepted_mentions_have_a_score_and_rejected_ones_have_none(matcher: Matcher, text: str) -> None:
    findings = matcher.find("", text, "en")
    assert all(0 < mention.score <= 1 for mention in findings.mentions)
    assert all(mention.score == 0 for mention in findings.rejected)


@many
@given(text=mixtures)
def test_every_context_term_stands_in_the_text(matcher: Matcher, text: str) -> None:
    assert all(term in text for term in matcher.find("", text, "en").context)


@many
@given(text=mixtures)
def test_finding_twice_gives_the_same(matcher: Matcher, text: str) -> None:
    assert matcher.find(text, text, "fr") == matcher.find(text, text, "fr")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mixtures, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_gazetteer_does_not_matter(gazetteer: Gazetteer, text: str, seed: Random) -> None:
    shuffled = replace(
        gazetteer,
        signatories=tuple(seed.sample(gazetteer.signatories, len(gazetteer.signatories))),
        state_names=tuple(seed.sample(gazetteer.state_names, len(gazetteer.state_names))),
        call_names=tuple(seed.sample(gazetteer.call_names, len(gazetteer.call_names))),
        lexicon=tuple(seed.sample(gazetteer.lexicon, len(gazetteer.lexicon))),
    )
    assert Matcher(shuffled).find("", text, "en") == Matcher(gazetteer).find("", text, "en")


@many
@given(words=st.lists(st.sampled_from((*NAMES[:10], "cyberspace", "operator", "and", ".", ",")), max_size=12))
def test_composed_and_decomposed_letters_name_the_same(matcher: Matcher, words: list[str]) -> None:
    text = " ".join(words)
    composed = matcher.find("", unicodedata.normalize("NFC", text), "en")
    decomposed = matcher.find("", unicodedata.normalize("NFD", text), "en")
    assert [mention.subject for mention in composed.mentions] == [mention.subject for mention in decomposed.mentions]


def test_a_matcher_survives_pickling(matcher: Matcher) -> None:
    again = pickle.loads(pickle.dumps(matcher))  # noqa: S301  (our own bytes)
    text = "Microsoft and the operator Orange signed the Paris Call on cyberspace."
    assert again.find("", text, "en") == matcher.find("", text, "en")
    assert again == matcher


def test_a_mention_says_all_about_itself(find: Callable[..., Findings]) -> None:
    text = "A first sentence. The telecom company Orange signed. A last sentence."
    (mention,) = find(text).mentions
    assert mention.subject == "Orange"
    assert mention.kind is SubjectKind.SIGNATORY
    assert mention.field is Field.BODY
    assert mention.sentence == "The telecom company Orange signed."
    assert mention.rule == "weak-name-with-cue"
    assert mention.evidence[0] == "cue “telecom” 9 characters before"


def test_a_name_in_the_title_counts_from_the_title(find: Callable[..., Findings]) -> None:
    (mention,) = find("", title="Airbus wins").mentions
    assert (mention.field, mention.start, mention.end) == (Field.TITLE, 0, 6)


def test_an_empty_gazetteer_finds_nothing(gazetteer: Gazetteer) -> None:
    empty = replace(gazetteer, signatories=(), state_names=(), call_names=(), lexicon=())
    assert not Matcher(empty).find("Microsoft", "Orange", "en").mentions


def test_a_long_text_of_nothing_but_doubtful_names_is_read_to_its_end(find: Callable[..., Findings]) -> None:
    """Weighing each name against all others would take minutes here."""
    text = "Orange, Sky and Nielsen met the operator in France and Chile. " * 1500
    assert len(find(text).mentions) >= 3000
