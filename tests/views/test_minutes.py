"""Minutes in Slack and in files at their largest: 100 items, 200 lines and 60 people, whatever was
typed.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest

from models import (
    AgendaItem,
    AgendaItemState,
    CorrectionKind,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesCorrection,
    MinutesState,
)
from models.minutes import (
    Attendees,
    LiveMeeting,
    MinutesEntry,
    MinutesHit,
    MinutesHits,
    MinutesRecord,
    PartAttended,
    RecordedLine,
    SettledCorrection,
)
from sandbox.rules import check_message, check_view
from services import word_documents
from tests.views.things import (
    AT,
    MONDAY,
    NASTY,
    RIGHT_TO_LEFT,
    group,
    marked_up,
    meeting,
    person,
    shown,
)
from views import minutes
from views.elements import message
from views.minutes.live_views import line_words

TYPED = {
    "plain": "x" * 200,
    "words": ("Plain words " * 20)[:200],
    "marks": NASTY,
    "right to left": RIGHT_TO_LEFT,
    "ampersands": "&" * 200,
    "brackets": "<" * 200,
    "stars": "*" * 200,
}
KINDS = list(MinuteLineKind)


def line(number: int, text: str, kind: MinuteLineKind = MinuteLineKind.NOTE) -> RecordedLine:
    row = MinuteLine(
        id=number,
        meeting_id=4,
        item_id=number % 100,
        kind=kind,
        wording=(text * 5)[: 500 if kind is MinuteLineKind.DECISION else 1000],
        written_by=7,
        written_at=AT,
    )
    return RecordedLine(row, text, whose=text, due_on=MONDAY, is_done=True)


class LargestMinutes:
    """A meeting with its minutes, where all is called the same."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.group, self.person = group(name), person(name)
        self.meeting = meeting(4, name, AT, (name * 3)[:500])
        self.lines = tuple(line(n, name, KINDS[n % 5]) for n in range(1, 201))
        self.items = tuple(self._item(n) for n in range(100))
        entries = tuple((f"{name}{n}"[-200:], (name, name, name)) for n in range(20))
        self.attendees = Attendees(
            entries,
            entries,
            entries,
            has_list=True,
            partly=tuple(
                PartAttended(name, True, AT, AT) for _, names in entries for name in names
            ),
        )

    def _item(self, number: int) -> AgendaItem:
        return AgendaItem(
            id=number,
            group_id=1,
            title=self.name,
            minutes=10,
            state=AgendaItemState.CLOSED,
            proposed_by=7,
            proposed_at=AT,
            waits_since=AT,
        )

    def minutes(self, state: MinutesState) -> Minutes:
        return Minutes(meeting_id=4, state=state, begun_at=AT, begun_by=7, is_public=True)

    def correction(
        self, number: int, kind: CorrectionKind = CorrectionKind.CORRECTION
    ) -> MinutesCorrection:
        words = (self.name * 5)[:1000]
        return MinutesCorrection(
            id=number,
            meeting_id=4,
            kind=kind,
            wording=words,
            replaced=words,
            proposed_by=7,
            proposed_at=AT,
        )

    def record(self, state: MinutesState = MinutesState.CIRCULATED) -> MinutesRecord:
        settled = tuple(
            SettledCorrection(self.correction(n), self.name, line=(self.name * 9)[:500])
            for n in range(1, 21)
        )
        of_kind = {
            kind: tuple(row for row in self.lines if row.line.kind is kind) for kind in KINDS
        }
        return MinutesRecord(
            meeting=self.meeting,
            group=self.group,
            minutes=self.minutes(state),
            attendees=self.attendees,
            decisions=tuple(row.line.wording for row in of_kind[MinuteLineKind.DECISION]),
            actions=of_kind[MinuteLineKind.ACTION],
            announcements=of_kind[MinuteLineKind.ANNOUNCEMENT],
            discussion=tuple((item, (self.lines[item.id],)) for item in self.items),
            parked=of_kind[MinuteLineKind.PARKED],
            lines=self.lines,
            corrections=settled,
            amendments=settled,
            approves=(self.meeting,) * 3,
            recorder=self.name,
            approved_in=self.meeting,
        )

    def live(self) -> LiveMeeting:
        return LiveMeeting(
            meeting=self.meeting,
            group=self.group,
            minutes=self.minutes(MinutesState.OPEN),
            item=self.items[0],
            following=self.items[1],
            minutes_left=-5,
            attendees=self.attendees,
            quorum="3 of 9 present",
            newest=self.lines[-5:],
            count=200,
            to_approve=(self.meeting,) * 5,
        )


