"""What each recipient is owed goes out once, whatever happens to others, to us and to the night."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.dispatches import DispatchTable
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.outbox import Outbox
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.alerting import AlertPolicy, QuietHours
from pipeline.core.digests import compose, window_of
from pipeline.errors import Fate, PostError
from pipeline.jobs.dispatch import Deliver
from pipeline.model import DigestFilter, DispatchState, Edition, Letter, Outcome, Parcel, Recipient, Tier, Via
from tests.builders import NOW, at, entry, flagged, name, ok_poll, subscription, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

ANN = Recipient(via=Via.MAIL, name="ann@example.org")
BEN = Recipient(via=Via.MAIL, name="ben@example.org")
CAROL = Recipient(via=Via.MAIL, name="carol@example.org")


@dataclass
class Relay:
    """A mail relay whose moods a test decides, by recipient or for everybody."""

    via: Via = Via.MAIL
    moods: dict[str, Fate] = field(default_factory=dict)
    sent: list[Parcel] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def send(self, parcel: Parcel, committing: Callable[[], None]) -> None:
        self.tried.append(parcel.recipient)
        mood = self.moods.get(parcel.recipient, self.moods.get("everybody"))
        if mood in {Fate.LATER, Fate.REFUSED, Fate.DOWN}:
            raise PostError("mail", f"said {mood}", mood)
        committing()
        if mood is Fate.UNSURE:
            raise PostError("mail", "no answer", mood)
        self.sent.append(parcel)

    def got(self, recipient: Recipient) -> list[str]:
        return [parcel.letter.subject for parcel in self.sent if parcel.recipient == recipient.name]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, at(-100))
    yield database
    database.close()


def deliver(db: Database, relay: Relay, *recipients: Recipient, policy: AlertPolicy | None = None) -> Deliver:
    return Deliver(
        store=DispatchTable(db),
        posts=(relay,),
        recipients=recipients,
        digest_letter=lambda edition, day, _: Letter(subject=f"{edition} {day}", text="words"),
        alerts=policy or AlertPolicy(),
        domain="example.org",
        timezone="Europe/Paris",
    )


def plan(db: Database, *days: int, moment: datetime = NOW) -> None:
    told(db, *(window_of(date(2026, 11, day), "UTC") for day in days), moment=moment)


def outcomes(job: Deliver, now: datetime) -> list[tuple[str, str]]:
    return [(event.recipient, event.outcome) for event in job(now)]


def states(db: Database) -> list[tuple[str, str, int]]:
    return [
        (row[0], row[1], row[2]) for row in db.rows("SELECT recipient, state, attempts FROM dispatches ORDER BY id")
    ]


def see(db: Database, number: int, seen: datetime, tier: Tier = Tier.CALL, published: datetime | None = None) -> int:
    """An article comes by, is read and flagged; its id."""
    store, pages = FeedStore(db), PageStore(db)
    store.record(store.feeds()[0], ok_poll(1, 1, moment=seen), [(entry(number), name(entry(number)))])
    (page,) = pages.lease(seen, 1)
    reading = flagged(page.url, f"Airbus signed {number}.", tier)
    reading = replace(reading, article=replace(reading.article, title=f"Story {number}", published=published))
    pages.settle(page, reading, Outcome.MATCHED, "", seen)
    return db.number("SELECT max(id) FROM matches")


# Digests


def test_each_recipient_gets_each_digest_once(db: Database) -> None:
    plan(db, 23)
    relay = Relay()
    job = deliver(db, relay, ANN, BEN)
    assert outcomes(job, NOW) == [(ANN.name, "sent"), (BEN.name, "sent")]
    assert outcomes(job, at(1)) == []
    assert relay.got(ANN) == relay.got(BEN) == ["daily 2026-11-23"]
    assert relay.sent[0].message_id != relay.sent[1].message_id
    assert relay.sent[0].dated == NOW


def test_a_digest_that_took_days_to_be_kept_goes_to_a_new_recipient_all_the_same(db: Database) -> None:
    store, window = DigestStore(db), window_of(date(2026, 11, 23), "UTC")
    store.plan(window, NOW)
    relay = Relay()
    job = deliver(db, relay, ANN)
    for hours in (0, 24, 48):
        assert list(job(at(hours))) == []
    store.freeze(window, compose(store.material(window)), at(60))
    list(job(at(61)))
    list(job(at(62)))
    assert relay.got(ANN) == ["daily 2026-11-23"]
    assert outcomes(deliver(db, relay, BEN), at(90)) == []  # who comes a day later gets no back numbers


def test_what_release_0_1_told_is_no_news_when_it_is_kept_at_last(db: Database) -> None:
    store, window = DigestStore(db), window_of(date(2026, 11, 23), "UTC")
    store.plan(window, at(-100))
    with db.writing():
        db.execute('UPDATE digests SET coverage = \'{"feeds": 1, "feeds_answering": 1, "entries": 0, "outcomes": {}}\'')
    digest = compose(replace(store.material(window_of(date(2026, 11, 22), "UTC")), window=window))
    store.freeze(window, digest, NOW)
    assert outcomes(deliver(db, Relay(), ANN), NOW) == []


def test_a_digest_of_a_day_to_come_keeps_nobody_from_those_until_then(db: Database) -> None:
    relay = Relay()
    job = deliver(db, relay, ANN)
    plan(db, 23)
    list(job(NOW))
    far = window_of(date(2050, 1, 1), "UTC")
    told(db, far, moment=far.until)
    list(job(far.until))
    plan(db, 24, moment=at(24))
    list(job(at(24)))
    assert relay.got(ANN) == ["daily 2026-11-23", "daily 2050-01-01", "daily 2026-11-24"]


def test_a_digest_that_is_planned_but_not_kept_yet_waits_and_then_comes(db: Database) -> None:
    plan(db, 22)
    store, window = DigestStore(db), window_of(date(2026, 11, 23), "UTC")
    store.plan(window, NOW)
    relay = Relay()
    job = deliver(db, relay, ANN)
    list(job(NOW))
    assert relay.got(ANN) == ["daily 2026-11-22"]
    store.freeze(window, compose(store.material(window)), at(1))
    list(job(at(1)))
    list(job(at(2)))
    assert relay.got(ANN) == ["daily 2026-11-22", "daily 2026-11-23"]


def test_each_edition_is_a_thing_of_its_own(db: Database) -> None:
    week, month = (window_of(date(2026, 10, 31), "UTC", edition) for edition in (Edition.WEEKLY, Edition.MONTHLY))
    plan(db, 23)
    told(db, week, month)
    relay = Relay()
    everything = replace(BEN, editions=("daily", "weekly", "monthly"))
    job = deliver(db, relay, replace(ANN, editions=("weekly",)), everything, replace(CAROL, editions=()))
    list(job(NOW))
    list(job(at(1)))
    assert relay.got(ANN) == ["weekly 2026-10-26"]
    assert sorted(relay.got(BEN)) == ["daily 2026-11-23", "monthly 2026-10-01", "weekly 2026-10-26"]
    assert relay.got(CAROL) == []
    assert len({parcel.message_id for parcel in relay.sent}) == 4


def test_days_made_up_for_after_an_outage_come_once_each_in_order(db: Database) -> None:
    plan(db, 20, moment=at(-70))
    relay = Relay()
    job = deliver(db, relay, ANN)
    list(job(at(-70)))
    plan(db, 21, 22, 23)
    list(job(NOW))
    list(job(at(1)))
    assert relay.got(ANN) == [f"daily 2026-11-{day}" for day in (20, 21, 22, 23)]


def test_a_new_recipient_gets_no_back_numbers(db: Database) -> None:
    plan(db, 20, 21, moment=at(-48))
    plan(db, 23, moment=at(-1))
    relay = Relay()
    list(deliver(db, relay, ANN)(NOW))
    assert relay.got(ANN) == ["daily 2026-11-23"]


def test_a_recipient_refused_for_good_holds_up_nobody_and_is_told_until_somebody_looks(db: Database) -> None:
    plan(db, 23)
    relay = Relay(moods={ANN.name: Fate.REFUSED})
    job = deliver(db, relay, ANN, BEN)
    assert outcomes(job, NOW) == [(ANN.name, "failed"), (BEN.name, "sent")]
    assert outcomes(job, at(24)) == []
    (trouble,) = Outbox(db).troubled()
    assert (trouble.recipient, trouble.state, trouble.error) == (ANN.name, DispatchState.FAILED, "said refused")
    relay.moods.clear()
    assert Outbox(db).again(trouble.id, at(25))
    assert outcomes(job, at(25)) == [(ANN.name, "sent")]
    assert Outbox(db).troubled() == ()


def test_one_refused_for_now_is_tried_with_growing_pauses_for_days_and_then_arrives(db: Database) -> None:
    plan(db, 23)
    relay = Relay(moods={ANN.name: Fate.LATER})
    job = deliver(db, relay, ANN, BEN)
    moment, tries = NOW, []
    while moment < at(72):
        tries += [moment for who, outcome in outcomes(job, moment) if (who, outcome) == (ANN.name, "retry")]
        moment += timedelta(minutes=1)
    pauses = [(later - earlier) // timedelta(minutes=1) for earlier, later in pairwise(tries)]
    assert pauses[:6] == [1, 5, 15, 30, 60, 120]
    assert set(pauses[6:]) == {120}
    assert relay.got(BEN) == ["daily 2026-11-23"]
    (trouble,) = Outbox(db).troubled()
    assert trouble.attempts == len(tries)
    relay.moods.clear()
    list(job(at(75)))
    list(job(at(80)))
    assert relay.got(ANN) == ["daily 2026-11-23"]


def test_a_closed_way_is_tried_once_and_not_once_a_recipient(db: Database) -> None:
    plan(db, 23)
    relay = Relay(moods={"everybody": Fate.DOWN})
    job = deliver(db, relay, ANN, BEN)
    assert outcomes(job, NOW) == [(ANN.name, "retry")]
    assert outcomes(job, NOW + timedelta(seconds=30)) == []
    assert len(outcomes(job, NOW + timedelta(minutes=1))) == 1
    assert relay.tried == [ANN.name, ANN.name]
    relay.moods.clear()
    assert sorted(outcomes(job, at(1))) == [(ANN.name, "sent"), (BEN.name, "sent")]


def test_what_may_have_arrived_is_never_sent_again_by_itself(db: Database) -> None:
    plan(db, 23)
    relay = Relay(moods={ANN.name: Fate.UNSURE})
    job = deliver(db, relay, ANN, BEN)
    assert outcomes(job, NOW) == [(ANN.name, "unsure"), (BEN.name, "sent")]
    relay.moods.clear()
    for hours in range(1, 200):
        assert outcomes(job, at(hours)) == []
    (trouble,) = Outbox(db).troubled()
    assert Outbox(db).again(trouble.id, at(200))
    list(job(at(200)))
    assert relay.sent[-1].message_id == trouble.message_id  # so that a mailbox can tell


def test_a_server_that_answers_nothing_gets_no_more(db: Database) -> None:
    plan(db, 23)
    relay = Relay(moods={"everybody": Fate.UNSURE})
    many = [Recipient(via=Via.MAIL, name=f"{letter}@example.org") for letter in "abcdef"]
    assert [outcome for _, outcome in outcomes(deliver(db, relay, *many), NOW)] == ["unsure", "unsure"]
    assert Counter(state for _, state, _ in states(db)) == {"unsure": 2, "planned": 4}


def test_a_process_that_died_while_sending_leaves_it_unsure(db: Database) -> None:
    plan(db, 23)

    class Power(Exception):  # noqa: N818  (it is cut)
        pass

    class Dying(Relay):
        def send(self, parcel: Parcel, committing: Callable[[], None]) -> None:
            committing()
            raise Power

    with pytest.raises(Power):
        list(deliver(db, Dying(), ANN)(NOW))
    assert states(db) == [(ANN.name, "sending", 0)]
    relay = Relay()
    assert outcomes(deliver(db, relay, ANN), at(1)) == [(ANN.name, "unsure")]
    assert outcomes(deliver(db, relay, ANN), at(30)) == []
    assert relay.sent == []


def test_who_is_no_longer_configured_gets_nothing_and_is_no_trouble(db: Database) -> None:
    plan(db, 23)
    relay = Relay(moods={ANN.name: Fate.LATER})
    list(deliver(db, relay, ANN)(NOW))
    list(deliver(db, relay, BEN)(at(3)))
    assert ("ann@example.org", "dropped", 1) in states(db)
    assert Outbox(db).troubled() == ()


def test_told_to_stop_it_begins_no_further_message(db: Database) -> None:
    plan(db, 23)
    relay = Relay()
    job = replace(deliver(db, relay, ANN, BEN), goes_on=lambda: not relay.sent)
    assert outcomes(job, NOW) == [(ANN.name, "sent")]
    assert ("ben@example.org", "planned", 0) in states(db)


def test_dismissed_is_no_trouble_any_more(db: Database) -> None:
    plan(db, 23)
    list(deliver(db, Relay(moods={ANN.name: Fate.UNSURE}), ANN)(NOW))
    (trouble,) = Outbox(db).troubled()
    assert Outbox(db).dismiss(trouble.id)
    assert not Outbox(db).dismiss(trouble.id)
    assert Outbox(db).troubled() == ()
    assert Outbox(db).tally() == (("dropped", 1),)


# Alerts

ALERTED = replace(ANN, editions=(), alerts=True)
SETTLED = timedelta(minutes=3)
NIGHT = AlertPolicy(quiet=QuietHours(start=time(22), end=time(7), timezone="Europe/Paris"))


def test_a_story_that_names_the_call_is_told_at_once_and_once(db: Database) -> None:
    see(db, 1, NOW)
    see(db, 2, NOW, Tier.CONTEXT)
    relay = Relay()
    job = deliver(db, relay, ALERTED)
    assert outcomes(job, NOW) == []  # its copies may still come
    assert outcomes(job, NOW + SETTLED) == [(ANN.name, "sent")]
    assert outcomes(job, at(1)) == []
    assert relay.got(ANN) == ["Paris Call: Story 1"]
    assert relay.sent[0].references == ("<story.1@example.org>",)


def test_copies_of_a_story_are_told_as_one(db: Database) -> None:
    first, second = see(db, 1, NOW), see(db, 2, NOW)
    db.execute("UPDATE matches SET story_id = ? WHERE id = ?", (first, second))
    relay = Relay()
    job = deliver(db, relay, ALERTED)
    list(job(NOW + SETTLED))
    third = see(db, 3, at(1))
    db.execute("UPDATE matches SET story_id = ? WHERE id = ?", (first, third))
    list(job(at(1) + SETTLED))
    assert relay.got(ANN) == ["Paris Call: Story 1"]
    assert "2 copies so far" in relay.sent[0].letter.text


def test_stories_found_to_be_one_while_they_wait_are_told_as_one(db: Database) -> None:
    evening = at(15.5)  # 22:30 in Paris
    first, second = see(db, 1, evening), see(db, 2, evening)
    relay = Relay()
    job = deliver(db, relay, ALERTED, policy=NIGHT)
    assert outcomes(job, evening + SETTLED) == [(ANN.name, "held")]
    db.execute("UPDATE matches SET story_id = ? WHERE id = ?", (first, second))
    list(job(at(24)))
    assert relay.got(ANN) == ["Paris Call: Story 1"]
    assert {state for _, state, _ in states(db)} == {"sent"}


def test_old_news_is_for_the_digest(db: Database) -> None:
    see(db, 1, at(-25))  # rematched or backfilled
    see(db, 2, at(-1), published=at(-24 * 40))  # of a feed just subscribed
    see(db, 3, at(-1), published=at(-30))
    old = see(db, 4, at(-1))
    db.execute("UPDATE articles SET backfilled = 1 WHERE id = ?", (old,))
    relay = Relay()
    list(deliver(db, relay, ALERTED)(NOW))
    assert relay.got(ANN) == ["Paris Call: Story 3"]


def test_the_night_waits_and_comes_as_one(db: Database) -> None:
    for number, hours in enumerate((16, 19, 22)):  # 23:00, 02:00, 05:00 in Paris
        see(db, number, at(hours))
    relay = Relay()
    job = deliver(db, relay, ALERTED, policy=NIGHT)
    moment = at(16)
    while moment < at(26):
        list(job(moment))
        moment += timedelta(minutes=5)
        if moment <= at(24):
            assert relay.sent == []
    assert relay.got(ANN) == ["Paris Call: 3 new stories name the Paris Call"]
    assert relay.sent[0].dated == at(24)
    assert all(f"Story {number}" in relay.sent[0].letter.text for number in range(3))


def test_more_than_enough_for_an_hour_comes_as_one(db: Database) -> None:
    relay = Relay()
    job = deliver(db, relay, ALERTED, policy=AlertPolicy(per_hour=2))
    for number in range(5):
        see(db, number, at(0.1 * number))
    moment = NOW
    while moment < at(3):
        list(job(moment))
        moment += timedelta(minutes=1)
    assert relay.got(ANN)[:2] == ["Paris Call: Story 0", "Paris Call: Story 1"]
    assert relay.got(ANN)[2:] == ["Paris Call: 3 new stories name the Paris Call"]
    assert relay.sent[2].dated - relay.sent[0].dated == timedelta(hours=1)


def test_a_flood_comes_as_one_and_counts_what_it_leaves_out(db: Database) -> None:
    for number in range(45):
        see(db, number, NOW)
    relay = Relay()
    list(deliver(db, relay, ALERTED)(NOW + SETTLED))
    assert relay.got(ANN) == ["Paris Call: 45 new stories name the Paris Call"]
    assert "and 5 more" in relay.sent[0].letter.text


def test_a_story_no_longer_flagged_is_not_told(db: Database) -> None:
    see(db, 1, at(15.5))
    relay = Relay()
    job = deliver(db, relay, ALERTED, policy=NIGHT)
    list(job(at(16)))
    db.execute("DELETE FROM matches")
    assert outcomes(job, at(24)) == [(ANN.name, "dropped")]
    assert relay.sent == []


def test_only_wanted_stories_are_told_but_the_call_always(db: Database) -> None:
    see(db, 1, NOW, Tier.CONTEXT)
    see(db, 2, NOW, Tier.CALL)
    policy = AlertPolicy(tiers=(Tier.CALL, Tier.CONTEXT))
    german = replace(ALERTED, wanted=DigestFilter(languages=("de",)))
    airbus = replace(BEN, editions=(), alerts=True, wanted=DigestFilter(signatories=("Airbus",)))
    relay = Relay()
    list(deliver(db, relay, german, airbus, policy=policy)(NOW + SETTLED))
    assert relay.got(ANN) == ["Paris Call: Story 2"]
    assert sorted(relay.got(BEN)) == ["Paris Call: Story 1", "Paris Call: Story 2"]


def test_an_alert_that_may_have_arrived_is_not_told_by_another_copy(db: Database) -> None:
    first = see(db, 1, NOW)
    relay = Relay(moods={ANN.name: Fate.UNSURE})
    job = deliver(db, relay, ALERTED)
    list(job(NOW + SETTLED))
    relay.moods.clear()
    second = see(db, 2, at(1))
    db.execute("UPDATE matches SET story_id = ? WHERE id = ?", (first, second))
    assert outcomes(job, at(2)) == []
