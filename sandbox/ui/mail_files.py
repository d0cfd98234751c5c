"""Letters as a browser fetches them: the HTML, made harmless, the attachments, and the source."""

import base64

from flask import Blueprint, Response

from sandbox.mail.letter_parts import parts_of
from sandbox.slack import Slack
from sandbox.ui.mail_reads import letter_named

# Nothing runs and nothing is loaded; a link opens a window of its own, which is free of this.
# The same origin lets the page measure how high the letter is, and no script can use it.
HARMLESS = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
IN_A_NEW_WINDOW = '<base target="_blank">'
SAVED = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}


def files(slack: Slack) -> Blueprint:
    blueprint = Blueprint("mail", __name__)

    @blueprint.get("/mail/<letter_id>/html")
    def html(letter_id: str) -> Response:
        parts = parts_of(letter_named(slack, letter_id))
        headers = {
            "Content-Security-Policy": HARMLESS,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(with_base(parts.html or ""), 200, headers, mimetype="text/html")

    @blueprint.get("/mail/<letter_id>/attachments/<int:number>/<path:_>")
    def attachment(letter_id: str, number: int, _: str) -> Response:
        found = parts_of(letter_named(slack, letter_id)).attachments[number : number + 1]
        if not found:
            return Response("not found", 404)
        return Response(found[0].content, 200, SAVED, content_type="application/octet-stream")

    @blueprint.get("/mail/<letter_id>/source")
    def source(letter_id: str) -> Response:
        """All of it, as it came."""
        content = base64.b64decode(letter_named(slack, letter_id).content)
        named = {**SAVED, "Content-Disposition": f'attachment; filename="{letter_id}.eml"'}
        return Response(content, 200, named, content_type="application/octet-stream")

    return blueprint


def with_base(html: str) -> str:
    """The page with its links opening windows of their own; a document type stays first."""
    head, found, rest = html.partition("<head>")
    return f"{head}{found}{IN_A_NEW_WINDOW}{rest}" if found else f"{IN_A_NEW_WINDOW}{html}"
