"""Labelled texts, one JSON object a line, for `evaluate` and the gate.

    {"id", "lang", "title", "text", "call", "signatories", "states", "not", "classes"}

Names are official names. `not` (or `not_signatories`) lists names the text only seems to hold; `undecided` and
`state_demonyms` list names that are neither right nor wrong. Other keys are for people.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.core.scoring import Labelled
from pipeline.errors import ConfigError, Problem

if TYPE_CHECKING:
    from pathlib import Path

_Names = Annotated[frozenset[str], Field(default_factory=frozenset)]
_REMEDY = 'one {"id", "lang", "title", "text", "call", "signatories", "states", "not", "classes"} a line'


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    id: Annotated[str, BeforeValidator(str)]
    lang: str = ""
    title: str = ""
    text: str
    call: bool
    signatories: _Names
    states: _Names
    traps: frozenset[str] = Field(default=frozenset(), validation_alias=AliasChoices("not", "not_signatories"))
    undecided: _Names
    state_demonyms: _Names
    classes: tuple[str, ...] = ()


def load(path: Path) -> tuple[Labelled, ...]:
    """Reads labelled texts.

    Raises:
        ConfigError: with every problem in the file, each with its line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            (Problem(file=str(path), line=0, message=f"cannot be read: {error}", remedy=_REMEDY),)
        ) from None
    found: dict[str, Labelled] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            labelled = _labelled(line)
        except ValueError as error:
            problems.append(Problem(file=str(path), line=number, message=_message(error), remedy=_REMEDY))
            continue
        if labelled.id in found:
            problems.append(Problem(file=str(path), line=number, message=f"id “{labelled.id}” occurs twice"))
        found[labelled.id] = labelled
    if not found and not problems:
        problems.append(Problem(file=str(path), line=0, message="no texts", remedy=_REMEDY))
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(found.values())
