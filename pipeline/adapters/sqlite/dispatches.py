"""The ledger of what goes to people. Every step is its own transaction, so that a crash shows how far things were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none
from pipeline.model import AlertItem, DigestSubject, Dispatch, DispatchState, SubjectKind, Tier, Via

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Row
    from pipeline.core.alerting import Freshness
    from pipeline.model import Recipient

_NEWCOMER: Final = timedelta(days=1)  # a new recipient gets no back numbers
_KNOWN: Final = timedelta(days=14)  # one that was away for longer is new again
_TOMORROW: Final = timedelta(days=1)  # it is tomorrow already in some time zone

_COLUMNS: Final = """id, what, day, article_id, via, recipient, state, held, planned_at, attempts, next_attempt_at,
    message_id, sent_at, error"""


@dataclass(frozen=True, slots=True)
class DispatchTable:
    """Implements jobs.dispatch.DispatchStore."""

    db: Database

    def orphans(self) -> tuple[Dispatch, ...]:
        """Marks as unsure what a process that is gone was about to hand over; returns it."""
        found = dispatches_where(self.db, "state = 'sending'", ())
        if found:
            why = "the program ended while it was being sent; it may have arrived"
            with self.db.writing():
                self.db.execute("UPDATE dispatches SET state = 'unsure', error = ? WHERE state = 'sending'", (why,))
        return found

    def plan_digests(self, recipient: Recipient, edition: str, now: datetime) -> int:
        """Plans the digests of an edition that a recipient is owed and has no row for; returns how many.

        Those are the ones made since the latest it has a row for, and for a new recipient the one made of late. One
        that is not kept yet waits: what is sent must be what is kept, and however long it takes, it is of late then.
        They are kept in the order of their days. A row for a day to come is left aside: a clock gone wrong made it.
        """
        who = (recipient.via.value, recipient.name, edition)
        row = self.db.row(
            "SELECT max(day) FROM dispatches WHERE via = ? AND recipient = ? AND what = ? AND day <= ?",
            (*who, (now + _TOMORROW).date().isoformat()),
        )
        latest = row[0] if row and row[0] else ""
        since = now - (_KNOWN if latest else _NEWCOMER)
        days = self.db.rows(
            """SELECT day FROM digests WHERE edition = ? AND day > ? AND coalesce(kept_at, planned_at) >= ?
               AND packed IS NOT NULL AND day NOT IN
                   (SELECT day FROM dispatches WHERE via = ? AND recipient = ? AND what = ? AND day IS NOT NULL)
               ORDER BY day""",
            (edition, latest, to_text(since), *who),
        )
        if days:
            with self.db.writing():
                self.db.execute_many(
                    """INSERT INTO dispatches (via, recipient, what, day, state, planned_at, next_attempt_at)
                       VALUES (?, ?, ?, ?, 'planned', ?, ?)""",
                    [(*who, day, to_text(now), to_text(now)) for (day,) in days],
                )
        return len(days)

    def untold(self, recipient: Recipient, tiers: Sequence[Tier], fresh: Freshness) -> tuple[AlertItem, ...]:
        """Fresh stories of these tiers of which a recipient has heard nothing yet, by their earliest article."""
        marks = ",".join("?" * len(tiers))
        found = self.db.rows(
            f"""SELECT min(m.id) FROM matches m JOIN articles a ON a.id = m.id
                WHERE m.tier IN ({marks}) AND NOT a.backfilled AND m.first_seen_at >= ? AND a.read_at <= ?
                  AND (m.published_at IS NULL OR m.published_at >= ?)
                  AND NOT EXISTS (SELECT 1 FROM dispatches d LEFT JOIN matches told ON told.id = d.article_id
                      WHERE d.via = ? AND d.recipient = ? AND d.article_id IS NOT NULL
                        AND (d.article_id = m.id OR told.story_id = m.story_id))
                GROUP BY m.story_id ORDER BY 1""",  # noqa: S608  (question marks only)
            (
                *(tier.value for tier in tiers), to_text(fresh.seen_since), to_text(fresh.read_until),
                to_text(fresh.published_since), recipient.via.value, recipient.name,
            ),
        )  # fmt: skip
        return self.alert_items([article_id for (article_id,) in found])

    def plan_alerts(self, recipient: Recipient, items: Sequence[AlertItem], now: datetime) -> None:
        """Plans an alert for each of these stories."""
        if items:
            with self.db.writing():
                self.db.execute_many(
                    """INSERT INTO dispatches (via, recipient, what, article_id, state, planned_at, next_attempt_at)
                       VALUES (?, ?, 'alert', ?, 'planned', ?, ?)""",
                    [
                        (recipient.via.value, recipient.name, item.article_id, to_text(now), to_text(now))
                        for item in items
                    ],
                )

    def due(self, recipient: Recipient, now: datetime) -> tuple[Dispatch, ...]:
        """What should go to a recipient now, the oldest first."""
        return dispatches_where(
            self.db,
            "state = 'planned' AND next_attempt_at <= ? AND via = ? AND recipient = ?",
            (to_text(now), recipient.via.value, recipient.name),
        )

    def alerts_sent(self, recipient: Recipient, since: datetime) -> tuple[datetime, ...]:
        """When alerts went to a recipient, one time for each message, also where it is not sure that it arrived."""
        return tuple(
            to_time(sent_at)
            for (sent_at,) in self.db.rows(
                """SELECT max(sent_at) FROM dispatches WHERE what = 'alert' AND via = ? AND recipient = ?
                   AND sent_at >= ? GROUP BY message_id ORDER BY 1""",
                (recipient.via.value, recipient.name, to_text(since)),
            )
        )

    def has_heard(self, dispatch: Dispatch) -> bool:
        """Whether the recipient of an alert has had another one on what is now the same story."""
        return bool(
            self.db.number(
                """SELECT count(*) FROM dispatches d JOIN matches told ON told.id = d.article_id
                   JOIN matches m ON m.id = ? WHERE told.story_id = m.story_id AND d.id != ? AND d.via = ?
                   AND d.recipient = ? AND d.state IN ('sent', 'unsure', 'sending')""",
                (dispatch.article_id, dispatch.id, dispatch.via.value, dispatch.recipient),
            )
        )

    def alert_items(self, article_ids: Sequence[int]) -> tuple[AlertItem, ...]:
        """What an alert says of these articles, in their order; those no longer flagged are left out."""
        return tuple(item for article_id in article_ids if (item := self._alert_item(article_id)) is not None)

    def hold(self, dispatches: Sequence[Dispatch], until: datetime) -> None:
        """Keeps alerts waiting; no attempt is counted."""
        with self.db.writing():
            self.db.execute_many(
                "UPDATE dispatches SET held = 1, next_attempt_at = ? WHERE id = ?",
                [(to_text(until), dispatch.id) for dispatch in dispatches],
            )

    def begin(self, dispatches: Sequence[Dispatch], message_id: str, now: datetime) -> None:
        """Says, before the words are handed over, that they are; a crash from here on leaves it unsure."""
        with self.db.writing():
            self.db.execute_many(
                "UPDATE dispatches SET state = 'sending', message_id = ?, sent_at = ? WHERE id = ?",
                [(message_id, to_text(now), dispatch.id) for dispatch in dispatches],
            )

    def finish(self, dispatches: Sequence[Dispatch], state: DispatchState, error: str) -> None:
        """An attempt has come to an end: sent, failed, unsure or dropped."""
        with self.db.writing():
            self.db.execute_many(
                """UPDATE dispatches SET state = ?, error = ?, attempts = attempts + ?,
                   sent_at = CASE WHEN ? IN ('sent', 'unsure') THEN sent_at END WHERE id = ?""",
                [
                    (state.value, error, int(state is not DispatchState.DROPPED), state.value, dispatch.id)
                    for dispatch in dispatches
                ],
            )

    def postpone(self, dispatches: Sequence[Dispatch], until: datetime, error: str, attempts: int) -> None:
        """Tries again later; `attempts` is how many more have been made."""
        with self.db.writing():
            self.db.execute_many(
                """UPDATE dispatches SET state = 'planned', sent_at = NULL, next_attempt_at = ?, error = ?,
                   attempts = attempts + ? WHERE id = ?""",
                [(to_text(until), error, attempts, dispatch.id) for dispatch in dispatches],
            )

    def drop_others(self, recipients: Sequence[Recipient]) -> int:
        """Drops what waits for somebody who is no longer in the configuration; returns how much."""
        named = {(recipient.via.value, recipient.name) for recipient in recipients}
        waiting = self.db.rows("SELECT DISTINCT via, recipient FROM dispatches WHERE state = 'planned'")
        gone = [(via, name) for via, name in waiting if (via, name) not in named]
        if not gone:
            return 0
        with self.db.writing():
            return sum(
                self.db.execute(
                    """UPDATE dispatches SET state = 'dropped', error = 'no longer in the configuration'
                       WHERE state = 'planned' AND via = ? AND recipient = ?""",
                    one,
                )
                for one in gone
            )

    def _alert_item(self, article_id: int) -> AlertItem | None:
        row = self.db.row(
            """SELECT id, story_id, (SELECT count(*) FROM matches c WHERE c.story_id = m.story_id), url, title, site,
                      language, tier, published_at, first_seen_at, sentence, signatories FROM matches m WHERE id = ?""",
            (article_id,),
        )
        if row is None:
            return None
        return AlertItem(
            article_id=row[0],
            story_id=row[1],
            copies=row[2],
            url=row[3],
            title=row[4],
            site=row[5],
            language=row[6],
            tier=Tier(row[7]),
            published=to_time_or_none(row[8]),
            first_seen=to_time(row[9]),
            sentence=row[10],
            names=row[11],
            subjects=tuple(
                DigestSubject(name=name, kind=SubjectKind(kind), category=category, country=country)
                for name, kind, category, country in self.db.rows(
                    "SELECT subject, kind, category, country FROM match_subjects WHERE match_id = ? ORDER BY subject",
                    (article_id,),
                )
            ),
        )


def dispatches_where(db: Database, where: str, values: Sequence[object]) -> tuple[Dispatch, ...]:
    """Rows of the ledger by a condition, which is a literal: the oldest day first, alerts before digests."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM dispatches WHERE {where} ORDER BY day, id", values)  # noqa: S608  (literals)
    return tuple(_dispatch(row) for row in rows)


def _dispatch(row: Row) -> Dispatch:
    (
        dispatch_id, what, day, article_id, via, recipient, state, held, planned_at, attempts, next_attempt_at,
        message_id, sent_at, error,
    ) = row  # fmt: skip
    return Dispatch(
        id=dispatch_id,
        what=what,
        day=date.fromisoformat(day) if day else None,
        article_id=article_id,
        via=Via(via),
        recipient=recipient,
        state=DispatchState(state),
        held=bool(held),
        planned_at=to_time(planned_at),
        attempts=attempts,
        next_attempt_at=to_time(next_attempt_at),
        message_id=message_id,
        sent_at=to_time_or_none(sent_at),
        error=error,
    )
