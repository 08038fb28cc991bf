"""Labels that follow an article are not its last paragraphs; a list that belongs to it is."""

from __future__ import annotations

from pipeline.core.articles.tails import without_tail

BODY = (
    "The council met on Tuesday and agreed, after four hours of talk, to mend the bridge before the winter comes.",
    "Nobody could say who will pay for it, and the mayor went home early, as he has done since the summer.",
)
TAGS = ("Huawei", "Samsung (Android Pie)", "Nokia")


def test_a_run_of_bare_names_after_the_end_is_not_the_article() -> None:
    assert without_tail((*BODY, *TAGS), ()) == BODY


def test_a_list_announced_by_a_colon_stays() -> None:
    announced = (*BODY, "These firms have signed:", *TAGS)
    assert without_tail(announced, ()) == announced


def test_a_list_under_a_heading_stays() -> None:
    headed = (*BODY, "The signatories", *TAGS)
    assert without_tail(headed, {"The signatories"}) == headed


def test_sentences_stay_however_short() -> None:
    told = (*BODY, "It rained.", "It stopped.", "It rained again.")
    assert without_tail(told, ()) == told


def test_a_signature_stays() -> None:
    signed = (*BODY, "Jane Doe, Lisbon")
    assert without_tail(signed, ()) == signed


def test_where_fragments_are_the_article_they_stay() -> None:
    assert without_tail(("Results", *TAGS), ()) == ("Results", *TAGS)
    assert without_tail((), ()) == ()
