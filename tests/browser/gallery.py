"""Messages and forms that hold every kind of block and element, and an app that stacks forms."""

import json
import re
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.samples import mrkdwn, plain

Payload = dict[str, Any]
FRIDAY = 1796389200
"""The fourth of December 2026, 8:00 AM in New York."""
LONG = "Shared catalog records, norm rules and headings for all sixteen member libraries."
ADDRESS = "{address}"
"""Stands for the sandbox's own address, which has a picture at /icon.svg."""


def options(*labels: str) -> list[Payload]:
    """Each label may carry a description after a slash."""
    rows = [label.partition("/") for label in labels]
    return [
        {"text": plain(text), "value": text.lower()}
        | ({"description": plain(more)} if more else {})
        for text, _, more in rows
    ]


def element(kind: str, action_id: str, placeholder: str = "", **more: Any) -> Payload:
    shown = {"placeholder": plain(placeholder)} if placeholder else {}
    return {"type": kind, "action_id": action_id, **shown, **more}


def button(text: str, action_id: str, **more: Any) -> Payload:
    return element("button", action_id, text=plain(text), **more)


def section(text: str, accessory: Payload | None = None) -> Payload:
    return {"type": "section", "text": mrkdwn(text)} | (
        {"accessory": accessory} if accessory else {}
    )


def actions(*elements: Payload) -> Payload:
    return {"type": "actions", "elements": list(elements)}


def words(text: str, **style: bool) -> Payload:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def rich(kind: str, *pieces: Payload | str, **more: Any) -> Payload:
    inside = [words(piece) if isinstance(piece, str) else piece for piece in pieces]
    return {"type": f"rich_text_{kind}", "elements": inside, **more}


