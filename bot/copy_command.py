"""The command ``copy``."""

import click


@click.command("copy")
@click.option(
    "--to",
    "target_url",
    metavar="URL",
    default="",
    help="The empty database to fill, such as postgresql://user@host/name; else that of COPY_TO.",
)
def copy(target_url: str) -> None:
    """Copy everything to another database, such as from SQLite to PostgreSQL, and compare each row.

    Convene must not run. The database of DATABASE_URL stays as it is. An address with a password
    belongs into COPY_TO, in .env or the environment: what is typed here others on the machine see.
    """
    from bot import config, database_copy, database_lock, database_setup, migrate
    from bot.clock import system_clock
    from bot.problems import BackupRefused
    from models.database import disconnect

    settings = config.load()
    source_url, name = settings.database_url, "--to" if target_url else "COPY_TO"
    target_url = target_url or settings.copy_to
    if not target_url:
        raise click.UsageError("Name the database to fill: set COPY_TO, or say --to URL.")
    problems: list[str] = []
    config.check_database(target_url, problems)
    if problems:
        raise click.BadParameter(problems[0].replace("DATABASE_URL", "It"), param_hint=name)
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
