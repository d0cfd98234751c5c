"""What is said once somebody speaks for a library, or does no longer."""

from datetime import date

from models import Organization, Person, Topic
from models.calendar_days import day_words
from models.payloads import Message
from models.representatives import RepresentativeLine, RepresentedSubject, SubjectLine
from views.elements import actions, button, context, message, section
from views.representatives import ids
from views.texts import bold, brief, esc, joined, please_tell, plural, short
from views.values import LibrarySubjectsAt


def appointed(
    organization: Organization,
    subject: RepresentedSubject,
    line: RepresentativeLine,
    former: tuple[Person, ...],
    *,
    today: date,
) -> str:
    """To the one who appointed her, with the days as they were read."""
    begins = "from today" if line.begins_on == today else f"from {day_words(line.begins_on)}"
    ends = f" until {day_words(line.ends_on)}" if line.ends_on else ""
    text = (
        f"{_name(line.person)} is {line.kind} of {bold(short(organization.short_name, 60))} for"
        f" {_subject(subject)} {begins}{ends}."
    )
    goes = f"{_name(former[0])} is it no longer then." if former else ""
    return joined([text, goes, please_tell(line.person)], " ")


def ended(line_of: RepresentativeLine, subject: RepresentedSubject) -> str:
    """To the one who ended it."""
    if not line_of.is_current:
        return f"Called off: {_name(line_of.person)} does not begin for {_subject(subject)}."
    return f"{_name(line_of.person)} is no longer {line_of.kind} for {_subject(subject)}."


def made(
    organization: Organization,
    subject: RepresentedSubject,
    line: RepresentativeLine,
    other: SubjectLine,
    *,
    by: Person,
    today: date,
) -> Message:
    """To whoever speaks for a library from now on: what it means, and with whom."""
    begins = "" if line.begins_on <= today else f" from {day_words(line.begins_on)}"
    ends = f" until {day_words(line.ends_on)}" if line.ends_on else ""
    text = (
        f"{_name(by)} made you {line.kind} of {bold(short(organization.name, 200))} for"
        f" {_subject(subject)}{begins}{ends}."
    )
    means = "You speak for all of your library there, so ask your colleagues before."
    pair = other.alternate if other.representative in (None, line) else other.representative
    with_whom = (
        f"{_name(pair.person)} is {pair.kind}, and may speak for it just as well."
        if pair is not None and pair.acts and pair.id != line.id
        else "Your director may speak for it just as well."
    )
    show = button("Who speaks for us", ids.OF_LIBRARY, LibrarySubjectsAt(organization.id).text)
    step_back = "To step back, tell your director."
    return message(
        joined([text, means, with_whom, step_back], " "),
        [section(text), section(f"{means} {with_whom}"), actions(show), context(step_back)],
    )


def followed(
    organization: Organization,
    subject: RepresentedSubject,
    line: RepresentativeLine,
    successor: Person,
    *,
    by: Person,
    first: date,
    today: date,
) -> Message:
    """To whoever spoke for a library until somebody else was appointed."""
    when = "Now" if first <= today else f"From {day_words(first)}"
    who = f", whom {_name(by)} appointed," if by.id != successor.id else ""
    text = (
        f"{when} {_name(successor)}{who} speaks for {bold(short(organization.name, 200))} on"
        f" {_subject(subject)}, where you were {line.kind}. {_thanks(line)}"
    )
    return message(text)


def stays(
    organization: Organization,
    subject: RepresentedSubject,
    line: RepresentativeLine,
    called_off: RepresentativeLine,
    *,
    by: Person,
) -> Message:
    """To whoever was to go for somebody who does not begin."""
    ends = f" until {day_words(line.ends_on)}" if line.ends_on else ""
    who = "" if by.id == called_off.person.id else f": {_name(by)} called that off"
    return message(
        f"{_name(called_off.person)} does not follow you on {day_words(called_off.begins_on)} after"
        f" all{who}. You stay {line.kind} of {bold(short(organization.name, 200))} for"
        f" {_subject(subject)}{ends}."
    )


def thanked(
    organization: Organization,
    subject: RepresentedSubject,
    line: RepresentativeLine,
    *,
    by: Person,
) -> Message:
    """To whoever speaks for a library no longer, with nobody in her place."""
    if not line.is_current:
        return message(
            f"{_name(by)} called off that you become {line.kind} of"
            f" {bold(short(organization.name, 200))} for {_subject(subject)} from"
            f" {day_words(line.begins_on)}."
        )
    return message(
        f"{_name(by)} ended that you are {line.kind} of {bold(short(organization.name, 200))} for"
        f" {_subject(subject)}. {_thanks(line)}"
    )


def topic_closed(
    organization: Organization, topic: Topic, line: RepresentativeLine, *, by: Person
) -> Message:
    """To whoever spoke for a library on a topic that is closed, or was to."""
    was = "you were" if line.is_current else "you were to be"
    text = (
        f"{_name(by)} closed the topic {bold(brief(topic.name, 100))}, for which {was} {line.kind}"
        f" of {bold(short(organization.name, 200))}."
    )
    return message(joined([text, _thanks(line) if line.is_current else ""], " "))


def closed_topic(topic: Topic, ended: int) -> Message:
    """To the one who closed it."""
    hear = f" {plural(ended, 'person', 'people')} named for it will hear of it." if ended else ""
    return message(f"{bold(brief(topic.name, 100))} is closed: nobody is named for it now.{hear}")


def renamed_topic(topic: Topic, former: str) -> Message:
    """To the one who renamed it."""
    return message(f"{bold(brief(former, 100))} is called {bold(brief(topic.name, 100))} now.")


def _thanks(line: RepresentativeLine) -> str:
    return f"Thank you for speaking for your library since {day_words(line.begins_on)}."


def _subject(subject: RepresentedSubject) -> str:
    return bold(brief(subject.name, 100))


def _name(person: Person) -> str:
    return esc(short(person.name, 80))
