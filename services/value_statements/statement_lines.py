"""Reading of whom and of which days a statement is wanted."""

from datetime import date

from sqlmodel import Session

from models import Group, Organization, OrganizationKind
from models.value_statements import StatementKind, StatementScope
from services import access, participation, people
from services.access import Standing
from services.dates import Period
from services.errors import Invalid

LAST_FISCAL_YEAR = "last fiscal year"
LAST_QUARTER = "last quarter"
_WHOLE = {
    "consortium": StatementKind.CONSORTIUM,
    "council": StatementKind.QUARTER,
    "council's": StatementKind.QUARTER,
}


def read_scope(
    session: Session, text: str, *, who: Standing, here: Group | None, today: date
) -> StatementScope:
    """Of whom a line wants a statement: “Tunxis 2026”, “Metadata last year”, “consortium” or
    “council last quarter”. Without a name it is the writer's own library, or the group ``here``
    that she chairs. Raises ``Invalid`` for what cannot be understood.
    """
    first, _, rest = text.strip().partition(" ")
    if kind := _WHOLE.get(first.casefold()):
        is_quarter = kind is StatementKind.QUARTER
        period = read_statement_period(session, rest, today=today, is_quarter=is_quarter)
        return StatementScope(kind, period.first, period.last, period.label)
    calendar = participation.calendar_of(session, today, unless_typed=LAST_FISCAL_YEAR)
    query = participation.read(session, text, who=who, group=None, calendar=calendar)
    library, group = query.library, query.group
    if library is None and group is None:
        library, group = _own(session, who, here)
    return scope_for(query.period, library=library, group=group)


def scope_for(
    period: Period, *, library: Organization | None = None, group: Group | None = None
) -> StatementScope:
    """That of one library, or of one group. Raises ``Invalid`` for both, or for neither."""
    if (library is None) == (group is None):
        raise Invalid(
            "Say of whom: a library, a group, “consortium”, or “council” for its page about a"
            " quarter. For example `/value Tunxis last year`."
        )
    if library is not None and library.kind is not OrganizationKind.LIBRARY:
        raise Invalid(f"{library.name} is no member library: there is no statement of it.")
    kind = StatementKind.LIBRARY if library else StatementKind.GROUP
    return StatementScope(kind, period.first, period.last, period.label, library, group)


def read_statement_period(
    session: Session, text: str, *, today: date, is_quarter: bool = False
) -> Period:
    """The days that some words name; without any the last fiscal year, or the last quarter."""
    usual = LAST_QUARTER if is_quarter else LAST_FISCAL_YEAR
    return participation.read_period(
        text, participation.calendar_of(session, today, unless_typed=usual)
    )


def _own(
    session: Session, who: Standing, here: Group | None
) -> tuple[Organization | None, Group | None]:
    if here is not None and access.may_lead(here.id, by=who):
        return None, here
    own = access.directed_library(who)
    return (session.get(Organization, own) if own else None), None


def kinds_to_write(who: Standing) -> tuple[StatementKind, ...]:
    """Of what kinds ``who`` may write statements."""
    if access.may_draft_all(who):
        return tuple(StatementKind)
    of_library = (StatementKind.LIBRARY,) if access.directed_library(who) else ()
    of_group = (StatementKind.GROUP,) if access.chaired_groups(who) else ()
    return (*of_library, *of_group)


def writable(session: Session, who: Standing) -> tuple[list[Organization], list[Group]]:
    """The libraries and the groups of which ``who`` may write statements, by name."""
    groups = participation.choices_for(session, who)
    if access.may_draft_all(who):
        libraries = people.member_libraries(session, who.at)
        return libraries, groups
    own = access.directed_library(who)
    library = session.get(Organization, own) if own else None
    return ([library] if library else []), groups
