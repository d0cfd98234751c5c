"""Modals: opened within three seconds, stacked three deep, and every answer to a submission."""

from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Declined, Sandbox, Waits
from sandbox.interactions import actions, forms
from tests.sandbox.conftest import Tally
from tests.sandbox.samples import plain

Payload = dict[str, Any]
ONE_AT_MOST = "Please choose no more than 1."
OPTIONS = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]


def field(label: str, element: Payload, **more: Any) -> Payload:
    name = label.lower()
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        **more,
    }


def form(*blocks: Payload, **more: Any) -> Payload:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": list(blocks) or [field("Name", {"type": "plain_text_input"})],
        **more,
    }


@pytest.fixture
def trigger(sandbox: Sandbox, tally: Tally) -> str:
    """A fresh trigger of Ann's."""
    return sandbox.slack.openings.new_trigger("U0ANN")


def answers(tally: Tally, **answer: Any) -> list[Payload]:
    views: list[Payload] = []

    def submitted(ack: Any, view: Payload) -> None:
        views.append(view)
        ack(**answer)

    tally.bolt.view("form")(submitted)
    return views


def code_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        call()
    return str(refusal.value.response["error"])


@pytest.mark.proves("trigger.once")
def test_a_trigger_opens_one_modal_once(sandbox: Sandbox, client: WebClient, trigger: str) -> None:
    opened = client.views_open(trigger_id=trigger, view=form(private_metadata="{}"))["view"]
    assert sandbox.workspace.modals(as_="Ann") == [{**opened, "errors": {}}]
    assert (opened["root_view_id"], opened["previous_view_id"]) == (opened["id"], None)
    assert (
        code_of(lambda: client.views_open(trigger_id=trigger, view=form()))
        == "exchanged_trigger_id"
    )


@pytest.mark.parametrize("waits", [Waits(trigger=0)])
@pytest.mark.proves("trigger.expires")
def test_a_trigger_expires(client: WebClient, trigger: str) -> None:
    assert (
        code_of(lambda: client.views_open(trigger_id=trigger, view=form())) == "expired_trigger_id"
    )


def test_every_sort_of_input_arrives_in_the_state(
    sandbox: Sandbox, tally: Tally, trigger: str
) -> None:
    views = answers(tally)
    inputs: dict[str, tuple[Payload, Any, Payload]] = {
        "Text": ({"type": "plain_text_input"}, "words", {"value": "words"}),
        "Number": ({"type": "number_input", "is_decimal_allowed": False}, 3, {"value": "3"}),
        "Mail": ({"type": "email_text_input"}, "a@b.example", {"value": "a@b.example"}),
        "Link": ({"type": "url_text_input"}, "https://a.example", {"value": "https://a.example"}),
        "Day": ({"type": "datepicker"}, "2026-12-01", {"selected_date": "2026-12-01"}),
        "Time": ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        "Moment": ({"type": "datetimepicker"}, 1764000000, {"selected_date_time": 1764000000}),
        "One": (
            {"type": "static_select", "options": OPTIONS},
            "Two",
            {"selected_option": OPTIONS[1]},
        ),
        "Some": (
            {"type": "multi_static_select", "options": OPTIONS},
            ["One"],
            {"selected_options": OPTIONS[:1]},
        ),
        "Boxes": (
            {"type": "checkboxes", "options": OPTIONS},
            ["One", "Two"],
            {"selected_options": OPTIONS},
        ),
        "Radio": (
            {"type": "radio_buttons", "options": OPTIONS},
            "1",
            {"selected_option": OPTIONS[0]},
        ),
        "Who": ({"type": "users_select"}, "Ben", {"selected_user": "U0BEN"}),
        "All": (
            {"type": "multi_users_select"},
            ["Ben", "Ann"],
            {"selected_users": ["U0BEN", "U0ANN"]},
        ),
        "Place": ({"type": "channels_select"}, "general", {"selected_channel": "C0GEN"}),
        "Room": ({"type": "conversations_select"}, "#general", {"selected_conversation": "C0GEN"}),
    }
    blocks = [field(label, element) for label, (element, _, _) in inputs.items()]
    tally.bolt.client.views_open(trigger_id=trigger, view=form(*blocks))
    sandbox.workspace.fill({label: value for label, (_, value, _) in inputs.items()}, as_="Ann")
    assert sandbox.workspace.submit(as_="Ann") == {}
    values = views[0]["state"]["values"]
    assert values == {
        label.lower(): {label.lower(): {"type": element["type"], **state}}
        for label, (element, _, state) in inputs.items()
    }


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "plain_text_input"}, "", "Please complete this required field."),
        ({"type": "multi_users_select"}, [], "Please complete this required field."),
        (
            {"type": "plain_text_input", "min_length": 3},
            "ab",
            "Please enter at least 3 characters.",
        ),
        (
            {"type": "plain_text_input", "max_length": 3},
            "abcd",
            "Please enter no more than 3 characters.",
        ),
        ({"type": "number_input", "is_decimal_allowed": False}, "many", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "NaN", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "1_000", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "1e5", "Please enter a number."),
        (
            {"type": "number_input", "is_decimal_allowed": False},
            "1.5",
            "Please enter a whole number.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "2"},
            "1",
            "Please enter a number of at least 2.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": False, "max_value": "2"},
            "3",
            "Please enter a number of at most 2.",
        ),
        ({"type": "email_text_input"}, "ann", "Please enter an email address."),
        ({"type": "url_text_input"}, "www", "Please enter a web address."),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["Ann", "Ben"], ONE_AT_MOST),
    ],
)
@pytest.mark.proves("views.client_checks")
def test_what_slacks_client_refuses_never_reaches_the_app(
    sandbox: Sandbox, tally: Tally, trigger: str, element: Payload, value: Any, words: str
) -> None:
    tally.bolt.client.views_open(trigger_id=trigger, view=form(field("Field", element)))
    sandbox.workspace.fill({"Field": value}, as_="Ann")
    before = len(tally.raw)
    assert sandbox.workspace.submit(as_="Ann") == {"Field": words}
    assert len(tally.raw) == before


