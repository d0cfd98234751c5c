"""What holds for every page: its headers, whose forms it takes, and words without commands."""

import re
from urllib.parse import urlsplit

from flask import Request, Response

from models import reach

LARGEST_FORM = 64 * 1024
"""Bytes; the largest form of a page has a tenth of that, but for those of a sheet."""
LARGEST_SHEET = 512 * 1024
"""Bytes: a page of a sheet has up to forty texts of a thousand characters, and browsers send up to
nine bytes for each.
"""
MOST_FIELDS = 200
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_COMMAND = re.compile(r"[^.?!]*`/[^`]*`.*?(?:[.?!](?=\s|$)|$)")


def protect(response: Response) -> Response:
    """Let nothing of a page be kept, framed, indexed, scripted or passed on."""
    for name, value in PAGE_HEADERS.items():
        response.headers[name] = value
    return response


def is_own_form(sent: Request) -> bool:
    """Whether a form was sent from one of these pages, as far as the browser says.

    Browsers say ``null`` as the origin of a form of a page that passes on no referrer, and older
    ones do not say of which site it is; then the token in the path has to do.
    """
    if site := sent.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = sent.headers.get("Origin", "null")
    return origin in ("null", *_own_origins(sent))


def without_commands(words: str) -> str:
    """What a refusal says to somebody who has no Slack: without sentences that name a command."""
    return " ".join(_COMMAND.sub("", words).split()) or "That is not possible here."


def _own_origins(sent: Request) -> tuple[str, ...]:
    public = urlsplit(reach.current().public_url)
    outside = (f"{public.scheme}://{public.netloc}",) if public.netloc else ()
    return (*outside, f"{sent.scheme}://{sent.host}")
