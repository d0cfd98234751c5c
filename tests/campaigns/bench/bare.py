"""The smallest Bolt app: it proves each request to be Slack's and says one word.

``python -m tests.campaigns.bench.bare PORT THREADS SECRET API`` serves it with the product's server
and the product's way to answer, a listener that runs inline, so that only the work differs.
"""

import re
import sys

from flask import Flask, Response, request
from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from waitress import serve

WORD = "Thanks."


def build(secret: str, api: str) -> Flask:
    """The app behind the address that the product has, too."""
    app = App(
        client=WebClient(token="xoxb-bench", base_url=api),
        signing_secret=secret,
        token_verification_enabled=False,
        process_before_response=True,
    )
    app.command(re.compile(".*"))(_say)
    app.action(re.compile(".*"))(_answer)
    handler, web = SlackRequestHandler(app), Flask("bare")

    def events() -> Response:
        return handler.handle(request)

    web.add_url_rule("/slack/events", view_func=events, methods=["POST"])
    return web


def _say(ack: Ack) -> None:
    ack(WORD)


def _answer(ack: Ack, respond: Respond) -> None:
    respond(WORD)
    ack()


if __name__ == "__main__":
    port, threads, secret, api = sys.argv[1:]
    serve(build(secret, api), host="127.0.0.1", port=int(port), threads=int(threads))
