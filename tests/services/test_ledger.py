"""The ledger against its sources: it agrees after every verb, and every kind of damage is told."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import Attendance, Contribution, ContributionKind, Meeting, MemberRole, Person, Task
from models.calls import AnswerDoor, CallKind, Capacity
from services import calls, contributions, groups, tasks
from services.calls import NewAnswer
from services.ledger import differences
from tests.factories import BEFORE, NOW, Cast, cast
from tests.keys import about
from tests.open_calls import YES, answer, open_call, unit_of

HELD = NOW - timedelta(days=7)


@pytest.fixture
def people(session: Session) -> Cast:
    """One meeting to which Ann, its chair, and Ben came; one task that Ben finished."""
    people = cast(session)
    meeting = Meeting(
        group_id=people.metadata.id,
        title="Norms",
        starts_at=HELD,
        zone="America/New_York",
        created_at=BEFORE,
    )
    session.add(meeting)
    session.flush()
    came(session, people.ann, meeting, [ContributionKind.ATTENDED, ContributionKind.CHAIRED])
    came(session, people.ben, meeting, [ContributionKind.ATTENDED])
    draft = tasks.TaskDraft("Labels", people.ben, None, people.metadata)
    tasks.finish(session, tasks.add(session, draft, by=people.ann, now=NOW), by=people.ann, now=NOW)
    session.flush()
    return people


def came(session: Session, who: Person, meeting: Meeting, kinds: list[ContributionKind]) -> None:
    session.add(
        Attendance(meeting_id=meeting.id, person_id=who.id, recorded_by=who.id, recorded_at=HELD)
    )
    for kind in kinds:
        contributions.credit(
            session,
            who,
            kind,
            of=about(f"meeting:{meeting.id}"),
            group_id=meeting.group_id,
            occurred_at=meeting.starts_at,
        )


def row(session: Session, kind: ContributionKind) -> Contribution:
    return session.exec(select(Contribution).where(Contribution.kind == kind)).all()[0]


def test_a_true_ledger_has_no_differences(session: Session, people: Cast) -> None:
    assert differences(session) == []


def test_what_is_lacking_and_what_is_too_much(session: Session, people: Cast) -> None:
    session.delete(row(session, ContributionKind.COMPLETED_TASK))
    attendance = session.get(Attendance, (1, people.ben.id))
    session.delete(attendance)
    session.flush()
    assert differences(session) == [
        f"The ledger lacks completed task|task:1|person:{people.ben.id}.",
        f"The ledger holds attended|meeting:1|person:{people.ben.id} without a reason.",
    ]


def test_another_group_or_moment(session: Session, people: Cast) -> None:
    row(session, ContributionKind.CHAIRED).occurred_at = NOW
    row(session, ContributionKind.COMPLETED_TASK).group_id = None
    session.flush()
    assert differences(session) == [
        f"The ledger has another group or moment for chaired|meeting:1|person:{people.ann.id}.",
        f"The ledger has another group or moment for completed task|task:1|person:{people.ben.id}.",
    ]


def test_a_role_given_later_changes_nothing_that_was(session: Session, people: Cast) -> None:
    later: datetime = NOW + timedelta(hours=1)
    groups.set_role(
        session, people.metadata, people.ben.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
    )
    groups.set_role(
        session, people.metadata, people.ann.id, MemberRole.MEMBER, by=people.ann, now=NOW
    )
    groups.set_role(
        session, people.metadata, people.ben.id, MemberRole.CHAIR, by=people.ann, now=later
    )
    session.flush()
    assert differences(session) == []


def test_a_reopened_task_leaves_nothing_behind(session: Session, people: Cast) -> None:
    task = session.get(Task, 1)
    assert task is not None
    tasks.reopen(session, task, by=people.ben, now=NOW)
    session.flush()
    assert differences(session) == []


def test_whoever_answers_a_call_for_her_unit_is_credited_once(
    session: Session, people: Cast
) -> None:
    call = open_call(session, people.metadata, people.dag)
    central = unit_of(session, call, "Central")
    for hours, choice in enumerate(("yes", "no")):
        moment = NOW + timedelta(hours=hours)
        answer(session, call, central, people.ann, NewAnswer((choice,)), now=moment)
    answer(session, call, central, people.ben, now=NOW + timedelta(hours=3))
    tunxis = unit_of(session, call, "Tunxis")
    calls.record_told(session, call, tunxis, YES, by=people.dag, now=NOW)
    kind = ContributionKind.ANSWERED_CALL
    rows = session.exec(select(Contribution).where(Contribution.kind == kind)).all()
    assert [(row.person_id, row.group_id, row.occurred_at) for row in rows] == [
        (people.ann.id, people.metadata.id, NOW),
        (people.ben.id, people.metadata.id, NOW + timedelta(hours=3)),
    ]
    assert differences(session) == []
    rows[0].occurred_at = NOW + timedelta(hours=1)
    session.flush()
    assert differences(session) == [
        f"The ledger has another group or moment for {rows[0].source}.",
    ]


def test_an_answer_that_was_taken_back_has_still_been_given(session: Session, people: Cast) -> None:
    call = open_call(session, people.metadata, people.dag)
    central = unit_of(session, call, "Central")
    answer(session, call, central, people.ann)
    calls.take_back(
        session,
        call,
        central,
        by=people.ben,
        capacity=Capacity.ALTERNATE,
        door=AnswerDoor.SLACK,
        now=NOW,
    )
    assert differences(session) == []


def test_a_secret_ballot_and_a_plain_answer_count(session: Session, people: Cast) -> None:
    for more in ({"is_secret": True}, {"kind": CallKind.PLAIN}):
        call = open_call(session, people.metadata, people.dag, **more)
        new = NewAnswer(words="We could.") if call.kind is CallKind.PLAIN else YES
        answer(session, call, unit_of(session, call, "Central"), people.ann, new)
    kind = ContributionKind.ANSWERED_CALL
    assert len(session.exec(select(Contribution).where(Contribution.kind == kind)).all()) == 2
    assert differences(session) == []
