"""Sending a fresh link to whose link this is, or was."""

from datetime import datetime

from models.database import unit_of_work
from services import links, page_letters
from views import links as link_views
from web.personal_pages.visits import Done, Visit


def send_fresh(token: str, *, now: datetime) -> None:
    """To her own mailbox, or to Slack; at most once an hour. Nothing where nobody is known."""
    with unit_of_work() as session:
        person = links.former_holder(session, token)
        if person is not None:
            words = link_views.fresh_link(by_mail=person.slack_id is None)
            page_letters.send_fresh_link(session, person, words, now=now)


def ask_for_fresh(visit: Visit) -> Done:
    """The same from her own page."""
    send_fresh(visit.token, now=visit.now)
    return Done("fresh", visit.path("links"))
