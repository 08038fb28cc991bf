"""Whose fault it is that a host stays silent: what is held back comes when it is known, once and whole."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.outage import Contact
from pipeline.jobs.line import Line


@dataclass(frozen=True)
class Try:
    lane: str
    contact: Contact


def tries(*contacts: Contact) -> list[Try]:
    return [Try(f"host-{number}", contact) for number, contact in enumerate(contacts)]


TRIES = st.lists(st.builds(Try, st.sampled_from("abcdefghij"), st.sampled_from(Contact)), max_size=30)


def test_a_silent_host_is_held_back_until_enough_others_have_answered() -> None:
    line: Line[Try] = Line((), hosts=10)
    silent, first, second = tries(Contact.UNREACHED, Contact.REACHED, Contact.REACHED)
    assert line.sift([silent]) == ()
    assert line.sift([first]) == (first,)
    assert line.held() == (silent,)
    assert line.sift([second]) == (second, silent)  # two of ten: we are not offline
    assert line.held() == ()


def test_when_nobody_answers_it_is_we_and_all_is_held_back() -> None:
    line: Line[Try] = Line(())
    silent = tries(*[Contact.UNREACHED] * 5)
    for one in silent[:4]:
        line.ask(one.lane)
    line.ask(silent[4].lane)
    assert line.sift(silent) == ()
    assert line.is_cut()
    assert not line.may_ask()
    assert line.held() == tuple(silent)


@given(TRIES, st.integers(0, 12), st.integers(1, 5))
def test_every_attempt_is_ready_or_held_exactly_once_however_they_come(
    attempts: list[Try], hosts: int, size: int
) -> None:
    line: Line[Try] = Line((), hosts=hosts)
    ready = [one for at in range(0, len(attempts), size) for one in line.sift(attempts[at : at + size])]
    assert sorted(map(repr, [*ready, *line.held()])) == sorted(map(repr, attempts))
    assert all(one.contact is Contact.UNREACHED for one in line.held())
