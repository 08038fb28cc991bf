"""The labelled stories, when they are at hand: figures that may not fall."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from pipeline.core.mentions import Matcher

MATCHING = Path(__file__).parents[4] / "shared" / "matching"
GOLD = MATCHING / "gold_dev.jsonl"

pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="the labelled stories lie outside the repository")


class Tally:
    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, found: set[str], wanted: set[str], ignored: set[str]) -> None:
        self.right += len(found & wanted)
        self.wrong += len(found - wanted - ignored)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def test_the_labelled_stories_are_read_right(real_matcher: Matcher) -> None:
    call, signatories, states = Tally(), Tally(), Tally()
    traps = fired = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        found = real_matcher.find(story["title"], story["text"], story["lang"]).mentions
        named = {kind: {mention.subject for mention in found if mention.kind is kind} for kind in SubjectKind}
        ignored = set(story["undecided"])
        call.add(named[SubjectKind.CALL], {"Paris Call"} if story["call"] else set(), set())
        signatories.add(named[SubjectKind.SIGNATORY], set(story["signatories"]), ignored)
        states.add(named[SubjectKind.STATE], set(story["states"]), ignored | set(story["state_demonyms"]))
        lures = set(story["not_signatories"])
        traps += len(lures)
        fired += len(lures & (named[SubjectKind.SIGNATORY] | named[SubjectKind.STATE]))
    assert call.precision >= 0.98
    assert call.recall >= 0.97
    assert signatories.precision >= 0.97
    assert signatories.recall >= 0.95
    assert states.precision >= 0.97
    assert states.recall >= 0.95
    assert fired <= 0.03 * traps


def test_every_official_name_finds_its_signatory(real_matcher: Matcher) -> None:
    """Set in a sentence with its cues, each official name leads to its own row."""
    with (MATCHING / "signatories_official.csv").open(encoding="utf-8", newline="") as lines:
        official = [row["name"] for row in csv.DictReader(lines) if row["category"] != "state"]
    cues = {signatory.name: signatory.cues for signatory in real_matcher.gazetteer.signatories}
    lost = []
    for name in official:
        words = ", ".join(cue.replace("*", "") for cue in cues[name][:3])
        found = real_matcher.find("", f"In a statement, {name} gave details about {words}.", "")
        if name not in {mention.subject for mention in found.mentions}:
            lost.append(name)
    assert len(lost) <= len(official) // 100, lost
