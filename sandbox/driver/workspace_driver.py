"""A workspace as a story tells it: who types, clicks, fills and submits, and what they then see."""

import base64
from datetime import datetime, timedelta
from typing import Any

from sandbox import ui
from sandbox.driver import naming
from sandbox.driver.channel_view import ChannelView
from sandbox.driver.finding import FoundElement, find_element, find_input
from sandbox.driver.mail_driver import MailDriver
from sandbox.driver.naming import Upload
from sandbox.faults import Fault
from sandbox.interactions import (
    actions,
    channels,
    commands,
    forms,
    homes,
    members,
    messages,
    people,
    uploads,
)
from sandbox.rules.objects import all_options
from sandbox.slack import Slack
from sandbox.text import text_of
from sandbox.traffic import TrafficEntry
from sandbox.ui import reads
from sandbox.workspace import Channel, User

Payload = dict[str, Any]


class WorkspaceDriver:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._home_in_view: set[str] = set()
        self.mail = MailDriver(slack)
        """The mailboxes of those who are written to by mail."""

    def command(self, text: str, *, as_: str, in_: str, thread_ts: str | None = None) -> None:
        """Types a slash command; `@Name` and `#channel` become mentions as the page makes them."""
        person = self.person(as_)
        self._home_in_view.discard(person.id)
        commands.run(
            self._slack,
            person.id,
            naming.channel(self._slack, in_, person).id,
            naming.mentioned(self._slack, text),
            thread_ts,
        )
        self.settle()

    def say(self, text: str, *, as_: str, in_: str, thread_ts: str | None = None) -> str:
        """Writes a message and returns its ts;
        `in_` may be "app" for the direct message with the app.
        """
        person = self.person(as_)
        channel = naming.channel(self._slack, in_, person)
        message = messages.write(
            self._slack, person.id, channel.id, naming.mentioned(self._slack, text), thread_ts
        )
        self.settle()
        return message.ts

    def click(
        self, label: str, *, as_: str, in_: str | None = None, block_id: str | None = None
    ) -> None:
        """Presses the newest button with this label, accessibility label or action id that this
        person sees.

        An open modal comes first, then the Home tab while it is in view, then messages, newest
        first. `in_` limits the search to a channel, or to "home" or "modal".
        """
        person = self.person(as_)
        self._act(person, self._find(label, person, in_, block_id), {})

    def choose(
        self,
        label: str,
        value: Any,
        *,
        as_: str,
        in_: str | None = None,
        block_id: str | None = None,
    ) -> None:
        """Chooses in a menu, picker, overflow or checkbox list outside forms,
        searched as in `click`.
        """
        person = self.person(as_)
        found = self._find(label, person, in_, block_id)
        self._act(person, found, {"selected": self._value(found, value, person)})

    def fill(self, values: dict[str, Any], *, as_: str) -> None:
        """Fills the inputs of the open modal, named by label, block id or action id.

        Values are texts, numbers, dates and times, the visible text of an option, the name of a
        person or channel, an `Upload`, or a list of these; None empties an input.
        """
        person = self.person(as_)
        for label, value in values.items():
            view = self._open_modal(person)
            block, element = find_input(view["blocks"], label)
            found = FoundElement(block, element, {"view_id": view["id"]})
            self._act(person, found, {"selected": self._value(found, value, person)})

    def submit(self, *, as_: str) -> dict[str, str]:
        """Submits the open modal; the errors by label, empty when it was accepted."""
        person = self.person(as_)
        view = self._open_modal(person)
        errors = forms.submit(self._slack, person.id, view["id"], None)
        self.settle()
        labels = {
            block["block_id"]: block["label"]["text"]
            for block in view["blocks"]
            if "label" in block
        }
        return {labels.get(block_id, block_id): words for block_id, words in errors.items()}

    def close(self, *, as_: str) -> None:
        person = self.person(as_)
        forms.close(self._slack, person.id, self._open_modal(person)["id"])
        self.settle()

    def modal(self, *, as_: str) -> Payload | None:
        """The modal on top for this person, as Slack's view object with its state and errors."""
        stack = reads.views(self._slack, {"as": self.person(as_).id})["stack"]
        return stack[-1] if stack else None

    def modals(self, *, as_: str) -> list[Payload]:
        stack: list[Payload] = reads.views(self._slack, {"as": self.person(as_).id})["stack"]
        return stack

    def home(self, *, as_: str) -> Payload | None:
        """Opens the Home tab, waits for the app, and returns the view."""
        person = self.person(as_)
        homes.open_tab(self._slack, person.id, "home")
        self.settle()
        self._home_in_view.add(person.id)
        view: Payload | None = reads.home(self._slack, {"as": person.id})["view"]
        return view

    def shown_home(self, *, as_: str) -> Payload | None:
        """The Home tab as it stands before this person, who does not open it anew."""
        view: Payload | None = reads.home(self._slack, {"as": self.person(as_).id})["view"]
        return view

    def channel(self, name: str) -> ChannelView:
        return ChannelView(self._slack, naming.channel(self._slack, name))

    def direct_messages(self, *, as_: str) -> list[Payload]:
        """What this person and the app wrote to each other, oldest first."""
        return self._seen(naming.channel(self._slack, "app", self.person(as_)), self.person(as_))

    def private_answers(self, *, as_: str, in_: str | None = None) -> list[Payload]:
        """The messages only this person can see, newest last."""
        person = self.person(as_)
        places = [naming.channel(self._slack, in_, person)] if in_ else self._places(person)
        found = [m for place in places for m in self._seen(place, person) if m["ephemeral"]]
        return sorted(found, key=lambda m: float(m["ts"]))

    def shortcut(self, name: str, *, as_: str, on: Payload | None = None) -> None:
        """Starts a shortcut by its name or callback id;
        a message shortcut needs the message it is `on`.
        """
        rows = self._slack.manifest.shortcuts.values()
        row = next((r for r in rows if name in (r.name, r.callback_id)), None)
        callback_id = row.callback_id if row else name
        where = (on["channel"], on["ts"]) if on else (None, None)
        messages.start_shortcut(self._slack, self.person(as_).id, callback_id, *where)
        self.settle()

    def react(self, name: str, *, as_: str, on: Payload) -> None:
        """Puts a reaction to a message, or takes it away where this person has it there already."""
        messages.react(self._slack, self.person(as_).id, on["channel"], on["ts"], name)
        self.settle()

    def suggestions(self, label: str, query: str, *, as_: str, in_: str | None = None) -> list[str]:
        """The visible texts that the app suggests in an external menu."""
        person = self.person(as_)
        found = self._find(label, person, in_, None)
        answer = actions.options(self._slack, {"as": person.id, **found.ids, "query": query})
        return [option["text"]["text"] for option in all_options(answer)]

    def invite(self, who: str, *, to: str, as_: str | None = None) -> None:
        inviter = self.person(as_).id if as_ else None
        members.add(self._slack, naming.channel(self._slack, to), self.person(who).id, inviter)
        self.settle()

    def remove(self, who: str, *, from_: str) -> None:
        members.remove(self._slack, naming.channel(self._slack, from_), self.person(who).id)
        self.settle()

    def add_person(self, person: User) -> None:
        """Somebody new in the workspace; the app hears `team_join` where it subscribes."""
        people.add(self._slack, person)
        self.settle()

    def change_person(self, who: str, **profile: Any) -> None:
        """A new name, title, address or zone; `deleted=True` deactivates."""
        people.change(self._slack, self.person(who), **profile)
        self.settle()

    def rename(self, channel: str, to: str, *, as_: str) -> None:
        channels.rename(self._slack, naming.channel(self._slack, channel), to, self.person(as_).id)
        self.settle()

    def archive(self, channel: str, *, as_: str) -> None:
        channels.archive(self._slack, naming.channel(self._slack, channel), self.person(as_).id)
        self.settle()

    def unarchive(self, channel: str, *, as_: str) -> None:
        channels.unarchive(self._slack, naming.channel(self._slack, channel), self.person(as_).id)
        self.settle()

    def delete_channel(self, channel: str, *, as_: str) -> None:
        channels.delete(self._slack, naming.channel(self._slack, channel), self.person(as_).id)
        self.settle()

    def revoke_tokens(self) -> None:
        people.revoke_tokens(self._slack)
        self.settle()

    def uninstall(self) -> None:
        people.uninstall(self._slack)
        self.settle()

    def move_clock(self, to: str | datetime | timedelta) -> None:
        """Forward to words such as "next Monday 09:00", to a moment, or by a while."""
        if isinstance(to, timedelta):
            ui.move_clock(self._slack, {"advance": to.total_seconds()})
        elif isinstance(to, datetime):
            ui.move_clock(self._slack, {"to": to.isoformat()})
        else:
            ui.move_clock(self._slack, {"move": to})
        self.settle()

    def break_next(self, method: str | None, kind: str, times: int = 1, **more: Any) -> None:
        """The next calls of this Web API method, or of any,
        meet a fault of `sandbox.faults.KINDS`.
        """
        self._slack.faults.add(Fault(kind, method, left=times, **more))

    def slow_down(self, seconds: float, times: int = 1) -> None:
        """The next acknowledgements of the app arrive this late."""
        self._slack.transport.slow_down(seconds, times)

    def disconnect(self, reason: str) -> None:
        """Slack's own word to every socket: "warning", "refresh_requested" or "link_disabled"."""
        self._slack.transport.sockets.disconnect(reason)

    def drop_sockets(self) -> None:
        """Every socket breaks off without a word."""
        self._slack.transport.sockets.drop()

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(ui.clock(self._slack)["now_iso"])

    @property
    def traffic(self) -> list[TrafficEntry]:
        return self._slack.traffic.since(0)

    @property
    def refusals(self) -> list[TrafficEntry]:
        """Everything the app sent that broke a rule."""
        return self._slack.traffic.refusals()

    def settle(self) -> None:
        self._slack.event_worker.settle()

    def reset(self) -> None:
        self._slack.reset()
        self._home_in_view.clear()

    def text_of(self, shown: Payload | None) -> str:
        """Like `text_of`, with people and channels by name."""
        return naming.named(self._slack, text_of(shown))

    def person(self, who: str) -> User:
        return naming.person(self._slack, who)

    def _act(self, person: User, found: FoundElement, value: Payload) -> None:
        actions.act(self._slack, {"as": person.id, **found.ids, **value})
        self.settle()

    def _find(
        self, label: str, person: User, in_: str | None, block_id: str | None
    ) -> FoundElement:
        for shown, where in self._surfaces(person, in_):
            found = find_element(shown, label, block_id)
            if found:
                return FoundElement(*found, where)
        raise LookupError(f"{person.real_name} sees no {label!r}" + (f" in {in_}." if in_ else "."))

    def _surfaces(self, person: User, in_: str | None) -> list[tuple[list[Payload], Payload]]:
        """Blocks and where they are, in the order in which they catch the eye."""
        modal = self.modal(as_=person.id)
        modals = [(modal["blocks"], {"view_id": modal["id"]})] if modal else []
        view = reads.home(self._slack, {"as": person.id})["view"]
        home = [(view["blocks"], {"view_id": view["id"]})] if view else []
        if in_ in ("modal", "home"):
            return modals if in_ == "modal" else home
        if in_:
            return self._message_surfaces([naming.channel(self._slack, in_, person)], person)
        written = self._message_surfaces(self._places(person), person)
        return (
            [*modals, *home, *written]
            if person.id in self._home_in_view
            else [*modals, *written, *home]
        )

    def _message_surfaces(
        self, places: list[Channel], person: User
    ) -> list[tuple[list[Payload], Payload]]:
        seen = [m for place in places for m in self._seen(place, person)]
        seen.sort(key=lambda m: float(m["ts"]), reverse=True)
        return [(_pressable(m), {"channel": m["channel"], "ts": m["ts"]}) for m in seen]

    def _value(self, found: FoundElement, value: Any, person: User) -> Any:
        target = actions.target(self._slack, {"as": person.id, **found.ids})
        files = value if isinstance(value, list) else [value]
        if any(isinstance(file, Upload) for file in files):
            return [self._uploaded(person, file) for file in files]
        offered = self._slack.openings.offered(target.menu(found.element))
        return naming.value(self._slack, found.element, value, offered)

    def _uploaded(self, person: User, file: Upload) -> str:
        content = base64.b64encode(file.content).decode()
        return uploads.upload(self._slack, person.id, file.name, content).id

    def _open_modal(self, person: User) -> Payload:
        modal = self.modal(as_=person.id)
        if modal is None:
            raise LookupError(f"No modal is open for {person.real_name}.")
        return modal

    def _seen(self, channel: Channel, person: User) -> list[Payload]:
        return [
            reads.message(self._slack, m, person.id)
            for m in self._slack.workspace.visible(channel.id, person.id)
        ]

    def _places(self, person: User) -> list[Channel]:
        channels = list(self._slack.workspace.channels.values())
        return [
            channel for channel in channels if self._slack.workspace.may_see(person.id, channel)
        ]


def _pressable(message: Payload) -> list[Payload]:
    """The blocks of a message, and those of the previews of its links."""
    previews = (block for shown in message["unfurls"] for block in shown.get("blocks") or [])
    return [*message["blocks"], *previews]
