"""Minutes: each line kept once, in order; each state reached once; and what may be read by whom."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    Contribution,
    ContributionKind,
    Decision,
    Group,
    HistoryEntry,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesState,
    Person,
    QuorumShare,
    RecorderState,
    RecorderTurn,
    Recusal,
    Rsvp,
    RsvpAnswer,
    Task,
)
from models.columns import LONG_AGO
from models.minutes import MinutesRecord
from models.subjects import Subject
from services import access, agendas, decisions, ledger, meetings, minutes, presence, tasks
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.reminders.lying_drafts import drafts_lying
from services.tasks import TaskDraft
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.happenings import TODAY, meeting, serve
from tests.stories.test_costs import counted
from views.minutes.record_texts import paragraphs

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOTE, DECISION = MinuteLineKind.NOTE, MinuteLineKind.DECISION
PARKED, ANNOUNCEMENT = MinuteLineKind.PARKED, MinuteLineKind.ANNOUNCEMENT


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def held(session: Session, people: Cast) -> Meeting:
    """A meeting of Metadata that began ten minutes ago."""
    return meeting(session, people.metadata, NOW - timedelta(minutes=10))


def item(session: Session, people: Cast, title: str, **more: Any) -> AgendaItem:
    facts: dict[str, Any] = {"group_id": people.metadata.id, "proposed_by": people.ben.id} | more
    row = AgendaItem(title=title, proposed_at=BEFORE, waits_since=BEFORE, **facts)
    session.add(row)
    session.flush()
    return row


def recorded(session: Session, of: Meeting, people: Cast) -> MinutesRecord:
    return minutes.record(
        session, of, people.metadata, minutes.existing(session, of), NOW + 2 * HOUR
    )


def worded(session: Session, of: Meeting) -> list[tuple[str, str]]:
    return [(line.line.kind.value, line.line.wording) for line in minutes.lines(session, of, NOW)]


def drafted(session: Session, held: Meeting, people: Cast, *notes: str) -> None:
    minutes.write(session, held, NOTE, notes or ["We met"], by=people.ben, now=NOW)
    minutes.close(session, held, by=people.ann, now=NOW + HOUR)


def circulated(
    session: Session, held: Meeting, people: Cast, *notes: str, is_public: bool = False
) -> None:
    drafted(session, held, people, *notes)
    minutes.circulate(session, held, is_public=is_public, by=people.ann, now=NOW + 2 * HOUR)


def test_lines_of_each_kind_are_kept_in_their_order(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ben: dict[str, Any] = {"by": people.ben, "now": NOW}
    minutes.write(session, held, NOTE, ["• The  courier is late", ""], **by_ben)
    minutes.write(session, held, DECISION, ["We share one file"], by=people.ann, now=NOW)
    minutes.write(session, held, ANNOUNCEMENT, ["Closed on Friday"], **by_ben)
    minutes.write(session, held, PARKED, ["Who pays the courier"], **by_ben)
    draft = TaskDraft("Send norms", people.ben, TODAY + DAY, people.metadata)
    line, task = minutes.write_action(session, held, draft, by=people.ann, now=NOW)
    assert worded(session, held) == [
        ("note", "The courier is late"),
        ("decision", "We share one file"),
        ("announcement", "Closed on Friday"),
        ("parked", "Who pays the courier"),
        ("action", "Send norms"),
    ]
    assert line.task_id == task.id
    assert [row.wording for row in decisions.of_meeting(session, held)] == ["We share one file"]
    record = recorded(session, held, people)
    assert record.decisions == ("We share one file",)
    [action] = record.actions
    assert (action.whose, action.due_on, action.is_done) == ("Ben Brook", TODAY + DAY, False)
    assert [note.line.wording for _item, notes in record.discussion for note in notes] == [
        "The courier is late"
    ]
    assert record.recorder == "Ben Brook"
    [parked] = session.exec(select(AgendaItem))
    assert (parked.title, parked.meeting_id, parked.times_carried, parked.state) == (
        "Who pays the courier",
        None,
        1,
        AgendaItemState.OPEN,
    )


def test_a_decision_in_the_same_words_is_written_once(
    session: Session, people: Cast, held: Meeting
) -> None:
    assert len(minutes.write(session, held, DECISION, ["One file"], by=people.ann, now=NOW)) == 1
    assert minutes.write(session, held, DECISION, ["one FILE."], by=people.ben, now=NOW) == []
    assert recorded(session, held, people).decisions == ("One file",)


def test_a_decision_that_was_written_elsewhere_is_in_the_minutes(
    session: Session, people: Cast, held: Meeting
) -> None:
    minutes.write(session, held, NOTE, ["We met"], by=people.ann, now=NOW)
    decisions.write_down(
        session, people.metadata, decided=["No labels"], meeting=held, by=people.ann, now=NOW
    )
    assert recorded(session, held, people).decisions == ("No labels",)


@pytest.mark.parametrize(
    ("kind", "wordings"),
    [
        (NOTE, ["x" * 1001]),
        (DECISION, ["x" * 501]),
        (NOTE, [f"Line {number}" for number in range(41)]),
    ],
)
def test_too_much_is_refused(
    session: Session, people: Cast, held: Meeting, kind: MinuteLineKind, wordings: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        minutes.write(session, held, kind, wordings, by=people.ann, now=NOW)
    assert refusal.value.field == kind.value
    assert session.exec(select(MinuteLine)).all() == []


@pytest.mark.parametrize(
    ("kind", "wordings"),
    [
        (NOTE, ["x" * 1000]),
        (DECISION, ["x" * 500]),
        (NOTE, [f"Line {number}" for number in range(40)]),
    ],
)
def test_as_much_as_fits_is_taken(
    session: Session, people: Cast, held: Meeting, kind: MinuteLineKind, wordings: list[str]
) -> None:
    lines = minutes.write(session, held, kind, wordings, by=people.ann, now=NOW)
    assert [line.wording for line in lines] == wordings


def test_undoing_takes_back_what_the_line_made_and_keeps_its_row(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    [decided] = minutes.write(session, held, DECISION, ["One file"], **by_ann)
    [parked] = minutes.write(session, held, PARKED, ["Courier"], **by_ann)
    draft = TaskDraft("Send norms", people.ben, None, people.metadata)
    action, _task = minutes.write_action(session, held, draft, by=people.ann, now=NOW)
    for line in (decided, parked, action):
        assert minutes.undo(session, held, line, **by_ann) == ""
        assert minutes.undo(session, held, line, **by_ann) == ""
    session.expire_all()
    assert worded(session, held) == []
    assert [(line.undone_by, line.undone_at) for line in session.exec(select(MinuteLine))] == [
        (people.ann.id, NOW)
    ] * 3
    assert session.exec(select(Decision)).all() == []
    assert session.exec(select(Task)).all() == []
    assert [row.state for row in session.exec(select(AgendaItem))] == [AgendaItemState.WITHDRAWN]
    actions = list(session.exec(select(HistoryEntry.action)))
    assert actions.count("minutes.undone") == 3
    assert {"decision.taken back", "task.taken back", "item.withdrawn"} <= set(actions)


def test_a_task_on_which_somebody_has_worked_stays(
    session: Session, people: Cast, held: Meeting
) -> None:
    draft = TaskDraft("Send norms", people.ben, None, people.metadata)
    line, task = minutes.write_action(session, held, draft, by=people.ann, now=NOW)
    tasks.change_due(session, task, TODAY + DAY, by=people.ben, now=NOW)
    rest = minutes.undo(session, held, line, by=people.ann, now=NOW)
    assert rest == "Somebody has worked on the task already, so it stays."
    assert worded(session, held) == []
    assert session.get(Task, task.id) is not None


def test_a_parked_item_that_a_meeting_has_taken_up_stays(
    session: Session, people: Cast, held: Meeting
) -> None:
    [line] = minutes.write(session, held, PARKED, ["Courier"], by=people.ann, now=NOW)
    later = meeting(session, people.metadata, NOW + 7 * DAY)
    [parked] = session.exec(select(AgendaItem))
    agendas.carry_over(session, later, now=NOW + 8 * DAY)
    rest = minutes.undo(session, held, line, by=people.ann, now=NOW)
    assert rest == "A meeting has taken the item up, so it stays on that agenda."
    assert parked.state is AgendaItemState.OPEN


def test_undo_takes_her_own_last_line(session: Session, people: Cast, held: Meeting) -> None:
    [first] = minutes.write(session, held, NOTE, ["First"], by=people.ann, now=NOW)
    minutes.write(session, held, NOTE, ["Second"], by=people.ben, now=NOW)
    assert minutes.last_own(session, held, people.ann) == first
    minutes.undo(session, held, first, by=people.ann, now=NOW)
    assert minutes.last_own(session, held, people.ann) is None
    assert worded(session, held) == [("note", "Second")]


def test_a_meeting_goes_through_its_agenda(session: Session, people: Cast, held: Meeting) -> None:
    first = item(session, people, "Norms", position=1, minutes=10)
    second = item(session, people, "Courier", position=2)
    third = item(session, people, "Budget", position=3)
    put_off = item(session, people, "Later", is_put_off=True)
    begun = minutes.begin(session, held, by=people.ann, now=NOW)
    assert (begun.item_id, begun.item_since) == (first.id, NOW)
    live = minutes.live(session, held, people.metadata, begun, NOW + timedelta(minutes=4))
    assert (live.item, live.following, live.minutes_left) == (first, second, 6)
    minutes.write(session, held, NOTE, ["Agreed"], by=people.ben, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + timedelta(minutes=5)}
    minutes.next_item(session, held, first.id, is_done=True, **by_ann)
    # Somebody else presses the same button a moment later.
    minutes.next_item(session, held, first.id, is_done=True, **by_ann)
    assert begun.item_id == second.id
    minutes.next_item(session, held, second.id, is_done=False, **by_ann)
    assert begun.item_id == third.id
    minutes.next_item(session, held, third.id, is_done=True, **by_ann)
    assert begun.item_id is None
    live = minutes.live(session, held, people.metadata, begun, NOW)
    # What was left open can be taken up again.
    assert (live.item, live.following, live.minutes_left) == (None, second, None)
    closed, carried = minutes.close(session, held, by=people.ann, now=NOW + HOUR)
    assert (closed.state, closed.closed_at, carried) == (MinutesState.DRAFT, NOW + HOUR, 1)
    states = {row.title: (row.state, row.meeting_id, row.times_carried) for row in _items(session)}
    assert states == {
        "Norms": (AgendaItemState.CLOSED, held.id, 0),
        "Courier": (AgendaItemState.OPEN, None, 1),
        "Budget": (AgendaItemState.CLOSED, held.id, 0),
        "Later": (AgendaItemState.OPEN, None, 0),
    }
    assert not put_off.is_put_off
    discussed = [
        (row.title if row else None, [note.line.wording for note in notes])
        for row, notes in recorded(session, held, people).discussion
    ]
    assert discussed == [("Norms", ["Agreed"]), ("Budget", [])]


def test_a_meeting_goes_on_from_an_item_that_was_closed_on_the_agenda(
    session: Session, people: Cast, held: Meeting
) -> None:
    first = item(session, people, "Norms", position=1)
    second = item(session, people, "Courier", position=2)
    begun = minutes.begin(session, held, by=people.ann, now=NOW)
    agendas.close(session, first, meeting=held, by=people.ann, now=NOW)
    minutes.next_item(session, held, first.id, is_done=True, by=people.ann, now=NOW + HOUR)
    assert (begun.item_id, first.closed_at) == (second.id, NOW)


def live_item(begun: Minutes) -> int | None:
    """The item that is on, which each step changes."""
    return begun.item_id


def test_a_meeting_does_not_come_to_what_was_put_off_while_it_goes_on(
    session: Session, people: Cast, held: Meeting
) -> None:
    first, second, third = (
        item(session, people, title, position=place)
        for place, title in enumerate(("Norms", "Courier", "Budget"), 1)
    )
    begun = minutes.begin(session, held, by=people.ann, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + timedelta(minutes=5)}
    agendas.put_off(session, second, **by_ann)
    live = minutes.live(session, held, people.metadata, begun, NOW)
    assert (live.item, live.following) == (first, third)
    agendas.put_off(session, first, **by_ann)
    minutes.next_item(session, held, first.id, is_done=True, **by_ann)
    assert live_item(begun) == third.id
    assert [row.state for row in (first, second)] == [AgendaItemState.OPEN] * 2
    minutes.next_item(session, held, third.id, is_done=True, **by_ann)
    closed = [row.title for row in _items(session) if row.state is AgendaItemState.CLOSED]
    assert (live_item(begun), closed) == (None, ["Budget"])
    minutes.next_item(session, held, 0, is_done=True, **by_ann)
    assert live_item(begun) is None
    assert [row.times_carried for row in (first, second)] == [1, 1]


def _items(session: Session) -> list[AgendaItem]:
    return list(session.exec(select(AgendaItem).order_by(col(AgendaItem.id))))


def test_what_is_parked_waits_for_a_later_meeting(
    session: Session, people: Cast, held: Meeting
) -> None:
    minutes.begin(session, held, by=people.ann, now=NOW)
    minutes.write(session, held, PARKED, ["Courier"], by=people.ben, now=NOW)
    _minutes, carried = minutes.close(session, held, by=people.ann, now=NOW + HOUR)
    assert carried == 0
    later = meeting(session, people.metadata, NOW + 7 * DAY)
    begun = minutes.begin(session, later, by=people.ann, now=NOW + 7 * DAY)
    [parked] = _items(session)
    assert (begun.item_id, parked.meeting_id, parked.times_carried) == (parked.id, None, 1)


def test_what_a_meeting_parks_is_not_on_its_own_agenda(
    session: Session, people: Cast, held: Meeting
) -> None:
    talked = item(session, people, "Norms")
    minutes.begin(session, held, by=people.ann, now=NOW)
    later = meeting(session, people.metadata, NOW + 7 * DAY)
    [kept, undone] = minutes.write(
        session, held, PARKED, ["Courier", "Oops"], by=people.ben, now=NOW
    )
    minutes.undo(session, held, undone, by=people.ben, now=NOW)
    assert agendas.items(session, held) == [talked]
    minutes.close(session, held, by=people.ann, now=NOW + HOUR)
    parked = session.get_one(AgendaItem, kept.parked_id)
    assert agendas.items(session, held) == [talked]
    assert agendas.items(session, later) == [parked, talked]
    minutes.begin(session, later, by=people.ann, now=NOW + 7 * DAY)
    minutes.close(session, later, by=people.ann, now=NOW + 7 * DAY + HOUR)
    assert agendas.items(session, later) == [parked, talked]


def test_what_waits_is_left_alone_by_minutes_that_are_written_afterwards(
    session: Session, people: Cast
) -> None:
    over = meeting(session, people.metadata, NOW - 3 * DAY)
    waiting = item(session, people, "Norms")
    minutes.write(session, over, NOTE, ["We met"], by=people.ben, now=NOW)
    assert waiting.meeting_id is None


def test_a_meeting_begins_an_hour_before_it_and_not_before(session: Session, people: Cast) -> None:
    ahead = meeting(session, people.metadata, NOW + HOUR)
    with pytest.raises(Conflict, match="has not begun yet"):
        minutes.begin(session, ahead, by=people.ann, now=NOW - timedelta(seconds=1))
    assert minutes.begin(session, ahead, by=people.ann, now=NOW).state is MinutesState.OPEN


def test_an_earlier_meeting_that_nobody_closed_is_not_taken_for_the_one_that_is_on(
    session: Session, people: Cast
) -> None:
    earlier = meeting(session, people.metadata, NOW - timedelta(hours=20))
    minutes.write(session, earlier, NOTE, ["We met"], by=people.ben, now=NOW - 5 * HOUR)
    assert minutes.meant(session, people.metadata, NOW - 2 * HOUR) == earlier
    assert minutes.to_begin(session, people.metadata, NOW - 2 * HOUR) == earlier
    later = meeting(session, people.metadata, NOW)
    assert minutes.meant(session, people.metadata, NOW - timedelta(seconds=1)) == earlier
    for moment in (NOW, NOW + timedelta(minutes=5), NOW + HOUR, NOW + DAY):
        assert minutes.meant(session, people.metadata, moment) == later
        assert minutes.to_begin(session, people.metadata, moment) == later
    minutes.begin(session, later, by=people.ann, now=NOW)
    assert minutes.meant(session, people.metadata, NOW + HOUR) == later


@pytest.mark.parametrize("is_open", [True, False])
def test_no_line_goes_into_a_meeting_of_last_week_unseen(
    session: Session, people: Cast, *, is_open: bool
) -> None:
    over = meeting(session, people.metadata, NOW - 7 * DAY)
    if is_open:
        minutes.begin(session, over, by=people.ann, now=over.starts_at)
    last = over.ends_at + DAY
    assert minutes.meant(session, people.metadata, last) == over
    assert minutes.to_begin(session, people.metadata, last) == over
    for find in (minutes.meant, minutes.to_begin):
        assert find(session, people.metadata, last + timedelta(seconds=1)) is None
    assert over in minutes.lines_meant(session, people.metadata, NOW)


def test_a_cancelled_meeting_has_no_minutes(session: Session, people: Cast) -> None:
    off = meeting(session, people.metadata, NOW - HOUR, status=MeetingStatus.CANCELLED)
    with pytest.raises(Conflict, match="was cancelled"):
        minutes.write(session, off, NOTE, ["We met"], by=people.ann, now=NOW)


def test_after_closing_only_who_runs_the_meeting_writes(
    session: Session, people: Cast, held: Meeting
) -> None:
    drafted(session, held, people)
    with pytest.raises(Conflict, match="The meeting is closed"):
        minutes.write(session, held, NOTE, ["Late"], by=people.ben, now=NOW)
    minutes.write(session, held, NOTE, ["Late"], by=people.ann, now=NOW, is_runner=True)
    with pytest.raises(Conflict, match="closed already"):
        minutes.close(session, held, by=people.ann, now=NOW)
    minutes.circulate(session, held, is_public=False, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="circulated, so no line"):
        minutes.write(session, held, NOTE, ["Later"], by=people.ann, now=NOW, is_runner=True)
    assert worded(session, held) == [("note", "We met"), ("note", "Late")]


def test_a_draft_is_worded_anew_and_the_register_with_it(
    session: Session, people: Cast, held: Meeting
) -> None:
    [line] = minutes.write(session, held, DECISION, ["One file"], by=people.ben, now=NOW)
    minutes.close(session, held, by=people.ann, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    minutes.reword(session, held, line, "  Two  files ", shown="One file", **by_ann)
    with pytest.raises(Conflict, match="changed this line meanwhile"):
        minutes.reword(session, held, line, "Three", shown="One file", **by_ann)
    with pytest.raises(Invalid, match="how the line is to read"):
        minutes.reword(session, held, line, " ", shown="Two files", **by_ann)
    assert worded(session, held) == [("decision", "Two files")]
    assert recorded(session, held, people).decisions == ("Two files",)


def test_minutes_are_circulated_once_and_only_when_closed(
    session: Session, people: Cast, held: Meeting
) -> None:
    minutes.write(session, held, NOTE, ["We met"], by=people.ben, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    with pytest.raises(Conflict, match="not closed yet"):
        minutes.circulate(session, held, is_public=True, **by_ann)
    minutes.close(session, held, **by_ann)
    sent = minutes.circulate(session, held, is_public=True, **by_ann)
    assert (sent.state, sent.is_public, sent.circulated_at) == (MinutesState.CIRCULATED, True, NOW)
    with pytest.raises(Conflict, match="circulated already"):
        minutes.circulate(session, held, is_public=False, **by_ann)


def test_a_correction_is_asked_for_once_and_accepted_with_its_line(
    session: Session, people: Cast, held: Meeting
) -> None:
    circulated(session, held, people, "The courier costs 40 dollars")
    [line] = session.exec(select(MinuteLine))
    words = "The courier costs 14 dollars"
    correction, is_new = minutes.propose(session, held, words, line=line, by=people.pia, now=NOW)
    again, is_new_again = minutes.propose(session, held, words, line=line, by=people.pia, now=NOW)
    assert (is_new, is_new_again, again) == (True, False, correction)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + DAY}
    minutes.accept(session, held, correction, **by_ann)
    with pytest.raises(Conflict, match="accepted already"):
        minutes.decline(session, held, correction, **by_ann)
    assert worded(session, held) == [("note", words)]
    [listed] = recorded(session, held, people).corrections
    assert (listed.proposed_by, listed.settled_by) == ("Pia Pons", "Ann Abara")
    assert listed.correction.is_accepted is True
    assert listed.correction.replaced == "The courier costs 40 dollars"


def test_a_chair_accepts_in_other_words_or_declines(
    session: Session, people: Cast, held: Meeting
) -> None:
    circulated(session, held, people, "Courier", "Norms")
    first, second = session.exec(select(MinuteLine).order_by(col(MinuteLine.id))).all()
    by_ben: dict[str, Any] = {"by": people.ben, "now": NOW}
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    better, _ = minutes.propose(session, held, "A courier", line=first, **by_ben)
    wrong, _ = minutes.propose(session, held, "No norms", line=second, **by_ben)
    whole, _ = minutes.propose(session, held, "Cleo was there", **by_ben)
    minutes.accept(session, held, better, wording="The courier", **by_ann)
    minutes.decline(session, held, wrong, **by_ann)
    minutes.accept(session, held, whole, **by_ann)
    assert worded(session, held) == [("note", "The courier"), ("note", "Norms")]
    outcomes = [
        (line.correction.wording, line.correction.is_accepted)
        for line in recorded(session, held, people).corrections
    ]
    assert outcomes == [("The courier", True), ("No norms", False), ("Cleo was there", True)]


def test_a_correction_belongs_to_circulated_minutes(
    session: Session, people: Cast, held: Meeting
) -> None:
    drafted(session, held, people)
    with pytest.raises(Conflict, match="between circulating and approving"):
        minutes.propose(session, held, "No", by=people.ben, now=NOW)
    other = meeting(session, people.metadata, NOW - DAY)
    [foreign] = minutes.write(session, other, NOTE, ["Other"], by=people.ben, now=NOW)
    minutes.circulate(session, held, is_public=False, by=people.ann, now=NOW)
    with pytest.raises(Invalid, match="not in these minutes"):
        minutes.propose(session, held, "No", line=foreign, by=people.ben, now=NOW)
    for wording in (" ", "x" * 1001):
        with pytest.raises(Invalid):
            minutes.propose(session, held, wording, by=people.ben, now=NOW)


def test_the_next_meeting_approves_and_locks_them(
    session: Session, people: Cast, held: Meeting
) -> None:
    circulated(session, held, people)
    later = meeting(session, people.metadata, NOW + 7 * DAY)
    correction, _ = minutes.propose(session, held, "More", by=people.ben, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + 7 * DAY}
    assert minutes.unapproved(session, people.metadata, before=later) == (held,)
    assert minutes.unapproved(session, people.metadata, before=held) == ()
    with pytest.raises(Conflict, match="1 correction waits"):
        minutes.approve(session, held, later, **by_ann)
    minutes.decline(session, held, correction, **by_ann)
    with pytest.raises(Conflict, match="Only approved minutes"):
        minutes.amend(session, held, "The day was Tuesday", **by_ann)
    minutes.approve(session, held, later, **by_ann)
    with pytest.raises(Conflict, match="approved already"):
        minutes.approve(session, held, later, **by_ann)
    with pytest.raises(Conflict, match="approved and locked"):
        minutes.write(session, held, NOTE, ["Late"], is_runner=True, **by_ann)
    minutes.amend(session, held, "The day was Tuesday", **by_ann)
    record = recorded(session, held, people)
    assert record.approved_in == later
    assert [line.correction.wording for line in record.amendments] == ["The day was Tuesday"]
    minutes.begin(session, later, **by_ann)
    assert recorded(session, later, people).approves == (held,)
    assert minutes.unapproved(session, people.metadata, before=later) == ()


def test_a_decision_in_approved_minutes_stays(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + 7 * DAY}
    minutes.write(session, held, DECISION, ["We share", "We pay"], by=people.ben, now=NOW)
    circulated(session, held, people)
    kept, mistaken = decisions.of_meeting(session, held)
    decisions.take_back(session, mistaken, **by_ann)
    following = meeting(session, people.metadata, NOW + 7 * DAY)
    minutes.approve(session, held, following, **by_ann)
    with pytest.raises(Conflict, match="stands in approved minutes"):
        decisions.take_back(session, kept, **by_ann)
    assert recorded(session, held, people).decisions == ("We share",)


def test_a_decision_that_is_taken_back_is_a_correction_of_circulated_minutes(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + DAY}
    minutes.write(session, held, DECISION, ["We share", "We pay"], by=people.ben, now=NOW)
    decisions.write_down(session, people.metadata, decided=["Elsewhere"], meeting=held, **by_ann)
    kept, mistaken, elsewhere = decisions.of_meeting(session, held)
    decisions.take_back(session, elsewhere, **by_ann)
    circulated(session, held, people)
    assert recorded(session, held, people).corrections == ()
    decisions.take_back(session, mistaken, **by_ann)
    session.flush()
    session.expire_all()
    record = recorded(session, held, people)
    assert record.decisions == ("We share",)
    [row] = record.corrections
    assert (row.correction.wording, row.proposed_by, row.settled_by) == (
        "The decision “We pay” was taken back.",
        "Ann Abara",
        "Ann Abara",
    )
    assert (row.correction.is_accepted, row.correction.settled_at) == (True, NOW + DAY)
    assert any("“We pay” was taken back. – accepted by" in p.text for p in paragraphs(record))
    assert [line.line.wording for line in record.lines] == ["We share", "We met"]
    found = minutes.search(session, standing(session, people.ann), "pay", limit=9)
    assert found.total == 0
    # Nothing of it is in the way of approval.
    minutes.approve(
        session,
        held,
        meeting(session, people.metadata, NOW + 7 * DAY),
        **by_ann | {"now": NOW + 7 * DAY},
    )
    assert kept.id


def test_circulated_minutes_take_no_decision_from_elsewhere(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + 7 * DAY}
    drafted(session, held, people)
    decisions.write_down(session, people.metadata, decided=["We share"], meeting=held, **by_ann)
    minutes.circulate(session, held, is_public=False, **by_ann)
    with pytest.raises(Conflict, match=r"are circulated, so .* or ask for a correction"):
        decisions.write_down(session, people.metadata, decided=["We pay"], meeting=held, **by_ann)
    minutes.approve(session, held, meeting(session, people.metadata, NOW + 7 * DAY), **by_ann)
    with pytest.raises(Conflict, match=r"are approved, so .* or amend the minutes"):
        decisions.write_down(session, people.metadata, decided=["We pay"], meeting=held, **by_ann)
    decisions.write_down(session, people.metadata, decided=["We pay"], **by_ann)
    decisions.write_down(session, people.metadata, raised=["Who?"], meeting=held, **by_ann)
    assert recorded(session, held, people).decisions == ("We share",)


def test_approved_minutes_stay_when_attendance_and_tasks_change(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + 7 * DAY}
    late, free, done = (
        minutes.write_action(session, held, draft, by=people.ann, now=NOW)[1]
        for draft in (
            TaskDraft("Send norms", people.ben, TODAY + DAY, people.metadata),
            TaskDraft("Ask around", None, None, people.metadata),
            TaskDraft("Call", people.ann, None, people.metadata),
        )
    )
    first = item(session, people, "Norms", position=1)
    minutes.begin(session, held, by=people.ann, now=NOW)
    minutes.write(session, held, NOTE, ["We met"], by=people.ben, now=NOW)
    by: dict[str, Any] = {"recorded_by": people.ann.id, "recorded_at": NOW}
    session.add(Recusal(item_id=first.id, person_id=people.ben.id, **by))
    meetings.record_own_attendance(session, held, by=standing(session, people.ben), now=NOW)
    tasks.finish(session, done, by=people.ann, now=NOW)
    circulated(session, held, people)
    minutes.approve(session, held, meeting(session, people.metadata, NOW + 7 * DAY), **by_ann)
    session.flush()
    session.expire_all()
    before = paragraphs(recorded(session, held, people))
    assert {"Recused: Ben Brook", "Recorder: Ann Abara"} <= {row.text for row in before}
    actions = recorded(session, held, people).actions
    assert [(row.whose, row.due_on, row.is_done) for row in actions] == [
        ("Ben Brook", TODAY + DAY, False),
        ("", None, False),
        ("Ann Abara", None, True),
    ]
    session.execute(sa.delete(Attendance))
    session.execute(sa.delete(Recusal))
    late.owner_id, late.due_on, late.done_at = people.ann.id, TODAY + 9 * DAY, NOW
    free.owner_id, done.done_at = people.ann.id, None
    turn: dict[str, Any] = {"state": RecorderState.AGREED, "changed_at": NOW}
    session.add(RecorderTurn(meeting_id=held.id, person_id=people.pia.id, **turn))
    session.flush()
    assert paragraphs(recorded(session, held, people)) == before


def test_approved_minutes_stay_when_anything_in_them_is_renamed(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW + 7 * DAY}
    before_it = meeting(session, people.metadata, NOW - 7 * DAY, title="Kick-off")
    circulated(session, before_it, people)
    minutes.approve(session, before_it, held, **by_ann)
    first = item(session, people, "Norms", meeting_id=held.id)
    minutes.begin(session, held, by=people.ann, now=NOW)
    minutes.write(session, held, NOTE, ["We met"], by=people.ben, now=NOW)
    minutes.write(session, held, DECISION, ["We share"], by=people.ben, now=NOW)
    held.place = "Room 1"
    circulated(session, held, people, "Later")
    correction, _ = minutes.propose(session, held, "More", by=people.ben, now=NOW)
    minutes.decline(session, held, correction, **by_ann)
    following = meeting(session, people.metadata, NOW + 7 * DAY)
    minutes.approve(session, held, following, **by_ann)
    minutes.amend(session, held, "The day was Tuesday", **by_ann)
    session.flush()
    session.expire_all()
    before = recorded(session, held, people)
    texts = [row.text for row in paragraphs(before)]
    assert {"Norms", "We share", "Where: Room 1", "Minutes of Norms review"} <= set(texts)
    assert any(text.endswith("Ann Abara: The day was Tuesday") for text in texts)
    assert any("declined by Ann Abara" in text for text in texts)
    assert [each.title for each in before.approves] == ["Kick-off"]
    held.title, held.place, held.zone = "Renamed", "Room 2", "Asia/Tokyo"
    held.starts_at += 5 * DAY
    following.starts_at, before_it.starts_at = NOW + 30 * DAY, NOW - 30 * DAY
    people.metadata.name, people.ann.name = "Description", "Ann Newname"
    first.title = "Other norms"
    [decided] = decisions.of_meeting(session, held)
    decided.wording = "We do not share"
    session.flush()
    session.expire_all()
    record = recorded(session, held, people)
    assert [row.text for row in paragraphs(record)] == texts
    assert record.meeting.title == "Norms review"
    assert session.get_one(Meeting, held.id).title == "Renamed"


def test_what_was_not_kept_of_approved_minutes_reads_as_it_is(
    session: Session, people: Cast, held: Meeting
) -> None:
    circulated(session, held, people)
    following = meeting(session, people.metadata, NOW + 7 * DAY)
    minutes.approve(session, held, following, by=people.ann, now=NOW + 7 * DAY)
    present = minutes.existing(session, held)
    present.frozen = {"recorder": "Ben Brook"}
    held.title = "Renamed"
    minutes.amend(session, held, "The day was Tuesday", by=people.ann, now=NOW + 7 * DAY)
    session.flush()
    record = recorded(session, held, people)
    assert (record.meeting.title, record.recorder) == ("Renamed", "Ben Brook")
    assert [row.proposed_by for row in record.amendments] == ["Ann Abara"]


def test_no_other_meeting_can_approve_them(session: Session, people: Cast, held: Meeting) -> None:
    circulated(session, held, people)
    other_group = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
    at = NOW + 7 * DAY
    wrong = (
        held,
        meeting(session, people.metadata, NOW - DAY),
        meeting(session, people.metadata, at, status=MeetingStatus.CANCELLED),
        meeting(session, people.metadata, at + HOUR + timedelta(seconds=1)),
        meeting(session, other_group, at),
    )
    for approving in wrong:
        with pytest.raises(Invalid, match="Choose a later meeting"):
            minutes.approve(session, held, approving, by=people.ann, now=at)
    soon = meeting(session, people.metadata, at + HOUR)
    minutes.approve(session, held, soon, by=people.ann, now=at)


def test_who_was_there_by_library(session: Session, people: Cast, held: Meeting) -> None:
    minutes.write(session, held, NOTE, ["We met"], by=people.ben, now=NOW)
    session.add(
        Rsvp(meeting_id=held.id, person_id=people.pia.id, answer=RsvpAnswer.NO, answered_at=NOW)
    )
    meetings.record_own_attendance(session, held, by=standing(session, people.ben), now=NOW)
    there = recorded(session, held, people).attendees
    assert (there.present, there.absent, there.has_list) == (
        (("Central", ("Ben Brook",)),),
        (),
        False,
    )
    assert there.regrets == (("Writing", ("Pia Pons",)),)
    meetings.record_attendance(
        session,
        held,
        {people.ben.id, people.ann.id},
        visitors=[people.cleo],
        by=people.ann,
        now=NOW,
    )
    there = recorded(session, held, people).attendees
    assert there.present == (("Central", ("Ann Abara", "Ben Brook")), ("Tunxis", ("Cleo Costa",)))
    assert (there.absent, there.has_list) == ((("Writing", ("Gil Grau",)),), True)


def test_who_was_remote_late_or_left_early_stands_in_the_minutes_and_stays(
    session: Session, people: Cast, held: Meeting
) -> None:
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    everybody = {people.ann.id, people.ben.id, people.pia.id}
    meetings.record_attendance(session, held, everybody, visitors=[], **by_ann)

    def partly(arrived: dict[int, datetime], left: dict[int, datetime]) -> list[str]:
        presence.record_partial_attendance(
            session, held, remote={people.pia.id}, arrived=arrived, left=left, **by_ann
        )
        texts = [row.text for row in paragraphs(recorded(session, held, people))]
        first = texts.index("Remote or part of the time") + 1
        return texts[first : first + 2]

    circulated(session, held, people)
    soon, later = (held.starts_at + timedelta(minutes=count) for count in (10, 20))
    words = ["Ben Brook: from 9:30 AM, until 9:40 AM", "Pia Pons: remote"]
    assert partly({people.ben.id: soon}, {people.ben.id: later}) == words
    after = meeting(session, people.metadata, NOW + 7 * DAY)
    minutes.approve(session, held, after, by=people.ann, now=NOW + 7 * DAY)
    assert partly({people.ann.id: soon}, {}) == words
    texts = [row.text for row in paragraphs(recorded(session, held, people))]
    assert "Ann Abara: from 9:30 AM" not in texts


def test_who_may_write_run_and_settle(session: Session, people: Cast, held: Meeting) -> None:
    observer = person(session, "Olga Orr", at=people.tunxis, slack_id="UOLGA")
    serve(session, people.metadata, observer, role=MemberRole.OBSERVER)

    def may(who: Person, fetch: Any) -> str:
        try:
            fetch(session, held.id, by=standing(session, who))
        except (NotAllowed, NotFound) as refusal:
            return type(refusal).__name__
        return "yes"

    def found(fetch: Any) -> list[str]:
        everybody = (people.ann, people.ben, people.pia, people.dag, observer, people.cleo)
        return [may(who, fetch) for who in everybody]

    assert found(access.minutes_to_see) == ["yes"] * 5 + ["NotFound"]
    assert found(access.meeting_to_write_in) == ["yes"] * 4 + ["NotAllowed", "NotFound"]
    run = ["yes", "NotAllowed", "NotAllowed", "yes", "NotAllowed", "NotFound"]
    assert found(access.meeting_to_run) == run
    assert found(access.meeting_to_settle) == run
    assert found(access.meeting_to_correct) == ["yes"] * 5 + ["NotFound"]
    turn = RecorderTurn(
        meeting_id=held.id, person_id=people.pia.id, state=RecorderState.SUGGESTED, changed_at=NOW
    )
    session.add(turn)
    session.flush()
    assert found(access.meeting_to_run) == run
    turn.state = RecorderState.AGREED
    session.flush()
    assert found(access.meeting_to_run)[2] == "yes"
    assert found(access.meeting_to_settle) == run


def test_lines_are_undone_by_who_wrote_them_and_who_runs_the_meeting(
    session: Session, people: Cast, held: Meeting
) -> None:
    [line] = minutes.write(session, held, NOTE, ["We met"], by=people.ben, now=NOW)
    for who in (people.ben, people.ann):
        assert access.line_to_undo(session, line.id, by=standing(session, who)) == (held, line)
    with pytest.raises(NotAllowed):
        access.line_to_undo(session, line.id, by=standing(session, people.pia))
    with pytest.raises(NotAllowed):
        access.line_to_edit(session, line.id, by=standing(session, people.ben))
    for fetch in (access.line_to_undo, access.line_to_edit):
        with pytest.raises(NotFound):
            fetch(session, line.id, by=standing(session, people.cleo))
        with pytest.raises(NotFound):
            fetch(session, 999_999, by=standing(session, people.ann))


def test_public_minutes_are_read_by_others_once_they_are_circulated(
    session: Session, people: Cast, held: Meeting
) -> None:
    cleo = standing(session, people.cleo)
    minutes.write(session, held, NOTE, ["The courier is late"], by=people.ben, now=NOW)
    minutes.close(session, held, by=people.ann, now=NOW)
    minutes.existing(session, held).is_public = True
    with pytest.raises(NotFound):
        access.minutes_to_see(session, held.id, by=cleo)
    assert minutes.search(session, cleo, "courier", limit=10).total == 0
    minutes.circulate(session, held, is_public=True, by=people.ann, now=NOW)
    assert access.minutes_to_see(session, held.id, by=cleo)[0] == held
    assert minutes.search(session, cleo, "courier", limit=10).total == 1
    people.metadata.is_private = True
    session.flush()
    with pytest.raises(NotFound):
        access.minutes_to_see(session, held.id, by=cleo)
    assert minutes.search(session, cleo, "courier", limit=10).total == 0


def test_minutes_are_found_by_word(session: Session, people: Cast, held: Meeting) -> None:
    item(session, people, "Courier price", meeting_id=held.id)
    older = meeting(session, people.metadata, NOW - 400 * DAY)
    minutes.begin(session, held, by=people.ann, now=NOW)
    minutes.write(session, older, NOTE, ["The COURIER was dear"], by=people.ben, now=NOW)
    minutes.write(session, held, DECISION, ["One courier for all"], by=people.ann, now=NOW)
    [gone] = minutes.write(session, held, NOTE, ["Another courier"], by=people.ann, now=NOW)
    minutes.undo(session, held, gone, by=people.ann, now=NOW)
    ben, cleo = standing(session, people.ben), standing(session, people.cleo)
    found = minutes.search(session, ben, "courier", limit=2)
    assert [(hit.kind, hit.wording) for hit in found.hits] == [
        ("agenda item", "Courier price"),
        ("decision", "One courier for all"),
    ]
    assert (found.total, found.left) == (3, 1)
    rest = minutes.search(session, ben, "courier", offset=2, limit=2)
    assert [hit.wording for hit in rest.hits] == ["The COURIER was dear"]
    assert minutes.search(session, ben, "dear  courier", limit=2).total == 1
    assert minutes.search(session, ben, "cou%r", limit=2).total == 0
    titles = minutes.search(session, ben, "norms review", limit=9)
    assert {(hit.kind, hit.wording, hit.meeting.id) for hit in titles.hits} == {
        ("meeting", "Norms review", row.id) for row in (held, older)
    }
    assert minutes.search(session, cleo, "norms review", limit=9).total == 0
    assert minutes.search(session, cleo, "courier", limit=2).total == 0
    with pytest.raises(Invalid):
        minutes.search(session, ben, " ", limit=2)


def test_the_list_of_minutes_tells_how_far_they_are(
    session: Session, people: Cast, held: Meeting
) -> None:
    older = meeting(session, people.metadata, NOW - 7 * DAY)
    meeting(session, people.metadata, NOW + DAY)
    drafted(session, older, people, "First", "Second")
    ben, cleo = standing(session, people.ben), standing(session, people.cleo)
    for of in (None, people.metadata):
        listed = minutes.newest(session, ben, of, now=NOW, limit=10)
        assert [(row.meeting, row.minutes and row.minutes.state, row.lines) for row in listed] == [
            (held, None, 0),
            (older, MinutesState.DRAFT, 2),
        ]
    assert minutes.newest(session, cleo, people.metadata, now=NOW, limit=10) == []
    minutes.circulate(session, older, is_public=True, by=people.ann, now=NOW)
    [listed_to_cleo] = minutes.newest(session, cleo, people.metadata, now=NOW, limit=10)
    assert listed_to_cleo.meeting == older
    assert minutes.newest(session, cleo, None, now=NOW, limit=10) == []


def test_a_decision_below_the_quorum_is_warned_of(
    session: Session, people: Cast, held: Meeting
) -> None:
    assert minutes.quorum_words(session, held, NOW) == ""
    assert minutes.below_quorum(session, held, NOW) == ""
    people.metadata.quorum = QuorumShare.ALL
    session.flush()
    base = presence.quorum(session, held, NOW).base
    assert base > 0
    words = minutes.quorum_words(session, held, NOW)
    assert words.startswith(f"0 of {base} ")
    assert minutes.below_quorum(session, held, NOW) == f"This is below the quorum: {words}"
    for person_id in ids_of_members(session, people.metadata):
        session.add(
            Attendance(
                meeting_id=held.id, person_id=person_id, recorded_by=people.ann.id, recorded_at=NOW
            )
        )
    session.flush()
    assert minutes.below_quorum(session, held, NOW) == ""


def test_who_is_recused_counts_for_no_quorum_of_the_item_and_stands_in_the_minutes(
    session: Session, people: Cast, held: Meeting
) -> None:
    people.metadata.quorum = QuorumShare.ALL
    for person_id in ids_of_members(session, people.metadata):
        row: dict[str, Any] = {"recorded_by": people.ann.id, "recorded_at": NOW}
        session.add(Attendance(meeting_id=held.id, person_id=person_id, **row))
    first = item(session, people, "Norms", position=1)
    second = item(session, people, "Courier", position=2)
    by_ben = standing(session, people.ben, NOW)
    presence.set_recused(session, first, {people.ben.id}, by=by_ben, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    begun = minutes.begin(session, held, **by_ann)
    live = minutes.live(session, held, people.metadata, begun, NOW)
    assert (live.item, live.recused) == (first, ("Ben Brook",))
    assert minutes.below_quorum(session, held, NOW).startswith("This is below the quorum: ")
    minutes.next_item(session, held, first.id, is_done=True, **by_ann)
    live = minutes.live(session, held, people.metadata, begun, NOW)
    assert (live.item, live.recused) == (second, ())
    assert minutes.below_quorum(session, held, NOW) == ""
    record = recorded(session, held, people)
    assert record.recused == {first.id: ("Ben Brook",)}
    assert "Recused: Ben Brook" in [row.text for row in paragraphs(record)]


def test_who_was_recused_from_an_item_that_was_left_open_stands_in_the_minutes(
    session: Session, people: Cast, held: Meeting
) -> None:
    first, second = (item(session, people, title) for title in ("Norms", "Courier"))
    by_ben = standing(session, people.ben, NOW)
    presence.set_recused(session, second, {people.ben.id}, by=by_ben, now=NOW)
    by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
    minutes.begin(session, held, **by_ann)
    minutes.next_item(session, held, first.id, is_done=False, **by_ann)
    minutes.next_item(session, held, second.id, is_done=False, **by_ann)
    minutes.close(session, held, **by_ann)
    texts = [row.text for row in paragraphs(recorded(session, held, people))]
    assert texts[-2:] == ["Courier", "Recused: Ben Brook"]
    assert "Norms" not in texts


def test_whoever_agreed_to_take_the_minutes_is_their_recorder(
    session: Session, people: Cast, held: Meeting
) -> None:
    begun = minutes.begin(session, held, by=people.ann, now=NOW)
    minutes.write(session, held, MinuteLineKind.NOTE, ["A note"], by=people.ann, now=NOW)
    assert minutes.record(session, held, people.metadata, begun, NOW).recorder == "Ann Abara"
    presence.name_recorder(session, held, people.ben, by=people.ann, now=NOW)
    assert minutes.record(session, held, people.metadata, begun, NOW).recorder == "Ben Brook"


def ids_of_members(session: Session, group: Group) -> set[int]:
    return set(session.exec(select(Membership.person_id).where(Membership.group_id == group.id)))


def test_a_long_meeting_takes_as_many_queries_as_a_short_one(
    session: Session, database: Engine, people: Cast
) -> None:
    counts = []
    for items, notes, members in ((2, 2, 2), (100, 200, 60)):
        held = meeting(session, people.metadata, NOW - timedelta(minutes=10))
        for number in range(members):
            name = f"M{number}of{members} Member"
            there = person(session, name, at=people.tunxis, slack_id=f"UM{number}X{members}")
            serve(session, people.metadata, there)
            row: dict[str, Any] = {"meeting_id": held.id, "person_id": there.id}
            session.add(Attendance(recorded_by=people.ann.id, recorded_at=NOW, **row))
        for number in range(items):
            item(session, people, f"Item {number}", position=number, meeting_id=held.id)
        by_ann: dict[str, Any] = {"by": people.ann, "now": NOW}
        for number in range(0, notes, 2):
            minutes.write(session, held, NOTE, [f"Note {number} of the courier"], **by_ann)
            draft = TaskDraft(f"Task {number}", people.ben, None, people.metadata)
            minutes.write_action(session, held, draft, **by_ann)
        begun = minutes.begin(session, held, **by_ann)
        session.flush()
        ben = standing(session, people.ben)
        with counted(database) as statements:
            minutes.record(session, held, people.metadata, begun, NOW)
            minutes.live(session, held, people.metadata, begun, NOW)
            minutes.search(session, ben, "courier", limit=10)
            minutes.newest(session, ben, people.metadata, now=NOW, limit=10)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 30


def test_a_chair_is_reminded_once_of_a_draft_that_lies(
    session: Session, people: Cast, held: Meeting
) -> None:
    at = NOW + timedelta(hours=1)
    drafted(session, held, people)
    about = frozenset([Subject.of(held)])

    def due(when: datetime) -> list[str]:
        found = drafts_lying(session, when, about)
        return [each.facts.person.name for each in found if each.at <= when]

    assert due(at + timedelta(days=3, seconds=-1)) == []
    assert due(at + timedelta(days=3)) == ["Ann Abara"]
    assert held.check_at == LONG_AGO
    minutes.circulate(session, held, is_public=False, by=people.ann, now=at)
    assert due(at + timedelta(days=3)) == []


def test_who_took_minutes_is_credited_once_as_they_are_circulated(
    session: Session, people: Cast, held: Meeting
) -> None:
    def credited() -> list[tuple[int, int | None, datetime]]:
        rows = select(Contribution).where(Contribution.kind == ContributionKind.RECORDED)
        return [(row.person_id, row.group_id, row.occurred_at) for row in session.exec(rows)]

    presence.name_recorder(session, held, people.gil, by=people.ann, now=NOW)
    drafted(session, held, people)
    assert credited() == []
    minutes.circulate(session, held, is_public=False, by=people.ann, now=NOW + 2 * HOUR)
    assert credited() == [(people.gil.id, people.metadata.id, held.starts_at)]
    assert ledger.differences(session) == []
    for _ in range(2):
        presence.name_recorder(session, held, people.ann, by=people.ann, now=NOW + 3 * HOUR)
        assert credited() == [(people.ann.id, people.metadata.id, held.starts_at)]
        assert ledger.differences(session) == []
    presence.decline(session, held, people.ann, now=NOW + 4 * HOUR)
    assert credited() == [(people.ben.id, people.metadata.id, held.starts_at)]
    assert recorded(session, held, people).recorder == "Ben Brook"
    assert ledger.differences(session) == []


def test_where_nobody_agreed_whoever_wrote_most_is_credited_as_the_minutes_say(
    session: Session, people: Cast, held: Meeting
) -> None:
    for writer, lines in ((people.ann, ["One"]), (people.ben, ["Two"]), (people.ann, ["Three"])):
        last, *_ = minutes.write(session, held, NOTE, lines, by=writer, now=NOW)
    last.undone_at, last.undone_by = NOW, people.ann.id
    minutes.close(session, held, by=people.ann, now=NOW + HOUR)
    minutes.circulate(session, held, is_public=False, by=people.ann, now=NOW + HOUR)
    assert minutes.existing(session, held).recorder_id == people.ann.id
    assert recorded(session, held, people).recorder == "Ann Abara"
    assert ledger.differences(session) == []


def test_minutes_without_a_line_are_credited_to_nobody(
    session: Session, people: Cast, held: Meeting
) -> None:
    minutes.begin(session, held, by=people.ann, now=NOW)
    minutes.close(session, held, by=people.ann, now=NOW + HOUR)
    minutes.circulate(session, held, is_public=False, by=people.ann, now=NOW + HOUR)
    assert minutes.existing(session, held).recorder_id is None
    assert session.exec(select(Contribution)).all() == []
    assert ledger.differences(session) == []
