"""Showing who speaks for libraries."""

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Answer, Ask, Reply
from models import Organization
from models.database import reading
from models.payloads import Message
from models.representatives import RepresentedSubject
from services import access, confirmations, organizations, representatives
from services.errors import Invalid
from views import representatives as views
from views.values import LibrarySubjectsAt, SubjectAt, SubjectListAt


def listed(ask: Ask) -> Answer:
    """`/library representatives E-resources`; without a group or topic, in which there are any."""
    line = grammar.read(ask.text)
    if line.slack_ids or line.names:
        raise Invalid(
            "`/library representatives` is about a group or topic, and I have no use for a person"
            " in it. Name one, or nothing."
        )
    with reading() as session:
        if not line.text and not line.channel_ids:
            return Reply(_subjects(session, ask, page=0))
        text = line.text or line.channel_ids[0]
        subject = representatives.named(session, text, by=ask.who)
        return Reply(_of_subject(session, subject, ask, page=0))


def next_subjects(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(_subjects(session, ask, page=ask.read(SubjectListAt).page))


def of_subject(ask: Ask) -> Answer:
    at = ask.read(SubjectAt)
    choice = at.subject
    with reading() as session:
        subject = representatives.subject_of(
            session, group_id=choice.group_id, topic_id=choice.topic_id, by=ask.who
        )
        return Reply(_of_subject(session, subject, ask, page=at.page))


def of_library(ask: Ask) -> Answer:
    at = ask.read(LibrarySubjectsAt)
    with reading() as session:
        organization = access.organization_to_see(session, at.organization_id)
        return Reply(page_of(session, organization, ask, page=at.page))


def page_of(
    session: Session, organization: Organization, ask: Ask, *, page: int = 0, news: str = ""
) -> Message:
    """In what a library has somebody, and what this person may do about it."""
    directors = organizations.directors_of(session, organization, ask.now)
    known = confirmations.freshness(session, ask.now, of=organization.id)
    return views.of_library(
        organization,
        representatives.of_library(session, organization, ask.who),
        [person.name for person in directors],
        page=page,
        may_appoint=access.may_appoint_for(organization.id, by=ask.who),
        freshness=known.of(organization),
        news=news,
    )


def _of_subject(session: Session, subject: RepresentedSubject, ask: Ask, *, page: int) -> Message:
    lines = representatives.of_subject(session, subject, ask.who)
    ids = {line.organization.id for line in lines}
    may_appoint = frozenset(
        library_id for library_id in ids if access.may_appoint_for(library_id, by=ask.who)
    )
    return views.of_subject(
        subject,
        lines,
        page=page,
        may_appoint=may_appoint,
        may_change=access.may_add_topics(ask.who),
    )


def _subjects(session: Session, ask: Ask, *, page: int) -> Message:
    lines, libraries = representatives.counts(session, ask.who)
    own = access.directed_library(ask.who)
    may_appoint = own if own is not None else 0 if access.may_add_topics(ask.who) else None
    return views.subjects(lines, libraries, page=page, may_appoint=may_appoint)
