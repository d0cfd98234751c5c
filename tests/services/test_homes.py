"""Where people work and worked: one home at a time, written by the one verb that changes it."""

import ast
import itertools
import random
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Home, MailDomain, Person, RoleKind
from services import access, import_export, people, terms
from services.people import merging
from tests.factories import BEFORE, NOW, Cast, cast, organization, person, standing

LATER = NOW + timedelta(days=30)
ROOT = Path(__file__).parents[2]
PLACES = {"services/terms/homes.py"}
"""The only module that writes the present home of a person."""


def spans(session: Session, who: Person) -> list[tuple[str, datetime, datetime | None]]:
    """Her homes by key, the newest first."""
    return [
        (home.organization.key, home.since, home.until) for home in terms.homes_of(session, who)
    ]


def directors(session: Session, now: datetime = LATER) -> set[int]:
    held = terms.held_roles(session, now)
    return {person_id for person_id, kind in held if kind is RoleKind.DIRECTOR}


def test_a_home_begins_where_the_one_before_ends(session: Session) -> None:
    everybody = cast(session)
    people.place(session, everybody.ben, everybody.tunxis.id, by=everybody.dag, now=NOW)
    assert spans(session, everybody.ben) == [
        ("tunxis", NOW, None),
        ("central", BEFORE, NOW),
    ]
    assert terms.home_at(session, everybody.ben.id, NOW) == everybody.tunxis.id
    assert terms.home_at(session, everybody.ben.id, NOW - timedelta(seconds=1)) == (
        everybody.central.id
    )
    assert terms.home_at(session, everybody.ben.id, BEFORE - timedelta(seconds=1)) is None
    assert terms.misplaced(session) == []


def test_the_same_home_again_changes_nothing(session: Session) -> None:
    everybody = cast(session)
    people.place(session, everybody.ben, everybody.central.id, by=everybody.dag, now=NOW)
    assert spans(session, everybody.ben) == [("central", BEFORE, None)]
    assert (
        session.exec(select(HistoryEntry).where(HistoryEntry.action == "person.placed")).all() == []
    )


def test_two_moves_at_one_moment_leave_one_home(session: Session) -> None:
    everybody = cast(session)
    for key in ("tunxis", "central", "tunxis"):
        people.place(session, everybody.ben, getattr(everybody, key).id, by=None, now=NOW)
    assert spans(session, everybody.ben) == [("tunxis", NOW, None), ("central", BEFORE, NOW)]


def test_a_clock_put_back_makes_no_two_homes_at_once(session: Session) -> None:
    everybody = cast(session)
    people.place(session, everybody.ben, everybody.tunxis.id, by=None, now=NOW)
    early = NOW - timedelta(days=1)
    people.place(session, everybody.ben, everybody.central.id, by=None, now=early)
    assert spans(session, everybody.ben) == [("central", NOW, None), ("central", BEFORE, NOW)]
    assert terms.misplaced(session) == []


@pytest.mark.usefixtures("our_workspace")
def test_met_by_mail_domain_somebody_has_a_home_at_once(session: Session) -> None:
    everybody = cast(session)
    profile = people.Profile("UNEW", "New Person", "new@tunxis.example.edu", "UTC", False)
    new = people.meet(session, profile, now=NOW)
    assert spans(session, new) == [("tunxis", NOW, None)]
    people.meet(session, profile, now=LATER)
    assert spans(session, new) == [("tunxis", NOW, None)]
    assert new.organization_id == everybody.tunxis.id


def test_a_partner_has_the_home_that_was_chosen_or_that_of_the_address(session: Session) -> None:
    everybody = cast(session)
    add = partial(people.add_partner, session, by=everybody.ann, now=NOW)
    chosen = add(name="Quinn", email=None, organization_id=everybody.central.id)
    by_mail = add(name="Rae", email="rae@tunxis.example.edu", organization_id=None)
    nowhere = add(name="Sol", email=None, organization_id=None)
    found = [
        [key for key, *_ in spans(session, added.person)] for added in (chosen, by_mail, nowhere)
    ]
    assert found == [["central"], ["tunxis"], []]
    assert terms.misplaced(session) == []


