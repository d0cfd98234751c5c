"""`/convene calendar`: addresses at which one's own calendar fetches meetings."""

from sqlmodel import Session

from handlers.routes import Answer, Ask, Button, Command, Reply
from models import FeedKind, Group
from models.database import reading, unit_of_work
from models.reach import current
from services import access, calendar, groups
from services.access import Needs
from views import feeds as views
from views.values import FeedOf

FEED_NAMES = {FeedKind.MINE: "My meetings", FeedKind.PUBLIC: "All meetings"}


def listed(ask: Ask) -> Answer:
    if not current().public_url:
        return Reply(views.no_pages())
    with reading() as session:
        own = [line.group for line in groups.listed(session, ask.who) if line.my_role]
        held = {(feed.kind, feed.group_id) for feed in calendar.feeds_of(session, ask.person)}
        sees_public = access.may_run(Needs.LIBRARIAN, by=ask.who)
        return Reply(views.listed(own, held, sees_public=sees_public))


def replace(ask: Ask) -> Answer:
    """A new address; an older one for the same meetings ends."""
    feed = ask.read(FeedOf)
    if not current().public_url:
        return Reply(views.no_pages())
    with unit_of_work() as session:
        group = _group(session, ask, feed)
        held = {(row.kind, row.group_id) for row in calendar.feeds_of(session, ask.person)}
        token = calendar.replace_feed(session, feed.kind, group, by=ask.who, now=ask.now)
        was_replaced = (feed.kind, feed.group_id) in held
    address = calendar.address(token)
    return Reply(views.address_made(_name(feed, group), address, was_replaced=was_replaced))


def end(ask: Ask) -> Answer:
    feed = ask.read(FeedOf)
    with unit_of_work() as session:
        group = _group(session, ask, feed)
        has_ended = calendar.end_feed(session, feed.kind, group, by=ask.person, now=ask.now)
    return Reply(views.ended(_name(feed, group)) if has_ended else views.not_held())


def _group(session: Session, ask: Ask, feed: FeedOf) -> Group | None:
    if feed.group_id is None:
        return None
    return access.group_to_see(session, feed.group_id, by=ask.who)


def _name(feed: FeedOf, group: Group | None) -> str:
    return group.name if group else FEED_NAMES[feed.kind]


ROUTES = (
    Command(
        "convene calendar",
        listed,
        help="Have meetings in your own calendar, which fetches them by itself.",
        stands_alone=True,
        needs=Needs.ANYONE,
        example="/convene calendar",
        aliases=("calendars", "feeds", "feed", "ical", "ics"),
    ),
    Button(views.REPLACE, replace, needs=Needs.ANYONE),
    Button(views.END, end, needs=Needs.ANYONE),
)
