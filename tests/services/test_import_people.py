"""Who is meant in people.csv: several addresses, a new address, and namesakes."""

import re
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from models import Organization, Person
from services import groups, import_export, people
from services.errors import Invalid
from services.import_export import ImportPlan, cells
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
        ("ann@@a.edu", "not an email address"),
        ("ann@a.edu.", "not an email address"),
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


LIBRARIES = b"key,name,short_name,kind\ntunxis,CT State Tunxis Library,Tunxis,library\n"


def with_libraries(session: Session, libraries: bytes, written: str) -> ImportPlan:
    people_csv = f"email,name,organization\nben@x.edu,Ben Brook,{written}\n".encode()
    files = {"libraries.csv": libraries, "people.csv": people_csv}
    return import_export.plan(session, files, now=NOW)


@pytest.mark.parametrize(
    "written", ["tunxis", "TUNXIS", "CT State Tunxis Library", "ct state  tunxis LIBRARY", "Tunxis"]
)
def test_a_library_is_known_by_key_and_by_either_name(session: Session, written: str) -> None:
    import_export.apply(session, with_libraries(session, LIBRARIES, written), now=NOW)
    place = select(Organization.key).join(Person, col(Person.organization_id) == Organization.id)
    assert session.exec(place).all() == ["tunxis"]


def test_a_name_of_two_libraries_or_of_none_is_refused_with_its_row(session: Session) -> None:
    twins = b"key,name,kind\neast,State Library,library\nwest,State Library,library\n"
    for libraries, written in ((twins, "State Library"), (LIBRARIES, "Tunxxis")):
        [problem] = map(str, with_libraries(session, libraries, written).problems)
        place = f"people.csv, line 2, organization: There is no “{written.casefold()}”"
        assert problem.startswith(place)


@pytest.mark.parametrize(
    "name",
    [
        "TBD",
        "tba",
        "Vacant",
        "VACANT (was Zoe)",
        "TBD - new hire",
        "vacant[Tunxis]",
        "TBC—spring",
        "to be announced",
        "N/A",
        "?",
        "-",
        "none",
        "Open",
        "seat open",
    ],
)
def test_a_place_that_nobody_has_is_no_person(session: Session, name: str) -> None:
    assert problems(session, f"email,name\n,{name}\n") == [
        f"people.csv, line 2, name: “{name}” is nobody's name. Leave the row out until somebody is"
        " named."
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Na Li",
        "Vacanti Rosa",
        "Tbarry Open",
        "Open Tbarry",
        "Nobody Jr",
        "Openshaw",
        "TBD.Reyes",
        "Tba'a Li",
    ],
)
def test_names_that_look_like_such_words_are_names(session: Session, name: str) -> None:
    assert problems(session, f"email,name\n,{name}\n") == []


@pytest.mark.parametrize("person", ["tbd@x.org", "vacant-seat@x.org", "Open"])
def test_an_address_and_a_person_who_is_there_may_read_like_such_a_word(
    session: Session, person: str
) -> None:
    session.add(Person(name="Open", email="tbd@x.org", created_at=NOW))
    session.add(Person(name="Vacant Seat", email="vacant-seat@x.org", created_at=NOW))
    session.flush()
    files = {
        "groups.csv": b"name,kind,charge\nMaps,working group,Looks after maps.\n",
        "memberships.csv": f"group,person,role\nMaps,{person},chair\n".encode(),
    }
    assert import_export.plan(session, files, now=NOW).problems == []


@pytest.mark.parametrize("person", ["TBD", "vacant (was Zoe)"])
def test_a_seat_that_nobody_has_is_no_membership(session: Session, person: str) -> None:
    cast(session)
    files = {"memberships.csv": f"group,person\nMetadata,{person}\n".encode()}
    [problem] = map(str, import_export.plan(session, files, now=NOW).problems)
    assert problem.startswith(f"memberships.csv, line 2, person: “{person}” is nobody's name.")


@pytest.mark.parametrize(
    "written",
    ["anné@MÜLLER.example", "anne\u0301@mu\u0308ller.example", "anné@xn--mller-kva.example"],
)
def test_an_address_finds_her_in_each_file_however_it_is_typed(
    session: Session, written: str
) -> None:
    kept = "anné@xn--mller-kva.example"
    bring_in(session, f"email,name\n{written},Ann Ash\n")
    assert addresses(session, "Ann Ash") == [kept]
    files = {
        "groups.csv": b"name,kind,charge\nMaps,working group,Looks after maps.\n",
        "memberships.csv": f"group,person,role\nMaps,{written},chair\n".encode(),
    }
    assert import_export.plan(session, files, now=NOW).problems == []


