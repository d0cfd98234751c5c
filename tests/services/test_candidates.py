"""Candidates beside vacancies, and which libraries are in a group."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import Session

from models import Group, InterestLevel
from models.interests import Candidates
from models.seats import SeatFacts
from services import access, candidates, seats
from services.errors import NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, organization, person, standing
from tests.happenings import interested, serve

DAY = timedelta(days=1)


@pytest.fixture
def everybody(session: Session) -> Cast:
    people = cast(session)
    people.tunxis.category = "Community college"
    people.central.category = "university"
    return people


def found(session: Session, everybody: Cast) -> Candidates:
    return candidates.of_group(session, everybody.metadata, standing(session, everybody.ann))


def test_they_stand_by_library_and_who_fits_a_vacancy_is_known(
    session: Session, everybody: Cast
) -> None:
    facts = {
        "kind": SeatFacts(label="for the colleges", category="community COLLEGE"),
        "library": SeatFacts(label="of Central", organization_id=everybody.central.id),
        "both": SeatFacts(
            label="neither", organization_id=everybody.tunxis.id, category="university"
        ),
        "any": SeatFacts(label="at large"),
        "filled": SeatFacts(label="filled", category="community college"),
    }
    places = {
        name: seats.add(session, everybody.metadata, fact, by=everybody.ann, now=NOW)
        for name, fact in facts.items()
    }
    seats.appoint(
        session,
        places["filled"],
        everybody.metadata,
        everybody.ben,
        first=NOW.date(),
        by=everybody.ann,
        now=NOW,
    )
    alone = person(session, "Aa Alone", slack_id="UALONE")
    zoe, adam = (
        person(session, name, at=everybody.central, slack_id=f"U{name[:3].upper()}")
        for name in ("Zoe Z", "Adam A")
    )
    for who, level in (
        (everybody.cleo, InterestLevel.SUPPORT),
        (zoe, InterestLevel.STEER),
        (adam, InterestLevel.TAKE_PART),
        (alone, InterestLevel.STEER),
    ):
        interested(session, everybody.metadata, who, level=level)
    lines = found(session, everybody).lines
    assert [(line.organization, line.person.name) for line in lines] == [
        ("Central", "Adam A"),
        ("Central", "Zoe Z"),
        ("library not known yet", "Aa Alone"),
        ("Tunxis", "Cleo Costa"),
    ]
    assert [[seat.label for seat in line.fits] for line in lines] == [
        ["of Central"],
        ["of Central"],
        [],
        ["for the colleges"],
    ]
    assert {tuple(seat.label for seat in line.others) for line in lines} == {("at large",)}


def test_the_libraries_in_the_group_and_those_without_anybody(
    session: Session, everybody: Cast
) -> None:
    gone = organization(session, "gone")
    gone.active_until = (NOW - DAY).date()
    balance = found(session, everybody).balance
    assert (balance.present, balance.absent) == (("Central",), ("Tunxis",))
    serve(session, everybody.metadata, everybody.cleo)
    balance = found(session, everybody).balance
    assert (balance.present, balance.absent) == (("Central", "Tunxis"), ())


def test_who_has_left_or_serves_or_let_it_go_stale_is_no_candidate(
    session: Session, everybody: Cast
) -> None:
    left = person(session, "Lia Left", at=everybody.tunxis, slack_id="ULEFT")
    left.is_active = False
    for who in (left, everybody.ben):
        interested(session, everybody.metadata, who)
    interested(session, everybody.metadata, everybody.cleo, (NOW - 366 * DAY).date())
    interested(session, everybody.metadata, everybody.dag, (NOW - 365 * DAY).date())
    assert [line.person.id for line in found(session, everybody).lines] == [everybody.dag.id]


def private_beside(session: Session, everybody: Cast) -> Group:
    hidden = group(session, "Budget", chair=everybody.ann, channel_id="CBUD", private=True)
    for place in (everybody.metadata, hidden):
        seats.add(session, place, SeatFacts(label=f"of {place.name}"), by=everybody.ann, now=NOW)
        interested(session, place, everybody.cleo)
    return hidden


def test_the_program_manager_sees_those_of_all_groups(session: Session, everybody: Cast) -> None:
    private_beside(session, everybody)
    everything = candidates.of_all(session, standing(session, everybody.dag))
    assert [line.group.name for line in everything.lines] == ["Budget", "Metadata"]
    assert [[seat.label for seat in line.others] for line in everything.lines] == [
        ["of Budget"],
        ["of Metadata"],
    ]


def test_the_call_names_no_private_group_whoever_makes_it(
    session: Session, everybody: Cast
) -> None:
    private_beside(session, everybody)
    for who in (everybody.dag, everybody.ann):
        lines = candidates.public_vacancies(session, standing(session, who))
        assert [line.group.name for line in lines] == ["Metadata"]


def test_only_who_leads_the_group_takes_a_candidate_and_only_one_of_its_own(
    session: Session, everybody: Cast
) -> None:
    interested(session, everybody.metadata, everybody.cleo)
    for who in (everybody.ann, everybody.dag):
        _group, person_ = access.candidate_to_take(
            session, everybody.metadata.id, everybody.cleo.id, by=standing(session, who)
        )
        assert person_.id == everybody.cleo.id
    with pytest.raises(NotAllowed):
        access.candidate_to_take(
            session,
            everybody.metadata.id,
            everybody.cleo.id,
            by=standing(session, everybody.ben),
        )
    with pytest.raises(NotFound, match="not on the list any more"):
        access.candidate_to_take(
            session,
            everybody.metadata.id,
            everybody.dag.id,
            by=standing(session, everybody.ann),
        )


def test_only_who_is_on_the_list_is_taken(session: Session, everybody: Cast) -> None:
    left = person(session, "Lia Left", at=everybody.tunxis, slack_id="ULEFT")
    left.is_active = False
    for who in (left, everybody.ben):
        interested(session, everybody.metadata, who)
    interested(session, everybody.metadata, everybody.cleo, (NOW - 366 * DAY).date())
    interested(session, everybody.metadata, everybody.dag, (NOW - 365 * DAY).date())
    by, taken = standing(session, everybody.ann), set()
    for who in (left, everybody.ben, everybody.cleo, everybody.dag):
        with suppress(NotFound):
            _group, found_person = access.candidate_to_take(
                session, everybody.metadata.id, who.id, by=by
            )
            taken.add(found_person.id)
    assert taken == {line.person.id for line in found(session, everybody).lines}
    assert taken == {everybody.dag.id}


def test_chairs_see_how_many_are_newly_interested_in_their_groups(
    session: Session, everybody: Cast
) -> None:
    today = NOW.date()
    metadata = everybody.metadata
    interested(session, metadata, everybody.cleo, today - 13 * DAY)
    interested(session, metadata, person(session, "Eve Ende"), today - 14 * DAY)
    interested(session, metadata, everybody.ben, today)
    gone = person(session, "Gus Gone")
    interested(session, metadata, gone, today)
    gone.is_active = False
    session.add(gone)
    for who, count in ((everybody.ann, {metadata.id: 1}), (everybody.ben, {}), (everybody.dag, {})):
        found = candidates.newly_interested(session, standing(session, who))
        assert found == count
