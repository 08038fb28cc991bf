"""Every rule of the matcher has words."""

from __future__ import annotations

import re
from pathlib import Path

import pipeline.core.mentions
from pipeline.core.rendering import reasons

_VERDICT = re.compile(r"\.(accept|reject)\(\s*\"([a-z-]+)\"")


def test_every_rule_in_the_matcher_has_words_and_no_words_are_left_over() -> None:
    folder = Path(pipeline.core.mentions.__file__).parent
    found = [verdict for file in sorted(folder.glob("*.py")) for verdict in _VERDICT.findall(file.read_text("utf-8"))]
    assert {rule for kind, rule in found if kind == "accept"} == set(reasons.ACCEPTED)
    assert {rule for kind, rule in found if kind == "reject"} == set(reasons.REJECTED)


def test_a_rule_that_is_no_more_is_given_as_it_is() -> None:
    assert reasons.words("old-rule") == "old-rule"
