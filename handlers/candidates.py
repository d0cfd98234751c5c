"""`/wg volunteers`: who is interested in a group, and the call that asks for volunteers."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.groups import members, place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply, unreadable
from handlers.seats import appointing
from models.database import reading
from models.interests import Candidates
from models.messages import VOLUNTEER_CALL, Key, Recipient
from services import access, candidates, consortium, outbox
from services.access import Needs
from services.errors import Conflict, Invalid, NotAllowed
from views import candidates as views
from views.values import CandidateButton, CandidateListAt

ALL = "all"


def listed(ask: Ask) -> Answer:
    """`/wg volunteers` shows those of a group, and with `all` the program manager those of all."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    with reading() as session:
        if line.text.casefold() == ALL:
            return Reply(views.listed(_found(session, None, ask)))
        group = place.named_or_here(session, ask, line)
        return Reply(views.listed(_found(session, group.id, ask)))


def next_page(ask: Ask) -> Answer:
    at = ask.read(CandidateListAt)
    with reading() as session:
        return Reply(views.listed(_found(session, at.group_id or None, ask), page=at.page))


def open_appoint(ask: Ask) -> Answer:
    """The form of the seat, filled in with the candidate."""
    button = ask.read(CandidateButton)
    with reading() as session:
        group, person = access.candidate_to_take(
            session, button.group_id, button.person_id, by=ask.who
        )
        seat, its_group = access.seat_to_edit(session, button.seat_id, by=ask.who)
        if its_group.id != group.id:
            raise Conflict("That seat is in another group. Type `/wg volunteers` again.")
        return Open(appointing.form_of(session, seat, group, ask, person=person))


def add(ask: Ask) -> Answer:
    """Let a candidate be a member, without a seat."""
    button = ask.read(CandidateButton)
    if button.seat_id:
        raise unreadable(CandidateButton)
    with making(ask) as made:
        group, person = access.candidate_to_take(
            made.session, button.group_id, button.person_id, by=ask.who
        )
        added = members.add_all(made, group, [person], ask)
    return members.say_added(group, added, ask)


def open_call(ask: Ask) -> Answer:
    """The program manager sees what would be posted, and chooses where."""
    if ask.text.strip():
        raise Invalid("Type `/wg call-for-volunteers` alone: a form shows what would be posted.")
    is_channel = (ask.channel_id or "").startswith(("C", "G"))
    with reading() as session:
        vacancies = candidates.public_vacancies(session, ask.who)
    return Open(views.call_form(vacancies, channel_id=ask.channel_id if is_channel else None))


def call(ask: Ask) -> Answer:
    """Post the call in the one channel that was chosen, once a day at most."""
    channel_id = Form(ask).slack_id("channel")
    if not channel_id:
        raise Invalid("Choose the channel in which it is posted.", field="channel")
    channel = ask.channels(channel_id)
    with making(ask) as made:
        session = made.session
        day = consortium.today(session, ask.now)
        is_new = outbox.post(
            session,
            views.call(candidates.public_vacancies(session, ask.who)),
            to=Recipient.channel(channel.id),
            key=Key(VOLUNTEER_CALL, occurrence=f"{day:%Y%m%d}"),
            now=ask.now,
        )
        if not is_new:
            raise Conflict("The call for volunteers was posted today already.")
        return made.keep(Reply(views.called_for_volunteers(channel.id)))


def _found(session: Session, group_id: int | None, ask: Ask) -> Candidates:
    if group_id is not None:
        group = access.group_to_edit(session, group_id, by=ask.who)
        return candidates.of_group(session, group, ask.who)
    if not access.may_work_everywhere(ask.who):
        raise NotAllowed("Only the program manager sees the volunteers of all groups. Name yours.")
    return candidates.of_all(session, ask.who)


ROUTES = (
    Command(
        "wg volunteers",
        listed,
        help="See who is interested in your group, beside its vacant seats.",
        needs=Needs.CHAIR,
        only_reads=True,
        example="/wg volunteers Metadata",
        aliases=("candidates",),
    ),
    Command(
        "wg call-for-volunteers",
        open_call,
        help="Ask a channel for volunteers; you see what is posted first.",
        stands_alone=True,
        needs=Needs.PROGRAM_MANAGER,
        example="/wg call-for-volunteers",
    ),
    Button(views.PAGE_OF, next_page, needs=Needs.CHAIR),
    Button(views.APPOINT, open_appoint, needs=Needs.CHAIR),
    Button(views.ADD, add, needs=Needs.CHAIR),
    Modal(views.CALL_SEND, call, needs=Needs.PROGRAM_MANAGER),
)
