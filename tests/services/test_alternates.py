"""Who comes to a meeting in the place of a member."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import (
    HistoryEntry,
    Meeting,
    MeetingStatus,
    MemberRole,
    Person,
    Representation,
    RepresentationKind,
    RsvpAnswer,
    reach,
)
from models.messages import REMIND
from models.reach import Reach
from models.subjects import Subject
from services import access, ledger, meetings, presence, reminders
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.reminders import meetings_ahead
from tests.factories import BEFORE, NOW, Cast, cast, person, standing
from tests.happenings import meeting, serve

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def eve(session: Session, people: Cast) -> Person:
    return person(session, "Eve Ely", at=people.central, slack_id="UEVE")


@pytest.fixture
def ahead(session: Session, people: Cast) -> Meeting:
    return meeting(session, people.metadata, NOW + 2 * DAY)


def sent(session: Session, people: Cast, ahead: Meeting, alternate: Person) -> None:
    by = standing(session, people.ben)
    meetings.record_rsvp(session, ahead, RsvpAnswer.NO, by=by, now=NOW)
    presence.send_alternate(session, ahead, people.ben, alternate.id, now=NOW)


def answer(session: Session, ahead: Meeting, who: Person, given: RsvpAnswer) -> None:
    meetings.record_rsvp(session, ahead, given, by=standing(session, who), now=NOW)


def test_colleagues_are_offered_whoever_acts_for_the_library_first(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    zoe = person(session, "Zoe Zane", at=people.central, slack_id="UZOE")
    session.add(
        Representation(
            organization_id=people.central.id,
            group_id=people.metadata.id,
            person_id=zoe.id,
            kind=RepresentationKind.ALTERNATE,
            since=BEFORE,
        )
    )
    for name, facts in (("Gus", {"is_guest": True}), ("Nora", {"slack_id": None})):
        person(session, name, at=people.central, **({"slack_id": f"U{name.upper()}"} | facts))
    gone = person(session, "Gone", at=people.central, slack_id="UGONE")
    gone.is_active = False
    session.flush()
    assert presence.alternates_offered(session, ahead, people.ben) == [zoe, eve]
    sent(session, people, ahead, eve)
    assert presence.alternates_offered(session, ahead, people.ben) == [zoe, eve]
    assert presence.alternates_offered(session, ahead, people.ann) == [zoe]


def test_who_is_sent_is_excused_and_her_alternate_answers_and_comes(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    with pytest.raises(NotAllowed):
        answer(session, ahead, eve, RsvpAnswer.YES)
    sent(session, people, ahead, eve)
    answer(session, ahead, eve, RsvpAnswer.YES)
    found = meetings.summary(session, ahead, now=NOW)
    assert found.alternates == [(eve, people.ben)]
    assert found.no == [people.ben]
    ahead.starts_at = NOW - DAY
    session.flush()
    expected = meetings.checklist(session, ahead, now=NOW)
    assert eve.id in expected.ticked
    assert [line.is_member for line in expected.expected if line.person.id == eve.id] == [True]
    meetings.record_own_attendance(session, ahead, by=standing(session, eve), now=NOW)
    assert ledger.differences(session) == []


def test_the_library_is_present_by_the_alternate(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    sent(session, people, ahead, eve)
    assert presence.quorum(session, ahead, NOW).present == 0
    answer(session, ahead, eve, RsvpAnswer.YES)
    assert presence.quorum(session, ahead, NOW).present == 1


def test_she_is_reminded_as_a_member_is(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    def reminded(now: object = NOW) -> set[int]:
        about = frozenset([Subject.of(ahead)])
        return {due.person.id for due in meetings_ahead(session, NOW, about)}

    assert eve.id not in reminded()
    sent(session, people, ahead, eve)
    assert Subject.of(ahead) in frozenset().union(*reminders.due_subjects(session, NOW))
    assert eve.id in reminded()
    assert people.ben.id not in reminded()
    answer(session, ahead, eve, RsvpAnswer.NO)
    assert eve.id not in reminded()
    assert REMIND.key == "remind"


@pytest.mark.parametrize("given", [RsvpAnswer.YES, RsvpAnswer.MAYBE])
def test_who_comes_after_all_takes_it_back(
    session: Session, people: Cast, eve: Person, ahead: Meeting, given: RsvpAnswer
) -> None:
    sent(session, people, ahead, eve)
    answer(session, ahead, people.ben, given)
    assert not presence.is_alternate(session, ahead, eve)
    with pytest.raises(NotAllowed):
        answer(session, ahead, eve, RsvpAnswer.YES)
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "meeting.alternate"))
    assert [(entry.before, entry.after) for entry in entries] == [
        ({}, {"alternate": eve.id}),
        ({"alternate": eve.id}, {}),
    ]


def test_an_alternate_who_says_no_is_none_any_more(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    sent(session, people, ahead, eve)
    answer(session, ahead, eve, RsvpAnswer.MAYBE)
    assert presence.is_alternate(session, ahead, eve)
    answer(session, ahead, eve, RsvpAnswer.NO)
    assert not presence.is_alternate(session, ahead, eve)
    assert meetings.summary(session, ahead, now=NOW).alternates == []


def test_another_is_sent_in_place_of_the_first_and_the_same_twice_is_one(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    zoe = person(session, "Zoe Zane", at=people.central, slack_id="UZOE")
    sent(session, people, ahead, eve)
    sent(session, people, ahead, eve)
    sent(session, people, ahead, zoe)
    assert presence.alternate_ids(session, ahead) == {zoe.id}
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "meeting.alternate"))
    assert len(entries.all()) == 2


def test_nobody_else_and_nobody_to_a_private_group_is_sent(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    for number in (people.cleo.id, people.ann.id, people.ben.id, 999, None):
        with pytest.raises(Invalid) as refusal:
            presence.send_alternate(session, ahead, people.ben, number, now=NOW)
        assert refusal.value.field == "alternate"
    people.metadata.is_private = True
    session.flush()
    with pytest.raises(Conflict, match="is private"):
        presence.send_alternate(session, ahead, people.ben, eve.id, now=NOW)


def test_to_a_private_group_only_who_serves_there_beside_the_voters_is_sent(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    zoe = person(session, "Zoe Zane", at=people.central, slack_id="UZOE")
    serve(session, people.metadata, zoe, role=MemberRole.OBSERVER)
    people.metadata.is_private = True
    session.flush()
    assert presence.alternates_offered(session, ahead, people.ben) == [zoe]
    sent(session, people, ahead, zoe)
    answer(session, ahead, zoe, RsvpAnswer.YES)
    assert presence.quorum(session, ahead, NOW).present == 1
    serve(session, people.metadata, eve, role=MemberRole.ALTERNATE)
    assert presence.alternates_offered(session, ahead, people.ben) == [eve, zoe]
    assert presence.alternates_offered(session, ahead, people.ann) == [eve]


def test_who_serves_without_a_vote_comes_before_other_colleagues(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    zoe = person(session, "Zoe Zane", at=people.central, slack_id="UZOE")
    serve(session, people.metadata, zoe, role=MemberRole.ALTERNATE)
    assert presence.alternates_offered(session, ahead, people.ben) == [zoe, eve]
    about = frozenset([Subject.of(ahead)])
    sent(session, people, ahead, zoe)
    reminded = [due.person.id for due in meetings_ahead(session, NOW, about)]
    assert reminded.count(zoe.id) == reminded.count(people.ann.id)


@pytest.mark.usefixtures("reach_of_the_process")
def test_a_colleague_whom_mail_reaches_is_sent_and_may_see_that_meeting_alone(
    session: Session, people: Cast
) -> None:
    row = meeting(session, people.metadata, NOW + 2 * DAY)
    other = meeting(session, people.metadata, NOW + 3 * DAY)
    kim = person(session, "Kim Koch", at=people.writing_center)
    assert presence.alternates_offered(session, row, people.pia) == []
    reach.set_up(Reach(sends_mail=True))
    assert presence.alternates_offered(session, row, people.pia) == [kim]
    with pytest.raises(NotFound):
        access.meeting_to_answer(session, row.id, by=standing(session, kim))
    presence.send_alternate(session, row, people.pia, kim.id, now=NOW)
    who = standing(session, kim)
    assert access.meeting_to_answer(session, row.id, by=who) == row
    assert meetings.upcoming(session, who, now=NOW) == [row]
    with pytest.raises(NotFound):
        access.meeting_to_see(session, other.id, by=who)
    people.metadata.is_private = True
    session.flush()
    with pytest.raises(NotFound):
        access.meeting_to_see(session, row.id, by=who)
    assert meetings.upcoming(session, who, now=NOW) == []


def test_nobody_sends_for_others_late_or_where_nobody_is_offered(
    session: Session, people: Cast, eve: Person, ahead: Meeting
) -> None:
    def offered(who: Person) -> list[Person]:
        return meetings.sendable(session, ahead, by=standing(session, who), now=NOW)[1]

    assert offered(people.ben) == [eve]
    with pytest.raises(NotAllowed, match="Only members of Metadata"):
        offered(people.cleo)
    with pytest.raises(Invalid, match="Nobody else of your library"):
        offered(people.gil)
    people.metadata.is_private = True
    session.flush()
    with pytest.raises(Conflict, match="is private"):
        offered(people.ben)
    ahead.status = MeetingStatus.CANCELLED
    with pytest.raises(Conflict, match="cancelled"):
        offered(people.ben)
