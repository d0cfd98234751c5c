"""The first page of a person: what is ahead, what waits for her, and where she serves."""

from typing import NoReturn

from models.database import reading
from models.reach import current
from services import calls, groups, meetings
from services.errors import NotFound
from services.waiting import waiting
from views.calls import declared_rules, waiting_heading
from web.personal_pages.visits import Shown, Visit

MOST_MEETINGS = 20


def show(visit: Visit) -> Shown:
    with reading() as session:
        ahead = meetings.upcoming(session, visit.who, now=visit.now, limit=MOST_MEETINGS)
        found = waiting(session, visit.who, now=visit.now)
        unanswered = calls.waiting_for(session, visit.who)
        facts = {
            "lines": meetings.lines(session, ahead, visit.person, now=visit.now),
            "to_confirm": found.to_confirm,
            "unanswered": [(unit, call, declared_rules.silence(call)) for unit, call in unanswered],
            "unanswered_heading": waiting_heading([call for _, call in unanswered]),
            "tasks": found.tasks,
            "groups": [line for line in groups.listed(session, visit.who) if line.my_role],
            "sends_mail": current().sends_mail,
        }
    return Shown("own_page.html", facts)


def show_nothing(_visit: Visit, **_address: object) -> NoReturn:
    """Below a link that holds, at an address that no page has. Raises ``NotFound``."""
    raise NotFound("There is nothing at this address. A part of it may be missing.")
