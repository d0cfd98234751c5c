"""Whoever sends what to the endpoint: only Slack gets in, and nothing makes it stumble."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from bot.callers import MOST_REFUSALS, SPAN, RefusedCallers
from bot.config import EVENTS_PATH as PATH
from bot.endpoint import LARGEST_BODY, MAX_AGE, Endpoint
from bot.plausible import DEEPEST, is_plausible
from web import build

SECRET = "a signing secret"
NOW = 1_700_000_000
FORM = "application/x-www-form-urlencoded"
PING = b"command=%2Fping&text=&user_id=U1&team_id=T1&channel_id=C1&token=t"
DEEP = b'{"a":' * 5000 + b"1" + b"}" * 5000
READABLE = b'{"type": "block_actions", "a": ' + b"[" * 400 + b"]" * 400 + b"}"
"""Deep, and not so deep that it could not be read."""


def slack_app() -> App:
    app = App(
        name="test",
        signing_secret=SECRET,
        process_before_response=True,
        # Bolt's own check reads the real clock; it comes second and is not what is tested here.
        request_verification_enabled=False,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
    )

    @app.command("/ping")
    def ping(ack: Ack) -> None:
        ack("pong")

    return app


@pytest.fixture(scope="module")
def caller() -> Iterator[FlaskClient]:
    web = build(reasons=lambda: [])
    # An exception comes out of the test client instead of turning into a 500.
    web.testing = True
    # A minute passes between two requests, so that nobody is refused too often.
    callers = RefusedCallers(now=itertools.count(step=60).__next__)
    Endpoint(slack_app(), SECRET, now=lambda: NOW, callers=callers).listen(web)
    with web.test_client() as client:
        yield client


def signature(body: bytes, timestamp: str = str(NOW), secret: str = SECRET) -> str:
    return (
        "v0="
        + hmac.new(
            secret.encode(), b"v0:%s:%s" % (timestamp.encode(), body), hashlib.sha256
        ).hexdigest()
    )


def signed(body: bytes, timestamp: str = str(NOW), secret: str = SECRET) -> dict[str, str]:
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(body, timestamp, secret),
    }


def test_slack_is_answered(caller: FlaskClient) -> None:
    answer = caller.post(PATH, data=PING, headers=signed(PING), content_type=FORM)
    assert (answer.status_code, answer.text) == (200, "pong")


def test_slack_is_answered_at_the_edge_of_its_window(caller: FlaskClient) -> None:
    for timestamp in (str(NOW - MAX_AGE), str(NOW + MAX_AGE)):
        answer = caller.post(PATH, data=PING, headers=signed(PING, timestamp), content_type=FORM)
        assert answer.status_code == 200


def test_the_challenge_is_answered(caller: FlaskClient) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"}).encode()
    answer = caller.post(PATH, data=body, headers=signed(body), content_type="application/json")
    assert (answer.status_code, answer.get_json()) == (200, {"challenge": "abc"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": signature(PING)},
        {"X-Slack-Request-Timestamp": str(NOW)},
        signed(PING) | {"X-Slack-Request-Timestamp": "soon"},
        signed(PING) | {"X-Slack-Request-Timestamp": "-1"},
        signed(PING) | {"X-Slack-Request-Timestamp": "1e9"},
        signed(PING) | {"X-Slack-Request-Timestamp": "²³"},
        signed(PING) | {"X-Slack-Request-Timestamp": "9" * 400},
        signed(PING) | {"X-Slack-Signature": "v0=" + "f" * 64},
        signed(PING) | {"X-Slack-Signature": "v0=é"},
        signed(PING) | {"X-Slack-Signature": signature(PING).upper()},
        signed(PING) | {"X-Slack-Signature": signature(PING)[:-1]},
        signed(b"another body"),
        signed(PING, str(NOW - MAX_AGE - 1)),
        signed(PING, str(NOW + MAX_AGE + 1)),
        signed(PING, secret="another secret"),
    ],
)
def test_who_is_not_slack_is_turned_away(caller: FlaskClient, headers: dict[str, str]) -> None:
    answer = caller.post(PATH, data=PING, headers=headers, content_type=FORM)
    assert (answer.status_code, answer.text) == (401, "This is not signed by Slack.\n")


def test_a_body_at_the_limit_is_read_and_one_beyond_it_is_not(caller: FlaskClient) -> None:
    largest = PING + b"&x=" + b"a" * (LARGEST_BODY - len(PING) - 3)
    answer = caller.post(PATH, data=largest, headers=signed(largest), content_type=FORM)
    assert answer.status_code == 200
    larger = largest + b"a"
    answer = caller.post(PATH, data=larger, headers=signed(larger), content_type=FORM)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM),
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b"5", "application/json"),
        (b"null", "application/json"),
        (b'{"a":', "application/json"),
        (b"{", FORM),
        (b"payload=", FORM),
        (b"payload=%5B1%5D", FORM),
        (b"payload=nonsense", FORM),
        (DEEP, "application/json"),
        (b"payload=" + DEEP, FORM),
        (READABLE, "application/json"),
        (b"payload=" + READABLE, FORM),
        (b"\xff\xfe{}", "application/json"),
        (b'{"authorizations": 5}', "application/json"),
        (b'{"enterprise": 5}', "application/json"),
        (b'{"team": [1], "user": 7, "event": "x"}', "application/json"),
    ],
)
def test_odd_bodies_are_refused_and_only_to_slack_as_unreadable(
    caller: FlaskClient, body: bytes, content_type: str
) -> None:
    from_slack = caller.post(PATH, data=body, headers=signed(body), content_type=content_type)
    assert from_slack.status_code in (400, 404)
    unsigned = caller.post(PATH, data=body, content_type=content_type)
    assert unsigned.status_code == 401


def test_reading_the_address_is_refused(caller: FlaskClient) -> None:
    assert caller.get(PATH).status_code == 405


KEYS = st.sampled_from(
    [
        "type",
        "event",
        "team",
        "user",
        "authorizations",
        "enterprise",
        "actions",
        "view",
        "payload",
        "command",
    ]
) | st.text(max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
BODIES = st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode())
TYPES = st.sampled_from([FORM, "application/json", "text/plain", "", "é"])
HEADER_VALUES = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(body=BODIES, content_type=TYPES, timestamp=HEADER_VALUES, signed_with=HEADER_VALUES)
def test_an_unsigned_caller_only_ever_gets_a_401(
    caller: FlaskClient, body: bytes, content_type: str, timestamp: str, signed_with: str
) -> None:
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signed_with}
    answer = caller.post(PATH, data=body, headers=headers, content_type=content_type)
    assert answer.status_code == 401


@settings(max_examples=300, deadline=None, derandomize=True)
@given(body=BODIES, content_type=TYPES)
def test_whatever_is_signed_gets_an_answer_and_no_traceback(
    caller: FlaskClient, body: bytes, content_type: str
) -> None:
    answer = caller.post(PATH, data=body, headers=signed(body), content_type=content_type)
    assert answer.status_code in (200, 400, 404)


class TestCallers:
    """Who sends what is not Slack's too often is told so, and Slack beside it is heard."""

    def test_so_many_a_minute_are_answered_one_by_one(self) -> None:
        now = [0.0]
        callers = RefusedCallers(now=lambda: now[0])
        assert [callers.note("a") for _ in range(MOST_REFUSALS)] == [False] * MOST_REFUSALS
        assert callers.note("a")
        assert not callers.note("b")
        now[0] = SPAN - 0.001
        assert callers.note("a")
        now[0] = SPAN
        assert [callers.note("a") for _ in range(MOST_REFUSALS - 1)][-1] is False

    def test_slack_is_heard_from_the_same_address(self) -> None:
        web = build(reasons=lambda: [])
        web.testing = True
        callers = RefusedCallers(now=lambda: 0.0)
        Endpoint(slack_app(), SECRET, now=lambda: NOW, callers=callers).listen(web)
        with web.test_client() as client:
            statuses = [client.post(PATH, data=PING).status_code for _ in range(MOST_REFUSALS)]
            assert set(statuses) == {401}
            refused = client.post(PATH, data=PING)
            assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
            answer = client.post(PATH, data=PING, headers=signed(PING), content_type=FORM)
            assert answer.status_code == 200


VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "task.create",
    "state": {"values": {}},
    "blocks": [],
}
WHOLE: dict[str, dict[str, Any]] = {
    "command": {"command": "/task", "text": "", "user_id": "U1"},
    "press": {
        "type": "block_actions",
        "user": {"id": "U1"},
        "actions": [{"action_id": "a"}],
        "view": VIEW,
    },
    "submission": {"type": "view_submission", "user": {"id": "U1"}, "view": VIEW},
    "shortcut": {"type": "shortcut", "user": {"id": "U1"}, "callback_id": "c"},
    "event": {"type": "event_callback", "event": {"type": "app_mention", "text": ""}},
}
ODD: tuple[Any, ...] = (None, 5, "", [], {}, [1], {"id": 5}, [{}], {"values": [1]})


@pytest.mark.parametrize("name", WHOLE)
def test_what_slack_sends_is_plausible(name: str) -> None:
    assert is_plausible(WHOLE[name])
    assert is_plausible({**WHOLE[name], "trigger_id": "1.2", "more": [1]})


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("command", "command"),
        ("command", "user_id"),
        ("press", "user"),
        ("press", "actions"),
        ("submission", "user"),
        ("submission", "view"),
        ("shortcut", "user"),
        ("shortcut", "callback_id"),
        ("event", "event"),
    ],
)
def test_what_lacks_a_part_or_has_an_odd_one_is_not(name: str, part: str) -> None:
    body = WHOLE[name]
    if part != "command":
        assert not is_plausible({key: value for key, value in body.items() if key != part})
    assert [odd for odd in ODD if is_plausible(body | {part: odd})] == []


