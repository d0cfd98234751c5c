"""The Home tab."""

from sqlmodel import Session

from handlers.routes import Answer, Ask, Event, ShowHome
from models.console import FoundLines
from models.database import reading
from models.payloads import View
from services import access, calls, candidates, console, groups, obligations, seats
from services.access import Needs
from services.waiting import waiting
from views import console as console_views
from views import waiting as views
from views.values import read_seen


def opened(ask: Ask) -> Answer:
    if ask.event.get("tab") == "messages":
        return None
    return ShowHome(view_for(ask))


def view_for(ask: Ask) -> View:
    """The Home tab of the asker as of now.

    Where a button on it was pressed, what it showed keeps its place.
    """
    with reading() as session:
        lines = [line for line in groups.listed(session, ask.who) if line.my_role]
        found = _found(session, ask)
        return views.home(
            waiting(session, ask.who, now=ask.now, seen=read_seen(ask.private)),
            lines,
            person=ask.person,
            today=ask.today,
            may_start=access.may_start_groups(ask.who),
            console=[] if found is None else console_views.blocks(found, console.rules(session)),
            has_findings=bool(found),
            vacant=seats.vacant(session, ask.who),
            sees_all=access.may_see_consortium(ask.who),
            interested=candidates.newly_interested(session, ask.who),
            coming_back=[]
            if found is None
            else obligations.listed(session, ask.who, with_last=False),
            open_calls=[] if found is None else calls.listed(session, ask.who, is_open=True),
        )


def _found(session: Session, ask: Ask) -> list[FoundLines] | None:
    """What the console shows; None for those who have none."""
    if not access.may_see_consortium(ask.who):
        return None
    return console.found(session, ask.who)


ROUTES = (Event("app_home_opened", opened, needs=Needs.ANYONE),)
