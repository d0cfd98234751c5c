"""slack_bolt and slack_sdk, unmodified, against the sandbox:
a command, a form, a button, the Home tab.
"""

from typing import Any

from sandbox.driver import Sandbox, text_of
from tests.sandbox.conftest import Tally

FORM = {
    "type": "modal",
    "callback_id": "group.new",
    "title": {"type": "plain_text", "text": "New group"},
    "submit": {"type": "plain_text", "text": "Create"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "name", "min_length": 3},
        },
    ],
}


def card(yes: int) -> list[dict[str, Any]]:
    button = {
        "type": "button",
        "action_id": "yes",
        "text": {"type": "plain_text", "text": "Yes"},
        "value": "m1",
    }
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*Norms review*: {yes} yes"}},
        {"type": "actions", "block_id": "rsvp", "elements": [button]},
    ]


def test_a_command_opens_a_form_whose_submission_posts_a_card_with_a_button(
    sandbox: Sandbox, tally: Tally
) -> None:
    workspace = sandbox.workspace

    @tally.bolt.command("/wg")
    def new(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(
            trigger_id=body["trigger_id"], view={**FORM, "private_metadata": body["channel_id"]}
        )

    @tally.bolt.view("group.new")
    def create(ack: Any, view: Any, client: Any) -> None:
        ack()
        name = view["state"]["values"]["name"]["name"]["value"]
        client.chat_postMessage(
            channel=view["private_metadata"], text=f"{name} was founded", blocks=card(0)
        )

    @tally.bolt.action("yes")
    def yes(ack: Any, respond: Any) -> None:
        ack()
        respond(text="1 yes", blocks=card(1), replace_original=True)

    workspace.command("/wg new", as_="Ann", in_="metadata")
    workspace.fill({"Name": "Me"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {"Name": "Please enter at least 3 characters."}
    workspace.fill({"Name": "Metadata"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert workspace.modal(as_="Ann") is None
    workspace.click("Yes", as_="Ben")

    newest = workspace.channel("metadata").messages[-1]
    assert text_of(newest) == "*Norms review*: 1 yes\nYes"
    assert newest["text"] == "1 yes"
    assert workspace.refusals == []


def test_the_home_tab_is_published_when_it_is_opened(sandbox: Sandbox, tally: Tally) -> None:
    @tally.bolt.event("app_home_opened")
    def opened(event: Any, client: Any) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your groups"}}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    assert text_of(sandbox.workspace.home(as_="Ann")) == "Your groups"
    assert sandbox.workspace.refusals == []
