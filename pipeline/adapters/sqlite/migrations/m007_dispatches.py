"""What goes to people, and how far each has come.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE dispatches (
        id INTEGER PRIMARY KEY,
        what TEXT NOT NULL,
        day TEXT,
        article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
        via TEXT NOT NULL CHECK (via IN ('mail', 'push')),
        recipient TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'sent', 'failed', 'unsure', 'dropped')),
        held INTEGER NOT NULL DEFAULT 0,
        planned_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_attempt_at TEXT NOT NULL,
        message_id TEXT NOT NULL DEFAULT '',
        sent_at TEXT,
        error TEXT NOT NULL DEFAULT '',
        CHECK ((day IS NULL) != (article_id IS NULL)),
        CHECK ((what = 'alert') = (article_id IS NOT NULL))
    )""",
    "CREATE UNIQUE INDEX dispatches_digest ON dispatches (via, recipient, what, day) WHERE day IS NOT NULL",
    """CREATE UNIQUE INDEX dispatches_alert ON dispatches (article_id, via, recipient)
       WHERE article_id IS NOT NULL""",
    "CREATE INDEX dispatches_open ON dispatches (state, next_attempt_at) WHERE state IN ('planned', 'sending')",
)
