"""Quorums of meetings, by example and against a naive model."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models import (
    AgendaItem,
    Attendance,
    Group,
    GroupKind,
    Leave,
    Meeting,
    MeetingAlternate,
    MemberRole,
    OrganizationKind,
    Person,
    QuorumOf,
    QuorumShare,
    Recusal,
    Representation,
    RepresentationKind,
    Rsvp,
    RsvpAnswer,
    Seat,
)
from models.presence import MeetingQuorum
from models.seats import VOTING_ROLES
from services import meetings, presence, seats
from tests.factories import BEFORE, NOW, Cast, cast, organization, person
from tests.happenings import meeting, serve

HOUR = timedelta(hours=1)
SHARES = {
    QuorumShare.HALF: lambda base: Fraction(base, 2),
    QuorumShare.TWO_THIRDS: lambda base: Fraction(2 * base, 3),
    QuorumShare.ALL: lambda base: Fraction(base),
}


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@dataclass(frozen=True)
class Member:
    """What the naive model knows of somebody in a group."""

    role: MemberRole
    seat: bool | None
    """Whether the seat votes; None for who sits in none."""
    home: int
    is_on_leave: bool
    came: bool
    alternate_came: bool
    is_recused: bool


MEMBERS = st.builds(
    Member,
    st.sampled_from([MemberRole.MEMBER, MemberRole.CO_CHAIR, MemberRole.OBSERVER]),
    st.sampled_from([None, True, True, False]),
    st.integers(0, 2),
    *[st.booleans()] * 4,
)


@pytest.mark.parametrize("of", list(QuorumOf))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    drawn=st.lists(MEMBERS, max_size=5),
    share=st.sampled_from([None, *QuorumShare]),
    asks_for_item=st.booleans(),
)
def test_a_quorum_is_what_a_plain_count_says(
    session: Session,
    of: QuorumOf,
    drawn: list[Member],
    share: QuorumShare | None,
    asks_for_item: bool,
) -> None:
    group = Group(
        name="Drawn",
        name_key="drawn",
        kind=GroupKind.WORKING_GROUP,
        charge="Counts.",
        zone="America/New_York",
        created_at=BEFORE,
        quorum=share,
        quorum_of=of,
    )
    session.add(group)
    session.flush()
    held = meeting(session, group, NOW - HOUR)
    item_id = build(session, held, drawn)
    found = presence.quorum(session, held, NOW + HOUR, item_id=item_id if asks_for_item else None)
    assert (found.base, found.present) == counted(drawn, of, asks_for_item)
    if share is None:
        assert found.needed is None
        assert found.is_met
    else:
        assert found.needed == naively_needed(share, found.base)
        assert found.is_met == (found.present >= found.needed)
    if of is QuorumOf.SEATS and any(member.seat is not None for member in drawn):
        assert found.base == seats.voting_seats(session, group, held.starts_at).filled
    session.rollback()


def naively_needed(share: QuorumShare, base: int) -> int:
    """The least whole number from 1 on that is as large as the share."""
    for number in range(1, base + 2):
        enough = 2 * number > base if share is QuorumShare.MORE_THAN_HALF else False
        if enough or (share in SHARES and number >= SHARES[share](base)):
            return number
    raise AssertionError(share)


def counted(drawn: list[Member], of: QuorumOf, asks_for_item: bool) -> tuple[int, int]:
    """The base and who is present, member by member."""
    has_seats = any(member.seat is not None for member in drawn)
    voters = [
        member
        for member in drawn
        if not member.is_on_leave
        and (member.seat is True if has_seats else member.role in VOTING_ROLES)
    ]
    here = [
        member
        for member in voters
        if member.alternate_came or (member.came and not (asks_for_item and member.is_recused))
    ]
    if of is QuorumOf.SEATS:
        return len(voters), len(here)
    libraries = {0, 1}
    return (
        len({member.home for member in voters} & libraries),
        len({member.home for member in here} & libraries),
    )


def build(session: Session, held: Meeting, drawn: list[Member]) -> int:
    """Write what was drawn; returns the id of the item from which some are recused."""
    homes = [
        organization(session, "north"),
        organization(session, "south"),
        organization(session, "lab", OrganizationKind.PARTNER),
    ]
    recorder = person(session, "Recorder")
    item = AgendaItem(
        group_id=held.group_id,
        title="Price",
        proposed_by=recorder.id,
        proposed_at=BEFORE,
        waits_since=BEFORE,
    )
    session.add(item)
    session.flush()
    for number, member in enumerate(drawn):
        who = person(session, f"M{number} Member", at=homes[member.home])
        row = serve(session, session.get_one(Group, held.group_id), who, role=member.role)
        if member.seat is not None:
            seat = Seat(group_id=held.group_id, votes=member.seat, created_at=BEFORE)
            session.add(seat)
            session.flush()
            row.seat_id = seat.id
        if member.is_on_leave:
            session.add(Leave(membership_id=row.id, since=BEFORE))
        if member.came:
            came(session, held, who)
        if member.alternate_came:
            alternate = person(session, f"A{number} Alternate", at=homes[member.home])
            send(session, held, who, alternate)
            came(session, held, alternate)
        if member.is_recused:
            recuse(session, item, who)
    session.flush()
    return item.id


def came(session: Session, held: Meeting, who: Person, **more: datetime) -> None:
    facts: dict[str, Any] = {"recorded_by": who.id, "recorded_at": NOW} | more
    session.add(Attendance(meeting_id=held.id, person_id=who.id, **facts))
    session.flush()


def send(session: Session, held: Meeting, who: Person, alternate: Person) -> None:
    session.add(
        MeetingAlternate(
            meeting_id=held.id,
            person_id=who.id,
            alternate_id=alternate.id,
            sent_by=who.id,
            sent_at=NOW,
        )
    )
    session.flush()


def recuse(session: Session, item: AgendaItem, who: Person) -> None:
    session.add(Recusal(item_id=item.id, person_id=who.id, recorded_by=who.id, recorded_at=NOW))
    session.flush()


@pytest.mark.parametrize(
    ("share", "base", "least"),
    [
        (QuorumShare.MORE_THAN_HALF, 0, 1),
        (QuorumShare.MORE_THAN_HALF, 8, 5),
        (QuorumShare.MORE_THAN_HALF, 9, 5),
        (QuorumShare.HALF, 0, 1),
        (QuorumShare.HALF, 8, 4),
        (QuorumShare.HALF, 9, 5),
        (QuorumShare.TWO_THIRDS, 9, 6),
        (QuorumShare.TWO_THIRDS, 10, 7),
        (QuorumShare.TWO_THIRDS, 11, 8),
        (QuorumShare.ALL, 7, 7),
    ],
)
def test_what_is_needed_is_a_share_of_the_base(share: QuorumShare, base: int, least: int) -> None:
    assert presence.needed(share, base) == least


def test_the_words_say_who_is_present_and_how_many_are_needed() -> None:
    assert MeetingQuorum(9, 5, "voting seats", 5).words == (
        "5 of 9 voting seats present; 5 are needed."
    )
    assert MeetingQuorum(1, 0, "libraries", 1).words == "0 of 1 libraries present; 1 is needed."
    assert MeetingQuorum(9, 5, "voting members").words == "5 of 9 voting members present."
    assert MeetingQuorum(9, 5, "libraries", 5, is_by_answers=True).words == (
        "5 of 9 libraries expected; 5 are needed."
    )


def test_before_a_list_is_kept_those_count_who_said_yes_or_that_they_are_there(
    session: Session, people: Cast
) -> None:
    goes_on = meeting(session, people.metadata, NOW - HOUR / 2, minutes=60)
    for who, answer in ((people.ann, RsvpAnswer.YES), (people.ben, RsvpAnswer.NO)):
        session.add(
            Rsvp(meeting_id=goes_on.id, person_id=who.id, answer=answer, answered_at=BEFORE)
        )
    session.flush()
    found = presence.quorum(session, goes_on, NOW)
    assert (found.present, found.base, found.is_by_answers) == (1, 4, True)
    came(session, goes_on, people.ben)
    assert presence.quorum(session, goes_on, NOW).present == 2
    meetings.record_attendance(session, goes_on, {people.ben.id}, by=people.ann, now=NOW)
    found = presence.quorum(session, goes_on, NOW)
    assert (found.present, found.is_by_answers) == (1, False)


def test_who_has_not_arrived_or_has_left_is_not_present_until_the_meeting_is_over(
    session: Session, people: Cast
) -> None:
    goes_on = meeting(session, people.metadata, NOW - HOUR / 2, minutes=60)
    came(session, goes_on, people.ann, left_at=NOW)
    came(session, goes_on, people.ben, arrived_at=NOW)
    meetings.record_attendance(
        session, goes_on, {people.ann.id, people.ben.id}, by=people.ann, now=NOW
    )
    instant = timedelta(microseconds=1)
    assert presence.quorum(session, goes_on, NOW).present == 1
    assert presence.quorum(session, goes_on, NOW - instant).present == 1
    assert presence.quorum(session, goes_on, goes_on.ends_at - instant).present == 1
    assert presence.quorum(session, goes_on, goes_on.ends_at).present == 2


def test_who_left_does_not_count_by_her_answer(session: Session, people: Cast) -> None:
    goes_on = meeting(session, people.metadata, NOW - HOUR / 2, minutes=60)
    session.add(
        Rsvp(
            meeting_id=goes_on.id,
            person_id=people.ann.id,
            answer=RsvpAnswer.YES,
            answered_at=BEFORE,
        )
    )
    came(session, goes_on, people.ann, left_at=NOW)
    assert presence.quorum(session, goes_on, NOW).present == 0


def test_a_library_is_present_by_whoever_acts_for_it_in_the_group(
    session: Session, people: Cast
) -> None:
    people.metadata.quorum_of = QuorumOf.LIBRARIES
    ada = person(session, "Ada Amos", at=people.central, slack_id="UADA")
    session.add_all(
        [
            people.metadata,
            Representation(
                organization_id=people.central.id,
                group_id=people.metadata.id,
                person_id=ada.id,
                kind=RepresentationKind.ALTERNATE,
                since=BEFORE,
            ),
        ]
    )
    held = meeting(session, people.metadata, NOW - 3 * HOUR)
    assert presence.quorum(session, held, NOW).present == 0
    came(session, held, ada)
    found = presence.quorum(session, held, NOW)
    assert (found.present, found.base, found.counted) == (1, 1, "libraries")
