"""Her links, and what a forwarded one must not do: it asks for a code that goes to her mailbox."""

from sqlmodel import Session

from models.database import reading, unit_of_work
from services import calendar, links, page_codes, page_letters, people
from web.personal_pages.codes import send_code
from web.personal_pages.visits import Done, Shown, Visit


def show(visit: Visit) -> Shown:
    with reading() as session:
        passed_on = links.passed_on(session, visit.person, now=visit.now)
    facts = {
        "passed_on": passed_on,
        "is_reachable": page_letters.reaches(visit.person),
        "has_slack": visit.person.slack_id is not None,
    }
    return Shown("links.html", facts)


def act(visit: Visit) -> Done | Shown:
    """Send a code, or do with it what it is for. A wrong code is counted, and so committed."""
    change = visit.choice("act", _ACTS)
    if change is None:
        return send_code(visit, "links")
    with unit_of_work() as session:
        is_right = page_codes.is_right(session, visit.person, visit.text("code"), now=visit.now)
        result: Done | Shown | None = change(session, visit) if is_right else None
    if result is None:
        raise page_codes.wrong_code()
    return result


def _revoke(session: Session, visit: Visit) -> Shown:
    """This link ends with the others, so that its page is the last."""
    links.revoke_all(session, visit.person, by=visit.person, now=visit.now)
    facts = {
        "has_slack": visit.person.slack_id is not None,
        "has_feeds": bool(calendar.feeds_of(session, visit.person)),
    }
    return Shown("ended.html", facts)


def _rename(session: Session, visit: Visit) -> Done:
    people.rename(session, visit.person, visit.text("name"), now=visit.now)
    return Done("saved", visit.path("links"))


_ACTS = {"code": None, "revoke": _revoke, "name": _rename}
