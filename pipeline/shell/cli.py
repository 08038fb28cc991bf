"""The command line. Commands are imported only when they run, so that help is quick."""

from __future__ import annotations

import contextlib
import importlib
import signal
import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.core.secrets import masked
from pipeline.errors import BusyError, ConfigError, PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

EXIT_FAILED = 1  # ran, and something failed
EXIT_USAGE = 2  # called or configured wrongly
EXIT_BUSY = 75  # another process is at work: try again later (EX_TEMPFAIL)

COMMANDS = {
    "init": "Write a commented config.yaml and a list of feeds to start with.",
    "run": "Run the daemon: poll, read, match and report until stopped.",
    "once": "Do everything that is due, then stop.",
    "check": "Check config.yaml, feeds.txt and the database; report every problem at once.",
    "status": "Show how the monitor is doing.",
    "feeds": "List the feeds with their health and next poll.",
    "search": "Search the flagged stories.",
    "open": "Open a story or a digest in the browser.",
    "serve": "Browse the matches: Datasette with our pages, on this machine.",
    "stories": "List the stories, each with its copies; show, split or join them.",
    "explain": "Say why a story is flagged or not, with every name marked.",
    "revisions": "List what publishers have corrected or withdrawn, with what changed.",
    "feedback": "Say that a match is right or wrong; see which names err.",
    "match": "Match stories given as JSON Lines on standard input.",
    "evaluate": "Measure the matcher on labelled stories: precision, recall, traps, the worst spellings.",
    "signatories": "List the names that are looked for; compare them with the Call's own list.",
    "rematch": "Judge stored stories again, by today's rules and names.",
    "digest": "Show the digest of a day, week or month, or write it again.",
    "backfill": "Read the past: web archives, sitemaps, lists of addresses, GDELT.",
    "deliver": "Look after mail and push: what failed, send again, send a test.",
    "export": "Write every article as JSON Lines or CSV.",
    "doctor": "Examine everything: database, disk, clock, versions, rights, network; repair the search index.",
    "backup": "Write a verified copy of the database, and delete old ones.",
    "restore": "Put a verified backup in the place of the database.",
    "schema": "Print the JSON schema of config.yaml, for editors.",
    "completion": "Print shell completion for bash, zsh or fish.",
}


class _NobodyReads(Exception):  # noqa: N818  (no error)
    """Whoever read what we write has had enough: `paris-call export | head`."""


@contextlib.contextmanager
def _before_click_makes_a_failure_of_it() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _NobodyReads from error


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"pipeline.shell.commands.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  (our own modules)
        return command

    def make_context(self, *told: Any, **extra: Any) -> click.Context:  # noqa: ANN401  (click's signature)
        with _before_click_makes_a_failure_of_it():
            return super().make_context(*told, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _before_click_makes_a_failure_of_it():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="paris-call-monitor", prog_name="paris-call")
def cli() -> None:
    """Watch the news for the Paris Call and its 1,222 signatories: nothing missed, every flag explained.

    Start with `paris-call init`, then `paris-call once`; `paris-call run` is the daemon.
    Exit codes: 0 fine, 1 something failed, 2 wrong use or configuration, 75 database in use by another process.
    """


def main() -> None:
    """Runs the command line; every expected error ends in one readable message and its exit code."""
    try:
        cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except (_NobodyReads, BrokenPipeError):
        # As `cat` ends. Not before: a daemon must outlive whoever hangs up on one of its sockets.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)
    except ConfigError as error:
        for problem in error.problems:
            click.echo(masked(str(problem)), err=True)
        sys.exit(EXIT_USAGE)
    except BusyError as error:
        click.echo(f"paris-call: {error}", err=True)
        sys.exit(EXIT_BUSY)
    except PipelineError as error:
        click.echo(f"paris-call: {masked(str(error))}", err=True)
        sys.exit(EXIT_FAILED)
