"""Answering a call for a library, a voting unit or a seat."""

from sqlmodel import Session

from handlers.calls import announcing, answer_fields
from handlers.calls.shown_data import own_sheet, sheet_reply
from handlers.forms import Form
from handlers.once import Making, making
from handlers.routes import Answer, Ask, Button, Modal, Open, Replace, Reply, unreadable
from models import Call, CallKind, CallUnit, Group
from models.calls import AnswerDoor, Capacity
from models.database import reading
from models.payloads import View
from services import access, calls, data_sheets
from services.access import Needs
from services.calls import NewAnswer, announcements
from services.errors import Invalid
from views.calls import answer_forms, cards, ids
from views.values import CallChoice, CallUnitButton


def choose(ask: Ask) -> Answer:
    """A choice on the card, or on the question to somebody of a unit."""
    pressed = ask.read(CallChoice)
    with making(ask) as made:
        session = made.session
        call, group = access.call_to_answer(session, pressed.call_id, by=ask.who)
        choice = _chosen(call, pressed)
        if pressed.unit_id is not None:
            return _choose_for(made, pressed.unit_id, call, choice, ask)
        own = calls.answerable(session, ask.who, call=call)
        if len(own) == 1:
            return _choose_for(made, own[0].id, call, choice, ask)
        if not own:
            calls.refuse_stranger(session, call, ask.who)
        seen = "" if call.is_secret else choice
        offer = calls.view_of(session, call)
        view = answer_forms.answer_for_several(call, own, group.zone, chosen=seen, offer=offer)
        return Open(view)


def respond(ask: Ask) -> Answer:
    """`Answer` on a card: the form for whichever unit is hers."""
    with reading() as session:
        call, group = access.call_to_answer(session, ask.number(), by=ask.who)
        if call.kind is CallKind.DATA:
            return own_sheet(session, call, group, ask)
        own = calls.answerable(session, ask.who, call=call)
        if not own:
            calls.refuse_stranger(session, call, ask.who)
        if len(own) == 1:
            return Open(_form(session, call, group, own[0], ask))
        offer = calls.view_of(session, call)
        return Open(answer_forms.answer_for_several(call, own, group.zone, offer=offer))


def open_answer(ask: Ask) -> Answer:
    """The form for one unit, with the answer that stands."""
    with reading() as session:
        unit, call, group = access.unit_to_answer(
            session, ask.read(CallUnitButton).unit_id, by=ask.who
        )
        if call.kind is CallKind.DATA:
            data_sheets.capacity_to_fill(session, unit, ask.who)
            return sheet_reply(session, call, group, unit, ask)
        calls.capacity_of(session, unit, ask.who)
        return Open(_form(session, call, group, unit, ask))


def send(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        chosen = form.id("unit") if form.shows("unit") else form.carried("unit")
        if chosen is None:
            raise Invalid("Choose for whom you answer.", field="unit")
        found = unit, call, _ = access.unit_to_answer(made.session, chosen, by=ask.who)
        # Whether she may answer comes before what is wrong with her answer.
        capacity = calls.capacity_of(made.session, unit, ask.who)
        return _record(made, found, capacity, answer_fields.read(form, call), ask)


def take_back(ask: Ask) -> Answer:
    with making(ask) as made:
        unit, call, group = access.unit_to_answer(
            made.session, ask.read(CallUnitButton).unit_id, by=ask.who
        )
        capacity = calls.capacity_of(made.session, unit, ask.who)
        answered = calls.take_back(
            made.session,
            call,
            unit,
            by=ask.person,
            capacity=capacity,
            door=AnswerDoor.SLACK,
            now=ask.now,
        )
        question = announcing.recorded(made.session, call, group, unit, answered, ask)
        shown = cards.question(question) if _stands_on_question(ask) else None
        if shown:
            return made.keep(Replace(shown))
        return made.keep(Reply(cards.recorded(question)))


def _choose_for(made: Making, unit_id: int, call: Call, choice: str, ask: Ask) -> Answer:
    """Keep a choice for a unit of the call whose card or question was pressed."""
    found = unit, _, _ = access.unit_to_answer(made.session, unit_id, by=ask.who)
    if unit.call_id != call.id:
        raise unreadable(CallChoice)
    capacity = calls.capacity_of(made.session, unit, ask.who)
    return _record(made, found, capacity, NewAnswer((choice,)), ask)


def _record(
    made: Making,
    found: tuple[CallUnit, Call, Group],
    capacity: Capacity,
    new: NewAnswer,
    ask: Ask,
) -> Answer:
    """Keep an answer of a unit from ``access.unit_to_answer``; the private question shows it where
    it was given there.
    """
    unit, call, group = found
    answered = calls.answer(
        made.session,
        call,
        unit,
        new,
        by=ask.person,
        capacity=capacity,
        door=AnswerDoor.SLACK,
        now=ask.now,
    )
    question = announcing.recorded(made.session, call, group, unit, answered, ask)
    if _stands_on_question(ask):
        return made.keep(Replace(cards.question(question)))
    return made.keep(Reply(cards.recorded(question, is_new=answered.is_new)))


def _form(session: Session, call: Call, group: Group, unit: CallUnit, ask: Ask) -> View:
    facts = announcements.card(session, call, group, ask.now)
    return answer_forms.answer(announcements.question_of(session, facts, unit))


def _chosen(call: Call, pressed: CallChoice) -> str:
    """What the button chooses, by its place; ``Invalid`` where there is no such place."""
    choices = cards.offered(call)
    if pressed.choice >= len(choices):
        raise unreadable(CallChoice)
    return choices[pressed.choice]


def _stands_on_question(ask: Ask) -> bool:
    """Whether the button stands on the private question, which then shows the answer itself."""
    return any(
        block.get("block_id") == cards.QUESTION_BUTTONS for block in ask.message.get("blocks", [])
    )


ROUTES = (
    Button(ids.CHOOSE, choose, needs=Needs.ANYONE, each_press=True),
    Button(ids.RESPOND, respond, needs=Needs.ANYONE),
    Button(ids.ANSWER, open_answer, needs=Needs.ANYONE),
    Button(ids.TAKE_BACK, take_back, needs=Needs.ANYONE, each_press=True),
    Modal(ids.ANSWER_SEND, send, needs=Needs.ANYONE),
)
