"""From a request to one of the pages: whose link it is, how often it may be opened, and what is
shown where something is wrong.
"""

import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from models.database import reading
from models.write_queue import DatabaseBusy
from services import links
from services.errors import Conflict, Invalid, NotFound, Refusal
from views import meetings as meeting_views
from web.pace import Pace
from web.personal_pages import page_words
from web.personal_pages.fresh_links import send_fresh
from web.personal_pages.guards import (
    LARGEST_FORM,
    MOST_FIELDS,
    is_own_form,
    protect,
    without_commands,
)
from web.personal_pages.page_table import PAGES
from web.personal_pages.visits import Act, Done, Download, PageRow, Shown, Visit, own_path

log = logging.getLogger(__name__)

MOST_VIEWS = 120
"""How often a minute the pages of one link are opened; scanners of mail open each link thrice."""
MOST_ACTS = 40
"""How often a minute something is done by one link."""
MOST_UNKNOWN = 30
"""How often a minute an address may try links that open nothing."""
STYLE = (Path(__file__).parent / "pages.css").read_text(encoding="utf-8")
STYLE_TAG = hashlib.sha256(STYLE.encode()).hexdigest()[:16]
_TOKEN = re.compile("[A-Za-z0-9_-]{32}")
"""What cannot be one is not looked for, so that no link has several addresses, each at its own
pace.
"""
_STATUS: tuple[tuple[type[Refusal], int], ...] = ((NotFound, 404), (Conflict, 409), (Invalid, 422))


