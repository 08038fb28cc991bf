"""Logging, set up once: one line per outcome on stderr, as `key=value` pairs that grep and people can read.

No password or token of a URL gets into it.
"""

from __future__ import annotations

import logging
import re
import sys
import time

from pipeline.core.secrets import masked

_PLAIN = re.compile(r"[^\s\"=\x00-\x1f\x7f-\x9f]+")


def set_up() -> logging.Logger:
    """The program's logger, writing to stderr."""
    logger = logging.getLogger("paris-call")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        formatter = _Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        formatter.converter = time.gmtime
        handler.setFormatter(formatter)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


class _Formatter(logging.Formatter):
    """Masks passwords and tokens of URLs, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def line(event: str, **fields: object) -> str:
    """`event key=value key="two words"`; empty values are left out."""
    pairs = (f"{name}={_quoted(str(value))}" for name, value in fields.items() if value not in ("", None))
    return " ".join((event, *pairs))


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    # A newline in a title must not start a log line of its own.
    clean = "".join(character if character.isprintable() else " " for character in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
