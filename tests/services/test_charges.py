"""The rules of each kind, what a charge says in fields, and what a group is to have done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models import (
    Deliverable,
    Group,
    GroupAuthority,
    GroupKind,
    HistoryEntry,
    QuorumOf,
    QuorumShare,
)
from models.group_kinds import KIND_RULES, rules_of
from models.groups import MOST_HOURS, MOST_IN_A_ROW, ChargeFields
from services import access, deliverables, groups, history_pages, import_export, terms
from services.deliverables import MOST_DELIVERABLES
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.groups import Charge
from tests.factories import NOW, Cast, cast, standing

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
WHOLE = ChargeFields(
    "The council", "The council", GroupAuthority.ADVISES, 6, TODAY + 90 * DAY, 3, 1
)


def charge_of(row: Group, **changes: object) -> Charge:
    """What the form says of a group, but for what is changed."""
    charge = Charge(row.name, row.kind, row.charge, row.channel_id or "", row.is_private)
    return replace(charge, **changes)  # type: ignore[arg-type]


def started(session: Session, people: Cast, kind: GroupKind, **more: object) -> Group:
    charge = replace(
        Charge("Norms", kind, "Writes norms.", "CNORMS", channel_is_private=False),
        **more,  # type: ignore[arg-type]
    )
    return groups.start(session, charge, chair=people.ann, by=people.dag, now=NOW)


def test_every_kind_has_its_rules() -> None:
    assert [rules.kind for rules in KIND_RULES] == list(GroupKind)
    assert all(rules.months_to_sunset for rules in KIND_RULES if rules.needs_sunset)


@pytest.mark.parametrize("kind", GroupKind)
def test_who_may_join_is_said_by_the_kind(session: Session, kind: GroupKind) -> None:
    people = cast(session)
    norms = started(session, people, kind)
    may_join = rules_of(kind).anyone_may_join
    assert terms.is_open(norms, NOW) is may_join
    assert access.may_join(norms, by=standing(session, people.cleo)) is may_join
    if may_join:
        groups.join(session, norms, people.cleo, now=NOW)
        return
    article = "an" if kind is GroupKind.INTEREST_GROUP else "a"
    words = f"because it is {article} {kind}. Ask Ann Abara to add you."
    with pytest.raises(NotAllowed, match=words):
        groups.join(session, norms, people.cleo, now=NOW)


def test_who_is_in_already_stays_when_the_kind_changes(session: Session) -> None:
    people = cast(session)
    before = [line.person.id for line in groups.roster(session, people.metadata, NOW)]
    charge = charge_of(people.metadata, kind="council")
    groups.change(session, people.metadata, charge, by=people.ann, now=NOW)
    assert [line.person.id for line in groups.roster(session, people.metadata, NOW)] == before
    with pytest.raises(NotAllowed, match="Metadata cannot be joined, because it is a council"):
        groups.join(session, people.metadata, people.cleo, now=NOW)


def test_without_a_chair_the_program_manager_is_asked(session: Session) -> None:
    people = cast(session)
    people.metadata.kind = GroupKind.COUNCIL
    people.ann.is_active = False
    with pytest.raises(NotAllowed, match="Ask the program manager to add you"):
        groups.join(session, people.metadata, people.cleo, now=NOW)


@pytest.mark.parametrize("kind", GroupKind)
def test_only_a_kind_that_needs_a_sunset_gets_its_usual_one(
    session: Session, kind: GroupKind
) -> None:
    norms = started(session, cast(session), kind)
    usual = date(2027, 11, 24) if kind is GroupKind.TASK_FORCE else None
    assert norms.sunset_on == usual


def test_a_sunset_that_is_said_counts(session: Session) -> None:
    norms = started(session, cast(session), GroupKind.TASK_FORCE, fields=WHOLE)
    assert ChargeFields.of(norms) == WHOLE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sponsor": "x" * 201}, "sponsor"),
        ({"reports_to": "x" * 201}, "reports_to"),
        ({"hours_a_month": 0}, "hours_a_month"),
        ({"hours_a_month": MOST_HOURS + 1}, "hours_a_month"),
        ({"vote_lost_after": 0}, "vote_lost_after"),
        ({"vote_lost_after": MOST_IN_A_ROW + 1}, "vote_lost_after"),
        ({"vote_regained_after": 0}, "vote_regained_after"),
        ({"vote_regained_after": MOST_IN_A_ROW + 1}, "vote_regained_after"),
        ({"sunset_on": TODAY - DAY}, "sunset_on"),
        ({"sunset_on": TODAY}, "sunset_on"),
    ],
)
def test_a_field_that_cannot_be_is_refused(
    session: Session, changes: dict[str, object], field: str
) -> None:
    people = cast(session)
    fields = replace(WHOLE, **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        started(session, people, GroupKind.WORKING_GROUP, fields=fields)
    assert refusal.value.field == field
    changed = charge_of(people.metadata, fields=fields)
    with pytest.raises(Invalid) as refusal:
        groups.change(session, people.metadata, changed, by=people.ann, now=NOW)
    assert refusal.value.field == field


def test_fields_at_their_ends_are_taken(session: Session) -> None:
    people = cast(session)
    fields = ChargeFields(
        " The  council ", "x" * 200, None, MOST_HOURS, TODAY + DAY, MOST_IN_A_ROW, 1
    )
    norms = started(session, people, GroupKind.WORKING_GROUP, fields=fields)
    assert ChargeFields.of(norms) == replace(fields, sponsor="The council")


def test_what_is_not_said_stays_and_each_change_is_history(session: Session) -> None:
    people = cast(session)
    groups.change(
        session, people.metadata, charge_of(people.metadata, fields=WHOLE), by=people.ann, now=NOW
    )
    groups.change(session, people.metadata, charge_of(people.metadata), by=people.ann, now=NOW)
    assert ChargeFields.of(people.metadata) == WHOLE
    emptied = charge_of(people.metadata, fields=replace(WHOLE, sponsor="", hours_a_month=None))
    groups.change(session, people.metadata, emptied, by=people.ann, now=NOW)
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "group.changed")).all()
    assert [(entry.before, entry.after) for entry in entries] == [
        (
            {
                "sponsor": "",
                "reports_to": "",
                "authority": None,
                "hours_a_month": None,
                "sunset_on": None,
                "vote_lost_after": None,
                "vote_regained_after": None,
            },
            {
                "sponsor": "The council",
                "reports_to": "The council",
                "authority": "advises",
                "hours_a_month": 6,
                "sunset_on": "2027-02-22",
                "vote_lost_after": 3,
                "vote_regained_after": 1,
            },
        ),
        ({"sponsor": "The council", "hours_a_month": 6}, {"sponsor": "", "hours_a_month": None}),
    ]


def test_a_task_force_keeps_its_sunset_and_an_older_one_goes_on_without(session: Session) -> None:
    people = cast(session)
    norms = started(session, people, GroupKind.TASK_FORCE, fields=WHOLE)
    with pytest.raises(Invalid, match="The charge of a task force ends on a day"):
        groups.change(
            session, norms, charge_of(norms, fields=ChargeFields()), by=people.ann, now=NOW
        )
    norms.sunset_on = None
    groups.change(session, norms, charge_of(norms, fields=ChargeFields()), by=people.ann, now=NOW)
    assert norms.sunset_on is None
    becoming = charge_of(people.metadata, kind="task force", fields=ChargeFields())
    with pytest.raises(Invalid, match="Choose the sunset date"):
        groups.change(session, people.metadata, becoming, by=people.ann, now=NOW)


def test_a_sunset_that_has_passed_may_stay(session: Session) -> None:
    people = cast(session)
    people.metadata.sunset_on = TODAY - DAY
    charge = charge_of(people.metadata, charge="More.", fields=ChargeFields.of(people.metadata))
    groups.change(session, people.metadata, charge, by=people.ann, now=NOW)
    assert people.metadata.charge == "More."


@pytest.mark.parametrize(("days", "has_lapsed"), [(-1, True), (0, False), (1, False)])
def test_a_charge_lapses_after_its_last_day(session: Session, days: int, has_lapsed: bool) -> None:
    metadata = cast(session).metadata
    metadata.sunset_on = TODAY + days * DAY
    assert groups.has_lapsed(metadata, NOW) is has_lapsed
    terms.set_discharge(metadata, NOW)
    assert groups.has_lapsed(metadata, NOW) is False


def test_the_name_of_a_discharged_group_stays_its_own(session: Session) -> None:
    people = cast(session)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    with pytest.raises(Invalid, match="was discharged, and keeps its name"):
        started(session, people, GroupKind.WORKING_GROUP, name="metadata")


def test_deliverables_are_written_down_changed_done_and_removed(session: Session) -> None:
    people = cast(session)
    metadata, ann = people.metadata, people.ann
    row = deliverables.add(session, metadata, " A  report ", TODAY, by=ann, now=NOW)
    deliverables.change(session, row, metadata, "A report", TODAY + DAY, by=ann, now=NOW)
    deliverables.change(session, row, metadata, "A report", TODAY + DAY, by=ann, now=NOW)
    deliverables.set_done(session, row, metadata, is_done=True, by=ann, now=NOW)
    assert row.done_on == TODAY
    with pytest.raises(Conflict, match="“A report” is done already"):
        deliverables.set_done(session, row, metadata, is_done=True, by=ann, now=NOW)
    deliverables.set_done(session, row, metadata, is_done=False, by=ann, now=NOW)
    assert row.done_on is None
    deliverables.remove(session, row, by=ann, now=NOW)
    assert session.exec(select(Deliverable)).all() == []
    removed = select(HistoryEntry).where(HistoryEntry.action == "deliverable.removed")
    assert session.exec(removed).one().before["title"] == "A report"
    assert "A report" in [
        line.thing for line in history_pages.page(session, standing(session, people.dag)).lines
    ]
    statement = select(HistoryEntry.action, HistoryEntry.group_id)
    found = session.exec(statement.order_by(col(HistoryEntry.id))).all()
    assert [entry for entry in found if entry[0].startswith("deliverable")] == [
        ("deliverable.added", metadata.id),
        ("deliverable.changed", metadata.id),
        ("deliverable.done", metadata.id),
        ("deliverable.reopened", metadata.id),
        ("deliverable.removed", metadata.id),
    ]


def test_a_deliverable_is_listed_once_and_they_are_not_too_many(session: Session) -> None:
    people = cast(session)
    for number in range(MOST_DELIVERABLES):
        deliverables.add(session, people.metadata, f"{number}", None, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match=f"{MOST_DELIVERABLES} deliverables"):
        deliverables.add(session, people.metadata, "More", None, by=people.ann, now=NOW)
    first, *_ = session.exec(select(Deliverable))
    for title in ("1", "", " ", "x" * 201):
        with pytest.raises(Invalid):
            deliverables.change(
                session, first, people.metadata, title, None, by=people.ann, now=NOW
            )


def test_who_may_change_deliverables(session: Session) -> None:
    people = cast(session)
    row = deliverables.add(session, people.metadata, "A report", None, by=people.ann, now=NOW)
    for who in (people.ann, people.dag):
        found = access.deliverable_to_edit(session, row.id, by=standing(session, who))
        assert found == (row, people.metadata)
    for who in (people.ben, people.cleo):
        with pytest.raises(NotAllowed, match="Only a chair of Metadata"):
            access.deliverable_to_edit(session, row.id, by=standing(session, who))
    people.metadata.is_private = True
    for number in (row.id, 999):
        with pytest.raises(NotFound, match="That deliverable is not there any more"):
            access.deliverable_to_edit(session, number, by=standing(session, people.cleo))


FILES = {
    "groups.csv": (
        b"name,kind,charge,sponsor,reports_to,authority,hours_a_month,sunset_on,final_report,"
        b"quorum,quorum_of,vote_lost_after,vote_regained_after\n"
        b'Metadata,working group,Norms.,The council,"A, B",advises,6,2027-02-22,none,'
        b"Two thirds,libraries,3,1\n"
    ),
    "deliverables.csv": (
        b"group,title,due_on,done_on\nMetadata,A report,2027-01-01,none\n"
        b"Metadata,Rules,,2026-01-01\n"
    ),
}


def test_files_know_charges_and_deliverables_and_double_nothing(session: Session) -> None:
    people = cast(session)
    import_export.apply(session, import_export.plan(session, FILES, now=NOW), now=NOW)
    assert ChargeFields.of(people.metadata) == replace(
        WHOLE,
        reports_to="A, B",
        quorum=QuorumShare.TWO_THIRDS,
        quorum_of=QuorumOf.LIBRARIES,
    )
    rows = session.exec(select(Deliverable)).all()
    assert [(row.title, row.due_on, row.done_on) for row in rows] == [
        ("A report", date(2027, 1, 1), None),
        ("Rules", None, date(2026, 1, 1)),
    ]
    written = {
        name: content
        for name, content in import_export.export(session, now=NOW)
        if name in import_export.SHEETS
    }
    for files in (FILES, written):
        again = import_export.plan(session, files, now=NOW)
        assert again.problems == []
        assert [entry.changed for entry in again.state.groups.values()] == [[]]
        assert [entry.changed for entry in again.state.deliverables.entries.values()] == [[], []]


def test_a_line_of_an_unknown_group_or_the_same_twice_is_told(session: Session) -> None:
    cast(session)
    content = b"group,title\nMetadta,A report\nMetadata,Rules\nMetadata,rules\n"
    plan = import_export.plan(session, {"deliverables.csv": content}, now=NOW)
    assert [str(problem) for problem in plan.problems] == [
        "deliverables.csv, line 2, group: There is no “Metadta”. Did you mean “Metadata”?",
        "deliverables.csv, line 4: Line 3 speaks of the same. Delete one of the two.",
    ]


def test_a_file_brings_no_more_deliverables_than_a_group_may_have(session: Session) -> None:
    people = cast(session)
    for number in range(MOST_DELIVERABLES - 1):
        deliverables.add(session, people.metadata, f"{number}", None, by=people.ann, now=NOW)
    content = b"group,title\nMetadata,0\nMetadata,Fits\n"
    for more, problems in (
        (b"", []),
        (
            b"Metadata,Too many\n",
            ["deliverables.csv, line 4, title: Metadata has 20 deliverables. Gather several."],
        ),
    ):
        plan = import_export.plan(session, {"deliverables.csv": content + more}, now=NOW)
        assert [str(problem) for problem in plan.problems] == problems


def test_a_file_may_name_again_what_was_too_many_before(session: Session) -> None:
    people = cast(session)
    session.add_all(
        Deliverable(group_id=people.metadata.id, title=f"{number}", created_at=NOW)
        for number in range(MOST_DELIVERABLES + 1)
    )
    session.flush()
    content = b"group,title,due_on\nMetadata,20,2027-01-01\n"
    assert import_export.plan(session, {"deliverables.csv": content}, now=NOW).problems == []
