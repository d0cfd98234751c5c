"""`/wg equity`: whether a group represents the member libraries."""

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Command, Reply
from models.database import reading
from services import access
from services import group_equity as questions
from services.access import Needs
from views import group_equity as views


def show(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        group = place.named_or_here(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
        return Reply(views.equity(questions.group_equity(session, group, ask.now)))


ROUTES = (
    Command(
        "wg equity",
        show,
        help="See whether your group represents the member libraries, and whose hours it takes.",
        needs=Needs.CHAIR,
        only_reads=True,
        example="/wg equity Metadata",
    ),
)
