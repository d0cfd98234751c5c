"""What is said of somebody of whom no organization is known."""

import pytest
from sqlmodel import Session

from services import groups, meetings, terms
from tests import happenings
from tests.factories import NOW, cast


@pytest.mark.parametrize("has_slack", [True, False])
def test_who_has_no_slack_may_have_no_library(session: Session, has_slack: bool) -> None:
    people = cast(session)
    person = people.ben if has_slack else people.pia
    person.organization_id = None
    session.add(person)
    words = "library not known yet" if has_slack else "place not known yet"
    assert terms.unplaced(person) == words
    roster = {
        line.person.id: line.organization for line in groups.roster(session, people.metadata, NOW)
    }
    assert roster[person.id] == words
    served = {
        term.person.id: term.organization for term in terms.seatless(session, people.metadata, NOW)
    }
    assert served[person.id] == words
    row = happenings.meeting(session, people.metadata, NOW, created_by=people.ann.id)
    expected = {
        line.person.id: line.organization
        for line in meetings.checklist(session, row, now=NOW).expected
    }
    assert expected[person.id] == words
