"""The ledger of dispatches as the operator sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.database import Database
from pipeline.adapters.sqlite.dispatches import dispatches_where
from pipeline.adapters.sqlite.rows import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.model import Dispatch, Tally


@dataclass(frozen=True, slots=True)
class Outbox:
    """What was sent, what waits, what somebody must look at; and the two things that can be done about it."""

    db: Database

    def again(self, dispatch_id: int, now: datetime) -> bool:
        """Plans one anew that was given up, unsure, dropped or sent; whether there is such a one."""
        with self.db.writing():
            return bool(
                self.db.execute(
                    """UPDATE dispatches SET state = 'planned', sent_at = NULL, next_attempt_at = ?, error = ''
                       WHERE id = ? AND state != 'sending'""",
                    (to_text(now), dispatch_id),
                )
            )

    def dismiss(self, dispatch_id: int) -> bool:
        """Takes one off the list of those that somebody must look at; whether there is such a one."""
        with self.db.writing():
            return bool(
                self.db.execute(
                    """UPDATE dispatches SET state = 'dropped'
                       WHERE id = ? AND state IN ('planned', 'failed', 'unsure')""",
                    (dispatch_id,),
                )
            )

    def troubled(self) -> tuple[Dispatch, ...]:
        """What somebody should look at: unsure, refused for good, or failing so far."""
        return dispatches_where(self.db, "state IN ('unsure', 'failed') OR (state = 'planned' AND attempts > 0)", ())

    def latest(self, limit: int) -> tuple[Dispatch, ...]:
        """The latest dispatches, whatever became of them, the newest last."""
        return dispatches_where(self.db, "id IN (SELECT id FROM dispatches ORDER BY id DESC LIMIT ?)", (limit,))

    def tally(self) -> Tally:
        """How many stand where."""
        rows = self.db.rows("SELECT state, count(*) FROM dispatches GROUP BY state ORDER BY state")
        return tuple((str(state), int(count)) for state, count in rows)
