"""Sending a fresh link to whose link this is, or was."""

from datetime import datetime

from models.database import reading, unit_of_work
from services import links, page_letters
from services.errors import Conflict, Refusal
from views import links as link_views
from views.times import plain_moment
from web.personal_pages.visits import Done, Shown, Visit


def send_fresh(token: str, *, now: datetime) -> datetime | None:
    """To her own mailbox, or to Slack; at most once an hour. Nothing where nobody is known. Where
    she had one within the hour, when that was.
    """
    with unit_of_work() as session:
        person = links.former_holder(session, token)
        if person is None:
            return None
        words = link_views.fresh_link(
            by_mail=person.slack_id is None,
            has_others=links.has_own(session, person, now=now),
            ends_passed_on=bool(links.passed_on(session, person, now=now)),
        )
        return page_letters.send_fresh_link(session, person, words, now=now)


def ask_for_fresh(visit: Visit) -> Done | Shown:
    """The same from her own page, which is the last where its link was passed on by somebody.

    Raises ``Refusal`` where nothing reaches her, and ``Conflict`` with when the next may be had.
    """
    if not page_letters.reaches(visit.person):
        raise Refusal("No mail reaches you from here. Ask a chair of your group for a fresh link.")
    had_at = send_fresh(visit.token, now=visit.now)
    if had_at is not None:
        zone = visit.person.zone
        raise Conflict(
            f"You had one on {plain_moment(had_at, zone)}. The next may be had on"
            f" {plain_moment(had_at + page_letters.FRESH_EVERY, zone)}."
        )
    with reading() as session:
        is_open = links.holder(session, visit.token, now=visit.now) is not None
    return Done("fresh", visit.path("links")) if is_open else _replaced(visit)


def _replaced(visit: Visit) -> Shown:
    return Shown("replaced.html", {"has_slack": visit.person.slack_id is not None})
