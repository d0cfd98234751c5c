"""Commitments: who is reminded of them, when, and once; and how they go on and end."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Commitment,
    Group,
    HistoryEntry,
    Offer,
    OutboxMessage,
    Person,
    Role,
    RoleKind,
)
from models.columns import LONG_AGO
from models.database import reading, unit_of_work
from models.offers import JOINS
from models.subjects import Subject
from scheduler.reminders import queue_due
from services import access, calls, commitments, stale_forms, terms
from services.commitments import RenewedTerms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.reminders.commitments import commitments_ending
from tests.factories import BEFORE, NOW, Cast, cast, standing
from tests.happenings import new_york
from tests.open_calls import answer
from tests.opened_calls import CLOSES, spoken_for
from tests.opened_offers import committed, offered, reply, with_terms

DAY = timedelta(days=1)
NOTICE, END = date(2027, 11, 1), date(2027, 12, 31)


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    spoken_for(session, found)
    return found


@pytest.fixture
def offer(session: Session, people: Cast) -> Offer:
    """That Central has joined, for which Ben speaks and Ann is alternate."""
    return committed(session, people)


def the_commitment(session: Session) -> Commitment:
    return session.exec(select(Commitment)).one()


def ahead(
    session: Session, offer: Offer, now: datetime = CLOSES
) -> list[tuple[str, str, datetime]]:
    """Name, sort with days, and moment of each reminder that is due or ahead."""
    found = commitments_ending(session, now, frozenset([Subject.of(offer)]))
    return [
        (
            due.person.name.split()[0],
            " ".join((due.key.occurrence[1], due.key.occurrence[3])),
            due.at,
        )
        for due in found
    ]


def test_who_runs_it_and_who_speaks_for_the_unit_are_reminded(
    session: Session, offer: Offer
) -> None:
    assert sorted(ahead(session, offer)) == sorted(
        (name, f"{sort} {days}", new_york(day - days * DAY, 9))
        for name in ("Dag", "Ben")
        for sort, day in (("notice", NOTICE), ("end", END))
        for days in (60, 14)
    )


def test_all_of_one_day_come_to_the_program_manager_together(
    session: Session, people: Cast
) -> None:
    found = offered(session, people)
    for name, who in (("Central", people.ben), ("Tunxis", people.cleo)):
        answer(session, found.call, found.units[name], who, reply(JOINS))
    calls.close(session, found.call, found.group, now=CLOSES)
    offer = calls.offer_of(session, found.call)
    assert offer is not None
    dues = commitments_ending(session, CLOSES, frozenset([Subject.of(offer)]))
    sizes = {
        due.person.name.split()[0]: len(due.facts.lines)  # type: ignore[attr-defined]
        for due in dues
    }
    assert sizes == {"Dag": 2, "Ben": 1, "Cleo": 1}


def test_days_that_had_passed_when_it_closed_remind_nobody(session: Session, people: Cast) -> None:
    near = with_terms(first_day=date(2026, 12, 1), last_day=date(2026, 12, 20), notice_days=None)
    offer = committed(session, people, terms=near)
    assert {sort for _, sort, _ in ahead(session, offer)} == {"end 14"}


def test_what_is_ended_or_renewed_reminds_of_its_new_days_alone(
    session: Session, people: Cast, offer: Offer
) -> None:
    offer.check_at = NOW
    session.add(offer)
    session.flush()
    row = the_commitment(session)
    new = RenewedTerms(500, date(2028, 12, 31), None, "Renewed")
    commitments.renew(session, row, new, by=people.dag, now=CLOSES)
    assert {at.year for _, _, at in ahead(session, offer)} == {2028}
    assert {sort for _, sort, _ in ahead(session, offer)} == {"end 60", "end 14"}
    # It is scanned again at once.
    assert offer.check_at == LONG_AGO
    commitments.end(session, row, date(2027, 6, 30), "Cancelled", by=people.dag, now=CLOSES)
    assert ahead(session, offer) == []
    acts = [entry.action for entry in session.exec(select(HistoryEntry)) if entry.group_id]
    assert [act for act in acts if act.startswith("commitment")] == [
        *("commitment.made", "commitment.renewed", "commitment.ended")
    ]


def test_each_reminder_goes_out_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        committed(session, people)
    when = new_york(NOTICE - 60 * DAY, 9)

    def keys() -> list[str]:
        with reading() as session:
            rows = session.exec(select(OutboxMessage)).all()
            return sorted(row.key for row in rows if row.key.startswith("committed"))

    queue_due(when - DAY)
    assert keys() == []
    queue_due(when)
    queue_due(when + timedelta(minutes=1))
    assert [key.split("|")[2] for key in keys()] == ["1", "managers"]
    with unit_of_work() as session:
        row = session.exec(select(Commitment)).one()
        commitments.end(session, row, NOTICE, "Cancelled", by=people.dag, now=when)
    queue_due(when + 50 * DAY)
    assert len(keys()) == 2


@pytest.mark.parametrize(
    ("cents", "ends_on", "notice_on", "reason", "field"),
    [
        (1, date(2027, 12, 31), None, "Why", "ends_on"),
        (1, date(2028, 1, 1), date(2028, 1, 2), "Why", "notice_on"),
        (1, date(2028, 1, 1), None, " ", "reason"),
        (1, date(2028, 1, 1), None, "x" * 301, "reason"),
    ],
)
def test_what_cannot_be_renewed_so_is_refused(
    session: Session,
    people: Cast,
    offer: Offer,
    cents: int,
    ends_on: date,
    notice_on: date | None,
    reason: str,
    field: str,
) -> None:
    new = RenewedTerms(cents, ends_on, notice_on, reason)
    with pytest.raises(Invalid) as refused:
        commitments.renew(session, the_commitment(session), new, by=people.dag, now=CLOSES)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "is_taken"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_it_ends_on_one_of_its_days_and_once(
    session: Session, people: Cast, offer: Offer, day: date, is_taken: bool
) -> None:
    row = the_commitment(session)
    if not is_taken:
        with pytest.raises(Invalid) as refused:
            commitments.end(session, row, day, "Why", by=people.dag, now=CLOSES)
        assert refused.value.field == "ended_on"
        return
    commitments.end(session, row, day, "Why", by=people.dag, now=CLOSES)
    with pytest.raises(Conflict):
        commitments.end(session, row, day, "Why", by=people.dag, now=CLOSES)
    new = RenewedTerms(1, date(2029, 1, 1), None, "Why")
    with pytest.raises(Conflict):
        commitments.renew(session, row, new, by=people.dag, now=CLOSES)


def test_commitments_of_a_private_group_are_known_to_its_own_people(
    session: Session, people: Cast, offer: Offer
) -> None:
    row = the_commitment(session)
    cleo, ann, dag = (standing(session, who) for who in (people.cleo, people.ann, people.dag))
    assert len(commitments.listed(session, cleo)) == 1
    group = session.exec(select(Group)).one()
    group.is_private = True
    session.add(group)
    session.flush()
    assert [len(commitments.listed(session, who)) for who in (cleo, ann, dag)] == [0, 1, 1]
    with pytest.raises(NotFound):
        access.commitment_to_see(session, row.id, by=cleo)
    with pytest.raises(NotFound):
        access.commitment_to_see(session, row.id + 1, by=dag)
    with pytest.raises(NotAllowed):
        access.commitment_to_change(session, row.id, by=ann)
    with pytest.raises(NotAllowed):
        access.commitments_to_export(by=ann)
    assert access.commitment_to_change(session, row.id, by=dag) == row


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 1),
        ("central", 1),
        ("METADATA", 1),
        ("archive press", 1),
        ("tunxis", 0),
        ("newspaper", 1),
    ],
)
def test_the_list_is_narrowed_by_words(
    session: Session, people: Cast, offer: Offer, words: str, count: int
) -> None:
    assert len(commitments.listed(session, standing(session, people.dag), words)) == count


def test_the_file_has_a_row_for_each(session: Session, people: Cast, offer: Offer) -> None:
    lines = commitments.listed(session, standing(session, people.dag))
    content = commitments.to_csv(session, lines).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(content))
    assert (row["unit"], row["libraries"], row["group"]) == ("Central", "Central", "Metadata")
    assert (row["share"], row["ends_on"], row["notice_on"]) == (
        *("10000.00", "2027-12-31"),
        "2027-11-01",
    )
    assert (row["contact"], row["ended_on"]) == ("Ben Brook", "")


def declared(
    session: Session, row: Commitment, cents: int | None, how: str, by: Person, seen: str = ""
) -> bool:
    seen = seen or stale_forms.digests(commitments.saving_of(row))
    return commitments.declare_saving(session, row, cents, how, seen=seen, by=by, now=CLOSES)


def saved(row: Commitment) -> tuple[object, ...]:
    return row.saved_cents, row.saved_how, row.saved_by


def test_what_is_saved_is_declared_changed_taken_back_and_cleared_by_renewing(
    session: Session, people: Cast, offer: Offer
) -> None:
    row = the_commitment(session)
    assert declared(session, row, 250_050, "  The vendor's  price list ", people.ben)
    assert saved(row) == (
        *(250_050, "The vendor's price list"),
        people.ben.id,
    )
    assert not declared(session, row, 250_050, "The vendor's price list", people.dag)
    assert row.saved_by == people.ben.id
    assert declared(session, row, 100, "Last year", people.dag)
    [line] = commitments.listed(session, standing(session, people.dag))
    assert (line.saved_by, line.answered_by) == ("Dag Dahl", "Ben Brook")
    assert declared(session, row, None, "", people.dag)
    assert saved(row) == (None, "", None)
    assert declared(session, row, 100, "Last year", people.dag)
    new = RenewedTerms(500, date(2028, 12, 31), None, "Renewed")
    commitments.renew(session, row, new, by=people.dag, now=CLOSES)
    assert saved(row) == (None, "", None)
    entries = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))).all()
    kept = [
        (entry.before.get("saved"), entry.after.get("saved"), entry.after.get("saved_how"))
        for entry in entries
        if entry.action in ("commitment.saving declared", "commitment.renewed")
    ]
    assert kept == [
        (None, "$2,500.50", "The vendor's price list"),
        ("$2,500.50", "$1.00", "Last year"),
        ("$1.00", None, None),
        (None, "$1.00", "Last year"),
        ("$1.00", None, None),
    ]


def test_an_amount_and_words_are_declared_together(
    session: Session, people: Cast, offer: Offer
) -> None:
    row = the_commitment(session)
    for cents, how, name in (
        (1, " ", "saved_how"),
        (1, "x" * 201, "saved_how"),
        (None, "The price list", "saved"),
    ):
        with pytest.raises(Invalid) as refused:
            declared(session, row, cents, how, people.ben)
        assert refused.value.field == name
    assert row.saved_cents is None
    assert declared(session, row, 1, "x" * 200, people.ben)


def test_what_somebody_else_has_declared_meanwhile_stays(
    session: Session, people: Cast, offer: Offer
) -> None:
    row = the_commitment(session)
    seen = stale_forms.digests(commitments.saving_of(row))
    declared(session, row, 100, "Last year", people.ben)
    with pytest.raises(Conflict):
        declared(session, row, 200, "The price list", people.dag, seen)
    assert (row.saved_cents, row.saved_by) == (100, people.ben.id)


def test_who_speaks_for_the_library_or_runs_the_consortium_declares(
    session: Session, people: Cast, offer: Offer
) -> None:
    row = the_commitment(session)
    ben, ann, cleo, dag = (
        standing(session, who) for who in (people.ben, people.ann, people.cleo, people.dag)
    )
    for who in (ben, ann, dag):
        assert access.commitment_to_declare(session, row.id, by=who) == row
    with pytest.raises(NotAllowed):
        access.commitment_to_declare(session, row.id, by=cleo)
    terms.change_home(session, people.cleo, people.central.id, by=None, now=BEFORE)
    session.add(Role(person_id=people.cleo.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    assert access.commitment_to_declare(session, row.id, by=standing(session, people.cleo)) == row


def test_the_file_says_what_is_saved_and_who_declared_it(
    session: Session, people: Cast, offer: Offer
) -> None:
    declared(session, the_commitment(session), 100, "Last year", people.ben)
    lines = commitments.listed(session, standing(session, people.dag))
    content = commitments.to_csv(session, lines).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(content))
    assert (row["saved"], row["saved_how"], row["saved_by"]) == ("1.00", "Last year", "Ben Brook")
