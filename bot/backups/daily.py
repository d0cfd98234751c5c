"""A backup every day while Convene runs, and only so many of them kept."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from bot import migrate, sqlite_copies
from bot.backups import making
from bot.config import Settings
from bot.problems import BackupRefused

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 600.0
"""How often it is asked whether today's backup is there."""
BESIDE = "backups"
"""The folder beside an SQLite file, unless another is set."""
OWNER_FILE = "convene-owner"
"""Says in a folder of backups whose they are: the workspace, and the app's account there."""
ANY_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def folder(settings: Settings) -> Path | None:
    """Where the daily backups lie; None where none are made."""
    if not settings.backups_kept:
        return None
    if settings.backup_folder:
        return Path(settings.backup_folder)
    file = migrate.sqlite_file(settings.database_url)
    return file.parent / BESIDE if file else None


def made(settings: Settings) -> list[Path]:
    """The daily backups that are there, the newest last."""
    place = folder(settings)
    file = migrate.sqlite_file(settings.database_url)
    return sorted(place.glob(making.name_of(file, ANY_DAY))) if place else []


def back_up_today(settings: Settings, *, now: datetime, owner: str = "") -> Path | None:
    """Make the backup of this day, if there is none yet, and delete the oldest ones, unless they
    may be those of another installation.

    Whoever is first makes it, of however many processes. ``owner`` is empty where Slack has not
    told yet who Convene is. Raises ``BackupRefused`` where it cannot be made, also in a folder with
    the backups of another installation, which would take them for its own.
    """
    place, file = folder(settings), migrate.sqlite_file(settings.database_url)
    if place is None:
        return None
    if owner:
        _take(place, owner)
    target = place / making.name_of(file, f"{now:%Y-%m-%d}")
    if target.exists():
        return None
    making.back_up(settings.database_url, target, now=now)
    if not owner and _owner_of(place / OWNER_FILE):
        return target
    for old in made(settings)[: -settings.backups_kept]:
        old.unlink(missing_ok=True)
    return target


def _take(place: Path, owner: str) -> None:
    """Make a folder that of this installation."""
    mark = place / OWNER_FILE
    try:
        place.mkdir(parents=True, exist_ok=True)
        found = _owner_of(mark) or _marked(mark, owner)
    except OSError as error:
        raise BackupRefused(f"Cannot make the folder {place}: {error.strerror}.") from None
    if found != owner:
        raise BackupRefused(
            f"{place} holds the backups of another installation ({found}, and this is {owner}). Set"
            f" BACKUP_FOLDER to a folder of its own, or delete {mark} if that one is no more."
        )


def _marked(mark: Path, owner: str) -> str:
    """Whose a folder is from now on that nobody has marked. The mark comes there whole or not at
    all, also where the disk is full; of two who mark at once, the first has it.
    """
    beside = sqlite_copies.unfinished_beside(mark)
    try:
        beside.write_text(f"{owner}\n")
        if mark.exists() and not _owner_of(mark):
            mark.unlink()
        with suppress(BackupRefused):
            sqlite_copies.take_place(beside, mark)
    finally:
        beside.unlink(missing_ok=True)
    return _owner_of(mark)


def _owner_of(mark: Path) -> str:
    """Whom a mark names; empty where there is none, or it is."""
    try:
        return mark.read_text().strip()
    except FileNotFoundError:
        return ""


class DailyBackups:
    """A thread that makes them. What fails is logged, and tried again with the next question."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        owner: Callable[[], str] = str,
    ) -> None:
        self._settings = settings
        self._now, self._owner = now, owner
        self._stop = Event()
        self._thread = Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the backup that is being made."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._make()
            self._stop.wait(SECONDS_BETWEEN)

    def _make(self) -> None:
        try:
            self._tidy()
            if made_now := back_up_today(self._settings, now=self._now(), owner=self._owner()):
                log.info("the backup of today is %s", made_now)
        except BackupRefused as trouble:
            log.error("the backup of today could not be made: %s", trouble)
        except Exception:
            log.exception("the backup of today could not be made")

    def _tidy(self) -> None:
        """Remove what killed processes have left, in the folder and beside an SQLite file."""
        if place := folder(self._settings):
            sqlite_copies.remove_unfinished(place, "convene-")
        if file := migrate.sqlite_file(self._settings.database_url):
            sqlite_copies.remove_unfinished(file.parent, f"{file.name}.")
