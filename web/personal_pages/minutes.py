"""The minutes of a meeting: reading, printing, writing lines, and asking for corrections."""

import secrets
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from models import Group, Meeting, MinuteLine, MinuteLineKind, Minutes, MinutesState
from models.database import reading, unit_of_work
from models.subjects import Subject
from services import access, minutes, outbox, tasks, word_documents
from services.access import Standing
from services.errors import Invalid, NotFound
from views import minutes as views
from views import tasks as task_views
from web.personal_pages.sent_forms import keep_sent, was_sent
from web.personal_pages.visits import Done, Download, Shown, Visit


def show(visit: Visit, number: int) -> Shown:
    """The whole of the minutes, with the forms of what she may do. Where nobody has begun any, the
    form to write them alone.
    """
    with reading() as session:
        meeting, group, present = access.minutes_to_see(session, number, by=visit.who)
        facts: dict[str, Any] = {
            "meeting": meeting,
            "group": group,
            "minutes": present,
            "fields": views.FIELDS,
            "kinds": views.KIND_WORDS,
        }
        facts |= {"form_key": secrets.token_hex(16)}
        facts |= _rights(session, meeting, group, present, visit.who)
        facts["unsent"] = [] if facts["may_write"] else _typed(visit)
        if present is not None:
            record = minutes.record(session, meeting, group, present, visit.now)
            facts |= {
                "record": record,
                "meeting": record.meeting,
                "group": record.group,
                "paragraphs": views.paragraphs(record)[1:],
                "own_lines": _undoable(record.lines, facts, visit),
                "approving": _approving(session, meeting, facts, visit),
            }
    return Shown("minutes.html", facts)


def act(visit: Visit, number: int) -> Done:
    """What the forms of the page do, each in one unit of work; what one gives back says more of
    what was done.
    """
    outcome, run = visit.choice("act", _ACTS)
    with unit_of_work() as session:
        outcome = run(session, number, visit) or outcome
    return Done(outcome, visit.path("meetings", number, "minutes"))


def file(visit: Visit, number: int) -> Download:
    """The minutes as Markdown, or as a document for Word."""
    ending = visit.choice("ending", {ending: ending for ending in word_documents.TYPES})
    with reading() as session:
        meeting, group, present = access.minutes_to_see(session, number, by=visit.who)
        present = present or minutes.existing(session, meeting)
        record = minutes.record(session, meeting, group, present, visit.now)
    title, rows = record.meeting.title, views.rows(record)
    return Download(
        *word_documents.file_of(ending, views.file_name(record), title, rows, now=visit.now)
    )


def _rights(
    session: Session, meeting: Meeting, group: Group, present: Minutes | None, who: Standing
) -> dict[str, bool]:
    """What she may do to the minutes in their state."""
    state = present.state if present else MinutesState.OPEN
    may_run = access.may_run_minutes(session, meeting, group, by=who)
    may_settle = access.may_settle_minutes(group, by=who)
    is_writer = access.may_write_minutes(group, by=who)
    is_open, is_draft = state is MinutesState.OPEN, state is MinutesState.DRAFT
    return {
        "may_write": is_writer and (is_open or (is_draft and may_run)),
        "may_close": present is not None and is_open and may_run,
        "may_circulate": is_draft and may_settle,
        "may_correct": state is MinutesState.CIRCULATED and access.may_work_in(group, by=who),
        "may_settle": state is MinutesState.CIRCULATED and may_settle,
        "may_amend": state is MinutesState.APPROVED and may_settle,
        "may_run": may_run,
    }


def _typed(visit: Visit) -> list[str]:
    """The lines that were sent, for the page that refuses them and has no form for them."""
    texts = (visit.text(kind.value) for kind, *_ in views.FIELDS)
    return [line for text in texts for line in text.splitlines() if line.strip()]


def _undoable(lines: Any, facts: dict[str, Any], visit: Visit) -> list[Any]:
    """Her own lines, or all where she runs the meeting, as long as lines can be written."""
    if not facts["may_write"]:
        return []
    return [row for row in lines if facts["may_run"] or row.line.written_by == visit.person.id]


def _approving(
    session: Session, meeting: Meeting, facts: dict[str, Any], visit: Visit
) -> list[Meeting]:
    return minutes.approving_meetings(session, meeting, visit.now) if facts["may_settle"] else []


