"""A guest is offered nothing that is then refused: every button, menu and command that she is
shown is pressed and typed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from handlers import ROUTES, convene, decisions, home
from handlers.routes import Answer, Open, Replace, Reply, ShowHome, Surface
from handlers.table import build
from models import Person
from models.database import unit_of_work
from services.access import Needs
from services.errors import NotAllowed, Refusal
from tests.factories import NOW, Cast
from tests.handlers import asks
from tests.handlers.doors import Door, Slack
from tests.happenings import meeting, task
from views import groups as group_views
from views import help as help_views
from views.values import CommandButton, pressed

TABLE = build(ROUTES)
DAY = timedelta(days=1)
LAST = (group_views.LEAVE, group_views.LEAVE_SURELY)
"""What takes away what all else is about."""


@pytest.fixture
def busy(people: Cast) -> Cast:
    """Metadata with meetings behind and ahead, decisions, questions, and tasks of several."""
    with unit_of_work() as session:
        for days in (-40, -1, 1, 8):
            meeting(session, people.metadata, NOW + days * DAY, title=f"Meeting {days}")
        for at, owner in enumerate((people.gil, people.gil, people.ben, people.pia, None)):
            for setter in (people.ann, people.gil):
                due_on = (NOW + (at - 1) * DAY).date()
                more = {"group_id": people.metadata.id, "created_by": setter.id}
                task(session, owner, due_on, title=f"Task {at}", **more)
        task(session, people.gil, created_by=people.gil.id, title="Own task")
    fields = {"decided": "One norms file", "asked": "Who pays the courier?"}
    decisions.write(asks.sent(people.ann, fields, group=people.metadata.id))
    question = {"decided": "", "asked": "Who orders labels?"}
    decisions.write(asks.sent(people.ann, question, group=people.metadata.id))
    return people


@dataclass
class Walk:
    """What a guest has been shown so far, what is left to press, and what was refused."""

    guest: Person
    seen: set[tuple[str, str]] = field(default_factory=set)
    left: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def type(self, line: str) -> None:
        name, _, words = line.removeprefix("/").partition(" ")
        if words == "help":
            request = asks.ask(self.guest)
            self.look_at(Reply(convene.help_for(request, TABLE, name)))
            return
        found = TABLE.match(name, words)
        assert found is not None, f"{line} is shown, and no command"
        self._run(line, found.row.needs, found.row.run, text=found.text, words=found.row.words)

    def press_all(self) -> None:
        while self.left:
            self.left.sort(key=lambda element: element[0] in LAST)
            action_id, typed = self.left.pop(0)
            name, value = pressed(action_id, typed)
            if name == help_views.RUN:
                button = CommandButton.parse(value)
                self.type(f"/{button.command.lstrip('/')} {button.words}".strip())
                continue
            row = TABLE.buttons[name]
            facts = {"value": value, "surface": Surface.MESSAGE, "channel_id": "DGIL"}
            self._run(f"{name} {value}", row.needs, row.run, **facts)

    def look_at(self, answer: Answer) -> None:
        """Note all that can be pressed, and that a form may be sent."""
        shown = json.loads(json.dumps(_shown(answer)))
        if isinstance(answer, Open) and "callback_id" in shown:
            form = TABLE.modals.get(shown["callback_id"])
            if form is not None and form.needs is not Needs.ANYONE:
                self.refused.append(f"the form {shown['callback_id']}")
        for action_id, value in _elements(shown):
            if (action_id, value) not in self.seen:
                self.seen.add((action_id, value))
                self.left.append((action_id, value))

    def _run(self, what: str, needs: Needs, run: Any, **facts: Any) -> None:
        request = asks.ask(self.guest, **facts)
        if not request.who.allows(needs):
            self.refused.append(what)
            return
        try:
            self.look_at(run(request))
        except NotAllowed as refusal:
            self.refused.append(f"{what}: {refusal.message}")
        except Refusal:
            # What was pressed before it has changed what this is about.
            pass


def _shown(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Reply | Replace):
        return answer.message
    return answer.view if isinstance(answer, Open | ShowHome) else {}


def _elements(shown: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What acts when it is used, with each value that it may carry."""
    for block in shown.get("blocks", ()):
        elements = [*block.get("elements", ()), block.get("accessory")]
        for element in elements if block["type"] in ("actions", "section") else ():
            if not element or "action_id" not in element or "url" in element:
                continue
            choices = [str(option["value"]) for option in element.get("options", ())]
            yield from (
                (element["action_id"], value)
                for value in choices or [str(element.get("value", ""))]
            )


def test_nothing_that_a_guest_is_shown_is_refused(busy: Cast) -> None:
    walk = Walk(busy.gil)
    request = asks.ask(busy.gil)
    texts = [
        json.dumps(_shown(Reply(convene.help_for(request, TABLE, name))), ensure_ascii=False)
        for name in ("convene", *TABLE.names())
    ]
    typed = [line for text in texts for line in re.findall(r"`(/[a-z]+[^`]*)`", text)]
    assert len(set(typed)) > 8
    for line in dict.fromkeys(typed):
        walk.type(line)
    walk.look_at(ShowHome(home.view_for(request)))
    walk.press_all()
    assert len(walk.seen) > 30
    assert walk.refused == []


class NotToldYet(Slack):
    """Shows somebody before it has told which workspace Convene serves."""

    def users_info(self, user: str) -> Any:
        return {"user": {"id": user, "profile": {"real_name": "Noor Nour"}}}


def test_who_is_a_guest_only_until_slack_says_more_reads_so(people: Cast) -> None:
    early = Door((), NotToldYet(), who="UNEW").type("/task add Review norm rules")
    assert "Slack has not said yet whether you are one. Try again in a minute." in str(early)
    guest = Door((), who=str(people.gil.slack_id)).type("/task add Review norm rules")
    assert "guests can ask a chair of the group to do it." in str(guest)
