"""Sending a fresh link to whose link this is, or was."""

from datetime import datetime

from models.database import reading, unit_of_work
from services import links, page_letters
from views import links as link_views
from web.personal_pages.visits import Done, Shown, Visit


def send_fresh(token: str, *, now: datetime) -> None:
    """To her own mailbox, or to Slack; at most once an hour. Nothing where nobody is known."""
    with unit_of_work() as session:
        person = links.former_holder(session, token)
        if person is not None:
            words = link_views.fresh_link(by_mail=person.slack_id is None)
            page_letters.send_fresh_link(session, person, words, now=now)


def ask_for_fresh(visit: Visit) -> Done | Shown:
    """The same from her own page, which is the last where its link was passed on by somebody."""
    send_fresh(visit.token, now=visit.now)
    with reading() as session:
        is_open = links.holder(session, visit.token, now=visit.now) is not None
    return Done("fresh", visit.path("links")) if is_open else _replaced(visit)


def _replaced(visit: Visit) -> Shown:
    return Shown("replaced.html", {"has_slack": visit.person.slack_id is not None})
