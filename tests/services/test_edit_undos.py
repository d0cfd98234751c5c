"""An edit of a group or a library is undone whole, or not at all."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Group,
    GroupAuthority,
    GroupKind,
    HistoryEntry,
    Organization,
    Person,
    QuorumOf,
    QuorumShare,
)
from models.groups import ChargeFields
from models.member_libraries import FormerNameFacts
from models.reversible_changes import UNDO_DAYS
from services import edit_undos, groups, history_pages, organizations
from services.errors import Conflict, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, standing
from tests.stories.test_costs import counted

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def charge_of(row: Group) -> groups.Charge:
    return groups.Charge(row.name, row.kind, row.charge, row.channel_id or "", row.is_private)


def edit_group(session: Session, row: Group, by: Person, **changes: Any) -> HistoryEntry:
    groups.change(session, row, replace(charge_of(row), **changes), by=by, now=NOW)
    return newest(session)


def edit_library(session: Session, row: Organization, by: Person, **changes: Any) -> HistoryEntry:
    facts = replace(organizations.facts_of(session, row), **changes)
    organizations.change(session, row, facts, was_renamed=True, by=by, now=NOW)
    return newest(session)


def newest(session: Session) -> HistoryEntry:
    session.flush()
    return session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id).desc())).all()[0]


def undo(session: Session, entry: HistoryEntry, by: Person, after: timedelta = DAY) -> Any:
    return edit_undos.undo(session, entry.id, by=standing(session, by, NOW + after))


def test_every_field_of_a_group_is_again_what_it_was(session: Session, people: Cast) -> None:
    metadata = people.metadata
    before = groups.recorded(session, metadata)
    quorum = (QuorumShare.HALF, QuorumOf.LIBRARIES)
    ends_on = date(2027, 6, 30)
    fields = ChargeFields("Council", "Board", GroupAuthority.DECIDES, 6, ends_on, 3, 1, *quorum)
    entry = edit_group(
        session,
        metadata,
        people.ann,
        name="Norms",
        kind=GroupKind.TASK_FORCE,
        charge="Another.",
        direction_ids=[people.collections.id],
        fields=fields,
    )
    assert entry.after.keys() <= edit_undos.EDITS[groups.GROUP_CHANGED].fields.keys()
    assert len(entry.after) == len(edit_undos.EDITS[groups.GROUP_CHANGED].fields)
    assert undo(session, entry, people.ann) is metadata
    assert groups.recorded(session, metadata) == before
    assert metadata.name_key == "metadata"
    undone = newest(session)
    assert (undone.action, undone.by_id) == (edit_undos.GROUP_UNDONE, people.ann.id)
    assert (undone.before, undone.after) == (entry.after, entry.before)


def test_every_field_of_a_library_is_again_what_it_was(session: Session, people: Cast) -> None:
    tunxis = people.tunxis
    changes = {
        "name": "Library at Tunxis",
        "short_name": "TX",
        "kind": organizations.facts_of(session, people.writing_center).kind,
        "category": "college",
        "zone": "America/Chicago",
        "staff_size": "12",
        "active_from": date(2020, 1, 1),
        "active_until": date(2030, 1, 1),
        "voting_unit": "The campuses",
        "former_names": (FormerNameFacts("Old Tunxis", "OT", date(2001, 6, 30)),),
    }
    edit_library(session, tunxis, people.dag, former_names=(FormerNameFacts("T", "", None),))
    before = organizations.recorded(session, tunxis)
    entry = edit_library(session, tunxis, people.dag, **changes)
    assert entry.after.keys() == edit_undos.EDITS[organizations.LIBRARY_CHANGED].fields.keys()
    assert undo(session, entry, people.dag) is tunxis
    assert organizations.recorded(session, tunxis) == before
    undone = newest(session)
    assert (undone.action, undone.before) == (edit_undos.LIBRARY_UNDONE, entry.after)


def test_what_has_changed_since_is_named_and_nothing_is_undone(
    session: Session, people: Cast
) -> None:
    metadata = people.metadata
    entry = edit_group(session, metadata, people.ann, name="Norms", charge="Another.")
    edit_group(session, metadata, people.dag, charge="A third.")
    with pytest.raises(Conflict, match="The charge of Norms has changed since"):
        undo(session, entry, people.ann)
    assert (metadata.name, metadata.charge) == ("Norms", "A third.")
    library = edit_library(session, people.tunxis, people.dag, category="college")
    edit_library(session, people.tunxis, people.dag, category="university")
    with pytest.raises(Conflict, match="The category of Tunxis Library"):
        undo(session, library, people.dag)


def test_an_edit_that_was_just_made_can_be_undone(session: Session, people: Cast) -> None:
    metadata, ann = people.metadata, standing(session, people.ann)
    assert edit_undos.made_now(session, metadata, by=ann) is None
    edit_group(session, metadata, people.ann)
    assert edit_undos.made_now(session, metadata, by=ann) is None
    entry = edit_group(session, metadata, people.ann, charge="Another.")
    assert edit_undos.made_now(session, metadata, by=ann) == entry.id
    again = edit_group(session, metadata, people.ann, charge="A third.")
    assert edit_undos.made_now(session, metadata, by=ann) == again.id
    assert edit_undos.made_now(session, metadata, by=standing(session, people.dag)) is None
    later = standing(session, people.ann, NOW + DAY)
    assert edit_undos.made_now(session, metadata, by=later) is None
    edit_group(session, metadata, people.ann, channel_id="CNEW")
    assert edit_undos.made_now(session, metadata, by=ann) is None
    library = edit_library(session, people.tunxis, people.dag, category="college")
    dag = standing(session, people.dag)
    assert edit_undos.made_now(session, people.tunxis, by=dag) == library.id
    assert edit_undos.made_now(session, people.central, by=dag) is None


def test_the_second_time_nothing_is_undone(session: Session, people: Cast) -> None:
    metadata = people.metadata
    entry = edit_group(session, metadata, people.ann, name="Norms")
    undo(session, entry, people.ann)
    with pytest.raises(NotFound):
        undo(session, newest(session), people.ann)
    count = newest(session).id
    with pytest.raises(Conflict) as by_herself:
        undo(session, entry, people.ann)
    assert by_herself.value.message == (
        "That change of Metadata was undone already, by you on Wed, Nov 25, 2026. Nothing was"
        " changed."
    )
    with pytest.raises(Conflict, match="undone already, by Ann Abara on Wed, Nov 25"):
        undo(session, entry, people.dag)
    assert newest(session).id == count
    # Made again, the first was undone still, and the second can be.
    again = edit_group(session, metadata, people.ann, name="Norms")
    with pytest.raises(Conflict, match="undone already"):
        undo(session, entry, people.ann)
    assert metadata.name == "Norms"
    undo(session, again, people.ann)
    assert metadata.name == "Metadata"


def test_undoing_an_edit_that_was_made_twice_undoes_the_second(
    session: Session, people: Cast
) -> None:
    metadata = people.metadata
    first = edit_group(session, metadata, people.ann, name="Norms")
    edit_group(session, metadata, people.ann, name="Metadata")
    second = edit_group(session, metadata, people.ann, name="Norms")
    undo(session, second, people.ann)
    with pytest.raises(Conflict, match="The name of Metadata has changed since"):
        undo(session, first, people.ann)
    library = edit_library(session, people.tunxis, people.dag, category="college")
    undo(session, library, people.dag)
    with pytest.raises(Conflict, match="That change of Tunxis Library was undone already"):
        undo(session, library, people.dag)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
def test_it_can_be_undone_for_thirty_days(session: Session, people: Cast, late: timedelta) -> None:
    before = people.metadata.charge
    entry = edit_group(session, people.metadata, people.ann, charge="Another.")
    when = UNDO_DAYS * DAY + late
    who = standing(session, people.ann, NOW + when)
    assert edit_undos.may_undo(entry, by=who) is (not late)
    if late:
        with pytest.raises(Conflict, match="more than 30 days ago"):
            undo(session, entry, people.ann, when)
    else:
        undo(session, entry, people.ann, when)
    assert people.metadata.charge == ("Another." if late else before)


def test_who_may_not_edit_undoes_nothing(session: Session, people: Cast) -> None:
    secret = group(session, "Secret", chair=people.cleo, channel_id="CSEC", private=True)
    hidden = edit_group(session, secret, people.cleo, charge="Another.")
    entry = edit_group(session, people.metadata, people.ann, charge="Another.")
    library = edit_library(session, people.tunxis, people.dag, category="college")
    with pytest.raises(NotAllowed):
        undo(session, entry, people.ben)
    with pytest.raises(NotAllowed):
        undo(session, library, people.ann)
    unknown = HistoryEntry(id=hidden.id + 99, at=NOW, action="", subject="")
    words = {str(_refusal(session, row, people.ann)) for row in (hidden, unknown)}
    assert words == {edit_undos.NO_SUCH_CHANGE}
    for row, by in ((entry, people.ben), (library, people.ann), (hidden, people.ann)):
        assert not edit_undos.may_undo(row, by=standing(session, by))


def _refusal(session: Session, entry: HistoryEntry, by: Person) -> NotFound:
    with pytest.raises(NotFound) as refusal:
        undo(session, entry, by)
    return refusal.value


def test_what_did_more_than_change_fields_stays(session: Session, people: Cast) -> None:
    channel = edit_group(session, people.metadata, people.ann, channel_id="CNEW", charge="B")
    domains = edit_library(session, people.tunxis, people.dag, mail_domains=("tx.example.edu",))
    review = HistoryEntry(
        at=NOW,
        by_id=people.dag.id,
        action=groups.GROUP_CHANGED,
        subject=f"group:{people.metadata.id}",
        group_id=people.metadata.id,
        before={"sunset_on": None, "outcome": None},
        after={"sunset_on": "2027-06-30", "outcome": "continue"},
    )
    session.add(review)
    session.flush()
    for entry in (channel, domains, review):
        assert not edit_undos.may_undo(entry, by=standing(session, people.dag))
        with pytest.raises(Conflict, match="did more than change fields"):
            undo(session, entry, people.dag)


def test_a_value_that_cannot_be_any_more_is_refused_in_words(
    session: Session, people: Cast
) -> None:
    entry = edit_group(session, people.metadata, people.ann, name="Norms")
    group(session, "Metadata", chair=people.ann, channel_id="COTHER")
    with pytest.raises(Conflict, match=r"change of Norms cannot be undone\. There is a group"):
        undo(session, entry, people.ann)
    assert people.metadata.name == "Norms"


def test_the_history_shows_what_can_be_undone_to_who_may(session: Session, people: Cast) -> None:
    edit_group(session, people.metadata, people.ann, charge="Another.")
    edit_library(session, people.tunxis, people.dag, category="college")
    shown = {
        name: {
            line.entry.action
            for line in history_pages.page(session, standing(session, who)).lines
            if line.may_undo
        }
        for name, who in (("chair", people.ann), ("manager", people.dag))
    }
    assert shown == {
        "chair": {groups.GROUP_CHANGED},
        "manager": {groups.GROUP_CHANGED, organizations.LIBRARY_CHANGED},
    }


def offered(session: Session, by: Person, *entries: HistoryEntry) -> list[bool]:
    """Beside which of these edits the history offers to undo them."""
    page = history_pages.page(session, standing(session, by, NOW + DAY))
    may_undo = {line.entry.id: line.may_undo for line in page.lines}
    return [may_undo[entry.id] for entry in entries]


def test_undoing_is_offered_only_where_the_history_tells_of_nothing_against_it(
    session: Session, people: Cast
) -> None:
    metadata, ann = people.metadata, people.ann
    first = edit_group(session, metadata, ann, name="Norms")
    other = edit_group(session, metadata, ann, charge="Another.")
    library = edit_library(session, people.tunxis, people.dag, category="college")
    assert offered(session, people.dag, first, other, library) == [True, True, True]
    second = edit_group(session, metadata, people.dag, name="Rules")
    assert offered(session, people.dag, first, second, other) == [False, True, True]
    undo(session, second, people.dag)
    assert offered(session, people.dag, first, second, other) == [True, False, True]
    undo(session, other, people.dag)
    assert offered(session, people.dag, first, other, library) == [True, False, True]


def test_an_edit_that_was_made_again_after_its_undoing_is_offered(
    session: Session, people: Cast
) -> None:
    metadata = people.metadata
    first = edit_group(session, metadata, people.ann, name="Norms")
    undo(session, first, people.ann)
    again = edit_group(session, metadata, people.ann, name="Norms")
    assert offered(session, people.ann, first, again) == [False, True]
    undo(session, again, people.ann)
    assert offered(session, people.ann, first, again) == [False, False]


@pytest.mark.parametrize("ended", [-1, 0, 1, None])
def test_undoing_is_offered_in_groups_that_go_on_alone(
    session: Session, people: Cast, ended: int | None
) -> None:
    """By microseconds from the discharge to the look at the history."""
    entry = edit_group(session, people.metadata, people.ann, name="Norms")
    library = edit_library(session, people.tunxis, people.dag, name="Library at Tunxis")
    who = standing(session, people.dag, NOW + DAY)
    if ended is not None:
        people.metadata.discharged_at = who.at - timedelta(microseconds=ended)
        session.flush()
    offered = edit_undos.reversible(session, [entry, library], by=who)
    is_over = ended in (0, 1)
    assert offered == ({library.id} if is_over else {entry.id, library.id})


def test_offering_costs_one_query_however_many_edits_there_are(
    session: Session, database: Engine, people: Cast
) -> None:
    dag = standing(session, people.dag, NOW + DAY)
    assert edit_undos.reversible(session, [], by=dag) == set()
    entries = [
        edit_group(session, people.metadata, people.ann, name=f"Norms {n}") for n in range(12)
    ]
    with counted(database) as made:
        assert edit_undos.reversible(session, entries, by=dag) == {entries[-1].id}
    assert len(made) == 1
