"""Whatever the app, a page or a person sends, it is taken or refused in words:
the sandbox never fails.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, product
from typing import Any

import pytest
from flask import Flask, Response, got_request_exception, request
from flask.testing import FlaskClient

from sandbox import control, modals, ui
from sandbox.app_manifest import manifest_from
from sandbox.driver import Declined, Sandbox
from sandbox.server import WsgiServer
from sandbox.web_api import METHODS
from sandbox.wsgi import application
from tests.sandbox.samples import plain
from tests.sandbox.test_forms import field, form

Payload = dict[str, Any]
DEEP = "[" * 90 + "]" * 90
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "9" * 400,
    "",
    " ",
    "x" * 5000,
    "\x00",
    "[",
    DEEP,
    "NaN",
    "-",
    "١",
    [],
    [None],
    [[]],
    [{}],
    {},
    {"a": None},
    {"type": []},
    [1, "a", None],
    "https://[x",
    "America",
    "C0OLD",
]
ARGUMENTS = """
    channel channels channel_id user users user_id text blocks attachments markdown_text thread_ts
    ts timestamp metadata post_at scheduled_message_id view view_id external_id trigger_id hash
    unfurls unfurl_id source name is_private force topic types limit cursor oldest latest email
    file files filename length alt_txt initial_comment bot message token
"""
FIELDS = (
    *ui.TEXTS,
    "values",
    "selected",
    "advance",
    "slow",
    "times",
    "kind",
    "method",
    "seconds",
    "tz",
    "on",
)


@pytest.fixture
def failures(sandbox: Sandbox) -> list[str]:
    return []


@pytest.fixture
def http(sandbox: Sandbox, failures: list[str]) -> Iterator[FlaskClient]:
    """Asks the application itself, and notes every exception that it did not expect."""
    app = application(sandbox.slack)

    def note(_: Any, exception: Exception, **__: Any) -> None:
        failures.append(repr(exception))

    got_request_exception.connect(note, app)
    yield app.test_client()
    got_request_exception.disconnect(note, app)


def usual(sandbox: Sandbox) -> Payload:
    """Arguments with which most methods get as far as to do something."""
    root = sandbox.slack.workspace.messages["C0META"][0].ts
    stamps = dict.fromkeys(("ts", "timestamp", "message_ts"), root)
    people = {
        "user": "U0BEN",
        "users": "U0CLEO",
        "user_id": "U0ANN",
        "email": "ann@central.example",
    }
    view = {"type": "modal", "title": plain("T"), "blocks": []}
    later = int(sandbox.slack.now()) + 600
    return {
        "channel": "C0META",
        "text": "t",
        "name": "tada",
        "post_at": later,
        "view": view,
        **stamps,
        **people,
    }


@pytest.mark.proves("odd.refused")
def test_no_argument_makes_a_method_fail(
    sandbox: Sandbox, http: FlaskClient, failures: list[str]
) -> None:
    odd = count()
    for method, name in product(METHODS, ARGUMENTS.split()):
        wanted = METHODS[method].wants
        token = sandbox.app_token if wanted == "app" else sandbox.bot_token
        body = {**usual(sandbox), name: ODD[next(odd) % len(ODD)]}
        answer = http.post(
            f"/api/{method}", json=body, headers={"Authorization": f"Bearer {token}"}
        )
        assert failures == [], f"{method} with {name}: {body[name]!r}"
        assert isinstance(answer.get_json()["ok"], bool)


@pytest.mark.proves("odd.refused")
def test_no_field_makes_the_page_or_the_control_address_fail(
    sandbox: Sandbox, http: FlaskClient, failures: list[str]
) -> None:
    odd = count()
    paths = [*ui.ACTS, *(f"/control/{name}" for name in control.ACTS)]
    for path, name in product(paths, FIELDS):
        body: Payload = {
            "as": "U0ANN",
            "channel": "C0META",
            "text": "Hello",
            name: ODD[next(odd) % len(ODD)],
        }
        http.post(path, json=body)
        assert failures == [], f"{path} with {name}: {body[name]!r}"
    assert http.get("/clock").status_code == 200


@pytest.mark.parametrize(
    "text", ["NaN", "[1e999]", '"\\ud800"', "[" * 200 + "]" * 200, "[" * 99_999, "{"]
)
@pytest.mark.proves("odd.refused")
def test_what_is_no_json_is_refused(text: str, http: FlaskClient, failures: list[str]) -> None:
    blocks = {"channel": "C0META", "text": "t", "blocks": text}
    token = {"Authorization": "Bearer xoxb-sandbox"}
    assert (
        http.post("/api/chat.postMessage", data=blocks, headers=token).get_json()["error"]
        == "invalid_blocks_format"
    )
    whole = {"data": text, "content_type": "application/json"}
    assert (
        http.post("/api/auth.test", **whole, headers=token).get_json()["error"] == "json_not_object"
    )
    assert http.post("/ui/message", **whole).status_code == 400
    assert http.post("/response/none", **whole).get_json()["error"] == "invalid_payload"
    assert failures == []


@contextmanager
def app_that_answers(sandbox: Sandbox, answer: Any) -> Iterator[None]:
    """An app that says the same to everything, once it has repeated the challenge."""
    app = Flask("odd")

    @app.post("/")
    def say() -> Response:
        body = request.get_json(silent=True) or {}
        return Response(body.get("challenge") or json.dumps(answer))

    with WsgiServer(app, threads=2) as server:
        sandbox.connect(server.address)
        yield


@pytest.mark.parametrize("answer", [[], {"response_action": []}, {"response_action": {}}, "x", 1])
@pytest.mark.proves("odd.refused")
def test_no_answer_to_a_form_makes_it_fail(answer: Any, sandbox: Sandbox) -> None:
    optional = field("Name", {"type": "plain_text_input"}, optional=True)
    modals.open_first(sandbox.slack, "U0ANN", form(optional))
    with app_that_answers(sandbox, answer), pytest.raises(Declined) as refusal:
        sandbox.workspace.submit(as_="Ann")
    assert refusal.value.code == "invalid_arguments"


@pytest.mark.parametrize(
    "body", [{"advance": "nan"}, {"advance": 1e300}, {"to": "9999-12-31T23:00"}]
)
def test_the_clock_goes_to_no_moment_that_is_none(
    body: Payload, http: FlaskClient, failures: list[str]
) -> None:
    before = http.get("/clock").get_json()["now"]
    assert http.post("/ui/clock", json=body).get_json()["error"] == "clock"
    assert (http.get("/clock").get_json()["now"], failures) == (before, [])


def test_a_link_that_is_none_is_written_like_any_text(sandbox: Sandbox) -> None:
    sandbox.workspace.say("See https://[x", as_="Ann", in_="metadata")
    assert sandbox.workspace.channel("metadata").messages[-1]["text"] == "See <https://[x>"


def test_a_section_of_the_manifest_that_is_null_is_absent() -> None:
    sections = dict.fromkeys(("features", "oauth_config", "settings"))
    manifest = manifest_from({"display_information": {"name": "Tally"}, **sections})
    assert (manifest.scopes, manifest.commands, manifest.home_enabled) == ((), {}, False)