def test_who_is_placed_by_her_domain_afterwards_begins_then(session: Session) -> None:
    cast(session)
    lost = person(session, "Lost Person", slack_id="ULOST")
    session.add(MailDomain(domain="nowhere.example.edu", organization_id=1))
    people.place_by_domain(session, besides=(), now=NOW)
    assert spans(session, lost) == [("central", NOW, None)]


def head(session: Session, who: Person) -> None:
    terms.appoint(session, who.id, RoleKind.DIRECTOR, now=BEFORE)
    session.flush()


def test_a_director_who_moves_heads_neither_library(session: Session) -> None:
    everybody = cast(session)
    head(session, everybody.ben)
    assert access.directed_library(standing(session, everybody.ben)) == everybody.central.id
    people.place(session, everybody.ben, everybody.tunxis.id, by=everybody.dag, now=NOW)
    assert access.directed_library(standing(session, everybody.ben)) is None
    [entry] = session.exec(
        select(HistoryEntry).where(HistoryEntry.action == "organization.director_left")
    )
    assert (entry.subject, entry.before, entry.by_id) == (
        f"organization:{everybody.central.id}",
        {"director": everybody.ben.id},
        everybody.dag.id,
    )


def test_a_director_whose_library_was_not_known_heads_the_one_she_is_placed_in(
    session: Session,
) -> None:
    everybody = cast(session)
    lost = person(session, "Lost Person", slack_id="ULOST")
    head(session, lost)
    people.place(session, lost, everybody.tunxis.id, by=None, now=NOW)
    assert access.directed_library(standing(session, lost)) == everybody.tunxis.id


@pytest.mark.parametrize("is_known", [False, True])
def test_who_chooses_her_library_herself_heads_none(session: Session, is_known: bool) -> None:
    everybody = cast(session)
    lost = person(
        session, "Lost Person", slack_id="ULOST", at=everybody.central if is_known else None
    )
    head(session, lost)
    if not is_known:
        people.place(session, everybody.ben, everybody.tunxis.id, by=lost, now=NOW)
        assert lost.id in directors(session)
    people.place(session, lost, everybody.tunxis.id, by=lost, now=NOW)
    assert access.directed_library(standing(session, lost)) is None
    [entry] = session.exec(
        select(HistoryEntry).where(HistoryEntry.action == "organization.director_left")
    )
    former = f"organization:{everybody.central.id}" if is_known else f"person:{lost.id}"
    assert (entry.subject, entry.by_id) == (former, lost.id)


def test_who_chooses_the_library_that_she_heads_heads_it_still(session: Session) -> None:
    everybody = cast(session)
    head(session, everybody.ben)
    people.place(session, everybody.ben, everybody.central.id, by=everybody.ben, now=NOW)
    assert access.directed_library(standing(session, everybody.ben)) == everybody.central.id


@pytest.mark.parametrize(
    "line",
    ["new@x.edu,New Person,,director", "ben@central.example.edu,Ben Brook,none,director"],
)
def test_an_import_names_no_director_of_nothing(session: Session, line: str) -> None:
    cast(session)
    text = f"email,name,organization,roles\n{line}\n".encode()
    [problem] = import_export.plan(session, {"people.csv": text}, now=NOW).problems
    assert (problem.line, problem.column) == (2, "roles")
    assert "Write it under organization" in problem.what


def imported(session: Session, line: str, now: datetime = NOW) -> None:
    text = f"email,name,organization,roles\n{line}\n".encode()
    plan = import_export.plan(session, {"people.csv": text}, now=now)
    assert plan.problems == []
    import_export.apply(session, plan, now=now)


