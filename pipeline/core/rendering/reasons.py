"""The rules that decide on a name, in words. The slugs are what `mentions.rule` holds."""

from __future__ import annotations

import re
from typing import Final

ACCEPTED: Final = {
    "call-full-name": "The full name of the Paris Call",
    "call-short-name-after-full": "A short name of the Call, in an article that also gives its full name",
    "call-short-name-in-context": "A short name of the Call, among words of its subject",
    "call-described": "The Call described without its name",
    "certain-name": "A name that can mean nothing else",
    "weak-name-with-cue": "A name that has other meanings, with evidence for this one",
}

REJECTED: Final = {
    "letters": "Not written like the name",
    "trap": "Part of a phrase that means something else",
    "demonym": "A people or a language, not the state",
    "inside-longer-name": "Part of a longer name",
    "shouted": "In capitals, where any word looks like the name",
    "organisation": "The name of another organisation or of a place",
    "person": "A person's name",
    "no-cue": "A name that has other meanings, with nothing to say that this one is meant",
    "call-other-context": "Words like the Call's, about another subject",
    "call-no-context": "Words like the Call's, with nothing of its subject near",
}

# Why two articles are one story: the slugs of `story_links.why`.
KINSHIP: Final = {
    "same_words": "the same words",
    "copy": "much the same words",
    "cut": "the same text, shortened",
    "embedded": "the one text stands within the other",
    "edited": "much the same words, under a new lead",
}


def words(rule: str) -> str:
    """The rule in words; a rule of an earlier matcher, unknown by now, is given as it is spelled."""
    return ACCEPTED.get(rule) or REJECTED.get(rule) or rule


def spelled_out(reason: str) -> str:
    """A reason of a verdict ("... (certain-name; ...)") with its rule in words."""
    return _IN_REASON.sub(_in_words, reason)


def _in_words(found: re.Match[str]) -> str:
    told = words(found[1])
    return f"({told[0].lower()}{told[1:]}"


_IN_REASON: Final = re.compile(r"\(([a-z]+(?:-[a-z]+)+)(?=[;)])")
