"""The words of digests and reminders: calm, complete, within Slack's limits, and pinging nobody."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import Decision, Group, GroupKind, Meeting, Person, Question, QuietWeek, RsvpAnswer, Task
from models.decisions import OpenQuestion, Settled
from models.digests import DigestFacts, MeetingAhead, MeetingHeld, NewMember, TaskFact
from models.reminders import MeetingReminder, TaskReminder
from sandbox import rules
from views import digests, reminders
from views.blocks import Message

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
MONDAY = date(2026, 11, 23)
NASTY = ("<!channel> & <@UBEN> *bold* ~_`code` ```" * 6)[:200]
RIGHT_TO_LEFT = ("ועדת הקטלוג המשותף " * 12)[:200]


def group(name: str = "Metadata", quiet_week: QuietWeek = QuietWeek.ONE_LINE) -> Group:
    return Group(
        id=1, name=name, name_key=name.casefold(), kind=GroupKind.WORKING_GROUP, channel_id="CMETA",
        quiet_week=quiet_week, created_at=AT - 9 * WEEK,
    )  # fmt: skip


def task(number: int, title: str, due_on: date | None = MONDAY) -> Task:
    return Task(id=number, title=title, due_on=due_on, created_at=AT - WEEK)


def meeting(number: int, title: str, starts_at: datetime, place: str = "") -> Meeting:
    return Meeting(
        id=number, group_id=1, title=title, starts_at=starts_at, zone="America/New_York", place=place,
        created_at=AT - WEEK,
    )  # fmt: skip


def decision(number: int, wording: str) -> Decision:
    return Decision(id=number, group_id=1, wording=wording, recorded_by=1, recorded_at=AT - WEEK)


def question(number: int, wording: str) -> Question:
    return Question(id=number, group_id=1, wording=wording, raised_by=1, raised_at=AT - WEEK)


def facts(**more: Any) -> DigestFacts:
    nothing: dict[str, Any] = {
        "since": AT - WEEK, "at": AT, "today": MONDAY, "decided": (), "questions": (),
        "done": (), "due": (), "overdue": (), "opened": 0,
        "ahead": (), "held": (), "joined": (), "nothing_changed": False,
    }  # fmt: skip
    return DigestFacts(**nothing | more)


def full(title: str, who: str, count: int) -> DigestFacts:
    """As much of everything as a busy group may have."""
    many = tuple(TaskFact(task(number, title), who) for number in range(count))
    return facts(
        done=many, due=many, overdue=many, opened=count,
        ahead=tuple(MeetingAhead(meeting(n, title, AT + WEEK, title), 5, 1, 2) for n in range(3)),
        held=tuple(MeetingHeld(meeting(n, title, AT - WEEK), 9, 4) for n in range(count)),
        joined=tuple(NewMember(who, title) for _ in range(count)),
        decided=tuple(Settled(decision(n, title * 2), title) for n in range(count)),
        questions=tuple(OpenQuestion(question(n, title * 2), who) for n in range(count)),
    )  # fmt: skip


def shown(said: Message | None) -> list[str]:
    """The visible text of each block, buttons as [label]."""
    assert said is not None
    return [line for block in said["blocks"] for line in texts(block)]


def texts(block: dict[str, Any]) -> list[str]:
    elements = block.get("elements", []) + ([block["accessory"]] if "accessory" in block else [])
    labels = [
        f"[{one['text']['text']}]" if one["type"] == "button" else one["text"] for one in elements
    ]  # fmt: skip
    own = [block["text"]["text"]] if "text" in block else []
    return [" ".join((*own, *labels))]


def test_a_week_in_full() -> None:
    said = digests.weekly(
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
        ),
    )
    when = "<!date^1796047200^{date_short_pretty} at {time}|Mon 30 Nov 2026, 9:00 AM EST>"
    assert shown(said) == [
        "The week in Metadata",
        "Mon 16 Nov to Mon 23 Nov",
        f"*Next meetings*\n*Norms review* · {when} · Room 5 · 7 yes, 1 maybe, 2 no",
        "[Yes, I will come] [Maybe] [No, I cannot]",
        "*Decided* (2)",
        "• We share one norms file · Kick-off\n• Nobody prints labels",
        "*Overdue* (1)",
        "• Review norm rules · Ben Brook · due Fri 20 Nov [Done]",
        "*Due in the next 7 days* (1)",
        "• Draft the charge · nobody yet · due Fri 27 Nov [Done]",
        "*Open questions* (1)",
        "• Who pays the courier? · Ben Brook · since Mon 16 Nov",
        "*Done* (1)",
        "• Send the survey · Ann Abara",
        "2 new tasks were set.",
        "*Meetings held* (1)",
        "• Kick-off · 9 people from 4 libraries",
        "*New members* (1)",
        "• Cleo Costa · Tunxis",
        "`/task list` shows all tasks, `/meet` all meetings ahead, `/wg decisions` all decisions.",
    ]
    assert said is not None
    assert said["text"].splitlines() == [
        "The week in Metadata, Mon 16 Nov to Mon 23 Nov.",
        f"Next meetings: *Norms review* · {when} · Room 5 · 7 yes, 1 maybe, 2 no.",
        "Decided: We share one norms file · Kick-off; Nobody prints labels.",
        "Overdue: Review norm rules · Ben Brook · due Fri 20 Nov.",
        "Due in the next 7 days: Draft the charge · nobody yet · due Fri 27 Nov.",
        "Open questions: Who pays the courier? · Ben Brook · since Mon 16 Nov.",
        "Done: Send the survey · Ann Abara.",
        "2 new tasks were set.",
        "Meetings held: Kick-off · 9 people from 4 libraries.",
        "New members: Cleo Costa · Tunxis.",
    ]


def test_five_open_tasks_have_a_button_and_the_rest_are_counted() -> None:
    overdue = tuple(TaskFact(task(n, f"Old {n}"), "Ben Brook") for n in range(3))
    due = tuple(TaskFact(task(n, f"New {n}"), "Ben Brook") for n in range(22))
    lines = shown(digests.weekly(group(), facts(overdue=overdue, due=due)))
    assert [line.split(" · ")[0] for line in lines if "[Done]" in line] == [
        "• Old 0", "• Old 1", "• Old 2", "• New 0", "• New 1",
    ]  # fmt: skip
    assert lines[-2].splitlines()[-1] == "and 12 more: /task list"


@pytest.mark.parametrize("title", ["Plain " * 33, NASTY, RIGHT_TO_LEFT, "&" * 200, "x" * 3000])
@pytest.mark.parametrize("count", [1, 100])
def test_within_the_limits_whatever_people_type(title: str, count: int) -> None:
    name = title[:200]
    said = digests.weekly(group(name), full(title, name, count), planned_for=AT - 2 * WEEK)
    assert said is not None
    rules.check_message(text=said["text"], blocks=said["blocks"])
    assert len(json.dumps(said["blocks"], ensure_ascii=False)) <= 13_000
    assert len(said["blocks"]) <= 50


def test_nobody_is_pinged() -> None:
    said = digests.weekly(group(NASTY), full(NASTY, NASTY, 5))
    assert said is not None
    formatted = [said["text"]] + [
        block["text"]["text"]
        for block in said["blocks"]
        if block["type"] == "section" and block["text"]["type"] == "mrkdwn"
    ]
    assert all("<!channel" not in text and "<@" not in text for text in formatted)


QUIET = facts(
    nothing_changed=True,
    overdue=(TaskFact(task(1, "Old", MONDAY - WEEK), "Ben Brook"),),
    questions=(OpenQuestion(question(3, "Who pays the courier?"), "Ben Brook"),),
    ahead=(MeetingAhead(meeting(2, "Norms review", AT + 2 * WEEK), 0, 0, 0),),
)


def test_a_quiet_week_is_one_line() -> None:
    assert shown(digests.weekly(group(), QUIET)) == [
        "A quiet week in *Metadata*: nothing changed. The next meeting is on "
        "<!date^1796652000^{date_short_pretty} at {time}|Mon 7 Dec 2026, 9:00 AM EST>. "
        "1 task is still overdue. 1 question is still open."
    ]
    assert shown(digests.weekly(group(), facts(nothing_changed=True))) == [
        "A quiet week in *Metadata*: nothing changed."
    ]


def test_a_quiet_week_is_nothing_where_the_group_chose_so() -> None:
    assert digests.weekly(group(quiet_week=QuietWeek.NOTHING), QUIET) is None
    assert digests.weekly(group(quiet_week=QuietWeek.NOTHING), facts(opened=1)) is not None


@pytest.mark.parametrize(("late", "said"), [(timedelta(hours=1), False), (timedelta(minutes=61), True)])
def test_a_late_digest_says_so(late: timedelta, said: bool) -> None:
    words = "This digest is late: it was due on "
    for week in (facts(opened=1), facts(nothing_changed=True)):
        text = "\n".join(shown(digests.weekly(group(), week, planned_for=AT - late)))
        assert (words in text) is said


def test_a_preview_says_that_it_is_one() -> None:
    lines = shown(digests.preview(group(quiet_week=QuietWeek.NOTHING), QUIET, next_at=AT + WEEK))
    assert lines[2].startswith(
        "This is a preview that only you see. The next one comes on <!date^1796047200^"
    )
    assert lines[3].endswith("In such a week the channel gets no digest.")
    lines = shown(digests.preview(group(), facts(opened=1), next_at=None))
    assert lines[2] == "This is a preview that only you see. No digest is set to come."


def person(name: str = "Ben Brook") -> Person:
    return Person(id=7, name=name, slack_id="UBEN", zone="Europe/London", created_at=AT)


@pytest.mark.parametrize(
    ("answer", "words", "labels"),
    [
        (None, "You have not answered yet. Will you come?", "[Yes, I will come] [Maybe] [No, I cannot]"),
        (RsvpAnswer.YES, "You said that you will come.", "[Maybe] [No, I cannot]"),
        (RsvpAnswer.MAYBE, "You said that you might come.", "[Yes, I will come] [No, I cannot]"),
    ],
)
def test_a_meeting_reminder(answer: RsvpAnswer | None, words: str, labels: str) -> None:
    ahead = meeting(4, "Norms review", AT + WEEK, "https://meet.example.edu/norms")
    when = "<!date^1796047200^{date_short_pretty} at {time}|Mon 30 Nov 2026, 2:00 PM GMT>"
    assert shown(reminders.meeting(MeetingReminder(ahead, group(), person(), answer))) == [
        f"Reminder: *Norms review* of *Metadata* is on {when}, for 60 minutes.\n"
        f"Where: https://meet.example.edu/norms\n{words}",
        labels,
    ]


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (MONDAY + timedelta(days=1), "due Tuesday 24 November 2026"),
        (MONDAY, "due today, Monday 23 November 2026"),
        (MONDAY - timedelta(days=3), "overdue since Friday 20 November 2026"),
    ],
)
def test_a_task_reminder(due_on: date, words: str) -> None:
    said = reminders.task(TaskReminder(task(3, "Draft the charge", due_on), group(), person(), MONDAY))
    assert shown(said) == [
        f"Your task *Draft the charge* of *Metadata* is {words}.",
        "[Done] [Remind me tomorrow] [Next Monday] [Pick a date] [Change due date] [Hand over] [Show]",
        "I remind you before a task is due, on the day, and once a week while it is overdue. "
        "`/convene reminders` changes how.",
    ]


def test_a_task_of_ones_own_has_no_group() -> None:
    said = reminders.task(TaskReminder(task(3, "Draft the charge"), None, person(), MONDAY))
    assert said["text"] == "Your task *Draft the charge* is due today, Monday 23 November 2026."


@dataclass(frozen=True)
class Item:
    """What a personal digest shows of a reminder."""

    key: str
    facts: MeetingReminder | TaskReminder


@pytest.mark.parametrize("title", [NASTY, RIGHT_TO_LEFT, "&" * 200])
def test_reminders_keep_to_the_limits(title: str) -> None:
    ahead = meeting(4, title, AT + WEEK, (title * 3)[:500])
    long = TaskReminder(task(3, title * 15), group(title), person(title), MONDAY, owner=person(title * 3))
    items = [Item(f"long|{number}", long) for number in range(40)]
    for said in (
        reminders.personal(items),
        reminders.to_chair(long),
        reminders.nudge(MeetingReminder(ahead, group(title), person(title), None)),
        reminders.meeting(MeetingReminder(ahead, group(title), person(title), None)),
        reminders.task(TaskReminder(task(3, title * 15), group(title), person(title), MONDAY)),
    ):
        rules.check_message(text=said["text"], blocks=said["blocks"])
        assert "<!channel" not in said["text"]
