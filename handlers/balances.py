"""`/library balance`: what each member library carries in groups, and where some have nobody."""

from handlers.routes import Answer, Ask, Button, Command, Reply
from models.database import reading
from services import balances
from services.access import Needs
from views import balances as views
from views.values import BalanceAt


def show(ask: Ask) -> Answer:
    return _lines(ask, page=0)


def next_lines(ask: Ask) -> Answer:
    return _lines(ask, page=ask.read(BalanceAt).page)


def show_gaps(ask: Ask) -> Answer:
    page = ask.read(BalanceAt).page
    with reading() as session:
        return Reply(views.gaps(balances.balance(session, ask.who), page=page))


def _lines(ask: Ask, *, page: int) -> Answer:
    with reading() as session:
        return Reply(views.shown(balances.balance(session, ask.who), page=page))


ROUTES = (
    Command(
        "library balance",
        show,
        help="See what each library carries in groups, for its declared staff.",
        needs=Needs.DIRECTOR,
        only_reads=True,
        example="/library balance",
        stands_alone=True,
    ),
    Button(views.LINES, next_lines, needs=Needs.DIRECTOR),
    Button(views.GAPS, show_gaps, needs=Needs.DIRECTOR),
)
