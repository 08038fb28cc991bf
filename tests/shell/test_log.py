"""One event, one line; no secret in it."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pipeline.shell import log


@given(st.text(max_size=60))
def test_no_text_starts_a_line_of_its_own(text: str) -> None:
    assert len(log.line("read", url=text).splitlines()) == 1


def test_empty_values_are_left_out_and_blanks_are_quoted() -> None:
    assert log.line("poll", feed="x", why='two "words"', detail="", new=0) == 'poll feed=x why="two \\"words\\"" new=0'


def test_no_password_reaches_the_log_not_even_in_a_traceback() -> None:
    code = (
        "from pipeline.shell import log\n"
        "logger = log.set_up()\n"
        "logger.info(log.line('poll', feed='https://me:hunter2@news.example/feed?api_key=hunter3'))\n"
        "try:\n    raise ValueError('https://me:hunter2@news.example/ broke')\n"
        "except ValueError:\n    logger.exception('defect')\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stderr
    assert "hunter" not in told
    assert "ValueError: https://***@news.example/ broke" in told
    assert "feed=" in told