def everything(big: LargestMinutes) -> list[dict[str, Any]]:
    """Each message and form of minutes at its largest."""
    held, lines = big.meeting, big.lines
    rows = [row.line for row in lines]
    several = [meeting(n, big.name, AT) for n in range(1, 26)]
    entry = MinutesEntry(held, big.group, big.minutes(MinutesState.OPEN), 200)
    hits = tuple(
        MinutesHit(held, big.group, "agenda item", (big.name * 5)[:1000]) for _ in "x" * 10
    )
    rights = {"may_run": True, "may_settle": True, "may_correct": True, "may_write": True}
    return [
        minutes.live(big.live(), may_write=True, may_run=True, may_settle=True),
        minutes.live(replace(big.live(), item=None, following=None, minutes_left=None)),
        minutes.written(held, rows, news=["due Fri, Nov 27"], others=lines),
        minutes.written(held, rows[:1]),
        minutes.written(held, rows, recorded=lines),
        minutes.written(held, []),
        minutes.undone(held, (big.name * 5)[:1000], "It stays."),
        minutes.task_taken_back(),
        minutes.closed(held, carried=100),
        minutes.closed(held, carried=100, asks_who_came=True),
        minutes.nothing_to_undo(held),
        minutes.write(held, lines, action=(big.name * 15)[:3000], unread=big.name),
        minutes.from_message(several, (big.name * 15)[:3000], {"channel": "C1", "ts": "1.2"}),
        minutes.from_message(several[:12], "x", {}, circulated=several[12:]),
        minutes.from_message([], "x", {}, circulated=several[:1]),
        message("x", minutes.origin(held)),
        minutes.edit(rows[0]),
        minutes.circulate(held, unreached="They have no Slack."),
        minutes.correct(held, lines),
        minutes.accept(big.correction(1), rows[0]),
        minutes.approve_at(held, several),
        minutes.amend(held),
        *(minutes.shown(big.record(state), **rights) for state in MinutesState),
        minutes.shown(big.record(), offset=100, **rights),
        minutes.lines_to_change(held, lines[:10], offset=0, left=190, news="Changed."),
        minutes.lines_to_change(held, [], offset=0, left=0),
        minutes.files_on_their_way(held),
        minutes.listed([entry] * 10, group=big.group, writable={4}, is_more=True),
        minutes.listed([], group=big.group, writable=()),
        minutes.found(MinutesHits(big.name, hits, 0, 900), group=big.group),
        minutes.found(MinutesHits(big.name), group=None),
        minutes.draft(held, big.group),
        minutes.circulated(held, big.group),
        minutes.correction_wanted(held, big.group, big.record().corrections[0]),
        minutes.correction_settled(held, big.group, big.correction(1), big.person),
        minutes.correction_sent(held, is_new=True),
        minutes.correction_sent(held, is_new=False),
        minutes.correction_refused(held, f"Nobody has begun minutes of {big.name} yet."),
        minutes.settled(big.correction(1)),
        minutes.correction_refused(held, big.name),
        minutes.circulated_for_asker(held, big.group, heard=60, unreached=[big.person] * 60),
        minutes.approved(held, held),
        minutes.amended(held),
    ]


@pytest.mark.parametrize("typed", TYPED)
def test_within_the_limits_and_pinging_nobody_whatever_people_type(typed: str) -> None:
    for view in everything(LargestMinutes(TYPED[typed])):
        if "type" in view:
            check_view(view)
        else:
            check_message(text=view["text"], blocks=view["blocks"])
        for text in marked_up({"text": view.get("text", ""), "blocks": view["blocks"]}):
            assert "<!channel" not in text
            assert "<@UBEN" not in text
            assert "<<" not in text


@pytest.mark.parametrize("typed", TYPED)
def test_every_paragraph_is_on_some_page(typed: str) -> None:
    record = LargestMinutes(TYPED[typed]).record()
    every, offset, pages = minutes.paragraphs(record)[1:], 0, 0
    while True:
        page = minutes.shown(record, offset=offset)
        check_message(text=page["text"], blocks=page["blocks"])
        pages += 1
        values = [
            element["value"]
            for block in page["blocks"]
            for element in block.get("elements", ())
            if element.get("action_id") == minutes.PAGE_OF
        ]
        if not values:
            break
        after = int(values[0].partition("|")[2])
        assert after > offset
        offset = after
    assert offset < len(every)
    assert pages > 1


