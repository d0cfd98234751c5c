"""From one request of Slack's to one row of the route table, and its answer back."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from handlers import convene, events, grammar, home, middleware
from handlers.answers import Speaker
from handlers.forms import Form
from handlers.middleware import chosen, form_values, private
from handlers.once import Repeated, request_key
from handlers.refusals import say_apology, say_refusal
from handlers.routes import (
    Answer,
    Ask,
    ChannelEvent,
    Command,
    GroupNeeded,
    Open,
    Replace,
    Reply,
    Route,
    Surface,
)
from handlers.table import RouteTable
from models import Person
from models.database import reading
from models.payloads import Element
from services import access, groups
from services.access import Needs
from services.cleaning import clean
from services.dates.words import quoted
from services.errors import Ambiguous, Invalid, NotAllowed, Refusal, Unseen
from views import groups as group_views
from views import help as help_views
from views.values import CommandButton, home_below, pressed, read_private

LONGEST_LINE = 1400
"""Characters.

A line travels in the hidden text of a form, of which Slack takes 3,000, escapes included.
"""
log = logging.getLogger(__name__)

ANYTHING = re.compile(".*", re.DOTALL)
Clock = Callable[[], datetime]


class Dispatch:
    """Bolt gets one listener a kind of request; the row is found here, by a dictionary."""

    def __init__(self, table: RouteTable, now: Clock) -> None:
        self._table = table
        self._now = now

    def listen(self, app: App) -> None:
        """Hang the catch-all listeners on Bolt's app."""
        app.command(ANYTHING)(self.command)
        app.action(ANYTHING)(self.action)
        app.view(ANYTHING)(self.submission)
        app.options(ANYTHING)(self.options)
        app.shortcut(ANYTHING)(self.shortcut)
        app.event(ANYTHING)(self.event)

    def command(self, ack: Ack, respond: Respond, client: WebClient, body: dict[str, Any]) -> None:
        speaker = self._speaker(Surface.COMMAND, ack, respond, client, body)
        command, text = speaker.body["command"], speaker.body.get("text", "")
        self._answer(speaker, lambda ask: self._run_command(ask, command, text))

    def action(self, ack: Ack, respond: Respond, client: WebClient, body: dict[str, Any]) -> None:
        speaker = self._speaker(_surface_of(body), ack, respond, client, body)
        action, view = speaker.body["actions"][0], speaker.body.get("view", {})
        name, value = pressed(action["action_id"], str(chosen(action) or ""))
        row = self._table.buttons.get(name)
        self._answer(
            speaker,
            self._run_typed if name == help_views.RUN else partial(_run, row),
            each_press=row is not None and row.each_press,
            value=value,
            values=form_values((view or speaker.body).get("state", {})),
            private=private(view),
            message=speaker.body.get("message", {}),
        )

    def submission(
        self, ack: Ack, respond: Respond, client: WebClient, body: dict[str, Any]
    ) -> None:
        speaker = self._speaker(Surface.SUBMISSION, ack, respond, client, body)
        view = speaker.body["view"]
        name = view["callback_id"]
        self._answer(
            speaker,
            self._run_in_group
            if name == group_views.WHICH
            else partial(_run, self._table.modals.get(name)),
            values=form_values(view["state"]),
            private=private(view),
        )

    def shortcut(self, ack: Ack, respond: Respond, client: WebClient, body: dict[str, Any]) -> None:
        speaker = self._speaker(Surface.SHORTCUT, ack, respond, client, body)
        row = self._table.shortcuts.get(speaker.body["callback_id"])
        self._answer(speaker, partial(_run, row), message=speaker.body.get("message", {}))

    def options(self, ack: Ack, client: WebClient, body: dict[str, Any]) -> None:
        """What a menu that searches offers for the words typed in it: nothing to who may not."""
        body = clean(body)
        try:
            ack(options=self._found(client, body))
        except Exception:
            log.exception("%s %s failed", Surface.MENU.value, body["action_id"])
            ack(options=[])

    def _found(self, client: WebClient, body: dict[str, Any]) -> list[Element]:
        row = self._table.searches.get(body["action_id"])
        carried, words = private(body.get("view", {})), str(body.get("value", ""))
        try:
            ask = self._ask(body, Surface.MENU, client, value=words, private=carried)
            is_open = row is not None and access.may_run(row.needs, by=ask.who)
            return row.run(ask) if row is not None and is_open else []
        except Refusal:
            return []

    def event(self, ack: Ack, respond: Respond, client: WebClient, body: dict[str, Any]) -> None:
        speaker = self._speaker(Surface.EVENT, ack, respond, client, body)
        event = speaker.body["event"]
        row = self._table.events.get(_event_type(event))
        if isinstance(row, ChannelEvent):
            row.run(event, self._now())
            speaker.say(None)
            return
        if row is None or event.get("bot_id") or not row.concerns_us(event):
            speaker.say(None)
            return
        event_id = str(speaker.body.get("event_id", ""))
        run = self._say_help if _asks_for_help(event) else partial(_run, row)
        self._answer(speaker, run, event=event, event_id=event_id, is_act=row.is_act)

    def _say_help(self, ask: Ask) -> Answer:
        """Where it was asked for: privately in a channel, or in the direct message."""
        message = convene.help_for(ask, self._table, "convene")
        return Reply(message) if _is_mention(ask.event) else events.say(ask, message)

    def _speaker(
        self, surface: Surface, ack: Ack, respond: Respond, client: WebClient, body: dict[str, Any]
    ) -> Speaker:
        body = clean(body)
        return Speaker(surface, ack, respond, client, body, home=lambda: self._home(body, client))

    def _answer(
        self,
        speaker: Speaker,
        run: Callable[[Ask], Answer],
        *,
        each_press: bool = False,
        **facts: Any,
    ) -> None:
        what = f"{speaker.surface.value} {_name(speaker.body)}"
        try:
            request = request_key(speaker.surface, speaker.body, each_press=each_press)
            ask = self._ask(speaker.body, speaker.surface, speaker.client, request=request, **facts)
            answer = run(ask)
        except Repeated as repeated:
            self._say(speaker, repeated.answer, what)
        except Refusal as refusal:
            say_refusal(speaker, refusal)
        except Exception:
            say_apology(speaker, what)
        else:
            self._say(speaker, answer, what)

    def _say(self, speaker: Speaker, answer: Answer, what: str) -> None:
        try:
            speaker.say(answer)
        except Exception:
            # Whatever was asked for is done by now, unless it was only to see a form.
            say_apology(speaker, what, was_done=isinstance(answer, Reply | Replace))

    def _ask(self, body: dict[str, Any], surface: Surface, client: WebClient, **facts: Any) -> Ask:
        return middleware.ask(body, surface=surface, client=client, now=self._now(), **facts)

    def _home(self, body: dict[str, Any], client: WebClient) -> dict[str, Any]:
        carried = private(body.get("view", {}))
        if (below := home_below(carried)) is not None:
            carried = read_private(below)
        return home.view_for(self._ask(body, Surface.HOME, client, private=carried))

    def _run_command(self, ask: Ask, command: str, text: str) -> Answer:
        if len(text) > LONGEST_LINE:
            raise Refusal(
                f"That line is too long for me: {LONGEST_LINE} characters at most. Use the form."
            )
        match = self._table.match(command, text)
        takes_all = match is None or match.row.takes_words
        if takes_all and text.strip().casefold() in ("help", "?"):
            return Reply(convene.help_for(ask, self._table, command.lstrip("/")))
        if match is None:
            return self._not_a_verb(ask, command, text)
        row = match.row if text.strip() else self._open_row(match.row, ask)
        ask = replace(ask, words=row.words, text=match.text)
        try:
            _check_alone(row, ask)
            return _run(row, ask)
        except GroupNeeded:
            return _ask_for_group(ask, command, text)
        except Ambiguous as refusal:
            lines = _with_mentions(refusal, f"{command} {text}")
            return Reply(help_views.which_person(refusal.message, lines))
        except Unseen as refusal:
            rest = _without(refusal.slack_ids, text)
            line = f"{command} {rest}" if grammar.read(rest).slack_ids else None
            return Reply(help_views.unseen_people(refusal.slack_ids, line=line))
        except Refusal as refusal:
            refusal.of_reading = row.only_reads
            raise

    def _not_a_verb(self, ask: Ask, command: str, text: str) -> Answer:
        """A group's name shows that group; a slip of the fingers is ask about."""
        row = self._table.of_group(command)
        nearest = self._table.nearest(
            command, text, offers=lambda found: access.may_run(found.needs, by=ask.who)
        )
        with reading() as session:
            is_group = row is not None and (
                groups.named(session, grammar.plain(text), by=ask.who) is not None
                or (nearest is None and groups.nearest(session, text, by=ask.who) is not None)
            )
        if row is not None and is_group:
            return _run(row, replace(ask, words=row.words, text=text.strip()))
        typed = grammar.spoken(ask, f"{command} {text}".strip())
        spoken = grammar.spoken(ask, nearest) if nearest else ""
        return Reply(
            help_views.did_you_mean(typed, nearest, command=command.lstrip("/"), spoken=spoken)
        )

    def _open_row(self, bare: Command, ask: Ask) -> Command:
        """A command without words opens something useful for everybody:
        the first of its rows that may.
        """
        rows = [bare, *self._table.named(bare.name)]
        return next((row for row in rows if access.may_run(row.needs, by=ask.who)), bare)

    def _run_typed(self, ask: Ask) -> Answer:
        """A button that stands for a typed command."""
        typed = ask.read(CommandButton)
        return self._run_command(ask, typed.command, typed.words)

    def _run_in_group(self, ask: Ask) -> Answer:
        """The same command again, now that the person has said in which group."""
        form = Form(ask)
        command, text = form.carried_text("command"), form.carried_text("text")
        group_id = form.id("group")
        if group_id is None:
            raise Invalid("Choose a group.", field="group")
        with reading() as session:
            group = groups.one_to_see(session, group_id, by=ask.who)
        return self._run_command(replace(ask, group=group), command, text)


