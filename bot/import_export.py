"""The commands ``import`` and ``export``: CSV files in, and everything out again."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.handovers import HeldAtFormer
    from services.import_export import ImportEntry, ImportPlan

MOST_PROBLEMS = 200
"""How many problems, or people, are printed; a wrong file can have one in every line."""


@click.command("import")
@click.argument(
    "places", metavar="FOLDER_OR_FILES...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--apply/--dry-run",
    "is_applied",
    help="Write it; without this it is only shown what would happen.",
)
def import_files(places: tuple[Path, ...], is_applied: bool) -> None:
    """Bring in libraries, directions, people, groups, memberships and seats from CSV files.

    All or nothing, and again as often as you like: what is there already is never doubled.
    """
    from bot import current_database
    from bot.clock import system_clock
    from handlers import people
    from models import ReversibleKind
    from models.database import reading, unit_of_work
    from services import import_export, undoing

    files = _contents(places)
    with current_database.opened(), unit_of_work() if is_applied else reading() as session:
        now = system_clock()
        plan = import_export.plan(session, files, now=now)
        report = list(_lines(plan, is_applied=is_applied))
        if not plan.problems:
            report += _movers(import_export.moving(session, plan, now))
        if is_applied and not plan.problems:
            with undoing.recorded(session, ReversibleKind.IMPORT, now=now):
                import_export.apply(session, plan, now=now)
            unplaced = import_export.not_placed(session, plan)
            if count := people.ask_each_for_library(session, unplaced, now=now):
                report.append(f"Convene asks {_people(count)} privately about their library.")
    click.echo("\n".join(report))
    sys.exit(1 if plan.problems else 0)


@click.command("undo-import")
@click.option(
    "--apply/--dry-run",
    "is_applied",
    help="Do it; without this it is only shown what would happen.",
)
def undo_import(is_applied: bool) -> None:
    """Take back the last import, for 30 days, as long as nothing of what it wrote has changed.

    Everything becomes what it was, or nothing changes. An earlier import has to wait for the later.
    """
    from bot import current_database
    from bot.clock import system_clock
    from models import ReversibleKind
    from models.database import unit_of_work
    from services import undoing
    from services.errors import Refusal

    now = system_clock()
    try:
        with current_database.opened(), unit_of_work() as session:
            change = undoing.latest(session, ReversibleKind.IMPORT, now)
            counts = undoing.counts(change)
            made_at = change.made_at
            undoing.undo(session, change, by=None, now=now)
            if not is_applied:
                session.rollback()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    listed = ", ".join(f"{name} {count}" for name, count in counts.items())
    click.echo(f"The import of {made_at:%Y-%m-%d %H:%M} UTC changed these rows: {listed}.")
    if is_applied:
        click.echo("It is taken back.")
    else:
        click.echo("Nothing was changed: run it again with --apply to take it back.")


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def export_all(folder: Path, force: bool) -> None:
    """Write everything as CSV files into FOLDER; the five of the import can be imported again."""
    from bot import current_database
    from bot.clock import system_clock
    from models.database import reading
    from services import import_export

    names = [*import_export.SHEETS, *import_export.RECORDS, *import_export.TABLE_FILES]
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise click.UsageError(
            f"{folder} holds {', '.join(there)} already. Overwrite with --force."
        )
    with current_database.opened(), reading() as session, errors_as_usage():
        for name, content in import_export.export(session, now=system_clock()):
            write_private(folder / name, content)
    click.echo(
        f"Wrote {len(names)} files to {folder}. They hold names and addresses: keep them safe."
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def write_private(file: Path, content: bytes) -> None:
    """Only its owner may read it: it holds names and addresses."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_bytes(content)


def _contents(places: tuple[Path, ...]) -> dict[str, bytes]:
    """The files to import by their known names.

    Raises ``click.UsageError`` where there are none.
    """
    from services.import_export import SHEETS
    from services.import_export.csv_rows import LARGEST_FILE

    files: dict[str, bytes] = {}
    for path in (found for place in places for found in _files_in(place, list(SHEETS))):
        name = path.name.casefold()
        if name not in SHEETS:
            raise click.UsageError(f"{path.name} is none of {', '.join(SHEETS)}. Rename it.")
        if name in files:
            raise click.UsageError(f"{name} was given twice. Name it once.")
        with errors_as_usage(), path.open("rb") as file:
            files[name] = file.read(LARGEST_FILE + 1)
    return files


