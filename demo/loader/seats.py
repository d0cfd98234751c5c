"""Seats of the council and of a standing committee: who sits there, a vacancy, a seat that is held
over, terms that end within a year, and a leave of absence.
"""

from dataclasses import dataclass
from datetime import timedelta

from demo.loader.world import World, day_of
from services import import_export, seats, terms
from services.spreadsheets import to_csv

AWAY = ("oer", "nkechi", "cleo")
"""In which group who is on leave, and who acts."""
AWAY_FOR = timedelta(days=45)


@dataclass(frozen=True)
class DemoSeat:
    """A seat, and the day on which its term ends, counted from today."""

    group: str
    role: str
    label: str = ""
    holder: str = ""
    ends: int | None = None
    category: str = ""
    holds_over: bool = False


SEATS_OF_DEMO = (
    DemoSeat("council", "chair", holder="rosalind", ends=90, holds_over=True),
    DemoSeat("council", "co-chair", holder="tomasz", ends=90),
    DemoSeat("council", "member", "for the community colleges", category="community college"),
    DemoSeat("oer", "chair", holder="priya", ends=210),
    DemoSeat("oer", "co-chair", holder="nkechi", ends=210),
    DemoSeat("oer", "member", "for the universities", "kalpana", -40, holds_over=True),
    DemoSeat("oer", "member", "for the community colleges", "greta", 120),
    DemoSeat("oer", "recorder", category="community college"),
)
_HEADER = (
    *("group", "role", "label", "category", "term_months", "term_limit", "holds_over"),
    *("person", "since", "term_ends_on"),
)


def seat_people(world: World) -> None:
    """Let those who are in the groups already sit in the seats, and one of them be on leave."""
    content = to_csv([_HEADER, *(_row(world, seat) for seat in SEATS_OF_DEMO)])
    plan = import_export.plan(world.session, {"seats.csv": content}, now=world.now)
    import_export.apply(world.session, plan, now=world.now)
    key, holder, acting = AWAY
    group = world.groups[key]
    membership = terms.current(world.session, group, world.people[holder].id, world.now)
    assert membership is not None, "who sits in a seat is in the group"
    seats.set_leave(
        world.session,
        group,
        membership,
        first=world.today,
        last=world.today + AWAY_FOR,
        acting=world.people[acting],
        by=world.people["priya"],
        now=world.now,
    )


def _row(world: World, seat: DemoSeat) -> list[str]:
    facts = ["24", "2"] if seat.ends is not None else ["24", ""]
    return [
        world.groups[seat.group].name,
        seat.role,
        seat.label,
        seat.category,
        *facts,
        "yes" if seat.holds_over else "no",
        *_term(world, seat),
    ]


def _term(world: World, seat: DemoSeat) -> list[str]:
    if seat.ends is None:
        return ["", "", ""]
    person = world.people[seat.holder]
    since = day_of(world.joined[seat.group, seat.holder])
    ends_on = world.today + timedelta(days=seat.ends)
    return [person.email or person.name, since.isoformat(), ends_on.isoformat()]
