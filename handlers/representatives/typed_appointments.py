"""`/library appoint @ana representative E-resources until June 30`, read as it was typed."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from handlers import grammar
from handlers.once import making
from handlers.representatives.changing import appointed, form_of
from handlers.routes import Answer, Ask
from models import Organization, Person, RepresentationKind
from models.database import reading
from models.representatives import RepresentedSubject
from services import access, data_sheets, representatives
from services.dates import read_day
from services.dates.words import quoted
from services.errors import Invalid
from views.values import SubjectChoice

_KIND = re.compile(
    r"^(?:as\s+)?(?:(?:an?|the|our)\s+)?(?P<kind>representative|rep|alternate|alt)\b\s*",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"^(?:as\s+)?(?:(?:an?|the|our)\s+)?(?P<second>second\s+)?data\s+contact\b\s*", re.IGNORECASE
)
_BEFORE_SUBJECT = re.compile(r"^(?:for|in|on|of|to)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"\s+(?:until|till|through|to)\s+(?P<day>.+)$", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:from|since|starting)\s+(?P<day>.+)$", re.IGNORECASE)
_HOW_TO_APPOINT = (
    "Write it like `@ana representative E-resources until June 30`, with the name or the address of"
    " somebody without Slack, or fill in the rest."
)


@dataclass(frozen=True)
class TypedAppointment:
    """What a line says, as far as it was understood."""

    person: Person | None
    kind: RepresentationKind | None
    name: str
    """What the group or topic is called."""
    subject: RepresentedSubject | None
    first: date | None
    last: date | None
    misread: tuple[str, ...] = ()
    """What stands where a day would, and is none: said in words."""


def appoint(ask: Ask) -> Answer:
    """Appoints at once where all of the line is understood; else the form, filled in."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if not line.text and not named:
        with reading() as session:
            return form_of(session, ask, _library(session, ask, None))
    if len(named) > 1:
        raise Invalid("Name one person at a time.")
    with reading() as session:
        person, text = (named[0], line.text) if named else _without_slack(session, ask, line.text)
        organization = _library(session, ask, person)
        zone = representatives.zone_of(session, organization)
        typed = _read(session, ask, text, person, zone)
        if not (organization and typed.person and typed.kind and typed.subject) or typed.misread:
            return _unread(session, ask, organization, typed)
    with making(ask) as made:
        organization = access.library_to_appoint_for(made.session, organization.id, by=ask.who)
        return appointed(
            made,
            ask,
            organization,
            typed.subject,
            typed.kind,
            typed.person,
            first=typed.first,
            last=typed.last,
        )


def _without_slack(session: Session, ask: Ask, text: str) -> tuple[Person | None, str]:
    """Who has no Slack account and is named at the beginning by her whole name or her address, and
    the rest; nobody where that is several.
    """
    found = []
    for person in representatives.candidates_without_slack(session, ask.who):
        names = "|".join(re.escape(name) for name in (person.name, person.email) if name)
        if match := re.match(rf"@?(?:{names})(?!\S)\s*", text, re.IGNORECASE):
            found.append((person, text[match.end() :]))
    return found[0] if len(found) == 1 else (None, text)


def _read(
    session: Session, ask: Ask, text: str, person: Person | None, zone: str
) -> TypedAppointment:
    """What a line says; its days are those of the library, in whose ``zone`` they are kept."""
    text = _as_contact(session, text)
    found = _KIND.match(text)
    kind = None
    if found:
        is_second = found["kind"].casefold().startswith("alt")
        kind = RepresentationKind.ALTERNATE if is_second else RepresentationKind.REPRESENTATIVE
        text = text[found.end() :]
    name = _BEFORE_SUBJECT.sub("", text).strip()
    subject = _named(session, ask, name)
    if subject is not None:
        return TypedAppointment(person, kind, name, subject, None, None)
    rest, last = _cut(_UNTIL, name, ask, zone)
    rest, first = _cut(_FROM, rest, ask, zone)
    subject = _named(session, ask, rest)
    misread = [_misread(typed, which) for typed, which in ((first, "first"), (last, "last"))]
    return TypedAppointment(
        person,
        kind,
        rest,
        subject,
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
        tuple(words for words in misread if words),
    )


def _as_contact(session: Session, text: str) -> str:
    """What a line about a data contact says in the words of any other: the first one represents the
    library on the topic of data calls, the second one is the alternate.
    """
    found, topic = _CONTACT.match(text), data_sheets.topic_for_data(session)
    if found is None or topic is None:
        return text
    kind = RepresentationKind.ALTERNATE if found["second"] else RepresentationKind.REPRESENTATIVE
    return f"{kind} {topic.name} {text[found.end() :]}"


def _cut(ending: re.Pattern[str], text: str, ask: Ask, zone: str) -> tuple[str, date | str | None]:
    """The text without the day at its end, and that day, or what is typed in its place; the whole
    text where there is none.
    """
    found = ending.search(text)
    if found is None:
        return text, None
    try:
        return text[: found.start()], read_day(found["day"], now=ask.now, zone=zone)
    except Invalid:
        return text[: found.start()], found["day"]


def _misread(typed: date | str | None, which: str) -> str:
    """Which day cannot be read, and what to type."""
    if not isinstance(typed, str):
        return ""
    return (
        f"I cannot read {quoted(typed)} as the {which} day: write it like “June 30” or"
        " “2027-06-30”, or choose it below."
    )


def _named(session: Session, ask: Ask, name: str) -> RepresentedSubject | None:
    try:
        return representatives.named(session, name, by=ask.who) if name else None
    except Invalid:
        return None


def _library(session: Session, ask: Ask, person: Person | None) -> Organization | None:
    """The library of the person that the asker names, where the asker may appoint for it; else her
    own. Whether the person may speak for it is for the appointment to say.
    """
    works_at = access.appointable_library_of(session, person, by=ask.who) if person else None
    return works_at or access.appointable_library_of(session, ask.person, by=ask.who)


def _unread(
    session: Session, ask: Ask, organization: Organization | None, typed: TypedAppointment
) -> Answer:
    """The form, with all that was understood, and what was not."""
    missing = []
    if typed.person is None:
        missing.append("whom you mean")
    if typed.kind is None:
        missing.append("whether as representative or alternate")
    if typed.subject is None and typed.name:
        missing.append(f"which group or topic “{typed.name[:80]}” is")
    elif typed.subject is None:
        missing.append("for which group or topic")
    if organization is None:
        missing.append("for which library")
    subject = typed.subject
    choice = SubjectChoice(subject.group_id, subject.topic_id) if subject else None
    unread = [*typed.misread]
    if missing:
        near = "" if subject else representatives.nearest_name(session, typed.name, by=ask.who)
        meant = f" Did you mean “{near}”?" if near else ""
        unread.append(f"I did not understand {', '.join(missing)}.{meant} {_HOW_TO_APPOINT}")
    return form_of(
        session,
        ask,
        organization,
        subject=choice,
        subject_name=typed.name,
        kind=typed.kind or RepresentationKind.REPRESENTATIVE,
        person=typed.person.slack_id if typed.person else None,
        partner_id=typed.person.id if typed.person and not typed.person.slack_id else None,
        first=typed.first,
        last=typed.last,
        unread=" ".join(unread),
    )