@pytest.mark.parametrize(
    ("roles", "is_director"), [("", False), ("director", True), ("none", False)]
)
def test_an_import_moves_people_and_says_whom_they_head(
    session: Session, roles: str, is_director: bool
) -> None:
    everybody = cast(session)
    head(session, everybody.ben)
    imported(session, f"ben@central.example.edu,Ben Brook,tunxis,{roles}")
    assert spans(session, everybody.ben) == [("tunxis", NOW, None), ("central", BEFORE, NOW)]
    session.expire_all()
    assert (everybody.ben.id in directors(session)) is is_director
    imported(session, f"ben@central.example.edu,Ben Brook,tunxis,{roles}", LATER)
    assert len(spans(session, everybody.ben)) == 2
    assert (everybody.ben.id in directors(session, LATER + timedelta(1))) is is_director


def test_an_import_that_takes_a_library_away_ends_the_home(session: Session) -> None:
    everybody = cast(session)
    imported(session, "ben@central.example.edu,Ben Brook,none,")
    assert spans(session, everybody.ben) == [("central", BEFORE, NOW)]
    assert terms.misplaced(session) == []


def merged(session: Session, everybody: Cast, other: Person) -> int:
    done = merging.merge(session, everybody.ben, other, by=everybody.dag, now=NOW)
    assert terms.misplaced(session) == []
    return done.id


def test_a_merge_lets_homes_lie_beside_each_other_and_undoing_parts_them(
    session: Session,
) -> None:
    everybody = cast(session)
    early = BEFORE - timedelta(days=100)
    other = person(session, "Benjamin Brook")
    terms.change_home(session, other, everybody.tunxis.id, by=None, now=early)
    done = merged(session, everybody, other)
    assert spans(session, everybody.ben) == [
        ("central", BEFORE, None),
        ("tunxis", early, BEFORE),
    ]
    merging.undo(session, done, by=everybody.dag, now=LATER)
    assert spans(session, everybody.ben) == [("central", BEFORE, None)]
    assert spans(session, other) == [("tunxis", early, None)]
    assert terms.misplaced(session) == []


def test_a_record_without_a_library_gets_that_of_the_other(session: Session) -> None:
    everybody = cast(session)
    kept = person(session, "Kept Person", slack_id="UKEPT")
    other = person(session, "Other Record", at=everybody.tunxis)
    merging.merge(session, kept, other, by=everybody.dag, now=NOW)
    assert spans(session, kept) == [("tunxis", BEFORE, None)]
    assert kept.organization_id == everybody.tunxis.id


def test_who_headed_the_library_of_the_other_record_heads_none_of_the_one_that_stays(
    session: Session,
) -> None:
    everybody = cast(session)
    other = person(session, "Benjamin Brook", at=everybody.tunxis)
    head(session, other)
    merged(session, everybody, other)
    assert access.directed_library(standing(session, everybody.ben)) is None


def test_any_series_of_moves_leaves_one_home_at_a_time(session: Session) -> None:
    everybody = cast(session)
    ids = [None, *(organization(session, f"lib{number}").id for number in range(3))]
    chance = random.Random(12)
    for _ in range(60):
        at = NOW + timedelta(days=chance.randrange(-5, 60))
        terms.change_home(session, everybody.ben, chance.choice(ids), by=None, now=at)
        rows = sorted(
            session.exec(select(Home).where(Home.person_id == everybody.ben.id)),
            key=lambda row: (row.since, row.id),
        )
        for row, following in itertools.pairwise(rows):
            assert row.until is not None
            assert row.until <= following.since
        assert terms.misplaced(session) == []


def test_only_one_verb_writes_where_somebody_works() -> None:
    found = {
        str(file.relative_to(ROOT))
        for folder in ("handlers", "services", "scheduler", "bot", "demo")
        for file in (ROOT / folder).rglob("*.py")
        if any(map(_writes_a_home, ast.walk(ast.parse(file.read_text(encoding="utf-8")))))
    }
    assert found == PLACES


def _writes_a_home(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="seat"))]):
            return False
        case ast.Assign(targets=[ast.Attribute(attr="organization_id")]):
            return True
        case ast.Call(func=ast.Name(id="Person" | "Home"), keywords=words):
            return any(word.arg == "organization_id" for word in words)
        case _:
            return False
