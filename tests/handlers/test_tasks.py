"""From the typed line to the saved task:
what is said back is what is saved, in the owner's own days.
"""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import delete, select

from handlers.routes import Ask, Open, Reply, Surface
from handlers.tasks import adding, changing, lists, typed_tasks
from models import HistoryEntry, OutboxMessage, Person, Task
from models.database import reading, unit_of_work
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from services import access, groups, terms
from services.errors import Invalid, Refusal
from tests import factories
from tests.factories import NOW, Cast, cast
from views import tasks as views

# Everything that a request can bring once control characters and lone surrogates are taken out.
TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
ANYTHING = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


class Slack:
    """Finds the cast by Slack id, and no channel."""

    def __init__(self, *known: Person) -> None:
        self._known = {person.slack_id: person for person in known}

    def __call__(self, slack_ids: list[str]) -> Any:
        found = [self._known[slack_id] for slack_id in slack_ids if slack_id in self._known]
        if len(found) < len(slack_ids):
            raise Invalid("Slack does not let me see that person.")
        return found

    def link(self, channel_id: str, ts: str) -> str:
        raise AssertionError("no message was chosen")


def ask(
    who: Person,
    text: str = "",
    *,
    now: datetime = NOW,
    others: tuple[Person, ...] = (),
    **facts: Any,
) -> Ask:
    """What the middleware makes of a command typed in the channel of Metadata."""
    with reading() as session:
        standing = access.standing(session, who, now)
        here = groups.named(session, "Metadata", by=standing)
    slack = Slack(who, *others)
    usual: dict[str, Any] = {
        "surface": Surface.COMMAND,
        "group": here,
        "people": slack,
        "channels": slack,
    }
    return Ask(who=standing, now=now, text=text, **(usual | facts))


def saved() -> list[Task]:
    with reading() as session:
        return list(session.exec(select(Task)))


def forget() -> None:
    with unit_of_work() as session:
        for table in (Task, OutboxMessage, HistoryEntry):
            session.exec(delete(table))


@ANYTHING
@given(text=TYPED)
def test_no_line_crashes_and_what_is_saved_is_said(people: Cast, text: str) -> None:
    for typed in (text, f"{text} @Ben due Friday", f"{text} by {text}", f"x {text} in {text}"):
        try:
            answer = adding.add(ask(people.ann, typed, others=(people.ben,)))
        except Refusal:
            assert saved() == []
            continue
        if isinstance(answer, Open):
            check_view(answer.view)
            continue
        assert isinstance(answer, Reply)
        check_message(**answer.message)
        [task] = saved()
        assert views.due_words(task.due_on, date(2026, 11, 24)) in text_of(answer.message)
        forget()


@ANYTHING
@given(text=TYPED)
def test_no_list_crashes(people: Cast, text: str) -> None:
    for command in (lists.mine, lists.listed, lists.overdue, changing.done_by_words):
        try:
            answer = command(ask(people.ann, text))
        except Refusal:
            continue
        assert isinstance(answer, Reply)
        check_message(**answer.message)


@pytest.mark.parametrize(
    ("zone", "now", "due_on"),
    [
        ("America/New_York", datetime(2026, 11, 24, 14, 30, tzinfo=UTC), date(2026, 11, 25)),
        ("Pacific/Auckland", datetime(2026, 11, 24, 14, 30, tzinfo=UTC), date(2026, 11, 26)),
        ("America/New_York", datetime(2026, 11, 1, 4, 30, tzinfo=UTC), date(2026, 11, 2)),
        ("America/New_York", datetime(2027, 3, 15, 3, 30, tzinfo=UTC), date(2027, 3, 15)),
    ],
)
def test_tomorrow_is_the_owners_tomorrow(
    people: Cast, zone: str, now: datetime, due_on: date
) -> None:
    with unit_of_work() as session:
        ben = session.get(Person, people.ben.id)
        assert ben is not None
        ben.zone = zone
    answer = adding.add(ask(people.ann, "Labels <@UBEN> due tomorrow", now=now, others=(ben,)))
    [task] = saved()
    assert task.due_on == due_on
    assert isinstance(answer, Reply)
    asker_today = now.astimezone(ZoneInfo(people.ann.zone)).date()
    assert views.due_words(due_on, asker_today) in answer.message["text"]


def test_a_message_button_that_names_no_task_is_refused(people: Cast) -> None:
    for value in ("", "x", "999", "999|card", "-1", "1e3", "٣"):
        for click in (
            changing.done,
            changing.reopen,
            changing.take,
            changing.open_due,
            changing.open_reassign,
        ):
            with pytest.raises(Refusal):
                click(ask(people.ann, value=value, surface=Surface.MESSAGE))


