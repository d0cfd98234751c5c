"""Keys, recipients and kinds of message: read as they were written, and nothing else is read."""

import ast
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import messages
from models.messages import (
    ALARM,
    ASSIGNED,
    CARD,
    DECLINABLE,
    DECLINABLE_IN_SLACK,
    DIGEST,
    DUE,
    HELLO,
    KINDS,
    MINE,
    MOVED,
    NUDGE,
    PARTICIPATION,
    PLACE,
    REDRAW,
    REMIND,
    STARTED,
    TASKS,
    UNKNOWN,
    WEEKLY,
    WELCOME,
    Key,
    KeyPart,
    Medium,
    MessageKind,
    Recipient,
    expiry,
    is_of_use,
    kind_of,
    readable,
)
from models.subjects import LANE, Subject
from tests.factories import NOW
from tests.views.things import person

ROOT = Path(__file__).parents[2]
PRODUCT = ("bot", "demo", "handlers", "models", "scheduler", "services", "views", "web")
MEETING, TASK, GROUP = Subject("meeting", 12), Subject("task", 5), Subject("group", 4)
BEN, CALL = Subject("person", 7), Subject("call", 6)
POLL = Subject("poll", 8)

# Each as the version before this module wrote it.
WRITTEN = {
    "card|meeting:12|announced|channel": Key(CARD, MEETING, "announced"),
    "moved|meeting:12|3|channel": Key(MOVED, MEETING, "3"),
    "invited|series:4|first|person:7": Key(messages.INVITED, Subject("series", 4), "first", BEN),
    "invited|series:4|first|1|person:7": Key(
        messages.INVITED, Subject("series", 4), ("first", "1"), BEN
    ),
    "ended|series:4|0|person:7": Key(messages.ENTRY_ENDED, Subject("series", 4), "0", BEN),
    "invited|meeting:12|3|person:7": Key(messages.INVITED, MEETING, "3", BEN),
    "calendar|meeting:12|3|20261124T143000|person:7": Key(
        messages.CALENDAR_FILE, MEETING, ("3", "20261124T143000"), BEN
    ),
    "cancelled|meeting:12|3|channel": Key(messages.CANCELLED, MEETING, "3"),
    "discharged|group:4|20261124T143000|channel": Key(
        messages.DISCHARGED, GROUP, "20261124T143000"
    ),
    "volunteers|20261124": Key(messages.VOLUNTEER_CALL, occurrence="20261124"),
    "started|group:4": Key(STARTED, GROUP),
    "welcome|group:4|20261124T143000|person:7": Key(WELCOME, GROUP, "20261124T143000", BEN),
    "chairing|group:4|20261124T143000|person:7": Key(
        messages.CHAIRING, GROUP, "20261124T143000", BEN
    ),
    "term|membership:12|20270630|person:7": Key(
        messages.TERM_ENDS, Subject("membership", 12), "20270630", BEN
    ),
    "sunset|group:4|20270630|90|person:7": Key(
        messages.SUNSET_NEAR, GROUP, ("20270630", "90"), BEN
    ),
    "putright|meeting:12|1795530600|off|person:7": Key(
        messages.PUT_RIGHT, MEETING, ("1795530600", "off"), BEN
    ),
    "alternate|meeting:12|sent|20261124T143000|person:7": Key(
        messages.ALTERNATE, MEETING, ("sent", "20261124T143000"), BEN
    ),
    "takeminutes|meeting:12|suggested|3|person:7": Key(
        messages.RECORDER_SUGGESTED, MEETING, ("suggested", "3"), BEN
    ),
    "confirm|organization:4|20270120|again|person:7": Key(
        messages.CONFIRM, Subject("organization", 4), ("20270120", "again"), BEN
    ),
    "proposed|proposal:3|made|person:7": Key(
        messages.PROPOSED, Subject("proposal", 3), "made", BEN
    ),
    "decided|proposal:3|declined|person:7": Key(
        messages.DECIDED, Subject("proposal", 3), "declined", BEN
    ),
    "reviewed|review:5|20261124T143000|person:7": Key(
        messages.REVIEWED, Subject("review", 5), "20261124T143000", BEN
    ),
    "departed|person:9|20261124T143000|person:7": Key(
        messages.DEPARTED, Subject("person", 9), "20261124T143000", BEN
    ),
    "deputized|group:3|20261124T143000|person:7": Key(
        messages.DEPUTIZED, Subject("group", 3), "20261124T143000", BEN
    ),
    "leave|group:3|20261124T143000|person:7": Key(
        messages.ON_LEAVE, Subject("group", 3), "20261124T143000", BEN
    ),
    "votingright|membership:12|lost|20261124T143000|person:7": Key(
        messages.VOTING_RIGHT, Subject("membership", 12), ("lost", "20261124T143000"), BEN
    ),
    "offered|group:3|person:7": Key(messages.OFFERED, Subject("group", 3), recipient=BEN),
    "still|group:3|12|person:7": Key(messages.STILL_MEMBER, Subject("group", 3), "12", BEN),
    "channel|group:3|archived|1.2|person:7": Key(
        messages.CHANNEL_NEWS, Subject("group", 3), ("archived", "1.2"), BEN
    ),
    "handed|person:5|20261124T143000|person:7": Key(
        messages.HANDED, Subject("person", 5), "20261124T143000", BEN
    ),
    "speaks|representation:9|20261124T143000|person:7": Key(
        messages.SPEAKS, Subject("representation", 9), "20261124T143000", BEN
    ),
    "spoke|representation:9|20261124T143000|person:7": Key(
        messages.SPOKE, Subject("representation", 9), "20261124T143000", BEN
    ),
    "unspoken|person:5|20261124T143000|person:7": Key(
        messages.UNREPRESENTED, Subject("person", 5), "20261124T143000", BEN
    ),
    "left|group:3|20261124T143000|person:7": Key(
        messages.LEFT, Subject("group", 3), "20261124T143000", BEN
    ),
    "served|group:3|20261124T143000|person:7": Key(
        messages.SERVED, Subject("group", 3), "20261124T143000", BEN
    ),
    "directs|organization:9|20261124T143000|person:7": Key(
        messages.DIRECTS, Subject("organization", 9), "20261124T143000", BEN
    ),
    "freed|group:3|20261124T143000|person:7": Key(
        messages.FREED, Subject("group", 3), "20261124T143000", BEN
    ),
    "assigned|task:5|person:7|2": Key(ASSIGNED, TASK, "2", BEN),
    "place|person:7": Key(PLACE, recipient=BEN),
    "participation|9f86d081884c7d65|20261124T143000|person:7": Key(
        PARTICIPATION, occurrence=("9f86d081884c7d65", "20261124T143000"), recipient=BEN
    ),
    "code|person:7|20261124T143000": Key(
        messages.CODE, occurrence="20261124T143000", recipient=BEN
    ),
    "link|person:7|20261124T14": Key(messages.FRESH_LINK, occurrence="20261124T14", recipient=BEN),
    "drafted|call:6|drafted|person:7": Key(messages.CALL_DRAFTED, CALL, "drafted", BEN),
    "statementnews|statement:3|once|person:7": Key(
        messages.STATEMENT_PUBLISHED, Subject("statement", 3), "once", BEN
    ),
    "statement|statement:3|20261124T143000-docx|person:7": Key(
        messages.STATEMENT_FILE, Subject("statement", 3), "20261124T143000-docx", BEN
    ),
    "publicrecord|group:3|20261124T143000-20250701-20260630|person:7": Key(
        messages.PUBLIC_RECORD, Subject("group", 3), "20261124T143000-20250701-20260630", BEN
    ),
    "callfile|call:6|20261124T143000|person:7": Key(
        messages.CALL_FILE, CALL, "20261124T143000", BEN
    ),
    "committed|offer:3|34|notice|20271101|60|person:7": Key(
        messages.COMMITTED, Subject("offer", 3), ("34", "notice", "20271101", "60"), BEN
    ),
    "commitmentsfile|20261124T143000|person:7": Key(
        messages.COMMITMENTS_FILE, occurrence="20261124T143000", recipient=BEN
    ),
    "call|call:6|opened|channel": Key(messages.CALL_CARD, CALL, "opened"),
    "callquestion|call:6|34|person:7": Key(messages.CALL_QUESTION, CALL, "34", BEN),
    "callanswer|call:6|81|person:7": Key(messages.CALL_ANSWERED, CALL, "81", BEN),
    "callextended|call:6|20261201T220000|channel": Key(
        messages.CALL_EXTENDED, CALL, "20261201T220000"
    ),
    "callended|call:6|closed|channel": Key(messages.CALL_ENDED, CALL, "closed"),
    "recurred|obligation:9|2027-10-15|person:7": Key(
        messages.OBLIGATION_MADE, Subject("obligation", 9), "2027-10-15", BEN
    ),
    "callunopened|call:6|20261124T143000|person:7": Key(
        messages.CALL_NOT_OPENED, CALL, "20261124T143000", BEN
    ),
    "minutesdraft|meeting:12|once|person:7": Key(messages.MINUTES_DRAFTED, MEETING, "once", BEN),
    "minutes|meeting:12|once|channel": Key(messages.MINUTES_CIRCULATED, MEETING, "once"),
    "minutesfile|meeting:12|20261124T143000md|person:7": Key(
        messages.MINUTES_FILE, MEETING, "20261124T143000md", BEN
    ),
    "correction|meeting:12|3|person:7": Key(messages.CORRECTION_WANTED, MEETING, "3", BEN),
    "correctionreply|meeting:12|9f86d081884c7d65|person:7": Key(
        messages.CORRECTION_REPLY, MEETING, "9f86d081884c7d65", BEN
    ),
    "corrected|meeting:12|3|person:7": Key(messages.CORRECTION_SETTLED, MEETING, "3", BEN),
    "hello|Ev0123ABC": Key(HELLO, occurrence="Ev0123ABC"),
    "digest|group:4|2026-W48": Key(DIGEST, GROUP, "2026-W48"),
    "tasks|person:7|2026-11-25T14:00+00:00": Key(
        TASKS, occurrence="2026-11-25T14:00+00:00", recipient=BEN
    ),
    "mine|person:7|2026-11-25": Key(MINE, occurrence="2026-11-25", recipient=BEN),
    "remind|meeting:12|24|20261125T1430Z|person:7": Key(
        REMIND, MEETING, ("24", "20261125T1430Z"), BEN
    ),
    "nudge|meeting:12|1|person:7": Key(NUDGE, MEETING, "1", BEN),
    "due|task:5|2026-11-26|person:7": Key(DUE, TASK, "2026-11-26", BEN),
    "long|task:5|2026-11-27|person:7": Key(messages.LONG, TASK, "2026-11-27", BEN),
    "unanswered|call:9|2|person:7": Key(messages.UNANSWERED, Subject("call", 9), "2", BEN),
    "pollnudge|poll:8|1|person:7": Key(messages.POLL_UNANSWERED, POLL, "1", BEN),
    "poll|poll:8|opened|channel": Key(messages.POLL_CARD, POLL, "opened"),
    "pollheard|poll:8|complete|person:7": Key(messages.POLL_HEARD, POLL, "complete", BEN),
    "pollended|poll:8|closed|person:7": Key(messages.POLL_ENDED, POLL, "closed", BEN),
    "worked|decision:4|20270301|person:7": Key(
        messages.DID_IT_WORK, Subject("decision", 4), "20270301", BEN
    ),
    "record|meeting:12|ended|person:7": Key(messages.RECORD, MEETING, "ended", BEN),
    "agenda|meeting:12|posted|channel": Key(messages.AGENDA_POSTED, MEETING, "posted"),
    "emptyagenda|meeting:12|20261125T1430Z|person:7": Key(
        messages.EMPTY_AGENDA, MEETING, "20261125T1430Z", BEN
    ),
    "draftlies|meeting:12|draft|person:7": Key(messages.DRAFT_LIES, MEETING, "draft", BEN),
    "partners|meeting:12|20261125T1430Z|person:7": Key(
        messages.PARTNERS, MEETING, "20261125T1430Z", BEN
    ),
    "weeks|person:7|2026-W48": Key(WEEKLY, occurrence="2026-W48", recipient=BEN),
    "month|person:7|2026-12": Key(messages.MONTH, occurrence="2026-12", recipient=BEN),
    "redraw|45|change:7|coming": Key(REDRAW, occurrence=("45", "change:7", "coming")),
    "redraw|45|2": Key(REDRAW, occurrence=("45", "2")),
    "alarm|lane:CMETA|20261124T143000|person:7": Key(
        ALARM, Subject(LANE, "CMETA"), "20261124T143000", BEN
    ),
}