@pytest.mark.parametrize("typed", TYPED)
def test_the_files_hold_all_of_it_and_are_sound(typed: str) -> None:
    record = LargestMinutes(TYPED[typed]).record()
    files = word_documents.files("minutes", "Title", minutes.rows(record), now=AT)
    [(_, markdown), (_, word)] = files
    assert markdown.decode().count("\n- ") > 300
    with zipfile.ZipFile(BytesIO(word)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(parts.read(name))
        body = ET.fromstring(parts.read("word/document.xml"))
    texts = [found.text or "" for found in body.iter() if found.tag.endswith("}t")]
    assert texts == [text for _style, text in minutes.rows(record)]


def test_marks_mean_nothing_in_markdown() -> None:
    rows = [("title", "A #1 *title*"), ("bullet", "1. [x](y) <b> a_b"), ("bullet", "- two")]
    assert word_documents.to_markdown(rows) == (
        "# A \\#1 \\*title\\*\n\n- 1\\. \\[x\\](y) \\<b\\> a\\_b\n- \\- two\n"
    )


def test_what_no_document_holds_is_replaced() -> None:
    word = word_documents.to_docx("T\x00", [("text", "a\x07b & <c>")], now=AT)
    with zipfile.ZipFile(BytesIO(word)) as parts:
        assert "a\ufffdb &amp; &lt;c&gt;" in parts.read("word/document.xml").decode()


def test_a_document_has_real_styles_and_says_who_made_it_when() -> None:
    rows = [
        ("title", "Minutes"),
        ("heading", "Present"),
        ("bullet", "Central: Ann"),
        ("subheading", "Norms"),
        ("text", "Recused: Ben"),
        ("text", "אבגד 12"),
        ("text", "mostly Latin א"),
    ]
    word = word_documents.to_docx("x" * 300, rows, now=AT)
    document = docx.Document(BytesIO(word))
    assert [(each.style.name, each.text) for each in document.paragraphs if each.style] == [
        ("Title", "Minutes"),
        ("Heading 1", "Present"),
        ("List Bullet", "Central: Ann"),
        ("Heading 2", "Norms"),
        *(("Normal", text) for _style, text in rows[4:]),
    ]
    assert [bool(each.runs[0].font.rtl) for each in document.paragraphs[-3:]] == [
        *(False, True, False)
    ]
    about = document.core_properties
    assert (about.title, about.author, about.language) == ("x" * 255, "", "en")
    assert about.created == AT.replace(tzinfo=about.created.tzinfo if about.created else None)


def test_a_document_library_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys; import services.word_documents; sys.exit('docx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_minutes_are_in_the_order_of_the_field() -> None:
    big = LargestMinutes("Norms")
    headings = [row.text for row in minutes.paragraphs(big.record()) if row.style == "heading"]
    assert headings == [
        *("Present", "Remote or part of the time", "Regrets", "Absent", "Minutes approved"),
        *("Decisions", "Tasks assigned"),
        *("Announcements", "Discussion", "Parked for later", "Corrections", "Amendments"),
    ]


def test_without_a_list_nobody_reads_as_absent() -> None:
    big = LargestMinutes("Norms")
    record = replace(big.record(), attendees=Attendees())
    texts = [row.text for row in minutes.paragraphs(record)]
    assert "Nobody has saved the list of who came." in texts
    assert not {"Absent", "Regrets"} & set(texts)


def test_a_live_view_reads_out_what_was_written_last() -> None:
    live = LargestMinutes("Norms").live()
    text = minutes.live(live)["text"]
    assert "Written last: • " in text
    assert all(line_words(line) in text for line in live.newest)
    assert "Nothing is written yet." in minutes.live(replace(live, newest=(), count=0))["text"]


def test_a_live_view_says_how_much_time_is_left() -> None:
    live = LargestMinutes("Norms").live()
    words = {5: "5 minutes left", 1: "1 minute left", 0: "0 minutes left", -2: "2 minutes over"}
    for left, text in words.items():
        assert text in shown(minutes.live(replace(live, minutes_left=left)))[1]
    assert "minute" not in shown(minutes.live(replace(live, minutes_left=None)))[1]


@pytest.mark.parametrize(
    ("is_on", "has_next", "labels", "words"),
    [
        (True, True, ["Done, next item", "Leave it open, next item"], "Next:"),
        (True, False, ["Done with this item", "Leave it open"], "This is the last item."),
        (False, True, ["Take the next open item"], "Next:"),
        (False, False, [], "No agenda item is open."),
    ],
)
def test_the_buttons_of_a_meeting_that_goes_on_follow_its_agenda(
    *, is_on: bool, has_next: bool, labels: list[str], words: str
) -> None:
    big = LargestMinutes("Norms")
    item, following = big.items[0] if is_on else None, big.items[1] if has_next else None
    message = minutes.live(replace(big.live(), item=item, following=following), may_run=True)
    assert words in message["text"].replace("*", "")
    shown = [
        element["text"]["text"]
        for block in message["blocks"]
        for element in block.get("elements", ())
        if element["type"] == "button"
    ]
    assert shown == [*labels, "Look again", "Close the meeting"]


@pytest.mark.parametrize(
    ("channel_id", "heard", "unreached", "words"),
    [
        ("CMETA", 0, False, " I tell <#CMETA>."),
        ("CMETA", 2, True, " I tell <#CMETA> and 2 people in private. I do not tell Pia"),
        (None, 1, False, " I tell 1 person in private."),
        (None, 0, False, ""),
    ],
)
def test_whoever_circulates_minutes_reads_who_hears_of_it(
    channel_id: str | None, heard: int, *, unreached: bool, words: str
) -> None:
    of_group, left = group("Metadata"), [person("Pia")] if unreached else []
    of_group.channel_id = channel_id
    held = meeting(4, "Norms", AT)
    message = minutes.circulated_for_asker(held, of_group, heard=heard, unreached=left)
    assert message["text"].startswith(f"The minutes of *Norms* are circulated.{words}")
    assert ("I tell" in message["text"]) is bool(words)
