"""The words on what a library does: what ends, what waits, who serves beside it, and its years."""

from datetime import date

import pytest

from models import Call, CallKind, Group, GroupKind, MemberRole, Organization, Person
from models.calls import UnitKind
from models.member_libraries import (
    FigurePair,
    LibraryWork,
    LibraryYears,
    OpenCall,
    PartnerBeside,
    ServiceEnd,
)
from models.organizations import OrganizationKind
from models.statement_figures import BY_KEY, StatementFigure
from models.value_statements import StatementKind, StatementLine, StatementState, ValueStatement
from tests.factories import NOW
from views.organizations import own_library as views

ZONE = "America/New_York"
BEN = Person(id=1, name="Ben <Brook>", created_at=NOW)
METADATA = Group(
    id=1, name="Metadata", name_key="metadata", kind=GroupKind.WORKING_GROUP, created_at=NOW
)


@pytest.mark.parametrize(
    ("role", "line"),
    [
        (MemberRole.MEMBER, "Ben <Brook>, Metadata: until Thu, Dec 31"),
        (MemberRole.CHAIR, "Ben <Brook>, Metadata (chair): until Thu, Dec 31"),
    ],
)
def test_an_end_says_whose_where_and_when(role: MemberRole, line: str) -> None:
    assert views.end_line(ServiceEnd(BEN, METADATA, role, date(2026, 12, 31))).startswith(line)


@pytest.mark.parametrize(
    ("has_answered", "state"), [(True, "answered,"), (False, "not answered yet,")]
)
def test_a_call_says_whether_it_was_answered(has_answered: bool, state: str) -> None:
    call = Call(
        group_id=1,
        kind=CallKind.VOTE,
        unit_kind=UnitKind.LIBRARY,
        question="Shall we?",
        closes_at=NOW,
        drafted_by=1,
        drafted_at=NOW,
    )
    line = views.call_line(OpenCall(call, "Central", has_answered), ZONE)
    assert line.startswith(f"Shall we?: {state} closes ")


def test_each_kind_of_thing_has_a_section_where_there_is_any() -> None:
    statement = ValueStatement(
        kind=StatementKind.LIBRARY,
        first_day=date(2025, 7, 1),
        last_day=date(2026, 6, 30),
        label="fiscal year 2026",
        state=StatementState.DRAFT,
        drafted_by=1,
        drafted_at=NOW,
    )
    partner = PartnerBeside(BEN, "Writing", ("Courier", "Metadata"))
    work = LibraryWork((), (), (partner,), (StatementLine(statement, "Statement"),))
    partners, statements = [block["text"]["text"] for block in views.work_blocks(work, ZONE)]
    assert "Ben &lt;Brook&gt; (Writing): Courier, Metadata" in partners
    assert "fiscal year 2026, a draft" in statements
    assert views.work_blocks(LibraryWork((), (), (), ()), ZONE) == []


def test_years_stand_side_by_side_in_the_unit_of_each_figure() -> None:
    library = Organization(
        id=1, key="central", name="Central", short_name="Central", kind=OrganizationKind.LIBRARY
    )
    pairs = (
        FigurePair(StatementFigure(BY_KEY["hours-asked"], 1), 20),
        FigurePair(StatementFigure(BY_KEY["savings-declared"], 250_050), 0),
    )
    years = LibraryYears("fiscal year 2027", date(2025, 7, 1), date(2025, 11, 24), pairs)
    text = views.years_shown(library, years)["text"]
    assert "Hours asked: 1 hour (20 hours)" in text
    assert "Savings declared: $2,500.50 ($0.00)" in text
    assert "the same days of the year before: Tue, Jul 1, 2025 to Mon, Nov 24, 2025" in text