def test_letters_are_the_same_however_their_accents_are_typed(session: Session) -> None:
    bring_in(session, "email,name\n,Rene\u0301 Nu\u0301n\u0303ez\n")
    assert everybody(session) == [("Ren\u00e9 N\u00fa\u00f1ez", None)]
    bring_in(session, "email,name\n,Ren\u00e9 N\u00fa\u00f1ez\n")
    assert len(everybody(session)) == 1
    assert people.by_typed_name(session, "Nu\u0301n\u0303ez").name == "Ren\u00e9 N\u00fa\u00f1ez"
    assert groups.name_key("E\u0301QUITE\u0301") == groups.name_key("\u00e9quit\u00e9")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7/1/2026", date(2026, 7, 1)),
        ("07/01/2026", date(2026, 7, 1)),
        ("2026-07-01 00:00:00", date(2026, 7, 1)),
        ("2026-07-01T00:00", date(2026, 7, 1)),
        ("7/1/2026 0:00", date(2026, 7, 1)),
        ("7/1/2026 12:00:00 AM", date(2026, 7, 1)),
        ("1.7.2026", date(2026, 7, 1)),
        ("31.12.2026", date(2026, 12, 31)),
    ],
)
def test_a_day_is_read_as_spreadsheets_save_it(written: str, read: date) -> None:
    assert cells.day(written) == read


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("46266", "“46266” is a date as spreadsheets count days, perhaps 2026-09-01."),
        ("46266.0", "perhaps 2026-09-01."),
        ("31/12/2026", "is not a date"),
        ("2026-09-01 14:00:00", "is not a date"),
        ("2026-02-30", "is not a date"),
        ("2/30/2026", "is not a date"),
        ("7/1/26", "is not a date"),
        ("19999", "is not a date"),
        ("80000", "is not a date"),
    ],
)
def test_any_other_day_is_refused_in_words(written: str, words: str) -> None:
    with pytest.raises(Invalid, match=re.escape(words)):
        cells.day(written)


@pytest.mark.usefixtures("our_workspace")
@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("", "tunxis"),
        ("email,name,organization\nnoor@tunxis.edu,Noor Nour,none\n", None),
        ("email,name,organization\nnoor@tunxis.edu,Noor Nour,\n", "tunxis"),
        ("email,name\nnoor@tunxis.edu,Noor Nour\n", "tunxis"),
    ],
)
def test_who_met_convene_before_her_library_is_placed_with_it(
    session: Session, rows: str, place: str | None
) -> None:
    noor = people.Profile("UNEW", "Noor Nour", "noor@tunxis.edu", "UTC", is_guest=False)
    other = people.Profile("UOTHER", "Otto Orr", "otto@elsewhere.edu", "UTC", is_guest=False)
    met, unplaced = (people.meet(session, profile, now=NOW) for profile in (noor, other))
    files = {"libraries.csv": LIBRARIES.replace(b"kind", b"kind,mail_domains", 1).strip()}
    files["libraries.csv"] += b",tunxis.edu\n"
    if rows:
        files["people.csv"] = rows.encode()
    for _ in range(2):
        import_export.apply(session, import_export.plan(session, files, now=NOW), now=NOW)
    assert unplaced.organization_id is None
    known = session.get(Organization, met.organization_id) if met.organization_id else None
    assert (known.key if known else None) == place


@pytest.mark.parametrize(
    ("facts", "row", "is_asked"),
    [
        ({}, "", True),
        ({}, "otto@elsewhere.edu,Otto Orr,", True),
        ({}, "otto@elsewhere.edu,Otto Orr,none", False),
        ({}, "otto@elsewhere.edu,Otto Orr,tunxis", False),
        ({"is_active": False}, "", False),
        ({"slack_id": None}, "", False),
        ({}, "new@elsewhere.edu,Nia New,", True),
    ],
)
def test_who_met_convene_before_and_is_not_placed_is_to_be_asked(
    session: Session, facts: dict[str, Any], row: str, is_asked: bool
) -> None:
    usual: dict[str, Any] = {"name": "Otto Orr", "email": "otto@elsewhere.edu", "slack_id": "UOTTO"}
    otto = Person(**(usual | {"created_at": NOW} | facts))
    session.add(otto)
    session.flush()
    files = {"libraries.csv": LIBRARIES, "people.csv": f"email,name,organization\n{row}\n".encode()}
    made = import_export.plan(session, files, now=NOW)
    import_export.apply(session, made, now=NOW)
    assert import_export.not_placed(session, made) == ([otto] if is_asked else [])