@pytest.mark.parametrize(
    ("element", "offered", "withheld"),
    [
        ({"type": "users_select"}, "U0BEN", "U0GONE"),
        ({"type": "multi_users_select"}, ["U0BEN", "U0GUEST"], ["U0BEN", "U0NONE"]),
        ({"type": "channels_select"}, "C0GEN", "C0PRIV"),
        ({"type": "channels_select"}, "C0META", "C0OLD"),
        ({"type": "conversations_select"}, "C0PRIV", "C0NONE"),
        ({"type": "conversations_select", "filter": {"include": ["private"]}}, "C0PRIV", "C0GEN"),
        ({"type": "conversations_select", "filter": {"exclude_bot_users": True}}, "C0GEN", "app"),
    ],
)
@pytest.mark.proves("menus.offered")
def test_only_what_a_menu_offers_can_be_picked(
    sandbox: Sandbox, tally: Tally, trigger: str, element: Payload, offered: Any, withheld: Any
) -> None:
    view = tally.bolt.client.views_open(trigger_id=trigger, view=form(field("Field", element)))[
        "view"
    ]
    if withheld == "app":
        withheld = tally.bolt.client.conversations_open(users="U0ANN")["channel"]["id"]
    place = {"as": "U0ANN", "view_id": view["id"], "block_id": "field", "action_id": "field"}
    actions.act(sandbox.slack, {**place, "selected": offered})
    with pytest.raises(Declined) as refusal:
        actions.act(sandbox.slack, {**place, "selected": withheld})
    assert refusal.value.code == "option_not_found"


@pytest.mark.proves("views.current_conversation")
def test_a_conversation_menu_begins_with_where_the_person_was(
    sandbox: Sandbox, tally: Tally
) -> None:
    menu = {"type": "conversations_select", "default_to_current_conversation": True}
    chosen = {**menu, "initial_conversation": "C0GEN"}
    several = {**menu, "type": "multi_conversations_select"}
    fields = [field("One", menu), field("Own", chosen), field("Many", several)]

    @tally.bolt.command("/wg")
    def opened(ack: Any, body: Payload, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form(*fields))
        ack()

    views = answers(tally)
    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    sandbox.workspace.submit(as_="Ann")
    values = views[0]["state"]["values"]
    assert values["one"]["one"]["selected_conversation"] == "C0META"
    assert values["own"]["own"]["selected_conversation"] == "C0GEN"
    assert values["many"]["many"]["selected_conversations"] == ["C0META"]


