"""Letters: whatever a message says in Slack is said in plain text and in HTML, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from models.letters import Letter, LetterFacts
from models.messages import (
    ASSIGNED,
    CODE,
    DISCHARGED,
    FRESH_LINK,
    KINDS,
    MINUTES_CIRCULATED,
    NUDGE,
    POLL_CARD,
    REMIND,
    STATEMENT_PUBLISHED,
    TASKS,
    WELCOME,
    MessageKind,
)
from models.payloads import Message
from models.reach import Reach, set_up
from models.value_statements import StatementKind, ValueStatement
from tests.views.test_limits import ROWS, TYPED, Largest
from tests.views.things import AT, MONDAY, NASTY, RIGHT_TO_LEFT, person
from views import letters, value_statements
from views.calls import ids as call_ids
from views.elements import actions, button, context, divider, fields, header, message, section
from views.letters.markup import Linked, PlainText, Style, Styled, read
from views.meetings import RSVP_MAYBE, RSVP_NO, RSVP_YES
from views.polls import ids as poll_ids
from views.preferences import OPEN
from views.tasks import DONE, REASSIGN, SHOW
from views.texts import HOW_TO_DECLINE, bold, esc, mention
from views.times import moment
from views.web_addresses import WEB_ADDRESS

PAGE = "https://convene.example.edu/p/token"
DANA = person("Dana Reyes")
FACTS = LetterFacts(
    DANA,
    REMIND,
    title="Monthly call",
    starts_at=AT,
    group="Metadata",
    consortium="Consortium",
    names={"UBEN": "Ben Brook"},
    channels={"CMETA": "Metadata"},
    page=PAGE,
)
LARGEST_LETTER = 100_000
"""Bytes; Google's mail cuts longer ones off."""
ALLOWED = {
    *("html", "head", "meta", "title", "body", "div", "h1", "p", "br", "hr", "ul", "li", "a"),
    *("strong", "em", "s", "code", "table", "tr", "th", "td"),
}
WITHOUT_END = {"meta", "br", "hr"}