DAYS = options("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
LIBRARIES = options(
    "Asnuntuck",
    "Capital",
    "Central",
    "Charter Oak",
    "Eastern",
    "Gateway",
    "Housatonic",
    "Manchester",
    "Middlesex",
    "Norwalk",
    "Southern",
    "Tunxis",
    "Western",
)
ROLES = options("Chair/Adds people", "Recorder/Takes the minutes of one meeting", "Member")
SURE = {
    "title": plain("Cancel the meeting?"),
    "text": mrkdwn("Everybody who said *yes* is told."),
    "confirm": plain("Cancel it"),
    "deny": plain("Go back"),
    "style": "danger",
}
ICON: Payload = {
    "type": "image",
    "image_url": f"{ADDRESS}/icon.svg",
    "alt_text": "Three people at a table",
}

WORDS = [
    {"type": "header", "text": plain("Metadata Working Group")},
    section(f"*Charge* _in short_ ~old~ `code`\n{LONG}\n> A quotation\n> on two lines"),
    {
        "type": "section",
        "fields": [
            mrkdwn("*Kind*\nWorking group"),
            mrkdwn("*Channel*\n<#C0META>"),
            mrkdwn("*Chair*\n<@U0ANN>"),
            mrkdwn(f"*Next meeting*\n<!date^{FRIDAY}^{{date_short_pretty}} at {{time}}|Friday>"),
        ],
    },
    {"type": "divider"},
    section("Norms review\nThursday at 2:00 PM", button("Change it", "change")),
    section(
        "Trace why two editions merged",
        element(
            "overflow",
            "more",
            options=options("Edit", "Move/To another group", "Delete"),
            confirm=SURE,
        ),
    ),
    actions(
        button("Yes", "yes", style="primary"),
        button("Maybe", "maybe"),
        button("Cancel the meeting", "cancel", style="danger", confirm=SURE),
        button("Open the agenda", "agenda", url="https://example.org/agenda"),
    ),
    {
        "type": "context",
        "elements": [ICON, mrkdwn("*5* yes, 3 have not answered"), plain("Small print")],
    },
]
PICKERS = [
    section("A day for it", element("static_select", "day", "Choose a day", options=DAYS)),
    actions(
        element("static_select", "library", "A library", options=LIBRARIES),
        element("users_select", "who", "A person"),
        element("channels_select", "where", "A channel"),
        element("conversations_select", "talk", "A conversation"),
        element("external_select", "book", "A book", min_query_length=3),
    ),
    actions(
        element("datepicker", "on", initial_date="2026-12-04"),
        element("timepicker", "at", initial_time="14:00"),
        element("datetimepicker", "moment", initial_date_time=FRIDAY),
    ),
    section(
        "*Who reads it*",
        element(
            "multi_static_select",
            "readers",
            "Libraries",
            options=LIBRARIES,
            initial_options=LIBRARIES[:2],
        ),
    ),
    section(
        "*What you do*", element("checkboxes", "roles", options=ROLES, initial_options=ROLES[:1])
    ),
    section(
        "*How you come*", element("radio_buttons", "how", options=ROLES, initial_option=ROLES[1])
    ),
]
MINUTES = (
    "## Minutes",
    "",
    "**Present:** five of *eight*.",
    "",
    "1. Export",
    "2. Compare",
    "   - with the norms",
    "",
    "| Library | Records |",
    "|---|---:|",
    "| Central | 1,204 |",
    "",
    "> Approved.",
)
RICH: list[Payload] = [
    {
        "type": "rich_text",
        "elements": [
            rich(
                "section",
                words("Settled", bold=True),
                " for ",
                {"type": "user", "user_id": "U0BEN"},
                " and ",
                {"type": "channel", "channel_id": "C0META"},
                " by ",
                {
                    "type": "date",
                    "timestamp": FRIDAY,
                    "format": "{date_long}",
                    "fallback": "Friday",
                },
                " ",
                {"type": "emoji", "name": "tada"},
            ),
            rich(
                "list",
                rich("section", "Keep the note"),
                rich("section", words("No rule", strike=True)),
                style="bullet",
            ),
            rich(
                "list",
                rich("section", words("local", italic=True), " records, too"),
                style="bullet",
                indent=1,
            ),
            rich(
                "list",
                rich("section", "First, export"),
                rich("section", "Then, compare"),
                style="ordered",
            ),
            rich("quote", "Less is more, except for notes."),
            rich("preformatted", "500 $a Includes index.\n500 $a Cover title."),
        ],
    },
    {
        "type": "markdown",
        "text": "\n".join(MINUTES),
    },
]
PICTURES: list[Payload] = [
    {**ICON, "title": plain("How many came")},
    section(f"A picture beside it. {LONG}", ICON),
    {
        "type": "card",
        "icon": ICON,
        "title": mrkdwn("Norms review"),
        "subtitle": mrkdwn("Thursday"),
        "body": mrkdwn(LONG),
        "actions": [button("Join", "join")],
    },
    {
        "type": "container",
        "title": plain("Earlier decisions"),
        "subtitle": mrkdwn("three of them"),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [section("Keep the note in field 500.")],
    },
    {
        "type": "carousel",
        "elements": [
            {
                "type": "card",
                "title": mrkdwn(day),
                "body": mrkdwn(LONG),
                "actions": [button("Take it", "take")],
            }
            for day in ("*Monday*", "*Tuesday*", "*Wednesday*")
        ],
    },
]

ROWS: list[tuple[str, int, int]] = [
    ("Central", 12, 1204),
    ("Tunxis", 3, 88),
    ("Capital", 7, 430),
    ("Gateway", 5, 96),
    ("Norwalk", 2, 1033),
    ("Western", 9, 77),
]


def cell(value: str | int) -> Payload:
    return {"type": "raw_text", "text": f"{value:,}" if isinstance(value, int) else value}


def number(value: str | int) -> Payload:
    return (
        {**cell(value), "type": "raw_number", "value": value}
        if isinstance(value, int)
        else cell(value)
    )


TITLES = [cell("Library"), cell("People"), cell("Records")]
TABLE: list[Payload] = [
    {"type": "table", "rows": [TITLES, *([cell(value) for value in row] for row in ROWS)]}
]
DATA_TABLE: list[Payload] = [
    {
        "type": "data_table",
        "caption": "Records by library",
        "rows": [TITLES, *([number(value) for value in row] for row in ROWS)],
        "page_size": 4,
        "row_header_column_index": 0,
    }
]


def points(**values: int) -> list[Payload]:
    return [{"label": label, "value": value} for label, value in values.items()]


def chart(kind: str) -> Payload:
    series = [
        {"name": "Metadata", "data": points(Sep=8, Oct=6, Nov=9, Dec=4)},
        {"name": "Council", "data": points(Sep=12, Oct=15, Nov=11, Dec=16)},
    ]
    axes = {"categories": ["Sep", "Oct", "Nov", "Dec"], "x_label": "Month", "y_label": "People"}
    drawn = (
        {"segments": points(Central=12, Tunxis=3, Capital=5)}
        if kind == "pie"
        else {"series": series, "axis_config": axes}
    )
    return {
        "type": "data_visualization",
        "title": f"Who came: {kind}",
        "chart": {"type": kind, **drawn},
    }


MESSAGES: dict[str, list[Payload]] = {
    "words": WORDS,
    "pickers": PICKERS,
    "rich text": RICH,
    "pictures": PICTURES,
    "table": TABLE,
    "data table": DATA_TABLE,
    "lines and bars": [chart("line"), chart("bar")],
    "areas and pies": [chart("area"), chart("pie")],
}


def drawn(address: str) -> dict[str, list[Payload]]:
    """The messages, with pictures from this address,
    and with ids by which their blocks are known again.
    """
    made: dict[str, list[Payload]] = json.loads(json.dumps(MESSAGES).replace(ADDRESS, address))
    return {
        name: [{**b, "block_id": f"{name} {at}"} for at, b in enumerate(made[name])]
        for name in made
    }


def field(name: str, label: str, element: Payload, **more: Any) -> Payload:
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, **more}