@pytest.mark.parametrize("part", ["id", "callback_id", "state", "blocks"])
def test_a_form_without_one_of_its_parts_is_not(part: str) -> None:
    view = {key: value for key, value in VIEW.items() if key != part}
    assert not is_plausible(WHOLE["submission"] | {"view": view})
    assert not is_plausible(WHOLE["submission"] | {"view": VIEW | {part: 5}})


def pressed(**action: Any) -> dict[str, Any]:
    return WHOLE["press"] | {"actions": [{"action_id": "a"} | action]}


@pytest.mark.parametrize(
    ("body", "is_read"),
    [
        (pressed(selected_option=None), True),
        (pressed(selected_option={"value": "1"}), True),
        (pressed(selected_option="x"), False),
        (pressed(selected_options=[{"value": "1"}]), True),
        (pressed(selected_options=[1]), False),
        (pressed(selected_options=[{}]), False),
        (pressed() | {"state": {"values": {}}}, True),
        (pressed() | {"state": None}, False),
        (pressed() | {"view": VIEW | {"state": {"values": []}}}, False),
        (pressed() | {"state": {"values": {"b": {"a": {"selected_option": 5}}}}}, False),
        ({"type": "event_callback", "event": {"type": "user_change"}}, False),
        ({"type": "event_callback", "event": {"type": "user_change", "user": "U1"}}, False),
        ({"type": "event_callback", "event": {"type": "user_change", "user": {"id": "U1"}}}, True),
    ],
)
def test_what_was_chosen_and_who_has_changed_are_of_their_shapes(
    body: dict[str, Any], is_read: bool
) -> None:
    assert is_plausible(body) is is_read


@pytest.mark.parametrize("body", [None, 5, "x", [], [1], {}, {"event": 5}, {"view": []}])
def test_what_is_no_request_is_not(body: Any) -> None:
    assert not is_plausible(body)


@pytest.mark.parametrize("kind", [dict, list])
def test_a_body_goes_down_only_so_far(kind: type) -> None:
    def nested(levels: int) -> Any:
        part: Any = "end"
        for _ in range(levels):
            part = {"a": part} if kind is dict else [part]
        return part

    assert is_plausible({"type": "other", "more": nested(DEEPEST - 1)})
    assert not is_plausible({"type": "other", "more": nested(DEEPEST)})


def test_a_wrong_secret_is_told_in_the_log(
    caller: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = caller.post(PATH, data=PING, headers=signed(PING, secret="another"), content_type=FORM)
    assert answer.status_code == 401
    assert "not signed with SLACK_SIGNING_SECRET" in caplog.text
    caplog.clear()
    caller.post(PATH, data=PING, content_type=FORM)
    assert caplog.text == ""