class Page(HTMLParser):
    """What a reader of HTML sees, and a check that every element is known and closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= {
            *("lang", "charset", "name", "content", "style", "dir", "href", "align", "scope"),
            *("cellpadding", "rel"),
        }
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "title" not in self.open:
            self.words += data


def written(message: Message, **facts: Any) -> Letter:
    return letters.letter(message, replace(FACTS, **facts))


def of(*blocks: dict[str, Any], **facts: Any) -> Letter:
    return written(message("In Slack", list(blocks)), **facts)


def body(letter: Letter) -> str:
    return letter.text.partition(f"\n\n{'-' * 40}\n\nYou get this")[0]


@pytest.mark.parametrize("typed", ["plain", "marks", "right to left", "brackets"])
def test_every_view_becomes_a_letter(typed: str) -> None:
    big = Largest(TYPED[typed])
    for name, view in ROWS.items():
        letter = written({"text": "", **view(big)})
        page = Page(letter.html)
        assert len(letter.html.encode()) < LARGEST_LETTER, name
        assert "<!date" not in letter.text, name
        assert "&lt;" not in letter.text, name
        assert all(address.startswith((PAGE, "https://", "mailto:")) for address in page.links)
        if typed in ("plain", "right to left"):
            assert "*" not in letter.text, name
            assert "<@" not in letter.text, name
            assert "<#" not in letter.text, name


@pytest.mark.parametrize(
    "typed", [NASTY, RIGHT_TO_LEFT, "<>&*_~ & <b>", "a_b_c 2*3*4 ~5~6", "&lt;"]
)
def test_typed_text_reads_as_it_was_typed(typed: str) -> None:
    plain = typed.replace("*bold*", "bold")
    letter = of(section(f"Title: {esc(typed)}"), header(typed))
    wanted = body(of(section(f"Title: {esc(typed)}")))
    assert wanted.startswith("Title: ")
    for mark in ("<", ">", "&"):
        assert wanted.count(mark) == plain.count(mark)
    assert Page(letter.html).words.count("<b>") == 2 * typed.count("<b>")


@pytest.mark.parametrize(
    ("mrkdwn", "text", "html"),
    [
        ("*Yes* and _no_", "Yes and no", "<strong>Yes</strong> and <em>no</em>"),
        ("~old~ `code`", "old code", "<s>old</s> <code>code</code>"),
        ("```a *b*\nc```", "a *b*\nc", "<code>a *b*<br>\nc</code>"),
        ("*a _b_ c*", "a b c", "<strong>a <em>b</em> c</strong>"),
        ("2*3*4 a_b_c * d *", "2*3*4 a_b_c * d *", "2*3*4 a_b_c * d *"),
        ("> said\n> twice", "said\ntwice", "said<br>\ntwice"),
        ("&gt; typed", "> typed", "&gt; typed"),
        ('a &lt;b&gt; &amp;lt; "c"', 'a <b> &lt; "c"', "a &lt;b&gt; &amp;lt; &quot;c&quot;"),
        ("<@UBEN>, <@UNEW>, <@UX|xi>", "Ben Brook, somebody, xi", "Ben Brook, somebody, xi"),
        ("<#CMETA> <#C2> <#C3|three>", "the channel of Metadata a channel #three", None),
        ("<!here> <!subteam^S1|@staff>", "everybody there @staff", None),
        (
            "*<https://a.example/?b=1&amp;c=2|Here>*",
            "Here (https://a.example/?b=1&c=2)",
            '<strong><a href="https://a.example/?b=1&amp;c=2" rel="noreferrer">Here</a></strong>',
        ),
        ("<https://a.example>", "https://a.example", None),
        ("<mailto:a@b.example|a@b.example>", "a@b.example", None),
        ("<javascript:alert(1)|x>", "x", "x"),
        ('<https://a.example/"onclick=x|x>', "x", "x"),
        (f"At {moment(AT, 'America/New_York')}.", "At Mon, Nov 23, 2026, 2:00 PM GMT.", None),
        ("<!date^x^{date}|then>", "then", "then"),
        ("<!date^99999999999999^{date}|then>", "then", "then"),
        ("\ufffc\x00 *\ufffc*", " **", " **"),
    ],
)
def test_markup(mrkdwn: str, text: str, html: str | None) -> None:
    letter = of(section(f"“{mrkdwn}”")) if mrkdwn[0] != ">" else of(section(mrkdwn))
    assert body(letter).strip("“”") == text
    if html is not None:
        assert html in letter.html
    assert " ".join(text.split()) in " ".join(Page(letter.html).words.split()) or "(" in text


@pytest.mark.parametrize(
    ("place", "addresses"),
    [
        ("https://meet.example/a_b_c?d=1&e=2", ["https://meet.example/a_b_c?d=1&e=2"]),
        ("http://meet.example/_x_, room *5*.", ["http://meet.example/_x_"]),
        ("Room 5 (https://meet.example/j/1) or https://b.example!", None),
        ("javascript:alert(1) data:text/html,x ftp://a.example file:///etc HTTPS", []),
        ('https://a.example/"onclick=x https://<b>', ["https://a.example/"]),
        ("https:// xhttps://a.example https://\u202eevil", []),
        ("mailto:a@b.example www.a.example", []),
    ],
)
def test_a_web_address_that_was_typed_can_be_followed(
    place: str, addresses: list[str] | None
) -> None:
    wanted = ["https://meet.example/j/1", "https://b.example"] if addresses is None else addresses
    letter = of(section(f"Where: {esc(place)}"))
    found = [link for link in Page(letter.html).links if not link.startswith(PAGE)]
    assert found == wanted
    for address in wanted:
        escaped = address.replace("&", "&amp;")
        assert f'<a href="{escaped}" rel="noreferrer">{escaped}</a>' in letter.html
        assert address in body(letter)
    assert [found[0] for found in WEB_ADDRESS.finditer(place)] == wanted


def test_bold_that_was_cut_leaves_no_mark() -> None:
    assert body(of(section("*whole*, 2 * 3 and *cut…"))) == "whole, 2 * 3 and cut…"


def test_the_tree_of_a_text() -> None:
    assert read("a *b <https://c.example|d>*", FACTS) == (
        PlainText("a "),
        Styled(Style.STRONG, (PlainText("b "), Linked("https://c.example", "d"))),
    )


def test_each_block_has_its_words() -> None:
    letter = of(
        header("Title"),
        fields([("Owner", "Ben"), ("Due", "soon")]),
        divider(),
        context("Small", HOW_TO_DECLINE, "Change it with *`/task mine`*."),
        {"type": "table", "rows": [[{"type": "raw_text", "text": "A"}], [{"text": "<1>"}]]},
        {"type": "unheard of"},
        {"type": "image", "alt_text": "nothing"},
    )
    assert body(letter) == (
        f"Title\n=====\n\nOwner\nBen\n\nDue\nsoon\n\n{'-' * 40}\n\nSmall\n\nA\n<1>"
    )
    assert '<h1 dir="auto" style="font-size:1.25em">Title</h1>' in letter.html
    assert '<th align="left" scope="col">A</th>' in letter.html
    assert "<td>&lt;1&gt;</td>" in letter.html


ANSWERS = [
    button("Yes", RSVP_YES, 12, about="Call"),
    button("Maybe", RSVP_MAYBE, "12|page", about="Call"),
    button("No", RSVP_NO, 12, about="Call"),
]


def test_a_poll_is_answered_by_a_single_link() -> None:
    answer = button("Answer", poll_ids.ANSWER, 3, about="Norms review")
    show = button("Show", poll_ids.SHOW, "3|0", about="Norms review")
    letter = of(actions(answer, show), kind=POLL_CARD, title="Norms review", starts_at=None)
    assert letter.subject == "When can you meet? Norms review"
    assert body(letter) == f"Say when you can come: Norms review\n  {PAGE}/polls/3"
    assert body(of(actions(show))) == f"Show: Norms review\n  {PAGE}/polls/3"


def test_buttons_lead_to_her_pages() -> None:
    letter = of(
        actions(*ANSWERS, button("Remind me tomorrow", "task.snooze.tomorrow", 3)),
        section("A task", button("Done", DONE, "3|mine|0|1", about="A task")),
        actions(button("Show", SHOW, "odd"), button("Change", OPEN)),
    )
    assert body(letter) == (
        f"Yes, Maybe or No: Call\n  {PAGE}/meetings/12\n\nA task\n\n"
        f"Done: A task\n  {PAGE}/tasks/3\n\nChange\n  {PAGE}/settings"
    )
    assert Page(letter.html).links == [
        f"{PAGE}/meetings/12",
        f"{PAGE}/tasks/3",
        f"{PAGE}/settings",
        PAGE,
        f"{PAGE}/settings",
        f"{PAGE}/unsubscribe",
    ]
    assert letter.unsubscribe == f"{PAGE}/unsubscribe"


def test_a_letter_calls_what_can_be_done_as_the_page_does() -> None:
    buttons = (button("Done", DONE, "3"), button("Hand over", REASSIGN, "3", about="A task"))
    assert body(of(actions(*buttons))) == f"Done or Not mine: A task\n  {PAGE}/tasks/3"


@pytest.mark.parametrize("kind", [CODE, FRESH_LINK])
def test_what_was_asked_for_on_the_page_offers_no_end_of_mail(kind: MessageKind) -> None:
    letter = of(section("Here it is."), kind=kind)
    assert letter.text.endswith(
        "You get this because somebody with the link to your page asked for it there."
        f"\n\nYour page ({PAGE})\n\n"
        "These links are yours alone: whoever has them can answer for you.\n"
    )
    assert (Page(letter.html).links, letter.unsubscribe) == ([PAGE], "")
    without = of(section("Here it is."), kind=kind, page="")
    assert without.text.endswith(
        "You get this because somebody with the link to your page asked for it there.\n"
    )


def test_a_welcome_says_to_a_stranger_who_writes_and_why() -> None:
    words = (
        "Convene writes this for Consortium: it tells the members of its groups of meetings and"
        " tasks. You get it because somebody added you to Metadata"
    )
    letter = of(section("Ann added you to Metadata."), kind=WELCOME)
    assert body(letter).startswith(
        f"{words}, and you need no account: whatever is for you to do is on your own page, to which"
        " the links below lead.\n\nAnn added you"
    )
    without = of(section("Ann added you."), kind=WELCOME, page="", group="", consortium="")
    assert body(without).startswith(
        "Convene writes this for the consortium: it tells the members of its groups of meetings and"
        " tasks. You get it because somebody added you to a group, and you need no account.\n\nAnn"
    )
    assert "Convene writes this" not in of(section("x")).text


@pytest.mark.parametrize("reads", [False, True])
def test_circulated_minutes_say_that_a_reply_is_read_where_it_is(
    reads: bool, reach_of_the_process: None
) -> None:
    set_up(Reach(reads_answers=reads))
    letter = of(section("The minutes are here."), kind=MINUTES_CIRCULATED)
    assert ("You can also answer this letter" in letter.text) is reads
    assert "answer this letter" not in of(section("x"), kind=REMIND).text


def test_buttons_of_a_unit_lead_to_the_page_of_the_call_beside_them() -> None:
    letter = of(
        actions(button("Yes", f"{call_ids.CHOOSE}:0", "12|0|34"), button("No", "call.choose:1", 1)),
        actions(
            button("Answer", call_ids.ANSWER, "34"),
            button("Take it back", call_ids.TAKE_BACK, "34"),
            button("Show", call_ids.SHOW, "12|0", about="Tunxis"),
        ),
        actions(button("Answer", call_ids.ANSWER, "34")),
        page=PAGE,
    )
    assert body(letter) == (
        f"Yes\n  {PAGE}/calls/12\nNo\n  {PAGE}/calls/1\n\n"
        f"Answer, Take it back or Show: Tunxis\n  {PAGE}/calls/12"
    )


def test_without_pages_there_are_no_links_and_an_answer_ends_it() -> None:
    letter = of(section("Call"), actions(*ANSWERS), page="")
    assert letter.text == (
        f"Call\n\n{'-' * 40}\n\nYou get this by mail because of your work with Metadata."
        "\n\nTo get less of this, or none, answer this message.\n"
    )
    assert (Page(letter.html).links, letter.unsubscribe) == ([], "")


def test_a_message_without_blocks_is_its_text() -> None:
    assert body(written({"text": "Hello *there*\nFriend"})) == "Hello there\nFriend"


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({}, "Reminder: Monthly call, Mon, Nov 23, 2026, 2:00 PM GMT"),
        ({"kind": ASSIGNED, "starts_at": None, "title": "Write"}, "A task for you: Write"),
        ({"kind": NUDGE, "starts_at": None}, "Will you come? Monthly call"),
        ({"kind": DISCHARGED, "starts_at": None, "title": ""}, "The group has ended: Metadata"),
        (
            {"kind": TASKS, "starts_at": None, "title": "", "group": ""},
            "Your tasks: Consortium",
        ),
        (
            {"starts_at": None, "title": "a\r\nBcc: x@y.example\x00\u202e"},
            "Reminder: a Bcc: x@y.example",
        ),
    ],
)
def test_the_subject_tells_the_kind_and_what_it_is_about(facts: dict[str, Any], line: str) -> None:
    assert letters.subject_line(replace(FACTS, **facts)) == line


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_kind_has_a_subject_of_bounded_length(kind: Any) -> None:
    line = letters.subject_line(replace(FACTS, kind=kind, title="x" * 500))
    assert len(line) <= 150
    assert line[0].isupper() or not line[0].isalpha()


def test_moments_are_hers() -> None:
    zone = replace_zone("Asia/Tokyo")
    letter = letters.letter(
        message("x", [section(moment(datetime(2026, 7, 1, 15, tzinfo=UTC), "UTC"))]), zone
    )
    assert body(letter) == "Thu, Jul 2, 2026, 12:00 AM JST"


def replace_zone(zone: str) -> LetterFacts:
    somebody = person("Dana Reyes")
    somebody.zone = zone
    return replace(FACTS, person=somebody)


def test_a_name_in_bold_and_a_mention() -> None:
    letter = of(
        section(f"{bold('Ann & Co')} asks {mention('UBEN', 'Ben')} and {mention(None, 'Pia')}")
    )
    assert body(letter) == "Ann & Co asks Ben Brook and Pia"
    assert "<strong>Ann &amp; Co</strong>" in letter.html


def test_word_of_a_published_statement_leads_to_its_page() -> None:
    days: dict[str, Any] = {"first_day": MONDAY, "last_day": MONDAY, "label": "Q"}
    statement = ValueStatement(id=9, kind=StatementKind.QUARTER, drafted_by=1, **days)
    news = value_statements.published(statement, "The council's page", "Dag")
    letter = of(*news["blocks"], kind=STATEMENT_PUBLISHED, page=PAGE)
    assert "Dag has published" in body(letter)
    assert f"{PAGE}/statements/9" in body(letter)
    assert letter.subject.startswith("Published: ")
