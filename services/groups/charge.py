"""Starting a group, and changing what its form says."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from models import (
    Direction,
    Group,
    GroupDirection,
    GroupKind,
    MemberRole,
    Person,
    QuietWeek,
)
from models.columns import NAME_LENGTH
from models.group_kinds import rules_of
from models.groups import MOST_AGENDA_HOURS, MOST_HOURS, MOST_IN_A_ROW, ChargeFields
from models.messages import Recipient
from models.subjects import Subject
from models.sunsets import SunsetOutcome
from services import consortium, history, outbox, stories, terms
from services.dates.arithmetic import shifted
from services.errors import Invalid
from services.groups.endings import free_channel

GROUP_CHANGED = "group.changed"
FIELD_WORDS = {
    "name": "name",
    "kind": "kind",
    "charge": "charge",
    "channel_id": "channel",
    "sponsor": "sponsor",
    "reports_to": "body to which it reports",
    "authority": "word on what it may decide",
    "hours_a_month": "number of hours asked in a month",
    "sunset_on": "sunset date",
    "quorum": "quorum",
    "quorum_of": "word on what the quorum counts",
    "vote_lost_after": "number of missed meetings that lose the vote",
    "vote_regained_after": "number of meetings that bring the vote back",
    "directions": "list of strategic directions",
}
"""The fields of a group's form, by their names in the history, and what they are called."""


DIGEST_WORDS = {
    "digest_weekday": "day of the digest",
    "digest_time": "time of the digest",
    "quiet_week": "word on a quiet week",
    "agenda_hours": "hour at which the agenda is posted",
    "digest_story": "choice whether the digest tells a story",
}
"""The fields of the form of its digest, likewise."""


@dataclass(frozen=True)
class Charge:
    """What a group's form says. Validated by ``start`` and ``change``."""

    name: str
    kind: str
    charge: str
    channel_id: str
    channel_is_private: bool
    direction_ids: list[int] = field(default_factory=list)
    channel_is_everybodys: bool = False
    fields: ChargeFields | None = None
    """None where nothing is said of them: they stay as they are."""


def start(
    session: Session,
    charge: Charge,
    *,
    chair: Person,
    by: Person,
    now: datetime,
    needs_channel: bool = True,
) -> Group:
    """Start a group with its first chair. Raises ``Invalid`` with the field at fault.

    Where its kind needs a sunset and none is said, it is as far ahead as is usual for the kind.
    """
    _check(session, charge, group_id=None, now=now, needs_channel=needs_channel)
    refuse_guest(chair, field="chair")
    zone = consortium.settings(session).zone
    today = now.astimezone(ZoneInfo(zone)).date()
    fields = _usual(charge, today)
    _check_fields(fields, today, before=None)
    free_channel(session, charge.channel_id, by=by, now=now)
    group = Group(**_columns(charge), **vars(fields), zone=zone, created_at=now)
    session.add(group)
    session.flush()
    _set_directions(session, group, charge.direction_ids)
    terms.begin(session, group, chair, MemberRole.CHAIR, now=now)
    after = recorded(session, group) | {"chair": chair.id}
    history.record(session, "group.started", Subject.of(group), by=by, now=now, after=after)
    return group


def change(
    session: Session,
    group: Group,
    charge: Charge,
    *,
    by: Person,
    now: datetime,
    action: str = GROUP_CHANGED,
) -> Group:
    """Change name, kind, charge, channel and directions of a group from ``access.group_to_edit``.

    One that has a channel keeps one; one without stays as private as it is until it gets one.
    """
    needs_channel = group.channel_id is not None
    _check(session, charge, group_id=group.id, now=now, needs_channel=needs_channel)
    if not charge.channel_id:
        charge = replace(charge, channel_is_private=group.is_private)
    fields = _tidy(charge.fields or ChargeFields.of(group))
    _check_fields(fields, now.astimezone(ZoneInfo(group.zone)).date(), before=group)
    _check_sunset(group, charge, fields)
    before, was_private = recorded(session, group), group.is_private
    if group.channel_id and group.channel_id != charge.channel_id:
        source, target = Recipient.channel(group.channel_id), Recipient.channel(charge.channel_id)
        outbox.move(session, source=source, target=target, now=now)
    if charge.channel_id and group.channel_id != charge.channel_id:
        free_channel(session, charge.channel_id, by=by, now=now)
    for name, value in (_columns(charge) | vars(fields)).items():
        setattr(group, name, value)
    if group.is_private and not was_private:
        stories.take_out_of_group(session, group, now=now)
    _set_directions(session, group, charge.direction_ids)
    after = recorded(session, group)
    _write_change(session, group, before, after, by=by, now=now, action=action)
    return group


