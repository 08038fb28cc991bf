"""What is known of a signatory, for `paris-call signatories`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Filed, Gazetteer, Signatory
    from pipeline.shell.settings import Settings

_SUGGESTIONS = 5
_LATEST = 5


def named(gazetteer: Gazetteer, name: str) -> list[Signatory]:
    """The signatories of that name, official or other.

    Raises:
        click.BadParameter: there is none; with names that come close.
    """
    import difflib  # noqa: PLC0415  (help must not wait)

    wanted = name.strip().casefold()
    isos = {one.iso for one in gazetteer.state_names if one.name.casefold() == wanted and one.kind != "demonym"}
    spelled = {
        one.name: {spelling.strip().casefold() for spelling in (one.name, *one.names, *one.weak)}
        for one in gazetteer.signatories
    }
    found = [one for one in gazetteer.signatories if wanted in spelled[one.name] or (one.iso and one.iso in isos)]
    if found:
        return found
    close = difflib.get_close_matches(name, [one.name for one in gazetteer.signatories], n=_SUGGESTIONS, cutoff=0.5)
    within = [one.name for one in gazetteer.signatories if wanted in one.name.casefold()]
    hints = list(dict.fromkeys(within + close))[:_SUGGESTIONS]
    hint = f"; did you mean {', '.join(hints)}?" if hints else ""
    raise click.BadParameter(f"nobody of that name: {name}{hint}", param_hint="NAME")


def facts(gazetteer: Gazetteer, one: Signatory) -> Iterator[tuple[str, str]]:
    """(label, value) of all that the gazetteer says."""
    facts = (
        ("name", one.name.strip()),
        ("category", one.category),
        ("country", one.country),
        ("signed", one.signed),
        ("certain names", " | ".join(one.names)),
        ("weak names", " | ".join(one.weak)),
        ("case", one.case.value),
        ("class", one.ambiguity),
        ("cues", " | ".join(one.cues)),
        ("traps", " | ".join(one.traps)),
        ("evidence", one.evidence),
    )
    yield from ((label, value) for label, value in facts if value)
    for kind, names in state_names(gazetteer, one).items():
        yield kind, " | ".join(names)


def _latest(settings: Settings, one: Signatory) -> tuple[int, tuple[Filed, ...]]:
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415

    if not settings.database.exists():
        return 0, ()
    archive = Archive(open_readonly(settings.database))
    return archive.matches_of(one.name), archive.latest_of(one.name, _LATEST)


def matches(settings: Settings, one: Signatory) -> Iterator[tuple[str, str]]:
    """(label, value) of the stories that name it."""
    from pipeline.shell.terminal import printable  # noqa: PLC0415  (help must not wait)

    count, latest = _latest(settings, one)
    yield "matches", f"{count}{'; the latest:' if latest else ''}"
    for filed in latest:
        yield f"  #{filed.id}", f"{filed.first_seen:%Y-%m-%d} {printable(filed.title)} ({filed.site})"


def matches_as_json(settings: Settings, one: Signatory) -> dict[str, object]:
    """The same for programs."""
    count, latest = _latest(settings, one)
    return {
        "count": count,
        "latest": [
            {"id": filed.id, "url": filed.url, "title": filed.title, "first_seen": filed.first_seen.isoformat()}
            for filed in latest
        ],
    }


def state_names(gazetteer: Gazetteer, one: Signatory) -> dict[str, list[str]]:
    """The names of a state by kind; empty for others."""
    names: dict[str, dict[str, None]] = {}
    for row in gazetteer.state_names:
        if one.iso and row.iso == one.iso:
            names.setdefault(row.kind, {})[row.name] = None
    return {kind: list(spellings) for kind, spellings in names.items()}


def row_as_json(one: Signatory) -> dict[str, object]:
    """Its row of the gazetteer, for programs."""
    return {
        "name": one.name,
        "category": one.category,
        "country": one.country,
        "signed": one.signed,
        "iso": one.iso,
        "names": list(one.names),
        "weak": list(one.weak),
        "case": one.case.value,
        "class": one.ambiguity,
        "cues": list(one.cues),
        "traps": list(one.traps),
        "evidence": one.evidence,
    }
