"""Interest in groups: giving it, taking it back, and when it goes by itself."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Interest, InterestLevel
from models.seats import SeatFacts
from services import access, groups, import_export, interests, retention, seats, terms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.people import forgetting, merging, personal_data
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import interested

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
LAST = date(2027, 11, 24)


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


def rows(session: Session) -> list[tuple[int, InterestLevel, str, date]]:
    return [
        (row.person_id, row.level, row.note, row.stands_until)
        for row in session.exec(select(Interest))
    ]


def actions(session: Session) -> list[str]:
    entries = session.exec(select(HistoryEntry).order_by(HistoryEntry.id))  # type: ignore[arg-type]
    return [entry.action for entry in entries if entry.action.startswith("interest.")]


def test_one_row_for_a_person_and_a_group_that_a_second_word_renews(
    session: Session, everybody: Cast
) -> None:
    cleo, metadata = everybody.cleo, everybody.metadata
    first = interests.give(
        session, metadata, cleo, InterestLevel.STEER, "  I know\n MARC ", now=NOW
    )
    assert (first.given_on, first.stands_until) == (TODAY, LAST)
    assert rows(session) == [(cleo.id, InterestLevel.STEER, "I know MARC", LAST)]
    interests.give(session, metadata, cleo, InterestLevel.SUPPORT, now=NOW + DAY)
    assert rows(session) == [(cleo.id, InterestLevel.SUPPORT, "", LAST + DAY)]
    given = session.exec(select(HistoryEntry).where(HistoryEntry.action == "interest.given")).all()
    assert [entry.group_id for entry in given] == [metadata.id] * 2
    assert given[1].before == {"level": "steer", "stands_until": "2027-11-24"}
    assert given[1].after == {
        "person": cleo.id,
        "level": "support",
        "stands_until": "2027-11-25",
    }


def test_a_note_is_short_and_a_member_need_not_volunteer(session: Session, everybody: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        interests.give(
            session, everybody.metadata, everybody.cleo, InterestLevel.STEER, "x" * 301, now=NOW
        )
    assert refused.value.field == "note"
    interests.give(
        session, everybody.metadata, everybody.cleo, InterestLevel.STEER, "x" * 300, now=NOW
    )
    with pytest.raises(Conflict, match="You are in Metadata already"):
        interests.give(session, everybody.metadata, everybody.ben, InterestLevel.STEER, now=NOW)


def test_what_was_taken_back_is_gone_and_cannot_be_taken_back_twice(
    session: Session, everybody: Cast
) -> None:
    interested(session, everybody.metadata, everybody.cleo)
    interests.withdraw(session, everybody.metadata, everybody.cleo, now=NOW)
    session.flush()
    assert rows(session) == []
    assert actions(session) == ["interest.withdrawn"]
    with pytest.raises(Conflict, match="not on the list of Metadata any more"):
        interests.withdraw(session, everybody.metadata, everybody.cleo, now=NOW)


def test_it_stands_until_its_last_day_and_is_cleared_the_next(
    session: Session, everybody: Cast
) -> None:
    interested(session, everybody.metadata, everybody.cleo)
    last = NOW + 365 * DAY
    own = [
        [line.group.name for line in interests.own(session, standing(session, everybody.cleo, at))]
        for at in (last, last + DAY)
    ]
    assert own == [["Metadata"], []]
    assert not retention.is_anything_expired(session, last, history_years=0)
    assert retention.remove_expired(session, last, history_years=0) == 0
    assert retention.is_anything_expired(session, last + DAY, history_years=0)
    assert retention.remove_expired(session, last + DAY, history_years=0) == 1
    assert rows(session) == []
    with pytest.raises(Conflict):
        interests.withdraw(session, everybody.metadata, everybody.cleo, now=last + DAY)


@pytest.mark.parametrize("how", ["join", "add", "appoint"])
def test_who_serves_in_the_group_is_not_on_its_list_any_more(
    session: Session, everybody: Cast, how: str
) -> None:
    cleo, metadata = everybody.cleo, everybody.metadata
    courier = group(session, "Courier", chair=everybody.ann, channel_id="CCOUR")
    interested(session, metadata, cleo)
    interested(session, metadata, everybody.dag)
    interested(session, courier, cleo)
    if how == "join":
        groups.join(session, metadata, cleo, now=NOW)
    elif how == "add":
        groups.add(session, metadata, [cleo, everybody.ben], by=everybody.ann, now=NOW)
    else:
        seat = seats.add(session, metadata, SeatFacts(), by=everybody.ann, now=NOW)
        seats.appoint(
            session, seat, metadata, cleo, first=TODAY + 9 * DAY, by=everybody.ann, now=NOW
        )
    session.flush()
    left = {(row.person_id, row.group_id) for row in session.exec(select(Interest))}
    assert left == {(everybody.dag.id, metadata.id), (cleo.id, courier.id)}
    assert actions(session) == ["interest.ended"]


def test_only_what_she_may_know_of_and_what_goes_on_is_hers(
    session: Session, everybody: Cast
) -> None:
    courier = group(session, "Courier", chair=everybody.ann, channel_id="CCOUR")
    for found in (everybody.metadata, courier):
        interested(session, found, everybody.cleo)
    courier.is_private = True
    session.flush()
    cleo = standing(session, everybody.cleo)
    assert [line.group.name for line in interests.own(session, cleo)] == ["Metadata"]
    assert [found.name for found in interests.choices_for(session, cleo)] == ["Metadata"]
    with pytest.raises(NotFound):
        access.group_to_volunteer_for(session, courier.id, by=cleo)
    assert interests.choices_for(session, standing(session, everybody.ben)) == []
    terms.set_discharge(everybody.metadata, NOW)
    session.flush()
    assert interests.own(session, cleo) == []
    assert interests.choices_for(session, cleo) == []


def test_guests_do_not_volunteer(session: Session, everybody: Cast) -> None:
    gil = standing(session, everybody.gil)
    with pytest.raises(NotAllowed, match="Only full members"):
        access.group_to_volunteer_for(session, everybody.metadata.id, by=gil)
    who = (everybody.gil, everybody.ben, everybody.cleo, everybody.dag)
    may = [access.may_volunteer_for(everybody.metadata, by=standing(session, she)) for she in who]
    assert may == [False, False, True, True]


def test_of_two_records_the_newer_word_stays_and_undoing_brings_both_back(
    session: Session, everybody: Cast
) -> None:
    double = person(session, "Cleopatra Costa", at=everybody.tunxis)
    interested(session, everybody.metadata, everybody.cleo, note="old")
    interested(session, everybody.metadata, double, TODAY + DAY, note="new")
    done = merging.merge(session, everybody.cleo, double, by=everybody.dag, now=NOW)
    assert [(row[0], row[2]) for row in rows(session)] == [(everybody.cleo.id, "new")]
    merging.undo(session, done.id, by=everybody.dag, now=NOW)
    session.expire_all()
    assert sorted(row[2] for row in rows(session)) == ["new", "old"]


def test_a_file_about_her_holds_it_and_who_is_forgotten_is_on_no_list(
    session: Session, everybody: Cast
) -> None:
    interested(session, everybody.metadata, everybody.cleo, note="I know MARC")
    found = personal_data.everything(session, everybody.cleo)["interests"]
    assert [(row["note"], row["stands_until"]) for row in found] == [("I know MARC", "2027-11-24")]
    forgetting.forget(session, everybody.cleo, by=everybody.dag, now=NOW)
    assert rows(session) == []


def test_a_file_of_volunteers_comes_back_as_it_went_out(session: Session, everybody: Cast) -> None:
    def imported(*lines: str) -> list[str]:
        content = "\n".join(("group,person,level,note,given_on", *lines)).encode()
        made = import_export.plan(session, {"volunteers.csv": content}, now=NOW)
        if not made.problems:
            import_export.apply(session, made, now=NOW)
        return [str(problem) for problem in made.problems]

    assert imported("Metadata,cleo@tunxis.example.edu,support,I know MARC,2026-10-01") == []
    cleo = everybody.cleo.id
    written = [(cleo, InterestLevel.SUPPORT, "I know MARC", date(2027, 10, 1))]
    assert rows(session) == written
    files = dict(import_export.export(session, now=NOW))
    made = import_export.plan(session, {"volunteers.csv": files["volunteers.csv"]}, now=NOW)
    assert made.problems == []
    import_export.apply(session, made, now=NOW)
    assert rows(session) == written
    assert actions(session) == ["interest.imported"]
    [late, unknown] = imported(
        "Metadata,cleo@tunxis.example.edu,steer,,2026-11-25",
        "Metadta,cleo@tunxis.example.edu,steer,,2026-11-24",
    )
    assert "That day has not come" in late
    assert "Did you mean “Metadata”?" in unknown
    assert rows(session) == written
