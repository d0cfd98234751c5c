"""Typed lines put together from pieces in any order: no word of them vanishes.

What was meant by each piece is known here, so a line is either taken as it was meant, or what was
not is in the title, in the form, or in the refusal.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers.meetings import scheduling
from handlers.routes import Answer, Handler, Open, Reply
from handlers.tasks import adding
from models import Group, Person, Task
from models.database import reading, unit_of_work
from sandbox.driver import text_of
from services import dates, groups, meetings, recurrence
from services.errors import Refusal
from tests import factories
from tests.factories import NOW, Cast
from tests.handlers import asks
from views import meetings as meeting_views
from views.values import NewMeeting

ZONE = "America/New_York"
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
steady = settings(
    deadline=None,
    derandomize=True,
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

# Without words that a time may take in, such as the last one of "Sign in 2 hours".
TITLES = (
    *("Norms", "Norms review", "Budget 2027", "Phase 2 planning", "Review of the metadata"),
    *("Copyright and licensing", "Q&A", "Open house at Tunxis", "Reports for directors"),
    *("Send the figures", "Order labels", "Read 1/2 of it"),
    *("Stopping by Woods", "Room 204", "Cut it by 45", "Move monitor to attic", "May and June"),
)
DAYS = (
    *("tomorrow", "on Wednesday", "Nov 25", "11/25", "a day from now", "Friday", "this Friday"),
    *("27 November", "27th of November 2026", "on Friday, Nov 27", "11/27/26", "2026-11-27"),
    *("27.11.2026", "Nov. 27th", "the day after tomorrow", "in two days", "Thursday week"),
    *("end of the month", "the 30th", "next Monday", "in a fortnight", "Dec 4, Jan 8, Feb 5"),
    *("tommorow", "Firday", "whenever", "the 31st of February", "30.02.2027", "04.12.2026"),
    *("next week", "the week of Dec 7", "yesterday", "Tuesday week", "1st and 15th", "tues"),
)
CLOCKS = (
    *("2pm", "at 2", "14:00", "at 2 p.m.", "2-3pm", "at 2 o'clock", "2pm ET", "in 2 hours"),
    *("between 2 and 3pm", "at 2 in the afternoon", "2pm for 90 minutes", "at half past two"),
    *("12 noon", "12-1:30pm", "16pm", "2p", "1400", "14h", "around 3pm", "3pm or 4pm", "25:00"),
)
RHYTHMS = (
    *("every Monday and Thursday", "every weekday", "biweekly", "every other Wednesday", "monthly"),
    *("1st and 3rd Tuesday of the month", "first working day of the month", "except July"),
    *("until May 28", "starting Dec 4", "every October", "on the 1st and 15th", "twice a week"),
    *("monthly on the 5th and 20th", "on the 1st and 15th of each month"),
)
ASIDE = ("https://example.org/a?by=monday", "<https://example.org/b|the page>", "(see notes)", "-")


@dataclass(frozen=True)
class Piece:
    """Some words of a line, and what is meant by them."""

    kind: str
    text: str
    means: str = ""


def some(kind: str, texts: Iterable[str] | dict[str, str]) -> st.SearchStrategy[list[Piece]]:
    """Such a piece, or none."""
    meanings = texts if isinstance(texts, dict) else dict.fromkeys(texts, "")
    found = [Piece(kind, text, means) for text, means in meanings.items()]
    return st.just([]) | st.sampled_from(found).map(lambda piece: [piece])


def lines(*parts: st.SearchStrategy[list[Piece]]) -> st.SearchStrategy[list[Piece]]:
    title = st.sampled_from([[Piece("title", text)] for text in TITLES])
    drawn = st.tuples(title, *parts)
    return drawn.flatmap(lambda found: st.permutations([piece for part in found for piece in part]))


GROUPS = {"in Reserves": "Reserves", "for Metadata": "Metadata", "<#CRES|reserves>": "Reserves"}
MEETINGS = lines(
    *(some("time", DAYS), some("time", CLOCKS), some("time", RHYTHMS)),
    *(some("person", ("with <@UBEN>", "@Ben")), some("group", GROUPS), some("aside", ASIDE)),
)
BEN = "Ben Brook"
PEOPLE = {"<@UBEN>": BEN, "@Ben": BEN, "please ask @Ben": BEN, "@nobody": "", "Pia Pons": ""}
TASKS = lines(
    some("day", [f"{word} {day}" for word in ("by", "due") for day in DAYS]),
    *(some("time", RHYTHMS), some("time", CLOCKS)),
    *(some("person", PEOPLE), some("group", GROUPS), some("aside", ASIDE)),
)


def bare(text: str) -> list[str]:
    """The words of a text, as they stand in an answer."""
    shown = re.sub(r"<@UBEN>|(?<!\S)@Ben\b(?! Brook)", BEN, text)
    shown = re.sub(r"<(https[^|>]+)\|([^>]+)>", r"\2 \1", shown)
    shown = re.sub(r"<#\w+\|(\w+)>", r"\1", shown)
    return re.findall(r"[a-z0-9?=&./:'-]*[a-z0-9]", shown.casefold())


def vanished(line: list[Piece], understood: set[Piece], kept: str) -> list[str]:
    """The words of pieces that were not taken as meant, and are not in what was kept either."""
    left = bare(kept)
    lost = []
    for piece in line:
        for word in () if piece in understood else bare(piece.text):
            if word in left:
                left.remove(word)
            else:
                lost.append(word)
    return lost


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        cast = factories.cast(session)
        reserves = factories.group(session, "Reserves", chair=cast.ann, channel_id="CRES")
        groups.add(session, reserves, [cast.ben, cast.pia], by=cast.ann, now=NOW)
        return cast


def shown(answer: Open) -> str:
    """All that a form shows, and what is filled in."""
    elements = [block.get("element", {}) for block in answer.view["blocks"]]
    chosen = [element.get("initial_option", {}).get("text", {}) for element in elements]
    filled = [str(element.get("initial_value", "")) for element in elements]
    users = [str(element.get("initial_user", "")) for element in elements]
    kept = " ".join((text_of(answer.view), *filled, *users, *(str(text) for text in chosen)))
    return kept.replace("UBEN", BEN)


def planned(message: dict[str, Any]) -> NewMeeting:
    """The very plan that the button saves."""
    [found] = (
        element["value"]
        for block in message["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == meeting_views.SCHEDULE
    )
    return NewMeeting.parse(found)


def reads_as(line: list[Piece], plan: NewMeeting) -> set[Piece]:
    """The pieces about time that are not in the title, where together they give this very plan."""
    title = bare(plan.title)
    times = [piece for piece in line if piece.kind == "time"]
    times = [piece for piece in times if not set(bare(piece.text)) <= set(title)]
    typed = meetings.read_line(" ".join(piece.text for piece in times), now=NOW, zone=ZONE)
    again = typed.plan
    if again is None or typed.title:
        return set()
    pattern = recurrence.to_text(again.pattern) if again.pattern else ""
    reading = (again.starts_at, again.zone, again.minutes, pattern)
    saved = (plan.time.at, plan.time.zone, plan.time.minutes, plan.pattern)
    return set(times) if reading == saved else set()


def answered(command: Handler, people: Cast, line: list[Piece]) -> Answer | str:
    """The answer to a line, or the words of its refusal."""
    typed = " ".join(piece.text for piece in line)
    try:
        return command(asks.ask(people.ann, typed, others=(people.ben,)))
    except Refusal as refusal:
        return refusal.message


def in_group(line: list[Piece], group_id: int | None) -> set[Piece]:
    with reading() as session:
        group = session.get(Group, group_id) if group_id else None
    name = group.name if group else ""
    return {piece for piece in line if piece.kind == "group" and piece.means == name}


@SQLITE
@steady
@given(line=MEETINGS)
def test_no_word_of_a_meeting_vanishes(people: Cast, line: list[Piece]) -> None:
    answer = answered(scheduling.new, people, line)
    if isinstance(answer, str):
        assert vanished(line, set(), answer) == [], answer
        return
    if isinstance(answer, Open):
        group_id = json.loads(answer.view["private_metadata"])["group"]
        assert vanished(line, in_group(line, group_id), shown(answer)) == [], shown(answer)
        return
    assert isinstance(answer, Reply)
    plan = planned(answer.message)
    understood = reads_as(line, plan) | in_group(line, plan.group_id)
    kept = f"{plan.title} {plan.time.place}"
    assert vanished(line, understood, kept) == [], (plan, answer.message["text"])


@SQLITE
@steady
@given(line=TASKS)
def test_no_word_of_a_task_vanishes(people: Cast, line: list[Piece]) -> None:
    answer = answered(adding.add, people, line)
    if isinstance(answer, str):
        assert vanished(line, set(), answer) == [], answer
        return
    if isinstance(answer, Open):
        assert vanished(line, chosen(line, answer.view), shown(answer)) == [], shown(answer)
        return
    assert isinstance(answer, Reply)
    with unit_of_work() as session:
        task = session.exec(select(Task).order_by(col(Task.id).desc())).first()
        assert task is not None
        session.delete(task)
        owner = session.get(Person, task.owner_id) if task.owner_id else None
    understood = in_group(line, task.group_id) | owned(line, owner)
    understood |= {piece for piece in line if piece.kind == "day" and due_on(piece) == task.due_on}
    assert vanished(line, understood, task.title) == [], (task.title, answer.message["text"])


def owned(line: list[Piece], owner: Person | None) -> set[Piece]:
    name = owner.name if owner else ""
    meant = {piece for piece in line if piece.kind == "person" and piece.means == name}
    return meant | {piece for piece in line if piece.text == "Pia Pons" == name}


def chosen(line: list[Piece], view: dict[str, Any]) -> set[Piece]:
    """The pieces that the fields of a form say."""
    elements = {block.get("block_id"): block.get("element", {}) for block in view["blocks"]}
    option = elements["group"].get("initial_option")
    group = in_group(line, int(option["value"]) if option else None)
    is_bens = elements["owner"].get("initial_user") == "UBEN"
    is_nobodys = "initial_user" not in elements["owner"]
    owner = BEN if is_bens else "" if is_nobodys else "somebody"
    return group | {piece for piece in line if piece.kind == "person" and piece.means == owner}


def due_on(piece: Piece) -> date | None:
    """The day that a piece means, by itself."""
    try:
        return dates.read_day(piece.text.partition(" ")[2], now=NOW, zone=ZONE)
    except Refusal:
        return date.max
