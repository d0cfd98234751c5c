"""`/wg decisions`: what groups decided, why, and what they still have to settle."""

from handlers.decisions.explaining import (
    answer_equity,
    explain,
    open_equity,
    open_explain,
    open_review,
    review,
)
from handlers.decisions.finding_decisions import listed, next_found, next_page, show
from handlers.decisions.recording_decisions import (
    decided,
    open_settle,
    open_write,
    open_write_of_meeting,
    question,
    settle,
    take_back,
    write,
)
from handlers.routes import Button, Command, Modal
from services.access import Needs
from views import decisions as views

ROUTES = (
    Command(
        "wg decisions",
        listed,
        help="See what a group decided and what is open, or find decisions by a word.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/wg decisions courier since July",
        aliases=("minutes", "questions"),
    ),
    Command(
        "wg question",
        question,
        help="Raise a question that your group has to answer; the weekly digest keeps it in view.",
        needs=Needs.ANYONE,
        example="/wg question Who pays the courier?",
        aliases=("ask", "raise"),
    ),
    Command(
        "wg decided",
        decided,
        help="Write down what your group decided, in one line, or in a form without words.",
        needs=Needs.CHAIR,
        example="/wg decided We share one norms file",
        aliases=("decide", "decision"),
    ),
    Button(views.LISTED, listed, needs=Needs.ANYONE),
    Button(views.PAGE_OF, next_page, needs=Needs.ANYONE),
    Button(views.WRITE, open_write, needs=Needs.CHAIR),
    Button(views.WRITE_OF_MEETING, open_write_of_meeting, needs=Needs.CHAIR),
    Button(views.SETTLE, open_settle, needs=Needs.ANYONE),
    Button(views.TAKE_BACK, take_back, needs=Needs.CHAIR),
    Modal(views.WRITE_SEND, write, needs=Needs.CHAIR),
    Modal(views.SETTLE_SEND, settle, needs=Needs.ANYONE),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.FOUND_PAGE, next_found, needs=Needs.ANYONE),
    Button(views.EXPLAIN, open_explain, needs=Needs.CHAIR),
    Button(views.EQUITY, open_equity, needs=Needs.CHAIR),
    Button(views.REVIEW, open_review, needs=Needs.CHAIR),
    Modal(views.EXPLAIN_SEND, explain, needs=Needs.CHAIR),
    Modal(views.EQUITY_SEND, answer_equity, needs=Needs.CHAIR),
    Modal(views.REVIEW_SEND, review, needs=Needs.CHAIR),
)
