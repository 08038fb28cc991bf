from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.outage import FEWEST_HOSTS, PROBES, Contact, Contacts, contact_of
from pipeline.errors import FetchError, FetchReason, ParseError, WorkerError

notes = st.lists(st.tuples(st.integers(0, 12).map(str), st.sampled_from(Contact)), max_size=40)


def contacts_after(reached: int, unreached: int, before: tuple[str, ...] = ()) -> Contacts:
    contacts = Contacts(before)
    for number in range(unreached):
        contacts.note(f"dead-{number}", Contact.UNREACHED)
    for number in range(reached):
        contacts.note(f"live-{number}", Contact.REACHED)
    return contacts


@pytest.mark.parametrize(
    ("reached", "unreached", "offline"),
    [
        (0, 4, False),  # four dead hosts may well be dead
        (0, 5, True),
        (1, 4, False),  # 80 %: not more than that
        (1, 5, True),
        (39, 156, False),
        (38, 157, True),
        (200, 6, False),
        (0, 0, False),
    ],
)
def test_it_is_we_when_more_than_four_of_five_of_at_least_five_hosts_are_missing(
    reached: int, unreached: int, offline: bool
) -> None:
    assert contacts_after(reached, unreached).offline() is offline


def test_a_host_with_one_feed_that_answers_is_there() -> None:
    contacts = contacts_after(0, 5)
    contacts.note("dead-0", Contact.REACHED)
    assert not contacts.offline()


def test_hosts_still_to_answer_speak_for_us() -> None:
    contacts = contacts_after(0, 6)
    for number in range(20):
        contacts.ask(f"awaited-{number}")
    assert not contacts.offline()


def test_what_earlier_runs_could_not_reach_counts_until_somebody_answers() -> None:
    contacts = Contacts(("a", "b", "c", "d"))
    contacts.note("e", Contact.UNREACHED)
    assert contacts.offline()
    contacts.note("f", Contact.REACHED)
    assert not contacts.offline()


def test_while_offline_a_few_hosts_are_asked_to_notice_its_end() -> None:
    contacts = Contacts(map(str, range(50)))
    asked = 0
    while contacts.go_on():
        asked += 1
        contacts.ask(f"probe-{asked}")
    assert asked == PROBES
    contacts.note("probe-1", Contact.REACHED)
    assert contacts.go_on()


def test_a_request_that_was_never_sent_takes_back_nothing_that_another_has_said() -> None:
    contacts = contacts_after(0, 5)
    contacts.note("dead-0", Contact.UNTRIED)
    assert contacts.asked == 5
    assert contacts.offline()


@given(notes, st.integers(0, 20))
def test_nobody_is_both_online_and_offline(history: list[tuple[str, Contact]], to_come: int) -> None:
    contacts = Contacts()
    for host, contact in history:
        contacts.note(host, contact)
    assert not (contacts.online(to_come) and contacts.offline())
    assert contacts.online(0) or contacts.offline() or contacts.asked >= FEWEST_HOSTS


@given(notes, st.lists(st.sampled_from([Contact.UNREACHED, Contact.REACHED]), max_size=20))
def test_a_verdict_of_online_stands_whatever_the_rest_says(
    history: list[tuple[str, Contact]], rest: list[Contact]
) -> None:
    contacts = Contacts()
    for host, contact in history:
        contacts.note(host, contact)
    if contacts.online(len(rest)):
        for number, contact in enumerate(rest):
            contacts.note(f"rest-{number}", contact)
        assert not contacts.offline()


@pytest.mark.parametrize("reason", list(FetchReason))
def test_only_what_never_arrived_speaks_against_the_line(reason: FetchReason) -> None:
    contact = contact_of(FetchError("http://a.example/", reason, retryable=True))
    assert (contact is Contact.UNREACHED) == (reason in {FetchReason.DNS, FetchReason.CONNECT, FetchReason.TIMEOUT})
    assert (contact is Contact.UNTRIED) == (
        reason in {FetchReason.HOST_CLOSED, FetchReason.ROBOTS, FetchReason.BAD_URL, FetchReason.BLOCKED_ADDRESS}
    )


def test_a_document_nobody_can_read_has_arrived() -> None:
    assert contact_of(ParseError("http://a.example/", "no feed")) is Contact.REACHED
    assert contact_of(WorkerError("died", "")) is Contact.REACHED
