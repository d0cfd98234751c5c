"""Appointing who speaks for a library, and ending it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.forms import Form
from handlers.once import Making, making
from handlers.organizations.lists import meant
from handlers.representatives.lists import page_of
from handlers.routes import Answer, Ask, Open, Reply
from models import Organization, Person, Representation, RepresentationKind, reach
from models.database import reading, unit_of_work
from models.messages import SPEAKS, SPOKE, Key, MessageKind, Recipient
from models.payloads import Message
from models.representatives import RepresentativeLine, RepresentedSubject, SubjectLine
from models.subjects import Subject
from services import access, outbox, people, representatives
from services.errors import Conflict, Invalid, Refusal, at_field
from views import representatives as views
from views.values import AppointFor, OddValue, SubjectChoice, whole_number


def open_appoint(ask: Ask) -> Answer:
    at = ask.read(AppointFor)
    with reading() as session:
        organization = None
        if at.organization_id:
            organization = access.library_to_appoint_for(session, at.organization_id, by=ask.who)
        if at.subject:
            found = {"group_id": at.subject.group_id, "topic_id": at.subject.topic_id}
            representatives.subject_of(session, **found, by=ask.who)
        return form_of(session, ask, organization, subject=at.subject)


def form_of(session: Session, ask: Ask, organization: Organization | None, **filled: Any) -> Open:
    """The form; it asks for the library where none is given."""
    zone = representatives.zone_of(session, organization)
    form = views.appoint(
        organization,
        representatives.offered(session, ask.who),
        libraries=() if organization else libraries_to_appoint_for(session, ask),
        partners=representatives.candidates_without_slack(session, ask.who),
        may_add_topics=access.may_add_topics(ask.who),
        today=ask.now.astimezone(ZoneInfo(zone)).date(),
        **filled,
    )
    return Open(form)


def libraries_to_appoint_for(session: Session, ask: Ask) -> list[Organization]:
    """The member libraries for which this person may say who speaks, by name."""
    known = people.member_libraries(session, ask.now)
    return [row for row in known if access.may_appoint_for(row.id, by=ask.who)]


def appoint(ask: Ask) -> Answer:
    form = Form(ask)
    chosen, partner_id = form.person("person"), form.id("partner")
    kind = form.choice("kind", RepresentationKind)
    first, last = form.day("first"), form.day("last")
    if (chosen is None) == (partner_id is None):
        raise Invalid("Choose one person.", field="person")
    with making(ask) as made:
        person = chosen or _without_slack(made.session, partner_id, ask)
        organization = _library(made.session, form, ask)
        subject = _subject(made.session, form, ask)
        return appointed(made, ask, organization, subject, kind, person, first=first, last=last)


def _without_slack(session: Session, partner_id: int | None, ask: Ask) -> Person:
    for person in representatives.candidates_without_slack(session, ask.who):
        if person.id == partner_id:
            return person
    raise Invalid("Choose one of those that are offered.", field="partner")


def appointed(
    made: Making,
    ask: Ask,
    organization: Organization,
    subject: RepresentedSubject,
    kind: RepresentationKind,
    person: Person,
    *,
    first: date | None,
    last: date | None,
) -> Reply:
    """Appoint somebody, promise word to all concerned, and say what came of it."""
    session = made.session
    before = _lines(representatives.line_of(session, organization, subject, ask.now))
    done = representatives.appoint(
        session,
        organization,
        subject,
        kind,
        person,
        first=first,
        last=last,
        by=ask.person,
        now=ask.now,
    )
    after = representatives.line_of(session, organization, subject, ask.now)
    line = _lines(after)[done.row.id]
    today = _today(session, organization, ask)
    former = [before[row.id] for row in done.ended if row.id in before]
    gone = [found for found in former if found.person.id != line.person.id]
    left = _left(former, line)
    words = views.made(organization, subject, line, after, by=ask.person, today=today, left=left)
    tell(session, words, SPEAKS, line, ask)
    _thank(session, organization, subject, gone, line, today, ask)
    people = tuple(found.person for found in gone)
    news = views.appointed(organization, subject, line, people, today=today, other=after, left=left)
    return made.keep(Reply(page_of(session, organization, ask, news=news)))


def _left(
    former: Sequence[RepresentativeLine], line: RepresentativeLine
) -> RepresentationKind | None:
    """In which other kind somebody who is appointed spoke for the library until then."""
    own = (found.kind for found in former if found.person.id == line.person.id)
    return next((kind for kind in own if kind is not line.kind), None)


def _thank(
    session: Session,
    organization: Organization,
    subject: RepresentedSubject,
    gone: Sequence[RepresentativeLine],
    successor: RepresentativeLine,
    today: date,
    ask: Ask,
) -> None:
    """Promise thanks to those whom somebody follows, as far as they may know of the subject."""
    for found in gone:
        if found.may_know:
            words = views.followed(
                organization,
                subject,
                found,
                successor.person,
                by=ask.person,
                first=successor.begins_on,
                today=today,
            )
            tell(session, words, SPOKE, found, ask)


def open_end(ask: Ask) -> Answer:
    with reading() as session:
        organization, subject, _row, line = _to_end(session, ask.number(), ask)
        return Open(views.end(organization, subject, line))


def end(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        organization, subject, row, line = _to_end(session, form.carried("representation"), ask)
        staying = representatives.end(session, row, by=ask.person, now=ask.now)
        if line.may_know:
            words = views.thanked(organization, subject, line, by=ask.person)
            tell(session, words, SPOKE, line, ask)
        _tell_staying(session, organization, subject, staying, line, ask)
        news = views.ended(line, subject)
        return Reply(page_of(session, organization, ask, news=news))


def _tell_staying(
    session: Session,
    organization: Organization,
    subject: RepresentedSubject,
    staying: Sequence[Representation],
    called_off: RepresentativeLine,
    ask: Ask,
) -> None:
    """Promise word to those who were told that they were to go, and stay."""
    lines = _lines(representatives.line_of(session, organization, subject, ask.now))
    for found in (lines[row.id] for row in staying if row.id in lines):
        if found.person.id != called_off.person.id and found.may_know:
            words = views.stays(organization, subject, found, called_off, by=ask.person)
            tell(session, words, SPEAKS, found, ask)


def _to_end(
    session: Session, representation_id: int, ask: Ask
) -> tuple[Organization, RepresentedSubject, Representation, RepresentativeLine]:
    """What is to end, as it stands now."""
    row, organization = access.representation_to_end(session, representation_id, by=ask.who)
    subject = representatives.subject_of(
        session, group_id=row.group_id, topic_id=row.topic_id, by=ask.who
    )
    found = representatives.line_of(session, organization, subject, ask.now)
    line = _lines(found).get(row.id)
    if line is None:
        raise Conflict("That has ended already. Type `/library representatives` to see who acts.")
    return organization, subject, row, line


def _library(session: Session, form: Form, ask: Ask) -> Organization:
    if form.carries("organization"):
        organization_id = form.carried("organization")
    else:
        organization_id = _chosen_library(session, form.text("library", limit=200))
    return access.library_to_appoint_for(session, organization_id, by=ask.who)


def _chosen_library(session: Session, chosen: str) -> int:
    """The id that was chosen, or that of the name that a form of an older version has."""
    try:
        return whole_number(chosen)
    except OddValue:
        with at_field("library"):
            return meant(session, chosen).id


def _subject(session: Session, form: Form, ask: Ask) -> RepresentedSubject:
    """The group or topic that was chosen or, where the form offers no menu, named; else a new
    topic.
    """
    typed = form.text("subject", limit=200).strip()
    new = form.text("topic", limit=200).strip() if access.may_add_topics(ask.who) else ""
    if new and typed:
        raise Invalid("Choose one above, or a new topic: not both.", field="topic")
    if new:
        topic = representatives.add_topic(session, new, by=ask.person, now=ask.now)
        return representatives.subject_of(session, group_id=None, topic_id=topic.id, by=ask.who)
    if not typed:
        raise Invalid("Say for which group or topic.", field="subject")
    try:
        choice = SubjectChoice.parse(typed)
    except OddValue:
        with at_field("subject"):
            return representatives.named(session, typed, by=ask.who)
    try:
        return representatives.subject_of(
            session, group_id=choice.group_id, topic_id=choice.topic_id, by=ask.who
        )
    except Refusal as refusal:
        raise Invalid(refusal.message, field="subject") from refusal


def _lines(found: SubjectLine) -> dict[int, RepresentativeLine]:
    held = (found.representative, found.alternate, *found.ahead)
    return {line.id: line for line in held if line is not None}


def tell(
    session: Session, words: Message, kind: MessageKind, line: RepresentativeLine, ask: Ask
) -> None:
    """Promise word to somebody whom messages reach, but for what she did herself."""
    person = line.person
    if reach.medium_of(person) and person.is_active and person.id != ask.person.id:
        at = f"{ask.now:%Y%m%dT%H%M%S}"
        key = Key(kind, Subject("representation", line.id), at, Subject.of(person))
        outbox.post(session, words, to=Recipient.person(person), key=key, now=ask.now)


def _today(session: Session, organization: Organization, ask: Ask) -> date:
    zone = representatives.zone_of(session, organization)
    return ask.now.astimezone(ZoneInfo(zone)).date()
