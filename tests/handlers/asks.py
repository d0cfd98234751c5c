"""Requests as the middleware makes them, for tests of handlers, and what was answered."""

from typing import Any

from handlers.channels import Channel, ChannelMembers
from handlers.routes import Answer, Ask, Open, Replace, Reply, Surface
from models import Person
from models.database import reading
from sandbox.rules import check_message, check_view
from services import access, groups
from services.errors import Invalid, Refusal
from tests.factories import NOW


class Slack:
    """Finds these people by their Slack ids, and every channel but one that is gone."""

    def __init__(self, *known: Person) -> None:
        self._known = {person.slack_id: person for person in known}

    def __call__(self, found: Any) -> Any:
        if isinstance(found, str):
            if found == "CGONE":
                raise Invalid("I cannot see that channel.", field="channel")
            return Channel(found, found.casefold(), is_private=found == "CPRIVATE")
        if missing := [slack_id for slack_id in found if slack_id not in self._known]:
            raise Refusal(f"Slack does not let me see {missing}.")
        return [self._known[slack_id] for slack_id in found]

    def members(self, _channel_id: str, *, is_private: bool) -> ChannelMembers | None:
        """Who is in a channel cannot be seen here; the stories tell of it."""

    def link(self, channel_id: str, ts: str) -> str:
        return f"https://example.slack.com/{channel_id}/{ts}"


def ask(
    who: Person,
    text: str = "",
    *,
    here: str = "Metadata",
    others: tuple[Person, ...] = (),
    **facts: Any,
) -> Ask:
    """A command typed in the channel of ``here``, or whatever ``facts`` make of it."""
    with reading() as session:
        standing = access.standing(session, who, NOW)
        group = groups.named(session, here, by=standing) if here else None
    slack = Slack(who, *others)
    usual: dict[str, Any] = {"surface": Surface.COMMAND, "group": group}
    usual |= {"people": slack, "channels": slack, "now": NOW}
    return Ask(who=standing, text=text, **(usual | facts))


def pressed(who: Person, value: object = "", **facts: Any) -> Ask:
    """A button in a message outside every group's channel."""
    return ask(who, here="", value=str(value), surface=Surface.MESSAGE, **facts)


def sent(who: Person, values: dict[str, Any], **private: Any) -> Ask:
    """A form, with what it carries along unseen."""
    others = private.pop("others", ())
    return ask(
        who, here="", values=values, private=private, surface=Surface.SUBMISSION, others=others
    )


def text_of(answer: Answer) -> str:
    """The text of a message that Slack takes."""
    assert isinstance(answer, Reply | Replace)
    check_message(**answer.message)
    return str(answer.message["text"])


def shown(answer: Answer) -> dict[str, Any]:
    """A form that Slack takes."""
    assert isinstance(answer, Open)
    check_view(answer.view)
    return answer.view


def refused(run: Any, request: Ask) -> tuple[str, str | None]:
    """The words of a refusal, and the field that it stands beside."""
    try:
        run(request)
    except Refusal as refusal:
        return refusal.message, refusal.field if isinstance(refusal, Invalid) else None
    raise AssertionError("not refused")
