"""Every call that somebody waits for, broken in every way:
a clear answer, and a change once or never.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlmodel import select

from bot import doctor
from bot.config import Settings
from models import Group, Person, Rsvp, Task, metadata
from models.database import connect, disconnect, reading, unit_of_work
from sandbox.driver import Declined
from tests.campaigns import faults
from tests.factories import cast
from tests.happenings import meeting
from tests.running import Convene, running

ROOT = Path(__file__).parents[2]
DOORS = ("bot", "handlers", "scheduler", "services", "web")
SENDING = {
    "chat.postMessage",
    "chat.update",
    "chat.delete",
    "conversations.history",
    "conversations.open",
    "files.upload.v2",
}
"""The calls of delivery, which ``test_sending`` breaks."""
OPERATORS = {"auth.test", "apps.connections.open"}
"""The calls for whoever runs the bot, at whose failure the doctor says how to mend it."""

SORRY = "Something went wrong on my side, and nothing was saved."
UNSEEN = "That went through, but Slack did not let me show you the answer."
TOO_LATE = "Slack did not let me open the form in time. Nothing was changed"
PERHAPS = "The form should be open now. If you do not see it, please type"
FORM = "Start the group"
WAITING = "What waits for you"
STRANGER = "Slack does not let me see "
STARTED = "has started, with Dag Dahl as chair."
CHANNEL = "Channel: "
ADDED = "Added."
Ends = dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Convene]:
    """One bot and one sandbox for all of this module, on SQLite:
    it is not the database that is broken.
    """
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('asking') / 'convene.db'}")
    metadata.create_all(engine)
    with unit_of_work() as session:
        people = cast(session)
        meeting(session, people.metadata)
    with running(people) as started:
        started.tick()
        yield started
        # Where an answer was lost, the library asks again with a used trigger: that is no fault of
        # ours.
        broken = [
            entry
            for entry in started.workspace.refusals
            if "exchanged_trigger_id" not in str(entry)
        ]
        assert broken == []
        started.workspace._slack.traffic.clear()
    disconnect()


def ended(
    story: Convene, who: str, table: Any, method: str, fault: str, act: Callable[[], Any]
) -> Any:
    """All that somebody is told or shown while this goes wrong, and how many rows are new."""
    workspace, before = story.workspace, _count(table)
    answers = len(workspace.private_answers(as_=who))
    workspace.break_next(method, fault, **({"seconds": 1} if fault == "timeout" else {}))
    try:
        errors = act() or {}
    except Declined as declined:
        errors = {"Slack's own warning": declined.code}
    workspace._slack.faults.remove()
    texts = [workspace.text_of(answer) for answer in workspace.private_answers(as_=who)[answers:]]
    shown = workspace.modal(as_=who)
    while workspace.modal(as_=who):
        workspace.close(as_=who)
    text = [
        *(f"{name}: {words}" for name, words in errors.items()),
        *texts,
        workspace.text_of(shown),
    ]
    return "\n".join(text), _count(table) - before


def _count(table: Any) -> int:
    with reading() as session:
        return len(session.exec(select(table)).all())


def check(ends: Ends, play: Callable[[str], Any]) -> None:
    """Whether each fault ends with these words for the person, and so many new rows."""
    found = {fault: play(fault) for fault in ends}
    seen = {
        fault: (words if words in found[fault][0] else found[fault][0], found[fault][1])
        for fault, (words, _) in ends.items()
    }
    assert seen == ends


def test_opening_a_form(story: Convene) -> None:
    workspace = story.workspace
    ends: Ends = (
        dict.fromkeys(("timeout", "reset"), (FORM, 0))
        | dict.fromkeys(("reply_lost", "error:exchanged_trigger_id"), (PERHAPS, 0))
        | dict.fromkeys(("error:expired_trigger_id", "error:invalid_trigger_id"), (TOO_LATE, 0))
        | dict.fromkeys(("http_500", "malformed_json", *faults.LIMITS, *faults.UNCLEAR), (SORRY, 0))
        | dict.fromkeys((*faults.UNWELCOME, *faults.VIEWS[3:]), (SORRY, 0))
    )
    check(
        ends,
        lambda fault: ended(
            story,
            "Dag",
            Group,
            "views.open",
            fault,
            lambda: workspace.command("/wg new", as_="Dag", in_="reserves"),
        ),
    )


def fill_group(story: Convene, name: str, channel: str) -> None:
    story.workspace.command("/wg new", as_="Dag", in_="general")
    story.workspace.fill({"Name": name, "Charge": "One policy.", "Channel": channel}, as_="Dag")


def test_looking_a_channel_up(story: Convene) -> None:
    """What is typed stays in the form, and no group is half made."""
    known = ("error:channel_not_found",)
    ends: Ends = (
        dict.fromkeys(known, (CHANNEL, 0))
        | dict.fromkeys(("http_500", "malformed_json", *faults.LIMITS, *faults.UNCLEAR), (SORRY, 0))
        | dict.fromkeys(faults.UNWELCOME[:4], (SORRY, 0))
    )

    def play(fault: str) -> Any:
        fill_group(story, f"Group {fault}", "reserves")
        send = lambda: story.workspace.submit(as_="Dag")  # noqa: E731
        return ended(story, "Dag", Group, "conversations.info", fault, send)

    check(ends, play)


def test_a_form_opens_where_slack_tells_nothing_of_the_channel(story: Convene) -> None:
    """It is looked up again when the form is sent."""
    passing = ("http_500", "malformed_json", *faults.LIMITS, "reset", "reply_lost")
    ends: Ends = dict.fromkeys((*passing, *faults.UNWELCOME[:4]), ("Start a group", 0))
    act = lambda: story.workspace.command("/wg new", as_="Dag", in_="reserves")  # noqa: E731
    check(ends, lambda fault: ended(story, "Dag", Group, "conversations.info", fault, act))


def test_who_is_in_a_channel_is_not_known(story: Convene) -> None:
    """People are added all the same, and nobody is named as missing."""
    passing = ("http_500", "malformed_json", *faults.LIMITS, "reset", "reply_lost")
    ends: Ends = dict.fromkeys((*passing, *faults.UNWELCOME[:4]), ("Cleo Costa.\n", 0))

    def play(fault: str) -> Any:
        act = lambda: story.workspace.command(  # noqa: E731
            "/wg add @Cleo Costa", as_="Ann", in_="metadata"
        )
        return ended(story, "Ann", Group, "conversations.members", fault, act)

    check(ends, play)


def test_a_stranger_is_met(story: Convene) -> None:
    ends: Ends = (
        dict.fromkeys(("http_500", "malformed_json", *faults.LIMITS, *faults.UNCLEAR), (SORRY, 0))
        | dict.fromkeys(faults.UNWELCOME, (SORRY, 0))
        | dict.fromkeys(("error:user_not_found", "error:user_not_visible"), (STRANGER, 0))
        | {"reply_lost": (WAITING, 1)}
    )
    check(
        ends,
        lambda fault: ended(
            story,
            "Noor",
            Person,
            "users.info",
            fault,
            lambda: story.workspace.command("/convene", as_="Noor", in_="general"),
        ),
    )


def test_the_answer_to_a_button(story: Convene) -> None:
    """Each answer counts, and the reminder shows it in its place,
    or else it is said that it went through.
    """
    rows = (
        ("http_500", "Yes", "You answered yes", 1),
        ("ratelimited", "No", "You answered no", 0),
        ("malformed_json", "Maybe", "You answered maybe", 0),
        ("reply_lost", "Yes", "You answered yes", 0),
        ("timeout", "No", UNSEEN, 0),
        ("reset", "Maybe", UNSEEN, 0),
    )
    pressed = {fault: label for fault, label, _, _ in rows}

    def play(fault: str) -> Any:
        act = lambda: story.workspace.click(pressed[fault], as_="Ben", in_="app")  # noqa: E731
        text, new = ended(story, "Ben", Rsvp, "response_url", fault, act)
        return "\n".join([text, *story.said_to("Ben")]), new

    check({fault: (words, new) for fault, _, words, new in rows}, play)


def test_the_home_tab_comes_at_the_next_try_of_slacks(story: Convene) -> None:
    for fault in (*faults.PASSING, *faults.UNWELCOME, "error:hash_conflict"):
        story.workspace._slack.workspace.homes.clear()
        more = {"seconds": 1} if fault == "timeout" else {}
        story.workspace.break_next("views.publish", fault, **more)
        assert WAITING in story.workspace.text_of(story.workspace.home(as_="Ben")), fault


def test_a_page_on_top_of_a_page(story: Convene) -> None:
    """Only looking: nothing is changed,
    and what was lost on the way is tried again by pressing again.
    """
    workspace = story.workspace
    shown = "Looks after metadata"
    once_more = (
        "http_500",
        *faults.LIMITS,
        *faults.UNCLEAR,
        *faults.UNWELCOME,
        "error:push_limit_reached",
    )
    ends: Ends = {
        **dict.fromkeys(once_more, (UNSEEN, 0)),
        **dict.fromkeys(("reply_lost", "malformed_json", "reset"), (shown, 0)),
    }

    def show() -> None:
        workspace.home(as_="Dag")
        workspace.click("All groups", as_="Dag", in_="home")
        workspace.click("Show", as_="Dag", in_="modal")

    check(ends, lambda fault: ended(story, "Dag", Group, "views.push", fault, show))


def test_a_page_in_place_of_a_page(story: Convene) -> None:
    workspace = story.workspace
    passing = ("http_500", *faults.LIMITS, *faults.UNCLEAR, *faults.UNWELCOME)
    ends: Ends = {
        **dict.fromkeys((*passing, *faults.VIEWS[5:8]), (SORRY, 0)),
        **dict.fromkeys(("reply_lost", "reset"), (FORM, 0)),
    }

    def start() -> None:
        workspace.home(as_="Dag")
        workspace.click("All groups", as_="Dag", in_="home")
        workspace.click("Start a group", as_="Dag", in_="modal")

    check(ends, lambda fault: ended(story, "Dag", Group, "views.update", fault, start))


def test_the_link_of_a_message(story: Convene) -> None:
    """A task without its link is better than none, and none better than two."""
    workspace = story.workspace
    gone = ("error:channel_not_found", "error:message_not_found")
    ends: Ends = dict.fromkeys(
        ("http_500", "malformed_json", *faults.LIMITS, *faults.UNCLEAR), (SORRY, 0)
    ) | dict.fromkeys((*gone, "reply_lost"), (ADDED, 1))
    workspace.say("Somebody should review the norms", as_="Ann", in_="metadata")
    text = workspace.channel("metadata").messages[-1]

    def add() -> dict[str, str]:
        workspace.shortcut("Make a task of this", as_="Ann", on=text)
        return workspace.submit(as_="Ann")

    check(ends, lambda fault: ended(story, "Ann", Task, "chat.getPermalink", fault, add))


@pytest.mark.parametrize(("method", "check_name"), [("auth.test", "bot token")])
def test_the_doctor_says_what_is_wrong(story: Convene, method: str, check_name: str) -> None:
    """Of each fault, and ends by itself."""
    sandbox = story.workspace._slack
    engine_url = "sqlite://"
    settings = Settings(
        slack_bot_token=sandbox.secrets.bot_token,
        slack_app_token=sandbox.secrets.app_token,
        slack_api_url=f"{sandbox.address}/api/",
        database_url=engine_url,
    )
    site = doctor.Installation(settings, online=True, in_sandbox=False)
    assert site.slack["ok"]
    for fault in ("http_500", *faults.LIMITS, *faults.UNCLEAR, *faults.UNWELCOME):
        sandbox.faults.remove()
        story.workspace.break_next(method, fault)
        with pytest.raises(doctor.CheckFailed) as failed:
            _ = doctor.Installation(settings, online=True, in_sandbox=False).slack
        assert failed.value.remedy


ELSEWHERE = {
    *("conversations.join", "conversations.invite", "chat.postEphemeral", "users.list"),
    *("conversations.setPurpose", "conversations.create", "users.conversations"),
    *("bookmarks.list", "bookmarks.add", "bookmarks.edit", "bookmarks.remove"),
}
"""Joining is broken in ``tests/scheduler/test_delivery.py``, inviting and purposes in
``tests/handlers/test_channel_members.py``, making channels in
``tests/handlers/test_new_channels.py``, bookmarks in ``tests/handlers/test_moved_bookmarks.py`` and
``tests/scheduler/test_charge_bookmarks.py``, the list of people in
``tests/scheduler/test_slack_scans.py``, and what is said to one person in a channel is an answer
like those to commands.
"""


def test_no_call_is_left_out() -> None:
    """A new call of the Web API belongs into one of these tables,
    and into a test that breaks it.
    """
    expected = {
        "views.open",
        "views.push",
        "views.update",
        "views.publish",
        "users.info",
        "conversations.info",
        "conversations.members",
        "chat.getPermalink",
    }
    assert called() == expected | SENDING | OPERATORS | ELSEWHERE


def called() -> set[str]:
    """Every method of the Web API that the code names."""
    files = (file for door in DOORS for file in (ROOT / door).rglob("*.py"))
    names = {
        node.attr
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and "_" in node.attr and node.attr in vars(WebClient)
    }
    return {_method(name) for name in names}


def _method(name: str) -> str:
    """``chat_postMessage`` is ``chat.postMessage``; only connections have a third part."""
    return name.replace("_", ".")
