"""Forms that make something: each is taken once, however often it is sent."""

import hashlib

from sqlmodel import Session

from services import requests
from services.errors import Invalid
from web.personal_pages.visits import Visit

_ADDED = {"answer": "added"}


def was_sent(session: Session, visit: Visit) -> bool:
    """Whether this very form was sent before; what it is about is locked by now. Raises ``Invalid``
    for a form without its key.
    """
    return requests.answered(session, _form(visit), _sender(visit), now=visit.now) is not None


def keep_sent(session: Session, visit: Visit, made: int) -> None:
    """Note that this form has made so many things."""
    requests.keep(session, _form(visit), _sender(visit), _ADDED, made=made, now=visit.now)


def _form(visit: Visit) -> str:
    key = visit.text("form_key")
    if not key:
        raise Invalid("This form is from an older version of the page. Load it anew.")
    return hashlib.sha256(f"{_sender(visit)} {key}".encode()).hexdigest()


def _sender(visit: Visit) -> str:
    return f"PAGE{visit.person.id}"