class Pages:
    """The pages as part of a Flask app."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self._views, self._acts, self._unknown = (
            Pace(MOST_VIEWS),
            Pace(MOST_ACTS),
            Pace(MOST_UNKNOWN),
        )

    def add_to(self, app: Flask) -> None:
        """Serve them at ``/p/<token>``, with their style beside them."""
        blueprint = Blueprint("pages", __name__, template_folder="templates")
        for row in PAGES:
            methods = ["GET", *(["POST"] if row.act else [])]
            blueprint.add_url_rule(
                f"/p/<token>{row.path}",
                f"page{row.path}",
                partial(self._answer, row),
                methods=methods,
                provide_automatic_options=False,
            )
        blueprint.add_url_rule(
            "/p/<token>/fresh",
            "fresh",
            self._fresh,
            methods=["POST"],
            provide_automatic_options=False,
        )
        blueprint.add_url_rule(
            "/pages.css", "style", _style, methods=["GET"], provide_automatic_options=False
        )
        blueprint.add_app_template_filter(page_words.day, "day")
        blueprint.add_app_template_filter(page_words.linked, "linked")
        blueprint.add_app_template_filter(page_words.serving, "serving")
        blueprint.add_app_template_filter(meeting_views.length, "length_of")
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        app.register_blueprint(blueprint)
        for code in (404, 405, 413):
            app.register_error_handler(code, _plain_fault)

    def _answer(self, row: PageRow, token: str, **numbers: int) -> Response:
        try:
            return protect(self._answered(row, token, numbers))
        except HTTPException:
            raise
        except DatabaseBusy:
            return _busy(token, row.largest)
        except Exception:
            reference = secrets.token_hex(4)
            # Neither the address, which has the token in it, nor what was typed is written down.
            log.exception("a page failed, reference %s", reference)
            return _fault(500, f"Something went wrong here. Nothing was changed. ({reference})")

    def _answered(self, row: PageRow, token: str, numbers: dict[str, int]) -> Response:
        is_act = request.method == "POST"
        # An address counts where no link is known alone: many people may share one.
        now, key = self._now(), _key(token)
        if not (self._acts if is_act else self._views).takes(key):
            return _too_often()
        if not _TOKEN.fullmatch(token):
            return self._closed(token)
        with reading() as session:
            who = links.visitor(session, token, now=now)
        if who is None:
            return self._closed(token)
        if not is_act:
            return _shown(row, Visit(token, who, now), numbers)
        fields = _fields(row.largest)
        if not (is_own_form(request) or _is_one_click(fields)):
            return _fault(403, "This form was sent from another site, so nothing was done.")
        return _acted(row, Visit(token, who, now, fields), numbers)

    def _closed(self, token: str) -> Response:
        """The same for a link that never was, that has expired, and that was revoked."""
        if not self._unknown.takes(str(request.remote_addr)):
            return _too_often()
        return _page(Shown("closed.html", {"path": own_path(token)}, 404))

    def _fresh(self, token: str) -> Response:
        """Send a fresh link to whose link this was, and say the same whether there is anybody."""
        if not self._unknown.takes(str(request.remote_addr)):
            return protect(_too_often())
        _fields()
        if not is_own_form(request):
            return _fault(403, "This form was sent from another site, so nothing was done.")
        try:
            if _TOKEN.fullmatch(token):
                send_fresh(token, now=self._now())
        except (DatabaseBusy, IntegrityError):
            return _fault(503, "Too much is going on at this moment. Nothing was sent: try again.")
        return protect(_page(Shown("fresh.html", {})))


def _shown(row: PageRow, visit: Visit, numbers: dict[str, int]) -> Response:
    if row.show is None:
        return _form_only(visit)
    try:
        return _page(row.show(visit, **numbers), visit)
    except Refusal as refusal:
        return _refused(refusal, visit)


def _form_only(visit: Visit) -> Response:
    response = _page(
        Shown("refused.html", {"refused": "This address takes a form only."}, 405), visit
    )
    response.headers["Allow"] = "POST"
    return response


def _acted(row: PageRow, visit: Visit, numbers: dict[str, int]) -> Response:
    assert row.act is not None, "a row without one takes no POST"
    try:
        result = _done(row.act, visit, numbers)
    except Refusal as refusal:
        return _refused(refusal, visit, row, numbers)
    if isinstance(result, Shown):
        return _page(result, visit)
    if isinstance(result, Download):
        return _download(result)
    place = f"#{result.place}" if result.place else ""
    # 303: the page is got anew, so loading it again sends nothing twice.
    response = redirect(f"{result.page}?done={result.outcome}{place}", 303)
    return Response(status=303, headers={"Location": response.headers["Location"]})


def _done(act: Act, visit: Visit, numbers: dict[str, int]) -> Done | Shown | Download:
    """What an act gives back. It writes in one unit of work, so that what found the database busy
    has written nothing, and is tried once more.
    """
    try:
        return act(visit, **numbers)
    except DatabaseBusy:
        return act(visit, **numbers)


def _busy(token: str, largest: int) -> Response:
    """What was sent can be sent again as it was: the form of this page has it all."""
    sent = _fields(largest) if request.method == "POST" else None
    facts = {"path": own_path(token), "sent": sent}
    return protect(_page(Shown("busy.html", facts, 503)))


def _download(file: Download) -> Response:
    response = Response(file.content, content_type=file.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _refused(
    refusal: Refusal,
    visit: Visit,
    row: PageRow | None = None,
    numbers: dict[str, int] | None = None,
) -> Response:
    """The page as it is now, with why nothing was done; or these words alone where it has none."""
    status = next((code for kind, code in _STATUS if isinstance(refusal, kind)), 403)
    words = without_commands(refusal.message)
    field, faults = (refusal.field, refusal.also) if isinstance(refusal, Invalid) else (None, {})
    if row is not None and row.show is not None:
        try:
            shown = row.show(visit, **(numbers or {}))
        except Refusal:
            pass
        else:
            facts = {**shown.facts, "refused": words, "field": field, "faults": faults}
            return _page(Shown(shown.template, facts, status), visit)
    return _page(Shown("refused.html", {"refused": words}, status), visit)


def _page(shown: Shown, visit: Visit | None = None) -> Response:
    facts: dict[str, Any] = {"style": f"{_folder()}/pages.css?{STYLE_TAG}", "visit": visit}
    if visit is not None:
        facts |= {
            "moment": partial(page_words.moment, zone=visit.person.zone),
            "zone": page_words.zone_words(visit.person.zone, visit.now),
            "done": page_words.DONE.get(request.args.get("done", "")),
        }
    return Response(render_template(shown.template, **facts, **shown.facts), shown.status)


def _folder() -> str:
    return own_path("").removesuffix("/p/")


def _fields(largest: int = LARGEST_FORM) -> dict[str, list[str]]:
    request.max_content_length = largest
    request.max_form_memory_size = largest
    request.max_form_parts = MOST_FIELDS
    return request.form.to_dict(flat=False)


def _is_one_click(fields: dict[str, list[str]]) -> bool:
    """Whether the provider of her mailbox unsubscribes her, as RFC 8058 says: it is of no site."""
    return fields == {"List-Unsubscribe": ["One-Click"]} and request.path.endswith("/unsubscribe")


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _too_often() -> Response:
    response = _fault(429, "This was opened too often just now. Wait a minute, then try again.")
    response.headers["Retry-After"] = "60"
    return response


def _fault(status: int, words: str) -> Response:
    return protect(_page(Shown("refused.html", {"refused": words}, status)))


def _style() -> Response:
    response = Response(STYLE, content_type="text/css; charset=utf-8")
    response.set_etag(STYLE_TAG)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response


_PLAIN = {
    404: "There is nothing here.",
    405: "That is not possible here.",
    413: "That is more than this page takes.",
}


def _plain_fault(fault: HTTPException) -> Response:
    """Plain words for what is at no page: nothing about what there is, or was asked for."""
    code = fault.code or 500
    response = protect(
        Response(f"{_PLAIN[code]}\n", code, content_type="text/plain; charset=utf-8")
    )
    if code == 405 and fault.response is None:
        response.headers["Allow"] = ", ".join(sorted(getattr(fault, "valid_methods", None) or ()))
    return response
