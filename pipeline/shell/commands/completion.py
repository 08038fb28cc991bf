"""`paris-call completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_WHERE = {
    "bash": 'eval "$(paris-call completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(paris-call completion zsh)"   # in ~/.zshrc',
    "fish": "paris-call completion fish | source   # in ~/.config/fish/config.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(_WHERE)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print shell completion; the first line says where it goes."""
    completion = get_completion_class(shell)
    root = ctx.find_root().command
    if completion is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(f"# {_WHERE[shell]}")
    click.echo(completion(root, {}, "paris-call", "_PARIS_CALL_COMPLETE").source())