@pytest.mark.parametrize(("text", "key"), WRITTEN.items())
def test_keys_read_as_they_were_always_written(text: str, key: Key) -> None:
    assert (str(key), Key.parse(text)) == (text, key)


def test_every_kind_has_a_key_that_was_written() -> None:
    assert {key.kind for key in WRITTEN.values()} == set(KINDS)


people = st.builds(Subject, st.just("person"), st.integers(1, 10**9))
things = people | st.builds(Subject, st.sampled_from(["meeting", "task"]), st.integers(1, 10**9))
parts = st.text(st.characters(codec="utf-8", exclude_characters="|"), min_size=1, max_size=20)
occurrences = parts | st.lists(parts, min_size=1, max_size=3).map(tuple)


@st.composite
def keys(draw: st.DrawFn) -> Key:
    kind = draw(st.sampled_from(KINDS))
    return Key(
        kind,
        subject=draw(things) if KeyPart.SUBJECT in kind.parts else None,
        occurrence=draw(occurrences) if KeyPart.OCCURRENCE in kind.parts else (),
        recipient=draw(st.none() | people) if KeyPart.RECIPIENT in kind.parts else None,
    )


@given(keys())
def test_a_key_is_read_back_from_its_text(key: Key) -> None:
    assert Key.parse(str(key)) == key