def offered_to(who: Person, task: Task) -> tuple[list[str], str]:
    """Whom the form to hand over a task offers, and who is chosen in it already."""
    answer = changing.open_reassign(ask(who, value=str(task.id)))
    assert isinstance(answer, Open)
    check_view(answer.view)
    [element] = [block["element"] for block in answer.view["blocks"] if "member" in str(block)]
    chosen = element.get("initial_option", {"text": {"text": ""}})
    return [row["text"]["text"] for row in element["options"]], chosen["text"]["text"]


def test_handing_over_offers_those_who_may_own_the_task_and_no_owner_who_has_left(
    people: Cast,
) -> None:
    adding.add(ask(people.ann, "Labels @Ben", others=(people.ben,)))
    [task] = saved()
    names = ["Ann Abara", "Ben Brook", "Gil Grau", "Pia Pons (no Slack account)"]
    assert offered_to(people.ann, task) == (names, "Ben Brook")
    hers = offered_to(people.dag, task)
    assert hers == (sorted([*names, "Dag Dahl"]), "Ben Brook")
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).is_active = False
        groups.remove(session, people.metadata, people.gil.id, by=people.ann, now=NOW)
    names = ["Ann Abara", "Pia Pons (no Slack account)"]
    assert offered_to(people.ann, task) == (names, "")
    for left, refused in ((people.ben, True), (people.gil, True), (people.pia, False)):
        sent = ask(people.ann, values={"member": str(left.id)}, private={"task": task.id})
        with pytest.raises(Invalid, match="not in the group") if refused else nullcontext():
            changing.reassign(sent)
    assert [row.owner_id for row in saved()] == [people.pia.id]


TYPED_LINES = [
    ("Review norm rules <@UBEN> due Friday", "Review norm rules", "Ben Brook"),
    ("<@UBEN> please send the figures by Friday", "send the figures", "Ben Brook"),
    ("remind <@UBEN> to send the figures by Friday", "send the figures", "Ben Brook"),
    ("Ask @Ben to send the figures by Friday", "send the figures", "Ben Brook"),
    ("remind me to send the figures by Friday", "send the figures", "Ann Abara"),
    ("Meet with <@UBEN> about norms by Friday", "Meet with Ben Brook about norms", "Ben Brook"),
    ("Remind everybody of the survey by Friday", "Remind everybody of the survey", "Ann Abara"),
    ("Write the brochure @Pia Pons by Friday", "Write the brochure", "Pia Pons"),
    ("Write the brochure Pia Pons by Friday", "Write the brochure", "Pia Pons"),
    ("Write the brochure for Pia Pons by Friday", "Write the brochure", "Pia Pons"),
    ("Pia Pons: write the brochure by Friday", "write the brochure", "Pia Pons"),
    ("Call Pia Pons about labels by Friday", "Call Pia Pons about labels", "Ann Abara"),
    ("Send by Friday the figures to Ben", "Send the figures to Ben", "Ann Abara"),
    ("Order labels in Metadata by Friday", "Order labels", "Ann Abara"),
    ("Order labels by Friday in Metadata", "Order labels", "Ann Abara"),
    ("Buy a scanner for reserves by Friday", "Buy a scanner for reserves", "Ann Abara"),
    ("Order labels @nobody by Friday", "Order labels", None),
    (
        "Send by Friday the statistics to the office",
        "Send the statistics to the office",
        "Ann Abara",
    ),
    ("remind @Ben to send the statistics by Friday", "send the statistics", "Ben Brook"),
    (
        "Read https://example.org/2026/12/04/due-friday?by=monday by Friday",
        "Read https://example.org/2026/12/04/due-friday?by=monday",
        "Ann Abara",
    ),
    (
        "Read <https://example.org/due-friday|the &lt;b&gt; page> by Friday",
        "Read the <b> page https://example.org/due-friday",
        "Ann Abara",
    ),
    (
        "Move monitor to attic, mail ben@central.example.edu about the 5/6 split by Friday",
        "Move monitor to attic, mail ben@central.example.edu about the 5/6 split",
        "Ann Abara",
    ),
]


@pytest.mark.parametrize(("text", "title", "owner"), TYPED_LINES)
def test_a_line_is_title_owner_and_day(
    people: Cast, text: str, title: str, owner: str | None
) -> None:
    with unit_of_work() as session:
        factories.group(session, "Reserves", chair=session.merge(people.dag), channel_id="CRES")
    adding.add(ask(people.ann, text, others=(people.ben,)))
    [task] = saved()
    with reading() as session:
        named = session.get(Person, task.owner_id) if task.owner_id else None
    assert (task.title, task.due_on) == (title, date(2026, 11, 27))
    assert (named.name if named else None, task.group_id) == (owner, people.metadata.id)