def recorded(session: Session, group: Group) -> dict[str, Any]:
    """What a group's form says, as the history keeps it."""
    return _facts(group) | {"directions": _direction_ids(session, group)}


def change_digest(
    session: Session,
    group: Group,
    *,
    weekday: int | None,
    at: time,
    quiet_week: QuietWeek,
    agenda_hours: int | None = None,
    tells_story: bool = False,
    by: Person,
    now: datetime,
) -> Group:
    """Set when the digest comes, in the group's zone, what a quiet week brings, and whether it
    tells a story of the week; None is no digest. ``agenda_hours`` before a meeting its agenda is
    posted; None is never.
    """
    if agenda_hours is not None and not 1 <= agenda_hours <= MOST_AGENDA_HOURS:
        raise Invalid(f"Type hours from 1 to {MOST_AGENDA_HOURS}.", field="agenda_hours")
    if weekday is not None and weekday not in range(7):
        raise Invalid("Choose a day of the week, or no digest.", field="weekday")
    before = _facts(group)
    if (weekday, at) != (group.digest_weekday, group.digest_time):
        group.digest_from = now
    group.digest_weekday, group.digest_time, group.quiet_week = weekday, at, quiet_week
    group.agenda_hours, group.digest_story = agenda_hours, tells_story
    _write_change(session, group, before, _facts(group), by=by, now=now)
    return group


def refuse_guest(person: Person, *, field: str) -> None:
    """Raise ``Invalid`` for somebody who can chair no group."""
    if person.is_guest:
        raise Invalid(
            f"{person.name} is a guest in this Slack, and guests chair no group. Choose a full"
            " member.",
            field=field,
        )


def name_key(name: str) -> str:
    """What makes names the same: letter case, spaces and how accents are typed do not count."""
    return normalize("NFC", " ".join(name.split()).casefold())[:200]


def set_sunset(
    session: Session, group: Group, sunset_on: date, *, by: Person, now: datetime
) -> None:
    """Let the charge of a group last until a day, as a review has decided. Raises ``Invalid`` for
    one that is not ahead.
    """
    before = _facts(group)
    fields = ChargeFields(sunset_on=sunset_on)
    _check_fields(fields, now.astimezone(ZoneInfo(group.zone)).date(), before=group)
    group.sunset_on = sunset_on
    after = _facts(group) | {"outcome": SunsetOutcome.CONTINUE.value}
    _write_change(session, group, before | {"outcome": None}, after, by=by, now=now)


def as_typed(charge: Charge) -> dict[str, Any]:
    """What a group's form says, as ``recorded`` tells it; without the fields of which nothing is
    said.
    """
    typed: dict[str, Any] = {
        "name": " ".join(charge.name.split()),
        "kind": charge.kind,
        "charge": charge.charge.strip(),
        "channel_id": charge.channel_id or None,
        "directions": sorted(charge.direction_ids),
    }
    if charge.fields is None:
        return typed
    fields = _tidy(charge.fields)
    return typed | {
        "sponsor": fields.sponsor,
        "reports_to": fields.reports_to,
        "authority": fields.authority.value if fields.authority else None,
        "hours_a_month": fields.hours_a_month,
        "sunset_on": fields.sunset_on.isoformat() if fields.sunset_on else None,
        "quorum": fields.quorum.value if fields.quorum else None,
        "quorum_of": fields.quorum_of.value,
        "vote_lost_after": fields.vote_lost_after,
        "vote_regained_after": fields.vote_regained_after,
    }


def _usual(charge: Charge, today: date) -> ChargeFields:
    """The fields of a new group, with the usual sunset of a kind that needs one."""
    fields, rules = _tidy(charge.fields or ChargeFields()), rules_of(GroupKind(charge.kind))
    if fields.sunset_on or not rules.needs_sunset or rules.months_to_sunset is None:
        return fields
    return replace(fields, sunset_on=shifted(today, months=rules.months_to_sunset))


def _tidy(fields: ChargeFields) -> ChargeFields:
    sponsor, reports_to = (" ".join(text.split()) for text in (fields.sponsor, fields.reports_to))
    return replace(fields, sponsor=sponsor, reports_to=reports_to)


