"""Addresses at which her own calendar fetches meetings. Whoever has one needs no link, and it does
not end with the links: so a new one asks for a code that goes to her mailbox.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from models import FeedKind, Group
from models.database import reading, unit_of_work
from models.reach import current
from services import access, calendar, groups, page_codes, page_letters
from services.access import Needs
from services.errors import Conflict
from views import feeds as views
from web.personal_pages.codes import send_code
from web.personal_pages.visits import Done, Shown, Visit

_NAMES = {
    FeedKind.MINE: "My meetings, those of all my groups",
    FeedKind.PUBLIC: "All meetings, those of every public group",
}


@dataclass(frozen=True)
class OfferedFeed:
    """Meetings of which she may have a feed, or has one."""

    kind: FeedKind
    group: Group | None
    name: str
    has_address: bool


def show(visit: Visit) -> Shown:
    with reading() as session:
        return _page(session, visit)


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


def _make(visit: Visit) -> Shown | None:
    """The address is shown this once, so it comes with the answer; None for a wrong code."""
    with unit_of_work() as session:
        feed = visit.choice("feed", _offered(session, visit))
        if not page_codes.is_right(session, visit.person, visit.text("code"), now=visit.now):
            return None
        token = calendar.replace_feed(session, feed.kind, feed.group, by=visit.who, now=visit.now)
        shown = _page(session, visit)
    made = {"made": feed, "address": calendar.address(token), "how": views.HOW_TO_SUBSCRIBE}
    return Shown(shown.template, {**shown.facts, **made})


def _end(visit: Visit) -> Done:
    with unit_of_work() as session:
        feed = visit.choice("feed", _offered(session, visit) | _held(session, visit))
        if not calendar.end_feed(session, feed.kind, feed.group, by=visit.person, now=visit.now):
            raise Conflict("You have no such address, so none was ended.")
    return Done("feed-ended", visit.path("calendar"))


_ACTS: dict[str, Callable[[Visit], Done | Shown | None]] = {
    "code": partial(send_code, back="calendar"),
    "make": _make,
    "end": _end,
}


def _offered(session: Session, visit: Visit) -> dict[str, OfferedFeed]:
    """What she may have a feed of, by what the form sends for each."""
    held = {(feed.kind, feed.group_id) for feed in calendar.feeds_of(session, visit.person)}
    kinds = [FeedKind.MINE]
    has_slack = visit.person.slack_id is not None
    if has_slack and access.may_run(Needs.LIBRARIAN, by=visit.who):
        kinds.append(FeedKind.PUBLIC)
    offered = {
        kind.value: OfferedFeed(kind, None, _NAMES[kind], (kind, None) in held) for kind in kinds
    }
    for line in groups.listed(session, visit.who):
        if line.my_role:
            has_address = (FeedKind.GROUP, line.group.id) in held
            feed = OfferedFeed(FeedKind.GROUP, line.group, line.group.name, has_address)
            offered[str(line.group.id)] = feed
    return offered


def _held(session: Session, visit: Visit) -> dict[str, OfferedFeed]:
    """Each feed of which she has an address, by what the form sends for it, also where she may have
    it no more: an address can always be ended.
    """
    found = {}
    for feed in calendar.feeds_of(session, visit.person):
        group = session.get(Group, feed.group_id) if feed.group_id else None
        text = str(group.id) if group else feed.kind.value
        found[text] = OfferedFeed(feed.kind, group, _name(feed.kind, group, visit), True)
    return found


def _name(kind: FeedKind, group: Group | None, visit: Visit) -> str:
    """Whoever has a feed of a public group knows of it, also when she has left it."""
    if group is None:
        return _NAMES[kind]
    if group.is_private and not access.may_see_group(group, by=visit.who):
        return "A private group that you were in"
    return group.name


def _page(session: Session, visit: Visit) -> Shown:
    facts = {
        "offered": _offered(session, visit),
        "held": _held(session, visit),
        "serves_feeds": bool(current().public_url),
        "is_reachable": page_letters.reaches(visit.person),
        "has_slack": visit.person.slack_id is not None,
        "kept_private": views.KEPT_PRIVATE,
    }
    return Shown("calendar.html", facts)
