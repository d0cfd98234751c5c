"""libraries.csv: what is declared, voting units, old names and merges, in and out again."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models import FormerName, LibraryConfirmation, Organization, Person, VotingUnit
from models.member_libraries import FormerNameFacts
from services import confirmations, import_export, organizations, terms
from services.organizations.written import former_name, written_name
from tests.factories import NOW, Cast, cast

HEAD = "key,name,short_name,kind"
LATER = NOW + timedelta(days=40)


def read(session: Session, text: str, **more: str) -> import_export.ImportPlan:
    files = {"libraries.csv": text.encode()}
    files |= {f"{name}.csv": content.encode() for name, content in more.items()}
    return import_export.plan(session, files, now=NOW)


def take(session: Session, text: str, **more: str) -> None:
    plan = read(session, text, **more)
    assert plan.problems == []
    import_export.apply(session, plan, now=NOW)
    session.expire_all()


def row(session: Session, key: str) -> Organization:
    return session.exec(select(Organization).where(Organization.key == key)).one()


FULL = f"""{HEAD},category,zone,staff_size,voting_unit,active_from,active_until,former_names
norwalk,CT State Norwalk,Norwalk,library,community college,America/Chicago,12,CT State,1990-01-01,\
2030-06-30,Norwalk CC | NCC | 2023-06-30; Norwalk Technical
tunxis,Tunxis Library,Tunxis,library,,,,ct-state,,,
"""


def test_what_a_file_declares_is_kept_and_comes_out_again(session: Session) -> None:
    cast(session)
    take(session, FULL)
    norwalk = row(session, "norwalk")
    facts = organizations.facts_of(session, norwalk)
    assert (facts.category, facts.zone, facts.staff_size) == (
        "community college",
        "America/Chicago",
        "12",
    )
    assert (facts.active_from, facts.active_until) == (date(1990, 1, 1), date(2030, 6, 30))
    assert facts.former_names == (
        FormerNameFacts("Norwalk CC", "NCC", date(2023, 6, 30)),
        FormerNameFacts("Norwalk Technical"),
    )
    [unit] = session.exec(select(VotingUnit))
    assert (unit.key, unit.name) == ("ct-state", "CT State")
    assert row(session, "tunxis").voting_unit_id == norwalk.voting_unit_id == unit.id
    again = exported(session)
    assert "CT State" in again
    assert "Norwalk CC | NCC | 2023-06-30;Norwalk Technical" in again
    assert changes(session, again) == {}


def exported(session: Session) -> str:
    files = dict(import_export.export(session, now=NOW))
    return files["libraries.csv"].decode("utf-8-sig")


def changes(session: Session, text: str) -> dict[str, list[str]]:
    plan = read(session, text)
    assert plan.problems == []
    entries = plan.state.libraries
    return {key: entry.changed for key, entry in entries.items() if entry.changed}


def test_a_file_of_before_changes_nothing_of_what_is_declared(session: Session) -> None:
    cast(session)
    take(session, FULL)
    assert (
        changes(session, f"{HEAD},mail_domains\nnorwalk,CT State Norwalk,Norwalk,library,\n") == {}
    )


def test_none_empties_what_can_be_empty(session: Session) -> None:
    cast(session)
    take(session, FULL)
    columns = "category,zone,staff_size,voting_unit,active_from,active_until,former_names"
    take(
        session,
        f"{HEAD},{columns}\nnorwalk,CT State Norwalk,Norwalk,library{',none' * 7}\n",
    )
    facts = organizations.facts_of(session, row(session, "norwalk"))
    assert (facts.category, facts.voting_unit, facts.former_names) == ("", "", ())
    assert (facts.active_from, facts.active_until, facts.staff_size) == (None, None, "")


def test_a_file_confirms_a_library_once_and_takes_no_confirmation_back(session: Session) -> None:
    tunxis = cast(session).tunxis
    line = f"{HEAD},confirmed_on\ntunxis,Tunxis Library,Tunxis,library,"
    for day in ("2026-11-01", "2026-10-01", "", "2026-11-24"):
        take(session, f"{line}{day}\n")
        assert changes(session, f"{line}{day}\n") == {}
    rows = session.exec(select(LibraryConfirmation).order_by(col(LibraryConfirmation.confirmed_on)))
    assert [row.confirmed_on for row in rows] == [date(2026, 11, 1), date(2026, 11, 24)]
    assert confirmations.latest(session) == {tunxis.id: date(2026, 11, 24)}
    written = dict(import_export.export(session, now=NOW))["libraries.csv"].decode()
    assert "2026-11-24" in next(row for row in written.splitlines() if row.startswith("tunxis,"))


def test_a_file_that_renames_keeps_the_old_name_once(session: Session) -> None:
    cast(session)
    renamed = f"{HEAD}\ntunxis,CT State Farmington,Farmington,library\n"
    for _ in range(2):
        take(session, renamed)
    [former] = session.exec(select(FormerName))
    assert (former.name, former.short_name) == ("Tunxis Library", "Tunxis")
    assert former.used_until == date(2026, 11, 24)
    assert organizations.called(session, "tunxis library").organizations == (
        row(session, "tunxis"),
    )


def test_a_file_that_lists_the_old_names_itself_is_followed(session: Session) -> None:
    cast(session)
    take(
        session, f"{HEAD},former_names\ntunxis,CT State Farmington,Farmington,library,Old Tunxis\n"
    )
    assert [former.name for former in session.exec(select(FormerName))] == ["Old Tunxis"]


def test_people_are_placed_by_an_old_name_too(session: Session) -> None:
    cast(session)
    people = "email,name,organization\nnew@x.edu,New Person,norwalk cc\n"
    take(session, FULL, people=people)
    new = session.exec(select(Person).where(Person.email == "new@x.edu")).one()
    assert new.organization_id == row(session, "norwalk").id


def merge_file(key: str = "norwalk", heir: str = "tunxis", until: str = "") -> str:
    return (
        f"{HEAD},merged_into,active_until\n{key},CT State Norwalk,Norwalk,library,{heir},{until}\n"
    )


def test_a_merge_by_a_file_takes_people_along_once(session: Session) -> None:
    everybody = cast(session)
    take(session, FULL)
    terms.change_home(
        session, everybody.ben, row(session, "norwalk").id, by=None, now=NOW - timedelta(days=3)
    )
    for _ in range(2):
        take(session, merge_file(until="2026-11-20"))
    norwalk, tunxis = row(session, "norwalk"), row(session, "tunxis")
    assert (norwalk.merged_into_id, norwalk.active_until) == (tunxis.id, date(2026, 11, 20))
    assert everybody.ben.organization_id == tunxis.id
    assert terms.misplaced(session) == []
    assert changes(session, exported(session)) == {}
    take(session, exported(session), people="email,name,organization\nz@x.edu,Zoe,norwalk\n")
    zoe = session.exec(select(Person).where(Person.email == "z@x.edu")).one()
    assert zoe.organization_id == tunxis.id


ALL = f"""{HEAD},mail_domains,former_names,merged_into
norwalk,CT State Norwalk,Norwalk,library,n.edu;m.edu,NCC; Norwalk Technical,{{heir}}
tunxis,Tunxis Library,Tunxis,library,tunxis.example.edu,Old Tunxis,
"""


def names_and_domains(session: Session, key: str) -> tuple[list[str], list[str]]:
    facts = organizations.facts_of(session, row(session, key))
    return [former.name for former in facts.former_names], list(facts.mail_domains)


@pytest.mark.parametrize("is_turned", [False, True])
def test_the_same_file_again_changes_nothing_of_a_merge(session: Session, is_turned: bool) -> None:
    cast(session)
    text = ALL.format(heir="tunxis")
    if is_turned:
        head, *rows = text.splitlines()
        text = "\n".join([head, *reversed(rows)]) + "\n"
    take(session, text)
    after = names_and_domains(session, "tunxis")
    assert set(after[0]) == {"NCC", "Norwalk Technical", "Old Tunxis"}
    assert after[1] == ["m.edu", "n.edu", "tunxis.example.edu"]
    assert names_and_domains(session, "norwalk") == ([], [])
    assert changes(session, text) == {}
    take(session, text)
    assert names_and_domains(session, "tunxis") == after
    assert names_and_domains(session, "norwalk") == ([], [])


def test_the_row_of_what_is_merged_alone_is_not_refused(session: Session) -> None:
    cast(session)
    text = ALL.format(heir="tunxis")
    take(session, text)
    alone = "\n".join(text.splitlines()[:2]) + "\n"
    assert changes(session, alone) == {}
    take(session, alone.replace("m.edu", "new.edu"))
    assert names_and_domains(session, "tunxis")[1] == [
        *("m.edu", "n.edu", "new.edu", "tunxis.example.edu")
    ]
    assert names_and_domains(session, "norwalk") == ([], [])


def test_what_is_said_of_a_library_merged_twice_is_that_of_the_last(session: Session) -> None:
    cast(session)
    take(session, ALL.format(heir="tunxis"))
    take(session, f"{HEAD},merged_into\ntunxis,Tunxis Library,Tunxis,library,central\n")
    take(session, ALL.format(heir="tunxis").replace("n.edu;", "n.edu;new.edu;"))
    assert names_and_domains(session, "tunxis") == ([], [])
    assert "new.edu" in names_and_domains(session, "central")[1]


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (merge_file(heir="norwalk"), "merged_into", "part of itself"),
        (merge_file(heir="nowhere"), "merged_into", "There is no “nowhere”"),
        (merge_file(heir="office"), "merged_into", "of another kind"),
        (merge_file(until="2026-11-25"), "active_until", "today or before"),
        (
            f"{HEAD},active_from,active_until\nx,X,X,library,2026-01-02,2026-01-01\n",
            "active_until",
            "end before it begins",
        ),
        (f"{HEAD}\nx,tunxis,X,library\n", "name", "is the key of Tunxis Library"),
        (f"{HEAD},staff_size\nx,X,X,library,many\n", "staff_size", "whole number"),
        (f"{HEAD},zone\nx,X,X,library,Mars\n", "zone", "not a time zone"),
        (f"{HEAD},former_names\nx,X,X,library,|short\n", "former_names", "no former name"),
        (f"{HEAD},former_names\nx,X,X,library,A|B|C|D\n", "former_names", "no former name"),
        (f"{HEAD},former_names\nx,X,X,library,A|B|soon\n", "former_names", "not the last day"),
        (f"{HEAD},former_names\nx,X,X,library,{'A' * 201}\n", "former_names", "too long"),
        (f"{HEAD},category\nx,X,X,library,{'A' * 61}\n", "category", "At most 60 fit"),
        (f"{HEAD},confirmed_on\nx,X,X,library,2026-11-25\n", "confirmed_on", "confirmed ahead"),
        (
            f"{HEAD},confirmed_on\nx,X,X,partner,2026-11-24\n",
            "confirmed_on",
            "Only member libraries",
        ),
    ],
)
def test_what_cannot_be_is_told_by_line_and_column(
    session: Session, text: str, column: str, words: str
) -> None:
    cast(session)
    take(session, FULL)
    [problem] = read(session, text).problems
    assert (problem.line, problem.column) == (2, column)
    assert words in problem.what


def test_no_new_key_is_the_name_of_another(session: Session) -> None:
    cast(session).tunxis.short_name = "Farmington"
    session.flush()
    [problem] = read(session, f"{HEAD}\nfarmington,X,X,library\n").problems
    assert (problem.column, "Tunxis Library is called so" in problem.what) == ("key", True)


def test_an_heir_called_as_what_it_took_up_is_found_by_that_name(session: Session) -> None:
    cast(session)
    take(session, FULL)
    take(session, merge_file())
    take(session, f"{HEAD}\ntunxis,CT State Norwalk,Norwalk,library\n")
    people = "email,name,organization\nz@x.edu,Zoe,ct state norwalk\n"
    take(session, exported(session), people=people)
    zoe = session.exec(select(Person).where(Person.email == "z@x.edu")).one()
    assert zoe.organization_id == row(session, "tunxis").id


def test_what_was_merged_stays_so(session: Session) -> None:
    cast(session)
    take(session, FULL)
    take(session, merge_file())
    for heir in ("none", "central"):
        [problem] = read(session, merge_file(heir=heir)).problems
        assert "part of tunxis already" in problem.what
    text = f"{HEAD},merged_into\ncentral,Central Library,Central,library,norwalk\n"
    [problem] = read(session, text).problems
    assert "not active any more" in problem.what


@pytest.mark.parametrize("name", ["A; B", "A | B", " a\nb ", "none", "=1+1", "x" * 200])
def test_any_former_name_typed_in_slack_comes_out_and_in_without_a_change(
    session: Session, name: str
) -> None:
    everybody: Cast = cast(session)
    session.add(FormerName(organization_id=everybody.tunxis.id, name=name))
    session.add(FormerName(organization_id=everybody.tunxis.id, name="Other", short_name="|"))
    everybody.tunxis.category = "None"
    session.flush()
    assert changes(session, exported(session)) == {}


@pytest.mark.parametrize(
    "facts",
    [
        FormerNameFacts("A"),
        FormerNameFacts("A", "a"),
        FormerNameFacts("A", "", date(2023, 6, 30)),
        FormerNameFacts("A", "a", date(2023, 6, 30)),
    ],
)
def test_a_former_name_is_read_as_it_is_written(facts: FormerNameFacts) -> None:
    assert former_name(written_name(facts)) == facts
