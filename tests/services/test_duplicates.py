"""Records that may be of one person: which are, and that nobody is asked twice."""

from typing import Any

import pytest
from sqlmodel import Session, select

from models import DistinctPeople, HistoryEntry, Person
from services import people
from services.errors import Conflict
from services.people import Profile, duplicates, merging
from tests.factories import BEFORE, NOW, Cast, cast


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


def second_ben(session: Session, everybody: Cast, **facts: Any) -> Person:
    """Somebody called like Ben, at his library, without Slack, unless said otherwise."""
    usual: dict[str, Any] = {
        "name": "Ben Brook",
        "organization_id": everybody.central.id,
        "created_at": BEFORE,
    }
    record = Person(**(usual | facts))
    session.add(record)
    session.flush()
    return record


def pairs(session: Session) -> list[tuple[int, int]]:
    return [(pair.kept.id, pair.merged.id) for pair in duplicates.possible(session)]


@pytest.mark.parametrize(
    ("facts", "is_found"),
    [
        ({}, True),
        ({"email": "brook@elsewhere.edu"}, True),
        ({"name": "ben  BROOK"}, True),
        ({"organization_id": None}, True),
        ({"slack_id": "UOLD", "is_active": False}, True),
        ({"slack_id": "UNEW"}, False),
        ({"name": "Ben Brooks"}, False),
        ({"merged_into_id": 1}, False),
    ],
)
def test_one_name_at_one_library_may_be_one_person(
    session: Session, everybody: Cast, facts: dict[str, Any], is_found: bool
) -> None:
    assert pairs(session) == []
    record = second_ben(session, everybody, **facts)
    assert pairs(session) == ([(everybody.ben.id, record.id)] if is_found else [])


def test_a_namesake_at_another_library_is_another(session: Session, everybody: Cast) -> None:
    record = second_ben(session, everybody, organization_id=everybody.tunxis.id)
    assert pairs(session) == []
    record.organization_id = everybody.central.id
    assert pairs(session) == [(everybody.ben.id, record.id)]


def test_who_is_active_in_slack_stays(session: Session, everybody: Cast) -> None:
    everybody.ben.is_active = False
    record = second_ben(session, everybody, slack_id="UNEW")
    assert pairs(session) == [(record.id, everybody.ben.id)]
    record.slack_id = None
    assert pairs(session) == [(everybody.ben.id, record.id)]


def test_a_new_account_with_another_address_is_a_question(
    session: Session, everybody: Cast
) -> None:
    everybody.ben.is_active = False
    profile = Profile("UNEW", "Ben Brook", "bb@central.example.edu", "UTC", is_guest=False)
    record = people.meet(session, profile, now=NOW)
    assert pairs(session) == [(record.id, everybody.ben.id)]


def test_two_people_are_remembered_in_either_order(session: Session, everybody: Cast) -> None:
    ben, dag = everybody.ben, everybody.dag
    record = second_ben(session, everybody)
    for first, second in ((ben, record), (record, ben)):
        duplicates.distinguish(session, first, second, by=dag, now=NOW)
        assert pairs(session) == []
    assert len(session.exec(select(DistinctPeople)).all()) == 1
    [entry] = session.exec(select(HistoryEntry).where(HistoryEntry.action == "person.distinct"))
    assert (entry.by_id, entry.subject, entry.after) == (
        dag.id,
        f"person:{ben.id}",
        {"other": record.id},
    )
    third = second_ben(session, everybody)
    assert pairs(session) == [(ben.id, third.id), (record.id, third.id)]


def test_what_is_one_record_is_not_of_two(session: Session, everybody: Cast) -> None:
    ben, dag = everybody.ben, everybody.dag
    record = second_ben(session, everybody)
    done = merging.merge(session, ben, record, by=dag, now=NOW)
    for first, second in ((ben, record), (record, ben), (ben, ben)):
        with pytest.raises(Conflict, match="one record already"):
            duplicates.distinguish(session, first, second, by=dag, now=NOW)
    merging.undo(session, done.id, by=dag, now=NOW)
    assert pairs(session) == [(ben.id, record.id)]


def test_who_was_kept_apart_can_be_merged_and_parted(session: Session, everybody: Cast) -> None:
    ben, dag = everybody.ben, everybody.dag
    record, third = second_ben(session, everybody), second_ben(session, everybody)
    duplicates.distinguish(session, ben, record, by=dag, now=NOW)
    duplicates.distinguish(session, third, record, by=dag, now=NOW)
    done = merging.merge(session, ben, record, by=dag, now=NOW)
    assert pairs(session) == []
    merging.undo(session, done.id, by=dag, now=NOW)
    assert pairs(session) == [(ben.id, third.id)]
