"""Alerts as people read them: everything from outside shows and does nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.core.rendering.alerts import alert_letter
from pipeline.model import AlertItem, Tier
from tests.builders import NOW, at

ITEM = AlertItem(
    article_id=1,
    story_id=1,
    copies=1,
    url="https://news.example/story",
    title="Airbus joins the Paris Call",
    site="News",
    language="en",
    tier=Tier.CALL,
    published=at(-1),
    first_seen=NOW,
    sentence="\ue000Airbus\ue001 has signed the \ue000Paris Call\ue001, it said.",
    names="Airbus",
    subjects=(),
)


def test_one_story() -> None:
    letter = alert_letter([ITEM], "Europe/Paris")
    assert letter.subject == "Paris Call: Airbus joins the Paris Call"
    assert letter.text == (
        "Airbus joins the Paris Call\n"
        "News · names the Paris Call · published 24 Nov 2026, 06:00 · seen 24 Nov 2026, 07:00 · en\n"
        "https://news.example/story\n"
        "> Airbus has signed the Paris Call, it said.\n"
        "Names: Airbus\n"
    )
    page = html.fromstring(letter.html)
    assert [found.text for found in page.iter("b")] == ["Airbus", "Paris Call"]
    assert page.findtext(".//blockquote") is not None
    assert [link.get("href") for link in page.iter("a")] == ["https://news.example/story"]


def test_stories_of_several_tiers() -> None:
    letter = alert_letter([ITEM, replace(ITEM, story_id=2, tier=Tier.CONTEXT)], "Europe/Paris")
    assert letter.subject == "Paris Call: 2 new stories of note, 1 naming the Paris Call"


HOSTILE = st.text(
    st.one_of(st.sampled_from("<>&\"'\r\n\ue000\ue001\u202e/:"), st.characters(exclude_categories=["Cs"]))
)


@given(title=HOSTILE, sentence=HOSTILE, site=HOSTILE, names=HOSTILE)
def test_no_words_become_markup(title: str, sentence: str, site: str, names: str) -> None:
    item = replace(ITEM, title=title, sentence=sentence, site=site, names=names)
    plain = {element.tag for element in html.fromstring(alert_letter([ITEM], "UTC").html).iter()}
    hostile = {element.tag for element in html.fromstring(alert_letter([item], "UTC").html).iter()}
    assert hostile <= plain


def test_a_link_that_is_none_leads_nowhere() -> None:
    letter = alert_letter([replace(ITEM, url="javascript:alert(1)")], "UTC")
    assert "javascript" not in letter.html + letter.text
