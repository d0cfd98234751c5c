"""The words of weekly digests: calm, complete, within Slack's limits, and pinging nobody."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from models import Call, CallState, QuietWeek
from models.calls import CallLine, UnitKind
from models.decisions import OpenQuestion, ReplacementKind, Settled
from models.digests import DigestFacts, MeetingAhead, MeetingHeld, NewMember, TaskFact
from sandbox import rules
from tests.views.things import (
    AT,
    MONDAY,
    NASTY,
    RIGHT_TO_LEFT,
    WEEK,
    buttons,
    decision,
    group,
    marked_up,
    meeting,
    question,
    read_out,
    shown,
    task,
)
from views import digests
from views.digests.wording import done_line


def facts(**more: Any) -> DigestFacts:
    nothing: dict[str, Any] = {
        "since": AT - WEEK,
        "at": AT,
        "today": MONDAY,
        "decided": (),
        "questions": (),
        "done": (),
        "due": (),
        "overdue": (),
        "opened": 0,
        "ahead": (),
        "held": (),
        "joined": (),
        "nothing_changed": False,
    }
    return DigestFacts(**nothing | more)


def full(title: str, who: str, count: int) -> DigestFacts:
    """As much of everything as a busy group may have."""
    many = tuple(TaskFact(task(number, title), who) for number in range(count))
    return facts(
        done=many,
        due=many,
        overdue=many,
        opened=count,
        ahead=tuple(MeetingAhead(meeting(n, title, AT + WEEK, title), 5, 1, 2) for n in range(3)),
        held=tuple(MeetingHeld(meeting(n, title, AT - WEEK), 9, 4) for n in range(count)),
        joined=tuple(NewMember(who, title) for _ in range(count)),
        decided=tuple(Settled(decision(n, title * 2), title, earlier=title) for n in range(count)),
        questions=tuple(OpenQuestion(question(n, title * 2), who) for n in range(count)),
        open_calls=tuple(call_line(title) for _ in range(count)),
        ended_calls=tuple(call_line(title, state=CallState.CLOSED) for _ in range(count)),
    )


def call_line(question: str, **facts: Any) -> CallLine:
    """A call of which five of twelve libraries have answered."""
    usual: dict[str, Any] = {
        "state": CallState.OPEN,
        "closes_at": AT + WEEK,
        "unit_kind": UnitKind.LIBRARY,
    }
    call = Call(id=1, group_id=1, question=question[:300], **(usual | facts))
    return CallLine(call, group(), 12, 5)


def test_a_call_whose_time_is_up_is_closed_before_it_is_closed_by_the_clock() -> None:
    line = call_line("Share it?", closes_at=AT, reason="One asked for time")
    message = digests.weekly(group(), facts(ended_calls=(line,)))
    assert "Share it? · closed · 5 of 12 libraries answered" in str(shown(message))
    assert "One asked" not in str(shown(message))


def test_a_decision_says_what_it_replaces() -> None:
    row = decision(7, "Nobody prints labels")
    row.replaces_id, row.replacement = 6, ReplacementKind.REPLACES
    settled = Settled(row, "Kick-off", earlier="All print <labels>")
    message = digests.weekly(group(), facts(decided=(settled,)))
    line = "• Nobody prints labels · replaces “All print <labels>” · Kick-off"
    assert line in shown(message)
    assert message is not None
    assert "“All print &lt;labels&gt;”" in message["text"]


@pytest.mark.parametrize(
    ("ends_in", "people", "words"),
    [
        (timedelta(microseconds=1), 0, "it goes on"),
        (timedelta(), 0, "nobody was recorded as present"),
        (timedelta(microseconds=1), 2, "2 people from 1 library"),
    ],
)
def test_a_meeting_that_goes_on_is_not_said_to_be_without_people(
    ends_in: timedelta, people: int, words: str
) -> None:
    held = meeting(5, "Kick-off", AT)
    held.starts_at += ends_in + (AT - held.ends_at)
    message = digests.weekly(group(), facts(held=(MeetingHeld(held, people, 1),)))
    assert f"• Kick-off · {words}" in shown(message)


def test_a_week_in_full() -> None:
    message = digests.weekly(
        group(),
        facts(
            done=(TaskFact(task(1, "Send the survey"), "Ann Abara"),),
            overdue=(TaskFact(task(2, "Review norm rules", date(2026, 11, 20)), "Ben Brook"),),
            due=(TaskFact(task(3, "Draft the charge", date(2026, 11, 27)), None),),
            opened=2,
            ahead=(MeetingAhead(meeting(4, "Norms review", AT + WEEK, "Room 5"), 7, 1, 2),),
            held=(MeetingHeld(meeting(5, "Kick-off", AT - WEEK), 9, 4),),
            joined=(NewMember("Cleo Costa", "Tunxis"),),
            decided=(
                Settled(decision(6, "We share one norms file"), "Kick-off"),
                Settled(decision(7, "Nobody prints labels"), None),
            ),
            questions=(OpenQuestion(question(8, "Who pays the courier?"), "Ben Brook"),),
            open_calls=(call_line("Renew the courier?"),),
            ended_calls=(
                call_line("Share a schedule?", state=CallState.CLOSED),
                call_line("Meet?", state=CallState.CANCELLED, reason="Twice", closed_by=1),
            ),
        ),
    )
    when = "<!date^1796047200^{date_long_pretty} at {time}|Mon, Nov 30, 2026, 9:00 AM EST>"
    assert shown(message) == [
        "The week in Metadata",
        "Mon, Nov 16 to Mon, Nov 23",
        "Next meetings",
        f"*Norms review* · {when} · Room 5 · 7 yes, 1 maybe, 2 no",
        "[Yes] [Maybe] [No]",
        "Open calls (1)",
        "• Renew the courier? · 5 of 12 libraries answered · closes Mon, Nov 30, 2026, 9:00 AM EST",
        "Calls that ended (2)",
        "• Share a schedule? · closed · 5 of 12 libraries answered\n"
        "• Meet? · cancelled · 5 of 12 libraries answered · why: Twice",
        "Decided (2)",
        "• We share one norms file · Kick-off\n• Nobody prints labels",
        "Overdue (1)",
        "• Review norm rules · Ben Brook · due Fri, Nov 20 [Done]",
        "Due in the next 7 days (1)",
        "• Draft the charge · nobody yet · due Fri, Nov 27 [Done]",
        "Open questions (1)",
        "• Who pays the courier? · Ben Brook · since Mon, Nov 16",
        "Done (1)",
        "• Send the survey · Ann Abara",
        "2 new tasks were set.",
        "Meetings held (1)",
        "• Kick-off · 9 people from 4 libraries",
        "New members (1)",
        "• Cleo Costa · Tunxis",
        "`/task list` shows all tasks, `/meet` all meetings ahead, `/wg decisions` all decisions.",
    ]
    assert message is not None
    assert message["text"].splitlines() == [
        "The week in Metadata, Mon, Nov 16 to Mon, Nov 23.",
        f"Next meetings: *Norms review* · {when} · Room 5 · 7 yes, 1 maybe, 2 no.",
        "Open calls: Renew the courier? · 5 of 12 libraries answered"
        " · closes Mon, Nov 30, 2026, 9:00 AM EST.",
        "Calls that ended: Share a schedule? · closed · 5 of 12 libraries answered;"
        " Meet? · cancelled · 5 of 12 libraries answered · why: Twice.",
        "Decided: We share one norms file · Kick-off; Nobody prints labels.",
        "Overdue: Review norm rules · Ben Brook · due Fri, Nov 20.",
        "Due in the next 7 days: Draft the charge · nobody yet · due Fri, Nov 27.",
        "Open questions: Who pays the courier? · Ben Brook · since Mon, Nov 16.",
        "Done: Send the survey · Ann Abara.",
        "2 new tasks were set.",
        "Meetings held: Kick-off · 9 people from 4 libraries.",
        "New members: Cleo Costa · Tunxis.",
    ]


def test_five_open_tasks_have_a_button_and_the_rest_are_counted() -> None:
    overdue = tuple(TaskFact(task(n, f"Old {n}"), "Ben Brook") for n in range(3))
    due = tuple(TaskFact(task(n, f"New {n}"), "Ann Abara" if n % 4 else None) for n in range(22))
    lines = shown(digests.weekly(group(), facts(overdue=overdue, due=due)))
    assert [line.split(" · ")[0] for line in lines if "[Done]" in line] == [
        "• Old 0",
        "• Old 1",
        "• Old 2",
        "• New 0",
        "• New 1",
    ]
    assert lines[-2].splitlines()[-1] == "and 12 more, of Ann Abara (9), nobody yet (3): /task list"


def test_of_many_owners_the_busiest_are_named() -> None:
    many = tuple(TaskFact(task(n, f"Old {n}"), f"Owner {n % 12:02}") for n in range(36 + 10))
    lines = shown(digests.weekly(group(), facts(overdue=many)))
    named = ", ".join(f"Owner {number:02} (3)" for number in (*range(8),))
    assert named in lines[-2].splitlines()[-1]
    assert lines[-2].splitlines()[-1].endswith(", others (12): /task list")


@pytest.mark.parametrize("title", ["Plain " * 33, NASTY, RIGHT_TO_LEFT, "&" * 200, "x" * 3000])
@pytest.mark.parametrize("count", [1, 100])
def test_within_the_limits_whatever_people_type(title: str, count: int) -> None:
    name = title[:200]
    busy = full(title, name, count)
    weekly = digests.weekly(group(name), busy, planned_for=AT - 2 * WEEK)
    preview = digests.preview(group(name), busy, next_at=AT + WEEK, may_send=True)
    assert weekly is not None
    for message in (weekly, preview):
        rules.check_message(text=message["text"], blocks=message["blocks"])
        assert len(json.dumps(message["blocks"], ensure_ascii=False)) <= 13_000
        assert len(message["blocks"]) <= 50
        assert len(set(read_out(message))) == len(read_out(message)) == len(buttons(message))
        # It is never simply cut off: a screen reader hears of each list, if only how long it is.
        assert not message["text"].endswith("…")
        lists = [line.partition(":")[0].partition(" (")[0] for line in message["text"].splitlines()]
        assert lists[-7:] == [
            "Overdue",
            "Due in the next 7 days",
            "Open questions",
            "Done",
            f"{count} new task{'s were' if count > 1 else ' was'} set.",
            "Meetings held",
            "New members",
        ]
    assert weekly["blocks"][3:-1] == preview["blocks"][3:-2]


def test_the_words_for_screen_readers_tell_all_that_fits_and_count_the_rest() -> None:
    tasks = tuple(TaskFact(task(n, f"Task number {n}"), "Ben Brook") for n in range(100))
    message = digests.weekly(group(), facts(overdue=tasks))
    assert message is not None
    overdue = message["text"].splitlines()[1]
    assert overdue.startswith("Overdue (100): Task number 0 · Ben Brook · due Mon, Nov 23; ")
    assert overdue.endswith("Task number 49 · Ben Brook · due Mon, Nov 23; and 50 more.")


def test_each_of_the_next_meetings_can_be_answered() -> None:
    place = "https://meet.example.edu/" + "x" * 200
    series = tuple(
        MeetingAhead(
            meeting(n, "Monthly", AT + n * WEEK, place if n == 1 else "Room " * 50), 0, 0, 0
        )
        for n in (1, 2)
    )
    message = digests.weekly(group(), facts(ahead=series))
    assert message is not None
    assert read_out(message) == [
        f"{answer}: {day}, Monthly"
        for day in ("Mon, Nov 30, 2026", "Mon, Dec 7, 2026")
        for answer in ("Yes", "Maybe", "No")
    ]
    first, second = (
        block["text"]["text"] for block in message["blocks"] if block["type"] == "section"
    )
    assert place in first
    assert "Room…" in second


def test_days_of_another_year_say_so() -> None:
    old = (
        TaskFact(task(1, "Old", date(2025, 11, 20)), None),
        TaskFact(task(2, "New", date(2026, 6, 1)), None),
    )
    lines = shown(digests.weekly(group(), facts(overdue=old)))
    assert [line for line in lines if "[Done]" in line] == [
        "• Old · nobody yet · due Thu, Nov 20, 2025 [Done]",
        "• New · nobody yet · due Mon, Jun 1 [Done]",
    ]


def test_a_task_whose_owner_has_left_asks_for_another() -> None:
    left = TaskFact(task(1, "Review norm rules"), "Ben Brook", has_left=True)
    message = digests.weekly(group(), facts(due=(left,)))
    assert message is not None
    assert (
        "Review norm rules · Ben Brook, who has left: give it to somebody · due Mon, Nov 23"
        in message["text"]
    )


def test_nobody_is_pinged() -> None:
    busy = full(NASTY, NASTY, 5)
    for message in (
        digests.weekly(group(NASTY), busy),
        digests.preview(group(NASTY), busy, next_at=AT, may_send=True),
    ):
        assert message is not None
        assert not any(
            mention in text for text in marked_up(message) for mention in ("<!channel", "<@")
        )


QUIET = facts(
    nothing_changed=True,
    overdue=(TaskFact(task(1, "Old", MONDAY - WEEK), "Ben Brook"),),
    questions=(OpenQuestion(question(3, "Who pays the courier?"), "Ben Brook"),),
    ahead=(MeetingAhead(meeting(2, "Norms review", AT + 2 * WEEK), 0, 0, 0),),
)


def test_a_quiet_week_is_one_line() -> None:
    assert shown(digests.weekly(group(), QUIET)) == [
        "A quiet week in *Metadata*: nothing changed. Next meeting: "
        "<!date^1796652000^{date_long_pretty} at {time}|Mon, Dec 7, 2026, 9:00 AM EST>. "
        "1 task is still overdue. 1 question is still open."
    ]
    assert shown(digests.weekly(group(), facts(nothing_changed=True))) == [
        "A quiet week in *Metadata*: nothing changed."
    ]


def test_a_quiet_week_is_nothing_where_the_group_chose_so() -> None:
    assert digests.weekly(group(quiet_week=QuietWeek.NOTHING), QUIET) is None
    assert digests.weekly(group(quiet_week=QuietWeek.NOTHING), facts(opened=1)) is not None


@pytest.mark.parametrize(
    ("late", "is_late"), [(timedelta(hours=1), False), (timedelta(minutes=61), True)]
)
def test_a_late_digest_says_so(late: timedelta, is_late: bool) -> None:
    words = "This digest is late: it was due on "
    for week in (facts(opened=1), facts(nothing_changed=True)):
        text = "\n".join(shown(digests.weekly(group(), week, planned_for=AT - late)))
        assert (words in text) is is_late


def test_a_preview_says_that_it_is_one_and_can_be_sent() -> None:
    lines = shown(digests.preview(group(), facts(opened=1), next_at=AT + WEEK, may_send=True))
    assert lines[2].startswith(
        "This is a preview that only you see. The next one comes <!date^1796047200^"
    )
    assert lines[-1] == "[Send it now] [Change when it comes]"
    lines = shown(digests.preview(group(), facts(opened=1), next_at=None, may_send=False))
    assert lines[2] == "This is a preview that only you see. No digest is set to come."
    assert lines[-1] == "[Change when it comes]"


@pytest.mark.parametrize(
    ("quiet_week", "gets", "buttons"),
    [
        (QuietWeek.ONE_LINE, "this one line", "[Send it now] [Change when it comes]"),
        (
            QuietWeek.NOTHING,
            "nothing in such a week, as the group has chosen",
            "[Change when it comes]",
        ),
    ],
)
def test_a_preview_of_a_quiet_week_shows_what_the_channel_gets(
    quiet_week: QuietWeek, gets: str, buttons: str
) -> None:
    message = digests.preview(group(quiet_week=quiet_week), QUIET, next_at=None, may_send=True)
    [line] = shown(digests.weekly(group(), QUIET))
    note = "This is a preview that only you see. No digest is set to come."
    assert shown(message) == [note, f"{line}\nThe channel gets {gets}.", buttons]
    assert message["text"] == f"{note}\n{line}\nThe channel gets {gets}."


@pytest.mark.parametrize(
    ("who", "done_by", "line"),
    [
        ("Ann Abara", None, "Send it · Ann Abara"),
        ("Ann Abara", "Ben Brook", "Send it · Ann Abara’s task, marked done by Ben Brook"),
        (None, None, "Send it"),
    ],
)
def test_a_done_task_names_its_owner_and_who_marked_it_done(
    who: str | None, done_by: str | None, line: str
) -> None:
    assert line in done_line(TaskFact(task(1, "Send it"), who, done_by=done_by))
