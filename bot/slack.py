"""The clients and the Bolt app:
how this deployment speaks with Slack, or with a stand-in for it.
"""

import logging
import ssl
from collections.abc import Callable
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from slack_bolt import App
from slack_sdk import WebClient

import handlers
from bot.config import Settings
from bot.identity import Identity


def web_client(settings: Settings, *, retries: bool = True) -> WebClient:
    """A Web API client.

    The outbox takes one without the SDK's own retries, which can post twice.
    """
    return WebClient(
        token=settings.slack_bot_token,
        base_url=settings.slack_api_url,
        timeout=10,
        ssl=_tls(settings.ssl_cert_file),
        proxy=None if _is_here(settings.slack_api_url) else settings.https_proxy or None,
        retry_handlers=None if retries else [],
    )


def bolt_app(
    settings: Settings, *, now: Callable[[], datetime], identity: Identity | None = None
) -> App:
    """Bolt with the route table behind it;
    each listener runs inline, and its ``ack`` is the reply.
    """
    identity = identity or Identity(settings.slack_bot_token, now=now)
    client = web_client(settings)
    # Each request gets its token from the identity: of one that it is given, Bolt asks Slack.
    client.token = None
    app = App(
        # Without a name Bolt reads the source of all that called it, to take one from there.
        name="convene",
        logger=_quiet_logger(),
        client=client,
        signing_secret=settings.slack_signing_secret or "unused-in-socket-mode",
        before_authorize=identity.turn_away,
        # Bolt reads the names of the arguments, and takes ``self`` for one.
        authorize=lambda enterprise_id, team_id: identity.authorize(enterprise_id, team_id),
        token_verification_enabled=False,
        process_before_response=True,
    )
    handlers.register(app, now=now)
    return app


def _quiet_logger() -> logging.Logger:
    """What Bolt takes the level of all its loggers from; by itself it would take the root's.

    Below WARNING it prints what people type, and whole answers.
    """
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(max(logger.level, logging.WARNING))
    return logger


@cache
def _tls(ssl_cert_file: str) -> ssl.SSLContext:
    """Making a context reads the whole bundle of certificates, so every client shares one."""
    return ssl.create_default_context(cafile=ssl_cert_file or None)


def _is_here(address: str) -> bool:
    """Whether an address is of this machine, to which no proxy leads."""
    return urlsplit(address).hostname in ("127.0.0.1", "::1", "localhost")
