"""Addresses at which her own calendar fetches meetings. Whoever has one needs no link, and it does
not end with the links: so a new one asks for a code that goes to her mailbox.
"""

from dataclasses import dataclass

from sqlmodel import Session

from models import FeedKind, Group
from models.database import reading, unit_of_work
from models.reach import current
from services import access, calendar, groups, page_codes, page_letters
from services.access import Needs
from services.errors import Conflict
from views import feeds as views
from views import links as link_views
from web.personal_pages.visits import Done, Shown, Visit


@dataclass(frozen=True)
class OfferedFeed:
    """Meetings of which she may have a feed."""

    kind: FeedKind
    group: Group | None
    name: str
    has_address: bool


def show(visit: Visit) -> Shown:
    with reading() as session:
        return _page(visit, _offered(session, visit))


def act(visit: Visit) -> Done | Shown:
    """Send a code, make an address with it, or end one. A wrong code is counted, and so committed.

    Raises ``Conflict`` where there are no addresses, or none to end.
    """
    change = visit.choice("act", _ACTS)
    if not current().public_url:
        raise Conflict("Calendars cannot fetch meetings from here: there is no public address.")
    result: Done | Shown | None = change(visit)
    if result is None:
        raise page_codes.wrong_code()
    return result


def _send_code(visit: Visit) -> Done:
    page_letters.check_reaches(visit.person)
    with unit_of_work() as session:
        code = page_codes.new_code(session, visit.person, now=visit.now)
        page_letters.send_code(session, visit.person, link_views.code(code), now=visit.now)
    return Done("code", visit.path("calendar"))


def _make(visit: Visit) -> Shown | None:
    """The address is shown this once, so it comes with the answer; None for a wrong code."""
    with unit_of_work() as session:
        feed = visit.choice("feed", _offered(session, visit))
        if not page_codes.is_right(session, visit.person, visit.text("code"), now=visit.now):
            return None
        token = calendar.replace_feed(session, feed.kind, feed.group, by=visit.who, now=visit.now)
        shown = _page(visit, _offered(session, visit))
    made = {"made": feed, "address": calendar.address(token), "how": views.HOW_TO_SUBSCRIBE}
    return Shown(shown.template, {**shown.facts, **made})


def _end(visit: Visit) -> Done:
    with unit_of_work() as session:
        feed = visit.choice("feed", _offered(session, visit))
        if not calendar.end_feed(session, feed.kind, feed.group, by=visit.person, now=visit.now):
            raise Conflict("You have no such address, so none was ended.")
    return Done("feed-ended", visit.path("calendar"))


_ACTS = {"code": _send_code, "make": _make, "end": _end}


def _offered(session: Session, visit: Visit) -> dict[str, OfferedFeed]:
    """What she may have a feed of, by what the form sends for each."""
    held = {(feed.kind, feed.group_id) for feed in calendar.feeds_of(session, visit.person)}
    found = {"mine": (FeedKind.MINE, None, "My meetings, those of all my groups")}
    has_slack = visit.person.slack_id is not None
    if has_slack and access.may_run(Needs.LIBRARIAN, by=visit.who):
        found["public"] = (FeedKind.PUBLIC, None, "All meetings, those of every public group")
    offered = {
        text: OfferedFeed(kind, group, name, (kind, None) in held)
        for text, (kind, group, name) in found.items()
    }
    for line in groups.listed(session, visit.who):
        if line.my_role:
            has_address = (FeedKind.GROUP, line.group.id) in held
            feed = OfferedFeed(FeedKind.GROUP, line.group, line.group.name, has_address)
            offered[str(line.group.id)] = feed
    return offered


def _page(visit: Visit, offered: dict[str, OfferedFeed]) -> Shown:
    facts = {
        "offered": offered,
        "serves_feeds": bool(current().public_url),
        "is_reachable": page_letters.reaches(visit.person),
        "has_slack": visit.person.slack_id is not None,
        "kept_private": views.KEPT_PRIVATE,
    }
    return Shown("calendar.html", facts)
