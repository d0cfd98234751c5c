"""The form that says who speaks for a library."""

from collections.abc import Sequence
from datetime import date

from models import Organization, Person, RepresentationKind, Topic
from models.calendar_days import day_words
from models.columns import NAME_LENGTH
from models.payloads import Block, Element, View
from models.representatives import TOPIC_LENGTH, RepresentativeLine, RepresentedSubject
from views import values
from views.elements import context, section
from views.inputs import (
    day_picker,
    field,
    modal,
    named,
    option,
    person_picker,
    select,
    text_input,
)
from views.representatives import ids
from views.texts import bold, esc, plural, short
from views.values import SubjectChoice

_KINDS = {
    RepresentationKind.REPRESENTATIVE: "Representative: speaks for the library",
    RepresentationKind.ALTERNATE: "Alternate: may speak just as well",
}


def appoint(
    organization: Organization | None,
    offered: Sequence[RepresentedSubject],
    *,
    libraries: Sequence[Organization] = (),
    partners: Sequence[Person] = (),
    may_add_topics: bool,
    today: date,
    subject: SubjectChoice | None = None,
    subject_name: str = "",
    kind: RepresentationKind = RepresentationKind.REPRESENTATIVE,
    person: str | None = None,
    partner_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    unread: str = "",
) -> View:
    """The form, filled in as far as something was understood; ``unread`` is what was not. It asks
    for one of the ``libraries`` where that is not known, and offers the ``partners``, who have no
    Slack account, beside everybody in Slack.
    """
    blocks = [
        *([context(esc(unread))] if unread else []),
        _library(organization, libraries),
        _subject(offered, subject, subject_name, is_optional=may_add_topics),
        *([_new_topic()] if may_add_topics else []),
        *_person(kind, person, partners, partner_id),
        *_days(first or today, last),
        context("I tell both in private: who begins, and who ends."),
    ]
    private = values.private(organization=organization.id) if organization else ""
    return modal(
        ids.APPOINT_SEND, "Appoint", blocks, submit="Appoint", close="Cancel", private=private
    )


def end(organization: Organization, subject: RepresentedSubject, line: RepresentativeLine) -> View:
    """The page that asks before it ends that somebody speaks for a library."""
    name, place = esc(short(line.person.name, 80)), bold(short(organization.short_name, 60))
    topic = bold(short(subject.name, 100))
    question = f"{name} is {line.kind} of {place} for {topic}. End that now?"
    then = "They hear of it from me. Until somebody follows, others of the library speak for it."
    if not line.is_current:
        day = day_words(line.begins_on)
        question = f"{name} is to be {line.kind} of {place} for {topic} from {day}. Call that off?"
        then = "They hear of it from me. Whoever was to go for them stays."
    return modal(
        ids.END_SEND,
        "End it" if line.is_current else "Call it off",
        [section(question), context(then)],
        submit="End it" if line.is_current else "Call it off",
        close="Cancel",
        private=values.private(representation=line.id),
    )


def rename_topic(topic: Topic, *, seen: str = "") -> View:
    """The form that calls a topic otherwise. ``seen`` tells apart the name that it shows."""
    name = text_input("topic.name", initial=topic.name, limit=TOPIC_LENGTH)
    hint = "Whoever speaks on it for a library goes on doing so."
    return modal(
        ids.TOPIC_RENAME_SEND,
        "Rename the topic",
        [field("name", "Name", name, hint=hint)],
        submit="Rename",
        close="Cancel",
        private=values.private(topic=topic.id, seen=seen),
    )


def close_topic(topic: Topic, speaking: int) -> View:
    """The page that asks before it closes a topic on which so many are named."""
    people = f" That ends now for the {plural(speaking, 'person', 'people')} named for it"
    ends = f"{people}; I tell them, and thank them." if speaking else ""
    text = f"Close {bold(short(topic.name, 100))}? Nobody is named for it any more.{ends}"
    then = "What was so far stays in the history. To open it again, add it anew."
    return modal(
        ids.TOPIC_CLOSE_SEND,
        "Close the topic",
        [section(text), context(then)],
        submit="Close it",
        close="Cancel",
        private=values.private(topic=topic.id),
    )


def subject_choices(offered: Sequence[RepresentedSubject]) -> list[Element]:
    """The groups and topics to choose from."""
    return [
        option(
            f"{short(row.name, 60)} ({'group' if row.group_id else 'topic'})",
            SubjectChoice(row.group_id, row.topic_id).text,
        )
        for row in offered
    ]


def _library(organization: Organization | None, libraries: Sequence[Organization]) -> Block:
    if organization is not None:
        return section(f"Who speaks for {bold(short(organization.name, 200))}?")
    if not libraries:
        return section("There is no member library yet for which somebody could speak.")
    element = select("appointment.library", named(libraries), placeholder="Choose a library")
    return field("library", "Library", element)


def _person(
    kind: RepresentationKind,
    person: str | None,
    partners: Sequence[Person],
    partner_id: int | None,
) -> list[Block]:
    """As what, and who."""
    kinds = [option(words, key) for key, words in _KINDS.items()]
    as_what = select("representative.kind", kinds, initial=kind, type_="radio_buttons")
    who = person_picker("representative.person", placeholder="Choose a person", initial=person)
    hint = "Somebody who works at the library, in place of whoever it is now."
    blocks = [
        field("kind", "As what", as_what),
        field("person", "Who", who, hint=hint, optional=bool(partners)),
    ]
    if partners:
        element = select(
            "representative.partner",
            named(partners),
            placeholder="Choose a person",
            initial=str(partner_id),
        )
        blocks.append(field("partner", "Or somebody without Slack", element, optional=True))
    return blocks


def _days(first: date, last: date | None) -> list[Block]:
    return [
        field("first", "First day", day_picker("representative.first", initial=first)),
        field(
            "last",
            "Last day",
            day_picker("representative.last", initial=last),
            hint="Empty: until somebody else is appointed.",
            optional=True,
        ),
    ]


def _subject(
    offered: Sequence[RepresentedSubject],
    subject: SubjectChoice | None,
    typed: str,
    *,
    is_optional: bool,
) -> Block:
    """A menu, which searches where it is long, or a field to type in where there is nothing yet."""
    label = "For which group or topic"
    if not offered:
        element = text_input(
            "appointment.subject",
            initial=typed,
            limit=NAME_LENGTH,
            placeholder="E-resources licensing",
        )
        return field("subject", label, element, hint="Its name.", optional=is_optional)
    element = select(
        "appointment.subject",
        subject_choices(offered),
        initial=subject.text if subject else None,
    )
    return field("subject", label, element, optional=is_optional)


def _new_topic() -> Block:
    element = text_input(
        "representative.topic",
        limit=TOPIC_LENGTH,
        placeholder="E-resources licensing",
    )
    hint = "Leave the field above empty then. All libraries see it."
    return field("topic", "Or a new topic", element, hint=hint, optional=True)
