"""Organizations as they are looked at: the value objects that pass from the questions to the
words.
"""

from dataclasses import dataclass
from datetime import date

from models.calls import Call
from models.freshness import NOTHING_CONFIRMED, Freshness
from models.groups import Group, MemberRole
from models.organizations import FormerName, Organization, OrganizationKind
from models.people import Person
from models.preferences import Holiday
from models.representatives import SubjectLine
from models.statement_figures import StatementFigure
from models.value_statements import StatementLine


@dataclass(frozen=True)
class FormerNameFacts:
    """What an organization was called before, as forms and files tell it."""

    name: str
    short_name: str = ""
    used_until: date | None = None


@dataclass(frozen=True)
class OrganizationFacts:
    """What the form of an organization says. Validated by ``add`` and ``change``."""

    name: str
    short_name: str
    kind: OrganizationKind
    category: str = ""
    zone: str = ""
    staff_size: str = ""
    active_from: date | None = None
    active_until: date | None = None
    voting_unit: str = ""
    """Its name; empty for a library that counts as itself."""
    mail_domains: tuple[str, ...] = ()
    former_names: tuple[FormerNameFacts, ...] = ()


@dataclass(frozen=True)
class NameMatch:
    """Which organizations a typed name may mean, what was merged as what it became part of."""

    organizations: tuple[Organization, ...]
    nearest: Organization | None = None
    """What was probably meant, where none is called so."""


@dataclass(frozen=True)
class LibraryLine:
    """One organization in the list."""

    organization: Organization
    voting_unit: str
    people: int
    groups: int
    """In how many of the groups that the reader may know of its people serve."""
    directors: tuple[str, ...]
    heir: str = ""
    """What it became part of."""
    is_active: bool = True
    freshness: Freshness = NOTHING_CONFIRMED


@dataclass(frozen=True)
class GroupMembers:
    """A group, and who of one organization serves in it as what."""

    group: Group
    members: tuple[tuple[Person, MemberRole], ...]


@dataclass(frozen=True)
class OpenWork:
    """How many open tasks of one organization's people a group has, and how many are overdue."""

    group: Group
    tasks: int
    overdue: int


@dataclass(frozen=True)
class GivenWork:
    """What an organization gave in a period, by kind in words, from the ledger."""

    period: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class LibraryOverview:
    """Everything that one look at an organization shows; what the reader may not see is None."""

    organization: Organization
    former_names: tuple[FormerName, ...]
    merged: tuple[Organization, ...]
    """What became part of it."""
    heir: Organization | None
    voting_unit: str
    shares_vote_with: tuple[str, ...]
    directors: tuple[Person, ...]
    people: int
    in_no_group: tuple[Person, ...]
    groups: tuple[GroupMembers, ...]
    holidays: tuple[Holiday, ...]
    owes: tuple[OpenWork, ...] | None = None
    gave: GivenWork | None = None
    is_active: bool = True
    freshness: Freshness = NOTHING_CONFIRMED


@dataclass(frozen=True)
class FigurePair:
    """A figure of this year so far, and its value on the same days of the year before."""

    figure: StatementFigure
    before: int


@dataclass(frozen=True)
class LibraryYears:
    """This fiscal year of a library so far, beside the same days of the year before."""

    title: str
    """The period with its days."""
    first_before: date
    last_before: date
    pairs: tuple[FigurePair, ...]


@dataclass(frozen=True)
class ServiceEnd:
    """A service in a group that ends soon."""

    person: Person
    group: Group
    role: MemberRole
    ends_on: date
    """Its last day."""


@dataclass(frozen=True)
class OpenCall:
    """An open call that a library, or a unit of which it is part, answers."""

    call: Call
    unit: str
    has_answered: bool


@dataclass(frozen=True)
class PartnerBeside:
    """A campus partner who serves in a group beside the people of a library."""

    person: Person
    unit: str
    """The short name of the unit from which they come."""
    groups: tuple[str, ...]


@dataclass(frozen=True)
class LibraryWork:
    """What the own people of a library see of it beside the overview."""

    ends: tuple[ServiceEnd, ...]
    open_calls: tuple[OpenCall, ...]
    partners: tuple[PartnerBeside, ...]
    statements: tuple[StatementLine, ...]


@dataclass(frozen=True)
class LibraryRecord:
    """What a director confirms: all of a library's people and contacts that she may see."""

    overview: LibraryOverview
    mail_domains: tuple[str, ...]
    represented: tuple[SubjectLine, ...]
