"""What the demonstration says on the terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.table import Table
from rich.text import Text

from pipeline.model import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console

    from demo.content import Site, Verdict
    from demo.newsroom import Visit
    from demo.proof import Check, Exported

Counts: TypeAlias = "Mapping[str, Mapping[str, int]]"  # by job, then by outcome

_STYLES: Final = {Tier.CALL: "bold red", Tier.CONTEXT: "bold yellow", Tier.MENTION: "cyan"}
_TOP: Final = 8  # signatories listed
# Two stories worth an explanation: one that is flagged, and one that only looks like it.
FLAGGED: Final = "http://www.harbour-times.example/news/port-authority-signs"
LOOKALIKE: Final = "http://www.daily-herald.example/world/2026/nov/10/paris-calls-on-drivers"


def introduce(console: Console, sites: Sequence[Site], address: str) -> None:
    """What is about to happen."""
    stories = sum(len(site.stories) for site in sites)
    languages = len({site.language.partition("-")[0] for site in sites})
    console.print(
        f"[bold]A newsroom on {address}[/bold]\n"
        f"{len(sites)} sites, {languages} languages, {stories} stories, all of them invented. The monitor watches it\n"
        "for three days of virtual time. Nothing leaves this machine.\n"
    )


def tell(console: Console, now: datetime, counts: Counts) -> None:
    """One pass of the monitor, in a line."""
    polls, reads = counts.get("poll", {}), counts.get("read", {})
    digests = counts.get("report", {}).get("delivered", 0)
    revisits = counts.get("revisit", {})
    revised = ", ".join(
        f"{revisits[kind]} {kind}" for kind in ("edited", "withdrawn", "restored") if revisits.get(kind)
    )
    console.print(
        Text.assemble(
            (f"{now:%a %d %b %H:%M}Z ", "bold"),
            f"{sum(polls.values()):3} polls ({polls.get('unchanged', 0)} unchanged, {polls.get('failed', 0)} failed)  ",
            f"{sum(reads.values()):3} pages ({reads.get('matched', 0)} flagged)",
            (f"  {revised}", "yellow") if revised else "",
            ("  digest", "green") if digests else "",
        ),
        soft_wrap=True,
    )


def conclude(
    console: Console,
    visits: Sequence[Visit],
    exported: Sequence[Exported],
    checks: Sequence[Check],
) -> None:
    """What came of it, and whether that is right.

    Args:
        console: the terminal.
        visits: every request the newsroom had.
        exported: every article the monitor has.
        checks: every story against its file.
    """
    console.print()
    console.print(_overview(visits, exported))
    console.print()
    _verdict(console, checks)


def _overview(visits: Sequence[Visit], exported: Sequence[Exported]) -> Table:
    tiers = Counter(article.tier for article in exported)
    asked = [visit.status for visit in visits if visit.target != "/robots.txt"]
    groups = Counter(article.duplicate_group for article in exported if article.duplicate_group)
    named = Counter(name for article in exported if article.tier for name in article.signatories)
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for tier, says in (
        (Tier.CALL, "name the Paris Call"),
        (Tier.CONTEXT, "name signatories amid cyber policy"),
        (Tier.MENTION, "name signatories"),
    ):
        table.add_row(Text(tier.value, style=_STYLES[tier]), f"{tiers[tier]} stories {says}")
    table.add_row("unflagged", f"{tiers[None]} stories")
    table.add_row("reprints", f"{sum(count - 1 for count in groups.values())} recognised as the words of another story")
    top = ", ".join(f"{name} ({count})" for name, count in sorted(named.items(), key=_most)[:_TOP])
    table.add_row("signatories", top)
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(Counter(asked).items()))
    table.add_row("requests", f"{answers}; {len(visits) - len(asked)} for robots.txt")
    return table


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _verdict(console: Console, checks: Sequence[Check]) -> None:
    failed = [check for check in checks if not check.is_as_expected]
    console.print(
        f"{len(checks) - len(failed)} of {len(checks)} stories judged as expected", style="red" if failed else "green"
    )
    for check in failed:
        lines = (
            f"  {check.url}",
            f"    here for: {check.story.shows}",
            f"    expected: {_in_words(check.story.expected)}",
            f"    found:    {_in_words(check.found) if check.found else 'not in the store'}",
        )
        console.print(Text("\n".join(lines)), soft_wrap=True)
    console.print()


def _in_words(verdict: Verdict) -> str:
    tier = verdict.tier.value if verdict.tier else "unflagged"
    return f"{tier}: {', '.join(sorted(verdict.signatories))}" if verdict.signatories else tier


def direct(console: Console, program: str, folder: Path) -> None:
    """How to look on.

    Args:
        console: the terminal.
        program: how `paris-call` is called from here.
        folder: where the monitor worked, as seen from here.
    """
    config = folder / "config.yaml"
    lines = [f"  {page}  the last digest, for a browser" for page in sorted((folder / "digests").rglob("*.html"))[-1:]]
    lines += [
        f'  {program} search --config {config} "Paris Call"',
        f"  {program} explain --config {config} {FLAGGED}",
        f"  {program} explain --config {config} {LOOKALIKE}",
        f"  {program} revisions --config {config}",
        f"  {program} status --config {config}",
        f"  {program} serve --config {config} --open  everything, in the browser",
    ]
    console.print("Look on:", style="bold")
    console.print(Text("\n".join(lines)), soft_wrap=True)
