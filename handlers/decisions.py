"""`/wg decisions`: what a group decided, and what it still has to settle."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.groups import place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, Meeting
from models.database import reading, unit_of_work
from models.payloads import Message
from services import access, decisions
from services.access import Needs
from services.errors import Invalid
from views import decisions as views
from views.elements import PAGE
from views.values import DecisionListAt


def listed(ask: Ask) -> Answer:
    """`/wg decisions`, and the button that means the same."""
    with reading() as session:
        if ask.value:
            return Reply(
                _page(session, access.group_to_see(session, ask.number(), by=ask.who), ask)
            )
        return Reply(_page(session, place.named_or_here(session, ask, grammar.read(ask.text)), ask))


def next_page(ask: Ask) -> Answer:
    at = ask.read(DecisionListAt)
    with reading() as session:
        group = access.group_to_see(session, at.group_id, by=ask.who)
        return Reply(_page(session, group, ask, offset=at.offset))


def decided(ask: Ask) -> Answer:
    """`/wg decided We share one norms file` writes it down; without words it opens the form."""
    line = grammar.sentence(ask)
    with making(ask) as made:
        session = made.session
        group, text = grammar.group_of(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
        if not text:
            return Open(views.write(group, None))
        written = decisions.write_down(session, group, decided=[text], by=ask.person, now=ask.now)
        return made.keep(
            Reply(views.written(group, written.decisions, written.questions)), made=len(written)
        )


def question(ask: Ask) -> Answer:
    """`/wg question Who pays the courier?` raises it."""
    line = grammar.sentence(ask)
    with making(ask) as made:
        session = made.session
        group, text = grammar.group_of(session, ask, line)
        group = access.group_to_work_in(session, group.id, by=ask.who)
        if not text:
            raise Invalid(
                "Type the question behind it, such as `/wg question Who pays the courier?`."
            )
        written = decisions.write_down(session, group, raised=[text], by=ask.person, now=ask.now)
        return made.keep(
            Reply(views.written(group, written.decisions, written.questions)), made=len(written)
        )


def open_write(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.write(access.group_to_edit(session, ask.number(), by=ask.who), None))


def open_write_of_meeting(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_edit(session, ask.number(), by=ask.who)
        group = access.group_to_edit(session, meeting.group_id, by=ask.who)
        return Open(views.write(group, meeting, decisions.of_meeting(session, meeting)))


def write(ask: Ask) -> Answer:
    form = Form(ask)
    decided, raised = form.lines("decided"), form.lines("asked")
    if not decided and not raised:
        raise Invalid("Write at least one line, here or below.", field="decided")
    with making(ask) as made:
        session = made.session
        group, meeting = _place(session, form, ask)
        written = decisions.write_down(
            session,
            group,
            decided=decided,
            raised=raised,
            meeting=meeting,
            by=ask.person,
            now=ask.now,
        )
        answer = Reply(views.written(group, written.decisions, written.questions, meeting=meeting))
        return made.keep(answer, made=len(written))


def open_settle(ask: Ask) -> Answer:
    with reading() as session:
        question = access.question_to_edit(session, ask.number(), by=ask.who)
        decisions.check_open(question)
        return Open(views.settle(question))


def settle(ask: Ask) -> Answer:
    form = Form(ask)
    wording = form.text("decided")
    with making(ask) as made:
        session = made.session
        question = access.question_to_edit(session, form.carried("question"), by=ask.who)
        decision = decisions.settle(session, question, wording, by=ask.person, now=ask.now)
        group = access.group_to_see(session, question.group_id, by=ask.who)
        return made.keep(Reply(views.settled(group, question, decision)))


def take_back(ask: Ask) -> Answer:
    with unit_of_work() as session:
        decision = access.decision_to_edit(session, ask.number(), by=ask.who)
        group = access.group_to_see(session, decision.group_id, by=ask.who)
        news = views.taken_back(group, decision.wording, reopened=decision.question_id is not None)
        decisions.take_back(session, decision, by=ask.person, now=ask.now)
        return Reply(news)


def _page(session: Session, group: Group, ask: Ask, *, offset: int = 0) -> Message:
    return views.listed(
        group,
        decisions.page(session, group, offset=offset, limit=PAGE),
        may_write=access.may_edit_group(group, by=ask.who),
        may_settle=lambda question: access.may_settle(question, group, by=ask.who),
        zone=ask.person.zone,
    )


def _place(session: Session, form: Form, ask: Ask) -> tuple[Group, Meeting | None]:
    """The group and the meeting that the form was opened for."""
    if not form.carries("meeting"):
        return access.group_to_edit(session, form.carried("group"), by=ask.who), None
    meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
    return access.group_to_edit(session, meeting.group_id, by=ask.who), meeting


ROUTES = (
    Command(
        "wg decisions",
        listed,
        help="See what a group decided, and what is still open.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/wg decisions",
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
)