def _check_alone(row: Command, ask: Ask) -> None:
    """Raise ``Invalid`` for words behind a command that takes none."""
    if row.stands_alone and ask.text:
        raise Invalid(
            f"`/{row.words}` stands alone, and I have no use for"
            f" {quoted(grammar.spoken(ask, ask.text))} behind it. Type it without."
        )


def _with_mentions(refusal: Ambiguous, line: str) -> list[tuple[str, str]]:
    """For each of those who could be meant, what tells her apart and the line that means her.

    A name without the ``@`` is meant only where none has it.
    """
    marked, bare = (
        re.compile(rf"(?<!\S){at}{re.escape(refusal.typed)}(?=[,;:!?]*(?:\s|$))", re.IGNORECASE)
        for at in ("@", "")
    )
    name = marked if marked.search(line) else bare
    return [
        (label, name.sub(f"<@{slack_id}>", line, count=1))
        for label, slack_id in refusal.choices
        if name.search(line)
    ]


def _without(slack_ids: tuple[str, ...], text: str) -> str:
    """The typed line without these mentions."""
    unseen = "|".join(map(re.escape, slack_ids))
    return " ".join(re.sub(rf"<@({unseen})(\|[^>]*)?>", " ", text).split())


def _run(row: Route | None, ask: Ask) -> Answer:
    if row is None:
        raise Refusal(
            "This button is from an older version and no longer works. Type `/convene` instead."
        )
    if not access.may_run(row.needs, by=ask.who):
        raise NotAllowed(_not_open_to(row, ask.person))
    return row.run(ask)


