"""The command ``copy``."""

import click


@click.command("copy")
@click.option(
    "--to",
    "target_url",
    metavar="URL",
    required=True,
    help="The empty database to fill, such as postgresql://user@host/name.",
)
def copy(target_url: str) -> None:
    """Copy everything to another database, such as from SQLite to PostgreSQL, and compare each row.

    Convene must not run. The database of DATABASE_URL stays as it is.
    """
    from bot import config, database_copy, database_lock, database_setup, migrate
    from bot.clock import system_clock
    from bot.problems import BackupRefused
    from models.database import disconnect

    source_url = config.load().database_url
    problems: list[str] = []
    config.check_database(target_url, problems)
    if problems:
        raise click.BadParameter(problems[0].replace("DATABASE_URL", "It"), param_hint="--to")
    if migrate.is_same(source_url, target_url):
        raise BackupRefused("That is the database of DATABASE_URL itself. Name another one.")
    database_setup.refuse_missing(source_url)
    with database_lock.alone(source_url), database_lock.alone(target_url):
        source = database_setup.answering(source_url)
        database_copy.check_revision(source)
        try:
            target = database_setup.prepared(target_url, now=system_clock)
            counts = database_copy.copy(source, target)
        finally:
            disconnect()
            source.dispose()
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables were copied and compared.")
    click.echo("Set DATABASE_URL to the other database, then start Convene.")
