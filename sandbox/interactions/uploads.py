"""Files that people hand in with forms: within the limits of the input that asks for them."""

import base64
import binascii

from sandbox.errors import Declined
from sandbox.interactions.requests import Payload, actor
from sandbox.slack import Slack
from sandbox.workspace import File, User

LARGEST = 10_000_000


def upload(slack: Slack, person_id: str, name: str, content: str) -> File:
    """Keeps a file of this person, whose content comes as base64; only a form makes use of it."""
    person = actor(slack, person_id)
    size = _size(content)
    if size > LARGEST:
        raise Declined("file_too_large", "A file has at most 10 MB.")
    file = File(
        slack.workspace.new_id("F"),
        name,
        person.id,
        content=content,
        size=size,
        created=int(slack.now()),
    )
    with slack.lock:
        slack.workspace.files[file.id] = file
        slack.workspace.note("input", person=person.id)
    return file


def may_hand_in(slack: Slack, person: User, element: Payload, file_id: str) -> bool:
    """Whether this is a file of this person, and of a type that the input takes."""
    file = slack.workspace.files.get(file_id)
    kinds = [kind.lower() for kind in element.get("filetypes") or []]
    return file is not None and file.user == person.id and (not kinds or file.filetype in kinds)


def _size(content: str) -> int:
    try:
        return len(base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError):
        raise Declined("invalid_file", "This file could not be read.") from None