@given(keys(), keys())
def test_two_keys_have_two_texts(first: Key, second: Key) -> None:
    assert (str(first) == str(second)) is (first == second)


@given(st.text())
def test_any_text_is_a_key_or_refused(text: str) -> None:
    try:
        key = Key.parse(text)
    except ValueError:
        return
    assert str(key) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "card",
        "card|meeting:12",
        "card|meeting:12|announced",
        "card|meeting:|announced|channel",
        "card|meeting:012|announced|channel",
        "card|meeting:12||channel",
        "redraw|45||coming",
        "redraw|45|",
        "card|meeting:12|announced|person:",
        "card|meeting:12|announced|group:4",
        "started|group:4|again",
        "place|channel:1",
        "unknown|a",
        "remind2|meeting:12|24|x|person:7",
        "REMIND|meeting:12|24|x|person:7",
        "hello|" + "x" * 200,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        Key.parse(text)


def test_the_longest_key_fits_its_column() -> None:
    assert len(str(Key(HELLO, occurrence="x" * 194))) == messages.KEY_LENGTH
    with pytest.raises(ValueError, match="is no key of"):
        Key(HELLO, occurrence="x" * 195)


def test_one_text_is_an_occurrence_of_one_part() -> None:
    assert Key(HELLO, occurrence="Ev1") == Key(HELLO, occurrence=("Ev1",))
    assert Key.parse("redraw|45|change:7|coming").occurrence == ("45", "change:7", "coming")
    assert replace(Key(HELLO, occurrence="Ev1"), occurrence="Ev2").occurrence == ("Ev2",)