def test_an_optional_input_may_stay_empty(sandbox: Sandbox, tally: Tally, trigger: str) -> None:
    views = answers(tally)
    blocks = [field("Name", {"type": "plain_text_input", "min_length": 3}, optional=True)]
    tally.bolt.client.views_open(trigger_id=trigger, view=form(*blocks))
    assert sandbox.workspace.submit(as_="Ann") == {}
    assert views[0]["state"]["values"]["name"]["name"]["value"] is None


def test_errors_of_the_app_keep_the_form_open(sandbox: Sandbox, tally: Tally, trigger: str) -> None:
    answers(tally, response_action="errors", errors={"name": "Taken."})
    tally.bolt.client.views_open(trigger_id=trigger, view=form())
    sandbox.workspace.fill({"Name": "Metadata"}, as_="Ann")
    assert sandbox.workspace.submit(as_="Ann") == {"Name": "Taken."}
    modal = sandbox.workspace.modal(as_="Ann")
    assert modal is not None
    assert modal["state"]["values"]["name"]["name"]["value"] == "Metadata"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Wrong."}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
        {"response_action": "nonsense"},
    ],
)
@pytest.mark.proves("ack.form_stays")
def test_a_broken_answer_leaves_the_form_open_with_trouble(
    sandbox: Sandbox, tally: Tally, trigger: str, answer: Payload
) -> None:
    answers(tally, **answer)
    tally.bolt.client.views_open(trigger_id=trigger, view=form())
    sandbox.workspace.fill({"Name": "Metadata"}, as_="Ann")
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.submit(as_="Ann")
    assert refusal.value.message == "We had some trouble connecting. Try again?"
    assert sandbox.workspace.modal(as_="Ann") is not None
    assert [entry.what for entry in sandbox.workspace.refusals] == ["answer to view_submission"]


@pytest.mark.proves("views.entries")
def test_an_update_keeps_entries_where_the_ids_stay(
    sandbox: Sandbox, tally: Tally, trigger: str
) -> None:
    more = [field("Name", {"type": "plain_text_input"}), field("Day", {"type": "datepicker"})]
    answers(tally, response_action="update", view=form(*more, callback_id="second"))
    tally.bolt.client.views_open(trigger_id=trigger, view=form())
    sandbox.workspace.fill({"Name": "Metadata"}, as_="Ann")
    sandbox.workspace.submit(as_="Ann")
    modal = sandbox.workspace.modal(as_="Ann")
    assert modal is not None
    assert modal["callback_id"] == "second"
    assert modal["state"]["values"] == {
        "name": {"name": {"type": "plain_text_input", "value": "Metadata"}},
        "day": {"day": {"type": "datepicker", "selected_date": None}},
    }


@pytest.mark.proves("views.three", "views.external_id")
def test_views_stack_up_to_three_and_clear_closes_all(
    sandbox: Sandbox, tally: Tally, trigger: str
) -> None:
    client, openings = tally.bolt.client, sandbox.slack.openings
    client.views_open(trigger_id=trigger, view=form(external_id="one"))
    for _ in range(2):
        client.views_push(trigger_id=openings.new_trigger("U0ANN"), view=form())
    fourth = openings.new_trigger("U0ANN")
    assert (
        code_of(lambda: client.views_push(trigger_id=fourth, view=form())) == "push_limit_reached"
    )
    third = openings.new_trigger("U0BEN")
    double = form(external_id="one")
    assert (
        code_of(lambda: client.views_open(trigger_id=third, view=double)) == "duplicate_external_id"
    )
    home = {"type": "home", "external_id": "one", "blocks": []}
    for _ in range(2):
        assert (
            code_of(lambda: client.views_publish(user_id="U0BEN", view=home))
            == "duplicate_external_id"
        )
        client.views_publish(user_id="U0BEN", view={**home, "external_id": "ben"})
    bens, last = form(external_id="ben"), openings.new_trigger("U0BEN")
    assert code_of(lambda: client.views_open(trigger_id=last, view=bens)) == "duplicate_external_id"

    own = openings.new_trigger("U0BEN")
    client.views_open(trigger_id=own, view=form(external_id="bens"))
    taken = openings.new_trigger("U0BEN")
    assert (
        code_of(lambda: client.views_open(trigger_id=taken, view=double)) == "duplicate_external_id"
    )
    assert [view["external_id"] for view in sandbox.workspace.modals(as_="Ben")] == ["bens"]
    again = openings.new_trigger("U0BEN")
    assert client.views_open(trigger_id=again, view=form(external_id="bens"))["ok"] is True

    answers(tally, response_action="clear")
    sandbox.workspace.fill({"Name": "x"}, as_="Ann")
    sandbox.workspace.submit(as_="Ann")
    assert sandbox.workspace.modals(as_="Ann") == []


