"""Reports beside what was held: an unrecorded meeting is no absence, and regrets are none."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from models import GroupDirection, Meeting, Person, Rsvp, RsvpAnswer
from models.participation import Cell, Table
from services import groups, meetings, participation
from services.dates import Period
from services.participation import Breakdown, ParticipationQuery
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import meeting

DAY = timedelta(days=1)
YEAR = Period(date(2026, 7, 1), date(2026, 11, 24), "fiscal year 2027 to date")
FIRST, SECOND, THIRD = NOW - 30 * DAY, NOW - 20 * DAY, NOW - 10 * DAY


@pytest.fixture
def people(session: Session) -> Cast:
    """Metadata met three times. Of the first there is a list, with Ann and Ben; Gil had said no."""
    people = cast(session)
    first, *_ = [meeting(session, people.metadata, start) for start in (FIRST, SECOND, THIRD)]
    text(session, people.gil, first, RsvpAnswer.NO)
    came(session, people, first, people.ann, people.ben)
    return people


def came(session: Session, people: Cast, held: Meeting, *who: Person) -> None:
    ids = {person.id for person in who}
    meetings.record_attendance(session, held, ids, by=people.ann, now=held.starts_at)
    session.flush()


def text(session: Session, who: Person, about: Meeting, answer: RsvpAnswer) -> None:
    rsvp = Rsvp(meeting_id=about.id, person_id=who.id, answer=answer, answered_at=FIRST - DAY)
    session.add(rsvp)
    session.flush()


def report(session: Session, people: Cast, by: Breakdown = Breakdown.PERSON) -> Table:
    query = ParticipationQuery(YEAR, by, group=people.metadata)
    return participation.report(session, query, now=NOW)


def cells(table: Table) -> dict[Cell, tuple[Cell, ...]]:
    """Attended, held, without a list, regrets."""
    at = table.columns.index("Meetings attended")
    return {row[0]: row[at : at + 4] for row in table.rows}


def test_each_person_is_shown_of_how_many_and_which_have_no_list(
    session: Session, people: Cast
) -> None:
    table = report(session, people)
    assert table.columns[1:5] == (
        "Meetings attended",
        "Meetings held",
        "Without a list",
        "Regrets",
    )
    assert cells(table) == {
        "Ann Abara": (1, 3, 2, 0),
        "Ben Brook": (1, 3, 2, 0),
        "Gil Grau": (0, 3, 2, 1),
        "Pia Pons": (0, 3, 2, 0),
        "All together": (2, 3, 2, 1),
    }
    assert "3 meetings were held. 2 of 3 have no list of who came" in table.note


def test_where_no_meeting_has_a_list_nobody_is_shown_with_a_zero(session: Session) -> None:
    people = cast(session)
    held = meeting(session, people.metadata, FIRST)
    assert cells(report(session, people))["Ben Brook"] == ("no list", 1, 1, 0)
    meetings.record_own_attendance(
        session, held, by=standing(session, people.gil), now=held.starts_at
    )
    session.flush()
    # That somebody says that she was there is no list of all who were.
    assert cells(report(session, people))["Ben Brook"] == ("no list", 1, 1, 0)
    assert cells(report(session, people))["Gil Grau"] == (1, 1, 1, 0)
    came(session, people, held, people.gil)
    assert cells(report(session, people))["Ben Brook"] == (0, 1, 0, 0)
    assert "1 meeting was held, with a list of who came." in report(session, people).note


def test_a_list_on_which_is_nobody_is_a_list(session: Session) -> None:
    people = cast(session)
    held = meeting(session, people.metadata, FIRST)
    came(session, people, held)
    assert cells(report(session, people))["Ben Brook"] == (0, 1, 0, 0)


def test_only_meetings_since_she_joined_and_until_she_left_count(
    session: Session, people: Cast
) -> None:
    zoe = person(session, "Zoe Zito", at=people.tunxis, slack_id="UZOE")
    groups.add(session, people.metadata, [zoe], by=people.ann, now=SECOND + DAY)
    groups.leave(session, people.metadata, people.ben, now=SECOND)
    session.flush()
    shown = cells(report(session, people))
    assert shown["Zoe Zito"] == ("no list", 1, 1, 0)
    assert shown["Ben Brook"] == (1, 1, 0, 0)


def test_who_came_though_she_joined_later_is_counted_for_it(session: Session, people: Cast) -> None:
    third = meetings.latest_held(session, people.metadata, now=NOW)
    assert third is not None
    zoe = person(session, "Zoe Zito", at=people.tunxis, slack_id="UZOE")
    groups.add(session, people.metadata, [zoe], by=people.ann, now=THIRD + DAY)
    meetings.record_attendance(session, third, {zoe.id}, by=people.ann, now=THIRD + 2 * DAY)
    session.flush()
    assert cells(report(session, people))["Zoe Zito"] == (1, 1, 0, 0)


def cancelled(session: Session, people: Cast) -> None:
    off = meeting(session, people.metadata, NOW + DAY)
    meetings.cancel(session, off, sequence=0, by=people.ann, now=NOW)
    off.starts_at = NOW - DAY


def ahead(session: Session, people: Cast) -> None:
    meeting(session, people.metadata, NOW + timedelta(seconds=1))


def before_the_period(session: Session, people: Cast) -> None:
    meeting(session, people.metadata, datetime(2026, 7, 1, 3, 59, tzinfo=NOW.tzinfo))


def elsewhere(session: Session, people: Cast) -> None:
    reserves = group(session, "Reserves", chair=people.ann, channel_id="CRES")
    meeting(session, reserves, FIRST)


@pytest.mark.parametrize("happens", [cancelled, ahead, before_the_period, elsewhere])
def test_what_was_not_held_here_in_that_time_does_not_count(
    session: Session, people: Cast, happens: Callable[[Session, Cast], None]
) -> None:
    happens(session, people)
    session.flush()
    assert cells(report(session, people))["Ben Brook"] == (1, 3, 2, 0)


def test_a_meeting_counts_from_its_start(session: Session, people: Cast) -> None:
    meeting(session, people.metadata, NOW)
    assert cells(report(session, people))["Ben Brook"] == (1, 4, 3, 0)


@pytest.mark.parametrize("answer", [RsvpAnswer.YES, RsvpAnswer.MAYBE])
def test_only_a_no_is_regrets(session: Session, people: Cast, answer: RsvpAnswer) -> None:
    third = meetings.latest_held(session, people.metadata, now=NOW)
    assert third is not None
    text(session, people.ben, third, answer)
    assert cells(report(session, people))["Ben Brook"][3] == 0


def test_who_said_no_and_came_all_the_same_sent_no_regrets(session: Session, people: Cast) -> None:
    third = meetings.latest_held(session, people.metadata, now=NOW)
    assert third is not None
    text(session, people.ben, third, RsvpAnswer.NO)
    assert cells(report(session, people))["Ben Brook"][3] == 1
    came(session, people, third, people.ben)
    assert cells(report(session, people))["Ben Brook"] == (2, 3, 1, 0)


def test_groups_show_what_they_held(session: Session, people: Cast) -> None:
    elsewhere(session, people)
    query = ParticipationQuery(YEAR, Breakdown.GROUP)
    assert cells(participation.report(session, query, now=NOW)) == {
        "Metadata": (2, 3, 2, 1),
        "Reserves": ("no list", 1, 1, 0),
        "All together": (2, 4, 3, 1),
    }


def test_ones_own_record_is_of_the_meetings_that_one_could_come_to(
    session: Session, people: Cast
) -> None:
    elsewhere(session, people)
    query = ParticipationQuery(YEAR, Breakdown.GROUP, person=people.gil)
    table = participation.report(session, query, now=NOW)
    assert cells(table) == {"Metadata": (0, 3, 2, 1), "All together": (0, 3, 2, 1)}


def test_libraries_and_directions_tell_it_below(session: Session, people: Cast) -> None:
    session.add(GroupDirection(group_id=people.metadata.id, direction_id=people.collections.id))
    elsewhere(session, people)
    query = ParticipationQuery(YEAR, Breakdown.DIRECTION, direction=people.collections)
    assert "2 of 3 have no list" in participation.report(session, query, now=NOW).note
    everything = participation.report(session, ParticipationQuery(YEAR), now=NOW)
    assert "4 meetings were held. 3 of 4 have no list" in everything.note
    of_nobody = ParticipationQuery(YEAR, library=people.tunxis)
    assert "No meeting was held." in participation.report(session, of_nobody, now=NOW).note