def test_nobody_else_joins_parts_by_the_separator() -> None:
    joined = [
        f"{file.relative_to(ROOT)}:{line}"
        for folder in PRODUCT
        for file in sorted((ROOT / folder).rglob("*.py"))
        if re.search(r"models\.(messages|subjects)|outbox", text := file.read_text("utf-8"))
        for line in _separators(text)
    ]
    assert joined == []


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ('Key(REDRAW, occurrence=f"{card}|{revision}")', True),
        ('name = f"change:{number}|{asks}"', True),
        ('"|".join(parts)', True),
        ('text.split("|")', True),
        ('text.partition("|")', True),
        ("SEPARATOR.join(parts)", False),
    ],
)
def test_a_separator_that_is_written_by_hand_would_be_seen(text: str, is_seen: bool) -> None:
    assert bool(_separators(text)) is is_seen


def test_what_cannot_be_read_is_left_out() -> None:
    texts = ["remind|x", "hello|Ev1", "", "forgotten|thing:1", "place|person:7"]
    assert [str(key) for key in readable(texts)] == ["hello|Ev1", "place|person:7"]


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": CARD, "occurrence": "announced"},
        {"kind": CARD, "subject": MEETING},
        {"kind": STARTED, "subject": GROUP, "occurrence": "x"},
        {"kind": STARTED, "subject": GROUP, "recipient": BEN},
        {"kind": HELLO, "subject": GROUP, "occurrence": "x"},
        {"kind": CARD, "subject": MEETING, "occurrence": "x", "recipient": GROUP},
        {"kind": CARD, "subject": MEETING, "occurrence": ""},
        {"kind": REDRAW, "occurrence": ()},
        {"kind": REDRAW, "occurrence": ("45", "")},
        {"kind": REDRAW, "occurrence": "45|2"},
        {"kind": REDRAW, "occurrence": ("45", "2|3")},
        {"kind": UNKNOWN, "occurrence": "x"},
        {"kind": MessageKind("card", "a card"), "subject": MEETING, "occurrence": "x"},
    ],
)
def test_a_key_has_all_parts_of_a_declared_kind_and_no_other(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is no key of"):
        Key(**parts)  # type: ignore[arg-type]


def test_the_kind_of_a_row_is_known_or_that_of_another_version() -> None:
    assert [kind_of(text) for text in ("card|x", "card", "cards|x", "")] == [
        CARD,
        CARD,
        UNKNOWN,
        UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("lane", "medium", "address", "is_person"),
    [
        ("CMETA", Medium.SLACK, "CMETA", False),
        ("G0123", Medium.SLACK, "G0123", False),
        ("UBEN", Medium.SLACK, "UBEN", True),
        ("W0123", Medium.SLACK, "W0123", True),
        ("mail:12", Medium.MAIL, "12", True),
    ],
)
def test_a_lane_tells_its_recipient(
    lane: str, medium: Medium, address: str, is_person: bool
) -> None:
    recipient = Recipient.parse(lane)
    assert recipient == Recipient(medium, address)
    assert (recipient.lane, recipient.is_person) == (lane, is_person)


@pytest.mark.parametrize(
    "lane", ["", "*", "*post", "mail:", "mail:*", "mail:UBEN", "mail:0", "c1", "C 1"]
)
def test_what_is_no_lane_of_a_recipient_is_refused(lane: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        Recipient.parse(lane)


def test_a_person_is_reached_in_slack_where_she_is_there_and_else_by_mail() -> None:
    ben = person()
    assert Recipient.person(ben) == Recipient.parse("UBEN")
    ben.slack_id = None
    assert Recipient.person(ben).lane == f"mail:{ben.id}"


def test_a_channel_without_an_id_is_refused() -> None:
    assert Recipient.channel("CMETA").lane == "CMETA"
    for nothing in (None, ""):
        with pytest.raises(ValueError, match="is no address"):
            Recipient.channel(nothing)


def test_kinds_are_unique_and_have_names_that_tell_them_apart() -> None:
    assert len({kind.key for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(re.fullmatch("[a-z]+", kind.key) for kind in KINDS)
    assert all(len(kind.name) > 5 and kind.name != "a message" for kind in KINDS)
    assert all(bool(kind.title) is bool(kind.description) for kind in KINDS)
    assert [kind.key for kind in DECLINABLE] == [
        "remind",
        "nudge",
        "due",
        "long",
        "record",
        "draftlies",
        "partners",
        "emptyagenda",
        "unanswered",
        "pollnudge",
        "committed",
        "worked",
        "month",
        "chairing",
        "term",
        "sunset",
        "putright",
        "takeminutes",
        "weeks",
        "invited",
    ]
    assert {*DECLINABLE} - {*DECLINABLE_IN_SLACK} == {WEEKLY, messages.INVITED}


@pytest.mark.parametrize(("kind", "hours"), [(DIGEST, 36), (ALARM, 7 * 24)])
def test_how_long_a_message_is_of_use(kind: MessageKind, hours: int) -> None:
    end = expiry(kind, NOW)
    assert end is not None
    assert (end - NOW).total_seconds() == hours * 3600
    moment = end - (end - NOW) / 10**6
    assert [is_of_use(kind, NOW, now) for now in (NOW, moment, end)] == [True, True, False]


def test_what_has_no_end_is_always_of_use() -> None:
    assert expiry(CARD, NOW) is None
    assert is_of_use(CARD, NOW, NOW.replace(year=2099))


def _calls(*names: str) -> list[tuple[str, ast.Call]]:
    """All calls of these names; what does not even contain them need not be parsed."""
    return [
        (file.relative_to(ROOT).as_posix(), node)
        for folder in PRODUCT
        for file in sorted((ROOT / folder).rglob("*.py"))
        if any(name in (text := file.read_text(encoding="utf-8")) for name in names)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _called(node.func) in names
    ]


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_kinds_are_declared_in_one_table() -> None:
    assert {place for place, _ in _calls("MessageKind")} == {"models/messages.py"}


def test_every_kind_is_posted_and_every_key_is_of_a_declared_kind() -> None:
    named = {id(kind): name for name, kind in vars(messages).items() if kind in KINDS}
    constants = {named[id(kind)] for kind in KINDS}
    used = {
        argument.id
        for _, call in _calls("Key", "due_to", "tell")
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        if isinstance(argument, ast.Name) and argument.id in constants
    }
    announced = {
        argument.id
        for file in (ROOT / "handlers" / "meetings").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        for argument in node.args
        if isinstance(argument, ast.Name) and argument.id in constants
    }
    assert used | announced == constants


def test_nothing_else_takes_the_text_of_a_key_apart() -> None:
    """Only the table of kinds knows how a key is written."""
    written = {f"{kind.key}|" for kind in KINDS}
    found = {
        (file.relative_to(ROOT).as_posix(), node.value)
        for folder in PRODUCT
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(tuple(written))
    }
    assert found == set()


def _separators(text: str) -> list[int]:
    """The lines on which a separator joins or splits what is no pattern of regular expressions."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.JoinedStr) and _has_separator(node.values))
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("join", "split", "partition", "rpartition", "rsplit")
            and _has_separator([node.func.value, *node.args])
        )
    ]


def _has_separator(nodes: Iterable[ast.expr]) -> bool:
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return any(isinstance(text, str) and "|" in text for text in texts)
