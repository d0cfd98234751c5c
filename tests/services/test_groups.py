"""Groups: starting one, who is in it, and who may know of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Group, GroupKind, HistoryEntry, MemberRole, Person, QuietWeek, Weekday
from models.database import reading, unit_of_work
from services import access, group_channels, groups, tasks
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, cast, group, standing
from tests.happenings import new_york, task


def charge(**changes: object) -> groups.Charge:
    facts = {
        "name": "Reserves",
        "kind": "task force",
        "charge": "One policy for reserves.",
        "channel_id": "CRES",
        "channel_is_private": False,
    }
    return groups.Charge(**(facts | changes))  # type: ignore[arg-type]


def test_a_started_group_has_its_chair_and_a_line_of_history(session: Session) -> None:
    people = cast(session)
    started = groups.start(session, charge(), chair=people.ben, by=people.dag, now=NOW)
    lines = [(line.person.name, line.role) for line in groups.roster(session, started, NOW)]
    assert lines == [("Ben Brook", MemberRole.CHAIR)]
    history = session.exec(
        select(HistoryEntry.action, HistoryEntry.by_id).where(
            HistoryEntry.subject == f"group:{started.id}"
        )
    ).all()
    assert history == [("group.started", people.dag.id)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "METADATA"}, "name"),
        ({"name": "meta  data".replace("  ", "")}, "name"),
        ({"kind": "cabal"}, "kind"),
        ({"charge": ""}, "charge"),
        ({"charge": "x" * 3001}, "charge"),
        ({"channel_id": ""}, "channel"),
        ({"channel_id": "CMETA"}, "channel"),
    ],
)
def test_a_group_is_refused_with_the_field_at_fault(
    session: Session, changes: dict[str, object], field: str
) -> None:
    people = cast(session)
    with pytest.raises(Invalid) as refusal:
        groups.start(session, charge(**changes), chair=people.ben, by=people.dag, now=NOW)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"), [({"name": "dei hiring"}, "name"), ({"channel_id": "CDEI"}, "channel")]
)
def test_that_there_is_a_private_group_is_not_told_by_its_name_or_channel(
    session: Session, changes: dict[str, object], field: str
) -> None:
    people = cast(session)
    group(session, "DEI Hiring", chair=people.ann, channel_id="CDEI", private=True)
    with pytest.raises(Invalid, match="cannot be had") as refused:
        groups.change(session, people.metadata, charge(**changes), by=people.ann, now=NOW)
    assert refused.value.field == field
    assert "group" not in refused.value.message


def test_a_guest_chairs_no_group(session: Session) -> None:
    people = cast(session)
    with pytest.raises(Invalid, match="guests chair no group") as refused:
        groups.start(session, charge(channel_id="CNEW"), chair=people.gil, by=people.dag, now=NOW)
    assert refused.value.field == "chair"
    chairs = [people.ann.id, people.gil.id]
    with pytest.raises(Invalid, match="guests chair no group") as refused:
        groups.set_chairs(session, people.metadata, chairs, by=people.dag, now=NOW)
    assert refused.value.field == "chairs"


def test_a_chair_who_has_become_a_guest_has_a_members_rights(session: Session) -> None:
    people = cast(session)
    people.ann.is_guest = True
    who = standing(session, people.ann)
    assert (who.chaired, who.belongs_to(people.metadata.id)) == ([], True)
    assert not access.may_edit_group(people.metadata, by=who)
    # Others can still be named beside her.
    groups.set_chairs(
        session, people.metadata, [people.ann.id, people.ben.id], by=people.dag, now=NOW
    )
    assert access.may_edit_group(people.metadata, by=standing(session, people.ben))


def test_who_leaves_a_private_group_leaves_her_open_tasks_to_nobody(session: Session) -> None:
    people = cast(session)
    people.metadata.is_private = True
    draft = tasks.TaskDraft("Review", people.ben, group=people.metadata)
    left = tasks.add(session, draft, by=people.ann, now=NOW)
    done = tasks.add(session, draft, by=people.ann, now=NOW)
    tasks.finish(session, done, by=people.ben, now=NOW)
    set_by_him = tasks.add(
        session, tasks.TaskDraft("Ask", None, group=people.metadata), by=people.ben, now=NOW
    )
    groups.leave(session, people.metadata, people.ben, now=NOW)
    assert (left.owner_id, done.owner_id) == (None, people.ben.id)
    for hidden in (left, set_by_him):
        with pytest.raises(NotFound):
            access.task_to_see(session, hidden.id, by=standing(session, people.ben))


def test_who_leaves_a_public_group_keeps_her_open_tasks(session: Session) -> None:
    people = cast(session)
    draft = tasks.TaskDraft("Review", people.ben, group=people.metadata)
    left = tasks.add(session, draft, by=people.ann, now=NOW)
    groups.leave(session, people.metadata, people.ben, now=NOW)
    assert left.owner_id == people.ben.id


def test_joining_and_leaving(session: Session) -> None:
    people = cast(session)
    groups.join(session, people.metadata, people.cleo, now=NOW)
    assert standing(session, people.cleo).groups == {people.metadata.id: MemberRole.MEMBER}
    with pytest.raises(Conflict):
        groups.join(session, people.metadata, people.cleo, now=NOW)
    groups.leave(session, people.metadata, people.cleo, now=NOW)
    assert standing(session, people.cleo).groups == {}
    with pytest.raises(Conflict):
        groups.leave(session, people.metadata, people.cleo, now=NOW)


def test_the_only_chair_cannot_leave_before_another_is_named(session: Session) -> None:
    people = cast(session)
    with pytest.raises(Conflict):
        groups.leave(session, people.metadata, people.ann, now=NOW)
    chairs = [people.ann.id, people.ben.id]
    groups.set_chairs(session, people.metadata, chairs, by=people.ann, now=NOW)
    groups.leave(session, people.metadata, people.ann, now=NOW)
    roles = {line.person.name: line.role for line in groups.roster(session, people.metadata, NOW)}
    assert roles == {
        "Ben Brook": MemberRole.CO_CHAIR,
        "Gil Grau": MemberRole.MEMBER,
        "Pia Pons": MemberRole.MEMBER,
    }


def test_a_change_in_the_same_unit_of_work_outlives_somebody_who_joins(session: Session) -> None:
    people = cast(session)
    groups.change_digest(
        session,
        people.metadata,
        weekday=Weekday.FRIDAY,
        at=time(8),
        quiet_week=QuietWeek.NOTHING,
        by=people.ann,
        now=NOW,
    )
    groups.join(session, people.metadata, people.cleo, now=NOW)
    assert people.metadata.digest_weekday == Weekday.FRIDAY


def test_adding_twice_adds_once(session: Session) -> None:
    people = cast(session)
    added = groups.add(session, people.metadata, [people.ben, people.cleo], by=people.ann, now=NOW)
    assert ([p.name for p in added.new], [p.name for p in added.already]) == (
        ["Cleo Costa"],
        ["Ben Brook"],
    )
    assert len(groups.roster(session, people.metadata, NOW)) == 5


def test_somebody_named_twice_at_once_is_added_once(session: Session) -> None:
    people = cast(session)
    added = groups.add(session, people.metadata, [people.cleo, people.cleo], by=people.ann, now=NOW)
    assert [person.name for person in added.new] == ["Cleo Costa"]


def test_a_deactivated_account_is_not_added(session: Session) -> None:
    people = cast(session)
    people.cleo.is_active = False
    with pytest.raises(Invalid, match="Cleo Costa is no longer active"):
        groups.add(session, people.metadata, [people.cleo], by=people.ann, now=NOW)


def both_at_once(act: Callable[[Session, Person], object], *who: Person) -> list[str]:
    """Let everybody act in a unit of work of her own, all at the same time;
    the refusals and errors.
    """
    together, errors = Barrier(len(who)), []

    def alone(person: Person) -> None:
        together.wait()
        try:
            with unit_of_work() as session:
                act(session, person)
        except Exception as error:
            errors.append(type(error).__name__)

    threads = [Thread(target=alone, args=(person,)) for person in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_of_two_chairs_who_leave_at_once_one_stays(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        chairs = [people.ann.id, people.ben.id]
        groups.set_chairs(session, people.metadata, chairs, by=people.ann, now=NOW)

    def leave(session: Session, person: Person) -> None:
        here = access.group_to_see(session, people.metadata.id, by=standing(session, person))
        groups.leave(session, here, person, now=NOW)

    assert both_at_once(leave, people.ann, people.ben) == ["Conflict"]
    with reading() as session:
        lines = groups.roster(session, people.metadata, NOW)
        assert len([line for line in lines if line.role in access.CHAIR_ROLES]) == 1


def test_joining_twice_at_once_is_answered_calmly(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)

    def join(session: Session, person: Person) -> None:
        here = access.group_to_see(session, people.metadata.id, by=standing(session, person))
        groups.join(session, here, person, now=NOW)

    assert both_at_once(join, people.cleo, people.cleo) == ["Conflict"]


def test_a_task_is_overdue_when_its_day_is_over_where_the_group_is(session: Session) -> None:
    people = cast(session)
    task(session, people.ben, date(2026, 11, 24), group_id=people.metadata.id)
    counts = [
        groups.overview(session, people.metadata, now=new_york(day, 20)).overdue_tasks
        for day in (date(2026, 11, 24), date(2026, 11, 25))
    ]
    assert counts == [0, 1]


def test_removing_somebody_who_is_not_there_is_refused(session: Session) -> None:
    people = cast(session)
    with pytest.raises(NotFound):
        groups.remove(session, people.metadata, people.cleo.id, by=people.ann, now=NOW)


def test_a_private_group_is_unknown_to_all_but_its_members_and_the_program_manager(
    session: Session,
) -> None:
    people = cast(session)
    secret = group(session, "Personnel", chair=people.ann, channel_id="CSECRET", private=True)
    for who, knows in (
        (people.ann, True),
        (people.dag, True),
        (people.ben, False),
        (people.gil, False),
    ):
        seen = [line.group.name for line in groups.listed(session, standing(session, who))]
        assert ("Personnel" in seen) is knows
    with pytest.raises(NotFound) as hidden:
        access.group_to_see(session, secret.id, by=standing(session, people.ben))
    with pytest.raises(NotFound) as unknown:
        access.group_to_see(session, 99_999, by=standing(session, people.ben))
    assert hidden.value.message == unknown.value.message


def test_a_guest_sees_her_own_groups_only(session: Session) -> None:
    people = cast(session)
    group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    seen = [line.group.name for line in groups.listed(session, standing(session, people.gil))]
    assert seen == ["Metadata"]


def test_only_a_chair_or_the_program_manager_may_edit(session: Session) -> None:
    people = cast(session)
    for allowed in (people.ann, people.dag):
        assert access.group_to_edit(session, people.metadata.id, by=standing(session, allowed))
    with pytest.raises(NotAllowed):
        access.group_to_edit(session, people.metadata.id, by=standing(session, people.ben))


def test_groups_are_found_by_name_charge_kind_and_direction(session: Session) -> None:
    people = cast(session)
    started = groups.start(
        session,
        charge(direction_ids=[people.collections.id]),
        chair=people.ben,
        by=people.dag,
        now=NOW,
    )
    who = standing(session, people.cleo)
    for text in ("reserv", "ONE POLICY", "task force", "collections", "Shared coll"):
        assert [line.group.id for line in groups.listed(session, who, text=text)] == [started.id]
    assert groups.listed(session, who, text="100%_") == []


def test_a_group_is_named_by_its_name_its_beginning_or_its_channel(session: Session) -> None:
    people = cast(session)
    group(session, "Metadata Standards", chair=people.cleo, channel_id="CSTD")
    who = standing(session, people.ben)
    found = {
        text: (named.name if (named := groups.named(session, text, by=who)) else None)
        for text in ("metadata", "Metadata  standards", "metadata s", "meta", "CSTD", "", "nothing")
    }
    assert found == {
        "metadata": "Metadata",
        "Metadata  standards": "Metadata Standards",
        "metadata s": "Metadata Standards",
        "meta": None,
        "CSTD": "Metadata Standards",
        "": None,
        "nothing": None,
    }


def test_sizes_count_members_and_their_libraries(session: Session) -> None:
    people = cast(session)
    [line] = groups.listed(session, standing(session, people.ben))
    assert (line.members, line.libraries, line.my_role) == (4, 1, MemberRole.MEMBER)


def test_a_campus_unit_is_no_library_and_neither_is_the_office(session: Session) -> None:
    everybody = cast(session)
    groups.add(session, everybody.metadata, [everybody.dag], by=everybody.ann, now=NOW)
    roster = groups.roster(session, everybody.metadata, NOW)
    assert {line.person.name for line in roster if line.is_of_library} == {"Ann Abara", "Ben Brook"}
    groups.add(session, everybody.metadata, [everybody.cleo], by=everybody.ann, now=NOW)
    [line] = groups.listed(session, standing(session, everybody.ben))
    assert (line.members, line.libraries) == (6, 2)


def test_history_keeps_only_what_changed(session: Session) -> None:
    people = cast(session)
    change = charge(
        name="Metadata", channel_id="CMETA", charge="A new charge.", kind="working group"
    )
    groups.change(session, people.metadata, change, by=people.ann, now=NOW)
    entry = session.exec(
        select(HistoryEntry).where(col(HistoryEntry.action) == "group.changed")
    ).one()
    assert (entry.before, entry.after) == (
        {"charge": "Looks after metadata for all member libraries."},
        {"charge": "A new charge."},
    )


def test_history_keeps_which_directions_a_group_serves(session: Session) -> None:
    people = cast(session)
    change = charge(
        name="Metadata",
        channel_id="CMETA",
        charge=people.metadata.charge,
        kind="working group",
        direction_ids=[people.collections.id],
    )
    groups.change(session, people.metadata, change, by=people.ann, now=NOW)
    entry = session.exec(
        select(HistoryEntry).where(col(HistoryEntry.action) == "group.changed")
    ).one()
    assert (entry.before, entry.after) == (
        {"directions": []},
        {"directions": [people.collections.id]},
    )


def test_a_discharged_group_leaves_its_channel_to_another_and_keeps_word_of_it(
    session: Session,
) -> None:
    people = cast(session)
    old = people.metadata
    groups.discharge(session, old, reason="Its work is done", by=people.dag, now=NOW)
    assert (old.channel_id, old.former_channel_id) == ("CMETA", None)
    later = NOW + timedelta(days=1)
    new = groups.start(
        session, charge(channel_id="CMETA"), chair=people.cleo, by=people.dag, now=later
    )
    assert (new.channel_id, new.former_channel_id) == ("CMETA", None)
    assert (old.channel_id, old.former_channel_id) == (None, "CMETA")
    acts = session.exec(
        select(HistoryEntry.action, HistoryEntry.before, HistoryEntry.after)
        .where(HistoryEntry.subject == f"group:{old.id}")
        .order_by(col(HistoryEntry.id))
    ).all()
    ended, freed = acts[-2:]
    assert ended[0] == "group.discharged"
    assert ended[2]["reason"] == "Its work is done"
    assert freed == ("group.changed", {"channel_id": "CMETA"}, {"channel_id": None})


@pytest.mark.parametrize("is_private", [True, False])
def test_a_group_without_a_channel_is_changed_and_stays_as_private_as_it_is(
    session: Session, is_private: bool
) -> None:
    people = cast(session)
    group = people.metadata
    group.channel_id, group.is_private = None, is_private
    charge = groups.Charge(group.name, group.kind, "Another charge.", "", False)
    groups.change(session, group, charge, by=people.ann, now=NOW)
    assert [group.charge, group.channel_id, group.is_private] == [
        "Another charge.",
        None,
        is_private,
    ]
    groups.change(session, group, replace(charge, channel_id="CNEW"), by=people.ann, now=NOW)
    assert [group.channel_id, group.is_private] == ["CNEW", False]
    with pytest.raises(Invalid, match="Choose the channel"):
        groups.change(session, group, charge, by=people.ann, now=NOW)


def test_a_group_moves_into_the_channel_of_a_discharged_one(session: Session) -> None:
    people = cast(session)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    other = groups.start(session, charge(), chair=people.cleo, by=people.dag, now=NOW)
    groups.change(session, other, charge(), by=people.dag, now=NOW)
    assert people.metadata.channel_id == "CMETA"
    groups.change(session, other, charge(channel_id="CMETA"), by=people.dag, now=NOW)
    assert (other.channel_id, people.metadata.former_channel_id) == ("CMETA", "CMETA")
    groups.discharge(session, other, by=people.dag, now=NOW)
    third = charge(name="Third", channel_id="CMETA")
    groups.start(session, third, chair=people.cleo, by=people.dag, now=NOW)
    assert (other.channel_id, other.former_channel_id) == (None, "CMETA")


def test_a_group_that_ends_later_keeps_its_channel_until_then(session: Session) -> None:
    people = cast(session)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW + timedelta(seconds=1))
    taken = charge(channel_id="CMETA")
    with pytest.raises(Invalid, match="belongs to another group") as refusal:
        groups.start(session, taken, chair=people.cleo, by=people.dag, now=NOW)
    assert refusal.value.field == "channel"
    later = NOW + timedelta(seconds=1)
    assert groups.start(session, taken, chair=people.cleo, by=people.dag, now=later)


def test_a_discharge_without_a_reason_says_none(session: Session) -> None:
    people = cast(session)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    [after] = session.exec(
        select(HistoryEntry.after).where(HistoryEntry.action == "group.discharged")
    )
    assert "reason" not in after


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("#Metadata Group", "metadata-group"),
        ("  norms_2 ", "norms_2"),
        ("Größe", "größe"),
        ("x" * 80, "x" * 80),
        ("x" * 81, None),
        ("", None),
        ("# ", None),
        ("a/b", None),
        ("a.b", None),
        ("__", None),
        ("--", None),
    ],
)
def test_the_name_of_a_channel_is_one_that_slack_takes(typed: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(Invalid) as refusal:
            group_channels.channel_name(typed)
        assert refusal.value.field == group_channels.NAME_FIELD
    else:
        assert group_channels.channel_name(typed) == name


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("E-Resources & Licensing", "e-resources-licensing"),
        ("  (Norms)  ", "norms"),
        ("???", "group-7"),
        ("Ab " * 60, "-".join(["ab"] * 27)[:80].strip("-")),
    ],
)
def test_a_channel_is_proposed_that_is_called_like_the_group(called: str, name: str) -> None:
    group = Group(id=7, name=called, name_key="", kind=GroupKind.COUNCIL, created_at=NOW)
    assert group_channels.proposed_name(group) == name
    assert group_channels.channel_name(name) == name
