"""The database of the settings, for commands that work in it and leave its form as it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot import config, database_lock, database_setup, migrate
from bot.problems import CannotStart
from models import reach
from models.database import disconnect


@contextmanager
def opened() -> Iterator[None]:
    """That database, connected within the block, also while Convene runs.

    Raises ``CannotStart`` where there is none, or none that is up to date.
    """
    settings = config.load()
    reach.set_up(settings.reach)
    url = settings.database_url
    with database_lock.shared(url):
        engine = database_setup.opened(url)
        try:
            with engine.connect() as connection:
                standing = migrate.current(connection)
            if standing != migrate.newest():
                raise CannotStart(database_setup.NOT_UP_TO_DATE)
            yield
        finally:
            disconnect()
