"""The commands ``backup`` and ``restore``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.backups import Restored
    from bot.config import Settings


@click.command("backup")
@click.argument("place", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
def back_up(place: Path) -> None:
    """Write a backup of the database, also while Convene runs, and prove that it is sound."""
    from bot import backups, config
    from bot.clock import system_clock

    target = backups.back_up(config.load().database_url, place, now=system_clock())
    click.echo(
        f"{target} holds everything up to now ({target.stat().st_size} bytes), and was checked."
        " It holds names and addresses: keep it safe."
    )


@click.command("restore")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--told",
    "is_put_back",
    is_flag=True,
    help="The database was put back by other means: only decide what counts as told.",
)
def restore(file: Path | None, is_put_back: bool) -> None:
    """Put a backup in the place of the database, which is kept. Convene must not run.

    What was due before this moment is not said again: it is looked for in Slack where that is
    possible, and counts as told otherwise.
    """
    from bot import backups, config
    from bot.clock import system_clock

    if (file is None) is not is_put_back:
        raise click.UsageError("Name the backup, or say --told.")
    settings = config.load()
    client = _client(settings)
    if file is None:
        done = backups.count_as_told(settings.database_url, now=system_clock(), client=client)
    else:
        done = backups.restore(settings.database_url, file, now=system_clock(), client=client)
    click.echo("\n".join(_lines(file, done)))


def _client(settings: "Settings") -> "WebClient | None":
    """Slack is only read; what goes out goes out when Convene is started."""
    from bot.slack import web_client

    return web_client(settings, retries=False) if settings.has_slack else None


def _lines(file: Path | None, done: "Restored") -> Iterator[str]:
    from bot import migrate

    if file:
        since = "" if done.revision == migrate.newest() else f", brought up from {done.revision}"
        yield f"The database is what {file} holds, at revision {migrate.newest()}{since}."
    if done.kept:
        yield f"The database from before is kept as {done.kept}."
    yield from _decisions(done)
    yield "Start Convene when you are ready."


def _decisions(done: "Restored") -> Iterator[str]:
    decided = done.decided
    waiting = decided.arrived + decided.to_send + decided.counted
    if waiting and not done.is_looked_for:
        yield "Slack could not be asked what stands in its channels."
    ends = (
        (decided.arrived, "stand in Slack, and count as sent"),
        (decided.to_send, "stand nowhere in their channels, and will go out"),
        (decided.counted, "cannot be looked for, and count as told"),
    )
    yield from (f"{count} of {waiting} waiting messages {words}." for count, words in ends if count)
    yield (
        f"{decided.planned} reminders, digests and cards that were due before now count as told;"
        " none of them is said again."
    )
