"""The commands of ``person``: what is kept about somebody, and where mail reaches them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlmodel import Session

    from models import Person
    from services.people.forgetting import Forgotten

WHO = "Name people by email address, Slack id, name, or number as in “person:7”."


@click.group(
    "person", help=f"Export or forget what is kept about one person; see to their mail. {WHO}"
)
def person() -> None:
    pass


@person.command("export")
@click.argument("who")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def export(who: str, file: Path, force: bool) -> None:
    """Write everything that is kept about WHO into FILE, as JSON."""
    from bot import current_database, import_export
    from models.database import reading
    from services.people import personal_data

    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already. Overwrite it with --force.")
    with current_database.opened(), reading() as session:
        found = _found(session, who)
        rows = personal_data.everything(session, found)
        label = _label(found)
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    with import_export.errors_as_usage():
        import_export.write_private(file, f"{text}\n".encode())
    count = sum(map(len, rows.values()))
    click.echo(f"Wrote {count} rows of {len(rows)} tables about {label} to {file}. Keep it safe.")


@person.command("forget")
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(who: str, yes: bool) -> None:
    """Take the identity of WHO out of the record; there is no way back.

    What they did stays counted, as that of a former member.
    """
    from bot import current_database
    from bot.clock import system_clock
    from models import Person
    from models.database import reading, unit_of_work
    from services.errors import Refusal
    from services.people import forgetting

    with current_database.opened():
        with reading() as session:
            found = _found(session, who)
            label, number = _label(found), found.id
        # Nobody else could write while a unit of work waits for the answer.
        if not yes:
            click.confirm(_question(label), abort=True, err=True)
        try:
            with unit_of_work() as session:
                found = session.get_one(Person, number)
                done = forgetting.forget(session, found, by=None, now=system_clock())
        except Refusal as refusal:
            raise click.UsageError(f"{label} was not forgotten: {refusal}") from None
    click.echo("\n".join(_lines(label, done)))


@person.command("address")
@click.argument("who")
@click.argument("address")
def change_address(who: str, address: str) -> None:
    """Write to WHO at another mail ADDRESS from now on; the old one still tells who they are."""
    from bot import current_database
    from bot.clock import system_clock
    from models.database import unit_of_work
    from services.errors import Refusal
    from services.people import addresses

    with current_database.opened(), unit_of_work() as session:
        found = _found(session, who)
        try:
            wanted = addresses.checked_address(address)
        except Refusal as refusal:
            raise click.UsageError(str(refusal)) from None
        addresses.take_main(session, found, wanted, now=system_clock())
        if found.email != wanted:
            raise click.UsageError(f"{wanted} is somebody else's address.")
        label = _label(found)
    click.echo(f"Mail for {label} goes there from now on, with what waited or was refused.")


@person.command("bounced")
@click.argument("who")
@click.option("--undo", is_flag=True, help="The address takes mail again.")
def bounced(who: str, undo: bool) -> None:
    """Note that no mail arrives at the address of WHO, so that nothing more is sent there."""
    from bot import current_database
    from bot.clock import system_clock
    from models.database import unit_of_work
    from services import bounces

    with current_database.opened(), unit_of_work() as session:
        found = _found(session, who)
        label = _label(found)
        change = bounces.forget if undo else bounces.note
        is_new = change(session, found, by=None, now=system_clock())
    is_known = "" if is_new else " That was known."
    click.echo(f"Mail for {label} {'goes out again' if undo else 'waits from now on'}.{is_known}")


def _found(session: "Session", who: str) -> "Person":
    """The person that is meant. Raises ``click.UsageError`` for nobody, and for several."""
    from services import people

    found = people.records(session, who)
    if not found:
        raise click.UsageError(f"Nobody is known as {who!r}. {WHO}")
    if len(found) > 1:
        several = "; ".join(map(_label, found))
        raise click.UsageError(f"{who!r} could be {several}. Name one by its number.")
    return found[0]


def _label(person: "Person") -> str:
    known_by = person.email or person.slack_id or "no address"
    return f"{person.name} ({known_by}, person:{person.id})"


def _question(label: str) -> str:
    return (
        f"Forget {label}? Name, addresses, Slack account, choices and messages are removed for"
        " good; memberships end, and what was done stays counted as that of a former member."
    )


def _lines(label: str, done: "Forgotten") -> list[str]:
    ended = _counted(done.memberships, "membership")
    lines = [f"{label} is forgotten: a former member now. {ended} ended."]
    if done.open_tasks:
        left = _counted(done.open_tasks, "open task")
        them, is_left = ("it", "is") if done.open_tasks == 1 else ("them", "are")
        lines.append(
            f"{left} {is_left} left with a former member. The program manager's Home lists {them},"
            " to be given to somebody else."
        )
    if done.leaves:
        seats = _counted(done.leaves, "seat")
        lines.append(f"{seats} on leave lost who acted there. `/wg seats` shows which.")
    if done.still_named:
        places = ", ".join(f"{place} ({count})" for place, count in done.still_named.items())
        lines.append(
            f"The name still stands in what people typed: {places}. Change that in Slack where it"
            " matters."
        )
    lines.append(
        "Messages in Slack, backups and exported files are not changed: backups go with their age."
        " Take the person out of the files that you import, or the next import adds them again."
    )
    return lines


def _counted(count: int, noun: str) -> str:
    return f"{count or 'No'} {noun}{'s' if count > 1 else ''}"
