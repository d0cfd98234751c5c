"""Meetings in a list, and one meeting looked at closely."""

from collections.abc import Container, Sequence
from dataclasses import replace

from models import Decision, Group, Person, RsvpAnswer
from models.meetings import Meeting, MeetingLine, Summary
from models.payloads import Block, Element, Message
from views import decisions as decision_views
from views import help as help_views
from views.elements import actions, button, context, header, message, more_button, section
from views.meetings import ids
from views.meetings.cards import (
    agenda_row,
    alternate_button,
    answer_buttons,
    card_buttons,
    counts,
    facts,
    in_words,
    length,
    missing,
    who,
)
from views.texts import bold, esc, joined, short
from views.times import moment, plain_moment
from views.values import ON_OWN_PAGE, MeetingListAt

# Ten lines of this length, escapes included, leave room for the buttons in one message.
_LINE = 950
_NEXT_LINE = "\n"


def listed(
    lines: Sequence[MeetingLine],
    *,
    group: Group | None,
    mine: bool,
    may_schedule: bool,
    zone: str,
    page: int = 0,
    left: int = 0,
    my_groups: Container[int],
    sent_to: Container[int] = (),
) -> Message:
    """The coming meetings, ten at a time, with buttons for those of ``my_groups`` and for those to
    which the reader is ``sent_to`` in the place of a member.

    ``left`` is how many come after this page.
    """
    title = (
        f"Meetings of {short(group.name, 100)}"
        if group
        else ("Your meetings" if mine else "Meetings")
    )
    schedule = [_schedule(group)] if may_schedule and page == 0 else []
    if not lines:
        who = "" if may_schedule else " Chairs schedule them."
        text = f"{_nothing(group, mine=mine)}{who}"
        return message(text, [section(text), *schedule])
    where = MeetingListAt(group.id if group else None, page)
    blocks: list[Block] = [header(title)]
    for line in lines:
        is_invited = line.meeting.group_id in my_groups or line.meeting.id in sent_to
        blocks += _line(line, where, may_answer=is_invited)
    if left:
        blocks.append(more_button(ids.PAGE_OF, replace(where, page=page + 1).text, left=left))
    blocks += [*schedule, context("Times are shown on your own clock.")]
    words = "; ".join(_in_words(line, zone) for line in lines)
    return message(f"{esc(title)}: {words}.", blocks)


def shown(
    summary: Summary,
    answer: RsvpAnswer | None,
    *,
    decided: Sequence[Decision],
    may_answer: bool,
    may_edit: bool,
    zone: str,
    may_send: bool = True,
    runner: Person | None = None,
    in_minutes: Sequence[Element] = (),
) -> Message:
    """One meeting, with all that this person may do about it: ``may_send`` says that, where she
    may answer, somebody may come in her place. ``runner`` has been handed it, and ``in_minutes``
    are the buttons about its minutes.
    """
    meeting = summary.meeting
    runs = f"Run by {esc(short(runner.name, 80))}." if runner else ""
    blocks: list[Block] = [header(meeting.title), section(facts(summary)), *who(summary)]
    blocks += [context(runs)] if runs else []
    if mine := _own_answer(summary, answer, may_answer=may_answer):
        blocks.append(section(mine))
    blocks += decision_views.of_meeting(decided)
    if may_answer and (row := card_buttons(summary, ON_OWN_PAGE, given=answer)):
        blocks.append(actions(*row))
    if agenda := agenda_row(summary):
        blocks.append(actions(*agenda))
    absent = missing(summary) if may_edit and summary.takes_answers else ""
    if absent:
        blocks.append(section(short(absent, 2900)))
    if may_edit and (row := _chair_buttons(summary)):
        blocks.append(actions(*row))
    if in_minutes:
        blocks.append(actions(*in_minutes))
    if summary.takes_answers:
        blocks.append(_own_buttons(summary, may_send=may_answer and may_send))
    blocks.append(context(esc(short(summary.group.name, 200))))
    sentences = [in_words(summary), runs, _on_own_clock(meeting, zone), mine, absent]
    return message(joined([*sentences, _decided_in_words(decided)], " "), blocks)


def _on_own_clock(meeting: Meeting, zone: str) -> str:
    is_elsewhere = zone != meeting.zone
    return f"On your clock: {plain_moment(meeting.starts_at, zone)}." if is_elsewhere else ""


def _decided_in_words(decided: Sequence[Decision]) -> str:
    settled = "; ".join(esc(decision.wording) for decision in decided)
    return f"Decided: {settled}." if settled else ""


def _own_buttons(summary: Summary, *, may_send: bool) -> Block:
    meeting = summary.meeting
    add = button("Add to my calendar", ids.ADD_TO_CALENDAR, meeting.id, about=meeting.title)
    return actions(add, *([alternate_button(meeting)] if may_send else []))


def _own_answer(summary: Summary, answer: RsvpAnswer | None, *, may_answer: bool) -> str:
    if answer:
        return f"You answered {answer}."
    return "You have not answered yet." if summary.takes_answers and may_answer else ""


def _line(line: MeetingLine, where: MeetingListAt, *, may_answer: bool) -> list[Block]:
    meeting = line.meeting
    about = joined(
        [
            f"{moment(meeting.starts_at, meeting.zone)}, {length(meeting)}",
            esc(short(line.group, 60)),
            esc(short(meeting.place, 60)),
        ]
    )
    mine = f"You answered *{line.own}*" if line.own else ""
    answers = joined([counts(line.totals) if line.takes_answers else "Under way", mine])
    text = short(joined([bold(short(meeting.title, 100)), about, answers], _NEXT_LINE), _LINE)
    show = button("Show", ids.SHOW, meeting.id, about=short(meeting.title, 60))
    if may_answer and line.takes_answers:
        return [section(text), actions(*answer_buttons(meeting, where, given=line.own), show)]
    return [section(text), actions(show)]


def _in_words(line: MeetingLine, zone: str) -> str:
    meeting = line.meeting
    title, group = esc(short(meeting.title, 80)), esc(short(line.group, 60))
    return f"{title} ({group}), {plain_moment(meeting.starts_at, zone)}, {counts(line.totals)}"


def _nothing(group: Group | None, *, mine: bool) -> str:
    whose = (
        f"of {esc(short(group.name, 200))}"
        if group
        else ("of your groups" if mine else "of any group")
    )
    return f"No meeting {whose} is scheduled."


def _schedule(group: Group | None) -> Block:
    if group is None:
        return actions(
            help_views.run_button("Schedule a meeting", "/meet new", name="meet", style="primary")
        )
    return actions(button("Schedule a meeting", ids.NEW, group.id, style="primary"))


def _chair_buttons(summary: Summary) -> list[Element]:
    meeting = summary.meeting
    about = short(meeting.title, 50)
    if summary.takes_answers:
        return [
            button("Move", ids.MOVE, meeting.id, about=about),
            button("Change title or place", ids.EDIT, meeting.id, about=about),
            *(
                [button("Answer for a partner", ids.ANSWER_FOR, meeting.id, about=about)]
                if summary.without_slack
                else []
            ),
            button("Cancel the meeting", ids.CANCEL, meeting.id, about=about, style="danger"),
        ]
    if summary.takes_claims or summary.came:
        who_came = button("Who came", ids.CHECKLIST, meeting.id, about=about)
        return [who_came, decision_views.write_button(meeting, about=about)]
    return []
