"""The ledger's two verbs: a credit is written once, to the library of that day, and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Contribution, ContributionKind, Person
from services import contributions, terms
from tests.factories import NOW, Cast, cast
from tests.keys import about

ATTENDED, CHAIRED = ContributionKind.ATTENDED, ContributionKind.CHAIRED


def credit(session: Session, who: Person, people: Cast, of: str = "meeting:12") -> None:
    contributions.credit(
        session, who, ATTENDED, of=about(of), group_id=people.metadata.id, occurred_at=NOW
    )


def sources(session: Session) -> list[str]:
    return list(session.exec(select(Contribution.source).order_by(col(Contribution.id))))


def test_a_credit_is_written_once_for_each_person_and_act(session: Session) -> None:
    people = cast(session)
    ann, ben = people.ann, people.ben
    for who, of in (
        (ann, "meeting:1"),
        (ann, "meeting:1"),
        (ben, "meeting:1"),
        (ann, "meeting:11"),
    ):
        credit(session, who, people, of)
    assert sources(session) == [
        f"attended|meeting:1|person:{ann.id}",
        f"attended|meeting:1|person:{ben.id}",
        f"attended|meeting:11|person:{ann.id}",
    ]


def test_a_second_credit_changes_nothing_of_the_first(session: Session) -> None:
    people = cast(session)
    credit(session, people.ben, people)
    people.ben.organization_id = people.tunxis.id
    credit(session, people.ben, people)
    [row] = session.exec(select(Contribution)).all()
    assert (row.organization_id, row.group_id) == (people.central.id, people.metadata.id)


@pytest.mark.parametrize(
    ("after_move", "is_new"),
    [(timedelta(seconds=-1), False), (timedelta(0), True), (timedelta(days=-1000), True)],
)
def test_what_is_credited_late_is_that_of_the_library_of_that_day(
    session: Session, after_move: timedelta, is_new: bool
) -> None:
    """Where nobody knows where she was, it is that of her library of today."""
    people = cast(session)
    terms.change_home(session, people.ben, people.tunxis.id, by=None, now=NOW)
    contributions.credit(
        session,
        people.ben,
        ATTENDED,
        of=about("meeting:12"),
        group_id=people.metadata.id,
        occurred_at=NOW + after_move,
    )
    [row] = session.exec(select(Contribution)).all()
    assert row.organization_id == (people.tunxis if is_new else people.central).id


def test_several_are_credited_at_once_as_each_would_be_alone(session: Session) -> None:
    people = cast(session)
    acts = [(people.ann, ATTENDED), (people.ben, ATTENDED), (people.ann, CHAIRED)]
    terms.change_home(session, people.ben, people.tunxis.id, by=None, now=NOW)
    of, at = about("meeting:12"), NOW - timedelta(days=1)

    def rows() -> list[dict[str, object]]:
        ordered = select(Contribution).order_by(col(Contribution.source))
        return [row.model_dump(exclude={"id"}) for row in session.exec(ordered)]

    for who, kind in acts:
        contributions.credit(session, who, kind, of=of, group_id=None, occurred_at=at)
    alone = rows()
    for who, kind in acts[1:]:
        contributions.take_back(session, who.id, kind, of=of)
    for _ in range(2):
        contributions.credit_each(session, acts, of=of, group_id=None, occurred_at=at)
        assert rows() == alone


def test_taking_back_takes_one_kind_of_one_person(session: Session) -> None:
    people = cast(session)
    ann = people.ann
    for who in (ann, people.ben):
        credit(session, who, people)
    contributions.credit(
        session, ann, CHAIRED, of=about("meeting:12"), group_id=None, occurred_at=NOW
    )
    contributions.take_back(session, ann.id, ATTENDED, of=about("meeting:12"))
    contributions.take_back(session, ann.id, ATTENDED, of=about("meeting:12"))
    contributions.take_back(session, ann.id, CHAIRED, of=about("meeting:1"))
    assert sources(session) == [
        f"attended|meeting:12|person:{people.ben.id}",
        f"chaired|meeting:12|person:{ann.id}",
    ]
    credit(session, ann, people)
    assert len(sources(session)) == 3


def test_the_table_itself_holds_one_act_once(session: Session) -> None:
    people = cast(session)
    credit(session, people.ann, people)
    session.flush()
    [row] = session.exec(select(Contribution)).all()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Contribution(**row.model_dump(exclude={"id"})))
    assert len(sources(session)) == 1
