"""What buttons carry: both ways, as every message that stands in Slack has it, and nothing else."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar_feeds import FeedKind
from models.messages import Medium, Recipient
from models.polls import MOST_SLOTS, PollKind, PollPlan, SlotTime
from models.subjects import Subject
from models.tasks import TaskScope
from models.waiting import SeenOnHome
from tests.largest_polls import LargestPolls
from tests.views.things import group
from views import values
from views.values import (
    ON_CARD,
    ON_OWN_PAGE,
    AgendaAt,
    AgendaOrder,
    AppointFor,
    ApprovalButton,
    BalanceAt,
    CallAt,
    CallChoice,
    CallDraftButton,
    CallListAt,
    CallUnitButton,
    CandidateButton,
    CandidateListAt,
    CommandButton,
    ContactsAt,
    DecisionListAt,
    DeputyButton,
    FeedOf,
    FindingAt,
    GroupListAt,
    HandoverOf,
    HistoryAt,
    HolidaysOf,
    InviteButton,
    ItemButton,
    LaneButton,
    LibraryConfirm,
    LibraryListAt,
    LibrarySubjectsAt,
    MeetingButton,
    MeetingListAt,
    MeetingMove,
    MeetingTime,
    MenuChoice,
    MergePair,
    MinutesAt,
    MinutesListAt,
    MoveButton,
    NewMeeting,
    NewPoll,
    ObligationDay,
    ObligationListAt,
    OddValue,
    PartnerButton,
    PollAt,
    PollListAt,
    PollSlotButton,
    ProposalListAt,
    RegisterAt,
    ReportQuery,
    RowsQuery,
    SeatListAt,
    SheetAt,
    StoryListAt,
    StoryStart,
    SubjectAt,
    SubjectChoice,
    SubjectListAt,
    TaskButton,
    TaskListAt,
)

KINDS: tuple[Any, ...] = (
    AgendaAt,
    ApprovalButton,
    ItemButton,
    MinutesAt,
    MinutesListAt,
    AgendaOrder,
    StoryListAt,
    StoryStart,
    CallAt,
    CallChoice,
    CallDraftButton,
    CallListAt,
    CallUnitButton,
    NewPoll,
    PollAt,
    PollListAt,
    PollSlotButton,
    SheetAt,
    ContactsAt,
    ObligationDay,
    ObligationListAt,
    CommandButton,
    TaskListAt,
    TaskButton,
    MenuChoice,
    LaneButton,
    MeetingListAt,
    MeetingButton,
    GroupListAt,
    SeatListAt,
    CandidateListAt,
    CandidateButton,
    DecisionListAt,
    RegisterAt,
    FindingAt,
    BalanceAt,
    LibraryListAt,
    ProposalListAt,
    HistoryAt,
    MergePair,
    MoveButton,
    HandoverOf,
    HolidaysOf,
    FeedOf,
    AppointFor,
    LibraryConfirm,
    LibrarySubjectsAt,
    SubjectAt,
    SubjectChoice,
    SubjectListAt,
    InviteButton,
    PartnerButton,
    DeputyButton,
    NewMeeting,
    MeetingMove,
    ReportQuery,
    RowsQuery,
)
LATER_QUESTION = ReportQuery(
    *(date(2026, 7, 1), date(2026, 11, 24), "FY", "person", None, 3, None, None),
    category="collège",
    role="chair",
    kind="missed",
    count=3,
)
AT = datetime(2026, 12, 1, 19, 0, tzinfo=UTC)
TIME = MeetingTime(AT, "America/New_York", 60, "Room 2 | the “big” one")

IDS = st.integers(0, values.LARGEST_ID)
PAGES = st.integers(0, values.LARGEST_PAGE)
WORDS = st.text(max_size=200)
ROWS = st.integers(1, values.LARGEST_ID)
MINUTES = st.integers(0, 200 * 365 * 24 * 60)
MOMENTS = MINUTES.map(lambda ahead: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=ahead))
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
TASK_LISTS = st.builds(
    TaskListAt, st.sampled_from([TaskScope.MINE, TaskScope.OVERDUE]), IDS, PAGES
) | st.builds(TaskListAt, st.just(TaskScope.GROUP), st.integers(1, 99), PAGES)
TASK_BUTTONS = st.builds(TaskButton, IDS, st.none() | st.just(ON_CARD) | TASK_LISTS)
MEETING_LISTS = st.builds(MeetingListAt, st.none() | IDS, PAGES)
TIMES = st.builds(MeetingTime, MOMENTS, WORDS, IDS, WORDS)
RECIPIENTS = st.builds(
    Recipient, st.just(Medium.SLACK), st.from_regex("[A-Z][A-Z0-9]{1,12}", fullmatch=True)
) | st.builds(Recipient, st.just(Medium.MAIL), st.integers(1, values.LARGEST_ID).map(str))
SUBJECTS = st.builds(SubjectChoice, group_id=IDS) | st.builds(SubjectChoice, topic_id=IDS)
WHOLE_MINUTES = st.integers(16_000_000, 120_000_000).map(
    lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
)
LATER_DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
POLL_FACTS: dict[str, Any] = {
    "title": WORDS,
    "minutes": IDS,
    "zone": WORDS,
    "closes_at": MOMENTS,
    "nudge_days": st.lists(IDS, max_size=2).map(tuple),
}
POLL_PLANS = st.builds(
    PollPlan,
    slots=st.lists(st.builds(SlotTime, WHOLE_MINUTES), max_size=MOST_SLOTS).map(tuple),
    **POLL_FACTS,
) | st.builds(
    PollPlan,
    slots=st.lists(
        st.builds(
            lambda weekday, at: SlotTime(weekday=weekday, at=at),
            st.integers(0, 6),
            st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        ),
        max_size=MOST_SLOTS,
    ).map(tuple),
    kind=st.just(PollKind.WEEKDAYS),
    first_on=LATER_DAYS,
    last_on=LATER_DAYS,
    **POLL_FACTS,
)
KIND_WORDS = st.none() | st.text(min_size=1, max_size=60)
QUESTIONS = st.builds(
    ReportQuery,
    *(DAYS, DAYS, WORDS, WORDS, *[st.none() | IDS] * 4),
    *(KIND_WORDS, KIND_WORDS, WORDS, IDS),
)
ANY_VALUE: st.SearchStrategy[Any] = st.one_of(
    st.builds(CommandButton, st.sampled_from(["/wg", "/convene"]), WORDS),
    st.builds(LaneButton, RECIPIENTS),
    st.builds(AgendaAt, IDS, IDS, IDS),
    st.builds(AgendaOrder, st.lists(IDS, min_size=1, max_size=9).map(tuple)),
    st.builds(StoryListAt, PAGES, WORDS),
    st.builds(
        StoryStart,
        st.none() | st.builds(Subject, st.sampled_from(["task", "decision", "call"]), ROWS),
    ),
    st.builds(PollAt, IDS, PAGES),
    st.builds(PollListAt, PAGES),
    st.builds(PollSlotButton, IDS, st.integers(0, MOST_SLOTS)),
    st.builds(NewPoll, IDS, POLL_PLANS, st.lists(IDS, max_size=9).map(tuple)),
    st.builds(CallAt, IDS, PAGES),
    st.builds(CallChoice, IDS, PAGES, st.none() | IDS),
    st.builds(CallDraftButton, IDS, st.from_regex("[0-9a-f]{16}", fullmatch=True)),
    st.builds(CallListAt, PAGES),
    st.builds(CallUnitButton, IDS),
    st.builds(SheetAt, IDS, PAGES),
    st.builds(ContactsAt, IDS, PAGES),
    st.builds(ObligationDay, IDS, st.dates(date(2000, 1, 1), date(2199, 12, 31))),
    st.builds(ObligationListAt, IDS, PAGES),
    TASK_LISTS,
    TASK_BUTTONS,
    st.builds(
        MenuChoice,
        st.sampled_from(["task.due", "task.show", "task.reassign"]),
        TASK_BUTTONS.map(lambda button: button.text),
    ),
    MEETING_LISTS,
    st.builds(MeetingButton, IDS, st.none() | st.just(ON_OWN_PAGE) | MEETING_LISTS),
    st.builds(GroupListAt, PAGES, WORDS),
    st.builds(SeatListAt, IDS, PAGES),
    st.builds(CandidateListAt, IDS, PAGES),
    st.builds(CandidateButton, IDS, IDS, IDS),
    st.builds(DecisionListAt, IDS, IDS),
    st.builds(ApprovalButton, IDS, IDS),
    st.builds(ItemButton, IDS, IDS),
    st.builds(MinutesAt, IDS, IDS),
    st.builds(MinutesListAt, st.none() | IDS, IDS, WORDS),
    st.builds(RegisterAt, WORDS, IDS, IDS),
    st.builds(FindingAt, st.sampled_from(["met", "gone"]), PAGES),
    st.builds(BalanceAt, PAGES),
    st.builds(LibraryListAt, PAGES),
    st.builds(ProposalListAt, PAGES),
    SUBJECTS,
    st.builds(SubjectAt, SUBJECTS, PAGES),
    st.builds(SubjectListAt, PAGES),
    st.builds(LibrarySubjectsAt, IDS, PAGES),
    st.builds(LibraryConfirm, IDS, st.dates()),
    st.builds(AppointFor, IDS, st.none() | SUBJECTS),
    st.builds(HistoryAt, st.none() | IDS, st.none() | IDS, IDS),
    st.builds(MergePair, IDS, IDS),
    st.builds(MoveButton, IDS, st.just("") | st.from_regex("[0-9a-f]{10}", fullmatch=True)),
    st.builds(HandoverOf, IDS, IDS, PAGES),
    st.builds(HolidaysOf, st.none() | IDS),
    st.sampled_from([FeedOf(FeedKind.MINE), FeedOf(FeedKind.PUBLIC)]),
    st.builds(FeedOf, st.just(FeedKind.GROUP), IDS),
    st.builds(PartnerButton, IDS, IDS),
    st.builds(DeputyButton, IDS, IDS),
    st.builds(InviteButton, IDS, st.lists(IDS, min_size=1, max_size=100).map(tuple)),
    st.builds(NewMeeting, IDS, WORDS, WORDS, TIMES),
    st.builds(MeetingMove, IDS, IDS, TIMES),
    QUESTIONS,
    st.builds(RowsQuery, QUESTIONS, WORDS),
)


@given(value=ANY_VALUE)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert type(value).parse(value.text) == value


@given(text=st.text(max_size=60), kind=st.sampled_from(KINDS))
def test_anything_else_is_odd_and_never_an_error_of_another_kind(text: str, kind: Any) -> None:
    try:
        value = kind.parse(text)
    except OddValue:
        return
    assert kind.parse(value.text) == value


@given(
    found=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
    ),
    kind=st.sampled_from(KINDS),
)
def test_no_json_is_taken_for_a_plan_by_chance(found: Any, kind: Any) -> None:
    with pytest.raises(OddValue):
        kind.parse("x" + json.dumps(found))
    if kind in (NewMeeting, MeetingMove, ReportQuery, RowsQuery):
        with pytest.raises(OddValue):
            kind.parse(json.dumps(found))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("C0METADATA", LaneButton(Recipient.channel("C0METADATA"))),
        ("/convene", CommandButton("/convene")),
        ("/task add Draft | due Friday", CommandButton("/task", "add Draft | due Friday")),
        ("12|0", CallChoice(12, 0)),
        ("12|10|34", CallChoice(12, 10, 34)),
        ("34", CallUnitButton(34)),
        ("34|1", SheetAt(34, 1)),
        ("12|1", CallAt(12, 1)),
        ("12|1", PollAt(12, 1)),
        ("2", PollListAt(2)),
        ("12|3", PollSlotButton(12, 3)),
        ("12|1", ContactsAt(12, 1)),
        ("12|2027-10-15", ObligationDay(12, date(2027, 10, 15))),
        ("3|1", ObligationListAt(3, 1)),
        ("2", CallListAt(2)),
        ("12|0123456789abcdef", CallDraftButton(12, "0123456789abcdef")),
        ("mail:12", LaneButton(Recipient(Medium.MAIL, "12"))),
        ("12", TaskButton(12)),
        ("12|card", TaskButton(12, ON_CARD)),
        ("12|3|40", HandoverOf(12, 3, 40)),
        ("12|3", PartnerButton(12, 3)),
        ("12|3", DeputyButton(12, 3)),
        ("12|mine|0|0", TaskButton(12, TaskListAt(TaskScope.MINE))),
        ("12|group|3|2", TaskButton(12, TaskListAt(TaskScope.GROUP, 3, 2))),
        ("12|overdue|0|1", TaskButton(12, TaskListAt(TaskScope.OVERDUE, 0, 1))),
        ("overdue|3|1", TaskListAt(TaskScope.OVERDUE, 3, 1)),
        ("mine|0|1", TaskListAt(TaskScope.MINE, 0, 1)),
        (
            "task.due|12|mine|0|0",
            MenuChoice("task.due", "12|mine|0|0"),
        ),
        (
            "task.reassign|12|group|3|0",
            MenuChoice("task.reassign", "12|group|3|0"),
        ),
        ("7", MeetingButton(7)),
        ("7|show", MeetingButton(7, ON_OWN_PAGE)),
        ("7|next|every|0", MeetingButton(7, MeetingListAt(None, 0))),
        ("7|next|12|3", MeetingButton(7, MeetingListAt(12, 3))),
        ("every|1", MeetingListAt(None, 1)),
        ("12|1", MeetingListAt(12, 1)),
        ("1|", GroupListAt(1)),
        ("1|courier", StoryListAt(1, "courier")),
        ("new", StoryStart()),
        ("task|12", StoryStart(Subject("task", 12))),
        ("2|courier | loans", GroupListAt(2, "courier | loans")),
        ("3", BalanceAt(3)),
        ("3", LibraryListAt(3)),
        ("3", ProposalListAt(3)),
        ("12|1", SeatListAt(12, 1)),
        ("group|12", SubjectChoice(group_id=12)),
        ("topic|3", SubjectChoice(topic_id=3)),
        ("topic|3|1", SubjectAt(SubjectChoice(topic_id=3), 1)),
        ("2", SubjectListAt(2)),
        ("12|2", LibrarySubjectsAt(12, 2)),
        ("12|2026-08-25", LibraryConfirm(12, date(2026, 8, 25))),
        ("12|every", AppointFor(12)),
        ("12|topic|3", AppointFor(12, SubjectChoice(topic_id=3))),
        ("12|1", CandidateListAt(12, 1)),
        ("12|7|3", CandidateButton(12, 7, 3)),
        ("12|10", DecisionListAt(12, 10)),
        ("12|34", ApprovalButton(12, 34)),
        ("12|0", ItemButton(12, 0)),
        ("12|40", MinutesAt(12, 40)),
        ("12|10|", MinutesListAt(12, 10)),
        ("every|10|courier | loans", MinutesListAt(None, 10, "courier | loans")),
        ("34|12|10", AgendaAt(12, 34, 10)),
        ("3|1|2", AgendaOrder((3, 1, 2))),
        ("10|0|courier since july", RegisterAt("courier since july", 0, 10)),
        ("0|12|a|b", RegisterAt("a|b", 12)),
        ("12|15", MergePair(12, 15)),
        ("everybody", HolidaysOf()),
        ("4", HolidaysOf(4)),
        ("mine", FeedOf(FeedKind.MINE)),
        ("public", FeedOf(FeedKind.PUBLIC)),
        ("12", FeedOf(FeedKind.GROUP, 12)),
        (
            '{"group":1,"title":"Normes — été","pattern":"","at":"2026-12-01T14:00:00-05:00",'
            '"zone":"America/New_York","minutes":60,"place":"Room 2 | the “big” one"}',
            NewMeeting(1, "Normes — été", "", TIME),
        ),
        (
            '{"meeting":5,"sequence":2,"at":"2026-12-01T19:00:00+00:00",'
            '"zone":"America/New_York","minutes":60,"place":"Room 2 | the “big” one"}',
            MeetingMove(5, 2, TIME),
        ),
        (
            '["2026-07-01", "2026-11-24", "fiscal year 2027 so far", "library", null, 3, null, 7]',
            ReportQuery(
                date(2026, 7, 1),
                date(2026, 11, 24),
                "fiscal year 2027 so far",
                "library",
                None,
                3,
                None,
                7,
            ),
        ),
        (
            '["2026-07-01", "2026-11-24", "FY", "person", null, 3, null, null,'
            ' "collège", "chair", "missed", 3]',
            LATER_QUESTION,
        ),
        (
            '[["2026-07-01", "2026-11-24", "FY", "person", null, 3, null, null,'
            ' "collège", "chair", "missed", 3], "12"]',
            RowsQuery(LATER_QUESTION, "12"),
        ),
    ],
)
def test_every_text_that_stands_on_a_button_is_read(text: str, value: Any) -> None:
    assert type(value).parse(text) == value
    if "T14:00:00-05:00" not in text:
        assert value.text == text


ODD = (
    "",
    " ",
    "x",
    "|",
    "||",
    "|||",
    "-1",
    "+1",
    "1e3",
    "1.0",
    " 12",
    "12 ",
    "٣",
    "３",
    "²",
    "12\x00",
    "9" * 10,
    "9" * 5000,
    "x" * 5000,
    "[" * 5000,
    "12|x",
    "12|card|x",
    "12|mine",
    "12|mine|0",
    "12|mine|0|0|0",
    "12|mine|0|-1",
    "12|mine|0|x",
    "12|mine|x|0",
    "12|mine|0|100000",
    "12|group|0|0",
    "12|every|0",
    "12|show|0",
    "12|next",
    "12|next|every",
    "12|next|every|x",
    "12|next|all|0",
    "12|NEXT|every|0",
    "/",
    "/ help",
    "/task|12 mine",
    "task.due",
    "task.due|",
    "task.due|x",
    "null",
    "[]",
    "{}",
    "NaN",
)


@pytest.mark.parametrize("kind", KINDS)
def test_odd_texts_are_refused(kind: Any) -> None:
    for text in ODD:
        if kind in (GroupListAt, StoryListAt) and text.startswith("12|"):
            # Whatever follows the page are words that somebody searched for.
            assert kind.parse(text) == kind(12, text.removeprefix("12|"))
            continue
        if kind is HistoryAt and text == "12|every|0":
            assert kind.parse(text) == HistoryAt(12, None, 0)
            continue
        if kind is MenuChoice and text == "task.due|x":
            # What a choice carries is read by the button that it names.
            assert values.pressed("menu", text) == ("task.due", "x")
            continue
        with pytest.raises(OddValue):
            kind.parse(text)


PLAN = {
    "group": 1,
    "title": "Norms",
    "pattern": "",
    "at": "2026-12-01T19:00:00+00:00",
    "zone": "UTC",
    "minutes": 60,
    "place": "",
}


@pytest.mark.parametrize(
    "change",
    [
        {"group": "1"},
        {"group": None},
        {"group": True},
        {"group": 1.0},
        {"group": -1},
        {"group": 10**9},
        {"title": 1},
        {"title": None},
        {"pattern": ["weekly"]},
        {"at": None},
        {"at": "tomorrow"},
        {"at": "2026-12-01"},
        {"at": "2026-12-01T19:00:00"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "1999-12-31T23:00:00+00:00"},
        {"at": "2200-01-01T00:00:00+00:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"zone": 1},
        {"minutes": "60"},
        {"minutes": 60.5},
        {"place": {}},
    ],
)
def test_a_plan_with_one_odd_fact_is_refused(change: dict[str, Any]) -> None:
    assert NewMeeting.parse(json.dumps(PLAN)).title == "Norms"
    with pytest.raises(OddValue):
        NewMeeting.parse(json.dumps(PLAN | change))
    with pytest.raises(OddValue):
        NewMeeting.of(PLAN | change)


@pytest.mark.parametrize("name", ["group", "at", "minutes"])
def test_a_plan_that_lacks_a_fact_is_refused(name: str) -> None:
    with pytest.raises(OddValue):
        NewMeeting.of({key: fact for key, fact in PLAN.items() if key != name})


@pytest.mark.parametrize(
    ("at", "odd"),
    [(0, ""), (0, 3), (0, "x" * 61), (1, []), (2, None), (3, -1), (3, "3"), (3, True)],
)
def test_a_further_part_of_a_question_may_be_odd_too(at: int, odd: Any) -> None:
    parts: list[Any] = ["college", "chair", "missed", 3]
    assert ReportQuery.parse(json.dumps([*QUESTION, *parts])).count == 3
    with pytest.raises(OddValue):
        ReportQuery.parse(json.dumps([*QUESTION, *parts[:at], odd, *parts[at + 1 :]]))
    with pytest.raises(OddValue):
        RowsQuery.parse(json.dumps([[*QUESTION, *parts], None]))


QUESTION = ["2026-07-01", "2026-11-24", "so far", "library", None, None, None, None]


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        (0, "2026"),
        (0, "1899-12-31"),
        (1, "2200-01-01"),
        (1, None),
        (2, 3),
        (3, None),
        (4, "1"),
        (5, -1),
        (6, True),
        (7, 10**9),
        (7, 0.5),
    ],
)
def test_a_question_with_one_odd_fact_is_refused(at: int, odd: Any) -> None:
    assert ReportQuery.parse(json.dumps(QUESTION)).label == "so far"
    with pytest.raises(OddValue):
        ReportQuery.parse(json.dumps([*QUESTION[:at], odd, *QUESTION[at + 1 :]]))
    with pytest.raises(OddValue):
        ReportQuery.parse(json.dumps(QUESTION[:at] + QUESTION[at + 1 :]))
    with pytest.raises(OddValue):
        ReportQuery.parse(json.dumps([*QUESTION, odd]))


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("00000012", 12), ("999999999", 999_999_999)],
)
def test_a_whole_number_has_at_most_nine_digits(text: str, number: int) -> None:
    assert values.whole_number(text) == number


def test_a_number_beyond_its_bound_is_odd() -> None:
    assert values.whole_number("5", most=5) == 5
    with pytest.raises(OddValue):
        values.whole_number("6", most=5)


@pytest.mark.parametrize(
    ("text", "row"),
    [("12", 12), ("12|card", 12), ("", None), ("x|12", None), ("|12", None), ("everybody", None)],
)
def test_the_row_that_a_button_is_about(text: str, row: int | None) -> None:
    assert values.leading_id(text) == row


@pytest.mark.parametrize("text", ["UANN", "C0123456789", "W1", "D9"])
def test_ids_of_slack(text: str) -> None:
    assert values.is_slack_id(text)


@pytest.mark.parametrize("text", ["", "U", "uann", "UANN ", "U|N", "UÄ", "1U", "U" * 33])
def test_texts_that_slack_never_uses_as_ids(text: str) -> None:
    assert not values.is_slack_id(text)


def test_what_a_form_carries_comes_back() -> None:
    facts: dict[str, Any] = {"group": 1, "text": "é “|” \\", "source": {"ts": "1.2"}}
    assert values.read_private(values.private(**facts)) == facts
    assert "é" in values.private(**facts)


@pytest.mark.parametrize("text", ["", "x", "[]", "null", "3", '"x"', "{", "[" * 5000, "{}"])
def test_anything_else_carries_nothing(text: str) -> None:
    assert values.read_private(text) == {}


def test_each_kind_says_which_command_leads_there_instead() -> None:
    import handlers

    table = handlers.route_table()
    for kind in KINDS:
        command, _, rest = kind.instead.partition(" ")
        found = table.match(command, rest)
        assert found is not None, kind
        assert found.text == ""


@pytest.mark.parametrize("menu", ["menu", "task.more"])
def test_what_is_chosen_in_a_menu_counts_as_pressed(menu: str) -> None:
    assert values.pressed(menu, "task.due|12|mine|0|0") == ("task.due", "12|mine|0|0")
    assert values.pressed(menu, "Anything|12") == ("", "Anything|12")
    assert values.pressed("task.done:3", "12") == ("task.done", "12")


def test_the_longest_values_fit_on_a_button() -> None:
    longest = MeetingTime(
        AT + timedelta(days=1), "America/Argentina/ComodRivadavia", 720, '"' * 500
    )
    assert len(NewMeeting(values.LARGEST_ID, "\\" * 200, "", longest).text) <= 2000
    largest = LargestPolls("\\" * 200, group(), [])
    assert len(largest.carried) <= 2000
    place = TaskListAt(TaskScope.OVERDUE, values.LARGEST_ID, values.LARGEST_PAGE)
    choice = MenuChoice("task.reassign", TaskButton(values.LARGEST_ID, place).text)
    assert len(choice.text) <= 75  # What Slack takes as the value of an option in an overflow menu.


@pytest.mark.parametrize("seen", [SeenOnHome(), SeenOnHome((12, 3), (7,)), SeenOnHome((), (1,))])
def test_what_home_showed_is_carried_both_ways(seen: SeenOnHome) -> None:
    assert values.read_seen(values.read_private(values.seen_on_home(seen))) == seen


@pytest.mark.parametrize(
    "carried",
    [{"tasks": [1]}, {"tasks": "1 x"}, {"tasks": "1", "meetings": 2}, {"tasks": "1 " * 101}],
)
def test_odd_words_of_home_say_that_nothing_was_seen(carried: dict[str, object]) -> None:
    assert values.read_seen(carried) == SeenOnHome()


def test_a_form_above_home_carries_what_home_carries_beside_its_own() -> None:
    own = values.private(task=12)
    view = values.above_home({"type": "modal", "private_metadata": own}, '{"tasks":"3"}')
    carried = values.read_private(view["private_metadata"])
    assert carried == {"task": 12, "home": '{"tasks":"3"}'}
    assert values.home_below(carried) == '{"tasks":"3"}'
    again = values.above_home(view, "")
    assert values.home_below(values.read_private(again["private_metadata"])) == ""


@pytest.mark.parametrize("carried", [{}, {"home": None}, {"home": 1}, {"home": {"tasks": "3"}}])
def test_what_lies_above_no_home_says_so(carried: dict[str, Any]) -> None:
    assert values.home_below(carried) is None


def test_a_form_that_carries_as_much_as_slack_takes_stays_as_it_is() -> None:
    room = 3000 - len(values.private(text="", home=""))
    for length, fits in ((room, True), (room + 1, False)):
        view = {"type": "modal", "private_metadata": values.private(text="x" * length)}
        marked = values.above_home(view, "")
        assert (marked != view) is fits
        assert len(marked["private_metadata"]) <= 3000 + (0 if fits else 1)