def test_a_submission_closes_only_its_own_view(
    sandbox: Sandbox, tally: Tally, trigger: str
) -> None:
    answers(tally)
    tally.bolt.client.views_open(trigger_id=trigger, view=form(callback_id="below"))
    tally.bolt.client.views_push(
        trigger_id=sandbox.slack.openings.new_trigger("U0ANN"), view=form()
    )
    sandbox.workspace.fill({"Name": "x"}, as_="Ann")
    sandbox.workspace.submit(as_="Ann")
    assert [view["callback_id"] for view in sandbox.workspace.modals(as_="Ann")] == ["below"]


@pytest.mark.proves("views.hash")
def test_updates_meet_the_hash_and_closed_views(
    sandbox: Sandbox, client: WebClient, trigger: str
) -> None:
    view = client.views_open(trigger_id=trigger, view=form(external_id="e"))["view"]
    changed = client.views_update(external_id="e", hash=view["hash"], view=form())["view"]
    assert changed["hash"] != view["hash"]
    old = view["hash"]
    assert (
        code_of(lambda: client.views_update(view_id=view["id"], hash=old, view=form()))
        == "hash_conflict"
    )
    sandbox.workspace.close(as_="Ann")
    assert code_of(lambda: client.views_update(view_id=view["id"], view=form())) == "not_found"


def test_two_publishes_with_one_hash_conflict(client: WebClient, sandbox: Sandbox) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = client.views_publish(user_id="U0ANN", view=home)["view"]["hash"]
    client.views_publish(user_id="U0ANN", view=home, hash=first)
    assert (
        code_of(lambda: client.views_publish(user_id="U0ANN", view=home, hash=first))
        == "hash_conflict"
    )


@pytest.mark.proves("views.closed")
def test_closing_is_told_where_the_view_asks_for_it(
    sandbox: Sandbox, tally: Tally, trigger: str
) -> None:
    closed: list[tuple[str, bool]] = []

    @tally.bolt.view_closed("form")
    def on_closed(ack: Any, body: Payload) -> None:
        ack()
        closed.append((body["view"]["callback_id"], body["is_cleared"]))

    tally.bolt.client.views_open(trigger_id=trigger, view=form(notify_on_close=True))
    again = sandbox.slack.openings.new_trigger("U0ANN")
    tally.bolt.client.views_push(
        trigger_id=again, view=form(notify_on_close=True, clear_on_close=True)
    )
    sandbox.workspace.close(as_="Ann")
    assert closed == [("form", True), ("form", True)]
    assert sandbox.workspace.modals(as_="Ann") == []


def test_a_dispatching_input_tells_the_app_with_the_view(
    sandbox: Sandbox, tally: Tally, trigger: str
) -> None:
    bodies: list[Payload] = []

    @tally.bolt.action("kind")
    def chosen(ack: Any, body: Payload) -> None:
        ack()
        bodies.append(body)

    kind = field("Kind", {"type": "static_select", "options": OPTIONS}, dispatch_action=True)
    view = tally.bolt.client.views_open(trigger_id=trigger, view=form(kind))["view"]
    sandbox.workspace.fill({"Kind": "Two"}, as_="Ann")
    body = bodies[0]
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["state"]["values"]["kind"]["kind"]["selected_option"] == OPTIONS[1]
    assert {"channel", "message", "response_url"} & set(body) == set()


@pytest.mark.proves("views.own")
def test_nobody_uses_anothers_window(sandbox: Sandbox, client: WebClient, trigger: str) -> None:
    view = client.views_open(trigger_id=trigger, view=form())["view"]
    with pytest.raises(Declined) as refusal:
        forms.submit(sandbox.slack, "U0BEN", view["id"], None)
    assert refusal.value.code == "view_not_found"


def test_a_home_tab_is_no_window_to_send_or_close(sandbox: Sandbox, client: WebClient) -> None:
    home = client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": []})["view"]["id"]
    for use in (partial(forms.submit, values=None), forms.close):
        with pytest.raises(Declined) as refusal:
            use(sandbox.slack, "U0ANN", home)
        assert refusal.value.code == "view_not_found"
