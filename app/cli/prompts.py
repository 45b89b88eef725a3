"""The prompt library from the command line."""

from __future__ import annotations

import click

from app.copywriter.library_check import check_library
from app.copywriter.prompty import load_prompt, prompt_keys
from content_calendar.vocabulary import Language


@click.group("prompts")
def command() -> None:
    """Look at the prompts that ship with the product."""


@command.command("list")
def list_prompts() -> None:
    """Print key, version and name of every shipped prompt."""
    for prompt in map(load_prompt, prompt_keys()):
        click.echo(f"{prompt.key:32}{prompt.version:6}{prompt.name}")


@command.command("check")
@click.option("--language", type=click.Choice([each.value for each in Language]), default="en", help="of the remarks")
def check(language: str) -> None:
    """Print every fault of the library with file, line and remedy; exit 1 when there is one."""
    faults = check_library()
    for fault in faults:
        click.echo(fault.text(language))
    if faults:
        raise click.ClickException(f"{len(faults)} fault{'s' * (len(faults) > 1)} in the prompt library")
    click.echo(f"{len(prompt_keys())} prompts, no faults")
