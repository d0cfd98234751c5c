"""How an answer reaches the person, on each surface of Slack.

| answer  | command | in a message | in a modal  | Home        | form sent | shortcut |
|---------|---------|--------------|-------------|-------------|-----------|----------|
| Reply   | ack     | response_url | views.push  | views.open  | ack update| views.open |
| Replace | ack     | response_url | views.update| publish anew| ack update| views.open |
| Open    | views.open, or in place of the modal the person is in                  |

An event has no form: a Reply to it is a private message in the channel where it happened. Under a
modal that was opened on the Home tab, that tab is published anew after a Reply or a Replace: what
stood there may be done by now.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackApiError

from handlers.routes import Answer, Open, Replace, Reply, ShowHome, Surface
from models.payloads import Message, View
from views import help as help_views
from views.values import above_home, home_below, read_private

USED_TRIGGER = "exchanged_trigger_id"
TRIGGER_ERRORS = {"expired_trigger_id", USED_TRIGGER, "invalid_trigger_id", "trigger_expired"}

log = logging.getLogger(__name__)


class AnswerNotTaken(Exception):
    """Slack does not take an answer that was owed to somebody."""


@dataclass(frozen=True)
class Speaker:
    """Says one answer to one request.

    It is called after the unit of work, and acknowledges once.
    """

    surface: Surface
    ack: Ack
    respond: Respond
    client: WebClient
    body: dict[str, Any]
    home: Callable[[], View]
    """Builds the Home tab anew, for buttons pressed there."""

    def say(self, answer: Answer) -> None:
        self._answer(answer)
        if self._makes_home_old(answer):
            self._refresh_home()

    def _answer(self, answer: Answer) -> None:
        match answer:
            case None:
                self.ack()
            case Reply(message):
                self._reply(message)
            case Replace(message):
                self._replace(message)
            case Open(view):
                self._open(view)
            case ShowHome(view):
                self.client.views_publish(user_id=self._user_id, view=view)
                self.ack()

    def refuse_fields(self, errors: dict[str, str]) -> None:
        """Field errors of a form, by block id."""
        self.ack(response_action="errors", errors=errors)

    def refuse_form(self, message: Message) -> None:
        """A refusal on top of the form, so that what was typed is still there."""
        action = "update" if self._stack_is_full else "push"
        self.ack(response_action=action, view=help_views.as_modal(message))

    def _reply(self, message: Message) -> None:
        match self.surface:
            case Surface.COMMAND:
                self.ack(**message, response_type="ephemeral")
            case Surface.MESSAGE:
                self._respond(message | {"response_type": "ephemeral", "replace_original": False})
                self.ack()
            case Surface.SUBMISSION:
                self.ack(response_action="update", view=self._page(message))
            case Surface.EVENT:
                channel = str(self.body["event"]["channel"])
                self.client.chat_postEphemeral(channel=channel, user=self._user_id, **message)
                self.ack()
            case Surface.MODAL if not self._stack_is_full:
                self._with_trigger(self.client.views_push, self._page(message))
            case _:
                self._open(help_views.as_modal(message))

    def _replace(self, message: Message) -> None:
        match self.surface:
            case Surface.MESSAGE:
                self._respond(message | {"replace_original": True})
                self.ack()
            case Surface.MODAL:
                self.client.views_update(view_id=self._view_id, view=self._page(message))
                self.ack()
            case Surface.HOME:
                self.client.views_publish(user_id=self._user_id, view=self.home())
                self.ack()
            case _:
                self._reply(message)

    def _open(self, view: View) -> None:
        view = self._above_home(view)
        match self.surface:
            case Surface.SUBMISSION:
                self.ack(response_action="update", view=view)
            case Surface.MODAL:
                self.client.views_update(view_id=self._view_id, view=view)
                self.ack()
            case _:
                self._open_new(view)

    def _page(self, message: Message) -> View:
        return self._above_home(help_views.as_modal(message))

    def _above_home(self, view: View) -> View:
        return view if self._home_below is None else above_home(view, self._home_below)

    def _refresh_home(self) -> None:
        """What was asked for is done and said, so a Home tab that stays old is no fault of it."""
        try:
            self.client.views_publish(user_id=self._user_id, view=self.home())
        except Exception:
            log.warning("a Home tab was not published anew", exc_info=True)

    def _open_new(self, view: View) -> None:
        self._with_trigger(self.client.views_open, view)

    def _with_trigger(self, show: Callable[..., object], view: View) -> None:
        try:
            show(trigger_id=self._trigger_id, view=view)
        except SlackApiError as error:
            if error.response.get("error") not in TRIGGER_ERRORS:
                raise
            self._say_too_late(str(error.response["error"]))
        else:
            self.ack()

    def _say_too_late(self, code: str) -> None:
        """A click must never die in silence:
        where there is no private message, Slack's own warning shows.
        """
        command = str(self.body.get("command", ""))
        # Nobody but this request uses its trigger, so it was used by a try whose answer was lost.
        is_there = code == USED_TRIGGER
        words = help_views.form_should_be_open if is_there else help_views.form_came_too_late
        if self.surface in (Surface.COMMAND, Surface.MESSAGE):
            self._reply(words(command))
        else:
            self.ack()

    def _respond(self, body: dict[str, Any]) -> None:
        """One use of the answer address, and a second where Slack says that the first came to
        nothing.

        Without retries of the library's own, which would say it twice after a lost answer. What
        fails all the same is not acknowledged, so that Slack's own warning shows.
        """
        address = self.respond.response_url or ""
        client = WebhookClient(
            address, ssl=self.respond.ssl, proxy=self.respond.proxy, retry_handlers=[]
        )
        if (status := client.send_dict(body).status_code) != 200:
            log.warning("an answer address said %s", status)
            if (status := client.send_dict(body).status_code) != 200:
                raise AnswerNotTaken(f"an answer address said {status} twice")

    @property
    def _trigger_id(self) -> str:
        return str(self.body["trigger_id"])

    @property
    def _view_id(self) -> str:
        return str(self.body["view"]["id"])

    @property
    def _stack_is_full(self) -> bool:
        """Whether the modal is the third of three, on which Slack puts no other."""
        view = self.body["view"]
        previous = view.get("previous_view_id")
        return previous is not None and previous != view.get("root_view_id")

    def _makes_home_old(self, answer: Answer) -> bool:
        if self.surface is Surface.HOME:
            return isinstance(answer, Reply) and answer.changes_home
        return isinstance(answer, Reply | Replace) and self._home_below is not None

    @property
    def _home_below(self) -> str | None:
        """What the Home tab carries that is on screen, or below the modal that is."""
        if self.surface is Surface.HOME:
            return str(self.body["view"].get("private_metadata", ""))
        view = self.body.get("view") or {}
        return home_below(read_private(str(view.get("private_metadata", ""))))

    @property
    def _user_id(self) -> str:
        return user_id(self.body)


def user_id(body: dict[str, Any]) -> str:
    """Whom a request of any kind is from, as Slack signed it."""
    if "event" in body:
        user = body["event"].get("user", "")
        return str(user.get("id", "") if isinstance(user, dict) else user)
    return str(body["user"]["id"] if "user" in body else body["user_id"])
