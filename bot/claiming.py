"""How the operator of a new installation learns the code that makes her its program manager."""

import logging
from datetime import datetime

from models.database import unit_of_work
from services import first_manager

log = logging.getLogger(__name__)


def new_code(now: datetime) -> str | None:
    """A code for ``/convene claim``; None where there is a program manager."""
    with unit_of_work() as session:
        return first_manager.issue(session, now=now)


def tell(now: datetime) -> None:
    """Write a code into the log where there is no program manager."""
    if code := new_code(now):
        log.warning(
            "nobody is the program manager yet: whoever types “/convene claim %s” in Slack within"
            " a day becomes it, once",
            code,
        )
