"""Who speaks for libraries, from a file and into one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Representation
from services import import_export, people, terms
from services.import_export.sheets import SHEETS
from tests.factories import NOW, cast

FILE = "representatives.csv"
HEAD = "library,group,topic,kind,person,since,until\n"
ROWS = (
    "central,,E-resources,representative,ann@central.example.edu,2026-07-01,2027-06-30\n"
    "central,,e-resources,alternate,ben@central.example.edu,,\n"
    "central,,E-resources,representative,ben@central.example.edu,2027-07-01,none\n"
    "tunxis,metadata,,representative,cleo@tunxis.example.edu,2026-12-01,\n"
)


def bring_in(session: Session, content: str, now: datetime = NOW) -> tuple[int, int]:
    """How many lines are new, and how many change something."""
    plan = import_export.plan(session, {FILE: content.encode()}, now=now)
    assert [str(problem) for problem in plan.problems] == []
    entries = plan.entries(SHEETS[FILE])
    new = sum(entry.before is None for entry in entries)
    changed = sum(bool(entry.changed) for entry in entries) - new
    import_export.apply(session, plan, now=now)
    return new, changed


def written(session: Session, now: datetime = NOW) -> str:
    return dict(import_export.export(session, now=now))[FILE].decode()


def test_they_come_in_and_a_second_time_change_nothing(session: Session) -> None:
    cast(session)
    assert bring_in(session, HEAD + ROWS) == (4, 0)
    spans = [(since, until) for _row, since, until in terms.all_representations(session)]
    assert (datetime(2026, 7, 1, 4, tzinfo=UTC), datetime(2027, 7, 1, 4, tzinfo=UTC)) in spans
    assert bring_in(session, HEAD + ROWS) == (0, 0)
    out = written(session)
    assert bring_in(session, out) == (0, 0)
    assert bring_in(session, HEAD + ROWS, NOW + timedelta(days=1)) == (0, 0)
    assert "tunxis,Metadata,,representative,cleo@tunxis.example.edu,2026-12-01," in out
    found = select(HistoryEntry).where(HistoryEntry.action == "representation.imported")
    entries = session.exec(found).all()
    assert len(entries) == 4
    assert all(type(entry.after["organization_id"]) is int for entry in entries)
    assert not any("library" in entry.after for entry in entries)


def test_an_end_is_changed_and_who_follows_ends_who_was_before(session: Session) -> None:
    cast(session)
    bring_in(session, HEAD + ROWS)
    ends = "central,,E-resources,representative,ann@central.example.edu,,2027-01-31\n"
    assert bring_in(session, HEAD + ends) == (0, 1)
    follows = "central,,E-resources,representative,ben@central.example.edu,2026-08-01,\n"
    assert bring_in(session, HEAD + follows) == (1, 0)
    assert "ann@" not in written(session)


def test_what_is_shown_as_gone_comes_in_again(session: Session) -> None:
    everybody = cast(session)
    bring_in(session, HEAD + ROWS)
    everybody.ann.is_active = False
    session.flush()
    assert bring_in(session, written(session)) == (0, 0)
    people.place(session, everybody.cleo, everybody.central.id, by=everybody.dag, now=NOW)
    assert "tunxis" not in written(session)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("central,,,representative,ann@central.example.edu,,", "group: Write a group or a topic"),
        ("central,Metadata,X,alternate,ann@central.example.edu,,", "Write a group or a topic"),
        ("central,Metadat,,alternate,ann@central.example.edu,,", "Did you mean “Metadata”?"),
        ("centra,,X,alternate,ann@central.example.edu,,", "Did you mean “central”?"),
        ("writing,,X,alternate,pia@writing.example.edu,,", "is no member library"),
        ("central,,X,alternate,cleo@tunxis.example.edu,,", "does not work at “central”"),
        ("central,,X,alternate,gil@writing.example.edu,,", "Guests, and who has left"),
        ("central,,X,alternate,nobody@x.edu,,", "person: Nobody is known"),
        ("central,,X,deputy,ann@central.example.edu,,", "kind: "),
        ("central,,X,alternate,ann@central.example.edu,2027-01-02,2027-01-01", "It would end on"),
        (
            "central,,X,alternate,ann@central.example.edu,2027-01-02,\n"
            "central,,X,alternate,ben@central.example.edu,2027-01-02,",
            "since: Somebody else begins there on that day.",
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_place_and_changes_nothing(
    session: Session, row: str, problem: str
) -> None:
    cast(session)
    plan = import_export.plan(session, {FILE: f"{HEAD}{row}\n".encode()}, now=NOW)
    assert any(problem in str(found) for found in plan.problems), plan.problems
    assert session.exec(select(Representation)).all() == []


def test_a_past_day_counts_where_nobody_was_named_since(session: Session) -> None:
    cast(session)
    row = "central,,X,representative,ann@central.example.edu,2026-07-01,2026-07-31\n"
    bring_in(session, HEAD + row)
    [(_row, since, _until)] = terms.all_representations(session)
    assert since.date() == date(2026, 7, 1)