def form(name: str, *blocks: Payload, **more: Any) -> Payload:
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(name),
        "blocks": list(blocks),
        **more,
    }


LATER = {"type": "rich_text", "elements": [rich("section", "Later.")]}
EVERY_FIELD = form(
    "Every field",
    {"type": "alert", "level": "warning", "text": mrkdwn("The charge ends *in March*.")},
    {"type": "alert", "level": "error", "text": mrkdwn("The room is taken.")},
    field(
        "name", "Name", element("plain_text_input", "typed", "Metadata Standards", max_length=80)
    ),
    field(
        "why",
        "Why",
        element("plain_text_input", "typed", multiline=True),
        hint=plain("In a sentence."),
    ),
    field("mail", "Mail", element("email_text_input", "typed"), optional=True),
    field("link", "Link", element("url_text_input", "typed"), optional=True),
    field(
        "seats", "Seats", element("number_input", "typed", is_decimal_allowed=False, max_value="20")
    ),
    field("chair", "Chair", element("users_select", "chosen")),
    field("library", "Library", element("static_select", "chosen", options=LIBRARIES)),
    field("others", "Others", element("multi_users_select", "chosen"), optional=True),
    field("day", "Day", element("datepicker", "chosen")),
    field("time", "Time", element("timepicker", "chosen"), optional=True),
    field("role", "Role", element("radio_buttons", "chosen", options=ROLES)),
    field("tasks", "Tasks", element("checkboxes", "chosen", options=ROLES), optional=True),
    field("paper", "Paper", element("file_input", "chosen", max_files=2), optional=True),
    field("note", "Note", element("rich_text_input", "chosen", initial_value=LATER), optional=True),
    submit=plain("Save"),
    close=plain("Cancel"),
)
FIRST = form(
    "First", field("name", "Name", element("plain_text_input", "typed")), submit=plain("Next")
)
CHANGING = form(
    "Changing",
    field("old", "Old", element("plain_text_input", "typed")),
    actions(button("Another field", "another")),
    submit=plain("Save"),
)
FILE = form("File", field("paper", "Paper", element("file_input", "chosen")), submit=plain("Save"))
NO_BOTS = {"include": ["private", "im"], "exclude_bot_users": True}
PLACES = form(
    "Places",
    field("channel", "Channel", element("channels_select", "chosen")),
    field("anywhere", "Anywhere", element("conversations_select", "chosen")),
    field("quiet", "Quiet place", element("conversations_select", "chosen", filter=NO_BOTS)),
    submit=plain("Save"),
)
CHANGED = form(
    "Changing", field("new", "New", element("plain_text_input", "typed")), submit=plain("Save")
)
SECOND = form("Second", actions(button("Go deeper", "deeper")), submit=plain("Rename"))
THIRD = form(
    "Third", actions(button("One more", "deepest")), submit=plain("Done"), close=plain("Back")
)


def register(app: App) -> None:
    """The forms First, Second and Third on top of each other, one with every field,
    and one that changes.
    """

    @app.command("/wg")
    def open_form(ack: Ack, client: WebClient, body: Payload) -> None:
        ack()
        forms = {"everything": EVERY_FIELD, "changing": CHANGING, "places": PLACES, "file": FILE}
        client.views_open(trigger_id=body["trigger_id"], view=forms.get(body["text"], FIRST))

    @app.view("First")
    def push(ack: Ack, view: Payload) -> None:
        typed = view["state"]["values"]["name"]["typed"]["value"]
        if typed == "taken":
            ack(response_action="errors", errors={"name": "There is a group of this name."})
        else:
            ack(response_action="push", view=SECOND)

    @app.action("deeper")
    @app.action("deepest")
    def push_more(ack: Ack, client: WebClient, body: Payload) -> None:
        ack()
        with suppress(SlackApiError):
            client.views_push(trigger_id=body["trigger_id"], view=THIRD)

    @app.view("Second")
    def update(ack: Ack) -> None:
        ack(response_action="update", view={**SECOND, "title": plain("Second, renamed")})

    @app.action("another")
    def change(ack: Ack, client: WebClient, body: Payload) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], view=CHANGED)

    @app.view("Every field")
    @app.view("Changing")
    @app.view("File")
    @app.view("Third")
    def done(ack: Ack) -> None:
        ack()

    @app.action(re.compile(".*"))
    def hear(ack: Ack) -> None:
        ack()

    @app.options("book")
    def books(ack: Ack, payload: Payload) -> None:
        titles = ("Maps of the valley", "Music for four hands")
        ack(
            options=options(
                *(title for title in titles if payload["value"].lower() in title.lower())
            )
        )
