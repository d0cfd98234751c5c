"""The first page of a person: what is ahead, what waits for her, and where she serves."""

from typing import NoReturn

from models.database import reading
from models.money import in_dollars
from models.reach import current
from services import commitments, groups, meetings
from services.errors import NotFound
from services.library_work import own_library
from services.waiting import waiting
from views.calls import declared_rules, waiting_heading
from web.personal_pages.visits import Shown, Visit

MOST_MEETINGS = 20


def show(visit: Visit) -> Shown:
    with reading() as session:
        ahead = meetings.upcoming(session, visit.who, now=visit.now, limit=MOST_MEETINGS)
        found = waiting(session, visit.who, now=visit.now)
        facts = {
            "lines": meetings.lines(session, ahead, visit.person, now=visit.now),
            "came": meetings.recorded_as_present(session, visit.person, ahead, now=visit.now),
            "to_confirm": found.to_confirm,
            "unanswered": [
                (line.unit, line.call, declared_rules.silence(line.call)) for line in found.calls
            ],
            "unanswered_heading": waiting_heading(found.calls),
            "polls": found.polls,
            "tasks": found.tasks,
            "commitments": [
                (
                    line,
                    in_dollars(line.commitment.cents),
                    in_dollars(line.commitment.saved_cents or 0),
                )
                for line in commitments.of_own_library(session, visit.who)
            ],
            "groups": [line for line in groups.listed(session, visit.who) if line.my_role],
            "library": own_library(session, visit.who),
            "sends_mail": current().sends_mail,
        }
    return Shown("own_page.html", facts)


def show_nothing(_visit: Visit, **_address: object) -> NoReturn:
    """Below a link that holds, at an address that no page has. Raises ``NotFound``."""
    raise NotFound("There is nothing at this address. A part of it may be missing.")
