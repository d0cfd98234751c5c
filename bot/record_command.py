"""The command ``record``: what a group announced, did and decided, as plain files."""

from datetime import datetime
from pathlib import Path

import click

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("record")
@click.argument("group_name", metavar="GROUP")
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Where the files go; nothing else may be there.",
)
def write_record(group_name: str, first: datetime, last: datetime, folder: Path) -> None:
    """Write the record of GROUP for the public: agendas, notices with the times they were sent,
    attendance, votes, minutes and decisions.
    """
    from bot import current_database, import_export
    from bot.clock import system_clock
    from models.calendar_days import day_words
    from models.database import reading
    from services import public_records
    from services.dates import Period

    if first > last:
        raise click.UsageError("--from comes after --to.")
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a folder that is, or a new one.")
    label = f"{day_words(first.date())} to {day_words(last.date())}"
    period = Period(first.date(), last.date(), label)
    with current_database.opened(), reading() as session, import_export.errors_as_usage():
        group = public_records.group_of_name(session, group_name)
        if group is None:
            raise click.UsageError(f"There is no group called {group_name}.")
        files = public_records.record_of_group(session, group, period, now=system_clock())
        for file in files:
            import_export.write_private(folder / file.name, file.content)
    click.echo(
        f"Wrote {len(files)} files to {folder}; start with index.md. Read them through before you"
        " publish them."
    )
