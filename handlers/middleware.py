"""Who is asking, and where: from a payload of Slack's to an ``Ask``."""

from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from handlers.answers import user_id
from handlers.channels import Channels
from handlers.routes import Ask, Surface
from models import Person
from models.database import reading, unit_of_work
from models.messages import PLACE, Key, Recipient
from models.subjects import Subject
from services import access, outbox, people
from services.errors import NotAllowed, Unseen
from views import people as people_views
from views.inputs import field_name
from views.values import read_private


def ask(
    body: dict[str, Any],
    *,
    surface: Surface,
    client: WebClient,
    now: datetime,
    is_act: bool = True,
    **facts: Any,
) -> Ask:
    """Everything a handler may know of the request: one query for somebody known. Whoever
    did not turn to Convene is not asked where she works.
    """
    directory, channel_id = Directory(client, now), _channel_id(body)
    asker = _asker(user_id(body), channel_id, directory, now, is_act=is_act)
    # Events still count: one of them says that the account is active again.
    if not asker.who.person.is_active and surface is not Surface.EVENT:
        raise NotAllowed("This Slack account is deactivated, so it cannot do anything here.")
    return Ask(
        who=asker.who,
        now=now,
        surface=surface,
        people=directory,
        channels=Channels(client),
        channel_id=channel_id,
        group=asker.group,
        **facts,
    )


def _asker(
    slack_id: str, channel_id: str | None, directory: "Directory", now: datetime, *, is_act: bool
) -> access.Asker:
    with reading() as session:
        asker = access.asker(session, slack_id, channel_id, now)
    if asker is not None and asker.who.person.asked_slack_at is not None:
        if is_act:
            _ask_who_acts(asker.who.person, now=now)
        return asker
    # Nobody acts before Slack has said what she is: a file may know less of her.
    met_now = directory.meet(slack_id)
    if is_act:
        _ask_who_acts(met_now, now=now)
    with reading() as session:
        met = access.asker(session, slack_id, channel_id, now)
    if met is None:
        raise LookupError("somebody was met, and is not there")
    return met


def form_values(state: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form by name: text, a value, a list of values, or None where left empty."""
    values = {}
    for block_id, elements in state.get("values", {}).items():
        for element in elements.values():
            values[field_name(block_id)] = chosen(element)
    return values


def chosen(element: dict[str, Any]) -> Any:
    """What an element holds, whichever kind it is."""
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or []]
    for key, value in element.items():
        if key.startswith("selected_"):
            return value
    return element.get("value")


def private(view: dict[str, Any]) -> dict[str, Any]:
    """The ids that a form carried along."""
    return read_private(str(view.get("private_metadata") or ""))


class Directory:
    """The people behind Slack ids; whoever is new is looked up in Slack and met."""

    def __init__(self, client: WebClient, now: datetime) -> None:
        self._client = client
        self._now = now

    def __call__(self, slack_ids: list[str]) -> list[Person]:
        with reading() as session:
            known = {person.slack_id: person for person in _known(session, slack_ids)}
        unseen = []
        for slack_id in dict.fromkeys(slack_ids):
            try:
                known.setdefault(slack_id, known.get(slack_id) or self.meet(slack_id))
            except Unseen:
                unseen.append(slack_id)
        if unseen:
            raise Unseen(unseen)
        return [known[slack_id] for slack_id in dict.fromkeys(slack_ids)]

    def meet(self, slack_id: str) -> Person:
        """Somebody as Slack describes her now, known before or not."""
        profile = people.profile_of(self._user(slack_id))
        try:
            return self._met(profile)
        except IntegrityError:
            # Another request of hers has met her meanwhile: Slack sends several as a conversation
            # opens.
            return self._met(profile)

    def _met(self, profile: people.Profile) -> Person:
        with unit_of_work() as session:
            return people.meet(session, profile, now=self._now)

    def _user(self, slack_id: str) -> dict[str, Any]:
        try:
            return dict(self._client.users_info(user=slack_id)["user"])
        except SlackApiError as error:
            if error.response.get("error") in ("user_not_found", "user_not_visible"):
                raise Unseen([slack_id]) from None
            raise


def ask_for_library(
    session: Session, person: Person, *, now: datetime, due_at: datetime | None = None
) -> bool:
    """Promise the one question to somebody whose library the email address did not tell; False
    where there is nothing to ask, or she was asked.
    """
    if not _is_without_library(person):
        return False
    known = people.offered_organizations(session, now)
    if not known:
        return False
    question = people_views.where_do_you_work(person, known)
    key, to = _library_key(person), Recipient.person(person)
    return outbox.post(session, question, to=to, key=key, now=now, due_at=due_at)


def _ask_who_acts(person: Person, *, now: datetime) -> None:
    """The same for whoever acts, in a unit of work only where she was not asked before.

    Whom others only name is not written to.
    """
    if not _is_without_library(person):
        return
    with reading() as session:
        if outbox.known(session, [_library_key(person)]):
            return
    with unit_of_work() as session:
        ask_for_library(session, person, now=now)


def _is_without_library(person: Person) -> bool:
    has_account = person.is_active and person.slack_id is not None and not person.is_external
    return person.organization_id is None and has_account


def _library_key(person: Person) -> Key:
    return Key(PLACE, recipient=Subject.of(person))


def _known(session: Session, slack_ids: list[str]) -> list[Person]:
    return [*session.exec(select(Person).where(col(Person.slack_id).in_(slack_ids)))]


def _channel_id(body: dict[str, Any]) -> str | None:
    if "channel_id" in body:
        return str(body["channel_id"])
    channel = body.get("channel") or body.get("container", {}).get("channel_id")
    return channel.get("id") if isinstance(channel, dict) else channel
