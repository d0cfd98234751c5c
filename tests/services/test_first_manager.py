"""The code by which a new installation gets its first program manager: once, and for a day."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import ClaimCode, HistoryEntry, Role, RoleKind
from models.database import unit_of_work
from services import first_manager
from services.errors import Conflict, Invalid
from tests.factories import NOW, Cast, cast

LATER = NOW + first_manager.VALID


@pytest.fixture
def new(session: Session) -> Cast:
    """The cast of an installation that nobody runs yet."""
    people = cast(session)
    session.execute(sa.delete(Role))
    session.flush()
    return people


def issued(session: Session) -> str:
    code = first_manager.issue(session, now=NOW)
    assert code is not None
    return code


def managers(session: Session) -> list[int]:
    return list(session.exec(select(Role.person_id).where(Role.kind == RoleKind.PROGRAM_MANAGER)))


def test_no_code_is_told_where_somebody_runs_the_consortium(session: Session) -> None:
    cast(session)
    assert first_manager.issue(session, now=NOW) is None
    assert session.exec(select(ClaimCode)).all() == []


def test_who_has_no_slack_account_does_not_run_it_yet(session: Session) -> None:
    people = cast(session)
    people.dag.slack_id = None
    session.flush()
    first_manager.claim(session, issued(session), by=people.ann, now=NOW)
    assert sorted(managers(session)) == sorted([people.ann.id, people.dag.id])


def test_the_code_itself_is_kept_nowhere(session: Session, new: Cast) -> None:
    code = issued(session)
    [row] = session.exec(select(ClaimCode)).all()
    assert code.replace("-", "") not in row.code_hash.upper()
    assert [len(part) for part in code.split("-")] == [4, 4, 4]


@pytest.mark.parametrize("write", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_whoever_shows_the_code_becomes_the_program_manager(
    session: Session, new: Cast, write: type[str]
) -> None:
    first_manager.claim(
        session, write(issued(session)), by=new.ben, now=LATER - timedelta(seconds=1)
    )
    assert managers(session) == [new.ben.id]
    assert not first_manager.is_unclaimed(session, LATER)
    [entry] = session.exec(select(HistoryEntry).where(HistoryEntry.action == "role.claimed"))
    assert (entry.by_id, entry.after) == (new.ben.id, {"role": "program_manager"})


@pytest.mark.parametrize("typed", ["AAAA-AAAA-AAAA", "", "🙂", "x" * 4000])
def test_another_code_makes_nobody_anything(session: Session, new: Cast, typed: str) -> None:
    issued(session)
    with pytest.raises(Invalid, match="no code of this installation"):
        first_manager.claim(session, typed, by=new.ben, now=NOW)
    assert managers(session) == []


def test_after_a_day_a_code_is_void_and_is_forgotten(session: Session, new: Cast) -> None:
    code = issued(session)
    with pytest.raises(Invalid), session.begin_nested():
        first_manager.claim(session, code, by=new.ben, now=LATER)
    assert first_manager.issue(session, now=LATER) is not None
    assert len(session.exec(select(ClaimCode)).all()) == 1


def test_a_later_code_leaves_the_earlier_one_good(session: Session, new: Cast) -> None:
    first = issued(session)
    assert issued(session) != first
    first_manager.claim(session, first, by=new.ben, now=NOW)
    assert session.exec(select(ClaimCode)).all() == []


def test_a_code_serves_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        session.execute(sa.delete(Role))
        codes = [issued(session), issued(session)]
    with unit_of_work() as session:
        first_manager.claim(session, codes[0], by=people.ben, now=NOW)
    for code in codes:
        with pytest.raises(Conflict, match="already"), unit_of_work() as session:
            first_manager.claim(session, code, by=people.cleo, now=NOW)


def test_a_refused_try_leaves_the_code_good(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        session.execute(sa.delete(Role))
        code = issued(session)
    with pytest.raises(Invalid), unit_of_work() as session:
        first_manager.claim(session, "AAAA-AAAA-AAAA", by=people.cleo, now=NOW)
    with unit_of_work() as session:
        first_manager.claim(session, code, by=people.ben, now=NOW)
        assert managers(session) == [people.ben.id]


def test_a_program_manager_who_left_leaves_the_consortium_to_be_claimed(session: Session) -> None:
    people = cast(session)
    people.dag.is_active = False
    session.flush()
    first_manager.claim(session, issued(session), by=people.ben, now=NOW)
    assert not first_manager.is_unclaimed(session, NOW)