def _not_open_to(row: Route, person: Person) -> str:
    what = f"`/{row.words}`" if isinstance(row, Command) else "That"
    if row.needs is Needs.LIBRARIAN and person.is_guest and person.asked_slack_at is None:
        return (
            f"{what} is for members of this Slack, and Slack has not said yet whether you are one."
            " Try again in a minute."
        )
    if row.needs is Needs.LIBRARIAN:
        return f"{what} is for members of this Slack; guests can ask a chair of the group to do it."
    whom = "one of them" if row.needs in (Needs.CHAIR, Needs.REPORTS) else row.needs.value
    return f"{what} is for {row.needs.value}. Ask {whom} to do it for you."


def _ask_for_group(ask: Ask, command: str, text: str) -> Answer:
    with reading() as session:
        choices = groups.choices_for(session, ask.who)
    if not choices:
        raise Refusal(
            "You are in no group yet. Type `/wg list` to see the groups that you can join."
        )
    return Open(group_views.which(choices, command=command, text=text))


def _surface_of(body: dict[str, Any]) -> Surface:
    if "view" not in body:
        return Surface.MESSAGE
    return Surface.HOME if body["view"]["type"] == "home" else Surface.MODAL


def _is_mention(event: dict[str, Any]) -> bool:
    return _event_type(event) == "app_mention"


def _asks_for_help(event: dict[str, Any]) -> bool:
    """Whether somebody wrote "help" to the bot, and nothing else."""
    words = grammar.prose(str(event.get("text", ""))).strip(" ,:.!").casefold()
    is_to_us = _is_mention(event) or _event_type(event) == "message.im"
    return is_to_us and words in ("help", "/convene help", "?")


def _event_type(event: dict[str, Any]) -> str:
    if event["type"] != "message":
        return str(event["type"])
    plain = "subtype" not in event and event.get("channel_type") == "im"
    return "message.im" if plain else "message"


def _name(body: dict[str, Any]) -> str:
    """What kind of thing failed, for the log: ids only, nothing that a person typed."""
    view = body.get("view") or {}
    actions = body.get("actions") or [{}]
    known = (body.get("command"), view.get("callback_id"), actions[0].get("action_id"))
    return next((str(name) for name in known if name), str(body.get("callback_id", "")))
