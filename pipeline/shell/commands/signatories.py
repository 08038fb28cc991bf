"""`paris-call signatories`: list, show, update."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError, ParseError, Problem
from pipeline.shell.naming import facts, matches, matches_as_json, named, row_as_json, state_names
from pipeline.shell.options import config_option, group_config_option, json_option, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adapters.supporters import SupporterList
    from pipeline.core.supporters import ListChanges
    from pipeline.model import Signatory
    from pipeline.shell.settings import Settings

_CATEGORIES = ("private-sector", "civil-society", "public-authority", "state")
_LIST = "https://pariscall.international/supporters.csv"


class _NamesToo(click.Group):
    """`signatories Microsoft` is short for `signatories show Microsoft`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command called, or `show` for what is no command but a name."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            return super().resolve_command(ctx, ["show", *args])
        return super().resolve_command(ctx, args)


@click.group("signatories", cls=_NamesToo)
@group_config_option
def command() -> None:
    """List the names that are looked for, or show one: `paris-call signatories NAME`."""


@command.command("list")
@config_option
@json_option
@click.option("--category", type=click.Choice(_CATEGORIES), help="Only these.")
def list_them(config_file: Path, as_json: bool, category: str | None) -> None:
    """List all signatories, those of the watchlist included."""
    from pipeline.adapters.gazetteer import read_gazetteer  # noqa: PLC0415  (help must not wait)

    gazetteer = read_gazetteer(load_settings(config_file).watchlist)
    chosen = [one for one in gazetteer.signatories if category in {None, one.category}]
    if as_json:
        click.echo(json.dumps([row_as_json(one) for one in chosen], indent=2, ensure_ascii=False))
        return
    for one in chosen:
        click.echo(f"{one.category:<17} {one.country or '–':<4} {one.name.strip()}")
    click.echo(f"{len(chosen)} signatories, gazetteer {gazetteer.version}", err=True)


@command.command("show")
@config_option
@json_option
@click.argument("name")
def show(config_file: Path, as_json: bool, name: str) -> None:
    """Show all that is known of a signatory, by its official or any other name."""
    from pipeline.adapters.gazetteer import read_gazetteer  # noqa: PLC0415  (help must not wait)

    settings = load_settings(config_file)
    gazetteer = read_gazetteer(settings.watchlist)
    found = named(gazetteer, name)
    if as_json:
        told = [
            row_as_json(one) | {"state_names": state_names(gazetteer, one), "matches": matches_as_json(settings, one)}
            for one in found
        ]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for one in found:
        _tell([*facts(gazetteer, one), *matches(settings, one)])


def _tell(told: list[tuple[str, str]]) -> None:
    """Folded to the width of a terminal; elsewhere a line each, for whoever looks for one."""
    from rich.table import Table  # noqa: PLC0415  (help must not wait)
    from rich.text import Text  # noqa: PLC0415

    from pipeline.shell.terminal import console  # noqa: PLC0415

    out = console()
    if out.is_terminal:
        shown = Table.grid("label", "value", padding=(0, 1, 0, 0))
        for label, value in told:
            shown.add_row(Text(label), Text(value))
        out.print(shown)
    else:
        for label, value in told:
            click.echo(f"{label:<14} {value}")
    click.echo("")


@command.command("update")
@config_option
@json_option
@click.option("--url", default=_LIST, show_default=True, help="Where the list is.")
@click.option("--file", "file", type=click.Path(path_type=Path, dir_okay=False), help="A copy of it, instead of --url.")
@click.option("--take", is_flag=True, help="Write the new names into the watchlist.")
def update(config_file: Path, as_json: bool, url: str, file: Path | None, take: bool) -> None:
    """Compare the gazetteer with the Call's own list; changes nothing without --take.

    --take adds the new names to the file that `watchlist:` in config.yaml names, with cautious rules and a note for the
    curator: single words and acronyms count only with a cue. Names that are gone stay, for their stories do.
    """
    from pipeline.adapters.gazetteer import read_gazetteer  # noqa: PLC0415  (help must not wait)
    from pipeline.core.supporters import compare  # noqa: PLC0415

    settings = load_settings(config_file)
    watchlist = watchlist_of(settings) if take else settings.watchlist
    known = read_gazetteer().signatories
    watched = read_gazetteer(watchlist).signatories if watchlist and watchlist.exists() else known
    listed = _read(settings, url, file)
    changes = compare(listed.supporters, known, watched)
    taken = _take(watchlist, changes) if take and watchlist else ()
    if as_json:
        click.echo(json.dumps(_changes_as_json(listed, changes, taken), indent=2, ensure_ascii=False))
        return
    for line in _told(listed, changes):
        click.echo(line)
    if taken:
        click.echo(f"\n{len(taken)} names written to {watchlist}. Please check their rows.")
        click.echo("New stories are matched with them from the next `paris-call once` or restart of the daemon on;")
        click.echo("`paris-call rematch` renews the verdicts on stored stories.")
    elif changes.added:
        click.echo("\nNothing was changed; --take writes the new names into the watchlist.")


