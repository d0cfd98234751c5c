"""Proposals and reviews in files: brought in as they were, never twice, and never changed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models import Group, GroupProposal, HistoryEntry, SunsetReview, SunsetSuccessor
from models.proposals import ProposalStatus
from models.sunsets import SunsetOutcome
from services import import_export
from tests.factories import NOW, Cast, cast, group

PROPOSALS, REVIEWS = "proposals.csv", "reviews.csv"
DAY = timedelta(days=1)
OF_PROPOSALS = (
    "name,kind,problem,beneficiaries,measure,participants,representation,"
    "proposed_by,proposed_at,status,reason,decided_by,decided_at,group\n"
)
OF_REVIEWS = (
    "group,outcome,reason,sunset_on,successors,proposed_by,proposed_at,recorded_by,recorded_at\n"
)
DECLINED = (
    "Discovery,task force,Slow search,Readers,Faster,All,,Ann Abara,2026-03-02T09:30-05:00,"
    "declined,Not now,Dag Dahl,2026-03-05T10:00-05:00,\n"
)
ACTIVATED = (
    "Metadata,working group,Norms,All,One file,All,Yes,Ann Abara,2026-01-02T09:30-05:00,"
    "activated,,Dag Dahl,2026-01-03T09:30-05:00,Metadata\n"
)
RECORDED = (
    "Metadata,split,Too wide,,Courier;Reserves,Ann Abara,2026-03-02T09:30-05:00,"
    "Dag Dahl,2026-03-05T10:00-05:00\n"
)
OPEN = "Courier,continue,Not done,2027-06-30,,Ann Abara,2026-11-02T09:30-05:00,,\n"


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    for name in ("Courier", "Reserves"):
        group(session, name, chair=found.ann, channel_id=f"C{name.upper()}")
    return found


def plan(session: Session, **files: str) -> import_export.ImportPlan:
    header = {PROPOSALS: OF_PROPOSALS, REVIEWS: OF_REVIEWS}
    named = {f"{name}.csv": text for name, text in files.items()}
    contents = {name: (header[name] + text).encode() for name, text in named.items()}
    return import_export.plan(session, contents, now=NOW)


def bring_in(session: Session, **files: str) -> None:
    made = plan(session, **files)
    assert made.problems == []
    import_export.apply(session, made, now=NOW)
    session.flush()


def problems(session: Session, **files: str) -> list[tuple[int | None, str | None]]:
    return [(problem.line, problem.column) for problem in plan(session, **files).problems]


def test_acts_are_brought_in_as_they_were_and_once(session: Session, people: Cast) -> None:
    for _ in range(2):
        bring_in(session, proposals=DECLINED + ACTIVATED, reviews=RECORDED + OPEN)
    declined, activated = session.exec(select(GroupProposal).order_by(col(GroupProposal.id))).all()
    assert (declined.status, declined.reason) == (ProposalStatus.DECLINED, "Not now")
    assert declined.proposed_at == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert (declined.proposed_by, declined.decided_by) == (people.ann.id, people.dag.id)
    assert (declined.problem, declined.representation, declined.group_id) == (
        *("Slow search", ""),
        None,
    )
    assert (activated.group_id, activated.reason) == (people.metadata.id, "")
    split, going_on = session.exec(select(SunsetReview).order_by(col(SunsetReview.id))).all()
    assert (split.outcome, split.reason) == (SunsetOutcome.SPLIT, "Too wide")
    assert (split.recorded_by, split.recorded_at) == (
        people.dag.id,
        datetime(2026, 3, 5, 15, tzinfo=UTC),
    )
    assert len(session.exec(select(SunsetSuccessor)).all()) == 2
    assert (going_on.recorded_at, going_on.recorded_by) == (None, None)
    assert str(going_on.sunset_on) == "2027-06-30"
    imported = select(HistoryEntry.action).where(col(HistoryEntry.action).endswith(".imported"))
    assert sorted(session.exec(imported)) == [*["proposal.imported"] * 2, *["review.imported"] * 2]
    files = dict(import_export.export(session, now=NOW))
    assert files[PROPOSALS].decode("utf-8-sig").replace("\r\n", "\n").startswith(OF_PROPOSALS)
    assert DECLINED.replace("Ann Abara", str(people.ann.email)).replace(
        "Dag Dahl", str(people.dag.email)
    ) in files[PROPOSALS].decode().replace("\r\n", "\n")


def test_what_is_in_the_record_is_left_whatever_a_file_says(session: Session, people: Cast) -> None:
    bring_in(session, proposals=DECLINED, reviews=OPEN)
    [review] = session.exec(select(SunsetReview)).all()
    review.recorded_at, review.recorded_by = NOW, people.dag.id
    session.add(review)
    bring_in(
        session,
        proposals=DECLINED.replace("Not now", "Never").replace("declined", "withdrawn"),
        reviews=OPEN.replace("Not done", "Done").replace("continue", "cease"),
    )
    [proposal] = session.exec(select(GroupProposal)).all()
    assert (proposal.status, proposal.reason) == (ProposalStatus.DECLINED, "Not now")
    [review] = session.exec(select(SunsetReview)).all()
    assert (review.outcome, review.reason) == (SunsetOutcome.CONTINUE, "Not done")
    assert review.recorded_at == NOW


@pytest.mark.parametrize(
    ("recorded_at", "is_open"),
    [("2026-11-02T09:29-05:00", True), ("2026-11-02T09:30-05:00", False), (None, False)],
)
def test_an_open_review_that_was_replaced_and_recorded_meanwhile_does_not_come_back(
    session: Session, people: Cast, recorded_at: str | None, *, is_open: bool
) -> None:
    """Replaced by another proposal, it is not known by its own moment any more."""
    moment = datetime.fromisoformat(recorded_at) if recorded_at else NOW
    review = SunsetReview(
        group_id=session.exec(select(Group.id).where(Group.name == "Courier")).one(),
        outcome=SunsetOutcome.CEASE,
        reason="Done",
        proposed_by=people.ann.id,
        proposed_at=moment - timedelta(hours=1) if is_open else moment,
        recorded_by=people.dag.id,
        recorded_at=moment,
    )
    session.add(review)
    session.flush()
    other = OPEN.replace("Courier", "Reserves")
    for _ in range(2):
        bring_in(session, reviews=OPEN + other)
    found = session.exec(select(SunsetReview).order_by(col(SunsetReview.id))).all()
    waiting = [row.group_id for row in found if row.recorded_at is None]
    assert (review.group_id in waiting) is is_open
    assert len(found) == (3 if is_open else 2)
    session.refresh(review)
    assert (review.outcome, review.recorded_at) == (SunsetOutcome.CEASE, moment)


def test_two_acts_of_one_minute_are_two(session: Session, people: Cast) -> None:
    again = DECLINED.replace("Not now", "Still not")
    for _ in range(2):
        bring_in(session, proposals=DECLINED + again)
    reasons = session.exec(select(GroupProposal.reason).order_by(col(GroupProposal.id))).all()
    assert reasons == ["Not now", "Still not"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ACTIVATED.replace(",Metadata\n", ",Metadta\n"), (2, "group")),
        (ACTIVATED.replace(",Metadata\n", ",\n"), (2, "group")),
        (DECLINED.replace(",\n", ",Metadata\n"), (2, "group")),
        (DECLINED.replace("Ann Abara", "Nora Nobody"), (2, "proposed_by")),
        (DECLINED.replace("Dag Dahl", "Nora Nobody"), (2, "decided_by")),
        (DECLINED.replace("2026-03-02T09:30-05:00", "2026-03-02"), (2, "proposed_at")),
        (DECLINED.replace("2026-03-02T09:30-05:00", "2026-03-02T09:30"), (2, "proposed_at")),
        (DECLINED.replace("2026-03-05T10", "2027-03-05T10"), (2, "decided_at")),
        (DECLINED.replace("Slow search", ""), (2, "problem")),
        (DECLINED.replace("declined", "refused"), (2, "status")),
    ],
)
def test_a_fault_of_a_proposal_is_named_with_its_line(
    session: Session, people: Cast, row: str, fault: tuple[int, str]
) -> None:
    assert problems(session, proposals=row) == [fault]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (RECORDED + OPEN.replace("Courier", "Courrier"), (3, "group")),
        (RECORDED.replace("Reserves", "Reserve"), (2, "successors")),
        (OPEN.replace("2026-11-02T09:30-05:00", ""), (2, "recorded_at")),
        (OPEN.replace("2026-11-02", "2026-12-02"), (2, "proposed_at")),
        (OPEN + OPEN.replace("2026-11-02", "2026-11-03"), (3, "recorded_at")),
        (OPEN.replace("continue", "go on"), (2, "outcome")),
        (OPEN.replace("Not done", ""), (2, "reason")),
        (OPEN.replace("Ann Abara", "Nora Nobody"), (2, "proposed_by")),
    ],
)
def test_a_fault_of_a_review_is_named_with_its_line(
    session: Session, people: Cast, rows: str, fault: tuple[int, str]
) -> None:
    assert problems(session, reviews=rows) == [fault]


def test_of_a_group_one_review_waits_at_most(session: Session, people: Cast) -> None:
    bring_in(session, reviews=OPEN)
    later = OPEN.replace("2026-11-02", "2026-11-03")
    assert problems(session, reviews=later) == [(2, "recorded_at")]
    assert problems(session, reviews=OPEN) == []
