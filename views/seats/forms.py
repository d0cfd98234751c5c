"""The forms about seats."""

from collections.abc import Sequence
from datetime import date

from models import Group, Membership, Organization, Person, Seat
from models.groups import MemberRole
from models.payloads import Block, Element, View
from models.seats import CATEGORY_LENGTH, LABEL_LENGTH, MOST_ALIKE, VOTING_ROLES, SeatFacts
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
from views.seats.news import of_members
from views.texts import bold, esc, joined, short

YES = "yes"
BY_ROLE, VOTES, NO_VOTE = "role", "votes", "silent"
"""The choices of who votes."""


def add(group: Group, organizations: Sequence[Organization]) -> View:
    """The form that adds a seat."""
    blocks = [
        section(f"A seat in {bold(short(group.name, 200))}:"),
        *_fields(SeatFacts(), organizations),
        field(
            "count",
            "How many such seats",
            text_input("seat.count", limit=2, initial="1"),
            hint=f"From 1 to {MOST_ALIKE}.",
        ),
    ]
    private = values.private(group=group.id)
    return modal(ids.ADD_SEND, "Add a seat", blocks, submit="Add", close="Cancel", private=private)


def change(
    seat: Seat, facts: SeatFacts, organizations: Sequence[Organization], *, seen: str
) -> View:
    """The form that changes what is declared of a seat; ``seen`` tells the facts that it shows from
    those of another time.
    """
    blocks = [
        section(
            f"What {called(seat)} is. Whoever sits there stays, and has the new role where it is"
            " another one. Terms that were agreed keep their days."
        ),
        *_fields(facts, organizations),
    ]
    private = values.private(seat=seat.id, seen=seen)
    return modal(
        ids.CHANGE_SEND,
        "Change the seat",
        blocks,
        submit="Save",
        close="Cancel",
        private=private,
    )


def appoint(
    seat: Seat,
    partners: Sequence[Person],
    *,
    today: date,
    last: date | None,
    asks_why: bool,
    is_taken: bool = True,
    person: Person | None = None,
) -> View:
    """The form that lets somebody sit in a seat; ``last`` is where a term from today would end,
    ``person`` who is proposed, and it ``is_taken`` where somebody sits there or is to.
    """
    leaves = " Whoever sits there then leaves the seat on the first day." if is_taken else ""
    proposed = person.slack_id if person else None
    people = person_picker("seat.person", placeholder="Choose a person", initial=proposed)
    blocks: list[Block] = [
        section(f"Who sits in {called(seat)}? Choose one person, in Slack or below.{leaves}"),
        context(joined([of_members(seat), "" if seat.votes else "The seat does not vote."], " ")),
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
            hint="They have the rights of the seat while the leave lasts.",
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


def _fields(facts: SeatFacts, organizations: Sequence[Organization]) -> list[Block]:
    """What may be declared of a seat, as it is declared now."""
    roles = [option(role.capitalize(), role) for role in MemberRole]
    label = text_input(
        "seat.label",
        initial=facts.label,
        limit=LABEL_LENGTH,
        placeholder="for the community colleges",
    )
    return [
        field("role", "Role", select("seat.role", roles, initial=facts.role)),
        field(
            "label",
            "Short name",
            label,
            hint="What tells it from other seats of this role.",
            optional=True,
        ),
        field("votes", "Vote", _votes(facts.votes)),
        *_asked_for(facts, organizations),
        *_terms(facts),
    ]


def _votes(declared: bool | None) -> Element:
    """Whether who sits there votes; as the role does is a choice as long as none is declared."""
    choices = [
        option("Whoever sits here votes", VOTES),
        option("Whoever sits here does not vote", NO_VOTE),
    ]
    if declared is not None:
        initial = VOTES if declared else NO_VOTE
    else:
        initial = BY_ROLE
        voting = f"{', '.join(role.capitalize() for role in VOTING_ROLES)} vote"
        choices.insert(0, option("As the role does", BY_ROLE, f"{voting}; the others do not"))
    return select("seat.votes", choices, initial=initial, type_="radio_buttons")


def _asked_for(facts: SeatFacts, organizations: Sequence[Organization]) -> list[Block]:
    known, wanted = named(organizations), str(facts.organization_id)
    element = (
        select("seat.organization", known, placeholder="Any", initial=wanted) if known else None
    )
    category = text_input(
        "seat.category",
        initial=facts.category or "",
        limit=CATEGORY_LENGTH,
        placeholder="community college",
    )
    return [
        *([field("organization", "Asks for a library", element, optional=True)] if element else []),
        field("category", "Or for a kind of library", category, optional=True),
    ]


def _terms(facts: SeatFacts) -> list[Block]:
    return [
        field(
            "term_months",
            "Length of a term",
            _number("term_months", facts.term_months, limit=3),
            hint="In months. Empty: no end.",
            optional=True,
        ),
        field(
            "term_limit",
            "Terms in a row at most",
            _number("term_limit", facts.term_limit, limit=2),
            hint="The program manager may allow more.",
            optional=True,
        ),
        field(
            "cycle_ends_on",
            "A day on which a term of it ends",
            day_picker("seat.cycle_ends_on", initial=facts.cycle_ends_on),
            hint="Whoever is appointed in between serves what is left of it.",
            optional=True,
        ),
        field(
            "hours_a_month",
            "Hours asked in a month",
            _number("hours_a_month", facts.hours_a_month, limit=3),
            optional=True,
        ),
        field(
            "holds_over",
            "After a term",
            multi_select(
                "seat.holds_over",
                [option("Whoever sits here stays until somebody is appointed", YES)],
                initial=[YES] if facts.holds_over else [],
                type_="checkboxes",
            ),
            optional=True,
        ),
    ]


def _why(*, asks_why: bool) -> list[Block]:
    """For the program manager, who may allow more terms in a row than the seat does."""
    if not asks_why:
        return []
    element = text_input("seat.reason", limit=200)
    hint = "Needed where they have served as many terms as the seat allows."
    return [field("reason", "Why more terms are allowed", element, hint=hint, optional=True)]


def _number(name: str, declared: int | None, *, limit: int) -> Element:
    return text_input(f"seat.{name}", initial=str(declared or ""), limit=limit)


def _name(person: Person) -> str:
    return esc(short(person.name, 80))
