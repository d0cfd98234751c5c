"""Direct messages between two people, opened by one of them."""

from sandbox.errors import Declined
from sandbox.interactions.sending import actor
from sandbox.slack import Slack
from sandbox.workspace import Channel


def open_with(slack: Slack, person_id: str, other_id: str) -> Channel:
    """The direct message with this person, as before if there was one."""
    person = actor(slack, person_id)
    other = slack.workspace.people.get(other_id)
    if other is None or other.deleted or other.id == person.id:
        raise Declined("user_not_found", "Nobody of this name can be written to.")
    return slack.workspace.direct_message(person.id, other.id, now=slack.now())
