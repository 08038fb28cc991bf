"""What people say of matches: right or wrong, subject by subject.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE feedback (
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        subject TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
        aliases TEXT NOT NULL,
        given_by TEXT NOT NULL,
        given_at TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (article_id, subject)
    ) WITHOUT ROWID""",
    "CREATE INDEX feedback_given ON feedback (given_at)",
)
