"""Word to chairs whom an import made: when their service begins, once, for all groups at once."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import Group, MemberRole, Membership, OutboxMessage, Person, Preferences
from models.database import unit_of_work
from scheduler import chairs
from services import groups, import_export
from tests.factories import NOW, Cast, cast, group

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def bring_in(rows: str, *, now: datetime = NOW, more: dict[str, str] | None = None) -> None:
    files = {"memberships.csv": f"group,person,role,since\n{rows}\n"} | (more or {})
    with unit_of_work() as session:
        encoded = {name: text.encode() for name, text in files.items()}
        plan = import_export.plan(session, encoded, now=now)
        assert plan.problems == []
        import_export.apply(session, plan, now=now)


def promised() -> list[tuple[str, datetime, str]]:
    with unit_of_work() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.key).startswith("chairing|"))
        return sorted((row.lane, row.due_at, row.payload["text"]) for row in session.exec(rows))


BEN = "Metadata,ben@central.example.edu,co-chair"
CLEO = "Metadata,cleo@tunxis.example.edu,co-chair"


@pytest.mark.parametrize(
    ("since", "told_on"),
    [
        ("2026-11-24", TODAY),
        ("", TODAY),
        ("2026-11-20", TODAY),
        ("2026-11-11", TODAY),
        ("2026-11-10", None),
        ("2020-01-01", None),
        ("2026-12-01", date(2026, 12, 1)),
    ],
)
def test_it_is_told_when_the_service_begins_unless_that_was_long_ago(
    people: Cast, since: str, told_on: date | None
) -> None:
    bring_in(f"{CLEO},{since}")
    days = [NOW + n * DAY for n in range(20)]
    counts = {now.date(): count for now in days if (count := chairs.queue_due(now))}
    assert counts == ({told_on: 1} if told_on else {})
    assert [lane for lane, _, _ in promised()] == (["UCLEO"] if told_on else [])


def test_it_says_what_the_group_is_and_what_to_do_first(people: Cast) -> None:
    bring_in(f"{CLEO},2026-11-24")
    chairs.queue_due(NOW)
    [(_, due_at, text)] = promised()
    assert text.startswith("You are now co-chair of *Metadata*. It works in <#CMETA>. Charge: ")
    assert "1. Add whoever is missing in it. 2. Set the first meeting." in text
    assert due_at == NOW


def test_a_member_whom_an_import_makes_chair_hears_of_it(people: Cast) -> None:
    bring_in(f"{BEN},")
    assert [chairs.queue_due(NOW + n * DAY) for n in range(3)] == [1, 0, 0]
    bring_in(f"{BEN},", now=NOW + DAY)
    bring_in("Metadata,ben@central.example.edu,chair,", now=NOW + DAY)
    assert chairs.queue_due(NOW + DAY) == 0


def test_who_chairs_several_groups_gets_one_message(people: Cast) -> None:
    names = [f"Group {number:02}" for number in range(18)]
    made = "\n".join(f"{name},task force,Norms." for name in names)
    rows = "\n".join(f"{name},cleo@tunxis.example.edu,chair," for name in names)
    bring_in(rows, more={"groups.csv": f"name,kind,charge\n{made}\n"})
    assert [chairs.queue_due(NOW), chairs.queue_due(NOW + DAY)] == [1, 0]
    [(lane, _, text)] = promised()
    assert lane == "UCLEO"
    assert text.startswith("You are now a chair of 18 groups: Group 00, Group 01, ")
    assert "Group 17" in text


@pytest.mark.parametrize(
    ("fact", "is_told"),
    [
        ("declined", False),
        ("left Slack", False),
        ("no account", False),
        ("a guest", False),
        ("discharged", False),
        ("chaired before", False),
        ("was a member before", True),
        ("made member again", False),
        ("kept chair by hand", True),
    ],
)
def test_only_whom_it_concerns_hears_of_it(people: Cast, fact: str, is_told: bool) -> None:
    bring_in(f"{CLEO},2026-12-01")
    with unit_of_work() as session:
        cleo = session.get_one(Person, people.cleo.id)
        metadata = session.get_one(Group, people.metadata.id)
        ahead = session.exec(select(Membership).where(Membership.person_id == cleo.id)).one()
        match fact:
            case "declined":
                session.add(Preferences(person_id=cleo.id, muted=("chairing",)))
            case "left Slack":
                cleo.is_active = False
            case "a guest":
                cleo.is_guest = True
            case "no account":
                cleo.slack_id = None
            case "discharged":
                metadata.discharged_at = NOW + DAY
            case "chaired before" | "was a member before":
                is_chair = fact == "chaired before"
                role = MemberRole.CHAIR if is_chair else MemberRole.MEMBER
                begun = ahead.since - 9 * DAY
                session.add(
                    Membership(
                        group_id=metadata.id,
                        person_id=cleo.id,
                        role=role,
                        since=begun,
                        until=ahead.since,
                    )
                )
            case "made member again":
                ahead.role = MemberRole.MEMBER
    if fact == "kept chair by hand":
        with unit_of_work() as session:
            chosen = [people.ann.id, people.cleo.id]
            groups.set_chairs(
                session,
                session.get_one(Group, people.metadata.id),
                chosen,
                by=people.dag,
                now=NOW + 7 * DAY,
            )
        bring_in(f"{CLEO},2026-12-01", now=NOW + 7 * DAY)
    assert sum(chairs.queue_due(NOW + n * DAY) for n in range(9)) == is_told


def test_who_comes_to_slack_a_few_days_later_hears_then(people: Cast) -> None:
    with unit_of_work() as session:
        session.get_one(Person, people.cleo.id).slack_id = None
    bring_in(f"{CLEO},2026-11-24")
    assert chairs.queue_due(NOW) == 0
    with unit_of_work() as session:
        session.get_one(Person, people.cleo.id).slack_id = "UCLEO"
    assert [chairs.queue_due(NOW + 3 * DAY), chairs.queue_due(NOW + 4 * DAY)] == [1, 0]


def test_who_starts_a_group_or_is_named_by_hand_is_not_told_twice(people: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Reserves", chair=people.cleo, channel_id="CRES")
        metadata = session.get_one(Group, people.metadata.id)
        chosen = [people.ann.id, people.ben.id]
        groups.set_chairs(session, metadata, chosen, by=people.dag, now=NOW)
    assert chairs.queue_due(NOW) == 0


def test_a_day_that_an_import_moves_moves_the_word(people: Cast) -> None:
    bring_in(f"{CLEO},2026-12-01")
    bring_in(f"{CLEO},2026-12-05", now=NOW + DAY)
    assert [chairs.queue_due(NOW + n * DAY) for n in (7, 10, 11)] == [0, 0, 1]


def test_two_at_once_tell_it_once(people: Cast) -> None:
    bring_in(f"{CLEO},2026-11-24\n{BEN},")
    start, counts = Barrier(2), list[int]()

    def beat(now: datetime) -> None:
        start.wait()
        counts.append(chairs.queue_due(now))

    beats: list[Thread] = [
        Thread(target=beat, args=(NOW + n * timedelta(seconds=1),)) for n in range(2)
    ]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert sorted(counts) == [0, 2]
    assert [lane for lane, _, _ in promised()] == ["UBEN", "UCLEO"]
