"""Writing down what a group decided and what it has to settle, settling it, and taking it back."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from handlers.stories.offering_stories import offering
from models import Decision, Group, Meeting
from models.database import reading, unit_of_work
from models.decisions import DecisionKind
from models.payloads import Message
from models.subjects import Subject
from services import access, decisions
from services.errors import Invalid
from views import decisions as views


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
        suggested = _ask_equity(session, written.decisions, ask)
        answer = views.written(group, written.decisions, written.questions, suggested=suggested)
        return made.keep(_offering(session, answer, written.decisions, ask), made=len(written))


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
        suggested = _ask_equity(session, written.decisions, ask)
        answer = views.written(
            group, written.decisions, written.questions, meeting=meeting, suggested=suggested
        )
        return made.keep(_offering(session, answer, written.decisions, ask), made=len(written))


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
        written = [decision] if decision else []
        suggested = _ask_equity(session, written, ask)
        answer = views.settled(group, question, decision, suggested=suggested)
        return made.keep(_offering(session, answer, written, ask))


def take_back(ask: Ask) -> Answer:
    with unit_of_work() as session:
        decision = access.decision_to_edit(session, ask.number(), by=ask.who)
        group = access.group_to_see(session, decision.group_id, by=ask.who)
        earlier = session.get(Decision, decision.replaces_id) if decision.replaces_id else None
        news = views.taken_back(
            group,
            decision.wording,
            reopened=decision.question_id is not None,
            holds_again=earlier.wording if earlier else None,
        )
        decisions.take_back(session, decision, by=ask.person, now=ask.now)
        return Reply(news)


def _offering(session: Session, answer: Message, written: Sequence[Decision], ask: Ask) -> Reply:
    """The answer, which may offer to write a story of the first of these decisions."""
    if not written:
        return Reply(answer)
    return offering(session, Reply(answer), Subject.of(written[0]), ask)


def _ask_equity(session: Session, written: Sequence[Decision], ask: Ask) -> dict[int, DecisionKind]:
    """What new decisions are probably about, by their ids, where the equity questions are asked of
    them now.
    """
    kinds = {row.id: decisions.suggested_kind(row.wording) for row in written}
    return {
        row.id: kind
        for row in written
        if (kind := kinds[row.id])
        and decisions.ask_equity(session, row, by=ask.person, now=ask.now)
    }


def _place(session: Session, form: Form, ask: Ask) -> tuple[Group, Meeting | None]:
    """The group and the meeting that the form was opened for."""
    if not form.carries("meeting"):
        return access.group_to_edit(session, form.carried("group"), by=ask.who), None
    meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
    return access.group_to_edit(session, meeting.group_id, by=ask.who), meeting
