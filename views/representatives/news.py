"""What is said once somebody speaks for a library, or does no longer."""

from collections.abc import Sequence
from datetime import date, timedelta

from models import Organization, Person, RepresentationKind, Topic
from models.calendar_days import day_words
from models.payloads import Message
from models.representatives import RepresentativeLine, RepresentedSubject, SubjectLine
from views.elements import actions, button, context, message, section
from views.representatives import ids
from views.texts import bold, brief, esc, in_a_row, joined, please_tell, plural, short
from views.values import LibrarySubjectsAt

_DAY = timedelta(days=1)
_SUBJECTS_NAMED = 6


def appointed(
    organization: Organization,
    subject: RepresentedSubject,
    line: RepresentativeLine,
    former: tuple[Person, ...],
    *,
    today: date,
    other: SubjectLine | None = None,
    left: RepresentationKind | None = None,
) -> str:
    """To the one who appointed her, with the days as they were read; ``left`` is what she is no
    longer by it, and ``other`` who speaks there now and later.
    """
    begins = "from today" if line.begins_on == today else f"from {day_words(line.begins_on)}"
    ends = f" until {day_words(line.ends_on)}" if line.ends_on else ""
    text = (
        f"{_name(line.person)} is {line.kind} of {bold(short(organization.short_name, 60))} for"
        f" {_subject(subject)} {begins}{ends}."
    )
    goes = f"{_name(former[0])} is it no longer then." if former else ""
    leaves = ""
    if other is not None and left is not None:
        leaves = _leaves(organization, line, other, left, f"{_name(line.person)} is", today)
    return joined([text, goes, leaves, please_tell(line.person)], " ")


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
    left: RepresentationKind | None = None,
) -> Message:
    """To whoever speaks for a library from now on: what it means, with whom on her first day, and
    what she is no longer by it, which is ``left``.
    """
    begins = "" if line.begins_on <= today else f" from {day_words(line.begins_on)}"
    ends = f" until {day_words(line.ends_on)}" if line.ends_on else ""
    text = (
        f"{_name(by)} made you {line.kind} of {bold(short(organization.name, 200))} for"
        f" {_subject(subject)}{begins}{ends}."
    )
    means = "You speak for all of your library there, so ask your colleagues before."
    pair = next((found for found in _on(other, line.begins_on) if found.kind != line.kind), None)
    with_whom = (
        f"{_name(pair.person)} is {pair.kind}, and may speak for it just as well."
        if pair is not None and not pair.trouble
        else "Your director may speak for it just as well."
    )
    leaves = _leaves(organization, line, other, left, "You are", today) if left else ""
    with_whom = joined([with_whom, leaves], " ")
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
    is_now = first <= today
    when = "Now" if is_now else f"From {day_words(first)}"
    whose = f", where you were {line.kind}." if is_now else f"; until then you are {line.kind}."
    who = f", whom {_name(by)} appointed," if by.id != successor.id else ""
    text = (
        f"{when} {_name(successor)}{who} speaks for {bold(short(organization.name, 200))} on"
        f" {_subject(subject)}{whose} {_thanks(line)}"
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


def unrepresented(
    former: Organization, person: Person, names: Sequence[str], *, present: Organization | None
) -> Message:
    """To the director of a library, or the program manager: somebody speaks for it no longer, who
    works elsewhere now, or is gone.
    """
    spoke_on = in_a_row([bold(brief(name, 80)) for name in names[:_SUBJECTS_NAMED]])
    more = f" and {len(names) - _SUBJECTS_NAMED} more" if len(names) > _SUBJECTS_NAMED else ""
    library = bold(short(former.short_name, 60))
    where = f"works at {bold(short(present.short_name, 60))} now" if present else "is gone"
    return message(
        f"{_name(person)} {where}, and speaks for {library} no longer on {spoke_on}{more}."
        " `/library appoint` names who follows."
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


def _on(other: SubjectLine, day: date) -> list[RepresentativeLine]:
    """Who speaks for a library on a day, as things stand."""
    held = (other.representative, other.alternate, *other.ahead)
    return [
        found
        for found in held
        if found is not None
        and found.begins_on <= day
        and (found.ends_on is None or found.ends_on >= day)
    ]


def _leaves(
    organization: Organization,
    line: RepresentativeLine,
    other: SubjectLine,
    left: RepresentationKind,
    who: str,
    today: date,
) -> str:
    """That somebody is no longer what she was, and whether nobody is it then; ``who`` begins it."""
    is_now = line.begins_on <= today
    when = "no longer" if is_now else f"until {day_words(line.begins_on - _DAY)}"
    text = f"{who} {left} {when}."
    if any(found.kind is left and found.id != line.id for found in _on(other, line.begins_on)):
        return text
    then = "now" if is_now else "then"
    return f"{text} {esc(short(organization.short_name, 60))} has no {left} {then}."


def _thanks(line: RepresentativeLine) -> str:
    return f"Thank you for speaking for your library since {day_words(line.begins_on)}."


def _subject(subject: RepresentedSubject) -> str:
    return bold(brief(subject.name, 100))


def _name(person: Person) -> str:
    return esc(short(person.name, 80))
