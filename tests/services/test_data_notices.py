"""Who hears of a sheet that is not certified, and when."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from models import Call, Holiday, Organization, Role, RoleKind
from models.data_calls import DataCallFacts
from models.reminders import CallReminder
from models.representatives import RepresentationKind, RepresentedSubject
from models.subjects import Subject
from services import calls, data_fields, data_sheets, representatives
from services.reminders.calls import calls_unanswered
from tests.data_call_cases import certify, data_draft, fill, sheet, unit_named
from tests.factories import BEFORE, NOW, Cast, cast, person
from tests.happenings import new_york
from tests.open_calls import represent

CLOSES = new_york(date(2026, 12, 23), 17)
"""A Wednesday."""
AT_TWO_WEEKS, AT_ONE_WEEK, LAST = (new_york(date(2026, 12, day), 9) for day in (9, 16, 21))
DIRECTOR_DAY = new_york(date(2026, 12, 18), 9)


@pytest.fixture
def people(session: Session) -> Cast:
    """Ben speaks for Central, whose data contact is Ann; Cleo directs Tunxis, Dora Central."""
    people = cast(session)
    represent(session, people.ben, people.central, people.metadata)
    dora = person(session, "Dora", at=people.central, slack_id="UDORA")
    for director in (people.cleo, dora):
        session.add(Role(person_id=director.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    return people


@pytest.fixture
def call(session: Session, people: Cast) -> Call:
    call = data_draft(session, people.metadata, people.dag, closes_at=CLOSES)
    rules = DataCallFacts(director_days=5)
    data_fields.declare_rules(session, call, rules, by=people.dag, now=NOW)
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    return call


def names(session: Session, people: Cast, kind: RepresentationKind, who: str) -> None:
    topic = data_sheets.kept_topic_for_data(session, by=people.dag, now=NOW)
    subject = RepresentedSubject(topic.name, topic_id=topic.id)
    named = getattr(people, who)
    representatives.appoint(session, people.central, subject, kind, named, by=people.dag, now=NOW)


def notices(session: Session, call: Call, library: Organization) -> list[tuple[str, datetime]]:
    unit = unit_named(session, call, library.short_name)
    found = calls_unanswered(session, NOW, frozenset([Subject.of(call)]))
    return [
        (due.person.name.split()[0], due.at)
        for due in found
        if isinstance(due.facts, CallReminder)
        and unit.id in {called.id for called in due.facts.units}
    ]


def test_the_representative_hears_where_there_is_no_contact(
    session: Session, people: Cast, call: Call
) -> None:
    assert notices(session, call, people.central) == [
        ("Ben", AT_TWO_WEEKS),
        ("Ben", AT_ONE_WEEK),
        ("Ben", LAST),
        ("Dora", DIRECTOR_DAY),
    ]


def test_contacts_hear_in_turn_and_the_director_on_her_day(
    session: Session, people: Cast, call: Call
) -> None:
    names(session, people, RepresentationKind.REPRESENTATIVE, "ben")
    names(session, people, RepresentationKind.ALTERNATE, "ann")
    assert notices(session, call, people.central) == [
        ("Ben", AT_TWO_WEEKS),
        ("Ben", AT_ONE_WEEK),
        ("Ann", AT_ONE_WEEK),
        ("Ben", LAST),
        ("Ann", LAST),
        ("Dora", DIRECTOR_DAY),
    ]


def test_a_director_who_answers_hears_no_second_time(
    session: Session, people: Cast, call: Call
) -> None:
    assert notices(session, call, people.tunxis) == [
        ("Cleo", AT_TWO_WEEKS),
        ("Cleo", AT_ONE_WEEK),
        ("Cleo", LAST),
    ]


def test_nobody_hears_once_it_is_certified_or_excused(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    fill(session, unit, people.ben)
    assert notices(session, call, people.central) != []
    certify(session, unit, people.ben)
    assert notices(session, call, people.central) == []
    other = unit_named(session, call, "Tunxis")
    calls.excuse(session, call, other, "Moves house", by=people.dag, now=NOW)
    assert notices(session, call, people.tunxis) == []


def test_no_notice_comes_on_a_holiday_of_the_library(
    session: Session, people: Cast, call: Call
) -> None:
    day = date(2026, 12, 9)
    session.add(Holiday(day=day, name="Closed", organization_id=people.central.id))
    session.flush()
    moments = [at for _, at in notices(session, call, people.central)]
    assert moments[0].date() != day
    assert notices(session, call, people.tunxis)[0] == ("Cleo", AT_TWO_WEEKS)


def test_only_who_certifies_before_the_first_notice_is_early_and_once(
    session: Session, people: Cast, call: Call
) -> None:
    unit = unit_named(session, call, "Central")
    fill(session, unit, people.ben)
    filled = sheet(session, unit, people.ben)
    first = CLOSES - timedelta(days=14)
    assert data_sheets.is_early(session, filled, first - timedelta(seconds=1))
    assert not data_sheets.is_early(session, filled, first)
    certify(session, unit, people.ben)
    assert not data_sheets.is_early(session, filled, NOW)