def watchlist_of(settings: Settings) -> Path:
    """Where the operator's own names are written.

    Raises:
        ConfigError: the configuration names no watchlist.
    """
    if settings.watchlist is None:
        problem = Problem(
            file=str(settings.file),
            line=0,
            message="no watchlist to write names into",
            remedy="add the line `watchlist: watchlist.csv`",
        )
        raise ConfigError((problem,))
    return settings.watchlist


def _read(settings: Settings, url: str, file: Path | None) -> SupporterList:
    from pipeline.adapters.supporters import read_file, read_page  # noqa: PLC0415  (help must not wait)
    from pipeline.model import Page, Request  # noqa: PLC0415
    from pipeline.shell.wiring import fetcher_of  # noqa: PLC0415

    if file is not None:
        return read_file(file)
    with closing(fetcher_of(settings, ())) as fetcher:
        page = fetcher.fetch(Request(url=url, accept="text/csv, text/plain;q=0.5"))
    if not isinstance(page, Page):
        raise ParseError(url, "the server says that nothing has changed, though nobody asked")
    return read_page(page)


def _take(watchlist: Path, changes: ListChanges) -> tuple[Signatory, ...]:
    from pipeline.adapters import watchlist as file  # noqa: PLC0415  (help must not wait)
    from pipeline.core.supporters import draft  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    rows = tuple(draft(supporter, changes, utc_now().date()) for supporter in changes.added)
    if rows:
        file.add(watchlist, rows)
    return rows


def _told(listed: SupporterList, changes: ListChanges) -> Iterator[str]:
    yield f"{len(listed.supporters)} supporters on the list."
    for number, text in listed.unread:
        yield f"line {number} could not be read: {text}"
    renamed = {renaming.after.name: renaming.before.name for renaming in changes.renamed}
    if not (changes.added or changes.gone or changes.moved):
        yield "Nothing is new, gone or in another category."
    for heading, lines in (
        (
            "New",
            [
                f"+ {one.name.strip()} ({', '.join(filter(None, (one.category, one.country, one.signed)))})"
                + (f" – perhaps “{renamed[one.name].strip()}” renamed" if one.name in renamed else "")
                for one in changes.added
            ],
        ),
        ("On your watchlist already", [f"  {name}" for name in changes.watched]),
        ("Gone (still looked for)", [f"- {one.name.strip()}" for one in changes.gone]),
        ("In another category", [f"~ {one.name.strip()}: {one.before} → {one.after}" for one in changes.moved]),
    ):
        if lines:
            yield f"\n{heading}: {len(lines)}"
            yield from lines


def _changes_as_json(listed: SupporterList, changes: ListChanges, taken: tuple[Signatory, ...]) -> dict[str, object]:
    return {
        "listed": len(listed.supporters),
        "unread": [{"line": number, "text": text} for number, text in listed.unread],
        "added": [
            {"name": one.name, "category": one.category, "country": one.country, "signed": one.signed}
            for one in changes.added
        ],
        "watched": list(changes.watched),
        "gone": [one.name for one in changes.gone],
        "renamed": [
            {"before": one.before.name, "after": one.after.name, "likeness": round(one.likeness, 2)}
            for one in changes.renamed
        ],
        "moved": [{"name": one.name, "before": one.before, "after": one.after} for one in changes.moved],
        "taken": [row_as_json(one) for one in taken],
    }
