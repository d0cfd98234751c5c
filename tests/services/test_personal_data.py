"""What is kept about somebody: written out whole, and taken out without changing what was done."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    AnsweredRequest,
    Contribution,
    HistoryEntry,
    Lane,
    Leave,
    Membership,
    Merge,
    Minutes,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Preferences,
    Role,
    RoleKind,
    Rsvp,
    RsvpAnswer,
    metadata,
)
from models.messages import MINUTES_FILE, STARTED, WELCOME, Key, Recipient
from models.subjects import LANE, Subject
from services import groups, history, ledger, outbox, people, tasks, terms
from services.errors import Conflict
from services.people import forgetting, merging, personal_data
from services.people.forgetting import Forgotten, forget
from tests.factories import BEFORE, NOW, Cast, cast, person
from tests.happenings import meeting, serve, task

LATER = NOW + timedelta(days=1)
LATER_STILL = timedelta(days=30)


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


def shown(session: Session) -> str:
    """All that every table holds, as a text."""
    rows = {
        table.name: [list(map(str, row)) for row in session.execute(sa.select(table))]
        for table in metadata.sorted_tables
    }
    return json.dumps(rows, ensure_ascii=False)


def posted(session: Session, lane: str, text: str, state: OutboxState, key: Key) -> OutboxMessage:
    outbox.post(session, {"text": text}, to=Recipient.parse(lane), key=key, now=NOW)
    row = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key))).one()
    row.state = state
    session.flush()
    return row


def welcome(who: Person, occurrence: str = "1") -> Key:
    return Key(WELCOME, Subject("group", 1), occurrence, Subject.of(who))


class TestEverything:
    def test_each_row_about_her_is_there_by_its_table(
        self, session: Session, everybody: Cast
    ) -> None:
        ben, row = everybody.ben, meeting(session, everybody.metadata, NOW - timedelta(days=3))
        session.add(
            Rsvp(meeting_id=row.id, person_id=ben.id, answer=RsvpAnswer.YES, answered_at=NOW)
        )
        session.add(Preferences(person_id=ben.id, muted=("due",), pause_until=date(2027, 1, 2)))
        session.add(AnsweredRequest(key="k", slack_id="UBEN", answered_at=NOW))
        session.add(AnsweredRequest(key="l", slack_id="UANN", answered_at=NOW))
        owned = task(session, ben, group_id=everybody.metadata.id)
        task(session, everybody.ann, group_id=everybody.metadata.id)
        posted(session, "UBEN", "To Ben", OutboxState.SENT, welcome(ben))
        posted(session, "UANN", "To Ann", OutboxState.SENT, welcome(everybody.ann))
        found = personal_data.everything(session, ben)
        assert [row["name"] for row in found["people"]] == ["Ben Brook"]
        assert found["people"][0]["created_at"] == BEFORE.isoformat()
        assert [row["answer"] for row in found["rsvps"]] == ["yes"]
        assert [(row["muted"], row["pause_until"]) for row in found["preferences"]] == [
            (["due"], "2027-01-02")
        ]
        assert [row["id"] for row in found["tasks"]] == [owned.id]
        assert [row["payload"] for row in found["outbox"]] == [{"text": "To Ben"}]
        assert [row["key"] for row in found["requests"]] == ["k"]
        assert "decisions" not in found
        json.dumps(found)

    def test_history_is_hers_where_she_acted_or_is_spoken_of(
        self, session: Session, everybody: Cast
    ) -> None:
        ben, ann = everybody.ben, everybody.ann
        of_nobody = task(session, ann, group_id=everybody.metadata.id)
        tasks.reassign(session, of_nobody, ben, group=everybody.metadata, by=ann, now=NOW)
        tasks.change_due(session, of_nobody, date(2026, 12, 1), by=ann, now=NOW)
        tasks.finish(session, of_nobody, by=ben, now=NOW)
        session.flush()
        actions = [row["action"] for row in personal_data.everything(session, ben)["history"]]
        assert actions == ["membership.began", "task.reassigned", "task.done"]

    def test_her_own_leave_is_hers_and_so_is_one_in_which_she_acts(
        self, session: Session, everybody: Cast
    ) -> None:
        for who, acting in ((everybody.ben, everybody.ann), (everybody.ann, everybody.ben)):
            own = terms.current(session, everybody.metadata, who.id, NOW)
            assert own is not None
            terms.begin_leave(session, [own], since=NOW, until=None, acting=acting)
        found = personal_data.everything(session, everybody.ben)["leaves"]
        assert [row["acting_person_id"] for row in found] == [everybody.ann.id, everybody.ben.id]
        assert "leaves" not in personal_data.everything(session, everybody.cleo)

    def test_merged_records_and_theirs_are_hers(self, session: Session, everybody: Cast) -> None:
        first, second = person(session, "Bo Two"), person(session, "Bea Three")
        merging.merge(session, first, second, by=everybody.dag, now=NOW)
        merging.merge(session, everybody.ben, first, by=everybody.dag, now=NOW)
        found = personal_data.everything(session, everybody.ben)
        assert [row["id"] for row in found["people"]] == sorted(
            (everybody.ben.id, first.id, second.id)
        )
        assert len(found["merges"]) == 2

    def test_who_has_no_slack_has_her_messages_by_mail(
        self, session: Session, everybody: Cast
    ) -> None:
        pia = everybody.pia
        posted(session, f"mail:{pia.id}", "To Pia", OutboxState.SENT, welcome(pia))
        session.add(AnsweredRequest(key="k", slack_id="UBEN", answered_at=NOW))
        found = personal_data.everything(session, pia)
        assert [row["payload"] for row in found["outbox"]] == [{"text": "To Pia"}]
        assert "requests" not in found


class TestForget:
    def test_nothing_that_tells_who_she_was_is_left(
        self, session: Session, everybody: Cast
    ) -> None:
        ben = everybody.ben
        people.set_others(session, ben.id, ["brook@old.example.edu"])
        double = person(session, "Benjamin Brook")
        merging.merge(session, ben, double, by=everybody.dag, now=NOW)
        profile = people.Profile("UBEN", "Ben Rivers", "ben@central.example.edu", "UTC", False)
        people.meet(session, profile, now=NOW)
        meeting(session, everybody.metadata)
        session.add(Preferences(person_id=ben.id, muted=("due",)))
        session.add(Lane(name="UBEN", next_at=NOW))
        session.add(AnsweredRequest(key="k", slack_id="UBEN", answered_at=NOW))
        posted(session, "UBEN", "Hello", OutboxState.SENT, welcome(ben))
        posted(session, "UBEN", "Still to come", OutboxState.READY, welcome(ben, "2"))
        forget(session, ben, by=None, now=LATER)
        session.flush()
        left = shown(session)
        for mark in ("Ben Brook", "Ben Rivers", "Benjamin", "UBEN", "ben@", "brook@", "benjamin@"):
            assert mark not in left, mark
        assert (ben.name, ben.email, ben.slack_id, ben.is_active) == (
            "Former member",
            None,
            None,
            False,
        )
        assert session.exec(select(Merge)).all() == []

    def test_what_was_done_stays_counted(self, session: Session, everybody: Cast) -> None:
        ben = everybody.ben
        done = task(session, ben, group_id=everybody.metadata.id)
        tasks.finish(session, done, by=ben, now=NOW)
        session.flush()
        before = [row.model_dump() for row in session.exec(select(Contribution))]
        assert [row["person_id"] for row in before] == [ben.id]
        forget(session, ben, by=None, now=LATER)
        session.expire_all()
        assert [row.model_dump() for row in session.exec(select(Contribution))] == before
        assert ledger.differences(session) == []

    def test_memberships_and_roles_end_and_none_begins(
        self, session: Session, everybody: Cast
    ) -> None:
        ben = everybody.ben
        serve(session, everybody.metadata, everybody.cleo, since=LATER)
        session.add(Role(person_id=ben.id, kind=RoleKind.DIRECTOR, since=BEFORE))
        other = groups.start(
            session,
            groups.Charge(
                "Web", "task force", "One site.", channel_id="CWEB", channel_is_private=False
            ),
            chair=everybody.ann,
            by=everybody.dag,
            now=NOW,
        )
        ahead = serve(session, other, ben, since=LATER + timedelta(days=9))
        result = forget(session, ben, by=None, now=LATER)
        assert result.memberships == 2
        assert terms.services(session, ben, LATER) == []
        assert terms.roles(session, ben, LATER) == frozenset()
        assert ahead.until == ahead.since
        assert terms.current(session, everybody.metadata, everybody.cleo.id, LATER) is not None

    def test_open_tasks_of_groups_are_left_and_counted_and_own_ones_lose_their_words(
        self, session: Session, everybody: Cast
    ) -> None:
        ben, group = everybody.ben, everybody.metadata
        left = task(session, ben, group_id=group.id, title="Compare drafts")
        own = task(session, ben, title="Call my landlord")
        done = task(session, ben, group_id=group.id, title="Old one", done_at=NOW)
        result = forget(session, ben, by=None, now=LATER)
        session.expire_all()
        assert result.open_tasks == 1
        assert (left.title, left.owner_id) == ("Compare drafts", ben.id)
        assert own.title == "A task of a former member"
        assert done.title == "Old one"

    def test_words_that_others_read_speak_of_a_former_member(
        self, session: Session, everybody: Cast
    ) -> None:
        states = (OutboxState.SENT, OutboxState.SENT, OutboxState.READY, OutboxState.DEAD)
        texts = ("Thanks, <@UBEN>", "UBENCH", "<@UBEN|ben>, too", "By Ben Brook")
        rows = [
            posted(session, "CMETA", text, state, Key(STARTED, Subject("group", number)))
            for number, (text, state) in enumerate(zip(texts, states, strict=True), start=7)
        ]
        answer = {"kind": "reply", "content": {"text": "Added Ben Brook."}}
        session.add(AnsweredRequest(key="k", slack_id="UANN", answer=answer, answered_at=NOW))
        forget(session, everybody.ben, by=None, now=LATER)
        session.expire_all()
        assert [row.payload["text"] for row in rows] == [
            "Thanks, Former member",
            "UBENCH",
            "Former member, too",
            "By Former member",
        ]
        kept = session.exec(select(AnsweredRequest)).one()
        assert kept.answer["content"] == {"text": "Added Former member."}

    def test_what_was_mended_in_her_direct_messages_names_no_account(
        self, session: Session, everybody: Cast
    ) -> None:
        lane = Subject(LANE, "UBEN")
        history.record(session, "delivery.retried", lane, by=everybody.dag, now=NOW)
        result = forget(session, everybody.ben, by=None, now=LATER)
        entry = session.exec(
            select(HistoryEntry).where(HistoryEntry.action == "delivery.retried")
        ).one()
        assert entry.subject == str(Subject.of(everybody.ben))
        assert result.still_named == {}

    def test_somebody_who_was_once_taken_for_her_keeps_her_name(
        self, session: Session, everybody: Cast
    ) -> None:
        zoe = person(session, "Zoe Quist")
        done = merging.merge(session, everybody.ben, zoe, by=everybody.dag, now=NOW)
        session.flush()
        merging.undo(session, done.id, by=everybody.dag, now=NOW)
        row = task(session, everybody.ann, group_id=everybody.metadata.id)
        history.record(
            session,
            "task.noted",
            Subject.of(row),
            by=everybody.ann,
            now=NOW,
            after={"to": "Zoe Quist"},
        )
        forget(session, everybody.ben, by=None, now=LATER)
        noted = select(HistoryEntry).where(HistoryEntry.action == "task.noted")
        assert session.exec(noted).one().after == {"to": "Zoe Quist"}
        assert session.get_one(Person, zoe.id).name == "Zoe Quist"

    def test_a_namesake_keeps_her_name(self, session: Session, everybody: Cast) -> None:
        everybody.pia.name = "Ben Brook"
        row = task(session, everybody.ann, group_id=everybody.metadata.id)
        facts = {"to": "Ben Brook", "by": "<@UBEN>"}
        history.record(
            session, "task.noted", Subject.of(row), by=everybody.ann, now=NOW, after=facts
        )
        forget(session, everybody.ben, by=None, now=LATER)
        noted = select(HistoryEntry).where(HistoryEntry.action == "task.noted")
        assert session.exec(noted).one().after == {"to": "Ben Brook", "by": "Former member"}
        assert everybody.pia.name == "Ben Brook"

    def test_roles_that_were_to_begin_are_called_off(
        self, session: Session, everybody: Cast
    ) -> None:
        ahead = Role(person_id=everybody.ben.id, kind=RoleKind.DIRECTOR, since=LATER + LATER_STILL)
        session.add(ahead)
        forget(session, everybody.ben, by=None, now=LATER)
        session.expire_all()
        assert ahead.until == ahead.since

    def test_nobody_acts_any_more_where_she_did(self, session: Session, everybody: Cast) -> None:
        own = terms.current(session, everybody.metadata, everybody.ann.id, NOW)
        assert own is not None
        for since, until in ((BEFORE, None), (BEFORE, NOW)):
            terms.begin_leave(session, [own], since=since, until=until, acting=everybody.ben)
        result = forget(session, everybody.ben, by=None, now=LATER)
        session.expire_all()
        assert result.leaves == 1
        acting = session.exec(select(Leave.acting_person_id).order_by(col(Leave.id))).all()
        assert acting == [None, everybody.ben.id]

    def test_where_others_typed_her_name_is_counted_and_left(
        self, session: Session, everybody: Cast
    ) -> None:
        row = task(session, everybody.ann, title="Ask BEN BROOK", group_id=everybody.metadata.id)
        task(session, everybody.ann, title="Ben Brookside", group_id=everybody.metadata.id)
        result = forget(session, everybody.ben, by=None, now=LATER)
        assert result.still_named == {"tasks.title": 1}
        assert row.title == "Ask BEN BROOK"

    def test_history_keeps_what_was_done_without_saying_by_whom(
        self, session: Session, everybody: Cast
    ) -> None:
        ben, ann = everybody.ben, everybody.ann
        row = task(session, ann, group_id=everybody.metadata.id)
        subject = Subject.of(row)
        history.record(session, "task.noted", subject, by=ann, now=NOW, after={"to": "Ben Brook"})
        history.record(session, "task.noted", subject, by=ben, now=NOW, after={"to": ["Ann Abara"]})
        forget(session, ben, by=everybody.dag, now=LATER)
        noted = select(HistoryEntry).where(HistoryEntry.action == "task.noted")
        noted = noted.order_by(col(HistoryEntry.id))
        assert [(entry.by_id, entry.after) for entry in session.exec(noted)] == [
            (ann.id, {"to": "Former member"}),
            (ben.id, {"to": ["Ann Abara"]}),
        ]
        last = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id).desc())).first()
        assert last is not None
        assert (last.action, last.by_id, last.before, last.after) == (
            "person.forgotten",
            everybody.dag.id,
            {},
            {},
        )

    def test_a_name_of_one_word_may_be_a_word_of_the_language(
        self, session: Session, everybody: Cast
    ) -> None:
        may = person(session, "May")
        row = task(session, everybody.ann, title="Plan the May day", group_id=everybody.metadata.id)
        facts: dict[str, Any] = {"title": "May meeting", "owner": "may"}
        history.record(
            session, "task.noted", Subject.of(row), by=everybody.ann, now=NOW, after=facts
        )
        assert forget(session, may, by=None, now=LATER).still_named == {}
        noted = select(HistoryEntry).where(HistoryEntry.action == "task.noted")
        assert session.exec(noted).one().after == {"title": "May meeting", "owner": "Former member"}

    @pytest.mark.parametrize("name", ["Ben Brook", "Ben"])
    def test_approved_minutes_name_a_former_member(
        self, session: Session, everybody: Cast, name: str
    ) -> None:
        everybody.ben.name = name
        held = meeting(session, everybody.metadata, NOW - timedelta(days=7), title=f"With {name} L")
        names = {"present": [[f"{name} Library", [name, "Ann Abara"]]], "regrets": [["X", [name]]]}
        frozen = {
            **names,
            "absent": [],
            "has_list": True,
            "recorder": name,
            "recused": {"4": [name]},
            "tasks": {"7": {"whose": f"Ann Abara, {name}", "due_on": None, "is_done": False}},
            "corrections": {"2": [name, "Ann Abara"]},
            "meeting": {"title": held.title},
            "decisions": [f"{name} Brook pays"],
        }
        by: dict[str, Any] = {"begun_at": NOW, "begun_by": everybody.ann.id}
        session.add(Minutes(meeting_id=held.id, frozen=frozen, **by))
        later = meeting(session, everybody.metadata, NOW)
        session.add(Minutes(meeting_id=later.id, frozen=None, **by))
        session.flush()
        forget(session, everybody.ben, by=None, now=LATER)
        session.expire_all()
        kept = session.get_one(Minutes, held.id).frozen
        gone = forgetting.NAME
        assert kept == frozen | {
            "present": [[f"{name} Library", [gone, "Ann Abara"]]],
            "regrets": [["X", [gone]]],
            "recorder": gone,
            "recused": {"4": [gone]},
            "tasks": {"7": {"whose": f"Ann Abara, {gone}", "due_on": None, "is_done": False}},
            "corrections": {"2": [gone, "Ann Abara"]},
        }
        assert session.get_one(Minutes, later.id).frozen is None

    def test_a_file_of_others_that_could_not_be_sent_goes(
        self, session: Session, everybody: Cast
    ) -> None:
        states = (OutboxState.READY, OutboxState.SENT, OutboxState.DROPPED, OutboxState.DEAD)
        for state in states:
            outbox.send_file(
                session,
                filename="minutes.md",
                content=b"Present: Ben Brook",
                text="The minutes",
                to=Recipient.person(everybody.ann),
                key=Key(MINUTES_FILE, Subject("meeting", 1), state.name, Subject.of(everybody.ann)),
                now=NOW,
            )
            newest = select(OutboxMessage).order_by(col(OutboxMessage.id).desc())
            row = session.exec(newest.limit(1)).one()
            row.state = state
            session.flush()
        hello = posted(session, "UANN", "Hello", OutboxState.SENT, welcome(everybody.ann))
        session.flush()
        forget(session, everybody.ben, by=None, now=LATER)
        session.expire_all()
        rows = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.FILE))
        kept = {Key.parse(row.key).occurrence[0]: (row.state, bool(row.payload)) for row in rows}
        assert kept == {state.name: (state, True) for state in states} | {
            "DEAD": (OutboxState.DROPPED, False)
        }
        assert (hello.state, hello.payload) == (OutboxState.SENT, {"text": "Hello"})

    def test_minutes_that_keep_little_are_read(self, session: Session, everybody: Cast) -> None:
        held = meeting(session, everybody.metadata, NOW - timedelta(days=7))
        row = Minutes(
            meeting_id=held.id,
            frozen={"recorder": "Ben Brook"},
            begun_at=NOW,
            begun_by=everybody.ann.id,
        )
        session.add(row)
        session.flush()
        forget(session, everybody.ben, by=None, now=LATER)
        assert row.frozen == {"recorder": forgetting.NAME}

    def test_nobody_is_forgotten_twice(self, session: Session, everybody: Cast) -> None:
        forget(session, everybody.ben, by=None, now=LATER)
        with pytest.raises(Conflict, match="forgotten already"):
            forget(session, everybody.ben, by=None, now=LATER)

    def test_somebody_who_is_called_so_is_not_forgotten_yet(
        self, session: Session, everybody: Cast
    ) -> None:
        everybody.pia.name = forgetting.NAME
        assert forget(session, everybody.pia, by=None, now=LATER).memberships == 1

    def test_the_only_program_manager_stays(self, session: Session, everybody: Cast) -> None:
        with pytest.raises(Conflict, match="only program manager"):
            forget(session, everybody.dag, by=None, now=LATER)
        session.add(Role(person_id=everybody.ann.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
        session.flush()
        assert isinstance(forget(session, everybody.dag, by=None, now=LATER), Forgotten)

    def test_a_merged_record_is_not_forgotten_by_itself(
        self, session: Session, everybody: Cast
    ) -> None:
        double = person(session, "Benjamin Brook")
        merging.merge(session, everybody.ben, double, by=everybody.dag, now=NOW)
        with pytest.raises(Conflict, match="merged"):
            forget(session, double, by=None, now=LATER)

    @pytest.mark.parametrize("state", [OutboxState.SENDING, OutboxState.UNSURE])
    def test_while_a_message_is_on_its_way_nothing_changes(
        self, session: Session, everybody: Cast, state: OutboxState
    ) -> None:
        row = posted(session, "UBEN", "Hello", state, welcome(everybody.ben))
        with pytest.raises(Conflict, match="on its way"):
            forget(session, everybody.ben, by=None, now=LATER)
        assert everybody.ben.name == "Ben Brook"
        row.state = OutboxState.SENT
        session.flush()
        forget(session, everybody.ben, by=None, now=LATER)

    def test_she_is_met_as_somebody_new_afterwards(self, session: Session, everybody: Cast) -> None:
        forget(session, everybody.ben, by=None, now=LATER)
        profile = people.Profile("UBEN", "Ben Brook", "ben@central.example.edu", "UTC", False)
        again = people.meet(session, profile, now=LATER)
        assert again.id != everybody.ben.id
        assert session.exec(select(Membership).where(Membership.person_id == again.id)).all() == []


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("UBEN", ["Ben Brook"]),
        ("ben@central.example.edu", ["Ben Brook"]),
        ("ben brook", ["Ben Brook"]),
        ("ben", ["Ben Brook"]),
        ("person:999999999", []),
        ("person:99999999999999999999", []),
        ("person:", []),
        ("nobody", []),
    ],
)
def test_operators_name_people_in_any_of_these_ways(
    session: Session, everybody: Cast, named: str, found: list[str]
) -> None:
    assert [row.name for row in people.records(session, named)] == found


def test_a_number_names_exactly_one_record(session: Session, everybody: Cast) -> None:
    assert people.records(session, f" person:{everybody.cleo.id} ") == [everybody.cleo]
    everybody.pia.name = "Ben Brook"
    session.flush()
    assert len(people.records(session, "Ben Brook")) == 2
