"""`/wg handover`: passing on what somebody holds."""

from collections.abc import Collection

from sqlmodel import Session

from handlers import grammar
from handlers.forms import OLD_FORM, Form
from handlers.groups import chair_news, place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, Person
from models.database import reading
from models.handovers import Choice, HandedOver, HeldKind, HeldPage
from models.messages import HANDED
from models.subjects import Subject
from services import access, chairing, handovers, leaving_news, outbox, redrawn_tasks
from services.access import CHAIR_ROLES, Needs
from services.chairing import ChairsAt
from services.errors import Invalid
from views import handovers as views
from views.groups.leaving_words import LEAVING_WORDS
from views.reminders import TASK_WORDS
from views.values import HandoverOf, read_subject


def open_typed(ask: Ask) -> Answer:
    """`/wg handover` in a group's channel shows what I hold there, elsewhere all that I hold;
    `/wg handover @ben` what Ben holds in groups that I chair.
    """
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if len(named) > 1:
        raise Invalid("Name one person whose things are to be handed over.")
    person = named[0] if named else ask.person
    access.check_may_hand_over(person, None, by=ask.who)
    with reading() as session:
        return _opened(session, ask, person, _group(session, ask, line, person))


def open_form(ask: Ask) -> Answer:
    at = ask.read(HandoverOf)
    with reading() as session:
        group = access.group_to_see(session, at.group_id, by=ask.who) if at.group_id else None
        person = _person(session, at.person_id, group, ask)
        return _opened(session, ask, person, group, at.start)


def hand_over(ask: Ask) -> Answer:
    form = Form(ask)
    choices = _choices(form)
    with making(ask) as made:
        session = made.session
        group_id, start = form.carried("group"), form.carried("start")
        group = access.group_to_see(session, group_id, by=ask.who) if group_id else None
        person = _person(session, form.carried("person"), group, ask)
        before = [
            (chairs, leaving_news.present(session, chairs.group, ask.now))
            for chairs in _services(session, person, choices, ask)
        ]
        done = handovers.hand_over(session, person, choices, by=ask.who)
        groups = {passed.item.group.id: passed.item.group for passed in done.passed}
        redrawn_tasks.redraw_reassigned(
            session, groups.values(), TASK_WORDS, by=ask.person, now=ask.now
        )
        unreached = _tell(session, person, done, ask)
        for chairs, present in before:
            unreached += chair_news.tell_changes(session, chairs, ask)
            _heard, silent = leaving_news.tell_left(
                session, present, chairs, LEAVING_WORDS, by=ask.person, now=ask.now
            )
            unreached += silent
        following = _page(session, person, ask, group, start, _shown(form))
        words = views.saved(done, following, asker=ask.person, today=ask.today, unreached=unreached)
        return made.keep(Reply(words), made=len(done.passed))


def _opened(
    session: Session, ask: Ask, person: Person, group: Group | None, start: int = 0
) -> Answer:
    page = handovers.page(session, person, by=ask.who, group=group, start=start)
    # There may be fewer things by now than when the button for these was drawn.
    page = page if page.items else handovers.page(session, person, by=ask.who, group=group)
    if not page.items:
        return Reply(views.nothing(person, asker=ask.person, group=group))
    return Open(views.form(page, asker=ask.person))


def _page(
    session: Session,
    person: Person,
    ask: Ask,
    group: Group | None,
    start: int,
    shown: Collection[Subject],
) -> HeldPage:
    """What comes after what a form showed: who sends it may be no chair any more."""
    who = access.standing(session, ask.person, ask.now)
    return handovers.page(session, person, by=who, group=group, start=start, after=shown)


def _shown(form: Form) -> set[Subject]:
    """Everything that a form showed, with a choice beside it or without."""
    texts = (*form.carried_texts("items").values(), *form.carried_texts("fixed").values())
    return {_subject(text) for text in texts}


def _group(session: Session, ask: Ask, line: grammar.Line, person: Person) -> Group | None:
    """The group that is named, else that of the channel; of all where neither is, and where the
    program manager names a person alone.
    """
    is_everywhere = person.id != ask.person.id and access.may_work_everywhere(ask.who)
    if not line.text and not line.channel_ids and (is_everywhere or ask.group is None):
        return None
    return place.for_people(session, ask, line)


def _choices(form: Form) -> list[Choice]:
    """Who is to have what; it may ask Slack, so it comes before a unit of work."""
    everything = form.person(views.EVERYTHING)
    found = []
    for name, carried in form.carried_texts("items").items():
        receiver, source = form.person(name), name
        if receiver is None:
            receiver, source = everything, views.EVERYTHING
        if receiver is not None:
            found.append(Choice(_subject(carried), receiver, source))
    return found


def _subject(carried: str) -> Subject:
    try:
        return read_subject(carried)
    except ValueError:
        raise Invalid(OLD_FORM) from None


def _person(session: Session, person_id: int, group: Group | None, ask: Ask) -> Person:
    """Whose things are handed over, by somebody who may."""
    found = session.get(Person, person_id)
    if found is None:
        raise Invalid("I know no such person. Type `/wg handover` and go on from there.")
    access.check_may_hand_over(found, group, by=ask.who)
    return found


def _services(
    session: Session, person: Person, choices: Collection[Choice], ask: Ask
) -> list[ChairsAt]:
    """Who chairs each group in which a chair or a seat is handed over, before it is."""
    subjects = {choice.subject for choice in choices}
    concerned = {
        item.group.id: item.group
        for item in handovers.held(session, person, by=ask.who)
        if item.subject in subjects and item.kind in (HeldKind.SEAT, HeldKind.CHAIR)
    }
    return [chairing.chairs_at(session, group, ask.now) for group in concerned.values()]


def _tell(session: Session, person: Person, done: HandedOver, ask: Ask) -> list[Person]:
    """Promise each of those who have something now one message of all of it; who gets none."""
    left: list[Person] = []
    receivers = {passed.receiver.id: passed.receiver for passed in done.passed}
    for receiver in receivers.values():
        hers = [passed for passed in done.passed if passed.receiver.id == receiver.id]
        chaired = [passed.item.group for passed in hers if passed.item.role in CHAIR_ROLES]
        words = views.handed(hers, person=person, by=ask.person, today=ask.today, chaired=chaired)
        subject, by = Subject.of(person), ask.person
        if receiver.id != by.id and not outbox.tell(
            session, [receiver], words, kind=HANDED, subject=subject, now=ask.now
        ):
            left.append(receiver)
    return left


ROUTES = (
    Command(
        "wg handover",
        open_typed,
        help="Hand over what you hold in a group: seats, meetings, tasks.",
        needs=Needs.ANYONE,
        example="/wg handover",
        aliases=("pass", "handoff"),
    ),
    Button(views.OPEN, open_form, needs=Needs.ANYONE),
    Modal(views.SEND, hand_over, needs=Needs.ANYONE),
)