def _write(session: Session, number: int, visit: Visit) -> str:
    """All lines of the form, once however often it is sent; whether one is a decision that is below
    the quorum.
    """
    meeting = access.meeting_to_write_in(session, number, by=visit.who)
    group = session.get_one(Group, meeting.group_id)
    runs = access.may_run_minutes(session, meeting, group, by=visit.who)
    by: dict[str, Any] = {"by": visit.person, "now": visit.now}
    wordings = {kind: visit.text(kind.value).splitlines() for kind, *_ in views.FIELDS}
    actions = [line for line in wordings.pop(MinuteLineKind.ACTION) if line.strip()]
    if not actions and not any(line.strip() for lines in wordings.values() for line in lines):
        raise Invalid("Write at least one line.", field="note")
    if len(actions) > minutes.MOST_ACTIONS:
        raise Invalid(f"Send {minutes.MOST_ACTIONS} tasks at a time.", field="action")
    if was_sent(session, visit):
        return ""
    lines: list[MinuteLine] = []
    for kind, typed in wordings.items():
        lines += minutes.write(session, meeting, kind, typed, is_runner=runs, **by)
    for text in actions:
        draft = minutes.draft_of(session, group, text, **by)
        line, task = minutes.write_action(session, meeting, draft, is_runner=runs, **by)
        found = access.task_line(session, task, visit.now)
        tasks.tell_new_owners(session, found, task_views.assigned, **by)
        lines.append(line)
    keep_sent(session, visit, len(lines))
    is_decided = any(line.kind is MinuteLineKind.DECISION for line in lines)
    is_below = is_decided and minutes.below_quorum(session, meeting, visit.now)
    return "written_below_quorum" if is_below else ""


def _undo(session: Session, number: int, visit: Visit) -> None:
    meeting, line = access.line_to_undo(session, _id(visit, "line"), by=visit.who)
    _check_same(line.meeting_id, number)
    group = session.get_one(Group, meeting.group_id)
    runs = access.may_run_minutes(session, meeting, group, by=visit.who)
    task_id = line.task_id
    rest = minutes.undo(session, meeting, line, by=visit.person, now=visit.now, is_runner=runs)
    if task_id is not None and not rest:
        about, card = Subject("task", task_id), views.task_taken_back()
        outbox.update_cards(session, about, card, revision=("taken back",), now=visit.now)


def _close(session: Session, number: int, visit: Visit) -> None:
    meeting = access.meeting_to_run(session, number, by=visit.who)
    minutes.close(session, meeting, by=visit.person, now=visit.now)
    group = session.get_one(Group, meeting.group_id)
    minutes.tell_drafted(session, meeting, group, views.MINUTES_WORDS, now=visit.now)


def _circulate(session: Session, number: int, visit: Visit) -> None:
    readers = {views.FOR_MEMBERS: False, views.FOR_ALL: True}
    is_public = visit.choice("readers", readers)
    meeting = access.meeting_to_settle(session, number, by=visit.who)
    minutes.circulate(session, meeting, is_public=is_public, by=visit.person, now=visit.now)
    group = session.get_one(Group, meeting.group_id)
    minutes.tell_circulated(session, meeting, group, views.MINUTES_WORDS, now=visit.now)


def _correct(session: Session, number: int, visit: Visit) -> None:
    meeting = access.meeting_to_correct(session, number, by=visit.who)
    line = session.get(MinuteLine, _id(visit, "line")) if visit.text("line") else None
    by: dict[str, Any] = {"by": visit.person, "now": visit.now}
    wording = visit.text("wording")
    correction, is_new = minutes.propose(session, meeting, wording, line=line, **by)
    if is_new:
        group, words = session.get_one(Group, meeting.group_id), views.MINUTES_WORDS
        minutes.tell_correction(session, meeting, group, correction, words, **by)


def _settle(session: Session, number: int, visit: Visit) -> None:
    correction = access.correction_to_settle(session, _id(visit, "correction"), by=visit.who)
    _check_same(correction.meeting_id, number)
    meeting = session.get_one(Meeting, number)
    by: dict[str, Any] = {"by": visit.person, "now": visit.now}
    settle = minutes.accept if visit.text("act") == "accept" else minutes.decline
    settle(session, meeting, correction, **by)
    group, words = session.get_one(Group, meeting.group_id), views.MINUTES_WORDS
    minutes.tell_settled(session, meeting, group, correction, words, **by)


def _approve(session: Session, number: int, visit: Visit) -> None:
    meeting = access.meeting_to_settle(session, number, by=visit.who)
    approving = access.meeting_to_run(session, _id(visit, "approved_in"), by=visit.who)
    minutes.approve(session, meeting, approving, by=visit.person, now=visit.now)


def _amend(session: Session, number: int, visit: Visit) -> None:
    meeting = access.meeting_to_settle(session, number, by=visit.who)
    if was_sent(session, visit):
        return
    minutes.amend(session, meeting, visit.text("wording"), by=visit.person, now=visit.now)
    keep_sent(session, visit, 1)


def _id(visit: Visit, field: str) -> int:
    typed = visit.text(field)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Invalid("That is none of the choices on this page. Choose again.", field=field)
    return int(typed)


def _check_same(meeting_id: int, number: int) -> None:
    if meeting_id != number:
        raise NotFound("That is not in these minutes.")


_Run = Callable[[Session, int, Visit], str | None]
_ACTS: dict[str, tuple[str, _Run]] = {
    "write": ("written", _write),
    "undo": ("undone", _undo),
    "close": ("closed_meeting", _close),
    "circulate": ("circulated", _circulate),
    "correct": ("correction", _correct),
    "accept": ("accepted", _settle),
    "decline": ("declined", _settle),
    "approve": ("approved", _approve),
    "amend": ("amended", _amend),
}
