"""Calendar feeds: what stands under a secret address, for programs that fetch it often."""

import hashlib
import logging
import re
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.http import parse_date

from models.database import reading, unit_of_work
from models.write_queue import DatabaseBusy
from services import calendar
from services.calendar import FetchedFeed
from web.pace import PACE_SECONDS, Pace

log = logging.getLogger(__name__)

MOST_FETCHES = 60
"""How often a minute one feed is fetched; several programs of one person may have it."""
MOST_UNKNOWN = 30
"""How often a minute an address of the network may try feeds that there are not."""
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

    fetches, unknown = Pace(MOST_FETCHES), Pace(MOST_UNKNOWN)

    def feed(token: str) -> Response:
        # Many people's calendars fetch from the same addresses of a provider.
        if not fetches.takes(hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()):
            return _too_often()
        fetched = _fetched(token, now())
        if fetched is not None:
            return _answer(fetched)
        if not unknown.takes(str(request.remote_addr)):
            return _too_often()
        return Response("There is no such calendar.\n", 404, HEADERS, content_type="text/plain")

    blueprint.add_url_rule("/<token>.ics", view_func=feed, methods=["GET"])
    return blueprint


def _too_often() -> Response:
    words = "This was fetched too often just now. Wait a minute.\n"
    response = Response(words, 429, HEADERS, content_type="text/plain")
    response.headers["Retry-After"] = f"{PACE_SECONDS:.0f}"
    return response


def _answer(fetched: FetchedFeed) -> Response:
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
    Where the database is busy, that is left to the next fetching.

    An address that cannot be one is not looked for.
    """
    if not _TOKEN.fullmatch(token):
        return None
    with reading() as session:
        fetched = calendar.fetch(session, token, now=now)
    if fetched is not None and fetched.is_new:
        try:
            with unit_of_work() as session:
                calendar.note_fetched(session, fetched)
        except (OperationalError, DatabaseBusy):
            log.info("a feed was answered without a note: the database is busy")
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
