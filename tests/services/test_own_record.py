"""What somebody changes of her own record, and what only Slack may."""

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Person
from services import people
from services.errors import Conflict, Invalid
from tests.factories import NOW, person


def acts(session: Session) -> list[tuple[str, dict[str, object], dict[str, object]]]:
    session.flush()
    return [(row.action, row.before, row.after) for row in session.exec(select(HistoryEntry))]


@pytest.fixture
def dana(session: Session) -> Person:
    return person(session, "Dana Reyes")


@pytest.fixture
def ben(session: Session) -> Person:
    return person(session, "Ben Brook", slack_id="UBEN")


def test_mail_stops_and_is_taken_again_once_each(session: Session, dana: Person) -> None:
    assert not people.take_mail(session, dana, now=NOW)
    assert people.stop_mail(session, dana, now=NOW)
    assert not people.stop_mail(session, dana, now=NOW)
    assert dana.mail_stopped_at == NOW
    assert people.take_mail(session, dana, now=NOW)
    assert dana.mail_stopped_at is None
    assert [act for act, _, _ in acts(session)] == ["person.mail_stopped", "person.mail_taken"]


def test_her_name_and_zone_are_hers_to_say(session: Session, dana: Person) -> None:
    people.rename(session, dana, "  Dana\nReyes-Cruz ", now=NOW)
    people.change_zone(session, dana, "Europe/Berlin", now=NOW)
    people.change_zone(session, dana, "Europe/Berlin", now=NOW)
    assert acts(session) == [
        ("person.amended", {"name": "Dana Reyes"}, {"name": "Dana Reyes-Cruz"}),
        ("person.amended", {"zone": "America/New_York"}, {"zone": "Europe/Berlin"}),
    ]


@pytest.mark.parametrize("name", ["", " \n", "x" * 201])
def test_a_name_that_is_none_is_refused(session: Session, dana: Person, name: str) -> None:
    with pytest.raises(Invalid, match="at most 200") as refused:
        people.rename(session, dana, name, now=NOW)
    assert refused.value.field == "name"


@pytest.mark.parametrize("zone", ["", "Mars/Base", "america/new_york"])
def test_a_zone_that_is_none_is_refused(session: Session, dana: Person, zone: str) -> None:
    with pytest.raises(Invalid, match="Choose a time zone"):
        people.change_zone(session, dana, zone, now=NOW)


def test_what_slack_says_of_somebody_is_changed_there(session: Session, ben: Person) -> None:
    with pytest.raises(Conflict, match="in Slack"):
        people.rename(session, ben, "Benny", now=NOW)
    with pytest.raises(Conflict, match="in Slack"):
        people.change_zone(session, ben, "Europe/Berlin", now=NOW)
    assert acts(session) == []
