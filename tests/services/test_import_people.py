"""Who is meant in people.csv: several addresses, a new address, and namesakes."""

import pytest
from sqlmodel import Session, col, func, select

from models import Person
from services import import_export, people
from tests.factories import NOW, cast


def problems(session: Session, rows: str) -> list[str]:
    plan = import_export.plan(session, {"people.csv": rows.encode()}, now=NOW)
    return [str(problem) for problem in plan.problems]


def bring_in(session: Session, rows: str) -> None:
    plan = import_export.plan(session, {"people.csv": rows.encode()}, now=NOW)
    import_export.apply(session, plan, now=NOW)


def everybody(session: Session) -> list[tuple[str, str | None]]:
    return list(session.exec(select(Person.name, Person.email).order_by(col(Person.id))).all())


def addresses(session: Session, name: str) -> list[str | None]:
    [person] = session.exec(select(Person).where(Person.name == name)).all()
    return [person.email, *people.others(session, person.id)]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("ann@a.edu;abara@a.edu", "the rest in the column other_emails"),
        ("<ann@a.edu>", "brackets"),
        ("mailto:ann@a.edu", "mailto"),
        ("ann@@a.edu", "no mail address"),
        ("ann@a.edu.", "no mail address"),
    ],
)
def test_a_malformed_address_is_refused_with_its_row(
    session: Session, cell: str, words: str
) -> None:
    [problem] = problems(session, f"email,name\n{cell},Ann Abara\n")
    assert problem.startswith("people.csv, line 2, email: ")
    assert words in problem


@pytest.mark.parametrize("mark", ["\u200b", "\u202a", "\u00a0", "\ufeff"])
def test_marks_that_nobody_sees_are_not_stored(session: Session, mark: str) -> None:
    bring_in(session, f"email,name\n{mark}ann@a.edu{mark},Ann Abara\n")
    assert everybody(session) == [("Ann Abara", "ann@a.edu")]


def test_several_addresses_are_kept_and_each_finds_her(session: Session) -> None:
    head = "email,name,other_emails\n"
    bring_in(session, f"{head}ann@a.edu,Ann Abara,ann@b.edu; ANN@c.edu\n")
    assert addresses(session, "Ann Abara") == ["ann@a.edu", "ann@b.edu", "ann@c.edu"]
    bring_in(session, "email,name\nann@c.edu,Ann Abara\n")
    assert addresses(session, "Ann Abara") == ["ann@c.edu", "ann@a.edu", "ann@b.edu"]
    bring_in(session, f"{head}ann@c.edu,Ann Abara,none\n")
    assert addresses(session, "Ann Abara") == ["ann@c.edu"]


def test_a_new_address_with_the_old_one_beside_it_is_the_same_person(session: Session) -> None:
    bring_in(session, "email,name\nzoe@a.edu,Zoe Zell\n")
    bring_in(session, "email,name,other_emails\nzoe.zell@a.edu,Zoe Zell-Ford,zoe@a.edu\n")
    assert addresses(session, "Zoe Zell-Ford") == ["zoe.zell@a.edu", "zoe@a.edu"]


@pytest.mark.parametrize("name", ["Zoe Zell", "zoe  ZELL"])
def test_a_new_address_alone_is_a_question(session: Session, name: str) -> None:
    bring_in(session, "email,name\nzoe@a.edu,Zoe Zell\n")
    [problem] = problems(session, f"email,name\nzoe.zell@a.edu,{name}\n")
    assert problem == (
        "people.csv, line 2, name: Zoe Zell is known already, by zoe@a.edu. If this is the same"
        " person, write that address under other_emails; if it is another one, give the known one"
        " a line of her own."
    )
    assert session.exec(select(func.count()).select_from(Person)).one() == 1


def test_who_was_met_in_slack_without_an_address_is_a_question(session: Session) -> None:
    session.add(Person(name="Zoe Zell", slack_id="UZOE", created_at=NOW))
    session.flush()
    [problem] = problems(session, "email,name\nzoe@a.edu,Zoe Zell\n")
    assert "by the Slack id UZOE. If this is the same person, write it under slack_id" in problem
    bring_in(session, "email,name,slack_id\nzoe@a.edu,Zoe Zell,UZOE\n")
    assert everybody(session) == [("Zoe Zell", "zoe@a.edu")]


@pytest.mark.parametrize("known_first", [True, False])
def test_namesakes_who_both_have_a_line_are_two(session: Session, known_first: bool) -> None:
    bring_in(session, "email,name\nzoe@a.edu,Zoe Zell\n")
    lines = ["zoe@a.edu,Zoe Zell", "zoe.zell@b.edu,Zoe Zell"]
    rows = "\n".join(lines if known_first else reversed(lines))
    bring_in(session, f"email,name\n{rows}\n")
    assert everybody(session) == [("Zoe Zell", "zoe@a.edu"), ("Zoe Zell", "zoe.zell@b.edu")]


def test_an_address_cannot_be_of_two(session: Session) -> None:
    cast(session)
    head = "email,name,other_emails\n"
    found = problems(session, f"{head}new@a.edu,New,shared@a.edu\nother@a.edu,O,shared@a.edu\n")
    assert found == ["people.csv, line 3: Line 2 speaks of the same. Delete one of the two."]
    [problem] = problems(session, f"{head}ann@central.example.edu,A,ben@central.example.edu\n")
    assert "One of the addresses belongs to Ann Abara and one to Ben Brook." in problem
    [problem] = problems(
        session,
        f"{head}ann@central.example.edu,Ann Abara,x@a.edu\n"
        "ben@central.example.edu,Ben Brook,ann@central.example.edu\n",
    )
    assert "belongs to Ben Brook and one to Ann Abara" in problem


def test_several_addresses_are_exported(session: Session) -> None:
    bring_in(session, "email,name,other_emails\nann@a.edu,Ann Abara,ann@b.edu;ann@c.edu\n")
    rows = dict(import_export.export(session, now=NOW))["people.csv"].decode("utf-8-sig")
    assert "ann@b.edu;ann@c.edu" in rows
    bring_in(session, rows)
    assert addresses(session, "Ann Abara") == ["ann@a.edu", "ann@b.edu", "ann@c.edu"]


def test_who_is_active_again_by_a_file_may_leave_once_more(session: Session) -> None:
    bring_in(session, "email,name\nzoe@a.edu,Zoe Zell\n")
    for active, kept in (("no", NOW), ("yes", None)):
        person = session.exec(select(Person).where(Person.name == "Zoe Zell")).one()
        person.departure_told_at = NOW
        bring_in(session, f"email,name,active\nzoe@a.edu,Zoe Zell,{active}\n")
        assert person.departure_told_at == kept