ADDRESSED = [
    ("Write the brochure @Pia@writing.example.edu by Friday", ["Pia Pons"]),
    ("Write the brochure for @pia@writing.example.edu, by Friday", ["Pia Pons"]),
    ("@pia@writing.example.edu: Write the brochure by Friday", ["Pia Pons"]),
    (
        "Write the brochure @<mailto:pia@writing.example.edu|pia@writing.example.edu> by Friday",
        ["Pia Pons"],
    ),
    ("Write the brochure @Ben @pia@writing.example.edu by Friday", ["Ben Brook", "Pia Pons"]),
]


@pytest.mark.parametrize(("text", "names"), ADDRESSED)
def test_an_address_behind_an_at_sign_is_its_owner_and_not_in_the_title(
    people: Cast, text: str, names: list[str]
) -> None:
    adding.add(ask(people.ann, text, others=(people.ben,)))
    [task] = saved()
    with reading() as session:
        owners = terms.owners_of_tasks(session, [task], NOW)[task.id]
    assert [person.name for person in owners] == names
    assert (task.title, task.due_on) == ("Write the brochure", date(2026, 11, 27))


@pytest.mark.parametrize("address", ["pio@writing.example.edu", "dag@office.example.edu"])
def test_an_address_of_no_partner_of_hers_is_refused(people: Cast, address: str) -> None:
    with unit_of_work() as session:
        session.get_one(Person, people.dag.id).email = "dag@office.example.edu"
    with pytest.raises(Invalid, match=f"No partner without Slack in your groups .*{address}"):
        adding.add(ask(people.ann, f"Write the brochure @{address} by Friday"))
    assert saved() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tell @here about the survey by Friday", "@here"),
        ("Order labels <#CX|random> by Friday", "#random is the channel of no group"),
        ("Order labels <#CX> by Friday", "That channel is the channel of no group"),
        ("Order labels <#CMETA|metadata> <#CX|random>", "#random is one channel too many"),
    ],
)
def test_what_a_line_has_no_use_for_is_quoted(people: Cast, text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        adding.add(ask(people.ann, text, others=(people.ben,)))
    assert saved() == []


def test_nobody_is_nobody_in_the_form_too(people: Cast) -> None:
    answer = adding.add(ask(people.ann, "Order labels @nobody by Firday"))
    assert isinstance(answer, Open)
    owner = next(row for row in answer.view["blocks"] if row.get("block_id") == "owner")
    assert "initial_user" not in owner["element"]


def test_several_lines_are_several_tasks_or_none(people: Cast) -> None:
    answer = adding.add(
        ask(people.ann, "- Labels by Friday\n2. Book a room\n\n* Minutes by Dec 12")
    )
    assert isinstance(answer, Reply)
    assert "Added 3 tasks." in answer.message["text"]
    assert [(task.title, task.due_on) for task in saved()] == [
        ("Labels", date(2026, 11, 27)),
        ("Book a room", None),
        ("Minutes", date(2026, 12, 12)),
    ]
    forget()
    for second in ("Book by Firday", "Book @Nemo", "Book every week", "Book by 04.12.2026"):
        with pytest.raises(Invalid, match="Line 2, “Book"):
            adding.add(ask(people.ann, f"Labels by Friday\n{second}"))
    with pytest.raises(Invalid, match="20 at once are the most"):
        adding.add(ask(people.ann, "Labels\n" * 21))
    assert saved() == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Labels\n/task add Book a room", ["Labels", "Book a room"]),
        ("- /task add Labels\n2. /Task  Add Book a room", ["Labels", "Book a room"]),
        ("Labels\n/task add", ["Labels"]),
        ("/task address the council", ["/task address the council"]),
        ("Explain /task add to the new chair", ["Explain /task add to the new chair"]),
    ],
)
def test_a_command_before_each_pasted_line_is_no_part_of_its_title(
    text: str, lines: list[str]
) -> None:
    assert typed_tasks.lines_of(text) == lines


def test_what_is_not_read_opens_the_form_with_all_of_it(people: Cast) -> None:
    answer = adding.add(ask(people.ann, "Ask <@UBEN> to send it by Firday", others=(people.ben,)))
    assert isinstance(answer, Open)
    check_view(answer.view)
    fields = {
        block["block_id"]: block["element"]
        for block in answer.view["blocks"]
        if block["type"] == "input"
    }
    assert fields["title"]["initial_value"] == "send it"
    assert fields["due"]["initial_value"] == "Friday"
    assert fields["owner"]["initial_user"] == "UBEN"
    assert "Did you mean “Friday”?" in text_of(answer.view)
    assert saved() == []


@pytest.mark.parametrize("command", [lists.listed, lists.overdue])
def test_a_person_in_a_list_of_a_group_is_refused_by_name(people: Cast, command: Any) -> None:
    request = ask(people.ann, "<@UBEN>", others=(people.ben,), words="task list")
    with pytest.raises(Invalid, match="no use for a person in “@Ben Brook”"):
        command(request)
