"""What slack_bolt's documentation shows, written anew:
as it is written for `App`, and for `AsyncApp`.
"""

import re
from typing import Any

from slack_bolt import App
from slack_bolt.async_app import AsyncApp

from tests.sandbox.samples import mrkdwn, plain

Payload = dict[str, Any]


def button(label: str, action_id: str) -> Payload:
    return {"type": "button", "action_id": action_id, "text": plain(label), "value": label.lower()}


CARD = [
    {
        "type": "section",
        "block_id": "request",
        "text": mrkdwn("A loan"),
        "accessory": button("Approve", "approve"),
    }
]
SHELF = {
    "type": "external_select",
    "action_id": "shelf",
    "min_query_length": 1,
    "placeholder": plain("Shelf"),
}
FORM = {
    "type": "modal",
    "callback_id": "loan_form",
    "title": plain("A loan"),
    "submit": plain("Ask"),
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": plain("Title"),
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
        {"type": "input", "block_id": "place", "label": plain("Shelf"), "element": SHELF},
        {"type": "actions", "block_id": "more", "elements": [button("Explain", "explain")]},
    ],
}
EXPLAINED = {
    **FORM,
    "blocks": [*FORM["blocks"], {"type": "section", "text": mrkdwn("Any library lends.")}],
}
HOME = {"type": "home", "blocks": [{"type": "section", "text": mrkdwn("*Your loans*")}]}
SHELVES = ["Maps", "Music", "Novels"]


def shelves(typed: str) -> list[Payload]:
    return [
        {"text": plain(name), "value": name.lower()}
        for name in SHELVES
        if typed.lower() in name.lower()
    ]


def title_of(view: Payload) -> str:
    return str(view["state"]["values"]["title"]["typed"]["value"])


def shelf_of(view: Payload) -> str:
    return str(view["state"]["values"]["place"]["shelf"]["selected_option"]["text"]["text"])


def sync_examples(app: App) -> None:
    @app.command("/echo")
    def repeat(ack: Any, respond: Any, command: Payload) -> None:
        ack()
        respond(f"You said: {command['text']}")

    @app.command("/loan")
    def offer(ack: Any, say: Any) -> None:
        ack()
        say(text="A loan", blocks=CARD)

    @app.action("approve")
    def approve(ack: Any, say: Any, respond: Any, body: Payload) -> None:
        ack()
        respond(text="Approved", replace_original=True)
        say(f"<@{body['user']['id']}> approved it")

    @app.shortcut("loan_new")
    def open_form(ack: Any, shortcut: Payload, client: Any) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    @app.shortcut({"callback_id": "quote", "type": "message_action"})
    def quote(ack: Any, shortcut: Payload, respond: Any) -> None:
        ack()
        respond(f"Quoted: {shortcut['message']['text']}")

    @app.action({"block_id": "more", "action_id": "explain"})
    def explain(ack: Any, body: Payload, client: Any) -> None:
        ack()
        view = body["view"]
        client.views_update(view_id=view["id"], hash=view["hash"], view=EXPLAINED)

    @app.options("shelf")
    def suggest(ack: Any, payload: Payload) -> None:
        ack(options=shelves(payload["value"]))

    @app.view("loan_form")
    def take(ack: Any, body: Payload, client: Any, view: Payload) -> None:
        if len(title_of(view)) < 3:
            ack(response_action="errors", errors={"title": "Three letters at least."})
            return
        ack()
        client.chat_postMessage(
            channel=body["user"]["id"], text=f"{title_of(view)} ({shelf_of(view)})"
        )

    @app.view_closed("loan_form")
    def closed(ack: Any) -> None:
        ack()

    @app.event("app_home_opened")
    def show_home(client: Any, event: Payload) -> None:
        client.views_publish(user_id=event["user"], view=HOME)

    @app.event("app_mention")
    def greet(event: Payload, say: Any) -> None:
        say(text=f"Hello <@{event['user']}>", thread_ts=event["ts"])

    @app.message(re.compile("knock"))
    def knock(say: Any) -> None:
        say("Who is there?")


def async_examples(app: AsyncApp) -> None:
    @app.command("/echo")
    async def repeat(ack: Any, respond: Any, command: Payload) -> None:
        await ack()
        await respond(f"You said: {command['text']}")

    @app.command("/loan")
    async def offer(ack: Any, say: Any) -> None:
        await ack()
        await say(text="A loan", blocks=CARD)

    @app.action("approve")
    async def approve(ack: Any, say: Any, respond: Any, body: Payload) -> None:
        await ack()
        await respond(text="Approved", replace_original=True)
        await say(f"<@{body['user']['id']}> approved it")

    @app.shortcut("loan_new")
    async def open_form(ack: Any, shortcut: Payload, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    @app.shortcut({"callback_id": "quote", "type": "message_action"})
    async def quote(ack: Any, shortcut: Payload, respond: Any) -> None:
        await ack()
        await respond(f"Quoted: {shortcut['message']['text']}")

    @app.action({"block_id": "more", "action_id": "explain"})
    async def explain(ack: Any, body: Payload, client: Any) -> None:
        await ack()
        view = body["view"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=EXPLAINED)

    @app.options("shelf")
    async def suggest(ack: Any, payload: Payload) -> None:
        await ack(options=shelves(payload["value"]))

    @app.view("loan_form")
    async def take(ack: Any, body: Payload, client: Any, view: Payload) -> None:
        if len(title_of(view)) < 3:
            await ack(response_action="errors", errors={"title": "Three letters at least."})
            return
        await ack()
        await client.chat_postMessage(
            channel=body["user"]["id"], text=f"{title_of(view)} ({shelf_of(view)})"
        )

    @app.view_closed("loan_form")
    async def closed(ack: Any) -> None:
        await ack()

    @app.event("app_home_opened")
    async def show_home(client: Any, event: Payload) -> None:
        await client.views_publish(user_id=event["user"], view=HOME)

    @app.event("app_mention")
    async def greet(event: Payload, say: Any) -> None:
        await say(text=f"Hello <@{event['user']}>", thread_ts=event["ts"])

    @app.message(re.compile("knock"))
    async def knock(say: Any) -> None:
        await say("Who is there?")


EXAMPLES = {"sync": sync_examples, "async": async_examples}
