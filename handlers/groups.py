"""`/wg`: groups, and who is in them."""

from dataclasses import replace
from datetime import time
from typing import Any

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, Person, QuietWeek
from models.database import reading, unit_of_work
from services import access, consortium, digests, groups, outbox, people
from services.access import Needs
from services.errors import Invalid
from views import digests as digest_views
from views import groups as views


def listed(ask: Ask) -> Answer:
    text = grammar.plain(ask.text)
    with reading() as session:
        lines = groups.listed(session, ask.who, text=text)
    return Reply(views.listed(lines, text=text, may_start=ask.who.is_program_manager))


def next_page(ask: Ask) -> Answer:
    page, _, text = ask.value.partition("|")
    with reading() as session:
        lines = groups.listed(session, ask.who, text=text)
    return Reply(views.listed(lines, page=int(page), text=text))


def show(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    with reading() as session:
        group = _named_or_here(session, ask, line)
        return Reply(_shown(session, group, ask))


def show_one(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_see(session, ask.number(), by=ask.who)
        return Reply(_shown(session, group, ask))


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        directions = consortium.directions(session)
    # A direct message starts with D, and cannot be a group's channel.
    is_free = ask.group is None and (ask.channel_id or "").startswith(("C", "G"))
    return Open(views.new(directions, asker=ask.person, channel_id=ask.channel_id if is_free else None))


def create(ask: Ask) -> Answer:
    charge = _charge(ask)
    chair = _one_person(ask, "chair", "Choose who chairs the group.")
    with unit_of_work() as session:
        group = groups.start(session, charge, chair=chair, by=ask.person, now=ask.now)
        _introduce(session, group, chair, ask)
        return Reply(views.started(group, chair=chair))


def open_edit(ask: Ask) -> Answer:
    with reading() as session:
        group = _to_edit(session, ask)
        chosen = groups.directions_of(session, group)
        form = views.edit(group, consortium.directions(session), chosen, groups.roster(session, group))
        return Open(form)


def edit(ask: Ask) -> Answer:
    charge = _charge(ask)
    chairs = [int(value) for value in ask.values.get("chairs") or []]
    with unit_of_work() as session:
        group = access.group_to_edit(session, ask.private["group"], by=ask.who)
        groups.change(session, group, charge, by=ask.person, now=ask.now)
        groups.set_chairs(session, group, chairs, by=ask.person, now=ask.now)
        return Reply(views.changed(group))


def open_digest(ask: Ask) -> Answer:
    """`/wg digest` opens the form; `/wg digest preview` shows what would be posted now."""
    first, _, rest = ask.text.partition(" ")
    if first.casefold() == "preview":
        return _preview(replace(ask, text=rest))
    with reading() as session:
        return Open(views.digest(_to_edit(session, ask)))


def change_digest(ask: Ask) -> Answer:
    weekday = str(ask.values.get("weekday"))
    with unit_of_work() as session:
        group = access.group_to_edit(session, ask.private["group"], by=ask.who)
        groups.change_digest(
            session,
            group,
            weekday=None if weekday == views.NO_DIGEST else int(weekday),
            at=time.fromisoformat(ask.values["at"]),
            quiet_week=QuietWeek(ask.values["quiet_week"]),
            by=ask.person,
            now=ask.now,
        )
        return Reply(views.digest_changed(group))


def join(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    with unit_of_work() as session:
        group = _named_or_here(session, ask, line)
        return _joined(session, group, ask)


def join_one(ask: Ask) -> Answer:
    with unit_of_work() as session:
        return _joined(session, access.group_to_see(session, ask.number(), by=ask.who), ask)


def leave(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    with unit_of_work() as session:
        return _left(session, _named_or_here(session, ask, line), ask)


def leave_one(ask: Ask) -> Answer:
    with unit_of_work() as session:
        return _left(session, access.group_to_see(session, ask.number(), by=ask.who), ask)


def add(ask: Ask) -> Answer:
    """`/wg add @ann @ben` adds at once; without names it opens the form."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if not named:
        return open_add(ask)
    with unit_of_work() as session:
        group, _ = grammar.group_of(session, ask, line)
        return _added(session, access.group_to_edit(session, group.id, by=ask.who), named, ask)


def open_add(ask: Ask) -> Answer:
    with reading() as session:
        group = _to_edit(session, ask)
        return Open(views.add(group, people.partners(session), people.organizations(session)))


def add_from_form(ask: Ask) -> Answer:
    slack_ids = ask.values.get("people") or []
    named = ask.people(slack_ids) if slack_ids else []
    with unit_of_work() as session:
        group = access.group_to_edit(session, ask.private["group"], by=ask.who)
        named += people.by_ids(session, [int(value) for value in ask.values.get("partners") or []])
        named += _new_partner(session, ask)
        if not named:
            raise Invalid("Choose at least one person, or write a partner's name.", field="people")
        return _added(session, group, named, ask)


def remove(ask: Ask) -> Answer:
    """`/wg remove @ben` removes at once; without names it opens the form."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if not named:
        return open_remove(ask)
    with unit_of_work() as session:
        group, _ = grammar.group_of(session, ask, line)
        return _removed(session, group.id, [person.id for person in named], ask)


def open_remove(ask: Ask) -> Answer:
    with reading() as session:
        group = _to_edit(session, ask)
        return Open(views.remove(group, groups.roster(session, group)))


def remove_from_form(ask: Ask) -> Answer:
    chosen = [int(value) for value in ask.values.get("members") or []]
    with unit_of_work() as session:
        return _removed(session, ask.private["group"], chosen, ask)


def _preview(ask: Ask) -> Answer:
    with reading() as session:
        group = _to_edit(session, ask)
        facts = digests.preview(session, group, now=ask.now)
        return Reply(digest_views.preview(group, facts, next_at=digests.next_slot(group, ask.now)))


def _named_or_here(session: Session, ask: Ask, line: grammar.Line) -> Group:
    """The group that the line names, or the channel's. Raises ``GroupNeeded`` where neither tells."""
    if not line.text:
        return grammar.group_of(session, ask, line)[0]
    group = groups.named(session, line.text, by=ask.who)
    if group is None:
        raise Invalid(f"I know no group called “{line.text[:60]}”. Type `/wg list` to see them all.")
    return group


def _to_edit(session: Session, ask: Ask) -> Group:
    """The group of the button, else the one that the command is meant for."""
    if ask.value:
        return access.group_to_edit(session, ask.number(), by=ask.who)
    group = _named_or_here(session, ask, grammar.read(ask.text))
    return access.group_to_edit(session, group.id, by=ask.who)


def _shown(session: Session, group: Group, ask: Ask) -> dict[str, Any]:
    overview = groups.overview(session, group, now=ask.now)
    may_edit = ask.who.chairs(group.id) or ask.who.is_program_manager
    is_member = ask.who.belongs_to(group.id)
    return views.shown(overview, is_member=is_member, may_edit=may_edit, zone=ask.person.zone)


def _charge(ask: Ask) -> groups.Charge:
    """What the form says of a group; it looks the channel up, so it comes before the unit of work."""
    channel_id = ask.values.get("channel")
    if not channel_id:
        raise Invalid("Choose the channel in which the group works.", field="channel")
    channel = ask.channels(channel_id)
    return groups.Charge(
        name=ask.values.get("name") or "",
        kind=ask.values.get("kind") or "",
        charge=ask.values.get("charge") or "",
        channel_id=channel.id,
        channel_is_private=channel.is_private,
        direction_ids=[int(value) for value in ask.values.get("directions") or []],
    )


def _one_person(ask: Ask, name: str, otherwise: str) -> Person:
    slack_id = ask.values.get(name)
    if not slack_id:
        raise Invalid(otherwise, field=name)
    return ask.people([slack_id])[0]


def _introduce(session: Session, group: Group, chair: Person, ask: Ask) -> None:
    """Promise the introduction to the channel, and a welcome to a chair whom somebody else has named."""
    subject = f"group:{group.id}"
    if group.channel_id:
        introduction = views.introduced(group, chair=chair)
        outbox.post(
            session, introduction, to=group.channel_id, key=f"started|{subject}", now=ask.now, subject=subject
        )
    if chair.id != ask.person.id:
        _welcome(session, group, [chair], ask)


def _welcome(session: Session, group: Group, newcomers: list[Person], ask: Ask) -> None:
    overview = groups.overview(session, group, now=ask.now)
    since = {seat.person.id: seat.since for seat in overview.seats}
    for person in newcomers:
        if person.slack_id and person.id != ask.person.id:
            welcome = views.welcome(
                group, by=ask.person, next_meeting=overview.next_meeting, zone=person.zone
            )
            key = f"welcome|group:{group.id}|{since[person.id]:%Y%m%dT%H%M%S}|person:{person.id}"
            outbox.post(session, welcome, to=person.slack_id, key=key, now=ask.now)


def _joined(session: Session, group: Group, ask: Ask) -> Answer:
    groups.join(session, group, ask.person, now=ask.now)
    overview = groups.overview(session, group, now=ask.now)
    meeting = overview.next_meeting
    return Reply(views.welcome(group, by=None, next_meeting=meeting, zone=ask.person.zone))


def _left(session: Session, group: Group, ask: Ask) -> Answer:
    groups.leave(session, group, ask.person, now=ask.now)
    return Reply(views.left(group))


def _added(session: Session, group: Group, named: list[Person], ask: Ask) -> Answer:
    added = groups.add(session, group, named, by=ask.person, now=ask.now)
    _welcome(session, group, added.new, ask)
    return Reply(views.added(group, added.new, added.already))


def _removed(session: Session, group_id: int, person_ids: list[int], ask: Ask) -> Answer:
    group = access.group_to_edit(session, group_id, by=ask.who)
    gone = [groups.remove(session, group, one, by=ask.person, now=ask.now) for one in person_ids]
    return Reply(views.removed(group, gone))


def _new_partner(session: Session, ask: Ask) -> list[Person]:
    name, email = ask.values.get("partner_name") or "", ask.values.get("partner_email")
    if not name.strip() and not email:
        return []
    if not name.strip():
        raise Invalid("Write the partner's name, too.", field="partner_name")
    place = ask.values.get("partner_place")
    return [
        people.add_partner(
            session, name=name, email=email, organization_id=int(place) if place else None,
            by=ask.person, now=ask.now,
        )
    ]  # fmt: skip


ROUTES = (
    Command(
        "wg",
        listed,
        help="Working groups: see them, join one, and run yours.",
        needs=Needs.ANYONE,
    ),
    Command(
        "wg list",
        listed,
        help="See the groups, or find one by a word or a strategic direction.",
        needs=Needs.ANYONE,
        example="/wg list metadata",
        aliases=("find", "search", "all"),
    ),
    Command(
        "wg show",
        show,
        help="See a group's charge, people, next meeting and open tasks.",
        needs=Needs.ANYONE,
        example="/wg show Metadata",
        aliases=("charge", "charter", "info", "roster", "members"),
    ),
    Command(
        "wg join",
        join,
        help="Join a group.",
        needs=Needs.LIBRARIAN,
        example="/wg join Metadata",
    ),
    Command(
        "wg leave",
        leave,
        help="Leave a group.",
        needs=Needs.ANYONE,
        example="/wg leave Metadata",
    ),
    Command(
        "wg add",
        add,
        help="Add people to your group, partners without Slack included.",
        needs=Needs.CHAIR,
        example="/wg add @ben",
        aliases=("invite",),
    ),
    Command(
        "wg remove",
        remove,
        help="End somebody's membership in your group.",
        needs=Needs.CHAIR,
        example="/wg remove @ben",
    ),
    Command(
        "wg edit",
        open_edit,
        help="Change your group's name, charge, chairs, channel or directions.",
        needs=Needs.CHAIR,
        example="/wg edit",
        aliases=("change", "settings", "chair"),
    ),
    Command(
        "wg digest",
        open_digest,
        help="Choose when your group's weekly digest comes, or preview it.",
        needs=Needs.CHAIR,
        example="/wg digest preview",
    ),
    Command(
        "wg new",
        open_new,
        help="Start a group from a form.",
        needs=Needs.PROGRAM_MANAGER,
        example="/wg new",
        aliases=("start", "create"),
    ),
    Button(views.NEW, open_new, needs=Needs.PROGRAM_MANAGER),
    Button(views.SHOW, show_one, needs=Needs.ANYONE),
    Button(views.PAGE_OF, next_page, needs=Needs.ANYONE),
    Button(views.JOIN, join_one, needs=Needs.LIBRARIAN),
    Button(views.LEAVE, leave_one, needs=Needs.ANYONE),
    Button(views.ADD, open_add, needs=Needs.CHAIR),
    Button(views.REMOVE, open_remove, needs=Needs.CHAIR),
    Button(views.EDIT, open_edit, needs=Needs.CHAIR),
    Button(views.DIGEST, open_digest, needs=Needs.CHAIR),
    Modal(views.CREATE, create, needs=Needs.PROGRAM_MANAGER),
    Modal(views.ADD_SEND, add_from_form, needs=Needs.CHAIR),
    Modal(views.REMOVE_SEND, remove_from_form, needs=Needs.CHAIR),
    Modal(views.EDIT_SEND, edit, needs=Needs.CHAIR),
    Modal(views.DIGEST_SEND, change_digest, needs=Needs.CHAIR),
)
