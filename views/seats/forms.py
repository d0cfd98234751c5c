"""The forms about seats."""

from collections.abc import Sequence
from datetime import date

from models import Group, Membership, Organization, Person, Seat
from models.groups import MemberRole
from models.payloads import Block, View
from models.seats import CATEGORY_LENGTH, LABEL_LENGTH
from views import values
from views.elements import context, section
from views.inputs import (
    day_picker,
    field,
    modal,
    multi_select,
    named,
    option,
    person_picker,
    select,
    text_input,
)
from views.seats import ids
from views.seats.lists import called
from views.texts import bold, esc, short

YES = "yes"


def add(group: Group, organizations: Sequence[Organization]) -> View:
    """The form that adds a seat."""
    roles = [option(role.capitalize(), role) for role in MemberRole]
    blocks = [
        section(f"A seat in {bold(short(group.name, 200))}:"),
        field("role", "Role", select("seat.role", roles, initial=MemberRole.MEMBER)),
        field(
            "label",
            "Short name",
            text_input("seat.label", limit=LABEL_LENGTH, placeholder="for the community colleges"),
            hint="What tells it from other seats of this role.",
            optional=True,
        ),
        field(
            "votes", "Vote", _box("votes", "Whoever sits here votes", is_ticked=True), optional=True
        ),
        *_asked_for(organizations),
        *_terms(),
    ]
    private = values.private(group=group.id)
    return modal(ids.ADD_SEND, "Add a seat", blocks, submit="Add", close="Cancel", private=private)


def appoint(
    seat: Seat,
    partners: Sequence[Person],
    *,
    today: date,
    last: date | None,
    asks_why: bool,
    person: Person | None = None,
) -> View:
    """The form that lets somebody sit in a seat; ``last`` is where a term from today would end, and
    ``person`` who is proposed.
    """
    proposed = person.slack_id if person else None
    people = person_picker("seat.person", placeholder="Choose a person", initial=proposed)
    blocks: list[Block] = [
        section(
            f"Who sits in {called(seat)}? Choose one person, in Slack or below. Whoever sits there"
            " now leaves the seat on the first day."
        ),
        field("person", "Somebody in this Slack", people, optional=True),
    ]
    if partners:
        element = select("seat.partner", named(partners), placeholder="Choose a partner")
        blocks.append(field("partner", "Or a partner without Slack", element, optional=True))
    blocks += [
        field("first", "First day", day_picker("seat.first", initial=today)),
        field(
            "last",
            "Last day of the term",
            day_picker("seat.last", initial=last),
            hint="Empty: as the terms of this seat end.",
            optional=True,
        ),
        *_why(asks_why=asks_why),
    ]
    private = values.private(seat=seat.id)
    return modal(
        ids.APPOINT_SEND, "Appoint", blocks, submit="Appoint", close="Cancel", private=private
    )


def extend(
    seat: Seat, person: Person, membership: Membership, *, last: date | None, asks_why: bool
) -> View:
    """The form that gives another term."""
    blocks = [
        section(f"Another term for {_name(person)} in {called(seat)}:"),
        field(
            "last",
            "Last day of the term",
            day_picker("seat.last", initial=last),
            hint="Empty: as the terms of this seat end.",
            optional=True,
        ),
        *_why(asks_why=asks_why),
    ]
    private = values.private(term=membership.id)
    return modal(
        ids.EXTEND_SEND, "Extend", blocks, submit="Extend", close="Cancel", private=private
    )


def set_leave(seat: Seat, person: Person, membership: Membership, *, today: date) -> View:
    """The form that sets a leave of absence."""
    acting = person_picker("seat.acting", placeholder="Choose a person")
    blocks = [
        section(f"Leave of absence of {_name(person)}, {called(seat)}:"),
        field("first", "First day", day_picker("seat.first", initial=today)),
        field(
            "last",
            "Last day",
            day_picker("seat.last"),
            hint="Empty: until you end it.",
            optional=True,
        ),
        field(
            "acting",
            "Who acts meanwhile",
            acting,
            hint="She has the rights of the seat while the leave lasts.",
            optional=True,
        ),
    ]
    private = values.private(term=membership.id)
    return modal(
        ids.LEAVE_SEND, "Leave of absence", blocks, submit="Save", close="Cancel", private=private
    )


def end_term(seat: Seat, person: Person, membership: Membership, *, today: date) -> View:
    """The form that ends a term early."""
    blocks = [
        section(f"{_name(person)} leaves {called(seat)}, and with it the group."),
        field("last", "Last day", day_picker("seat.last", initial=today), hint="Today: at once."),
        context("Past work stays on record. I do not tell them: please do so yourself."),
    ]
    private = values.private(term=membership.id)
    return modal(
        ids.END_SEND, "End the term", blocks, submit="End it", close="Cancel", private=private
    )


def call_off(seat: Seat, person: Person, membership: Membership) -> View:
    """The page that asks before an appointment is called off."""
    text = f"{_name(person)} is to follow in {called(seat)}. Call that off?"
    private = values.private(term=membership.id)
    return modal(
        ids.CALL_OFF_SEND,
        "Call off",
        [section(text), context("Who sits there now stays as if nobody had been appointed.")],
        submit="Call it off",
        close="Cancel",
        private=private,
    )


def close(seat: Seat) -> View:
    """The page that asks before a seat is closed."""
    private = values.private(seat=seat.id)
    return modal(
        ids.CLOSE_SEND,
        "Close the seat",
        [section(f"Close {called(seat)}? It stays on record, and nobody sits there any more.")],
        submit="Close it",
        close="Cancel",
        private=private,
    )


def _asked_for(organizations: Sequence[Organization]) -> list[Block]:
    known = named(organizations)
    element = select("seat.organization", known, placeholder="Any") if known else None
    category = text_input("seat.category", limit=CATEGORY_LENGTH, placeholder="community college")
    return [
        *([field("organization", "Asks for a library", element, optional=True)] if element else []),
        field("category", "Or for a kind of library", category, optional=True),
    ]


def _terms() -> list[Block]:
    return [
        field(
            "term_months",
            "Length of a term",
            text_input("seat.term_months", limit=3),
            hint="In months. Empty: no end.",
            optional=True,
        ),
        field(
            "term_limit",
            "Terms in a row at most",
            text_input("seat.term_limit", limit=2),
            hint="The program manager may allow more.",
            optional=True,
        ),
        field(
            "cycle_ends_on",
            "A day on which a term of it ends",
            day_picker("seat.cycle_ends_on"),
            hint="Whoever is appointed in between serves what is left of it.",
            optional=True,
        ),
        field(
            "hours_a_month",
            "Hours asked in a month",
            text_input("seat.hours_a_month", limit=3),
            optional=True,
        ),
        field(
            "holds_over",
            "After a term",
            _box("holds_over", "Whoever sits here stays until somebody is appointed"),
            optional=True,
        ),
    ]


def _why(*, asks_why: bool) -> list[Block]:
    """For the program manager, who may allow more terms in a row than the seat does."""
    if not asks_why:
        return []
    element = text_input("seat.reason", limit=200)
    hint = "Needed where she has served as many terms as the seat allows."
    return [field("reason", "Why more terms are allowed", element, hint=hint, optional=True)]


def _box(name: str, label: str, *, is_ticked: bool = False) -> dict[str, object]:
    return multi_select(
        f"seat.{name}",
        [option(label, YES)],
        initial=[YES] if is_ticked else [],
        type_="checkboxes",
    )


def _name(person: Person) -> str:
    return esc(short(person.name, 80))
