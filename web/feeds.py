"""Calendar feeds: what stands under a secret address, for programs that fetch it often."""

import re
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.http import parse_date

from models.database import reading, unit_of_work
from services import calendar
from services.calendar import FetchedFeed

FEED_TYPE = "text/calendar; charset=utf-8"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""A calendar keeps what it has, and asks each time whether that still holds."""


def feeds_blueprint(now: Callable[[], datetime]) -> Blueprint:
    """The one address below which every feed stands; ``now`` is the clock of this deployment."""
    blueprint = Blueprint("calendar_feeds", __name__, url_prefix="/calendar")

    def feed(token: str) -> Response:
        return _answer(token, now())

    blueprint.add_url_rule("/<token>.ics", view_func=feed, methods=["GET"])
    return blueprint


def _answer(token: str, now: datetime) -> Response:
    fetched = _fetched(token, now)
    if fetched is None:
        return Response("There is no such calendar.\n", 404, HEADERS, content_type="text/plain")
    response = Response(fetched.text, 200, HEADERS, content_type=FEED_TYPE)
    response.set_etag(fetched.text_hash[:32])
    response.last_modified = fetched.changed_at.replace(microsecond=0)
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    if _has_it(response):
        response.status_code = 304
        response.set_data(b"")
    return response


def _fetched(token: str, now: datetime) -> FetchedFeed | None:
    """What stands there; that it is new is written down, so that later it can be said since when.

    An address that cannot be one is not looked for.
    """
    if not _TOKEN.fullmatch(token):
        return None
    with reading() as session:
        fetched = calendar.fetch(session, token, now=now)
    if fetched is not None and fetched.is_new:
        with unit_of_work() as session:
            calendar.note_fetched(session, fetched)
    return fetched


def _has_it(response: Response) -> bool:
    """Whether the program that asks has this very text: the tag decides where it sends one (RFC
    9110, 13.2.2).
    """
    if request.if_none_match:
        return request.if_none_match.contains_weak(response.get_etag()[0] or "")
    since = parse_date(request.headers.get("If-Modified-Since"))
    return (
        since is not None
        and response.last_modified is not None
        and (response.last_modified <= since)
    )
