"""Words that are names elsewhere: one class of trap per section, each against a sentence where the name is meant.

The sentences are the authors' own. They run on the small gazetteer of conftest.py, so they test rules, not data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Findings


def rules(findings: Findings) -> set[str]:
    return {mention.rule for mention in findings.rejected}


# ---------------------------------------------------------------- common words


@pytest.mark.parametrize(
    "text",
    [
        "She peeled an orange and looked at the sky.",
        "Orange curtains, orange chairs: the café has one colour.",
        "Supervisors of Orange County met the telecom operator.",
        "The sap rises in spring, and the sky clears.",
        "Under the open Sky, Maria danced.",
    ],
)
def test_a_common_word_is_no_company(subjects: Callable[..., set[str]], text: str) -> None:
    assert not subjects(text)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Orange, the telecom operator, lost customers.", "Orange"),
        ("Shares of Orange S.A. fell.", "Orange"),
        ("The operator Orange lays cables.", "Orange"),
        ("Airbus, Orange and a school signed.", "Orange"),
        ("Microsoft and Orange opened a laboratory.", "Orange"),
        ("Orange CEO resigns over outage", "Orange"),
        ("Sky’s network was down, the broadcaster said.", "Sky"),
        ("SAP sells software to banks.", "SAP"),
        ("The group SAP is growing.", "SAP"),
    ],
)
def test_evidence_makes_a_company_of_a_word(subjects: Callable[..., set[str]], text: str, subject: str) -> None:
    assert subject in subjects(text)


def test_the_case_of_an_acronym_is_kept(subjects: Callable[..., set[str]]) -> None:
    assert not subjects("Sap is used for software glue in Walldorf.")


def test_one_sure_mention_makes_later_short_ones_sure(find: Callable[..., Findings]) -> None:
    text = "Orange is a telecom company.\n\n" + "It rained for days. " * 40 + "\n\nOrange did not comment."
    assert [mention.surface for mention in find(text).mentions] == ["Orange", "Orange"]


def test_a_cue_far_away_is_not_enough_alone(find: Callable[..., Findings]) -> None:
    text = "Orange is the colour of the year.\n\n" + "It rained for days. " * 60 + "\n\nAn operator fixed the lift."
    assert rules(find(text)) == {"no-cue"}


def test_two_doubtful_names_do_not_confirm_each_other(subjects: Callable[..., set[str]]) -> None:
    assert not subjects("Legrand beat Schneider in the chess final.")
    assert subjects("Legrand and Schneider sell electrical parts.") == {"Legrand Group", "Schneider Electric"}


# ---------------------------------------------------------------- persons


@pytest.mark.parametrize(
    "text",
    [
        "Leslie Nielsen hosted the ratings gala.",
        "The actor Hans Nielsen drew an audience of ten.",
        "Mr Nielsen looked at the ratings.",
    ],
)
def test_a_given_name_makes_a_person(find: Callable[..., Findings], text: str) -> None:
    findings = find(text)
    assert not findings.mentions
    assert rules(findings) & {"trap", "person"}


def test_a_sentence_that_begins_before_a_name_gives_it_no_given_name(subjects: Callable[..., set[str]]) -> None:
    assert subjects("In Italy. Nielsen counted the audience.") == {"Nielsen"}
    assert subjects("Yesterday the firm won. According to Nielsen the audience grew.") == {"Nielsen"}
    assert subjects("Murdoch's Sky beat every broadcaster.") == {"Sky"}


# ---------------------------------------------------------------- names in names


@pytest.mark.parametrize(
    "text",
    [
        "Air France flies again.",
        "The Tour de France starts in spring.",
        "He wore a Panama hat in Panama City.",
        "Officials in New Mexico found the cat.",
        "France Télévisions shows the match.",
        "Panama Airlines is no state.",
    ],
)
def test_a_state_inside_another_name_is_no_state(subjects: Callable[..., set[str]], text: str) -> None:
    assert not subjects(text)


def test_the_longest_name_wins(find: Callable[..., Findings]) -> None:
    findings = find("Orange Cyberdefense, an arm of the telecom operator, hires.")
    assert [(mention.subject, mention.surface) for mention in findings.mentions] == [
        ("Orange Cyberdefense", "Orange Cyberdefense")
    ]


def test_a_trap_swallows_only_its_own_words(find: Callable[..., Findings]) -> None:
    text = "Air France left France."
    assert [mention.start for mention in find(text).mentions] == [text.rindex("France")]


@pytest.mark.parametrize("text", ["Microsofts are many", "He microsofted the file.", "Airbuses passed.", "Xairbus"])
def test_a_name_inside_a_word_is_none(subjects: Callable[..., set[str]], text: str) -> None:
    assert not subjects(text)


def test_a_full_stop_between_its_words_breaks_a_name(subjects: Callable[..., set[str]]) -> None:
    assert not subjects("They stayed in Paris. Call us about cyberspace.")


# ---------------------------------------------------------------- places that are no prose


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("See https://www.Microsoft.com/edge for the map.", "address"),
        ("See support.Microsoft.com or Microsoft.com now.", "address"),
        ("Write to press@Microsoft.com today.", "address"),
        ("Thanks to @Microsoft for the cake.", "handle"),
        ("Follow us on Microsoft and elsewhere", "share-bar"),
        ("Share this on Microsoft", "share-bar"),
        ("Suivez-nous sur Microsoft", "share-bar"),
        ("Photo: Microsoft", "credit-line"),
        ("Image credit: Microsoft / AP", "credit-line"),
        ("RELATED ARTICLES: Microsoft unveils a tablet - Ten recipes", "related-links"),
        ("Lire aussi : Microsoft ouvre un magasin", "related-links"),
        ("Home | Microsoft deals | Best lamps | Contact", "navigation"),
    ],
)
def test_outside_the_prose_a_name_names_nobody(find: Callable[..., Findings], text: str, rule: str) -> None:
    findings = find(text)
    assert not findings.mentions
    assert rules(findings) == {rule}


@pytest.mark.parametrize("text", ["see support.microsoft.com now", "See https://www.microsoft.com/ now."])
def test_addresses_are_no_mentions_in_small_letters_either(subjects: Callable[..., set[str]], text: str) -> None:
    assert not subjects(text)


@pytest.mark.parametrize(
    "text",
    [
        "He shared a photo of Microsoft's campus.",
        "“Microsoft,” he said, “is late.”",
        "The firms (Microsoft/Airbus) wait.",
        "Share this on Facebook — Microsoft has signed.",
        "#Microsoft is trending.",
        "#MicrosoftMówi is a blog.",
        "A Microsoft-owned firm grows.",
        "Microsoft’s order stands.",
    ],
)
def test_prose_is_prose(subjects: Callable[..., set[str]], text: str) -> None:
    assert "Microsoft" in subjects(text)


# ---------------------------------------------------------------- letters


def test_capitals_throughout_change_nothing_for_certain_names(subjects: Callable[..., set[str]]) -> None:
    assert subjects("MICROSOFT AND FRANCE SIGN A CONTRACT") == {"Microsoft", "France"}


def test_capitals_throughout_make_no_state_of_a_pronoun(find: Callable[..., Findings]) -> None:
    assert rules(find("COME AND JOIN US NOW")) == {"shouted"}
    assert find("The US joined.").mentions
    assert find("THE U.S. JOINED THE OTHERS").mentions


def test_small_letters_throughout_change_nothing_for_certain_names(subjects: Callable[..., set[str]]) -> None:
    assert subjects("microsoft's president thanked france and us all.") == {"Microsoft", "France"}


def test_a_company_may_be_set_in_other_capitals(subjects: Callable[..., set[str]]) -> None:
    assert subjects("Stormshield supplies firewalls.") == {"STORMSHIELD"}


def test_missing_and_added_accents_are_forgiven_in_long_names(subjects: Callable[..., set[str]]) -> None:
    assert subjects("Telefónica builds networks.") == {"Telefonica"}
    assert subjects("Les Etats-Unis signent.", "fr") == {"États-Unis"}


def test_an_and_may_stand_for_an_ampersand(subjects: Callable[..., set[str]]) -> None:
    assert subjects("Marsh and McLennan Companies advise.") == {"Marsh & McLennan Companies"}


# ---------------------------------------------------------------- inflection and scripts


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("Prezydent Francji pojechał do Polski.", "pl", "France"),
        ("Prezydent Francji pojechał do Polski.", "pl", "Pologne"),
        ("Dane Microsoftu są w chmurze.", "pl", "Microsoft"),
        ("Президент Франции приехал.", "ru", "France"),
        ("Эксперты Лаборатории Касперского нашли вирус.", "ru", "Kaspersky Lab"),
        ("Nokian johto kävi Ranskassa.", "fi", "France"),
        ("Microsoftin pilvi kaatui.", "fi", "Microsoft"),
        ("Fransa'nın çağrısı.", "tr", "France"),
        ("Microsofts Rechenzentrum in Frankreich.", "de", "Microsoft"),
        ("Die Microsoft-Tochter wächst.", "de", "Microsoft"),
        ("قالت مايكروسوفت إن الخدمة عادت.", "ar", "Microsoft"),
        ("وقعت فرنسا ومايكروسوفت اتفاقا.", "ar", "Microsoft"),
        ("마이크로소프트는 프랑스에서 발표했다.", "ko", "Microsoft"),
        ("마이크로소프트는 프랑스에서 발표했다.", "ko", "France"),
        ("マイクロソフトはフランスの研究所と協力する。", "ja", "Microsoft"),
        ("米Microsoftは発表した。", "ja", "Microsoft"),
        ("法国签署了协议。", "zh", "France"),
    ],
)
def test_names_are_found_as_languages_bend_them(
    subjects: Callable[..., set[str]], text: str, language: str, subject: str
) -> None:
    assert subject in subjects(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The French coach spoke.", "en"),
        ("Francuski trener mówił.", "pl"),
        ("Французский тренер сказал.", "ru"),
        ("フランス語を学ぶ。", "ja"),
        ("法国人很多。", "zh"),
        ("An island far away: Island life is slow and the sea is calm for all of us.", "en"),
    ],
)
def test_peoples_languages_and_foreign_words_are_no_states(
    subjects: Callable[..., set[str]], text: str, language: str
) -> None:
    assert not subjects(text, language)


def test_a_wrong_hint_does_not_hide_a_state(subjects: Callable[..., set[str]]) -> None:
    text = "Die Minister von Frankreich und Island sprechen mit der Presse, das ist neu."
    assert subjects(text, "") == {"France", "Islande"}
    assert subjects(text, "en") == {"France", "Islande"}


# ---------------------------------------------------------------- the Call


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Paris Call for Trust and Security in Cyberspace was signed.", "en"),
        ("the paris call for trust and security in cyberspace was signed.", "en"),
        ("Ministers joined the Paris Call, a declaration on cyberspace.", "en"),
        ("L'Appel de Paris sur le cyberespace compte 1 200 soutiens.", "fr"),
        ("FRANCE LAUNCHED THE PARIS CALL ON CYBERSPACE.", "en"),
        ("Microsoft, Airbus and others joined the Paris Call.", "en"),
    ],
)
def test_the_call_is_known_by_its_name_or_its_company(
    subjects: Callable[..., set[str]], text: str, language: str
) -> None:
    assert "Paris Call" in subjects(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The coach took a Paris call at dawn.", "en"),
        ("Paris calls for restraint.", "en"),
        ("Paris call centre workers strike.", "en"),
        ("La cour d'appel de Paris a jugé une affaire de cybersécurité dans le cyberespace.", "fr"),
        ("L'Appel de Paris contre le cancer réunit des médecins.", "fr"),
        ("L'Appel de Paris pour le climat, dit le climatologue.", "fr"),
        ("The Rome Call worries about cyberspace.", "en"),
    ],
)
def test_what_only_sounds_like_the_call_is_not(subjects: Callable[..., set[str]], text: str, language: str) -> None:
    assert "Paris Call" not in subjects(text, language)


def test_after_the_full_name_the_short_one_needs_nothing(find: Callable[..., Findings]) -> None:
    text = "The Paris Call for Trust and Security in Cyberspace is old.\n\nNobody left the Paris Call."
    assert [mention.surface for mention in find(text).mentions] == [
        "Paris Call for Trust and Security in Cyberspace",
        "Paris Call",
    ]


def test_the_call_may_be_described_without_its_name(subjects: Callable[..., set[str]]) -> None:
    text = (
        "Macron's cyberspace accord, launched at UNESCO, asks states and companies to protect elections. "
        "More than fifty countries have signed."
    )
    assert "Paris Call" in subjects(text)
    assert "Paris Call" not in subjects("France and Japan signed a cyberspace accord, Macron said in Tokyo.")
    assert "Paris Call" not in subjects("Macron wants a European army against cyberattacks; fifty states joined.")


def test_an_article_on_the_call_vouches_for_its_signatories(subjects: Callable[..., set[str]]) -> None:
    text = "The Paris Call for Trust and Security in Cyberspace grows. Orange is on board."
    assert "Orange" in subjects(text)
