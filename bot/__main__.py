"""The command line: ``python -m bot``.

What a command needs is imported when it runs, and not before.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import (
    backup_commands,
    copy_command,
    import_export,
    person_commands,
    recompute_command,
    record_command,
)
from bot.problems import BackupRefused, CannotStart

if TYPE_CHECKING:
    from bot.config import Settings


REAL_DATABASE = (
    "Tokens are set, so this is the database of your own Slack. Invented people and a year of their"
    " work would stand in it for good. Fill it all the same?"
)


class Plain(click.Group):
    """Says what keeps the product from starting in plain lines, and ends with exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        # What is made here holds names, addresses and tokens: it is for nobody else to read.
        before = os.umask(0o077)
        ctx.call_on_close(lambda: os.umask(before))
        try:
            return super().invoke(ctx)
        except CannotStart as trouble:
            click.echo("Convene cannot start:", err=True)
            for problem in trouble.problems:
                click.echo(f"- {problem}", err=True)
            ctx.exit(2)
        except BackupRefused as trouble:
            click.echo(trouble, err=True)
            ctx.exit(2)


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="convene", message="Convene %(version)s")
def main() -> None:
    """Convene: a Slack bot with which a library consortium runs its working groups."""


@main.command()
@click.option(
    "--or-sandbox", is_flag=True, help="With no tokens start the sandbox, also as a service."
)
def run(or_sandbox: bool) -> None:
    """Start the bot; with no Slack tokens in .env, and at a terminal, start it with the sandbox."""
    from bot import app, config

    settings = config.load()
    is_wanted = or_sandbox or sys.stdin.isatty()
    sys.exit(app.run(settings if is_wanted else _with_slack(settings)))


@main.command()
def sandbox() -> None:
    """Start the bot with the sandbox, whatever tokens there are."""
    from bot import app, config
    from bot.sandbox_process import without_slack

    sys.exit(app.run(without_slack(config.load())))


@main.command()
def web() -> None:
    """Take Slack's requests, and leave the time-driven work to a scheduler process."""
    from bot import app, config

    sys.exit(app.run(_with_slack(config.load()), ticks=False))


@main.command()
def scheduler() -> None:
    """Send reminders, digests and whatever else is due, and take no requests."""
    from bot import app, config

    sys.exit(app.run(_with_slack(config.load()), doors=False))


@main.command()
@click.option("--online", is_flag=True, help="Also ask Slack and the mail server.")
@click.option(
    "--send-mail", is_flag=True, help="As --online, and send a message to the address of MAIL_FROM."
)
def doctor(online: bool, send_mail: bool) -> None:
    """Check settings, tokens, database and queue; say what is wrong and how to mend it."""
    from bot import config
    from bot import doctor as checks

    findings = checks.examine(config.load, online=online, sends_mail=send_mail)
    for finding in findings:
        click.echo(finding.line())
    sys.exit(0 if all(finding.is_ok for finding in findings) else 1)


@main.command()
def health() -> None:
    """Ask the Convene that runs here whether it is ready; ends with 0 or 1."""
    from bot import config, probe

    is_ready, words = probe.ask(config.load())
    click.echo(words)
    sys.exit(0 if is_ready else 1)


@main.command()
@click.option(
    "--http",
    "address",
    metavar="ADDRESS",
    default="",
    help="For HTTP at https://… instead of Socket Mode.",
)
@click.option(
    "--link", is_flag=True, help="Print the link that makes the Slack app with one click."
)
@click.option("--check", is_flag=True, help="Compare with manifest.json; exit 1 where it differs.")
def manifest(address: str, link: bool, check: bool) -> None:
    """Print the Slack app's manifest."""
    import handlers
    from bot import manifest as manifests

    table = handlers.route_table()
    if address and not address.startswith("https://"):
        raise click.BadParameter(
            "Slack wants an address that begins with https://.", param_hint="--http"
        )
    if check:
        _compare(Path("manifest.json"), manifests.text(table))
    elif link:
        click.echo(manifests.link(table, address=address))
    else:
        click.echo(manifests.text(table, address=address), nl=False)


@main.command()
@click.option(
    "--new", "message", metavar="WORDS", default="", help="Write the next revision from the models."
)
@click.option(
    "--to",
    "target",
    metavar="REVISION",
    default="",
    help="Go up or down to this revision, such as 0019, for an older Convene.",
)
def migrate(message: str, target: str) -> None:
    """Bring the database to the newest revision; an SQLite file is copied first."""
    from bot import config, database_lock, database_setup
    from bot import migrate as migrations
    from bot.clock import system_clock

    if message:
        migrations.draft(message)
        return
    url = config.load().database_url
    # Going down takes away what a running Convene needs.
    with (database_lock.alone if target else database_lock.shared)(url):
        database_setup.prepared(url, now=system_clock, target=target)
    click.echo(f"The database is at revision {target or migrations.newest()}.")


@main.command()
@click.option("--yes", is_flag=True, help="Do not ask, also where tokens are set.")
def demo(yes: bool) -> None:
    """Fill an empty database with a demo consortium: a year of its work up to now."""
    from bot import app, config

    settings = config.load()
    if settings.has_slack and not yes:
        click.confirm(REAL_DATABASE, abort=True, err=True)
    app.fill_with_demo(settings)
    click.echo("The database now holds the demo consortium.")


main.add_command(backup_commands.back_up)
main.add_command(backup_commands.restore)
main.add_command(copy_command.copy)
main.add_command(import_export.import_files)
main.add_command(import_export.undo_import)
main.add_command(import_export.export_all)
main.add_command(record_command.write_record)
main.add_command(recompute_command.recompute)
main.add_command(person_commands.person)


def _with_slack(settings: "Settings") -> "Settings":
    if not settings.has_slack:
        raise CannotStart(
            "SLACK_BOT_TOKEN is not set. Set it in .env, or try the sandbox with: python -m bot"
            " sandbox"
        )
    return settings


def _compare(file: Path, text: str) -> None:
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        raise click.ClickException(
            f"{file} differs from the routes. Write it anew with: make manifest"
        )
    click.echo(f"{file} agrees with the routes.")


if __name__ == "__main__":
    main()