def _files_in(place: Path, known: list[str]) -> list[Path]:
    with errors_as_usage():
        if not place.is_dir():
            return [place]
        found = sorted(path for path in place.iterdir() if path.name.casefold() in known)
    if not found:
        raise click.UsageError(f"{place} holds none of {', '.join(known)}.")
    return found


@contextmanager
def errors_as_usage() -> Iterator[None]:
    """What the file system refuses, as wrong usage."""
    try:
        yield
    except (OSError, ValueError) as trouble:
        raise click.UsageError(f"That did not work: {trouble}") from None


def _lines(plan: "ImportPlan", *, is_applied: bool) -> Iterator[str]:
    if plan.problems:
        yield from (str(problem) for problem in plan.problems[:MOST_PROBLEMS])
        if len(plan.problems) > MOST_PROBLEMS:
            yield f"… and {len(plan.problems) - MOST_PROBLEMS} more."
        yield f"{len(plan.problems)} to mend. Nothing was written."
        return
    yield from _changes(plan)
    entries = [entry for file in plan.files.values() for entry in plan.entries(file.sheet)]
    new = sum(entry.before is None for entry in entries)
    left = sum(not entry.changed for entry in entries)
    changed = len(entries) - new - left
    if is_applied:
        yield f"{new} created, {changed} changed, {left} unchanged."
    else:
        yield (
            f"{new} to create, {changed} to change, {left} unchanged. Nothing was written: add"
            " --apply."
        )


def _movers(moving: Sequence[tuple[str, "HeldAtFormer"]]) -> Iterator[str]:
    """Who leaves her library, and what she is for it and holds in its name."""
    if moving:
        yield "Convene does not tell these people, or those who follow them: please do."
    for name, held in moving[:MOST_PROBLEMS]:
        seats = [f"{item.title} in {item.group.name}" for item in held.items[: held.asking]]
        parts = [
            "no longer directs it" if held.directed_it else "",
            f"no longer speaks for it on {', '.join(held.spoke_on)}" if held.spoke_on else "",
            f"still holds these seats, which ask for it: {', '.join(seats)}" if seats else "",
        ]
        yield f"  {name} leaves {held.former.short_name}: {'; '.join(filter(None, parts))}."
    if len(moving) > MOST_PROBLEMS:
        yield f"  … and {len(moving) - MOST_PROBLEMS} more."


def _changes(plan: "ImportPlan") -> Iterator[str]:
    for name, file in plan.files.items():
        entries = plan.entries(file.sheet)
        left = sum(not entry.changed for entry in entries)
        yield f"{name}: {len(entries)} rows, {left} unchanged"
        labels = _seat_labels(plan)
        for entry in entries:
            if entry.changed:
                label = labels.get(entry) or entry.after.get("name") or _place(entry)
                yield (
                    f"  + {label}"
                    if entry.before is None
                    else f"  ~ {label}: {_differences(entry)}"
                )


def _seat_labels(plan: "ImportPlan") -> dict["ImportEntry", str]:
    return {
        entry: f"{person.after['name']} in {group.after['name']} as {entry.after['role']}"
        for (group, person), services in plan.state.memberships.items()
        for entry in services
    }


def _place(entry: "ImportEntry") -> str:
    """What a seat, or who speaks for a library, is called where neither has a name."""
    names = ("library", "kind", "role", "label", "group", "topic")
    return ", ".join(_shown(entry.after[name]) for name in names if entry.after.get(name))


def _differences(entry: "ImportEntry") -> str:
    before = entry.before or {}
    return ", ".join(
        f"{name} “{_shown(before[name])}” → “{_shown(entry.after[name])}”" for name in entry.changed
    )


def _shown(value: object) -> str:
    from services.import_export import written

    text = " ".join(written(value, "none").split())
    return text if len(text) <= 60 else f"{text[:59]}…"