def _check_fields(fields: ChargeFields, today: date, *, before: Group | None) -> None:
    for name, text in (("sponsor", fields.sponsor), ("reports_to", fields.reports_to)):
        if len(text) > NAME_LENGTH:
            raise Invalid(f"That is too long: {NAME_LENGTH} characters at most.", field=name)
    if fields.hours_a_month is not None and not 1 <= fields.hours_a_month <= MOST_HOURS:
        raise Invalid(f"Write a whole number from 1 to {MOST_HOURS}.", field="hours_a_month")
    for name in ("vote_lost_after", "vote_regained_after"):
        if (count := getattr(fields, name)) is not None and not 1 <= count <= MOST_IN_A_ROW:
            raise Invalid(f"Write a whole number from 1 to {MOST_IN_A_ROW}.", field=name)
    is_kept = before is not None and before.sunset_on == fields.sunset_on
    if fields.sunset_on is not None and fields.sunset_on <= today and not is_kept:
        raise Invalid("Choose a last day after today.", field="sunset_on")


def _check_sunset(group: Group, charge: Charge, fields: ChargeFields) -> None:
    """A kind that needs a sunset keeps it; a group that never had one goes on without."""
    kind = GroupKind(charge.kind)
    is_wanting = fields.sunset_on is None and (group.sunset_on is not None or kind != group.kind)
    if rules_of(kind).needs_sunset and is_wanting:
        raise Invalid(
            f"The charge of a {kind} ends on a day. Choose the sunset date.", field="sunset_on"
        )


def _check(
    session: Session,
    charge: Charge,
    *,
    group_id: int | None,
    now: datetime,
    needs_channel: bool = True,
) -> None:
    name = " ".join(charge.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(f"Give the group a name of at most {NAME_LENGTH} characters.", field="name")
    if charge.kind not in list(GroupKind):
        raise Invalid("Choose what kind of group it is.", field="kind")
    if not charge.charge.strip() or len(charge.charge) > 3000:
        raise Invalid("Say in a sentence or two what the group is for: its charge.", field="charge")
    if not charge.channel_id and needs_channel:
        raise Invalid("Choose the channel in which the group works.", field="channel")
    # Of two at once the second would see neither the name nor the channel of the first.
    consortium.lock(session)
    others = select(Group).where(Group.id != group_id) if group_id else select(Group)
    if taken := session.exec(others.where(Group.name_key == name_key(name))).first():
        if taken.is_private:
            # Whoever comes upon a private group by its name is not told that there is one.
            raise Invalid("This name cannot be had. Choose another one.", field="name")
        if not terms.is_active(taken, now):
            raise Invalid(
                f"A group named {taken.name} was discharged, and keeps its name so that it is"
                " found. Choose another one.",
                field="name",
            )
        raise Invalid(
            f"There is a group named {taken.name} already. Choose another name.", field="name"
        )
    here = others.where(Group.channel_id == charge.channel_id, terms.active(now))
    if taken := session.exec(here).first():
        if taken.is_private:
            raise Invalid("That channel cannot be had. Choose another one.", field="channel")
        raise Invalid(
            "That channel belongs to another group already. Choose another one.", field="channel"
        )


def _columns(charge: Charge) -> dict[str, Any]:
    name = " ".join(charge.name.split())
    return {
        "name": name,
        "name_key": name_key(name),
        "kind": GroupKind(charge.kind),
        "charge": charge.charge.strip(),
        "channel_id": charge.channel_id or None,
        "is_private": charge.channel_is_private,
        "channel_is_everybodys": charge.channel_is_everybodys,
    }


_NO_FACTS = {"id", "created_at", "name_key", "digest_from", "former_channel_id"}


def _facts(group: Group) -> dict[str, Any]:
    return group.model_dump(mode="json", exclude=_NO_FACTS)


def _write_change(
    session: Session,
    group: Group,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: Person,
    now: datetime,
    action: str = GROUP_CHANGED,
) -> None:
    session.add(group)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    history.record(
        session,
        action,
        Subject.of(group),
        by=by,
        now=now,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _direction_ids(session: Session, group: Group) -> list[int]:
    serves = select(GroupDirection.direction_id).where(GroupDirection.group_id == group.id)
    return sorted(session.exec(serves))


def _set_directions(session: Session, group: Group, direction_ids: list[int]) -> None:
    known = session.exec(select(Direction.id).where(col(Direction.id).in_(direction_ids))).all()
    session.exec(delete(GroupDirection).where(col(GroupDirection.group_id) == group.id))
    session.add_all(
        GroupDirection(group_id=group.id, direction_id=direction) for direction in known
    )
