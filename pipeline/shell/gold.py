"""Labelled texts, one JSON object a line, for `evaluate` and the gate.

    {"id", "lang", "title", "text", "call", "signatories", "states", "not", "classes"}

Names are official names. `not` (or `not_signatories`) lists names the text only seems to hold; `undecided` and
`state_demonyms` list names that are neither right nor wrong. Other keys are for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from pipeline.core.scoring import Labelled
from pipeline.errors import ConfigError, Problem

if TYPE_CHECKING:
    from pathlib import Path

_REMEDY = 'one {"id", "lang", "title", "text", "call", "signatories", "states", "not", "classes"} a line'


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    id: str
    lang: str = ""
    title: str = ""
    text: str
    call: bool
    signatories: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    traps: frozenset[str] = Field(default=frozenset(), validation_alias=AliasChoices("not", "not_signatories"))
    undecided: frozenset[str] = frozenset()
    state_demonyms: frozenset[str] = frozenset()
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
        except ValidationError as error:
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


def _labelled(line: str) -> Labelled:
    read = _Line.model_validate_json(line)
    return Labelled(
        id=read.id,
        language=read.lang,
        title=read.title,
        text=read.text,
        call=read.call,
        signatories=read.signatories,
        states=read.states,
        traps=read.traps,
        undecided=read.undecided,
        demonyms=read.state_demonyms,
        classes=read.classes,
    )


def _message(error: ValidationError) -> str:
    return "; ".join(
        ": ".join(filter(None, (".".join(str(part) for part in detail["loc"]), detail["msg"])))
        for detail in error.errors()
    )
