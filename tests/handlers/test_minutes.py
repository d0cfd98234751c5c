"""The meeting that goes on and its minutes, through their door in Slack."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from handlers.minutes import circulating, correcting, found_minutes, line_commands, live_pages
from handlers.minutes import writing_forms as forms
from handlers.once import Repeated
from handlers.routes import GroupNeeded, Reply, Surface
from handlers.tasks import lists as task_lists
from models import (
    AgendaItem,
    Decision,
    Group,
    Meeting,
    MinuteLine,
    Minutes,
    MinutesCorrection,
    MinutesState,
    OutboxMessage,
    Person,
    RecorderState,
    RecorderTurn,
    Task,
)
from models.database import reading, unit_of_work
from sandbox.rules import check_message
from services import meetings, minutes
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import BEFORE, NOW, Cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.happenings import TODAY, meeting
from views import minutes as views
from views.values import ApprovalButton, ItemButton, MinutesAt

DAY = timedelta(days=1)


@pytest.fixture
def held(people: Cast) -> int:
    """A meeting of Metadata that began ten minutes ago."""
    with unit_of_work() as session:
        return meeting(session, people.metadata, NOW - timedelta(minutes=10)).id


def lines() -> list[tuple[str, str]]:
    with reading() as session:
        kept = select(MinuteLine).where(col(MinuteLine.undone_at).is_(None))
        return [
            (row.kind.value, row.wording) for row in session.exec(kept.order_by(col(MinuteLine.id)))
        ]


def line_ids() -> list[int]:
    with reading() as session:
        return list(session.exec(select(MinuteLine.id).order_by(col(MinuteLine.id))))


def state(held: int) -> MinutesState:
    with reading() as session:
        return session.get_one(Minutes, held).state


def buttons_of(answer: Any) -> list[str]:
    return [
        element["action_id"]
        for block in answer.message["blocks"]
        for element in (*block.get("elements", ()), block.get("accessory") or {})
        if "action_id" in element
    ]


def kinds_sent() -> list[str]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [f"{row.key.partition('|')[0]} {row.lane}" for row in rows]


def add_items(people: Cast, *titles: str) -> list[int]:
    with unit_of_work() as session:
        rows = [
            AgendaItem(
                group_id=people.metadata.id,
                title=title,
                minutes=10,
                proposed_by=people.ben.id,
                proposed_at=BEFORE,
                waits_since=BEFORE,
            )
            for title in titles
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def drafted(people: Cast, held: int) -> None:
    line_commands.note(ask(people.ben, "The courier costs 40 dollars"))
    live_pages.close(pressed(people.ann, held))


def circulated(people: Cast, held: int, readers: str = "members") -> None:
    drafted(people, held)
    circulating.circulate(sent(people.ann, {"readers": readers}, meeting=held))


def test_the_chair_begins_and_goes_through_the_agenda(people: Cast, held: int) -> None:
    norms, courier = add_items(people, "Norms & rules", "Courier")
    text = text_of(live_pages.begin(ask(people.ann)))
    assert "*Now:* Norms &amp; rules, 10 minutes left" in text
    assert "*Next:* Courier" in text
    assert "Nobody is recorded as present yet." in text
    on_first = ItemButton(held, norms).text
    answer = live_pages.next_item(pressed(people.ann, on_first))
    assert "*Now:* Courier" in text_of(answer)
    assert "This is the last item." in text_of(answer)
    # The same button again, in another window.
    assert "*Now:* Courier" in text_of(live_pages.next_item(pressed(people.ann, on_first)))
    on_second = ItemButton(held, courier).text
    assert "No agenda item is open." in text_of(
        live_pages.skip_item(pressed(people.ann, on_second))
    )
    closed = live_pages.close(pressed(people.ann, held))
    assert "meeting.checklist" in buttons_of(closed)
    text = text_of(closed)
    assert "Save who came before you circulate them." in text
    assert "1 agenda item is carried to the next meeting." in text
    assert state(held) is MinutesState.DRAFT
    assert kinds_sent() == ["minutesdraft UANN"]


@pytest.mark.parametrize("closer", ["a chair with a list", "an early chair", "a recorder"])
def test_who_closes_a_meeting_is_asked_who_came_only_where_she_can_say_so(
    people: Cast, held: int, closer: str
) -> None:
    who = people.ben if closer == "a recorder" else people.ann
    request = ask(who)
    with unit_of_work() as session:
        row = session.get_one(Meeting, held)
        if closer == "a chair with a list":
            came = {people.ann.id}
            meetings.record_attendance(session, row, came, visitors=[], by=people.ann, now=NOW)
        elif closer == "an early chair":
            row.starts_at = NOW + timedelta(microseconds=1)
        else:
            turn = RecorderTurn(
                meeting_id=held, person_id=who.id, state=RecorderState.AGREED, changed_at=NOW
            )
            session.add(turn)
    live_pages.begin(request)
    closed = live_pages.close(pressed(who, held))
    assert "meeting.checklist" not in buttons_of(closed)
    assert "Save who came" not in text_of(closed)


def test_only_who_runs_the_meeting_begins_and_closes_it(people: Cast, held: int) -> None:
    with pytest.raises(NotAllowed):
        live_pages.begin(ask(people.ben))
    live_pages.begin(ask(people.ann))
    for act in (live_pages.close, live_pages.begin):
        with pytest.raises(NotAllowed):
            act(pressed(people.ben, held))
        with pytest.raises(NotFound):
            act(pressed(people.cleo, held))
    assert "minutes.close" in buttons_of(live_pages.live(pressed(people.ann, held)))
    seen = buttons_of(live_pages.live(pressed(people.ben, held)))
    assert "minutes.write" in seen
    assert "minutes.close" not in seen
    assert "presence.recuse" not in seen
    add_items(people, "Norms")
    live_pages.skip_item(pressed(people.ann, f"{held}|0"))
    assert "presence.recuse" in buttons_of(live_pages.live(pressed(people.ben, held)))


def test_nothing_begins_long_before_its_hour(people: Cast) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata, NOW + timedelta(hours=1, seconds=1))
    with pytest.raises(Conflict, match="goes on or begins within the next hour"):
        live_pages.begin(ask(people.ann))
    with pytest.raises(Conflict, match="No meeting of Metadata goes on"):
        line_commands.note(ask(people.ann, "Early"))


def test_one_line_of_each_kind(people: Cast, held: int) -> None:
    both = (people.ben, people.pia)
    text = text_of(
        line_commands.note(ask(people.ben, "<@UANN> &amp; Ben were late", others=(people.ann,)))
    )
    assert "1 line more" in text
    assert "Note: Ann Abara &amp; Ben were late" in text
    line_commands.decide(ask(people.ann, "One norms file"))
    line_commands.announce(ask(people.ben, "Closed on <#CMETA|metadata>"))
    line_commands.park(ask(people.ben, "Who pays the courier"))
    assert lines() == [
        ("note", "Ann Abara & Ben were late"),
        ("decision", "One norms file"),
        ("announcement", "Closed on #metadata"),
        ("parked", "Who pays the courier"),
    ]
    assert both
    assert "already, so nothing was added" in text_of(
        line_commands.decide(ask(people.ben, "one norms file"))
    )
    with pytest.raises(Invalid):
        line_commands.note(ask(people.ben, " "))


@pytest.mark.parametrize(
    ("typed", "title", "owner", "due"),
    [
        ("Ben: send norms by Friday", "send norms", "ben", 3),
        ("ben brook: send norms", "send norms", "ben", None),
        ("<@UBEN> send norms by Friday", "send norms", "ben", 3),
        ("Pia Pons: send norms by tomorrow", "send norms", "pia", 1),
        ("me: send norms", "send norms", "ann", None),
        ("nobody: send norms", "send norms", None, None),
        ("send norms by Friday", "send norms", None, 3),
        ("Norms: send them", "Norms: send them", None, None),
    ],
)
def test_an_action_makes_the_task(
    people: Cast, held: int, typed: str, title: str, owner: str | None, due: int | None
) -> None:
    line_commands.action(ask(people.ann, typed, others=(people.ben,)))
    with reading() as session:
        [task] = session.exec(select(Task))
        [line] = session.exec(select(MinuteLine))
    assert task.title == title
    assert task.owner_id == (getattr(people, owner).id if owner else None)
    assert task.due_on == (TODAY + due * DAY if due else None)
    assert (task.group_id, line.task_id, line.wording) == (people.metadata.id, task.id, title)
    assert kinds_sent() == (["assigned UBEN"] if owner == "ben" else [])


def test_an_action_that_cannot_be_read_makes_nothing(people: Cast, held: int) -> None:
    with pytest.raises(Invalid):
        line_commands.action(ask(people.ann, " "))
    for typed in ("Ben: ", "Ben: send norms by Friday the 45th", "@ben send norms tomorrow"):
        view = shown(line_commands.action(ask(people.ann, typed, others=(people.ben,))))
        assert typed.strip() in str(view["blocks"])
    assert lines() == []


def test_her_last_line_is_undone_with_its_task(people: Cast, held: int) -> None:
    line_commands.action(ask(people.ann, "Ben: send norms", others=(people.ben,)))
    line_commands.note(ask(people.ben, "A note"))
    assert "Undone in the minutes" in text_of(line_commands.undo(ask(people.ann)))
    assert lines() == [("note", "A note")]
    with reading() as session:
        assert session.exec(select(Task)).all() == []
        [news] = [row for row in session.exec(select(OutboxMessage)) if row.lane == "UBEN"]
    assert "taken back" in str(news.payload)
    assert "No line of yours" in text_of(line_commands.undo(ask(people.ann)))
    [note] = [row for row in line_ids() if row != min(line_ids())]
    with pytest.raises(NotAllowed):
        line_commands.undo_line(pressed(people.pia, note))
    line_commands.undo_line(pressed(people.ben, note))
    assert lines() == []


def test_the_form_writes_lines_of_each_kind_and_shows_what_was_added_meanwhile(
    people: Cast, held: int
) -> None:
    line_commands.note(ask(people.ben, "First"))
    view = shown(forms.open_write(pressed(people.ann, held)))
    assert "First" in str(view["blocks"])
    line_commands.note(ask(people.ben, "Meanwhile"))
    fields = {
        "note": "Second\n\n• Third",
        "decision": "One file",
        "action": "Ben: send norms\nclean the shelf by Friday",
        "announcement": "Closed",
        "parked": "Courier",
    }
    seen = line_ids()[0]
    text = text_of(forms.write(sent(people.ann, fields, meeting=held, seen=seen)))
    assert "7 lines more" in text
    assert "Task: Ben Brook: send norms" in text
    assert "Task: clean the shelf, nobody has it yet, due Fri, Nov 27, 2026" in text
    assert "Note: Second" in text
    assert "Meanwhile (Ben Brook)" in text
    assert "First" not in text
    assert lines()[2:] == [
        ("note", "Second"),
        ("note", "Third"),
        ("decision", "One file"),
        ("action", "send norms"),
        ("action", "clean the shelf"),
        ("announcement", "Closed"),
        ("parked", "Courier"),
    ]


def test_the_same_form_sent_twice_writes_once(people: Cast, held: int) -> None:
    once = {"meeting": held, "seen": 0}
    request: Any = sent(people.ann, {"note": "One"}, **once)
    request = replace(request, request="the same form")
    forms.write(request)
    with pytest.raises(Repeated):
        forms.write(request)
    assert lines() == [("note", "One")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "note"),
        ({"note": " "}, "note"),
        ({"note": "x" * 1001}, "note"),
        ({"decision": "x" * 501}, "decision"),
        ({"action": "Ben: "}, "action"),
        ({"note": ["a"]}, "note"),
        ({"action": "\n".join(["a"] * 21)}, "action"),
    ],
)
def test_an_odd_form_writes_nothing(
    people: Cast, held: int, fields: dict[str, Any], field: str
) -> None:
    assert refused(forms.write, sent(people.ann, fields, meeting=held, seen=0))[1] == field
    assert lines() == []


def test_a_message_is_put_into_the_minutes(people: Cast, held: int) -> None:
    request = ask(
        people.ben,
        surface=Surface.SHORTCUT,
        channel_id="CMETA",
        message={"text": "We should <ask> the courier", "ts": "1.2"},
    )
    view = shown(forms.open_from_message(request))
    assert "We should" in str(view["blocks"])
    source = {"channel": "CMETA", "ts": "1.2"}
    fields = {"wording": "Ask the courier", "kind": "note", "meeting": str(held)}
    forms.write_from_message(sent(people.ben, fields, source=source))
    fields |= {"wording": "Ben: ask the courier", "kind": "action"}
    written = forms.write_from_message(sent(people.ben, fields, source=source))
    assert "Task: Ben Brook: ask the courier" in text_of(written)
    assert lines() == [("note", "Ask the courier"), ("action", "ask the courier")]
    with reading() as session:
        [task] = session.exec(select(Task))
    assert task.source_link == "https://example.slack.com/CMETA/1.2"
    with pytest.raises(NotFound):
        forms.write_from_message(sent(people.cleo, fields, source=source))


def test_a_task_of_the_minutes_leads_to_them(people: Cast, held: int) -> None:
    line_commands.action(ask(people.ann, "Ben: send norms by Friday"))
    with unit_of_work() as session:
        [task] = session.exec(select(Task))
        session.get_one(Group, people.metadata.id).is_private = False
        own = Task(title="Call", owner_id=people.ben.id, created_at=NOW, created_by=people.ben.id)
        session.add(own)

    def card_of(who: Person, number: int) -> dict[str, Any]:
        with reading() as session:
            return task_lists.card(session, session.get_one(Task, number), ask(who))

    card = card_of(people.ben, task.id)
    check_message(**card)
    assert "From the meeting *Norms review*" in str(card)
    assert any(
        block.get("accessory", {}).get("action_id") == views.SHOW for block in card["blocks"]
    )
    assert "From the meeting" not in str(card_of(people.ben, own.id))
    # Minutes that are for members are no link for others who see the task.
    assert "From the meeting" not in str(card_of(people.cleo, task.id))


def test_a_message_becomes_a_correction_of_circulated_minutes(people: Cast, held: int) -> None:
    circulated(people, held)
    request = ask(
        people.ben,
        surface=Surface.SHORTCUT,
        channel_id="CMETA",
        message={"text": "It costs 12, not 21", "ts": "1.2"},
    )
    view = str(shown(forms.open_from_message(request)))
    assert "A correction of circulated minutes" in view
    assert "(circulated): Norms review" in view
    assert "A note" not in view
    source = {"channel": "CMETA", "ts": "1.2"}
    fields = {"wording": "It costs 12", "kind": "correction", "meeting": str(held)}
    answer = forms.write_from_message(sent(people.ben, fields, source=source))
    assert "is listed" in text_of(answer)
    again = forms.write_from_message(sent(people.ben, fields, source=source))
    assert "asked for that" in text_of(again)
    with reading() as session:
        [row] = session.exec(select(MinutesCorrection))
        keys = [row.key for row in session.exec(select(OutboxMessage))]
    assert (row.wording, row.proposed_by, row.line_id) == ("It costs 12", people.ben.id, None)
    assert sum(key.startswith("correction|") for key in keys) == 1
    with pytest.raises(NotFound):
        forms.write_from_message(sent(people.cleo, fields, source=source))
    with pytest.raises(Conflict, match="no line is added"):
        forms.write_from_message(sent(people.ben, fields | {"kind": "note"}, source=source))
    for odd, field in (({"meeting": None}, "meeting"), ({"kind": "amendment"}, "kind")):
        assert refused(forms.write_from_message, sent(people.ben, fields | odd))[1] == field
    assert refused(forms.write_from_message, sent(people.ben, fields | {"wording": " "}))


def test_the_latest_meeting_is_chosen_for_a_message(people: Cast, held: int) -> None:
    request = ask(
        people.ben, surface=Surface.SHORTCUT, channel_id="CMETA", message={"text": "x", "ts": "1"}
    )

    def chosen() -> list[str]:
        blocks = shown(forms.open_from_message(request))["blocks"]
        return [block["element"]["initial_option"]["value"] for block in blocks[1:]]

    with unit_of_work() as session:
        older = meeting(session, people.metadata, NOW - timedelta(days=30)).id
    assert chosen() == ["note", str(held)]
    circulated(people, held)
    assert chosen() == ["correction", str(held)]
    with unit_of_work() as session:
        soon = meeting(session, people.metadata, NOW + timedelta(minutes=30)).id
    assert chosen() == ["note", str(soon)]
    assert older not in (held, soon)


def test_a_message_is_no_correction_before_and_after(people: Cast, held: int) -> None:
    request = ask(
        people.ben,
        surface=Surface.SHORTCUT,
        channel_id="CMETA",
        message={"text": "It costs 12", "ts": "1.2"},
    )
    assert "correction" not in str(shown(forms.open_from_message(request)))
    fields = {"wording": "It costs 12", "kind": "correction", "meeting": str(held)}
    with pytest.raises(Conflict):
        forms.write_from_message(sent(people.ben, fields))
    circulated(people, held)
    with unit_of_work() as session:
        session.get_one(Minutes, held).state = MinutesState.APPROVED
    with pytest.raises(Conflict, match="into whose minutes"):
        forms.open_from_message(request)
    with pytest.raises(Conflict, match="between circulating and approving"):
        forms.write_from_message(sent(people.ben, fields))


def test_corrections_of_a_message_stay_within_her_own_groups(people: Cast, held: int) -> None:
    circulated(people, held)
    with unit_of_work() as session:
        group(session, "Courier", chair=people.ann, channel_id="CCOUR")
    usual: dict[str, Any] = {"surface": Surface.SHORTCUT, "message": {"text": "12", "ts": "1.2"}}
    assert "Norms review" in str(shown(forms.open_from_message(ask(people.ben, here="", **usual))))
    for outside in (ask(people.ann, here="Courier", **usual), ask(people.cleo, here="", **usual)):
        with pytest.raises(Conflict, match="into whose minutes"):
            forms.open_from_message(outside)


def test_a_message_goes_nowhere_without_a_meeting(people: Cast) -> None:
    request = ask(people.ben, surface=Surface.SHORTCUT, message={"text": "Hello", "ts": "1.2"})
    with pytest.raises(Conflict, match="into whose minutes"):
        forms.open_from_message(request)


def test_lines_of_a_draft_are_changed_and_taken_out(people: Cast, held: int) -> None:
    drafted(people, held)
    [line] = line_ids()
    assert "The courier costs 40" in text_of(forms.lines(pressed(people.ann, MinutesAt(held).text)))
    shown(forms.open_edit(pressed(people.ann, line)))
    seen = "The courier costs 40 dollars"
    changed = {"wording": "The courier costs 14 dollars"}
    assert "is changed" in text_of(forms.edit(sent(people.ann, changed, line=line, shown=seen)))
    with pytest.raises(Conflict):
        forms.edit(sent(people.ann, {"wording": "No"}, line=line, shown=seen))
    with pytest.raises(NotAllowed):
        forms.open_edit(pressed(people.ben, line))
    assert lines() == [("note", "The courier costs 14 dollars")]
    forms.edit(sent(people.ann, {"wording": ""}, line=line, shown=seen))
    assert lines() == []


def test_minutes_are_circulated_to_the_channel_and_to_partners(people: Cast, held: int) -> None:
    drafted(people, held)
    shown(circulating.open_circulate(pressed(people.ann, held)))
    text = text_of(circulating.circulate(sent(people.ann, {"readers": "public"}, meeting=held)))
    assert "I tell <#CMETA>" in text
    assert "I do not tell Pia Pons about this" in text
    assert kinds_sent() == ["minutesdraft UANN", "minutes CMETA"]
    with pytest.raises(Conflict, match="circulated already"):
        circulating.circulate(sent(people.ann, {"readers": "members"}, meeting=held))
    assert "costs 40 dollars" in text_of(circulating.show(pressed(people.cleo, held)))


def test_a_draft_is_read_in_the_group_alone(people: Cast, held: int) -> None:
    drafted(people, held)
    seen = circulating.show(pressed(people.ann, held))
    assert {"minutes.circulate", "minutes.lines"} <= set(buttons_of(seen))
    assert buttons_of(circulating.show(pressed(people.ben, held))) == ["minutes.files"]
    with pytest.raises(NotFound):
        circulating.show(pressed(people.cleo, held))
    circulating.circulate(sent(people.ann, {"readers": "members"}, meeting=held))
    with pytest.raises(NotFound):
        circulating.show(pressed(people.cleo, held))


def test_a_correction_goes_to_the_chair_and_back(people: Cast, held: int) -> None:
    circulated(people, held)
    [line] = line_ids()
    shown(correcting.open_correct(pressed(people.ben, held)))
    fields = {"line": str(line), "wording": "The courier costs 14 dollars"}
    text = text_of(correcting.correct(sent(people.ben, fields, meeting=held)))
    assert "I am telling the chair" in text
    again = text_of(correcting.correct(sent(people.ben, fields, meeting=held)))
    assert "already" in again
    with reading() as session:
        [correction] = session.exec(select(MinutesCorrection))
    page = circulating.show(pressed(people.ann, held))
    assert "minutes.accept" in buttons_of(page)
    assert "(of the line “The courier costs 40 dollars”) – not settled yet" in str(page)
    assert "\\nNow: The courier costs 40 dollars\\nThen: The courier costs 14 dollars" in str(page)
    with reading() as session:
        [wanted] = [
            row.payload
            for row in session.exec(select(OutboxMessage))
            if row.key.startswith("correction|")
        ]
    assert "Now: The courier costs 40 dollars" in str(wanted)
    with pytest.raises(NotAllowed):
        correcting.decline(pressed(people.ben, correction.id))
    shown(correcting.open_accept(pressed(people.ann, correction.id)))
    wording = {"wording": "The courier costs 14 dollars"}
    assert "Accepted" in text_of(
        correcting.accept(sent(people.ann, wording, correction=correction.id))
    )
    assert lines() == [("note", "The courier costs 14 dollars")]
    assert kinds_sent()[-2:] == ["correction UANN", "corrected UBEN"]
    with pytest.raises(Conflict):
        correcting.decline(pressed(people.ann, correction.id))


def test_a_correction_of_no_line_is_accepted_or_declined_at_once(people: Cast, held: int) -> None:
    circulated(people, held)
    for wording in ("Cleo was there", "Dag was there"):
        correcting.correct(sent(people.ben, {"wording": wording}, meeting=held))
    with reading() as session:
        first, second = session.exec(select(MinutesCorrection).order_by(col(MinutesCorrection.id)))
    accepted = correcting.open_accept(pressed(people.ann, first.id))
    assert isinstance(accepted, Reply)
    assert "Accepted: Cleo was there\nIt names no line" in text_of(accepted)
    declined = text_of(correcting.decline(pressed(people.ann, second.id)))
    assert declined == "Declined: Dag was there"
    with reading() as session:
        found = session.exec(select(MinutesCorrection).order_by(col(MinutesCorrection.id))).all()
    assert [row.is_accepted for row in found] == [True, False]
    text = text_of(circulating.show(pressed(people.ben, held)))
    assert "accepted by Ann Abara" in text
    assert "declined by Ann Abara" in text


def test_the_next_meeting_approves_and_a_chair_amends(people: Cast, held: int) -> None:
    circulated(people, held)
    with pytest.raises(Conflict, match="No later meeting"):
        circulating.open_approve_at(pressed(people.ann, held))
    with unit_of_work() as session:
        later = meeting(session, people.metadata, NOW + timedelta(minutes=30)).id
    begun = live_pages.begin(pressed(people.ann, later))
    assert "minutes.approve" in buttons_of(begun)
    with pytest.raises(NotAllowed):
        live_pages.approve(pressed(people.ben, ApprovalButton(held, later).text))
    text = text_of(live_pages.approve(pressed(people.ann, ApprovalButton(held, later).text)))
    assert "are approved at the meeting of Tue, Nov 24, 2026, and locked" in text
    assert state(held) is MinutesState.APPROVED
    shown(circulating.open_amend(pressed(people.ann, held)))
    circulating.amend(sent(people.ann, {"wording": "It was 41 dollars"}, meeting=held))
    text = text_of(circulating.show(pressed(people.ben, held)))
    assert "It was 41 dollars" in text
    assert "Approved at the meeting of" in text


def test_a_chair_says_at_which_meeting_they_were_approved(people: Cast, held: int) -> None:
    circulated(people, held)
    with unit_of_work() as session:
        later = meeting(session, people.metadata, NOW + timedelta(minutes=30)).id
    shown(circulating.open_approve_at(pressed(people.ann, held)))
    with pytest.raises(Invalid):
        circulating.approve_at(sent(people.ann, {}, meeting=held))
    circulating.approve_at(sent(people.ann, {"approved_in": str(later)}, meeting=held))
    assert state(held) is MinutesState.APPROVED


def test_both_files_come_in_private(people: Cast, held: int) -> None:
    drafted(people, held)
    circulating.send_files(pressed(people.ben, held))
    with reading() as session:
        names = [row.payload.get("filename") for row in session.exec(select(OutboxMessage))]
    assert [name for name in names if name] == [
        f"minutes-2026-11-24-{held}.md",
        f"minutes-2026-11-24-{held}.docx",
    ]


def test_minutes_are_listed_and_found(people: Cast, held: int) -> None:
    line_commands.note(ask(people.ben, "The courier is late"))
    for text in ("", "Metadata"):
        listed = found_minutes.listed(ask(people.ben, text))
        assert "Norms review, Tue, Nov 24, 2026: In progress" in text_of(listed)
        assert "minutes.write" in buttons_of(listed)
    assert "The courier is late" in text_of(found_minutes.listed(ask(people.ben, "late courier")))
    assert "No minutes that you may read" in text_of(
        found_minutes.listed(ask(people.cleo, "courier"))
    )
    assert "No meeting" in text_of(found_minutes.listed(ask(people.cleo, "")))
    line_commands.action(ask(people.ben, "Ask the courier"))
    assert "task: Ask the courier" in text_of(found_minutes.listed(ask(people.ben, "courier ask")))
    assert "meeting: Norms review" in text_of(found_minutes.listed(ask(people.ben, "norms review")))


def test_a_line_typed_elsewhere_goes_to_the_only_meeting_that_goes_on(
    people: Cast, held: int
) -> None:
    live_pages.begin(ask(people.ann))
    line_commands.note(ask(people.ben, "From afar", here=""))
    assert lines() == [("note", "From afar")]
    with reading() as session:
        assert session.exec(select(Meeting)).one().id == held
        assert session.exec(select(Decision)).all() == []


def test_a_line_typed_elsewhere_goes_to_no_meeting_that_ended_more_than_a_day_ago(
    people: Cast, held: int
) -> None:
    live_pages.begin(ask(people.ann))
    with unit_of_work() as session:
        other = group(session, "Courier", chair=people.ben, channel_id="CCOUR")
        last = meeting(session, other, NOW - timedelta(days=1, hours=1))
        begun = NOW - timedelta(days=1, hours=1)
        minutes.begin(session, last, by=people.ben, now=begun)
        ends_at = last.ends_at
    kept = ends_at + timedelta(days=1)
    with pytest.raises(GroupNeeded):
        line_commands.note(replace(ask(people.ben, "Which", here=""), now=kept))
    after = kept + timedelta(microseconds=1)
    line_commands.note(replace(ask(people.ben, "From afar", here=""), now=after))
    with reading() as session:
        [line] = session.exec(select(MinuteLine)).all()
    assert (line.wording, line.meeting_id) == ("From afar", held)
