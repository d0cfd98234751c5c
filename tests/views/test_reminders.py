"""The words of reminders: clear, within Slack's limits whatever people type, and pinging nobody."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import Call, CallKind, CallState, CallUnit, Person, Poll, RsvpAnswer
from models.calls import IfSilent, UnitKind
from models.messages import (
    COMMITTED,
    DID_IT_WORK,
    DRAFT_LIES,
    DUE,
    EMPTY_AGENDA,
    LONG,
    NUDGE,
    PARTNERS,
    POLL_UNANSWERED,
    RECORD,
    REMIND,
    UNANSWERED,
    Key,
    MessageKind,
    Recipient,
)
from models.offers import Commitment, CommitmentLine, CostFormula, Offer
from models.reminders import (
    CallReminder,
    CommitmentReminder,
    Deadline,
    DecisionReminder,
    Due,
    MeetingReminder,
    PartnersReminder,
    PollReminder,
    RemindedTask,
    Reminder,
    TaskReminder,
)
from models.subjects import Subject
from sandbox import rules
from tests.views.things import (
    AT,
    MONDAY,
    NASTY,
    RIGHT_TO_LEFT,
    WEEK,
    decision,
    group,
    marked_up,
    meeting,
    person,
    read_out,
    shown,
    task,
)
from views import reminders
from views.reminders.partners import to_pass_on

TUESDAY = MONDAY + timedelta(days=1)


def call_reminder(text: str) -> CallReminder:
    call = Call(
        id=9,
        group_id=1,
        kind=CallKind.VOTE,
        question=(text * 5)[:300],
        unit_kind=UnitKind.LIBRARY,
        if_silent=IfSilent.NO,
        state=CallState.OPEN,
        closes_at=AT + WEEK,
        drafted_by=1,
        drafted_at=AT,
    )
    unit = CallUnit(id=34, call_id=9, organization_id=1, name=(text * 5)[:200])
    return CallReminder(call, group(text), (unit,), person(text), late_from=AT)


def commitment_reminder(text: str, count: int = 1, *, is_notice: bool = True) -> CommitmentReminder:
    reminder = call_reminder(text)
    offer = Offer(
        id=3,
        call_id=9,
        vendor=(text * 5)[:200],
        first_day=MONDAY,
        last_day=MONDAY + WEEK,
        formula=CostFormula.EQUAL,
    )
    row = Commitment(
        id=7,
        unit_id=34,
        cents=123456,
        starts_on=MONDAY,
        ends_on=MONDAY + WEEK,
        renewal=(text * 5)[:500],
    )
    line = CommitmentLine(row, reminder.units[0], reminder.call, offer, reminder.group)
    deadline = Deadline(3, MONDAY + WEEK, is_notice=is_notice)
    return CommitmentReminder((line,) * count, deadline, person(text), late_from=AT)


@pytest.mark.parametrize(
    ("count", "is_notice", "words"),
    [
        (
            *(1, True),
            "By Mon, Nov 30, 2026 it must be decided whether this goes on: *Archive* (Archive)."
            "\nArchive $1,234.56. After that: Archive.",
        ),
        (
            *(12, False),
            "This ends on Mon, Nov 30, 2026: *Archive* (Archive)."
            f"\n{', '.join(['Archive $1,234.56'] * 10)} and 2 others. After that: Archive.",
        ),
    ],
)
def test_a_reminder_of_commitments_says_what_ends_and_what_each_pays(
    count: int, is_notice: bool, words: str
) -> None:
    facts = replace(commitment_reminder("Archive", count, is_notice=is_notice), late_from=None)
    line = facts.lines[0]
    line.call.question = line.unit.name = line.offer.vendor = line.commitment.renewal = "Archive"
    assert reminders.ending(facts)["text"] == words


def poll_reminder(text: str) -> PollReminder:
    poll = Poll(
        id=8,
        group_id=1,
        title=text,
        zone="America/New_York",
        closes_at=AT + WEEK,
        opened_by=1,
        opened_at=AT,
    )
    return PollReminder(poll, group(text), person(text), late_from=AT)


def test_a_nudge_about_a_poll_says_until_when() -> None:
    facts = replace(poll_reminder("Norms review"), late_from=None)
    [text, buttons, small] = shown(reminders.poll_unanswered(facts))
    assert text.startswith("Norms review waits for you to say when you can meet: *Norms review*")
    assert "Closes <!date^" in text
    assert buttons == "[Answer] [Show]"
    assert small.startswith("I stop as soon as you have answered.")


def test_a_nudge_about_a_call_says_until_when_and_what_silence_means() -> None:
    facts = replace(call_reminder("Shall we"), late_from=None)
    facts.call.question, facts.units[0].name = "Shall we buy it?", "Central"
    when = "<!date^1796047200^{date_long_pretty} at {time}|Mon, Nov 30, 2026, 2:00 PM GMT>"
    assert shown(reminders.unanswered(facts)) == [
        (
            "*Central* has not answered: *Shall we buy it?*\n"
            f"Closes {when}. If a library does not answer, that counts as a no."
        ),
        "[Answer] [Show]",
        "I stop as soon as somebody has answered.",
    ]
    units = tuple(CallUnit(id=n, call_id=9, name=f"Seat {n}") for n in range(7))
    [text, *_] = shown(reminders.unanswered(replace(facts, units=units[:2])))
    assert text.startswith("*Seat 0* and *Seat 1* have not answered: *Shall we buy it?*")
    message = reminders.unanswered(replace(facts, units=units))
    assert "*Seat 4* and 2 more have not answered" in message["text"]
    [answer, _] = message["blocks"][1]["elements"]
    assert (answer["action_id"], answer["value"]) == ("call.respond", "9")


@pytest.mark.parametrize(
    ("answer", "words", "labels"),
    [
        (
            None,
            "You have not answered yet. Will you come?",
            "[Yes] [Maybe] [No]",
        ),
        (RsvpAnswer.YES, "You said that you will come.", "[Yes (your answer)] [Maybe] [No]"),
        (RsvpAnswer.MAYBE, "You said that you might come.", "[Yes] [Maybe (your answer)] [No]"),
    ],
)
def test_a_meeting_reminder(answer: RsvpAnswer | None, words: str, labels: str) -> None:
    ahead = meeting(4, "Norms review", AT + WEEK, "https://meet.example.edu/norms")
    when = "<!date^1796047200^{date_long_pretty} at {time}|Mon, Nov 30, 2026, 2:00 PM GMT>"
    assert shown(reminders.meeting(MeetingReminder(ahead, group(), person(), answer))) == [
        (
            f"Reminder: *Norms review* of *Metadata*, {when}, for 1 hour.\n"
            f"Where: https://meet.example.edu/norms\n{words}"
        ),
        labels,
    ]


def test_who_leads_a_meeting_begins_it_from_the_reminder() -> None:
    ahead = meeting(4, "Norms review", AT + WEEK)
    facts = MeetingReminder(ahead, group(), person(), RsvpAnswer.YES, may_begin=True)
    message = reminders.meeting(facts)
    assert shown(message)[-1] == "[Begin] [Yes (your answer)] [Maybe] [No]"
    begin = message["blocks"][-1]["elements"][0]
    assert (begin["action_id"], begin["value"]) == ("minutes.begin", "4")


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (MONDAY + timedelta(days=1), "due Tue, Nov 24"),
        (MONDAY, "due today, Mon, Nov 23"),
        (MONDAY - timedelta(days=3), "overdue since Fri, Nov 20"),
    ],
)
def test_a_task_reminder(due_on: date, words: str) -> None:
    message = reminders.task(
        TaskReminder(task(3, "Draft the charge", due_on), group(), person(), MONDAY)
    )
    assert shown(message) == [
        f"Your task *Draft the charge* of *Metadata* is {words}.",
        (
            "[Done] [Remind me tomorrow] <Remind me next Monday> <Remind me on another day>"
            " <Hand over> <Change due date> <Show>"
        ),
        (
            "I remind you because you own this task. "
            "`/convene reminders` changes that, or puts everything into one message a day."
        ),
    ]


def test_a_task_of_ones_own_has_no_group_and_cannot_be_handed_over() -> None:
    message = reminders.task(TaskReminder(task(3, "Draft the charge"), None, person(), MONDAY))
    assert message["text"] == "Your task *Draft the charge* is due today, Mon, Nov 23."
    assert shown(message)[1].endswith("<Remind me on another day> <Change due date> <Show>")
    [item] = items(TaskReminder(task(3, "Draft the charge"), None, person(), MONDAY))
    assert "Hand over" not in " ".join(shown(reminders.personal([item])))


def test_a_guest_may_finish_her_task_and_put_the_reminder_off() -> None:
    guest = person()
    guest.is_guest = True
    message = reminders.task(TaskReminder(task(3, "Draft the charge"), group(), guest, MONDAY))
    assert shown(message)[1] == (
        "[Done] [Remind me tomorrow] <Remind me next Monday> <Remind me on another day> <Show>"
    )


def items(*reminders: Reminder, kind: MessageKind | None = None) -> list[Due]:
    """Each under a key of its own, of its usual kind or of ``kind``."""
    return [
        Due(
            Key(
                kind or (REMIND if reminder.subject.noun == "meeting" else DUE),
                reminder.subject,
                str(number),
                Subject.of(reminder.person),
            ),
            Recipient.person(reminder.person),
            reminder.person,
            AT,
            AT + WEEK,
            reminder,
        )
        for number, reminder in enumerate(reminders)
    ]


def reminded(
    facts: TaskReminder, *, kind: MessageKind = DUE, put_off_to: date | None = None
) -> RemindedTask:
    """How a task stands of which somebody was reminded; it is hers unless it is handed over."""
    if facts.owner is None and facts.task.owner_id is None:
        facts.task.owner_id = facts.person.id
    return RemindedTask(Key(kind, facts.subject, "1"), facts, put_off_to)


def handed_over(facts: TaskReminder, *, to: Person | None) -> TaskReminder:
    return replace(facts, owner=to and to.model_copy(update={"id": 99}))


def test_a_reminder_of_one_task_says_what_became_of_it() -> None:
    own = TaskReminder(task(3, "Draft the charge"), group(), person(), MONDAY, owner=person())
    assert shown(reminders.alone_anew([reminded(own)])) == shown(reminders.task(own))
    tomorrow = reminders.alone_anew([reminded(own, put_off_to=MONDAY + timedelta(days=1))])
    assert shown(tomorrow)[0].startswith("*Draft the charge* is put off: I remind you on Tue, ")
    assert "[Done]" in shown(tomorrow)[1]
    assert shown(reminders.alone_anew([reminded(handed_over(own, to=person("Cleo Costa")))])) == [
        "*Draft the charge* was handed over to Cleo Costa.",
        "[Show]",
    ]
    assert shown(reminders.alone_anew([reminded(handed_over(own, to=None))])) == [
        "*Draft the charge* waits for somebody to take it.",
        "[Show]",
    ]
    own.task.done_at = AT
    assert shown(reminders.alone_anew([reminded(own)])) == [
        "*Draft the charge* is done.",
        "[Reopen] [Show]",
    ]
    given_away = handed_over(own, to=person("Cleo Costa"))
    for kind, buttons in ((DUE, "[Show]"), (LONG, "[Reopen] [Show]")):
        assert shown(reminders.alone_anew([reminded(given_away, kind=kind)]))[1] == buttons


LONG_AGO = MONDAY - timedelta(days=14)


def chairs(due_on: date | None) -> RemindedTask:
    """How a task stands of which a chair was told that it was due on ``LONG_AGO``."""
    row = task(3, "Draft the charge")
    row.due_on, row.owner_id = due_on, 99
    facts = TaskReminder(row, group(), person(), MONDAY, owner=person("Cleo Costa"))
    return RemindedTask(Key(LONG, facts.subject, LONG_AGO.isoformat()), facts)


def test_a_chair_who_was_reminded_hears_of_a_new_owner_in_the_usual_words() -> None:
    still = chairs(LONG_AGO)
    assert shown(reminders.alone_anew([still])) == shown(reminders.to_chair(still.facts))


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (
            MONDAY - timedelta(days=1),
            "The due date of *Draft the charge* was changed: it is overdue since Sun",
        ),
        (MONDAY, "The due date of *Draft the charge* was changed: it is due today, Mon"),
        (None, "*Draft the charge* has no due date any more."),
    ],
)
def test_a_chair_is_not_told_that_a_task_with_another_date_is_long_overdue(
    due_on: date | None, words: str
) -> None:
    now = chairs(due_on)
    message, *rest = shown(reminders.alone_anew([now]))
    assert message.startswith(words)
    assert rest == ["[Show]"]
    assert any(line.startswith(words) for line in shown(reminders.listed([now])))


@pytest.mark.parametrize("put_off_to", [None, MONDAY + timedelta(days=1)])
def test_an_owner_is_told_that_her_task_has_no_due_date_any_more(put_off_to: date | None) -> None:
    own = TaskReminder(task(3, "Draft the charge"), group(), person(), MONDAY, owner=person())
    own.task.due_on = None
    now = reminded(own, put_off_to=put_off_to)
    assert shown(reminders.alone_anew([now])) == [
        "*Draft the charge* has no due date any more.",
        "[Show]",
    ]


def test_a_meeting_is_shown_as_it_is_now_and_only_the_silent_are_still_asked() -> None:
    ahead = meeting(4, "Norms review", AT + WEEK, "Room 5")
    silent = MeetingReminder(ahead, group(), person(), None)
    coming = replace(silent, answer=RsvpAnswer.YES)
    assert reminders.meeting_anew(NUDGE, silent) == reminders.nudge(silent)
    assert reminders.meeting_anew(REMIND, silent) == reminders.meeting(silent)
    message = reminders.meeting_anew(NUDGE, coming)
    assert message == reminders.meeting(coming)
    assert "You said that you will come." in message["text"]
    assert "not answered" not in message["text"]


def test_a_personal_digest_tells_everything_and_a_meeting_once() -> None:
    ahead = meeting(4, "Norms review", AT + WEEK, "https://meet.example.edu/norms")
    unanswered = MeetingReminder(ahead, group(), person(), None)
    own = TaskReminder(task(3, "Draft the charge"), group(), person(), MONDAY, owner=person())
    late = TaskReminder(
        task(5, "Labels", date(2026, 11, 9)), group(), person(), MONDAY, owner=person("Cleo")
    )
    found = [*items(unanswered, unanswered, own), *items(late, kind=LONG)]
    when = "<!date^1796047200^{date_long_pretty} at {time}|Mon, Nov 30, 2026, 2:00 PM GMT>"
    lines = [
        (
            f"*Norms review* of *Metadata*, {when}.\nWhere: https://meet.example.edu/norms\n"
            "You have not answered yet. Will you come?"
        ),
        "Your task *Draft the charge* of *Metadata* is due today, Mon, Nov 23.",
        (
            "Long overdue in your group: *Labels* of *Metadata* is overdue since Mon, Nov 9; its"
            " owner is Cleo."
        ),
    ]
    late_words = "This digest is late: it was due on Mon, Nov 23, 2026, 2:00 PM GMT."
    message = reminders.personal(found, late_from=AT)
    assert shown(message) == [
        "Your day in Convene",
        late_words,
        lines[0],
        "[Yes] [Maybe] [No]",
        lines[1],
        (
            "[Done] [Remind me tomorrow] <Remind me next Monday> <Remind me on another day>"
            " <Hand over> <Change due date> <Show>"
        ),
        lines[2],
        "[Hand over] <Change due date> <Show>",
        "This is your personal digest, across all your groups.",
        "[Change how I remind you]",
    ]
    assert message["text"].split("\n") == [
        f"Your day in Convene: 3 reminders. {late_words}",
        *(f"• {line}".replace("\n", " ") for line in lines),
    ]
    assert late_words not in reminders.personal(found)["text"]


def test_a_list_of_tasks_has_a_button_each_and_one_menu() -> None:
    own = TaskReminder(task(3, "Draft the charge"), group(), person(), MONDAY, owner=person())
    late = TaskReminder(
        task(5, "Labels", date(2026, 11, 9)), group(), person(), MONDAY, owner=person("Cleo")
    )
    found = [*items(own), *items(late, kind=LONG)]
    message = reminders.listed(found, late_from=AT)
    assert shown(message)[1:-1] == [
        (
            "You have 2 tasks to look at. This list is late: it was due on Mon, Nov 23, 2026, 2:00"
            " PM GMT."
        ),
        ("Your task *Draft the charge* of *Metadata* is due today, Mon, Nov 23. [Done]"),
        (
            "Long overdue in your group: *Labels* of *Metadata* is overdue since Mon, Nov 9; its"
            " owner is Cleo. [Hand over]"
        ),
        "<Draft the charge> <Labels>",
    ]
    assert "is late" not in reminders.listed(found)["text"]


@pytest.mark.parametrize(("count", "with_button"), [(40, 40), (41, 40), (300, 40)])
def test_a_long_list_of_tasks_fits(count: int, with_button: int) -> None:
    tasks = [task(number, f"Task {number}") for number in range(1, count + 1)]
    many = [TaskReminder(row, group(), person(), MONDAY) for row in tasks]
    message = reminders.listed(items(*many))
    done = [label for label in read_out(message) if label.startswith("Done")]
    assert len(done) <= with_button
    assert len(message["blocks"]) <= 50
    assert len(json.dumps(message["blocks"], ensure_ascii=False)) <= 12_500
    assert (len(done) < count) is any("/task mine" in line for line in shown(message)[:-1])


@pytest.mark.parametrize("title", ["Labels", NASTY, RIGHT_TO_LEFT])
def test_a_list_is_drawn_anew_where_one_task_stands(title: str) -> None:
    rows = [task(number, f"{title} {number}") for number in (1, 2, 3)]
    before = reminders.listed(
        items(*(TaskReminder(row, group(), person(), MONDAY) for row in rows))
    )
    rows[1].done_at = AT
    after = reminders.listed_anew(before, rows[1], "Done. Thank you.")
    assert shown(after)[3] == "Done. Thank you. [Reopen]"
    assert [line for place, line in enumerate(shown(after)) if place != 3] == [
        line for place, line in enumerate(shown(before)) if place != 3
    ]
    rules.check_message(text=after["text"], blocks=after["blocks"])
    rows[1].done_at = None
    assert shown(reminders.listed_anew(after, rows[1], "Open again."))[3] == "Open again. [Done]"


def test_what_has_no_room_for_buttons_is_told_in_lines() -> None:
    many = [TaskReminder(task(n, f"Task {n}"), group(), person(), MONDAY) for n in range(1, 13)]
    lines = shown(reminders.personal(items(*many)))
    with_buttons = [line for line in lines if line.startswith("Your task")]
    [rest] = [line for line in lines if line.startswith("• Your task")]
    assert len(with_buttons) >= 5
    assert len(with_buttons) + len(rest.splitlines()) == 12
    assert "`/meet` and `/task mine` show these with buttons." in lines


def review_reminder(title: str) -> DecisionReminder:
    return DecisionReminder(
        decision(4, (title * 3)[:500]), group(title), person(title), late_from=AT
    )


@pytest.mark.parametrize("title", ["Plain " * 33, NASTY, RIGHT_TO_LEFT, "&" * 200])
def test_reminders_keep_to_the_limits(title: str) -> None:
    ahead = meeting(4, title, AT + WEEK, (title * 3)[:500])
    unanswered = MeetingReminder(ahead, group(title), person(title), None, late_from=AT)
    own = TaskReminder(
        task(3, (title * 3)[:500]), group(title), person(title), MONDAY, late_from=AT
    )
    long = TaskReminder(own.task, own.group, own.person, MONDAY, owner=person(title), late_from=AT)
    names = tuple((person(title), RsvpAnswer.NO) for _ in range(300))
    partners = PartnersReminder(ahead, group(title), person(title), names, late_from=AT)
    unanswered_call = call_reminder(title)
    found = [
        *items(
            *(
                MeetingReminder(meeting(n, title, AT + n * WEEK), group(title), person(title), None)
                for n in range(1, 21)
            )
        ),
        *items(
            *(
                TaskReminder(task(n, title), group(title), person(title), MONDAY)
                for n in range(1, 101)
            )
        ),
        *items(*[long] * 20, kind=LONG),
        *items(*[unanswered] * 20, kind=RECORD),
        *items(*[unanswered] * 20, kind=DRAFT_LIES),
        *items(*[partners] * 20, kind=PARTNERS),
        *items(*[unanswered] * 20, kind=EMPTY_AGENDA),
        *items(*[unanswered_call] * 20, kind=UNANSWERED),
        *items(*[commitment_reminder(title, 20)] * 20, kind=COMMITTED),
        *items(*[review_reminder(title)] * 20, kind=DID_IT_WORK),
        *items(*[poll_reminder(title)] * 20, kind=POLL_UNANSWERED),
    ]
    for message in (
        reminders.personal(found, late_from=AT),
        reminders.personal(found[:1]),
        reminders.to_chair(long),
        reminders.nudge(unanswered),
        reminders.who_came(unanswered),
        reminders.draft_lies(unanswered),
        reminders.partners_today(partners),
        reminders.agenda_empty(unanswered),
        reminders.unanswered(
            replace(unanswered_call, units=unanswered_call.units * 200),
        ),
        reminders.unanswered(unanswered_call),
        reminders.poll_unanswered(poll_reminder(title)),
        reminders.ending(commitment_reminder(title)),
        reminders.did_it_work(review_reminder(title)),
        reminders.ending(commitment_reminder(title, 200)),
        reminders.meeting(unanswered),
        reminders.task(own),
        reminders.alone_anew([reminded(own, put_off_to=MONDAY + timedelta(days=1))]),
        reminders.alone_anew([reminded(handed_over(own, to=person(title)))]),
        reminders.snoozed(own.task, MONDAY, heard_on=MONDAY + timedelta(days=1), today=MONDAY),
        reminders.snoozed(own.task, MONDAY, heard_on=None, today=MONDAY),
    ):
        rules.check_message(text=message["text"], blocks=message["blocks"])
        assert not any(
            mention in text for text in marked_up(message) for mention in ("<!channel", "<@")
        )
        assert len(set(read_out(message))) == len(read_out(message))
    rules.check_view(reminders.snooze(own.task, MONDAY))


def test_every_message_says_in_its_text_all_that_it_shows() -> None:
    ahead = meeting(4, "Norms review", AT + WEEK, "Room 5")
    unanswered = MeetingReminder(ahead, group(), person(), None, late_from=AT)
    own = TaskReminder(task(3, "Draft the charge"), group(), person(), MONDAY, late_from=AT)
    for message in (
        reminders.meeting(unanswered),
        reminders.nudge(unanswered),
        reminders.who_came(unanswered),
        reminders.task(own),
        reminders.to_chair(own),
        reminders.unanswered(call_reminder("Shall we?")),
        reminders.ending(commitment_reminder("Archive")),
    ):
        [words] = [
            block["text"]["text"] for block in message["blocks"] if block["type"] == "section"
        ]
        assert message["text"] == words
        assert words.startswith(
            "This reminder is late: it was due on Mon, Nov 23, 2026, 2:00 PM GMT.\n"
        )


@pytest.mark.parametrize(
    ("due_on", "heard_on", "words"),
    [
        (
            MONDAY,
            TUESDAY,
            "I will remind you of *Labels* on Tue, Nov 24. It is still due today, ",
        ),
        (
            date(2026, 11, 20),
            date(2026, 11, 30),
            (
                "I will remind you of *Labels* on Mon, Nov 30; Tue, Nov 24"
                " is a day off or a holiday of yours. It is still overdue since Fri, Nov 20."
            ),
        ),
        (
            TUESDAY,
            None,
            (
                "I will not remind you of *Labels*: you have turned off reminders of tasks. It is"
                " still due "
            ),
        ),
    ],
)
def test_a_snooze_is_said_back_as_it_will_be(
    due_on: date, heard_on: date | None, words: str
) -> None:
    message = reminders.snoozed(task(3, "Labels", due_on), TUESDAY, heard_on=heard_on, today=MONDAY)
    assert message["text"].startswith(words)


@pytest.mark.parametrize(
    ("count", "whom", "last"),
    [
        (1, "this member has no Slack account", "• Partner 0: has not answered yet"),
        (2, "these members have no Slack account", "• Partner 1: said yes"),
        (15, "these members have", "• Partner 14: has not answered yet"),
        (16, "these members have", "• and 1 other"),
        (17, "these members have", "• and 2 others"),
    ],
)
def test_a_chair_reads_whom_to_tell_and_what(count: int, whom: str, last: str) -> None:
    partners = tuple(
        (person(f"Partner {n}"), RsvpAnswer.YES if n % 2 else None) for n in range(count)
    )
    ahead = meeting(4, "Norms review", AT + WEEK, "Room & 5")
    facts = PartnersReminder(ahead, group(), person(), partners)
    lines = reminders.partners_today(facts)["text"].splitlines()
    assert whom in lines[0]
    assert lines[-3] == last
    assert lines[-2:] == ["A text to pass on:", f"> {to_pass_on(facts)}"]
    assert "Where: Room &amp; 5. Will you come? Please let me know." in lines[-1]
    assert "<!date" not in lines[-1]
    ahead.place = ""
    assert "Where" not in to_pass_on(facts)
